"""Draft, publish and discard versions of an instrument."""

from __future__ import annotations

from sakaguru.instruments import permissions
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.instruments.queries.faults import faults_of
from sakaguru.instruments.services.copies import copied_version
from sakaguru.instruments.signals import instrument_published
from sakaguru.standards.services.editions import Editing

EDITING = Editing(
    kind=InstrumentVersion,
    home="instrument",
    rule=permissions.EDIT_INSTRUMENT,
    act="instrument_version",
    announces=instrument_published,
    copied=copied_version,
    faults=faults_of,
)
draft_version, publish_version = EDITING.draft, EDITING.publish
discard_version, locked_draft = EDITING.discard, EDITING.locked_draft
