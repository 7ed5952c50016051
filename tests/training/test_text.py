"""Sentences, questions, content words, clean-up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import text as plain


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in plain.sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   \n ", []),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. Lee paid $4.50. Why?", ["Dr. Lee paid $4.50.", "Why?"]),
        ("Use e.g. a card, i.e. Visa. Then go.", ["Use e.g. a card, i.e. Visa.", "Then go."]),
        ("It closes at 5 p.m. Then we leave.", ["It closes at 5 p.m.", "Then we leave."]),
        ("It closes at 5 p.m. on Friday.", ["It closes at 5 p.m. on Friday."]),
        ("J. R. Smith called. OK.", ["J. R. Smith called.", "OK."]),
        ("Version 1.2.3 is out. Get it.", ["Version 1.2.3 is out.", "Get it."]),
        ("Steps:\n1. Open it\n2. Close it", ["Steps:", "1. Open it", "2. Close it"]),
        ("You need:\n- a card\n- a pin", ["You need:", "- a card", "- a pin"]),
        ("a wrapped line\nthat goes on here", ["a wrapped line\nthat goes on here"]),
        ("First paragraph\n\nsecond paragraph", ["First paragraph", "second paragraph"]),
        ('She said "no." Then left.', ['She said "no."', "Then left."]),
        ("Wait... what?!", ["Wait...", "what?!"]),
        ("See example.com for help.", ["See example.com for help."]),
    ],
)
def test_it_splits_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(alphabet=st.sampled_from("aA1 .!?\n-•\t\"'é…"), max_size=80))
def test_sentences_are_in_order_and_lose_no_visible_character(text: str) -> None:
    position, kept = 0, ""
    for start, end in plain.sentences(text):
        assert position <= start < end <= len(text)
        assert text[position:start].strip() == ""
        kept += text[start:end]
        position = end
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi there! I have a quick question: how do I reset my PIN? Thanks!", "How do I reset my PIN?"),
        ("hi there is an order in my account that I never made", "There is an order in my account that I never made"),
        ("hi there is my parcel lost?", "Is my parcel lost?"),
        ("hey there is an exchange free?", "Is an exchange free?"),
        ("Hello, I was wondering if you ship to France", "You ship to France"),
        ("Hey team, how are you? Please cancel order #W123", "Cancel order #W123"),
        ("Good morning [name], my card is blocked. Thank you so much!", "My card is blocked"),
        ("Could you help me find a hotel please", "Could you help me find a hotel"),
        ("I have a problem with my card", "I have a problem with my card"),
        ("iPhone 12 does not charge", "iPhone 12 does not charge"),
        ("How do I reset\nmy PIN?", "How do I reset my PIN?"),
        ("hi", ""),
        ("Can you help me?", ""),
        ("thanks", ""),
        ("", ""),
    ],
)
def test_it_keeps_the_question_only(text: str, expected: str) -> None:
    assert plain.normalise_question(text) == expected


@given(st.text(max_size=80))
def test_normalising_adds_no_words(text: str) -> None:
    assert len(plain.normalise_question(text)) <= 2 * len(text)
    assert "\n" not in plain.normalise_question(text)


def test_content_words_leave_out_stop_words_placeholders_and_numbers() -> None:
    assert plain.content_words("Hi, my card doesn't work at the ATM 24 in [address]") == ["card", "not", "work", "atm"]
    assert plain.content_words("the and of") == []
    assert plain.content_words("I can't log in, can’t I") == ["cannot", "log", "cannot"]
    assert plain.content_words("the customer's order") == ["customer", "order"]


@pytest.mark.parametrize(
    "text",
    ["refund?", "my parcel is lost", "I need help with my router", "cancel subscription", "problem with my card"],
)
def test_a_question_is_substantive(text: str) -> None:
    assert plain.is_substantive(text)


@pytest.mark.parametrize(
    "text",
    ["", "ok thanks!", "hi", "No", "yes please", "Sounds good", "perfect", "[name]", "12345", "Can you help me?"],
)
def test_small_talk_is_not_substantive(text: str) -> None:
    assert not plain.is_substantive(text)


def test_invisible_characters_go_and_line_breaks_stay() -> None:
    hidden = "pass\u200bword\u202e\ufeff\u2066 a\u00adb\x00\x07\x1b[0m\r\nnext\rlast\tend\U000e0041"
    assert plain.strip_invisible(hidden) == "password ab[0m\nnext\nlast\tend"


def test_visible_text_is_left_as_it_is() -> None:
    for text in ("plain", "naïve café — “quoted”", "日本語 русский", "emoji 👍🏽", "tab\tnew\nline"):
        assert plain.strip_invisible(text) == text


@given(st.text(max_size=80))
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once = plain.strip_invisible(text)
    assert plain.strip_invisible(once) == once
    assert not any(char in once for char in "\x00\u200b\u202e\ufeff\r")


@pytest.mark.parametrize("piece", ["- ", "Dr. ", "J. ", "thanks ", "please ", "hi, ", "\n", ". ", "i have a question "])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    started = time.process_time()
    plain.sentences(text)
    plain.normalise_question(text)
    plain.is_substantive(text)
    assert time.process_time() - started < 5
