"""What a file of entries would change: each against what is live, scrubbed and searched for red flags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.db.models.functions import Lower

from knowledge.formats import (
    FileEntry,
    FileInvalid,
    Reading,
    read_csv,
    read_documents,
    read_folder,
    read_jsonl,
    read_zip,
)
from knowledge.models import KnowledgeEntry
from knowledge.services.entries import (
    EntryInvalid,
    clean_asked_as,
    clean_body,
    clean_category,
    clean_kind,
    clean_tags,
    clean_title,
)
from knowledge.services.entries.cleaning import REF_CHARACTERS
from training import pii
from training.errors import DomainError
from training.models import Organization
from training.safety import find_flags, hidden
from training.text import strip_invisible

Action = Literal["added", "changed", "unchanged", "refused"]
_DIGITS = re.compile(r"\D")
_ROUNDS = 5
_LISTS = ("asked_as", "tags")


class Problem(DomainError):
    """A file that cannot be read as a whole; nothing of it is kept."""


@dataclass(kw_only=True)
class Planned:
    """What becomes of one entry of a file. Only added and changed ones carry text, and that is scrubbed.

    `fields` are those of an entry as it would be: title, body, category, tags, asked_as, kind, external_ref.
    """

    where: str
    action: Action
    title: str = ""
    reason: str = ""
    entry_id: int | None = None
    version_id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    scrubbed: int = 0
    flags: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_writing(self) -> bool:
        """Whether it would change anything."""
        return self.action in ("added", "changed")


def read_file(*, format: str, content: bytes | None = None, path: Path | None = None) -> Reading:
    """Read a file of entries of this format; `path` for a folder of Markdown documents.

    Raises:
        Problem: it cannot be read as a whole.
    """
    try:
        if format == "document":
            return read_documents({path.name if path else "document.md": _content(content, path)})
        if format == "markdown":
            return read_folder(path) if path and path.is_dir() else read_zip(_content(content, path))
        return (read_csv if format == "csv" else read_jsonl)(_content(content, path))
    except FileInvalid as exc:
        raise Problem(str(exc)) from exc
    except OSError as exc:
        raise Problem(f"{path} cannot be read: {exc.strerror or 'the system refused'}.") from exc


def plan_import(*, organization: Organization, reading: Reading, has_flags: bool = True) -> list[Planned]:
    """Say for each entry of a file what would become of it, in the file's order. Two SQL queries.

    An entry is found by its reference, else by its title among those that are live. `has_flags` False leaves out the
    search for red flags, which takes longest.
    """
    own = _Own(organization.own_addresses)
    shelf = _Shelf(organization, reading.entries)
    seen: dict[tuple[str, str], str] = {}
    planned = [Planned(where=one.where, action="refused", reason=own.scrub(one.reason)[0]) for one in reading.refused]
    for row in reading.entries:
        try:
            one = _plan(row, shelf=shelf, own=own, seen=seen)
        except EntryInvalid as exc:
            reason, title = own.scrub(str(exc))[0], own.scrub(row.title)[0]
            one = Planned(where=row.where, action="refused", title=title[:80], reason=reason)
        if has_flags and one.is_writing:
            one.flags = [*_flags(one.fields, own), *_hidden_flags(row)]
        planned.append(one)
    return sorted(planned, key=lambda one: _place(one.where))


def _plan(row: FileEntry, *, shelf: _Shelf, own: _Own, seen: dict[tuple[str, str], str]) -> Planned:
    fields = _cleaned(row)
    ref = fields["external_ref"] or ""
    if ref:
        _hold_once(("reference", ref), row, seen)
    entry = shelf.take(ref=ref, fields=fields)
    if entry is None:
        _hold_once(("title", fields["title"].casefold()) if not ref else ("new reference", ref), row, seen)
        wanted, count = _scrubbed(_complete(fields, EMPTY), own)
        return _writing(row, "added", wanted, count)
    before = _stored(entry)
    wanted = _complete(fields, before)
    count = 0
    if wanted != before:
        wanted, count = _scrubbed(wanted, own, before)
    if wanted == before:
        return Planned(where=row.where, action="unchanged", title=entry.title, entry_id=entry.pk)
    return _writing(row, "changed", wanted, count, entry)


def _hold_once(key: tuple[str, str], row: FileEntry, seen: dict[tuple[str, str], str]) -> None:
    if key in seen:
        raise EntryInvalid(f"The same {key[0]} as {seen[key]}.", field=key[0])
    seen[key] = row.where


def _writing(
    row: FileEntry, action: Action, fields: dict[str, Any], count: int, entry: KnowledgeEntry | None = None
) -> Planned:
    # Scrubbing may make a text longer than is kept.
    clean_title(fields["title"])
    clean_body(fields["body"])
    return Planned(
        where=row.where,
        action=action,
        title=fields["title"],
        entry_id=entry.pk if entry else None,
        version_id=entry.current_version_id if entry else None,
        fields=fields,
        scrubbed=count,
    )


def _flags(fields: Mapping[str, Any], own: _Own) -> list[dict[str, Any]]:
    return [
        _flag(name, flag.kind, flag.quote, flag.start, flag.end)
        for name, text in _texts(fields)
        for flag in find_flags(text, known_domains=own.addresses)
    ]


def _hidden_flags(row: FileEntry) -> Iterator[dict[str, Any]]:
    """Flags of characters that nobody sees: they stand in the file, and are taken out of what would be kept."""
    for name, text in _texts({name: getattr(row, name) or "" for name in ("title", "body", "category", *_LISTS)}):
        if hidden.hides_something(text):
            yield _flag(name, "invisible", hidden.REMOVED, 0, 0)


def _flag(where: str, kind: str, quote: str, start: int, end: int) -> dict[str, Any]:
    return {"where": where, "kind": kind, "quote": quote, "start": start, "end": end, "text": ""}


class _Shelf:
    """The entries that a file may mean, found by reference and by title."""

    def __init__(self, organization: Organization, rows: Sequence[FileEntry]) -> None:
        entries = KnowledgeEntry.objects.for_organization(organization).select_related("current_version")
        refs = {strip_invisible(row.ref).strip() for row in rows} - {""}
        self._by_ref = {entry.external_ref: entry for entry in entries.filter(external_ref__in=refs)}
        titles = {" ".join(strip_invisible(row.title).split()).lower() for row in rows}
        self._gone: set[int] = set()
        self._by_title: dict[str, list[KnowledgeEntry]] = {}
        for entry in entries.annotate(lower_title=Lower("title")).filter(lower_title__in=titles).order_by("pk"):
            self._by_title.setdefault(entry.title.lower(), []).append(entry)

    def take(self, *, ref: str, fields: Mapping[str, Any]) -> KnowledgeEntry | None:
        """The entry that is meant, each once; None: there is none.

        Raises:
            EntryInvalid: it is archived, was meant before, or several may be meant.
        """
        entry = self._by_ref.get(ref) if ref else None
        if entry is not None:
            if entry.status != KnowledgeEntry.Status.LIVE:
                raise EntryInvalid(f"“{entry}” has this reference and is archived. Restore it first.", field="ref")
            return self._taken(entry)
        # An entry with another reference is another entry.
        titled = [one for one in self._by_title.get(fields["title"].lower(), []) if not (ref and one.external_ref)]
        live = [one for one in titled if one.status == KnowledgeEntry.Status.LIVE]
        same = [one for one in live if one.pk not in self._gone and _complete(fields, _stored(one)) == _stored(one)]
        if same or len(live) == 1:
            return self._taken((same or live)[0])
        if live:
            raise EntryInvalid(f"{len(live)} live entries have this title. Give the reference of one.", field="title")
        if titled:
            raise EntryInvalid("An archived entry has this title. Restore it, or choose another.", field="title")
        return None

    def _taken(self, entry: KnowledgeEntry) -> KnowledgeEntry:
        if entry.pk in self._gone:
            raise EntryInvalid(f"“{entry}” stands in this file twice.", field="title")
        self._gone.add(entry.pk)
        return entry


class _Own:
    """Takes personal data out, but leaves what the organization calls its own: domains and phone numbers."""

    def __init__(self, addresses: Collection[str]) -> None:
        self.addresses = tuple(addresses)
        self._domains = tuple(one.lower().lstrip("@.") for one in addresses if "." in one and not one[:1].isdigit())
        self._numbers = {digits[-9:] for one in addresses if len(digits := _DIGITS.sub("", one)) >= 6}

    def scrub(self, text: str) -> tuple[str, int]:
        """The text without personal data of others, and how many pieces that took."""
        count = 0
        for _ in range(_ROUNDS):
            spans = [span for span in pii.find(text) if not self._is_own(text[span.start : span.end], span.kind)]
            if not spans:
                break
            count += len(spans)
            for span in reversed(spans):
                text = f"{text[: span.start]}[{span.kind}]{text[span.end :]}"
        return text, count

    def _is_own(self, piece: str, kind: str) -> bool:
        if kind == "email":
            domain = piece.rsplit("@", 1)[-1].lower().strip(" >.,")
            return any(domain == own or domain.endswith(f".{own}") for own in self._domains)
        if kind == "phone":
            return _DIGITS.sub("", piece)[-9:] in self._numbers
        return False


def _cleaned(row: FileEntry) -> dict[str, Any]:
    """The fields as they would be kept; None where the file says nothing."""
    return {
        "title": clean_title(row.title),
        "body": clean_body(row.body),
        "category": None if row.category is None else clean_category(row.category),
        "tags": None if row.tags is None else clean_tags(row.tags),
        "asked_as": None if row.asked_as is None else clean_asked_as(row.asked_as),
        "kind": clean_kind(row.kind.strip().lower()) if row.kind and row.kind.strip() else None,
        "external_ref": _clean_ref(row.ref) or None,
    }


def _clean_ref(ref: str) -> str:
    ref = strip_invisible(ref).strip()
    if len(ref) > REF_CHARACTERS:
        raise EntryInvalid(f"A reference has at most {REF_CHARACTERS} characters.", field="ref")
    return ref


def _stored(entry: KnowledgeEntry) -> dict[str, Any]:
    version = entry.current_version
    return {
        "title": entry.title,
        "body": version.body.replace("\r\n", "\n") if version else "",
        "category": entry.category,
        "tags": list(entry.tags),
        "asked_as": version.asked_lines if version else [],
        "kind": entry.kind,
        "external_ref": entry.external_ref,
    }


EMPTY = {"category": "", "tags": [], "asked_as": [], "kind": KnowledgeEntry.Kind.ANSWER.value, "external_ref": ""}


def _complete(fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, those that the file does not give taken from what is there."""
    return {name: before[name] if value is None else value for name, value in fields.items()}


def _scrubbed(fields: dict[str, Any], own: _Own, before: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], int]:
    """The fields without personal data; a text that stands in the entry already stays as it is."""
    found, total = dict(fields), 0
    for name in ("title", "body", "category"):
        if before is None or fields[name] != before[name]:
            found[name], count = own.scrub(fields[name])
            total += count
    for name in ("tags", "asked_as"):
        known = set(before[name]) if before else set()
        items = []
        for item in fields[name]:
            text, count = (item, 0) if item in known else own.scrub(item)
            items.append(text)
            total += count
        found[name] = items
    return found, total


def _texts(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("title", "body", "category"):
        yield name, fields[name]
    for name in _LISTS:
        for item in fields[name]:
            yield name, item


def _content(content: bytes | None, path: Path | None) -> bytes:
    if content is not None:
        return content
    if path is None:
        raise Problem("There is no file.")
    if path.is_dir():
        raise Problem(f"{path} is a folder. Give the format markdown, or name a file in it.")
    return path.read_bytes()


def _place(where: str) -> tuple[str, int]:
    """Lines in their order, documents by name."""
    word, _, number = where.partition(" ")
    return ("", int(number)) if word == "line" and number.isdecimal() else (where, 0)
