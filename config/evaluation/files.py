"""Reads a user's own labelled file, a JSON object a line; what is wrong with it is said by line and field."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

_MOST_SHOWN = 5


def read_objects(
    path: Path,
    *,
    texts: Sequence[str],
    may_be_empty: Sequence[str] = (),
    unique: str = "",
    check: Callable[[dict[str, Any]], str] | None = None,
) -> list[dict[str, Any]]:
    """The objects of a file, each with a text under every name in `texts`. A bad line refuses the whole file.

    Under the names in `may_be_empty` a text must stand too, but an empty one will do; that under `unique` stands once.
    `check` says what else is wrong with an object, or nothing.

    Raises:
        CommandError: a sentence for each of the first bad lines, or why the file cannot be read at all.
    """
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, line in read_lines(path):
        row = _object(line)
        if isinstance(row, str):
            problems.append(f"line {number}: {row}")
            continue
        missing = [name for name in texts if not isinstance(row.get(name), str) or not row[name].strip()]
        missing += [name for name in may_be_empty if not isinstance(row.get(name), str)]
        problems += [f"line {number}: “{name}” is missing or is no text" for name in missing]
        if unique and not missing:
            first = seen.setdefault(row[unique], number)
            if first != number:
                problems.append(f"line {number}: the {unique} “{row[unique]}” stands in line {first} already")
        if check and not missing and (problem := check(row)):
            problems.append(f"line {number}: {problem}")
        rows.append(row)
    refuse(path, problems)
    if not rows:
        raise CommandError(f"“{path}” holds no line.")
    return rows


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as exc:
        raise CommandError(f"“{path}” cannot be read: {exc.strerror}.") from exc
    except UnicodeDecodeError as exc:
        raise CommandError(f"“{path}” is not UTF-8 text (byte {exc.start}). Save it as UTF-8.") from exc
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def refuse(path: Path, problems: Sequence[str]) -> None:
    """Refuse a file with problems, the first few in words.

    Raises:
        CommandError: there are problems.
    """
    if problems:
        more = f"; and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        raise CommandError(f"“{path}” was not read. {'; '.join(problems[:_MOST_SHOWN])}{more}.")


def _object(line: str) -> dict[str, Any] | str:
    """The object of a line, or what is wrong with the line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    return row if isinstance(row, dict) else "is no JSON object"
