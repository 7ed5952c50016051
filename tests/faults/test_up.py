"""`manage.py up` as a person meets it: started, asked twice, hurt, killed, started again, stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.runtime.folder import DataFolder
from config.runtime.locks import owner_of
from tests.config.runtime_helpers import (
    CHECKOUT,
    environment_for,
    eventually,
    processes_of,
    python,
    throw_away_folder,
)

pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.slow]

UP_WITHIN_SECONDS = 120


class Up:
    """A running `manage.py up`, and what it has printed."""

    def __init__(self, folder: DataFolder, *options: str, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.printed: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--data", str(folder), "--no-demo", "--workers", "1", *options],
            cwd=CHECKOUT,
            env=environment or environment_for(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.printed.append(line)

    @property
    def text(self) -> str:
        """All it has printed so far."""
        return "".join(self.printed)

    def says(self, pattern: str, *, seconds: float = 30) -> str:
        """Wait for a line that matches, and return the match."""
        assert eventually(lambda: re.search(pattern, self.text) or self.process.poll() is not None, seconds=seconds)
        found = re.search(pattern, self.text)
        assert found, f"“{pattern}” is not in:\n{self.text}"
        return found[0]

    def address(self) -> str:
        """Wait until it is all up."""
        return self.says(r"http://127\.0\.0\.1:\d+", seconds=UP_WITHIN_SECONDS)

    def child(self, words: str) -> int:
        """The number of its own child whose command line has these words."""
        for pid, command in processes_of(self.folder).items():
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            if words in command and int(parent) == self.process.pid:
                return pid
        raise AssertionError(f"no child “{words}” among {processes_of(self.folder)}")

    def stop(self, number: int = signal.SIGINT) -> float:
        """Send the signal; returns how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        self.reader.join(5)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def folder() -> Iterator[DataFolder]:
    with throw_away_folder() as made:
        yield made


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ports_of(text: str) -> list[int]:
    return [int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", text)]


def test_up_from_the_first_start_to_the_last_stop(folder: DataFolder, taken_port: int) -> None:
    """One long walk, because each start costs seconds; each part says what it shows."""
    up = Up(folder, "--port", str(taken_port))
    try:
        # One line for each service; a taken port is passed over, and that is said.
        address = up.address()
        for name in ("database", "broker", "tables", "static", "web", "worker", "beat"):
            assert re.search(rf"^  {name} ", up.text, re.MULTILINE), up.text
        assert str(folder) in up.printed[0]
        assert f"({taken_port} was taken)" in up.text
        assert address != f"http://127.0.0.1:{taken_port}"
        assert status_of(address) == 200

        # A second `up` on the folder names the process and ends with 1.
        second = Up(folder)
        assert second.process.wait(60) == 1
        second.reader.join(5)
        assert f"process {up.process.pid}" in second.text
        assert "Traceback" not in second.text

        # A command uses the services of the running `up`, and leaves them running.
        command = python(folder, "manage.py", "shell", "-v", "0", "-c", "import os; print(os.environ['DATABASE_URL'])")
        printed, errors = command.communicate(timeout=60)
        assert printed.strip().endswith(f":{ports_of(up.text)[0]}/romashka"), errors
        owner = owner_of(folder)
        assert owner is not None
        assert owner.kind == "up"

        # A child that dies is started again, with the reason; the others don't mind.
        worker = up.child("celery -A config worker")
        os.kill(worker, signal.SIGKILL)
        up.says(r"worker stopped \(signal SIGKILL.*\); it is started again in 1 s")
        up.says("worker was started again")
        os.kill(up.child("gunicorn"), signal.SIGKILL)
        up.says("web was started again")
        assert eventually(lambda: status_of(address) == 200)
        with psycopg.connect(owner_url(folder)) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        os.kill(up.child("/bin/postgres"), signal.SIGKILL)
        up.says("database was started again")
        assert eventually(lambda: status_of(address) == 200)

        # After kill -9 of the parent all its children stop by themselves.
        ports = ports_of(up.text)
        up.process.kill()
        up.process.wait()
        assert eventually(lambda: not processes_of(folder), seconds=10), processes_of(folder)
        assert eventually(lambda: not any(listens(port) for port in ports)), ports
        assert folder.runtime_file.exists(), "it had no time to take its note away"
    finally:
        up.process.kill()

    # The next `up` recovers, with no row lost, and Ctrl-C stops all of it within ten seconds.
    up = Up(folder)
    try:
        address = up.address()
        with psycopg.connect(owner_url(folder)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        ports = ports_of(up.text)
        assert up.stop() < 10
        assert up.process.returncode == 0
        assert up.printed[-1] == "Stopped.\n"
        assert processes_of(folder) == {}
        assert eventually(lambda: not any(listens(port) for port in ports)), ports
        assert owner_of(folder) is None
        assert not folder.runtime_file.exists()
    finally:
        up.process.kill()


def owner_url(folder: DataFolder) -> str:
    note = folder.read_json(folder.runtime_file)
    assert note is not None
    return str(note["environment"]["DATABASE_OWNER_URL"])


def test_sigterm_on_the_way_up_leaves_nothing(folder: DataFolder) -> None:
    up = Up(folder)
    up.says("broker")
    assert up.stop(signal.SIGTERM) < 10
    assert up.process.returncode == 0, up.text
    assert "Traceback" not in up.text
    assert eventually(lambda: processes_of(folder) == {}, seconds=3), processes_of(folder)


def test_up_waits_for_a_command_that_uses_the_database(folder: DataFolder) -> None:
    program = (
        "from config.runtime.attach import ensure_services; ensure_services(); print('ready', flush=True); input()"
    )
    command = python(folder, "-c", program)
    assert command.stdout is not None
    assert command.stdout.readline() == "ready\n"
    up = Up(folder)
    try:
        up.says("another command uses the database")
        assert "broker" not in up.text
        command.communicate("\n")
        up.says("broker")
        up.stop()
    finally:
        command.kill()
        up.process.kill()


@pytest.mark.parametrize(
    ("name", "url", "sentence"),
    [
        (
            "DATABASE_URL",
            "postgresql://nobody:x@127.0.0.1:1/none",
            "The database that DATABASE_URL names can't be used",
        ),
        ("BROKER_URL", "redis://127.0.0.1:1/0", "The broker that BROKER_URL names can't be used"),
    ],
)
def test_a_service_of_your_own_that_is_not_there_gets_a_sentence(name: str, url: str, sentence: str) -> None:
    with throw_away_folder() as folder:
        up = Up(folder, environment={**environment_for(folder), name: url})
        assert up.process.wait(60) == 1
        up.reader.join(5)
        assert sentence in up.text
        assert "Traceback" not in up.text
        assert processes_of(folder) == {}


@pytest.mark.parametrize("place", ["/proc/romashka", "/dev/null/romashka"])
def test_a_folder_that_cannot_be_used_gets_a_sentence(place: str) -> None:
    up = Up(DataFolder(place))
    assert up.process.wait(60) == 1
    up.reader.join(5)
    assert "can't be used" in up.text
    assert "Traceback" not in up.text
