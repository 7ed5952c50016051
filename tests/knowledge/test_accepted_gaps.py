"""A gap that was accepted goes on being one gap: what was asked before its answer was live is put to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import KnowledgeGap
from knowledge.services.detecting import make_merge_due, merge_gaps
from knowledge.services.gaps import accept_gap, dismiss_gap
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.knowledge.replays import replayed
from tests.training.factories import MessageFactory, UserFactory
from training.models import LearningUpdate
from training.services.updates import apply_update, approve_update, reject_update

pytestmark = pytest.mark.django_db
RACKS = "There are ten racks beside the entrance."
CRANE = "Please order a crane truck for the sandstone."
EARLY = ("where can I park my bicycle at your store", "is there bicycle parking", "can I park a bicycle there")
LATE = ("parking a bicycle at your store", "where do bicycles go at the store", "bicycle parking, is there any")
STONES = ("how do you bring heavy sandstone", "how is the sandstone delivered", "delivery of heavy sandstone")


def gap_of(organization: Any, texts: tuple[str, ...], *, answer: str = RACKS, days_ago: float = 3) -> KnowledgeGap:
    """A gap of these questions, asked so long ago, each answered by a person."""
    asked_at = timezone.now() - timedelta(days=days_ago)
    gap: KnowledgeGap = KnowledgeGapFactory(organization=organization, title=texts[0])
    for text in texts:
        row = failed_question(gap, text, asked_at=asked_at)
        MessageFactory(conversation=row.conversation, position=1, sender="agent", text=answer)
    return gap


def accepted(gap: KnowledgeGap) -> LearningUpdate:
    """The update made of a gap that somebody accepted."""
    update = accept_gap(gap_id=gap.pk, manager=UserFactory(), title=gap.title, body=RACKS).learning_update
    assert update is not None
    return update


def merged(organization: Any, *gaps: KnowledgeGap) -> list[int | None]:
    """Do the night's work; where each gap was merged into."""
    make_merge_due(organization=organization)
    merge_gaps(organization=organization, now=timezone.now())
    for gap in gaps:
        gap.refresh_from_db()
    return [gap.merged_into_id for gap in gaps]


def test_what_is_asked_of_one_matter_while_its_answer_is_on_its_way_goes_to_the_accepted_gap(organization: Any) -> None:
    first = gap_of(organization, EARLY)
    accepted(first)
    second = gap_of(organization, LATE, days_ago=1)
    assert merged(organization, first, second) == [None, first.pk]
    assert (first.status, first.question_count, second.status) == ("accepted", 6, "merged")


def test_an_older_open_gap_of_the_same_matter_goes_to_the_accepted_one_too(organization: Any) -> None:
    older = gap_of(organization, EARLY)
    newer = gap_of(organization, LATE)
    accepted(newer)
    assert merged(organization, older, newer) == [newer.pk, None]


@pytest.mark.parametrize(("days_ago", "is_merged"), [(1, True), (-0.01, False)])
def test_what_is_asked_in_vain_although_the_answer_is_live_stays_a_gap(
    organization: Any, days_ago: float, is_merged: bool
) -> None:
    first = gap_of(organization, EARLY)
    update = accepted(first)
    approve_update(update_id=replayed(update).pk, reviewer=UserFactory())
    apply_update(update_id=update.pk)
    second = gap_of(organization, LATE, days_ago=days_ago)
    assert merged(organization, second) == [first.pk if is_merged else None]


def test_another_matter_stays_another_gap(organization: Any) -> None:
    first = gap_of(organization, EARLY)
    accepted(first)
    other = gap_of(organization, STONES, answer=CRANE)
    assert merged(organization, other) == [None]


@pytest.mark.parametrize("decision", ["rejected", "dismissed"])
def test_a_gap_whose_answer_is_not_on_its_way_draws_no_other(organization: Any, decision: str) -> None:
    first = gap_of(organization, EARLY)
    if decision == "dismissed":
        dismiss_gap(gap_id=first.pk, manager=UserFactory(), reason_code="one_off")
    else:
        reject_update(update_id=accepted(first).pk, reviewer=UserFactory(), reason_code="other", reason="It is not so.")
    second = gap_of(organization, LATE)
    assert merged(organization, second) == [None]


def test_a_gap_that_a_person_named_is_not_merged_into_an_accepted_one(organization: Any) -> None:
    first = gap_of(organization, EARLY)
    accepted(first)
    second = gap_of(organization, LATE)
    KnowledgeGap.objects.filter(pk=second.pk).update(is_title_fixed=True)
    assert merged(organization, second) == [None]


def test_what_was_drawn_to_an_accepted_gap_and_is_another_matter_gets_its_own(organization: Any) -> None:
    gap = gap_of(organization, EARLY)
    accepted(gap)
    asked_at = timezone.now() - timedelta(days=1)
    for text in (*LATE, *STONES):
        row = failed_question(gap, text, asked_at=asked_at)
        answer = CRANE if text in STONES else RACKS
        MessageFactory(conversation=row.conversation, position=1, sender="agent", text=answer)
    merged(organization, gap)
    other = KnowledgeGap.objects.exclude(pk=gap.pk).get()
    assert set(other.questions.values_list("text", flat=True)) == set(STONES)
    assert set(gap.questions.values_list("text", flat=True)) == {*EARLY, *LATE}
    assert (gap.status, gap.question_count, other.question_count) == ("accepted", 6, 3)


def test_what_an_accepted_gap_was_accepted_on_stays_with_it(organization: Any) -> None:
    gap = gap_of(organization, EARLY)
    for text in STONES:
        row = failed_question(gap, text, asked_at=timezone.now() - timedelta(days=1))
        MessageFactory(conversation=row.conversation, position=1, sender="agent", text=CRANE)
    accepted(gap)
    merged(organization, gap)
    assert KnowledgeGap.objects.get().questions.count() == 6
