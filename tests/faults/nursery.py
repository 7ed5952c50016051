"""Processes born ready: a parent with everything loaded forks Celery workers, and processes that run one cycle each.

    python -m tests.faults.nursery

reads lines of a kind ("worker" or "cycle"), a name, a database and an organization, tabs between them, and answers with
the number of the new process. Starting each from nothing would take most of the time of these tests.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from config.celery import app
from config.runtime.process import die_with_parent, kill_group, started_at
from tests.config.runtime_helpers import CHECKOUT
from tests.faults.traps import environment_for, wait_for


class Child:
    """A process that the database knows by its name; a worker leads a group with its pool process in it."""

    def __init__(self, name: str, pid: int, organization_id: int, folder: Path) -> None:
        self.name, self.pid, self.organization_id = name, pid, organization_id
        self.log = folder / f"{name}.log"
        self._ready = folder / f"{name}.ready"
        self._outcome = folder / f"{name}.outcome"

    def outcome(self) -> str:
        """Wait until the cycle ends by itself; how it ended."""
        wait_for(self._outcome.exists, f"{self.name} ends", log=self.log)
        return self._outcome.read_text()

    def learn(self) -> None:
        """Give the worker the task that the schedule gives, once it is up."""
        wait_for(self._ready.exists, f"{self.name} is up", log=self.log)
        app.send_task("training.tasks.run_learning_cycle_task", [self.organization_id], queue=self.name)

    def says(self, words: str) -> None:
        """Wait until its log has these words."""
        wait_for(lambda: words in self.log.read_text(), f"{self.name} says “{words}”", log=self.log)

    def kill_worker(self) -> None:
        """SIGKILL for the worker and its pool process at once."""
        os.killpg(self.pid, signal.SIGKILL)
        wait_for(lambda: started_at(self.pid) is None, f"{self.name} is dead")


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

    def bear(self, kind: str, name: str, *, database: str, organization_id: int) -> Child:
        """Start a process; no name comes twice."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\t{name}\t{database}\t{organization_id}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, (self.folder / "nursery.log").read_text()[-3000:]
        return Child(name, int(line), organization_id, self.folder)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        kill_group(self.process)  # the kernel ends its workers with it
        self.process.communicate()


def main() -> None:
    """Fork a process for each line; end with the input."""
    import celery.apps.worker
    import celery.concurrency.prefork  # noqa: F401
    import django
    import kombu.transport.redis  # noqa: F401

    django.setup()
    from django.conf import settings
    from django.utils.module_loading import import_string

    from training.ai import embedding

    for path in settings.LEARNING_CYCLE_STEPS:
        import_string(path)
    embedding.embed(["loaded once, for all"])
    app.finalize()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    parent = os.getpid()
    for line in sys.stdin:
        kind, name, database, organization_id = line.strip().split("\t")
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        die_with_parent(signal.SIGKILL, parent)
        _begin(name, database)
        if kind == "worker":
            _work(name)
        else:
            _cycle(name, int(organization_id))
        os._exit(0)


def _begin(name: str, database: str) -> None:
    """What tells this process from its siblings."""
    from django.db import connection

    os.environ["PGAPPNAME"] = name
    connection.settings_dict["NAME"] = database
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)


def _work(name: str) -> None:
    """Be a Celery worker with one pool process, as `manage.py up` runs it, on a queue of its own."""
    os.setsid()
    os.environ["ROMASHKA_READY_FILE"] = f"{name}.ready"
    options = f"--pool prefork --concurrency 1 --loglevel INFO --without-mingle --without-gossip -Q {name} -n {name}@%h"
    app.worker_main(["worker", *options.split()])


def _cycle(name: str, organization_id: int) -> None:
    """Run one cycle, and leave a note of how it ended."""
    from training.cycle import run_cycle
    from training.models import Organization

    try:
        cycle = run_cycle(organization=Organization.objects.get(pk=organization_id), trigger="schedule")
        outcome = f"{cycle.status} as number {cycle.epoch}"
    except BaseException as exc:  # noqa: BLE001 - the test reads it
        outcome = f"{type(exc).__name__}: {exc}"
    unfinished = Path(f"{name}.unfinished")
    unfinished.write_text(outcome)
    unfinished.rename(f"{name}.outcome")


if __name__ == "__main__":
    main()
