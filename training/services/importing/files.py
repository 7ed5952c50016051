"""The import file, read as a stream of batches, and the file of refused lines beside it."""

from __future__ import annotations

import gzip
import json
import os
import stat
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from training.errors import DomainError
from training.services.importing.reading import MAX_LINE_BYTES, Refusal

BATCH_LINES = 1_000
BATCH_BYTES = 2 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ImportFileUnreadable(DomainError):
    """The file cannot be read, or not to its end."""


class Batch(NamedTuple):
    """Some lines with their numbers. `position` says how far into the file (as stored) they end."""

    lines: list[tuple[int, bytes]]
    size: int
    position: int


@dataclass(frozen=True)
class ImportFile:
    """A .jsonl or .jsonl.gz file that can be opened."""

    path: Path
    size: int
    is_gzip: bool

    @classmethod
    def at(cls, path: str | os.PathLike[str]) -> Self:
        """Look at the file.

        Raises:
            ImportFileUnreadable: it is missing, closed to us, no regular file, or not the gzip file its name promises.
        """
        path = Path(path)
        try:
            # A pipe would block in open(), so its kind is asked first.
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                raise ImportFileUnreadable(f"{path} is a folder. Name a .jsonl or .jsonl.gz file in it.")
            if not stat.S_ISREG(status.st_mode):
                raise ImportFileUnreadable(f"{path} is not a regular file. Save it as a .jsonl file first.")
            with path.open("rb") as stream:
                magic = stream.read(2)
        except FileNotFoundError:
            raise ImportFileUnreadable(f"There is no file {path}.") from None
        except PermissionError:
            raise ImportFileUnreadable(f"{path} may not be read by this user.") from None
        except (OSError, ValueError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else "its name cannot be used"
            raise ImportFileUnreadable(f"{path} cannot be read: {reason}.") from None
        is_gzip = magic == _GZIP_MAGIC
        if path.suffix == ".gz" and not is_gzip and magic:
            raise ImportFileUnreadable(f"{path} is not a gzip file, though its name ends in .gz.")
        return cls(path, status.st_size, is_gzip)

    @property
    def source(self) -> str:
        """The name its times are remembered under: the file's own name without .jsonl and .gz."""
        return self.path.name.removesuffix(".gz").removesuffix(".jsonl") or self.path.name

    def batches(self) -> Iterator[Batch]:
        """Its lines, empty ones left out, some at a time. Memory is bounded by one batch and one line.

        Raises:
            ImportFileUnreadable: it ends in the middle of its compression, or the disk fails.
        """
        number = 0
        try:
            with self.path.open("rb") as stored:
                stream: IO[bytes] = gzip.GzipFile(fileobj=stored) if self.is_gzip else stored  # type: ignore[assignment]
                lines: list[tuple[int, bytes]] = []
                size = 0
                while raw := _next_line(stream):
                    number += 1
                    if number == 1:
                        raw = raw.removeprefix(_BYTE_ORDER_MARK)
                    size += len(raw)
                    if raw.strip():
                        lines.append((number, raw))
                    if len(lines) >= BATCH_LINES or size >= BATCH_BYTES:
                        yield Batch(lines, size, stored.tell())
                        lines, size = [], 0
                if size:
                    yield Batch(lines, size, stored.tell())
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ImportFileUnreadable(
                f"{self.path} is damaged after line {number}: its compression breaks off. "
                "What came before it stays; import the whole file again when you have it."
            ) from None
        except OSError as exc:
            raise ImportFileUnreadable(f"{self.path} cannot be read after line {number}: {exc.strerror}.") from None


def _next_line(stream: IO[bytes]) -> bytes:
    """The next line. Of one that is too long only as much is kept as shows that it is."""
    raw = stream.readline(MAX_LINE_BYTES + 1)
    if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
        while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
    return raw


class RefusedFile:
    """`PATH.refused.jsonl`: one object a refused line, without what the line said. It appears whole or not at all.

    Until `finish` the refusals wait in a nameless temporary file, so that a process killed leaves nothing behind.
    """

    def __init__(self, *, path: Path) -> None:
        """Name the file; nothing is written yet."""
        self.path = path.with_name(f"{path.name}.refused.jsonl")
        self.count = 0
        self._waiting = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the temporary file go."""
        self._waiting.close()

    def add(self, refusals: list[Refusal]) -> None:
        """Note some refusals."""
        for refusal in refusals:
            self._waiting.write(json.dumps(refusal._asdict(), ensure_ascii=False).encode() + b"\n")
        self.count += len(refusals)

    def finish(self) -> str:
        """Put the file in its place, or take an old one away when nothing was refused.

        Returns a sentence when that could not be done, else nothing: the import itself has succeeded by now.
        """
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            if not self.count:
                self.path.unlink(missing_ok=True)
                return ""
            self._waiting.seek(0)
            with part.open("wb") as out:
                while piece := self._waiting.read(1024 * 1024):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            part.replace(self.path)
        except OSError as exc:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if not self.count:
                return f"{self.path} is left from an earlier import and cannot be removed: {exc.strerror}."
            return f"The list of refused lines could not be written to {self.path}: {exc.strerror}."
        return ""
