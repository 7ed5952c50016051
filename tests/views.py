"""What the tests of views share: somebody logged in, in a role, in an organization."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.training.factories import MembershipFactory, UserFactory


def client_as(organization: Any, role: str, **user: Any) -> Client:
    """A client logged in as a person of this role; the transaction must be in the organization's scope."""
    person = UserFactory(**user)
    MembershipFactory(organization=organization, user=person, role=role)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


HTMX = {"HTTP_HX_REQUEST": "true"}
