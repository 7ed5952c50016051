"""The gap list and a gap's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import KnowledgeGap
from knowledge.services import gaps
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.training.factories import UserFactory
from tests.views import HTMX, client_as
from training.models import LearningUpdate

LIST = "/gaps/"
ANSWER = {"title": "Gifts", "body": "30 days.", "category": ""}


@pytest.fixture
def gap(organization: Any) -> KnowledgeGap:
    gap = KnowledgeGapFactory(
        organization=organization,
        title="How long can I return a gift?",
        channels=["chat"],
        kind_reason="No live entry holds it.",
        suggested_content="Within **30 days**.",
    )
    failed_question(gap, "can I return a gift?")
    return gap


@pytest.fixture
def foreign_gap(other_organization: Any, organization: Any, in_organization: Any) -> KnowledgeGap:
    in_organization(other_organization)
    gap = KnowledgeGapFactory(organization=other_organization, title="A secret of theirs")
    in_organization(organization)
    return gap


@pytest.mark.parametrize("role", ["analyst", "manager", "admin", "owner"])
def test_everybody_reads_the_list_and_only_managers_decide(organization: Any, gap: KnowledgeGap, role: str) -> None:
    page = client_as(organization, role).get(LIST)
    assert page.status_code == 200
    assert gap.title in page.text
    assert (reverse("knowledge:gap_dismiss", args=[gap.pk]) in page.text) is (role != "analyst")


def test_who_is_not_logged_in_is_asked_to(client: Any, organization: Any, gap: KnowledgeGap) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(
    organization: Any, gap: KnowledgeGap, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        KnowledgeGapFactory(organization=organization, title=f"gap {number}")
    client = client_as(organization, "manager")
    with django_assert_num_queries(13):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=gift", True),
        ("q=nothing+like+it", False),
        ("kind=missing_content", True),
        ("kind=stale", False),
        ("priority=low", True),
        ("priority=high", False),
        ("channel=chat", True),
        ("status=dismissed", False),
        ("status=all", True),
        ("days=7", False),
        ("priority=nonsense", True),
        ("page=99", True),
        ("sort=-frequency", True),
        ("sort=nonsense", True),
    ],
)
def test_filters_live_in_the_url(organization: Any, gap: KnowledgeGap, query: str, is_found: bool) -> None:
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert (gap.title in page.text) is is_found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("priority=nonsense", "Priority: “nonsense” is not offered here. It filters nothing."),
        ("channel=fax&q=gift", "Channel: “fax” is not offered here. It filters nothing."),
        ("days=-7", "Asked: “-7” is not offered here. It filters nothing."),
        (f"q={'x' * 300}", "can&#x27;t be used. Ensure this value has at most 200 characters (it has 300)"),
        ("status=<b>", "Status: “&lt;b&gt;” is not offered here. It filters nothing."),
        ("sort=nonsense", "“nonsense” is no order of this list; the usual one is shown."),
    ],
)
def test_a_filter_that_is_not_understood_says_so(organization: Any, gap: KnowledgeGap, query: str, said: str) -> None:
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert page.text.count(said) == 1
    assert "Select a valid choice" not in page.text
    assert gap.title in page.text


def test_each_empty_state_says_what_it_is(organization: Any) -> None:
    client = client_as(organization, "manager")
    assert "No gap found yet" in client.get(LIST).text
    gap = KnowledgeGapFactory(organization=organization)
    assert "No row matches these filters" in client.get(f"{LIST}?q=zzz").text
    gaps.dismiss_gap(gap_id=gap.pk, manager=UserFactory(), reason_code="one_off")
    assert "Every gap is decided" in client.get(LIST).text


def test_a_row_says_its_kind_its_saving_and_its_draft_without_markup(organization: Any, gap: KnowledgeGap) -> None:
    KnowledgeGap.objects.filter(pk=gap.pk).update(saving=120, saving_low=60, saving_high=210)
    page = client_as(organization, "analyst").get(LIST)
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).replace("&nbsp;", " ").split())
    assert "Missing content Draft: Within 30 days." in words
    assert "120 EUR 60–210" in words


def test_what_would_save_most_comes_first(organization: Any, gap: KnowledgeGap) -> None:
    other = KnowledgeGapFactory(organization=organization, title="Less often, but dear", saving=99, score=0)
    page = client_as(organization, "analyst").get(LIST)
    assert list(page.context["page_obj"]) == [other, gap]
    page = client_as(organization, "analyst").get(f"{LIST}?sort=saving")
    assert list(page.context["page_obj"]) == [gap, other]


def test_a_gap_below_the_number_of_customers_is_not_shown(organization: Any) -> None:
    KnowledgeGapFactory(organization=organization, frequency=2, title="Just two")
    assert "Just two" not in client_as(organization, "manager").get(LIST).text


def test_the_export_holds_the_filtered_rows_and_runs_no_formula(organization: Any, gap: KnowledgeGap) -> None:
    KnowledgeGapFactory(organization=organization, title='=HYPERLINK("http://example.com")', frequency=9)
    answer = client_as(organization, "analyst").get(f"{LIST}?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ',"=HYPERLINK' not in text
    assert len(text.splitlines()) == 3


def test_the_page_shows_questions_sources_and_the_form(organization: Any, gap: KnowledgeGap) -> None:
    page = client_as(organization, "manager").get(gap.get_absolute_url()).text
    assert "can I return a gift?" in page
    assert reverse("knowledge:gap_accept", args=[gap.pk]) in page


def test_channels_are_named_as_everywhere(organization: Any, gap: KnowledgeGap) -> None:
    KnowledgeGap.objects.filter(pk=gap.pk).update(channels=["web_form", "whatsapp"])
    gap.questions.update(channel="web_form")
    page = client_as(organization, "analyst").get(gap.get_absolute_url()).text
    assert page.count("Web form") == 1 + gap.questions.count()
    assert "web_form" not in page


def test_another_organizations_gap_does_not_exist(organization: Any, foreign_gap: KnowledgeGap) -> None:
    client = client_as(organization, "owner")
    assert client.get(foreign_gap.get_absolute_url()).status_code == 404
    for name in ("gap_accept", "gap_dismiss", "gap_undo"):
        answer = client.post(reverse(f"knowledge:{name}", args=[foreign_gap.pk]), ANSWER)
        assert answer.status_code == 404
        assert "A secret of theirs" not in answer.text


@pytest.mark.parametrize("name", ["gap_accept", "gap_dismiss", "gap_undo"])
def test_decisions_are_posted_and_by_managers(organization: Any, gap: KnowledgeGap, name: str) -> None:
    url = reverse(f"knowledge:{name}", args=[gap.pk])
    assert client_as(organization, "manager").get(url).status_code == 405
    answer = client_as(organization, "analyst").post(url, ANSWER)
    assert answer.status_code == 403
    gap.refresh_from_db()
    assert gap.status == "open"


def test_accepting_makes_an_update_and_offers_undo(organization: Any, gap: KnowledgeGap) -> None:
    client = client_as(organization, "manager")
    answer = client.post(reverse("knowledge:gap_accept", args=[gap.pk]), ANSWER, follow=True)
    assert answer.status_code == 200
    assert reverse("knowledge:gap_undo", args=[gap.pk]) in answer.text
    assert LearningUpdate.objects.get().payload["body"] == "30 days."
    client.post(reverse("knowledge:gap_undo", args=[gap.pk]))
    gap.refresh_from_db()
    assert gap.status == "open"


def test_a_form_without_text_answers_beside_the_field_and_loses_nothing(organization: Any, gap: KnowledgeGap) -> None:
    answer = client_as(organization, "manager").post(
        reverse("knowledge:gap_accept", args=[gap.pk]), {"title": "My own words", "body": ""}
    )
    assert answer.status_code == 422
    assert "This field is required" in answer.text
    assert "My own words" in answer.text


def test_the_second_manager_is_told_and_gets_409(organization: Any, gap: KnowledgeGap) -> None:
    gaps.dismiss_gap(gap_id=gap.pk, manager=UserFactory(email="first@example.com"), reason_code="one_off")
    answer = client_as(organization, "manager").post(reverse("knowledge:gap_accept", args=[gap.pk]), ANSWER)
    assert answer.status_code == 409
    assert "already dismissed by first@example.com" in answer.text


def test_htmx_gets_the_row_that_the_list_shows(organization: Any, gap: KnowledgeGap) -> None:
    client = client_as(organization, "manager")
    answer = client.post(
        reverse("knowledge:gap_dismiss", args=[gap.pk]),
        {"reason_code": "known"},
        HTTP_HX_TARGET=f"gap-{gap.pk}",
        **HTMX,
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith(f'<tr id="gap-{gap.pk}"')
    assert "Already known" in answer.text
    undo = reverse("knowledge:gap_undo", args=[gap.pk])
    assert f'hx-post="{undo}" hx-target="#gap-{gap.pk}" hx-swap="outerHTML"' in answer.text
    again = client.post(
        reverse("knowledge:gap_dismiss", args=[gap.pk]),
        {"reason_code": "known"},
        HTTP_HX_TARGET=f"gap-{gap.pk}",
        **HTMX,
    )
    assert again.status_code == 409
    assert "already dismissed" in again.text


def test_a_dismissal_without_reason_says_so(organization: Any, gap: KnowledgeGap) -> None:
    answer = client_as(organization, "manager").post(reverse("knowledge:gap_dismiss", args=[gap.pk]), {})
    assert answer.status_code == 409
    assert "Choose why you dismiss it." in answer.text


@pytest.mark.parametrize(("customers", "status"), [(2, 409), (3, 302)])
def test_the_page_warns_of_too_few_customers_where_accepting_would_be_refused_and_nowhere_else(
    organization: Any, customers: int, status: int
) -> None:
    gap = KnowledgeGapFactory(organization=organization, frequency=1)  # in the window; the others asked before it
    for number in range(customers):
        failed_question(gap, f"can I return gift {number}?", customer_key=f"customer-{number}")
    client = client_as(organization, "manager")
    assert ("Too few customers." in client.get(gap.get_absolute_url()).text) is (status == 409)
    assert client.post(reverse("knowledge:gap_accept", args=[gap.pk]), ANSWER).status_code == status


def test_a_merged_gap_whose_target_is_gone_links_nowhere(organization: Any) -> None:
    gap = KnowledgeGapFactory(organization=organization, status="merged", question_count=0)
    page = client_as(organization, "manager").get(gap.get_absolute_url()).text
    assert 'href=""' not in page
    assert "No failed question is in it." in page
