"""Which user the database and the broker run as."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

# PostgreSQL refuses to run as root, so root lends it one of these, the first that exists.
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int
    name: str

    @classmethod
    def for_services(cls, existing: Path) -> Account:
        """The user who runs the services: ourselves, or as root an unprivileged one.

        `existing` is the database's folder; once it exists, whoever owns it goes on running it.
        """
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), _name_of(os.geteuid()))
        if existing.exists() and (owner := existing.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid, _name_of(owner.st_uid))
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            if entry.pw_uid != 0:
                return cls(entry.pw_uid, entry.pw_gid, name)
        return cls(65534, 65534, "65534")

    @property
    def is_other(self) -> bool:
        """True when it is not the user we are."""
        return self.uid != os.geteuid()

    def own(self, path: Path, mode: int) -> None:
        """Hand `path` over to this user, with `mode`."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can(self, flag: str, path: Path) -> bool:
        """Ask the machine itself (`test -r`, `-x`, …) whether this user may: groups, ACLs and mounts included."""
        asks = ["/bin/sh", "-c", 'test "$1" "$2"', "sh", flag, str(path)]
        if not self.is_other:
            return subprocess.run(asks, check=False).returncode == 0
        asked = subprocess.run(asks, user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False)
        return asked.returncode == 0


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
