"""The chain of the audit trail: each link holds the digest of the one before.

Events are chained by one background sealer, so that acts do not queue behind each
other; heads are signed with a key outside the database and published. See the decision
record on the chain.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

from sakaguru.core.models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

START = "0" * 64
LOCK = 7_215_901
CHUNK = 2000
CHAIN = """
UPDATE core_auditevent AS e SET position = told.position, digest = told.digest
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS told (id, position, digest)
WHERE e.id = told.id
"""
FIELDS = (
    "id",
    "at",
    "action",
    "subject_type",
    "subject_id",
    "subject_name",
    "path",
    "actor_id",
    "membership_id",
    "detail",
)


class Head(NamedTuple):
    """A link that was published: where, what, when, and its signature in hex."""

    position: int
    digest: str
    moment: str
    signature: str

    @property
    def message(self) -> bytes:
        return f"{self.position}:{self.digest}:{self.moment}".encode()


class Break(NamedTuple):
    """Where the chain does not hold, and what is wrong there."""

    position: int
    reason: str


def link(event: AuditEvent, before: str) -> str:
    """Digest of an event and the link before it: SHA-256 over canonical JSON, hex."""
    content = {name: getattr(event, name) for name in FIELDS}
    content["at"] = event.at.isoformat()
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()


@transaction.atomic
def seal(*, most: int = 100_000) -> int:
    """Chain the events that are not yet, oldest first; return how many.

    One sealer works at a time; a second returns 0 at once. An event whose transaction
    commits late is simply chained later.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = AuditEvent.objects.exclude(position=None).order_by("-position").first()
    position, digest = (last.position or 0, last.digest) if last else (0, START)
    events = list(AuditEvent.objects.filter(position=None).order_by("id")[:most])
    links: list[tuple[int, int, str]] = []
    for event in events:
        position, digest = position + 1, link(event, digest)
        links.append((event.pk, position, digest))
    with connection.cursor() as cursor:
        for start in range(0, len(links), CHUNK):
            columns = map(list, zip(*links[start : start + CHUNK], strict=True))
            cursor.execute(CHAIN, list(columns))
    return len(events)


def publish_head(*, sign: Callable[[bytes], str], at: datetime) -> Head | None:
    """Sign the newest link and keep it; None when nothing was chained since."""
    last = AuditEvent.objects.exclude(position=None).order_by("-position").first()
    if last is None or last.position is None:
        return None
    if AuditHead.objects.filter(position=last.position).exists():
        return None
    bare = Head(last.position, last.digest, at.isoformat(), "")
    head = bare._replace(signature=sign(bare.message))
    AuditHead.objects.create(
        position=head.position,
        digest=head.digest,
        published_at=at,
        signature=head.signature,
    )
    return head


def breaks(
    heads: Iterable[Head], *, is_signed: Callable[[bytes, str], bool]
) -> Iterator[Break]:
    """Walk the whole chain and tell every place where it does not hold.

    Finds changed, deleted, inserted and swapped events by the links; a cut or rebuilt
    chain by the published ``heads``, which somebody keeps outside the database.
    """
    published: dict[int, set[str]] = {}
    for head in heads:
        published.setdefault(head.position, set()).add(head.digest)
        if not is_signed(head.message, head.signature):
            yield Break(head.position, "a published head is not signed by our key")
    expected, before = 1, START
    chained = AuditEvent.objects.exclude(position=None).order_by("position")
    for event in chained.iterator(chunk_size=CHUNK):
        position = event.position or 0
        if position != expected:
            yield Break(expected, f"events {expected} to {position - 1} are missing")
        if event.digest != link(event, before):
            yield Break(position, "this event, or the one before it, was changed")
        if published.get(position, set()) - {event.digest}:
            yield Break(position, "differs from the head published for it")
        expected, before = position + 1, event.digest
    last = max(published, default=0)
    if last >= expected:
        yield Break(expected, f"the chain ends before the published head {last}")
