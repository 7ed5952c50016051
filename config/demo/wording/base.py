"""The shape of one intent's wording, and how a template becomes a sentence.

Templates know two marks: `[a|b|c]` takes one of the alternatives (an empty one is allowed) and `{name}` takes a value that
stays the same through one conversation, such as the product or the order number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

_MARK = re.compile(r"(\[[^\]]*\]|\{\w+\})")


@dataclass(frozen=True, kw_only=True)
class Intent:
    """One thing customers ask about, with everything that is said about it.

    `fact` is the checkable piece of the right answer: it stands word for word in `body`, in every text of `ai` and in every
    text of `human`. An intent with `held_back` questions may be planted as a gap; `wrong` is what the AI makes up then.
    """

    key: str
    title: str
    fact: str
    questions: tuple[str, ...]
    body: str
    ai: tuple[str, ...]
    human: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    clarify: tuple[tuple[str, str], ...] = ()
    followups: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    weight: float = 1.0
    season: str = ""
    is_presale: bool = False

    @property
    def is_candidate(self) -> bool:
        """Whether this intent may be left out of the starting knowledge."""
        return bool(self.held_back)


@cache
def _parts(template: str) -> tuple[tuple[str, tuple[str, ...] | str], ...]:
    parts: list[tuple[str, tuple[str, ...] | str]] = []
    for piece in _MARK.split(template):
        if piece.startswith("["):
            parts.append(("choice", tuple(piece[1:-1].split("|"))))
        elif piece.startswith("{"):
            parts.append(("slot", piece[1:-1]))
        elif piece:
            parts.append(("text", piece))
    return tuple(parts)


_SPACES = re.compile(r"[ \t]{2,}")
_SPACE_BEFORE_MARK = re.compile(r" +([,.?!;:])")


def _expand(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    out = []
    for kind, value in _parts(template):
        if kind == "choice":
            chosen = rng.choice(value)
            out.append(_expand(chosen, rng, slots) if "{" in chosen else chosen)
        elif kind == "slot":
            out.append(slots[str(value)])
        else:
            out.append(str(value))
    return "".join(out)


def fill(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """One wording of a template, starting with a capital. Slots may stand inside alternatives."""
    text = _SPACE_BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", _expand(template, rng, slots))).strip()
    return text[:1].upper() + text[1:]


def usual(questions: Sequence[str], rng: Random) -> str:
    """One of the question templates; those further down the list are less usual ways to ask."""
    return rng.choices(questions, [(rank + 1) ** -0.9 for rank in range(len(questions))])[0]


def pick(templates: Sequence[str], rng: Random, slots: Mapping[str, str]) -> str:
    """One wording of one of the templates."""
    return fill(rng.choice(templates), rng, slots)
