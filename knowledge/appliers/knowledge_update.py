"""Applies a knowledge update: a new entry, another text of an existing one, or one entry in the place of two.

Payload: `action` ("create", "update" or "merge"), `title`, `body`, `category`, `tags`, `asked_as` (other wordings of
the question), `entry_kind` ("answer", or "handoff" for a rule that passes the question to a person); an existing entry
keeps what is missing, but for title and body; with "update" and "merge" `entry_id` and `expected_version_id` (the
version that was read when the update was written); with "merge" `other_entry_id` and `expected_other_version_id` of the
entry that is archived; `gap_id` when a gap led to it.

Result: `entry_id`, `version_id`, `previous_version_id` (None for a new entry), `was_created`; after a merge
`other_entry_id` and `other_version_id` (what the archived entry said).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.diffing import Segment, has_changed, word_diff
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services.answering import answer_many
from knowledge.services.entries import (
    EntryChangedMeanwhile,
    EntryInvalid,
    archive_entry,
    clean_asked_as,
    clean_body,
    clean_category,
    clean_kind,
    clean_tags,
    clean_title,
    create_entry,
    restore_entry,
    restore_version,
    revise_entry,
)
from knowledge.services.impact import target_of_update
from knowledge.services.replaying import ensure_replay, guard_approval
from knowledge.services.replaying import replay_notes as notes_of_replays
from knowledge.services.searching import WouldBe, nearest_entries
from training.appliers import ImpactTarget, ReplayNote
from training.errors import DomainError
from training.models import LearningUpdate, User

CREATE, UPDATE, MERGE = "create", "update", "merge"
MOST_QUESTIONS = 50
CARD_TEMPLATE = "knowledge/partials/update_card.html"


class UpdateAlreadyApplied(DomainError):
    """What the update changes is changed already."""


class UpdateNotAppliedYet(DomainError):
    """There is nothing to take back."""


class LaterVersionExists(DomainError):
    """Somebody changed the entry after the update; taking it back would lose that."""


class PayloadInvalid(EntryInvalid):
    """The update does not say what to change."""


def validate(*, update: LearningUpdate) -> None:
    """Hold that the update can be applied as it stands.

    Raises:
        DomainError: it cannot; the sentence says why.
    """
    fields = _fields(update)
    action = update.payload["action"]
    if action == CREATE:
        return
    entry, live = _target(update)
    if action == MERGE:
        _other_target(update)
    elif VersionText.of(live) == _text_after(fields, live):
        raise PayloadInvalid(f"“{entry}” already says exactly this.", field="body")


def preview(*, update: LearningUpdate) -> dict[str, Any]:
    """What applying would change, for the person who decides.

    Keys: `action`, `title`, `body`, `category`, `tags`, `asked_as`, `entry_kind`, `entry` (None when new), `old_title`,
    `old_body`, `title_diff` and `body_diff` (segments of `knowledge.diffing`), `wording_diff` (of `asked_as`),
    `other_entry` and `other_version` (what a merge archives; None otherwise), `nearest` (live entries like
    it, with `similarity`), `problem` (the sentence why it could not be applied now, or "").
    """
    payload = update.payload
    title, body = str(payload.get("title") or ""), str(payload.get("body") or "")
    problem = ""
    if not update.result:
        try:
            validate(update=update)
        except DomainError as exc:
            problem = str(exc)
    old = _text_before(update)
    entry_id = update.result.get("entry_id") or payload.get("entry_id")
    entries = KnowledgeEntry.objects.for_organization(update.organization_id)
    old_wordings = old.asked_as.splitlines() if old else []
    wordings = list(payload["asked_as"]) if isinstance(payload.get("asked_as"), list) else old_wordings
    other = entries.filter(pk=payload.get("other_entry_id")).select_related("current_version").first()
    return {
        "action": payload.get("action"),
        "title": title,
        "body": body,
        "category": payload.get("category") or "",
        "tags": list(payload.get("tags") or []),
        "asked_as": wordings,
        "entry_kind": payload.get("entry_kind") or (old.kind if old else KnowledgeEntry.Kind.ANSWER),
        "entry": entries.filter(pk=entry_id).first(),
        "old_title": old.title if old else "",
        "old_body": old.body if old else "",
        "title_diff": word_diff(old=old.title if old else "", new=title),
        "body_diff": word_diff(old=old.body if old else "", new=body),
        "wording_diff": [
            *(Segment("insert", wording) for wording in wordings if wording not in old_wordings),
            *(Segment("delete", wording) for wording in old_wordings if wording not in wordings),
        ],
        "other_entry": other,
        "other_version": other.current_version if other else None,
        "nearest": [
            near
            for near in nearest_entries(
                organization=update.organization, title=title, body=body, exclude_entry_id=entry_id
            )
            if near.entry_id != payload.get("other_entry_id")
        ],
        "problem": problem,
    }


def would_be(*, update: LearningUpdate) -> list[WouldBe]:
    """The knowledge as it would be, for a replay before anyone approves."""
    payload = update.payload
    fields = _fields(update)
    found = [
        WouldBe(
            entry_id=None if payload["action"] == CREATE else payload["entry_id"],
            title=fields["title"],
            body=fields["body"],
            asked_as=fields["asked_as"],
            kind=fields["kind"],
        )
    ]
    if payload["action"] == MERGE:
        found.append(WouldBe(entry_id=payload["other_entry_id"], is_removed=True))
    return found


@transaction.atomic
def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Make the entry, or its new version, linked to the update, and archive what a merge archives; ask its gap again.

    An update that is applied again after it was rolled back brings its own archived entry back.

    Raises:
        UpdateAlreadyApplied: it has a result already.
        DomainError: it cannot be applied; the sentence says why.
    """
    if update.result:
        raise UpdateAlreadyApplied(f"“{update}” was already applied.")
    validate(update=update)
    fields = _fields(update)
    common: dict[str, Any] = {"organization": update.organization, "author": update.decided_by, "update": update}
    reason = str(update.payload.get("reason") or "Learned from conversations")
    if update.payload["action"] == CREATE:
        earlier = _entry_made_by(update)
        if earlier is None:
            entry = create_entry(**common, **_of_new_entry(fields), reason=reason)
            result = _result(entry, entry.current_version_id, None)
        else:
            restore_entry(**common, entry_id=earlier.pk, reason="Applied again")
            entry = revise_entry(**common, **fields, entry_id=earlier.pk, reason="Applied again")
            result = _result(entry, entry.current_version_id, None)
    else:
        entry, live = _target(update)
        before = {"category_before": entry.category, "tags_before": entry.tags}
        entry = revise_entry(**common, **fields, entry_id=entry.pk, expected_version_id=live.pk, reason=reason)
        result = _result(entry, entry.current_version_id, live.pk) | before
        if update.payload["action"] == MERGE:
            other, other_live = _other_target(update)
            archive_entry(organization=update.organization, entry_id=other.pk, expected_version_id=other_live.pk)
            result |= {"other_entry_id": other.pk, "other_version_id": other_live.pk}
    gap_id = update.payload.get("gap_id")
    if gap_id:
        _ask_again(update, gap_id=gap_id, entry_id=result["entry_id"])
    return result


@transaction.atomic
def revert(*, update: LearningUpdate) -> None:
    """Serve what was served before: archive the entry that was made, or give the entry its text of before.

    The entry that a merge archived becomes live again, unless somebody has brought it back (or deleted it) since.

    Raises:
        UpdateNotAppliedYet: it has no result.
        LaterVersionExists: the entry was changed since; the sentence names the version.
    """
    result = update.result
    if not result:
        raise UpdateNotAppliedYet(f"“{update}” was not applied; there is nothing to roll back.")
    entry = (
        KnowledgeEntry.objects.for_organization(update.organization_id)
        .select_for_update()
        .filter(pk=result["entry_id"])
        .first()
    )
    if entry is None:
        raise UpdateNotAppliedYet(f"The entry that “{update}” changed does not exist any more.")
    later = (
        KnowledgeVersion.objects.for_organization(update.organization_id)
        .filter(entry=entry, pk__gt=result["version_id"])
        .order_by("-number")
        .first()
    )
    if later is not None:
        raise LaterVersionExists(
            f"“{entry}” was changed after this update (version {later.number}, {later.live_from:%d %B %Y}"
            f"{f', by {later.author}' if later.author else ''}). Restore an older version on the entry's page instead."
        )
    if not result["was_created"] and entry.status == KnowledgeEntry.Status.ARCHIVED:
        raise LaterVersionExists(
            f"“{entry}” was archived after this update. Restore an older version on the entry's page instead."
        )
    if result["was_created"]:
        archive_entry(organization=update.organization, entry_id=entry.pk)
    else:
        restore_version(
            organization=update.organization,
            entry_id=entry.pk,
            version_id=result["previous_version_id"],
            reason=f"Rolled back: {update.title}",
        )
        KnowledgeEntry.objects.for_organization(update.organization_id).filter(pk=entry.pk).update(
            category=result.get("category_before", entry.category), tags=result.get("tags_before", entry.tags)
        )
        _restore_other(update)
    KnowledgeGap.objects.for_organization(update.organization_id).filter(pk=update.payload.get("gap_id")).update(
        answered_count=0, asked_again_count=0, asked_again_at=None, updated_at=timezone.now()
    )


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """The part of the update's page that only this kind knows: a template, and the preview as its context."""
    seen = preview(update=update)
    return {
        "template": CARD_TEMPLATE,
        "context": seen
        | {
            "update": update,
            "gap_id": update.payload.get("gap_id"),
            "diff": seen["body_diff"] if seen["old_body"] else (),
            "has_new_title": bool(seen["old_title"]) and has_changed(seen["title_diff"]),
            "has_new_body": has_changed(seen["body_diff"]),
        },
    }


def guard(*, update: LearningUpdate, is_bulk: bool, break_reason: str) -> None:
    """Hold that it was replayed against the knowledge of now, and that nobody breaks a golden question unawares."""
    guard_approval(update=update, is_bulk=is_bulk, break_reason=break_reason)


def prepare(*, update: LearningUpdate, requested_by: User | None = None) -> None:
    """Have it replayed in the background, unless a replay holds."""
    ensure_replay(update=update, requested_by=requested_by)


def replay_notes(*, updates: Sequence[LearningUpdate]) -> dict[int, ReplayNote]:
    """What the replays of these updates say."""
    return notes_of_replays(updates=updates)


def impact_target(*, update: LearningUpdate) -> ImpactTarget:
    """The questions it is for: those of its gap, else those that the entries it changes have answered."""
    return target_of_update(update=update)


def _fields(update: LearningUpdate) -> dict[str, Any]:
    """The entry's fields out of the payload, cleaned; what the payload does not name is None."""
    payload = update.payload
    if payload.get("action") not in (CREATE, UPDATE, MERGE):
        raise PayloadInvalid("The update does not say whether it makes an entry, changes one or merges two.")
    wordings = payload.get("asked_as")
    if wordings is not None and not isinstance(wordings, list):
        raise PayloadInvalid("The other wordings of the question are no list.", field="asked_as")
    return {
        "title": clean_title(str(payload.get("title") or "")),
        "body": clean_body(str(payload.get("body") or "")),
        "category": clean_category(str(payload["category"] or "")) if "category" in payload else None,
        "tags": clean_tags(payload["tags"] or ()) if "tags" in payload else None,
        "asked_as": None if wordings is None else clean_asked_as(str(wording) for wording in wordings),
        "kind": clean_kind(str(payload["entry_kind"])) if payload.get("entry_kind") else None,
    }


def _of_new_entry(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {
        "category": fields["category"] or "",
        "tags": fields["tags"] or (),
        "asked_as": fields["asked_as"] or (),
        "kind": fields["kind"] or KnowledgeEntry.Kind.ANSWER,
    }


def _text_after(fields: dict[str, Any], live: KnowledgeVersion) -> VersionText:
    """What the entry would say."""
    return VersionText(
        title=fields["title"],
        body=fields["body"],
        asked_as=live.asked_as if fields["asked_as"] is None else "\n".join(fields["asked_as"]),
        kind=fields["kind"] or live.kind,
    )


def _target(update: LearningUpdate) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    """The entry to change and its live version, which must say what it said when the update was written."""
    return _as_read(update, "entry_id", "expected_version_id", "The entry that this update changes does not exist.")


def _other_target(update: LearningUpdate) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    """The same of the entry that a merge archives."""
    if update.payload.get("other_entry_id") == update.payload.get("entry_id"):
        raise PayloadInvalid("An entry cannot be merged with itself.")
    missing = "The entry that this update merges into the other does not exist."
    return _as_read(update, "other_entry_id", "expected_other_version_id", missing)


def _as_read(
    update: LearningUpdate, entry_key: str, version_key: str, missing: str
) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    entries = KnowledgeEntry.objects.for_organization(update.organization_id)
    entry = entries.filter(pk=update.payload.get(entry_key)).first()
    if entry is None:
        raise PayloadInvalid(missing)
    versions = KnowledgeVersion.objects.for_organization(update.organization_id).filter(entry=entry)
    live = versions.live_at(None).first()
    if live is None:
        raise PayloadInvalid(f"“{entry}” is archived. Restore it before it can be changed.")
    expected_id = update.payload.get(version_key)
    if expected_id and live.pk != expected_id:
        expected = versions.filter(pk=expected_id).first()
        if expected is None or VersionText.of(expected) != VersionText.of(live):
            raise EntryChangedMeanwhile(
                f"“{entry}” was changed since this update was written (it is at version {live.number} now). "
                "Edit the entry itself, or reject the update."
            )
    return entry, live


def _text_before(update: LearningUpdate) -> KnowledgeVersion | None:
    """The text that the update replaces or replaced."""
    versions = KnowledgeVersion.objects.for_organization(update.organization_id)
    if update.result:
        return versions.filter(pk=update.result.get("previous_version_id")).first()
    if update.payload.get("action") not in (UPDATE, MERGE):
        return None
    return versions.live_at(None).filter(entry_id=update.payload.get("entry_id")).first()


def _restore_other(update: LearningUpdate) -> None:
    """Bring back what a merge archived; an entry that is live again or gone is somebody's later decision."""
    other_id = update.result.get("other_entry_id")
    other = (
        KnowledgeEntry.objects.for_organization(update.organization_id)
        .filter(pk=other_id, status=KnowledgeEntry.Status.ARCHIVED)
        .first()
    )
    if other is not None:
        restore_version(
            organization=update.organization,
            entry_id=other.pk,
            version_id=update.result["other_version_id"],
            reason=f"Rolled back: {update.title}",
        )


def _entry_made_by(update: LearningUpdate) -> KnowledgeEntry | None:
    """The entry that this update made when it was applied before, archived since by its roll-back."""
    return (
        KnowledgeEntry.objects.for_organization(update.organization_id)
        .filter(versions__update=update, versions__number=1, status=KnowledgeEntry.Status.ARCHIVED)
        .first()
    )


def _result(entry: KnowledgeEntry, version_id: int | None, previous_version_id: int | None) -> dict[str, Any]:
    return {
        "entry_id": entry.pk,
        "version_id": version_id,
        "previous_version_id": previous_version_id,
        "was_created": previous_version_id is None,
    }


def _ask_again(update: LearningUpdate, *, gap_id: int, entry_id: int) -> None:
    """Ask the gap's failed questions, the newest, again; keep how many the entry answers, or passes on, now."""
    gap = KnowledgeGap.objects.for_organization(update.organization_id).filter(pk=gap_id).first()
    if gap is None:
        return
    questions = list(
        GapQuestion.objects.for_organization(update.organization_id)
        .filter(gap=gap, is_failed=True)
        .exclude(text="")
        .order_by("-asked_at", "-id")
        .values_list("text", flat=True)[:MOST_QUESTIONS]
    )
    answers = answer_many(organization=update.organization, questions=questions)
    gap.answered_count = sum(one.is_settled_by(entry_id) for one in answers)
    gap.asked_again_count = len(answers)
    gap.asked_again_at = timezone.now()
    gap.save(update_fields=["answered_count", "asked_again_count", "asked_again_at", "updated_at"])
