"""One conversation with all that is known about it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.training.factories import FeedbackFactory, MessageFactory, conversation_with
from tests.training.views.test_conversation_list import analysed
from tests.views import client_as
from training.models import ConversationAnalysis


def page_of(organization: Any, conversation: Any) -> Any:
    return client_as(organization, "analyst").get(conversation.get_absolute_url())


def test_it_shows_who_said_what_and_marks_the_question(organization: Any) -> None:
    conversation = conversation_with(
        organization, ("customer", "Where is my <3 parcel & co?"), ("agent", "On its way.")
    )
    question = conversation.messages.get(position=0)
    analysed(conversation)
    ConversationAnalysis.objects.update(question_message=question)
    page = page_of(organization, conversation)
    assert "Where is my &lt;3 parcel &amp; co?" in page.text
    assert 'data-sender="agent"' in page.text
    assert f'id="message-{question.pk}"' in page.text
    assert page.text.count("the question</span>") == 1
    assert "engine local 1" in page.text


def test_what_a_person_made_of_the_ais_reply_shows_before_and_after(organization: Any) -> None:
    conversation = conversation_with(organization, ("customer", "Hello?"))
    MessageFactory(
        conversation=conversation,
        position=1,
        sender="ai",
        text="We ship on Mondays.",
        confidence=0.42,
        edited_text="We ship every day.",
        edited_by="Mia",
        edit_reason="outdated",
    )
    page = page_of(organization, conversation)
    assert "We ship on Mondays." in page.text
    assert "We ship every day." in page.text
    assert "confidence 0.42" in page.text
    assert "Mia changed it to" in page.text
    assert "(outdated)" in page.text


def test_scrubbed_and_strong_language_are_marked(organization: Any) -> None:
    conversation = conversation_with(organization)
    MessageFactory(conversation=conversation, text="damn, it is [email]", has_profanity=True, is_scrubbed=True)
    page = page_of(organization, conversation)
    assert "strong language" in page.text
    assert "personal data taken out" in page.text


def test_feedback_shows_with_its_comment(organization: Any) -> None:
    conversation = conversation_with(organization, ("customer", "Hello?"))
    FeedbackFactory(conversation=conversation, rating=2, comment="Slow.")
    page = page_of(organization, conversation)
    assert "2 of 5" in page.text
    assert "Slow." in page.text


def test_what_is_not_known_yet_is_said(organization: Any) -> None:
    page = page_of(organization, conversation_with(organization, ("customer", "Hello?")))
    assert "Not analysed yet" in page.text
    assert "Nobody rated this conversation." in page.text


def test_its_citations_come_by_address(organization: Any) -> None:
    conversation = conversation_with(organization, ("customer", "Hello?"))
    url = reverse("knowledge:conversation_citations", args=[conversation.pk])
    assert f'hx-get="{url}"' in page_of(organization, conversation).text


def test_a_long_conversation_takes_no_more_queries(organization: Any, django_assert_num_queries: Any) -> None:
    conversation = analysed(conversation_with(organization, *[("customer", f"word {n}") for n in range(30)]))
    client = client_as(organization, "analyst")
    with django_assert_num_queries(12):
        client.get(conversation.get_absolute_url())
