"""What is read off what people answered: a rule for everybody, one customer's matter, or a person's decision."""

from __future__ import annotations

import pytest

from knowledge.people import common_phrases, is_for_one, is_passed_on, read_answers

FOR_ONE = (
    "I have moved your orders to the newer account.",
    "Your parcel is with the carrier since Monday.",
    "I've just refunded the second payment.",
    "Done, both are one account now.",
    "The invoice A-10442 was sent to [EMAIL].",
)
FOR_ALL = (
    "Orders can be moved to another account.",
    "A parcel waits at the shop for 10 days.",
    "You can pay the invoice within 14 days.",
    "Refunds reach your account after 5 working days.",
)
PASSED_ON = (
    "Our safety officer looks at it and decides herself.",
    "I can't promise that; I have asked our manager.",
    "Such requests are examined by our legal department.",
    "That is decided case by case.",
    "I've forwarded your message to our data protection officer.",
)
NOT_PASSED_ON = (
    "You decide on the day.",
    "The manual says how to assemble it.",
    "You can send anything back within 30 days.",
    "A colleague at the counter hands it out.",
)


@pytest.mark.parametrize("sentence", FOR_ONE)
def test_what_was_found_or_done_for_one_customer_is_for_one(sentence: str) -> None:
    assert is_for_one(sentence)


@pytest.mark.parametrize("sentence", FOR_ALL)
def test_what_holds_for_everybody_is_not_for_one(sentence: str) -> None:
    assert not is_for_one(sentence)


@pytest.mark.parametrize("text", PASSED_ON)
def test_what_a_person_decides_is_passed_on(text: str) -> None:
    assert is_passed_on(text)


@pytest.mark.parametrize("text", NOT_PASSED_ON)
def test_what_is_answered_is_not_passed_on(text: str) -> None:
    assert not is_passed_on(text)


def test_an_answer_is_parted_into_what_was_done_and_what_holds_for_all() -> None:
    (answer,) = read_answers([(7, "anna", f"Hello! {FOR_ONE[0]} {FOR_ALL[2]} Kind regards")])
    assert (answer.conversation_id, answer.customer_key) == (7, "anna")
    assert answer.is_for_one
    assert not answer.is_passed_on
    assert answer.rules == FOR_ALL[2]
    assert [fact.value for fact in answer.facts.of("quantity")] == ["14 days"]


def test_courtesies_alone_are_no_answer() -> None:
    assert read_answers([(1, "anna", "Hello!")]) == []


def test_turns_that_several_use_are_common_and_the_longest_stands_for_its_parts() -> None:
    texts = [
        "You may use any sturdy carton for it.",
        "Any sturdy carton is fine.",
        "Just take any sturdy carton, please.",
        "It goes by post.",
    ]
    answers = read_answers([(number, f"c-{number}", text) for number, text in enumerate(texts)])
    assert common_phrases(answers, least=3) == (("any sturdy carton", (0, 1, 2)),)
    assert common_phrases(answers, least=4) == ()
