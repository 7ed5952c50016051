"""Desks whose agent has the wrong settings, and desks that only look as if theirs had.

An agent has one version at a time, so each cause and each decoy is a small organization of its own: a month of
conversations over the whole catalogue. What is planted is how sure the agent was, what it passed on and how it ended;
nothing names the cause. Nothing here knows Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.demo.people import make_customers
from config.demo.proposing import Planted
from config.demo.shapes import Customer, World
from config.demo.staging import entry_text, make_entries
from config.demo.style import slots_for
from config.demo.wording import CATALOGUE
from config.demo.wording.base import pick
from config.demo.wording.cases import UNTAUGHT

DAYS = 27
OF_EACH_CAUSE = 2
CAUSES = ("sure_but_wrong", "hands_off_needlessly", "dissatisfying")
DECOYS = (
    "sure_but_wrong_seldom",
    "sure_but_wrong_to_two",
    "bad_day",
    "knows_that_it_is_unsure",
    "hands_off_rightly",
    "asked_for_a_person",
    "lacks_knowledge",
    "goods_disappoint",
    "dissatisfying_seldom",
    "dissatisfying_two",
)
_HIGH, _MIDDLE, _JUST_BELOW, _LOW = (0.76, 0.95), (0.55, 0.64), (0.4, 0.49), (0.3, 0.48)
_PERSON = "I'd like to talk to a real person."
_UNCLEAR = "I don't understand that. What does it mean?"
_PASSED_ON = "I pass this on to a colleague, who will write to you by e-mail."
_WAYS = ("twice", "unclear", "long", "person")
_NOT_SURE = ("I am not sure about that.", "I could not find anything on it.")


@dataclass(frozen=True, kw_only=True)
class AgentDesk:
    """One organization: what may be imported, and what is planted in it."""

    planted: Planted
    world: World


@dataclass(frozen=True, kw_only=True)
class _Case:
    """So many conversations of one sort: how sure the agent was between which bounds, and how they ended.

    `of` is how many customers they are shared by (one each where it is 0); `day` the only day on which they lie.
    """

    count: int
    sure: tuple[float, float]
    end: str = "thanks"  # thanks | wrong | handed_over | a way of failing
    ratings: tuple[int | None, ...] = (5, 4, None, None)
    of: int = 0
    day: float | None = None


def agent_desks(*, seed: int, newest_at: datetime) -> list[AgentDesk]:
    """The desks of a seed: two of each cause, one of each decoy."""
    rng = Random(f"lindenhof agents {seed}")  # noqa: S311 - a reproducible draw, not a secret
    ways = rng.sample(_WAYS, OF_EACH_CAUSE)
    desks = []
    for number in range(OF_EACH_CAUSE):
        desks += [_desk(rng, newest_at, role, f"{role} {number + 1}", ways[number]) for role in CAUSES]
    return [*desks, *(_desk(rng, newest_at, role, role, rng.choice(_WAYS)) for role in DECOYS)]


def _desk(rng: Random, newest_at: datetime, role: str, key: str, way: str) -> AgentDesk:
    entries, _ = make_entries(rng=rng, texts=[entry_text(topic) for topic in CATALOGUE])
    writer = _Writer(rng=rng, newest_at=newest_at, is_taught=role != "lacks_knowledge")
    for case in _CASES[role](way):
        writer.write(case)
    return AgentDesk(
        planted=Planted(key=key, role=role),
        world=World(
            conversations=sorted(writer.lines, key=lambda line: line["started_at"]),
            entries=entries,
            truth={line["id"]: {"topic": key, "reason": ""} for line in writer.lines},
            topics=[],
        ),
    )


def _sure_but_wrong(well: int, badly: int, of: int = 0) -> list[_Case]:
    return [_Case(count=well, sure=_HIGH), _Case(count=badly, sure=_MIDDLE, end="wrong", ratings=(None,), of=of)]


def _handing_over(just_below: int, badly: int) -> list[_Case]:
    """Much is passed on; of what was answered just below the threshold `badly` of all went badly."""
    return [
        _Case(count=110, sure=_HIGH),
        _Case(count=just_below - badly, sure=_JUST_BELOW),
        _Case(count=badly, sure=_JUST_BELOW, end="wrong", ratings=(None,)),
        _Case(count=160, sure=_JUST_BELOW, end="handed_over"),
    ]


def _rated(way: str, *, badly: int = 90, with_way: float = 0.8, of: int = 0, unrated: int = 60) -> list[_Case]:
    bad, good = (1, 1, 2), (5, 4, 5)
    shown = round(badly * with_way)
    return [
        _Case(count=shown, sure=_HIGH, end=way, ratings=bad, of=of),
        _Case(count=badly - shown, sure=_HIGH, end="disappointed", ratings=bad),
        _Case(count=badly, sure=_HIGH, ratings=good),
        _Case(count=4, sure=_HIGH, end=way, ratings=good),
        _Case(count=unrated, sure=_HIGH, ratings=(None,)),
    ]


_CASES: Mapping[str, Callable[[str], list[_Case]]] = {
    "sure_but_wrong": lambda way: _sure_but_wrong(220, 170),
    "hands_off_needlessly": lambda way: _handing_over(110, 7),
    "dissatisfying": lambda way: _rated(way),
    "sure_but_wrong_seldom": lambda way: _sure_but_wrong(45, 35),
    "sure_but_wrong_to_two": lambda way: _sure_but_wrong(150, 110, of=2),
    "bad_day": lambda way: [
        _Case(count=170, sure=(0.56, 0.95)),
        _Case(count=120, sure=(0.56, 0.95), end="wrong", ratings=(None,), day=9),
    ],
    "knows_that_it_is_unsure": lambda way: [
        _Case(count=150, sure=(0.56, 0.67)),
        _Case(count=110, sure=(0.56, 0.67), end="wrong", ratings=(None,)),
    ],
    "hands_off_rightly": lambda way: _handing_over(110, 65),
    "asked_for_a_person": lambda way: [
        _Case(count=150, sure=_HIGH),
        _Case(count=30, sure=_JUST_BELOW),
        _Case(count=120, sure=_HIGH, end="handed_over"),
    ],
    "lacks_knowledge": lambda way: [
        _Case(count=190, sure=_LOW, end="handed_over"),
        _Case(count=70, sure=(0.5, 0.68)),
    ],
    "goods_disappoint": lambda way: _rated(way, with_way=0.04),
    "dissatisfying_seldom": lambda way: _rated(way, badly=45, unrated=200),
    "dissatisfying_two": lambda way: _rated(way, of=2),
}


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """What is asked, and what the agent has to say, first what fits."""

    question: str
    said: tuple[str, ...]


class _Writer:
    """Writes the conversations of one desk."""

    def __init__(self, *, rng: Random, newest_at: datetime, is_taught: bool) -> None:
        self.rng, self.newest_at, self.is_taught = rng, newest_at, is_taught
        self.lines: list[dict[str, Any]] = []

    def write(self, case: _Case) -> None:
        people = make_customers(rng=self.rng, count=case.of or case.count)
        for number in range(case.count):
            self._line(case, people[number % len(people)])

    def _line(self, case: _Case, customer: Customer) -> None:
        rng = self.rng
        slots = slots_for(rng=rng, customer=customer)
        turns = list(_turns(case.end, self._matter(slots)))
        days = rng.uniform(0.2, DAYS) if case.day is None else case.day + rng.uniform(0, 0.4)
        at = self.newest_at - timedelta(days=days)
        sure = round(rng.uniform(*case.sure), 2)
        handed = case.end == "handed_over"
        self.lines.append(
            {
                "id": f"lindenhof-a{len(self.lines) + 1:04d}",
                "channel": customer.channel,
                "started_at": at.isoformat(),
                "source": "lindenhof-demo",
                "customer": customer.ref,
                "status": "closed",
                "rating": rng.choice(case.ratings),
                "escalated": handed,
                "resolved": case.end == "thanks" or handed,
                "confidence": sure,
                "messages": [
                    {"sender": sender, "text": text, "at": (at + timedelta(seconds=40 * place)).isoformat()}
                    | ({"confidence": sure} if sender == "ai" else {})
                    for place, (sender, text) in enumerate(turns)
                ],
            }
        )

    def _matter(self, slots: Mapping[str, str]) -> _Matter:
        """What one conversation is about."""
        rng = self.rng
        _, intent = rng.choice(CATALOGUE)
        if not self.is_taught:
            asked = rng.choice([question for questions in UNTAUGHT.values() for question in questions])
            return _Matter(question=asked, said=_NOT_SURE)
        others = [other for _, other in rng.sample(CATALOGUE, 7)]
        return _Matter(
            question=pick(intent.questions, rng, slots),
            said=tuple(pick(one.ai, rng, slots) for one in (intent, *others)),
        )


def _turns(end: str, matter: _Matter) -> Iterator[tuple[str, str]]:
    """A conversation that ends like this."""
    first, second = matter.said[:2]
    yield "customer", matter.question
    if end == "long":
        yield "ai", " ".join(matter.said)
        yield "customer", "That is a lot to read."
        return
    yield "ai", first
    if end == "thanks":
        yield "customer", "Great, thanks!"
    elif end == "wrong":
        yield "customer", "That is not what I need."
    elif end == "handed_over":
        yield "ai", _PASSED_ON
    elif end == "disappointed":
        yield "customer", "Well. Goodbye then."
    elif end == "twice":
        yield "customer", "And?"
        yield "ai", first
    else:
        yield "customer", _UNCLEAR if end == "unclear" else _PERSON
        yield "ai", second
