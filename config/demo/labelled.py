"""Turns a labelled question file into topics of a demo world, with answers made of the labels' own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from config.demo.wording.base import Intent

CATEGORY = "General"
_PER_LABEL = 60
_ASKED_AS = 5
_HELD_BACK = 8
_ENOUGH = 25 + _ASKED_AS + _HELD_BACK


@dataclass(frozen=True)
class LabelledTopic:
    """One label: its invented answers, the texts that customers write, and those that nobody writes."""

    intent: Intent
    texts: tuple[str, ...]
    held_back: tuple[str, ...]
    is_hidden: bool


def _intent(*, label: str, fact: str, asked_as: Sequence[str]) -> Intent:
    words = re.sub(r"[^A-Za-z0-9]+", " ", label).strip().lower() or "this"
    examples = "\n".join(f"- {text}" for text in asked_as)
    return Intent(
        key=label,
        title=words.capitalize(),
        fact=fact,
        questions=(),
        body=f"Everything about {words} is settled by **{fact}**.\n\nAsked as:\n\n{examples}",
        ai=(
            f"For {words} please see {fact}; it says step by step what to do.",
            f"[Questions about|Anything on] {words} [are|is] settled by {fact}.",
            f"With {words} you follow {fact}, [then it is done|that is all].",
        ),
        human=(
            f"For {words} {fact} applies, it says step by step what to do.",
            f"{words.capitalize()} is settled by {fact}, please follow it.",
            f"What you ask about {words} is in {fact}.",
            f"[Please have a look at|You need] {fact}, it covers {words} completely.",
        ),
        wrong=("That is not possible with us.", "Please wait a few weeks, it usually settles itself."),
        tags=tuple(words.split()[:3]),
    )


def topics_from_rows(*, rng: Random, rows: Sequence[dict[str, str]], hide: int) -> list[LabelledTopic]:
    """Topics of all labels, `hide` of them hidden, each text used at most once.

    Raises:
        ValueError: the file has fewer labels with enough texts than are to be hidden.
    """
    by_label: dict[str, dict[str, None]] = {}
    for row in rows:
        text, label = row["text"].strip(), row["label"].strip()
        if text and label:
            by_label.setdefault(label, {})[text] = None
    seen: set[str] = set()
    texts_of: dict[str, list[str]] = {}
    for label, found in by_label.items():
        texts_of[label] = [text for text in found if text.casefold() not in seen]
        seen.update(text.casefold() for text in found)
    large = sorted(label for label, texts in texts_of.items() if len(texts) >= _ENOUGH)
    if not 0 < hide < len(texts_of) or len(large) < hide:
        raise ValueError(f"Cannot hide {hide} labels: {len(large)} of {len(texts_of)} have at least {_ENOUGH} texts.")
    hidden = set(rng.sample(large, hide))
    topics = []
    for number, label in enumerate(sorted(texts_of)):
        texts = texts_of[label]
        rng.shuffle(texts)
        spare = min(_ASKED_AS, len(texts) // 4)
        held = _HELD_BACK if label in hidden else 0
        topics.append(
            LabelledTopic(
                intent=_intent(
                    label=label, fact=f"rule {1000 + 7 * number} of the service book", asked_as=texts[:spare]
                ),
                texts=tuple(texts[spare + held : spare + held + _PER_LABEL]),
                held_back=tuple(texts[spare : spare + held]),
                is_hidden=label in hidden,
            )
        )
    return topics
