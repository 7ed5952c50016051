"""Processes born ready: a parent with everything loaded forks Celery workers, and processes that run one cycle each,
apply what is approved, or take one applied update back.

    python -m tests.faults.nursery

reads lines of a kind ("worker", "cycle", "apply" or "take-back:ID"), a name, a database and an organization, tabs
between them, and answers with the number of the new process. Starting each from nothing would take most of the time of
these tests.
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

    @property
    def is_over(self) -> bool:
        """Whether it came to its end by itself."""
        return self._outcome.exists()

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
            _do(kind, name, int(organization_id))
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


def _do(kind: str, name: str, organization_id: int) -> None:
    """Do one errand, and leave a note of how it ended."""
    errand, _, subject = kind.partition(":")
    try:
        outcome = {"cycle": _cycle, "apply": _apply, "take-back": _take_back}[errand](organization_id, subject)
    except BaseException as exc:  # noqa: BLE001 - the test reads it
        outcome = f"{type(exc).__name__}: {exc}"
    unfinished = Path(f"{name}.unfinished")
    unfinished.write_text(outcome)
    unfinished.rename(f"{name}.outcome")


def _cycle(organization_id: int, _: str) -> str:
    from training.cycle import run_cycle
    from training.models import Organization

    cycle = run_cycle(organization=Organization.objects.get(pk=organization_id), trigger="schedule")
    return f"{cycle.status} as number {cycle.epoch}"


def _apply(organization_id: int, _: str) -> str:
    """Apply one approved update after the other, without the lock of a cycle, until none is left."""
    from training.models import LearningUpdate
    from training.services.updates import UpdateNotApproved, apply_update
    from training.tenancy import organization_scope

    applied = 0
    while True:
        with organization_scope(organization_id):
            left = LearningUpdate.objects.for_organization(organization_id).approved().values_list("pk", flat=True)
            first = left.first()
        if first is None:
            return f"applied {applied}"
        try:
            with organization_scope(organization_id):
                apply_update(update_id=first)
            applied += 1
        except UpdateNotApproved:
            pass  # another was faster


def _take_back(organization_id: int, update_id: str) -> str:
    """Roll an applied update back as a person would, by the button."""
    from training.models import Membership
    from training.services.updates import UpdateNotApplied, roll_back_update
    from training.tenancy import organization_scope

    with organization_scope(organization_id):
        person = Membership.objects.get(organization=organization_id, role="admin").user
        try:
            roll_back_update(update_id=int(update_id), reviewer=person)
        except UpdateNotApplied:
            return "taken back before"
    return "taken back"


if __name__ == "__main__":
    main()
