"""Catalogues: gathered from the source, checked, compiled without gettext."""

from __future__ import annotations

import gettext

import pytest

from sakaguru.config import messages

MODULE = """
from django.utils.translation import gettext as _, ngettext
a = _("Kampanye {name} sudah ditutup.")
b = ngettext("%(n)s sekolah", "%(n)s sekolah banyak", 2)
"""
TEMPLATE = """
{% load i18n %}<h1>{% translate "Rapor mutu" %}</h1>
{% blocktranslate trimmed with name=school.name %}
  Halo
  {{ name }}
{% endblocktranslate %}
{% blocktranslate trimmed count n=n %}{{ n }} satu{% plural %}{{ n }} banyak
{% endblocktranslate %}
<p title="it's {{ _('Tutup') }}">don't</p>
"""


@pytest.fixture
def sources(tmp_path):
    package = tmp_path / "package"
    templates = package / "survey" / "templates"
    templates.mkdir(parents=True)
    (package / "survey" / "views.py").write_text(MODULE)
    (templates / "page.html").write_text(TEMPLATE)
    return package


def test_texts_are_gathered_from_python_and_templates(sources):
    assert {text.ids for text in messages.texts(sources)} == {
        ("Kampanye {name} sudah ditutup.",),
        ("%(n)s sekolah", "%(n)s sekolah banyak"),
        ("Rapor mutu",),
        ("Halo %(name)s",),
        ("%(n)s satu", "%(n)s banyak"),
        ("Tutup",),
    }


def test_a_missing_translation_is_named_with_its_place(sources):
    messages.update_catalogues(sources)

    assert len(messages.faults(sources)) == 6
    assert (
        "package/survey/templates/page.html: no translation of 'Rapor mutu'"
        in messages.faults(sources)
    )


def test_update_keeps_translations_and_drops_what_is_no_longer_said(sources):
    messages.update_catalogues(sources)
    translate(sources, "Rapor mutu", "Report card")
    (sources / "survey" / "views.py").write_text("")

    messages.update_catalogues(sources)

    text = messages.catalogue_file("en", sources).read_text()
    assert "Report card" in text
    assert "Kampanye" not in text


def test_a_translation_with_another_placeholder_is_a_fault(sources):
    messages.update_catalogues(sources)
    translate(sources, "Kampanye {name} sudah ditutup.", "Campaign {nama} is closed.")

    assert any("other placeholders" in fault for fault in messages.faults(sources))


def test_compiled_catalogues_are_what_gettext_reads(sources):
    messages.update_catalogues(sources)
    translate(sources, "Rapor mutu", "Report card")
    messages.compile_catalogues(sources)

    with messages.catalogue_file("en", sources).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Rapor mutu") == "Report card"


def translate(sources, text, translation):
    path = messages.catalogue_file("en", sources)
    old = f'msgid "{text}"\nmsgstr ""'
    assert old in path.read_text()
    new = f'msgid "{text}"\nmsgstr "{translation}"'
    path.write_text(path.read_text().replace(old, new))
