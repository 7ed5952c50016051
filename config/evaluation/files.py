"""Reads a user's own labelled file, a JSON object a line; what is wrong with it is said by line and field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

_MOST_SHOWN = 5


def read_objects(path: Path, *, texts: Sequence[str]) -> list[dict[str, Any]]:
    """The objects of a file, each with a text under every name in `texts`. A bad line refuses the whole file.

    Raises:
        CommandError: a sentence for each of the first bad lines, or why the file cannot be read at all.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as exc:
        raise CommandError(f"“{path}” cannot be read: {exc.strerror}.") from exc
    except UnicodeDecodeError as exc:
        raise CommandError(f"“{path}” is not UTF-8 text (byte {exc.start}). Save it as UTF-8.") from exc
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _object(line)
        if isinstance(row, str):
            problems.append(f"line {number}: {row}")
            continue
        missing = [name for name in texts if not isinstance(row.get(name), str) or not row[name].strip()]
        problems += [f"line {number}: “{name}” is missing or is no text" for name in missing]
        rows.append(row)
    if problems:
        more = f"; and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        raise CommandError(f"“{path}” was not read. {'; '.join(problems[:_MOST_SHOWN])}{more}.")
    if not rows:
        raise CommandError(f"“{path}” holds no line.")
    return rows


def _object(line: str) -> dict[str, Any] | str:
    """The object of a line, or what is wrong with the line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    return row if isinstance(row, dict) else "is no JSON object"
