"""The golden set: list, form, import, and keeping an answer from a conversation or from Ask."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowledge.models import Citation, GoldenQuestion, ReplayRun
from knowledge.services import golden, replaying
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.knowledge.replays import golden_question
from tests.training.factories import conversation_with
from tests.views import client_as

LIST = "/golden/"
FORM = {"question": "Do you wrap gifts?", "expected_answer": "Yes, for 3 euros."}
BELOW = {"manager": ["analyst"], "admin": ["analyst", "manager"]}
CHANGES = {
    "golden_switch": "manager",
    "golden_delete": "admin",
    "golden_discard": "manager",
    "golden_restore": "manager",
}


def address(name: str, made: Any = None) -> str:
    return reverse(f"knowledge:{name}", args=[made.pk] if made else [])


@pytest.fixture
def made(organization: Any) -> GoldenQuestion:
    return golden_question(organization, "How long can I send it back?", "Within 30 days.")


@pytest.fixture
def foreign(other_organization: Any, organization: Any, in_organization: Any) -> GoldenQuestion:
    in_organization(other_organization)
    theirs = golden_question(other_organization, "A secret of theirs?", "Yes.")
    in_organization(organization)
    return theirs


def shown(page: Any) -> list[str]:
    return [row.question for row in page.context["page_obj"]]


@pytest.mark.parametrize("role", ["analyst", "manager", "admin", "owner"])
def test_everybody_reads_managers_add_and_admins_delete(organization: Any, made: GoldenQuestion, role: str) -> None:
    client = client_as(organization, role)
    page = client.get(LIST).text
    assert made.question in page
    assert (address("golden_create") in page) is (role != "analyst")
    assert (address("golden_delete", made) in page) is (role in ("admin", "owner"))
    for name in ("golden_create", "golden_import"):
        assert client.get(address(name)).status_code == (403 if role == "analyst" else 200)
    assert client.post(address("golden_run")).status_code == (403 if role == "analyst" else 302)


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_posted_by_who_may(organization: Any, made: GoldenQuestion, name: str) -> None:
    assert client_as(organization, "owner").get(address(name, made)).status_code == 405
    for role in BELOW[CHANGES[name]]:
        assert client_as(organization, role).post(address(name, made)).status_code == 403
    assert GoldenQuestion.objects.get().is_active


@pytest.mark.parametrize("name", ["golden_edit", "golden_switch", "golden_delete", "golden_discard"])
def test_another_organizations_question_does_not_exist(organization: Any, foreign: GoldenQuestion, name: str) -> None:
    answer = client_as(organization, "owner").post(address(name, foreign), FORM)
    assert answer.status_code == 404
    assert "A secret of theirs" not in answer.text


def test_another_organizations_deleted_question_does_not_come_back(
    organization: Any, other_organization: Any, foreign: GoldenQuestion, in_organization: Any
) -> None:
    in_organization(other_organization)
    golden.delete_golden(organization=other_organization, golden_id=foreign.pk)
    in_organization(organization)
    page = client_as(organization, "owner").post(address("golden_restore", foreign), follow=True)
    assert "no deleted golden question" in page.text
    assert "A secret of theirs" not in page.text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(
    organization: Any, count: int, django_assert_num_queries: Any
) -> None:
    entry = entry_with(organization)
    for number in range(count):
        golden_question(organization, f"Question number {number}?", "30 days.", entry_id=entry.pk)
    replaying.run_golden_set_now(organization=organization)
    client = client_as(organization, "admin")
    with django_assert_num_queries(15):
        assert client.get(LIST).status_code == 200


def test_the_filters_of_the_address_hold(organization: Any, made: GoldenQuestion) -> None:
    shop_entries(organization)
    off = golden_question(organization, "Do you wrap gifts?", "Yes.")
    golden.set_golden_active(organization=organization, golden_id=off.pk, is_active=False)
    wrong = golden_question(organization, SHOP[1][0], "After 90 days.", source="csv")
    replaying.run_golden_set_now(organization=organization)
    client = client_as(organization, "analyst")
    everything = [wrong.question, off.question, made.question]
    assert shown(client.get(LIST)) == everything
    assert shown(client.get(f"{LIST}?sort=question")) == sorted(everything)
    assert shown(client.get(f"{LIST}?state=off")) == [off.question]
    assert shown(client.get(f"{LIST}?source=csv")) == [wrong.question]
    assert shown(client.get(f"{LIST}?last=wrong")) == [wrong.question]
    assert shown(client.get(f"{LIST}?q=90+days")) == [wrong.question]
    assert "No golden question matches" in client.get(f"{LIST}?q=nowhere").text


def test_nothing_yet_says_what_to_do(organization: Any) -> None:
    assert "Write the first one" in client_as(organization, "manager").get(LIST).text
    assert "Write the first one" not in client_as(organization, "analyst").get(LIST).text


def test_the_last_run_is_told_beside_each(organization: Any) -> None:
    shop_entries(organization)
    golden_question(organization, SHOP[0][0], "Within 30 days.")
    golden_question(organization, SHOP[1][0], "After 90 days.")
    client = client_as(organization, "analyst")
    assert "not asked" in client.get(LIST).text
    replaying.run_golden_set_now(organization=organization)
    page = client.get(LIST).text
    assert "right 1 · wrong 1" in page
    assert "not asked" not in page


def test_the_export_can_be_imported_and_adds_nothing(organization: Any) -> None:
    entry = entry_with(organization, external_ref="kb-1")
    golden_question(organization, "=HYPERLINK(1)?", "-5 degrees", entry_id=entry.pk)
    client = client_as(organization, "admin")
    content = b"".join(client.get(f"{LIST}?format=csv").streaming_content)  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["question"], row["expected_answer"], row["entry"]) == ("'=HYPERLINK(1)?", "'-5 degrees", "kb-1")
    page = client.post(address("golden_import"), {"file": SimpleUploadedFile("golden.csv", content)})
    assert "0 added, 1 known already, 0 left out" in page.text


def test_one_is_added_by_hand_and_can_be_taken_back(organization: Any) -> None:
    entry = entry_with(organization)
    client = client_as(organization, "manager", name="Kim")
    page = client.post(address("golden_create"), FORM | {"entry": entry.title}, follow=True)
    saved = GoldenQuestion.objects.get()
    assert (saved.entry, saved.source, str(saved.confirmed_by)) == (entry, "hand", "Kim")
    assert address("golden_discard", saved) in page.text
    client.post(address("golden_discard", saved))
    assert not GoldenQuestion.objects.exists()
    client.post(address("golden_restore", saved))
    assert GoldenQuestion.objects.get().question == FORM["question"]


def test_a_manager_does_not_discard_what_somebody_else_added(organization: Any, made: GoldenQuestion) -> None:
    page = client_as(organization, "manager").post(address("golden_discard", made), follow=True)
    assert "an admin can delete it" in page.text
    assert GoldenQuestion.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"question": " "}, "This field is required"),
        ({"expected_answer": ""}, "Say what is right"),
        ({"entry": "no such entry"}, "No live entry has this reference, number or title."),
        ({"question": "how long can I send it back"}, "is in the golden set already"),
        ({"expects_handoff": "on"}, "Either a person answers it"),
    ],
)
def test_what_cannot_be_kept_is_shown_back_beside_the_field(
    organization: Any, made: GoldenQuestion, fields: dict[str, str], sentence: str
) -> None:
    answer = client_as(organization, "manager").post(address("golden_create"), FORM | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert GoldenQuestion.objects.count() == 1


def test_an_edit_is_confirmed_by_who_makes_it(organization: Any, made: GoldenQuestion) -> None:
    client = client_as(organization, "manager", name="Kim")
    assert "Within 30 days." in client.get(address("golden_edit", made)).text
    client.post(address("golden_edit", made), {"question": made.question, "expected_answer": "Within 60 days."})
    made.refresh_from_db()
    assert (made.expected_answer, str(made.confirmed_by)) == ("Within 60 days.", "Kim")
    refused = client.post(address("golden_edit", made), {"question": made.question, "expected_answer": ""})
    assert refused.status_code == 422


def test_switched_off_deleted_and_brought_back_where_one_was(organization: Any, made: GoldenQuestion) -> None:
    client = client_as(organization, "admin")
    answer = client.post(address("golden_switch", made), {"query": "q=long"})
    assert answer["Location"] == f"{LIST}?q=long"
    assert not GoldenQuestion.objects.get().is_active
    page = client.post(address("golden_delete", made), follow=True)
    assert address("golden_restore", made) in page.text
    assert "There is no" not in client.post(address("golden_restore", made), follow=True).text
    assert not GoldenQuestion.objects.get().is_active


def test_a_file_tells_what_became_of_each_line(organization: Any) -> None:
    file = SimpleUploadedFile("golden.csv", b"question,expected_answer\nHow long?,30 days\nWhat?,\n")
    page = client_as(organization, "manager").post(address("golden_import"), {"file": file})
    assert page.status_code == 200
    assert "1 added, 0 known already, 1 left out" in page.text
    assert "Say what is right" in page.text


def test_a_file_that_cannot_be_read_gets_a_sentence(organization: Any) -> None:
    file = SimpleUploadedFile("golden.csv", b"\xff\xfe\x00")
    page = client_as(organization, "manager").post(address("golden_import"), {"file": file})
    assert page.status_code == 422
    assert "not UTF-8" in page.text
    assert client_as(organization, "manager").post(address("golden_import")).status_code == 422


def test_an_answer_of_a_conversation_is_offered_with_its_question_and_its_entry(organization: Any) -> None:
    returns, refunds = shop_entries(organization)[:2]
    conversation = conversation_with(
        organization, ("customer", SHOP[1][0]), ("ai", "After 5 days."), ("agent", "5 working days.")
    )
    _, by_ai, by_person = conversation.messages.order_by("position")
    Citation.objects.create(organization=organization, message=by_ai, version=returns.current_version)
    client = client_as(organization, "manager")
    page = client.get(conversation.get_absolute_url()).text
    assert page.count("Keep as golden question") == 2
    assert "Keep as golden" not in client_as(organization, "analyst").get(conversation.get_absolute_url()).text

    cited = client.get(f"{address('golden_create')}?message={by_ai.pk}").context["form"].initial
    assert (cited["question"], cited["expected_answer"], cited["entry"]) == (SHOP[1][0], "After 5 days.", returns.pk)
    found = client.get(f"{address('golden_create')}?message={by_person.pk}").context["form"].initial
    assert (found["expected_answer"], found["entry"]) == ("5 working days.", refunds.pk)

    answer = client.post(address("golden_create"), {key: value or "" for key, value in found.items()})
    kept = GoldenQuestion.objects.get()
    assert (kept.source, kept.message, kept.entry) == ("conversation", by_person, refunds)
    assert answer["Location"] == f"{conversation.get_absolute_url()}#message-{by_person.pk}"


def test_another_organizations_message_is_not_offered(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    message = conversation_with(other_organization, ("customer", "A secret of theirs")).messages.get()
    in_organization(organization)
    client = client_as(organization, "manager")
    for number in (message.pk, "x", "9" * 30):
        assert "secret" not in client.get(f"{address('golden_create')}?message={number}").text


def test_an_answer_of_ask_is_kept_with_one_click(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    client = client_as(organization, "manager")
    page = client.post(reverse("knowledge:ask"), {"question": SHOP[0][0]})
    assert "This answer is right: keep as golden question" in page.text
    answer = page.context["answer"]
    hidden = {"source": "ask", "question": answer.question, "expected_answer": answer.text, "entry": returns.pk}
    client.post(address("golden_create"), hidden)
    kept = GoldenQuestion.objects.get()
    assert (kept.source, kept.entry) == ("ask", returns)
    assert replaying.run_golden_set_now(organization=organization).breaks == 0


def test_a_hand_off_of_ask_is_kept_as_one(organization: Any) -> None:
    shop_entries(organization)
    question = "Do you rent out wedding tents in the mountains?"
    client = client_as(organization, "manager")
    assert "A person should answer this" in client.post(reverse("knowledge:ask"), {"question": question}).text
    client.post(address("golden_create"), {"source": "ask", "question": question, "expects_handoff": "on"})
    assert GoldenQuestion.objects.get().expects_handoff
    analyst = client_as(organization, "analyst").post(reverse("knowledge:ask"), {"question": question})
    assert "golden question" not in analyst.text.split('id="answer"')[1]


def test_the_entry_that_is_named_is_told_and_escaped(organization: Any) -> None:
    entry = entry_with(organization, "<b>Returns</b>")
    made = golden_question(organization, "How long?", "30 days.", entry_id=entry.pk)
    page = client_as(organization, "manager").get(address("golden_edit", made)).text
    assert f"No. {entry.pk} is" in page
    assert "Empty: whichever entry answers right." in page  # the field's help stays
    assert "<b>Returns" not in page


def test_the_run_starts_in_the_background_and_has_a_page(organization: Any, made: GoldenQuestion) -> None:
    client = client_as(organization, "manager", name="Kim")
    answer = client.post(address("golden_run"))
    run = ReplayRun.objects.get()
    assert answer["Location"] == run.get_absolute_url()
    assert "Waiting" in client.get(run.get_absolute_url()).text
    replaying.run_replay(organization=organization, run_id=run.pk)
    page = client.get(run.get_absolute_url()).text
    assert "Expected" in page
    assert "by Kim" in page


def test_an_empty_set_is_not_run(organization: Any) -> None:
    page = client_as(organization, "manager").post(address("golden_run"), follow=True)
    assert "The golden set is empty" in page.text
