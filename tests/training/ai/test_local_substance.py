"""A message cut down to what it is about."""

from __future__ import annotations

import pytest

from training.ai.local.substance import core_texts


@pytest.mark.parametrize(
    ("message", "core"),
    [
        (
            "Good morning,\n\nI am not receiving the six-digit code.\n\nMany thanks and best wishes,\n[name]",
            "I am not receiving the six-digit code.",
        ),
        (
            "I have been a customer of yours for years. How do I descale the kettle? Please reply soon.",
            "How do I descale the kettle?",
        ),
        (
            "Nobody answered this last time. Can you put my company's name on the invoice?",
            "Can you put my company's name on the invoice?",
        ),
        ("The code is wrong. You can reach me at [email].", "The code is wrong."),
        ("Hm, the lamp flickers, you know, every evening", "The lamp flickers, every evening"),
        ("I wanted $100 but only got $20.", "I wanted $100 but only got $20."),
        ("where is my parcel", "Where is my parcel"),
        ("@lindenhof, do you ship to Denmark?", "Do you ship to Denmark?"),
        ("Order number: LH-568189 Good day, can I get expired points back?", "Can I get expired points back?"),
        ("No person has a key. What now?", "No person has a key. What now?"),
    ],
)
def test_courtesy_history_and_contact_data_go(message: str, core: str) -> None:
    assert core_texts([message]) == [core]


def test_a_message_of_nothing_but_stock_keeps_its_words_and_pleasantries_are_empty() -> None:
    assert core_texts(["I have been a customer of yours for many years.", "Hello!", ""]) == [
        "I have been a customer of yours for many years.",
        "",
        "",
    ]


def test_each_message_is_read_alone() -> None:
    texts = ["Please reply soon. Where is my parcel?", "How do I cancel?"]
    assert core_texts(texts) == [core_texts([text])[0] for text in texts]
