"""The button that starts a cycle."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app

from tests.views import client_as
from training.models import LearningCycle


@pytest.fixture
def worker() -> Any:
    """Tasks run here and now."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_an_admin_starts_a_cycle(organization: Any, worker: None, django_capture_on_commit_callbacks: Any) -> None:
    client = client_as(organization, "admin", name="Ada")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/cycles/run/")
    assert answer["Location"] == "/cycles/"
    cycle = LearningCycle.objects.get()
    assert (cycle.status, cycle.trigger, str(cycle.started_by)) == ("done", "button", "Ada")
    assert "A learning cycle is starting" in client.get("/cycles/").text


def test_the_cycle_starts_only_when_the_request_is_committed(
    organization: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        client_as(organization, "admin").post("/cycles/run/")
    assert len(callbacks) == 1
    assert not LearningCycle.objects.exists()
