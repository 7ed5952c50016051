"""A script that decides as a careful manager and a careful admin would, by the same services as the pages.

It works under the application's role and never sees what was planted; that keeps the figures honest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from knowledge.models import Citation, GapQuestion, KnowledgeGap, ReplayRun
from knowledge.services.answering import answer_many
from knowledge.services.gaps import accept_gap_as_drafted, undo_gap_decision
from knowledge.services.golden import GoldenExists, add_golden
from knowledge.services.replaying import replay_now
from training.errors import DomainError
from training.models import LearningUpdate, Organization, User
from training.services.flagging import EVIDENCE
from training.services.updates import approve_update
from training.tenancy import organization_scope

MOST_GOLDEN = 60
SURE = 0.65  # what is answered less surely, a change of anything may turn: nobody would take it for settled
BEST_RATING = 5
BREAKS = "it breaks golden questions"


@dataclass
class Diary:
    """What became of each gap that was shown, by its id, and of what kind it was when it was first decided on.

    Later kinds say how the knowledge stands after it was mended.
    """

    notes: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)

    def note(self, gap: KnowledgeGap, words: str) -> None:
        """Remember the last word on a gap, and the first kind."""
        self.notes[gap.pk] = words
        self.kinds.setdefault(gap.pk, gap.kind)


def confirm_golden_questions(*, organization: Organization, admin: User) -> int:
    """Confirm questions of very content customers, where Ask answers surely, from the entry that was cited to them."""
    with organization_scope(organization.pk):
        asked = dict(
            GapQuestion.objects.for_organization(organization)
            .filter(is_failed=False, conversation__satisfaction=BEST_RATING)
            .order_by("conversation__external_id")
            .values_list("conversation_id", "text")
        )
        served = Citation.objects.filter(organization=organization, message__conversation__in=list(asked))
        entry_of = dict(served.order_by("id").values_list("message__conversation_id", "version__entry_id"))
        chosen = [conversation_id for conversation_id in asked if conversation_id in entry_of]
        answers = answer_many(organization=organization, questions=[asked[pk] for pk in chosen])
        confirmed = 0
        for conversation_id, answer in zip(chosen, answers, strict=True):
            is_sure = answer.confidence >= SURE and answer.cites(entry_of[conversation_id])
            if confirmed == MOST_GOLDEN or not is_sure:
                continue
            try:
                add_golden(
                    organization=organization,
                    question=asked[conversation_id],
                    confirmed_by=admin,
                    entry_id=entry_of[conversation_id],
                )
            except GoldenExists:
                continue
            confirmed += 1
    return confirmed


def decide_gaps(
    *,
    organization: Organization,
    manager: User,
    admin: User,
    diary: Diary,
    most: int | None = None,
    waits: Callable[[KnowledgeGap], bool] = lambda gap: False,
) -> set[int]:
    """Decide every open gap that is worth showing, worst first; returns the ids of those that were shown.

    `most` is how many are approved at one time; the rest stays for the next, as do those that `waits` says so of.
    """
    with organization_scope(organization.pk):
        gaps = list(
            KnowledgeGap.objects.for_organization(organization).worth_showing(organization).undecided().for_list_page()
        )
    approved = 0
    for gap in gaps:
        if approved == most:
            break
        with organization_scope(organization.pk):
            if waits(gap):
                continue
            word = _decide(gap, manager=manager, admin=admin)
            diary.note(gap, word)
        approved += word.startswith("approved")
    return {gap.pk for gap in gaps}


def _decide(gap: KnowledgeGap, *, manager: User, admin: User) -> str:
    """Accept a gap as drafted, replay its update, approve it if it helps and breaks nothing; else take all back.

    What breaks a golden question is edited as anybody would who reads the two answers side by side: the other wordings,
    by which a search finds the entry, are taken out, and it is replayed again.
    """
    word, is_breaking = _try(gap, manager=manager, admin=admin)
    if is_breaking and gap.suggested_asked_as:
        again, is_breaking = _try(gap, manager=manager, admin=admin, asked_as=())
        word = word if is_breaking else f"{again}, without other wordings"
    return word


def _try(gap: KnowledgeGap, *, manager: User, admin: User, asked_as: Sequence[str] | None = None) -> tuple[str, bool]:
    """What came of a gap, and whether its update was taken back because it breaks golden questions."""
    try:
        with transaction.atomic():
            accepted = accept_gap_as_drafted(gap_id=gap.pk, manager=manager, asked_as=asked_as)
    except DomainError as exc:
        return f"left open: {exc}", False
    update = accepted.learning_update
    if update is None:
        return "accepted, nothing to change", False
    try:
        with transaction.atomic():
            run = replay_now(update=update, requested_by=admin)
            refusal = _refusal(update, run)
            if not refusal:
                # What is marked in the words of a customer only is seen, and goes no further.
                approve_update(update_id=update.pk, reviewer=admin, has_seen_flags=bool(update.flags))
    except DomainError as exc:
        run, refusal = None, str(exc)
    if refusal:
        undo_gap_decision(gap_id=gap.pk, manager=manager)
        return f"not approved: {refusal} ({run})" if run else f"not approved: {refusal}", refusal == BREAKS
    return f"approved: {run}", False


def _refusal(update: LearningUpdate, run: ReplayRun) -> str:
    """Why a careful admin does not approve an update; empty where nothing speaks against it."""
    if any(flag["where"] != EVIDENCE for flag in update.flags):
        return "its text carries red flags"
    if run.golden_breaks:
        return BREAKS
    if run.fixes <= run.breaks:
        return "it does not fix more than it breaks"
    return ""
