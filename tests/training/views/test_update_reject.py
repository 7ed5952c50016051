"""Reject an update, saying why."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import HTMX, client_as
from training.services import updates


def address(update: Any) -> str:
    return reverse("training:update_reject", args=[update.pk])


def test_an_admin_rejects_with_a_reason(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    answer = client_as(organization, "admin").post(
        address(update), {"reason_code": "duplicate", "reason": "see returns"}
    )
    update.refresh_from_db()
    assert answer.status_code == 302
    assert (update.status, update.reason_code, update.reason) == ("rejected", "duplicate", "see returns")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose why you reject it."),
        ({"reason_code": "nonsense"}, "Choose why you reject it."),
        ({"reason_code": "other"}, "Write down the other reason."),
    ],
)
def test_a_rejection_without_a_reason_is_refused_in_the_row(
    organization: Any, data: dict[str, str], sentence: str
) -> None:
    update = LearningUpdateFactory(organization=organization)
    client = client_as(organization, "admin")
    answer = client.post(address(update), data, **HTMX, HTTP_HX_TARGET=f"update-{update.pk}")
    update.refresh_from_db()
    assert answer.status_code == 409
    assert sentence in answer.text
    assert f'id="reject-{update.pk}" open' in " ".join(answer.text.split())
    assert update.status == "pending"


def test_the_second_admin_is_told_that_the_first_one_won(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.approve_update(update_id=replayed(update).pk, reviewer=UserFactory(name="Ada"))
    answer = client_as(organization, "admin").post(address(update), {"reason_code": "policy"})
    update.refresh_from_db()
    assert answer.status_code == 409
    assert "was already approved by Ada" in answer.text
    assert update.status == "approved"
