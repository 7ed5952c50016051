"""Keeps children running: starts them again when they die, says why, and stops them all in order."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.runtime.logs import IS_AN_ERROR, errors_in, keep_small, read_from, reason_in
from config.runtime.problem import RuntimeProblem
from config.runtime.process import describe_exit, kill_group, stop_process

LOOKS_EVERY_SECONDS = 0.25
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
WELL_AFTER_SECONDS = 60.0
ERRORS_PER_MINUTE = 5


@dataclass
class Child:
    """A process to keep running. `start` starts it, and raises RuntimeProblem when it can't."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    log: Path
    shows: re.Pattern[str] = IS_AN_ERROR  # lines of the log that are for everybody to see
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_again_at: float | None = None
    log_offset: int = 0
    errors_shown: list[float] = field(default_factory=list)

    def skip_output(self) -> None:
        """What the log said before is of no interest."""
        self.log_offset = self.log.stat().st_size if self.log.exists() else 0

    def launch(self) -> None:
        """Start it."""
        self.skip_output()
        self.process = self.start()
        self.started = time.monotonic()
        self.start_again_at = None

    @property
    def has_ended(self) -> bool:
        """True when it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def new_output(self) -> str:
        """What it has written to its log since the last look."""
        text, self.log_offset = read_from(self.log, self.log_offset)
        return text

    def how_it_ended(self) -> str:
        """`exit code 1: last words`."""
        code = self.process.returncode if self.process is not None else None
        how = "it did not start" if code is None else describe_exit(code)
        text = self.new_output()
        return f"{how}: {reason_in(text)}" if text.strip() else how


class Supervisor:
    """Looks after children, in the main thread."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []

    def add(self, child: Child, *, is_running: bool = False) -> None:
        """Look after `child`; start it unless it is running already."""
        self.children.append(child)
        if is_running:
            child.started = time.monotonic()
            child.skip_output()
        else:
            child.launch()

    def watch(self) -> None:
        """Go on for ever: until a signal raises StopRequested."""
        while True:
            self.look()
            time.sleep(LOOKS_EVERY_SECONDS)

    def look(self) -> None:
        """One look at each child."""
        for child in self.children:
            if child.start_again_at is not None:
                if time.monotonic() >= child.start_again_at:
                    self._start_again(child)
            elif child.has_ended:
                self._note_death(child, child.how_it_ended())
            else:
                self._show_errors(child)

    def wait_for(self, child: Child, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `child` is ready; a child that ends first, or takes too long, is a problem."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if child.has_ended:
                raise RuntimeProblem(f"{child.name} did not start: {child.how_it_ended()} (see {child.log})")
            if time.monotonic() > deadline:
                said = reason_in(child.new_output())
                raise RuntimeProblem(f"{child.name} was not ready within {seconds:.0f} s: {said} (see {child.log})")
            time.sleep(0.05)

    def stop(self, children: list[Child], *, seconds: float) -> None:
        """Ask all of `children` to stop at once; kill those (and what they left) that need longer than `seconds`."""
        living = [child.process for child in children if child.process is not None]
        self.children = [child for child in self.children if child not in children]
        for process in living:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + seconds
        while any(process.poll() is None for process in living) and time.monotonic() < deadline:
            time.sleep(0.02)
        for process in living:
            stop_process(process)

    def _note_death(self, child: Child, how: str) -> None:
        if child.process is not None:
            kill_group(child.process)  # its own children, if it left any
        if child.started and time.monotonic() - child.started >= WELL_AFTER_SECONDS:
            child.deaths = 0
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**child.deaths)
        child.deaths += 1
        child.start_again_at = time.monotonic() + pause
        self.say(f"{child.name} stopped ({how}); it is started again in {pause:.0f} s")

    def _start_again(self, child: Child) -> None:
        try:
            child.launch()
        except (RuntimeProblem, OSError) as exc:
            self._note_death(child, str(exc))
        else:
            self.say(f"{child.name} was started again")

    def _show_errors(self, child: Child) -> None:
        now = time.monotonic()
        child.errors_shown = [at for at in child.errors_shown if now - at < 60]
        for line in errors_in(child.new_output(), child.shows):
            if len(child.errors_shown) < ERRORS_PER_MINUTE:
                self.say(f"{child.name}: {line}")
            elif len(child.errors_shown) == ERRORS_PER_MINUTE:
                self.say(f"{child.name}: more errors are in {child.log}")
            child.errors_shown.append(now)
        try:
            keep_small(child.log)
        except OSError:
            return  # a full disk: the children will say so themselves
