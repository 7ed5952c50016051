"""What the tests of the runtime share: a folder that the database's user can enter, and processes to look at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config.runtime.folder import DataFolder

CHECKOUT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "SECRET_KEY", "CUSTOMER_HASH_KEY", "DJANGO_SETTINGS_MODULE")


@contextmanager
def throw_away_folder() -> Iterator[DataFolder]:
    """A data folder outside pytest's own, which only root may enter when root runs the tests."""
    path = Path(tempfile.mkdtemp(prefix="romashka-test-"))
    path.chmod(0o711)
    try:
        yield DataFolder(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def environment_for(folder: DataFolder) -> dict[str, str]:
    """The environment of a person who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("PYTEST")}
    return {**kept, "ROMASHKA_DATA": str(folder), "PYTHONUNBUFFERED": "1"}


def python(folder: DataFolder, *arguments: str) -> subprocess.Popen[str]:
    """A Python process of such a person, in the checkout, with pipes."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=environment_for(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def eventually(condition: Callable[[], object], *, seconds: float = 15) -> bool:
    """True as soon as the condition holds, False when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_of(folder: DataFolder) -> dict[int, str]:
    """Living processes that name the folder in their command line or their environment."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            surroundings = (entry / "environ").read_bytes() if os.access(entry / "environ", os.R_OK) else b""
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX" and str(folder).encode() in command + surroundings:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found
