"""Questions and their options."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments.enums import ItemKind, RespondentRole
from sakaguru.instruments.models.instrument import InstrumentVersion, Section


class Item(models.Model):
    """One question for one role about one sub-indicator.

    ``position``, from 0, is the place of its byte in a packed answer of its role.
    ``max_points`` is the highest points of its options (1 to 250); a DATA item holds
    floor(score / 7 x 250 + 0.5). Texts are bilingual. ``seconds``: expected time.
    """

    version = models.ForeignKey(InstrumentVersion, models.CASCADE, related_name="items")
    code = models.CharField(_("kode"), max_length=20)
    role = models.CharField(max_length=4, choices=RespondentRole)
    node = models.ForeignKey("standards.Node", models.PROTECT, related_name="items")
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, related_name="items"
    )
    position = models.PositiveSmallIntegerField()
    weight = models.FloatField(_("bobot"), default=1)
    max_points = models.PositiveSmallIntegerField(_("poin tertinggi"))
    kind = models.CharField(max_length=10, choices=ItemKind)
    text = models.JSONField(_("pertanyaan"))
    why = models.JSONField(_("mengapa ditanyakan"), default=dict)
    example = models.JSONField(_("contoh"), default=dict)
    evidence = models.JSONField(_("bukti"), default=dict)
    allows_unknown = models.BooleanField(_("boleh “tidak tahu”"), default=False)
    allows_not_applicable = models.BooleanField(
        _("boleh “tidak berlaku”"), default=False
    )
    seconds = models.PositiveSmallIntegerField(_("perkiraan detik"), default=0)

    class Meta:
        ordering = ["version", "role", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="instruments_one_item_per_code"
            ),
            models.UniqueConstraint(
                fields=["version", "role", "position"],
                name="instruments_one_item_per_position",
            ),
            models.CheckConstraint(
                name="instruments_weight_is_positive", condition=Q(weight__gt=0)
            ),
            models.CheckConstraint(
                name="instruments_points_fit_in_a_byte",
                condition=Q(max_points__gte=1, max_points__lte=250),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.pk}"

    def get_absolute_url(self) -> str:
        version = self.version
        return reverse(
            "instruments:item-detail",
            args=[version.instrument.code, version.label, self.code],
        )


class Option(models.Model):
    """One answer to choose, and what it is worth. ``text`` is bilingual."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    text = models.JSONField()

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position"], name="instruments_one_option_per_position"
            ),
            models.UniqueConstraint(
                fields=["item", "points"], name="instruments_one_option_per_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.position}"
