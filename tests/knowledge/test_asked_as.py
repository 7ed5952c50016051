"""Other wordings of a question, and hand-off rules: kept with each version, found, answered from."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import KnowledgeVersion
from knowledge.services.answering import RULE_TEXT, answer
from knowledge.services.entries import (
    EntryDraft,
    EntryInvalid,
    create_entries,
    create_entry,
    restore_version,
    revise_entry,
)
from knowledge.services.searching import Hit, WouldBe, search, search_many
from tests.knowledge.factories import entry_with, shop_entries
from training.ai.base import AnswerRequest, Passage
from training.ai.local_provider import LocalProvider

pytestmark = pytest.mark.django_db
WORDINGS = ["Do you have a rewards programme?", "Can I collect bonus stars?"]
STARS = {"title": "Lindenhof Circle", "body": "Every euro spent earns one point; 100 points are worth 5 euros."}


def test_other_wordings_are_kept_a_line_each_and_each_once(organization: Any) -> None:
    made = entry_with(
        organization, asked_as=[" Do  you have a\nrewards programme? ", "", "DO YOU HAVE A REWARDS PROGRAMME?"]
    )
    version = made.current_version
    assert version is not None
    assert version.asked_lines == ["Do you have a rewards programme?"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"asked_as": ["x" * 301]}, "asked_as"),
        ({"asked_as": [f"Wording {number}" for number in range(51)]}, "asked_as"),
        ({"kind": "robot"}, "kind"),
    ],
)
def test_wordings_and_kinds_that_cannot_be_kept_are_refused(
    organization: Any, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(EntryInvalid) as caught:
        entry_with(organization, **wrong)
    assert caught.value.field == field


def test_a_revision_keeps_wordings_and_kind_unless_it_is_given_others(organization: Any) -> None:
    entry = create_entry(organization=organization, **STARS, asked_as=WORDINGS, kind="handoff")
    entry = revise_entry(organization=organization, entry_id=entry.pk, title=STARS["title"], body="Another text.")
    live = KnowledgeVersion.objects.get(pk=entry.current_version_id)
    assert (live.number, live.asked_lines, live.kind, entry.kind) == (2, WORDINGS, "handoff", "handoff")
    same = revise_entry(
        organization=organization, entry_id=entry.pk, title=STARS["title"], body="Another text.", asked_as=WORDINGS
    )
    assert same.current_version_id == live.pk


def test_other_wordings_or_another_kind_make_a_version_that_can_be_taken_back(organization: Any) -> None:
    entry = create_entry(organization=organization, **STARS)
    first = entry.current_version_id
    assert first is not None
    revise_entry(organization=organization, entry_id=entry.pk, **STARS, asked_as=WORDINGS)
    entry = revise_entry(organization=organization, entry_id=entry.pk, **STARS, kind="handoff")
    assert (entry.versions.count(), entry.kind) == (3, "handoff")
    entry = restore_version(organization=organization, entry_id=entry.pk, version_id=first)
    live = KnowledgeVersion.objects.get(pk=entry.current_version_id)
    assert (live.number, live.asked_as, live.kind, entry.kind) == (4, "", "answer", "answer")


@pytest.mark.parametrize("others", [0, 200])
def test_an_entry_is_found_and_answered_from_by_another_wording(organization: Any, others: int) -> None:
    shop_entries(organization)
    create_entries(
        organization=organization,
        entries=[EntryDraft(title=f"Shelf number {n}", body="It is made of oak.") for n in range(others)],
    )
    question = "do you have a rewards program"
    entry = create_entry(organization=organization, **STARS)
    before = answer(organization=organization, question=question)
    revise_entry(organization=organization, entry_id=entry.pk, **STARS, asked_as=WORDINGS)
    found = search(organization=organization, query=question)[0]
    assert (found.title, found.text_rank, found.asked_as) == (STARS["title"], 1, tuple(WORDINGS))
    after = answer(organization=organization, question=question)
    assert before.is_handoff
    assert after.cites(entry.pk)
    assert after.text == STARS["body"]
    assert not any(wording in after.text or wording in found.snippet for wording in WORDINGS)


def test_a_replay_finds_by_wording_what_a_search_finds_once_it_is_applied(organization: Any) -> None:
    entries = shop_entries(organization)
    revise_entry(
        organization=organization,
        entry_id=entries[1].pk,
        title=entries[1].title,
        body="A refund takes 5 days.",
        asked_as=["Where is my money?"],
    )
    wanted = [
        WouldBe(**STARS, asked_as=WORDINGS),
        WouldBe(entry_id=entries[0].pk, title="Sending back", body="30 days.", asked_as=["give back"], kind="handoff"),
        WouldBe(entry_id=entries[1].pk, title="Refunds", body="A refund takes a week."),  # keeps its wording
    ]
    questions = ["rewards programme", "I want to give it back", "where is my money", "bonus stars", "parcel"]
    foreseen = search_many(organization=organization, queries=questions, overlay=wanted)
    answers = [answer(organization=organization, question=question, overlay=wanted) for question in questions]

    create_entry(organization=organization, **STARS, asked_as=WORDINGS)
    revise_entry(
        organization=organization,
        entry_id=entries[0].pk,
        title="Sending back",
        body="30 days.",
        asked_as=["give back"],
        kind="handoff",
    )
    revise_entry(organization=organization, entry_id=entries[1].pk, title="Refunds", body="A refund takes a week.")

    def told(rows: list[list[Hit]]) -> list[list[tuple[Any, ...]]]:
        return [[(hit.title, hit.score, hit.asked_as, hit.kind) for hit in hits] for hits in rows]

    assert told(foreseen) == told(search_many(organization=organization, queries=questions))
    real = [answer(organization=organization, question=question) for question in questions]
    assert [(one.text, one.confidence, one.reason) for one in answers] == [
        (one.text, one.confidence, one.reason) for one in real
    ]
    assert foreseen[2][0].asked_as == ("Where is my money?",)


def test_a_hand_off_rule_passes_its_questions_to_a_person(organization: Any) -> None:
    shop_entries(organization)
    rule = create_entry(
        organization=organization,
        title="Complaints about staff",
        body="A team lead answers complaints about our staff.",
        asked_as=["I want to complain about one of your employees"],
        kind="handoff",
    )
    found = answer(organization=organization, question="I'd like to complain about an employee of yours")
    assert found.is_handoff
    assert found.reason == "The rule “Complaints about staff” passes this to a person."
    assert [citation.entry_id for citation in found.citations] == [rule.pk]
    assert found.rule == found.citations[0]
    assert (found.text, found.unsent_text) == (RULE_TEXT, "")
    assert not found.cites(rule.pk)
    assert found.is_settled_by(rule.pk)
    other = answer(organization=organization, question="When does my refund arrive?")
    assert (other.is_handoff, other.rule) == (False, None)
    assert not other.is_settled_by(rule.pk)
    assert other.is_settled_by(other.citations[0].entry_id)


def test_what_an_entry_was_at_a_moment_decides_its_answer_as_of_then(organization: Any) -> None:
    entry = shop_entries(organization)[1]
    question = "When does my refund arrive?"
    before = timezone.now()
    revise_entry(
        organization=organization, entry_id=entry.pk, title=question, body="A colleague looks it up.", kind="handoff"
    )
    assert answer(organization=organization, question=question).rule is not None
    then = answer(organization=organization, question=question, as_of=before)
    assert then.cites(entry.pk)


def test_a_rule_is_never_mixed_into_an_answer() -> None:
    text = "Refunds reach the card within 5 days."
    passages = (
        Passage(version_id=1, entry_id=1, title="When do I get my refund?", text=text, score=1),
        Passage(
            version_id=2,
            entry_id=2,
            title="When do I get my refund?",
            text="A lead decides.",
            score=0.9,
            kind="handoff",
        ),
    )
    for order in (passages, passages[::-1]):
        found, _ = LocalProvider().answer(AnswerRequest(question="When do I get my refund?", passages=order))
        assert len(found.cited_version_ids) == 1
        assert ("A lead decides." in found.text) is (found.cited_version_ids == (2,))
