"""What the people of a simulation's desk do each week: the script's own updates, gaps, and what the ledger says hurts.

They are careful: a matter is not changed anew, nor one too near to it, until the ledger has spoken of the last change;
and what four weeks could not tell from chance they leave for later.
"""

from __future__ import annotations

import numpy as np
from django.db import transaction

from config.evaluation.careful import decide_gaps
from config.simulation.life import Life
from config.simulation.town import Matter, line_by_line
from config.simulation.truths import Panel, answered_from, note_truth, vectors_of
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap
from knowledge.services.detecting.placing import middle_of
from knowledge.services.replaying import replay_now
from training.errors import DomainError
from training.impact import Verdict
from training.models import Conversation, ImpactMeasurement, LearningUpdate, Organization
from training.services.evidence import question_asked
from training.services.updates import approve_update, propose_update, roll_back_update
from training.tenancy import organization_scope

GAPS_A_WEEK = 2
# As anybody plans a trial: of what is asked less or fails less than this, four weeks could not tell a change.
LEAST_ASKED, LEAST_FAILING = 25, 1 / 3  # questions in the gaps' window, and the part of them that fails
SCRIPT = {1: ("wrong", "clearer", "reworded 0"), 2: ("reworded 1",), 4: ("reworded 2",)}
SHARED = 0.1  # of the questions on a matter, from which on it is too near to another to be changed in the same weeks


def decide(life: Life, week: int) -> None:
    """What is done after a cycle: the script's own updates, then gaps, the most costly first."""
    busy = Busy(life.organization)
    panel = Panel.of(life)
    life.waiting += SCRIPT.get(week, ())
    for name in tuple(life.waiting):
        entry_id, asked = _entry_of(life, name)
        if busy.has(asked, entry_id):
            continue
        life.waiting.remove(name)
        busy.take(asked, entry_id)
        update = _propose(life, name)
        note_truth(life, update, panel, clearer=name == "clearer")
        with organization_scope(life.organization.pk):
            replay_now(update=update, requested_by=life.admin)
            approve_update(update_id=update.pk, reviewer=life.admin, has_seen_flags=bool(update.flags))
    known = set(life.truths)
    if week > 1:
        decide_gaps(
            organization=life.organization,
            manager=life.manager,
            admin=life.admin,
            diary=life.diary,
            most=GAPS_A_WEEK,
            waits=lambda gap: not can_be_told(gap) or busy.has_gap(gap),
        )
    with organization_scope(life.organization.pk):
        approved = list(LearningUpdate.objects.for_organization(life.organization).approved().exclude(pk__in=known))
    for update in approved:
        note_truth(life, update, panel)


def can_be_told(gap: KnowledgeGap) -> bool:
    """Whether a gap is asked often enough, and fails often enough, for the ledger to tell that it was closed."""
    return gap.asked_count >= LEAST_ASKED and gap.question_count >= LEAST_FAILING * gap.asked_count


class Busy:
    """The matters that are measured or about to change, by the questions on them and the entries."""

    def __init__(self, organization: Organization) -> None:
        """See what is still measured. Two SQL queries for each measurement."""
        self.taken: list[np.ndarray] = []
        self.entries: set[int] = set()
        self.gaps: set[int] = set()
        with organization_scope(organization.pk):
            still = ImpactMeasurement.objects.for_organization(organization).still_read().select_related("update")
            for one in still:
                told = GapQuestion.objects.for_organization(organization).filter(topics__overlap=one.topics)
                payload, result = one.update.payload, one.update.result
                self.take(
                    vectors_of(told), payload.get("entry_id"), payload.get("other_entry_id"), result.get("entry_id")
                )

    def take(self, asked: np.ndarray, *entry_ids: int | None) -> None:
        """Remember a matter that changes now."""
        self.taken.append(asked)
        self.entries.update(entry_id for entry_id in entry_ids if entry_id)

    def has(self, asked: np.ndarray, *entry_ids: int | None) -> bool:
        """Whether an entry is among them, or a part of the questions on either matter lies on the other too."""
        if self.entries & set(entry_ids):
            return True
        return any(max(_part_within(asked, other), _part_within(other, asked)) > SHARED for other in self.taken)

    def has_gap(self, gap: KnowledgeGap) -> bool:
        """The same of a gap and what would close it; whatever was approved meanwhile is among them."""
        questions = GapQuestion.objects.for_organization(gap.organization_id)
        for update in LearningUpdate.objects.for_organization(gap.organization_id).approved():
            gap_id = update.payload.get("gap_id")
            if gap_id and gap_id not in self.gaps:
                self.gaps.add(gap_id)
                self.take(vectors_of(questions.filter(gap=gap_id)), update.payload.get("entry_id"))
        return self.has(vectors_of(questions.filter(gap=gap)), (gap.suggested_fix or {}).get("entry_id"))


def _part_within(asked: np.ndarray, other: np.ndarray) -> float:
    """Which part of the questions on one matter another's centre reaches, as the ledger would draw it."""
    if not len(asked) or not len(other):
        return 0.0
    middle = middle_of(other)
    return float(np.mean(asked @ middle.centre >= middle.reach))


def _matter(life: Life, name: str) -> Matter:
    town = life.town
    return {"wrong": town.mistaken, "clearer": town.unclear}.get(name) or town.reworded[int(name[-1])]


def _entry_of(life: Life, name: str) -> tuple[int, np.ndarray]:
    """The entry that one of the script's updates is about, and the questions that were answered from it."""
    organization = life.organization
    with organization_scope(organization.pk):
        entry = KnowledgeEntry.objects.for_organization(organization).get(external_ref=_matter(life, name).key)
        return entry.pk, vectors_of(answered_from(organization.pk, entry.pk))


def _propose(life: Life, name: str) -> LearningUpdate:
    """One of the script's updates, with evidence of customers who really asked."""
    town, matter = life.town, _matter(life, name)
    text = {
        "wrong": matter.intent.body.replace(matter.intent.fact, town.wrong_fact),
    }.get(name, line_by_line(matter.intent.body))
    with organization_scope(life.organization.pk):
        entry = KnowledgeEntry.objects.for_organization(life.organization).get(external_ref=matter.key)
        asked = (
            Conversation.objects.for_organization(life.organization)
            .filter(given_intent=matter.key)
            .order_by("-started_at")
            .distinct()[:5]
        )
        update = propose_update(
            organization=life.organization,
            kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
            title=entry.title,
            payload={
                "action": "update",
                "entry_id": entry.pk,
                "expected_version_id": entry.current_version_id,
                "title": entry.title,
                "body": text,
            },
            confidence=0.8,
            impact=1.0,
            evidence=[
                question_asked(
                    one.messages.get(position=0).text,
                    said_at=one.started_at,
                    customer_key=one.customer_key,
                    conversation_id=one.pk,
                )
                for one in asked
            ],
            proposed_by=life.manager,
        )
    if name == "clearer":
        life.clearer_update = update.pk
    return update


def take_back(life: Life) -> None:
    """Roll back what the ledger says hurts, as an admin does who reads the alert."""
    with organization_scope(life.organization.pk):
        hurting = (
            ImpactMeasurement.objects.for_organization(life.organization)
            .filter(verdict=Verdict.HURT.value, ended_on__isnull=True)
            .select_related("update")
        )
        for measurement in hurting:
            try:
                with transaction.atomic():
                    roll_back_update(update_id=measurement.update_id, reviewer=life.admin)
            except DomainError as exc:
                life.say(f"not rolled back: {exc}")
            else:
                life.say(f"rolled back: {measurement.update}")
