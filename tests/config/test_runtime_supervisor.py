"""Children: started again with a growing pause and a reason, stopped whole, gone with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime import supervisor as room
from config.runtime.logs import keep_small, last_line, open_log, reason_in
from config.runtime.problem import RuntimeProblem
from config.runtime.process import describe_exit, start_process, started_at
from config.runtime.supervisor import Child, Supervisor
from tests.config.runtime_helpers import CHECKOUT, eventually

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(left.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append)
    yield made
    made.stop(list(made.children), seconds=0)


def child_of(program: str, log: Path) -> Child:
    def start() -> subprocess.Popen[bytes]:
        with open_log(log) as file:
            return start_process([sys.executable, "-c", program], log=file, death_signal=signal.SIGKILL, cwd=CHECKOUT)

    return Child("worker", start, log)


def look_until(supervisor: Supervisor, said: list[str], number: int) -> None:
    def enough() -> bool:
        supervisor.look()
        return len(said) >= number

    assert eventually(enough), said


def test_a_dead_child_is_started_again_with_a_growing_pause_and_its_reason(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "FIRST_PAUSE_SECONDS", 0.01)
    child = child_of("import sys; print('out of luck'); sys.exit(3)", tmp_path / "log")
    supervisor.add(child)
    pauses = []
    for _ in range(3):
        before = len(said)
        look_until(supervisor, said, before + 1)
        assert child.start_again_at is not None
        pauses.append(child.start_again_at - time.monotonic())
        assert "worker stopped (exit code 3: out of luck)" in said[before]
        look_until(supervisor, said, before + 2)
        assert said[before + 1] == "worker was started again"
    assert child.deaths == 3
    assert 0.02 < pauses[2] <= 0.04


def test_the_pause_stops_growing_and_starts_anew_after_a_minute_well(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    child = child_of("raise SystemExit(1)", tmp_path / "log")
    supervisor.add(child)
    assert child.process is not None
    child.process.wait()
    child.deaths = 20
    supervisor.look()
    assert "in 30 s" in said[-1]
    child.start_again_at = None
    child.started = time.monotonic() - 61
    supervisor.look()
    assert "in 1 s" in said[-1]


def test_stopping_kills_a_stubborn_child_and_what_it_started(supervisor: Supervisor, tmp_path: Path) -> None:
    child = child_of(STUBBORN, tmp_path / "log")
    supervisor.add(child)
    assert eventually(lambda: last_line(tmp_path / "log").isdigit())
    grandchild = int(last_line(tmp_path / "log"))
    began = time.monotonic()
    supervisor.stop([child], seconds=0.3)
    assert time.monotonic() - began < 3
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL
    assert eventually(lambda: started_at(grandchild) is None)


def test_errors_in_a_log_are_shown_but_not_without_end(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    program = "print('INFO fine'); [print(f'ERROR number {n}') for n in range(50)]; import time; time.sleep(60)"
    supervisor.add(child_of(f"import sys; sys.stdout.reconfigure(line_buffering=True); {program}", tmp_path / "log"))
    assert eventually(lambda: last_line(tmp_path / "log") == "ERROR number 49")
    supervisor.look()
    supervisor.look()
    assert said[:2] == ["worker: ERROR number 0", "worker: ERROR number 1"]
    assert len(said) == room.ERRORS_PER_MINUTE + 1
    assert said[-1] == f"worker: more errors are in {tmp_path / 'log'}"


def test_waiting_for_a_child_that_ends_gives_its_last_words(supervisor: Supervisor, tmp_path: Path) -> None:
    child = child_of("raise ImportError('no module named sunflower')", tmp_path / "log")
    supervisor.add(child)
    with pytest.raises(
        RuntimeProblem, match=r"worker did not start: exit code 1: ImportError: no module named sunflower"
    ):
        supervisor.wait_for(child, lambda: False, seconds=20)


def test_a_child_dies_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import signal, subprocess, sys, time\n"
        "from config.runtime.process import start_process\n"
        "child = start_process(['sleep', '60'], log=subprocess.DEVNULL, death_signal=signal.SIGKILL)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert started_at(child) is not None
    parent.kill()
    parent.communicate()
    assert eventually(lambda: started_at(child) is None, seconds=3)


def test_a_request_to_stop_that_comes_while_a_child_is_forked_is_not_lost(tmp_path: Path) -> None:
    program = (
        "import os, signal, subprocess\n"
        "from config.runtime.process import start_process\n"
        "def stop(*_):\n    raise SystemExit('stopped')\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        f"with open({str(tmp_path / 'log')!r}, 'wb') as log:\n"
        "    start_process(['sleep', '60'], log=log, death_signal=signal.SIGKILL)\n"
        "print('went on')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "stopped\n", 1)


def test_a_child_is_started_with_no_signal_held(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        child = start_process(
            ["grep", "SigBlk", "/proc/self/status"], log=file, death_signal=signal.SIGKILL, cwd=CHECKOUT
        )
        assert child.wait(20) == 0
    assert int((tmp_path / "log").read_text().split()[1], 16) == 0


def test_an_end_is_described_by_code_or_signal() -> None:
    assert describe_exit(2) == "exit code 2"
    assert describe_exit(-signal.SIGSEGV) == "signal SIGSEGV"


def test_the_reason_is_the_line_that_names_the_error() -> None:
    text = "Traceback (most recent call last):\n  File …\ndjango.db.utils.OperationalError: connection refused\nbye\n"
    assert reason_in(text) == "django.db.utils.OperationalError: connection refused"
    assert reason_in(
        "SystemCheckError: System check identified some issues:\n\nERRORS:\n?: (urls.E1) no such view\n"
    ) == ("?: (urls.E1) no such view")
    assert reason_in("\x1b[31mlast words\x1b[0m\n\n") == "last words"
    assert reason_in("") == "it said nothing"


def test_a_long_log_moves_aside_and_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with open_log(log) as file:
        file.write(b"x" * 2000)
        file.flush()
        keep_small(log, largest=1000)
        file.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "log.1").stat().st_size == 2000
    assert os.stat(log).st_mode & 0o077 == 0
