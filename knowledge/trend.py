"""How a gap's questions came week by week, as bars to draw. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Bar:
    """One week: what was asked and how much of it failed, and where both bars begin and how high they are."""

    monday: date
    asked: int
    failed: int
    x: int
    asked_top: int
    asked_height: int
    failed_top: int
    failed_height: int


def weekly_bars(
    *, counts: Sequence[tuple[date, int, int]], last: date, weeks: int, height: int, step: int
) -> list[Bar]:
    """Make a bar of each of the last weeks, also of those in which nobody asked.

    Parameters
    ----------
    counts
        (Monday, asked, failed) of the weeks in which somebody did.
    last
        A day of the last week.
    weeks
        How many bars.
    height, step
        Height of the highest bar, and from one bar's left edge to the next, in units of the drawing.

    Raises
    ------
    ValueError
        More failed than were asked, or a measure that is not positive.

    >>> bars = weekly_bars(counts=[(date(2026, 3, 2), 4, 1)], last=date(2026, 3, 4), weeks=2, height=40, step=10)
    >>> [(bar.x, bar.asked_height, bar.failed_height) for bar in bars]
    [(0, 0, 0), (10, 40, 10)]
    """
    if min(weeks, height, step) < 1:
        raise ValueError("A drawing has weeks, a height and a step.")
    if any(not 0 <= failed <= asked for _, asked, failed in counts):
        raise ValueError("No more can fail than were asked.")
    known = {monday: (asked, failed) for monday, asked, failed in counts}
    monday = last - timedelta(days=last.weekday())
    mondays = [monday - WEEK * back for back in reversed(range(weeks))]
    most = max((known[day][0] for day in mondays if day in known), default=0) or 1
    bars = []
    for place, day in enumerate(mondays):
        asked, failed = known.get(day, (0, 0))
        asked_height, failed_height = round(asked / most * height), round(failed / most * height)
        bars.append(
            Bar(
                monday=day,
                asked=asked,
                failed=failed,
                x=place * step,
                asked_top=height - asked_height,
                asked_height=asked_height,
                failed_top=height - failed_height,
                failed_height=failed_height,
            )
        )
    return bars
