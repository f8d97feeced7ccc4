"""The forms of a page, filled in as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from matrix.world import TODAY

WORDS = "Dibahas bersama dalam rapat, lalu dicatat."
BY_KIND = {
    "date": TODAY.isoformat(),
    "number": "1",
    "email": "orang.baru@contoh.invalid",
    "url": "https://contoh.invalid/",
    "time": "08:00",
}


@dataclass
class Form:
    action: str = ""
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """The values that a choice offers, by its name."""
    has_file: bool = False


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.here: Form | None = None
        self.choice = self.area = ""

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = told.get("method", "get").lower()
            self.here = Form(told.get("action", ""), method)
            self.forms.append(self.here)
        elif self.here is not None:
            self.take(tag, told)

    def take(self, tag, told):
        name = told.get("name", "")
        if tag == "input" and name:
            self.take_input(name, told)
        elif tag == "select":
            self.choice = name
            self.here.offered[name] = []
        elif tag == "option" and self.choice:
            self.take_option(told)
        elif tag == "textarea" and name:
            self.here.data[name] = WORDS
        elif tag == "button" and name and name not in self.here.data:
            self.here.data[name] = told.get("value", "")

    def take_input(self, name, told):
        kind, value = told.get("type", "text"), told.get("value", "")
        if kind == "file":
            self.here.has_file = True
        elif kind == "radio":
            self.here.offered.setdefault(name, []).append(value)
            self.here.data.setdefault(name, value)
        elif kind == "checkbox":
            if "checked" in told or "required" in told:
                self.here.data[name] = value or "on"
        else:
            filled = value or told.get("min", "")
            self.here.data[name] = filled or BY_KIND.get(kind, WORDS[:30])

    def take_option(self, told):
        value = told.get("value", "")
        if value:
            self.here.offered[self.choice].append(value)
        if "selected" in told or not self.here.data.get(self.choice):
            self.here.data[self.choice] = value

    def handle_endtag(self, tag):
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.choice = ""


def forms_of(page: str) -> list[Form]:
    """Those that change something and take no file."""
    reader = Reader()
    reader.feed(page)
    return [f for f in reader.forms if f.method == "post" and not f.has_file]
