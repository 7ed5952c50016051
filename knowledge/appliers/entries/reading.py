"""What an update says it changes, and what that makes of the entry as it is now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from knowledge.merging import Merge, Piece, merge_lists, merge_texts, merge_wholes
from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services.entries import (
    EntryChangedMeanwhile,
    EntryInvalid,
    clean_asked_as,
    clean_body,
    clean_category,
    clean_kind,
    clean_tags,
    clean_title,
)
from training.models import LearningUpdate

CREATE, UPDATE, OPTIMIZE, MERGE, DEPRECATE = "create", "update", "optimize", "merge", "deprecate"
ACTIONS = (CREATE, UPDATE, OPTIMIZE, MERGE, DEPRECATE)


class PayloadInvalid(EntryInvalid):
    """The update does not say what to change."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """An entry's fields out of a payload, cleaned; what the payload does not name is None."""

    title: str | None = None
    body: str | None = None
    category: str | None = None
    tags: list[str] | None = None
    asked_as: list[str] | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an update makes of a live entry. `base` is the version that was read when it was written.

    Where somebody changed the entry since, both changes are brought together; `merges` says how, field by field. While
    a person has to decide something `text` is None.
    """

    entry: KnowledgeEntry
    live: KnowledgeVersion
    base: KnowledgeVersion
    text: VersionText | None
    tags: list[str] | None
    category: str | None
    merges: dict[str, Merge] = field(default_factory=dict)
    is_of_tags: bool = False  # whether other tags alone are a change too

    @property
    def is_merged(self) -> bool:
        """Whether the entry said something else when the update was written."""
        return bool(self.merges)

    @property
    def is_clean(self) -> bool:
        """Whether it can be applied."""
        return self.text is not None

    @property
    def is_nothing(self) -> bool:
        """Whether the entry says all of it already."""
        is_same = not self.is_of_tags or self.tags is None or self.tags == self.entry.tags
        return is_same and self.text == VersionText.of(self.live)


def action_of(update: LearningUpdate, *, allowed: Collection[str] = ACTIONS) -> str:
    """What the update does.

    Raises:
        PayloadInvalid: it does not say, or its kind does no such thing.
    """
    action = update.payload.get("action")
    if action not in allowed:
        raise PayloadInvalid("The update does not say whether it makes an entry, changes one or takes one out of use.")
    return str(action)


def fields_of(update: LearningUpdate) -> Fields:
    """The entry's fields out of the payload.

    Raises:
        EntryInvalid: one cannot be kept as it is.
    """
    payload = update.payload
    if payload.get("action") == DEPRECATE:
        return Fields()
    wordings = payload.get("asked_as")
    if wordings is not None and not isinstance(wordings, list):
        raise PayloadInvalid("The other wordings of the question are no list.", field="asked_as")
    is_same_text = payload.get("action") == OPTIMIZE and not payload.get("body")
    return Fields(
        title=clean_title(str(payload.get("title") or "")),
        body=None if is_same_text else clean_body(str(payload.get("body") or "")),
        category=clean_category(str(payload["category"] or "")) if "category" in payload else None,
        tags=clean_tags(payload["tags"] or ()) if "tags" in payload else None,
        asked_as=None if wordings is None else clean_asked_as(str(wording) for wording in wordings),
        kind=clean_kind(str(payload["entry_kind"])) if payload.get("entry_kind") else None,
    )


def change_of(update: LearningUpdate, fields: Fields | None = None) -> Change:
    """What the update makes of its entry as that is now. Three SQL queries.

    Raises:
        PayloadInvalid: there is no such live entry, or an optimization would change its text.
        EntryChangedMeanwhile: the version that was read is gone.
    """
    fields = fields_of(update) if fields is None else fields
    entry, live, base = _as_read(
        update, "entry_id", "expected_version_id", "The entry that this update changes does not exist."
    )
    if update.payload.get("action") == OPTIMIZE and fields.body not in (None, base.body):
        raise PayloadInvalid(
            f"It only makes “{entry}” easier to find; the text stays as it is. Propose an update of the entry to "
            "change what it says.",
            field="body",
        )
    title = fields.title or base.title
    body = base.body if fields.body is None else fields.body
    kind = fields.kind or base.kind
    wordings = base.asked_lines if fields.asked_as is None else fields.asked_as
    tags = fields.tags
    known = update.payload.get("expected_tags")
    if tags is not None and isinstance(known, list):
        tags = merge_lists(base=known, ours=tags, theirs=entry.tags)
    merges: dict[str, Merge] = {}
    if VersionText.of(base) == VersionText.of(live):
        text: VersionText | None = VersionText(title=title, body=body, asked_as="\n".join(wordings), kind=kind)
    else:
        merges = brought_together(
            base=VersionText.of(base),
            ours=VersionText(title=title, body=body, kind=kind),
            theirs=VersionText.of(live),
        )
        lines = merge_lists(base=base.asked_lines, ours=wordings, theirs=live.asked_lines)
        text = text_of(merges, asked_as=lines)
    return Change(
        entry=entry,
        live=live,
        base=base,
        text=text,
        tags=tags,
        category=fields.category,
        merges=merges,
        is_of_tags=update.payload.get("action") == OPTIMIZE,
    )


def brought_together(*, base: VersionText, ours: VersionText, theirs: VersionText) -> dict[str, Merge]:
    """Title, text and kind of two changes of one version, brought together."""
    return {
        "title": merge_wholes(base=base.title, ours=ours.title, theirs=theirs.title),
        "body": merge_texts(base=base.body, ours=ours.body, theirs=theirs.body),
        "kind": merge_wholes(base=base.kind, ours=ours.kind, theirs=theirs.kind),
    }


def text_of(merges: dict[str, Merge], *, asked_as: list[str]) -> VersionText | None:
    """What an entry says after two changes; None while a person has to decide something, or where nothing is left."""
    if not all(merge.is_clean for merge in merges.values()):
        return None
    said = {name: merge.text() for name, merge in merges.items()}
    return VersionText(**said, asked_as="\n".join(asked_as)) if all(said.values()) else None


def hold(change: Change) -> VersionText:
    """The text after the change, which nobody has to decide about.

    Raises:
        EntryChangedMeanwhile: the update and somebody else changed the same.
    """
    if change.text is None:
        raise EntryChangedMeanwhile(
            f"“{change.entry}” was changed since this update was written (it is at version {change.live.number} now), "
            "and both changed the same. Open the update and choose what stands, or reject it."
        )
    return change.text


def other_of(update: LearningUpdate) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    """The entry that a merge takes out of use, as it was read.

    Raises:
        PayloadInvalid, EntryChangedMeanwhile: it is not.
    """
    if update.payload.get("other_entry_id") == update.payload.get("entry_id"):
        raise PayloadInvalid("An entry cannot be merged with itself.")
    missing = "The entry that this update merges into the other does not exist."
    return _unchanged(_as_read(update, "other_entry_id", "expected_other_version_id", missing))


def deprecated_of(update: LearningUpdate) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    """The entry that a deprecation takes out of use, as it was read.

    Raises:
        PayloadInvalid, EntryChangedMeanwhile: it is not; or what should answer instead is not live.
    """
    missing = "The entry that this update takes out of use does not exist."
    entry, live = _unchanged(_as_read(update, "entry_id", "expected_version_id", missing))
    instead = update.payload.get("replaced_by_id")
    if instead == entry.pk:
        raise PayloadInvalid("An entry cannot answer in its own place.")
    live_entries = KnowledgeEntry.objects.for_organization(update.organization_id).filter(
        status=KnowledgeEntry.Status.LIVE
    )
    if instead is not None and not live_entries.filter(pk=instead).exists():
        raise PayloadInvalid("The entry that should answer instead is not live.")
    return entry, live


def conflicts_of(change: Change) -> list[tuple[str, int, Piece]]:
    """The places where a person has to choose: the field, the conflict's number in it, and the three wordings."""
    return [
        (name, number, piece) for name, merge in change.merges.items() for number, piece in enumerate(merge.conflicts)
    ]


def _as_read(
    update: LearningUpdate, entry_key: str, version_key: str, missing: str
) -> tuple[KnowledgeEntry, KnowledgeVersion, KnowledgeVersion]:
    entries = KnowledgeEntry.objects.for_organization(update.organization_id)
    entry = entries.filter(pk=update.payload.get(entry_key)).first()
    if entry is None:
        raise PayloadInvalid(missing)
    versions = KnowledgeVersion.objects.for_organization(update.organization_id).filter(entry=entry)
    live = versions.live_at(None).first()
    if live is None:
        raise PayloadInvalid(f"“{entry}” is archived. Restore it before it can be changed.")
    expected_id: Any = update.payload.get(version_key)
    base = live if not expected_id or live.pk == expected_id else versions.filter(pk=expected_id).first()
    if base is None:
        raise _changed(entry, live)
    return entry, live, base


def _unchanged(
    found: tuple[KnowledgeEntry, KnowledgeVersion, KnowledgeVersion],
) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    entry, live, base = found
    if VersionText.of(base) != VersionText.of(live):
        raise _changed(entry, live)
    return entry, live


def _changed(entry: KnowledgeEntry, live: KnowledgeVersion) -> EntryChangedMeanwhile:
    return EntryChangedMeanwhile(
        f"“{entry}” was changed since this update was written (it is at version {live.number} now). "
        "Edit the entry itself, or reject the update."
    )
