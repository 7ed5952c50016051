"""The file as a stream of batches, and the file of refused lines."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.training.importing.lines import write
from training.services.importing import files
from training.services.importing.files import ImportFile, ImportFileUnreadable, RefusedFile
from training.services.importing.reading import Refusal


def lines_of(path: Path) -> list[tuple[int, bytes]]:
    return [line for batch in ImportFile.at(path).batches() for line in batch.lines]


def test_it_numbers_lines_and_leaves_empty_ones_out(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xef\xbb\xbfone\r\n\n  \ntwo")
    assert lines_of(path) == [(1, b"one\r\n"), (4, b"two")]


def test_batches_end_by_lines_and_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.jsonl", "a", "b", "c" * 50, "d", "e")
    monkeypatch.setattr(files, "BATCH_LINES", 2)
    monkeypatch.setattr(files, "BATCH_BYTES", 40)
    found = list(ImportFile.at(path).batches())
    assert [[number for number, _ in batch.lines] for batch in found] == [[1, 2], [3], [4, 5]]
    assert sum(batch.size for batch in found) == path.stat().st_size == found[-1].position


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    for name in ("x.jsonl.gz", "x.jsonl"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(b"one\ntwo\n"))
        assert lines_of(path) == [(1, b"one\n"), (2, b"two\n")]
        assert ImportFile.at(path).is_gzip


def test_the_source_is_the_bare_name(tmp_path: Path) -> None:
    names = ("x.jsonl.gz", "x.jsonl", "x", ".jsonl")
    assert [ImportFile.at(write(tmp_path / name, "1")).source for name in names] == ["x", "x", "x", ".jsonl"]


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 10)
    path = write(tmp_path / "x.jsonl", "a" * 95, "b", "c" * 10, "d" * 11)
    assert [(number, len(raw)) for number, raw in lines_of(path)] == [(1, 11), (2, 2), (3, 11), (4, 11)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.jsonl", "There is no file"),
        ("folder", "is a folder"),
        ("plain.jsonl.gz", "is not a gzip file, though its name ends in .gz"),
        ("pipe", "is not a regular file"),
        ("a\x00b", "its name cannot be used"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_it_says_why_a_file_cannot_be_read(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder").mkdir()
    write(tmp_path / "plain.jsonl", "1").rename(tmp_path / "plain.jsonl.gz")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImportFileUnreadable, match=sentence):
        ImportFile.at(tmp_path / name)


def test_it_says_when_it_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.jsonl", "1")

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)  # tests may run as root, whom no mode keeps out
    with pytest.raises(ImportFileUnreadable, match="may not be read by this user"):
        ImportFile.at(path)


def test_a_packed_file_that_breaks_off_says_after_which_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(b"one\n" * 50_000, compresslevel=0)[:-60_000])
    with pytest.raises(ImportFileUnreadable, match=r"is damaged after line \d\d\d\d+"):
        lines_of(path)


def test_a_failing_disk_says_after_which_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.jsonl", "1", "2")
    found = ImportFile.at(path)

    def fail(stream: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "_next_line", fail)
    with pytest.raises(ImportFileUnreadable, match="after line 0: Input/output error"):
        list(found.batches())


def test_refusals_are_written_whole_beside_the_file(tmp_path: Path) -> None:
    with RefusedFile(path=tmp_path / "x.jsonl") as refused:
        refused.add([Refusal(2, "id", "is missing"), Refusal(9, "", "is not JSON")])
        assert not refused.path.exists()
        assert refused.finish() == ""
    written = [json.loads(line) for line in (tmp_path / "x.jsonl.refused.jsonl").read_text().splitlines()]
    assert written == [
        {"line": 2, "field": "id", "reason": "is missing"},
        {"line": 9, "field": "", "reason": "is not JSON"},
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl.refused.jsonl"]


def test_a_list_of_an_earlier_import_goes_when_nothing_is_refused(tmp_path: Path) -> None:
    old = write(tmp_path / "x.jsonl.refused.jsonl", "old")
    with RefusedFile(path=tmp_path / "x.jsonl") as refused:
        assert refused.finish() == ""
    assert not old.exists()


def test_a_list_that_cannot_be_written_or_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.refused.jsonl").mkdir()
    with RefusedFile(path=tmp_path / "x.jsonl") as refused:
        assert "cannot be removed" in refused.finish()
        refused.add([Refusal(2, "id", "is missing")])
        assert "could not be written" in refused.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl.refused.jsonl"]
