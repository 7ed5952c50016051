"""Several imports at once, processes beside this one, and kills: always the same rows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.training.factories import OrganizationFactory
from tests.training.importing.lines import NOW, conversation, message, write
from training.models import Conversation, Message
from training.services.importing import ImportResult, files, import_conversations, workers
from training.tenancy import organization_scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organization_id() -> int:
    return int(OrganizationFactory(name="Acme", slug="acme").pk)


def rows_of(organization_id: int) -> list[Any]:
    with organization_scope(organization_id):
        return list(Message.objects.order_by("conversation__external_id", "position").values_list(
            "conversation__external_id", "conversation__customer_key", "position", "sender", "text", "sent_at"
        ))  # fmt: skip


def long_file(path: Path, size: int) -> Path:
    return write(
        path,
        *(
            conversation(
                f"c-{number:05}",
                message(text=f"Question {number}"),
                message("ai", f"Write to m{number}@example.com", 9),
                rating=number % 5 + 1,
            )
            for number in range(size)
        ),
    )


def test_two_imports_of_one_file_at_once_add_nothing_twice(
    organization_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BATCH_LINES", 7)
    path = long_file(tmp_path / "x.jsonl", 150)
    results: list[ImportResult] = []
    start = threading.Barrier(3)

    def run(order: Path) -> None:
        start.wait()
        try:
            results.append(
                import_conversations(
                    organization_id=organization_id, path=order, source="x", now=NOW, shift_to_now=True
                )
            )
        finally:
            connection.close()

    backwards = write(tmp_path / "y.jsonl", *reversed(path.read_bytes().splitlines()))
    threads = [threading.Thread(target=run, args=(order,)) for order in (path, path, backwards)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 3
    assert sum(result.added for result in results) == 150
    assert sum(result.updated for result in results) == 0
    assert sum(result.unchanged for result in results) == 300
    assert len(rows_of(organization_id)) == 300


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two helper processes whatever the size, also where another thread is running."""
    monkeypatch.setattr(workers, "_process_count", lambda size: 2)


def test_processes_write_the_same_rows_as_one(
    organization_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: None
) -> None:
    path = long_file(tmp_path / "x.jsonl", 120)
    with path.open("ab") as file:
        file.write(b"broken\n")
    monkeypatch.setattr(files, "BATCH_LINES", 9)
    beside = import_conversations(organization_id=organization_id, path=path, now=NOW, shift_to_now=True, span_days=3)
    assert (beside.added, beside.refused) == (120, 1)
    assert beside.first_refusals[0].line == 121
    with_processes = rows_of(organization_id)
    monkeypatch.setattr(workers, "_process_count", lambda size: 0)
    alone = import_conversations(organization_id=organization_id, path=path, now=NOW)
    assert (alone.unchanged, alone.updated) == (120, 0)
    other = int(OrganizationFactory(name="Other", slug="other").pk)
    import_conversations(organization_id=other, path=path, now=NOW, shift_to_now=True, span_days=3)
    assert [row[:1] + row[2:] for row in rows_of(other)] == [row[:1] + row[2:] for row in with_processes]


KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[3]
from training.services.importing import files, import_conversations
files.BATCH_LINES = 10
def kill(done, total):
    if done > total // 2:
        os.kill(os.getpid(), signal.SIGKILL)
import_conversations(organization_id=int(sys.argv[1]), path=sys.argv[2], progress=kill)
"""


def test_after_a_kill_importing_again_finishes(organization_id: int, tmp_path: Path) -> None:
    path = long_file(tmp_path / "x.jsonl", 100)
    database = str(connection.settings_dict["NAME"])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(organization_id), str(path), database],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=Path(__file__).parents[3],
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    with organization_scope(organization_id):
        before = Conversation.objects.count()
    assert 0 < before < 100
    result = import_conversations(organization_id=organization_id, path=path, now=NOW)
    assert (result.added, result.unchanged, result.updated) == (100 - before, before, 0)
    assert len(rows_of(organization_id)) == 200
    assert [item.name for item in tmp_path.iterdir()] == ["x.jsonl"]


def test_memory_stays_flat(organization_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file of many batches never more than a few are held."""
    monkeypatch.setattr(files, "BATCH_LINES", 5)
    held: list[int] = []
    read = workers.Desk.read

    def watch(self: workers.Desk, batch: int, lines: list[tuple[int, bytes]]) -> workers.ReadBatch:
        found = read(self, batch, lines)
        held.append(len(self._read))
        return found

    monkeypatch.setattr(workers.Desk, "read", watch)
    path = long_file(tmp_path / "x.jsonl", 100)
    started = time.monotonic()
    import_conversations(organization_id=organization_id, path=path, now=NOW)
    assert len(held) == 20
    assert max(held) <= 3
    assert time.monotonic() - started < 30
