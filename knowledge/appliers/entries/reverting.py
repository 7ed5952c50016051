"""Takes an update's change of the knowledge back, also from beneath later ones."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from knowledge.appliers.entries.asking import forget_answers
from knowledge.appliers.entries.reading import brought_together, text_of
from knowledge.merging import merge_lists
from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services.entries import archive_entry, restore_version, revise_entry
from training.errors import DomainError
from training.models import LearningUpdate

Status = KnowledgeEntry.Status


class UpdateNotAppliedYet(DomainError):
    """There is nothing to take back."""


class LaterVersionExists(DomainError):
    """Somebody changed the entry after the update; taking it back would lose that."""


@transaction.atomic
def revert_change(*, update: LearningUpdate) -> None:
    """Serve what was served before: archive the entry that was made, or give the entry its text of before.

    Beneath a later change just what this update changed is taken back, where that is another part of the text. The
    entry that was archived becomes live again, unless somebody has brought it back (or deleted it) since.

    Raises:
        UpdateNotAppliedYet: it has no result.
        LaterVersionExists: a later change stands on it; the sentence names it.
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
    if result.get("was_archived"):
        _bring_back(update, entry)
    elif result["was_created"]:
        _hold_last(update, entry)
        archive_entry(organization=update.organization, entry_id=entry.pk)
    else:
        _take_back(update, entry)
        _restore_other(update)
    forget_answers(update)


def _take_back(update: LearningUpdate, entry: KnowledgeEntry) -> None:
    """Give an entry its text, category and tags of before, or take just the update's change out of what it says now."""
    result = update.result
    if entry.status == Status.ARCHIVED:
        raise LaterVersionExists(
            f"“{entry}” was archived after this update. Restore an older version on the entry's page instead."
        )
    later = _later_version(update, entry)
    if later is None:
        restore_version(
            organization=update.organization,
            entry_id=entry.pk,
            version_id=result["previous_version_id"],
            reason=f"Rolled back: {update.title}",
        )
    else:
        text = _text_without(update, entry)
        if text is None:
            raise _refusal(entry, later, where=", in the same place")
        revise_entry(
            organization=update.organization,
            entry_id=entry.pk,
            title=text.title,
            body=text.body,
            asked_as=text.asked_as.splitlines(),
            kind=text.kind,
            reason=f"Rolled back beneath version {later.number}: {update.title}",
        )
    KnowledgeEntry.objects.for_organization(update.organization_id).filter(pk=entry.pk).update(
        **_labels_without(result, entry)
    )


def _text_without(update: LearningUpdate, entry: KnowledgeEntry) -> VersionText | None:
    """What the entry says now without what the update changed; None where somebody changed the same since."""
    versions = KnowledgeVersion.objects.for_organization(update.organization_id).filter(entry=entry)
    live = versions.live_at(None).first()
    known = versions.in_bulk([update.result["version_id"], update.result["previous_version_id"]])
    after, before = (known.get(update.result[key]) for key in ("version_id", "previous_version_id"))
    if live is None or after is None or before is None:
        return None
    merges = brought_together(base=VersionText.of(after), ours=VersionText.of(before), theirs=VersionText.of(live))
    lines = merge_lists(base=after.asked_lines, ours=before.asked_lines, theirs=live.asked_lines)
    return text_of(merges, asked_as=lines)


def _labels_without(result: dict[str, Any], entry: KnowledgeEntry) -> dict[str, Any]:
    """Category and tags without what the update made of them; what somebody changed since stays."""
    category = result.get("category_before", entry.category)
    tags = result.get("tags_before", entry.tags)
    if entry.category != result.get("category_after", entry.category):
        category = entry.category
    after = result.get("tags_after", entry.tags)
    if entry.tags != after:
        tags = merge_lists(base=after, ours=tags, theirs=entry.tags)
    return {"category": category, "tags": tags}


def _bring_back(update: LearningUpdate, entry: KnowledgeEntry) -> None:
    """Make a deprecated entry live again; one that somebody brought back since, as it was, is left alone."""
    was = KnowledgeVersion.objects.for_organization(update.organization_id).get(pk=update.result["version_id"])
    later = _later_version(update, entry)
    if later is not None and VersionText.of(later) != VersionText.of(was):
        raise _refusal(entry, later)
    if entry.status == Status.ARCHIVED:
        restore_version(
            organization=update.organization,
            entry_id=entry.pk,
            version_id=was.pk,
            reason=f"Rolled back: {update.title}",
        )


def _hold_last(update: LearningUpdate, entry: KnowledgeEntry) -> None:
    later = _later_version(update, entry)
    if later is not None:
        raise _refusal(entry, later)


def _later_version(update: LearningUpdate, entry: KnowledgeEntry) -> KnowledgeVersion | None:
    """The newest version after the update's own."""
    return (
        KnowledgeVersion.objects.for_organization(update.organization_id)
        .filter(entry=entry, pk__gt=update.result["version_id"])
        .select_related("author", "update")
        .order_by("-number")
        .first()
    )


def _refusal(entry: KnowledgeEntry, later: KnowledgeVersion, *, where: str = "") -> LaterVersionExists:
    if later.update is not None:
        what = f" by the update “{later.update}”"
        way = "Roll that back first, or restore an older version on the entry's page."
    else:
        what = f", by {later.author}" if later.author else ""
        way = "Restore an older version on the entry's page instead."
    return LaterVersionExists(
        f"“{entry}” was changed after this update (version {later.number}, {later.live_from:%d %B %Y}{what})"
        f"{where}. {way}"
    )


def _restore_other(update: LearningUpdate) -> None:
    """Bring back what a merge archived; an entry that is live again or gone is somebody's later decision."""
    other = (
        KnowledgeEntry.objects.for_organization(update.organization_id)
        .filter(pk=update.result.get("other_entry_id"), status=Status.ARCHIVED)
        .first()
    )
    if other is not None:
        restore_version(
            organization=update.organization,
            entry_id=other.pk,
            version_id=update.result["other_version_id"],
            reason=f"Rolled back: {update.title}",
        )
