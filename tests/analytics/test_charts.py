"""Figures for the charts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from analytics.cards import card, rows_url
from analytics.charts import Bar, Box, forest, interval_by_day, rate_lines, stacked_bars, treemap
from analytics.querysets.rollup import Period
from training.metrics import RATES
from training.querysets.conversation import COUNTS

DAYS = [date(2026, 3, 1), date(2026, 3, 2)]
PERIOD = Period(first=DAYS[0], last=DAYS[1])


def test_a_rate_becomes_percent_and_too_few_a_gap() -> None:
    figure = rate_lines(days=DAYS, lines={"Success": [(1 / 3, 1200, "/a"), (None, 2, "/b")]})
    (trace,) = figure["data"]
    assert trace["x"] == ["2026-03-01", "2026-03-02"]
    assert trace["y"] == [33.33, None]
    assert trace["text"] == ["n = 1,200", "n = 2"]
    assert trace["customdata"] == ["/a", "/b"]
    assert trace["connectgaps"] is False


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_the_edges_of_a_rate_are_drawn(value: float) -> None:
    assert rate_lines(days=DAYS[:1], lines={"x": [(value, 1, "/")]})["data"][0]["y"] == [100 * value]


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_a_rate_that_cannot_be_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="outside 0–1"):
        rate_lines(days=DAYS[:1], lines={"x": [(value, 1, "/")]})


def test_each_line_and_bar_has_one_point_for_each_day() -> None:
    with pytest.raises(ValueError, match="1 points for 2 days"):
        rate_lines(days=DAYS, lines={"x": [(0.5, 1, "/")]})
    with pytest.raises(ValueError, match="1 bars for 2 days"):
        stacked_bars(days=DAYS, bars={"chat": [(1, "/")]})


def test_bars_are_stacked_counts() -> None:
    figure = stacked_bars(days=DAYS, bars={"Chat": [(3, "/a"), (0, "/b")], "E-mail": [(1, "/c"), (2, "/d")]})
    assert figure["layout"]["barmode"] == "stack"
    assert [(trace["type"], trace["name"], trace["y"]) for trace in figure["data"]] == [
        ("bar", "Chat", [3, 0]),
        ("bar", "E-mail", [1, 2]),
    ]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        stacked_bars(days=DAYS[:1], bars={"chat": [(-1, "/")]})


@pytest.mark.parametrize("figure", [rate_lines(days=[], lines={}), stacked_bars(days=[], bars={})])
def test_nothing_to_draw_is_still_a_figure_of_plain_json(figure: dict[str, Any]) -> None:
    assert json.loads(json.dumps(figure))["data"] == []


def counts(**given: int) -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0) | given


def made(now: dict[str, int], before: dict[str, int], key: str = "csat") -> Any:
    return card(metric=RATES[key], totals=now, before=before, period=PERIOD, channel="", minimum_n=5)


def test_a_card_carries_its_rate_its_n_and_its_rows() -> None:
    found = made(counts(satisfied=17, rated=20), counts(satisfied=8, rated=10))
    assert (found.value, found.n, found.hits, found.text) == (0.85, 20, 17, "85.0 %")
    assert found.url == rows_url(count="satisfied", first=DAYS[0], last=DAYS[1])
    assert found.n_url == "/conversations/?first=2026-03-01&last=2026-03-02&counted=rated"
    assert (found.trend, found.trend_way, found.trend_state) == ("+5.0 points", "up", "good")


def test_a_handoff_rate_that_grows_is_bad() -> None:
    found = made(counts(handed_off=3, ai_ended=10), counts(handed_off=1, ai_ended=10), key="handoff")
    assert (found.target, found.target_state) == ("≤ 20 %", "bad")
    assert (found.trend_way, found.trend_state) == ("up", "bad")


@pytest.mark.parametrize(("hits", "state"), [(80, "good"), (79, "warn"), (75, "warn"), (74, "bad")])
def test_near_its_target_a_card_warns(hits: int, state: str) -> None:
    assert made(counts(satisfied=hits, rated=100), counts()).target_state == state


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (counts(satisfied=4, rated=4), counts(satisfied=9, rated=9)),
        (counts(satisfied=9, rated=9), counts(satisfied=4, rated=4)),
        (counts(), counts()),
    ],
)
def test_too_few_in_either_period_have_no_trend(now: dict[str, int], before: dict[str, int]) -> None:
    assert made(now, before).trend == ""


def test_a_fall_has_a_minus_sign() -> None:
    found = made(counts(satisfied=5, rated=10), counts(satisfied=10, rated=10))
    assert (found.trend, found.trend_state) == ("−50.0 points", "bad")


def test_a_period_and_the_one_before_it_touch() -> None:
    period = Period.ending(date(2026, 3, 10), days=7)
    assert (period.first, period.last, period.length) == (date(2026, 3, 4), date(2026, 3, 10), 7)
    assert (period.before.first, period.before.last) == (date(2026, 2, 25), date(2026, 3, 3))
    assert len(period.days) == 7


def test_few_are_counted_in_whole_numbers() -> None:
    few = stacked_bars(days=DAYS, bars={"a": [(2, "/"), (0, "/")], "b": [(3, "/"), (1, "/")]})
    assert few["layout"]["yaxis"]["dtick"] == 1
    many = stacked_bars(days=DAYS, bars={"a": [(3, "/"), (0, "/")], "b": [(3, "/"), (1, "/")]})
    assert "dtick" not in many["layout"].get("yaxis", {})


def test_a_name_may_have_a_colour_of_the_pages_palette() -> None:
    figure = stacked_bars(days=DAYS[:1], bars={"Good": [(1, "/")], "Other": [(1, "/")]}, colours={"Good": "$good"})
    assert [trace.get("marker", {}).get("color") for trace in figure["data"]] == ["$good", None]


def test_a_tile_names_its_part_in_the_lines_it_has_room_for() -> None:
    name = "Can I write my company's name & number on the invoice?"
    boxes = [Box(name=name, weight=weight, colour="$good", note="", address="/") for weight in (90, 9, 1)]
    large, middle, small = treemap(groups={"Orders": boxes})["data"][1]["text"]
    assert large == "Can I write my company's name &amp; number on the invoice?"
    assert middle == "Can I write my<br>company's name &amp;<br>number on the<br>invoice?"
    assert small.endswith(" …")


def bar(name: str, value: float, low: float, high: float, address: str = "/a/") -> Bar:
    return Bar(name=name, value=value, low=low, high=high, colour="$good", note="n = 9", address=address)


def test_effects_stand_one_below_the_other_with_both_ends_of_their_intervals() -> None:
    figure = forest(bars=[bar("First <b>", 2, 1, 5, "/a/"), bar("Second", -1, -3, 0, "/b/")], unit="points")
    (trace,) = figure["data"]
    assert (trace["x"], trace["y"], trace["customdata"]) == ([2, -1], [2, 1], ["/a/", "/b/"])
    assert (trace["error_x"]["array"], trace["error_x"]["arrayminus"]) == ([3, 1], [1, 2])
    assert figure["layout"]["yaxis"]["ticktext"] == ["First &lt;b&gt;", "Second"]


def test_an_interval_without_its_effect_is_refused() -> None:
    with pytest.raises(ValueError, match="holds its effect"):
        forest(bars=[bar("a", 5, 1, 3)], unit="points")


def test_the_interval_of_each_day_is_an_area_about_its_effect() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 3)]
    figure = interval_by_day(days=days, values=[1, 2], lows=[0, 1], highs=[4, 3], unit="points")
    high, low, effect = figure["data"]
    assert (high["y"], low["y"], effect["y"]) == ([4, 3], [0, 1], [1, 2])
    assert low["fill"] == "tonexty"
    with pytest.raises(ValueError, match="Each day"):
        interval_by_day(days=days, values=[1], lows=[0, 1], highs=[4, 3], unit="points")
