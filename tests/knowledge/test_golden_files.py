"""Golden questions out of a CSV file."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.models import GoldenQuestion
from knowledge.services.golden_files import GoldenFileInvalid, GoldenImport, Refusal, import_golden
from tests.knowledge.factories import entry_with, shop_entries
from tests.training.factories import UserFactory


def read(organization: Any, text: str | bytes) -> GoldenImport:
    content = text if isinstance(text, bytes) else text.encode()
    return import_golden(organization=organization, content=content, confirmed_by=UserFactory())


def test_good_rows_are_kept_and_bad_ones_named_by_line(organization: Any) -> None:
    entry = entry_with(organization)
    done = read(
        organization,
        "question,expected_answer,entry,expects_handoff\n"
        f"How long?,30 days,{entry.pk},\n"
        '"Where is\nmy parcel?",Follow the link.,,no\n'
        ",An answer to nothing.,,\n"
        "Are you a robot?,,,yes\n"
        "\n"
        "What is right?,,,\n"
        "Which entry?,30 days,no such entry,\n"
        "Perhaps?,,,perhaps\n",
    )
    assert (done.added, done.known) == (3, 0)
    assert done.refused == [
        Refusal(5, "Write the question."),
        Refusal(8, "Say what is right: an answer, the entry that answers it, or that a person answers."),
        Refusal(9, "No live entry has this reference, number or title."),
        Refusal(10, "expects_handoff is yes or no."),
    ]
    kept = {row.question: row for row in GoldenQuestion.objects.all()}
    assert kept["How long?"].entry == entry
    assert kept["Are you a robot?"].expects_handoff
    assert {row.source for row in kept.values()} == {"csv"}


def test_the_same_file_twice_adds_nothing(organization: Any) -> None:
    text = "question,expected_answer\nHow long?,30 days\nWhere is it?,Follow the link.\n"
    assert read(organization, text).added == 2
    again = read(organization, text)
    assert (again.added, again.known, again.refused) == (0, 2, [])
    assert GoldenQuestion.objects.count() == 2


def test_a_question_that_expects_something_else_there_is_reported_not_overwritten(organization: Any) -> None:
    read(organization, "question,expected_answer\nHow long?,30 days\n")
    done = read(organization, "question,expected_answer\nHow long?,14 days\nWhen?,Now.\nwhen,Later.\n")
    assert done.added == 1
    assert [(row.line, "expects something else" in row.reason) for row in done.refused] == [(2, True), (4, True)]
    assert GoldenQuestion.objects.get(question="How long?").expected_answer == "30 days"


@pytest.mark.parametrize("name", ["{ref}", "{number}", "how LONG can i send something back?"])
def test_an_entry_is_named_by_reference_number_or_title(organization: Any, name: str) -> None:
    entry = entry_with(organization, external_ref="kb-7")
    name = name.format(ref="kb-7", number=entry.pk)
    assert read(organization, f"question,entry\nHow long?,{name}\n").added == 1
    assert GoldenQuestion.objects.get().entry == entry


def test_a_title_that_two_entries_have_is_refused(organization: Any) -> None:
    shop_entries(organization, [("Returns", "30 days."), ("Returns", "14 days.")])
    done = read(organization, "question,entry\nHow long?,Returns\n")
    assert "2 live entries have this title" in done.refused[0].reason


def test_another_organizations_entry_does_not_exist(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    entry = entry_with(other_organization, external_ref="kb-7")
    in_organization(organization)
    done = read(organization, f"question,entry\nHow long?,{entry.pk}\nWhen?,kb-7\n")
    assert (done.added, len(done.refused)) == (0, 2)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_comma_semicolon_and_tab_part_the_columns(organization: Any, mark: str) -> None:
    text = mark.join(["Question", "Expected_Answer"]) + "\r\n" + mark.join(["How long?", "30 days"]) + "\r\n"
    assert read(organization, b"\xef\xbb\xbf" + text.encode()).added == 1
    assert GoldenQuestion.objects.get().expected_answer == "30 days"


def test_the_apostrophe_that_an_export_puts_before_a_formula_goes(organization: Any) -> None:
    read(organization, "question,expected_answer\nHow much?,'=2+3 euros\nWhat's on?,'Carmen'\n")
    assert set(GoldenQuestion.objects.values_list("expected_answer", flat=True)) == {"=2+3 euros", "'Carmen'"}


def test_personal_data_is_taken_out(organization: Any) -> None:
    read(organization, "question,expected_answer\nI am kim.doe@example.com. How long?,30 days\n")
    assert "kim.doe" not in GoldenQuestion.objects.get().question


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "file is empty"),
        (b"answer\nyes\n", "no column “question”"),
        ("question\nWo läuft’s?\n".encode("cp1252"), "not UTF-8"),
        (b"question\n\x00\n", "NUL"),
        (b'question\n"never closed\n', "cannot be read as CSV"),
        (b"question\n" + b"x\n" * 5001, "more than 5,000 rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(organization: Any, content: bytes, sentence: str) -> None:
    with pytest.raises(GoldenFileInvalid, match=sentence):
        read(organization, content)
    assert not GoldenQuestion.objects.exists()


def test_it_takes_a_fixed_number_of_queries(organization: Any, django_assert_max_num_queries: Any) -> None:
    entry = entry_with(organization)
    person = UserFactory()
    rows = "".join(f"question number {number} of many?,{entry.pk}\n" for number in range(200))
    with django_assert_max_num_queries(9):
        done = import_golden(organization=organization, content=f"question,entry\n{rows}".encode(), confirmed_by=person)
    assert done.added == 200
