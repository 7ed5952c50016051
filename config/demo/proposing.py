"""Plants what no gap shows: questions that only people answer, entries that are used often and say too little; and what
looks like either and is not.

Topics of the catalogue that go well in a world are taken out of it and come back as one of these. Nothing in
conversations or entries names the kind. Nothing here knows Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from config.demo.people import make_customers
from config.demo.shapes import Customer, DemoEntry, World
from config.demo.style import slots_for
from config.demo.troubles import matter_slots
from config.demo.wording import CATALOGUE
from config.demo.wording.base import Intent, fill, pick
from config.demo.wording.cases import ERRANDS
from training.text import sentences

Cause = Literal["asked_of_people", "unclear_entry"]
Decoy = Literal[
    "people_answer_what_is_known",
    "people_look_it_up",
    "asked_by_two",
    "asked_by_one",
    "used_seldom",
    "unlucky",
    "fails_for_another_reason",
]
COUNTS: dict[Cause | Decoy, int] = {
    "asked_of_people": 5,
    "unclear_entry": 5,
    "people_answer_what_is_known": 3,
    "people_look_it_up": 3,
    "asked_by_two": 3,
    "asked_by_one": 3,
    "used_seldom": 3,
    "unlucky": 3,
    "fails_for_another_reason": 4,
}
AGENT = "model_optimization"
KINDS: dict[str, str] = {
    "asked_of_people": "pattern_recognition",
    "unclear_entry": "content_improvement",
    "sure_but_wrong": AGENT,
    "hands_off_needlessly": AGENT,
    "dissatisfying": AGENT,
}
DAYS = 27
_GREETINGS = ("Hello,", "Hi there,", "Good morning,", "Thanks for writing.", "Hello and thank you for asking.")
_SORRY = (
    "Sorry that you had to wait, we were very busy today.",
    "Sorry for the trouble, our chat had an outage this morning.",
    "I'm sorry it took so long, I am new here.",
)
_AGAIN = ("Hm, that does not answer it. {again}", "I asked something else: {again}", "And? {again}", "Again: {again}")


@dataclass(frozen=True)
class Planted:
    """One topic that was planted as a cause or a decoy; `ref` is its entry's."""

    key: str
    role: str
    ref: str = ""

    @property
    def kind(self) -> str:
        """The kind of update that it calls for; empty for a decoy."""
        return KINDS.get(self.role, "")


def plant_causes(*, world: World, seed: int, newest_at: datetime) -> tuple[World, list[Planted]]:
    """The world with the causes and decoys of a seed, and what they are.

    Raises:
        ValueError: too few topics go well in that world.
    """
    rng = Random(f"lindenhof causes {seed}")  # noqa: S311 - a reproducible draw, not a secret
    entry_of = {entry.title: entry for entry in world.entries}
    taken = {topic.key for topic in world.topics}
    free = [
        intent
        for _, intent in CATALOGUE
        if intent.key not in taken and intent.title in entry_of and _without_fact(intent)
    ]
    wanted = sum(count for role, count in COUNTS.items() if role != "people_look_it_up")
    # What only people answer must be a rule that they all state; those come first in the list of roles.
    alike = [intent for intent in free if intent.is_candidate and _is_said_by_all(intent)]
    first = rng.sample(alike, COUNTS["asked_of_people"] + COUNTS["unclear_entry"])
    rest = [intent for intent in free if intent not in first]
    chosen = [*rng.sample(rest, wanted - len(first)), *first]
    errands = rng.sample([intent for _, intent in ERRANDS if intent.key not in taken], COUNTS["people_look_it_up"])
    people = make_customers(rng=rng, count=900)
    writer = _Writer(rng=rng, newest_at=newest_at, people=people)
    gone: set[str] = set()
    entries = {entry.ref: entry for entry in world.entries}
    planted: list[Planted] = []
    for role, count in COUNTS.items():
        for _ in range(count):
            intent = errands.pop() if role == "people_look_it_up" else chosen.pop()
            entry = entry_of.get(intent.title)
            gone.add(intent.key)
            if role in ("asked_of_people", "asked_by_two", "asked_by_one") and entry:
                del entries[entry.ref]
                entry = None
            elif role == "unclear_entry" and entry:
                entry = entries[entry.ref] = replace(entry, body=" ".join(_without_fact(intent)))
            planted.append(Planted(key=intent.key, role=role, ref=entry.ref if entry else ""))
            writer.play(planted[-1], intent, entry)
    kept = [line for line in world.conversations if world.truth[line["id"]]["topic"] not in gone]
    truth = {line["id"]: world.truth[line["id"]] for line in kept}
    # Other conversations may cite an entry that is gone, as any that was deleted.
    lines = sorted([*kept, *writer.lines], key=lambda line: line["started_at"])
    return (
        replace(world, conversations=lines, entries=list(entries.values()), truth=truth | writer.truth),
        planted,
    )


def _without_fact(intent: Intent) -> list[str]:
    """The sentences of a topic's text that do not state its fact."""
    body = intent.body.replace("*", "")
    said = [body[start:end] for start, end in sentences(body)]
    return [text for text in said if intent.fact.casefold() not in text.casefold()]


def _is_said_by_all(intent: Intent) -> bool:
    """Whether people state the fact of a topic in nearly all of their answers."""
    return sum(intent.fact.casefold() in text.casefold() for text in intent.human) >= len(intent.human) - 1


class _Writer:
    """Writes the conversations of planted topics."""

    def __init__(self, *, rng: Random, newest_at: datetime, people: Sequence[Customer]) -> None:
        self.rng, self.newest_at, self.people = rng, newest_at, people
        self.lines: list[dict[str, Any]] = []
        self.truth: dict[str, dict[str, str]] = {}

    def play(self, planted: Planted, intent: Intent, entry: DemoEntry | None) -> None:
        """All conversations of one topic."""
        rng, role = self.rng, planted.role
        crowd = rng.sample(list(self.people), 60)
        if role in ("asked_of_people", "people_answer_what_is_known", "people_look_it_up"):
            for customer in crowd[: rng.randint(9, 16)]:
                self._by_a_person(planted, intent, customer)
        elif role == "asked_by_two":
            for customer in (*crowd[:2], crowd[0]):
                self._by_a_person(planted, intent, customer)
        elif role == "asked_by_one":
            for _ in range(6):
                self._by_a_person(planted, intent, crowd[0])
        else:
            uses, good = {"used_seldom": (9, 3), "unlucky": (14, 9)}.get(role, (rng.randint(34, 44), 0))
            good = good or round(uses * rng.uniform(0.35, 0.45))
            for number, customer in enumerate(crowd[:uses]):
                self._from_entry(planted, intent, entry, customer, is_good=number < good)

    def _by_a_person(self, planted: Planted, intent: Intent, customer: Customer) -> None:
        slots = self._slots(customer, is_own=planted.role == "people_look_it_up")
        turns = [
            ("customer", pick(intent.questions, self.rng, slots)),
            ("agent", f"{self.rng.choice(_GREETINGS)} {pick(intent.human, self.rng, slots)}"),
        ]
        if self.rng.random() < 0.6:
            turns.append(("customer", "Thank you, that helps."))
        rating = self.rng.choice((4, 5)) if self.rng.random() < 0.6 else None
        self._line(planted, customer, turns, rating=rating)

    def _from_entry(
        self, planted: Planted, intent: Intent, entry: DemoEntry | None, customer: Customer, *, is_good: bool
    ) -> None:
        """The agent answers from the entry; where that is not enough a person writes its next reply, and all ends well
        enough.
        """
        if entry is None:
            raise ValueError(f"{planted.key} has no entry.")
        slots = self._slots(customer)
        question = pick(intent.questions, self.rng, slots)
        said = entry.body.replace("*", "") if planted.role == "unclear_entry" else pick(intent.ai, self.rng, slots)
        turns = [("customer", question), ("ai", said)]
        edit = ""
        if is_good:
            turns.append(("customer", "Great, thanks!"))
            self._line(planted, customer, turns, rating=self.rng.choice((4, 5)), ref=entry.ref)
            return
        if planted.role == "fails_for_another_reason":
            turns.append(("customer", "Hello? Is anybody there?"))
            edit = self.rng.choice(_SORRY)
        else:
            turns.append(("customer", fill(self.rng.choice(_AGAIN), self.rng, {**slots, "again": question})))
            edit = f"{self.rng.choice(_GREETINGS)} {pick(intent.human, self.rng, slots)}"
        turns.append(("ai", said))
        self._line(planted, customer, turns, rating=3, ref=entry.ref, edit=edit)

    def _slots(self, customer: Customer, *, is_own: bool = False) -> dict[str, str]:
        slots = slots_for(rng=self.rng, customer=customer)
        return slots | matter_slots(rng=self.rng) | {"agent": "Mara"} if is_own else slots | {"agent": "Mara"}

    def _line(
        self,
        planted: Planted,
        customer: Customer,
        turns: Sequence[tuple[str, str]],
        *,
        rating: int | None,
        ref: str = "",
        edit: str = "",
    ) -> None:
        at = self.newest_at - timedelta(days=self.rng.uniform(0.2, DAYS))
        name = f"lindenhof-c{len(self.lines) + 1:05d}"
        messages = []
        for place, (sender, text) in enumerate(turns):
            message: dict[str, Any] = {
                "sender": sender,
                "text": text,
                "at": (at + timedelta(seconds=50 * place)).isoformat(),
            }
            if sender == "ai":
                message |= {"confidence": 0.82, "citations": [ref]}
            if sender == "ai" and edit and place > 1:
                message["edit"] = {"text": edit, "editor": "Mara", "reason": "did not answer"}
            messages.append(message)
        self.lines.append(
            {
                "id": name,
                "channel": customer.channel,
                "started_at": at.isoformat(),
                "source": "lindenhof-demo",
                "customer": customer.ref,
                "status": "closed",
                "intent": None,
                "rating": rating,
                "escalated": False,
                "resolved": True,
                "messages": messages,
            }
            | ({"confidence": 0.82} if ref else {})
        )
        self.truth[name] = {"topic": planted.key, "reason": ""}
