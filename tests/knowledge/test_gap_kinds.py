"""Kinds of gaps on real rows: decided from questions asked again, drafted each by its own route, kept when chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.appliers import knowledge_update as applier
from knowledge.facts import facts_of
from knowledge.models import KnowledgeEntry, KnowledgeGap
from knowledge.services import kinds
from knowledge.services.answering import answer
from knowledge.services.drafting import (
    KEPT_AS_IT_IS,
    NO_ENTRY,
    NO_SOURCE,
    draft_gap,
    gaps_to_draft,
    material_of,
)
from knowledge.services.drafting.routes import in_plain_words, what_it_lacks
from knowledge.services.entries import archive_entry, revise_entry
from knowledge.services.gaps import GapContentMissing, accept_gap_as_drafted, undo_gap_decision
from tests.knowledge.factories import SHOP, KnowledgeGapFactory, entry_with, shop_entries
from tests.knowledge.gap_factories import failed_question
from tests.training.factories import LearningUpdateFactory, MessageFactory, UserFactory, conversation_with
from training.ai.base import DraftSentence
from training.cycle import run_cycle
from training.models import LearningUpdate
from training.services.agents import change_agent
from training.services.engine import engine_for

pytestmark = pytest.mark.django_db

OTHERS = SHOP[1:]
ASKED = (
    "How long can I send something back?",
    "how long do I have to send something back",
    "How many days to send something back?",
    "Until when can I send something back?",
)
THIRTY = (
    "You can send anything back within 30 days of delivery.",
    "Anything can be sent back within 30 days of delivery.",
    "Goods can be sent back within 30 days after the delivery.",
    "It can be sent back within 30 days of delivery, unused.",
)
DECIDED_BY_A_PERSON = (
    "Our safety officer looks at every such case and decides herself.",
    "I may not promise that; our team lead decides it.",
    "That is decided case by case by our manager.",
    "Our manager decides about that in person.",
)
DONE_FOR_ONE = (
    "I have checked your account: your points are booked now.",
    "I found it. Your parcel is with the carrier in Hanover.",
    "I have corrected your invoice A-10442 and sent it again.",
    "I have moved your orders to the newer account.",
)


def gap_of(
    organization: Any, answers: tuple[str, ...] = (), *, questions: tuple[str, ...] = ASKED, **fields: Any
) -> KnowledgeGap:
    """A gap of four customers' questions, each answered by a person where there is an answer for it."""
    values = {"title": questions[0], "frequency": len(questions), "question_count": len(questions)} | fields
    gap: KnowledgeGap = KnowledgeGapFactory(organization=organization, **values)
    for number, question in enumerate(questions):
        conversation = failed_question(gap, question).conversation
        if number < len(answers):
            MessageFactory(conversation=conversation, position=1, sender="agent", text=answers[number])
    return gap


def judged(gap: KnowledgeGap) -> KnowledgeGap:
    """The gap with its kind decided, saved."""
    (found,) = kinds.judge(organization=gap.organization, gap_ids=[gap.pk])
    found.save()
    return found


def drafted(gap: KnowledgeGap) -> KnowledgeGap:
    """The gap with its fix drafted, saved."""
    gap = draft_gap(gap=gap, material=material_of(gap=gap), engine=engine_for(gap.organization))
    gap.save()
    return gap


def accepted(gap: KnowledgeGap) -> LearningUpdate:
    """What accepting the gap, judged and drafted, proposes."""
    update = accept_gap_as_drafted(gap_id=drafted(judged(gap)).pk, manager=UserFactory()).learning_update
    assert update is not None
    return update


# -- each kind, and where accepting it leads


def test_what_nobody_wrote_down_is_missing_and_leads_to_a_new_entry(organization: Any) -> None:
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, THIRTY))
    assert gap.kind == "missing_content"
    assert gap.kind_entry is None
    update = accepted(gap)
    assert update.payload["action"] == "create"
    assert update.payload["entry_kind"] == "answer"
    assert "30 days" in update.payload["body"]
    assert update.payload["gap_kind"] == "missing_content"
    assert "entry_id" not in update.payload


def test_what_is_written_in_other_words_is_not_retrieved_and_leads_to_the_words_of_customers(organization: Any) -> None:
    entry = entry_with(
        organization, title="Revocation period", body="The revocation period ends 30 days after delivery."
    )
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, THIRTY))
    assert (gap.kind, gap.kind_entry_id) == ("not_retrieved", entry.pk)
    update = accepted(gap)
    assert (update.payload["action"], update.payload["entry_id"]) == ("update", entry.pk)
    plain, official = update.payload["body"].split("\n\n")
    assert plain in THIRTY
    assert official == "The revocation period ends 30 days after delivery."
    assert "Revocation period" in [update.payload["title"], *update.payload["asked_as"]]
    assert any("send something back" in words.lower() for words in [update.title, *update.payload["asked_as"]])
    applier.apply(update=update)
    assert answer(organization=organization, question=ASKED[0]).cites(entry.pk)


def test_an_outdated_entry_is_stale_and_leads_to_its_text_with_the_new_figure(organization: Any) -> None:
    body = "You can send anything back within **14 days** of delivery. Put the label on the parcel."
    entry = entry_with(organization, body=body)
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, THIRTY))
    assert (gap.kind, gap.kind_entry_id) == ("stale", entry.pk)
    fact = gap.kind_facts[0]
    assert (fact["entry"]["value"], fact["people"]["value"], fact["differs"]) == ("14 days", "30 days", True)
    assert (fact["people"]["count"], fact["people"]["of"]) == (4, 4)
    update = accepted(gap)
    assert update.payload["action"] == "update"
    assert update.payload["body"] == body.replace("14 days", "30 days")
    assert update.payload["title"] == entry.title


def test_entries_that_disagree_lead_to_one_in_the_place_of_two(organization: Any) -> None:
    wrong = entry_with(organization, body="You can send anything back within 14 days of delivery.")
    right = entry_with(
        organization,
        title="Until when can I send something back?",
        body="You can send something back within 30 days of delivery.",
    )
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, THIRTY))
    assert (gap.kind, gap.kind_entry_id, gap.kind_other_entry_id) == ("contradictory", right.pk, wrong.pk)
    update = accepted(gap)
    assert update.payload["action"] == "merge"
    assert (update.payload["entry_id"], update.payload["other_entry_id"]) == (right.pk, wrong.pk)
    assert "14 days" not in update.payload["body"]
    assert wrong.title in [update.payload["title"], *update.payload["asked_as"]]


def test_applying_a_merge_archives_the_other_entry_and_the_one_that_stays_answers(organization: Any) -> None:
    wrong = entry_with(organization, body="You can send anything back within 14 days of delivery.")
    right = entry_with(
        organization,
        title="Until when can I send something back?",
        body="You can send something back within 30 days of delivery.",
    )
    update = accepted(gap_of(organization, THIRTY))
    update.result = applier.apply(update=update)
    wrong.refresh_from_db()
    assert wrong.status == "archived"
    found = answer(organization=organization, question=ASKED[0])
    assert found.cites(right.pk)
    assert "30 days" in found.text
    applier.revert(update=update)
    wrong.refresh_from_db()
    assert wrong.status == "live"


def test_two_entries_that_say_the_same_are_duplicates_and_lead_to_one(organization: Any) -> None:
    one = entry_with(organization, body="You can send anything back within 30 days of delivery.")
    two = entry_with(
        organization,
        title="Until when can I send something back?",
        body="Something can be sent back within 30 days of delivery. Keep the receipt in a safe place.",
    )
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, THIRTY))
    assert gap.kind == "duplicate"
    assert {gap.kind_entry_id, gap.kind_other_entry_id} == {one.pk, two.pk}
    update = accepted(gap)
    assert update.payload["action"] == "merge"
    assert "Keep the receipt in a safe place." in update.payload["body"]
    assert not any(fact["differs"] for fact in gap.kind_facts)


@pytest.mark.parametrize(
    ("answers", "kind", "why"),
    [
        (DECIDED_BY_A_PERSON, "policy", "A person decides such a matter"),
        (DONE_FOR_ONE, "needs_data", "look into the customer's own data"),
    ],
)
def test_what_a_person_must_answer_leads_to_a_hand_off_rule_that_the_agent_obeys(
    organization: Any, answers: tuple[str, ...], kind: str, why: str
) -> None:
    shop_entries(organization, OTHERS)
    gap = judged(gap_of(organization, answers))
    assert gap.kind == kind
    update = accepted(gap)
    assert (update.payload["action"], update.payload["entry_kind"]) == ("create", "handoff")
    assert why in update.payload["body"]
    entry_id = applier.apply(update=update)["entry_id"]
    found = answer(organization=organization, question=ASKED[0])
    assert found.is_handoff
    assert found.rule is not None
    assert found.rule.entry_id == entry_id


def test_a_gap_nobody_answered_has_a_kind_and_no_text_of_its_own(organization: Any) -> None:
    gap = drafted(judged(gap_of(organization)))
    assert (gap.kind, gap.suggested_content, gap.suggestion_note) == ("missing_content", "", NO_SOURCE)
    with pytest.raises(GapContentMissing):
        accept_gap_as_drafted(gap_id=gap.pk, manager=UserFactory())


def test_a_text_that_says_it_in_the_words_of_people_stays_as_it_is(organization: Any) -> None:
    entry = entry_with(organization, title="Revocation period", body=f"{THIRTY[1]} It is free.")
    gap = drafted(judged(gap_of(organization, THIRTY)))
    assert (gap.kind, gap.kind_entry_id) == ("not_retrieved", entry.pk)
    assert (gap.suggested_content, gap.suggestion_note) == (f"{THIRTY[1]} It is free.", KEPT_AS_IT_IS)


def test_what_people_say_goes_before_a_text_only_where_it_agrees_and_contradicts_nothing() -> None:
    body = "The revocation period ends 30 days after delivery."
    said = [
        DraftSentence(text=text, message_id=1, start=0, end=len(text))
        for text in (THIRTY[0], "You can send anything back within 14 days.", "We are glad to help.", body)
    ]
    assert [one.text for one in in_plain_words(body, said)] == [THIRTY[0]]
    assert in_plain_words("", said) == []


LABEL = ("The return label costs 3 euros.", "The return label is 3 euros.", "You pay 3 euros for the return label.")


def said_sentences(*texts: str) -> list[DraftSentence]:
    return [DraftSentence(text=text, message_id=1, start=0, end=len(text)) for text in texts]


def test_what_a_text_lacks_is_what_answers_have_in_common_and_it_does_not_say() -> None:
    said = said_sentences(THIRTY[0], LABEL[0], "We are glad to help.")
    common = facts_of(f"{THIRTY[0]} {LABEL[0]}")
    assert what_it_lacks(THIRTY[1], said, common) == [said[1]]
    assert what_it_lacks(f"{THIRTY[1]} {LABEL[1]}", said, common) == []
    assert what_it_lacks(THIRTY[1], said_sentences("It costs three euros."), common)
    assert what_it_lacks(THIRTY[1], said, facts_of("")) == []


@pytest.mark.parametrize("is_own", [False, True])
def test_an_entry_gets_what_several_people_say_and_one_that_this_gap_wrote_all_that_is_new(
    organization: Any, is_own: bool
) -> None:
    slip = "Put the slip on top of what you send back."
    answers = tuple(f"{one} {two}" for one, two in zip(THIRTY[:3] * 2, [*LABEL, slip, slip, slip], strict=True))
    entry = entry_with(organization, title="Revocation period", body=THIRTY[1])
    gap = gap_of(organization, answers, questions=(*ASKED, ASKED[0], ASKED[2]))
    gap.kind, gap.kind_entry = "not_retrieved", entry
    payload = {"gap_id": gap.pk if is_own else gap.pk + 1}
    entry.versions.update(update=LearningUpdateFactory(organization=organization, payload=payload))
    own, more = drafted(gap).suggested_content.split("\n\n")
    sources = gap.suggestion_sources
    assert own == THIRTY[1]
    assert any(line in more for line in LABEL)
    assert (slip in more) == is_own
    assert sources
    assert all(source["text"] in more for source in sources)
    assert gap.suggested_fix["action"] == "update"
    gap.is_kind_fixed = True
    assert drafted(gap).suggested_content == THIRTY[1]


def test_where_the_entry_is_gone_since_what_people_answer_becomes_a_new_one(organization: Any) -> None:
    entry = entry_with(organization, body="You can send anything back within 14 days of delivery.")
    gap = judged(gap_of(organization, THIRTY))
    archive_entry(organization=organization, entry_id=entry.pk)
    gap = drafted(gap)
    assert gap.suggested_fix["action"] == "create"
    assert gap.suggestion_note == NO_ENTRY
    assert "30 days" in gap.suggested_content


def test_undoing_keeps_the_kind_and_the_wordings(organization: Any) -> None:
    entry_with(organization, title="Revocation period", body="The revocation period ends 30 days after delivery.")
    update = accepted(gap_of(organization, THIRTY))
    gap = undo_gap_decision(gap_id=update.payload["gap_id"], manager=UserFactory())
    assert (gap.status, gap.kind) == ("open", "not_retrieved")
    assert gap.suggested_asked_as == update.payload["asked_as"]


def test_one_customer_with_a_hundred_answers_counts_once(organization: Any) -> None:
    entry_with(organization, body="You can send anything back within 14 days of delivery.")
    gap = gap_of(organization, THIRTY[:1])
    for _ in range(20):
        conversation = failed_question(gap, ASKED[0], customer_key="flooder").conversation
        MessageFactory(conversation=conversation, position=1, sender="agent", text=THIRTY[0])
    assert judged(gap).kind != "stale"


def test_the_reason_of_a_hand_off_tells_where_people_wrote_nothing(organization: Any) -> None:
    gap = gap_of(organization)
    for question in gap.questions.all():
        question.conversation.handoff_reason = "needs_account_data"
        question.conversation.save()
    assert judged(gap).kind == "needs_data"


# -- which gaps are judged


def due(organization: Any) -> list[int]:
    """The ids of gaps that a cycle would judge."""
    return kinds.gaps_to_judge(organization=organization).gap_ids


def test_a_gap_is_judged_once_and_again_when_it_grew_by_a_quarter(organization: Any) -> None:
    gap = gap_of(organization, THIRTY)
    assert due(organization) == [gap.pk]
    gap = judged(gap)
    assert due(organization) == []
    KnowledgeGap.objects.update(question_count=5)
    assert due(organization) == []
    KnowledgeGap.objects.update(question_count=6)
    assert due(organization) == [gap.pk]


def test_knowledge_that_changed_near_a_gap_has_it_judged_again_and_far_from_it_not(organization: Any) -> None:
    near, far = entry_with(organization), entry_with(organization, *SHOP[4])
    gap = judged(gap_of(organization, THIRTY))
    revise_entry(organization=organization, entry_id=far.pk, title=far.title, body="We take cards and cash.")
    found = kinds.gaps_to_judge(organization=organization)
    assert (found.gap_ids, found.unaffected) == ([], [gap.pk])
    kinds.keep_unaffected(organization=organization, found=found)
    found = kinds.gaps_to_judge(organization=organization)
    assert (found.gap_ids, found.unaffected) == ([], [])
    revise_entry(organization=organization, entry_id=near.pk, title=near.title, body="Within 60 days.")
    assert due(organization) == [gap.pk]


def test_knowledge_that_changes_near_a_gap_while_a_cycle_looks_is_not_missed(organization: Any) -> None:
    near, far = entry_with(organization), entry_with(organization, *SHOP[4])
    gap = judged(gap_of(organization, THIRTY))
    revise_entry(organization=organization, entry_id=far.pk, title=far.title, body="We take cards and cash.")
    found = kinds.gaps_to_judge(organization=organization)
    revise_entry(organization=organization, entry_id=near.pk, title=near.title, body="Within 60 days.")
    kinds.keep_unaffected(organization=organization, found=found)
    assert due(organization) == [gap.pk]


def test_another_threshold_of_answering_has_all_judged_again(organization: Any) -> None:
    entry_with(organization)
    gap = judged(gap_of(organization, THIRTY))
    change_agent(organization=organization, changes={"handoff_confidence": 0.7})
    assert due(organization) == [gap.pk]


def test_a_verdict_of_another_kind_has_the_draft_made_anew(organization: Any) -> None:
    gap = drafted(judged(gap_of(organization, THIRTY)))
    assert gaps_to_draft(organization=organization) == []
    entry_with(organization, body="You can send anything back within 14 days of delivery.")
    gap = judged(gap)
    assert (gap.kind, gap.drafted_at) == ("stale", None)
    assert gaps_to_draft(organization=organization) == [gap.pk]


def test_a_cycle_decides_and_drafts(organization: Any) -> None:
    entry = entry_with(organization, body="You can send anything back within 14 days of delivery.")
    for question, said in zip(ASKED, THIRTY, strict=True):
        conversation_with(
            organization,
            ("customer", question),
            ("ai", "I am sorry, I do not know that."),
            ("agent", said),
            is_handed_off=True,
            has_human_reply=True,
            started_at=timezone.now() - timedelta(days=2),
        )
    cycle = run_cycle(organization=organization, trigger="command")
    steps = {step.name: step for step in cycle.steps.all()}
    assert (steps["decide_gap_kinds"].looked_at, steps["decide_gap_kinds"].made) == (1, 1)
    gap = KnowledgeGap.objects.get()
    assert (gap.kind, gap.kind_entry_id, gap.suggested_fix["action"]) == ("stale", entry.pk, "update")
    cycle = run_cycle(organization=organization, trigger="command")
    assert cycle.steps.get(name="decide_gap_kinds").looked_at == 0


# -- a person's word


def choose(gap: KnowledgeGap, kind: str, *entries: KnowledgeEntry) -> KnowledgeGap:
    """A person says what kind it is."""
    ids = [entry.pk for entry in entries] + [None, None]
    return kinds.choose_kind(gap_id=gap.pk, manager=UserFactory(), kind=kind, entry_id=ids[0], other_entry_id=ids[1])


def test_a_kind_that_a_person_chose_stays_and_its_fix_is_drafted(organization: Any) -> None:
    entry = entry_with(organization, *SHOP[4])
    gap = judged(gap_of(organization, THIRTY))
    assert gap.kind == "missing_content"
    gap = choose(gap, "not_retrieved", entry)
    assert (gap.kind, gap.kind_entry, gap.is_kind_fixed) == ("not_retrieved", entry, True)
    assert gap.kind_reason.endswith("chose this kind.")
    assert (gap.suggested_fix["action"], gap.suggested_fix["entry_id"]) == ("optimize", entry.pk)
    KnowledgeGap.objects.update(question_count=400)
    entry_with(organization, body="You can send anything back within 14 days of delivery.")
    assert due(organization) == []
    run_cycle(organization=organization, trigger="command")
    gap.refresh_from_db()
    assert (gap.kind, gap.kind_entry) == ("not_retrieved", entry)


def test_a_choice_taken_back_is_decided_by_the_desk_again(organization: Any) -> None:
    entry = entry_with(organization, body="You can send anything back within 14 days of delivery.")
    gap = choose(gap_of(organization, THIRTY), "policy")
    assert gap.suggested_fix["entry_kind"] == "handoff"
    gap = kinds.let_kind_be_decided(gap_id=gap.pk)
    gap.refresh_from_db()
    assert (gap.kind, gap.kind_entry, gap.is_kind_fixed) == ("stale", entry, False)
    assert gap.suggested_fix["action"] == "update"


def test_a_chosen_pair_shows_the_facts_on_which_it_differs(organization: Any) -> None:
    one = entry_with(organization, body="You can send anything back within 30 days of delivery.")
    two = entry_with(organization, title="Sending back", body="Send anything back within 14 days of delivery.")
    gap = choose(gap_of(organization, THIRTY), "contradictory", one, two)
    assert (gap.kind_entry, gap.kind_other_entry) == (one, two)
    assert [(fact["entry"]["value"], fact["other"]["value"]) for fact in gap.kind_facts if fact["differs"]] == [
        ("30 days", "14 days")
    ]


@pytest.mark.parametrize("kind", ["not_retrieved", "stale", "contradictory", "duplicate"])
def test_a_kind_that_is_about_entries_is_refused_without_them(organization: Any, kind: str) -> None:
    with pytest.raises(kinds.KindNeedsEntries):
        choose(gap_of(organization, THIRTY), kind)


def test_a_kind_is_refused_that_there_is_not_or_whose_entries_are_one_or_gone(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    gap, entry = gap_of(organization, THIRTY), entry_with(organization)
    with pytest.raises(kinds.KindNeedsEntries, match="what kind"):
        choose(gap, "of_some_kind")
    with pytest.raises(kinds.KindNeedsEntries, match="two different"):
        choose(gap, "duplicate", entry, entry)
    archive_entry(organization=organization, entry_id=entry.pk)
    with pytest.raises(kinds.KindNeedsEntries, match="the live entry"):
        choose(gap, "stale", entry)
    in_organization(other_organization)
    foreign = entry_with(other_organization)
    in_organization(organization)
    with pytest.raises(kinds.KindNeedsEntries, match="the live entry"):
        choose(gap, "stale", foreign)
    gap.refresh_from_db()
    assert not gap.is_kind_fixed


def test_a_gap_that_was_decided_meanwhile_keeps_its_kind(organization: Any) -> None:
    update = accepted(gap_of(organization, THIRTY))
    gap = KnowledgeGap.objects.get(pk=update.payload["gap_id"])
    with pytest.raises(kinds.GapNotOpen, match="accepted meanwhile"):
        choose(gap, "policy")
    gap.refresh_from_db()
    assert gap.kind == "missing_content"
