"""The insight list and an insight's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.knowledge.insight_factories import a_bad_channel, insight_of
from tests.views import HTMX, client_as
from training.models import LearningInsight, LearningUpdate

LIST = "/insights/"


@pytest.fixture
def insight(organization: Any) -> LearningInsight:
    return insight_of(organization)


def page_of(insight: LearningInsight) -> str:
    return reverse("knowledge:insight_detail", args=[insight.pk])


def action(name: str, insight: LearningInsight) -> str:
    return reverse(f"knowledge:insight_{name}", args=[insight.pk])


def test_who_is_not_logged_in_is_asked_to(client: Any, organization: Any) -> None:
    assert client.get(LIST)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["analyst", "manager"])
def test_everybody_reads_and_managers_decide(organization: Any, insight: LearningInsight, role: str) -> None:
    client = client_as(organization, role)
    for url in (LIST, page_of(insight)):
        page = client.get(url).text
        assert "E-mail" in page
        assert (action("dismiss", insight) in page) is (role == "manager")
    status = client.post(action("acknowledge", insight)).status_code
    assert status == (302 if role == "manager" else 403)


@pytest.mark.parametrize("name", ["acknowledge", "dismiss", "undo", "turn"])
def test_a_get_changes_nothing(organization: Any, insight: LearningInsight, name: str) -> None:
    assert client_as(organization, "manager").get(action(name, insight)).status_code == 405


@pytest.mark.parametrize("name", ["detail", "acknowledge", "dismiss", "undo", "turn"])
def test_another_organizations_insight_is_not_there(
    organization: Any, other_organization: Any, in_organization: Any, name: str
) -> None:
    client = client_as(organization, "manager")
    in_organization(other_organization)
    foreign = insight_of(other_organization, label="A secret of theirs")
    in_organization(organization)
    answer = client.get(page_of(foreign)) if name == "detail" else client.post(action(name, foreign))
    assert answer.status_code == 404
    assert "A secret of theirs" not in client.get(f"{LIST}?status=all&found=any").text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        insight_of(organization, value=str(number))
    client = client_as(organization, "manager")
    with django_assert_num_queries(13):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=mail", True),
        ("q=fax", False),
        ("kind=failure_pattern", True),
        ("kind=success_pattern", False),
        ("dimension=channel", True),
        ("dimension=time", False),
        ("status=open", True),
        ("status=dismissed", False),
        ("found=past", False),
        ("found=any", True),
        ("sort=-effect", True),
        ("sort=nonsense", True),
        ("kind=nonsense", True),
        ("page=99", True),
    ],
)
def test_filters_live_in_the_url(organization: Any, insight: LearningInsight, query: str, is_found: bool) -> None:
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert (page_of(insight) in page.text) is is_found


def test_each_empty_state_says_what_it_is(organization: Any) -> None:
    client = client_as(organization, "manager")
    assert "No insight yet" in client.get(LIST).text
    insight_of(organization, status="open", is_current=False)
    assert "Nothing new to see" in client.get(LIST).text
    assert "No row matches these filters" in client.get(f"{LIST}?q=zzz").text


def test_the_export_holds_the_filtered_rows_and_runs_no_formula(organization: Any, insight: LearningInsight) -> None:
    insight_of(organization, value="x", label="=1+1")
    answer = client_as(organization, "analyst").get(f"{LIST}?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    assert len(text.splitlines()) == 3


def test_the_number_opens_the_conversations_it_counts(organization: Any, insight: LearningInsight) -> None:
    a_bad_channel(organization)
    page = client_as(organization, "analyst").get(f"/conversations/?insight={insight.pk}")
    assert page.context["page_obj"].paginator.count == insight.n
    assert "E-mail" in page.text
    nothing = client_as(organization, "analyst").get("/conversations/?insight=999999999")
    assert nothing.context["page_obj"].paginator.count == 0


def test_from_the_list_the_row_is_the_answer(organization: Any, insight: LearningInsight) -> None:
    client = client_as(organization, "manager")
    target = {"HTTP_HX_TARGET": f"insight-{insight.pk}"}
    row = client.post(action("dismiss", insight), **HTMX, **target)
    assert f'id="insight-{insight.pk}"' in row.text
    assert "Dismissed" in row.text
    again = client.post(action("acknowledge", insight), **HTMX, **target)
    assert again.status_code == 409
    assert "already dismissed" in again.text


def test_a_proposal_leads_to_its_update_and_bad_input_loses_nothing(
    organization: Any, insight: LearningInsight
) -> None:
    a_bad_channel(organization)
    client = client_as(organization, "manager")
    refused = client.post(action("turn", insight), {"title": "Where is it?", "body": ""})
    assert refused.status_code == 422
    assert 'value="Where is it?"' in refused.text
    done = client.post(action("turn", insight), {"title": "Where is it?", "body": "On its way."})
    update = LearningUpdate.objects.get()
    assert done["Location"] == update.get_absolute_url()
    late = client.post(action("turn", insight), {"title": "Again?", "body": "On its way."})
    assert late.status_code == 409
    assert "already turned" in late.text


def test_the_history_shows_a_decision(organization: Any, insight: LearningInsight) -> None:
    client = client_as(organization, "manager")
    client.post(action("dismiss", insight), {"reason": "We know."})
    assert "We know." in client.get("/history/?what=training.learninginsight").text
