from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from sakaguru.ui.logic.levels import SNP_BANDS


def drawn(source, **context):
    return Template(source).render(Context(context))


def asked(path="/daftar/?kata=sd&page=2"):
    return RequestFactory().get(path)


def test_filters_follow_the_language():
    source = "{{ day|tanggal }} {{ n|angka:1 }} {{ share|persen }} {{ text|said }}"
    values = {
        "day": dt.date(2026, 5, 2),
        "n": 1234.5,
        "share": 0.5,
        "text": {"id": "Isi", "en": "Content"},
    }

    assert drawn(source, **values) == "2 Mei 2026 1.234,5 50\N{NO-BREAK SPACE}% Isi"
    with translation.override("en"):
        assert drawn(source, **values) == "2 May 2026 1,234.5 50% Content"


def test_a_level_is_pattern_number_and_words():
    html = drawn("{% level band %}", band=SNP_BANDS[2])

    assert "url(#pola-3)" in html
    assert "<strong" in html
    assert "Menuju SNP 3" in html


def test_no_level_says_so_in_words():
    html = drawn("{% level None %}")

    assert "belum cukup" in html
    assert "<strong" not in html


def test_a_state_is_symbol_and_words():
    html = drawn('{% state "done" "terkirim" %}')

    assert "<svg" in html
    assert "terkirim" in html


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [(5.0, 4.5, "naik"), (4.0, 4.5, "turun"), (4.0, 4.0, "tetap"), (None, 4.0, "")],
)
def test_change_is_said_in_words(now, before, words):
    assert words in drawn("{% change now before %}", now=now, before=before)


def test_what_people_wrote_is_escaped_in_blocks():
    html = drawn(
        "{% card title=name %}{{ name }}{% endcard %}"
        "{% stat value=name label=name %}{% empty title=name %}"
        "{% disclosure title=name %}x{% enddisclosure %}"
        "{% data_table caption=name %}<tbody></tbody>{% enddata_table %}"
        "{% counted_from %}{{ name }}{% endcounted_from %}"
        "{% crumbs items %}{% progress 1 2 name %}{% icon 'home' name %}",
        name="<script>",
        items=[("<script>", "/"), ("<script>", "")],
    )

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_pages_keep_the_filters_in_the_address():
    page = Paginator(range(120), 50).get_page(2)

    html = drawn("{% pagination page %}", page=page, request=asked())

    assert 'href="?kata=sd&amp;page=1"' in html
    assert 'href="?kata=sd&amp;page=3"' in html
    assert "51–100 dari 120" in html


def test_one_page_needs_no_paging():
    page = Paginator(range(3), 50).get_page(1)

    assert "nav" not in drawn("{% pagination page %}", page=page, request=asked("/"))


def test_the_current_tab_is_marked():
    html = drawn(
        "{% tabs items %}", items=[("A", "/daftar/"), ("B", "/b/")], request=asked()
    )

    assert html.count("aria-current") == 1


def test_a_chart_brings_its_table():
    from sakaguru.ui.web.samples import charts

    html = drawn("{% chart figure %}", figure=charts()[0])

    assert "<figure" in html
    assert "Lihat sebagai tabel" in html
    assert "Standar Pembiayaan" in html


def test_the_page_says_as_whom_one_acts():
    class Membership(SimpleNamespace):
        def get_role_display(self):
            return "Pengawas"

    request = asked("/")
    request.memberships = [
        Membership(pk=1, organisation=SimpleNamespace(name="Korwil Wangon")),
        Membership(pk=2, organisation=SimpleNamespace(name="Korwil Lumbir")),
    ]
    request.actor = SimpleNamespace(membership_id=1)

    html = drawn(
        "{% acting_as as me %}{{ me.role }} di {{ me.organisation }}, "
        "{% act_as_choices as choices %}{{ choices|length }} lain",
        request=request,
    )

    assert html == "Pengawas di Korwil Wangon, 1 lain"


def test_somebody_without_a_role_reads_that_they_have_none():
    html = drawn("{% acting_as as me %}{{ me.organisation }}", request=asked("/"))

    assert html == "Belum punya peran"
    assert drawn("{% navigation as menu %}{{ menu.first|length }}") == "0"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/temuan/7/", "/temuan/7/"),
        ("javascript:alert(1)", ""),
        ("https://contoh.invalid/", ""),
        ("//contoh.invalid/", ""),
        ("/\\contoh.invalid/", ""),
        ("", ""),
    ],
)
def test_a_stored_address_leads_to_pages_of_ours_alone(address, shown):
    assert drawn("{{ it|own_path }}", it=address) == shown
