"""Take a decision on an update back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import HTMX, client_as
from training.services import updates


def address(update: Any) -> str:
    return reverse("training:update_undo", args=[update.pk])


def test_a_rejected_update_is_pending_again(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="policy")
    client = client_as(organization, "admin")
    answer = client.post(address(update), **HTMX, HTTP_HX_TARGET=f"update-{update.pk}")
    update.refresh_from_db()
    assert answer.status_code == 200
    assert reverse("training:update_approve", args=[update.pk]) in answer.text
    assert (update.status, update.decided_by, update.reason_code) == ("pending", None, "")


def test_what_a_cycle_applied_meanwhile_cannot_be_undone(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory())
    updates.apply_update(update_id=update.pk)
    answer = client_as(organization, "admin").post(address(update))
    assert answer.status_code == 409
    assert "Roll it back instead." in answer.text


def test_somebody_undid_it_first(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    answer = client_as(organization, "admin").post(address(update))
    assert answer.status_code == 409
    assert "there is nothing to undo" in answer.text
