"""`manage.py up --check`: proof that web, worker and beat each do something real."""

from __future__ import annotations

import contextlib
import logging
import threading
import time

import psycopg
from celery import Celery

from config.runtime.machine import Machine
from config.runtime.problem import RuntimeProblem

WITHIN_SECONDS = 60
TICKS = "SELECT coalesce(sum(total_run_count), 0) FROM django_celery_beat_periodictask"


class Proof:
    """Waits for a page served, a task finished and a beat tick seen."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.finished_task = ""
        self.is_over = False
        self._names: dict[str, str] = {}
        logging.getLogger("kombu").setLevel(logging.WARNING)
        self.app = Celery("romashka-check", broker=machine.environment["BROKER_URL"], set_as_current=False)

    def run(self) -> None:
        """Say each proof as it comes in; raise RuntimeProblem naming those that did not come."""
        listener = threading.Thread(target=self._listen, name="task-events", daemon=True)
        listener.start()
        ticks_before = self._ticks()
        missing = {
            "web": "web served no login page",
            "worker": "the worker finished no task",
            "beat": "beat sent no tick",
        }
        deadline = time.monotonic() + WITHIN_SECONDS
        while missing and time.monotonic() < deadline:
            self.machine.supervisor.look()
            proofs = {"web": self._page(), "worker": self.finished_task, "beat": self._tick(ticks_before)}
            for name, proof in proofs.items():
                if name in missing and proof:
                    del missing[name]
                    self.machine.say(f"  checked   {name}: {proof}")
            time.sleep(0.3)
        self.is_over = True
        if missing:
            what = ", ".join(missing.values())
            raise RuntimeProblem(f"Within {WITHIN_SECONDS} s {what} (see {self.machine.folder.logs}).")

    def _page(self) -> str:
        status, body = self.machine.get("/")
        return "the login page was served" if status == 200 and 'type="password"' in body else ""

    def _ticks(self) -> int:
        url = self.machine.environment.get("DATABASE_OWNER_URL") or self.machine.environment["DATABASE_URL"]
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(TICKS).fetchone()
        return int(row[0]) if row else 0

    def _tick(self, before: int) -> str:
        with contextlib.suppress(psycopg.Error):
            if self._ticks() > before:
                return "a tick was sent"
        return ""

    def _listen(self) -> None:
        """Ask the worker for events, and wait for a task that succeeded."""
        while not (self.is_over or self.finished_task):
            errors = self.app.connection().connection_errors
            with contextlib.suppress(OSError, *errors), self.app.connection() as connection:
                self.app.control.enable_events(connection=connection)
                receiver = self.app.events.Receiver(
                    connection, handlers={"task-received": self._note_name, "task-succeeded": self._note_success}
                )
                with contextlib.suppress(TimeoutError):
                    receiver.capture(limit=None, timeout=5, wakeup=False)

    def _note_name(self, event: dict[str, object]) -> None:
        self._names[str(event["uuid"])] = str(event.get("name", ""))

    def _note_success(self, event: dict[str, object]) -> None:
        name = self._names.get(str(event["uuid"])) or "a task"
        self.finished_task = f"{name} finished"
