"""Makes the demo organization: who asks what and when, what goes wrong, and what the knowledge base lacks.

Nothing here knows Django. The same seed and the same newest moment give the same world, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from config.demo.cases import Cases, draw_cases, ordinary_topics, plan_cases, settle_ordinary
from config.demo.labelled import CATEGORY, topics_from_rows
from config.demo.people import make_customers
from config.demo.shapes import DemoEntry, Plan, PlantedTopic, World
from config.demo.staging import (
    DETECTION_DAYS,
    Clock,
    Topic,
    assign_customers,
    entry_text,
    fail_some,
    make_entries,
    planted_failures,
    speak,
)
from config.demo.wording import CATALOGUE
from config.demo.wording.base import Intent

__all__ = [
    "ORGANIZATION_NAME",
    "ORGANIZATION_SLUG",
    "DemoEntry",
    "World",
    "build_world",
    "build_world_from_texts",
    "moved",
]

ORGANIZATION_NAME = "Lindenhof Home & Garden"
ORGANIZATION_SLUG = "lindenhof"
PLANTED = 12
_BACKGROUND = 2_960
_CUSTOMERS = 2_000
_SMALLEST, _SPREAD = 26, 44
_LUCKY_SHARE = 0.06
# How much a planted topic was already asked before the last month, as a share of its volume in that month.
_EARLIER = (0.0, 0.2, 0.4, 0.8)
_RECENT = {"latest": 0.3, "oldest": DETECTION_DAYS - 0.6}


def _background(*, rng: Random, clock: Clock, known: Sequence[Topic], total: int) -> list[Plan]:
    """Conversations about what the knowledge base covers; a tenth of them fail all the same."""
    weights = sum(intent.weight for _, intent in known)
    plans = []
    for category, intent in known:
        for _ in range(round(total * intent.weight / weights * rng.uniform(0.85, 1.15))):
            channel = clock.channel()
            start = clock.start(channel=channel, season=intent.season)
            plans.append(Plan(category, intent, start, channel, "solved", ""))
    fail_some(rng=rng, clock=clock, plans=plans)
    return plans


def _planted(*, rng: Random, clock: Clock, topic: Topic) -> list[Plan]:
    """Conversations about a topic the knowledge base lacks; nearly all of them fail, most in the last month."""
    category, intent = topic
    volume = _SMALLEST + int(_SPREAD * rng.random() ** 2.2)
    plans = planted_failures(rng=rng, clock=clock, topic=topic, starts=volume, **_RECENT)
    earlier = round(volume * rng.choice(_EARLIER) * (clock.days / DETECTION_DAYS - 1) / 2)
    plans += planted_failures(
        rng=rng, clock=clock, topic=topic, starts=earlier, latest=DETECTION_DAYS + 0.5, oldest=clock.days - 0.1
    )
    for _ in range(round(_LUCKY_SHARE * len(plans))):
        channel = clock.channel()
        start = clock.start(channel=channel, season=intent.season)
        plans.append(Plan(category, intent, start, channel, "solved", ""))
    return plans


def build_world(*, seed: int, newest_at: datetime, days: int = 90, cases: int = 0) -> World:
    """The demo world of a seed: about 3,600 conversations in 90 days, 12 topics missing from the knowledge base.

    Args:
        seed: decides everything that is drawn.
        newest_at: aware moment of the newest message.
        days: length of the history, at least 60; the number of conversations goes with it.
        cases: how many cases of every other kind are planted besides, and with them topics that nobody taught.

    Raises:
        ValueError: a naive `newest_at`, a history that is too short, or more cases than are written.
    """
    rng = Random(f"lindenhof world {seed}")  # noqa: S311 - a reproducible draw, not a secret
    clock = Clock(rng=rng, newest_at=newest_at, days=days)
    candidates = [intent.key for _, intent in CATALOGUE if intent.is_candidate]
    chosen = set(rng.sample(candidates, PLANTED))
    planted = [topic for topic in CATALOGUE if topic[1].key in chosen]
    known = [topic for topic in CATALOGUE if topic[1].key not in chosen]
    lot = Random(f"lindenhof cases {seed}")  # noqa: S311 - a reproducible draw, not a secret
    drawn = draw_cases(rng=lot, known=known, count=cases) if cases else Cases((), (), (), ())
    known = [topic for topic in known if topic[1].key not in drawn.keys]
    texts = [entry_text(topic) for topic in known] + [text for case in drawn.at_fault for text in case.texts]
    entries, refs = make_entries(rng=rng, texts=texts)
    ordinary = [*known, *ordinary_topics(cases=drawn)]
    plans = _background(rng=rng, clock=clock, known=ordinary, total=_BACKGROUND * days // 90)
    settle_ordinary(clock=clock, cases=drawn, plans=plans, refs=refs)
    for topic in planted:
        plans += _planted(rng=rng, clock=clock, topic=topic)
    plans += plan_cases(rng=lot, clock=clock, cases=drawn, refs=refs)
    people = make_customers(rng=rng, count=_CUSTOMERS * days // 90)
    assign_customers(rng=rng, plans=plans, people=people, newest_at=clock.newest_at)
    conversations, truth = speak(seed=seed, clock=clock, plans=plans, known=known, refs=refs, prefix="lindenhof")
    return World(
        conversations=conversations,
        entries=entries,
        truth=truth,
        topics=[*_missing(intent for _, intent in planted), *drawn.planted_topics(refs)],
        bad_week=(clock.bad_from.date().isoformat(), clock.bad_to.date().isoformat()),
    )


def moved(world: World, *, by: timedelta) -> World:
    """The same world at another time: nothing is drawn anew, whatever day it is.

    >>> moved(World([{"started_at": "2026-01-01T00:00:00+00:00", "messages": []}], [], {}, []), by=timedelta(days=2)
    ... ).conversations[0]["started_at"]
    '2026-01-03T00:00:00+00:00'
    """

    def later(moment: str) -> str:
        return (datetime.fromisoformat(moment) + by).isoformat()

    return replace(
        world,
        conversations=[
            line
            | {
                "started_at": later(line["started_at"]),
                "messages": [message | {"at": later(message["at"])} for message in line["messages"]],
            }
            for line in world.conversations
        ],
        bad_week=(_later_day(world.bad_week[0], by), _later_day(world.bad_week[1], by)),
    )


def _later_day(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat() if day else ""


def _missing(intents: Iterable[Intent]) -> list[PlantedTopic]:
    """The truth about topics that the knowledge base lacks."""
    return [
        PlantedTopic(key=intent.key, kind="missing_content", fact=intent.fact, held_back=intent.held_back)
        for intent in intents
    ]


def build_world_from_texts(*, rows: Sequence[dict[str, str]], hide: int, seed: int, newest_at: datetime) -> World:
    """The same kind of world where customers ask the questions of a labelled file.

    Args:
        rows: dictionaries with `text` and `label`.
        hide: how many labels have no knowledge entry; all their conversations fail, within the last 30 days.
        seed: decides everything that is drawn.
        newest_at: aware moment of the newest message.

    Raises:
        ValueError: a naive `newest_at`, or fewer labels with enough texts than are to be hidden.
    """
    rng = Random(f"labelled world {seed}")  # noqa: S311 - a reproducible draw, not a secret
    clock = Clock(rng=rng, newest_at=newest_at, days=90)
    topics = topics_from_rows(rng=rng, rows=rows, hide=hide)
    hidden = [topic for topic in topics if topic.is_hidden]
    known = [(CATEGORY, topic.intent) for topic in topics if not topic.is_hidden]
    entries, refs = make_entries(rng=rng, texts=[entry_text(topic) for topic in known])
    plans: list[Plan] = []
    for topic in topics:
        if topic.is_hidden:
            continue
        for text in topic.texts:
            channel = clock.channel()
            start = clock.start(channel=channel, season="")
            plans.append(Plan(CATEGORY, topic.intent, start, channel, "solved", "", question=text))
    fail_some(rng=rng, clock=clock, plans=plans)
    for topic in hidden:
        failures = planted_failures(
            rng=rng, clock=clock, topic=(CATEGORY, topic.intent), starts=len(topic.texts), **_RECENT
        )
        for plan, text in zip(failures, topic.texts, strict=True):
            plan.question = text
        plans += failures
    people = make_customers(rng=rng, count=max(200, len(plans) // 2))
    assign_customers(rng=rng, plans=plans, people=people, newest_at=clock.newest_at)
    conversations, truth = speak(seed=seed, clock=clock, plans=plans, known=known, refs=refs, prefix="labelled")
    return World(
        conversations=conversations,
        entries=entries,
        truth=truth,
        topics=_missing(replace(topic.intent, held_back=topic.held_back) for topic in hidden),
        bad_week=(clock.bad_from.date().isoformat(), clock.bad_to.date().isoformat()),
    )
