"""Evidence over a line that breaks in the middle."""

from __future__ import annotations

import hashlib
import io
import os
from urllib.parse import urlsplit

import pytest
from lines import Line
from offline import held, hold, let_go, wait_until
from playwright.sync_api import expect
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject

from sakaguru.evidence.models import Evidence, Upload

pytestmark = pytest.mark.journey
FORM = "/bukti/tambah/"
TOLD = ".upload-told"


@pytest.fixture
def document(tmp_path):
    """A PDF of some 2 MB that does not shrink."""
    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(b"% " + os.urandom(1_000_000).hex().encode() + b"\n")
    page.replace_contents(stream)
    writer.write(out)
    path = tmp_path / "sk panitia.pdf"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def weak(world, walk):
    line = Line(urlsplit(world.url).port)
    yield line
    line.close()


def signed_in(world, browser, line):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(60_000)
    page = context.new_page()
    held = (a for a in world.accounts if (a["tier"], a["role"]) == ("school", "head"))
    chosen = next(held)
    page.goto(f"{line.url}/akun/login/")
    page.locator("[name=login]").fill(chosen["email"])
    page.locator("[name=password]").fill(chosen["password"])
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{line.url}/")
    return page


def cut_after(page, line, pieces):
    """Let some pieces through, then nothing more: the answer of the last is lost."""
    seen = []

    def watch(route):
        seen.append(route.request.url)
        if len(seen) == pieces + 1:
            line.cut()
        route.continue_()

    page.route("**/bukti/unggahan/*/*/", watch)
    return seen


@pytest.mark.function("H8")
def test_a_cut_line_goes_on_where_it_stopped_also_after_a_reload(
    world, browser, weak, document, picture
):
    page = signed_in(world, browser, weak)
    page.goto(f"{weak.url}{FORM}")
    seen = cut_after(page, weak, 4)

    page.locator("input[type=file]").set_input_files(document)
    expect(page.locator(TOLD)).to_contain_text("Sambungan terputus di")
    picture(page, "upload-broken-phone")
    kept = Upload.objects.get(file_name="sk panitia.pdf").received_bytes
    assert 0 < kept < document.stat().st_size

    page.goto("about:blank")  # or this page would go on as soon as it can
    weak.mend()
    page.unroute_all()
    page.goto(f"{weak.url}{FORM}")
    again = []
    page.on("request", lambda r: again.append(r.url) if "/unggahan/" in r.url else 0)
    page.locator("input[type=file]").set_input_files(document)
    expect(page.locator(TOLD)).to_contain_text("sudah terkirim seluruhnya")
    assert f"/{kept}/" in again[1]
    assert len(seen) == 5

    page.locator("[name=title]").fill("SK panitia")
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator("h1")).to_have_text("SK panitia")
    evidence = Evidence.objects.get(title="SK panitia")
    with evidence.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == evidence.digest
    assert not Upload.objects.filter(file_name="sk panitia.pdf").exists()
    page.context.close()


def test_who_presses_early_waits_and_the_line_mends_by_itself(
    world, browser, weak, document, picture
):
    page = signed_in(world, browser, weak)
    page.goto(f"{weak.url}{FORM}")
    cut_after(page, weak, 5)

    page.locator("[name=title]").fill("SK tim")
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="Simpan bukti").click()
    expect(page.locator(TOLD)).to_contain_text("Sambungan terputus di")
    page.unroute_all()
    weak.mend()

    expect(page.locator("h1")).to_have_text("SK tim")
    assert Evidence.objects.filter(title="SK tim").count() == 1
    page.context.close()


def test_a_file_that_was_replaced_before_it_left_is_not_sent(sign_in, document):
    page = sign_in("school", "head")
    page.goto(FORM)
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/unggahan/" in r.url else 0)
    hold(page, "digest")
    page.locator("input[type=file]").set_input_files(document)
    wait_until(lambda: held(page) == 1)
    small = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.locator("input[type=file]").set_input_files(small)

    let_go(page)

    page.evaluate(AS_LONG_AS_THE_FIRST)
    expect(page.locator(TOLD)).to_have_text("")
    assert asked == []


AS_LONG_AS_THE_FIRST = """async () => {
  for (let n = 0; n < 3; n++) {
    await crypto.subtle.digest("SHA-256", new Uint8Array(4_000_000));
    await fetch("/sehat");
  }
}"""


def test_without_a_script_the_file_goes_with_its_form(sign_in, document):
    page = sign_in("school", "head", javascript=False)
    page.goto(FORM)

    page.locator("[name=title]").fill("SK biasa")
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="Simpan bukti").click()

    expect(page.locator("h1")).to_have_text("SK biasa")
    assert not Upload.objects.filter(file_name="sk panitia.pdf").exists()
