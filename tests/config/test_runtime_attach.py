"""Commands without `up`: they share one database, and none pulls it from under another."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.runtime.attach import prepare_command
from config.runtime.folder import DataFolder
from config.runtime.locks import owner_of
from tests.config.runtime_helpers import eventually, processes_of, python, throw_away_folder

pytestmark = pytest.mark.xdist_group("runtime_attach")

Start = Callable[[], subprocess.Popen[str]]

USER = """
import os, sys
from config.runtime.attach import ensure_services
ensure_services()
print(os.environ["DATABASE_OWNER_URL"], flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[DataFolder]:
    with throw_away_folder() as made:
        yield made
        assert eventually(lambda: not processes_of(made)), processes_of(made)


@pytest.fixture
def start(folder: DataFolder) -> Iterator[Start]:
    """Starts a command that uses the services until it is sent a line."""
    started: list[subprocess.Popen[str]] = []

    def start_one() -> subprocess.Popen[str]:
        started.append(python(folder, "-c", USER))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def works(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_two_commands_at_once_share_one_database_until_the_last_is_done(folder: DataFolder, start: Start) -> None:
    first, second = start(), start()
    url = read_line(first)
    assert url.startswith("postgresql://romashka_owner:")
    assert read_line(second) == url
    third = start()
    assert read_line(third) == url

    first.communicate("\n")
    assert works(url)
    second.kill()  # -9: its lock goes with it
    second.communicate()
    assert works(url)
    owner = owner_of(folder)
    assert owner is not None
    assert (owner.kind, owner.is_alive) == ("guardian", True)

    third.communicate("\n")
    assert eventually(lambda: owner_of(folder) is None)
    assert not works(url)
    assert not folder.runtime_file.exists()
    assert processes_of(folder) == {}


def test_one_command_right_after_the_other_finds_its_database(folder: DataFolder, start: Start) -> None:
    for number in range(4):
        command = start()
        assert works(read_line(command)), number
        command.communicate("\n")


def test_rows_survive_kill_9_of_guardian_and_database(folder: DataFolder, start: Start) -> None:
    command = start()
    url = read_line(command)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    owner = owner_of(folder)
    assert owner is not None
    servers = [pid for pid, words in processes_of(folder).items() if "/bin/postgres" in words]
    os.kill(owner.pid, signal.SIGKILL)
    for pid in servers:
        os.kill(pid, signal.SIGKILL)
    command.communicate("\n")

    command = start()
    with psycopg.connect(read_line(command)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    command.communicate("\n")


def test_the_guardian_starts_a_dead_database_again(folder: DataFolder, start: Start) -> None:
    command = start()
    url = read_line(command)
    server = next(pid for pid, words in processes_of(folder).items() if "/bin/postgres" in words)
    os.kill(server, signal.SIGKILL)
    assert eventually(lambda: server not in processes_of(folder), seconds=60)
    assert eventually(lambda: works(url), seconds=60)
    command.communicate("\n")


def test_the_guardian_tries_again_while_the_dead_server_still_has_a_child(folder: DataFolder, start: Start) -> None:
    """PostgreSQL refuses to start as long as any old child holds its memory: on a busy machine, for a while."""
    command = start()
    url = read_line(command)
    server = next(pid for pid, words in processes_of(folder).items() if "/bin/postgres" in words)
    child = int(Path(f"/proc/{server}/task/{server}/children").read_text().split()[0])
    os.kill(child, signal.SIGSTOP)
    try:
        os.kill(server, signal.SIGKILL)
        log = folder.logs / "database.log"
        assert eventually(lambda: "is still in use" in log.read_text(errors="replace"), seconds=60)
        assert not works(url)
    finally:
        os.kill(child, signal.SIGCONT)
    assert eventually(lambda: works(url), seconds=60)
    command.communicate("\n")


def test_a_database_that_cannot_start_gives_the_command_a_sentence() -> None:
    with throw_away_folder() as folder:
        (folder.path / "secrets.json").write_text("{}")
        command = python(folder, "manage.py", "shell", "-c", "print(1)")
        _, said = command.communicate(timeout=60)
        assert command.returncode == 1
        assert "secrets.json can't be read" in said
        assert "Traceback" not in said


@pytest.mark.parametrize(
    "arguments", [["help"], ["migrate", "--help"], [], ["--version"], ["check"], ["collectstatic"]]
)
def test_commands_without_a_database_start_none(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_folder() as folder:
        monkeypatch.setenv("ROMASHKA_DATA", str(folder))
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL"):
            monkeypatch.delenv(name, raising=False)
        prepare_command(["manage.py", *arguments])
        assert "DATABASE_URL" not in os.environ
        assert list(folder.path.iterdir()) == []


def test_a_database_that_was_given_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_folder() as folder:
        monkeypatch.setenv("ROMASHKA_DATA", str(folder))
        monkeypatch.setenv("DATABASE_URL", "postgresql://given")
        prepare_command(["manage.py", "learn"])
        assert os.environ["DATABASE_URL"] == "postgresql://given"
        assert list(folder.path.iterdir()) == []
