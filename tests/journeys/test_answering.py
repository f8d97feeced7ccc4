"""A teacher answers on a phone, without JavaScript and with it."""

import re

import pytest
from offline import NEXT
from playwright.sync_api import expect
from reading import follow

pytestmark = pytest.mark.journey


def a_link_of(page, role):
    """Renew a link on the school's page as its head, and give its address."""
    page.goto("/kampanye/")
    campaigns = page.locator("main").get_by_role("link", name="Evaluasi Diri")
    follow(page, campaigns.first)
    group = page.locator("details", has=page.locator("summary", has_text=role))
    group.locator("summary").click()
    follow(page, group.get_by_role("button", name="Ganti").first)
    return group.locator("a[href^='/isi/']").first.get_attribute("href")


def answer_page(page):
    """Choose the second answer of every question on the page and go on."""
    page.locator("fieldset.question").first.wait_for()
    questions = page.locator("fieldset.question").all()
    first = questions[0].get_attribute("id")
    for question in questions:
        question.locator("label.choice").nth(1).click()
    page.locator(NEXT).click()
    expect(page.locator(f"fieldset#{first}")).to_have_count(0)


def is_done(page):
    """By what is shown; the address tells it later, or sooner."""
    done = page.get_by_text("Semua pertanyaan sudah dijawab.")
    page.locator("fieldset.question").first.or_(done).wait_for()
    return done.is_visible()


@pytest.mark.function("S2")
@pytest.mark.parametrize("javascript", [False, True], ids=("without-js", "with-js"))
def test_a_teacher_answers_rests_goes_on_and_gets_a_receipt(javascript, sign_in, walk):
    head = sign_in("school", "head")
    link = a_link_of(head, "Guru")
    before = count_of(head, "Guru")

    teacher = walk(javascript=javascript)
    teacher.goto(link)
    teacher.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    answer_page(teacher)
    teacher.locator("button[name=ke][value=nanti]").click()
    expect(teacher.get_by_text("Tersimpan", exact=True)).to_be_visible()

    later = teacher.context.new_page()
    later.goto(link)
    later.get_by_role("button", name="Lanjutkan mengisi").click()
    while not is_done(later):
        answer_page(later)
    later.get_by_role("button", name="Kirim jawaban").click()
    number = later.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", number)

    head.reload()
    assert count_of(head, "Guru") == before + 1


@pytest.mark.parametrize("javascript", [False, True], ids=("without-js", "with-js"))
def test_a_teacher_goes_on_with_another_device_and_its_head_reads_nothing(
    javascript, sign_in, walk
):
    head = sign_in("school", "head", javascript=javascript)
    link = a_link_of(head, "Guru")
    teacher = walk(javascript=javascript)
    teacher.goto(link)
    teacher.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    answer_page(teacher)
    teacher.locator("button[name=ke][value=nanti]").click()
    expect(teacher.get_by_text("Tersimpan", exact=True)).to_be_visible()
    code = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
    expect(teacher.locator("main")).to_contain_text(code)
    code = code.search(teacher.locator("main").inner_text())

    head.goto(link)
    expect(head.get_by_text("Di perangkat ini mulai dari awal")).to_be_visible()
    head.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    head.locator("fieldset.question").first.wait_for()
    expect(head.locator("input:checked")).to_have_count(0)

    later = walk(javascript=javascript)
    later.goto(link)
    later.get_by_role("link", name="Punya kode lanjut?").click()
    later.get_by_label("Kode lanjut").fill(code[0])
    follow(later, later.get_by_role("button", name="Lanjutkan mengisi"))
    later.get_by_role("button", name="Lanjutkan mengisi").click()
    later.locator("button[name=ke][value=kembali]").click()
    expect(later.locator("input:checked").first).to_be_visible()


def count_of(page, role):
    """How many of a role have sent, as the school's page tells."""
    words = page.locator("main").inner_text()
    found = re.search(rf"{role}\s*(\d+) dari (\d+)", words)
    assert found, words
    return int(found[1])
