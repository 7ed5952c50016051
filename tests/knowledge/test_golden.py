"""Golden questions: added, switched off, deleted, brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from knowledge.models import GoldenQuestion
from knowledge.services import golden
from knowledge.services.entries import archive_entry
from tests.knowledge.factories import entry_with
from tests.training.factories import UserFactory, conversation_with


@pytest.fixture
def person(organization: Any) -> Any:
    return UserFactory(email="keeper@example.com")


def added(organization: Any, person: Any, **fields: Any) -> GoldenQuestion:
    values = {"question": "How long can I send it back?", "expected_answer": "Within 30 days."}
    return golden.add_golden(organization=organization, confirmed_by=person, **{**values, **fields})


def test_a_question_is_kept_with_who_confirmed_it(organization: Any, person: Any) -> None:
    entry = entry_with(organization)
    made = added(organization, person, entry_id=entry.pk)
    assert (made.entry, made.confirmed_by, made.source, made.is_active) == (entry, person, "hand", True)


def test_personal_data_is_taken_out_before_it_is_kept(organization: Any, person: Any) -> None:
    made = added(organization, person, question="Where is my parcel? I am kim.doe@example.com", expected_answer="Ask.")
    assert "kim.doe" not in made.question


def test_the_conversation_it_comes_from_is_kept(organization: Any, person: Any) -> None:
    conversation = conversation_with(organization, ("customer", "how long?"), ("ai", "30 days"))
    message = conversation.messages.last()
    made = added(organization, person, conversation_id=conversation.pk, message_id=message.pk, source="conversation")
    assert (made.conversation, made.message) == (conversation, message)


@pytest.mark.parametrize("again", ["hi! how long can I send it back", "How long can I send it  back?!"])
def test_the_same_question_is_added_once(organization: Any, person: Any, again: str) -> None:
    added(organization, person)
    with pytest.raises(golden.GoldenExists, match="is in the golden set already"):
        added(organization, person, question=again)
    assert GoldenQuestion.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"expected_answer": ""}, "expected_answer"),
        ({"expected_answer": "x" * 10_001}, "expected_answer"),
        ({"expects_handoff": True}, "expects_handoff"),
        ({"entry_id": 0}, "entry"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(
    organization: Any, person: Any, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(golden.GoldenInvalid) as refused:
        added(organization, person, **fields)
    assert refused.value.field == field


def test_an_archived_entry_cannot_be_expected(organization: Any, person: Any) -> None:
    entry = entry_with(organization)
    archive_entry(organization=organization, entry_id=entry.pk)
    with pytest.raises(golden.GoldenInvalid, match="not live"):
        added(organization, person, entry_id=entry.pk)


def test_another_organizations_entry_does_not_exist(
    organization: Any, other_organization: Any, person: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    entry = entry_with(other_organization)
    in_organization(organization)
    with pytest.raises(golden.GoldenInvalid, match="not live"):
        added(organization, person, entry_id=entry.pk)


def test_it_can_be_changed_by_whoever_confirms_it_now(organization: Any, person: Any) -> None:
    made = added(organization, person)
    other = UserFactory()
    golden.revise_golden(
        organization=organization,
        golden_id=made.pk,
        confirmed_by=other,
        question=made.question,
        expected_answer="",
        expects_handoff=True,
    )
    made.refresh_from_db()
    assert (made.expected_answer, made.expects_handoff, made.confirmed_by) == ("", True, other)


def test_it_cannot_become_a_question_that_is_there(organization: Any, person: Any) -> None:
    added(organization, person)
    made = added(organization, person, question="When does my refund arrive?")
    with pytest.raises(golden.GoldenExists):
        golden.revise_golden(
            organization=organization,
            golden_id=made.pk,
            confirmed_by=person,
            question="how long can i send it back",
            expected_answer="30 days",
        )


def test_switched_off_and_on(organization: Any, person: Any) -> None:
    made = added(organization, person)
    golden.set_golden_active(organization=organization, golden_id=made.pk, is_active=False)
    assert not GoldenQuestion.objects.active().exists()
    golden.set_golden_active(organization=organization, golden_id=made.pk, is_active=True)
    assert GoldenQuestion.objects.active().exists()


def test_what_was_deleted_comes_back_as_it_was(organization: Any, person: Any) -> None:
    made = added(organization, person, entry_id=entry_with(organization).pk)
    GoldenQuestion.objects.update(created_at=made.created_at - timedelta(days=9))
    made.refresh_from_db()
    golden.delete_golden(organization=organization, golden_id=made.pk)
    assert not GoldenQuestion.objects.exists()
    golden.restore_golden(organization=organization, golden_id=made.pk)
    back = GoldenQuestion.objects.get()
    kept = ("pk", "question", "expected_answer", "entry_id", "confirmed_by_id", "source", "is_active", "created_at")
    assert [getattr(back, name) for name in kept] == [getattr(made, name) for name in kept]


def test_what_was_added_again_does_not_come_back_twice(organization: Any, person: Any) -> None:
    made = added(organization, person)
    golden.delete_golden(organization=organization, golden_id=made.pk)
    added(organization, person)
    with pytest.raises(golden.GoldenExists, match="added again"):
        golden.restore_golden(organization=organization, golden_id=made.pk)


def test_what_was_not_deleted_cannot_be_brought_back(organization: Any, person: Any) -> None:
    made = added(organization, person)
    with pytest.raises(golden.GoldenNotFound):
        golden.restore_golden(organization=organization, golden_id=made.pk)
