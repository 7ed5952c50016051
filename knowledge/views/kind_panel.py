"""The panel that says what kind of gap one is, and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.diffing import has_changed, word_diff
from knowledge.forms import GapKindForm
from knowledge.highlighting import cut
from knowledge.markdown import plain_text
from knowledge.models import KnowledgeEntry, KnowledgeGap
from knowledge.services.searching import QuestionInvalid, search

MOST_ENTRIES = 8  # offered to choose from


@dataclass(frozen=True, kw_only=True)
class Side:
    """One entry beside another: its text in pieces, each with whether it is one of the facts in question."""

    entry: KnowledgeEntry
    heading: str
    pieces: list[tuple[str, bool]]


def kind_panel(*, gap: KnowledgeGap, form: GapKindForm | None = None, can_choose: bool = False) -> dict[str, Any]:
    """What the panel shows: the entries side by side, their facts, and what accepting would change.

    The form to choose another kind by is in it only when given: it costs a search, and is fetched when it is opened.
    One SQL query.
    """
    found = _own_entries(gap)
    entry, other = found.get(gap.kind_entry_id), found.get(gap.kind_other_entry_id)
    sides = [
        Side(
            entry=one,
            heading=heading,
            pieces=marked(plain_text(one.current_version.body), _values(gap, side)) if one.current_version else [],
        )
        for side, one, heading in (("entry", entry, "What to mend" if not other else "Stays"), ("other", other, "Goes"))
        if one
    ]
    old = entry.current_version.body if entry and entry.current_version else ""
    diff = word_diff(old=old, new=gap.suggested_content) if old and gap.suggested_fix.get("entry_id") else ()
    return {
        "sides": sides,
        "facts": gap.kind_facts,
        "fix": _fix_in_words(gap, entry, other, is_same_text=not has_changed(diff)),
        "diff": diff if has_changed(diff) else (),
        "can_choose": can_choose,
        "form": form if can_choose else None,
    }


def marked(text: str, values: Collection[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of these values.

    >>> marked("Within **30 days** of delivery.", ["30 days"])
    [('Within **', False), ('30 days', True), ('** of delivery.', False)]
    """
    longest_first = sorted({value for value in values if value.strip()}, key=lambda value: (-len(value), value))
    if not longest_first:
        return [(text, False)]
    pattern = "|".join(r"\s+".join(map(re.escape, value.split())) for value in longest_first)
    return cut(text, (match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)))


def _values(gap: KnowledgeGap, side: str) -> set[str]:
    """The figures and names of one side that the panel marks; yes and no are no words of a text."""
    return {fact[side]["value"] for fact in gap.kind_facts if side in fact and fact[side].get("kind") != "rule"}


def _fix_in_words(
    gap: KnowledgeGap, entry: KnowledgeEntry | None, other: KnowledgeEntry | None, *, is_same_text: bool
) -> str:
    action = gap.suggested_fix.get("action")
    if not action:
        return ""
    if action == "merge" and entry and other:
        changed = "stays as it is" if is_same_text else "stays, with its text put right"
        return f"“{entry}” {changed}; “{other}” is archived, and found again by roll-back."
    if action in ("update", "optimize") and entry:
        if action == "optimize" or is_same_text:
            return f"“{entry}” keeps its text and gets the words in which customers ask."
        return f"“{entry}” gets another text."
    if gap.suggested_fix.get("entry_kind") == KnowledgeEntry.Kind.HANDOFF:
        return "A hand-off rule: such questions are passed to a person, and the rule says why."
    return "A new entry."


def kind_form(gap: KnowledgeGap, data: Mapping[str, Any] | None = None) -> GapKindForm:
    """The form to choose another kind by; its entries are those that the gap is about, and what its title finds.

    One SQL query and a search.
    """
    return GapKindForm(
        data,
        initial={"kind": gap.kind, "entry": gap.kind_entry_id or "", "other_entry": gap.kind_other_entry_id or ""},
        entries=_entry_choices(gap),
    )


def _own_entries(gap: KnowledgeGap) -> dict[int | None, KnowledgeEntry]:
    """The entries that a gap is about. One SQL query."""
    ids = [pk for pk in (gap.kind_entry_id, gap.kind_other_entry_id) if pk]
    entries = KnowledgeEntry.objects.for_organization(gap.organization_id).filter(pk__in=ids)
    return {entry.pk: entry for entry in entries.select_related("current_version")}


def _entry_choices(gap: KnowledgeGap) -> list[tuple[str, str]]:
    try:
        hits = search(organization=gap.organization, query=gap.title, limit=MOST_ENTRIES, has_snippets=False)
    except QuestionInvalid:
        hits = []
    own = [entry for entry in _own_entries(gap).values() if entry.status == KnowledgeEntry.Status.LIVE]
    found = {str(entry.pk): entry.title for entry in own}
    return list((found | {str(hit.entry_id): hit.title for hit in hits}).items())
