"""Optimizing and deprecating entries, and updates that meet in one: what is served after each and its roll back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from knowledge.appliers import knowledge_update as applier
from knowledge.appliers.knowledge_update import EntryStillNeeded, LaterVersionExists, PayloadInvalid
from knowledge.models import Citation, Embedding, KnowledgeEntry
from knowledge.services import merging
from knowledge.services.answering import answer
from knowledge.services.entries import EntryChangedMeanwhile, archive_entry, restore_entry, revise_entry
from knowledge.services.replaying import replay_now
from knowledge.services.searching import search
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.knowledge.replays import applied, approved, replayed, update_with
from tests.training.factories import ConversationFactory, MessageFactory, UserFactory
from training.models import ConversationAnalysis, LearningUpdate
from training.services.updates import roll_back_update

pytestmark = pytest.mark.django_db
ASKED = (
    "How long can I send something back?",
    "When does my refund arrive?",
    "Can I settle up with plastic?",
    "Do you ship to France?",
)
TEXT = "You can send it back within 30 days. Use the label in the parcel. The postage is free."


def served(organization: Any) -> list[Any]:
    """All that customers and searchers get, and what it rests on: texts, vectors, results, answers."""
    entries = KnowledgeEntry.objects.filter(status="live").order_by("pk").select_related("current_version")
    live = [one.current_version for one in entries]
    vectors = {row.version_id: row.vector for row in Embedding.objects.filter(version__in=live)}
    texts = [
        (one.pk, one.title, one.kind, one.category, one.tags, one.current_version.body, one.current_version.asked_as,
         vectors[one.current_version_id])
        for one in entries
    ]  # fmt: skip
    found = [[(hit.entry_id, round(hit.score, 6)) for hit in search(organization=organization, query=q)] for q in ASKED]
    said = [answer(organization=organization, question=question) for question in ASKED]
    return [texts, found, [(one.text, one.is_handoff, one.confidence) for one in said]]


def change(organization: Any, entry: KnowledgeEntry, **payload: Any) -> LearningUpdate:
    entry.refresh_from_db()
    values = {
        "action": "update",
        "entry_id": entry.pk,
        "expected_version_id": entry.current_version_id,
        "title": entry.title,
        "body": entry.current_version.body,
    }
    return update_with(organization, "How long do I have?", **values | payload)


def optimization(organization: Any, entry: KnowledgeEntry, **payload: Any) -> LearningUpdate:
    values = {"action": "optimize", "body": "", "reason": "Eight customers asked it in other words."}
    return change(organization, entry, **values | payload)


def deprecation(organization: Any, entry: KnowledgeEntry, instead: KnowledgeEntry | None = None) -> LearningUpdate:
    return change(
        organization, entry, action="deprecate", body="", reason="Said twice.", replaced_by_id=instead and instead.pk
    )


def html_of(update: LearningUpdate) -> str:
    card = applier.card(update=update)
    return render_to_string(card["template"], {"card": card["context"]})


# --- the same text, better found


def test_an_optimization_makes_an_entry_found_and_its_roll_back_serves_what_was_served(organization: Any) -> None:
    entries = shop_entries(organization)
    before = served(organization)
    update = optimization(
        organization, entries[4], asked_as=["Can I settle up with plastic?"], tags=["money"], expected_tags=[]
    )
    html = html_of(update)
    assert all(words in html for words in ("Eight customers asked it in other words.", "money", "settle up with"))
    update = applied(update)
    entries[4].refresh_from_db()
    assert (entries[4].tags, entries[4].current_version.body) == (["money"], SHOP[4][1])
    assert answer(organization=organization, question="Can I settle up with plastic?").cites(entries[4].pk)
    assert served(organization) != before
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert served(organization) == before


def test_an_optimization_of_tags_alone_is_one_and_goes_back(organization: Any) -> None:
    entry = entry_with(organization, tags=["a"])
    update = applied(optimization(organization, entry, tags=["a", "b"], expected_tags=["a"]))
    entry.refresh_from_db()
    assert entry.tags == ["a", "b"]
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    entry.refresh_from_db()
    assert entry.tags == ["a"]


def test_an_optimization_leaves_the_text_alone_and_changes_something(organization: Any) -> None:
    entry = entry_with(organization)
    with pytest.raises(PayloadInvalid, match="text stays as it is"):
        applier.validate(update=optimization(organization, entry, body="Another text.", asked_as=["x"]))
    with pytest.raises(PayloadInvalid, match="already says"):
        applier.validate(update=optimization(organization, entry))


def test_an_optimization_follows_a_text_that_changed_meanwhile(organization: Any) -> None:
    entry = entry_with(organization)
    update = optimization(organization, entry, asked_as=["money back when"])
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="Within 14 days.")
    applied(update)
    entry.refresh_from_db()
    assert (entry.current_version.body, entry.current_version.asked_as) == ("Within 14 days.", "money back when")


# --- out of use


def asked_lately(organization: Any, entry: KnowledgeEntry, question: str, days: int = 3) -> None:
    """A conversation that went well and was answered from the entry."""
    conversation = ConversationFactory(
        organization=organization, is_success=True, started_at=timezone.now() - timedelta(days=days)
    )
    message = MessageFactory(organization=organization, conversation=conversation, sender="ai", position=1)
    ConversationAnalysis.objects.create(
        organization=organization, conversation=conversation, question=question, resolution_probability=0.9,
        judged_rating=5, sentiment=0, engine="local", engine_version="1",
    )  # fmt: skip
    Citation.objects.create(organization=organization, message=message, version=entry.current_version)


def test_a_deprecation_archives_and_its_roll_back_serves_what_was_served(organization: Any) -> None:
    entries = shop_entries(organization)
    twin = entry_with(organization, "How long may I return things?", "You can return anything within 30 days.")
    before = served(organization)
    update = deprecation(organization, twin, instead=entries[0])
    asked_lately(organization, twin, "How long can I send something back?")
    html = html_of(update)
    assert "What answers instead" in html
    assert SHOP[0][1].split("**")[0] in html
    update = applied(update)
    twin.refresh_from_db()
    assert (twin.status, update.result["was_archived"]) == ("archived", True)
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert served(organization) == before


def test_an_entry_that_customers_need_is_not_taken_away(organization: Any) -> None:
    entry = shop_entries(organization)[4]
    asked_lately(organization, entry, "Which payment methods do you take?")
    update = replayed(deprecation(organization, entry))
    with pytest.raises(EntryStillNeeded, match=r"One question .*Which payment methods do you take"):
        applier.guard(update=update, is_bulk=False, break_reason="I know better.")


def test_what_nobody_asked_for_long_is_not_needed(organization: Any) -> None:
    entry = shop_entries(organization)[4]
    asked_lately(organization, entry, "Which payment methods do you take?", days=organization.entry_stale_days + 1)
    assert approved(deprecation(organization, entry)).status == "approved"


def test_what_answers_instead_must_be_there(organization: Any) -> None:
    entry, other, *_ = shop_entries(organization)
    with pytest.raises(PayloadInvalid, match="own place"):
        applier.validate(update=deprecation(organization, entry, instead=entry))
    update = deprecation(organization, entry, instead=other)
    archive_entry(organization=organization, entry_id=other.pk)
    with pytest.raises(PayloadInvalid, match="not live"):
        applier.validate(update=update)
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="New.")
    restore_entry(organization=organization, entry_id=other.pk)
    with pytest.raises(EntryChangedMeanwhile):
        applier.validate(update=update)


def test_a_deprecated_entry_that_came_back_is_left_alone_unless_it_says_something_else(organization: Any) -> None:
    entry = shop_entries(organization)[4]
    update = applied(deprecation(organization, entry))
    restore_entry(organization=organization, entry_id=entry.pk)
    applier.revert(update=update)
    entry.refresh_from_db()
    assert entry.status == "live"
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="We take cash.")
    archive_entry(organization=organization, entry_id=entry.pk)
    with pytest.raises(LaterVersionExists, match="version 3"):
        applier.revert(update=update)


# --- two updates of one entry


def test_two_updates_of_different_sentences_are_both_applied_and_either_goes_back(organization: Any) -> None:
    shop_entries(organization)
    entry = entry_with(organization, "May I return it?", TEXT)
    start = served(organization)
    one = change(organization, entry, title="May I return it?", body=TEXT.replace("30", "14"))
    two = change(organization, entry, title="May I return it?", body=TEXT.replace("is free", "costs 3 euros"))
    assert [rival.pk for rival in applier.preview(update=one)["rivals"]] == [two.pk]
    assert two.title in html_of(one)
    one = applied(one)
    after_one = served(organization)
    seen = applier.preview(update=two)
    both = TEXT.replace("30", "14").replace("is free", "costs 3 euros")
    assert (seen["is_merged"], seen["body"], seen["problem"]) == (True, both, "")
    assert [version.update for version in seen["changed_since"]] == [one]
    assert "both changes are kept" in html_of(two)
    assert applier.would_be(update=two)[0].body == both
    two = applied(two)
    entry.refresh_from_db()
    assert entry.current_version.body == both

    reviewer = UserFactory()
    roll_back_update(update_id=one.pk, reviewer=reviewer)
    entry.refresh_from_db()
    assert entry.current_version.body == TEXT.replace("is free", "costs 3 euros")
    assert "beneath version 3" in entry.current_version.reason
    roll_back_update(update_id=two.pk, reviewer=reviewer)
    assert served(organization) == start
    assert start != after_one


def test_a_roll_back_beneath_an_update_of_the_same_sentence_is_refused_and_names_it(organization: Any) -> None:
    entry = entry_with(organization, "May I return it?", TEXT)
    one = applied(change(organization, entry, body=TEXT.replace("30", "14")))
    two = change(organization, entry, body=TEXT.replace("30", "60"))
    two.title = "Sixty days to return"
    two.save()
    applied(two)
    with pytest.raises(LaterVersionExists, match=r"version 3, .*by the update “Sixty days to return”"):
        roll_back_update(update_id=one.pk, reviewer=UserFactory())
    entry.refresh_from_db()
    assert "60 days" in entry.current_version.body


def test_a_new_entry_that_another_update_changed_is_not_archived_beneath_it(organization: Any) -> None:
    made = applied(update_with(organization, "Where can I park?"))
    entry = KnowledgeEntry.objects.get(pk=made.result["entry_id"])
    applied(change(organization, entry, title="Where do I park?", body="Before the shop."))
    with pytest.raises(LaterVersionExists, match="by the update “Where do I park"):
        roll_back_update(update_id=made.pk, reviewer=UserFactory())


def test_tags_and_category_that_somebody_changed_since_stay(organization: Any) -> None:
    entry = entry_with(organization, "May I return it?", TEXT, category="Old", tags=["a", "b"])
    update = change(organization, entry, body=TEXT.replace("30", "14"), category="New", tags=["a", "c"])
    update = applied(update)
    entry.refresh_from_db()
    revise_entry(
        organization=organization, entry_id=entry.pk, title=entry.title, body=entry.current_version.body,
        category="Mine", tags=["a", "c", "d"],
    )  # fmt: skip
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    entry.refresh_from_db()
    assert (entry.category, sorted(entry.tags), entry.current_version.body) == ("Mine", ["a", "b", "d"], TEXT)


# --- both changed the same


@pytest.fixture
def clash(organization: Any) -> tuple[LearningUpdate, KnowledgeEntry]:
    """An update of a sentence that somebody has changed since, as they have changed another one."""
    entry = entry_with(organization, "May I return it?", TEXT, asked_as=["returns"])
    update = change(organization, entry, body=TEXT.replace("30", "14"), asked_as=["returns", "send back"])
    theirs = TEXT.replace("30", "60").replace("is free", "costs 3 euros")
    revise_entry(organization=organization, entry_id=entry.pk, title="May I return it?", body=theirs, asked_as=["x"])
    entry.refresh_from_db()
    return update, entry


def test_a_conflict_is_shown_with_both_wordings_and_cannot_be_applied(organization: Any, clash: Any) -> None:
    update, _ = clash
    with pytest.raises(EntryChangedMeanwhile, match=r"version 2.*both changed the same"):
        applier.apply(update=update)
    seen = applier.preview(update=update)
    ((name, number, piece),) = seen["conflicts"]
    assert (name, number) == ("body", 0)
    assert "14 days" in piece.ours
    assert "60 days" in piece.theirs
    assert "30 days" in piece.base
    html = html_of(update)
    assert "14 days" in html
    assert "60 days" in html
    assert replay_now(update=update).status == "failed"


@pytest.mark.parametrize(("choice", "days"), [("ours", "14"), ("theirs", "60")])
def test_a_person_chooses_what_stands_and_the_rest_of_both_is_kept(
    organization: Any, clash: Any, choice: Any, days: str
) -> None:
    update, entry = clash
    merging.settle_merge(update_id=update.pk, editor=UserFactory(), choices={("body", 0): choice})
    update.refresh_from_db()
    assert update.payload["expected_version_id"] == entry.current_version_id
    applied(update)
    entry.refresh_from_db()
    assert entry.current_version.body == TEXT.replace("30", days).replace("is free", "costs 3 euros")
    assert entry.current_version.asked_lines == ["x", "send back"]


def test_a_person_may_write_the_text_instead(organization: Any, clash: Any) -> None:
    update, entry = clash
    merging.settle_merge(update_id=update.pk, editor=UserFactory(), choices={}, body="Ask us.\r\nAlways.")
    update.refresh_from_db()
    applied(update)
    entry.refresh_from_db()
    assert entry.current_version.body == "Ask us.\nAlways."


def test_nothing_is_settled_without_a_choice_or_over_a_third_change(organization: Any, clash: Any) -> None:
    update, entry = clash
    with pytest.raises(merging.ChoiceMissing, match="each place"):
        merging.settle_merge(update_id=update.pk, editor=UserFactory(), choices={})
    with pytest.raises(merging.NothingToMerge, match="once more"):
        merging.settle_merge(
            update_id=update.pk,
            editor=UserFactory(),
            choices={("body", 0): "ours"},
            live_version_id=update.payload["expected_version_id"],
        )
    fresh = change(organization, entry, body="Ask.")
    with pytest.raises(merging.NothingToMerge, match="as it was"):
        merging.settle_merge(update_id=fresh.pk, editor=UserFactory(), choices={})


def test_facts_at_odds_are_for_a_person_to_write(organization: Any) -> None:
    entry = entry_with(organization, "Returns", "Returns are easy. Ask us.")
    update = change(organization, entry, body="Send it back within 14 days. Ask us.")
    revise_entry(
        organization=organization, entry_id=entry.pk, title="Returns",
        body="Returns are easy. Ask us. You can send it back within 30 days.",
    )  # fmt: skip
    assert applier.preview(update=update)["contradictions"] == [("14 days", "30 days")]
    assert "Both cannot hold" in html_of(update) or "cannot both hold" in html_of(update)
    with pytest.raises(merging.ChoiceMissing, match="14 days"):
        merging.settle_merge(update_id=update.pk, editor=UserFactory(), choices={})
