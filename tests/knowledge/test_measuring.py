"""What each entry did on each day, and its score."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from knowledge.models import Citation, DirtyEntryDay, EntryPerformance, KnowledgeEntry
from knowledge.querysets.performance import CITED, HELPED, HURT
from knowledge.services.entries import revise_entry
from knowledge.services.measuring import count_offered, measure_days, score_again, score_entries
from tests.knowledge.factories import entry_with
from tests.training.factories import ConversationFactory, MessageFactory
from training.models import Conversation
from training.querysets.conversation import today_of

DAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ON = DAY.date()
GOOD = {"is_success": True, "is_resolved": True, "analysed_at": DAY}
BAD = {"is_success": False, "is_resolved": False, "analysed_at": DAY}


def answered_from(entry: KnowledgeEntry, *, replies: int = 1, **fields: Any) -> Conversation:
    """A conversation whose replies cite the entry's current version."""
    conversation = ConversationFactory(organization=entry.organization, **{"started_at": DAY, **fields})
    for position in range(replies):
        message = MessageFactory(conversation=conversation, position=position, sender="ai", text="30 days")
        Citation.objects.create(organization=entry.organization, message=message, version=entry.current_version)
    return conversation


def measured(entry: KnowledgeEntry) -> dict[date, tuple[int, ...]]:
    while measure_days(organization=entry.organization):
        pass
    rows = EntryPerformance.objects.filter(entry=entry).order_by("day")
    return {row.day: (row.cited, row.helped, row.hurt, row.rating_sum, row.rating_count) for row in rows}


def test_a_citation_knows_its_entry_conversation_and_day(organization: Any) -> None:
    entry = entry_with(organization)
    conversation = answered_from(entry)
    cited = Citation.objects.get()
    assert (cited.entry_id, cited.conversation_id, cited.started_at) == (entry.pk, conversation.pk, DAY)


def test_each_conversation_counts_once_however_many_replies_cite_the_entry(organization: Any) -> None:
    entry = entry_with(organization)
    answered_from(entry, replies=3, satisfaction=5, **GOOD)
    answered_from(entry, satisfaction=1, **BAD)
    answered_from(entry, **{**GOOD, "is_success": False})  # neither: resolved, but too slowly
    assert measured(entry) == {ON: (3, 1, 1, 6, 2)}


def test_one_rated_well_but_judged_unresolved_helped_and_did_not_hurt(organization: Any) -> None:
    entry = entry_with(organization)
    answered_from(entry, satisfaction=5, **{**GOOD, "is_resolved": False})
    assert measured(entry) == {ON: (1, 1, 0, 5, 1)}


def test_a_conversation_counts_once_it_is_analysed(organization: Any) -> None:
    entry = entry_with(organization)
    conversation = answered_from(entry)
    assert measured(entry) == {}
    Conversation.objects.filter(pk=conversation.pk).update(**GOOD)
    assert measured(entry) == {ON: (1, 1, 0, 0, 0)}


def test_a_rating_that_comes_later_changes_only_its_day(organization: Any) -> None:
    entry = entry_with(organization)
    answered_from(entry, started_at=DAY - timedelta(days=1), **GOOD)
    conversation = answered_from(entry, **GOOD)
    measured(entry)
    Conversation.objects.filter(pk=conversation.pk).update(satisfaction=1, is_success=False)
    assert list(DirtyEntryDay.objects.values_list("entry", "day")) == [(entry.pk, ON)]
    assert measured(entry)[ON] == (1, 0, 1, 1, 1)


def test_what_does_not_change_an_outcome_marks_nothing(organization: Any) -> None:
    entry = entry_with(organization)
    conversation = answered_from(entry, **GOOD)
    measured(entry)
    Conversation.objects.filter(pk=conversation.pk).update(channel="email", given_intent="returns")
    assert not DirtyEntryDay.objects.exists()


def test_versions_of_one_entry_are_one_entry(organization: Any) -> None:
    entry = entry_with(organization)
    answered_from(entry, **GOOD)
    entry = revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="60 days.")
    answered_from(entry, **GOOD)
    assert measured(entry) == {ON: (2, 2, 0, 0, 0)}


def test_a_day_is_a_day_on_the_organizations_clock(organization: Any) -> None:
    organization.timezone = "Asia/Tokyo"
    organization.save()
    entry = entry_with(organization)
    answered_from(entry, started_at=datetime(2026, 3, 2, 16, 0, tzinfo=UTC), **GOOD)  # 1 a.m. in Tokyo
    assert list(measured(entry)) == [date(2026, 3, 3)]


def test_another_timezone_moves_the_days(organization: Any) -> None:
    entry = entry_with(organization)
    answered_from(entry, started_at=datetime(2026, 3, 2, 16, 0, tzinfo=UTC), **GOOD)
    assert list(measured(entry)) == [ON]
    organization.timezone = "Asia/Tokyo"
    organization.save()
    assert measured(entry) == {date(2026, 3, 3): (1, 1, 0, 0, 0)}


def test_a_conversation_that_is_moved_or_deleted_leaves_its_day(organization: Any) -> None:
    entry = entry_with(organization)
    moved, deleted = answered_from(entry, **GOOD), answered_from(entry, **GOOD)
    assert measured(entry) == {ON: (2, 2, 0, 0, 0)}
    Conversation.objects.filter(pk=moved.pk).update(started_at=DAY - timedelta(days=9))
    deleted.delete()
    assert measured(entry) == {ON - timedelta(days=9): (1, 1, 0, 0, 0)}


def test_counting_again_leaves_how_often_it_was_offered(organization: Any) -> None:
    entry = entry_with(organization)
    EntryPerformance.objects.create(organization=organization, entry=entry, day=ON, retrieved=4)
    conversation = answered_from(entry, **GOOD)
    measured(entry)
    conversation.delete()
    assert measured(entry) == {ON: (0, 0, 0, 0, 0)}
    assert EntryPerformance.objects.get().retrieved == 4


def test_work_is_cut_into_pieces_and_ends(organization: Any) -> None:
    entry = entry_with(organization)
    for number in range(5):
        answered_from(entry, started_at=DAY - timedelta(days=number), **GOOD)
    taken = []
    while made := measure_days(organization=organization, limit=2):
        taken.append(made)
    assert taken == [2, 2, 1]
    assert EntryPerformance.objects.filter(cited=1).count() == 5


def test_the_score_weighs_success_and_rating_over_thirty_days(organization: Any) -> None:
    organization.min_rate_n = 4
    entry = entry_with(organization)
    for number in range(4):
        answered_from(entry, satisfaction=4 if number else 2, **(GOOD if number else BAD))
    answered_from(entry, started_at=DAY - timedelta(days=40), **BAD)
    measured(entry)
    score_entries(organization=organization, entry_ids=[entry.pk], now=DAY)
    entry.refresh_from_db()
    assert entry.performance_score == pytest.approx(0.7 * 3 / 4 + 0.3 * 3.5 / 5)
    assert entry.last_used_at == DAY


def test_too_few_have_no_score_and_a_score_ends_when_its_days_are_over(organization: Any) -> None:
    organization.min_rate_n = 2
    entry = entry_with(organization)
    answered_from(entry, **GOOD)
    measured(entry)
    score_entries(organization=organization, entry_ids=[entry.pk], now=DAY)
    entry.refresh_from_db()
    assert entry.performance_score is None
    answered_from(entry, **GOOD)
    measured(entry)
    score_entries(organization=organization, entry_ids=[entry.pk], now=DAY)
    entry.refresh_from_db()
    assert entry.performance_score == 1.0
    assert score_again(organization=organization, now=DAY) == 0
    assert score_again(organization=organization, now=DAY + timedelta(days=30)) == 1
    entry.refresh_from_db()
    assert entry.performance_score is None


def test_a_hand_off_rule_has_no_score(organization: Any) -> None:
    organization.min_rate_n = 1
    entry = entry_with(organization, kind="handoff")
    answered_from(entry, is_handed_off=True, **BAD)
    assert measured(entry) == {ON: (1, 0, 1, 0, 0)}
    score_entries(organization=organization, entry_ids=[entry.pk], now=DAY)
    entry.refresh_from_db()
    assert entry.performance_score is None


def test_scoring_is_no_change_of_the_entry(organization: Any) -> None:
    organization.min_rate_n = 1
    entry = entry_with(organization)
    changed_at = KnowledgeEntry.objects.get().updated_at
    answered_from(entry, **GOOD)
    measured(entry)
    score_entries(organization=organization, entry_ids=[entry.pk], now=DAY)
    entry.refresh_from_db()
    assert entry.performance_score == 1.0
    assert entry.updated_at == changed_at


def test_being_offered_is_counted_and_being_cited_is_a_use(organization: Any) -> None:
    one, other = entry_with(organization), entry_with(organization, title="Refunds", body="5 days.")
    count_offered(organization=organization, entry_ids=[one.pk, other.pk], cited_ids=[one.pk])
    count_offered(organization=organization, entry_ids=[one.pk, -1], cited_ids=[])
    counts = dict(EntryPerformance.objects.filter(day=today_of(organization)).values_list("entry", "retrieved"))
    assert counts == {one.pk: 2, other.pk: 1}
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.last_used_at
    assert other.last_used_at is None


def test_each_count_is_what_the_list_of_conversations_selects(organization: Any) -> None:
    entry = entry_with(organization)
    for fields in (GOOD, BAD, {**GOOD, "satisfaction": 2}, {**GOOD, "is_handed_off": True}, {}):
        answered_from(entry, **fields)
    ((cited, helped, hurt, *_),) = measured(entry).values()
    mine = Conversation.objects.filter(pk__in=Citation.objects.of_entry(entry.pk).values("conversation"))

    def listed(condition: Q) -> int:
        return mine.filter(condition).count()

    assert (cited, helped, hurt) == (listed(CITED), listed(HELPED), listed(HURT)) == (4, 3, 1)


def test_nobody_elses_days_are_measured(organization: Any, other_organization: Any, in_organization: Any) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization)
    answered_from(theirs, **GOOD)
    in_organization(organization)
    assert measure_days(organization=organization) == 0
    in_organization(other_organization)
    assert DirtyEntryDay.objects.count() == 1
