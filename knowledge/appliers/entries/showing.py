"""What an update would change, for the person who decides and for a replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.appliers.entries.applying import validate_change
from knowledge.appliers.entries.reading import (
    CREATE,
    DEPRECATE,
    MERGE,
    Change,
    PayloadInvalid,
    change_of,
    conflicts_of,
    fields_of,
    hold,
)
from knowledge.diffing import Segment, has_changed, word_diff
from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services.entries import EntryChangedMeanwhile
from knowledge.services.searching import WouldBe, nearest_entries
from training.errors import DomainError
from training.models import LearningUpdate

WAITING = (LearningUpdate.Status.PENDING, LearningUpdate.Status.APPROVED)


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What an entry says before and after, whichever way that is known."""

    before: VersionText | None
    after: VersionText
    old_tags: Sequence[str]
    tags: Sequence[str]


def preview_change(*, update: LearningUpdate) -> dict[str, Any]:
    """What applying would change, for the person who decides.

    Keys: `action`, `title`, `body`, `category`, `tags`, `asked_as`, `entry_kind`, `entry` (None when new), `old_title`,
    `old_body`, `title_diff` and `body_diff` (segments of `knowledge.diffing`), `wording_diff` (of `asked_as`),
    `tag_diff`, `reason`; `other_entry` and `other_version` (what goes out of use; None otherwise), `instead` (the
    entry that answers in the place of a deprecated one), `nearest` (live entries like it, with `similarity`), `rivals`
    (other updates of the same entries that wait), `changed_since` (versions made since the update was written),
    `is_merged`, `live_version_id`, `merged_text`, `conflicts` and `contradictions` (see `knowledge.merging`), `problem`
    (the sentence why it could not be applied now, or "").
    """
    payload = update.payload
    problem, change = _problem_and_change(update)
    seen = _seen(update, change)
    entries = KnowledgeEntry.objects.for_organization(update.organization_id)
    entry_id = update.result.get("entry_id") or payload.get("entry_id")
    entry = entries.filter(pk=entry_id).first()
    is_deprecation = payload.get("action") == DEPRECATE
    other = _with_version(update, payload.get("entry_id" if is_deprecation else "other_entry_id"))
    old, new = seen.before, seen.after
    return {
        "action": payload.get("action"),
        "title": new.title,
        "body": new.body,
        "category": payload.get("category") or "",
        "tags": list(seen.tags),
        "asked_as": new.asked_as.splitlines(),
        "entry_kind": new.kind,
        "entry": entry,
        "old_title": old.title if old else "",
        "old_body": old.body if old else "",
        "title_diff": word_diff(old=old.title if old else "", new=new.title),
        "body_diff": word_diff(old=old.body if old else "", new=new.body),
        "wording_diff": _lines_diff(old.asked_as.splitlines() if old else (), new.asked_as.splitlines()),
        "tag_diff": _lines_diff(seen.old_tags, seen.tags) if entry and not is_deprecation else [],
        "reason": str(payload.get("reason") or ""),
        "other_entry": other,
        "other_version": other.current_version if other else None,
        "instead": _with_version(update, payload.get("replaced_by_id")),
        "nearest": _nearest(update, new, entry_id),
        "rivals": rivals_of(update),
        "is_merged": bool(change and change.is_merged),
        "changed_since": _changed_since(change) if change and change.is_merged else [],
        "conflicts": conflicts_of(change) if change else [],
        "live_version_id": change.live.pk if change else None,
        "merged_text": _merged_text(change),
        "contradictions": [pair for merge in change.merges.values() for pair in merge.contradictions] if change else [],
        "problem": problem,
    }


def card_context(*, update: LearningUpdate) -> dict[str, Any]:
    """What every card of such an update shows."""
    seen = preview_change(update=update)
    return seen | {
        "update": update,
        "gap_id": update.payload.get("gap_id"),
        "diff": seen["body_diff"] if seen["old_body"] else (),
        "has_new_title": bool(seen["old_title"]) and has_changed(seen["title_diff"]),
        "has_new_body": has_changed(seen["body_diff"]),
    }


def would_be_after(*, update: LearningUpdate) -> list[WouldBe]:
    """The knowledge as it would be, for a replay before anyone approves."""
    payload = update.payload
    if payload["action"] == DEPRECATE:
        return [
            WouldBe(entry_id=payload["entry_id"], is_removed=True, stand_in_id=payload.get("replaced_by_id")),
        ]
    fields = fields_of(update)
    if payload["action"] == CREATE:
        return [
            WouldBe(title=fields.title or "", body=fields.body or "", asked_as=fields.asked_as, kind=fields.kind),
        ]
    change = change_of(update, fields)
    text = hold(change)
    found = [
        WouldBe(
            entry_id=change.entry.pk,
            title=text.title,
            body=text.body,
            asked_as=text.asked_as.splitlines(),
            kind=text.kind,
        )
    ]
    if payload["action"] == MERGE:
        found.append(WouldBe(entry_id=payload["other_entry_id"], is_removed=True))
    return found


def rivals_of(update: LearningUpdate) -> list[LearningUpdate]:
    """Other updates that wait and touch an entry that this one touches, oldest first. One SQL query."""
    if update.status not in WAITING:
        return []
    waiting = LearningUpdate.objects.for_organization(update.organization_id).filter(status__in=WAITING)
    return list(waiting.touching(update.entry_ids).exclude(pk=update.pk).order_by("pk"))


def _problem_and_change(update: LearningUpdate) -> tuple[str, Change | None]:
    """Why it could not be applied now, and what it makes of its entry, as far as that can be said."""
    if update.result:
        return "", None
    change = None
    try:
        if update.payload.get("action") not in (CREATE, DEPRECATE, None):
            change = change_of(update)
        validate_change(update=update, change=change)
    except EntryChangedMeanwhile as exc:
        return str(exc), change
    except DomainError as exc:
        return str(exc), change if isinstance(exc, PayloadInvalid) else None
    except KeyError:
        return "The update does not say what it changes.", None
    return "", change


def _merged_text(change: Change | None) -> str:
    """The text with both changes in it, where only their facts are at odds."""
    merge = change.merges.get("body") if change else None
    return merge.text() if merge and not merge.conflicts else ""


def _seen(update: LearningUpdate, change: Change | None) -> _Seen:
    """Before and after: of an applied update what it made, of a waiting one what it would make."""
    payload, result = update.payload, update.result
    versions = KnowledgeVersion.objects.for_organization(update.organization_id)
    if change is not None:
        entry_tags = list(change.entry.tags)
        tags = entry_tags if change.tags is None else change.tags
        after = change.text or _as_written(payload, VersionText.of(change.live))
        return _Seen(before=VersionText.of(change.live), after=after, old_tags=entry_tags, tags=tags)
    old = _text_before(update)
    before = VersionText.of(old) if old else None
    after = _as_written(payload, before)
    made = versions.filter(pk=result.get("version_id")).first() if result else None
    if made is not None:
        after = VersionText.of(made)
    return _Seen(
        before=before,
        after=after,
        old_tags=list(result.get("tags_before") or []),
        tags=list(result.get("tags_after") or payload.get("tags") or []),
    )


def _as_written(payload: dict[str, Any], old: VersionText | None) -> VersionText:
    """The text as the payload has it, which may be none that could be kept."""
    wordings = payload.get("asked_as")
    return VersionText(
        title=str(payload.get("title") or ""),
        body=str(payload.get("body") or (old.body if old and payload.get("action") in ("optimize", DEPRECATE) else "")),
        asked_as="\n".join(map(str, wordings)) if isinstance(wordings, list) else old.asked_as if old else "",
        kind=payload.get("entry_kind") or (old.kind if old else KnowledgeEntry.Kind.ANSWER),
    )


def _text_before(update: LearningUpdate) -> KnowledgeVersion | None:
    """The text that the update replaces or replaced."""
    versions = KnowledgeVersion.objects.for_organization(update.organization_id)
    if update.result:
        return versions.filter(pk=update.result.get("previous_version_id")).first()
    if update.payload.get("action") in (CREATE, None):
        return None
    return versions.live_at(None).filter(entry_id=update.payload.get("entry_id")).first()


def _with_version(update: LearningUpdate, entry_id: object) -> KnowledgeEntry | None:
    if not isinstance(entry_id, int):
        return None
    entries = KnowledgeEntry.objects.for_organization(update.organization_id)
    return entries.filter(pk=entry_id).select_related("current_version").first()


def _nearest(update: LearningUpdate, text: VersionText, entry_id: int | None) -> list[Any]:
    hidden = {update.payload.get("other_entry_id")}
    near = nearest_entries(
        organization=update.organization, title=text.title, body=text.body, exclude_entry_id=entry_id
    )
    return [one for one in near if one.entry_id not in hidden]


def _changed_since(change: Change) -> list[KnowledgeVersion]:
    """What was made of the entry since the update was written, oldest first. One SQL query."""
    versions = KnowledgeVersion.objects.for_organization(change.entry.organization_id).filter(
        entry=change.entry, number__gt=change.base.number
    )
    return list(versions.select_related("author", "update").order_by("number"))


def _lines_diff(old: Iterable[str], new: Iterable[str]) -> list[Segment]:
    """Which lines come and which go."""
    before, after = list(old), list(new)
    return [
        *(Segment("insert", line) for line in after if line not in before),
        *(Segment("delete", line) for line in before if line not in after),
    ]
