"""The days of one entry as figures that open: each number leads to exactly the conversations it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from analytics.charts import stacked_bars
from analytics.querysets.rollup import Period
from knowledge.models import EntryPerformance
from knowledge.querysets.performance import SUMS

# How the list of conversations selects what each count counts.
OPENS = {
    "cited": {"counted": "analysed"},
    "helped": {"counted": "succeeded"},
    "hurt": {"outcome": "failed_outright"},
    "neither": {"outcome": "neither"},
    "rated": {"counted": "analysed", "rating": "rated"},
}


def conversations_url(*, entry_id: int, count: str, first: date, last: date) -> str:
    """The list of exactly the conversations that a count of an entry counts in these days."""
    query = {"entry": entry_id, "first": first.isoformat(), "last": last.isoformat(), **OPENS[count]}
    return f"{reverse('training:conversation_list')}?{urlencode(query)}"


@dataclass(frozen=True, kw_only=True)
class Span:
    """One day of an entry, or all days of a period: the counts, and where each of them opens."""

    entry_id: int
    first: date
    last: date
    counts: dict[str, int]

    @property
    def rating(self) -> float | None:
        """The mean rating, where anybody rated."""
        return self.counts["rating_sum"] / self.counts["rating_count"] if self.counts["rating_count"] else None

    @property
    def neither(self) -> int:
        """Conversations that were neither success nor failure."""
        return self.counts["cited"] - self.counts["helped"] - self.counts["hurt"]

    @property
    def urls(self) -> dict[str, str]:
        """Where each count opens."""
        return {
            count: conversations_url(entry_id=self.entry_id, count=count, first=self.first, last=self.last)
            for count in OPENS
        }


def spans(*, entry_id: int, rows: Sequence[EntryPerformance]) -> list[Span]:
    """The days on which anything happened, newest first."""
    return [
        Span(entry_id=entry_id, first=row.day, last=row.day, counts={name: getattr(row, name) for name in SUMS})
        for row in sorted(rows, key=lambda row: row.day, reverse=True)
    ]


def whole(*, entry_id: int, days: Sequence[Span], period: Period) -> Span:
    """All days of a period together."""
    counts = {name: sum(day.counts[name] for day in days) for name in SUMS}
    return Span(entry_id=entry_id, first=period.first, last=period.last, counts=counts)


def figure(*, entry_id: int, days: Sequence[Span], period: Period) -> dict[str, Any]:
    """Helped, hurt and neither by day as stacked bars."""
    of_day = {day.first: day for day in days}

    def bars(count: str) -> list[tuple[int, str]]:
        found = []
        for day in period.days:
            span = of_day.get(day)
            number = 0 if span is None else span.neither if count == "neither" else span.counts[count]
            found.append((number, conversations_url(entry_id=entry_id, count=count, first=day, last=day)))
        return found

    return stacked_bars(
        days=period.days,
        bars={"Helped": bars("helped"), "Neither": bars("neither"), "Hurt": bars("hurt")},
        colours={"Helped": "$good", "Neither": "$muted", "Hurt": "$bad"},
    )
