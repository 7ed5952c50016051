"""The tasks of a worker, here and in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from multiprocessing import Pipe

import pytest

from tests.training.importing.lines import NOON, RULES, conversation, message
from training.services.importing import workers
from training.services.importing.reading import MAX_LINE_BYTES, Refusal
from training.services.importing.rows import RowRules
from training.services.importing.workers import Desk, ImportWorkerFailed, LocalWorker, ProcessWorker, Workers, serve

ROWS = RowRules(customer_hash_key=b"tests only", source="file")


def lines(*said: object) -> list[tuple[int, bytes]]:
    return [(number, json.dumps(item).encode()) for number, item in enumerate(said, 1)]


def test_of_lines_with_one_id_the_last_one_counts() -> None:
    desk = Desk()
    desk.configure(RULES, ROWS)
    found = desk.read(
        0, lines(conversation("a"), conversation("b"), conversation("a", rating=2), conversation("b"), {})
    )
    assert [known.external_id for known in found.known] == ["a", "b"]
    assert (found.repeated_unchanged, found.repeated_updated) == (1, 1)
    assert found.refusals == [Refusal(5, "id", "is missing")]
    rows = desk.prepare(0, {1})
    assert rows is not None
    assert rows.conversations.count(b"\n") == 1
    assert b"\t2\t" in rows.conversations


def test_a_batch_without_news_makes_no_rows() -> None:
    desk = Desk()
    desk.configure(RULES, ROWS)
    desk.read(0, lines(conversation("a")))
    assert desk.prepare(0, {0}) is None


def test_measuring_leaves_out_what_cannot_be_read() -> None:
    found = Desk().measure(lines(conversation("a", message(), message(after=60)), {"id": "b"}), RULES)
    assert found.front == [(NOON.timestamp(), 60.0)]


def test_a_process_does_the_same_work() -> None:
    worker = ProcessWorker()
    try:
        worker.submit("configure", RULES, ROWS)
        assert len(worker.submit("read", 3, lines(conversation("a"))).result().known) == 1
        assert worker.submit("prepare", 3, set()).result().messages.count(b"\n") == 2
    finally:
        worker.close()


def test_a_fault_is_told_by_kind_and_place_without_any_text() -> None:
    for worker in (LocalWorker(), ProcessWorker()):
        with pytest.raises(ImportWorkerFailed, match=r"a fault of this program \(KeyError, workers.py:\d+\)"):
            worker.submit("prepare", "jane@example.com", set()).result()
        worker.close()


def test_a_lack_of_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Desk, "configure", exhausted)
    with pytest.raises(ImportWorkerFailed, match="not enough memory"):
        LocalWorker().submit("configure", RULES, ROWS).result()


def test_a_killed_process_is_told() -> None:
    worker = ProcessWorker()
    worker.submit("configure", RULES, ROWS).result()
    os.kill(worker._process.pid or 0, signal.SIGKILL)
    with pytest.raises(ImportWorkerFailed, match="A helper process of the import died"):
        worker.submit("read", 0, lines(conversation("a"))).result()
    worker.close()


def test_a_process_ends_when_its_parent_does() -> None:
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:  # pragma: no cover - the child's own measurement is lost with it
        worker = ProcessWorker()
        worker.submit("configure", RULES, ROWS).result()
        os.write(writing, str(worker._process.pid).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(parent, 0)
    worker_pid = int(os.read(reading, 20))
    until = time.monotonic() + 5
    while time.monotonic() < until and _is_running(worker_pid):
        time.sleep(0.02)
    assert not _is_running(worker_pid)


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_serving_ends_when_the_other_end_closes() -> None:
    ours, theirs = Pipe()
    thread = threading.Thread(target=serve, kwargs={"pipe": theirs})
    thread.start()
    ours.send(("configure", (RULES, ROWS)))
    assert ours.recv() == (True, None)
    ours.send(("prepare", (0, set())))
    assert ours.recv()[0] is False
    ours.close()
    thread.join(5)
    assert not thread.is_alive()


def test_small_files_and_places_where_forking_is_unsafe_get_no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(9)))
    assert workers._process_count(1_000) == 0
    assert workers._process_count(50_000_000) == workers.MAX_PROCESSES
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert workers._process_count(50_000_000) == 0


def test_batches_take_turns() -> None:
    with Workers(size=10) as few:
        assert isinstance(few.all[0], LocalWorker)
        assert few.for_batch(0) is few.for_batch(5)


def test_a_line_too_long_is_refused_wherever_it_is_read() -> None:
    desk = Desk()
    desk.configure(RULES, ROWS)
    assert desk.read(0, [(1, b"x" * (MAX_LINE_BYTES + 1))]).refusals == [Refusal(1, "", "is longer than 16 MB")]
