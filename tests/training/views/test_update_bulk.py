"""Decisions on many updates at once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.training.factories import LearningUpdateFactory
from tests.views import client_as
from training.models import BulkDecision, LearningUpdate

BULK = "/updates/bulk/"


def statuses() -> list[str]:
    return list(LearningUpdate.objects.order_by("id").values_list("status", flat=True))


def test_an_admin_rejects_all_that_match_and_takes_it_back(organization: Any) -> None:
    LearningUpdateFactory(organization=organization, title="first matter")
    LearningUpdateFactory(organization=organization, title="second matter")
    LearningUpdateFactory(organization=organization, title="elsewhere")
    client = client_as(organization, "admin")
    form = {"bulk_action": "reject", "scope": "all", "confirmed": "2", "reason_code": "wrong"}
    client.post(f"{BULK}?q=matter", form)
    assert statuses() == ["rejected", "rejected", "pending"]
    client.post(reverse("training:update_bulk_undo", args=[BulkDecision.objects.get().pk]))
    assert statuses() == ["pending"] * 3


def test_what_somebody_decided_before_us_is_refused_with_the_reason(organization: Any) -> None:
    decided = LearningUpdateFactory(organization=organization, title="quick")
    other = LearningUpdateFactory(organization=organization, title="slow")
    client = client_as(organization, "admin")
    client.post(reverse("training:update_approve", args=[decided.pk]))
    form = {"bulk_action": "approve", "scope": "selected", "confirmed": "2", "ids": [decided.pk, other.pk]}
    page = client.post(BULK, form, follow=True)
    assert statuses() == ["approved", "approved"]
    assert "stayed as they were" in page.text
    decision = BulkDecision.objects.get()
    assert (decision.done_ids, [one["id"] for one in decision.refused]) == ([other.pk], [decided.pk])


def test_managers_do_not_decide_updates(organization: Any) -> None:
    LearningUpdateFactory(organization=organization)
    client = client_as(organization, "manager")
    assert client.post(BULK, {"bulk_action": "approve", "scope": "all", "confirmed": "1"}).status_code == 403
    assert 'id="bulk"' not in client.get("/updates/").text
