"""CSV: one entry a row, the columns named in the first line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from knowledge.formats.shapes import ALIASES, FileEntry, FileInvalid, Reading, Refused, decoded, entry_of
from training.text import FORMULA_STARTS

COLUMNS = ("ref", "title", "category", "tags", "kind", "asked_as", "body")
MOST_CELL = 1_000_000


def read_csv(content: bytes) -> Reading:
    """Read a table separated by comma, semicolon or tab; a row that cannot be read is refused with its line.

    Raises:
        FileInvalid: the file as a whole cannot be read, or has no column for title or text.
    """
    text = decoded(content)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    reading = Reading()
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells)
                continue
            where = f"line {start}"
            if len(cells) > len(header):
                reading.refuse(
                    Refused(where, f"It has {len(cells)} cells, the first line {len(header)}. A text needs quotes.")
                )
                continue
            fields = {name: plain(cell) for name, cell in zip(header, cells, strict=False)}
            found = entry_of(fields, where=where)
            if isinstance(found, Refused):
                reading.refuse(found)
            else:
                reading.add(found)
    except csv.Error as exc:
        raise FileInvalid(f"Line {line} cannot be read as CSV ({exc}). Nothing was read.") from exc
    if header is None:
        raise FileInvalid("The file is empty. Its first line must name the columns, at least title and body.")
    return reading


def write_csv(entries: Iterable[FileEntry]) -> Iterator[str]:
    """Entries as a table that spreadsheets open in the right encoding and without running anything."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    yield "\ufeff" + _taken(out)
    for entry in entries:
        tags = list(entry.tags or ())
        writer.writerow(
            harmless(cell)
            for cell in (
                entry.ref,
                entry.title,
                entry.category or "",
                json.dumps(tags, ensure_ascii=False) if any("," in tag for tag in tags) else ", ".join(tags),
                entry.kind or "",
                "\n".join(entry.asked_as or ()),
                entry.body,
            )
        )
        yield _taken(out)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: with an apostrophe before what looks like a formula, or like such an apostrophe.

    >>> harmless("=1+1"), harmless("'=1+1"), harmless("plain")
    ("'=1+1", "''=1+1", 'plain')
    """
    bare = cell.lstrip("'")
    is_risky = bare.lstrip().startswith(FORMULA_STARTS) or bare[:1] in ("\t", "\r", "\n")
    return f"'{cell}" if is_risky else cell


def plain(cell: str) -> str:
    """The cell that `harmless` was given.

    >>> plain("'=1+1"), plain("''=1+1"), plain("'tis plain")
    ('=1+1', "'=1+1", "'tis plain")
    """
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def delimiter_of(text: str) -> str:
    """What parts the cells of a table, by its first line: comma, semicolon or tab."""
    header = text.lstrip().split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def _header(cells: list[str]) -> list[str]:
    header = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in cells]
    known = {ALIASES.get(name) for name in header}
    for needed in ("title", "body"):
        if needed not in known:
            raise FileInvalid(
                f"There is no column “{needed}”. The first line must name the columns: {', '.join(COLUMNS)}."
            )
    return header


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
