"""How a command gets at the services: those of a running `up`, or ones that live as long as commands need them."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from config.runtime import schema
from config.runtime.command import CHECKOUT
from config.runtime.folder import DataFolder
from config.runtime.guardian import EXIT_SOMEONE_ELSE
from config.runtime.locks import FileLock, Owner, owner_of
from config.runtime.logs import last_line, open_log
from config.runtime.problem import RuntimeProblem
from config.runtime.services import LEADS_TO_BROKER, LEADS_TO_DATABASE, LEADS_TO_SECRETS, ready_environment
from config.runtime.temporary import TemporaryServices

READY_WITHIN_SECONDS = 120
SAYS_SO_AFTER_SECONDS = 3

# These neither read nor write the database.
WITHOUT_DATABASE = frozenset(
    ["help", "version", "up", "check", "collectstatic", "findstatic", "makemessages", "compilemessages", "diffsettings"]
)
# These are for looking after the tables themselves: nothing is migrated before them.
WITHOUT_MIGRATING = frozenset(
    ["migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations", "dbshell", "inspectdb", "test"]
)

_held: list[FileLock] = []
_temporary: list[TemporaryServices] = []


def prepare_command(arguments: Sequence[str]) -> None:
    """Give the management command in `arguments` (as in sys.argv) the services it needs, before Django is loaded."""
    folder = DataFolder.default()
    os.environ.setdefault("ROMASHKA_DATA", str(folder))
    command = next((argument for argument in arguments[1:] if not argument.startswith("-")), "help")
    asks_for_help = any(argument in ("-h", "--help", "--version") for argument in arguments[1:])
    if asks_for_help or (command in WITHOUT_DATABASE and "--database" not in " ".join(arguments)):
        return
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".prod"):
        return  # servers are told where everything is
    ensure_services(needs_broker=False, folder=folder, migrates=command not in WITHOUT_MIGRATING)


def ensure_services(*, needs_broker: bool = True, folder: DataFolder | None = None, migrates: bool = False) -> None:
    """Set the environment so that it leads to living services, starting them if need be.

    What DATABASE_URL and BROKER_URL already say is kept. The services stay until this process ends, however it ends.
    """
    needs_database = "DATABASE_URL" not in os.environ
    needs_broker = needs_broker and "BROKER_URL" not in os.environ
    if not (needs_database or needs_broker):
        return
    folder = folder or DataFolder.default()
    folder.prepare()
    environment, owner = _attach(folder)
    names: tuple[str, ...] = LEADS_TO_SECRETS
    if needs_database:
        names += LEADS_TO_DATABASE
    if "BROKER_URL" not in os.environ:
        names += LEADS_TO_BROKER
    for name in names:
        if name in environment:
            os.environ.setdefault(name, environment[name])
    os.environ["ROMASHKA_DATA"] = str(folder)
    if needs_database and migrates and owner.kind == "guardian":
        _bring_up_to_date(folder)


def _attach(folder: DataFolder) -> tuple[dict[str, str], Owner]:
    with folder.sentences():
        users = FileLock(folder.users_lock)
    # While a guardian is stopping it holds this lock alone: we wait here, and start another one below.
    users.share()
    _held.append(users)
    guardian: subprocess.Popen[bytes] | None = None
    started, has_said = time.monotonic(), False
    while time.monotonic() - started < READY_WITHIN_SECONDS:
        if (environment := ready_environment(folder)) and (owner := owner_of(folder)):
            return environment, owner
        if guardian is not None and guardian.poll() is not None:
            if guardian.returncode not in (0, EXIT_SOMEONE_ELSE):
                raise RuntimeProblem(last_line(folder.logs / "guardian.log"))
            guardian = None
        owner = owner_of(folder)
        if guardian is None and owner is None:
            guardian = _start_guardian(folder)
        elif guardian is None and owner and not has_said and time.monotonic() - started > SAYS_SO_AFTER_SECONDS:
            has_said = True
            sys.stderr.write(f"Waiting for the services of {folder} (process {owner.pid}) to be ready …\n")
        time.sleep(0.02)
    raise RuntimeProblem(f"{folder}: the services were not ready within {READY_WITHIN_SECONDS} s (see {folder.logs}).")


def _start_guardian(folder: DataFolder) -> subprocess.Popen[bytes]:
    with folder.sentences(), open_log(folder.logs / "guardian.log") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "config.runtime.guardian", str(folder)],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command; the guardian goes when its users are gone
        )


def _bring_up_to_date(folder: DataFolder) -> None:
    if schema.is_current(folder):
        return
    lock = FileLock(folder.schema_lock)
    lock.take()
    try:
        if not schema.is_current(folder):
            sys.stderr.write(f"Preparing the tables in {folder} …\n")
            schema.migrate(folder, os.environ)
    finally:
        lock.close()


def start_temporary_services(folder: Path | None = None, *, broker: bool = True) -> dict[str, str]:
    """Start throw-away services for tests and return their environment; they end with this process at the latest.

    When we are root, an unprivileged user must be able to enter `folder`; None makes one in the temporary folder.
    """
    services = TemporaryServices(folder, broker=broker)
    environment = services.start()
    if not _temporary:
        atexit.register(stop_temporary_services)
    _temporary.append(services)
    return environment


def stop_temporary_services() -> None:
    """Stop all services that `start_temporary_services` started."""
    while _temporary:
        _temporary.pop().stop()
