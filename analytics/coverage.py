"""The coverage page: totals, groups and patterns, each number with the address of the rows it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from analytics.cards import rows_url
from analytics.charts import Box, treemap
from analytics.querysets.rollup import Period
from knowledge.querysets.coverage import ANY, COVERED, ENTRY, GAP, Pattern
from training.metrics import rate

STATES = {
    "covered": ("Covered", "$good"),
    "below": ("Below target", "$warn"),
    "unanswered": ("No answer", "$bad"),
    "few": ("Too few", "$muted"),
}
MOST_TILES = 150  # more cannot be told apart; the table has them all


@dataclass(frozen=True, kw_only=True)
class Row:
    """One pattern, ready to show."""

    pattern: Pattern
    period: Period

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return STATES[self.pattern.state][0]

    @property
    def url(self) -> str:
        """The page of the gap or the entry; none for a topic."""
        if self.pattern.kind == GAP:
            return reverse("knowledge:gap_detail", args=[self.pattern.object_id])
        if self.pattern.kind == ENTRY:
            return reverse("knowledge:entry_detail", args=[self.pattern.object_id])
        return ""

    @property
    def asked_url(self) -> str:
        """The conversations in which it was asked."""
        return _rows_url(self.pattern.key, self.period)

    @property
    def succeeded_url(self) -> str:
        """Those of them that were a success."""
        return _rows_url(self.pattern.key, self.period, count="succeeded")

    @property
    def percent(self) -> str:
        """The success rate in percent."""
        return "" if self.pattern.success is None else f"{100 * self.pattern.success:.0f} %"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The whole period."""

    rows: list[Row]
    asked: int
    covered: int
    share: float | None
    asked_url: str
    covered_url: str
    by_state: list[tuple[str, str, int]]

    @property
    def figure(self) -> dict[str, Any]:
        """The treemap of the largest patterns."""
        return _figure(self.rows[:MOST_TILES])

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few questions to say."""
        return self.share is None

    @property
    def percent(self) -> str:
        """The share in percent."""
        return "" if self.share is None else f"{100 * self.share:.1f} %"


def _rows_url(pattern: str, period: Period, *, count: str = "analysed") -> str:
    return rows_url(count=count, first=period.first, last=period.last, pattern=pattern)


def coverage_of(*, patterns: Sequence[Pattern], period: Period, minimum_n: int) -> Coverage:
    """The page's numbers out of the patterns of a period."""
    rows = [Row(pattern=pattern, period=period) for pattern in patterns]
    asked = sum(one.asked for one in patterns)
    volume: dict[str, int] = defaultdict(int)
    for one in patterns:
        volume[one.state] += one.asked
    days = f"{period.first.isoformat()}:{period.last.isoformat()}"
    return Coverage(
        rows=rows,
        asked=asked,
        covered=volume[COVERED],
        share=rate(numerator=volume[COVERED], denominator=asked, minimum_n=minimum_n),
        asked_url=_rows_url(ANY, period),
        covered_url=_rows_url(f"{COVERED}:{days}", period),
        by_state=[(state, label, volume[state]) for state, (label, _) in STATES.items()],
    )


def _figure(rows: Sequence[Row]) -> dict[str, Any]:
    groups: dict[str, list[Box]] = defaultdict(list)
    for row in rows:
        pattern = row.pattern
        said = "too few to say" if pattern.success is None else f"{row.percent} success"
        groups[pattern.group].append(
            Box(
                name=pattern.title,
                weight=pattern.asked,
                colour=STATES[pattern.state][1],
                note=f"{row.state_label.lower()}, {said}, n = {pattern.asked:,}",
                address=row.asked_url,
            )
        )
    return treemap(groups=groups)
