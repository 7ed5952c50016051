"""The data folder: everything a one-machine installation keeps."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pwd
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from config.runtime.problem import RuntimeProblem

ROOT_DEFAULT = Path("/var/lib/romashka")


@dataclass(frozen=True)
class Secrets:
    """What the folder's services and pages are secured with; made once, never changed."""

    secret_key: str
    customer_hash_key: str
    superuser_password: str
    owner_password: str
    app_password: str
    broker_password: str

    @classmethod
    def make(cls) -> Secrets:
        """New random secrets, of letters and digits only, so that they go into URLs and configuration files."""
        return cls(**{field.name: secrets.token_hex(32) for field in fields(cls)})


class DataFolder:
    """A folder with the database, secrets, logs and static files, and the notes of who is running it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(os.path.abspath(Path(path).expanduser()))

    @classmethod
    def default(cls) -> DataFolder:
        """ROMASHKA_DATA, else the place for such data of the user we are."""
        if chosen := os.environ.get("ROMASHKA_DATA"):
            return cls(chosen)
        if os.geteuid() == 0:
            return cls(ROOT_DEFAULT)
        home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        return cls(Path(home) / "romashka")

    def __str__(self) -> str:
        return str(self.path)

    @property
    def postgres(self) -> Path:
        """Owned by the user that runs the database; holds the cluster and nothing of ours."""
        return self.path / "postgres"

    @property
    def binaries(self) -> Path:
        """Copies of the servers' binaries, where their user can't reach the installed ones."""
        return self.path / "binaries"

    @property
    def logs(self) -> Path:
        """One log per service."""
        return self.path / "logs"

    @property
    def secrets_file(self) -> Path:
        """The secrets, for our eyes only."""
        return self.path / "secrets.json"

    @property
    def runtime_file(self) -> Path:
        """Who runs the services, and how to reach them, while they are ready for use."""
        return self.path / "runtime.json"

    @property
    def owner_lock(self) -> Path:
        """Held by whoever runs the services, and by the database itself until it has stopped."""
        return self.path / "owner.lock"

    @property
    def users_lock(self) -> Path:
        """Held, shared, by every command that uses the services of a guardian."""
        return self.path / "users.lock"

    @property
    def schema_lock(self) -> Path:
        """Held by the command that migrates."""
        return self.path / "schema.lock"

    def stamp(self, name: str) -> Path:
        """A file that remembers for what input some work was last done."""
        return self.path / f"{name}.stamp"

    def prepare(self) -> None:
        """Create the folder. Others may pass through it (the database's user has to) but not look around."""
        with self.sentences():
            self.path.mkdir(parents=True, exist_ok=True)
            if self.path.stat().st_uid == os.geteuid():
                self.path.chmod(0o711)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            (self.path / "mail").mkdir(mode=0o700, exist_ok=True)  # password-reset links are nobody else's
            if not os.access(self.path, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "may not be written to", str(self.path))
            probe = self.path / f".probe.{os.getpid()}"
            try:
                probe.write_bytes(b"\0" * 65536)  # a full disk is to be noticed here, not by the database
            finally:
                probe.unlink(missing_ok=True)

    def hand_over(self) -> None:
        """What root wrote in a user's folder is to be that user's again."""
        owner = self.path.stat()
        if os.geteuid() != 0 or owner.st_uid == 0:
            return
        for folder, below, files in os.walk(self.path):
            if Path(folder) == self.path:
                below[:] = [name for name in below if name not in ("postgres", "binaries")]
            for name in [*below, *files]:
                path = Path(folder) / name
                if path.lstat().st_uid == 0:
                    os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    def secrets(self) -> Secrets:
        """Read the secrets; make them the first time."""
        with self.sentences():
            if not self.secrets_file.exists():
                made = Secrets.make()
                draft = self.path / f".secrets.{secrets.token_hex(8)}"
                write_private(draft, json.dumps(asdict(made), indent=2))
                with contextlib.suppress(FileExistsError):
                    os.link(draft, self.secrets_file)  # of two at once, the first one's are kept
                draft.unlink()
            text = self.secrets_file.read_text()
        try:
            return Secrets(**json.loads(text))
        except (ValueError, TypeError) as exc:
            raise RuntimeProblem(
                f"{self.secrets_file} can't be read. Put back a copy of it; without one, the data can't be opened."
            ) from exc

    def read_json(self, path: Path) -> dict[str, Any] | None:
        """The notes in a file of ours; None when there are none, or only broken ones."""
        try:
            content = json.loads(path.read_text())
        except (FileNotFoundError, ValueError):
            return None
        except PermissionError as exc:
            raise RuntimeProblem(f"{path} is another user's. Run as that user, or choose another folder.") from exc
        return content if isinstance(content, dict) else None

    @contextlib.contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn a refusal of the file system into a sentence about this folder."""
        try:
            yield
        except PermissionError as exc:
            whose = ""
            with contextlib.suppress(OSError, KeyError):
                whose = f", which belongs to the user “{pwd.getpwuid(self.path.stat().st_uid).pw_name}”"
            raise RuntimeProblem(
                f"The data folder {self.path} can't be used: you may not write to {exc.filename or self.path}{whose}. "
                "Run as its owner, or choose another folder with --data or ROMASHKA_DATA."
            ) from exc
        except OSError as exc:
            raise RuntimeProblem(
                f"The data folder {self.path} can't be used: {exc.strerror or exc}"
                f"{f' ({exc.filename})' if exc.filename else ''}. "
                "Make room there, or choose another folder with --data or ROMASHKA_DATA."
            ) from exc


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step; only our own user may read it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
