"""Owners let people in, give them other roles and let them go."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.training.factories import MembershipFactory, UserFactory
from tests.views import client_as
from training.models import Membership, User

ADD = "/settings/people/add/"


def test_somebody_new_gets_an_account_without_a_password(organization: Any) -> None:
    answer = client_as(organization, "owner").post(ADD, {"email": "New@Acme.example", "role": "manager"})
    member = Membership.objects.get(user__email="new@acme.example")
    assert answer.status_code == 302
    assert member.role == "manager"
    assert not member.user.has_usable_password()


def test_an_address_that_is_none_is_said_beside_the_field(organization: Any) -> None:
    answer = client_as(organization, "owner").post(ADD, {"email": "nobody", "role": "manager"})
    assert answer.status_code == 422
    assert "Enter a valid email address" in answer.text
    assert not User.objects.filter(email="nobody").exists()


def test_who_works_here_already_is_not_added_twice(organization: Any) -> None:
    MembershipFactory(organization=organization, user=UserFactory(email="ann@acme.example"))
    answer = client_as(organization, "owner").post(ADD, {"email": "ann@acme.example", "role": "admin"})
    assert answer.status_code == 409
    assert "works here already, as analyst" in answer.text


def test_an_owner_gives_another_role(organization: Any) -> None:
    member = MembershipFactory(organization=organization)
    client_as(organization, "owner").post(reverse("training:member_change", args=[member.pk]), {"role": "admin"})
    member.refresh_from_db()
    assert member.role == "admin"


def test_a_role_that_does_not_exist_is_refused(organization: Any) -> None:
    member = MembershipFactory(organization=organization)
    url = reverse("training:member_change", args=[member.pk])
    assert client_as(organization, "owner").post(url, {"role": "king"}).status_code == 422
    member.refresh_from_db()
    assert member.role == "analyst"


def test_the_last_owner_stays_owner(organization: Any) -> None:
    client = client_as(organization, "owner", email="zoe@acme.example")
    member = Membership.objects.get(user__email="zoe@acme.example")
    for url, data in (
        (reverse("training:member_change", args=[member.pk]), {"role": "admin"}),
        (reverse("training:member_remove", args=[member.pk]), {}),
    ):
        answer = client.post(url, data)
        assert answer.status_code == 409
        assert "zoe@acme.example is the only owner" in answer.text
    member.refresh_from_db()
    assert member.role == "owner"


def test_who_is_removed_no_longer_works_here_and_the_history_keeps_it(organization: Any) -> None:
    member = MembershipFactory(organization=organization, user=UserFactory(name="Ann"))
    client = client_as(organization, "owner", name="Zoe")
    client.post(reverse("training:member_remove", args=[member.pk]))
    assert not Membership.objects.filter(pk=member.pk).exists()
    row = client.get("/history/?what=training.membership").context["page_obj"][0]
    assert (row.verb, row.who, row.title) == ("removed", "Zoe", "Ann · Acme · Analyst")
