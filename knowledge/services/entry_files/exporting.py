"""Live entries as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import timezone

from knowledge.formats import FileEntry, write_csv, write_jsonl, write_zip
from knowledge.formats.archives import documents
from knowledge.models import KnowledgeEntry
from training.errors import DomainError
from training.models import Organization

SUFFIXES = {"markdown": "zip", "csv": "csv", "jsonl": "jsonl"}
TYPES = {
    "markdown": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
}


class ExportTargetTaken(DomainError):
    """Something stands where the export is to go."""


def export_entries(*, organization: Organization) -> Iterator[FileEntry]:
    """Every live entry, oldest first. One SQL query, read in pieces."""
    rows = KnowledgeEntry.objects.for_organization(organization).live().select_related("current_version").order_by("pk")
    for entry in rows.iterator(chunk_size=1000):
        version = entry.current_version
        if version is None:
            continue
        yield FileEntry(
            where="",
            title=entry.title,
            body=version.body.replace("\r\n", "\n"),
            category=entry.category,
            kind=entry.kind,
            tags=tuple(entry.tags),
            asked_as=tuple(version.asked_lines),
            ref=entry.external_ref,
        )


def export_file(*, organization: Organization, format: str) -> tuple[str, bytes]:
    """All live entries as one file: its name, and what is in it."""
    entries = export_entries(organization=organization)
    stamp = timezone.localdate().isoformat()
    name = f"{organization.slug}-entries-{stamp}.{SUFFIXES[format]}"
    return name, _content(entries, format)


def export_to_path(*, organization: Organization, format: str, path: Path) -> int:
    """Write all live entries to a file, or to a folder of Markdown documents; returns how many.

    Raises:
        ExportTargetTaken: the file is there already, or the folder is not empty.
    """
    entries = list(export_entries(organization=organization))
    if format == "markdown" and path.suffix != ".zip":
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise ExportTargetTaken(f"{path} is there and not an empty folder. Name another, or empty it.")
        path.mkdir(parents=True, exist_ok=True)
        for name, text in documents(entries):
            (path / name).write_text(text, encoding="utf-8", newline="\n")
        return len(entries)
    if path.exists():
        raise ExportTargetTaken(f"{path} is there already. Name another file, or move it away.")
    path.write_bytes(_content(entries, format))
    return len(entries)


def _content(entries: Iterable[FileEntry], format: str) -> bytes:
    """What is in a file of these entries."""
    if format == "markdown":
        return write_zip(entries)
    return "".join((write_csv if format == "csv" else write_jsonl)(entries)).encode()
