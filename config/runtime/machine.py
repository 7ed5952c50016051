"""`manage.py up`: everything on this one machine, in order."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from kombu.connection import Connection

from config.runtime import schema
from config.runtime.command import CHECKOUT, run_command
from config.runtime.folder import DataFolder
from config.runtime.locks import FileLock, Owner, owner_of
from config.runtime.logs import open_log
from config.runtime.ports import LOOPBACK, free_port
from config.runtime.postgres import WANTED_PORT as WANTED_POSTGRES_PORT
from config.runtime.postgres import Postgres
from config.runtime.problem import RuntimeProblem
from config.runtime.process import start_process, wait_until
from config.runtime.services import announce, environment_of, withdraw
from config.runtime.supervisor import Child, Supervisor
from config.runtime.valkey import WANTED_PORT as WANTED_BROKER_PORT
from config.runtime.valkey import Valkey

# Errors of single statements are answered where they arise; these concern the whole database.
DATABASE_SHOWS = re.compile(r"\bPANIC\b|No space left|could not write|corrupt", re.IGNORECASE)
READY_WITHIN_SECONDS = 90
EARLIER_RUN_STOPS_WITHIN_SECONDS = 30
STOP_PROCESSES_WITHIN_SECONDS = 3.5


@dataclass(frozen=True)
class Options:
    """What `up` was asked for."""

    port: int = 8000
    host: str = LOOPBACK
    workers: int = 0  # web processes; 0: two for each core, at most eight
    has_demo: bool = True


class Machine:
    """The whole house on one machine. Use it as a context manager: leaving it stops everything."""

    def __init__(self, folder: DataFolder, options: Options, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.options = options
        self.say = say
        self.supervisor = Supervisor(lambda text: say(f"  {text}"))
        self.owner_lock: FileLock | None = None
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.listener: socket.socket | None = None
        self.port = 0
        self.environment: dict[str, str] = {}
        self.is_first_run = False

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- the way up -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Bring everything up in order; says one line for each service."""
        self.say(f"Romashka keeps its data in {self.folder}")
        self._take_folder()
        self._start_services()
        self._prepare_application()
        announce(self.folder, Owner.ourselves("up"), self._service_environment())
        self._start_processes()
        announce(self.folder, Owner.ourselves("up"), self._service_environment(), address=self.address)
        self.say_address()

    def _take_folder(self) -> None:
        self.folder.prepare()
        with self.folder.sentences():
            lock = FileLock(self.folder.owner_lock)
        has_said = False
        while not wait_until(lock.try_take, seconds=0.5):
            owner = owner_of(self.folder)
            if owner is None:
                continue
            if owner.is_alive and owner.kind == "up":
                note = self.folder.read_json(self.folder.runtime_file) or {}
                at = f" at {note['address']}" if note.get("address") else ""
                raise RuntimeProblem(
                    f"Romashka is already running on {self.folder}{at}, as process {owner.pid}. "
                    "Stop that process first, or choose another folder with --data."
                )
            if owner.is_alive:
                if not has_said:
                    self.say(f"  another command uses the database (process {owner.pid}); waiting for it to finish …")
                has_said = True
            elif not wait_until(lock.try_take, seconds=EARLIER_RUN_STOPS_WITHIN_SECONDS):
                raise RuntimeProblem(f"An earlier run on {self.folder} is still stopping. Try again in a moment.")
            else:
                break
        lock.write(Owner.ourselves("up").as_json())
        withdraw(self.folder)  # a note that an earlier run left
        self.owner_lock = lock

    def _start_services(self) -> None:
        secrets = self.folder.secrets()
        held = self._held
        database_url, broker_url = os.environ.get("DATABASE_URL"), os.environ.get("BROKER_URL")
        # What was given is looked at first: nothing is started beside a service that is not there.
        database = check_database(database_url) if database_url else ""
        broker = check_broker(broker_url) if broker_url else ""
        if database_url:
            check_database(os.environ.get("DATABASE_OWNER_URL") or database_url)
            self._line("database", f"{database} (DATABASE_URL)")
        else:
            postgres = self.postgres = Postgres(self.folder, secrets)
            postgres.start(keep_fds=held)

            child = Child("database", lambda: postgres.start(port=postgres.port, keep_fds=held), postgres.log)
            child.process, child.shows = postgres.process, DATABASE_SHOWS
            self.supervisor.add(child, is_running=True)
            self._line("database", f"{LOOPBACK}:{postgres.port}{_taken(WANTED_POSTGRES_PORT, postgres.port)}")
        if broker_url:
            self._line("broker", f"{broker} (BROKER_URL)")
        else:
            valkey = self.valkey = Valkey(self.folder, secrets)
            valkey.start()

            child = Child("broker", lambda: valkey.start(port=valkey.port), valkey.log, process=valkey.process)
            self.supervisor.add(child, is_running=True)
            self._line("broker", f"{LOOPBACK}:{valkey.port}{_taken(WANTED_BROKER_PORT, valkey.port)}")
        self.environment = {**os.environ, **self._service_environment(), "PYTHONUNBUFFERED": "1"}

    @property
    def _held(self) -> tuple[int, ...]:
        """The folder's lock: who inherits it keeps the folder taken until it is gone."""
        return (self.owner_lock.descriptor,) if self.owner_lock is not None else ()

    def _service_environment(self) -> dict[str, str]:
        given = {
            name: os.environ[name]
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "SECRET_KEY", "CUSTOMER_HASH_KEY")
            if os.environ.get(name)
        }
        return {**environment_of(self.folder, self.postgres, self.valkey), **given}

    def _prepare_application(self) -> None:
        applied = schema.migrate(self.folder, self.environment)
        self._line("tables", f"{applied} migration{'' if applied == 1 else 's'} applied" if applied else "up to date")
        self._collect_static_files()
        self._command("ensure_schedule", wants="set up the schedule")
        first_run = self.folder.stamp("first-run")
        if self.options.has_demo and not first_run.exists():
            self._line("demo", "loading the demo organization, which takes a minute …")
            wants = "load the demo organization"
            self._command("load_demo", "--first-run", wants=wants, on_line=self._pass_on)
            self.is_first_run = True
            with self.folder.sentences():
                first_run.write_text("")

    def _collect_static_files(self) -> None:
        stamp = self.folder.stamp("static")
        mark = static_fingerprint()
        if stamp.exists() and stamp.read_text() == mark and (self.folder.path / "static" / "staticfiles.json").exists():
            self._line("static", "up to date")
            return
        said = self._command("collectstatic", "--no-input", "--clear", wants="collect the static files")
        with self.folder.sentences():
            stamp.write_text(mark)
        copied = re.search(r"(\d+) static file", said)
        self._line("static", f"{copied[1]} files" if copied else "collected")

    def _command(self, *arguments: str, wants: str, on_line: Callable[[str], None] | None = None) -> str:
        # `migrate` has just run the system checks.
        return run_command(self.folder, self.environment, *arguments, "--skip-checks", wants=wants, on_line=on_line)

    def _start_processes(self) -> None:
        self.listener, self.port = listener, port = self._listen()
        web_processes = self.options.workers or min(8, 2 * (os.cpu_count() or 1))
        gunicorn = [
            "-m", "gunicorn", "--config", "python:config.runtime.gunicorn_conf", "--workers", str(web_processes),
            "--bind", f"fd://{listener.fileno()}", "config.wsgi:application",
        ]  # fmt: skip
        worker = ["-m", "celery", "-A", "config", "worker", "--pool", "prefork", "--concurrency", "2",
                  "--loglevel", "INFO", "--without-mingle", "--without-gossip"]  # fmt: skip
        beat = ["-m", "celery", "-A", "config", "beat", "--loglevel", "INFO",
                "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler"]  # fmt: skip
        web_child = self._child("web", gunicorn, signal.SIGTERM, {"ROMASHKA_POOL": "1"}, (listener.fileno(),))
        worker_child = self._child("worker", worker, signal.SIGKILL)
        beat_child = self._child("beat", beat, signal.SIGTERM)
        for child in (web_child, worker_child, beat_child):
            self.supervisor.add(child)
        self.supervisor.wait_for(web_child, self._web_answers, seconds=READY_WITHIN_SECONDS)
        # Said without “http://”: the address to open comes last, when all of it is up.
        self._line("web", f"{self._host_name()}:{port}, {web_processes} processes{_taken(self.options.port, port)}")
        for child, what in ((worker_child, "2 processes"), (beat_child, "ticking")):
            self.supervisor.wait_for(child, partial(self._has_noted, child.name), seconds=READY_WITHIN_SECONDS)
            self._line(child.name, what)

    def _child(
        self,
        name: str,
        arguments: list[str],
        death_signal: int,
        more: dict[str, str] | None = None,
        fds: Sequence[int] = (),
    ) -> Child:
        log = self.folder.logs / f"{name}.log"
        ready = self._ready_file(name)
        environment = {**self.environment, **(more or {}), "ROMASHKA_READY_FILE": str(ready)}
        held = (*self._held, *fds)

        def start() -> subprocess.Popen[bytes]:
            with self.folder.sentences(), open_log(log) as file:
                ready.unlink(missing_ok=True)
                return start_process(
                    [sys.executable, *arguments],
                    log=file,
                    death_signal=death_signal,
                    environment=environment,
                    cwd=CHECKOUT,
                    keep_fds=held,
                )

        return Child(name, start, log)

    def _listen(self) -> tuple[socket.socket, int]:
        """Open the web's port here and hand it on: nobody can take it in between, and a restart drops no visitor."""
        host = self.options.host
        wanted = free_port(self.options.port, host)
        for port in range(wanted, wanted + 100):
            listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
                listener.listen(512)
            except OSError:
                listener.close()
                continue
            return listener, port
        raise RuntimeProblem(f"No free port from {wanted} on. Choose another with --port.")

    def _ready_file(self, name: str) -> Path:
        return self.folder.path / f"{name}.ready"

    def _has_noted(self, name: str) -> bool:
        return self._ready_file(name).exists()

    def _web_answers(self) -> bool:
        status, _ = self.get("/")
        return 0 < status < 500

    def get(self, path: str) -> tuple[int, str]:
        """Ask our own web server, following redirects on this site; (0, "") when it does not answer."""
        try:
            for _ in range(5):
                connection = http.client.HTTPConnection(self._host_name(), self.port, timeout=10)
                connection.request("GET", path, headers={"Accept": "text/html"})
                answer = connection.getresponse()
                body = answer.read().decode("utf-8", "replace")
                connection.close()
                location = answer.getheader("Location") or ""
                if answer.status not in (301, 302, 303, 307, 308) or not location.startswith("/"):
                    return answer.status, body
                path = location
        except (OSError, http.client.HTTPException):
            return 0, ""
        return 0, ""

    # --- what it says -----------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where to point a browser on this machine."""
        host = self._host_name()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def _host_name(self) -> str:
        return {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "::1"}.get(self.options.host, self.options.host)  # noqa: S104

    def _line(self, name: str, what: str) -> None:
        self.say(f"  {name:<9} {what}")

    def _pass_on(self, line: str) -> None:
        """A line of a command, unless it is a login: those come last, with the address."""
        if "password" not in line:
            self.say(f"    {line.strip()}")

    def say_address(self) -> None:
        """The address and, on the first run, the demo logins: all in one write."""
        lines = ["", f"Open {self.address}"]
        logins = self.folder.path / "demo_logins.json"
        if self.is_first_run and logins.exists():
            lines += [
                f"  {login['role']:<9} {login['email']}   password {login['password']}"
                for login in json.loads(logins.read_text())
            ]
        elif logins.exists():
            lines.append(f"The demo logins are in {logins}")
        lines += ["Ctrl-C stops all of it.", ""]
        self.say("\n".join(lines))

    # --- the way down -----------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop everything: first what uses the database, then the broker, then the database. Within ten seconds."""
        if self.owner_lock is None:
            return
        withdraw(self.folder)
        services = ("database", "broker")
        self.supervisor.stop(
            [child for child in self.supervisor.children if child.name not in services],
            seconds=STOP_PROCESSES_WITHIN_SECONDS,
        )
        if self.listener is not None:
            self.listener.close()
        self.supervisor.children = []
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()
        for name in ("web", "worker", "beat"):
            self._ready_file(name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.hand_over()
        self.owner_lock.close()
        self.owner_lock = None


def check_database(url: str) -> str:
    """Connect once; returns host, port and name, without the password."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            info = connection.info
            return f"{info.host}:{info.port}/{info.dbname}"
    except psycopg.Error as exc:
        reason = next((line.strip() for line in str(exc).splitlines() if line.strip()), "no reason given")
        raise RuntimeProblem(f"The database that DATABASE_URL names can't be used: {reason}") from exc


def check_broker(url: str) -> str:
    """Connect once; returns the address without the password."""
    with Connection(url, connect_timeout=5) as connection:  # type: ignore[no-untyped-call]  # kombu has no types
        try:
            connection.ensure_connection(max_retries=1, interval_start=0.2, timeout=3)
        except Exception as exc:  # each transport raises its own kinds
            raise RuntimeProblem(f"The broker that BROKER_URL names can't be used: {exc}") from exc
        return str(connection.as_uri())


def static_fingerprint() -> str:
    """A mark of all that goes into the static files: ours, and the installed packages that bring some."""
    mark = hashlib.sha256()
    for path in sorted((CHECKOUT / "static").rglob("*")):
        if path.is_file():
            stat = path.stat()
            mark.update(f"{path.relative_to(CHECKOUT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    installed = sorted(
        f"{found.metadata['Name']} {found.version}"
        for found in distributions()
        if (found.metadata["Name"] or "").lower().startswith(("django", "whitenoise"))
    )
    mark.update("\n".join(installed).encode())
    return mark.hexdigest()


def _taken(wanted: int, got: int) -> str:
    return "" if wanted in (0, got) else f" ({wanted} was taken)"
