"""Makes an update's change of the knowledge real."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction

from knowledge.appliers.entries.asking import ask_again
from knowledge.appliers.entries.reading import (
    CREATE,
    DEPRECATE,
    MERGE,
    Change,
    Fields,
    PayloadInvalid,
    change_of,
    deprecated_of,
    fields_of,
    hold,
    other_of,
)
from knowledge.models import KnowledgeEntry
from knowledge.services.entries import archive_entry, create_entry, restore_entry, revise_entry
from training.errors import DomainError
from training.models import LearningUpdate


class UpdateAlreadyApplied(DomainError):
    """What the update changes is changed already."""


def validate_change(*, update: LearningUpdate, change: Change | None = None) -> Change | None:
    """Hold that the update can be applied as it stands.

    Returns what it makes of its entry (`change`, where that is known already); None where it makes one or takes one
    out of use.

    Raises:
        DomainError: it cannot; the sentence says why.
    """
    action = update.payload["action"]
    fields = fields_of(update)
    if action == CREATE:
        return None
    if action == DEPRECATE:
        deprecated_of(update)
        return None
    change = change or change_of(update, fields)
    if action == MERGE:
        other_of(update)
    hold(change)
    if action != MERGE and change.is_nothing:
        raise PayloadInvalid(f"“{change.entry}” already says exactly this.", field="body")
    return change


@transaction.atomic
def apply_change(*, update: LearningUpdate) -> dict[str, Any]:
    """Make the entry, or its new version, linked to the update; archive what goes; ask the update's gap again.

    An update that is applied again after it was rolled back brings its own archived entry back. The result is all that
    its reverse needs: `entry_id`, `version_id`, `previous_version_id` (None for a new entry), `was_created`, category
    and tags before and after; after a merge `other_entry_id` and `other_version_id` (what the archived entry said),
    after a deprecation `was_archived`.

    Raises:
        UpdateAlreadyApplied: it has a result already.
        DomainError: it cannot be applied; the sentence says why.
    """
    if update.result:
        raise UpdateAlreadyApplied(f"“{update}” was already applied.")
    change = validate_change(update=update)
    if change is not None:
        result = _revise(update, change)
    elif update.payload["action"] == CREATE:
        result = _create(update, fields_of(update))
    else:
        entry, live = deprecated_of(update)
        archive_entry(organization=update.organization, entry_id=entry.pk, expected_version_id=live.pk)
        result = _result(entry, live.pk, live.pk) | {"was_archived": True}
    gap_id = update.payload.get("gap_id")
    if gap_id:
        ask_again(update, gap_id=gap_id, entry_id=result["entry_id"])
    return result


def _create(update: LearningUpdate, fields: Fields) -> dict[str, Any]:
    given = asdict(fields)
    common: dict[str, Any] = {"organization": update.organization, "author": update.decided_by, "update": update}
    earlier = _entry_made_by(update)
    if earlier is None:
        given |= {
            "category": fields.category or "",
            "tags": fields.tags or (),
            "asked_as": fields.asked_as or (),
            "kind": fields.kind or KnowledgeEntry.Kind.ANSWER,
        }
        entry = create_entry(**common, **given, reason=_reason(update))
    else:
        restore_entry(**common, entry_id=earlier.pk, reason="Applied again")
        entry = revise_entry(**common, **given, entry_id=earlier.pk, reason="Applied again")
    return _result(entry, entry.current_version_id, None)


def _revise(update: LearningUpdate, change: Change) -> dict[str, Any]:
    text = hold(change)
    before = {"category_before": change.entry.category, "tags_before": change.entry.tags}
    entry = revise_entry(
        organization=update.organization,
        author=update.decided_by,
        update=update,
        entry_id=change.entry.pk,
        title=text.title,
        body=text.body,
        asked_as=text.asked_as.splitlines(),
        kind=text.kind,
        category=change.category,
        tags=change.tags,
        expected_version_id=change.live.pk,
        reason=_reason(update),
    )
    result = _result(entry, entry.current_version_id, change.live.pk) | before
    result |= {"category_after": entry.category, "tags_after": list(entry.tags)}
    if change.is_merged:
        result["merged_with_version_id"] = change.live.pk
    if update.payload["action"] == MERGE:
        other, other_live = other_of(update)
        archive_entry(organization=update.organization, entry_id=other.pk, expected_version_id=other_live.pk)
        result |= {"other_entry_id": other.pk, "other_version_id": other_live.pk}
    return result


def _reason(update: LearningUpdate) -> str:
    return str(update.payload.get("reason") or "Learned from conversations")


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
