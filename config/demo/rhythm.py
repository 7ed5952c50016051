"""When customers write: weekdays, hours by channel, the season of a topic, a slow growth."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

_BY_WEEKDAY = (1.28, 1.14, 1.05, 1.0, 0.97, 0.6, 0.46)
_OFFICE = (0,) * 7 + (3, 8, 11, 11, 9, 7, 8, 9, 9, 8, 6) + (0,) * 6
_DAY = (1, 0.5, 0.3, 0.2, 0.2, 0.5, 1, 3, 6, 8, 9, 9, 9, 8, 8, 8, 8, 9, 10, 11, 11, 9, 5, 2)
_EVENING = (1, 0.5, 0.3, 0.2, 0.2, 0.3, 1, 3, 4, 5, 5, 5, 7, 6, 5, 5, 6, 8, 11, 13, 13, 11, 7, 3)
_BY_HOUR = {"chat": _DAY, "email": _DAY, "web_form": _DAY, "phone": _OFFICE, "whatsapp": _EVENING, "social": _EVENING}
_PEAK_DAY = {"garden": 140, "winter": 350}


def _season(*, when: datetime, season: str) -> float:
    if season not in _PEAK_DAY:
        return 1.0
    angle = 2 * math.pi * (when.timetuple().tm_yday - _PEAK_DAY[season]) / 365.25
    return 1.0 + 0.65 * math.cos(angle)


def day_weights(*, newest_at: datetime, days: int, season: str, growth: float = 0.3) -> list[float]:
    """How much is asked on each day, index 0 being the day of `newest_at` and `days - 1` the oldest."""
    weights = []
    for back in range(days):
        when = newest_at - timedelta(days=back)
        trend = 1.0 + growth * (1 - back / days)
        weights.append(trend * _BY_WEEKDAY[when.weekday()] * _season(when=when, season=season))
    return weights


def time_of_day(*, rng: Random, day: datetime, channel: str) -> datetime:
    """A moment of that day when people use the channel."""
    hour = rng.choices(range(24), _BY_HOUR[channel])[0]
    return day.replace(hour=hour, minute=rng.randint(0, 59), second=rng.randint(0, 59), microsecond=0)


def draw_start(
    *, rng: Random, newest_at: datetime, weights: list[float], channel: str, latest: float, oldest: float
) -> datetime:
    """A start between `oldest` and `latest` days before `newest_at`."""
    lo, hi = newest_at - timedelta(days=oldest), newest_at - timedelta(days=latest)
    first, last = int(latest), min(int(oldest), len(weights) - 1)
    for _ in range(12):
        back = rng.choices(range(first, last + 1), weights[first : last + 1])[0]
        start = time_of_day(rng=rng, day=newest_at - timedelta(days=back), channel=channel)
        if lo <= start <= hi:
            return start
    return (lo + (hi - lo) * rng.random()).replace(microsecond=0)
