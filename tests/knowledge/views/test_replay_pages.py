"""The replay of an update on its page, one replay with all its questions, and the history."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import ReplayRun
from knowledge.services import replaying
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.knowledge.replays import golden_question, replayed, update_with
from tests.training.factories import UserFactory
from tests.views import HTMX, client_as
from training.models import LearningUpdate
from training.services import updates

LIST = "/replays/"


@pytest.fixture
def breaking(organization: Any) -> LearningUpdate:
    """Breaks one golden question and fixes its evidence."""
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.", entry_id=returns.pk)
    return replayed(
        update_with(
            organization,
            "how many days until I must send it back",
            action="update",
            entry_id=returns.pk,
            expected_version_id=returns.current_version_id,
            title=returns.title,
            body="You can send anything back within **14 days** of delivery, however many days you had it.",
        )
    )


@pytest.fixture
def foreign(other_organization: Any, organization: Any, in_organization: Any) -> ReplayRun:
    in_organization(other_organization)
    shop_entries(other_organization)
    theirs = replaying.replay_now(update=update_with(other_organization, "A secret of theirs"))
    in_organization(organization)
    return theirs


def panel(update: LearningUpdate) -> str:
    return reverse("knowledge:replay_panel", args=[update.pk])


def test_the_updates_page_holds_the_panel_by_address(organization: Any, breaking: LearningUpdate) -> None:
    page = client_as(organization, "analyst").get(breaking.get_absolute_url()).text
    assert f'hx-get="{panel(breaking)}"' in page
    assert "Fixes 1" in page


def test_the_updates_page_says_what_its_text_is_for(organization: Any, breaking: LearningUpdate) -> None:
    client = client_as(organization, "analyst")
    assert "the whole text after the change" in client.get(breaking.get_absolute_url()).text
    rule = update_with(organization, "my account was hacked", entry_kind="handoff")
    page = client.get(rule.get_absolute_url()).text
    assert "a new entry" in page
    assert "Why a person answers" in page
    assert "What customers would be told" not in page


def test_the_panel_lists_the_worst_first_with_both_answers(organization: Any, breaking: LearningUpdate) -> None:
    page = client_as(organization, "analyst").get(panel(breaking), **HTMX).text
    assert page.index('data-outcome="breaks"') < page.index('data-outcome="fixes"')
    assert "30</del>" in page
    assert "14</ins>" in page
    assert "It was right." in page
    assert "every 1s" not in page


def test_opening_it_starts_one_where_there_is_none_or_something_changed(organization: Any) -> None:
    shop_entries(organization)
    update = update_with(organization, "where do I park")
    client = client_as(organization, "analyst")
    page = client.get(panel(update), **HTMX).text
    assert "every 1s" in page
    run = ReplayRun.objects.get()
    client.get(panel(update), **HTMX)
    assert ReplayRun.objects.count() == 1
    replaying.run_replay(organization=organization, run_id=run.pk)
    client.get(panel(update), **HTMX)
    assert ReplayRun.objects.count() == 1
    entry_with(organization, "Gift cards", "Three years.")
    assert "every 1s" in client.get(panel(update), **HTMX).text
    assert ReplayRun.objects.count() == 2


def test_without_scripts_the_link_leads_to_the_replay(organization: Any, breaking: LearningUpdate) -> None:
    answer = client_as(organization, "analyst").get(panel(breaking))
    assert answer["Location"] == ReplayRun.objects.get().get_absolute_url()


def test_an_ended_replay_brings_the_decision_beside_it_up_to_date(organization: Any, breaking: LearningUpdate) -> None:
    page = client_as(organization, "admin").get(panel(breaking), **HTMX).text
    assert 'hx-swap-oob="true"' in page
    assert 'name="break_reason"' in page
    assert '<a href="#replay">Fixes 1' in page
    entry_with(organization, "Gift cards", "Three years.")
    assert "hx-swap-oob" not in client_as(organization, "admin").get(panel(breaking), **HTMX).text


def test_an_analyst_is_offered_no_decision(organization: Any, breaking: LearningUpdate) -> None:
    page = client_as(organization, "analyst").get(panel(breaking), **HTMX).text
    assert "break_reason" not in page
    assert "hx-swap-oob" not in page, "there is no decision beside it to bring up to date"
    assert reverse("knowledge:replay_run", args=[breaking.pk]) not in page


def test_what_breaks_is_approved_with_a_reason_only_and_the_reason_is_told(
    organization: Any, breaking: LearningUpdate
) -> None:
    client = client_as(organization, "admin")
    address = reverse("training:update_approve", args=[breaking.pk])
    refused = client.post(address)
    assert refused.status_code == 409
    assert "It breaks 1 golden question" in refused.text
    client.post(address, {"break_reason": "The law changed."})
    breaking.refresh_from_db()
    assert breaking.status == "approved"
    kept = client.get(panel(breaking), **HTMX).text
    assert "The law changed." in kept
    assert "Kept with the decision." in kept


def test_edits_are_saved_and_replayed(organization: Any, breaking: LearningUpdate) -> None:
    client = client_as(organization, "admin")
    assert "Save and replay" in client.get(breaking.get_absolute_url()).text
    edits = {"title": breaking.title, "body": "Within 30 days of delivery.", "category": ""}
    answer = client.post(reverse("training:update_revise", args=[breaking.pk]), edits)
    assert answer["Location"] == f"{breaking.get_absolute_url()}#replay"
    breaking.refresh_from_db()
    assert (breaking.status, breaking.payload["body"]) == ("pending", edits["body"])
    run = replaying.latest_run(breaking)
    assert run is not None
    assert run.status == "waiting"
    assert replaying.run_replay(organization=organization, run_id=run.pk).golden_breaks == 0


def test_edits_that_cannot_be_kept_are_shown_back(organization: Any, breaking: LearningUpdate) -> None:
    client = client_as(organization, "admin")
    address = reverse("training:update_revise", args=[breaking.pk])
    assert client.post(address, {"title": "Returns", "body": ""}).status_code == 422
    updates.reject_update(update_id=breaking.pk, reviewer=UserFactory(name="Ada"), reason_code="wrong")
    late = client.post(address, {"title": "Returns", "body": "Within 30 days."})
    assert late.status_code == 409
    assert "already rejected by Ada" in late.text


def test_a_manager_replays_again(organization: Any, breaking: LearningUpdate) -> None:
    address = reverse("knowledge:replay_run", args=[breaking.pk])
    assert client_as(organization, "analyst").post(address).status_code == 403
    client = client_as(organization, "manager")
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == f"{breaking.get_absolute_url()}#replay"
    assert ReplayRun.objects.count() == 2
    updates.reject_update(update_id=breaking.pk, reviewer=UserFactory(), reason_code="wrong")
    assert "only undecided changes of knowledge" in client.post(address, follow=True).text


def test_a_replay_that_failed_says_why(organization: Any) -> None:
    update = update_with(organization, "how long", action="update", entry_id=0)
    replaying.replay_now(update=update)
    page = client_as(organization, "analyst").get(panel(update), **HTMX).text
    assert "The replay could not be done." in page
    assert "does not exist" in page


def test_each_count_opens_exactly_its_questions(organization: Any, breaking: LearningUpdate) -> None:
    run = ReplayRun.objects.get()
    client = client_as(organization, "analyst")
    for outcome in ("fixes", "changes", "breaks"):
        rows = client.get(f"{run.get_absolute_url()}?outcome={outcome}").context["rows"]
        assert len(rows) == getattr(run, outcome)
        assert {row["result"].outcome for row in rows} <= {outcome}
    assert len(client.get(f"{run.get_absolute_url()}?source=golden").context["rows"]) == 1
    assert len(client.get(f"{run.get_absolute_url()}?q=until+I+must").context["rows"]) == 1
    assert "No question matches" in client.get(f"{run.get_absolute_url()}?q=nowhere").text


def test_the_replays_page_says_when_it_is_stale(organization: Any, breaking: LearningUpdate) -> None:
    run = ReplayRun.objects.get()
    client = client_as(organization, "analyst")
    assert "Something changed since" not in client.get(run.get_absolute_url()).text
    entry_with(organization, "Gift cards", "Three years.")
    assert "Something changed since" in client.get(run.get_absolute_url()).text


def test_a_replay_is_exported_with_both_answers(organization: Any, breaking: LearningUpdate) -> None:
    run = ReplayRun.objects.get()
    answer = client_as(organization, "analyst").get(f"{run.get_absolute_url()}?format=csv&outcome=breaks")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["outcome"], row["source"], row["question"]) == ("breaks", "golden", SHOP[0][0])
    assert "30 days" in row["before"]
    assert "14 days" in row["after"]


@pytest.mark.parametrize("count", [1, 12])
def test_a_replays_page_takes_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_num_queries: Any
) -> None:
    shop_entries(organization)
    update = replayed(update_with(organization, *[f"where do I park number {n}" for n in range(count)]))
    run = ReplayRun.objects.get()
    client = client_as(organization, "analyst")
    with django_assert_num_queries(14):
        assert client.get(run.get_absolute_url()).status_code == 200
    with django_assert_num_queries(15):
        assert client.get(panel(update), **HTMX).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_the_history_takes_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_num_queries: Any
) -> None:
    shop_entries(organization)
    for _ in range(count):
        replayed(update_with(organization, "where do I park"))
    client = client_as(organization, "analyst")
    with django_assert_num_queries(12):
        assert len(client.get(LIST).context["page_obj"]) == count


def test_the_history_holds_runs_of_both_kinds(organization: Any, breaking: LearningUpdate) -> None:
    replaying.run_golden_set_now(organization=organization)
    client = client_as(organization, "analyst")
    everything = client.get(LIST).text
    assert "the golden set" in everything
    assert breaking.title in everything
    assert [run.update for run in client.get(f"{LIST}?of=golden").context["page_obj"]] == [None]
    assert [run.update for run in client.get(f"{LIST}?of=updates&found=breaks").context["page_obj"]] == [breaking]
    content = b"".join(client.get(f"{LIST}?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))) == 2


def test_nothing_replayed_yet_says_so(organization: Any) -> None:
    assert "Nothing was replayed yet" in client_as(organization, "analyst").get(LIST).text


def test_another_organizations_replay_does_not_exist(organization: Any, foreign: ReplayRun) -> None:
    client = client_as(organization, "owner")
    theirs = reverse("knowledge:replay_panel", args=[foreign.update_id])
    for answer in (
        client.get(theirs, **HTMX),
        client.post(f"{theirs}run/"),
        client.get(foreign.get_absolute_url()),
        client.get(f"{foreign.get_absolute_url()}?format=csv"),
    ):
        assert answer.status_code == 404
        assert "A secret of theirs" not in answer.text
    assert "A secret" not in client.get(LIST).text


def test_the_queue_tells_what_each_replay_says(organization: Any, breaking: LearningUpdate) -> None:
    page = client_as(organization, "admin").get("/updates/").text
    assert "breaks" in page
    assert "(1 golden)" in page
