"""Traps that hold a process inside a step of the cycle, and a look at it from the database."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests.config.runtime_helpers import eventually
from tests.faults.databases import url_of

STEP_SECONDS = 60


def environment_for(database: str, *, name: str = "") -> dict[str, str]:
    """The environment that leads a process to a database of the test; `name` is what the database knows it by."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url_of(database),
        "DATABASE_OWNER_URL": url_of(database, role="owner"),
        "BROKER_URL": settings.BROKER_URL,
        "PGAPPNAME": name,
        "PYTHONUNBUFFERED": "1",
    }


def wait_for(
    condition: Callable[[], object], what: str, *, seconds: float = STEP_SECONDS, log: Path | None = None
) -> None:
    """Wait until the condition holds; fail with the end of the log when it does not in time."""
    assert eventually(condition, seconds=seconds), f"not within {seconds} s: {what}\n" + (
        log.read_text()[-3000:] if log else ""
    )


class Watch:
    """What the database tells about the processes in it, under the application's role; use it as a context manager."""

    def __init__(self, database: str, organization_id: int) -> None:
        self.database, self.organization_id = database, organization_id
        self.session = psycopg.connect(url_of(database), autocommit=True)
        self.session.execute("SELECT set_config('app.organization_id', %s, false)", [str(organization_id)])

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *error: object) -> None:
        self.session.close()

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """The rows of one query, as they are at this moment, in the organization's scope."""
        return self.session.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def backends(self, name: str) -> list[int]:
        """The sessions of the process of this name."""
        rows = self.ask("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        return [int(str(pid)) for (pid,) in rows]

    def is_held(self, name: str, holder: int) -> bool:
        """Whether the process of this name waits for a lock of the session `holder`, its transaction open."""
        rows = self.ask(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = %s AND state = 'active'"
            " AND wait_event_type = 'Lock' AND %s = ANY (pg_blocking_pids(pid))",
            [name, holder],
        )
        return bool(rows)

    def steps(self) -> dict[str, tuple[str, int]]:
        """Of the cycle that is not finished: each step's status, and how much it has looked at."""
        rows = self.ask(
            "SELECT step.name, step.status, step.looked_at FROM training_cyclestep step"
            " JOIN training_learningcycle cycle ON cycle.id = step.cycle_id WHERE cycle.status = 'running'"
        )
        return {str(name): (str(status), int(str(seen))) for name, status, seen in rows}

    def epoch(self) -> int:
        """Of the newest cycle: how often it was begun."""
        return int(str(self.ask("SELECT epoch FROM training_learningcycle ORDER BY id DESC LIMIT 1")[0][0]))

    def is_running(self) -> bool:
        """Whether a cycle is not finished."""
        return bool(self.ask("SELECT 1 FROM training_learningcycle WHERE status = 'running'"))


class Trap:
    """Locks that the owner holds, in a transaction that is never committed."""

    def __init__(self, database: str, organization_id: int) -> None:
        self.session = psycopg.connect(url_of(database, role="owner"))
        self.pid = self.session.info.backend_pid
        self.child: Any = None
        self.session.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization_id)])

    def lock(self, statement: str, values: Sequence[object] = ()) -> None:
        """Take the locks of one statement."""
        self.session.execute("SET LOCAL lock_timeout = '20s'")
        self.session.execute(statement, values)  # type: ignore[arg-type]

    def open(self) -> None:
        """Let go of everything."""
        self.session.close()

    def __enter__(self) -> Trap:
        return self

    def __exit__(self, *error: object) -> None:
        self.open()


def hold_inside(
    begin: Callable[[], Any], *, name: str, watch: Watch, step: str, statement: str, log: Path | None = None
) -> Trap:
    """Let a process begin, and hold it in the middle of a step by the locks of `statement`; open the trap to let it go.

    What `begin` returns is the trap's `child`.

    Where a cycle is unfinished, a gate keeps the process from the step until the locks are taken, so that no earlier
    step runs into them.
    """
    trap = Trap(watch.database, watch.organization_id)
    try:
        if watch.is_running():
            with Trap(watch.database, watch.organization_id) as gate:
                gate.lock(
                    "SELECT 1 FROM training_cyclestep step"
                    " JOIN training_learningcycle cycle ON cycle.id = step.cycle_id"
                    " WHERE cycle.status = 'running' AND step.name = %s FOR UPDATE OF step",
                    [step],
                )
                trap.child = begin()
                wait_for(lambda: watch.is_held(name, gate.pid), f"{name} comes to {step}", log=log)
                trap.lock(statement)
        else:
            trap.lock(statement)
            trap.child = begin()
        wait_for(lambda: watch.is_held(name, trap.pid), f"{name} is inside {step}", log=log)
    except BaseException:
        trap.open()
        raise
    return trap
