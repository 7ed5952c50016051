"""Coverage: which part of what customers ask is answered, by topic."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knowledge.models import Citation, GapQuestion, KnowledgeEntry
from knowledge.services.entries import archive_entry
from tests.knowledge.factories import GapQuestionFactory, KnowledgeGapFactory, entry_with
from tests.training.factories import conversation_with
from tests.views import client_as
from training.models import Conversation, ConversationAnalysis

URL = "/coverage/"


def asked(organization: Any, topic: str, count: int, *, solved: int, entry: KnowledgeEntry | None = None) -> list[Any]:
    """So many analysed conversations on a topic, some solved, answered from an entry or from none."""
    made = []
    for number in range(count):
        conversation = conversation_with(
            organization,
            ("customer", f"About {topic}?"),
            ("ai", "It is so."),
            started_at=timezone.now() - timedelta(days=2),
        )
        is_solved = number < solved
        Conversation.objects.filter(pk=conversation.pk).update(
            analysed_at=timezone.now(), is_resolved=is_solved, is_success=is_solved
        )
        ConversationAnalysis.objects.create(
            organization=organization, conversation=conversation, question=f"About {topic}?", topics=[topic],
            resolution_probability=0.5, judged_rating=3, sentiment=0, engine="local", engine_version="1",
        )  # fmt: skip
        if entry is not None:
            reply = conversation.messages.get(sender="ai")
            Citation.objects.create(organization=organization, message=reply, version=entry.current_version)
        made.append(conversation)
    return made


@pytest.fixture
def desk(organization: Any) -> Any:
    """Four topics: covered, below target, unanswered, too few."""
    organization.min_rate_n = 5
    organization.save()
    good = entry_with(organization, title="Returns", body="Within 30 days.", category="Orders")
    poor = entry_with(organization, title="Invoices", body="By e-mail.", category="Payment")
    asked(organization, "returns", 10, solved=9, entry=good)
    asked(organization, "invoices", 6, solved=3, entry=poor)
    asked(organization, "garden gnomes", 5, solved=0)
    asked(organization, "gift wrap", 2, solved=2)
    return organization


def table(page: Any) -> dict[str, tuple[str, int]]:
    return {row.pattern.title: (row.state_label, row.pattern.asked) for row in page.context["page_obj"]}


def test_each_topic_says_whether_it_is_covered(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    assert table(page) == {
        "Returns": ("Covered", 10),
        "Invoices": ("Below target", 6),
        "garden gnomes": ("No answer", 5),
        "gift wrap": ("Too few", 2),
    }
    assert page.context["coverage"].percent == f"{100 * 10 / 23:.1f} %"


def test_the_treemap_shows_what_the_table_says(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL)
    figure = json.loads(re.search(r'id="chart-coverage"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1])
    groups, parts = figure["data"]
    assert set(groups["text"]) == {"Orders", "Payment", "Named by no entry"}
    names = [text.replace("<br>", " ") for text in parts["text"]]
    colours = dict(zip(names, parts["marker"]["color"], strict=True))
    assert colours == {"Returns": "$good", "Invoices": "$warn", "garden gnomes": "$bad", "gift wrap": "$muted"}
    areas = {name: w * h for name, w, h in zip(names, parts["width"], parts["y"], strict=True)}
    assert areas["garden gnomes"] == pytest.approx(areas["gift wrap"] * 5 / 2)


def test_every_number_opens_exactly_the_conversations_it_counts(desk: Any) -> None:
    client = client_as(desk, "analyst")
    page = client.get(URL)
    found = page.context["coverage"]
    wanted = [(found.asked_url, found.asked), (found.covered_url, found.covered)]
    for row in page.context["page_obj"]:
        wanted += [(row.asked_url, row.pattern.asked), (row.succeeded_url, row.pattern.succeeded)]
    for address, count in wanted:
        assert client.get(address).context["page_obj"].paginator.count == count, address


def test_a_gap_takes_its_questions_and_is_covered_once_its_update_answers_them(desk: Any) -> None:
    gap = KnowledgeGapFactory(organization=desk, title="Do you sell gnomes?", question_count=5, frequency=5)
    for conversation in Conversation.objects.filter(analysis__topics=["garden gnomes"]):
        question = GapQuestion.objects.filter(conversation=conversation).first()
        if question is None:
            question = GapQuestionFactory(organization=desk, conversation=conversation)
        GapQuestion.objects.filter(pk=question.pk).update(gap=gap)
    client = client_as(desk, "analyst")
    page = client.get(URL)
    (row,) = [row for row in page.context["page_obj"] if row.pattern.object_id == gap.pk and row.pattern.kind == "gap"]
    assert client.get(row.asked_url).context["page_obj"].paginator.count == 5
    shown = table(page)
    assert shown["Do you sell gnomes?"] == ("No answer", 5)
    assert "garden gnomes" not in shown


def test_what_only_an_archived_entry_answered_is_unanswered(desk: Any) -> None:
    archive_entry(organization=desk, entry_id=KnowledgeEntry.objects.get(title="Returns").pk)
    assert table(client_as(desk, "analyst").get(URL))["Returns"] == ("No answer", 10)


def test_the_state_and_the_days_stand_in_the_url(desk: Any) -> None:
    client = client_as(desk, "analyst")
    assert set(table(client.get(URL, {"state": "below"}))) == {"Invoices"}
    Conversation.objects.update(started_at=timezone.now() - timedelta(days=20))
    assert client.get(URL, {"days": "7"}).context["coverage"].asked == 0
    assert client.get(URL, {"days": "30"}).context["coverage"].asked == 23
    assert client.get(URL, {"days": "x", "state": "x"}).context["coverage"].asked == 23


def test_what_the_url_asks_for_in_vain_is_said(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL, {"days": "5", "state": "great"})
    assert "Days: “5” is not offered here." in page.text
    assert "State: “great” is not offered here." in page.text
    assert page.context["days"] == 30


def test_the_filter_keeps_the_days_and_clearing_it_does(desk: Any) -> None:
    page = client_as(desk, "analyst").get(URL, {"days": "7", "state": "below"})
    assert '<input type="hidden" name="days" value="7" id="id_days">' in page.text
    assert 'href="?days=7"' in page.text
    assert not client_as(desk, "analyst").get(URL, {"days": "7"}).context["is_filtered"]


def test_the_file_holds_the_rows_of_the_filter(desk: Any) -> None:
    client = client_as(desk, "analyst")
    page = client.get(URL, {"state": "covered"})
    body = b"".join(client.get(page.context["export_url"]).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["topic"], row["group"], row["state"], row["questions"], row["success_rate"]) == (
        "Returns", "Orders", "Covered", "10", "0.9",
    )  # fmt: skip


def test_without_questions_it_says_what_comes_next(organization: Any) -> None:
    page = client_as(organization, "analyst").get(URL)
    assert "No analysed question in these days" in page.text
    assert "chart-coverage" not in page.text


def test_a_filter_that_nothing_matches_says_so(desk: Any) -> None:
    archive_entry(organization=desk, entry_id=KnowledgeEntry.objects.get(title="Returns").pk)
    assert table(client_as(desk, "analyst").get(URL, {"state": "covered"})) == {}


def test_who_does_not_belong_here_is_refused(client: Client, organization: Any, django_user_model: Any) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")
    client.force_login(
        django_user_model.objects.create_user("x@example.com"), "django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(URL).status_code == 403


def test_the_wrong_method_is_refused(organization: Any) -> None:
    assert client_as(organization, "owner").post(URL).status_code == 405


def test_another_organizations_questions_do_not_count(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    asked(other_organization, "secrets", 3, solved=0)
    in_organization(organization)
    assert client_as(organization, "analyst").get(URL).context["coverage"].asked == 0


def test_the_number_of_queries_does_not_grow(desk: Any, django_assert_max_num_queries: Any) -> None:
    client = client_as(desk, "analyst")
    for number in range(6):
        asked(desk, f"topic {number}", 2, solved=1, entry=entry_with(desk, title=f"Entry {number}", body="Yes."))
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)
