"""Golden questions out of a CSV file: good rows are kept, the others reported with line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Lower

from knowledge.formats.tables import delimiter_of
from knowledge.models import GoldenQuestion, KnowledgeEntry
from knowledge.services.golden import GoldenDraft, GoldenInvalid, draft_golden
from training.errors import DomainError
from training.models import Organization, User
from training.text import FORMULA_STARTS

COLUMNS = ("question", "expected_answer", "entry", "expects_handoff")
MOST_ROWS = 5_000
MOST_BYTES = 5 * 1024 * 1024
_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"", "no", "n", "false", "0", "off"})


class GoldenFileInvalid(DomainError):
    """The file as a whole cannot be read."""


class Refusal(NamedTuple):
    """Why one row was left out."""

    line: int
    reason: str


class Row(NamedTuple):
    """One row of the file as it says it."""

    line: int
    question: str
    expected_answer: str
    entry: str
    expects_handoff: str


@dataclass
class GoldenImport:
    """What became of a file: rows added, rows that were there already, rows that were left out."""

    added: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)


def import_golden(*, organization: Organization, content: bytes, confirmed_by: User) -> GoldenImport:
    """Add the questions of a CSV file with the columns question, expected_answer, entry and expects_handoff.

    `entry` is an entry's reference, number or title. A row that is in the set already adds nothing.

    Raises:
        GoldenFileInvalid: the file cannot be read, or has no column “question”; nothing is added.
    """
    rows = list(_rows(content))
    done = GoldenImport()
    with transaction.atomic():
        # Of two uploads at once the second sees what the first one added.
        Organization.objects.select_for_update().get(pk=organization.pk)
        entries = entries_named(organization=organization, names={row.entry for row in rows if row.entry})
        drafts: list[tuple[Row, GoldenDraft]] = []
        for row in rows:
            try:
                drafts.append((row, _draft(row, entries)))
            except GoldenInvalid as exc:
                done.refused.append(Refusal(row.line, str(exc)))
        known = {
            golden.question_key: golden
            for golden in GoldenQuestion.objects.for_organization(organization).filter(
                question_key__in={draft.question_key for _, draft in drafts}
            )
        }
        made: list[GoldenQuestion] = []
        for row, draft in drafts:
            there = known.get(draft.question_key)
            if there is None:
                golden = GoldenQuestion(
                    organization=organization,
                    source=GoldenQuestion.Source.CSV,
                    confirmed_by=confirmed_by,
                    **vars(draft),
                )
                known[draft.question_key] = golden
                made.append(golden)
            elif draft.expects_as(there):
                done.known += 1
            else:
                where = "earlier in this file" if there.pk is None else "in the golden set already"
                done.refused.append(Refusal(row.line, f"This question is {where}, and expects something else there."))
        GoldenQuestion.objects.bulk_create(made, batch_size=500)
    done.added = len(made)
    done.refused.sort()
    return done


def entries_named(*, organization: Organization, names: Collection[str]) -> dict[str, KnowledgeEntry | str]:
    """For each name the live entry that it means, or the sentence why it means none. Two SQL queries.

    A name is a reference, else a number, else a title.
    """
    live = KnowledgeEntry.objects.for_organization(organization).live()
    by_ref = {entry.external_ref: entry for entry in live.filter(external_ref__in=names).exclude(external_ref="")}
    numbers = [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 19]
    by_number = {str(entry.pk): entry for entry in live.filter(pk__in=numbers)} if numbers else {}
    by_title: dict[str, list[KnowledgeEntry]] = {}
    for entry in live.annotate(lower_title=Lower("title")).filter(lower_title__in={name.lower() for name in names}):
        by_title.setdefault(entry.title.lower(), []).append(entry)
    found: dict[str, KnowledgeEntry | str] = {}
    for name in names:
        titled = by_title.get(name.lower(), [])
        if name in by_ref:
            found[name] = by_ref[name]
        elif name in by_number:
            found[name] = by_number[name]
        elif len(titled) == 1:
            found[name] = titled[0]
        elif titled:
            found[name] = f"{len(titled)} live entries have this title; give the number of one."
        else:
            found[name] = "No live entry has this reference, number or title."
    return found


def _draft(row: Row, entries: dict[str, KnowledgeEntry | str]) -> GoldenDraft:
    entry = entries[row.entry] if row.entry else None
    if isinstance(entry, str):
        raise GoldenInvalid(entry, field="entry")
    said = row.expects_handoff.lower()
    if said not in _YES | _NO:
        raise GoldenInvalid("expects_handoff is yes or no.", field="expects_handoff")
    return draft_golden(
        question=row.question, expected_answer=row.expected_answer, expects_handoff=said in _YES, entry=entry
    )


def _rows(content: bytes) -> Iterator[Row]:
    if len(content) > MOST_BYTES:
        raise GoldenFileInvalid(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GoldenFileInvalid("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again.") from None
    if "\x00" in text:
        raise GoldenFileInvalid("The file holds NUL bytes, so it is no CSV file. Save it as “CSV UTF-8”.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    places: dict[str, int] | None = None
    line, count = 1, 0
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if places is None:
                places = _places(cells)
                continue
            count += 1
            if count > MOST_ROWS:
                raise GoldenFileInvalid(f"The file has more than {MOST_ROWS:,} rows. Split it.")
            yield Row(start, *(_cell(cells, places.get(name)) for name in COLUMNS))
    except csv.Error as exc:
        raise GoldenFileInvalid(f"Line {line} cannot be read as CSV ({exc}). Nothing was added.") from exc
    if places is None:
        raise GoldenFileInvalid("The file is empty. It needs a first line with the column “question”.")


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in header]
    if "question" not in names:
        raise GoldenFileInvalid(
            f"The first line must name the columns: {', '.join(COLUMNS)}. There is no column “question”."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _cell(cells: Sequence[str], place: int | None) -> str:
    text = cells[place].strip() if place is not None and place < len(cells) else ""
    # Our own exports put an apostrophe before what a spreadsheet would run as a formula.
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA_STARTS) else text
