"""`simulate`: a town of customers, a clock that is set, and a ledger that is held against what is true."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.demo.wording.cases import OTHER_FACTS
from config.simulation import desk, living, town
from config.simulation.clock import set_to
from config.simulation.life import Truth
from config.simulation.town import CLEARER, CONTENT_WITH_WRONG, Matter, Served, Town, is_true, line_by_line
from knowledge.models import KnowledgeGap
from training.models import Conversation, ImpactMeasurement, LearningUpdate, Organization
from training.services.organizations import create_organization
from training.tenancy import organization_scope

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
RIGHT = Served(text="So it is.", is_handoff=False, is_right=True)
WRONG = Served(text="So it is not.", is_handoff=False, is_right=False)
HANDOFF = Served(text="A colleague.", is_handoff=True, is_right=False)


def everybody(served: Served) -> Any:
    def serve(questions: Sequence[str], matters: Sequence[Matter]) -> list[Served]:
        return [served for _ in questions]

    return serve


def cast(seed: int) -> Town:
    made = Town(seed=seed)
    made.cast({matter.key: 1.0 for matter in made.often_asked})
    return made


def week(served: Served, seed: int = 1) -> list[dict[str, Any]]:
    return Town(seed=seed).days(first=MONDAY, count=7, serve=everybody(served))


def test_a_seed_is_one_town_and_another_seed_another() -> None:
    assert week(RIGHT) == week(RIGHT)
    assert week(RIGHT) != week(RIGHT, seed=2)


def test_to_look_at_what_would_be_asked_changes_nothing() -> None:
    looked_at = Town(seed=1)
    matter = looked_at.matters[0]
    assert looked_at.sample(matter, 5) != looked_at.sample(matter, 5)
    assert looked_at.days(first=MONDAY, count=7, serve=everybody(RIGHT)) == week(RIGHT)


def test_it_has_matters_that_are_taught_and_some_that_are_not() -> None:
    made = cast(seed=3)
    assert sum(matter.is_taught for matter in made.matters) == town.TAUGHT
    assert len(made.matters) == town.TAUGHT + town.UNTAUGHT
    scripted = [made.mistaken, made.unclear, *made.reworded]
    assert len({matter.key for matter in scripted}) == 5
    assert all(matter.is_taught for matter in scripted)
    assert is_true(made.mistaken.intent.body, made.mistaken)
    assert not is_true(made.mistaken.intent.body.replace(made.mistaken.intent.fact, made.wrong_fact), made.mistaken)


def test_the_script_changes_what_the_agent_answers_well_and_makes_a_mistake_only_where_there_is_a_fact() -> None:
    made = Town(seed=3)
    often = made.often_asked
    assert len(often) == town.OFTEN
    assert min(one.a_day for one in often) >= max(
        one.a_day for one in made.matters if one.is_taught and one not in often
    )
    shares = {one.key: place / 100 for place, one in enumerate(often)}
    made.cast(shares)
    best = [one.key for one in reversed(often)]
    assert made.mistaken.key == next(key for key in best if key in OTHER_FACTS)
    best.remove(made.mistaken.key)
    assert [made.unclear.key, *(one.key for one in made.reworded)] == best[:4]


def test_an_entry_laid_out_line_by_line_says_what_it_said_in_other_lines() -> None:
    for matter in Town(seed=1).matters:
        body = matter.intent.body
        again = line_by_line(body)
        assert again != body
        assert again.split() == body.split()


@pytest.mark.parametrize(
    ("asked", "failed", "is_told"), [(60, 20, True), (60, 19, False), (24, 24, False), (25, 9, True)]
)
def test_a_gap_that_four_weeks_could_not_tell_is_left_for_later(asked: int, failed: int, is_told: bool) -> None:
    gap = KnowledgeGap(question_count=failed, answered_well_count=asked - failed)
    assert desk.can_be_told(gap) is is_told


def test_what_customers_make_of_an_answer_follows_from_the_answer() -> None:
    made = cast(seed=1)
    matter = made.unclear
    assert made.chance(matter, HANDOFF) == 0
    assert made.chance(matter, WRONG) == CONTENT_WITH_WRONG
    assert made.chance(matter, RIGHT) == matter.content
    assert made.chance(matter, RIGHT, is_clearer=True) == pytest.approx(matter.content + CLEARER)


def test_right_answers_are_rated_better_than_wrong_ones_and_a_person_says_what_is_true() -> None:
    def mean(lines: list[dict[str, Any]]) -> float:
        ratings = [line["rating"] for line in lines if line["rating"]]
        return sum(ratings) / len(ratings)

    assert mean(week(RIGHT)) > 3.5 > 2.5 > mean(week(WRONG))
    made = Town(seed=1)
    for line in made.days(first=MONDAY, count=1, serve=everybody(HANDOFF)):
        matter = next(one for one in made.matters if one.key == made.told[line["id"]])
        assert line["escalated"]
        assert is_true(next(m["text"] for m in line["messages"] if m["sender"] == "agent"), matter)


@pytest.mark.parametrize(
    ("effect", "verdict"), [(0.3, "helped"), (-0.3, "hurt"), (0.02, "no_difference"), (-0.02, "no_difference")]
)
def test_a_perfect_ledger_would_say(effect: float, verdict: str) -> None:
    assert Truth(matter="x", effect=effect).verdict == verdict


def test_the_clock_is_set_for_all_that_ask_it_and_put_back() -> None:
    before = timezone.now()
    with set_to(MONDAY) as clock:
        assert timedelta(0) <= timezone.now() - MONDAY < timedelta(minutes=1)
        clock.set(MONDAY + timedelta(days=7))
        assert timezone.localdate() == (MONDAY + timedelta(days=7)).date()
    assert timezone.now() >= before
    with pytest.raises(RuntimeError), set_to(MONDAY):
        raise RuntimeError
    assert timezone.now() >= before


def test_an_organization_that_no_simulation_made_is_left_alone(db: None) -> None:
    create_organization(name="Simulation fans", slug="sim")
    with pytest.raises(CommandError, match="was not made by a simulation"):
        call_command("simulate", organization="sim", cycles=1, stdout=StringIO())
    assert Organization.objects.get(slug="sim").name == "Simulation fans"


def test_without_a_cycle_there_is_nothing_to_simulate(db: None) -> None:
    with pytest.raises(CommandError, match="at least"):
        call_command("simulate", cycles=0, stdout=StringIO())


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "owner"])
def test_a_short_life_is_learned_from_applied_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living, "HISTORY_DAYS", 21)
    monkeypatch.setattr(desk, "SCRIPT", {1: ("wrong", "reworded 0", "clearer")})
    monkeypatch.setattr(town, "USUAL_A_DAY", 1)
    monkeypatch.setattr(town, "BUSY_A_DAY", 2)
    monkeypatch.setattr(town, "UNTAUGHT_A_DAY", 1.5)
    for _ in range(2):  # the second replaces the first
        printed = StringIO()
        call_command("simulate", organization="sim", cycles=1, seed=4, stdout=printed, stderr=StringIO())
    figures = json.loads(printed.getvalue().splitlines()[-1])
    assert figures["hurt_called_helped"] == 0
    assert figures["updates"] >= 2
    organization = Organization.objects.get(slug="sim")
    assert organization.is_cycle_paused
    with organization_scope(organization.pk):
        assert Conversation.objects.count() == figures["conversations"] > 100
        assert Conversation.objects.latest("started_at").started_at < timezone.now()
        applied = LearningUpdate.objects.filter(status="applied")
        assert ImpactMeasurement.objects.count() == applied.count() == figures["updates"]
        days = set(ImpactMeasurement.objects.values_list("applied_on", flat=True))
        assert days == {update.applied_at.date() for update in applied}
    told = {row["truth"] for row in figures["by_update"]}
    assert {"hurt", "no_difference", "helped"} <= told
