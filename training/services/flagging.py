"""Red flags of what a person is asked to approve: of its texts and of the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from training.errors import DomainError
from training.models import LearningUpdate, Organization
from training.safety import find_flags

MOST = 60  # flags kept with one update; more add nothing a person would read
EVIDENCE = "evidence"
# What of a payload names things of ours and is never shown as text.
NOT_TEXT = frozenset({"action", "entry_kind"})


class FlagsNotSeen(DomainError):
    """Somebody has to look first; `flags` are what to look at."""

    def __init__(self, message: str, flags: list[dict[str, Any]]) -> None:
        """Keep the sentence and the flags."""
        super().__init__(message)
        self.flags = flags


def flags_of(
    *, organization: Organization, payload: Mapping[str, Any], title: str = "", quotes: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Every red flag of an update's texts, as `LearningUpdate.flags` keeps them; each text's own kept beside it."""
    own = organization.own_addresses
    found: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    texts = [("title", title), *_texts(payload), *((EVIDENCE, quote) for quote in quotes)]
    for where, text in texts:
        if (where, text) in seen or len(found) >= MOST:
            continue
        seen.add((where, text))
        found += (
            {
                "where": where,
                "kind": flag.kind,
                "quote": flag.quote,
                "start": flag.start,
                "end": flag.end,
                "text": text if where == EVIDENCE else "",
            }
            for flag in find_flags(text, known_domains=own)
        )
    return found[:MOST]


def current_flags(update: LearningUpdate) -> list[dict[str, Any]]:
    """The red flags of an update as its texts stand now. One SQL query."""
    return flags_of(
        organization=update.organization,
        payload=update.payload,
        title=update.title,
        quotes=update.evidence.values_list("quote", flat=True),
    )


def hold_flags_seen(update: LearningUpdate, *, has_seen_flags: bool) -> None:
    """Hold that a person has looked at the red flags of an update, if it has any, and note the look.

    Raises:
        FlagsNotSeen: nobody has.
    """
    update.flags = current_flags(update)
    if update.flags and not has_seen_flags:
        count = len(update.flags)
        raise FlagsNotSeen(
            f"“{update}” carries {'a red flag' if count == 1 else f'{count} red flags'}. "
            "Open it, read what is marked, and tick “I have seen the red flags”.",
            update.flags,
        )


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """The texts inside a payload, each with the field it stands in."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in NOT_TEXT:
                yield from _texts(inner, where or str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, where)
