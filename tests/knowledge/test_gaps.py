"""What a manager decides about a gap."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from knowledge.models import KnowledgeEntry, KnowledgeGap
from knowledge.services import gaps
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.knowledge.replays import replayed
from tests.training.factories import UserFactory
from training.models import LearningUpdate
from training.services import updates

ANSWER = {"title": "How long can I return a gift?", "body": "You can return gifts within 30 days."}


@pytest.fixture
def manager(organization: Any) -> Any:
    return UserFactory(email="manager@example.com")


@pytest.fixture
def gap(organization: Any) -> KnowledgeGap:
    gap = KnowledgeGapFactory(organization=organization, score=7.5, cohesion=0.8)
    for number in range(3):
        failed_question(gap, f"can I return a gift {number}", customer_key=f"customer {number}")
    return gap


def test_an_accepted_gap_becomes_a_learning_update_with_its_evidence(gap: KnowledgeGap, manager: Any) -> None:
    accepted = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER)
    update = accepted.learning_update
    assert update is not None
    assert (accepted.status, accepted.decided_by, accepted.state) == ("accepted", manager, "in_review")
    assert (update.kind, update.status, update.title) == ("knowledge_update", "pending", ANSWER["title"])
    assert (update.impact, update.confidence, update.payload["gap_id"]) == (7.5, 0.8, gap.pk)
    assert update.evidence.filter(role="question").values("customer_key").distinct().count() == 3


def test_the_draft_and_its_source_are_kept_as_evidence(organization: Any, gap: KnowledgeGap, manager: Any) -> None:
    question = gap.questions.first()
    assert question is not None
    answer = question.conversation.messages.create(
        organization=organization, position=1, sender="agent", text="Hello! Gifts: 30 days.", sent_at=question.asked_at
    )
    gap.suggestion_sources = [
        {
            "text": "Gifts: 30 days.",
            "message_id": answer.pk,
            "conversation_id": question.conversation_id,
            "start": 7,
            "end": 22,
        }
    ]
    gap.save()
    update = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert update is not None
    piece = update.evidence.get(role="answer")
    assert piece.quote[piece.span_start : piece.span_end] == "Gifts: 30 days."
    answer.delete()
    piece.refresh_from_db()
    assert (piece.message_id, piece.quote) == (None, "Hello! Gifts: 30 days.")


@pytest.mark.parametrize(("title", "body"), [(" ", "text"), ("title", "\n ")])
def test_an_empty_answer_is_refused(gap: KnowledgeGap, manager: Any, title: str, body: str) -> None:
    with pytest.raises(gaps.GapContentMissing):
        gaps.accept_gap(gap_id=gap.pk, manager=manager, title=title, body=body)
    gap.refresh_from_db()
    assert gap.status == "open"
    assert not LearningUpdate.objects.exists()


def test_the_second_manager_is_told_that_the_first_one_won(gap: KnowledgeGap, manager: Any) -> None:
    gaps.dismiss_gap(gap_id=gap.pk, manager=manager, reason_code="one_off")
    with pytest.raises(gaps.GapAlreadyDecided, match=r"already dismissed by manager@example\.com"):
        gaps.accept_gap(gap_id=gap.pk, manager=UserFactory(), **ANSWER)


@pytest.mark.parametrize(("code", "words"), [("", ""), ("whatever", ""), ("other", " ")])
def test_a_dismissal_needs_a_reason(gap: KnowledgeGap, manager: Any, code: str, words: str) -> None:
    with pytest.raises(gaps.GapReasonMissing):
        gaps.dismiss_gap(gap_id=gap.pk, manager=manager, reason_code=code, reason=words)


def test_undoing_an_acceptance_withdraws_the_update(gap: KnowledgeGap, manager: Any) -> None:
    update = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert update is not None
    opened = gaps.undo_gap_decision(gap_id=gap.pk, manager=manager)
    update.refresh_from_db()
    assert (opened.status, opened.learning_update, opened.decided_by) == ("open", None, None)
    assert (update.status, update.reason) == ("expired", "Withdrawn by manager@example.com.")


def test_undoing_a_dismissal_forgets_its_reason(gap: KnowledgeGap, manager: Any) -> None:
    gaps.dismiss_gap(gap_id=gap.pk, manager=manager, reason_code="other", reason="a storm")
    opened = gaps.undo_gap_decision(gap_id=gap.pk, manager=manager)
    assert (opened.status, opened.reason_code, opened.reason) == ("open", "", "")
    with pytest.raises(gaps.GapAlreadyDecided, match="nothing to undo"):
        gaps.undo_gap_decision(gap_id=gap.pk, manager=manager)


def test_an_approved_update_holds_its_gap(gap: KnowledgeGap, manager: Any) -> None:
    update = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert update is not None
    updates.approve_update(update_id=replayed(update).pk, reviewer=manager)
    with pytest.raises(gaps.GapUpdateInUse, match="is approved"):
        gaps.undo_gap_decision(gap_id=gap.pk, manager=manager)


def test_an_applied_update_asks_the_gaps_questions_again(organization: Any, gap: KnowledgeGap, manager: Any) -> None:
    update = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert update is not None
    updates.approve_update(update_id=replayed(update).pk, reviewer=manager)
    updates.apply_update(update_id=update.pk)
    gap = KnowledgeGap.objects.for_list_page().get(pk=gap.pk)
    assert (gap.state, gap.asked_again_count, gap.answered_count) == ("answered", 3, 3)
    assert KnowledgeEntry.objects.get().current_version.update == update


def test_a_rejected_update_lets_the_gap_be_opened_again(gap: KnowledgeGap, manager: Any) -> None:
    update = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert update is not None
    updates.reject_update(update_id=update.pk, reviewer=manager, reason_code="wrong")
    gap = KnowledgeGap.objects.for_list_page().get(pk=gap.pk)
    assert (gap.state, gap.can_undo) == ("rejected", True)
    assert gaps.undo_gap_decision(gap_id=gap.pk, manager=manager).status == "open"


def test_the_states_are_what_the_filter_finds(gap: KnowledgeGap, manager: Any) -> None:
    assert list(KnowledgeGap.objects.in_state("open")) == [gap]
    gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER)
    assert list(KnowledgeGap.objects.in_state("in_review")) == [gap]
    assert list(KnowledgeGap.objects.in_state("accepted")) == [gap]
    assert not KnowledgeGap.objects.in_state("answered").exists()
    assert KnowledgeGap.objects.in_state("all").count() == 1


def test_the_database_refuses_a_dismissal_without_a_reason(gap: KnowledgeGap) -> None:
    with pytest.raises(IntegrityError, match="knowledge_gap_dismissed_with_reason"), transaction.atomic():
        KnowledgeGap.objects.filter(pk=gap.pk).update(status="dismissed", decided_at=gap.created_at)


def test_a_withdrawn_gaps_rejected_update_cannot_come_back_beside_the_next_one(gap: KnowledgeGap, manager: Any) -> None:
    first = gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER).learning_update
    assert first is not None
    updates.reject_update(update_id=first.pk, reviewer=manager, reason_code="wrong")
    gaps.undo_gap_decision(gap_id=gap.pk, manager=manager)
    gaps.accept_gap(gap_id=gap.pk, manager=manager, **ANSWER)
    with pytest.raises(updates.UpdateAlreadyDecided, match="nothing to undo"):
        updates.undo_decision(update_id=first.pk, reviewer=manager)
