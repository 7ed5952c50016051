"""Versions of the agent: numbered in one line, served by share, taken back exactly."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.training.factories import LearningUpdateFactory, UserFactory
from training.bucketing import bucket
from training.models import AgentVersion, Deployment
from training.services import agents
from training.services.organizations import create_organization
from training.tenancy import organization_scope

KEYS = [f"customer-{number}" for number in range(400)]


def an_update(organization: Any) -> Any:
    return LearningUpdateFactory(organization=organization, kind="model_optimization", title="Hand off earlier")


def tried(organization: Any, **changes: Any) -> tuple[AgentVersion, AgentVersion]:
    """An update's version on half of the customers, and the one before."""
    return agents.apply_to_agent(
        organization=organization,
        changes=changes,
        expected_version_id=None,
        update=an_update(organization),
        salt="trial",
    )


def taken_back(organization: Any, new: AgentVersion, old: AgentVersion) -> AgentVersion:
    return agents.take_back_from_agent(
        organization=organization, version_id=new.pk, previous_id=old.pk, reason="Rolled back"
    )


def served(organization: Any) -> dict[str, str]:
    return {key: agents.version_for(organization, key).label for key in KEYS}


def live(organization: Any) -> list[tuple[str, float]]:
    return [(one.agent_version.label, one.share) for one in agents.live_deployments(organization)]


def statuses(organization: Any) -> dict[str, str]:
    return {one.label: one.status for one in AgentVersion.objects.for_organization(organization)}


@pytest.mark.django_db
def test_a_new_organization_has_version_one_serving_everyone() -> None:
    made = create_organization(name="Shop", slug="shop")
    with organization_scope(made.pk):
        assert (statuses(made), live(made)) == ({"1.0.0": "active"}, [("1.0.0", 1.0)])


def test_without_versions_it_answers_as_the_first_one_would(organization: Any) -> None:
    found = agents.active_version(organization)
    assert (found.pk, found.label, found.handoff_confidence, found.context_size) == (None, "1.0.0", 0.5, 5)
    assert agents.version_for(organization, "anybody").label == "1.0.0"


def test_the_first_version_is_made_once(organization: Any) -> None:
    first = agents.ensure_first_version(organization)
    assert agents.ensure_first_version(organization) == first
    assert (statuses(organization), live(organization)) == ({"1.0.0": "active"}, [("1.0.0", 1.0)])


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"handoff_confidence": 0.6}, "1.0.1"),
        ({"temperature": 0.0, "context_size": 8}, "1.0.1"),
        ({"system_prompt": "Be brief.", "temperature": 0.0}, "1.1.0"),
        ({"model": "m-2", "system_prompt": "Be brief."}, "2.0.0"),
    ],
)
def test_a_change_is_a_new_version_with_the_rest_of_the_old_one(organization: Any, changes: Any, label: str) -> None:
    first = agents.ensure_first_version(organization)
    person = UserFactory(name="Ada")
    made = agents.change_agent(organization=organization, changes=changes, by=person, note="Because")
    assert (made.label, made.status, made.parent, made.created_by, made.note) == (
        label, "active", first, person, "Because",
    )  # fmt: skip
    assert made.chosen == first.chosen | changes
    assert statuses(organization) == {"1.0.0": "deprecated", label: "active"}
    assert live(organization) == [(label, 1.0)]
    first.refresh_from_db()
    assert first.retired_at == made.activated_at


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"handoff_confidence": 1.2}, "“hand off below confidence” must be a number from 0 to 1"),
        ({"handoff_confidence": float("nan")}, "must be a number"),
        ({"handoff_confidence": True}, "must be a number"),
        ({"temperature": -0.1}, "“temperature” must be a number from 0 to 2"),
        ({"context_size": 0}, "“passages given” must be a number from 1 to 20"),
        ({"context_size": 2.5}, "must be a number from 1 to 20"),
        ({"context_size": "8"}, "must be a number"),
        ({"system_prompt": "  "}, "The instructions must be text"),
        ({"system_prompt": "x" * 8001}, "at most 8,000 characters"),
        ({"model": 7}, "The model must be text"),
        ({"status": "active"}, "no setting “status”"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(organization: Any, changes: Any, sentence: str) -> None:
    with pytest.raises(agents.AgentSettingsInvalid, match=sentence):
        agents.change_agent(organization=organization, changes=changes)


def test_what_it_says_already_is_no_change(organization: Any) -> None:
    with pytest.raises(agents.NothingChanges):
        agents.change_agent(organization=organization, changes={"handoff_confidence": 0.5})


def test_the_database_holds_one_active_version_and_its_shares(organization: Any) -> None:
    first = agents.ensure_first_version(organization)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="one_active"), transaction.atomic():
        AgentVersion.objects.create(organization=organization, patch=1, status="active", activated_at=now)
    with pytest.raises(IntegrityError, match="live_once"), transaction.atomic():
        Deployment.objects.create(organization=organization, agent_version=first, started_at=now)
    with pytest.raises(IntegrityError, match="share_is_a_share"), transaction.atomic():
        Deployment.objects.create(
            organization=organization, agent_version=first, started_at=now, ended_at=now, share=1.1
        )


def test_an_update_serves_a_hashed_half_and_the_other_half_stays(organization: Any) -> None:
    new, old = tried(organization, handoff_confidence=0.7)
    assert statuses(organization) == {"1.0.0": "deprecated", "1.0.1": "active"}
    assert live(organization) == [("1.0.1", 0.5), ("1.0.0", 0.5)]
    assert served(organization) == {key: new.label if bucket(key, salt="trial") < 0.5 else old.label for key in KEYS}
    assert agents.running_trial(organization) == (new, old)
    assert agents.active_version(organization) == new
    assert (new.update.title, new.note) == ("Hand off earlier", "Hand off earlier")


def test_who_served_at_an_earlier_moment_is_known(organization: Any) -> None:
    new, old = tried(organization, handoff_confidence=0.7)
    Deployment.objects.filter(ended_at__isnull=True).update(started_at=timezone.now() - timedelta(days=2))
    Deployment.objects.filter(ended_at__isnull=False).update(
        started_at=timezone.now() - timedelta(days=9), ended_at=timezone.now() - timedelta(days=2)
    )
    agents.serve_all(organization=organization, version_id=new.pk)
    first_half = next(key for key in KEYS if bucket(key, salt="trial") < 0.5)
    other_half = next(key for key in KEYS if bucket(key, salt="trial") >= 0.5)

    def at(key: str, days: int) -> str:
        return agents.version_for(organization, key, timezone.now() - timedelta(days=days)).label

    assert [at(first_half, days) for days in (5, 1, 0)] == [old.label, new.label, new.label]
    assert [at(other_half, days) for days in (5, 1, 0)] == [old.label, old.label, new.label]


def test_given_to_everyone_the_new_one_serves_all(organization: Any) -> None:
    new, _ = tried(organization, handoff_confidence=0.7)
    person = UserFactory(name="Ada")
    agents.serve_all(organization=organization, version_id=new.pk, by=person)
    assert live(organization) == [("1.0.1", 1.0)]
    ended = Deployment.objects.filter(agent_version=new, ended_at__isnull=False).get()
    assert ended.end_reason == "Ada gave version 1.0.1 to everyone"
    with pytest.raises(agents.AgentChangedMeanwhile, match=r"not on trial; version 1\.0\.1 answers everyone"):
        agents.serve_all(organization=organization, version_id=new.pk, by=person)


def test_while_two_share_the_customers_no_third_comes(organization: Any) -> None:
    _, old = tried(organization, handoff_confidence=0.7)
    for refused in (
        lambda: agents.change_agent(organization=organization, changes={"temperature": 0}),
        lambda: agents.activate_version(organization=organization, version_id=old.pk),
        lambda: tried(organization, temperature=0),
    ):
        with pytest.raises(agents.TrialRunning, match=r"1\.0\.1 is on trial: version 1\.0\.0 still serves the other"):
            refused()
    assert live(organization) == [("1.0.1", 0.5), ("1.0.0", 0.5)]


def test_an_older_version_is_made_active_again(organization: Any) -> None:
    first = agents.ensure_first_version(organization)
    agents.change_agent(organization=organization, changes={"temperature": 0})
    agents.activate_version(organization=organization, version_id=first.pk)
    assert statuses(organization) == {"1.0.0": "active", "1.0.1": "deprecated"}
    with pytest.raises(agents.NothingChanges, match=r"1\.0\.0 answers everyone already"):
        agents.activate_version(organization=organization, version_id=first.pk)
    # The next one is numbered after the highest, and made from the one that answers.
    made = agents.change_agent(organization=organization, changes={"temperature": 1})
    assert (made.label, made.parent) == ("1.0.2", first)


def test_a_version_is_rolled_back_to_the_one_it_was_made_from(organization: Any) -> None:
    agents.ensure_first_version(organization)
    made = agents.change_agent(organization=organization, changes={"temperature": 0})
    agents.roll_back_version(organization=organization, version_id=made.pk)
    assert statuses(organization) == {"1.0.0": "active", "1.0.1": "rolled_back"}
    with pytest.raises(agents.AgentChangedMeanwhile, match=r"1\.0\.1 does not answer any more; version 1\.0\.0 does"):
        agents.roll_back_version(organization=organization, version_id=made.pk)
    with pytest.raises(agents.NothingChanges, match="the first one"):
        agents.roll_back_version(organization=organization, version_id=agents.active_version(organization).pk)


@pytest.mark.parametrize("is_for_all", [False, True])
def test_taken_back_the_old_version_answers_everyone_exactly_as_before(organization: Any, is_for_all: bool) -> None:
    before = agents.ensure_first_version(organization)
    who = served(organization)
    new, old = tried(organization, handoff_confidence=0.7, system_prompt="Be brief.")
    if is_for_all:
        agents.serve_all(organization=organization, version_id=new.pk)
    assert served(organization) != who
    taken_back(organization, new, old)
    assert served(organization) == who
    after = agents.active_version(organization)
    assert (after.pk, after.chosen) == (before.pk, before.chosen)
    assert statuses(organization) == {"1.0.0": "active", "1.1.0": "rolled_back"}


def test_beneath_a_later_version_what_it_changed_is_put_back_and_the_rest_stays(organization: Any) -> None:
    new, old = tried(organization, handoff_confidence=0.7)
    agents.serve_all(organization=organization, version_id=new.pk)
    agents.change_agent(organization=organization, changes={"temperature": 0})
    merged = taken_back(organization, new, old)
    assert (merged.label, merged.handoff_confidence, merged.temperature) == ("1.0.3", 0.5, 0)
    assert statuses(organization) == {
        "1.0.0": "deprecated", "1.0.1": "rolled_back", "1.0.2": "deprecated", "1.0.3": "active",
    }  # fmt: skip
    assert live(organization) == [("1.0.3", 1.0)]


def test_beneath_a_later_change_of_the_same_setting_it_is_refused_by_name(organization: Any) -> None:
    new, old = tried(organization, handoff_confidence=0.7)
    agents.serve_all(organization=organization, version_id=new.pk)
    agents.change_agent(organization=organization, changes={"temperature": 0})
    agents.change_agent(organization=organization, changes={"handoff_confidence": 0.8}, by=UserFactory(name="Ada"))
    with pytest.raises(agents.LaterAgentVersion, match=r"Version 1\.0\.3 \(.*, by Ada\).*“hand off below confidence”"):
        taken_back(organization, new, old)
    assert agents.active_version(organization).label == "1.0.3"


def test_what_no_serving_version_stands_on_is_taken_back_without_a_change(organization: Any) -> None:
    new, old = tried(organization, handoff_confidence=0.7)
    agents.serve_all(organization=organization, version_id=new.pk)
    agents.activate_version(organization=organization, version_id=old.pk)
    before = live(organization)
    assert taken_back(organization, new, old) == old
    assert live(organization) == before
    assert statuses(organization) == {"1.0.0": "active", "1.0.1": "rolled_back"}


def test_an_update_goes_on_top_of_what_changed_meanwhile_but_not_over_it(organization: Any) -> None:
    first = agents.ensure_first_version(organization)
    agents.change_agent(organization=organization, changes={"temperature": 0})
    update = an_update(organization)
    with pytest.raises(agents.AgentChangedMeanwhile, match=r"1\.0\.1 answers by now and has another “temperature”"):
        agents.apply_to_agent(
            organization=organization, changes={"temperature": 1}, expected_version_id=first.pk, update=update
        )
    new, old = agents.apply_to_agent(
        organization=organization, changes={"handoff_confidence": 0.6}, expected_version_id=first.pk, update=update
    )
    assert (old.label, new.label, new.temperature, new.handoff_confidence) == ("1.0.1", "1.0.2", 0, 0.6)


def test_another_organizations_versions_are_not_seen(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    agents.change_agent(organization=organization, changes={"temperature": 0})
    in_organization(other_organization)
    assert AgentVersion.objects.count() == Deployment.objects.count() == 0
    assert agents.active_version(other_organization).pk is None


def test_the_history_names_who_changed_the_agent(organization: Any) -> None:
    from training.querysets.history import HistoryFilter, history_page

    agents.change_agent(organization=organization, changes={"temperature": 0})
    rows = history_page(form=HistoryFilter({}))[0:20]
    titles = {(row.what, row.title, row.verb) for row in rows}
    assert ("agent version", "Agent 1.0.1", "created") in titles
    assert ("deployment", "Agent 1.0.0 for 100% of the customers", "changed") in titles


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_it_at_once_each_gets_a_number_and_one_is_active() -> None:
    organization = create_organization(name="Acme", slug="acme")
    together = Barrier(4)

    def change(confidence: float) -> None:
        try:
            together.wait()
            with organization_scope(organization.pk):
                agents.change_agent(organization=organization, changes={"handoff_confidence": confidence})
        finally:
            connection.close()

    threads = [Thread(target=change, args=[0.6 + number / 100]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with organization_scope(organization.pk):
        versions = list(AgentVersion.objects.order_by("id"))
        assert [one.label for one in versions] == [f"1.0.{number}" for number in range(5)]
        assert [one.parent for one in versions] == [None, *versions[:-1]]
        assert [one.status for one in versions] == ["deprecated"] * 4 + ["active"]
        assert Deployment.objects.filter(ended_at__isnull=True).count() == 1
