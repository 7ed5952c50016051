"""A person's word that an entry is still right."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from knowledge.models import KnowledgeEntry
from knowledge.services.entries.cleaning import EntryArchived, EntryChangedMeanwhile, EntryNotFound
from training.models import Organization


@transaction.atomic
def confirm_entry(
    *, organization: Organization, entry_id: int, expected_version_id: int | None = None
) -> KnowledgeEntry:
    """Note that a person read a live entry and found it right: it is neither stale nor contradicted any more.

    What people answer from now on counts anew. The history keeps who confirmed it.

    Raises:
        EntryNotFound, EntryArchived: there is no such live entry.
        EntryChangedMeanwhile: its text is not the one that was read.
    """
    entry = KnowledgeEntry.objects.for_organization(organization).select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise EntryNotFound("There is no such entry.")
    if entry.status != KnowledgeEntry.Status.LIVE:
        raise EntryArchived(f"“{entry}” is archived; only what is live can be confirmed.")
    if expected_version_id is not None and entry.current_version_id != expected_version_id:
        raise EntryChangedMeanwhile(f"“{entry}” was changed meanwhile. Read its text before you confirm it.")
    entry.confirmed_at = timezone.now()
    entry.drift, entry.drift_note = None, ""
    # Its text did not change, so neither does the time of its last change.
    KnowledgeEntry.objects.filter(pk=entry.pk).update(confirmed_at=entry.confirmed_at, drift=None, drift_note="")
    return entry
