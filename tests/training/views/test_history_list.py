"""The readable history."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeEntry
from tests.knowledge.factories import entry_with
from tests.training.factories import LearningUpdateFactory, MembershipFactory
from tests.views import client_as
from training.models import LearningUpdate

LIST = "/history/"


def test_it_says_who_changed_what_from_what_to_what(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    client_as(organization, "admin", name="Ada").post(
        reverse("training:update_reject", args=[update.pk]), {"reason_code": "policy"}
    )
    page = client_as(organization, "manager").get(f"{LIST}?what=training.learningupdate")
    row = page.context["page_obj"][0]
    assert (row.who, row.title, row.verb, row.url) == ("Ada", update.title, "changed", update.get_absolute_url())
    changes = {change.name: (change.before, change.after) for change in row.changes}
    assert changes == {
        "status": ("Pending", "Rejected"),
        "decided by": ("–", "Ada"),
        "reason code": ("–", "A person must answer this"),
    }


def test_an_edited_text_shows_only_the_keys_that_differ(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    LearningUpdate.objects.filter(pk=update.pk).update(payload=update.payload | {"body": "60 days."})
    row = client_as(organization, "manager").get(LIST + "?what=training.learningupdate").context["page_obj"][0]
    assert [(change.name, change.after) for change in row.changes] == [("body", "60 days.")]


def test_each_event_is_compared_with_the_one_before_it(organization: Any) -> None:
    member = MembershipFactory(organization=organization)
    for role in ("manager", "admin"):
        member.role = role
        member.save()
    rows = client_as(organization, "manager").get(LIST + "?what=training.membership").context["page_obj"]
    mine = [row for row in rows if row.title.startswith(member.user.email)]
    assert [[(c.before, c.after) for c in row.changes] for row in mine] == [
        [("Support manager", "Admin")],
        [("Analyst", "Support manager")],
        [],
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_a_fixed_number_of_queries(organization: Any, count: int, django_assert_max_num_queries: Any) -> None:
    client = client_as(organization, "manager")
    for number in range(count):
        entry_with(organization, title=f"Entry {number}")
        LearningUpdateFactory(organization=organization)
        MembershipFactory(organization=organization)
    client.get(LIST)
    with django_assert_max_num_queries(19):  # fewer where the page shows fewer kinds of rows
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        ("what=knowledge.knowledgeentry", True),
        ("what=training.membership", False),
        ("who=nobody", False),
        ("first=2020-01-01", True),
        ("last=2020-01-01", False),
    ],
)
def test_the_filters_of_the_address_hold(organization: Any, query: str, is_found: bool) -> None:
    entry_with(organization, title="Returns")
    page = client_as(organization, "manager").get(f"{LIST}?{query}")
    assert ("Returns" in page.text) is is_found


def test_a_row_that_is_gone_keeps_its_history(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization, title="Gone soon")
    LearningUpdate.objects.filter(pk=update.pk).delete()
    row = client_as(organization, "manager").get(f"{LIST}?what=training.learningupdate").context["page_obj"][0]
    assert (row.title, row.url) == ("Gone soon", "")


def test_another_organizations_history_does_not_show(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    entry_with(other_organization, title="Their secret")
    in_organization(organization)
    assert not KnowledgeEntry.objects.exists()
    assert "Their secret" not in client_as(organization, "manager").get(LIST).text


def test_filters_that_hide_everything_say_so(organization: Any) -> None:
    page = client_as(organization, "manager").get(f"{LIST}?who=nobody")
    assert 'data-kind="filtered"' in page.text
