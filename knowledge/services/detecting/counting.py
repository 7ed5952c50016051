"""Counts the gaps whose questions changed, says what each could save, and lets gaps expire and come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Count, DateField, F, Func, Max, Min, Q
from django.db.models.functions import TruncDate
from django.utils import formats

from knowledge.models import GapQuestion, GapUpkeep, KnowledgeGap
from knowledge.services.detecting.noting import mark_period
from training.metrics import gap_impact, gap_priority, monthly_saving
from training.models import Organization
from training.querysets.conversation import today_of
from training.rows import update_rows

Status = KnowledgeGap.Status
COUNTED = [
    "frequency", "question_count", "answered_well_count", "ticket_count", "failed_ticket_count", "rated_count",
    "impact", "score", "priority", "saving", "saving_low", "saving_high", "first_asked_at", "last_asked_at", "channels",
    "status", "decided_by_id", "decided_at", "reason_code", "reason", "customers_when_dismissed", "returned_at",
    "return_reason", "expired_at", "is_count_due",
]  # fmt: skip
NOBODY_ASKED: dict[str, Any] = {
    "frequency": 0, "question_count": 0, "answered_well_count": 0, "ticket_count": 0, "failed_ticket_count": 0,
    "rated_count": 0, "mean_rating": None, "first_asked_at": None, "last_asked_at": None, "channels": [],
}  # fmt: skip


def window_start(*, organization: Organization, now: datetime) -> datetime:
    """From when on questions count."""
    return now - timedelta(days=organization.gap_window_days)


def mark_unnoted(*, organization: Organization, now: datetime) -> None:
    """Have the window's conversations noted that no window held before: at first, and where it was made wider."""
    since = window_start(organization=organization, now=now)
    upkeep = GapUpkeep.objects.filter(organization=organization).first()
    before = upkeep.counted_since if upkeep else None
    if before is None or since < before:
        mark_period(organization=organization, first=since, last=before or now)


def days_counted(*, organization: Organization, now: datetime) -> int:
    """Over how many days the questions of the window came: the window's, or fewer while the desk is younger."""
    since = window_start(organization=organization, now=now)
    first = GapQuestion.objects.for_organization(organization).asked_since(since).order_by("asked_at").first()
    if first is None:
        return organization.gap_window_days
    days = (today_of(organization, now) - today_of(organization, first.asked_at)).days + 1
    return min(max(days, 1), organization.gap_window_days)


def count_gaps(*, organization: Organization, now: datetime) -> None:
    """Count the gaps that are due, let those expire that nobody asks about any more, bring back those asked again.

    Due are those whose questions changed or fell out of the window since the last time; cost follows these, but when a
    setting changes what all gaps count for.
    """
    since = window_start(organization=organization, now=now)
    days = days_counted(organization=organization, now=now)
    everything = KnowledgeGap.objects.for_organization(organization)
    upkeep = GapUpkeep.objects.filter(organization=organization).first() or GapUpkeep(organization=organization)
    if (days, organization.human_ticket_cost) != (upkeep.counted_days, upkeep.counted_cost):
        due = set(everything.values_list("id", flat=True))
    else:
        due = set(everything.filter(is_count_due=True).values_list("id", flat=True))
        before = upkeep.counted_since or since
        moved = GapQuestion.objects.for_organization(organization).filter(
            gap__isnull=False, asked_at__gte=min(before, since), asked_at__lt=max(before, since)
        )
        due |= set(moved.order_by().values_list("gap", flat=True).distinct())
    recount(organization=organization, now=now, gap_ids=due, days=days)
    _expire(organization=organization, now=now)
    upkeep.counted_since, upkeep.counted_days = since, days
    upkeep.counted_cost = organization.human_ticket_cost
    upkeep.save()


def recount(
    *, organization: Organization, now: datetime, gap_ids: Iterable[int] | None = None, days: int | None = None
) -> None:
    """Count these gaps (all, without any given) over the window: frequency, impact, saving (DESIGN § 5).

    `days` are the `days_counted` of this window where they are known. Four SQL queries, and one for each dismissed gap.
    """
    gaps = KnowledgeGap.objects.for_organization(organization).order_by("id").select_for_update(of=("self",))
    if gap_ids is not None:
        gaps = gaps.filter(pk__in=gap_ids)
    due = list(gaps.defer("centroid"))
    if not due:
        return
    counts = _counts(organization=organization, now=now, gap_ids=[gap.pk for gap in due])
    if days is None:
        days = days_counted(organization=organization, now=now)
    before = [[getattr(gap, name) for name in COUNTED] for gap in due]
    for gap in due:
        _fill_in(gap, counts.get(gap.pk, NOBODY_ASKED), organization=organization, days=days)
        _bring_back(gap, organization=organization, now=now)
        gap.is_count_due = False
    now_is = [[getattr(gap, name) for name in COUNTED] for gap in due]
    changed = [(gap.pk, *values) for gap, old, values in zip(due, before, now_is, strict=True) if values != old]
    update_rows(KnowledgeGap, [name.removesuffix("_id") for name in COUNTED], changed)


def day_in_words(moment: datetime, organization: Organization) -> str:
    """The day on the organization's clock, as the reason of a return names it."""
    return formats.date_format(today_of(organization, moment), "j F Y")


def customers_in_vain(gap: KnowledgeGap) -> int:
    """Distinct customers who ever asked it in vain, however often each. One SQL query."""
    asked = GapQuestion.objects.for_organization(gap.organization_id).failed().filter(gap=gap)
    return int(asked.aggregate(n=Count("customer_key", distinct=True))["n"])


def _counts(*, organization: Organization, now: datetime, gap_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the window's questions say of each gap. One SQL query."""
    failed = Q(is_failed=True)
    # All that one customer asks on one day is one ticket.
    day = TruncDate("asked_at", tzinfo=ZoneInfo(organization.timezone))
    ticket = Func(F("customer_key"), day, function="ROW", output_field=DateField())
    rows = (
        GapQuestion.objects.for_organization(organization)
        .asked_since(window_start(organization=organization, now=now))
        .filter(gap__in=gap_ids)
        .order_by()
        .values("gap_id")
        .annotate(
            frequency=Count("customer_key", filter=failed, distinct=True),
            question_count=Count("pk", filter=failed),
            answered_well_count=Count("pk", filter=~failed),
            ticket_count=Count(ticket, distinct=True),
            failed_ticket_count=Count(ticket, filter=failed, distinct=True),
            rated_count=Count("pk", filter=Q(is_rating_judged=False)),
            mean_rating=Avg("rating"),
            first_asked_at=Min("asked_at", filter=failed),
            last_asked_at=Max("asked_at", filter=failed),
            channels=ArrayAgg("channel", filter=failed, distinct=True, default=[]),
        )
    )
    return {row["gap_id"]: dict(row) for row in rows}


def _fill_in(gap: KnowledgeGap, now: dict[str, Any], *, organization: Organization, days: int) -> None:
    for name in ("frequency", "question_count", "answered_well_count", "ticket_count", "failed_ticket_count",
                 "rated_count"):  # fmt: skip
        setattr(gap, name, now[name])
    gap.impact = gap_impact(ratings=[now["mean_rating"]]) if now["mean_rating"] else 0.0
    gap.score = gap.frequency * gap.impact
    gap.priority = gap_priority(score=gap.score)
    saving = monthly_saving(
        asked=gap.ticket_count,
        failed=gap.failed_ticket_count,
        days=days,
        ticket_cost=float(organization.human_ticket_cost),
    )
    gap.saving, gap.saving_low, gap.saving_high = saving.expected, saving.low, saving.high
    gap.first_asked_at = min(gap.first_asked_at, now["first_asked_at"] or gap.first_asked_at)
    gap.last_asked_at = max(gap.last_asked_at, now["last_asked_at"] or gap.last_asked_at)
    gap.channels = sorted(now["channels"])


def _bring_back(gap: KnowledgeGap, *, organization: Organization, now: datetime) -> None:
    """Open a dismissed gap on new evidence, and an expired one that is asked again; say why."""
    if gap.status == Status.DISMISSED and gap.decided_at:
        customers = customers_in_vain(gap)
        more = customers - gap.customers_when_dismissed
        if not gap.customers_when_dismissed:  # dismissed before anybody counted
            gap.customers_when_dismissed = customers
        elif more >= organization.gap_return_customers:
            words = f"“{gap.get_reason_code_display().lower()}”"
            if gap.reason:
                words += f" ({gap.reason.rstrip('.')})"
            _reopen(
                gap,
                now=now,
                reason=f"Dismissed on {day_in_words(gap.decided_at, organization)} as {words}; "
                f"{_customers(more)} asked since.",
            )
    elif gap.status == Status.EXPIRED and gap.expired_at and gap.last_asked_at >= _idle_since(organization, now):
        if gap.frequency < organization.gap_min_customers:
            return
        _reopen(
            gap,
            now=now,
            reason=f"Expired on {day_in_words(gap.expired_at, organization)}; asked again since, by "
            f"{_customers(gap.frequency, more=False)} in the last {organization.gap_window_days} days.",
        )


def _reopen(gap: KnowledgeGap, *, now: datetime, reason: str) -> None:
    gap.status, gap.decided_by, gap.decided_at, gap.expired_at = Status.OPEN, None, None, None
    gap.reason_code = gap.reason = ""
    gap.returned_at, gap.return_reason = now, reason


def _expire(*, organization: Organization, now: datetime) -> None:
    """Let undecided gaps expire that were idle for the organization's number of days. Two SQL queries.

    A gap that a person made stays. The page stays readable, and new questions go on being put to it.
    """
    idle_since = _idle_since(organization, now)
    idle = (
        KnowledgeGap.objects.for_organization(organization)
        .undecided()
        .filter(Q(returned_at__isnull=True) | Q(returned_at__lt=idle_since))
        .filter(last_asked_at__lt=idle_since, created_at__lt=idle_since, is_made_by_hand=False)
        .order_by("id")
    )
    ids = list(idle.select_for_update().values_list("id", flat=True))
    KnowledgeGap.objects.filter(pk__in=ids).update(status=Status.EXPIRED, expired_at=now, updated_at=now)


def _idle_since(organization: Organization, now: datetime) -> datetime:
    return now - timedelta(days=organization.gap_expiry_days)


def _customers(count: int, *, more: bool = True) -> str:
    word = "customer" if count == 1 else "customers"
    return f"{count} more {word}" if more else f"{count} {word}"
