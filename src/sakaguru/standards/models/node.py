"""The nodes of a framework: standards, indicators, sub-indicators."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.standards.enums import NodeKind, Provenance
from sakaguru.standards.models.framework import FrameworkVersion


def words(language: str, config: str) -> SearchVector:
    """The searchable text of a node in one language; an index holds the same."""
    return SearchVector(
        KT(f"title__{language}"),
        KT(f"alt_title__{language}"),
        KT(f"definition__{language}"),
        config=config,
    )


class Node(models.Model):
    """One thing that quality is made of.

    ``applies`` says whether it counts for SD (R5). ``role_weights`` maps roles to v_r
    of R4; a role not named weighs 1. ``respondents`` are the roles that can answer.
    ``regulation`` is ``{"text": {id, en}, "check": bool}``: ``check`` marks a rule
    whose number must still be verified. ``evidence`` is a list of bilingual texts.
    ``label_rule`` is set where a label comes with the data (Rapor Pendidikan).
    """

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="nodes")
    code = models.CharField(_("kode"), max_length=20)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children"
    )
    kind = models.CharField(max_length=12, choices=NodeKind)
    position = models.PositiveIntegerField()
    title = models.JSONField(_("nama"))
    alt_title = models.JSONField(default=dict)
    definition = models.JSONField(_("penjelasan"), default=dict)
    weight = models.FloatField(_("bobot"), default=1)
    applies = models.BooleanField(_("berlaku untuk SD"), default=True)
    role_weights = models.JSONField(default=dict)
    respondents = ArrayField(models.CharField(max_length=4), default=list)
    regulation = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    provenance = models.CharField(
        max_length=8, choices=Provenance, default=Provenance.OURS
    )
    label_rule = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="standards_one_node_per_code"
            ),
            models.UniqueConstraint(
                fields=["version", "position"], name="standards_one_node_per_position"
            ),
            models.CheckConstraint(
                name="standards_weight_is_positive", condition=Q(weight__gt=0)
            ),
            models.CheckConstraint(
                name="standards_only_a_standard_has_no_parent",
                condition=Q(kind=NodeKind.STANDARD, parent=None)
                | (~Q(kind=NodeKind.STANDARD) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="standards_no_node_is_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
            ),
        ]
        indexes = [
            GinIndex(words("id", "indonesian"), name="standards_node_words_id"),
            GinIndex(words("en", "english"), name="standards_node_words_en"),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.pk}"

    def get_absolute_url(self) -> str:
        version = self.version
        return reverse(
            "standards:node-detail",
            args=[version.framework.code, version.label, self.code],
        )
