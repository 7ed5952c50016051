"""The life of a learning update."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from knowledge.models import KnowledgeEntry
from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.appliers import NoApplier
from training.errors import DomainError
from training.models import LearningUpdate
from training.services import updates
from training.services.updates import Evidence


@pytest.fixture
def reviewer(organization: Any) -> Any:
    return UserFactory(email="admin@example.com")


def test_a_proposal_keeps_a_copy_of_what_it_rests_on(organization: Any) -> None:
    said_at = datetime(2026, 3, 1, tzinfo=UTC)
    update = updates.propose_update(
        organization=organization,
        kind="knowledge_update",
        title="Returns",
        payload={"action": "create", "title": "Returns", "body": "30 days."},
        confidence=0.7,
        impact=3.0,
        evidence=[Evidence(role="question", quote="how long?", said_at=said_at, customer_key="a")],
    )
    assert update.status == "pending"
    assert list(update.evidence.values_list("quote", "said_at")) == [("how long?", said_at)]


def test_a_proposal_that_could_never_be_applied_is_refused(organization: Any) -> None:
    with pytest.raises(DomainError):
        updates.propose_update(
            organization=organization,
            kind="knowledge_update",
            title="Returns",
            payload={"action": "create", "title": "Returns", "body": ""},
            confidence=0.7,
            impact=3.0,
            evidence=[],
        )
    assert not LearningUpdate.objects.exists()


def test_a_kind_without_an_applier_says_so(organization: Any) -> None:
    with pytest.raises(NoApplier, match="Template improvement"):
        updates.propose_update(
            organization=organization,
            kind="template_improvement",
            title="x",
            payload={},
            confidence=0.5,
            impact=0,
            evidence=[],
        )


def test_approving_records_who_and_when(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    approved = updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    assert (approved.status, approved.decided_by) == ("approved", reviewer)
    assert approved.decided_at is not None


def test_the_reviewers_edits_are_what_is_applied(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    revised = updates.revise_update(
        update_id=update.pk, editor=reviewer, edits={"title": "Sending back", "body": "14 days."}
    )
    updates.approve_update(update_id=replayed(revised).pk, reviewer=reviewer)
    applied = updates.apply_update(update_id=update.pk)
    entry = KnowledgeEntry.objects.get()
    assert applied.status == "applied"
    assert (entry.title, entry.current_version.body, applied.title) == ("Sending back", "14 days.", "Sending back")
    assert entry.current_version.update == applied


def test_edits_that_cannot_be_applied_leave_the_update_pending(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    with pytest.raises(DomainError):
        updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer, edits={"title": "x", "body": "   "})
    update.refresh_from_db()
    assert update.status == "pending"
    assert update.payload["body"] == "You can send anything back within 30 days."


def test_the_second_reviewer_is_told_that_the_first_one_won(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    with pytest.raises(updates.UpdateAlreadyDecided, match=r"already approved by admin@example\.com"):
        updates.reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="wrong")


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [("", "", "Choose why"), ("nonsense", "", "Choose why"), ("other", "  ", "Write down")],
)
def test_a_rejection_needs_a_reason(organization: Any, reviewer: Any, code: str, words: str, sentence: str) -> None:
    update = LearningUpdateFactory(organization=organization)
    with pytest.raises(updates.ReasonMissing, match=sentence):
        updates.reject_update(update_id=update.pk, reviewer=reviewer, reason_code=code, reason=words)


def test_a_rejection_keeps_its_reason_and_can_be_undone(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    rejected = updates.reject_update(update_id=update.pk, reviewer=reviewer, reason_code="other", reason=" not now ")
    assert (rejected.status, rejected.reason_code, rejected.reason) == ("rejected", "other", "not now")
    pending = updates.undo_decision(update_id=update.pk, reviewer=reviewer)
    assert (pending.status, pending.decided_by, pending.decided_at, pending.reason) == ("pending", None, None, "")


def test_only_an_approved_update_is_applied(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    with pytest.raises(updates.UpdateNotApproved, match="is pending"):
        updates.apply_update(update_id=update.pk)
    assert not KnowledgeEntry.objects.exists()


def test_an_update_is_applied_once(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    updates.apply_update(update_id=update.pk)
    with pytest.raises(updates.UpdateNotApproved, match="is applied"):
        updates.apply_update(update_id=update.pk)
    assert KnowledgeEntry.objects.count() == 1


def test_an_update_that_cannot_be_applied_fails_with_its_sentence_and_changes_nothing(
    organization: Any, reviewer: Any
) -> None:
    update = LearningUpdateFactory(
        organization=organization,
        status="approved",
        decided_by=reviewer,
        decided_at=datetime(2026, 3, 1, tzinfo=UTC),
        payload={"action": "update", "entry_id": 10**9, "title": "x", "body": "y"},
    )
    failed = updates.apply_update(update_id=update.pk)
    assert failed.status == "failed"
    assert failed.error
    assert not KnowledgeEntry.objects.exists()
    assert updates.undo_decision(update_id=update.pk, reviewer=reviewer).status == "pending"


def test_rolling_back_a_created_entry_takes_it_off_and_approved_again_it_is_back(
    organization: Any, reviewer: Any
) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    updates.apply_update(update_id=update.pk)
    back = updates.roll_back_update(update_id=update.pk, reviewer=reviewer)
    assert (back.status, back.rolled_back_by) == ("rolled_back", reviewer)
    assert not KnowledgeEntry.objects.live().exists()
    again = updates.undo_decision(update_id=update.pk, reviewer=reviewer)
    assert (again.status, again.result) == ("pending", {})
    updates.approve_update(update_id=replayed(again).pk, reviewer=reviewer)
    assert updates.apply_update(update_id=update.pk).status == "applied"
    assert KnowledgeEntry.objects.live().count() == 1


def test_an_applied_update_is_rolled_back_not_undone(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    updates.apply_update(update_id=update.pk)
    with pytest.raises(updates.UpdateAlreadyDecided, match="Roll it back instead"):
        updates.undo_decision(update_id=update.pk, reviewer=reviewer)


def test_what_was_not_applied_cannot_be_rolled_back(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    with pytest.raises(updates.UpdateNotApplied):
        updates.roll_back_update(update_id=update.pk, reviewer=reviewer)


def test_there_is_nothing_to_undo_about_a_pending_update(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    with pytest.raises(updates.UpdateAlreadyDecided, match="nothing to undo"):
        updates.undo_decision(update_id=update.pk, reviewer=reviewer)


def test_the_database_refuses_a_decision_without_a_date(organization: Any) -> None:
    with pytest.raises(IntegrityError, match="training_update_decided_iff_dated"), transaction.atomic():
        LearningUpdateFactory(organization=organization, status="approved")


def test_every_decision_is_in_the_history(organization: Any, reviewer: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    updates.undo_decision(update_id=update.pk, reviewer=reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM training_learningupdateevent ORDER BY pgh_id")
        assert [status for (status,) in cursor.fetchall()] == ["pending", "approved", "pending"]
