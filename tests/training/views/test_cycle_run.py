"""The button that starts a cycle."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.test import Client
from kombu.exceptions import OperationalError

from tests.views import client_as
from training.models import LearningCycle
from training.services.organizations import create_organization
from training.tasks import run_learning_cycle_task
from training.tenancy import organization_scope


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


def test_the_cycle_starts_only_when_the_request_is_committed(
    organization: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        client_as(organization, "admin").post("/cycles/run/")
    assert len(callbacks) == 1
    assert not LearningCycle.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_up", "sentence"), [(True, "A learning cycle is starting"), (False, "worker cannot be reached")]
)
def test_the_page_says_whether_the_worker_was_told(monkeypatch: Any, is_up: bool, sentence: str) -> None:
    def send(*arguments: Any) -> None:
        if not is_up:
            raise OperationalError("closed")

    monkeypatch.setattr(run_learning_cycle_task, "delay", send)
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        client: Client = client_as(organization, "admin")
    assert client.post("/cycles/run/").status_code == 302
    assert sentence in client.get("/cycles/").text
