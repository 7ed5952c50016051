"""The numbers of the dashboard: each with its n, its trend, its target, and the address of the rows it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from analytics.querysets.rollup import Period
from training.metrics import Direction, RateMetric, rate


@dataclass(frozen=True, kw_only=True)
class Card:
    """One rate of a period, ready to show."""

    metric: RateMetric
    value: float | None
    n: int
    hits: int
    url: str
    n_url: str
    change: float | None

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few conversations to say."""
        return self.value is None

    @property
    def text(self) -> str:
        """The rate in percent."""
        return "" if self.value is None else f"{100 * self.value:.1f} %"

    @property
    def target(self) -> str:
        """The target in percent."""
        if self.metric.target is None:
            return ""
        sign = "≥" if self.metric.direction == Direction.UP else "≤"
        return f"{sign} {100 * self.metric.target:.0f} %"

    @property
    def target_state(self) -> str:
        """Whether the target is met: good, warn (within 5 points) or bad."""
        if self.value is None or self.metric.target is None:
            return ""
        lead = self.value - self.metric.target
        if self.metric.direction == Direction.DOWN:
            lead = -lead
        lead = round(lead, 9)  # 0.75 − 0.8 is a little less than −0.05
        return "good" if lead >= 0 else "warn" if lead >= -0.05 else "bad"

    @property
    def trend(self) -> str:
        """The change against the period before, in percentage points."""
        return "" if self.change is None else f"{100 * self.change:+.1f} points".replace("-", "−")

    @property
    def trend_way(self) -> str:
        """Up or down, where it moved at all."""
        if self.change is None or abs(self.change) < 0.0005:
            return ""
        return "up" if self.change > 0 else "down"

    @property
    def trend_state(self) -> str:
        """Whether that is good."""
        if not self.trend_way:
            return "flat"
        is_good = (self.trend_way == "up") == (self.metric.direction == Direction.UP)
        return "good" if is_good else "bad"


def rows_url(*, count: str, first: date, last: date, channel: str = "", pattern: str = "") -> str:
    """The list of exactly the conversations that a count of these days counts."""
    query = {"first": first.isoformat(), "last": last.isoformat(), "counted": count}
    query |= {name: value for name, value in (("channel", channel), ("pattern", pattern)) if value}
    return f"{reverse('training:conversation_list')}?{urlencode(query)}"


def card(
    *,
    metric: RateMetric,
    totals: Mapping[str, Any],
    before: Mapping[str, Any],
    period: Period,
    channel: str,
    minimum_n: int,
) -> Card:
    """One card out of the counts of the period and of the period before."""
    value = rate(numerator=totals[metric.numerator], denominator=totals[metric.denominator], minimum_n=minimum_n)
    past = rate(numerator=before[metric.numerator], denominator=before[metric.denominator], minimum_n=minimum_n)
    return Card(
        metric=metric,
        value=value,
        n=totals[metric.denominator],
        hits=totals[metric.numerator],
        url=rows_url(count=metric.numerator, first=period.first, last=period.last, channel=channel),
        n_url=rows_url(count=metric.denominator, first=period.first, last=period.last, channel=channel),
        change=None if value is None or past is None else value - past,
    )
