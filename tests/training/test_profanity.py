"""Profanity: found through disguises, never inside harmless words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import profanity


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("this shit app", ["shit"]),
        ("fuuucking useless", ["fuuucking"]),
        ("what a sh1t show", ["sh1t"]),
        ("f*ck you", ["f*ck"]),
        ("f**k this", ["f**k"]),
        ("f***ing annoying", ["f***ing"]),
        ("f u c k", ["f u c k"]),
        ("s.h.i.t", ["s.h.i.t"]),
        ("you a$$hole", ["a$$hole"]),
        ("B!TCH", ["B!TCH"]),
        ("bullshit, damn it", ["bullshit", "damn"]),
        ("you are a dick", ["dick"]),
        ("this POS broke again", ["POS"]),
        ("I am pissed off", ["pissed"]),
        ("wtf is this", ["wtf"]),
    ],
)
def test_it_finds_the_word_and_its_place(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in profanity.find(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I live in Scunthorpe, Penistone and Essex",
        "class assessment, passion, assassin, cassette, assume",
        "Hancock ordered a cocktail and shiitake mushrooms",
        "Dickens, Moby Dick and Dick Van Dyke",
        "our POS terminal and POS system are offline",
        "a snigger, niggardly, the Wankel engine, Matsushita",
        "shut up the shutters and push it: it's hit",
        "the as 5, $5 hit, pushing, bass guitar",
        "a retarder, a twatter of birds, damnation",
        "email a@ss.com, f****@domain.com, www.bass.com/ass",
        "w h a t is t h i s",
        "[name] has [email]",
    ],
)
def test_it_leaves_harmless_words_alone(text: str) -> None:
    assert profanity.find(text) == []
    assert not profanity.has_profanity(text)
    assert profanity.clean(text) == text


def test_clean_masks_and_keeps_every_other_offset() -> None:
    assert profanity.clean("this shit app, damn!") == "this **** app, ****!"


@given(
    st.lists(
        st.sampled_from(["shit", "f u c k", "hello", "class", "d1ckhead", " ", ".", "\n", "é", "f*ck"]), max_size=12
    ).map(" ".join)
)
def test_cleaning_keeps_the_length_and_leaves_nothing(text: str) -> None:
    cleaned = profanity.clean(text)
    assert len(cleaned) == len(text)
    assert not profanity.has_profanity(cleaned)


@given(st.text(max_size=80))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    position = 0
    for start, end in profanity.find(text):
        assert position <= start < end <= len(text)
        position = end


@pytest.mark.parametrize("piece", ["s", "sh", "f u ", "f*", "*", "asa", "$"])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    profanity.find((piece * 100_000)[:100_000])
    assert time.process_time() - started < 5
