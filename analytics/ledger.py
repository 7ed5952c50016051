"""The impact ledger: each applied update with what was expected of it, what was measured, and what may be said."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import get_text_list

from analytics.charts import Bar, forest, interval_by_day
from knowledge.querysets.impact import METRICS
from training.impact import FEWEST_DAYS, Verdict
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate

COLOURS = {
    Verdict.HELPED: "$good",
    Verdict.HURT: "$bad",
    Verdict.NO_DIFFERENCE: "$muted",
    Verdict.TOO_EARLY: "$warn",
}
MOST_BARS = 25  # more cannot be told apart; the table has them all
BEFORE, AFTER = "before", "after"
WITH, WITHOUT = "with", "without"


def in_unit(metric: str, value: float) -> float:
    """An effect as it is shown: percentage points of a share, percent of the resolution time."""
    return 100 * value if METRICS[metric].is_rate else 100 * math.expm1(value)


def unit_of(metric: str) -> str:
    """What that is in."""
    return "points" if METRICS[metric].is_rate else "percent"


def shown(metric: str, value: float | None) -> str:
    """An effect in words: "+12.3 points", "−18 %".

    >>> shown("success", 0.123), shown("resolution", -0.2), shown("success", None)
    ('+12.3 points', '−18 %', '')
    """
    if value is None:
        return ""
    number = in_unit(metric, value)
    words = f"{number:+.1f} points" if METRICS[metric].is_rate else f"{number:+.0f} %"
    return words.replace("-", "−")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One metric of an update, as last read."""

    measurement: ImpactMeasurement
    reading: ImpactReading

    @property
    def label(self) -> str:
        """The metric's name."""
        return METRICS[self.reading.metric].label

    @property
    def definition(self) -> str:
        """What it counts."""
        return METRICS[self.reading.metric].definition

    @property
    def text(self) -> str:
        """The effect in words."""
        return shown(self.reading.metric, self.reading.effect)

    @property
    def interval(self) -> str:
        """Its interval in words, low first."""
        reading = self.reading
        if reading.low is None or reading.high is None:
            return ""
        low, _, unit = shown(reading.metric, reading.low).partition(" ")
        return f"{low} to {shown(reading.metric, reading.high).partition(' ')[0]} {unit}"

    @property
    def before_url(self) -> str:
        """The conversations before it, or without it."""
        return self._url(WITHOUT if self._is_split else BEFORE)

    @property
    def after_url(self) -> str:
        """The conversations since, or with it."""
        return self._url(WITH if self._is_split else AFTER)

    @property
    def _is_split(self) -> bool:
        return self.measurement.design == ImpactMeasurement.Design.SPLIT

    def _url(self, part: str) -> str:
        reading = self.reading
        first, stop = (reading.before_from, reading.before_to)
        if part != BEFORE:
            first, stop = reading.after_from, reading.after_to
        if first is None or stop is None:
            return ""
        query = {
            "impact": f"{self.measurement.pk}:{reading.metric}:{part}",
            "first": first.isoformat(),
            "last": (stop - timedelta(days=1)).isoformat(),
        }
        return f"{reverse('training:conversation_list')}?{urlencode(query)}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the ledger."""

    measurement: ImpactMeasurement
    effects: Mapping[str, Effect]

    @property
    def update(self) -> LearningUpdate:
        """The update."""
        return self.measurement.update

    @property
    def success(self) -> Effect | None:
        """The effect on the success rate, which the sums and the chart show."""
        return self.effects.get("success")

    @property
    def shown_effects(self) -> list[Effect]:
        """Those that could be read, in the order of the metrics."""
        return [self.effects[name] for name in METRICS if name in self.effects and self.effects[name].text]

    @property
    def main_effect(self) -> Effect | None:
        """The one that a line of the ledger shows with its interval: on success, else the first that could be read."""
        return next(iter(self.shown_effects), None)

    @property
    def other_effects(self) -> str:
        """The others in a line; the update's page has their intervals."""
        return " · ".join(f"{effect.label} {effect.text}" for effect in self.shown_effects[1:])

    @property
    def forecast(self) -> str:
        """What was expected of it, in words."""
        return forecast_text(self.measurement)

    @property
    def waits_for(self) -> str:
        """What is missing until something can be said, in a sentence."""
        return waits_for(self.measurement, self.effects)


def forecast_text(measurement: ImpactMeasurement) -> str:
    """What was expected, in words: its own, else what the replay fixed; empty where neither says anything."""
    found = measurement.forecast
    if found.get("words"):
        return str(found["words"])
    if not found.get("questions"):
        return ""
    words = f"fixes {found['fixes']} of {found['questions']}"
    return f"{words}: {shown('success', found['effect'])}" if found.get("effect") is not None else words


def waits_for(measurement: ImpactMeasurement, effects: Mapping[str, Effect]) -> str:
    """How many days and conversations are missing until a word is possible, and until the plan is done.

    Empty once there is a verdict, and where nothing will come any more (the measurement says why).
    """
    if measurement.verdict != Verdict.TOO_EARLY or not measurement.is_open:
        return ""
    reading = effects["success"].reading if "success" in effects else None
    if reading is None:
        reading = next((effect.reading for effect in effects.values()), None)
    days = (reading.after_to - reading.after_from).days if reading and reading.after_from and reading.after_to else 0
    is_split = measurement.design == ImpactMeasurement.Design.SPLIT
    if is_split and measurement.mixture_variances and not any(measurement.mixture_variances.values()):
        return ""  # too little came before for any look; its reason says so
    uncounted = (0, 0) if is_split else (measurement.fewest, 0)
    few_before, few_after = (
        max(measurement.fewest - size, 0)
        for size in ((reading.size_before, reading.size_after) if reading else uncounted)
    )
    ends = measurement.applied_on + timedelta(days=measurement.after_days + 1)
    parts = []
    if days < FEWEST_DAYS:
        parts.append(_counted(FEWEST_DAYS - days, "day"))
    if few_after:
        parts.append(_counted(few_after, "conversation") + (" with it" if is_split else ""))
    if few_before and is_split:
        parts.append(_counted(few_before, "conversation") + " without it")
    missing = f"{get_text_list(parts, 'and')} more until anything can be said. " if parts else ""
    if few_before and not is_split:
        missing = f"Too few conversations before it was applied: {_counted(few_before, 'is', 'are')} missing. "
    return f"{missing}Read daily until {ends:%-d %B %Y} (day {days} of {measurement.after_days})."


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def rows_of(measurements: Iterable[ImpactMeasurement]) -> list[Row]:
    """The ledger's lines of these measurements. One SQL query."""
    found = list(measurements)
    readings: dict[int, dict[str, ImpactReading]] = defaultdict(dict)
    for reading in ImpactReading.objects.last_of([one.pk for one in found]):
        readings[reading.measurement_id][reading.metric] = reading
    return [
        Row(
            measurement=one,
            effects={name: Effect(measurement=one, reading=reading) for name, reading in readings[one.pk].items()},
        )
        for one in found
    ]


@dataclass(frozen=True, kw_only=True)
class Total:
    """All updates of one kind that were applied in one month.

    `gained` are the conversations that went well and would not have: the sum of effect × conversations since. `low` and
    `high` are the sums of the intervals' ends: they hold the true sum whenever each interval holds its effect.
    """

    month: date
    kind: str
    kind_label: str
    counts: Mapping[str, int]
    gained: float
    low: float
    high: float
    measured: int

    @property
    def number(self) -> int:
        """How many updates."""
        return sum(self.counts.values())

    @property
    def url(self) -> str:
        """The ledger of just these."""
        last = (self.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        query = {"kind": self.kind, "first": self.month.isoformat(), "last": last.isoformat()}
        return f"{reverse('analytics:impact_list')}?{urlencode(query)}"


def totals_of(rows: Sequence[Row]) -> list[Total]:
    """The sums of each month and kind, the newest first."""
    groups: dict[tuple[date, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.measurement.applied_on.replace(day=1), row.update.kind].append(row)
    return [
        _total(month, kind, groups[month, kind])
        for month, kind in sorted(groups, key=lambda key: (-key[0].toordinal(), key[1]))
    ]


def _total(month: date, kind: str, rows: Sequence[Row]) -> Total:
    counts = {verdict.value: sum(row.measurement.verdict == verdict for row in rows) for verdict in Verdict}
    read = [row.success.reading for row in rows if row.success is not None and row.success.reading.effect is not None]
    return Total(
        month=month,
        kind=kind,
        kind_label=LearningUpdate.Kind(kind).label,
        counts=counts,
        gained=sum((one.effect or 0) * one.size_after for one in read),
        low=sum((one.low or 0) * one.size_after for one in read),
        high=sum((one.high or 0) * one.size_after for one in read),
        measured=len(read),
    )


def forest_of(rows: Sequence[Row]) -> dict[str, Any] | None:
    """The effects on the success rate with their intervals; None where nothing was read yet."""
    bars = []
    for row in rows:
        effect = row.success
        if effect is None or effect.reading.effect is None:
            continue
        value, low, high = (
            in_unit("success", end or 0) for end in (effect.reading.effect, effect.reading.low, effect.reading.high)
        )
        note = f"{effect.text} ({effect.interval}); {row.measurement.get_verdict_display().lower()}"
        bars.append(
            Bar(
                name=str(row.update),
                value=value,
                low=low,
                high=high,
                colour=COLOURS[Verdict(row.measurement.verdict)],
                note=note,
                address=row.measurement.get_absolute_url(),
            )
        )
    return forest(bars=bars[:MOST_BARS], unit=f"Success, {unit_of('success')}") if bars else None


def days_of(metric: str, readings: Sequence[ImpactReading]) -> dict[str, Any] | None:
    """The interval of one metric as days passed; None before the first."""
    read = [one for one in readings if one.effect is not None and one.low is not None and one.high is not None]
    if not read:
        return None
    return interval_by_day(
        days=[one.read_on for one in read],
        values=[in_unit(metric, one.effect or 0) for one in read],
        lows=[in_unit(metric, one.low or 0) for one in read],
        highs=[in_unit(metric, one.high or 0) for one in read],
        unit=f"{METRICS[metric].label}, {unit_of(metric)}",
    )
