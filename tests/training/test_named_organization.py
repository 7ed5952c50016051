"""Which organization a command's user means, and what the command says where there is none of that name."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from tests.training.factories import OrganizationFactory
from training.management.organizations import MOST_NAMED, named_organization

pytestmark = pytest.mark.django_db


def sentence(slug: str, **how: str) -> str:
    with pytest.raises(CommandError) as raised:
        named_organization(slug, **how)
    return str(raised.value)


def test_an_organization_is_found_by_its_short_name() -> None:
    acme = OrganizationFactory(slug="acme")
    OrganizationFactory(slug="other")
    assert named_organization("acme") == acme


def test_one_that_is_missing_names_those_there_are() -> None:
    assert sentence("acm") == "There is no organization “acm”. There is none yet."
    OrganizationFactory(slug="other")
    assert sentence("acm", hint="Add it.") == "There is no organization “acm”. There is “other”. Add it."
    OrganizationFactory(slug="acme")
    assert sentence("acm") == "There is no organization “acm”. There are “acme” and “other”."


def test_of_many_it_names_a_few_and_says_so() -> None:
    for number in range(MOST_NAMED + 1):
        OrganizationFactory(slug=f"shop-{number:02}")
    assert sentence("acm").endswith(f"“shop-{MOST_NAMED - 1:02}” and others.")


def test_a_command_may_choose_with_what_it_exits() -> None:
    with pytest.raises(CommandError) as raised:
        named_organization("acm", returncode=2)
    assert raised.value.returncode == 2
