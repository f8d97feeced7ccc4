"""That a run may be seen, and papers printed from it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sakaguru.scoring.enums import Audience, EditionKind
from sakaguru.scoring.models.run import ScoreRun


class Publication(models.Model):
    """That the results of a run were opened to an audience, when and by whom.

    ``until`` (only for schools) is the promised day before which nobody above sees
    the results; null where nothing was promised. ``reason`` says why less than the
    usual time was promised, or waited for.
    """

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="publications")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="publications"
    )
    audience = models.PositiveSmallIntegerField(_("pembaca"), choices=Audience)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+"
    )
    until = models.DateField(_("sekolah melihat lebih dulu sampai"), null=True)
    reason = models.CharField(
        _("alasan"), max_length=300, blank=True, default="", db_default=""
    )

    class Meta:
        ordering = ["run", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "audience"], name="scoring_published_once_per_audience"
            )
        ]

    def __str__(self) -> str:
        return f"run {self.run_id} to {self.audience}"


class Edition(models.Model):
    """A report card as it was printed: its code stands on the paper.

    ``digest`` is that of the content shown (`logic.digests`), ``content`` the few
    facts that the check page tells. Never changed.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=EditionKind)
    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="editions")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="editions"
    )
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "organisation", "kind", "language", "digest"],
                name="scoring_one_edition_per_content",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:edition-check", args=[self.code])
