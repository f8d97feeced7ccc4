"""What only a school has."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import Connectivity, SchoolStatus


class School(models.Model):
    """The particulars of an organisation of the tier school.

    Headcounts are null where they are not known; minimum respondents (R7) and the
    finite population (R9) are taken from them.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation",
        models.CASCADE,
        primary_key=True,
        related_name="school",
    )
    npsn = models.CharField(
        _("NPSN"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}$", _("NPSN terdiri atas 8 angka."))],
    )
    status = models.CharField(_("status"), max_length=10, choices=SchoolStatus)
    village = models.CharField(_("desa/kelurahan"), max_length=80, blank=True)
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    connectivity = models.CharField(
        _("internet"), max_length=10, choices=Connectivity, blank=True
    )
    pupils = models.PositiveIntegerField(_("murid"), null=True, blank=True)
    upper_pupils = models.PositiveIntegerField(
        _("murid kelas 4-6"), null=True, blank=True
    )
    teachers = models.PositiveIntegerField(_("guru"), null=True, blank=True)
    class_groups = models.PositiveIntegerField(_("rombel"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisations_school_upper_pupils_are_pupils",
                condition=models.Q(upper_pupils=None)
                | models.Q(pupils=None)
                | models.Q(upper_pupils__lte=models.F("pupils")),
            )
        ]

    def __str__(self) -> str:
        return f"NPSN {self.npsn}"
