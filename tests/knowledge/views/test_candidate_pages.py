"""The candidate list, a candidate's page, and promoting a message from its conversation."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from knowledge.models import CandidateEntry, CandidateSource, KnowledgeEntry
from knowledge.services import candidates
from tests.knowledge.candidate_factories import ANSWER, ASKED, PLANTED, handed
from tests.knowledge.factories import NOON, entry_with, vector_of
from tests.training.factories import UserFactory
from tests.views import HTMX, client_as
from training.models import Conversation, LearningUpdate
from training.services.updates import apply_update

LIST = "/candidates/"
FORM = {"title": ASKED, "body": ANSWER, "category": "", "tags": "returns"}


def candidate_of(organization: Any, title: str = ASKED, content: str = ANSWER, **fields: Any) -> CandidateEntry:
    wanted = {"source": "human_answer", "customer_count": 3, "effectiveness": 0.8, "said_at": NOON} | fields
    candidate = CandidateEntry.objects.create(
        organization=organization,
        title=title,
        content=content,
        question_key=title,
        question_vector=vector_of(title),
        answer_vector=vector_of(content),
        **wanted,
    )
    for number in range(wanted["customer_count"]):
        CandidateSource.objects.create(
            organization=organization,
            candidate=candidate,
            source=wanted["source"],
            customer_key=f"customer-{number}",
            question=title,
            quote=f"Hello. {content}",
            spans=[[7, 7 + len(content)]],
            effectiveness=0.8,
            said_at=NOON,
        )
    return candidate


@pytest.fixture
def candidate(organization: Any) -> CandidateEntry:
    return candidate_of(organization)


@pytest.fixture
def foreign(other_organization: Any, organization: Any, in_organization: Any) -> CandidateEntry:
    in_organization(other_organization)
    made = candidate_of(other_organization, title="A secret of theirs")
    in_organization(organization)
    return made


@pytest.mark.parametrize("role", ["analyst", "manager", "admin"])
def test_everybody_reads_the_list_and_managers_decide(organization: Any, candidate: CandidateEntry, role: str) -> None:
    page = client_as(organization, role).get(LIST)
    assert page.status_code == 200
    assert candidate.title in page.text
    assert (reverse("knowledge:candidate_dismiss", args=[candidate.pk]) in page.text) is (role != "analyst")


def test_who_is_not_logged_in_is_asked_to(client: Any, organization: Any) -> None:
    assert client.get(LIST)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(
    organization: Any, candidate: CandidateEntry, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        candidate_of(organization, title=f"Question {number}?", customer_count=1)
    client = client_as(organization, "manager")
    with django_assert_num_queries(12):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=coffee", True),
        ("q=nothing+like+it", False),
        ("status=ready", True),
        ("status=dismissed", False),
        ("status=all", True),
        ("relation=new", True),
        ("relation=duplicate", False),
        ("source=human_answer", True),
        ("source=human_edit", False),
        ("flags=yes", False),
        ("flags=no", True),
        ("days=7", False),
        ("sort=-customers", True),
        ("sort=nonsense", True),
        ("page=99", True),
    ],
)
def test_filters_live_in_the_url(organization: Any, candidate: CandidateEntry, query: str, is_found: bool) -> None:
    page = client_as(organization, "analyst").get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert (candidate.title in page.text) is is_found


def test_ready_are_those_of_enough_customers_that_no_entry_says(organization: Any) -> None:
    candidate_of(organization, title="Enough?", customer_count=3)
    candidate_of(organization, title="Too few?", customer_count=2)
    candidate_of(organization, title="Known?", relation="duplicate")
    page = client_as(organization, "manager").get(f"{LIST}?status=ready").text
    assert [title in page for title in ("Enough?", "Too few?", "Known?")] == [True, False, False]


def test_each_empty_state_says_what_it_is(organization: Any) -> None:
    client = client_as(organization, "manager")
    assert "No candidate yet" in client.get(LIST).text
    candidate = candidate_of(organization)
    assert "No row matches these filters" in client.get(f"{LIST}?q=zzz").text
    candidates.dismiss_candidate(candidate_id=candidate.pk, manager=UserFactory(), reason="No.")
    assert "Every candidate is decided" in client.get(LIST).text


def test_the_export_holds_the_filtered_rows_and_runs_no_formula(organization: Any, candidate: CandidateEntry) -> None:
    candidate_of(organization, title="=1+1", content="=2+2")
    answer = client_as(organization, "analyst").get(f"{LIST}?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    assert len(text.splitlines()) == 3


def test_the_page_shows_what_it_rests_on_with_the_taken_words_marked(
    organization: Any, candidate: CandidateEntry
) -> None:
    page = client_as(organization, "manager").get(candidate.get_absolute_url()).text
    assert f"<mark>{ANSWER}</mark>" in page
    assert reverse("knowledge:candidate_propose", args=[candidate.pk]) in page


@pytest.mark.parametrize(
    ("role", "customers", "is_there"), [("manager", 3, True), ("analyst", 3, False), ("manager", 2, False)]
)
def test_only_who_can_propose_it_has_its_words_looked_up(
    organization: Any, role: str, customers: int, is_there: bool
) -> None:
    candidate = candidate_of(organization, customer_count=customers)
    page = client_as(organization, role).get(candidate.get_absolute_url())
    assert page.status_code == 200
    assert ("backed" in page.context) is is_there
    assert ("propose_form" in page.context) is is_there


def test_the_page_shows_red_flags(organization: Any) -> None:
    flag = {"where": "evidence", "kind": "link", "quote": "evil.example.com", "start": 0, "end": 16, "text": ""}
    candidate = candidate_of(organization, flags=[flag])
    client = client_as(organization, "manager")
    assert "evil.example.com" in client.get(candidate.get_absolute_url()).text
    assert "1 red flag" in client.get(LIST).text


def test_without_enough_customers_the_page_offers_no_proposal_and_says_why(organization: Any) -> None:
    candidate = candidate_of(organization, customer_count=2)
    client = client_as(organization, "manager")
    page = client.get(candidate.get_absolute_url()).text
    assert reverse("knowledge:candidate_propose", args=[candidate.pk]) not in page
    assert "needs 3 different customers; 2 so far" in page
    answer = client.post(reverse("knowledge:candidate_propose", args=[candidate.pk]), FORM)
    assert answer.status_code == 409
    assert "a proposal needs 3" in answer.text


def test_proposing_makes_an_update_and_offers_undo(organization: Any, candidate: CandidateEntry) -> None:
    client = client_as(organization, "manager")
    answer = client.post(reverse("knowledge:candidate_propose", args=[candidate.pk]), FORM, follow=True)
    assert reverse("knowledge:candidate_undo", args=[candidate.pk]) in answer.text
    update = LearningUpdate.objects.get()
    assert (update.payload["body"], update.payload["tags"]) == (ANSWER, ["returns"])
    client.post(reverse("knowledge:candidate_undo", args=[candidate.pk]))
    candidate.refresh_from_db()
    assert candidate.status == "open"


def test_what_contradicts_an_entry_is_proposed_as_its_text_first(organization: Any) -> None:
    entry = entry_with(organization, title="Gift wrapping", body="5.50 euros.")
    candidate = candidate_of(organization, relation="contradiction", related_entry=entry, customer_count=9)
    page = client_as(organization, "manager").get(candidate.get_absolute_url()).text
    assert page.index("Propose as the text of “Gift wrapping”") < page.index("Propose a new entry")


def test_a_form_without_words_comes_back(organization: Any, candidate: CandidateEntry) -> None:
    url = reverse("knowledge:candidate_propose", args=[candidate.pk])
    answer = client_as(organization, "manager").post(url, FORM | {"body": ""})
    assert answer.status_code == 422
    assert "This field is required" in answer.text


def test_dismissing_from_the_list_answers_with_the_row(organization: Any, candidate: CandidateEntry) -> None:
    client = client_as(organization, "manager")
    url = reverse("knowledge:candidate_dismiss", args=[candidate.pk])
    target = {"HTTP_HX_TARGET": f"candidate-{candidate.pk}"}
    assert client.post(url, {"reason": ""}, **HTMX, **target).status_code == 409
    answer = client.post(url, {"reason": "Out of date."}, **HTMX, **target)
    assert answer.text.lstrip().startswith("<tr")
    assert "Out of date." in answer.text


def test_the_second_manager_is_told(organization: Any, candidate: CandidateEntry) -> None:
    candidates.dismiss_candidate(candidate_id=candidate.pk, manager=UserFactory(), reason="No.")
    url = reverse("knowledge:candidate_propose", args=[candidate.pk])
    answer = client_as(organization, "manager").post(url, FORM)
    assert answer.status_code == 409
    assert "already dismissed" in answer.text


@pytest.mark.parametrize("name", ["candidate_propose", "candidate_dismiss", "candidate_undo"])
def test_decisions_are_posted_and_by_managers(organization: Any, candidate: CandidateEntry, name: str) -> None:
    url = reverse(f"knowledge:{name}", args=[candidate.pk])
    assert client_as(organization, "manager").get(url).status_code == 405
    assert client_as(organization, "analyst").post(url, FORM).status_code == 403


def test_another_organizations_candidate_does_not_exist(organization: Any, foreign: CandidateEntry) -> None:
    client = client_as(organization, "owner")
    assert client.get(foreign.get_absolute_url()).status_code == 404
    for name in ("candidate_propose", "candidate_dismiss", "candidate_undo"):
        assert client.post(reverse(f"knowledge:{name}", args=[foreign.pk]), FORM).status_code == 404


class TestPromotingAMessage:
    @pytest.fixture
    def conversation(self, organization: Any) -> Conversation:
        return handed(organization)

    def url(self, conversation: Conversation, position: int = 2) -> str:
        return reverse("knowledge:message_promote", args=[conversation.messages.get(position=position).pk])

    @pytest.mark.parametrize(("role", "is_offered"), [("analyst", False), ("manager", False), ("admin", True)])
    def test_the_button_is_the_admins(
        self, organization: Any, conversation: Conversation, role: str, is_offered: bool
    ) -> None:
        client = client_as(organization, role)
        assert (self.url(conversation) in client.get(conversation.get_absolute_url()).text) is is_offered
        assert client.get(self.url(conversation)).status_code == (200 if is_offered else 403)

    def test_two_clicks_make_it_an_entry(self, organization: Any, conversation: Conversation) -> None:
        client = client_as(organization, "admin")
        page = client.get(self.url(conversation)).text
        assert ANSWER in page
        answer = client.post(self.url(conversation), FORM, follow=True)
        assert "is approved" in answer.text
        update = LearningUpdate.objects.get()
        assert update.status == "approved"
        apply_update(update_id=update.pk)
        assert KnowledgeEntry.objects.get().title == ASKED

    def test_red_flags_are_shown_and_need_the_tick(self, organization: Any) -> None:
        conversation = handed(organization, answer=f"{ANSWER} {PLANTED}")
        client = client_as(organization, "admin")
        page = client.get(self.url(conversation)).text
        assert 'name="flags_seen"' in page
        assert "evil.example.com" in page
        answer = client.post(self.url(conversation), FORM)
        assert answer.status_code == 409
        assert not LearningUpdate.objects.exists()
        client.post(self.url(conversation), FORM | {"flags_seen": "on"})
        assert LearningUpdate.objects.get().status == "approved"

    def test_a_message_without_flags_asks_for_no_tick(self, organization: Any, conversation: Conversation) -> None:
        assert 'name="flags_seen"' not in client_as(organization, "admin").get(self.url(conversation)).text

    def test_what_a_customer_said_is_no_answer(self, organization: Any, conversation: Conversation) -> None:
        assert client_as(organization, "admin").get(self.url(conversation, position=0)).status_code == 404

    def test_the_same_words_twice_get_a_sentence(self, organization: Any, conversation: Conversation) -> None:
        client = client_as(organization, "admin")
        client.post(self.url(conversation), FORM)
        answer = client.post(self.url(conversation), FORM)
        assert answer.status_code == 409
        assert "proposed already" in answer.text

    def test_a_form_without_words_comes_back(self, organization: Any, conversation: Conversation) -> None:
        answer = client_as(organization, "admin").post(self.url(conversation), FORM | {"title": ""})
        assert answer.status_code == 422

    def test_another_organizations_message_does_not_exist(
        self, organization: Any, other_organization: Any, in_organization: Any
    ) -> None:
        in_organization(other_organization)
        url = self.url(handed(other_organization))
        in_organization(organization)
        assert client_as(organization, "owner").get(url).status_code == 404
