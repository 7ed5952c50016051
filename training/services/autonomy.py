"""Earned autonomy: what people's decisions and the ledger say of a kind of update, and what may approve itself by that.

A record counts what people decided since the last verdict “hurt” of that kind and risk, whoever had approved that one:
each rejection, each roll back, and each applied update with a verdict of its own. Right is what people approved, left
in place, and what made things better or no different by the ledger; precision is right ÷ counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from training.appliers import ReplayNote, prepare, replay_notes
from training.errors import DomainError
from training.impact import Verdict
from training.models import AutonomyRule, ImpactMeasurement, LearningUpdate, Organization, Risk, User
from training.querysets.conversation import today_of
from training.services.updates import approve_update
from training.stats import rate_interval

FEWEST = 20
LEAST_PRECISION = 0.9
Status = LearningUpdate.Status
_TAKEN = (Status.APPLIED, Status.ROLLED_BACK)


class RuleRefused(DomainError):
    """A rule cannot be switched like this."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is known of one kind and risk. `rejected`, `rolled_back` and the verdicts count updates since `hurt_on`."""

    kind: str
    risk: str
    rule: AutonomyRule | None = None
    counts: Counter[str] = field(default_factory=Counter)
    hurt_on: date | None = None

    @property
    def label(self) -> str:
        """The kind's name."""
        return LearningUpdate.Kind(self.kind).label

    @property
    def risk_label(self) -> str:
        """The risk's name."""
        return Risk(self.risk).label

    @property
    def decided(self) -> int:
        """So many people decided, with or without a verdict yet."""
        return self.counts["decided"]

    @property
    def approved(self) -> int:
        """So many of these they approved."""
        return self.counts["approved"]

    @property
    def counted(self) -> int:
        """So many say something of its precision."""
        return self.counts["counted"]

    @property
    def right(self) -> int:
        """So many of these were right."""
        return self.counts["right"]

    @property
    def precision(self) -> float | None:
        """Right ÷ counted; None where nothing counts."""
        return self.right / self.counted if self.counted else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the precision."""
        if not self.counted:
            return None
        found = rate_interval(successes=self.right, trials=self.counted)
        return found.low, found.high

    @property
    def precision_shown(self) -> str:
        """In percent."""
        return f"{self.precision:.0%}".replace("%", " %") if self.precision is not None else ""

    @property
    def interval_shown(self) -> str:
        """In percent."""
        return f"{100 * self.interval[0]:.0f} to {100 * self.interval[1]:.0f} %" if self.interval else ""

    @property
    def least_precision(self) -> float:
        """What the owner set."""
        return self.rule.least_precision if self.rule else LEAST_PRECISION

    @property
    def missing(self) -> list[str]:
        """What it lacks to be earned, in sentences; nothing where it is."""
        lacks = []
        if self.counted < FEWEST:
            lacks.append(f"{self.counted} of {FEWEST} decided updates with a verdict")
        if self.precision is not None and self.precision < self.least_precision:
            lacks.append(f"a precision of {self.least_precision:.0%}")
        return lacks

    @property
    def is_earned(self) -> bool:
        """Whether it may approve itself, once the owner lets it."""
        return not self.missing

    @property
    def is_in_force(self) -> bool:
        """Whether it approves itself now."""
        return self.is_earned and self.rule is not None and self.rule.is_on


def records_of(organization: Organization) -> list[Record]:
    """The record of every kind that something applies, and each risk. Three SQL queries."""
    rules = {(rule.kind, rule.risk): rule for rule in AutonomyRule.objects.filter(organization=organization)}
    hurts = _hurts(organization)
    counts: dict[tuple[str, str], Counter[str]] = {}
    decided = LearningUpdate.objects.for_organization(organization).filter(
        status__in=[*_TAKEN, Status.REJECTED, Status.APPROVED], rule__isnull=True, decided_by__isnull=False
    )
    for kind, risk, status, verdict, at in decided.values_list(
        "kind", "risk", "status", "measurement__verdict", "decided_at"
    ):
        hurt_on = hurts.get((kind, risk), (None, ""))[0]
        if at is not None and (hurt_on is None or today_of(organization, at) > hurt_on):
            counts.setdefault((kind, risk), Counter()).update(_says(status, verdict))
    return [
        Record(
            kind=kind,
            risk=risk,
            rule=rules.get((kind, risk)),
            counts=counts.get((kind, risk), Counter()),
            hurt_on=hurts.get((kind, risk), (None, ""))[0],
        )
        for kind in settings.UPDATE_APPLIERS
        for risk in Risk.values
    ]


@transaction.atomic
def switch_rule(
    *, organization: Organization, kind: str, risk: str, is_on: bool, least_precision: float, owner: User
) -> AutonomyRule:
    """Let updates of a kind and risk approve themselves once that is earned, or no more.

    Raises:
        RuleRefused: no such kind or risk, or a precision outside 0.5–1.
    """
    if kind not in settings.UPDATE_APPLIERS or risk not in Risk.values:
        raise RuleRefused("There is no such kind of update.")
    if not 0.5 <= least_precision <= 1:
        raise RuleRefused("The precision must be from 50 to 100 percent.")
    rule, _ = AutonomyRule.objects.select_for_update().get_or_create(organization=organization, kind=kind, risk=risk)
    rule.is_on, rule.least_precision = is_on, least_precision
    rule.switched_by, rule.switched_at = owner, timezone.now()
    rule.withdrawn_at, rule.withdrawn_because = None, ""
    rule.save()
    return rule


@transaction.atomic
def withdraw_rules(*, organization: Organization, now: datetime) -> int:
    """Switch off the rules that are on and of whose updates one hurt since; returns how many are on or were."""
    rules = list(AutonomyRule.objects.select_for_update().filter(organization=organization, is_on=True).order_by("id"))
    hurts = _hurts(organization) if rules else {}
    for rule in rules:
        hurt_on, title = hurts.get((rule.kind, rule.risk), (None, ""))
        if hurt_on is not None and (rule.switched_at is None or hurt_on >= today_of(organization, rule.switched_at)):
            rule.is_on, rule.withdrawn_at, rule.withdrawn_because = False, now, f"“{title}” hurt."
        rule.read_at = now
        rule.save()
    return len(rules)


def covered_updates(organization: Organization) -> list[int]:
    """Pending updates that a rule in force covers and no person has to look at, oldest first."""
    found: list[int] = []
    pending = LearningUpdate.objects.for_organization(organization).pending().flagged(False).filter(needs_person=False)
    for record in records_of(organization):
        if record.is_in_force:
            found += pending.filter(kind=record.kind, risk=record.risk).values_list("pk", flat=True)
    return sorted(found)


@transaction.atomic
def approve_by_rule(*, update_id: int) -> bool:
    """Approve an update by the rule that covers it, where its replay is fresh and breaks nothing; else it waits.

    The rule is locked, so that who switches it off and a cycle that approves by it do not pass each other.
    """
    update = LearningUpdate.objects.select_related("organization").get(pk=update_id)
    rule = (
        AutonomyRule.objects.select_for_update()
        .filter(organization=update.organization_id, kind=update.kind, risk=update.risk, is_on=True)
        .first()
    )
    record = next(one for one in records_of(update.organization) if (one.kind, one.risk) == (update.kind, update.risk))
    if rule is None or not record.is_in_force:
        return False
    note = replay_notes([update]).get(update.pk)
    if note is None or note.state in (ReplayNote.MISSING, ReplayNote.STALE):
        prepare(update)
        return False
    if note.state != ReplayNote.FRESH or note.breaks:
        return False
    try:
        with transaction.atomic():
            approve_update(update_id=update_id, reviewer=None, rule=rule, is_bulk=True)
    except DomainError:
        return False
    return True


def _says(status: str, verdict: str | None) -> list[str]:
    """What one decided update adds to the counts."""
    said = ["decided"] if status == Status.REJECTED else ["decided", "approved"]
    if status in _TAKEN and verdict:
        said.append(verdict)
    has_verdict = verdict is not None and verdict != Verdict.TOO_EARLY.value
    if status in (Status.REJECTED, Status.ROLLED_BACK) or (status == Status.APPLIED and has_verdict):
        said.append("counted")
    if status == Status.APPLIED and verdict in (Verdict.HELPED.value, Verdict.NO_DIFFERENCE.value):
        said.append("right")
    return said


def _hurts(organization: Organization) -> dict[tuple[str, str], tuple[date, str]]:
    """Of each kind and risk the day of the last verdict “hurt”, and which update it was. One SQL query."""
    rows = (
        ImpactMeasurement.objects.for_organization(organization)
        .filter(verdict=Verdict.HURT.value, decided_on__isnull=False)
        .order_by("decided_on", "id")
        .values_list("update__kind", "update__risk", "decided_on", "update__title")
    )
    return {(kind, risk): (day, title) for kind, risk, day, title in rows if day is not None}
