"""File locks, and who holds the one that matters."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from config.runtime.folder import DataFolder
from config.runtime.process import started_at


class FileLock:
    """A lock on a file, held by this process and by children that inherit the descriptor; gone when all of them are.

    It is released by closing only: an explicit unlock would take it from the children as well.
    """

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> None:
        """Wait for the lock and hold it together with others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait for the lock and hold it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_take(self, *, shared: bool = False) -> bool:
        """Take the lock if nobody is in the way."""
        try:
            fcntl.flock(self.descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, text: str) -> None:
        """Replace what the file says."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)

    def close(self) -> None:
        """Let go."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)


@dataclass(frozen=True)
class Owner:
    """The process that runs the services of a folder; or that did, while some of its children are still stopping."""

    pid: int
    kind: str  # "up" or "guardian"
    started: str

    @classmethod
    def ourselves(cls, kind: str) -> Owner:
        """This process."""
        return cls(os.getpid(), kind, started_at(os.getpid()) or "unknown")

    @property
    def is_alive(self) -> bool:
        """False when the process is gone, even if its number is used again."""
        return self.pid > 0 and started_at(self.pid) in (self.started, "hidden")

    def as_json(self) -> str:
        """The owner as the lock file notes it."""
        return json.dumps({"pid": self.pid, "kind": self.kind, "started": self.started})


def owner_of(folder: DataFolder) -> Owner | None:
    """Who holds the folder's services; None when nobody does."""
    with folder.sentences():
        lock = FileLock(folder.owner_lock)
    try:
        if lock.try_take(shared=True):
            return None
    finally:
        lock.close()
    return _noted(folder.read_json(folder.owner_lock))


def _noted(note: dict[str, object] | None) -> Owner:
    # The note is written just after the lock is taken: without one, somebody is in between.
    note = note or {}
    try:
        return Owner(int(str(note["pid"])), str(note["kind"]), str(note["started"]))
    except (KeyError, ValueError):
        return Owner(0, "unknown", "")
