"""Reading and scrubbing a file's batches, in this process or in a few beside it.

A batch is read first (`read`), then, when the database has said which conversations it knows unchanged, the rest is
made into rows (`prepare`). Both happen in the same worker, which keeps the batch in between, so no text travels twice.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from training.errors import DomainError
from training.services.importing.reading import ConversationLine, ReadingRules, Refusal, read_line
from training.services.importing.rows import Cleaner, RowRules, Rows, copy_rows
from training.services.importing.times import TimeSpan

WORTH_PROCESSES_BYTES = 5_000_000
MAX_PROCESSES = 4


class ImportWorkerFailed(DomainError):
    """A helper process died, or our own code has a fault. The message holds nothing of the file."""


class Known(NamedTuple):
    """What the database is asked about a conversation."""

    external_id: str
    content_hash: bytes


@dataclass(frozen=True, kw_only=True)
class ReadBatch:
    """What reading a batch gave: the last line of each conversation, and the refused lines."""

    known: list[Known]
    refusals: list[Refusal]
    repeated_unchanged: int
    repeated_updated: int


class Desk:
    """The work of one worker. Its methods are the tasks; what they take and give can be pickled."""

    def __init__(self) -> None:
        """Begin with no batch in hand."""
        self._cleaner = Cleaner()
        self._read: dict[int, list[ConversationLine]] = {}
        self._reading: ReadingRules
        self._rows: RowRules

    def configure(self, reading: ReadingRules, rows: RowRules) -> None:
        """Take the rules of an import."""
        self._reading, self._rows = reading, rows

    def measure(self, lines: list[tuple[int, bytes]], reading: ReadingRules) -> TimeSpan:
        """The times of the lines that can be read."""
        span = TimeSpan()
        for number, raw in lines:
            line = read_line(number=number, raw=raw, rules=reading)
            if isinstance(line, ConversationLine):
                span.add(started_at=line.started_at, ended_at=max(message.at for message in line.messages))
        return span

    def read(self, batch: int, lines: list[tuple[int, bytes]]) -> ReadBatch:
        """Read a batch and keep it. Of several lines with one id the last one counts; the others are told apart by what
        they would have done: nothing, or an update.
        """
        conversations: dict[str, ConversationLine] = {}
        refusals: list[Refusal] = []
        unchanged = updated = 0
        for number, raw in lines:
            line = read_line(number=number, raw=raw, rules=self._reading)
            if isinstance(line, Refusal):
                refusals.append(line)
                continue
            earlier = conversations.pop(line.external_id, None)
            if earlier is not None:
                unchanged += earlier.content_hash == line.content_hash
                updated += earlier.content_hash != line.content_hash
            conversations[line.external_id] = line
        self._read[batch] = list(conversations.values())
        return ReadBatch(
            known=[Known(line.external_id, line.content_hash) for line in self._read[batch]],
            refusals=refusals,
            repeated_unchanged=unchanged,
            repeated_updated=updated,
        )

    def prepare(self, batch: int, unchanged: set[int]) -> Rows | None:
        """Make rows of a batch read before, without those at the given places, and let go of it."""
        lines = [line for place, line in enumerate(self._read.pop(batch)) if place not in unchanged]
        return copy_rows(lines=lines, rules=self._rows, cleaner=self._cleaner) if lines else None


def _run(desk: Desk, task: str, arguments: tuple[Any, ...]) -> Any:
    """Do a task. A fault of ours is told by its kind and place only: its message may hold text not yet scrubbed."""
    try:
        return getattr(desk, task)(*arguments)
    except MemoryError:
        raise ImportWorkerFailed("There is not enough memory to read the file. What was imported stays.") from None
    except Exception as exc:  # noqa: BLE001 - whatever it is, it must not be shown with its message
        frame = traceback.extract_tb(exc.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        raise ImportWorkerFailed(
            f"Reading stopped at a fault of this program ({type(exc).__name__}, {place})."
        ) from None


class Worker(Protocol):
    """Does tasks in the order they are submitted."""

    def submit(self, task: str, *arguments: Any) -> Future[Any]:
        """Have a task of `Desk` done."""

    def close(self) -> None:
        """Stop."""


class LocalWorker:
    """Does each task at once, in this process."""

    def __init__(self) -> None:
        """Set up a desk."""
        self._desk = Desk()

    def submit(self, task: str, *arguments: Any) -> Future[Any]:
        """Do it; the future is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(_run(self._desk, task, arguments))
        except ImportWorkerFailed as exc:
            future.set_exception(exc)
        return future

    def close(self) -> None:
        """Nothing to stop."""


class ProcessWorker:
    """Does tasks in a process of its own, which ends when this one does, however that ends."""

    def __init__(self) -> None:
        """Fork. The child keeps nothing open but its end of the pipe, so it can touch no database connection."""
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="import", daemon=True)
        self._process.start()
        theirs.close()
        self._thread: ThreadPoolExecutor | None = None

    def submit(self, task: str, *arguments: Any) -> Future[Any]:
        """Queue it. A thread does the waiting, so that neither side blocks the other with a full pipe."""
        if self._thread is None:  # not before every worker has been forked
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="import")
        return self._thread.submit(self._ask, task, arguments)

    def _ask(self, task: str, arguments: tuple[Any, ...]) -> Any:
        try:
            self._pipe.send((task, arguments))
            is_done, result = self._pipe.recv()
        except (EOFError, OSError):
            raise ImportWorkerFailed(
                "A helper process of the import died. What was imported stays; import the file again to finish."
            ) from None
        if not is_done:
            raise ImportWorkerFailed(result)
        return result

    def close(self) -> None:
        """Stop the process, whatever it is doing."""
        self._process.terminate()
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
        self._pipe.close()
        self._process.join()


def _serve(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Lines become trees, never rings: looking for rings among them took a fifth of the time.
    gc.disable()
    os.closerange(3, pipe.fileno())
    os.closerange(pipe.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    serve(pipe=pipe)


def serve(*, pipe: Connection) -> None:
    """Answer tasks until the other end is gone."""
    desk = Desk()
    while True:
        try:
            task, arguments = pipe.recv()
            try:
                answer = (True, _run(desk, task, arguments))
            except ImportWorkerFailed as exc:
                answer = (False, str(exc))
            pipe.send(answer)
        except (EOFError, OSError):
            return


class Workers:
    """As many workers as the file is worth: none beside this process for a small one."""

    def __init__(self, *, size: int) -> None:
        """Start them."""
        processes = _process_count(size)
        make: Callable[[], Worker] = ProcessWorker if processes else LocalWorker
        self.all: list[Worker] = [make() for _ in range(max(1, processes))]

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop them all."""
        for worker in self.all:
            worker.close()

    def for_batch(self, batch: int) -> Worker:
        """The worker of a batch, by its number."""
        return self.all[batch % len(self.all)]


def _process_count(size: int) -> int:
    """How many processes a file of `size` bytes is worth; 0 where forking is no good idea."""
    is_alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    if size < WORTH_PROCESSES_BYTES or not is_alone or "fork" not in multiprocessing.get_all_start_methods():
        return 0
    return min(MAX_PROCESSES, len(os.sched_getaffinity(0)))
