"""The services' logs: opened, kept small, quoted."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path
from typing import IO

LARGEST = 20 * 1024 * 1024
NAMES_AN_ERROR = re.compile(r"^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Problem|Configured|DoesNotExist|Full)\b")
IS_AN_ERROR = re.compile(r"\b(?:ERROR|CRITICAL|FATAL|PANIC)\b")


def open_log(path: Path) -> IO[bytes]:
    """Open for appending; a long log moves to `<name>.1` first. Only our own user may read it."""
    keep_small(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def keep_small(path: Path, largest: int = LARGEST) -> None:
    """Move what a long log holds to `<name>.1`; writers that append go on in the emptied file."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > largest:
            older = path.with_name(f"{path.name}.1")
            shutil.copyfile(path, older)
            older.chmod(0o600)
            os.truncate(path, 0)


def read_from(path: Path, offset: int) -> tuple[str, int]:
    """What was written since `offset` (at most 64 kB of it), and the new offset. A log that shrank is read anew."""
    try:
        with path.open("rb") as log:
            size = path.stat().st_size
            start = offset if offset <= size else 0
            log.seek(max(start, size - 65536))
            return log.read().decode(errors="replace"), size
    except OSError:
        return "", offset


def reason_in(text: str) -> str:
    """The line of `text` that best says what went wrong: the last one that names an error, else the last one."""
    lines = [plain(line) for line in text.splitlines() if plain(line)]
    naming = [line for line in lines if NAMES_AN_ERROR.match(line) or IS_AN_ERROR.search(line)]
    checks = [line for line in lines if re.match(r"\S+: \([\w.]+\) ", line)]  # what Django's system check found
    if checks and any("System check identified" in line for line in lines):
        return checks[0][:300]
    exceptions = [line for line in naming if NAMES_AN_ERROR.match(line)]
    chosen = (exceptions or naming or lines or ["it said nothing"])[-1]
    return chosen[:300]


def errors_in(text: str, pattern: re.Pattern[str] = IS_AN_ERROR) -> list[str]:
    """The lines of `text` that report an error."""
    return [plain(line)[:300] for line in text.splitlines() if pattern.search(line)]


def last_line(path: Path) -> str:
    """The last line that says something, at most 300 characters."""
    text, _ = read_from(path, 0)
    said = [plain(line) for line in text.splitlines() if plain(line)]
    return said[-1][:300] if said else "it said nothing"


def plain(line: str) -> str:
    """The line without colour codes and control characters."""
    return re.sub(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f]", "", line).strip()
