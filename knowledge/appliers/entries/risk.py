"""How much an update of an entry could do wrong."""

from __future__ import annotations

from knowledge import facts
from knowledge.appliers.entries.reading import OPTIMIZE, UPDATE, change_of
from training.errors import DomainError
from training.models import LearningUpdate, Risk


def risk_of_change(*, update: LearningUpdate) -> str:
    """Low where an existing answer keeps its figures: other wordings and tags, or another text with the same facts.

    High is all else: a new entry, one that goes or takes another's place, a rule that passes questions on, another
    figure, date or price, and whatever carries a red flag or cannot be read.
    """
    if update.flags or update.payload.get("action", UPDATE) not in (UPDATE, OPTIMIZE):
        return Risk.HIGH
    try:
        change = change_of(update)
    except DomainError:
        return Risk.HIGH
    if change.text is None or change.text.kind != change.live.kind or change.is_merged:
        return Risk.HIGH
    before, after = (_values(f"{one.title}\n{one.body}") for one in (change.live, change.text))
    return Risk.LOW if before == after else Risk.HIGH


def _values(text: str) -> list[str]:
    """All facts of a text that can be checked, in no order: quantities in their base unit, rules and names."""
    return sorted(
        f"{one.kind} {one.measure} {one.low} {one.high} {one.bound} {'' if one.kind == 'quantity' else one.value}"
        for one in facts.facts_of(text).facts
    )
