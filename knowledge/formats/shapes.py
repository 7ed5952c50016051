"""What a file of entries holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_BYTES = 20 * 1024 * 1024  # of a file, and of all that a .zip unpacks to
MOST_ENTRIES = 5_000
LIST_FIELDS = ("tags", "asked_as")
# Other names that files give the fields.
ALIASES = {
    "title": "title",
    "question": "title",
    "body": "body",
    "text": "body",
    "content": "body",
    "answer": "body",
    "category": "category",
    "kind": "kind",
    "tags": "tags",
    "asked_as": "asked_as",
    "also_asked_as": "asked_as",
    "ref": "ref",
    "reference": "ref",
    "external_ref": "ref",
}


class FileInvalid(ValueError):
    """The file as a whole cannot be read; the sentence says why and what to do."""


class Refused(NamedTuple):
    """One entry of a file that cannot be read: where, and why."""

    where: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileEntry:
    """One entry as a file says it; None: the file does not say. `where` is its line or its document."""

    where: str
    title: str
    body: str
    category: str | None = None
    kind: str | None = None
    tags: tuple[str, ...] | None = None
    asked_as: tuple[str, ...] | None = None
    ref: str = ""


@dataclass
class Reading:
    """All that came out of a file."""

    entries: list[FileEntry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, entry: FileEntry) -> None:
        """Keep one more.

        Raises:
            FileInvalid: there are too many.
        """
        self._hold_room()
        self.entries.append(entry)

    def refuse(self, refused: Refused) -> None:
        """Leave one more out.

        Raises:
            FileInvalid: there are too many.
        """
        self._hold_room()
        self.refused.append(refused)

    def _hold_room(self) -> None:
        if len(self.entries) + len(self.refused) >= MOST_ENTRIES:
            raise FileInvalid(f"The file has more than {MOST_ENTRIES:,} entries. Split it.")


def decoded(content: bytes) -> str:
    """Bytes as text, lines ending in a line feed.

    Raises:
        FileInvalid: they are too many, or no UTF-8 text.
    """
    if len(content) > MOST_BYTES:
        raise FileInvalid(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise FileInvalid(f"It is not UTF-8 text (byte {exc.start + 1:,}). Save it as UTF-8 and try again.") from None
    if "\x00" in text:
        raise FileInvalid("It holds NUL bytes, so it is no text file. Save it as UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def entry_of(fields: Mapping[str, Any], *, where: str) -> FileEntry | Refused:
    """An entry out of named fields; names may be in any case, unknown ones are left aside.

    A list may come as text, as in a table: tags parted by commas or as a JSON list, wordings a line each.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        known = ALIASES.get(str(name).strip().lower().replace(" ", "_").replace("-", "_"))
        if known is None or value is None or known in found:
            continue
        if known in LIST_FIELDS:
            items = _items(known, value) if isinstance(value, str) else value
            if not isinstance(items, Sequence) or not all(isinstance(item, str) for item in items):
                return Refused(where, f"“{name}” must be a list of texts.")
            found[known] = tuple(items)
        elif isinstance(value, str):
            found[known] = value
        elif known == "ref" and isinstance(value, int) and not isinstance(value, bool):
            found[known] = str(value)
        else:
            return Refused(where, f"“{name}” must be text.")
    for name, what in (("title", "no title"), ("body", "no text")):
        if not found.get(name, "").strip():
            return Refused(where, f"It has {what}.")
    return FileEntry(where=where, **found)


def _items(name: str, text: str) -> Any:
    if name == "tags" and text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            pass
    separator = "\n" if name == "asked_as" else ","
    return [item.strip() for item in text.split(separator) if item.strip()]
