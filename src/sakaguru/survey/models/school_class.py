"""Classes of a school that is asked, and the families' slips that were used."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from sakaguru.survey.models.assignment import Assignment


class SchoolClass(models.Model):
    """A class whose pupils come in by a PIN of their own.

    PIN and slips are derived from the server's secret and ``edition``. No answer knows
    its class (R16a). ``families`` slips stand on paper, one for each family. A shut
    class lets no further device in; those inside may still send. What comes long after
    ``shut_at`` is taken and counted at the school (`Assignment.late`).
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="classes")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(_("nama kelas"), max_length=20)
    families = models.PositiveSmallIntegerField(_("jumlah keluarga"), default=0)
    edition = models.PositiveSmallIntegerField(default=1)
    is_shut = models.BooleanField(default=False)
    shut_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["assignment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "number"], name="survey_class_once_per_school"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.number} #{self.pk}"


class UsedSlip(models.Model):
    """That some family's slip was used: a keyed digest and a day, nothing else.

    Rows are written anew in the order of their marks every night, so that neither
    their place nor their transaction leads to an answer (R16a).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    used_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.used_on}"
