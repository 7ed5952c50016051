"""How a gap's questions came week by week."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.trend import weekly_bars

MONDAY = date(2026, 3, 2)


def test_a_week_in_which_nobody_asked_is_a_bar_too() -> None:
    bars = weekly_bars(counts=[(date(2026, 2, 16), 2, 1)], last=date(2026, 3, 8), weeks=3, height=40, step=10)
    assert [(bar.monday, bar.asked) for bar in bars] == [(date(2026, 2, 16), 2), (date(2026, 2, 23), 0), (MONDAY, 0)]


def test_the_highest_bar_fills_the_drawing_and_the_others_are_in_proportion() -> None:
    counts = [(date(2026, 2, 23), 8, 6), (MONDAY, 4, 4)]
    first, last = weekly_bars(counts=counts, last=MONDAY, weeks=2, height=48, step=20)
    assert (first.asked_top, first.asked_height, first.failed_height) == (0, 48, 36)
    assert (last.asked_top, last.asked_height, last.failed_top, last.x) == (24, 24, 24, 20)


def test_an_older_week_is_left_out_and_sets_no_height() -> None:
    (bar,) = weekly_bars(counts=[(date(2026, 1, 5), 100, 0), (MONDAY, 1, 1)], last=MONDAY, weeks=1, height=10, step=5)
    assert bar.failed_height == 10


def test_nothing_asked_is_a_flat_line() -> None:
    assert {bar.asked_height for bar in weekly_bars(counts=[], last=MONDAY, weeks=12, height=48, step=20)} == {0}


@pytest.mark.parametrize(
    ("counts", "weeks", "height", "step"),
    [([(MONDAY, 1, 2)], 1, 1, 1), ([(MONDAY, 1, -1)], 1, 1, 1), ([], 0, 1, 1), ([], 1, 0, 1), ([], 1, 1, 0)],
)
def test_what_cannot_be_raises(counts: list[tuple[date, int, int]], weeks: int, height: int, step: int) -> None:
    with pytest.raises(ValueError, match=r"No more can fail|A drawing has"):
        weekly_bars(counts=counts, last=MONDAY, weeks=weeks, height=height, step=step)
