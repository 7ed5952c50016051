"""Who may open which page, and how: the same for every view of the ground floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.training.factories import ConversationFactory, LearningUpdateFactory, MembershipFactory, UserFactory
from tests.views import client_as
from training.models import BulkDecision, LearningCycle
from training.urls import urlpatterns

BELOW = {"manager": "analyst", "admin": "manager", "owner": "admin"}


def a_conversation(organization: Any) -> int:
    return int(ConversationFactory(organization=organization).pk)


def an_update(organization: Any) -> int:
    return int(LearningUpdateFactory(organization=organization).pk)


def a_member(organization: Any) -> int:
    return int(MembershipFactory(organization=organization, role="analyst").pk)


def a_cycle(organization: Any) -> int:
    now = timezone.now()
    return int(
        LearningCycle.objects.create(
            organization=organization,
            trigger="command",
            status="done",
            lease_until=now,
            started_at=now,
            finished_at=now,
        ).pk
    )


def a_bulk_decision(organization: Any) -> int:
    return int(BulkDecision.objects.create(organization=organization, queue="updates", action="Approved").pk)


# name: (lowest role, methods, what its address names)
VIEWS: dict[str, tuple[str, str, Callable[[Any], int] | None]] = {
    "conversation_list": ("analyst", "GET", None),
    "conversation_detail": ("analyst", "GET", a_conversation),
    "update_list": ("analyst", "GET", None),
    "update_detail": ("analyst", "GET", an_update),
    "update_approve": ("admin", "POST", an_update),
    "update_revise": ("admin", "POST", an_update),
    "update_reject": ("admin", "POST", an_update),
    "update_undo": ("admin", "POST", an_update),
    "update_bulk": ("admin", "POST", None),
    "update_bulk_detail": ("analyst", "GET", a_bulk_decision),
    "update_bulk_undo": ("admin", "POST", a_bulk_decision),
    "update_roll_back": ("admin", "POST", an_update),
    "canary_serve_all": ("admin", "POST", an_update),
    "canary_take_back": ("admin", "POST", an_update),
    "autonomy_switch": ("owner", "POST", None),
    "cycle_list": ("analyst", "GET", None),
    "cycle_detail": ("analyst", "GET", a_cycle),
    "cycle_run": ("admin", "POST", None),
    "organization_settings": ("admin", "GET POST", None),
    "member_list": ("admin", "GET", None),
    "member_add": ("owner", "POST", None),
    "member_change": ("owner", "POST", a_member),
    "member_remove": ("owner", "POST", a_member),
    "history_list": ("manager", "GET", None),
    "guide": ("analyst", "GET", None),
}
ALL = sorted(VIEWS)
NAMING = [name for name in ALL if VIEWS[name][2]]
GUARDED = [name for name in ALL if VIEWS[name][0] in BELOW]


def address(name: str, organization: Any) -> str:
    make = VIEWS[name][2]
    return reverse(f"training:{name}", args=[make(organization)] if make else [])


def ask(client: Client, name: str, url: str) -> Any:
    return client.get(url) if "GET" in VIEWS[name][1] else client.post(url)


def test_every_view_stands_in_this_table() -> None:
    assert {pattern.name for pattern in urlpatterns} - {"organization_switch"} == set(VIEWS)


@pytest.mark.parametrize("name", ALL)
def test_who_is_not_logged_in_is_asked_to_log_in(client: Client, organization: Any, name: str) -> None:
    answer = ask(client, name, address(name, organization))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", GUARDED)
def test_a_lower_role_is_refused(organization: Any, name: str) -> None:
    answer = ask(client_as(organization, BELOW[VIEWS[name][0]]), name, address(name, organization))
    assert answer.status_code == 403
    assert "Your role may not do this" in answer.text


@pytest.mark.parametrize("name", ALL)
def test_who_belongs_to_no_organization_is_refused(client: Client, organization: Any, name: str) -> None:
    url = address(name, organization)
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert ask(client, name, url).status_code == 403


@pytest.mark.parametrize("name", ALL)
def test_the_wrong_method_is_refused(organization: Any, name: str) -> None:
    client, url = client_as(organization, "owner"), address(name, organization)
    answer = client.put(url) if "GET" in VIEWS[name][1] else client.get(url)
    assert answer.status_code == 405


@pytest.mark.parametrize("name", NAMING)
def test_another_organizations_row_is_not_there(
    organization: Any, other_organization: Any, in_organization: Any, name: str
) -> None:
    client = client_as(organization, "owner")
    in_organization(other_organization)
    url = address(name, other_organization)
    in_organization(organization)
    answer = ask(client, name, url)
    assert answer.status_code == 404
    assert other_organization.name not in answer.text
