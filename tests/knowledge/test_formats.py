"""Files of entries: what is written is read back; what cannot be read is refused with its place."""

from __future__ import annotations

import csv
import doctest
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.formats import (
    FileEntry,
    FileInvalid,
    archives,
    read_csv,
    read_folder,
    read_jsonl,
    read_zip,
    shapes,
    tables,
    write_csv,
    write_jsonl,
    write_zip,
)
from knowledge.formats.documents import file_names, read_document, write_document
from knowledge.formats.tables import harmless, plain
from training.text import FORMULA_STARTS

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40).map(
    lambda text: " ".join(text.split())
)
FULL_LINE = LINE.filter(bool)
TEXT = (
    st.lists(LINE, min_size=1, max_size=6)
    .map("\n".join)
    .map(str.strip)
    .filter(bool)
    # A head of its own at the top of a text is a head.
    .filter(lambda text: not text.startswith("\ufeff"))
)
ENTRIES = st.lists(
    st.builds(
        FileEntry,
        where=st.just(""),
        title=FULL_LINE,
        body=TEXT,
        category=LINE,
        kind=st.sampled_from(["answer", "handoff"]),
        tags=st.lists(FULL_LINE, max_size=3, unique=True).map(tuple),
        asked_as=st.lists(FULL_LINE, max_size=3, unique=True).map(tuple),
        ref=LINE,
    ),
    min_size=1,
    max_size=4,
)


def bare(entries: list[FileEntry]) -> list[tuple[object, ...]]:
    """Entries without their places, in an order of their own: documents are read in the order of their names."""
    return sorted(
        (one.title, one.body.strip(), one.category, one.kind, one.tags, one.asked_as, one.ref) for one in entries
    )


WRITERS = {
    "csv": (lambda entries: "".join(write_csv(entries)).encode(), read_csv),
    "jsonl": (lambda entries: "".join(write_jsonl(entries)).encode(), read_jsonl),
    "markdown": (write_zip, read_zip),
}


@pytest.mark.parametrize("form", WRITERS)
@given(entries=ENTRIES)
@settings(max_examples=120, deadline=None)
def test_what_is_written_is_read_back_unchanged(form: str, entries: list[FileEntry]) -> None:
    write, read = WRITERS[form]
    reading = read(write(entries))
    assert reading.refused == []
    assert bare(reading.entries) == bare(entries)


@given(cell=st.text())
def test_no_cell_starts_a_formula_and_each_comes_back(cell: str) -> None:
    safe = harmless(cell)
    assert not safe.lstrip().startswith(FORMULA_STARTS)
    assert plain(safe) == cell


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(tables).failed == 0


# --- Markdown documents


def document(text: str, name: str = "how.md") -> FileEntry:
    found = read_document(text, name=name)
    assert isinstance(found, FileEntry), found
    return found


def test_a_head_of_common_yaml_is_read() -> None:
    found = document(
        "---\n# a remark\ntitle: Sending back # not shown\nTags: [parcel, 'it''s', \"a, b\"]\n"
        "asked-as:\n  - How long?\n  - \"Until: when?\"\ncategory: 'Returns: all'\nauthor: somebody\ndate: 2026-01-01\n"
        "kind: handoff\nreference: R-1\n---\n# Not the title\n\nWithin 30 days.\n"
    )
    assert (found.title, found.category) == ("Sending back", "Returns: all")
    assert found.tags == ("parcel", "it's", "a, b")
    assert found.asked_as == ("How long?", "Until: when?")
    assert (found.kind, found.ref) == ("handoff", "R-1")
    assert found.body.strip() == "# Not the title\n\nWithin 30 days."


def test_a_folded_text_in_the_head_is_one_line() -> None:
    assert document("---\ntitle: >\n  How long\n  do I have?\n---\nx").title == "How long do I have?"
    assert document('---\ntitle: "How long\n  do I have?"\n---\nx').title == "How long do I have?"


def test_without_a_head_the_first_heading_is_the_title_and_the_folder_the_category() -> None:
    found = document("# How long?\n\nWithin 30 days.\n", name="sending-back/terms/how_long.md")
    assert (found.title, found.body.strip(), found.category) == ("How long?", "Within 30 days.", "sending back")
    assert (found.tags, found.asked_as, found.kind, found.ref) == (None, None, None, "")


def test_without_a_heading_the_name_is_the_title() -> None:
    found = document("Within 30 days.\n", name="how-long_is-it.md")
    assert (found.title, found.category) == ("how long is it", None)


def test_an_empty_category_in_the_head_is_meant() -> None:
    assert document('---\ntitle: x\ncategory: ""\n---\ny', name="folder/x.md").category == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: x\n---\n \n", "It has no text."),
        ("---\ntitle: x\nno field here\n---\ny", "Line 3 of its head is no field"),
        ('---\ntitle: "x\n---\ny', "do not close"),
        ("---\ntitle: 'x\n---\ny", "do not close"),
        ('---\ntitle: "x" y\n---\ny', "behind the quotes"),
        ("---\ntitle: x\ntags: [a, b\n---\ny", "does not close"),
        ("---\ntitle: x\ntags:\n  a\n---\ny", "Line 4 of its head is no item"),
        ("---\ntitle: [a]\n---\ny", "“title” must be text."),
        ('---\ntitle: x\ntags: [1, "a"]\n---\ny', "“tags” must be a list of texts."),
    ],
)
def test_a_document_that_cannot_be_read_says_where_and_why(text: str, reason: str) -> None:
    found = read_document(text, name="a.md")
    assert not isinstance(found, FileEntry)
    assert found.where == "a.md"
    assert reason in found.reason


def test_a_head_that_does_not_close_is_text() -> None:
    found = document("---\ntitle: x\nWithin 30 days.", name="a.md")
    assert (found.title, found.body) == ("a", "---\ntitle: x\nWithin 30 days.")


def test_each_document_has_a_name_of_its_own() -> None:
    rows = [
        FileEntry(where="", title=title, body="x") for title in ("How long?", "how long", "???", "Ελληνικά", "x" * 300)
    ]
    names = file_names(rows)
    assert names[:3] == ["how-long.md", "how-long-2.md", "entry.md"]
    assert len(set(names)) == 5
    assert max(map(len, names)) < 100


def test_the_same_entries_make_the_same_file() -> None:
    rows = [FileEntry(where="", title="a", body="b")]
    assert write_zip(rows) == write_zip(rows)


# --- .zip and folder


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


GOOD = "# How long?\n\nWithin 30 days."


@pytest.mark.parametrize(
    "name", ["../out.md", "a/../../out.md", "/etc/out.md", "C:/out.md", "..\\out.md", "a\\..\\out.md"]
)
def test_a_name_that_leads_outside_refuses_the_whole(name: str) -> None:
    with pytest.raises(FileInvalid, match="points outside"):
        read_zip(zipped(**{"good.md": GOOD, name: GOOD}))


def test_a_link_in_a_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileInvalid, match="points outside"):
        read_zip(out.getvalue())


def test_a_bomb_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{number}.md": "x" * 190_000 for number in range(120)}  # 22 MB out of some 20 kB
    packed = zipped(**many)
    assert len(packed) < 60_000
    with pytest.raises(FileInvalid, match="unpacks to more than 20 MB"):
        read_zip(packed)


def test_a_large_document_is_refused_alone() -> None:
    reading = read_zip(zipped(**{"big.md": "y" * 200_001, "good.md": GOOD}))
    assert [one.title for one in reading.entries] == ["How long?"]
    assert [(one.where, "larger than 200 kB" in one.reason) for one in reading.refused] == [("big.md", True)]


def test_a_size_that_lies_is_not_believed() -> None:
    packed = bytearray(zipped(**{"a.md": "z" * 150_000}))
    # The directory at the end claims that the document has 10 bytes.
    at = packed.index(b"PK\x01\x02") + 24
    packed[at : at + 4] = (10).to_bytes(4, "little")
    try:
        reading = read_zip(bytes(packed))
    except FileInvalid:
        return
    assert all(len(one.body) <= 200_000 for one in reading.entries)


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    with pytest.raises(FileInvalid, match="more than 3 files"):
        read_zip(zipped(**{f"{number}.md": GOOD for number in range(4)}))


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_ENTRIES", 3)
    with pytest.raises(FileInvalid, match="more than 3 entries"):
        read_jsonl(b'{"title": "a", "body": "b"}\n' * 4)


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_jsonl(b"no object\n" * 4),
        lambda: read_csv(b"title,body\n" + b"no text,\n" * 4),
        lambda: read_csv(b"title,body\n" + b"one,cell,more\n" * 4),
        lambda: read_zip(zipped(**{f"{number}.md": b"---\nno field\n---\n" for number in range(4)})),
    ],
)
def test_lines_that_are_left_out_count_as_well(monkeypatch: pytest.MonkeyPatch, read: Callable[[], Any]) -> None:
    monkeypatch.setattr(shapes, "MOST_ENTRIES", 3)
    with pytest.raises(FileInvalid, match="more than 3 entries"):
        read()


@pytest.mark.parametrize("content", [b"", b"no zip", zipped(**{"a.md": GOOD})[:-30], zipped(**{"a.md": GOOD})[30:]])
def test_what_is_no_zip_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(FileInvalid, match=r"damaged|no Markdown"):
        read_zip(content)


def test_an_encrypted_zip_gets_a_sentence() -> None:
    packed = bytearray(zipped(**{"a.md": GOOD}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1
    with pytest.raises(FileInvalid, match="without a password"):
        read_zip(bytes(packed))


def test_other_files_are_left_aside() -> None:
    reading = read_zip(
        zipped(**{"a.md": GOOD, "a.png": b"\x89PNG", "__MACOSX/b.md": "x", ".git/c.md": "x", "d.txt": "x"})
    )
    assert [one.where for one in reading.entries] == ["a.md"]
    with pytest.raises(FileInvalid, match="holds no Markdown"):
        read_zip(zipped(**{"a.png": b"\x89PNG"}))


def test_a_document_in_another_encoding_is_refused_alone() -> None:
    reading = read_zip(zipped(**{"a.md": GOOD, "b.md": "Größe".encode("latin-1")}))
    assert len(reading.entries) == 1
    assert "not UTF-8" in reading.refused[0].reason


def test_a_folder_is_read_like_a_zip_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text(GOOD)
    (tmp_path / "in" / "sub" / "a.md").write_text(GOOD)
    (tmp_path / "in" / ".hidden.md").write_text(GOOD)
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret.md")
    reading = read_folder(tmp_path / "in")
    assert [(one.where, one.category) for one in reading.entries] == [("sub/a.md", "sub")]
    with pytest.raises(FileInvalid, match="is no folder"):
        read_folder(tmp_path / "secret.md")


# --- CSV


def table(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    reading = read_csv(text.encode())
    return [(one.where, one.title) for one in reading.entries], [tuple(one) for one in reading.refused]


def test_columns_stand_in_any_order_under_their_common_names() -> None:
    (found,) = read_csv(
        b'\xef\xbb\xbfAnswer;Question;Tags;Also asked as;Other\nWithin 30 days.;How long?;a, b;"x\ny";z\n'
    ).entries
    assert (found.title, found.body, found.tags, found.asked_as) == (
        "How long?",
        "Within 30 days.",
        ("a", "b"),
        ("x", "y"),
    )
    assert (found.category, found.kind, found.ref) == (None, None, "")


def test_a_tag_with_a_comma_survives() -> None:
    row = FileEntry(where="", title="a", body="b", tags=("x, y", "z"))
    assert read_csv("".join(write_csv([row])).encode()).entries[0].tags == ("x, y", "z")


def test_rows_that_cannot_be_read_are_refused_with_their_line() -> None:
    good, refused = table('title,body\nOne,"two\nlines"\n,text\nTwo,\nThree,a,b\nFour,four\n')
    assert good == [("line 2", "One"), ("line 7", "Four")]
    assert [where for where, _ in refused] == ["line 4", "line 5", "line 6"]
    assert ["no title" in refused[0][1], "no text" in refused[1][1], "3 cells" in refused[2][1]] == [True] * 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"title,category\na,b\n", "no column “body”"),
        (b"body\na\n", "no column “title”"),
        ("title,body\nGröße,x\n".encode("latin-1"), "not UTF-8"),
        (b"title,body\na,\x00\n", "NUL"),
        (b'title,body\na,"open\n', "cannot be read as CSV"),
    ],
)
def test_a_table_that_cannot_be_read_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileInvalid, match=sentence):
        read_csv(content)


def test_a_formula_is_written_as_text_and_read_as_it_was() -> None:
    row = FileEntry(where="", title="=HYPERLINK(1)", body="+1\n-2", category="@x", tags=("-a",), ref="=r")
    text = "".join(write_csv([row]))
    cells = next(iter(list(csv.reader(io.StringIO(text)))[1:]))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    (back,) = read_csv(text.encode()).entries
    assert (back.title, back.body, back.category, back.tags, back.ref) == (
        "=HYPERLINK(1)",
        "+1\n-2",
        "@x",
        ("-a",),
        "=r",
    )


# --- JSON lines


def test_lines_that_cannot_be_read_are_refused_with_their_number() -> None:
    lines = [
        {"title": "One", "body": "1"}, "[1]", "{", {"title": "Two"}, {"title": 3, "body": "x"},
        {"title": "Four", "body": "x", "tags": "a, b", "ref": 12}, {"title": "Five", "body": "x", "tags": [1]},
        "[" * 100_000, "", {"title": "Six", "body": "x", "category": None},
    ]  # fmt: skip
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    reading = read_jsonl(text.encode())
    assert [(one.where, one.title, one.tags, one.ref) for one in reading.entries] == [
        ("line 1", "One", None, ""),
        ("line 6", "Four", ("a", "b"), "12"),
        ("line 10", "Six", None, ""),
    ]
    assert [one.where for one in reading.refused] == ["line 2", "line 3", "line 4", "line 5", "line 7", "line 8"]


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_BYTES", 10)
    for read in (read_jsonl, read_csv):
        with pytest.raises(FileInvalid, match="larger than"):
            read(b"x" * 11)


def test_what_a_writer_makes_is_one_document_each() -> None:
    entry = FileEntry(where="", title='A "quoted" title', body="Text", tags=("a",), asked_as=("b: c",), ref="R")
    assert document(write_document(entry)).title == 'A "quoted" title'
