"""Keeps the rollups true: sums again just the hours whose conversations changed, and the days they lie in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F, Func, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from analytics.models import DailyRollup, DirtyHour, HourlyRollup
from training.models import Conversation, Organization
from training.querysets.conversation import COUNTS, day_bounds

HOUR = timedelta(hours=1)
MERGE_WITHIN = timedelta(hours=24)  # summing a quiet hour again costs less than another query
SUMS = {"rating_sum": "satisfaction", "cost_sum": "cost", "value_sum": "value"}


def refresh_rollups(*, organization: Organization, limit: int = 3000) -> int:
    """Sum up to `limit` changed hours again, and their days; returns how many hours it took.

    Cost follows the changed hours, not the history. The marks go in the same transaction as the sums come.
    """
    claimed = (
        DirtyHour.objects.filter(organization=organization).order_by("hour_at").select_for_update(skip_locked=True)
    )
    marks = list(claimed[:limit])
    if not marks:
        return 0
    zone = ZoneInfo(organization.timezone)
    hours = {
        _local_hour(edge, zone) for mark in marks for edge in (mark.hour_at, mark.hour_at + HOUR - timedelta.resolution)
    }
    for first, last in _spans(hours):
        _sum_hours(organization=organization, zone=zone, first=first, last=last)
    _sum_days(organization=organization, zone=zone, days={hour.astimezone(zone).date() for hour in hours})
    DirtyHour.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len({mark.hour_at for mark in marks})


def _local_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the hour of `moment` begins on the clock of `zone` (offsets may be half hours)."""
    clock = moment.astimezone(zone)
    # Subtracted on the UTC clock: where the local clock is put back, one of its hours happens twice.
    return moment.astimezone(UTC) - timedelta(
        minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )


def _spans(hours: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """Hours merged into spans [first, last] of neighbours less than a day apart."""
    spans: list[tuple[datetime, datetime]] = []
    for hour in sorted(hours):
        if spans and hour - spans[-1][1] < MERGE_WITHIN:
            spans[-1] = (spans[-1][0], hour)
        else:
            spans.append((hour, hour))
    return spans


def _sum_hours(*, organization: Organization, zone: ZoneInfo, first: datetime, last: datetime) -> None:
    span = {"organization": organization, "hour_at__gte": first, "hour_at__lte": last}
    found = (
        Conversation.objects.for_organization(organization)
        .filter(started_at__gte=first, started_at__lt=last + HOUR)
        .annotate(hour_at=_hour_of("started_at", zone))
        .values("hour_at", "channel")
        .annotate(
            **{name: Count("pk", filter=condition or None) for name, condition in COUNTS.items()},
            **{name: Coalesce(Sum(column), 0, output_field=_field(name)) for name, column in SUMS.items()},
        )
    )
    rows = [HourlyRollup(organization=organization, **row) for row in found]
    HourlyRollup.objects.filter(**span).delete()
    HourlyRollup.objects.bulk_create(rows, batch_size=2000)


def _sum_days(*, organization: Organization, zone: ZoneInfo, days: set[date]) -> None:
    begin, end = day_bounds(organization, min(days), max(days))
    hourly: QuerySet[Any] = HourlyRollup.objects.filter(
        organization=organization, hour_at__gte=begin, hour_at__lt=end
    ).annotate(day_on=TruncDate("hour_at", tzinfo=zone))
    found = (
        hourly.filter(day_on__in=days)
        .values("day_on", "channel")
        .annotate(**{f"sum_{name}": Sum(name) for name in [*COUNTS, *SUMS]})
    )
    rows = [
        DailyRollup(organization=organization, **{name.removeprefix("sum_"): value for name, value in row.items()})
        for row in found
    ]
    DailyRollup.objects.filter(organization=organization, day_on__in=days).delete()
    DailyRollup.objects.bulk_create(rows, batch_size=2000)


def _hour_of(column: str, zone: ZoneInfo) -> Func:
    """As `_local_hour`, in SQL. Django's TruncHour takes both passes of an hour that happens twice for the first."""
    return Func(Value("hour"), F(column), Value(zone.key), function="date_trunc", output_field=DateTimeField())


def _field(name: str) -> Any:
    return HourlyRollup._meta.get_field(name)
