"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from config.runtime.account import Account

PR_SET_PDEATHSIG = 1
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(death_signal: int, parent: int) -> None:
    """Ask the kernel for `death_signal` when `parent`, our parent process, is gone; leave at once if it already is."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _before_exec(death_signal: int, signals_held: set[signal.Signals | int]) -> Callable[[], None]:
    # Popen calls this after it has changed the user: a change of user clears the death signal.
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals_held)
        die_with_parent(death_signal, parent)

    return prepare


@contextlib.contextmanager
def _stops_waiting() -> Iterator[set[signal.Signals | int]]:
    """Have a request to stop wait: what its handler raises inside a hook around a fork is printed and lost.

    Gives the signals that were held before.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def plain_environment() -> dict[str, str]:
    """An environment for server binaries that carries none of our secrets."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "UTC"}


def start_process(
    arguments: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
    death_signal: int,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    cwd: str | Path = "/",
    stdin: bytes | None = None,
    keep_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches only us and we can stop its whole group.

    Call it from the main thread: the death signal comes when the thread that started the child ends.
    """
    options: dict[str, Any] = {}
    if account is not None and account.is_other:
        options = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with _stops_waiting() as held:
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=log,
            stderr=errors,
            cwd=cwd,
            env=dict(plain_environment() if environment is None else environment),
            pass_fds=tuple(keep_fds),
            start_new_session=True,
            preexec_fn=_before_exec(death_signal, held),
            **options,
        )
    if stdin is not None and process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(stdin)
            process.stdin.close()
    return process


def stop_process(process: subprocess.Popen[bytes], *steps: tuple[int, float]) -> None:
    """Send each (signal, seconds to wait) in turn until the process is gone; then kill what is left of its group."""
    for number, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_group(process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left in the process group that the child leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def describe_exit(code: int) -> str:
    """`exit code 3` or `signal SIGKILL`."""
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"


def started_at(pid: int) -> str | None:
    """A mark of when the process was started, None when it is gone; tells a living process from a reused number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None if sys.platform == "linux" else _started_at_without_proc(pid)
    except PermissionError:
        return "hidden"
    return None if fields[0] in "ZX" else fields[19]


def command_line_of(pid: int) -> str:
    """How the process was called; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "" if sys.platform == "linux" else _command_line_without_proc(pid)


def _command_line_without_proc(pid: int) -> str:
    asked = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout


def _started_at_without_proc(pid: int) -> str | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "unknown"


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Ask `condition` again and again; False when it has not held within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
