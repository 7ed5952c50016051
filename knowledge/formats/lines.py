"""JSON lines: one object a line, with the fields' own names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from knowledge.formats.shapes import FileEntry, FileInvalid, Reading, Refused, decoded, entry_of


def read_jsonl(content: bytes) -> Reading:
    """Read JSON lines; a line that cannot be read is refused with its number.

    Raises:
        FileInvalid: the file as a whole cannot be read.
    """
    reading = Reading()
    # Not splitlines(): a text may hold other line ends, and JSON lets them stand.
    for number, line in enumerate(decoded(content).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as exc:
            reason = exc.msg if isinstance(exc, json.JSONDecodeError) else "nested too deeply or a number too long"
            reading.refuse(Refused(where, f"It is no JSON: {reason}."))
            continue
        found = entry_of(said, where=where) if isinstance(said, dict) else None
        if found is None:
            reading.refuse(Refused(where, "It is no JSON object ({…})."))
        elif isinstance(found, Refused):
            reading.refuse(found)
        else:
            reading.add(found)
    if not reading.entries and not reading.refused:
        raise FileInvalid("The file is empty. It needs one JSON object a line.")
    return reading


def write_jsonl(entries: Iterable[FileEntry]) -> Iterator[str]:
    """Entries as JSON lines."""
    for entry in entries:
        said = {
            "ref": entry.ref,
            "title": entry.title,
            "category": entry.category or "",
            "tags": list(entry.tags or ()),
            "kind": entry.kind or "",
            "asked_as": list(entry.asked_as or ()),
            "body": entry.body,
        }
        yield json.dumps(said, ensure_ascii=False) + "\n"
