"""Plants what goes wrong although the knowledge base holds something, and what no entry can hold.

A stale topic's entry has the fact of before; of a contradictory topic two entries have different facts; of a duplicate
one two entries say the same; a topic that is not retrieved has an entry in words that no customer uses. Errands want
data or an action of the customer's own, judgement wants a person. Nothing in conversations or entries names the kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from config.demo.people import make_customers
from config.demo.shapes import EntryText, Kind, Outcome, Plan, PlantedTopic, Source
from config.demo.staging import DETECTION_DAYS, Clock, Topic, draw, entry_text, planted_failures
from config.demo.style import slots_for
from config.demo.wording.base import Intent, fill
from config.demo.wording.cases import ERRANDS, JUDGEMENT, OFFICIAL, OTHER_FACTS, REVERSALS, SECOND, UNTAUGHT

# How many topics nobody taught: of the catalogue, taken out of everything, and of those written for that.
UNTAUGHT_OF_CATALOGUE = 4
UNTAUGHT_WRITTEN = 8
_UNTAUGHT_QUESTIONS = 8
_SMALLEST, _SPREAD = 22, 20
_CHANGED_DAYS = (24, 29)
_BY_A_PERSON: dict[Outcome, int] = {"handoff": 74, "unresolved": 16, "low_rating": 10}
_EARLIER = (0.0, 0.3, 0.6)


@dataclass(frozen=True)
class Case:
    """A topic of the catalogue whose knowledge is at fault, with what it is said with now and was said with before."""

    kind: Kind
    category: str
    intent: Intent
    intent_before: Intent
    texts: tuple[EntryText, ...]
    # What the AI says out of each of the texts, in their order.
    ai: tuple[tuple[str, ...], ...]

    def sources(self, refs: dict[str, str]) -> tuple[Source, ...]:
        """What the AI has to answer from."""
        return tuple(Source(refs[text.key], ai) for text, ai in zip(self.texts, self.ai, strict=True))


@dataclass(frozen=True)
class Cases:
    """Everything that one world gets planted besides missing content."""

    at_fault: tuple[Case, ...]
    errands: tuple[Topic, ...]
    judgement: tuple[Topic, ...]
    untaught: tuple[PlantedTopic, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The topics that are no ordinary part of the knowledge base any more."""
        return frozenset([case.intent.key for case in self.at_fault] + [topic.key for topic in self.untaught])

    def planted_topics(self, refs: dict[str, str]) -> list[PlantedTopic]:
        """The truth about all of them."""
        found = [
            PlantedTopic(
                key=case.intent.key,
                kind=case.kind,
                fact=case.intent.fact,
                held_back=case.intent.held_back,
                entry_refs=tuple(refs[text.key] for text in case.texts),
            )
            for case in self.at_fault
        ]
        by_kind: tuple[tuple[Kind, tuple[Topic, ...]], ...] = (
            ("needs_data", self.errands),
            ("policy", self.judgement),
        )
        for kind, topics in by_kind:
            found += [
                PlantedTopic(key=intent.key, kind=kind, fact="", held_back=intent.held_back) for _, intent in topics
            ]
        return [*found, *self.untaught]


def _said_otherwise(texts: Sequence[str], fact: str, other: str) -> tuple[str, ...]:
    return tuple(text.replace(fact, other) for text in texts)


def _stale(rng: Random, topic: Topic) -> Case:
    category, intent = topic
    reversal = REVERSALS.get(intent.key)
    if reversal:
        body, ai, human = reversal.body, reversal.ai, reversal.ai
    else:
        other = rng.choice(OTHER_FACTS[intent.key])
        body = intent.body.replace(intent.fact, other)
        ai = _said_otherwise(intent.ai, intent.fact, other)
        human = _said_otherwise(intent.human, intent.fact, other)
    now = replace(intent, ai=ai, followups=())
    text = replace(entry_text(topic), body=body)
    return Case("stale", category, now, replace(now, human=human), (text,), (ai,))


def _two_entries(topic: Topic, *, kind: Kind, own: str, second: str) -> Case:
    """A case of two entries; the topic's own has the fact `own`, the other one `second`."""
    category, intent = topic
    title, body = SECOND[intent.key]
    texts = (
        replace(entry_text(topic), body=intent.body.replace(intent.fact, own)),
        EntryText(f"{intent.key} 2", title, body.replace("{fact}", second), category, intent.tags[:1]),
    )
    ai = tuple(_said_otherwise(intent.ai, intent.fact, fact) for fact in (own, second))
    intent = replace(intent, followups=())
    return Case(kind, category, intent, intent, texts, ai)


def _contradictory(rng: Random, topic: Topic) -> Case:
    intent = topic[1]
    facts = [intent.fact, rng.choice(OTHER_FACTS[intent.key])]
    rng.shuffle(facts)
    return _two_entries(topic, kind="contradictory", own=facts[0], second=facts[1])


def _duplicate(rng: Random, topic: Topic) -> Case:
    return _two_entries(topic, kind="duplicate", own=topic[1].fact, second=topic[1].fact)


def _not_retrieved(rng: Random, topic: Topic) -> Case:
    category, intent = topic
    title, body = OFFICIAL[intent.key]
    text = EntryText(intent.key, title, body, category, ())
    return Case("not_retrieved", category, intent, intent, (text,), (intent.ai,))


# The smaller the pool the earlier it is drawn from, so that the others leave enough.
_MAKERS = (
    (_not_retrieved, OFFICIAL),
    (_contradictory, SECOND),
    (_duplicate, SECOND),
    (_stale, {**OTHER_FACTS, **REVERSALS}),
)


def draw_cases(*, rng: Random, known: Sequence[Topic], count: int) -> Cases:
    """`count` cases of each kind, and the topics that nobody taught.

    Args:
        rng: decides what is drawn.
        known: the topics of the catalogue that the knowledge base has.
        count: cases of each kind.

    Raises:
        ValueError: more cases than are written.
    """
    free = {topic[1].key: topic for topic in known if topic[1].is_candidate}
    at_fault: list[Case] = []
    for make, pool in _MAKERS:
        keys = sorted(key for key in pool if key in free and (make is not _contradictory or key in OTHER_FACTS))
        if not 0 < count <= min(len(keys), len(ERRANDS), len(JUDGEMENT)):
            raise ValueError(f"There are not {count} cases of each kind to plant.")
        at_fault += [make(rng, free.pop(key)) for key in rng.sample(keys, count)]
    out = rng.sample(sorted(free), min(UNTAUGHT_OF_CATALOGUE, len(free)))
    untaught = [_untaught(key, (*free[key][1].held_back, *_filled(rng, free[key][1]))) for key in out]
    untaught += [_untaught(key, UNTAUGHT[key]) for key in rng.sample(sorted(UNTAUGHT), UNTAUGHT_WRITTEN)]
    return Cases(
        at_fault=tuple(at_fault),
        errands=tuple(rng.sample(ERRANDS, count)),
        judgement=tuple(rng.sample(JUDGEMENT, count)),
        untaught=tuple(untaught),
    )


def _untaught(key: str, questions: Sequence[str]) -> PlantedTopic:
    return PlantedTopic(key=key, kind="untaught", fact="", held_back=tuple(questions[:_UNTAUGHT_QUESTIONS]))


def _filled(rng: Random, intent: Intent) -> list[str]:
    slots = slots_for(rng=rng, customer=make_customers(rng=rng, count=1)[0])
    return [fill(question, rng, slots) for question in intent.questions]


def plan_cases(*, rng: Random, clock: Clock, cases: Cases, refs: dict[str, str]) -> list[Plan]:
    """The conversations that fail because of the cases; most of them lie in the last month."""
    plans: list[Plan] = []
    for case in cases.at_fault:
        # What changed a month ago was right before; the other faults are older.
        is_new = case.kind == "stale"
        failures = _failures(rng=rng, clock=clock, topic=(case.category, case.intent), has_earlier=not is_new)
        for plan in failures:
            plan.trouble = case.kind
            if case.kind != "not_retrieved":
                plan.sources = case.sources(refs)
        plans += failures
        if case.kind == "not_retrieved":
            plans += _lucky(rng=rng, clock=clock, topic=(case.category, case.intent), failures=len(failures))
    by_kind: tuple[tuple[Kind, tuple[Topic, ...]], ...] = (("needs_data", cases.errands), ("policy", cases.judgement))
    for kind, topics in by_kind:
        for topic in topics:
            failures = _failures(rng=rng, clock=clock, topic=topic, has_earlier=True)
            for plan in failures:
                plan.trouble = kind
                plan.outcome = draw(rng=rng, chances=_BY_A_PERSON)
            plans += failures
    return plans


def _failures(*, rng: Random, clock: Clock, topic: Topic, has_earlier: bool) -> list[Plan]:
    volume = _SMALLEST + int(_SPREAD * rng.random() ** 1.6)
    oldest = rng.uniform(*_CHANGED_DAYS)
    plans = planted_failures(rng=rng, clock=clock, topic=topic, starts=volume, latest=0.3, oldest=oldest)
    earlier = round(volume * rng.choice(_EARLIER)) if has_earlier else 0
    return plans + planted_failures(
        rng=rng, clock=clock, topic=topic, starts=earlier, latest=DETECTION_DAYS + 0.5, oldest=clock.days - 0.1
    )


def _lucky(*, rng: Random, clock: Clock, topic: Topic, failures: int) -> list[Plan]:
    """Now and then the entry is found all the same."""
    category, intent = topic
    plans = []
    for _ in range(round(0.06 * failures)):
        channel = clock.channel()
        start = clock.start(channel=channel, season=intent.season)
        plans.append(Plan(category, intent, start, channel, "solved", ""))
    return plans


def ordinary_topics(*, cases: Cases) -> list[Topic]:
    """The topics at fault that also go well: somebody is content with whichever answer came."""
    return [(case.category, case.intent) for case in cases.at_fault if case.kind != "not_retrieved"]


def settle_ordinary(*, clock: Clock, cases: Cases, plans: Sequence[Plan], refs: dict[str, str]) -> None:
    """Say what the AI answers from in the conversations that go well, and what was true at the time."""
    changed_at = clock.newest_at - timedelta(days=DETECTION_DAYS)
    by_key = {case.intent.key: case for case in cases.at_fault if case.kind != "not_retrieved"}
    for plan in plans:
        case = by_key.get(plan.intent.key)
        if case:
            plan.intent = case.intent_before if plan.started_at < changed_at else case.intent
            plan.sources = case.sources(refs)
