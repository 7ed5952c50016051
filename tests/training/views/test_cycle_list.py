"""The learning cycles, newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.training.factories import UserFactory
from tests.views import HTMX, client_as
from training.models import CycleStep, LearningCycle

LIST = "/cycles/"


def cycle_of(organization: Any, status: str = "done", **fields: Any) -> LearningCycle:
    """A cycle of two steps, a minute long."""
    now = timezone.now()
    cycle = LearningCycle.objects.create(
        organization=organization,
        status=status,
        trigger=fields.pop("trigger", "button"),
        started_by=UserFactory(),
        lease_until=now,
        started_at=now - timedelta(minutes=1),
        finished_at=None if status == "running" else now,
        **fields,
    )
    for position, name in enumerate(("analyse_conversations", "detect_gaps")):
        CycleStep.objects.create(
            organization=organization, cycle=cycle, position=position, name=name, status="done", looked_at=1200, made=7
        )
    return cycle


def test_it_says_what_each_cycle_made(organization: Any) -> None:
    cycle_of(organization)
    text = client_as(organization, "analyst").get(LIST).text
    assert "Detect gaps <strong>7</strong>" in text
    assert "60.0 s" in text


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        cycle_of(organization)
    client = client_as(organization, "analyst")
    with django_assert_num_queries(12):
        assert len(client.get(LIST).context["page_obj"]) == count


@pytest.mark.parametrize(("status", "every"), [("running", "every 3s"), ("done", "every 15s")])
def test_it_asks_again_often_only_while_one_runs(organization: Any, status: str, every: str) -> None:
    cycle_of(organization, status)
    assert f'hx-trigger="{every}"' in client_as(organization, "analyst").get(LIST).text


def test_htmx_gets_the_part_that_the_page_includes(organization: Any) -> None:
    cycle_of(organization)
    answer = client_as(organization, "analyst").get(LIST, **HTMX)
    assert "<html" not in answer.text
    assert 'id="cycles"' in answer.text


@pytest.mark.parametrize(("role", "may"), [("manager", False), ("admin", True)])
def test_only_admins_see_the_button(organization: Any, role: str, may: bool) -> None:
    assert ('action="/cycles/run/"' in client_as(organization, role).get(LIST).text) is may


def test_before_the_first_cycle_it_says_when_one_comes(organization: Any) -> None:
    assert "every 5 minutes" in client_as(organization, "analyst").get(LIST).text


def test_a_paused_cycle_is_said(organization: Any) -> None:
    organization.is_cycle_paused = True
    organization.save()
    assert "The learning cycle is paused" in client_as(organization, "analyst").get(LIST).text
