"""What both kinds of demo world share: the clock, the entries, the failures, who speaks, and the final times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from config.demo.people import CHANNEL_WEIGHTS, CHANNELS
from config.demo.rhythm import day_weights, draw_start
from config.demo.shapes import Customer, DemoEntry, EntryText, Outcome, Plan
from config.demo.talk import Talk, converse, curse
from config.demo.wording.base import Intent

Topic = tuple[str, Intent]

DETECTION_DAYS = 30
UNRELATED_SHARE = 0.10
_BAD_WEEK_FACTOR = 4.0
_OPEN = 8
_PROFANE_SHARE = 0.005
_NEW_MODEL_DAYS = 48
_RETURNING_SHARE = 0.08
_PLANTED_OUTCOMES: dict[Outcome, int] = {"handoff": 58, "unresolved": 27, "low_rating": 15}
_UNRELATED_OUTCOMES: dict[Outcome, int] = {"outage": 24, "slow": 18, "angry": 18, "sold_out": 15, "needs_data": 25}
_PRESALE_OUTCOMES: dict[Outcome, int] = {"outage": 30, "slow": 25, "angry": 20, "sold_out": 25}
_BAD_WEEK_OUTCOMES: dict[Outcome, int] = {"outage": 60, "slow": 30, "angry": 10}


class Clock:
    """The days of one world: their weights by season, and the bad week."""

    def __init__(self, *, rng: Random, newest_at: datetime, days: int) -> None:
        if newest_at.tzinfo is None:
            raise ValueError("newest_at must be an aware datetime.")
        if days < 2 * DETECTION_DAYS:
            raise ValueError(
                f"days must be at least {2 * DETECTION_DAYS}, so that there is a time before the last month."
            )
        self.rng, self.newest_at, self.days = rng, newest_at.astimezone(UTC), days
        self.bad_to = self.newest_at - timedelta(days=rng.randint(DETECTION_DAYS + 5, 2 * DETECTION_DAYS - 10))
        self.bad_from = self.bad_to - timedelta(days=7)
        self._weights: dict[str, list[float]] = {}

    def start(self, *, channel: str, season: str, latest: float = 0.02, oldest: float | None = None) -> datetime:
        """A start for a conversation, `latest` to `oldest` days back."""
        if season not in self._weights:
            self._weights[season] = day_weights(newest_at=self.newest_at, days=self.days, season=season)
        return draw_start(
            rng=self.rng,
            newest_at=self.newest_at,
            weights=self._weights[season],
            channel=channel,
            latest=latest,
            oldest=self.days - 0.1 if oldest is None else oldest,
        )

    def channel(self) -> str:
        """A channel by its share of the traffic."""
        return self.rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0]

    def is_bad(self, when: datetime) -> bool:
        """Whether the moment lies in the bad week."""
        return self.bad_from <= when < self.bad_to


def entry_text(topic: Topic) -> EntryText:
    """A topic's own entry."""
    category, intent = topic
    return EntryText(key=intent.key, title=intent.title, body=intent.body, category=category, tags=intent.tags)


def make_entries(*, rng: Random, texts: Sequence[EntryText]) -> tuple[list[DemoEntry], dict[str, str]]:
    """The starting knowledge base and each text's reference by its key. Numbers are drawn, so they tell nothing."""
    numbers = rng.sample(range(100, 100 + 3 * len(texts)), len(texts))
    refs = {text.key: f"KB-{number:03d}" for text, number in zip(texts, numbers, strict=True)}
    entries = [
        DemoEntry(ref=refs[text.key], title=text.title, body=text.body, category=text.category, tags=text.tags)
        for text in texts
    ]
    return sorted(entries, key=lambda entry: entry.ref), refs


def draw(*, rng: Random, chances: Mapping[Outcome, int]) -> Outcome:
    """One outcome by its weight."""
    return rng.choices(list(chances), list(chances.values()))[0]


def planted_failures(
    *, rng: Random, clock: Clock, topic: Topic, starts: int, latest: float, oldest: float
) -> list[Plan]:
    """Conversations about a topic that the knowledge base lacks; all of them fail because of that."""
    category, intent = topic
    plans = []
    for _ in range(starts):
        channel = clock.channel()
        start = clock.start(channel=channel, season=intent.season, latest=latest, oldest=oldest)
        plans.append(Plan(category, intent, start, channel, draw(rng=rng, chances=_PLANTED_OUTCOMES), "planted_gap"))
    return plans


def fail_some(*, rng: Random, clock: Clock, plans: Sequence[Plan]) -> None:
    """Let a tenth of the plans fail for reasons that no entry mends, over all topics and mostly in the bad week."""
    by_topic: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_topic[plan.intent.key].append(plan)
    carried = rng.random() * 0.5
    for topic_plans in by_topic.values():
        carried += UNRELATED_SHARE * len(topic_plans)
        count, carried = int(carried), carried % 1
        lots = [
            (rng.random() ** (1 / (_BAD_WEEK_FACTOR if clock.is_bad(plan.started_at) else 1.0)), number)
            for number, plan in enumerate(topic_plans)
        ]
        for _, number in sorted(lots, reverse=True)[:count]:
            plan = topic_plans[number]
            plan.reason = "unrelated"
            chances = _PRESALE_OUTCOMES if plan.intent.is_presale else _UNRELATED_OUTCOMES
            plan.outcome = draw(rng=rng, chances=_BAD_WEEK_OUTCOMES if clock.is_bad(plan.started_at) else chances)
            if plan.outcome == "slow" and plan.channel in ("email", "web_form"):
                plan.outcome = "outage"


def assign_customers(*, rng: Random, plans: list[Plan], people: Sequence[Customer], newest_at: datetime) -> None:
    """Say who has each conversation: some come back, some ask the same again, many share a planted topic."""
    plans.sort(key=lambda plan: plan.started_at)
    by_channel: dict[str, list[Customer]] = defaultdict(list)
    for person in people:
        by_channel[person.channel].append(person)
    last_asker: dict[str, Customer] = {}
    crowds: dict[str, list[Customer]] = {}
    taken: Counter[str] = Counter()
    recent = newest_at - timedelta(days=DETECTION_DAYS)
    for key in dict.fromkeys(plan.intent.key for plan in plans if plan.reason == "planted_gap"):
        failures = sum(
            plan.intent.key == key and plan.reason == "planted_gap" and plan.started_at >= recent for plan in plans
        )
        crowds[key] = rng.sample(list(people), max(17, round(0.75 * failures)))
    for plan in plans:
        key = plan.intent.key
        if plan.reason == "planted_gap" and plan.started_at >= recent:
            crowd = crowds[key]
            plan.customer = crowd[taken[key]] if taken[key] < len(crowd) else rng.choice(crowd)
            taken[key] += 1
        elif key in last_asker and rng.random() < _RETURNING_SHARE:
            plan.customer = last_asker[key]
        else:
            plan.customer = rng.choice(
                by_channel[plan.channel] if rng.random() < 0.75 and by_channel[plan.channel] else people
            )
        last_asker[key] = plan.customer
    asked: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        if plan.customer is not None:
            plan.earlier_contacts = asked[plan.customer.ref, plan.intent.key]
            asked[plan.customer.ref, plan.intent.key] += 1


def _leave_open(*, lines: Sequence[dict[str, Any]], truth: Mapping[str, Mapping[str, str]]) -> None:
    """The latest few written conversations still wait for their answer."""
    waiting = [line for line in lines if line["channel"] != "phone" and not truth[line["id"]]["reason"]][-_OPEN:]
    for line in waiting:
        line["messages"] = [message for message in line["messages"][:1] if message["sender"] == "customer"]
        line |= {
            "status": "open",
            "resolved": None,
            "rating": None,
            "escalated": False,
            "converted": False,
            "cost": 0.0,
        }
        for name in ("confidence", "comment", "value", "handoff_reason"):
            line.pop(name, None)


def _settle_times(*, rng: Random, lines: Sequence[dict[str, Any]], newest_at: datetime) -> None:
    """Nothing lies after `newest_at`, one message is exactly then, and times become text."""

    def move(line: dict[str, Any], by: timedelta) -> None:
        line["started_at"] += by
        for message in line["messages"]:
            message["at"] += by

    for line in lines:
        beyond = line["messages"][-1]["at"] - newest_at
        if beyond > timedelta(0):
            move(line, -beyond - timedelta(seconds=rng.randint(60, 9_000)))
    latest = max(lines, key=lambda line: line["messages"][-1]["at"])
    move(latest, newest_at - latest["messages"][-1]["at"])
    for line in lines:
        line["started_at"] = line["started_at"].isoformat()
        for message in line["messages"]:
            message["at"] = message["at"].isoformat()


def speak(
    *, seed: int, clock: Clock, plans: Sequence[Plan], known: Sequence[Topic], refs: Mapping[str, str], prefix: str
) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """Put all plans into words: the import lines in order of time, and the truth about each."""
    by_tag: dict[str, list[tuple[Intent, str]]] = defaultdict(list)
    for _, intent in known:
        for tag in intent.tags:
            by_tag[tag].append((intent, refs[intent.key]))
    changed_at = clock.newest_at - timedelta(days=_NEW_MODEL_DAYS)
    lines, truth = [], {}
    for number, plan in enumerate(plans, start=1):
        if plan.customer is None:
            raise ValueError(f"Conversation {number} has no customer.")
        rng = Random(f"{prefix} {seed} {number}")  # noqa: S311 - a reproducible draw, not a secret
        model = f"{prefix}-agent-{'1.4' if plan.started_at >= changed_at else '1.3'}"
        talk = Talk(
            rng=rng,
            plan=plan,
            customer=plan.customer,
            neighbours=[pair for tag in plan.intent.tags for pair in by_tag[tag]],
            ref=refs.get(plan.intent.key),
            model=model,
        )
        line = {"id": f"{prefix}-{number:06d}", **converse(talk=talk, source=f"{prefix}-demo")}
        lines.append(line)
        truth[line["id"]] = {"topic": plan.intent.key, "reason": plan.reason}
    rng = Random(f"{prefix} {seed} end")  # noqa: S311 - a reproducible draw, not a secret
    spoken = [
        line
        for line in lines
        if line["channel"] not in ("email", "web_form")
        and sum(message["sender"] == "customer" for message in line["messages"]) > 1
    ]
    for pool, share in (([line for line in spoken if truth[line["id"]]["reason"]], 0.7), (spoken, 0.3)):
        for line in rng.sample(pool, min(len(pool), round(share * _PROFANE_SHARE * len(lines)))):
            curse(rng=rng, line=line)
    _leave_open(lines=lines, truth=truth)
    _settle_times(rng=rng, lines=lines, newest_at=clock.newest_at)
    return lines, truth
