"""The list of frequent questions and the page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import QuestionPattern
from tests.knowledge.factories import NOON, vector_of
from tests.knowledge.test_patterns import PARKING, ask_often, mine
from tests.views import client_as
from training.ai.embedding import EMBEDDING_MODEL_KEY

pytestmark = pytest.mark.django_db
LIST = "/questions/"


def pattern_with(organization: Any, title: str, **fields: Any) -> QuestionPattern:
    values = {
        "frequency": 5, "asked_count": 8, "asked_before_count": 4, "succeeded_count": 6, "analysed_count": 8,
        "first_asked_at": NOON, "last_asked_at": NOON, "embedding_model": EMBEDDING_MODEL_KEY,
    }  # fmt: skip
    return QuestionPattern.objects.create(
        organization=organization, title=title, centroid=vector_of(title), **values | fields
    )


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_shows_volume_trend_and_success_in_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        pattern_with(organization, f"Question {number}?")
    client = client_as(organization, "analyst")
    client.get(LIST)
    with django_assert_num_queries(12):
        page = client.get(LIST).text
    assert page.count("+100&nbsp;%") == page.count("75&nbsp;%") == count


def test_only_what_enough_customers_ask_is_listed(organization: Any) -> None:
    pattern_with(organization, "Rare?", frequency=2)
    page = client_as(organization, "analyst").get(LIST).text
    assert "Rare?" not in page
    assert "No frequent question yet" in page


def test_filters_and_order_live_in_the_address_and_go_into_the_file(organization: Any) -> None:
    pattern_with(organization, "Often asked?", frequency=9, state="answered", note="=cmd|x")
    pattern_with(organization, "Seldom asked?", frequency=3, succeeded_count=1)
    client = client_as(organization, "analyst")
    page = client.get(LIST, {"sort": "success"}).text
    assert page.index("Seldom asked?") < page.index("Often asked?")
    assert "Seldom asked?" not in client.get(LIST, {"state": "answered"}).text
    assert "Often asked?" not in client.get(LIST, {"q": "seldom"}).text
    assert "filters nothing" in client.get(LIST, {"state": "nonsense"}).text
    file = b"".join(client.get(LIST, {"state": "answered", "format": "csv"})).decode()
    assert "Often asked?" in file
    assert "Seldom asked?" not in file
    assert "'=cmd|x" in file


def test_the_page_of_one_shows_its_askings_weeks_and_proposal(organization: Any) -> None:
    ask_often(organization)
    (update,) = mine(organization)
    pattern = QuestionPattern.objects.get()
    client = client_as(organization, "analyst")
    page = client.get(pattern.get_absolute_url()).text
    assert all(words in page for words in (PARKING, "6, before 0", "weeks-asked", "An entry is proposed"))
    assert update.get_absolute_url() in page
    assert f"?asks={pattern.pk}" in page
    listed = client.get(reverse("training:conversation_list"), {"asks": pattern.pk}).text
    assert "that ask" in listed
    file = client.get(reverse("training:conversation_list"), {"asks": pattern.pk, "format": "csv"})
    assert len(b"".join(file).decode().strip().splitlines()) == 1 + 6
    assert "not here" in client.get(reverse("training:conversation_list"), {"asks": "999999"}).text


def test_the_updates_page_shows_the_card(organization: Any) -> None:
    ask_often(organization)
    (update,) = mine(organization)
    page = client_as(organization, "admin").get(update.get_absolute_url()).text
    assert "A frequent question" in page
    assert "6 times by 6 customers" in page
    queue = client_as(organization, "admin").get(reverse("training:update_list"), {"kind": "pattern_recognition"})
    assert update.title in queue.text


def test_who_may_not_look_and_what_is_not_theirs(
    organization: Any, other_organization: Any, in_organization: Any, client: Any
) -> None:
    in_organization(other_organization)
    theirs = pattern_with(other_organization, "A secret of theirs?")
    in_organization(organization)
    desk = client_as(organization, "analyst")
    assert desk.get(theirs.get_absolute_url()).status_code == 404
    assert "A secret" not in desk.get(LIST).text
    assert desk.post(LIST).status_code == 405
    assert client.get(LIST).status_code == 302
