"""The page of the embedding models."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from knowledge.models import KnowledgeRefresh
from tests.knowledge.factories import shop_entries
from tests.views import client_as


@pytest.fixture
def worker() -> Any:
    """Tasks run here and now."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


LIST = "/knowledge/embeddings/"
REFRESH = "/knowledge/embeddings/refresh/"


def test_it_shows_what_each_model_embedded_and_what_refreshes_did(organization: Any) -> None:
    count = len(shop_entries(organization))
    KnowledgeRefresh.objects.create(
        organization=organization, model_before="a", model_tried="b", started_at=timezone.now(), status="done",
        note="The better one was kept.",
    )  # fmt: skip
    page = client_as(organization, "admin").get(LIST).text
    assert f"{count} of {count}" in page
    assert "The better one was kept." in page


def test_only_admins_see_and_start_it(organization: Any) -> None:
    manager = client_as(organization, "manager")
    assert manager.get(LIST).status_code == 403
    assert manager.post(REFRESH).status_code == 403
    assert client_as(organization, "admin").get(REFRESH).status_code == 405


def test_a_model_that_is_not_set_up_gets_a_sentence(organization: Any) -> None:
    page = client_as(organization, "admin").post(REFRESH, {"model": "none-such"}, follow=True)
    assert "is not set up here" in page.text


def test_a_second_refresh_is_told_to_wait(organization: Any) -> None:
    KnowledgeRefresh.objects.create(
        organization=organization, model_before="a", model_tried="a", started_at=timezone.now()
    )
    page = client_as(organization, "admin").post(REFRESH, follow=True)
    assert "under way; wait" in page.text


def test_the_button_starts_one(organization: Any, worker: None, django_capture_on_commit_callbacks: Any) -> None:
    client = client_as(organization, "admin")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("knowledge:embedding_refresh"))
    assert KnowledgeRefresh.objects.get().status == "done"
