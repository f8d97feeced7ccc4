"""H7: know the quality standards, from the shelf to the question that asks them."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Organisation
from sakaguru.standards.models import FrameworkVersion


@pytest.mark.django_db
@pytest.mark.function("H7")
def test_a_head_of_qa_browses_searches_and_sees_what_changed(client_as, capsys):
    call_command("load_instruments")
    person = client_as(Organisation.objects.get(code="ID"), Role.HEAD_OF_QA)

    shelf = person.get(reverse("standards:framework-list"))
    tree = person.get(reverse("standards:version-detail", args=["SNP-2016", "1"]))
    branch = person.get(tree.request["PATH_INFO"], {"buka": "6.2"})
    found = person.get(reverse("standards:node-search"), {"q": "perpustakaan"})
    by_code = person.get(reverse("standards:node-search"), {"q": "6.2.3"})
    node = person.get(reverse("standards:node-detail", args=["SNP-2016", "1", "6.2.3"]))
    asked = person.get(
        reverse("instruments:node-items", args=["SNP-2016", "1", "6.2.3"])
    )

    for said in ("Delapan Standar Nasional Pendidikan", "Rapor Pendidikan untuk SD"):
        assert said in shelf.text
    assert "Standar Pembiayaan" in tree.text
    assert "Memiliki ruang perpustakaan sesuai standar" in branch.text
    assert "/6.2.3/" in found.text
    assert "/6.2.3/" in by_code.text
    for said in ("Permendikbudristek 22/2023", "Kepala sekolah", "Menuju SNP 1"):
        assert said in node.text
    assert "DATA_6.2.3" in asked.text
    assert "Bukti:" in asked.text

    old = FrameworkVersion.objects.get(framework__code="SNP-2016")
    person.post(
        reverse("standards:version-draft", args=["SNP-2016", "1"]), {"label": "2"}
    )
    change = {
        "title_id": "Perpustakaan yang dipakai murid",
        "title_en": "A library that pupils use",
        "weight": "2",
        "applies": "on",
    }
    person.post(
        reverse("standards:node-change", args=["SNP-2016", "2", "6.2.3"]), change
    )
    person.post(reverse("standards:version-publish", args=["SNP-2016", "2"]))
    changed = person.get(reverse("standards:version-compare", args=["SNP-2016"]))

    assert "Perpustakaan yang dipakai murid" in changed.text
    assert "Memiliki ruang perpustakaan sesuai standar" in changed.text
    old.refresh_from_db()
    assert old.status == "superseded"
