"""On which questions an update of knowledge is measured, and what its replay lets expect."""

from __future__ import annotations

from typing import Any

from knowledge.models import GapQuestion, QuestionPattern, ReplayResult, ReplayRun, TopicCentre
from knowledge.services.impact import target_of_update
from tests.knowledge.factories import NOON, KnowledgeGapFactory, entry_with
from tests.knowledge.impacts import APPLIED, asked, axis, measured, read_on
from tests.knowledge.replays import applied, replayed, update_with
from training.ai.embedding import EMBEDDING_MODEL_KEY
from training.models import ImpactMeasurement


def test_an_update_of_a_gap_is_for_its_questions_and_those_of_gaps_merged_into_it(organization: Any) -> None:
    gap = KnowledgeGapFactory(organization=organization)
    merged = KnowledgeGapFactory(organization=organization, title="Wrapping", status="merged", merged_into=gap)
    applied(update_with(organization, gap_id=gap.pk))
    assert ImpactMeasurement.objects.get().topics == sorted([f"gap:{gap.pk}", f"gap:{merged.pk}"])


def test_where_the_gap_was_merged_since_the_questions_are_those_of_the_other(organization: Any) -> None:
    other = KnowledgeGapFactory(organization=organization, title="Wrapping")
    gap = KnowledgeGapFactory(organization=organization, status="merged", merged_into=other)
    target = target_of_update(update=update_with(organization, gap_id=gap.pk))
    assert target.topics == sorted([f"gap:{other.pk}", f"gap:{gap.pk}"])


def test_a_merge_without_a_gap_is_for_the_questions_of_both_entries(organization: Any) -> None:
    one, other = entry_with(organization), entry_with(organization, title="Sending back", body="Within 30 days.")
    applied(
        update_with(
            organization,
            action="merge",
            entry_id=one.pk,
            other_entry_id=other.pk,
            title=one.title,
            body="You can send anything back within 30 days.",
        )
    )
    assert ImpactMeasurement.objects.get().topics == sorted([f"entry:{one.pk}", f"entry:{other.pk}"])


def test_a_gap_that_is_gone_leaves_the_entry(organization: Any) -> None:
    update = applied(update_with(organization, gap_id=10**9))
    assert ImpactMeasurement.objects.get().topics == [f"entry:{update.result['entry_id']}"]


def test_the_forecast_is_what_the_replay_fixes_of_what_failed(organization: Any) -> None:
    gap = KnowledgeGapFactory(organization=organization, question_count=30, answered_well_count=10, frequency=25)
    update = update_with(organization, "a?", "b?", gap_id=gap.pk)
    replayed(update)
    run = ReplayRun.objects.get()
    ReplayResult.objects.filter(run=run).delete()
    ReplayResult.objects.bulk_create(
        ReplayResult(organization=organization, run=run, position=place, source=source, question="?", outcome=outcome)
        for place, (source, outcome) in enumerate(
            [("evidence", "fixes")] * 3 + [("evidence", "same"), ("golden", "fixes"), ("neighbour", "breaks")]
        )
    )
    forecast = target_of_update(update=update).forecast
    assert (forecast["fixes"], forecast["questions"]) == (3, 4)
    assert forecast["effect"] == round(30 / 40 * 3 / 4, 4)
    assert forecast["monthly"] == round(30 * 0.75 / organization.gap_window_days * 365.25 / 12, 1)


def test_without_a_replay_there_is_no_forecast_and_without_a_gap_no_effect(organization: Any) -> None:
    update = update_with(organization, "Where do I park?")
    assert target_of_update(update=update).forecast == {}
    replayed(update)
    forecast = target_of_update(update=update).forecast
    assert forecast["questions"] == 1
    assert forecast["effect"] is None


def test_an_update_of_a_frequent_question_is_for_those_who_ask_it(organization: Any, settings: Any) -> None:
    pattern = QuestionPattern.objects.create(
        organization=organization,
        title="Where do I park?",
        centroid=axis(5),
        embedding_model=EMBEDDING_MODEL_KEY,
        reach=0.7,
        first_asked_at=NOON,
        last_asked_at=NOON,
    )
    update = update_with(organization, pattern_id=pattern.pk)
    target = target_of_update(update=update)
    assert target.topics == [f"pattern:{pattern.pk}"]
    asked(organization, APPLIED, number=5, count=3, good=1)
    measured(organization, target)
    read_on(organization, settings, APPLIED)
    centre = TopicCentre.objects.get()
    assert (centre.key, centre.reach, bytes(centre.centroid)) == (f"pattern:{pattern.pk}", 0.7, axis(5))
    assert GapQuestion.objects.filter(topics=[centre.key]).count() == 3
