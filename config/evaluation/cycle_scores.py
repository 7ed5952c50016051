"""What came of learning a demo world: gaps found, kinds decided, questions kept back answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.demo.shapes import PlantedTopic
from config.demo.truth import Truth
from config.evaluation.careful import Diary
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap, KnowledgeVersion
from knowledge.scoring import gap_scores, main_topic, matched_topic
from knowledge.services.answering import Answer, answer_many
from knowledge.services.detecting import window_start
from training.models import Conversation, LearningUpdate, Organization
from training.tenancy import organization_scope

KINDS = ("missing_content", "not_retrieved", "stale", "contradictory", "duplicate", "needs_data", "policy")
NOT_FOUND = "not found"
MOST_PARTS = 5


@dataclass
class Outcome:
    """What became of one planted topic.

    `gap` is the one that matches it, `decided_kind` its kind when it was first shown; `gaps` are all that are mostly
    about it, in case it was cut into several.
    """

    topic: PlantedTopic
    gap: KnowledgeGap | None = None
    gaps: list[KnowledgeGap] = field(default_factory=list)
    decided_kind: str = NOT_FOUND
    word: str = ""
    asked: int = 0
    answered: int = 0
    handed_off: int = 0


@dataclass
class Report:
    """The figures, and what each planted topic came to."""

    figures: dict[str, Any]
    outcomes: list[Outcome] = field(default_factory=list)
    untaught: list[Outcome] = field(default_factory=list)

    def lines(self) -> list[str]:
        """A table of the topics and one of the kinds."""
        rows = [f"{'kind':16} {'topic':22} {'decided':16} {'answered':10}  what became of it"]
        for outcome in sorted(self.outcomes, key=lambda found: (KINDS.index(found.topic.kind), found.topic.key)):
            share = (
                f"{outcome.answered}/{outcome.asked}"
                if outcome.topic.fact
                else f"({outcome.handed_off}/{outcome.asked})"
            )
            rows.append(
                f"{outcome.topic.kind:16} {outcome.topic.key:22} {outcome.decided_kind:16} {share:10}  {outcome.word}"
            )
        wrong = [f"{found.topic.key} {found.asked - found.handed_off}/{found.asked}" for found in self.untaught]
        return [*rows, "", f"answered though untaught: {', '.join(wrong)}", "", *self._confusion()]

    def _confusion(self) -> list[str]:
        """Rows: as planted. Columns: as decided."""
        columns = (*KINDS, NOT_FOUND)
        rows = [f"{'planted / decided':18}" + "".join(f"{name:>17}" for name in columns)]
        for kind in KINDS:
            counts = Counter(found.decided_kind for found in self.outcomes if found.topic.kind == kind)
            rows.append(f"{kind:18}" + "".join(f"{counts[name]:>17}" for name in columns))
        return rows


def score(*, organization: Organization, truth: Truth, shown: set[int], diary: Diary, now: datetime) -> Report:
    """Compare the gaps that were shown in any cycle, and the knowledge as it is now, with what was planted."""
    planted = [topic for topic in truth.topics if topic.kind != "untaught"]
    gaps, evidence = _gaps_and_evidence(organization, truth, shown)
    failed = _failed_per_topic(organization, truth, now)
    outcomes = {topic.key: Outcome(topic=topic) for topic in planted}
    spread = _spread(evidence)
    for gap in gaps:
        key = matched_topic(topics=evidence[gap.pk], failed_per_topic=failed, planted=set(outcomes))
        if key and outcomes[key].gap is None:
            outcomes[key].gap, outcomes[key].word = gap, diary.notes.get(gap.pk, "")
            outcomes[key].decided_kind = diary.kinds.get(gap.pk, gap.kind)
        about = main_topic(evidence[gap.pk])
        if about in outcomes:
            outcomes[about].gaps.append(gap)
    for key, outcome in outcomes.items():
        outcome.word = outcome.word or f"{failed[key]} failed; in gaps: {spread.get(key, 'none')}"
    with organization_scope(organization.pk):
        for outcome in outcomes.values():
            _ask_again(organization, outcome)
        untaught = [Outcome(topic=topic) for topic in truth.topics if topic.kind == "untaught"]
        for outcome in untaught:
            _count_handoffs(outcome, _answers(organization, outcome.topic))
    found = list(outcomes.values())
    ranked = gap_scores([evidence[gap.pk] for gap in gaps], failed, set(outcomes))
    return Report(figures=_figures(found, untaught, ranked), outcomes=found, untaught=untaught)


def _spread(evidence: Mapping[int, Sequence[str]]) -> dict[str, str]:
    """For each topic how many of its questions lie in which gap, of how many there: "12 of 14, 5 of 30"."""
    parts: dict[str, list[tuple[int, int]]] = {}
    for topics in evidence.values():
        for topic, count in Counter(topics).items():
            parts.setdefault(topic, []).append((count, len(topics)))
    return {
        topic: ", ".join(f"{held} of {size}" for held, size in sorted(found, reverse=True)[:MOST_PARTS])
        for topic, found in parts.items()
    }


def _figures(outcomes: Sequence[Outcome], untaught: Sequence[Outcome], ranked: dict[str, float]) -> dict[str, Any]:
    missing = [found for found in outcomes if found.topic.kind == "missing_content"]
    figures: dict[str, Any] = {
        "planted_found": sum(found.gap is not None for found in missing),
        "planted": len(missing),
        "precision_at_10": round(ranked["precision_at_10"], 4),
        "kind_accuracy": _share([(found.decided_kind == found.topic.kind, 1) for found in outcomes]),
    }
    for kind in KINDS:
        of_kind = [found for found in outcomes if found.topic.kind == kind]
        figures[f"kind_accuracy_{kind}"] = _share([(found.decided_kind == kind, 1) for found in of_kind])
    with_fact = [found for found in outcomes if found.topic.fact]
    by_a_person = [found for found in outcomes if not found.topic.fact]
    return figures | {
        "answered_share": _share([(found.answered, found.asked) for found in with_fact]),
        "handed_over_share": _share([(found.handed_off, found.asked) for found in by_a_person]),
        "wrong_answer_share": _share([(found.asked - found.handed_off, found.asked) for found in untaught]),
    }


def _share(parts: Sequence[tuple[int, int]]) -> float | None:
    whole = sum(count for _, count in parts)
    return round(sum(count for count, _ in parts) / whole, 4) if whole else None


def _gaps_and_evidence(
    organization: Organization, truth: Truth, shown: set[int]
) -> tuple[list[KnowledgeGap], dict[int, list[str]]]:
    """The gaps that were shown and were not merged, as the list ranks them, with their questions' topics."""
    with organization_scope(organization.pk):
        gaps = list(
            KnowledgeGap.objects.for_organization(organization)
            .filter(pk__in=shown)
            .exclude(status=KnowledgeGap.Status.MERGED)
            .for_list_page()
        )
        evidence: dict[int, list[str]] = {gap.pk: [] for gap in gaps}
        rows = GapQuestion.objects.for_organization(organization).failed().filter(gap__in=gaps)
        for gap_id, external_id in rows.values_list("gap_id", "conversation__external_id"):
            evidence[gap_id].append(truth.conversation_topics.get(external_id, ""))
    return gaps, evidence


def _failed_per_topic(organization: Organization, truth: Truth, now: datetime) -> Counter[str]:
    """How many questions of each topic failed in the window: those planted, and any other that the desk judged so."""
    since = window_start(organization=organization, now=now)
    with organization_scope(organization.pk):
        everything = Conversation.objects.for_organization(organization).filter(started_at__gte=since)
        in_window = set(everything.values_list("external_id", flat=True))
        failed = set(everything.failed().values_list("external_id", flat=True))
    failed |= {name for name, reason in truth.reasons.items() if reason == "planted_gap" and name in in_window}
    return Counter(truth.conversation_topics[name] for name in failed)


def _answers(organization: Organization, topic: PlantedTopic) -> list[Answer]:
    return answer_many(organization=organization, questions=topic.held_back)


def _ask_again(organization: Organization, outcome: Outcome) -> None:
    """Ask what was kept back: right is an entry that a gap of the topic made or mended, with the planted fact."""
    answers = _answers(organization, outcome.topic)
    _count_handoffs(outcome, answers)
    updates = LearningUpdate.objects.for_organization(organization).filter(
        payload__gap_id__in=[gap.pk for gap in outcome.gaps]
    )
    taught = {entry_id for update in updates for entry_id in _taught_by(organization, update)}
    outcome.answered = sum(
        any(answer.cites(entry_id) for entry_id in taught) and holds(answer.text, outcome.topic.fact)
        for answer in answers
    )


def _count_handoffs(outcome: Outcome, answers: Sequence[Answer]) -> None:
    outcome.asked, outcome.handed_off = len(answers), sum(answer.is_handoff for answer in answers)


def _taught_by(organization: Organization, update: LearningUpdate) -> set[int]:
    """The live entries that an applied update made or mended."""
    if update.status != LearningUpdate.Status.APPLIED:
        return set()
    written = KnowledgeVersion.objects.for_organization(organization).filter(update=update)
    ids = set(written.values_list("entry_id", flat=True)) | {update.result.get("entry_id")}
    live = KnowledgeEntry.objects.for_organization(organization).filter(pk__in=ids - {None})
    return set(live.filter(status=KnowledgeEntry.Status.LIVE).values_list("pk", flat=True))


def holds(text: str, fact: str) -> bool:
    """Whether a text states a fact, word for word.

    >>> holds("It costs **12 euros**.", "12 euros"), holds("It costs 112 euros.", "12 euros")
    (True, False)
    """
    plain = text.replace("*", "")
    return bool(fact) and re.search(rf"(?<![\w.,]){re.escape(fact)}(?!\w)", plain, re.IGNORECASE) is not None
