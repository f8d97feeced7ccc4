from __future__ import annotations

from sakaguru.ui.web.forms import SampleForm


def test_a_field_has_its_label_help_and_error_tied_to_it():
    html = str(SampleForm({"name": "", "email": "bukan surel"}))

    assert '<label for="id_name">' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_may_stay_empty_says_so():
    assert "boleh kosong" in str(SampleForm()["email"].as_field_group())
    assert "boleh kosong" not in str(SampleForm()["name"].as_field_group())


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = str(SampleForm()["kind"].as_field_group())

    assert "<fieldset" in html
    assert "<legend>" in html
