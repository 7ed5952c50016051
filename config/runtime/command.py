"""Running one of our own management commands as a child."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from config.runtime.folder import DataFolder
from config.runtime.logs import reason_in
from config.runtime.problem import RuntimeProblem
from config.runtime.process import describe_exit, start_process, stop_process

CHECKOUT = Path(__file__).resolve().parents[2]


def run_command(
    folder: DataFolder,
    environment: Mapping[str, str],
    *arguments: str,
    wants: str,
    on_line: Callable[[str], None] | None = None,
) -> str:
    """Run `manage.py ARGUMENTS` to its end and return what it printed; all it says is also in its own log.

    `wants` says what for, in the sentence about its failure. Standard output is passed on line by line to `on_line`.
    """
    path = folder.logs / f"{arguments[0]}.log"
    with folder.sentences():
        path.write_bytes(b"")
        path.chmod(0o600)
        errors = path.open("ab")
    said = []
    with errors:
        process = start_process(
            [sys.executable, "manage.py", *arguments],
            log=subprocess.PIPE,
            errors=errors,
            death_signal=signal.SIGTERM,
            environment=environment,
            cwd=CHECKOUT,
        )
        try:
            for raw in process.stdout or ():
                line = raw.decode(errors="replace").rstrip()
                said.append(line)
                errors.write(raw)
                if on_line is not None and line:
                    on_line(line)
            code = process.wait()
        except BaseException:
            stop_process(process, (signal.SIGTERM, 2.0))
            raise
    if code:
        reason = reason_in(path.read_text(errors="replace"))
        raise RuntimeProblem(f"It was not possible to {wants} ({describe_exit(code)}): {reason} (see {path})")
    return "\n".join(said)
