"""Reads of the rollups: totals, days and channels of a period, for cards and charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Sum

from training.querysets.conversation import COUNTS

if TYPE_CHECKING:
    from training.models import Organization


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days `first` … `last`, both included, on the organization's clock."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, *, days: int) -> Period:
        """The `days` days up to and including `last`."""
        return cls(first=last - timedelta(days=days - 1), last=last)

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As many days just before."""
        return Period.ending(self.first - timedelta(days=1), days=self.length)

    @property
    def days(self) -> list[date]:
        """Each day."""
        return [self.first + timedelta(days=number) for number in range(self.length)]


class DailyRollupQuerySet(models.QuerySet["DailyRollup"]):
    """Daily sums."""

    def for_organization(self, organization: Organization | int) -> DailyRollupQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def within(self, period: Period, *, channel: str = "") -> DailyRollupQuerySet:
        """The rows of a period, of one channel if it is named."""
        found = self.filter(day_on__range=(period.first, period.last))
        return found.filter(channel=channel) if channel else found

    def totals(self) -> dict[str, int]:
        """Every count of `COUNTS` summed up. One SQL query."""
        return {name: value or 0 for name, value in self.aggregate(**{name: Sum(name) for name in COUNTS}).items()}

    def totals_with_ratings(self) -> dict[str, int]:
        """The same, and the sum of all ratings. One SQL query."""
        names = [*COUNTS, "rating_sum"]
        return {name: value or 0 for name, value in self.aggregate(**{name: Sum(name) for name in names}).items()}

    def by_day(self) -> dict[date, dict[str, Any]]:
        """The counts of each day that has any. One SQL query."""
        rows = self.order_by("day_on").values("day_on").annotate(**{f"n_{name}": Sum(name) for name in COUNTS})
        return {row["day_on"]: {name: row[f"n_{name}"] for name in COUNTS} for row in rows}

    def by_channel(self) -> dict[str, dict[str, Any]]:
        """The counts of each channel, busiest first. One SQL query."""
        rows = self.order_by().values("channel").annotate(**{f"n_{name}": Sum(name) for name in COUNTS})
        found = {row["channel"]: {name: row[f"n_{name}"] for name in COUNTS} for row in rows}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1]["conversations"], pair[0])))

    def by_day_and_channel(self) -> dict[tuple[date, str], dict[str, Any]]:
        """The counts of each day and channel. One SQL query."""
        return {
            (row["day_on"], row["channel"]): row for row in self.order_by("day_on").values("day_on", "channel", *COUNTS)
        }
