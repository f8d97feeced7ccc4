"""Tell a file by its content, and write it anew without what is hidden in it.

Runs apart (`core.apart`): no Django here. The answer is a line of JSON, then the file.
``{"refused": word}`` names the fault, for which `intake` has the words.
"""

from __future__ import annotations

import json
from typing import NamedTuple

LARGEST_PART = 100 << 20
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Refused(Exception):
    """The one argument is the word for why."""


class Clean(NamedTuple):
    """A file as it will be kept; ``kind`` as in `enums.FileKind`."""

    kind: str
    content_type: str
    ending: str
    content: bytes


def work(content: bytes) -> bytes:
    try:
        clean = inspect(content)
    except Refused as refused:
        return json.dumps({"refused": str(refused)}).encode() + b"\n"
    except RecursionError:
        return json.dumps({"refused": "broken"}).encode() + b"\n"
    head = {name: getattr(clean, name) for name in ("kind", "content_type", "ending")}
    return json.dumps(head).encode() + b"\n" + clean.content


def inspect(content: bytes) -> Clean:
    """Clean one file.

    Raises:
        Refused: it is none of the kinds we take, or hides something.
    """
    # Late: each kind needs a library of its own.
    if EICAR in content:
        raise Refused("harmful")
    if content.startswith(b"%PDF-"):
        from sakaguru.evidence.adapters.inspect_pdf import clean_pdf  # noqa: PLC0415

        return Clean("document", "application/pdf", "pdf", clean_pdf(content))
    if content.startswith(b"PK\x03\x04"):
        from sakaguru.evidence.adapters.inspect_office import (  # noqa: PLC0415
            clean_office,
        )

        return Clean("document", *clean_office(content))
    from sakaguru.evidence.adapters.inspect_picture import (  # noqa: PLC0415
        clean_picture,
    )

    return Clean("photo", *clean_picture(content))
