"""One entry as a Markdown document: its fields between two lines of dashes at the top, then its text."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Any

from knowledge.formats.shapes import FileEntry, Refused, entry_of

_HEAD = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"([A-Za-z][\w -]*):(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(.*))?$")
_IN_BRACKETS = re.compile(r"""[ ]*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]+)""")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")


def read_document(text: str, *, name: str) -> FileEntry | Refused:
    """Read one document.

    The fields are those of a simple YAML head: texts, quoted or not, and lists, in brackets or with a dash a line.
    Without a title the first heading is one, else the file's name; without a category the folder's name is one.

    Parameters
    ----------
    text
        The document, its lines ending in a line feed.
    name
        Its path inside the folder, with slashes.
    """
    head = _HEAD.match(text)
    try:
        fields = _fields(head.group(1)) if head else {}
    except ValueError as exc:
        return Refused(name, str(exc))
    body = text[head.end() :] if head else text
    known = {key.strip().lower() for key in fields}
    path = PurePosixPath(name)
    if "title" not in known:
        heading = _HEADING.match(body)
        fields["title"] = heading.group(1) if heading else path.stem.replace("-", " ").replace("_", " ").strip()
        body = body[heading.end() :] if heading else body
    if "category" not in known and len(path.parts) > 1:
        fields["category"] = path.parts[0].replace("-", " ").replace("_", " ").strip()
    fields["body"] = body
    return entry_of(fields, where=name)


def write_document(entry: FileEntry) -> str:
    """One document; its head is YAML whose texts are quoted as in JSON."""
    lines = ["---", f"title: {_quoted(entry.title)}"]
    if entry.ref:
        lines.append(f"ref: {_quoted(entry.ref)}")
    lines += [
        f"category: {_quoted(entry.category or '')}",
        f"tags: {json.dumps(list(entry.tags or ()), ensure_ascii=False)}",
        f"kind: {_quoted(entry.kind or '')}",
    ]
    lines += ["asked_as:", *(f"  - {_quoted(line)}" for line in entry.asked_as)] if entry.asked_as else ["asked_as: []"]
    return "\n".join([*lines, "---", "", entry.body, ""])


def file_names(entries: list[FileEntry]) -> list[str]:
    """A name for each entry's document: the words of its title, told apart by numbers."""
    taken: set[str] = set()
    names = []
    for entry in entries:
        stem = re.sub(r"[\W_]+", "-", entry.title.lower()).strip("-")[:80].strip("-") or "entry"
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names.append(f"{name}.md")
    return names


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _fields(head: str) -> dict[str, Any]:
    """The fields of a head.

    Raises:
        ValueError: a line that is no field; the sentence names it.
    """
    found: dict[str, Any] = {}
    lines = head.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field = _FIELD.match(line)
        if not field:
            raise ValueError(f"Line {at + 1} of its head is no field (“name: value”).")
        name, value = field.group(1), (field.group(2) or "").strip()
        deeper = at
        while deeper < len(lines) and (not lines[deeper].strip() or lines[deeper][:1] in " \t-"):
            deeper += 1
        inner, at = lines[at:deeper], deeper
        if value[:1] in ("|", ">"):
            found[name] = _block(inner, folds=value[0] == ">")
        elif value:
            found[name] = _value(" ".join([value, *(part.strip() for part in inner if part.strip())]))
        elif any(part.strip() for part in inner):
            found[name] = [_value(item) for item in _items(inner, first=at - len(inner) + 2)]
        else:
            found[name] = None
    return found


def _items(lines: list[str], *, first: int) -> list[str]:
    items: list[str] = []
    for number, line in enumerate(lines, start=first):
        item = _ITEM.match(line)
        if item:
            items.append((item.group(1) or "").strip())
        elif line.strip() and items:
            items[-1] += f" {line.strip()}"
        elif line.strip():
            raise ValueError(f"Line {number} of its head is no item of a list (“- text”).")
    return items


def _block(lines: list[str], *, folds: bool) -> str:
    text = [line.strip() if folds else line for line in lines]
    depth = min((len(line) - len(line.lstrip()) for line in text if line.strip()), default=0)
    return (" " if folds else "\n").join(line[depth:] for line in text).strip()


def _value(text: str) -> Any:
    """A text, quoted or not, or a list in brackets."""
    if text.startswith('"'):
        try:
            said, end = json.JSONDecoder(strict=False).raw_decode(text)
        except (ValueError, RecursionError):
            raise ValueError(f"The quotes of {text[:40]} in its head do not close.") from None
        if text[end:].strip() and not _COMMENT.match(text[end:]):
            raise ValueError(f"Something stands behind the quotes of {text[:40]} in its head.")
        return said
    if text.startswith("'"):
        single = re.match(r"'((?:[^']|'')*)'", text)
        if not single:
            raise ValueError(f"The quotes of {text[:40]} in its head do not close.")
        return single.group(1).replace("''", "'")
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            inner = _COMMENT.sub("", text).strip()
            if not inner.endswith("]"):
                raise ValueError(f"The bracket of {text[:40]} in its head does not close.") from None
            return [str(_value(item.strip())) for item in _IN_BRACKETS.findall(inner[1:-1]) if item.strip()]
    return _COMMENT.sub("", text).strip()
