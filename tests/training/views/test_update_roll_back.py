"""Undo what an applied update changed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from knowledge.models import KnowledgeEntry
from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import client_as
from training.services import updates


def address(update: Any) -> str:
    return reverse("training:update_roll_back", args=[update.pk])


def test_an_admin_rolls_back_and_what_is_served_is_as_before(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory())
    updates.apply_update(update_id=update.pk)
    client = client_as(organization, "admin", name="Ada")
    assert "data-confirm" in client.get(update.get_absolute_url()).text
    answer = client.post(address(update))
    update.refresh_from_db()
    assert answer.status_code == 302
    assert (update.status, str(update.rolled_back_by)) == ("rolled_back", "Ada")
    assert not KnowledgeEntry.objects.filter(status="live").exists()


def test_somebody_rolled_it_back_first(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory())
    updates.apply_update(update_id=update.pk)
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    answer = client_as(organization, "admin").post(address(update))
    assert answer.status_code == 409
    assert "only applied updates are rolled back" in answer.text
