"""Processes that run one learning cycle each, born ready: a parent with everything loaded forks one for each line.

    python -m tests.faults.nursery

reads lines of a name, a database and an organization, tabs between them, and answers with the child's process number.
The child writes how it ended into NAME.outcome in the folder it is started in, unless it is killed first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from config.runtime.process import die_with_parent, kill_group
from tests.config.runtime_helpers import CHECKOUT
from tests.faults.worker import environment_for, wait_for


class Child:
    """A process that runs one cycle."""

    def __init__(self, name: str, pid: int, folder: Path) -> None:
        self.name, self.pid = name, pid
        self.log = folder / "nursery.log"
        self._outcome = folder / f"{name}.outcome"

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def outcome(self) -> str:
        """Wait until it ends by itself; how it ended."""
        wait_for(self._outcome.exists, f"{self.name} ends", log=self.log)
        return self._outcome.read_text()


class Nursery:
    """The parent; use it as a context manager, which ends it and all its children."""

    def __init__(self, *, database: str, folder: Path) -> None:
        self.folder = folder
        with (folder / "nursery.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                cwd=folder,
                env=environment_for(database) | {"PYTHONPATH": str(CHECKOUT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def bear(self, name: str, *, database: str, organization_id: int) -> Child:
        """Start a child; the database knows it by its name, which never comes twice."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{name}\t{database}\t{organization_id}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, (self.folder / "nursery.log").read_text()[-3000:]
        return Child(name, int(line), self.folder)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        kill_group(self.process)
        self.process.communicate()


def main() -> None:
    """Fork a child for each line; end with the input."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils.module_loading import import_string

    from training.ai import embedding

    for path in settings.LEARNING_CYCLE_STEPS:
        import_string(path)
    embedding.embed(["loaded once, for all children"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    parent = os.getpid()
    for line in sys.stdin:
        name, database, organization_id = line.strip().split("\t")
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        die_with_parent(signal.SIGKILL, parent)
        os.environ["PGAPPNAME"] = name
        try:
            outcome = _run(database, int(organization_id))
        except BaseException as exc:  # noqa: BLE001 - the test reads it
            outcome = f"{type(exc).__name__}: {exc}"
        unfinished = Path(f"{name}.unfinished")
        unfinished.write_text(outcome)
        unfinished.rename(f"{name}.outcome")
        os._exit(0)


def _run(database: str, organization_id: int) -> str:
    from django.db import connection

    from training.cycle import run_cycle
    from training.models import Organization

    connection.settings_dict["NAME"] = database
    cycle = run_cycle(organization=Organization.objects.get(pk=organization_id), trigger="schedule")
    return f"{cycle.status} as number {cycle.epoch}"


if __name__ == "__main__":
    main()
