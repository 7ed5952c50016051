"""Decisions on many updates at once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from knowledge.models import ReplayRun
from tests.knowledge.factories import SHOP, shop_entries
from tests.knowledge.replays import golden_question, replayed
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
    decided = replayed(LearningUpdateFactory(organization=organization, title="quick"))
    other = replayed(LearningUpdateFactory(organization=organization, title="slow"))
    client = client_as(organization, "admin")
    client.post(reverse("training:update_approve", args=[decided.pk]))
    form = {"bulk_action": "approve", "scope": "selected", "confirmed": "2", "ids": [decided.pk, other.pk]}
    page = client.post(BULK, form, follow=True)
    assert statuses() == ["approved", "approved"]
    assert "stayed as they were" in page.text
    decision = BulkDecision.objects.get()
    assert (decision.done_ids, [one["id"] for one in decision.refused]) == ([other.pk], [decided.pk])


def test_those_without_a_replay_stay_and_get_one(organization: Any) -> None:
    ready = replayed(LearningUpdateFactory(organization=organization, title="quick"))
    LearningUpdateFactory(organization=organization, title="slow")
    form = {"bulk_action": "approve", "scope": "all", "confirmed": "2"}
    page = client_as(organization, "admin").post(BULK, form, follow=True)
    assert statuses() == ["approved", "pending"]
    assert "A replay is running now" in page.text
    assert ReplayRun.objects.exclude(update=ready).get().status == "waiting"


def test_what_breaks_a_golden_question_stays(organization: Any) -> None:
    shop_entries(organization)
    golden_question(organization, SHOP[0][0], "Within 30 days.")
    title, body = SHOP[0][0], "You can send anything back within 14 days. How long can I send something back? 14 days."
    replayed(
        LearningUpdateFactory(organization=organization, payload={"action": "create", "title": title, "body": body})
    )
    form = {"bulk_action": "approve", "scope": "all", "confirmed": "1"}
    page = client_as(organization, "admin").post(BULK, form, follow=True)
    assert statuses() == ["pending"]
    assert "breaks 1 golden question. Open it and decide it by itself" in page.text


def test_managers_do_not_decide_updates(organization: Any) -> None:
    LearningUpdateFactory(organization=organization)
    client = client_as(organization, "manager")
    assert client.post(BULK, {"bulk_action": "approve", "scope": "all", "confirmed": "1"}).status_code == 403
    assert 'id="bulk"' not in client.get("/updates/").text
