"""Where a question stands in the message it was taken from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.highlighting import cut, parts_of, question_spans


@pytest.mark.parametrize(
    ("message", "question", "found"),
    [
        ("Hello! Where is my parcel? Thanks", "where is my parcel?", ["Where is my parcel?"]),
        ("MY CARD IS LOST. what now?", "My card is lost", ["MY CARD IS LOST."]),
        ("My card is lost. Nice weather. Can you block it?", "My card is lost. Can you block it?",
         ["My card is lost.", "Can you block it?"]),
        ("Refund?", "refund", ["Refund?"]),
        ("Good morning", "where is my parcel", []),
        ("", "where is my parcel", []),
        ("Where is my parcel?", "", []),
    ],
)  # fmt: skip
def test_the_questions_words_are_found_in_the_message(message: str, question: str, found: list[str]) -> None:
    assert [message[start:end] for start, end in question_spans(message=message, question=question)] == found


@pytest.mark.parametrize("question", ["is my parcel", "where on earth is it", "nothing of that", "🙂"])
def test_the_parts_are_the_message_again(question: str) -> None:
    message = "Hi 🙂, where is my parcel? It's <b>late</b>.\nWhere on earth is it?"
    assert "".join(part.text for part in parts_of(message=message, question=question)) == message


def test_one_word_that_happens_to_stand_there_is_no_place() -> None:
    assert question_spans(message="I paid and it is fine", question="is my card lost") == []


@pytest.mark.parametrize(
    ("spans", "pieces"),
    [
        ([], [("30 days", False)]),
        ([(0, 7)], [("30 days", True)]),
        ([[0, 2], [2, 3]], [("30", True), (" ", True), ("days", False)]),
        ([(3, 3)], [("30 ", False), ("days", False)]),
    ],
)
def test_a_text_is_cut_where_the_spans_say_and_no_piece_is_empty(
    spans: list[Sequence[int]], pieces: list[tuple[str, bool]]
) -> None:
    assert cut("30 days", spans) == pieces


def test_nothing_cut_is_nothing() -> None:
    assert cut("", []) == []
