"""Gaps put right by hand, on the gap's page: who may, what happens, and what is said when it can't be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knowledge.models import GapArrangement, KnowledgeGap
from knowledge.services import arranging
from tests.knowledge.arranged_gaps import BICYCLES, LAMPS, gap_of, ids_of, texts_of
from tests.training.factories import UserFactory
from tests.views import HTMX, client_as


@pytest.fixture
def bicycles(organization: Any) -> KnowledgeGap:
    return gap_of(organization, BICYCLES)


@pytest.fixture
def lamps(organization: Any) -> KnowledgeGap:
    return gap_of(organization, LAMPS)


@pytest.fixture
def theirs(other_organization: Any, organization: Any, in_organization: Any) -> KnowledgeGap:
    in_organization(other_organization)
    gap = gap_of(other_organization, ["a secret of theirs", "another secret of theirs"])
    in_organization(organization)
    return gap


def address(name: str, gap: KnowledgeGap) -> str:
    return reverse(f"knowledge:{name}", args=[gap.pk])


def undo_address(gap: KnowledgeGap) -> str:
    done = arranging.rename_gap(
        organization=gap.organization, gap_id=gap.pk, title="By a person", manager=UserFactory()
    )
    return reverse("knowledge:arrangement_undo", args=[done.pk])


ADDRESSES: dict[str, Callable[[KnowledgeGap], str]] = {
    name: lambda gap, name=name: address(name, gap)  # type: ignore[misc]
    for name in ("gap_rename", "gap_merge", "gap_part", "gap_split", "gap_move")
} | {"arrangement_undo": undo_address}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_who_is_not_logged_in_is_asked_to(client: Client, bicycles: KnowledgeGap, name: str) -> None:
    answer = client.post(ADDRESSES[name](bicycles), {"title": "x"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_analyst_changes_nothing(organization: Any, bicycles: KnowledgeGap, name: str) -> None:
    url = ADDRESSES[name](bicycles)
    bicycles.refresh_from_db()
    before = bicycles.title
    answer = client_as(organization, "analyst").post(url, {"title": "x", "ids": ids_of(bicycles, BICYCLES[:1])})
    assert answer.status_code == 403
    bicycles.refresh_from_db()
    assert (bicycles.title, KnowledgeGap.objects.count()) == (before, 1)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_change_is_posted(organization: Any, bicycles: KnowledgeGap, name: str) -> None:
    assert client_as(organization, "owner").get(ADDRESSES[name](bicycles)).status_code == 405


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_another_organizations_gap_is_not_there(
    organization: Any, other_organization: Any, in_organization: Any, theirs: KnowledgeGap, name: str
) -> None:
    in_organization(other_organization)
    url = ADDRESSES[name](theirs)
    in_organization(organization)
    answer = client_as(organization, "owner").post(url, {"title": "x"})
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("name", "data"), [("gap_merge", "ids"), ("gap_merge", "into"), ("gap_move", "target")], ids=str
)
def test_another_organizations_gap_is_no_target(
    organization: Any, in_organization: Any, bicycles: KnowledgeGap, theirs: KnowledgeGap, name: str, data: str
) -> None:
    form = {"ids": ids_of(bicycles, BICYCLES[:1]), "target": "", data: theirs.pk}
    answer = client_as(organization, "owner").post(address(name, bicycles), form)
    assert answer.status_code == 409
    assert "does not exist any more" in answer.text
    assert "secret" not in answer.text
    assert texts_of(bicycles) == set(BICYCLES)


def test_another_organizations_question_is_not_taken(
    organization: Any, other_organization: Any, in_organization: Any, bicycles: KnowledgeGap, theirs: KnowledgeGap
) -> None:
    in_organization(other_organization)
    ids = list(theirs.questions.values_list("id", flat=True))
    in_organization(organization)
    answer = client_as(organization, "owner").post(address("gap_split", bicycles), {"ids": ids})
    assert answer.status_code == 409
    assert "2 of the chosen questions are not in" in answer.text
    in_organization(other_organization)
    assert theirs.questions.count() == 2


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_split_leads_to_the_new_gap_with_undo(organization: Any, bicycles: KnowledgeGap, is_htmx: bool) -> None:
    client = client_as(organization, "manager")
    form = {"ids": ids_of(bicycles, BICYCLES[:2]), "title": "Racks"}
    answer = client.post(address("gap_split", bicycles), form, **(HTMX if is_htmx else {}))
    new = KnowledgeGap.objects.get(title="Racks")
    where = answer["HX-Redirect"] if is_htmx else answer["Location"]
    assert where == new.get_absolute_url()
    page = client.get(where).text
    undo = reverse("knowledge:arrangement_undo", args=[GapArrangement.objects.get().pk])
    assert page.count(undo) == 2  # in the message, and on the page when that is gone
    assert client.post(undo, follow=True).redirect_chain == [(bicycles.get_absolute_url(), 302)]
    assert texts_of(bicycles) == set(BICYCLES)


def test_moved_questions_say_that_a_person_put_them_there(
    organization: Any, bicycles: KnowledgeGap, lamps: KnowledgeGap
) -> None:
    client = client_as(organization, "manager")
    form = {"ids": ids_of(bicycles, BICYCLES[:1]), "target": lamps.pk}
    assert client.post(address("gap_move", bicycles), form)["Location"] == bicycles.get_absolute_url()
    assert "put here by hand" in client.get(lamps.get_absolute_url()).text
    assert "put here by hand" not in client.get(bicycles.get_absolute_url()).text


def test_questions_can_be_put_into_no_gap(organization: Any, bicycles: KnowledgeGap) -> None:
    form = {"ids": ids_of(bicycles, BICYCLES[:1]), "target": "none"}
    page = client_as(organization, "manager").post(address("gap_move", bicycles), form, follow=True).text
    assert "out of all gaps" in page
    assert bicycles.questions.count() == 3


def test_gaps_are_merged_from_either_side_and_parted_again(
    organization: Any, bicycles: KnowledgeGap, lamps: KnowledgeGap
) -> None:
    client = client_as(organization, "manager")
    page = client.post(address("gap_merge", bicycles), {"ids": [lamps.pk]}, follow=True).text
    assert f"Merged “{lamps}” into “{bicycles}”." in page
    assert address("gap_part", lamps) in page
    there = client.get(lamps.get_absolute_url()).text
    assert "Merged into" in there
    assert address("gap_accept", lamps) not in there
    client.post(address("gap_part", lamps))
    answer = client.post(address("gap_merge", bicycles), {"into": lamps.pk})
    assert answer["Location"] == lamps.get_absolute_url()
    bicycles.refresh_from_db()
    assert (bicycles.status, bicycles.merged_into) == ("merged", lamps)


def test_a_merged_gap_is_parted_once(organization: Any, bicycles: KnowledgeGap) -> None:
    answer = client_as(organization, "manager").post(address("gap_part", bicycles))
    assert answer.status_code == 409
    assert "is not merged into another gap any more" in answer.text


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("gap_rename", {"title": "   "}, "Give the gap a title."),
        ("gap_rename", {"title": "x" * 301}, "A title has at most 300 characters; this one has 301."),
        ("gap_merge", {}, "Choose at least one other gap."),
        ("gap_merge", {"ids": ["nonsense", "9" * 30]}, "Choose at least one other gap."),
        ("gap_merge", {"into": ""}, "Choose the gap that this one shall go into."),
        ("gap_split", {"title": "Racks"}, "Choose at least one question."),
        ("gap_split", {"ids": ["1' OR 1=1"]}, "Choose at least one question."),
        ("gap_move", {"target": ""}, "Choose where the questions shall go."),
        ("gap_move", {"target": "none"}, "Choose at least one question."),
    ],
)
def test_bad_input_gets_a_sentence(
    organization: Any, bicycles: KnowledgeGap, lamps: KnowledgeGap, name: str, form: dict[str, Any], said: str
) -> None:
    answer = client_as(organization, "manager").post(address(name, bicycles), form)
    assert answer.status_code == 409
    assert said in answer.text
    assert not GapArrangement.objects.exists()


@pytest.mark.parametrize("is_htmx", [False, True])
def test_what_was_ticked_and_typed_is_not_lost(organization: Any, bicycles: KnowledgeGap, is_htmx: bool) -> None:
    ids = ids_of(bicycles, BICYCLES)
    answer = client_as(organization, "manager").post(
        address("gap_split", bicycles), {"ids": ids, "title": "My own words"}, **(HTMX if is_htmx else {})
    )
    assert answer.status_code == 409
    assert "These are all questions of" in answer.text
    assert "My own words" in answer.text
    assert answer.text.count("checked") == len(ids)
    assert ("<html" in answer.text) is not is_htmx


def test_the_second_manager_is_told_who_was_first(
    organization: Any, bicycles: KnowledgeGap, lamps: KnowledgeGap
) -> None:
    client = client_as(organization, "manager")
    ids = ids_of(bicycles, BICYCLES[:2])
    client.post(address("gap_move", bicycles), {"ids": ids, "target": lamps.pk})
    answer = client.post(address("gap_split", bicycles), {"ids": ids})
    assert answer.status_code == 409
    assert "somebody moved them meanwhile. Nothing was changed" in answer.text


def test_an_undo_that_comes_too_late_says_so(organization: Any, bicycles: KnowledgeGap) -> None:
    client = client_as(organization, "manager")
    undo = undo_address(bicycles)
    client.post(undo)
    page = client.post(undo, follow=True)
    assert page.status_code == 200
    assert "already taken back by" in page.text


def test_an_analyst_reads_what_was_done_by_hand_and_is_offered_nothing(
    organization: Any, bicycles: KnowledgeGap, lamps: KnowledgeGap
) -> None:
    client_as(organization, "manager").post(address("gap_merge", bicycles), {"ids": [lamps.pk]})
    page = client_as(organization, "analyst").get(bicycles.get_absolute_url()).text
    assert f"Merged “{lamps}” into “{bicycles}”." in page
    for name in ("gap_rename", "gap_merge", "gap_split", "gap_move"):
        assert address(name, bicycles) not in page
    assert address("gap_part", lamps) not in page
    assert "/gaps/by-hand/" not in page


def test_questions_are_found_by_their_words(organization: Any, bicycles: KnowledgeGap) -> None:
    client = client_as(organization, "manager")
    page = client.get(bicycles.get_absolute_url(), {"q": "PLEASE"})
    assert [question.text for question in page.context["page_obj"]] == [BICYCLES[0]]
    assert "No question holds" in client.get(bicycles.get_absolute_url(), {"q": "zebra"}).text


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_a_fixed_number_of_queries(
    organization: Any, bicycles: KnowledgeGap, count: int, django_assert_num_queries: Any
) -> None:
    for n in range(count):
        other = gap_of(organization, [f"{text} {n}" for text in LAMPS])
        arranging.merge_by_hand(
            organization=organization, gap_id=bicycles.pk, source_ids=[other.pk], manager=UserFactory()
        )
        gap_of(organization, [f"{text} {n}" for text in LAMPS])
    client = client_as(organization, "manager")
    with django_assert_num_queries(17):
        assert client.get(bicycles.get_absolute_url()).status_code == 200
