from __future__ import annotations

import pytest

from sakaguru.accounts.logic.browsers import browser_of

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}Safari/537.36"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            CHROME.format("Linux; Android 10", "Chrome/131 Mobile "),
            "Chrome, Android",
        ),
        (CHROME.format("X11; CrOS x86_64", "Chrome/131 "), "Chrome, Chromebook"),
        (CHROME.format("Windows NT 10.0", "Chrome/131 ") + " Edg/131", "Edge, Windows"),
        (
            CHROME.format("Linux; Android 13", "SamsungBrowser/26 Chrome/122 "),
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; rv:133.0) Firefox/133.0", "Firefox, Windows"),
        (CHROME.format("iPhone; CPU like Mac OS X", "Version/17 "), "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_told_by_the_name_that_people_know(told, said):
    assert browser_of(told) == said
