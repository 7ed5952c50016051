"""Plants four known causes into a demo world: a bad channel, a bad week, a bad intent and an entry that went stale.

What happens is what a support team would see: more customers on that channel, in that week, on that matter or served
from that entry come away unhelped, and say so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.demo.shapes import World

SHARES = {"channel": 0.25, "time": 0.4, "intent": 0.5, "knowledge": 0.55}  # of those who were helped, now unhelped
_BUSY = (300, 1000)  # conversations of the channel
_LEAST = 50  # conversations of the intent, and of the entry
_WEEKS_BACK = (6, 10)  # before the last weeks, in which the gaps of the demo fail


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A dimension of insights and the value in it: a channel, a Monday, an intent, an entry's reference."""

    dimension: str
    value: str


def plant_causes(*, world: World, seed: int) -> tuple[World, list[Cause]]:
    """The world with its topics as given intents and with the four causes."""
    rng = Random(f"lindenhof causes {seed}")  # noqa: S311 - a reproducible draw, not a secret
    lines = [line | {"intent": world.truth[line["id"]]["topic"]} for line in world.conversations]
    causes = _draw(rng=rng, world=world, lines=lines)
    for place, line in enumerate(lines):
        held = {cause for cause in causes if _holds(cause, line)}
        if any(rng.random() < SHARES[cause.dimension] for cause in sorted(held, key=lambda one: one.dimension)):
            lines[place] = _unhelped(line, rng)
    return replace(world, conversations=lines), causes


def _draw(*, rng: Random, world: World, lines: list[dict[str, Any]]) -> list[Cause]:
    channels = Counter(line["channel"] for line in lines)
    topics = Counter(line["intent"] for line in lines)
    used: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for ref in _cited(line):
            used[ref].add(line["id"])
    topic_of = {line["id"]: line["intent"] for line in lines}
    missing = set(world.planted_topics)
    entry = rng.choice(sorted(ref for ref, ids in used.items() if len(ids) >= _LEAST))
    own = {topic_of[one] for one in used[entry]}
    newest = max(line["started_at"] for line in lines)
    return [
        Cause(
            dimension="channel", value=rng.choice(sorted(n for n, c in channels.items() if _BUSY[0] <= c <= _BUSY[1]))
        ),
        Cause(dimension="time", value=_monday(newest, weeks_back=rng.randint(*_WEEKS_BACK))),
        Cause(
            dimension="intent",
            value=rng.choice(sorted(n for n, c in topics.items() if c >= _LEAST and n not in missing | own)),
        ),
        Cause(dimension="knowledge", value=entry),
    ]


def _holds(cause: Cause, line: dict[str, Any]) -> bool:
    if cause.dimension == "time":
        return _monday(line["started_at"]) == cause.value
    return cause.value in _cited(line) if cause.dimension == "knowledge" else line[cause.dimension] == cause.value


def _cited(line: dict[str, Any]) -> Iterator[str]:
    for message in line["messages"]:
        yield from message.get("citations", ())


def _monday(at: str, *, weeks_back: int = 0) -> str:
    day = datetime.fromisoformat(at).date()
    return (day - timedelta(days=day.weekday() + 7 * weeks_back)).isoformat()


def _unhelped(line: dict[str, Any], rng: Random) -> dict[str, Any]:
    return line | {"resolved": False, "rating": rng.choice((1, 2, None))}
