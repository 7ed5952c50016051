"""Counts patterns over the organization's window; what is asked very often once a day, the rest as it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from knowledge.models import GapQuestion, QuestionPattern
from training.models import Organization
from training.querysets.conversation import today_of

BATCH = 2000
SETTLED = 500  # askings from which on a few more tell nothing new, and once a day is often enough
COUNTED = [
    "frequency", "asked_count", "asked_before_count", "succeeded_count", "analysed_count", "people_count",
    "first_asked_at", "last_asked_at", "is_count_due", "counted_on",
]  # fmt: skip


def is_mining_due(*, organization: Organization, now: datetime) -> bool:
    """Whether no pattern was counted today, or there is none. One SQL query."""
    known = QuestionPattern.objects.for_organization(organization)
    return not known.filter(counted_on=today_of(organization, now)).exists()


def make_mining_due(*, organization: Organization) -> None:
    """Have the next cycle do the day's work, however short ago it was done: an evaluation has no days."""
    QuestionPattern.objects.for_organization(organization).update(counted_on=None)


def count_patterns(*, organization: Organization, now: datetime) -> int:
    """Count up to `BATCH` patterns whose questions changed, or that were not counted today: days leave the window.

    Those asked very often are counted once a day. Returns how many. One SQL query over their questions.
    """
    today = today_of(organization, now)
    has_changed = Q(is_count_due=True, asked_count__lt=SETTLED)
    due = list(
        QuestionPattern.objects.for_organization(organization)
        .filter(has_changed | Q(counted_on__isnull=True) | Q(counted_on__lt=today))
        .defer("centroid")
        .order_by("id")
        .select_for_update(of=("self",))[:BATCH]
    )
    window = timedelta(days=organization.gap_window_days)
    counts = _counts(organization, [pattern.pk for pattern in due], since=now - window, before=now - 2 * window)
    for pattern in due:
        row = counts.get(pattern.pk, {})
        for name in COUNTED[:6]:
            setattr(pattern, name, row.get(name, 0))
        pattern.first_asked_at = min(pattern.first_asked_at, row.get("first") or pattern.first_asked_at)
        pattern.last_asked_at = row.get("last") or pattern.last_asked_at
        pattern.is_count_due, pattern.counted_on = False, today
    QuestionPattern.objects.bulk_update(due, COUNTED, batch_size=BATCH)
    return len(due)


def _counts(
    organization: Organization, pattern_ids: list[int], *, since: datetime, before: datetime
) -> dict[int, dict[str, Any]]:
    inside = Q(asked_at__gte=since)
    of_conversation = inside & Q(conversation__analysed_at__isnull=False)
    rows = (
        GapQuestion.objects.for_organization(organization)
        .filter(pattern__in=pattern_ids)
        .order_by()
        .values("pattern_id")
        .annotate(
            frequency=Count("customer_key", filter=inside, distinct=True),
            asked_count=Count("pk", filter=inside),
            asked_before_count=Count("pk", filter=Q(asked_at__lt=since, asked_at__gte=before)),
            analysed_count=Count("pk", filter=of_conversation),
            succeeded_count=Count("pk", filter=of_conversation & Q(conversation__is_success=True)),
            people_count=Count("pk", filter=inside & Q(conversation__has_human_reply=True)),
            first=Min("asked_at"),
            last=Max("asked_at"),
        )
    )
    return {row["pattern_id"]: dict(row) for row in rows}
