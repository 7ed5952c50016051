"""Writes what a plan says, all in one transaction; uploads wait between the preview and the word to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.formats import FileEntry, Reading
from knowledge.models import EntryImport, KnowledgeEntry
from knowledge.querysets.search import VersionText
from knowledge.services.entries import EntryDraft, create_entries, embed_ahead, revise_entry
from knowledge.services.entries.writing import Embeds
from knowledge.services.entry_files.planning import Planned, Problem, plan_import, read_file
from knowledge.services.statistics import MANY, take_statistics
from training.errors import DomainError
from training.models import Organization, User

WAITING_DAYS = 7
MOST_UPLOADED = 5_000_000  # characters: what a web request can search for red flags in time
BATCH = 500
Status = EntryImport.Status


class ImportFlagsNotSeen(DomainError):
    """Somebody has to look at the red flags first."""


class ImportDecided(DomainError):
    """The upload was imported or discarded already."""


@dataclass
class ImportResult:
    """What became of a file."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    left_out: int = 0  # with red flags that nobody accepted
    problems: list[tuple[str, str]] = field(default_factory=list)  # where, why


@transaction.atomic
def apply_plan(
    *,
    organization: Organization,
    planned: Sequence[Planned],
    author: User | None,
    reason: str,
    has_seen_flags: bool = False,
) -> ImportResult:
    """Write the added and changed entries of a plan that still hold; returns what became of each.

    What was changed meanwhile is refused with a sentence, not overwritten. Entries with red flags are left out unless a
    person has seen them.
    """
    # Of two imports at once the second sees what the first one wrote.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    result = ImportResult(
        unchanged=sum(one.action == "unchanged" for one in planned),
        refused=sum(one.action == "refused" for one in planned),
        problems=[(one.where, one.reason) for one in planned if one.action == "refused"],
    )
    again = _planned_again(organization, planned)
    drafts: list[EntryDraft] = []
    embeds = embed_ahead(organization=organization, texts=[_text(one) for one in planned if one.action == "changed"])
    for one in planned:
        if not one.is_writing:
            continue
        if one.flags and not has_seen_flags:
            result.left_out += 1
            continue
        now = again[one.where]
        if (now.action, now.entry_id, now.version_id) == (one.action, one.entry_id, one.version_id):
            if one.action == "added":
                drafts.append(EntryDraft(**one.fields, author=author, reason=reason))
            else:
                _revise(organization, one, author=author, reason=reason, embeds=embeds)
                result.changed += 1
        elif now.action == "unchanged":
            result.unchanged += 1
        else:
            result.refused += 1
            result.problems.append((one.where, now.reason or "The entry was changed meanwhile. Import the file again."))
    for start in range(0, len(drafts), BATCH):
        result.added += len(create_entries(organization=organization, entries=drafts[start : start + BATCH]))
    if result.added + result.changed >= MANY:
        transaction.on_commit(take_statistics)
    return result


def plan_upload(
    *, organization: Organization, file_name: str, format: str, content: bytes, uploaded_by: User
) -> EntryImport:
    """Read an uploaded file and keep what it would change, scrubbed, until a person decides.

    Raises:
        Problem: the file cannot be read as a whole.
    """
    reading = read_file(format=format, content=content, path=Path(file_name))
    if sum(len(one.title) + len(one.body) for one in reading.entries) > MOST_UPLOADED:
        raise Problem(
            f"The entries have more than {MOST_UPLOADED / 1e6:.0f} million characters. Split the file, or import it "
            "with manage.py import_entries."
        )
    planned = plan_import(organization=organization, reading=reading)
    counts = Counter(one.action for one in planned)
    with transaction.atomic():
        _forget_old(organization)
        return EntryImport.objects.create(
            organization=organization,
            file_name=file_name[:200],
            format=format,
            rows=[asdict(one) for one in planned],
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            refused=counts["refused"],
            flagged=sum(bool(one.flags) for one in planned),
            scrubbed=sum(one.scrubbed for one in planned),
            uploaded_by=uploaded_by,
        )


@transaction.atomic
def apply_upload(
    *, organization: Organization, import_id: int, author: User, has_seen_flags: bool, leave_flagged: bool = False
) -> tuple[EntryImport, ImportResult]:
    """Import a waiting upload. Entries with red flags need a person's word that they were seen, or are left out.

    Raises:
        ImportDecided: it was decided already, or there is none.
        ImportFlagsNotSeen: there are red flags, and neither is said.
    """
    upload = _locked(organization, import_id)
    if upload.flagged and not (has_seen_flags or leave_flagged):
        raise ImportFlagsNotSeen("Read what is marked, then say that you have seen it, or leave those entries out.")
    result = apply_plan(
        organization=organization,
        planned=[Planned(**row) for row in upload.rows],
        author=author,
        reason=f"Imported from {upload.file_name}",
        has_seen_flags=has_seen_flags and not leave_flagged,
    )
    upload.added, upload.changed, upload.unchanged = result.added, result.changed, result.unchanged
    upload.refused = result.refused
    upload.has_seen_flags = has_seen_flags
    _decide(upload, Status.DONE)
    return upload, result


@transaction.atomic
def discard_upload(*, organization: Organization, import_id: int) -> EntryImport:
    """Forget a waiting upload.

    Raises:
        ImportDecided: it was decided already, or there is none.
    """
    upload = _locked(organization, import_id)
    _decide(upload, Status.DISCARDED)
    return upload


def _text(one: Planned) -> VersionText:
    fields = one.fields
    return VersionText(
        title=fields["title"], body=fields["body"], asked_as="\n".join(fields["asked_as"]), kind=fields["kind"]
    )


def _revise(organization: Organization, one: Planned, *, author: User | None, reason: str, embeds: Embeds) -> None:
    fields = dict(one.fields)
    ref = fields.pop("external_ref")
    if one.entry_id is None:
        raise ValueError("A change names its entry.")
    entry = revise_entry(
        organization=organization,
        entry_id=one.entry_id,
        expected_version_id=one.version_id,
        author=author,
        reason=reason,
        embeds=embeds,
        **fields,
    )
    if entry.external_ref != ref:
        KnowledgeEntry.objects.filter(pk=entry.pk).update(external_ref=ref)


def _planned_again(organization: Organization, planned: Sequence[Planned]) -> dict[str, Planned]:
    """The plan as it would be now, by place: what stands in the file did not change, what is live may have."""
    reading = Reading()
    for one in planned:
        if one.is_writing:
            fields = dict(one.fields)
            reading.entries.append(
                FileEntry(
                    where=one.where,
                    ref=fields.pop("external_ref"),
                    tags=tuple(fields.pop("tags")),
                    asked_as=tuple(fields.pop("asked_as")),
                    **fields,
                )
            )
    return {one.where: one for one in plan_import(organization=organization, reading=reading, has_flags=False)}


def _locked(organization: Organization, import_id: int) -> EntryImport:
    uploads = EntryImport.objects.filter(organization=organization, status=Status.WAITING)
    upload = uploads.select_for_update().filter(pk=import_id).first()
    if upload is None:
        raise ImportDecided("This upload was imported or discarded already.")
    return upload


def _decide(upload: EntryImport, status: str) -> None:
    """Note the decision, and keep of the rows only what they were about."""
    kept: list[dict[str, Any]] = [
        {name: row[name] for name in ("where", "action", "title", "reason", "entry_id")} for row in upload.rows
    ]
    upload.rows = kept
    upload.status, upload.decided_at = status, timezone.now()
    upload.save()


def _forget_old(organization: Organization) -> None:
    """Uploads that nobody decided for a week are gone."""
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    EntryImport.objects.filter(organization=organization, status=Status.WAITING, created_at__lt=since).delete()
