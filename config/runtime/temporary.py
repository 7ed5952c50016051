"""Throw-away services for tests: a cluster of their own, gone when the process is."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from config.runtime.folder import DataFolder, Secrets
from config.runtime.postgres import Postgres
from config.runtime.valkey import Valkey

PREFIX = "romashka-services-"


class TemporaryServices:
    """PostgreSQL (without fsync) and the broker, in a folder that is deleted with them.

    They stop with this process, even after kill -9. A folder that such an end left behind is deleted by the next one.
    """

    def __init__(self, folder: Path | None = None, *, broker: bool = True) -> None:
        self.is_own_folder = folder is None
        if folder is None:
            delete_abandoned()
            folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.folder = DataFolder(folder)
        self.secrets = Secrets.make()
        self.postgres = Postgres(self.folder, self.secrets, temporary=True)
        self.valkey = Valkey(self.folder, self.secrets, temporary=True) if broker else None
        self._lock = -1

    def start(self) -> dict[str, str]:
        """Start them; returns the environment that leads to them."""
        self.folder.prepare()
        self._lock = os.open(self.folder.owner_lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self.postgres.start(keep_fds=(self._lock,))
            if self.valkey is not None:
                self.valkey.start()
        except BaseException:
            self.stop()
            raise
        environment = {
            "DATABASE_URL": self.postgres.url("app"),
            "DATABASE_OWNER_URL": self.postgres.url("owner"),
            "SECRET_KEY": self.secrets.secret_key,
            "CUSTOMER_HASH_KEY": self.secrets.customer_hash_key,
            "ROMASHKA_DATA": str(self.folder),
        }
        if self.valkey is not None:
            environment["BROKER_URL"] = self.valkey.url
        return environment

    def stop(self) -> None:
        """Stop them and delete the folder if it is ours."""
        if self.valkey is not None:
            self.valkey.stop()
        self.postgres.stop()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        if self.is_own_folder:
            shutil.rmtree(self.folder.path, ignore_errors=True)


def delete_abandoned() -> None:
    """Delete folders of earlier temporary services whose processes are all gone."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid != os.geteuid():
                continue
            lock = os.open(path / "owner.lock", os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
