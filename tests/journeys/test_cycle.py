"""From an opened campaign to a school's printed report card."""

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader
from reading import follow, words_of

from sakaguru.dashboards.services.story.answers import answer_campaign, characters
from sakaguru.organisations.models import Organisation
from sakaguru.survey.models import Campaign

pytestmark = pytest.mark.journey
AREA = "33.02.27"


@pytest.fixture
def campaign_url(sign_in):
    """The district plans a campaign for one kecamatan and opens it."""
    page = sign_in("district", "head_of_qa")
    today = timezone.localdate()
    page.goto("/kampanye/")
    follow(page, page.get_by_role("link", name="Susun kampanye"))
    page.locator("[name=name]").fill("Pemetaan Purwokerto Utara")
    page.locator("[name=cycle_label]").fill("Uji 1")
    page.locator("[name=scope]").select_option(AREA)
    page.locator("[name=opens_on]").fill(today.isoformat())
    page.locator("[name=last_day]").fill((today + dt.timedelta(14)).isoformat())
    follow(page, page.get_by_role("button", name="Simpan, lihat bebannya"))
    follow(page, page.get_by_role("button", name="Buka kampanye"))
    expect(page.get_by_text("sekolah diminta")).to_be_visible()
    return page.url


@pytest.mark.function("H4")
@pytest.mark.function("S2")
def test_a_school_reads_its_own_report_card_first_and_prints_it(
    campaign_url, sign_in, walk, world
):
    number = int(re.search(r"/kampanye/(\d+)/", campaign_url)[1])
    npsn = let_everybody_answer(number)
    email = f"kepala.{npsn}@contoh.invalid"

    head = sign_in("school", "head", email=email)
    head.goto(campaign_url)
    shown = words_of(head)
    assert "Yang tampak hanya jumlah" in shown
    assert re.search(r"Guru ?\d+ dari \d+", shown)

    district = sign_in("district", "head_of_qa")
    district.goto(campaign_url)
    follow(district, district.get_by_role("link", name="Tutup kampanye"))
    follow(district, district.locator("main form").get_by_role("button").first)
    expect(district.get_by_text("Ditutup").first).to_be_visible()
    world.work()

    district.goto("/")
    task = district.get_by_role("link", name="Terbitkan rapor mutu Uji 1")
    follow(district, task)
    follow(district, district.get_by_role("link", name="Tinjau sebelum terbit"))
    follow(district, district.get_by_role("button", name="Buka untuk sekolah"))
    expect(district.get_by_text("Terbit", exact=True).first).to_be_visible()

    head.goto("/")
    follow(head, head.get_by_role("link", name="Baca rapor mutu Uji 1"))
    total = re.search(r"nilai (\d,\d\d)(?: \(± \d,\d\d\))? dari 7", words_of(head))[1]
    name = head.locator("h1").inner_text()

    pdf = printed(head)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert pdf.startswith(b"%PDF-")
    assert name in re.sub(r"\s+", " ", text)
    assert npsn in text
    assert total in text

    visitor = walk()
    code = re.search(r"/cetakan/([A-Z0-9-]+)\.pdf", head.printed_url)[1]
    visitor.goto(f"/periksa/{code}/")
    assert name in words_of(visitor)

    district.goto(f"/rapor/{npsn}/")
    assert total not in words_of(district) or "Uji 1" not in words_of(district)


def printed(page):
    """Press the button that prints, and give the file that comes."""
    with page.expect_response(re.compile(r"/cetakan/.+\.pdf")) as caught:
        page.get_by_role("button", name="Cetak PDF").click()
    page.printed_url = caught.value.url
    return page.context.request.get(page.printed_url).body()


def let_everybody_answer(number):
    """Invented people answer in all schools of the campaign; gives a school's NPSN."""
    campaign = Campaign.objects.select_related("instrument_version").get(pk=number)
    schools = list(
        Organisation.objects.filter(assignments__campaign=campaign)
        .select_related("area")
        .order_by("code")
    )
    hero = schools[0].code
    answer_campaign(
        campaign,
        characters(schools, hero, 3),
        number=1,
        hero=hero,
        last=campaign.opens_on,
        at=campaign.opened_at,
    )
    return hero
