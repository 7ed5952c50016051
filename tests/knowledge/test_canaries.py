"""An update that serves a part of the customers first: whom it answers, how they fare, what comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.models import Alert
from analytics.services.alerts import raise_alerts
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeVersion
from knowledge.services.answering import answer
from knowledge.services.entries import archive_entry
from tests.knowledge.factories import GapQuestionFactory, shop_entries, vector_of
from tests.knowledge.replays import approved, update_with
from tests.training.factories import ConversationFactory, UserFactory
from training.cycle import run_cycle
from training.errors import DomainError
from training.models import Canary, Conversation, ImpactMeasurement, LearningUpdate
from training.services import canaries, updates

PARKING = "Where can I park my car?"
STEPS = ["knowledge.steps.watch_canaries", "training.steps.apply_approved_updates"]


@pytest.fixture
def canary(organization: Any) -> Canary:
    shop_entries(organization)
    update = approved(
        update_with(organization, PARKING, title=PARKING, body="You can park behind the shop, free of charge."),
        canary_share=0.1,
    )
    return Canary.objects.get(update=update)


def keys(canary: Canary, *, served: bool, count: int) -> list[str]:
    found = [f"customer-{number}" for number in range(20 * count + 200)]
    return [key for key in found if canary.serves(key) == served][:count]


def asked(canary: Canary, *, served: bool, count: int, handed_off: int, text: str = PARKING, **fields: Any) -> None:
    """Conversations on the update's question since it began, of customers with it or without."""
    now = timezone.now()
    vector = vector_of(text)
    made = Conversation.objects.bulk_create(
        ConversationFactory.build(
            organization=canary.organization,
            external_id=f"{served}-{place}-{Conversation.objects.count()}",
            customer_key=key,
            status="closed",
            started_at=now,
            ended_at=now,
            is_handed_off=place < handed_off,
            **fields,
        )
        for place, key in enumerate(keys(canary, served=served, count=count))
    )
    GapQuestion.objects.bulk_create(
        GapQuestionFactory.build(
            gap=None,
            organization=canary.organization,
            conversation=one,
            text=text,
            customer_key=one.customer_key,
            asked_at=now,
            vector=vector,
        )
        for one in made
    )


def cycle(organization: Any, settings: Any) -> Any:
    settings.LEARNING_CYCLE_STEPS = STEPS
    found = run_cycle(organization=organization, trigger="command")
    assert not [step.error for step in found.steps.all() if step.error]
    return found


def test_only_its_share_of_the_customers_is_answered_from_it_and_nothing_live_changes(
    organization: Any, canary: Canary
) -> None:
    (has_it,), (lacks_it,) = keys(canary, served=True, count=1), keys(canary, served=False, count=1)
    versions = list(KnowledgeVersion.objects.order_by("id").values_list("id", "live_to"))
    with_it = answer(organization=organization, question=PARKING, customer_key=has_it)
    assert "behind the shop" in with_it.text
    assert answer(organization=organization, question=PARKING, customer_key=lacks_it).is_handoff
    assert answer(organization=organization, question=PARKING).is_handoff
    assert list(KnowledgeVersion.objects.order_by("id").values_list("id", "live_to")) == versions
    assert not KnowledgeEntry.objects.filter(title=PARKING).exists()


def test_a_change_of_an_entry_serves_its_share_only_and_the_entry_stays(organization: Any) -> None:
    entry = shop_entries(organization)[0]
    changed = update_with(
        organization,
        "How long can I send something back?",
        action="update",
        title=entry.title,
        body="You can send anything back within 60 days of delivery.",
        entry_id=entry.pk,
        expected_version_id=entry.current_version_id,
    )
    row = Canary.objects.get(update=approved(changed, canary_share=0.5))
    question = "How long can I send something back?"
    has_it, lacks_it = (keys(row, served=arm, count=1)[0] for arm in (True, False))
    assert "60 days" in answer(organization=organization, question=question, customer_key=has_it).text
    assert "30" in answer(organization=organization, question=question, customer_key=lacks_it).text
    entry.refresh_from_db()
    assert "30 days" in entry.current_version.body


def test_no_cycle_applies_it_while_it_runs_and_who_tries_is_told(
    organization: Any, canary: Canary, settings: Any
) -> None:
    cycle(organization, settings)
    canary.update.refresh_from_db()
    assert canary.update.status == "approved"
    with pytest.raises(updates.UpdateNotApproved, match="serves 10% of the customers first"):
        updates.apply_update(update_id=canary.update_id)


def test_enough_conversations_without_harm_give_it_to_everyone_and_open_its_measurement(
    organization: Any, canary: Canary, settings: Any
) -> None:
    asked(canary, served=True, count=canary.planned_size, handed_off=5)
    asked(canary, served=False, count=200, handed_off=60)
    cycle(organization, settings)
    canary.refresh_from_db()
    assert (canary.outcome, canary.ended_by, canary.update.status) == ("served", None, "applied")
    assert canary.figures["handoff"] | {"effect": 0, "low": 0, "high": 0} == {
        "hits_with": 5, "size_with": 50, "hits_without": 60, "size_without": 200, "is_worse": False,
        "effect": 0, "low": 0, "high": 0,
    }  # fmt: skip
    assert ImpactMeasurement.objects.filter(update=canary.update).exists()
    assert not answer(organization=organization, question=PARKING).is_handoff
    cycle(organization, settings)
    assert KnowledgeEntry.objects.filter(title=PARKING).count() == 1


def test_one_that_does_worse_goes_back_by_itself_and_raises_an_alert(
    organization: Any, canary: Canary, settings: Any
) -> None:
    asked(canary, served=True, count=25, handed_off=24)
    asked(canary, served=False, count=200, handed_off=30)
    cycle(organization, settings)
    canary.refresh_from_db()
    update = canary.update
    assert (canary.outcome, update.status, update.rolled_back_by) == ("worse", "rolled_back", None)
    assert "more of its questions went to a person" in update.error
    (has_it,) = keys(canary, served=True, count=1)
    assert answer(organization=organization, question=PARKING, customer_key=has_it).is_handoff
    assert not KnowledgeEntry.objects.filter(title=PARKING).exists()
    raise_alerts(organization=organization, now=timezone.now())
    assert Alert.objects.get(key=f"canary:{canary.pk}").text == update.error
    updates.undo_decision(update_id=update.pk, reviewer=UserFactory())
    raise_alerts(organization=organization, now=timezone.now())
    assert Alert.objects.get(key=f"canary:{canary.pk}").status == "resolved"


def test_worse_ratings_take_it_back_too(organization: Any, canary: Canary, settings: Any) -> None:
    asked(canary, served=True, count=30, handed_off=0, satisfaction=1)
    asked(canary, served=False, count=200, handed_off=0, satisfaction=5)
    cycle(organization, settings)
    canary.refresh_from_db()
    assert canary.outcome == "worse"
    assert "fewer of its ratings were 4 or 5" in canary.update.error


def test_other_questions_and_those_from_before_it_began_do_not_count(
    organization: Any, canary: Canary, settings: Any
) -> None:
    asked(canary, served=True, count=60, handed_off=60, text="How do I reset my password?")
    asked(canary, served=False, count=200, handed_off=0)
    asked(canary, served=True, count=60, handed_off=60)
    begun = canary.started_at - timedelta(days=1)
    ids = GapQuestion.objects.filter(text=PARKING).values("conversation")
    Conversation.objects.filter(pk__in=ids, is_handed_off=True).update(started_at=begun)
    cycle(organization, settings)
    canary.refresh_from_db()
    assert (canary.outcome, canary.figures["handoff"]["size_with"]) == ("running", 0)


def test_a_rule_that_passes_questions_on_is_not_taken_back_for_doing_so(organization: Any, settings: Any) -> None:
    shop_entries(organization)
    rule = update_with(
        organization, PARKING, title=PARKING, body="A person knows the free places.", entry_kind="handoff"
    )
    row = Canary.objects.get(update=approved(rule, canary_share=0.1))
    asked(row, served=True, count=30, handed_off=30)
    asked(row, served=False, count=200, handed_off=0)
    cycle(organization, settings)
    row.refresh_from_db()
    assert row.outcome == "running"


def test_one_that_cannot_be_served_any_more_fails_with_the_reason(organization: Any, settings: Any) -> None:
    entry = shop_entries(organization)[0]
    changed = update_with(
        organization,
        action="deprecate",
        title=entry.title,
        entry_id=entry.pk,
        expected_version_id=entry.current_version_id,
    )
    LearningUpdate.objects.filter(pk=changed.pk).update(status="approved", decided_at=timezone.now())
    changed.refresh_from_db()
    row = Canary.objects.create(
        organization=organization, update=changed, share=0.1, salt="s", planned_size=50, started_at=timezone.now()
    )
    archive_entry(organization=organization, entry_id=entry.pk)
    cycle(organization, settings)
    row.refresh_from_db()
    assert (row.outcome, row.update.status) == ("broken", "failed")
    assert "is archived" in row.update.error


@pytest.mark.parametrize(("decide", "status"), [("serve_everyone", "applied"), ("take_back_canary", "rolled_back")])
def test_a_person_ends_it_at_any_time_and_the_second_one_is_told(
    organization: Any, canary: Canary, decide: str, status: str
) -> None:
    person = UserFactory()
    getattr(canaries, decide)(update_id=canary.update_id, by=person)
    canary.refresh_from_db()
    assert (canary.update.status, canary.ended_by) == (status, person)
    with pytest.raises(canaries.CanaryEnded, match="serves no share of the customers any more"):
        canaries.serve_everyone(update_id=canary.update_id, by=person)


def test_a_look_at_one_that_ended_meanwhile_changes_nothing(organization: Any, canary: Canary) -> None:
    canaries.take_back_canary(update_id=canary.update_id, by=UserFactory())
    assert canaries.keep_look(canary=canary, guards={}, problem="late", now=timezone.now()) == ""
    canary.refresh_from_db()
    assert canary.outcome == "taken_back"


def test_undoing_the_approval_ends_it_and_it_can_be_tried_again_on_other_customers(
    organization: Any, canary: Canary
) -> None:
    update = updates.undo_decision(update_id=canary.update_id, reviewer=UserFactory())
    assert update.status == "pending"
    again = Canary.objects.running().get(update=approved(update, canary_share=0.2))
    canary.refresh_from_db()
    assert canary.outcome == "withdrawn"
    assert again.salt != canary.salt


@pytest.mark.parametrize("share", [0, 0.6, 1])
def test_a_share_that_is_none_leaves_the_update_pending(organization: Any, share: float) -> None:
    update = update_with(organization, PARKING)
    with pytest.raises(DomainError, match="at most 50%"):
        approved(update, canary_share=share)
    update.refresh_from_db()
    assert update.status == "pending"


def test_two_canaries_of_one_entry_do_not_run_at_once(organization: Any) -> None:
    entry = shop_entries(organization)[0]
    bodies = ("Send it back within 60 days.", "Send it back within 90 days.")
    one, other = (
        update_with(
            organization, action="update", title=entry.title, body=body, entry_id=entry.pk,
            expected_version_id=entry.current_version_id,
        )
        for body in bodies
    )  # fmt: skip
    approved(one, canary_share=0.1)
    with pytest.raises(DomainError, match="changes the same entry and serves 10%"):
        approved(other, canary_share=0.1)


def test_the_agent_is_no_canary(organization: Any) -> None:
    update = LearningUpdate(organization=organization, kind="model_optimization")
    assert not update.can_be_canary
