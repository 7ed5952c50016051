"""Who works for an organization, by page and by command."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.training.factories import MembershipFactory, UserFactory
from tests.views import client_as
from training.models import Membership, User
from training.services import members


def test_a_command_lets_the_first_owner_in(organization: Any, capsys: Any) -> None:
    call_command("add_member", "First@Example.com", organization="acme", password="quite-secret")
    user = User.objects.get(email="first@example.com")
    assert user.check_password("quite-secret")
    assert user.memberships.get().role == "owner"
    assert "now works for Acme, as owner" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [("nowhere", "There is no organization “nowhere”. There is “acme”."), ("acme", "works here already")],
)
def test_the_command_says_what_is_wrong(organization: Any, slug: str, sentence: str) -> None:
    MembershipFactory(organization=organization, user=UserFactory(email="in@example.com"))
    with pytest.raises(CommandError, match=sentence):
        call_command("add_member", "in@example.com", organization=slug)


def test_who_is_added_is_told_by_mail_how_to_get_in(organization: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = client_as(organization, "owner")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/settings/people/add/", {"email": "new@example.com", "role": "manager"})
    (sent,) = mail.outbox
    assert sent.to == ["new@example.com"]
    assert "You now work for Acme" in sent.subject
    assert "http://testserver/accounts/password/reset/" in sent.body


def test_nobody_makes_us_write_to_strangers(organization: Any, client: Any) -> None:
    client.post("/accounts/password/reset/", {"email": "stranger@example.com"})
    assert mail.outbox == []
    UserFactory(email="known@example.com")
    client.post("/accounts/password/reset/", {"email": "known@example.com"})
    assert mail.outbox[0].to == ["known@example.com"]
    assert "testserver!" not in mail.outbox[0].body


def test_the_last_owner_stays(organization: Any) -> None:
    owner = MembershipFactory(organization=organization, role="owner")
    with pytest.raises(members.LastOwner):
        members.change_role(membership_id=owner.pk, role="admin")
    with pytest.raises(members.LastOwner):
        members.remove_member(membership_id=owner.pk)
    MembershipFactory(organization=organization, role="owner")
    members.remove_member(membership_id=owner.pk)
    assert Membership.objects.filter(role="owner").count() == 1


def test_a_wrong_method_gets_a_page(organization: Any) -> None:
    answer = client_as(organization, "admin").get("/cycles/run/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Go back and press the button" in answer.text
