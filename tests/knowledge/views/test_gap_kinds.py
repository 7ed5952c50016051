"""The panel of a gap's page that says what kind it is, and a manager's word on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knowledge.models import KnowledgeEntry, KnowledgeGap
from knowledge.services import kinds
from knowledge.services.drafting import draft_gap, material_of
from knowledge.services.entries import archive_entry
from knowledge.services.gaps import dismiss_gap
from knowledge.views.kind_panel import marked
from tests.knowledge.factories import SHOP, KnowledgeGapFactory, entry_with
from tests.knowledge.test_gap_kinds import THIRTY, gap_of
from tests.training.factories import UserFactory
from tests.views import HTMX, client_as
from training.services.engine import engine_for

VIEWS = ["gap_kind_choose", "gap_kind_release"]
FOURTEEN = "You can send anything back within 14 days of delivery."


@pytest.fixture
def entry(organization: Any) -> KnowledgeEntry:
    return entry_with(organization, body=FOURTEEN)


@pytest.fixture
def gap(organization: Any, entry: KnowledgeEntry) -> KnowledgeGap:
    """A gap that was found to be stale, and drafted."""
    made = gap_of(organization, THIRTY)
    (made,) = kinds.judge(organization=organization, gap_ids=[made.pk])
    made = draft_gap(gap=made, material=material_of(gap=made), engine=engine_for(organization))
    made.save()
    assert made.kind == "stale"
    return made


def post(client: Client, name: str, gap: KnowledgeGap, **data: Any) -> Any:
    return client.post(reverse(f"knowledge:{name}", args=[gap.pk]), data)


def test_the_panel_says_kind_and_reason_and_marks_the_facts_in_the_text(organization: Any, gap: KnowledgeGap) -> None:
    page = client_as(organization, "analyst").get(gap.get_absolute_url()).text
    assert "Out of date" in page
    assert "in 4 of the 4 newest conversations people answer 30 days" in page
    assert "<mark>14 days</mark>" in page
    assert "4 of 4 conversations" in page
    assert "These differ." in page
    assert "gets another text." in page


def test_what_a_fact_should_be_is_not_marked_as_wrong(organization: Any, gap: KnowledgeGap) -> None:
    page = client_as(organization, "analyst").get(gap.get_absolute_url()).text
    (wrong,) = re.findall(r'<td class="is-bad">(.*?)</td>', page, re.DOTALL)
    assert wrong.strip() == "14 days"


def test_two_entries_stand_side_by_side_with_what_becomes_of_each(
    organization: Any, gap: KnowledgeGap, entry: KnowledgeEntry
) -> None:
    other = entry_with(organization, title="Sending back", body=THIRTY[0])
    kinds.choose_kind(
        gap_id=gap.pk, manager=UserFactory(), kind="contradictory", entry_id=other.pk, other_entry_id=entry.pk
    )
    page = client_as(organization, "analyst").get(gap.get_absolute_url()).text
    assert "Entries disagree" in page
    assert page.index(">Stays<") < page.index(">Goes<")
    assert f"“{entry.title}” is archived" in page
    assert "chosen by a person" in page


@pytest.mark.parametrize("role", ["analyst", "manager", "admin", "owner"])
def test_everybody_reads_the_panel_and_from_managers_on_one_may_choose(
    organization: Any, gap: KnowledgeGap, role: str
) -> None:
    page = client_as(organization, role).get(gap.get_absolute_url()).text
    assert 'id="kind"' in page
    assert (reverse("knowledge:gap_kind_choose", args=[gap.pk]) in page) is (role != "analyst")


def test_a_gap_that_no_cycle_has_judged_says_so_to_who_may_choose(organization: Any) -> None:
    gap = KnowledgeGapFactory(organization=organization)
    page = client_as(organization, "manager").get(gap.get_absolute_url()).text
    assert "Its questions were not asked again yet." in page
    assert 'id="kind"' not in client_as(organization, "analyst").get(gap.get_absolute_url()).text


def test_an_entry_that_was_archived_since_does_not_break_the_page(
    organization: Any, gap: KnowledgeGap, entry: KnowledgeEntry
) -> None:
    archive_entry(organization=organization, entry_id=entry.pk)
    assert client_as(organization, "manager").get(gap.get_absolute_url()).status_code == 200


def test_choosing_a_kind_drafts_its_fix_and_later_the_desk_may_decide_again(
    organization: Any, gap: KnowledgeGap
) -> None:
    client = client_as(organization, "manager")
    answer = client.post(
        reverse("knowledge:gap_kind_choose", args=[gap.pk]), {"kind": "policy", "entry": ""}, follow=True
    )
    assert "is “a person must answer” now" in answer.text
    assert "A hand-off rule: such questions are passed to a person" in answer.text
    gap.refresh_from_db()
    assert (gap.kind, gap.is_kind_fixed) == ("policy", True)
    answer = client.post(reverse("knowledge:gap_kind_release", args=[gap.pk]), follow=True)
    assert "The desk says: out of date." in answer.text
    gap.refresh_from_db()
    assert (gap.kind, gap.is_kind_fixed) == ("stale", False)


def test_the_entry_it_is_about_can_be_kept_though_a_search_for_the_title_misses_it(organization: Any) -> None:
    entry = entry_with(organization, *SHOP[4])
    for number in range(10):
        entry_with(organization, title=f"Gift wrapping {number}", body=f"Gift wrapping costs {number} euros.")
    gap = KnowledgeGapFactory(organization=organization, kind="not_retrieved", kind_entry=entry)
    answer = post(client_as(organization, "manager"), "gap_kind_choose", gap, kind="stale", entry=str(entry.pk))
    assert answer.status_code == 302
    gap.refresh_from_db()
    assert (gap.kind, gap.kind_entry) == ("stale", entry)


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"kind": "no such"}, 422, "is not one of the available choices"),
        ({"kind": "stale", "entry": "999999"}, 422, "is not one of the available choices"),
        ({"kind": "stale", "entry": ""}, 409, "Choose the live entry that it is about."),
    ],
)
def test_a_choice_that_cannot_be_says_why_and_keeps_the_form_open(
    organization: Any, gap: KnowledgeGap, data: dict[str, str], status: int, sentence: str
) -> None:
    answer = post(client_as(organization, "manager"), "gap_kind_choose", gap, **data)
    assert answer.status_code == status
    assert sentence in answer.text
    assert '<details id="another-kind" open>' in " ".join(answer.text.split())
    gap.refresh_from_db()
    assert (gap.kind, gap.is_kind_fixed) == ("stale", False)


def form_of(client: Client, gap: KnowledgeGap, **extra: Any) -> Any:
    return client.get(reverse("knowledge:gap_kind_form", args=[gap.pk]), **extra)


def test_the_form_comes_when_the_panel_asks_for_it(organization: Any, gap: KnowledgeGap, entry: KnowledgeEntry) -> None:
    client = client_as(organization, "manager")
    page = client.get(gap.get_absolute_url()).text
    assert f'hx-get="{reverse("knowledge:gap_kind_form", args=[gap.pk])}"' in page
    assert 'name="other_entry"' not in page
    fragment = form_of(client, gap, **HTMX).text
    assert 'name="other_entry"' in fragment
    assert f'<option value="{entry.pk}" selected>' in fragment
    assert "<html" not in fragment


def test_without_htmx_the_form_stands_open_on_the_gaps_page(organization: Any, gap: KnowledgeGap) -> None:
    answer = form_of(client_as(organization, "manager"), gap)
    assert answer.status_code == 200
    assert '<details id="another-kind" open>' in " ".join(answer.text.split())
    assert 'name="other_entry"' in answer.text


def test_who_may_not_choose_gets_no_form(organization: Any, gap: KnowledgeGap) -> None:
    assert form_of(client_as(organization, "analyst"), gap, **HTMX).status_code == 403
    assert form_of(Client(), gap)["Location"].startswith("/accounts/login/")
    manager = client_as(organization, "manager")
    assert manager.post(reverse("knowledge:gap_kind_form", args=[gap.pk])).status_code == 405


def test_another_organizations_gap_has_no_form(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    foreign = KnowledgeGapFactory(organization=other_organization)
    in_organization(organization)
    assert form_of(client_as(organization, "owner"), foreign, **HTMX).status_code == 404


def test_the_form_of_a_gap_that_was_decided_meanwhile_leads_back_to_its_page(
    organization: Any, gap: KnowledgeGap
) -> None:
    dismiss_gap(gap_id=gap.pk, manager=UserFactory(), reason_code="one_off")
    client = client_as(organization, "manager")
    assert form_of(client, gap, **HTMX)["HX-Redirect"] == gap.get_absolute_url()
    assert "dismissed meanwhile; its kind stays." in client.get(gap.get_absolute_url()).text
    assert form_of(client, gap)["Location"] == gap.get_absolute_url()


@pytest.mark.parametrize("count", [1, 30])
def test_the_form_takes_a_fixed_number_of_queries(
    organization: Any, gap: KnowledgeGap, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        entry_with(organization, title=f"Sending back {number}", body=FOURTEEN)
    client = client_as(organization, "manager")
    form_of(client, gap, **HTMX)  # what a process keeps is warm
    with django_assert_num_queries(15):
        assert form_of(client, gap, **HTMX).status_code == 200


@pytest.mark.parametrize("name", VIEWS)
def test_somebody_else_was_faster(organization: Any, gap: KnowledgeGap, name: str) -> None:
    dismiss_gap(gap_id=gap.pk, manager=UserFactory(), reason_code="one_off")
    client = client_as(organization, "manager")
    answer = client.post(reverse(f"knowledge:{name}", args=[gap.pk]), {"kind": "policy"}, follow=True)
    assert "dismissed meanwhile; its kind stays." in answer.text
    gap.refresh_from_db()
    assert gap.kind == "stale"


@pytest.mark.parametrize("name", VIEWS)
def test_only_managers_choose_and_only_by_post(organization: Any, gap: KnowledgeGap, name: str) -> None:
    url = reverse(f"knowledge:{name}", args=[gap.pk])
    assert client_as(organization, "manager").get(url).status_code == 405
    assert client_as(organization, "analyst").post(url, {"kind": "policy"}).status_code == 403
    logged_out = Client().post(url)
    assert logged_out["Location"].startswith("/accounts/login/")
    gap.refresh_from_db()
    assert not gap.is_kind_fixed


@pytest.mark.parametrize("name", VIEWS)
def test_another_organizations_gap_has_no_kind_here(
    organization: Any, other_organization: Any, in_organization: Any, name: str
) -> None:
    in_organization(other_organization)
    foreign = KnowledgeGapFactory(organization=other_organization, title="A secret of theirs")
    in_organization(organization)
    answer = post(client_as(organization, "owner"), name, foreign, kind="policy")
    assert answer.status_code == 404
    assert "A secret of theirs" not in answer.text


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("No figure.", (), [("No figure.", False)]),
        ("It takes 5 days.", ("", " "), [("It takes 5 days.", False)]),
        ("In 5 days. ", ("", "5 days"), [("In ", False), ("5 days", True), (". ", False)]),
        ("It takes 5 days.", ("15 days",), [("It takes 5 days.", False)]),
        ("In 5  days, not 15 days.", ("5 days",), [("In ", False), ("5  days", True), (", not 15 days.", False)]),
        (
            "Pay *PayPal* or PayPal Plus.",
            ("paypal", "PayPal Plus"),
            [("Pay *", False), ("PayPal", True), ("* or ", False), ("PayPal Plus", True), (".", False)],
        ),
    ],
)
def test_values_are_marked_where_they_stand_as_words(
    text: str, values: tuple[str, ...], wanted: list[tuple[str, bool]]
) -> None:
    assert marked(text, values) == wanted
