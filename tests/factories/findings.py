"""Invented findings, by hand or from a run."""

from __future__ import annotations

import datetime as dt

import factory

from factories.standards import drafted_framework, published
from sakaguru.findings.enums import FindingKind, Severity
from sakaguru.findings.models import Finding
from sakaguru.findings.services.derivation import derive_findings

FOUND_AT = dt.datetime(2026, 11, 2, 3, 0, tzinfo=dt.UTC)


def national_standards():
    """A small published framework under the name that the tree of causes knows."""
    return published(drafted_framework(framework__code="SNP-2016"))


class FindingFactory(factory.django.DjangoModelFactory):
    """A shared gap on a node of its own."""

    class Meta:
        model = Finding

    organisation = factory.SubFactory("factories.organisations.OrganisationFactory")
    node = factory.SubFactory("factories.standards.NodeFactory")
    kind = FindingKind.GAP
    severity = Severity.MEDIUM
    text = "Rak buku di kelas masih kosong."
    is_shared = True
    found_at = FOUND_AT


def derived(run, at=FOUND_AT):
    """Derive the findings of a run, as the worker would."""
    run.refresh_from_db()
    return derive_findings(run_id=run.pk, at=at)
