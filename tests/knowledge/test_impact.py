"""What applied updates did: told topics, looks, verdicts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.simulation.clock import set_to
from knowledge.models import ChangedConversation, Citation, GapQuestion, ReplayResult, ReplayRun, TopicCentre
from knowledge.services.detecting import read_changes, write_changes
from tests.knowledge.factories import entry_with
from tests.knowledge.impacts import APPLIED, ask, asked, axis, gap_on, measured, noon, read_on, shop
from tests.training.factories import UserFactory, conversation_with
from training.appliers import ImpactTarget
from training.bucketing import bucket
from training.models import Conversation, ConversationAnalysis, ImpactMeasurement, ImpactReading, LearningUpdate
from training.services.impact import end_measurement

DONE = APPLIED + timedelta(days=29)


def target(gap: Any, **more: Any) -> ImpactTarget:
    return ImpactTarget(topics=[f"gap:{gap.pk}"], **more)


def verdicts() -> dict[str, str]:
    return dict(ImpactReading.objects.last_of([ImpactMeasurement.objects.get().pk]).values_list("metric", "verdict"))


@pytest.mark.parametrize(("after", "verdict"), [(18, "helped"), (10, "no_difference"), (2, "hurt")])
def test_the_change_of_its_questions_beside_untouched_ones_decides(
    organization: Any, settings: Any, after: int, verdict: str
) -> None:
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    shop(organization, before=10, after=after, last=DONE)
    ImpactMeasurement.objects.update(mixture_variances=None, read_on=None)
    read_on(organization, settings, DONE)
    found = ImpactMeasurement.objects.get()
    assert (found.verdict, found.is_open) == (verdict, False)
    readings = {one.metric: one for one in ImpactReading.objects.filter(read_on=DONE)}
    success, handoff = readings["success"], readings["handoff"]
    assert success.effect == pytest.approx((after - 10) / 20, abs=0.02)
    assert handoff.effect == pytest.approx((10 - after) / 20, abs=0.02)
    assert success.low <= success.effect <= success.high
    assert handoff.verdict == verdict
    assert (success.size_before, success.size_after, success.controls) == (20 * 28, 20 * 28, 4)
    assert readings["csat"].verdict == "too_early"  # nobody rated
    assert readings["resolution"].verdict == verdict


def test_it_is_read_once_a_day(organization: Any, settings: Any) -> None:
    shop(organization, before=10, after=18, last=APPLIED)
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    assert set(ImpactReading.objects.values_list("metric", flat=True)) == {"success", "handoff", "csat", "resolution"}
    again = read_on(organization, settings, APPLIED)
    assert again.steps.get().looked_at == 0
    assert ImpactReading.objects.count() == 4
    read_on(organization, settings, APPLIED + timedelta(days=1))
    assert ImpactReading.objects.count() == 8


def test_the_mixture_is_chosen_before_the_first_look_and_stays(organization: Any, settings: Any) -> None:
    shop(organization, before=10, after=18, last=APPLIED)
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    chosen = ImpactMeasurement.objects.get().mixture_variances
    assert chosen["success"] > 0
    assert chosen["csat"] is None
    for day in range(1, 15):
        asked(organization, APPLIED + timedelta(days=day), number=1, count=20, good=18)
    read_on(organization, settings, APPLIED + timedelta(days=15))
    assert ImpactMeasurement.objects.get().mixture_variances == chosen


def test_before_the_planned_days_are_over_it_says_how_far_it_is(organization: Any, settings: Any) -> None:
    shop(organization, before=10, after=10, last=APPLIED + timedelta(days=12))
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    assert ImpactMeasurement.objects.get().reason == "Only 0 conversations since, on 0 days."
    read_on(organization, settings, APPLIED + timedelta(days=13))
    found = ImpactMeasurement.objects.get()
    assert (found.verdict, found.is_open) == ("too_early", True)
    assert found.reason == "Undecided after 12 of 28 days."


def test_what_a_question_is_about_is_told_by_nearness_whether_it_failed_or_not(
    organization: Any, settings: Any
) -> None:
    gap = gap_on(organization, 1)
    old = APPLIED - timedelta(days=30)
    asked(organization, old, number=1, count=6, good=4)
    asked(organization, old, number=2, count=3, good=0)
    GapQuestion.objects.filter(is_failed=True).update(gap=gap)
    measured(organization, target(gap))
    read_on(organization, settings, APPLIED)
    told = GapQuestion.objects.filter(topics=[f"gap:{gap.pk}"])
    assert sorted(told.values_list("is_failed", flat=True)) == [False] * 4 + [True] * 2
    assert GapQuestion.objects.filter(topics=[]).count() == 3
    asked(organization, APPLIED, number=1, count=2, good=1)
    read_on(organization, settings, APPLIED + timedelta(days=1))
    assert told.count() == 8


def test_conversations_from_before_the_gaps_window_are_noted_and_seek_no_gap(organization: Any, settings: Any) -> None:
    entry = entry_with(organization, title="Where can I park my car?", body="Behind the shop.")
    day = APPLIED - timedelta(days=35)
    asked(organization, day, number=1, count=3, good=1)
    for one in Conversation.objects.all():
        ConversationAnalysis.objects.filter(conversation=one).update(question="Where can I park the car?")
    GapQuestion.objects.all().delete()
    measured(organization, ImpactTarget(topics=[f"entry:{entry.pk}"]))
    read_on(organization, settings, APPLIED)
    noted = GapQuestion.objects.all()
    assert noted.count() == 3
    assert all(one.topics == [f"entry:{entry.pk}"] for one in noted)
    assert set(noted.values_list("is_new", "gap")) == {(False, None)}


def test_an_entrys_questions_are_those_near_to_what_it_answered_before(organization: Any, settings: Any) -> None:
    entry = entry_with(organization)
    for day in range(1, 7):
        asked(organization, APPLIED - timedelta(days=day), number=7, count=1, good=1)
    for conversation in Conversation.objects.all():
        reply = conversation_with(organization, ("ai", "So it is."), started_at=conversation.started_at)
        message = reply.messages.get()
        type(message).objects.filter(pk=message.pk).update(conversation=conversation)
        Citation.objects.create(organization=organization, message=message, version=entry.current_version)
    measured(organization, ImpactTarget(topics=[f"entry:{entry.pk}"]))
    read_on(organization, settings, APPLIED)
    assert GapQuestion.objects.filter(topics=[f"entry:{entry.pk}"]).count() == 6
    assert TopicCentre.objects.get(key=f"entry:{entry.pk}").reach == pytest.approx(0.65)


def test_a_question_within_reach_of_several_is_counted_with_each(organization: Any, settings: Any) -> None:
    one, other = gap_on(organization, 1), gap_on(organization, 1)
    asked(organization, APPLIED - timedelta(days=20), number=1, count=4, good=2)
    measured(organization, target(one))
    measured(organization, target(other))
    read_on(organization, settings, APPLIED)
    assert GapQuestion.objects.filter(topics=sorted([f"gap:{one.pk}", f"gap:{other.pk}"])).count() == 4


def test_what_is_asked_on_its_matter_beyond_its_reach_is_not_held_against_it(organization: Any, settings: Any) -> None:
    """Customers who ask the same in words that its centre does not reach feel the update too."""
    shop(organization, before=10, after=18, last=DONE)
    days = [APPLIED + timedelta(days=number) for number in range(-40, 30)]
    # As many again, under the same intent, too far away: they change as its own questions do.
    ask(organization, [(day, 30, 20, 10 if day <= APPLIED else 18, "other") for day in days], source="far")
    measured(organization, target(gap_on(organization, 1)))
    ImpactMeasurement.objects.update(mixture_variances=None)
    read_on(organization, settings, DONE)
    success = ImpactReading.objects.get(metric="success")
    assert (success.controls, success.size_after) == (4, 20 * 28)
    assert success.effect == pytest.approx(0.4, abs=0.02)


def test_what_its_replay_answers_in_another_way_is_not_held_against_it(organization: Any, settings: Any) -> None:
    """A new entry may take what a neighbour had answered: that intent changes because of the update."""
    shop(organization, before=10, after=18, last=DONE)
    update = measured(organization, target(gap_on(organization, 1))).update
    run = ReplayRun.objects.create(organization=organization, update=update, status="done")
    unfinished = ReplayRun.objects.create(organization=organization, update=update, status="failed")
    outcomes = {"i0": ["breaks", *["same"] * 5], "i1": ["changes", *["same"] * 20], "i2": ["same"] * 6}
    for intent, found in {**outcomes, "i3": ["breaks"]}.items():
        asked = Conversation.objects.filter(analysis__intent=intent)[: len(found)]
        ReplayResult.objects.bulk_create(
            ReplayResult(
                organization=organization,
                run=unfinished if intent == "i3" else run,
                position=int(intent[1]) * 100 + place,
                source="neighbour",
                question="?",
                conversation=conversation,
                outcome=outcome,
            )
            for place, (conversation, outcome) in enumerate(zip(asked, found, strict=True))
        )
    read_on(organization, settings, DONE)
    assert ImpactReading.objects.get(metric="success", read_on=DONE).controls == 3  # all but i0


def test_a_question_in_other_words_is_told_anew(organization: Any, settings: Any) -> None:
    asked(organization, APPLIED, number=1, count=1, good=1)
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    with set_to(noon(organization, APPLIED)):
        ConversationAnalysis.objects.update(question="Where do I park?")
        changes = read_changes(organization=organization, since=noon(organization, APPLIED), limit=9)
        assert changes is None  # nothing marked it
        ChangedConversation.objects.create(organization=organization, conversation_id=Conversation.objects.get().pk)
        changes = read_changes(organization=organization, since=noon(organization, APPLIED), limit=9)
        write_changes(changes=changes, vectors=np.zeros((1, 256)), embedding_model="wordllama-256")
    assert GapQuestion.objects.get().topics is None


def test_rolled_back_undecided_it_stays_too_early_and_says_why(organization: Any, settings: Any) -> None:
    shop(organization, before=10, after=10, last=APPLIED + timedelta(days=12))
    found = measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, APPLIED)
    end_measurement(update=found.update, now=noon(organization, APPLIED + timedelta(days=10)))
    read_on(organization, settings, APPLIED + timedelta(days=10))
    found = ImpactMeasurement.objects.get()
    assert (found.verdict, found.is_open) == ("too_early", False)
    assert found.reason == "Rolled back after 9 whole days, before anything could be told."


def test_cut_short_by_another_on_the_same_topics_it_names_it(organization: Any, settings: Any) -> None:
    gap = gap_on(organization, 1)
    shop(organization, before=10, after=10, last=APPLIED + timedelta(days=12))
    first = measured(organization, target(gap))
    read_on(organization, settings, APPLIED)
    measured(organization, target(gap), applied_on=APPLIED + timedelta(days=11), title="A better answer")
    read_on(organization, settings, APPLIED + timedelta(days=13))
    first.refresh_from_db()
    assert (first.verdict, first.is_open) == ("too_early", False)
    assert first.reason == "Cut short after 10 days: “A better answer” changed the same topics."


def test_of_two_that_began_in_the_same_days_nothing_is_said_that_might_be_the_others(
    organization: Any, settings: Any
) -> None:
    gap = gap_on(organization, 1)
    shop(organization, before=10, after=18, last=APPLIED + timedelta(days=14))
    first = measured(organization, target(gap))
    measured(organization, target(gap), applied_on=APPLIED + timedelta(days=3), title="A better answer")
    read_on(organization, settings, APPLIED + timedelta(days=14))
    first.refresh_from_db()
    assert first.verdict == "too_early"
    assert ImpactReading.objects.get(measurement=first, metric="success", read_on=first.read_on).effect > 0.3
    assert first.reason == "Its effect cannot be told apart from that of “A better answer”."


def test_a_verdict_that_was_given_stays(organization: Any, settings: Any) -> None:
    found = measured(organization, target(gap_on(organization, 1)))
    shop(organization, before=10, after=18, last=APPLIED + timedelta(days=12))
    read_on(organization, settings, APPLIED)
    read_on(organization, settings, APPLIED + timedelta(days=13))
    found.refresh_from_db()
    assert (found.verdict, found.decided_on, found.is_open) == ("helped", APPLIED + timedelta(days=13), True)
    Conversation.objects.filter(started_at__gt=noon(organization, APPLIED), is_success=True).update(is_success=None)
    read_on(organization, settings, APPLIED + timedelta(days=14))
    found.refresh_from_db()
    assert (found.verdict, found.decided_on) == ("helped", APPLIED + timedelta(days=13))


def test_fewer_hand_offs_alone_are_no_help(organization: Any, settings: Any) -> None:
    """Wrong answers in a person's stead: nothing is handed off any more, and no more goes well."""
    shop(organization, before=10, after=10, last=DONE)
    mine = GapQuestion.objects.filter(vector=axis(1), asked_at__gt=noon(organization, APPLIED)).values("conversation")
    Conversation.objects.filter(pk__in=mine).update(is_handed_off=False)
    measured(organization, target(gap_on(organization, 1)))
    read_on(organization, settings, DONE)
    assert verdicts()["handoff"] == "helped"
    assert verdicts()["success"] == "no_difference"
    assert ImpactMeasurement.objects.get().verdict == "no_difference"


def test_a_hand_off_rule_is_not_blamed_for_handing_off(organization: Any, settings: Any) -> None:
    gap = gap_on(organization, 1)
    shop(organization, before=10, after=0, last=DONE)
    measured(organization, target(gap, metrics=("csat",)))
    read_on(organization, settings, DONE)
    found = ImpactMeasurement.objects.get()
    assert (found.verdict, verdicts()) == ("too_early", {"csat": "too_early"})


# --- a split


def split_shop(organization: Any, *, without: int, with_it: int) -> None:
    """28 days before, 28 after; customers whose bucket is below ½ are served with the update."""
    day = APPLIED - timedelta(days=28)
    while day < DONE:
        asked(organization, day, number=3, count=40, good=20)
        day += timedelta(days=1)
    for one in Conversation.objects.filter(started_at__gt=noon(organization, APPLIED)):
        is_with = bucket(one.customer_key, salt="s") < 0.5
        is_good = int(one.external_id.rpartition("-")[2]) % 20 < (with_it if is_with else without)
        Conversation.objects.filter(pk=one.pk).update(is_success=is_good, is_handed_off=not is_good)


@pytest.mark.parametrize(("with_it", "verdict"), [(15, "helped"), (5, "hurt")])
def test_a_split_compares_the_customers_with_it_and_those_without(
    organization: Any, settings: Any, with_it: int, verdict: str
) -> None:
    measured(organization, ImpactTarget(design="split", share=0.5, salt="s"), kind="model_optimization")
    split_shop(organization, without=10, with_it=with_it)
    read_on(organization, settings, DONE)
    found = ImpactMeasurement.objects.get()
    assert (found.verdict, found.is_open) == (verdict, False)
    success = ImpactReading.objects.get(metric="success")
    assert success.effect == pytest.approx((with_it - 10) / 20, abs=0.08)
    assert success.size_before + success.size_after == 40 * 28
    assert not ImpactReading.objects.filter(metric="csat").exclude(verdict="too_early").exists()


# --- whom it counts


def test_another_organizations_measurements_are_not_read(
    organization: Any, other_organization: Any, in_organization: Any, settings: Any
) -> None:
    in_organization(other_organization)
    measured(other_organization, target(gap_on(other_organization, 1)))
    in_organization(organization)
    assert read_on(organization, settings, APPLIED).steps.get().looked_at == 0
    in_organization(other_organization)
    assert ImpactMeasurement.objects.get().read_on is None


def test_what_a_look_costs_does_not_follow_the_number_of_conversations_or_updates(
    organization: Any, settings: Any
) -> None:
    shop(organization, before=10, after=10, last=APPLIED, first=3)
    counts = []
    for number in range(1, 4):
        measured(organization, target(gap_on(organization, number)))
        read_on(organization, settings, APPLIED + timedelta(days=number))
        with CaptureQueriesContext(connection) as queries:
            read_on(organization, settings, APPLIED + timedelta(days=10 + number))
        counts.append(len(queries))
    assert counts[2] - counts[1] == counts[1] - counts[0]
    assert counts[2] - counts[1] <= 12


def test_updates_that_were_only_proposed_are_not_measured(organization: Any, settings: Any) -> None:
    LearningUpdate.objects.create(
        organization=organization, kind="knowledge_update", title="x", confidence=0.5, proposed_by=UserFactory()
    )
    assert read_on(organization, settings, date(2026, 3, 3)).steps.get().looked_at == 0
