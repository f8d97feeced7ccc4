"""Areas of the state by code: not offices, and not ours to change."""

from __future__ import annotations

from django.db import models

from sakaguru.organisations.enums import AreaLevel


class Area(models.Model):
    """A province, district or kecamatan under a coding scheme, for a time.

    Codes are never used without their scheme: Kemendagri and BPS give the same digits
    to different places.
    """

    scheme = models.CharField(max_length=20, default="kemendagri")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(choices=AreaLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children"
    )
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code", "valid_from"],
                nulls_distinct=False,
                name="organisations_area_code_once_per_scheme",
            )
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
