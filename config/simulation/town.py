"""The people of a simulation: what they ask, and what becomes of it once the desk's agent has answered.

What customers ask and what is true is fixed by the seed; whether they are content follows from what the agent really
answers out of the knowledge that is live, so that only an applied update changes anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.demo.people import CHANNELS, make_customers
from config.demo.style import slots_for
from config.demo.wording import CATALOGUE
from config.demo.wording.base import Intent, fill, pick
from config.demo.wording.cases import OTHER_FACTS
from config.evaluation.cycle_scores import holds
from training.text import sentences

TAUGHT, UNTAUGHT = 50, 6
# Of what is taught much is asked seldom and a little often, as on any desk.
BUSY_A_DAY, USUAL_A_DAY, UNTAUGHT_A_DAY = 16, 4.6, 8
OFTEN = 12  # matters, of which the script's updates are about some
SELDOMEST = 0.15  # of how often the most frequent is asked
CUSTOMERS = 4000
# How often a customer is content with a right answer; with a wrong one hardly anybody is.
CONTENT = (0.80, 0.92)
CONTENT_WITH_UNCLEAR = 0.55
CONTENT_WITH_WRONG = 0.05
CLEARER = 0.30  # so many more are content once the unclear entry is rewritten
SEASON, DRIFT = 0.03, 0.02
RATES = 0.5  # of those who were served


@dataclass
class Matter:
    """One thing that is asked: how often, and how many are content with a right answer."""

    category: str
    intent: Intent
    a_day: float
    content: float
    is_taught: bool
    drift: dict[int, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its key in the catalogue."""
        return self.intent.key


@dataclass(frozen=True)
class Served:
    """What the agent made of a question: a sentence or a person, and whether what it rests on is true."""

    text: str
    is_handoff: bool
    is_right: bool
    refs: tuple[str, ...] = ()


Serve = Callable[[Sequence[str], Sequence[Matter]], list[Served]]


class Town:
    """Everybody who writes in one simulation."""

    def __init__(self, *, seed: int) -> None:
        """Draw the matters: which are taught and which are not."""
        self.rng = Random(f"simulation {seed}")  # noqa: S311 - a reproducible draw, not a secret
        candidates = [topic for topic in CATALOGUE if topic[1].is_candidate]
        untaught = self.rng.sample(candidates, UNTAUGHT)
        left = [topic for topic in CATALOGUE if topic not in untaught]
        taught = self.rng.sample(left, TAUGHT)
        self.matters = [
            self._matter(topic, a_day, is_taught=True)
            for topic, a_day in zip(taught, _from_often_to_seldom(len(taught), USUAL_A_DAY), strict=True)
        ]
        self.matters += [self._matter(topic, UNTAUGHT_A_DAY, is_taught=False) for topic in untaught]
        self.people = make_customers(rng=self.rng, count=CUSTOMERS)
        self.asking = Random(f"questions {seed}")  # noqa: S311 - so that what is only looked at changes nothing
        self.told: dict[str, str] = {}  # which matter a conversation was about
        self.number = 0

    def cast(self, share_right: Mapping[str, float]) -> None:
        """Choose what the script is about: a wrong fact, a clearer text, three that only say it in other words.

        `share_right` holds for matters that are asked often which part of their questions the agent answers rightly,
        from their own entry alone: what is done to an entry that answers little does little.
        """
        chosen = sorted((one for one in self.matters if one.key in share_right), key=lambda one: -share_right[one.key])
        self.mistaken = next(one for one in chosen if one.key in OTHER_FACTS)
        chosen.remove(self.mistaken)
        self.unclear, *self.reworded = chosen[:4]
        self.unclear.content, self.unclear.a_day = CONTENT_WITH_UNCLEAR, BUSY_A_DAY
        self.wrong_fact = self.rng.choice(OTHER_FACTS[self.mistaken.key])

    @property
    def often_asked(self) -> list[Matter]:
        """The matters that are asked most of those that are taught."""
        taught = [matter for matter in self.matters if matter.is_taught]
        return sorted(taught, key=lambda one: -one.a_day)[:OFTEN]

    def _matter(self, topic: tuple[str, Intent], a_day: float, *, is_taught: bool) -> Matter:
        return Matter(
            category=topic[0],
            intent=topic[1],
            a_day=a_day * self.rng.uniform(0.8, 1.3),
            content=self.rng.uniform(*CONTENT),
            is_taught=is_taught,
        )

    def sample(self, matter: Matter, count: int) -> list[str]:
        """Questions on a matter, as customers will put them; nobody asks them."""
        return [self._question(matter, self.asking) for _ in range(count)]

    def chance(self, matter: Matter, served: Served, *, is_clearer: bool = False) -> float:
        """How likely a customer is content, leaving season and drift aside."""
        if served.is_handoff:
            return 0.0
        if not served.is_right:
            return CONTENT_WITH_WRONG
        return min(matter.content + (CLEARER if is_clearer else 0.0), 0.97)

    def days(
        self, *, first: datetime, count: int, serve: Serve, clearer: frozenset[str] = frozenset()
    ) -> list[dict[str, Any]]:
        """The conversations of some days as lines of an import, answered by the agent as it is now."""
        asked: list[tuple[Matter, datetime, str]] = []
        for day in range(count):
            for matter in self.matters:
                weekly = 1 + 0.2 * math.sin(2 * math.pi * (first.toordinal() + day) / 7)
                for _ in range(self._poisson(matter.a_day * weekly)):
                    at = first + timedelta(days=day, seconds=self.rng.randrange(7 * 3600, 21 * 3600))
                    asked.append((matter, at, self._question(matter, self.rng)))
        asked.sort(key=lambda one: one[1])
        served = serve([text for _, _, text in asked], [matter for matter, _, _ in asked])
        return [
            self._line(matter, at, text, one, is_clearer=matter.key in clearer)
            for (matter, at, text), one in zip(asked, served, strict=True)
        ]

    def _question(self, matter: Matter, rng: Random) -> str:
        slots = slots_for(rng=rng, customer=rng.choice(self.people))
        return fill(rng.choice(matter.intent.questions), rng, slots)

    def _line(self, matter: Matter, at: datetime, text: str, served: Served, *, is_clearer: bool) -> dict[str, Any]:
        week = at.toordinal() // 7
        if week not in matter.drift:
            matter.drift[week] = self.rng.gauss(0, DRIFT)
        season = SEASON * math.sin(2 * math.pi * at.toordinal() / 90)
        chance = self.chance(matter, served, is_clearer=is_clearer)
        is_content = self.rng.random() < (
            chance + season + matter.drift[week] if chance > CONTENT_WITH_WRONG else chance
        )
        customer = self.rng.choice(self.people)
        self.number += 1
        name = f"sim-{self.number:06}"
        self.told[name] = matter.key
        slots = slots_for(rng=self.rng, customer=customer)
        messages = [
            {"sender": "customer", "text": text, "at": at.isoformat()},
            {
                "sender": "ai",
                "text": served.text,
                "at": (at + timedelta(seconds=self.rng.randint(2, 9))).isoformat(),
                "citations": list(served.refs),
            },
        ]
        if served.is_handoff:
            later = at + timedelta(minutes=self.rng.randint(15, 120))
            human = pick(matter.intent.human, self.rng, slots)
            messages.append({"sender": "agent", "text": human, "at": later.isoformat()})
            messages.append({"sender": "customer", "text": "Thanks.", "at": (later + timedelta(minutes=1)).isoformat()})
        else:
            reply = "Thank you, that helps." if is_content else "That does not help me at all."
            later = at + timedelta(seconds=self.rng.randint(40, 200))
            messages.append({"sender": "customer", "text": reply, "at": later.isoformat()})
        rating = None
        if self.rng.random() < RATES:
            rating = self.rng.choice((4, 5)) if is_content else self.rng.choice((2, 3) if served.is_handoff else (1, 2))
        return {
            "id": name,
            "channel": self.rng.choice(CHANNELS),
            "started_at": at.isoformat(),
            "source": "simulation",
            "customer": customer.ref,
            "status": "closed",
            "intent": matter.key,
            "rating": rating,
            "escalated": served.is_handoff,
            "resolved": is_content or served.is_handoff,
            "messages": messages,
        }

    def _poisson(self, mean: float) -> int:
        """Knuth's draw; the means are small."""
        limit, count, product = math.exp(-mean), 0, self.rng.random()
        while product > limit:
            count += 1
            product *= self.rng.random()
        return count


def _from_often_to_seldom(count: int, mean: float) -> list[float]:
    """So many means a day, each the same part of the one before."""
    falling = [SELDOMEST ** (place / (count - 1)) for place in range(count)]
    return [mean * one * count / sum(falling) for one in falling]


def is_true(body: str, matter: Matter) -> bool:
    """Whether a text says what is true of a matter."""
    return holds(body, matter.intent.fact)


def line_by_line(body: str) -> str:
    """The same words laid out anew, a sentence a line: what was unclear is clear, what was clear is as it was."""
    return "\n".join(body[start:end].strip() for start, end in sentences(body))
