"""Intents learned from labels."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from training.ai.local.intents import TooFewLabels, learn_intents, learnable

ASKED = {
    "refund": (
        "When do I get my money back for {}?",
        "I want a refund for {}",
        "Refund of {} please",
        "Pay me back {}",
    ),
    "delivery": ("Where is the parcel with {}?", "{} was not delivered", "When will {} arrive?", "Track my {} parcel"),
    "repair": ("My {} is broken", "Can you repair {}?", "{} does not switch on", "How do I mend {}?"),
    "password": ("I forgot my password for {}", "Reset the login of {}", "I cannot sign in to {}", "Change my {} PIN"),
}
THINGS = ("the kettle", "a lamp", "the blue chair", "two mugs", "the toaster")
TEXTS = [form.format(thing) for forms in ASKED.values() for form, thing in product(forms, THINGS)]
LABELS = [label for label, forms in ASKED.items() for _ in product(forms, THINGS)]


def test_it_tells_questions_that_it_has_not_seen() -> None:
    model = learn_intents(texts=TEXTS, labels=LABELS)
    asked = ["I would like a refund for the desk", "has the parcel with my desk arrived", "the desk is broken, repair?"]
    assert [guess.intent for guess in model.guess(asked)] == ["refund", "delivery", "repair"]
    assert model.nearest(asked) == ["refund", "delivery", "repair"]


def test_what_none_of_the_labels_is_about_is_out_of_scope_and_what_they_are_about_is_not() -> None:
    model = learn_intents(texts=TEXTS, labels=LABELS)
    assert all(guess.is_out_of_scope for guess in model.guess(["Who won the football match?", "Tell me about Mozart"]))
    inside = model.guess(["Where is the parcel with the lamp", "Please refund a lamp", "I forgot my login password"])
    assert not any(guess.is_out_of_scope for guess in inside)
    assert all(0.5 < guess.confidence <= 1 for guess in inside)


def test_the_order_of_the_examples_changes_nothing() -> None:
    shuffled = np.random.default_rng(1).permutation(len(TEXTS))
    one = learn_intents(texts=TEXTS, labels=LABELS)
    other = learn_intents(texts=[TEXTS[i] for i in shuffled], labels=[LABELS[i] for i in shuffled])
    asked = ["Refund the desk", "Who won the football match?"]
    assert one.guess(asked) == other.guess(asked)


def test_a_label_with_few_examples_is_not_learned() -> None:
    assert learnable([*LABELS, *["rare"] * 7]) == set(ASKED)
    model = learn_intents(texts=[*TEXTS, *["Do you sell vouchers?"] * 7], labels=[*LABELS, *["rare"] * 7])
    assert model.labels == sorted(ASKED)


@pytest.mark.parametrize("labels", [["a"] * 20, ["a"] * 10 + ["b"] * 10, ["a"] * 8 + ["b"] * 8 + ["c"] * 7, []])
def test_too_few_labels_are_refused(labels: list[str]) -> None:
    assert learnable(labels) == set()
    with pytest.raises(TooFewLabels):
        learn_intents(texts=["a question"] * len(labels), labels=labels)


def test_no_question_gets_no_guess() -> None:
    assert learn_intents(texts=TEXTS, labels=LABELS).guess([]) == []


def test_texts_and_labels_must_belong_together() -> None:
    with pytest.raises(ValueError, match="2 texts but 1 labels"):
        learn_intents(texts=["a", "b"], labels=["a"])
