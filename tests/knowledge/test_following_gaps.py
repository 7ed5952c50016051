"""An answer that was accepted is held against what is asked since: the gap that it leaves open comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import KnowledgeEntry, KnowledgeGap
from knowledge.services import kinds
from knowledge.services.drafting import draft_gap, material_of
from knowledge.services.gaps import accept_gap_as_drafted
from tests.knowledge.factories import shop_entries
from tests.knowledge.gap_factories import failed_question
from tests.knowledge.replays import replayed
from tests.knowledge.test_gap_kinds import ASKED, DECIDED_BY_A_PERSON, OTHERS, THIRTY, gap_of
from tests.training.factories import MessageFactory, UserFactory
from training.models import LearningUpdate
from training.services.engine import engine_for
from training.services.updates import apply_update, approve_update

pytestmark = pytest.mark.django_db
ALIKE = tuple(f"{question} please" for question in ASKED)
OTHERWISE = tuple(f"my {thing} is unwanted now, too late?" for thing in ("lamp", "kettle", "chair", "desk", "stool"))


def answered(organization: Any, answers: tuple[str, ...] = THIRTY) -> KnowledgeGap:
    """A gap whose drafted answer was accepted, approved and applied."""
    shop_entries(organization, OTHERS)
    gap = gap_of(organization, answers)
    update = accept(gap)
    approve_update(update_id=replayed(update).pk, reviewer=UserFactory())
    apply_update(update_id=update.pk)
    gap.refresh_from_db()
    assert gap.state == "answered"
    return gap


def accept(gap: KnowledgeGap) -> LearningUpdate:
    """The update made of a gap, judged and drafted."""
    (gap,) = kinds.judge(organization=gap.organization, gap_ids=[gap.pk])
    gap = draft_gap(gap=gap, material=material_of(gap=gap), engine=engine_for(gap.organization))
    gap.save()
    update = accept_gap_as_drafted(gap_id=gap.pk, manager=UserFactory()).learning_update
    assert update is not None
    return update


def ask(gap: KnowledgeGap, texts: tuple[str, ...], answer: str = THIRTY[0], **fields: Any) -> None:
    """More customers ask in vain."""
    for text in texts:
        conversation = failed_question(gap, text, **fields).conversation
        MessageFactory(conversation=conversation, position=1, sender="agent", text=answer)
    KnowledgeGap.objects.filter(pk=gap.pk).update(question_count=gap.question_count + len(texts))


def follow(gap: KnowledgeGap) -> KnowledgeGap:
    """What the step does with the gap."""
    organization = gap.organization
    followed = kinds.follow(organization=organization, gap_ids=kinds.gaps_to_follow(organization=organization))
    kinds.bring_back(organization=organization, followed=followed, now=timezone.now())
    gap.refresh_from_db()
    return gap


def test_a_gap_comes_back_when_its_answer_is_not_found_for_what_is_asked_since(organization: Any) -> None:
    gap = answered(organization)
    entry_id = LearningUpdate.objects.get().result["entry_id"]
    ask(gap, OTHERWISE)
    gap = follow(gap)
    assert (gap.status, gap.learning_update, gap.decided_by) == ("open", None, None)
    assert gap.return_reason.startswith("Accepted on ")
    assert "5 of its 9 newest questions are not answered from" in gap.return_reason
    (gap,) = kinds.judge(organization=organization, gap_ids=[gap.pk])
    assert (gap.kind, gap.kind_entry_id) == ("not_retrieved", entry_id)
    gap.save()
    update = accept(gap)
    assert (update.payload["action"], update.payload["entry_id"]) == ("optimize", entry_id)


def test_it_stays_answered_when_what_is_asked_since_is_answered(organization: Any) -> None:
    gap = answered(organization)
    ask(gap, ALIKE)
    gap = follow(gap)
    assert (gap.state, gap.answered_count, gap.asked_again_count) == ("answered", 8, 8)
    assert kinds.gaps_to_follow(organization=organization) == []


def test_it_is_looked_at_only_when_it_grew_by_a_quarter(organization: Any) -> None:
    gap = answered(organization)
    assert kinds.gaps_to_follow(organization=organization) == []
    ask(gap, OTHERWISE[:1])
    assert kinds.gaps_to_follow(organization=organization) == []
    ask(gap, OTHERWISE[:2])
    assert kinds.gaps_to_follow(organization=organization) == [gap.pk]


def test_one_customer_alone_brings_no_gap_back(organization: Any) -> None:
    gap = answered(organization)
    ask(gap, OTHERWISE, customer_key="the same")
    assert follow(gap).state == "answered"


def test_a_person_who_was_faster_has_the_last_word(organization: Any) -> None:
    gap = answered(organization)
    ask(gap, OTHERWISE)
    followed = kinds.follow(organization=organization, gap_ids=[gap.pk])
    LearningUpdate.objects.update(status="rolled_back")
    kinds.bring_back(organization=organization, followed=followed, now=timezone.now())
    gap.refresh_from_db()
    assert gap.state == "rolled_back"


def test_a_choice_of_a_kind_ends_with_the_answer_that_it_was_for(organization: Any) -> None:
    gap = answered(organization)
    KnowledgeGap.objects.update(is_kind_fixed=True)
    ask(gap, OTHERWISE)
    gap = follow(gap)
    assert not gap.is_kind_fixed
    assert kinds.gaps_to_judge(organization=organization).gap_ids == [gap.pk]


def test_a_hand_off_rule_that_misses_questions_gets_their_words_and_no_second_rule(organization: Any) -> None:
    gap = answered(organization, DECIDED_BY_A_PERSON)
    rule_id = LearningUpdate.objects.get().result["entry_id"]
    ask(gap, OTHERWISE, answer=DECIDED_BY_A_PERSON[0])
    gap = follow(gap)
    assert gap.status == "open"
    update = accept(gap)
    assert (update.payload["action"], update.payload["entry_id"]) == ("optimize", rule_id)
    assert update.payload["entry_kind"] == "handoff"
    assert update.payload["body"] == KnowledgeEntry.objects.get(pk=rule_id).current_version.body
