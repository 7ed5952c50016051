"""Approve an update, with or without edits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from knowledge.models import ReplayRun
from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from tests.views import HTMX, client_as
from training.services import updates

EDITS = {"title": "Sending back", "body": "60 days.", "category": "returns"}


def address(update: Any) -> str:
    return reverse("training:update_approve", args=[update.pk])


def from_row(update: Any) -> dict[str, str]:
    return HTMX | {
        "HTTP_HX_TARGET": f"update-{update.pk}",
        "HTTP_HX_CURRENT_URL": "http://testserver/updates/?sort=age",
    }


def test_an_admin_approves(organization: Any) -> None:
    update = replayed(LearningUpdateFactory(organization=organization))
    answer = client_as(organization, "admin", name="Ada").post(address(update))
    update.refresh_from_db()
    assert answer.status_code == 302
    assert answer["Location"] == update.get_absolute_url()
    assert (update.status, str(update.decided_by)) == ("approved", "Ada")


def test_a_plain_form_of_the_queue_goes_back_to_the_queue(organization: Any) -> None:
    update = replayed(LearningUpdateFactory(organization=organization))
    answer = client_as(organization, "admin").post(address(update), {"next": "/updates/?sort=age"})
    assert answer["Location"] == "/updates/?sort=age"


def test_it_never_sends_anybody_elsewhere(organization: Any) -> None:
    update = replayed(LearningUpdateFactory(organization=organization))
    answer = client_as(organization, "admin").post(address(update), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == update.get_absolute_url()


def test_htmx_gets_the_same_row_with_an_undo(organization: Any) -> None:
    update = replayed(LearningUpdateFactory(organization=organization))
    answer = client_as(organization, "admin").post(address(update), **from_row(update))
    assert answer.status_code == 200
    assert f'<article id="update-{update.pk}"' in answer.text
    assert reverse("training:update_undo", args=[update.pk]) in answer.text
    assert "hx-swap-oob" in answer.text
    assert 'value="/updates/?sort=age"' in answer.text


def test_edits_are_kept_and_wait_for_their_replay(organization: Any) -> None:
    update = replayed(LearningUpdateFactory(organization=organization))
    client = client_as(organization, "admin")
    answer = client.post(address(update), EDITS)
    update.refresh_from_db()
    assert answer.status_code == 409
    assert "Your edits are kept" in answer.text
    assert (update.status, update.title, update.payload["body"]) == ("pending", "Sending back", "60 days.")
    replayed(update)
    client.post(address(update), EDITS)
    update.refresh_from_db()
    assert (update.status, update.payload["body"]) == ("approved", "60 days.")


def test_without_a_replay_one_is_started_and_it_says_so(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    client = client_as(organization, "admin")
    answer = client.post(address(update))
    assert answer.status_code == 409
    assert "was not replayed yet. A replay is running now" in answer.text
    assert ReplayRun.objects.get().update == update
    row = client.post(address(update), **from_row(update))
    assert "is still running" in row.text
    update.refresh_from_db()
    assert update.status == "pending"


def test_edits_that_lack_the_text_are_shown_back_beside_the_field(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    answer = client_as(organization, "admin").post(address(update), EDITS | {"body": ""})
    update.refresh_from_db()
    assert answer.status_code == 422
    assert "field-errors" in answer.text
    assert "Sending back" in answer.text
    assert update.status == "pending"


def test_the_second_admin_is_told_that_the_first_one_won(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    updates.reject_update(update_id=update.pk, reviewer=UserFactory(name="Ada"), reason_code="policy")
    client = client_as(organization, "admin")
    for answer in (client.post(address(update)), client.post(address(update), **from_row(update))):
        assert answer.status_code == 409
        assert "was already rejected by Ada" in answer.text
    update.refresh_from_db()
    assert update.status == "rejected"


def test_what_could_not_be_applied_stays_pending_and_says_why(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization, kind="template_improvement")
    answer = client_as(organization, "admin").post(address(update))
    update.refresh_from_db()
    assert answer.status_code == 409
    assert "Nothing here can apply" in answer.text
    assert update.status == "pending"
