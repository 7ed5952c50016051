"""The embedded broker (Valkey): it carries tasks, remembers nothing; the database does."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from config.runtime.account import Account
from config.runtime.binaries import for_account
from config.runtime.folder import DataFolder, Secrets
from config.runtime.logs import last_line, open_log
from config.runtime.ports import LOOPBACK, free_port
from config.runtime.problem import RuntimeProblem
from config.runtime.process import describe_exit, start_process, stop_process

WANTED_PORT = 56379
STARTS_WITHIN_SECONDS = 20


class Valkey:
    """A broker on loopback, with a password that is on no command line."""

    def __init__(self, folder: DataFolder, secrets: Secrets, *, temporary: bool = False) -> None:
        self.folder = folder
        self.secrets = secrets
        self.temporary = temporary
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The broker's own log."""
        return self.folder.logs / "broker.log"

    @property
    def url(self) -> str:
        """The broker's address."""
        return f"redis://:{self.secrets.broker_password}@{LOOPBACK}:{self.port}/0"

    def start(self, *, port: int | None = None) -> subprocess.Popen[bytes]:
        """Start it and wait until it answers. `port` insists on that port (a restart)."""
        account = Account.for_services(self.folder.postgres)
        with self.folder.sentences():
            binary = for_account(account, copies=self.folder.binaries).valkey
        wanted = port or (0 if self.temporary else WANTED_PORT)
        for _ in range(5):
            self.port = port or free_port(wanted)
            with self.folder.sentences(), open_log(self.log) as log:
                process = self.process = start_process(
                    [binary, "-"],
                    log=log,
                    death_signal=signal.SIGKILL,
                    account=account,
                    stdin=self._configuration().encode(),
                )
            if self._wait(process):
                return process
            wanted = 0 if self.temporary else self.port + 1
        raise RuntimeProblem(f"The broker did not start: {last_line(self.log)} (see {self.log})")

    def stop(self) -> None:
        """Stop it; what was queued is queued again from the database."""
        if self.process is not None:
            stop_process(self.process, (signal.SIGTERM, 1.0))

    def _configuration(self) -> str:
        return "\n".join(
            [
                f"bind {LOOPBACK}",
                f"port {self.port}",
                f"requirepass {self.secrets.broker_password}",
                "protected-mode yes",
                'save ""',
                "appendonly no",
                "dir /",
                "daemonize no",
                'logfile ""',
                "loglevel notice",
                "maxmemory-policy noeviction",
                "",
            ]
        )

    def _wait(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until it answers; False when it ended first (most likely: the port was taken in between)."""
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while process.poll() is None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeProblem(f"The broker did not answer within {STARTS_WITHIN_SECONDS} s (see {self.log}).")
            time.sleep(0.01)
        if "bind" in last_line(self.log).lower() or "listening" in last_line(self.log).lower():
            return False
        how = describe_exit(process.returncode)
        raise RuntimeProblem(f"The broker did not start ({how}): {last_line(self.log)} (see {self.log})")

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.secrets.broker_password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2:
                    part = connection.recv(256)
                    if not part:
                        return False
                    said += part
        except OSError:
            return False
        return said.startswith(b"+OK") and b"+PONG" in said
