from __future__ import annotations

import pytest

from sakaguru.evidence.web.forms import EvidenceForm
from sakaguru.followup.web.forms import ProofForm as PointProofForm
from sakaguru.planning.web.activity_forms import ProofForm


@pytest.mark.parametrize("form", [EvidenceForm, ProofForm, PointProofForm])
def test_a_file_that_may_be_a_photo_is_made_small_in_the_browser(form):
    drawn = str(form()["file"])

    assert 'type="file"' in drawn
    assert 'data-pieces="/bukti/unggahan/"' in drawn
    assert 'data-shrink="Foto diperkecil dari {0} menjadi {1}' in drawn
