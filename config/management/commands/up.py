"""Start everything on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.runtime.folder import DataFolder
from config.runtime.machine import Machine, Options
from config.runtime.ports import LOOPBACK
from config.runtime.problem import RuntimeProblem, StopRequested
from config.runtime.proof import Proof

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Database, broker, tables, static files, demo organization, web, worker and beat; Ctrl-C stops them."""

    help = "Start everything on this machine and keep it running until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of `up`."""
        parser.add_argument("--data", help="the folder for database, logs and secrets (default: ROMASHKA_DATA)")
        parser.add_argument("--port", type=int, default=8000, help="the web server's port, or the next free one (8000)")
        parser.add_argument("--host", default=LOOPBACK, help=f"the address to listen on ({LOOPBACK}); 0.0.0.0 for all")
        parser.add_argument("--workers", type=int, default=0, help="web processes (two for each core, at most eight)")
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo organization on the first run")
        parser.add_argument("--check", action="store_true", help="start, see that each part works, stop; exit 0 if so")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes; exit 1 with a sentence when something can't be done."""
        folder = DataFolder(options["data"]) if options["data"] else DataFolder.default()
        os.environ["ROMASHKA_DATA"] = str(folder)
        wanted = Options(
            port=options["port"], host=options["host"], workers=options["workers"], has_demo=not options["no_demo"]
        )
        for number in SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup it stays ignored
                signal.signal(number, _raise_stop)
        problem = ""
        machine = Machine(folder, wanted, self._say)
        try:
            machine.start()
            if options["check"]:
                Proof(machine).run()
            else:
                machine.supervisor.watch()
        except StopRequested:
            pass
        except RuntimeProblem as exc:
            problem = str(exc)
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)  # stopping is bounded; nothing is to cut it short
            if machine.owner_lock is not None:
                self._say("Stopping …")
            machine.stop()
        if problem:
            with contextlib.suppress(OSError):
                sys.stderr.write(f"{problem}\n")
            sys.exit(1)
        self._say("Everything works." if options["check"] else "Stopped.")

    def _say(self, text: str) -> None:
        # Whoever read our output may be gone; that is no reason to stop.
        with contextlib.suppress(OSError, ValueError):
            self.stdout.write(text)
            self.stdout.flush()


def _raise_stop(*_: object) -> None:
    raise StopRequested
