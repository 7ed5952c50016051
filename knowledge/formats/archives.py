"""Many Markdown documents: a folder on disk, or the same as a .zip file. Nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.formats.documents import file_names, read_document, write_document
from knowledge.formats.shapes import MOST_BYTES, FileEntry, FileInvalid, Reading, Refused, decoded

MOST_FILES = 10_000
MOST_DOCUMENT_BYTES = 200_000
SUFFIXES = (".md", ".markdown")
STAMP = (1980, 1, 1, 0, 0, 0)  # the same entries make the same file


def read_zip(content: bytes) -> Reading:
    """Read the Markdown documents of a .zip file; other files in it are left aside.

    Sizes are held while reading, whatever the file says of itself.

    Raises:
        FileInvalid: it cannot be read, points outside of itself, or unpacks to too much; nothing is read.
    """
    if len(content) > MOST_BYTES:
        raise FileInvalid(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it.")
    reading = Reading()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES:
                raise FileInvalid(f"The .zip holds more than {MOST_FILES:,} files. Split it.")
            for member in members:
                _hold_inside(member)
            left = MOST_BYTES
            for member in sorted(members, key=lambda one: one.filename):
                if member.is_dir() or not _is_document(member.filename):
                    continue
                if member.flag_bits & 0x1:
                    raise FileInvalid(f"“{_shown(member.filename)}” is encrypted. Send a .zip without a password.")
                with archive.open(member) as file:
                    data = file.read(min(left, MOST_DOCUMENT_BYTES) + 1)
                left -= len(data)
                if left < 0:
                    raise FileInvalid(f"The .zip unpacks to more than {MOST_BYTES // 1024 // 1024} MB. Split it.")
                _read_one(reading, member.filename, data)
    except FileInvalid:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as exc:
        raise FileInvalid("The .zip file is damaged or of a kind that cannot be read. Pack the folder again.") from exc
    return _complete(reading, "The .zip holds no Markdown document (a file that ends in .md).")


def read_folder(path: Path) -> Reading:
    """Read the Markdown documents under a folder; links are not followed.

    Raises:
        FileInvalid: it is no folder, or holds too much.
    """
    if not path.is_dir():
        raise FileInvalid(f"{path} is no folder.")
    reading, left, count = Reading(), MOST_BYTES, 0
    for folder, folders, files in os.walk(path, followlinks=False):
        folders.sort()
        for name in sorted(files):
            full = Path(folder) / name
            inside = full.relative_to(path).as_posix()
            if full.is_symlink() or not full.is_file() or not _is_document(inside):
                continue
            count += 1
            if count > MOST_FILES:
                raise FileInvalid(f"The folder holds more than {MOST_FILES:,} documents. Split it.")
            with full.open("rb") as file:
                data = file.read(min(left, MOST_DOCUMENT_BYTES) + 1)
            left -= len(data)
            if left < 0:
                raise FileInvalid(f"The documents are larger than {MOST_BYTES // 1024 // 1024} MB. Split the folder.")
            _read_one(reading, inside, data)
    return _complete(reading, f"{path} holds no Markdown document (a file that ends in .md).")


def read_documents(files: Mapping[str, bytes]) -> Reading:
    """Read Markdown documents by their names."""
    reading = Reading()
    for name, data in files.items():
        _read_one(reading, name, data[: MOST_DOCUMENT_BYTES + 1])
    return reading


def write_zip(entries: Iterable[FileEntry]) -> bytes:
    """Entries as a .zip file of Markdown documents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in documents(entries):
            archive.writestr(zipfile.ZipInfo(name, STAMP), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def documents(entries: Iterable[FileEntry]) -> list[tuple[str, str]]:
    """Each entry's file name and document."""
    rows = list(entries)
    return list(zip(file_names(rows), map(write_document, rows), strict=True))


def _read_one(reading: Reading, name: str, data: bytes) -> None:
    shown = _shown(name)
    if len(data) > MOST_DOCUMENT_BYTES:
        size = MOST_DOCUMENT_BYTES // 1000
        reading.refuse(Refused(shown, f"It is larger than {size} kB. Split it into several documents."))
        return
    try:
        found = read_document(decoded(data), name=shown)
    except FileInvalid as exc:
        found = Refused(shown, str(exc))
    if isinstance(found, Refused):
        reading.refuse(found)
    else:
        reading.add(found)


def _complete(reading: Reading, sentence: str) -> Reading:
    if not reading.entries and not reading.refused:
        raise FileInvalid(sentence)
    return reading


def _hold_inside(member: zipfile.ZipInfo) -> None:
    """Refuse names that lead out of the folder, and links."""
    name = member.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if name.startswith("/") or ".." in name.split("/") or (len(name) > 1 and name[1] == ":") or is_link:
        raise FileInvalid(f"“{_shown(member.filename)}” points outside of the .zip. Nothing was read.")


def _is_document(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.lower().endswith(SUFFIXES) and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _shown(name: str) -> str:
    """A file's name as it is shown: nothing that is no text, and not endless."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)[:200]
