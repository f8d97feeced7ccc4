"""Texts of an attacker that name addresses, files or code: nobody goes there.

They stand in every stored text, in uploads and in the fields of forms; then every page,
paper and table is asked for. The trap counts who knocks.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import urllib.request
import zipfile

import pypdf
import pytest
from canary.test_canary import readable, to_read
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from injection.poison import poison
from injection.trap import listening
from matrix.cells import Cell, Knocker, address_of, operations, things_for, wanted
from matrix.keeping import say, undone
from matrix.policy import Outcome

from sakaguru.evidence.adapters.intake import FileRefused, take
from sakaguru.evidence.logic.names import safe_name
from sakaguru.followup.services.climbing import remind_people
from sakaguru.ui.adapters.qr import qr_svg
from sakaguru.ui.adapters.typst import render_pdf

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PEOPLE = ["head of a school", "officer of a district"]
PARTS = range(8 if LONG else 1)
"""Of the long forms, each with a figure of its own: they may be cut short."""
CAME_TRUE = "1337xq8"
BROKE = "X-Jahat"
SCHEMES = ("http://", "https://", "ftp://", "gopher://", "//", "\\\\")
HOSTS = (
    *("127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "0:{port}"),
    *("[::ffff:127.0.0.1]:{port}", "2130706433:{port}", "0x7f000001:{port}"),
    *("127.1:{port}", "017700000001:{port}", "a@127.0.0.1:{port}", "10.0.0.1"),
    *("169.254.169.254/latest/meta-data", "100.64.0.1", "metadata.invalid"),
)
TYPST = (
    '#image("{u}")',
    '#import "@preview/cetz:0.3.0": *',
    '#read("/etc/passwd")',
    '#read("../../../../etc/hostname")',
    '#eval("image(\\"{u}\\")")',
    "#(1331+6)xq8",
    "$#(1331+6)$xq8",
)
CODE = (
    "{{{{ 1331|add:6 }}}}xq8",
    "{{% widthratio 1337 1 1 %}}xq8",
    "{{% include '/etc/passwd' %}}",
    "${{1331+6}}xq8",
    "#{{1331+6}}xq8",
    "<%= 1331+6 %>xq8",
    "{{{{ settings.SECRET_KEY }}}}xq8",
    "{{name.__class__.__init__.__globals__}}",
    "%(name)s%s%n",
)
HEADS = (
    "a\r\nX-Jahat: 1",
    "a\nX-Jahat: 1",
    "a\r\n\r\n<p>X-Jahat: 1",
    "a\u2028X-Jahat: 1",
    "a\rBcc: korban@contoh.invalid\nX-Jahat: 1",
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
)
MONDAY = dt.date(2026, 11, 23)
MADE_BY_US = frozenset({"file_name", "content_type"})
"""Of a file, cleaned when it came in; see `test_no_name_of_a_file_leads_anywhere`."""

PASSWORDS = "root:x:0:0"


def texts(port: int) -> list[str]:
    urls = [f"{s}{h.format(port=port)}/xq8" for s in SCHEMES for h in HOSTS]
    markup = [f'<img src="{urls[0]}">', f'<link rel="stylesheet" href="{urls[1]}">']
    code = [each.format(u=urls[0]) for each in (*TYPST, *CODE)]
    return [*urls, *markup, *code, *HEADS, *PATHS]


pytestmark = pytest.mark.xdist_group("world")


def test_the_trap_hears_who_goes_out():
    """A trap that nobody can step into would prove nothing."""
    with listening() as (trap, went):
        with pytest.raises(OSError, match=r"\w"):
            urllib.request.build_opener().open("http://contoh.invalid/", timeout=5)
        assert trap.knocks == 1, "by the proxy of the environment"
        assert any(str(trap.port) in each for each in went)


def test_typst_reads_no_file_and_fetches_nothing_for_whatever_text():
    with listening() as (trap, went):
        for text in texts(trap.port):
            pdf = render_pdf("ui/specimen.typ", page_of(text))
            shown = "".join(
                p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages
            )
            assert PASSWORDS not in shown
            assert CAME_TRUE not in shown.replace("\n", "")

    assert (trap.knocks, went) == (0, [])


def page_of(text):
    row = {"code": text, "label": text, "value": 4.4, "level": 1, "words": text}
    band = {"number": 1, "label": text, "up_to": 7.0}
    qr = qr_svg("https://contoh.invalid/periksa/abc")
    return {"title": text, "language": "id", "bands": [band], "rows": [row], "qr": qr}


@pytest.mark.parametrize("part", PARTS)
def test_no_stored_text_leads_outside_or_becomes_code(world, part):
    """Pages, papers and tables of two people (long form: of all)."""
    people = list(world.people)[part :: len(PARTS)] if LONG else PEOPLE
    wrong, count, kinds = {}, 0, set()
    with undone(), listening() as (trap, went):
        fields, _ = poison(texts(trap.port), MADE_BY_US)
        knocker = Knocker(world)
        for name in people:
            for cell in once_each(to_read(world, world.people[name])):
                response = knocker.ask(cell)
                count += 1
                kinds.add(response.headers.get("Content-Type", "").partition(";")[0])
                for what in faults_of(response):
                    wrong.setdefault(what, str(cell))
    say(
        f"{len(texts(0))} texts in {fields} fields; {count} answers of {len(kinds)} "
        f"kinds read; {trap.knocks} knocks, {len(went)} ways out, {len(wrong)} faults"
    )

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in wrong.items())
    assert (trap.knocks, went) == (0, [])
    assert fields >= 40
    assert LONG or "application/pdf" in kinds


def once_each(cells):
    """Short form: every door once, with an object of one's own if there is one."""
    if LONG:
        return cells
    seen = {}
    for cell in cells:
        key = cell.operation.name
        if key not in seen or cell.relation == "own":
            seen[key] = cell
    return seen.values()


def faults_of(response):
    """What of the texts came true, got into the headers, or broke the door."""
    if response.status_code >= 500 and response.status_code != 503:
        yield f"{response.status_code}: {getattr(response, 'exc_info', ['', ''])[1]!r}"
    for name, value in response.headers.items():
        if BROKE.lower() in name.lower() or "\n" in value or "\r" in value:
            yield f"header {name}: {value!r}"
    place = response.headers.get("Content-Disposition", "")
    if any(each in place for each in ("/", "\\", "..")) and "''" not in place:
        yield f"file name {place!r}"
    text = readable(response, response.read_body)
    yield from (each for each in (CAME_TRUE, PASSWORDS, "<class '") if each in text)


@pytest.mark.parametrize("part", PARTS)
def test_no_field_of_a_form_leads_outside_or_becomes_code(world, part):
    """Every action, by somebody who may: each of its texts in turn an attacker's."""
    wrong, count = {}, 0
    with undone(), listening() as (trap, went):
        knocker = Knocker(world)
        given = texts(trap.port)
        for number, cell in enumerate(doable(world)):
            client = knocker.client(cell.person)
            for shift in range(part, len(given) if LONG else 2, len(PARTS)):
                text = given[(7 * number + 31 * shift) % len(given)]
                with undone():
                    response = client.post(
                        address_of(world, cell), spoilt(world, cell, text)
                    )
                    response.read_body = b"".join(response)
                    count += 1
                    for what in faults_of(response):
                        wrong.setdefault(f"{cell} {text!r}", what)
    say(f"{count} spoilt forms; {trap.knocks} knocks, {len(wrong)} faults")

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in list(wrong.items())[:9])
    assert (trap.knocks, went) == (0, [])
    assert count > 120


WORDS = (
    *("title", "name", "text", "note", "reason", "detail", "label", "email", "url"),
    *("village", "address", "place", "code", "next", "cari", "q", "description"),
)


def spoilt(world, cell, text):
    """The fields that the row knows, and what forms here are usually called."""
    row = cell.operation.row
    known = dict(row.data(world, cell.thing)) if row.data else {}
    texts_of_it = {k: text for k, v in known.items() if isinstance(v, str)}
    return dict.fromkeys(WORDS, text) | known | texts_of_it


def doable(world):
    for operation in operations():
        if operation.method != "POST" or not operation.address.is_ours:
            continue
        yield from list(able(world, operation))[:1]


def able(world, operation):
    for person in world.people.values():
        if not person.user_id or person.kind == "token":
            continue
        for how, thing in things_for(world, person, operation.row):
            cell = Cell(person, operation, how, thing)
            if wanted(cell) is Outcome.THROUGH and (thing or not operation.row.kind):
                yield cell


@pytest.mark.parametrize("text", [*HEADS, *PATHS, *SCHEMES, "a\0b", ".htaccess", ""])
def test_no_name_of_a_file_leads_anywhere(text):
    name = safe_name(text, "pdf")

    assert name.endswith(".pdf")
    assert not set(name) & set("/\\\r\n\0\u2028:")
    assert not name.startswith(".")


def test_no_upload_leads_outside():
    """Drawings, documents and sheets that name addresses: refused or harmless."""
    with listening() as (trap, went):
        url = f"http://127.0.0.1:{trap.port}/xq8"
        for name, content in uploads(url).items():
            file = SimpleUploadedFile(name, content)
            with contextlib.suppress(FileRefused):
                assert url.encode() not in take(file).content, name

    assert (trap.knocks, went) == (0, [])


def uploads(url):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>'
    entity = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{url}">]><a>&b;</a>'
    link = f"""<Relationships xmlns=
      "http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
      Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
      Target="{url}" TargetMode="External"/></Relationships>"""
    book = {
        "[Content_Types].xml": entity,
        "xl/workbook.xml": entity,
        "xl/_rels/workbook.xml.rels": link,
    }
    letter = {
        "[Content_Types].xml": entity,
        "word/document.xml": entity,
        "word/_rels/document.xml.rels": link,
    }
    return {
        "gambar.svg": svg.encode(),
        "gambar.jpg": svg.encode(),
        "isi.xml": entity.encode(),
        "isi.xlsx": packed(book),
        "isi.docx": packed(letter),
        "isi.pdf": acting_pdf(url),
        "halaman.html": f'<img src="{url}">'.encode(),
    }


def packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return buffer.getvalue()


def acting_pdf(url):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_uri(0, url, pypdf.generic.RectangleObject((0, 0, 50, 50)))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_no_letter_gets_another_head_or_another_reader(world):
    with undone(), listening() as (trap, went):
        poison(HEADS)
        mail.outbox = []
        remind_people(day=MONDAY)
        heads = [str(letter.message()).partition("\n\n")[0] for letter in mail.outbox]

    assert all(BROKE not in head and "Bcc" not in head for head in heads)
    assert (trap.knocks, went) == (0, [])
