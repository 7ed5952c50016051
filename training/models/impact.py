"""What applied updates did: one measurement for each, and what was read of it day by day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from training.impact import Verdict
from training.models.learning import LearningUpdate
from training.models.organization import Organization
from training.querysets.impact import ImpactMeasurementQuerySet, ImpactReadingQuerySet

VERDICTS = [
    (Verdict.HELPED.value, "Helped"),
    (Verdict.NO_DIFFERENCE.value, "No difference"),
    (Verdict.HURT.value, "Hurt"),
    (Verdict.TOO_EARLY.value, "Too early"),
]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("verdict", "applied_on", "ended_on")),
    fields=["organization", "update", "topics", "applied_on", "ended_on", "verdict", "reason"],
    model_name="ImpactMeasurementEvent",
)
class ImpactMeasurement(models.Model):
    """One row is what is measured of one applied update: on what, over which days, with what plan, to which verdict.

    Days are those of the organization's calendar. A topic is a key such as "gap:7" or "entry:12".
    """

    class Design(models.TextChoices):
        TOPICS = "topics", "Its topics, before and after, beside untouched ones"
        SPLIT = "split", "One part of the customers against the other"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    update = models.OneToOneField(LearningUpdate, on_delete=models.CASCADE, related_name="measurement")
    design = models.CharField(max_length=6, choices=Design)
    topics = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    metrics = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, help_text="Those that decide; chosen when it opened."
    )
    share = models.FloatField(null=True, blank=True, help_text="Part of the customers that are served with it.")
    salt = models.CharField(max_length=80, blank=True)
    evidence_from = models.DateField(
        help_text="First day of the evidence: it and the days up to the change are left out."
    )
    applied_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="When it was rolled back.")
    earlier = models.JSONField(
        default=list, blank=True, help_text='When it was live before: [{"applied_on", "ended_on", "verdict"}].'
    )
    before_days = models.PositiveSmallIntegerField()
    after_days = models.PositiveSmallIntegerField()
    fewest = models.PositiveSmallIntegerField()
    mixture_variances = models.JSONField(
        null=True, blank=True, help_text="By metric, chosen once, before the first look; null until then."
    )
    forecast = models.JSONField(
        default=dict,
        blank=True,
        help_text='Of the replay: {"fixes", "questions", "asked", "failed", "days", "effect", "monthly"}; or "words".',
    )
    verdict = models.CharField(max_length=13, choices=VERDICTS, default=Verdict.TOO_EARLY.value)
    reason = models.TextField(blank=True, help_text="Why it is too early, or ended undecided.")
    decided_on = models.DateField(null=True, blank=True, help_text="The day of the look that gave the verdict.")
    read_on = models.DateField(null=True, blank=True, help_text="The day of the last look.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Since then it is not read any more.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ImpactMeasurementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(design="topics", share__isnull=True)
                | models.Q(design="split", share__gt=0, share__lt=1),
                name="training_measurement_split_has_share",
            ),
            models.CheckConstraint(
                condition=models.Q(evidence_from__lte=models.F("applied_on")),
                name="training_measurement_evidence_first",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("applied_on")),
                name="training_measurement_ends_after",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-applied_on"], name="training_measure_by_day"),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="training_measure_open",
            ),
        ]

    def __str__(self) -> str:
        """The update and its verdict."""
        return f"{self.update} · {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        """The page of its update, at the panel."""
        return f"{self.update.get_absolute_url()}#impact"

    @property
    def is_open(self) -> bool:
        """Whether it is still read."""
        return self.closed_at is None

    @property
    def spans(self) -> list[tuple[date, date | None]]:
        """From when to when it was live, each time; the last may have no end."""
        earlier = [
            (date.fromisoformat(span["applied_on"]), date.fromisoformat(span["ended_on"])) for span in self.earlier
        ]
        return [*earlier, (self.applied_on, self.ended_on)]


class ImpactReading(models.Model):
    """One row is one look at one metric of a measurement: all days up to, and without, `read_on`.

    `effect`, `low` and `high` are in the metric's own unit: shares 0–1, of the resolution the logarithm of seconds.
    """

    class Metric(models.TextChoices):
        SUCCESS = "success", "Success"
        HANDOFF = "handoff", "Handoff"
        CSAT = "csat", "CSAT"
        RESOLUTION = "resolution", "Resolution time"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    measurement = models.ForeignKey(ImpactMeasurement, on_delete=models.CASCADE, related_name="readings")
    metric = models.CharField(max_length=10, choices=Metric)
    read_on = models.DateField()
    before_from = models.DateField(null=True, blank=True)
    before_to = models.DateField(null=True, blank=True, help_text="The first day that is not in it any more.")
    after_from = models.DateField(null=True, blank=True)
    after_to = models.DateField(null=True, blank=True, help_text="The first day that is not in it any more.")
    effect = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    size_before = models.PositiveIntegerField(default=0, help_text="Of a split: those served without it.")
    size_after = models.PositiveIntegerField(default=0, help_text="Of a split: those served with it.")
    controls = models.PositiveIntegerField(default=0, help_text="Untouched topics it was held against.")
    verdict = models.CharField(max_length=13, choices=VERDICTS)
    reason = models.TextField(blank=True)

    objects = ImpactReadingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "measurement", "metric", "read_on"], name="training_impactreading_once"
            ),
            models.CheckConstraint(
                condition=models.Q(effect__isnull=True, low__isnull=True, high__isnull=True)
                | models.Q(low__lte=models.F("effect"), high__gte=models.F("effect")),
                name="training_impactreading_interval_holds_effect",
            ),
        ]

    def __str__(self) -> str:
        """What was said of which metric on which day."""
        return f"{self.get_metric_display()} on {self.read_on}: {self.get_verdict_display()}"
