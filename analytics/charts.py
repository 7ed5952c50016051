"""Figures for the charts, as plain plotly JSON. Pure: values in, dictionaries out; plotly checks them.

Each point carries the address of the rows it counts in `customdata`; the page opens it on click.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from analytics.treemap import Tile, squarified

_WIDE, _HIGH, _HEAD = 160.0, 90.0, 8.0  # of a treemap, and of the strip with a group's name; in parts of its own
_LETTER, _LINE = 0.8, 3.5  # width of a letter and height of a line in a treemap as wide as a desk, in the same parts


def rate_lines(
    *,
    days: Sequence[date],
    lines: Mapping[str, Sequence[tuple[float | None, int, str]]],
) -> dict[str, Any]:
    """Rates by day, one line for each name.

    Parameters
    ----------
    days
        The days on the horizontal axis, length d.
    lines
        For each line's name d tuples (rate 0–1 or None where too few, n, address of the rows).

    Returns
    -------
    A plotly figure as {"data": [...], "layout": {...}}; a None leaves a gap in the line.

    Raises
    ------
    ValueError
        A line does not have one point for each day, or a rate lies outside 0–1.

    >>> figure = rate_lines(days=[date(2026, 3, 2)], lines={"Success": [(0.5, 10, "/conversations/")]})
    >>> figure["data"][0]["y"]
    [50.0]
    """
    figure = go.Figure()
    for name, points in lines.items():
        if len(points) != len(days):
            raise ValueError(f"“{name}” has {len(points)} points for {len(days)} days.")
        if any(rate is not None and not 0 <= rate <= 1 for rate, _, _ in points):
            raise ValueError(f"“{name}” holds a rate outside 0–1.")
        figure.add_trace(
            go.Scatter(
                name=name,
                x=[day.isoformat() for day in days],
                y=[None if rate is None else round(100 * rate, 2) for rate, _, _ in points],
                text=[f"n = {n:,}" for _, n, _ in points],
                customdata=[address for _, _, address in points],
                mode="lines+markers",
                connectgaps=False,
                hovertemplate="%{y:.1f} % (%{text})<extra>%{fullData.name}</extra>",
            )
        )
    figure.update_layout(yaxis={"range": [0, 102], "ticksuffix": " %"}, hovermode="x unified", template=None)
    return _plain(figure)


def stacked_bars(
    *,
    days: Sequence[date],
    bars: Mapping[str, Sequence[tuple[int, str]]],
    colours: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Counts by day, stacked by name: for each name d tuples (count, address of the rows).

    `colours` gives names a colour of their own: a token of the page's palette, such as "$good".

    Raises
    ------
    ValueError
        A name does not have one bar for each day, or a count is negative.

    >>> stacked_bars(days=[date(2026, 3, 2)], bars={"chat": [(3, "/")]})["data"][0]["y"]
    [3]
    """
    figure = go.Figure()
    for name, points in bars.items():
        if len(points) != len(days):
            raise ValueError(f"“{name}” has {len(points)} bars for {len(days)} days.")
        if any(count < 0 for count, _ in points):
            raise ValueError(f"“{name}” holds a negative count.")
        figure.add_trace(
            go.Bar(
                name=name,
                x=[day.isoformat() for day in days],
                y=[count for count, _ in points],
                customdata=[address for _, address in points],
                hovertemplate="%{y:,}<extra>%{fullData.name}</extra>",
            )
        )
    highest = max(
        (sum(column) for column in zip(*([n for n, _ in one] for one in bars.values()), strict=True)), default=0
    )
    if 0 < highest <= 5:
        figure.update_yaxes(dtick=1)  # there are no half conversations
    figure.update_layout(barmode="stack", hovermode="x unified", template=None)
    plain = _plain(figure)
    for trace in plain["data"]:  # plotly knows no such colours: the page puts them in
        if colours and trace["name"] in colours:
            trace["marker"] = {"color": colours[trace["name"]]}
    return plain


@dataclass(frozen=True, kw_only=True)
class Box:
    """One part of a treemap. `colour` is a token of the page's palette; `note` is shown when it is pointed at."""

    name: str
    weight: float
    colour: str
    note: str
    address: str


def treemap(*, groups: Mapping[str, Sequence[Box]]) -> dict[str, Any]:
    """Parts of a whole as rectangles inside of their groups' rectangles, the largest at the lower left.

    Drawn as bars, which carry an address each and are in the small bundle of plotly.

    Raises
    ------
    ValueError
        A part without weight.

    >>> figure = treemap(groups={"Returns": [Box(name="a", weight=2, colour="$good", note="n = 2", address="/")]})
    >>> [trace["name"] for trace in figure["data"]]
    ['Groups', 'Parts']
    """
    ordered = sorted(groups.items(), key=lambda group: (-sum(box.weight for box in group[1]), group[0]))
    weights = [sum(box.weight for box in boxes) for _, boxes in ordered]
    heads: list[tuple[Tile, str]] = []
    parts: list[tuple[Tile, Box]] = []
    for (name, boxes), tile in zip(ordered, squarified(weights=weights, width=_WIDE, height=_HIGH), strict=True):
        head = min(_HEAD, tile.height / 3)
        heads.append((Tile(tile.x, tile.y + tile.height - head, tile.width, head), name))
        inner = sorted(boxes, key=lambda box: (-box.weight, box.name))
        tiles = squarified(
            weights=[box.weight for box in inner],
            width=tile.width,
            height=tile.height - head,
            x=tile.x,
            y=tile.y,
        )
        parts += zip(tiles, inner, strict=True)
    figure = go.Figure(
        [
            go.Bar(
                name="Groups",
                **_as_bars([tile for tile, _ in heads]),
                text=[_escaped(name) for _, name in heads],
                hovertext=[_escaped(name) for _, name in heads],
                hovertemplate="%{hovertext}<extra></extra>",
                textposition="inside",
                textangle=0,
                insidetextanchor="middle",
            ),
            go.Bar(
                name="Parts",
                **_as_bars([tile for tile, _ in parts]),
                text=[_label(box.name, tile) for tile, box in parts],
                hovertext=[f"{_escaped(box.name)}<br>{_escaped(box.note)}" for _, box in parts],
                hovertemplate="%{hovertext}<extra></extra>",
                customdata=[box.address for _, box in parts],
                textposition="inside",
                textangle=0,
                insidetextanchor="middle",
            ),
        ]
    )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        barmode="overlay",
        showlegend=False,
        uniformtext={"mode": "hide", "minsize": 10},
        xaxis={**hidden, "range": [0, _WIDE]},
        yaxis={**hidden, "range": [0, _HIGH]},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        template=None,
    )
    plain = _plain(figure)
    edge = {"color": "$surface", "width": 2}
    plain["data"][0] |= {"marker": {"color": "$line", "line": edge}, "insidetextfont": {"color": "$text"}}
    colours = [box.colour for _, box in parts]
    plain["data"][1] |= {"marker": {"color": colours, "line": edge}, "insidetextfont": {"color": "$surface"}}
    return plain


def _as_bars(tiles: Sequence[Tile]) -> dict[str, list[float]]:
    return {
        "x": [tile.x + tile.width / 2 for tile in tiles],
        "width": [tile.width for tile in tiles],
        "base": [tile.y for tile in tiles],
        "y": [tile.height for tile in tiles],
    }


def _label(name: str, tile: Tile) -> str:
    """A name in as many lines as its tile has room for, cut off where it is longer; the whole is in the hover text."""
    lines = wrap(name, width=max(int(tile.width / _LETTER), 1), break_long_words=False)
    room = max(int(tile.height / _LINE), 1)
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1]} …"]
    return "<br>".join(map(_escaped, lines))


def _escaped(text: str) -> str:
    """A text in which plotly finds no markup of its own."""
    return escape(text, quote=False)


def _plain(figure: go.Figure) -> dict[str, Any]:
    found = figure.to_plotly_json()
    return {"data": [dict(trace) for trace in found["data"]], "layout": dict(found["layout"])}


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One effect with its interval. `colour` is a token of the page's palette."""

    name: str
    value: float
    low: float
    high: float
    colour: str
    note: str
    address: str


def forest(*, bars: Sequence[Bar], unit: str) -> dict[str, Any]:
    """Effects as points with their intervals, one below the other, the first on top; 0 says no effect.

    Raises
    ------
    ValueError
        An interval that does not hold its effect.

    >>> one = Bar(name="a", value=2, low=1, high=3, colour="$good", note="n = 9", address="/")
    >>> forest(bars=[one], unit="points")["data"][0]["x"]
    [2]
    """
    if any(not bar.low <= bar.value <= bar.high for bar in bars):
        raise ValueError("An interval holds its effect.")
    figure = go.Figure(
        go.Scatter(
            name="Effect",
            x=[round(bar.value, 2) for bar in bars],
            y=list(range(len(bars), 0, -1)),
            mode="markers",
            text=[f"{_escaped(bar.name)}<br>{_escaped(bar.note)}" for bar in bars],
            customdata=[bar.address for bar in bars],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [round(bar.high - bar.value, 2) for bar in bars],
                "arrayminus": [round(bar.value - bar.low, 2) for bar in bars],
                "thickness": 1.5,
                "width": 4,
            },
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.update_layout(
        showlegend=False,
        height=None,
        xaxis={"title": {"text": unit}, "zeroline": True, "showgrid": True},
        yaxis={
            "tickmode": "array",
            "tickvals": list(range(len(bars), 0, -1)),
            "ticktext": [_escaped(_shortened(bar.name)) for bar in bars],
            "range": [0.4, len(bars) + 0.6],
            "showgrid": False,
        },
        template=None,
    )
    plain = _plain(figure)
    plain["data"][0] |= {"marker": {"color": [bar.colour for bar in bars], "size": 9}}
    plain["data"][0]["error_x"] = dict(plain["data"][0]["error_x"]) | {"color": "$muted"}
    return plain


def interval_by_day(
    *, days: Sequence[date], values: Sequence[float], lows: Sequence[float], highs: Sequence[float], unit: str
) -> dict[str, Any]:
    """An effect and its interval as days pass.

    Raises
    ------
    ValueError
        Not as many values or ends as days.

    >>> figure = interval_by_day(days=[date(2026, 3, 2)], values=[1], lows=[0], highs=[2], unit="points")
    >>> [trace["name"] for trace in figure["data"]]
    ['High', 'Low', 'Effect']
    """
    if not len(days) == len(values) == len(lows) == len(highs):
        raise ValueError("Each day has an effect and both ends of its interval.")
    x = [day.isoformat() for day in days]
    figure = go.Figure(
        [
            go.Scatter(name=name, x=x, y=[round(value, 2) for value in ends], mode="lines", fill=fill)
            for name, ends, fill in (("High", highs, None), ("Low", lows, "tonexty"))
        ]
    )
    figure.add_trace(go.Scatter(name="Effect", x=x, y=[round(value, 2) for value in values], mode="lines+markers"))
    figure.update_layout(
        showlegend=False,
        hovermode="x unified",
        yaxis={"title": {"text": unit}, "zeroline": True, "rangemode": "normal"},
        template=None,
    )
    plain = _plain(figure)
    for trace in plain["data"][:2]:
        trace |= {"line": {"color": "$line", "width": 1}, "fillcolor": "$line"}
    plain["data"][2] |= {"line": {"color": "$primary"}, "marker": {"color": "$primary"}}
    return plain


def _shortened(text: str, most: int = 34) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
