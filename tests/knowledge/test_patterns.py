"""Frequent questions: found as they come, counted, and answered by an entry where only people answer them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from knowledge.appliers import pattern_recognition as applier
from knowledge.models import GapQuestion, KnowledgeEntry, QuestionPattern
from knowledge.services import patterns
from knowledge.services.answering import answer
from knowledge.services.entries import EntryInvalid, archive_entry
from knowledge.services.patterns import counting
from knowledge.services.patterns.placing import title_of
from tests.knowledge.factories import SHOP, KnowledgeGapFactory, entry_with, shop_entries, vector_of
from tests.knowledge.replays import applied
from tests.knowledge.test_update_actions import served
from tests.training.factories import ConversationFactory, MessageFactory, UserFactory
from training.ai.embedding import EMBEDDING_MODEL_KEY
from training.models import Conversation, LearningUpdate
from training.services.engine import engine_for
from training.services.updates import reject_update, roll_back_update

pytestmark = pytest.mark.django_db
PARKING = "Where can I park my car at the showroom?"
SAID = "You can park behind the showroom for free, the entrance is in Mill Lane."
WORDINGS = (PARKING, "where can i park my car at the showroom", "Hi! Where can I park at the showroom?")
OTHERS = ("Which oil is right for teak chairs?", "My lamp flickers all night.", "Who won the raffle in May?")


def ask(
    organization: Any, text: str, number: int, *, person: str = "", customer: str = "", rating: int = 5, days: float = 1
) -> GapQuestion:
    """One noted question of its own customer, answered by a person or not at all."""
    conversation = ConversationFactory(
        organization=organization,
        started_at=timezone.now() - timedelta(days=days, minutes=number),
        analysed_at=timezone.now(),
        is_success=rating > 3,
        is_resolved=True,
        satisfaction=rating,
        has_human_reply=bool(person),
        customer_key=customer or f"customer-{number}",
    )
    message = MessageFactory(conversation=conversation, text=text)
    if person:
        MessageFactory(conversation=conversation, position=1, sender="agent", text=person)
    return GapQuestion.objects.create(
        organization=organization, conversation=conversation, message=message, text=text, is_failed=False,
        is_new=False, customer_key=conversation.customer_key, channel="chat", asked_at=conversation.started_at,
        rating=rating, vector=vector_of(text), embedding_model=EMBEDDING_MODEL_KEY,
    )  # fmt: skip


def ask_often(organization: Any, count: int = 6, *, person: str = SAID, **how: Any) -> list[GapQuestion]:
    return [ask(organization, WORDINGS[n % 3], n, person=person, **how) for n in range(count)]


def mine(organization: Any) -> list[LearningUpdate]:
    """What the cycle's step does; the updates that it proposes."""
    now = timezone.now()
    while patterns.place_new(organization=organization, since=now - timedelta(days=30))[0]:
        pass
    patterns.count_patterns(organization=organization, now=now)
    engine, made = engine_for(organization), []
    for pattern in patterns.patterns_to_look_at(organization=organization):
        look = patterns.read_pattern(organization=organization, pattern=pattern, engine=engine)
        patterns.look_at(look=look, engine=engine)
        patterns.hold_against_entries(organization=organization, look=look, engine=engine)
        made.append(patterns.keep_look(organization=organization, look=look))
    return [update for update in made if update]


def the_pattern() -> QuestionPattern:
    return QuestionPattern.objects.get()


# --- found and counted


def test_a_question_in_different_words_is_one_pattern(organization: Any) -> None:
    ask_often(organization)
    for number, text in enumerate(OTHERS, 50):
        ask(organization, text, number)
    mine(organization)
    pattern = the_pattern()
    assert (pattern.title, pattern.frequency, pattern.asked_count, pattern.people_count) == (PARKING, 6, 6, 6)
    assert (pattern.success_rate, pattern.trend) == (1.0, None)
    assert GapQuestion.objects.filter(pattern__isnull=True).count() == len(OTHERS)
    assert not GapQuestion.objects.filter(is_pattern_sought=False).exists()


@pytest.mark.parametrize("customers", [["a", "b", "a", "b", "a", "b"], ["a"] * 6])
def test_two_customers_are_no_pattern_however_often_they_ask(organization: Any, customers: list[str]) -> None:
    for number, customer in enumerate(customers):
        ask(organization, PARKING, number, customer=customer, person=SAID)
    assert mine(organization) == []
    assert not QuestionPattern.objects.exists()


def test_what_comes_later_joins_and_is_counted_without_reading_the_rest(
    organization: Any, django_assert_max_num_queries: Any
) -> None:
    ask_often(organization)
    mine(organization)
    ask(organization, PARKING, 77, rating=3)
    with django_assert_max_num_queries(40):
        mine(organization)
    pattern = the_pattern()
    assert (pattern.frequency, pattern.asked_count, pattern.people_count) == (7, 7, 6)
    assert pattern.success_rate == pytest.approx(6 / 7)


def test_few_askings_become_a_pattern_once_enough_came(organization: Any) -> None:
    ask_often(organization, 2)
    mine(organization)
    assert not QuestionPattern.objects.exists()
    ask(organization, PARKING, 9, person=SAID)
    mine(organization)
    assert the_pattern().frequency == 3


def test_the_trend_is_against_as_many_days_before_and_old_days_fall_out(organization: Any) -> None:
    ask_often(organization)
    mine(organization)
    for number in range(80, 84):
        question = ask(organization, PARKING, number, days=40)
        GapQuestion.objects.filter(pk=question.pk).update(pattern=the_pattern(), is_pattern_sought=True)
    QuestionPattern.objects.update(is_count_due=True)
    patterns.count_patterns(organization=organization, now=timezone.now())
    assert (the_pattern().asked_before_count, the_pattern().trend) == (4, 0.5)
    later = timezone.now() + timedelta(days=35)
    assert patterns.count_patterns(organization=organization, now=later) == 1
    assert (the_pattern().asked_count, the_pattern().asked_before_count) == (0, 6)
    assert patterns.count_patterns(organization=organization, now=later) == 0


def test_the_title_is_the_wording_that_most_used() -> None:
    assert title_of(["My car?", PARKING, "where can i park my car at the showroom", f"Hi! {PARKING}"]) == PARKING
    assert title_of(["Hi!", "Hello there", "Thanks.", PARKING]) == PARKING
    assert title_of(["Thanks.", "Thanks!", "Thanks."]) == "Thanks"


# --- the look


def test_what_carries_a_red_flag_is_evidence_and_no_example(organization: Any) -> None:
    shop_entries(organization)
    ask_often(organization)
    link = f"{PARKING} The form is at https://parcel-refund.example/claim."
    ask(organization, link, 60, person=SAID)
    (update,) = mine(organization)
    assert link in update.evidence.filter(role="question").values_list("quote", flat=True)
    assert PARKING in update.payload["examples"]
    assert "parcel-refund" not in str(update.payload)


def test_only_people_answer_it_so_an_entry_is_proposed_and_goes_back_as_it_came(organization: Any) -> None:
    shop_entries(organization)
    before = served(organization)
    ask_often(organization)
    (update,) = mine(organization)
    payload = update.payload
    assert (update.kind, payload["pattern_id"], payload["body"]) == ("pattern_recognition", the_pattern().pk, SAID)
    assert (payload["customers"], payload["asked"], payload["asked_before"], len(payload["examples"])) == (6, 6, 0, 3)
    assert update.evidence.filter(role="question").values("customer_key").distinct().count() == 6
    assert update.evidence.filter(role="answer").exists()
    card = applier.card(update=update)
    html = render_to_string(card["template"], {"card": card["context"]})
    assert all(words in html for words in ("A frequent question", "6 times by 6 customers", "100", "Examples", "new"))
    update = applied(update)
    entry = KnowledgeEntry.objects.get(pk=update.result["entry_id"])
    assert answer(organization=organization, question=PARKING).cites(entry.pk)
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert served(organization) == before


def test_it_is_proposed_once_whatever_becomes_of_it(organization: Any) -> None:
    ask_often(organization)
    (update,) = mine(organization)
    reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="not_ours")
    for number in range(100, 120):
        ask(organization, PARKING, number, person=SAID)
    assert mine(organization) == []
    assert the_pattern().learning_update == update


def test_what_an_entry_answers_is_not_proposed_until_that_is_gone(organization: Any) -> None:
    entry = shop_entries(organization)[4]
    for number in range(5):
        ask(organization, SHOP[4][0], number, person="We take cards, PayPal and bank transfer in every shop.")
    assert mine(organization) == []
    assert (the_pattern().state, the_pattern().answered_by) == ("answered", entry)
    assert patterns.patterns_to_look_at(organization=organization) == []
    archive_entry(organization=organization, entry_id=entry.pk)
    (update,) = mine(organization)
    assert update.payload["pattern_id"] == the_pattern().pk


@pytest.mark.parametrize("status", ["open", "dismissed"])
def test_what_a_gap_is_about_is_left_to_it(organization: Any, status: str) -> None:
    decided = {"decided_at": timezone.now(), "reason_code": "one_off"} if status == "dismissed" else {}
    gap = KnowledgeGapFactory(organization=organization, title="Parking", status=status, **decided)
    for question in ask_often(organization)[:4]:
        GapQuestion.objects.filter(pk=question.pk).update(gap=gap)
    assert mine(organization) == []
    assert (the_pattern().state, the_pattern().note) == ("in_gap", "The gap “Parking” is about it.")


@pytest.mark.parametrize(("days", "word"), [(14, "says it, though"), (30, "says otherwise")])
def test_what_an_entry_says_in_other_words_gets_no_second_one(organization: Any, days: int, word: str) -> None:
    entry = entry_with(organization, "Consignment retention", f"Parcels are kept at the pickup shop for {days} days.")
    for number, text in enumerate(("How long is it stored?", "how long is it stored", "Hi! How long is it stored?")):
        ask(organization, text, number, person="Parcels are kept at the pickup shop for 14 days.")
    assert mine(organization) == []
    pattern = the_pattern()
    assert (pattern.state, pattern.answered_by) == ("answered", entry)
    assert word in pattern.note or "answers it" in pattern.note


def test_what_people_answer_differently_each_time_makes_no_entry(organization: Any) -> None:
    for number in range(6):
        said = f"I looked into your order: it has {number + 2} parcels and leaves on day {number + 11}."
        ask(organization, WORDINGS[number % 3], number, person=said)
    assert mine(organization) == []
    assert set(QuestionPattern.objects.values_list("state", flat=True)) <= {"no_answer"}


@pytest.mark.parametrize(("person", "rating"), [("", 5), (SAID, 1)])
def test_without_answers_that_somebody_was_content_with_nothing_is_proposed(
    organization: Any, person: str, rating: int
) -> None:
    ask_often(organization, person=person, rating=rating)
    assert mine(organization) == []
    assert the_pattern().note == "Too few customers were answered by a person."


def test_questions_are_put_once_a_day(organization: Any) -> None:
    now = timezone.now()
    assert patterns.is_mining_due(organization=organization, now=now)
    ask_often(organization)
    assert patterns.place_new(organization=organization, since=now - timedelta(days=30)) == (6, 1)
    assert patterns.is_mining_due(organization=organization, now=now), "whoever was cut off goes on"
    patterns.count_patterns(organization=organization, now=now)
    assert not patterns.is_mining_due(organization=organization, now=now)
    assert patterns.is_mining_due(organization=organization, now=now + timedelta(days=1))
    patterns.make_mining_due(organization=organization)
    assert patterns.is_mining_due(organization=organization, now=now)


def test_what_is_asked_very_often_is_counted_once_a_day(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "SETTLED", 6)
    ask_often(organization)
    mine(organization)
    ask(organization, PARKING, 90)
    mine(organization)
    assert (the_pattern().asked_count, the_pattern().is_count_due) == (6, True)
    assert patterns.count_patterns(organization=organization, now=timezone.now() + timedelta(days=1)) == 1
    assert (the_pattern().asked_count, the_pattern().is_count_due) == (7, False)


def test_a_pattern_outlives_its_conversations(organization: Any) -> None:
    ask_often(organization)
    mine(organization)
    Conversation.objects.all().delete()
    QuestionPattern.objects.update(is_count_due=True)
    patterns.count_patterns(organization=organization, now=timezone.now())
    assert (the_pattern().frequency, the_pattern().success_rate) == (6, None)


@pytest.mark.parametrize("change", [{"pattern_id": None}, {"action": "update"}, {"title": ""}])
def test_a_payload_without_a_question_or_an_entry_is_refused(organization: Any, change: dict[str, Any]) -> None:
    payload = {"pattern_id": 1, "action": "create", "title": "T", "body": "B"} | change
    update = LearningUpdate(organization=organization, kind="pattern_recognition", title="T", payload=payload)
    with pytest.raises(EntryInvalid):
        applier.validate(update=update)
