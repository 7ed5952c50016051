"""Decisions on many gaps at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeGap
from knowledge.services import gaps
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.training.factories import UserFactory
from tests.views import client_as
from training.models import BulkDecision, LearningUpdate

BULK = "/gaps/bulk/"
WHY = {"reason_code": "one_off", "reason": ""}


@pytest.fixture
def found(organization: Any) -> list[KnowledgeGap]:
    made = [
        KnowledgeGapFactory(organization=organization, title=f"gap {number}", suggested_content=f"Answer {number}.")
        for number in range(3)
    ]
    for gap in made:
        failed_question(gap, f"what about {gap.title}?")
    return made


def statuses() -> list[str]:
    return list(KnowledgeGap.objects.order_by("id").values_list("status", flat=True))


def test_the_count_is_asked_for_before_anything_happens(organization: Any, found: list[KnowledgeGap]) -> None:
    client = client_as(organization, "manager")
    page = client.post(BULK, {"bulk_action": "dismiss", "scope": "selected", "ids": [found[0].pk, found[2].pk]})
    assert "Dismiss 2 gaps?" in re.sub(r"\s+", " ", page.text)
    assert "gap 0" in page.text
    assert "gap 1" not in page.text
    assert statuses() == ["open"] * 3


def test_only_the_selected_ones_are_decided_and_one_click_takes_it_back(
    organization: Any, found: list[KnowledgeGap]
) -> None:
    client = client_as(organization, "manager")
    ids = [found[0].pk, found[2].pk]
    said = client.post(
        BULK, {"bulk_action": "dismiss", "scope": "selected", "ids": ids, "confirmed": "2", **WHY}, follow=True
    )
    assert statuses() == ["dismissed", "open", "dismissed"]
    undo = reverse("knowledge:gap_bulk_undo", args=[BulkDecision.objects.get().pk])
    assert undo in said.text
    client.post(undo)
    assert statuses() == ["open"] * 3
    assert "taken back already" in client.post(undo, follow=True).text


def test_all_that_match_the_filter_are_decided(organization: Any, found: list[KnowledgeGap]) -> None:
    client = client_as(organization, "manager")
    address = f"{BULK}?q=gap+1"
    assert "Dismiss 1 gap?" in re.sub(
        r"\s+", " ", client.post(address, {"bulk_action": "dismiss", "scope": "all"}).text
    )
    client.post(address, {"bulk_action": "dismiss", "scope": "all", "confirmed": "1", **WHY})
    assert statuses() == ["open", "dismissed", "open"]


def test_a_count_that_changed_meanwhile_is_asked_for_again(organization: Any, found: list[KnowledgeGap]) -> None:
    client = client_as(organization, "manager")
    page = client.post(BULK, {"bulk_action": "dismiss", "scope": "all", "confirmed": "2", **WHY})
    assert "The list changed meanwhile: it is 3 now" in page.text
    assert statuses() == ["open"] * 3


def test_a_missing_reason_keeps_everything(organization: Any, found: list[KnowledgeGap]) -> None:
    client = client_as(organization, "manager")
    page = client.post(BULK, {"bulk_action": "dismiss", "scope": "all", "confirmed": "3", "reason": "typed words"})
    assert page.status_code == 422
    assert "typed words" in page.text
    assert statuses() == ["open"] * 3


def test_one_that_refuses_stays_and_says_why(organization: Any, found: list[KnowledgeGap]) -> None:
    KnowledgeGap.objects.filter(pk=found[1].pk).update(suggested_content="", suggestion_note="Nobody answered this.")
    gaps.dismiss_gap(gap_id=found[0].pk, manager=UserFactory(), reason_code="known")
    client = client_as(organization, "manager")
    ids = [gap.pk for gap in found]
    page = client.post(BULK, {"bulk_action": "accept", "scope": "selected", "ids": ids, "confirmed": "3"}, follow=True)
    assert statuses() == ["dismissed", "open", "accepted"]
    assert "Nobody answered this." in page.text
    assert "already dismissed" in page.text
    assert f'href="{found[1].get_absolute_url()}">{found[1].title}</a>' in page.text
    assert LearningUpdate.objects.get().payload["body"] == "Answer 2."


def test_nothing_selected_gets_a_sentence(organization: Any, found: list[KnowledgeGap]) -> None:
    page = client_as(organization, "manager").post(BULK, {"bulk_action": "accept", "ids": ["x", ""]}, follow=True)
    assert "Select some gaps first" in page.text


def test_an_unknown_action_gets_a_sentence(organization: Any, found: list[KnowledgeGap]) -> None:
    page = client_as(organization, "manager").post(BULK, {"bulk_action": "burn", "scope": "all"}, follow=True)
    assert "Choose what to do" in page.text


def test_analysts_do_not_decide(organization: Any, found: list[KnowledgeGap]) -> None:
    client = client_as(organization, "analyst")
    assert client.post(BULK, {"bulk_action": "accept", "scope": "all", "confirmed": "3"}).status_code == 403
    assert 'id="bulk"' not in client.get("/gaps/").text
    assert client_as(organization, "manager").get(BULK).status_code == 405


def test_another_organizations_rows_are_not_reached(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    theirs = KnowledgeGapFactory(organization=other_organization, title="theirs")
    in_organization(organization)
    client = client_as(organization, "manager")
    answer = client.post(
        BULK, {"bulk_action": "dismiss", "scope": "selected", "ids": [theirs.pk], "confirmed": "1", **WHY}, follow=True
    )
    assert "Select some gaps first" in answer.text
    in_organization(other_organization)
    theirs.refresh_from_db()
    assert theirs.status == "open"


def test_all_that_match_a_filter_nobody_understands_are_left_alone(
    organization: Any, found: list[KnowledgeGap]
) -> None:
    client = client_as(organization, "manager")
    form = {"bulk_action": "dismiss", "scope": "all", "confirmed": "3", **WHY}
    page = client.post(f"{BULK}?priority=hgih", form, follow=True)
    assert "Nothing was decided" in page.text
    assert "“hgih” is not offered here" in page.text
    assert statuses() == ["open"] * 3
    chosen = form | {"scope": "selected", "ids": [found[0].pk], "confirmed": "1"}
    client.post(f"{BULK}?priority=hgih", chosen)
    assert statuses() == ["dismissed", "open", "open"]
