"""A school walks the whole ring; the head of a quality unit sees what is late."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader
from reading import follow, words_of

from sakaguru.core.access import Actor
from sakaguru.dashboards.services.story.answers import answer_campaign, characters
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.services.publications import publish_run
from sakaguru.survey.models import Campaign

pytestmark = pytest.mark.journey
AREA = "33.02.22"
TEAM, SUPERVISOR = "Tim Mutu Sd (contoh)", "Pengawas Korwil Baturraden (contoh)"
LATER = dt.timedelta(days=300)


@pytest.mark.function("S2")
@pytest.mark.function("S3")
@pytest.mark.function("H9")
def test_a_school_walks_the_whole_ring(world, sign_in, picture):
    world.work()
    head, team = sign_in("school", "head"), sign_in("school", "quality_team")
    committee = sign_in("school", "committee")
    supervisor = sign_in("area", "supervisor")

    plan = drafted(head)
    activity = from_gap_to_activity(team, picture)
    title = team.locator("h1").inner_text()
    with_money(team)
    head.goto(plan)
    follow(head, head.get_by_role("button", name="Ajukan untuk disepakati"))
    assert "Pertimbangan dan kesepakatan komite" in words_of(head)

    committee.goto("/rapor/")
    assert committee.locator("h1").count() == 1
    for person in (committee, head, supervisor):
        agreed(person, plan)
    picture(head, "plan-phone", full=True)
    assert "Disahkan" in words_of(head.goto(plan) and head)
    world.work()

    carried_out(team, activity)
    supervisor.goto(activity)
    step(supervisor, "Benar sudah dikerjakan", "Verifikasi")
    assert "Terverifikasi" in words_of(supervisor)

    measured_again(world, sign_in)
    head.goto(plan)
    follow(head, head.get_by_role("link", name="Hasil").first)
    picture(head, "plan-effects-phone", full=True)
    shown = words_of(head)
    assert title in shown
    assert re.search(r"\d,\d\d → \d,\d\d", shown)
    raised_or_another_way(head)


def drafted(head):
    """The head opens a draft for a year; gives its address."""
    today = timezone.localdate()
    head.goto("/rencana/")
    follow(head, head.get_by_role("link", name="Buka rancangan").first)
    head.locator("[name=title]").fill("RKT percobaan")
    head.locator("[name=starts_on]").fill(today.isoformat())
    head.locator("[name=ends_on]").fill((today + LATER).isoformat())
    head.locator("[name=ceiling_rupiah]").fill("15000000")
    follow(head, head.locator("main form button.btn-primary"))
    assert "Rancangan" in words_of(head)
    return head.url


def from_gap_to_activity(team, picture):
    """A gap without an activity gets a cause and a remedy; gives its address."""
    team.goto("/rencana/")
    picture(team, "report-to-plan-phone", full=True)
    gaps = team.locator("li.gap-row", has_text="belum ada kegiatan")
    addresses = [
        link.get_attribute("href") for link in gaps.locator(".gap-title a").all()
    ]
    for address in addresses:
        team.goto(address)
        take = team.get_by_role("button", name="Masukkan ke rancangan")
        if take.count():
            break
    if "Sebabnya belum ditetapkan" in words_of(team):
        follow(team, team.get_by_role("link", name="Cari sebabnya").first)
        follow(team, team.locator("form[action$='/pilih-sebab/'] button").first)
        team.goto(address)
    follow(team, take.first)
    return team.url


def with_money(team):
    """Who does it, who checks it, from today, and what it costs."""
    address = team.url
    today = timezone.localdate()
    follow(team, team.get_by_role("link", name="Ubah"))
    team.locator("[name=owner]").select_option(label=TEAM)
    team.locator("[name=verifier]").select_option(label=SUPERVISOR)
    team.locator("[name=starts_on]").fill(today.isoformat())
    team.locator("[name=ends_on]").fill((today + dt.timedelta(20)).isoformat())
    follow(team, team.locator("main form button.btn-primary").first)
    team.goto(address)
    team.get_by_text("Tambah biaya").click()
    team.locator("[name=anggaran-description]").fill("Bahan belajar")
    team.locator("[name=anggaran-volume]").fill("2")
    team.locator("[name=anggaran-unit]").fill("paket")
    team.locator("[name=anggaran-unit_price_rupiah]").fill("750000")
    follow(team, team.get_by_role("button", name="Tambah", exact=True).last)
    assert "1.500.000" in words_of(team)


def agreed(person, plan):
    """Whose turn it is finds it among their tasks, and agrees."""
    person.goto("/")
    task = re.compile("Putuskan.*RKT percobaan")
    follow(person, person.get_by_role("link", name=task))
    assert person.url == plan
    step(person, "Setujui", "Setujui rencana ini")
    assert "Disetujui" in words_of(person)


def carried_out(team, activity):
    team.goto(activity)
    follow(team, team.get_by_role("button", name="Mulai kegiatan"))
    team.get_by_text("Unggah bukti").first.click()
    team.locator("[name=bukti-title]").fill("Foto kegiatan")
    team.locator("[name=bukti-file]").set_input_files(
        {"name": "bukti.png", "mimeType": "image/png", "buffer": photo()}
    )
    follow(team, team.get_by_role("button", name="Unggah", exact=True))
    assert "Foto kegiatan" in words_of(team)
    step(team, "Nyatakan selesai", "Selesai, minta diperiksa")
    assert "menunggu verifikasi" in words_of(team).lower()


def step(person, title, button):
    """Open a step of the page and send its form."""
    person.locator("summary", has_text=title).first.click()
    follow(person, person.get_by_role("button", name=button, exact=True))


def photo():
    kept = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(kept, "PNG")
    return kept.getvalue()


def measured_again(world, sign_in):
    """The district asks again, everybody answers, the scores come out a week later."""
    office = sign_in("district", "head_of_qa")
    today = timezone.localdate()
    office.goto("/kampanye/")
    follow(office, office.get_by_role("link", name="Susun kampanye"))
    office.locator("[name=name]").fill("Pemetaan ulang Baturraden")
    office.locator("[name=cycle_label]").fill("Ulang 1")
    office.locator("[name=scope]").select_option(AREA)
    office.locator("[name=opens_on]").fill(today.isoformat())
    office.locator("[name=last_day]").fill((today + dt.timedelta(14)).isoformat())
    follow(office, office.get_by_role("button", name="Simpan, lihat bebannya"))
    follow(office, office.get_by_role("button", name="Buka kampanye"))
    expect(office.get_by_text("sekolah diminta")).to_be_visible()
    campaign = let_everybody_answer(int(re.search(r"/kampanye/(\d+)/", office.url)[1]))
    follow(office, office.get_by_role("link", name="Tutup kampanye"))
    follow(office, office.locator("main form").get_by_role("button").first)
    expect(office.get_by_text("Ditutup").first).to_be_visible()
    world.work()
    publish_step_by_step(ScoreRun.objects.get(campaign=campaign))
    world.work()


def let_everybody_answer(number):
    campaign = Campaign.objects.select_related("instrument_version").get(pk=number)
    schools = list(
        Organisation.objects.filter(assignments__campaign=campaign)
        .select_related("area")
        .order_by("code")
    )
    hero = Organisation.objects.get(memberships__user__email="guru.sd@contoh.invalid")
    answer_campaign(
        campaign,
        characters(schools, hero.code, 3),
        number=1,
        hero=hero.code,
        last=campaign.opens_on,
        at=campaign.opened_at,
    )
    return campaign


def publish_step_by_step(run):
    """A week passes between the readers, which no browser can wait for."""
    at = run.finished_at
    owner = Actor(None, run.owner.path, frozenset({"head_of_qa"}))
    for weeks, audience in enumerate((Audience.SCHOOL, Audience.TREE)):
        later = at + dt.timedelta(weeks=weeks)
        publish_run(
            actor=owner, run=run, audience=audience, at=later, today=later.date()
        )


def raised_or_another_way(head):
    """Where the standard was met it is raised; else the next plan asks for more."""
    raise_it = head.get_by_role("button", name="Tetapkan")
    if raise_it.count():
        follow(head, raise_it.first)
        assert "Keputusan tentang standar sendiri tersimpan" in words_of(head)
        return
    head.goto("/rencana/")
    link = head.get_by_role("link", name="Buka rancangan")
    assert link.count()
    address = head.url.rstrip("/").rsplit("/", 1)[-1]
    head.goto(f"/rencana/{address}/buka/")
    today = timezone.localdate()
    head.locator("[name=title]").fill("RKT berikutnya")
    head.locator("[name=starts_on]").fill(today.isoformat())
    head.locator("[name=ends_on]").fill((today + LATER).isoformat())
    follow(head, head.locator("main form button.btn-primary"))
    assert "Pelajaran dari siklus lalu" in words_of(head)


@pytest.mark.function("H1")
@pytest.mark.function("H5")
def test_the_head_of_a_quality_unit_finds_what_is_late_and_why(world, sign_in, picture):
    world.work()
    office = sign_in("district", "head_of_qa")
    office.locator("summary", has_text="Menu").first.click()
    follow(office, office.get_by_role("link", name="Kokpit").first)
    picture(office, "cockpit-phone", full=True)
    shown = words_of(office)
    assert "Yang paling terlambat sekarang" in shown
    assert "Keputusan yang menunggu" in shown
    assert re.search(r"Serapan anggaran", shown)

    question = office.locator("#keputusan ~ ol a").first
    words = question.inner_text()
    follow(office, question)
    assert office.locator("h1").count() == 1
    assert words

    office.goto("/kokpit/")
    follow(office, office.locator(".cockpit-bars a").last)
    assert re.search(r"[\d.]+ celah|Tidak ada celah seperti ini", words_of(office))

    office.goto("/kokpit/")
    follow(office, office.locator(".cockpit-table tbody a").nth(1))
    assert "/peta/" in office.url


@pytest.mark.function("H1")
def test_the_cockpit_prints_on_one_sheet(world, sign_in):
    world.work()
    for tier in ("district", "school"):
        page = sign_in(tier, "head_of_qa", size={"width": 1280, "height": 800})
        page.goto("/kokpit/")

        paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

        assert len(paper.pages) == 1
        assert page.locator("h1").inner_text() in " ".join(
            paper.pages[0].extract_text().split()
        )
