"""What a school states about itself in numbers, and how it becomes a score."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments.enums import FieldKind
from sakaguru.instruments.models.instrument import InstrumentVersion
from sakaguru.instruments.models.item import Item


class DataField(models.Model):
    """One fact asked from a school's records, by its ``key``.

    ``label``, ``unit``, ``help`` and ``group`` (its heading) are bilingual;
    ``group`` holds its ``key`` too. Bounds are
    inclusive, null where there is none; ``at_most`` names the field that bounds it.
    """

    version = models.ForeignKey(
        InstrumentVersion, models.CASCADE, related_name="data_fields"
    )
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=FieldKind)
    label = models.JSONField(_("isian"))
    unit = models.JSONField(_("satuan"), default=dict)
    help = models.JSONField(default=dict)
    group = models.JSONField(_("kelompok"), default=dict)
    is_whole = models.BooleanField(default=True)
    minimum = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    at_most = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], name="instruments_one_field_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.key}"


class DataRule(models.Model):
    """How data fields become the score of one DATA item (R4).

    ``formula`` is what `logic.data_rules` reads; ``words`` says the same to people in
    both languages; ``fields`` and ``settings`` are the keys it needs.
    """

    version = models.ForeignKey(
        InstrumentVersion, models.CASCADE, related_name="data_rules"
    )
    item = models.OneToOneField(Item, models.CASCADE, related_name="data_rule")
    fields = ArrayField(models.CharField(max_length=60), default=list)
    settings = ArrayField(models.CharField(max_length=60), default=list)
    formula = models.TextField()
    words = models.JSONField(_("penjelasan"), default=dict)
    source = models.CharField(_("sumber"), max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.version_id} {self.item_id}"
