"""What a person puts right about gaps, and that the machine keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from knowledge import steps
from knowledge.models import GapArrangement, GapQuestion, KnowledgeGap
from knowledge.services import arranging, gaps
from knowledge.services.arranging import ArrangementInUse, GapNotArrangeable, NothingChosen, QuestionsMovedMeanwhile
from tests.knowledge.arranged_gaps import BICYCLES, LAMPS, ask, gap_of, ids_of, night, texts_of
from tests.training.factories import UserFactory


def test_a_title_given_by_a_person_stays(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    arranging.rename_gap(organization=organization, manager=UserFactory(), gap_id=gap.pk, title="  Bicycle   racks ")
    for n in range(6):
        ask(None, f"where do I park the bicycle {n}", organization=organization, asked_at=timezone.now())
    night(organization)
    gap.refresh_from_db()
    assert (gap.title, gap.is_title_fixed) == ("Bicycle racks", True)
    with pytest.raises(arranging.GapTitleMissing):
        arranging.rename_gap(organization=organization, manager=UserFactory(), gap_id=gap.pk, title=" ")


def test_what_a_person_split_stays_parted(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    chosen = ids_of(gap, BICYCLES[:2])
    done = arranging.split_gap(
        organization=organization, manager=UserFactory(), gap_id=gap.pk, question_ids=chosen, title="Two of them"
    )
    new = done.gap
    gap.refresh_from_db()
    assert (new.frequency, gap.frequency) == (2, 2)
    assert {new, gap} <= set(KnowledgeGap.objects.worth_showing(organization))
    assert (new.apart_from, gap.apart_from) == ([gap.pk], [new.pk])
    night(organization)
    for kept, texts in ((new, BICYCLES[:2]), (gap, BICYCLES[2:])):
        kept.refresh_from_db()
        assert (kept.status, texts_of(kept)) == ("open", set(texts))


def test_without_a_person_the_night_would_have_joined_those_two(organization: Any) -> None:
    one, two = gap_of(organization, BICYCLES), gap_of(organization, BICYCLES)
    night(organization)
    two.refresh_from_db()
    assert (two.status, two.merged_into) == ("merged", one)


def test_a_gap_of_two_customers_that_a_person_made_is_shown(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    done = arranging.split_gap(
        organization=organization, manager=UserFactory(), gap_id=gap.pk, question_ids=ids_of(gap, BICYCLES[:1])
    )
    assert done.gap in KnowledgeGap.objects.worth_showing(organization)


def test_what_a_person_merged_stays_merged_and_draws_for_the_target(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    merged = arranging.merge_by_hand(
        organization=organization, manager=UserFactory(), gap_id=bicycles.pk, source_ids=[lamps.pk]
    ).gap
    assert (merged.frequency, merged.question_count) == (8, 8)
    ask(None, LAMPS[0], organization=organization, asked_at=timezone.now())
    night(organization)
    lamps.refresh_from_db()
    bicycles.refresh_from_db()
    assert (lamps.status, lamps.merged_into, lamps.questions.count()) == ("merged", bicycles, 0)
    assert (bicycles.status, bicycles.frequency) == ("open", 9)


def test_a_merge_is_taken_back_with_the_questions_that_came_since(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    arranging.merge_by_hand(organization=organization, manager=UserFactory(), gap_id=bicycles.pk, source_ids=[lamps.pk])
    ask(None, LAMPS[0], organization=organization, asked_at=timezone.now())
    night(organization)
    arranging.part_again(organization=organization, manager=UserFactory(), gap_id=lamps.pk)
    lamps.refresh_from_db()
    bicycles.refresh_from_db()
    assert (lamps.status, lamps.frequency, bicycles.frequency) == ("open", 5, 4)
    night(organization)
    lamps.refresh_from_db()
    assert (lamps.status, lamps.frequency) == ("open", 5)
    with pytest.raises(GapNotArrangeable, match="not merged"):
        arranging.part_again(organization=organization, manager=UserFactory(), gap_id=lamps.pk)


def test_a_merge_of_the_machine_is_taken_back_too(organization: Any) -> None:
    one, two = gap_of(organization, BICYCLES), gap_of(organization, BICYCLES)
    night(organization)
    arranging.part_again(organization=organization, manager=UserFactory(), gap_id=two.pk)
    night(organization)
    two.refresh_from_db()
    assert two.status == "open"
    assert one.pk in two.apart_from


def test_a_question_that_a_person_moved_stays_where_it_was_put(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    chosen = ids_of(bicycles, BICYCLES[:1])
    arranging.move_questions(
        organization=organization, manager=UserFactory(), gap_id=bicycles.pk, question_ids=chosen, target_id=lamps.pk
    )
    night(organization)
    assert GapQuestion.objects.get(pk=chosen[0]).gap == lamps
    arranging.move_questions(
        organization=organization, manager=UserFactory(), gap_id=lamps.pk, question_ids=chosen, target_id=None
    )
    night(organization)
    question = GapQuestion.objects.get(pk=chosen[0])
    assert (question.gap, question.is_pinned) == (None, True)


def test_every_move_is_in_the_history_with_the_gap_before(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    chosen = ids_of(bicycles, BICYCLES[:1])
    arranging.move_questions(
        organization=organization, manager=UserFactory(), gap_id=bicycles.pk, question_ids=chosen, target_id=lamps.pk
    )
    events = apps.get_model("knowledge", "GapQuestionEvent").objects.filter(pgh_obj=chosen[0]).order_by("pgh_id")
    assert [event.gap_id for event in events] == [bicycles.pk, lamps.pk]


def test_the_second_of_two_people_is_told(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    chosen = ids_of(bicycles, BICYCLES[:2])
    arranging.move_questions(
        organization=organization, manager=UserFactory(), gap_id=bicycles.pk, question_ids=chosen, target_id=lamps.pk
    )
    with pytest.raises(QuestionsMovedMeanwhile, match="2 of the chosen questions are not in"):
        arranging.split_gap(organization=organization, manager=UserFactory(), gap_id=bicycles.pk, question_ids=chosen)
    arranging.merge_by_hand(organization=organization, manager=UserFactory(), gap_id=bicycles.pk, source_ids=[lamps.pk])
    with pytest.raises(GapNotArrangeable, match="already merged into"):
        arranging.merge_by_hand(
            organization=organization, manager=UserFactory(), gap_id=bicycles.pk, source_ids=[lamps.pk]
        )


def test_decided_gaps_are_not_merged_away(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    gaps.dismiss_gap(gap_id=lamps.pk, manager=UserFactory(), reason_code="one_off")
    with pytest.raises(GapNotArrangeable, match="already dismissed"):
        arranging.merge_by_hand(
            organization=organization, manager=UserFactory(), gap_id=bicycles.pk, source_ids=[lamps.pk]
        )


def test_customers_moved_by_hand_are_no_new_evidence_of_a_dismissed_gap(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    gaps.dismiss_gap(gap_id=lamps.pk, manager=UserFactory(), reason_code="one_off")
    chosen = ids_of(bicycles, BICYCLES[:3])
    arranging.move_questions(
        organization=organization, manager=UserFactory(), gap_id=bicycles.pk, question_ids=chosen, target_id=lamps.pk
    )
    lamps.refresh_from_db()
    assert (lamps.status, lamps.customers_when_dismissed) == ("dismissed", 7)


@pytest.mark.parametrize("chosen", [[], BICYCLES])
def test_a_split_takes_some_questions_and_leaves_some(organization: Any, chosen: list[str]) -> None:
    gap = gap_of(organization, BICYCLES)
    with pytest.raises(NothingChosen):
        arranging.split_gap(
            organization=organization, manager=UserFactory(), gap_id=gap.pk, question_ids=ids_of(gap, chosen)
        )
    assert KnowledgeGap.objects.count() == 1


def test_the_nearest_gaps_come_first(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    near, far = gap_of(organization, ["where can I park my car at your store"]), gap_of(organization, LAMPS)
    assert arranging.nearest_gaps(organization=organization, gap=gap) == [near, far]


def state(organization: Any) -> tuple[Any, ...]:
    """All that a change by hand may touch, as it stands in the tables."""
    gap_fields = ("id", "title", "is_title_fixed", "is_made_by_hand", "status", "merged_into", "apart_from")
    return (
        set(GapQuestion.objects.values_list("id", "gap", "origin", "is_pinned")),
        list(KnowledgeGap.objects.order_by("id").values_list(*gap_fields, "frequency")),
    )


def renamed(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.rename_gap(organization=organization, gap_id=one.pk, title="Racks", manager=UserFactory())


def merged(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.merge_by_hand(
        organization=organization, gap_id=one.pk, source_ids=[other.pk], manager=UserFactory()
    )


def split(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.split_gap(
        organization=organization, gap_id=one.pk, question_ids=ids_of(one, BICYCLES[:2]), manager=UserFactory()
    )


def moved(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.move_questions(
        organization=organization,
        gap_id=one.pk,
        question_ids=ids_of(one, BICYCLES[:2]),
        target_id=other.pk,
        manager=UserFactory(),
    )


def put_nowhere(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.move_questions(
        organization=organization,
        gap_id=one.pk,
        question_ids=ids_of(one, BICYCLES[:2]),
        target_id=None,
        manager=UserFactory(),
    )


CHANGES = [renamed, merged, split, moved, put_nowhere]


@pytest.mark.parametrize("change", CHANGES)
def test_the_undo_leaves_everything_as_it_was(organization: Any, change: Callable[..., GapArrangement]) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    before = state(organization)
    done = change(organization, one, other)
    assert state(organization) != before
    arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())
    assert state(organization) == before
    with pytest.raises(ArrangementInUse, match="already taken back by"):
        arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())


def test_the_undo_of_parting_puts_them_together_again(organization: Any) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    merged(organization, one, other)
    before = state(organization)
    done = arranging.part_again(organization=organization, gap_id=other.pk, manager=UserFactory())
    arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())
    assert state(organization) == before


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_says_what_was_done_and_by_whom(organization: Any, change: Callable[..., GapArrangement]) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    done = change(organization, one, other)
    assert str(one) in done.sentence
    assert done.done_by is not None
    assert done in GapArrangement.objects.for_organization(organization).for_gap_page(one)


def test_what_is_built_upon_is_taken_back_last(organization: Any) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    first, second = split(organization, one, other), moved_away(organization, one, other)
    with pytest.raises(ArrangementInUse, match="Take back first what was done after it: Moved 1 question"):
        arranging.undo_arrangement(organization=organization, arrangement_id=first.pk, manager=UserFactory())
    for done in (second, first):
        arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())
    assert texts_of(one) == set(BICYCLES)


def moved_away(organization: Any, one: KnowledgeGap, other: KnowledgeGap) -> GapArrangement:
    return arranging.move_questions(
        organization=organization,
        gap_id=one.pk,
        question_ids=ids_of(one, BICYCLES[3:]),
        target_id=other.pk,
        manager=UserFactory(),
    )


def test_questions_that_came_to_a_new_gap_go_back_with_it(organization: Any) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    done = split(organization, one, other)
    new = done.gap
    came = ask(new, "bicycle parking since", asked_at=timezone.now(), is_new=False, origin=new)
    night(organization)
    arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())
    came.refresh_from_db()
    assert came.gap == one
    assert not KnowledgeGap.objects.filter(pk=new.pk).exists()


def test_a_split_that_somebody_accepted_is_not_undone(organization: Any) -> None:
    one, other = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    done = split(organization, one, other)
    gaps.dismiss_gap(gap_id=done.gap.pk, manager=UserFactory(), reason_code="known")
    with pytest.raises(GapNotArrangeable, match="is dismissed by now"):
        arranging.undo_arrangement(organization=organization, arrangement_id=done.pk, manager=UserFactory())


def test_the_machine_puts_nothing_into_what_a_person_split_but_new_questions(organization: Any) -> None:
    """Three nights, with new questions on both matters in between: each part keeps its questions and only grows."""
    gap, _ = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    new = split(organization, gap, gap).gap
    for n in range(3):
        ask(None, f"{BICYCLES[n]} really", organization=organization, asked_at=timezone.now())
        night(organization)
    for kept, texts in ((new, BICYCLES[:2]), (gap, BICYCLES[2:])):
        kept.refresh_from_db()
        assert kept.status == "open"
        assert set(texts) <= texts_of(kept)
    assert gap.questions.count() + new.questions.count() == len(BICYCLES) + 3


def test_the_machine_takes_nothing_out_of_what_a_person_joined(organization: Any) -> None:
    """Enough of each matter for the clustering to tell them apart, were it asked to."""
    bicycles, lamps = gap_of(organization, BICYCLES * 3), gap_of(organization, LAMPS * 3)
    merged(organization, bicycles, lamps)
    for n in range(3):
        ask(None, f"{LAMPS[n]} really", organization=organization, asked_at=timezone.now())
        night(organization)
    assert KnowledgeGap.objects.exclude(status="merged").get() == bicycles
    assert bicycles.questions.count() == 27


def test_without_a_person_the_night_would_have_taken_those_two_apart(organization: Any) -> None:
    both = gap_of(organization, [*BICYCLES * 3, *LAMPS * 3])
    night(organization)
    assert KnowledgeGap.objects.filter(status="open").count() == 2
    assert both.questions.count() < 24


def test_without_a_person_the_night_would_have_named_it_anew(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES, named_question_count=1)
    KnowledgeGap.objects.filter(pk=gap.pk).update(title="An old name")
    night(organization)
    gap.refresh_from_db()
    assert gap.title != "An old name"


def test_a_title_of_a_person_stays_where_the_machine_would_name_anew(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES, named_question_count=1)
    arranging.rename_gap(organization=organization, gap_id=gap.pk, title="An old name", manager=UserFactory())
    for _ in range(2):
        night(organization)
    gap.refresh_from_db()
    assert gap.title == "An old name"


def test_a_moved_question_that_is_asked_otherwise_by_now_stays_too(organization: Any) -> None:
    bicycles, lamps = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    done = moved(organization, bicycles, lamps)
    pinned = done.before["questions"][0][0]
    conversation = GapQuestion.objects.get(pk=pinned).conversation
    conversation.messages.update(text="my bicycle was stolen at your store")
    type(conversation).objects.filter(pk=conversation.pk).update(status="closed", analysed_at=None)
    night(organization)
    question = GapQuestion.objects.get(conversation=conversation)
    assert (question.text, question.gap, question.is_pinned) == ("My bicycle was stolen at your store", lamps, True)


@pytest.mark.parametrize("slow_work", ["kinds.judge", "drafting.draft_gap"])
def test_what_a_cycle_worked_out_before_a_split_is_not_written_over_it(
    organization: Any, monkeypatch: pytest.MonkeyPatch, slow_work: str
) -> None:
    gap, _ = gap_of(organization, BICYCLES), gap_of(organization, LAMPS)
    module, name = slow_work.split(".")
    really = getattr(getattr(steps, module), name)

    def with_a_click_after_it(**given: Any) -> Any:
        found = really(**given)
        if not GapArrangement.objects.exists():
            split(organization, gap, gap)
        return found

    monkeypatch.setattr(getattr(steps, module), name, with_a_click_after_it)
    night(organization)
    gap.refresh_from_db()
    assert GapArrangement.objects.count() == 1
    assert gap.drafted_question_count in (0, 2)
    night(organization)
    gap.refresh_from_db()
    assert (gap.kind_question_count, gap.drafted_question_count) == (2, 2)


def test_a_gap_of_few_customers_that_a_person_made_proposes_nothing(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    new = split(organization, gap, gap).gap
    with pytest.raises(gaps.GapBackedByFew, match=r"Only 2 customers asked .* in vain; a proposal needs 3"):
        gaps.accept_gap(gap_id=new.pk, manager=UserFactory(), title="Racks", body="Ten racks.")
    ask(new, "bicycles?", asked_at=timezone.now(), is_new=False, origin=new)
    gaps.accept_gap(gap_id=new.pk, manager=UserFactory(), title="Racks", body="Ten racks.")
    new.refresh_from_db()
    assert new.status == "accepted"


def test_one_customer_with_many_questions_counts_once(organization: Any) -> None:
    gap = gap_of(organization, BICYCLES)
    for n in range(9):
        ask(gap, f"my own bicycle {n}", asked_at=timezone.now(), is_new=False, origin=gap, customer_key="same")
    mine = [f"my own bicycle {n}" for n in range(9)]
    new = arranging.split_gap(
        organization=organization, gap_id=gap.pk, question_ids=ids_of(gap, mine), manager=UserFactory()
    ).gap
    with pytest.raises(gaps.GapBackedByFew, match="Only one customer"):
        gaps.accept_gap(gap_id=new.pk, manager=UserFactory(), title="Racks", body="Ten racks.")
