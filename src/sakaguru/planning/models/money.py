"""What an activity costs, and who pays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext_lazy as _

from sakaguru.planning.enums import FundSource, Use
from sakaguru.planning.models.activity import Activity


class BudgetLine(models.Model):
    """One line: volume times unit price, in whole rupiah.

    ``month`` (1 to 12) is the month of the budget year in which it is spent, null where
    not set. ``use`` tells the rules of the year what the money is for.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(_("uraian barang atau jasa"), max_length=200)
    volume = models.DecimalField(_("volume"), max_digits=10, decimal_places=2)
    unit = models.CharField(_("satuan"), max_length=30)
    unit_price_rupiah = models.BigIntegerField(_("harga satuan (rupiah)"))
    total_rupiah = models.GeneratedField(
        expression=Cast(
            Round(F("volume") * F("unit_price_rupiah")), models.BigIntegerField()
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    account_code = models.CharField(_("kode rekening"), max_length=40, blank=True)
    activity_code = models.CharField(_("kode kegiatan"), max_length=40, blank=True)
    month = models.PositiveSmallIntegerField(_("bulan"), null=True, blank=True)
    source = models.CharField(
        _("sumber dana"), max_length=10, choices=FundSource, default=FundSource.BOS
    )
    use = models.CharField(
        _("peruntukan"), max_length=12, choices=Use, default=Use.OTHER
    )

    class Meta:
        ordering = ["activity", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planning_money_is_not_negative",
                condition=Q(volume__gt=0, unit_price_rupiah__gte=0),
            ),
            models.CheckConstraint(
                name="planning_a_month_is_a_month",
                condition=Q(month=None) | Q(month__range=(1, 12)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.description} #{self.pk}"
