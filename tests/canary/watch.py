"""Finds planted strings in answers, and says whom they must not have reached."""

from __future__ import annotations

import io
import re
import zipfile

import pypdf
from matrix.policy import Audience

PLANTED = r"kanari\d{4}x"


def readable(response, body):
    """All text of an answer, whatever it is wrapped in."""
    kind = response.headers.get("Content-Type", "")
    text = body.decode("utf-8", "replace")
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            text = "".join(parts.read(n).decode("utf-8") for n in parts.namelist())
    elif "pdf" in kind and body.count(b"/Page"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        text = "".join(page.extract_text() for page in pages)
    return f"{text} {dict(response.headers)} {response.cookies.output()}"


class Watch:
    """Finds planted strings, and says whom they must not have reached."""

    def __init__(self, world):
        self.by_text = {secret.text.lower(): secret for secret in world.secrets}
        odd = [t for t in self.by_text if not re.fullmatch(PLANTED, t)]
        self.pattern = re.compile("|".join([PLANTED, *map(re.escape, odd)]))
        self.found = set()

    def leaks(self, person, text, allowed=()):
        seen = set(self.pattern.findall(text.lower())) - set(allowed)
        secrets = [self.by_text[each] for each in seen]
        self.found |= {secret.what for secret in secrets}
        return {s for s in secrets if not s.is_for(person)}


def own_door(cell):
    """What the address itself says is no secret to whoever holds it."""
    if cell.operation.row.audience is not Audience.EVERYONE or cell.thing is None:
        return []
    return [str(value).lower() for value in cell.thing.kwargs.values()]


SHOWN_AT_THE_DOOR = {
    "invited": ("name of an invited", "email of an invited"),  # to the invited
    "edition": ("name in a hidden SchoolResult",),  # the paper says it too
}


def is_for_the_door(cell, secret):
    kind = cell.operation.row.kind
    return secret.what in SHOWN_AT_THE_DOOR.get(kind, ()) and (
        cell.operation.row.audience is Audience.EVERYONE
    )
