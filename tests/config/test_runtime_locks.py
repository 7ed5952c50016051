"""Who owns the services of a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime.folder import DataFolder
from config.runtime.locks import FileLock, Owner, owner_of
from config.runtime.process import started_at
from config.runtime.services import announce, ready_environment


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.prepare()
    return made


@pytest.fixture
def held(folder: DataFolder) -> Iterator[FileLock]:
    lock = FileLock(folder.owner_lock)
    assert lock.try_take()
    lock.write(Owner.ourselves("up").as_json())
    yield lock
    lock.close()


def gone_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_nobody_owns_a_folder_whose_lock_is_free(folder: DataFolder) -> None:
    folder.owner_lock.write_text(Owner.ourselves("up").as_json())  # a note that an earlier run left
    assert owner_of(folder) is None


def test_the_owner_is_the_process_that_holds_the_lock(folder: DataFolder, held: FileLock) -> None:
    owner = owner_of(folder)
    assert owner == Owner.ourselves("up")
    assert owner.is_alive


def test_only_one_may_hold_it(folder: DataFolder, held: FileLock) -> None:
    second = FileLock(folder.owner_lock)
    assert not second.try_take()
    held.close()
    assert second.try_take()
    second.close()


def test_looking_who_owns_it_leaves_it_free(folder: DataFolder) -> None:
    assert owner_of(folder) is None
    lock = FileLock(folder.owner_lock)
    assert lock.try_take()
    lock.close()


def test_a_child_that_inherited_the_lock_keeps_the_folder_taken(folder: DataFolder, held: FileLock) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(held.descriptor,), text=True
    )
    held.close()
    assert owner_of(folder) is not None
    child.communicate("\n")
    assert owner_of(folder) is None


def test_a_reused_process_number_is_not_taken_for_the_owner(folder: DataFolder) -> None:
    assert not Owner(os.getpid(), "up", "an earlier start").is_alive
    assert Owner(os.getpid(), "up", started_at(os.getpid()) or "").is_alive
    assert not Owner(gone_process(), "up", "1").is_alive


def test_services_are_found_by_the_note_of_their_living_owner(folder: DataFolder, held: FileLock) -> None:
    announce(folder, Owner.ourselves("up"), {"DATABASE_URL": "postgresql://somewhere"})
    assert ready_environment(folder) == {"DATABASE_URL": "postgresql://somewhere"}


def test_a_note_without_a_living_owner_is_not_believed(folder: DataFolder) -> None:
    announce(folder, Owner.ourselves("up"), {"DATABASE_URL": "postgresql://somewhere"})
    assert ready_environment(folder) is None, "nobody holds the lock"
    lock = FileLock(folder.owner_lock)
    assert lock.try_take()
    lock.write(Owner(gone_process(), "up", "1").as_json())
    assert ready_environment(folder) is None, "the lock is held by what a dead owner left"
    lock.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_broken_note_counts_as_none(folder: DataFolder, held: FileLock, text: str) -> None:
    folder.runtime_file.write_text(text)
    assert ready_environment(folder) is None
