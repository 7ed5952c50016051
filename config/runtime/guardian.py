"""Runs the embedded services for commands that work without `up`, as long as any of them needs them.

Started by the first such command (`python -m config.runtime.guardian FOLDER`); the next ones find its note. Each
command holds `users.lock` shared until it ends, however it ends; when the guardian gets it alone, nobody is left.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import time

from config.runtime.folder import DataFolder
from config.runtime.locks import FileLock, Owner
from config.runtime.postgres import Postgres
from config.runtime.problem import RuntimeProblem
from config.runtime.process import wait_until
from config.runtime.services import announce, environment_of, withdraw
from config.runtime.supervisor import Child, Supervisor
from config.runtime.valkey import Valkey

EXIT_SOMEONE_ELSE = 3
LOOKS_EVERY_SECONDS = 0.1


class Guardian:
    """Holds the folder's services until their last user is gone."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.is_asked_to_stop = False

    def run(self) -> int:
        """Start the services, note them, wait, stop them; returns the exit code."""
        owner_lock = FileLock(self.folder.owner_lock)
        # A command that looks who holds the lock takes it for an instant: try more than once.
        if not wait_until(owner_lock.try_take, seconds=0.5, pause=0.01):
            return EXIT_SOMEONE_ELSE
        owner = Owner.ourselves("guardian")
        owner_lock.write(owner.as_json())
        withdraw(self.folder)
        secrets = self.folder.secrets()
        postgres, valkey = Postgres(self.folder, secrets), Valkey(self.folder, secrets)
        try:
            postgres.start(keep_fds=(owner_lock.descriptor,))
            valkey.start()
            announce(self.folder, owner, environment_of(self.folder, postgres, valkey))
            self._wait_for_users(postgres, valkey, owner_lock)
        finally:
            withdraw(self.folder)
            valkey.stop()
            postgres.stop()
            with contextlib.suppress(OSError):
                self.folder.hand_over()
        return 0

    def ask_to_stop(self, *_: object) -> None:
        """End at the next look, users or not (SIGTERM: the machine is going down)."""
        self.is_asked_to_stop = True

    def _wait_for_users(self, postgres: Postgres, valkey: Valkey, owner_lock: FileLock) -> None:
        users = FileLock(self.folder.users_lock)  # kept open: new users wait until we are gone
        supervisor = Supervisor(say)
        held = (owner_lock.descriptor,)
        database = Child("database", lambda: postgres.start(port=postgres.port, keep_fds=held), postgres.log)
        database.process = postgres.process
        supervisor.add(database, is_running=True)
        broker = Child("broker", lambda: valkey.start(port=valkey.port), valkey.log, process=valkey.process)
        supervisor.add(broker, is_running=True)
        while not (users.try_take() or self.is_asked_to_stop):
            supervisor.look()  # a server that died is started again, and again, with a growing pause
            time.sleep(LOOKS_EVERY_SECONDS)
        self._users = users


def say(line: str) -> None:
    """A line of the guardian's log."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main() -> int:
    """Run a guardian for the folder named on the command line; the last line of output says what went wrong."""
    guardian = Guardian(DataFolder(sys.argv[1]))
    signal.signal(signal.SIGTERM, guardian.ask_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        return guardian.run()
    except RuntimeProblem as exc:
        sys.stderr.write(f"{exc}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
