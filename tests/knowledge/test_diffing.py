"""Word diffs."""

from __future__ import annotations

import doctest
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge import diffing
from knowledge.diffing import has_changed, word_diff

TEXTS = st.text(alphabet="ab 1.\n", max_size=60)


def pairs(old: str, new: str) -> list[tuple[str, str]]:
    return [(segment.change, segment.text) for segment in word_diff(old=old, new=new)]


def test_its_examples_run() -> None:
    assert doctest.testmod(diffing).failed == 0


def test_it_shows_one_changed_word() -> None:
    assert pairs("Within 14 days.", "Within 30 days.") == [
        ("equal", "Within "),
        ("delete", "14"),
        ("insert", "30"),
        ("equal", " days."),
    ]


def test_two_words_replaced_in_a_row_are_one_change() -> None:
    assert pairs("pay two euros now", "pay three dollars now") == [
        ("equal", "pay "),
        ("delete", "two euros"),
        ("insert", "three dollars"),
        ("equal", " now"),
    ]


def test_a_new_line_is_an_insertion_alone() -> None:
    assert pairs("one\nthree\n", "one\ntwo\nthree\n") == [("equal", "one\n"), ("insert", "two\n"), ("equal", "three\n")]


def test_a_new_text_is_all_insertion_and_a_removed_one_all_deletion() -> None:
    assert pairs("", "All new.") == [("insert", "All new.")]
    assert pairs("All gone.", "") == [("delete", "All gone.")]
    assert pairs("", "") == []


def test_it_knows_whether_anything_changed() -> None:
    assert has_changed(word_diff(old="a", new="b"))
    assert not has_changed(word_diff(old="a b", new="a b"))


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(old: str, new: str) -> None:
    segments = word_diff(old=old, new=new)
    assert "".join(segment.text for segment in segments if segment.change != "insert") == old
    assert "".join(segment.text for segment in segments if segment.change != "delete") == new
    assert all(segment.text for segment in segments)
    assert all(one.change != other.change for one, other in pairwise(segments))


def test_a_text_of_100_kb_on_one_line_takes_no_minute() -> None:
    old = " ".join(f"word{n % 700} the" for n in range(9000))
    new = old.replace("word5 ", "changed ")
    started = time.perf_counter()
    segments = word_diff(old=old, new=new)
    assert time.perf_counter() - started < 10
    assert has_changed(segments)
