"""What a change of knowledge does to one question."""

from __future__ import annotations

import pytest

from knowledge.verdicts import Answered, Asked, Expected, Source, judge, mistake

PERSON = Answered(text="A colleague answers.", is_handoff=True)
BY_RULE = Answered(text="A colleague answers.", is_handoff=True, entry_ids={9}, rule_id=9)
OLD = Answered(text="Send it back within 14 days.", entry_ids={1})
NEW = Answered(text="Send it back within 30 days.", entry_ids={1})
OTHER = Answered(text="Send it back within 14 days.", entry_ids={2})
REWORDED = Answered(text="You may send it back for 14 days.", entry_ids={1})


def outcome(
    source: Source,
    before: Answered,
    after: Answered,
    *,
    changed: set[int] = frozenset(),  # type: ignore[assignment]
    own: set[int] = frozenset(),  # type: ignore[assignment]
    expected: Expected | None = None,
) -> str:
    asked = Asked(source=source, before=before, after=after, changed_ids=changed, own_ids=own, expected=expected)
    return judge(asked).outcome


@pytest.mark.parametrize(
    ("before", "after", "changed", "wanted"),
    [
        (PERSON, NEW, {1}, "fixes"),
        (OLD, NEW, {1}, "fixes"),
        (OTHER, NEW, {1}, "fixes"),
        (PERSON, BY_RULE, {9}, "fixes"),
        (OLD, BY_RULE, {9}, "fixes"),
        (PERSON, OTHER, {1}, "changes"),
        (OLD, PERSON, {1}, "changes"),
        (PERSON, PERSON, {1}, "same"),
        (NEW, NEW, {1}, "same"),
        (BY_RULE, BY_RULE, {9}, "same"),
    ],
)
def test_of_evidence(before: Answered, after: Answered, changed: set[int], wanted: str) -> None:
    assert outcome("evidence", before, after, changed=changed) == wanted


THIRTY = Expected(answer="You have 30 days to send it back.", entry_ids={1})


@pytest.mark.parametrize(
    ("before", "after", "expected", "wanted"),
    [
        (OLD, NEW, THIRTY, "fixes"),
        (PERSON, NEW, THIRTY, "fixes"),
        (NEW, OLD, THIRTY, "breaks"),
        (NEW, PERSON, THIRTY, "breaks"),
        (NEW, Answered(text=NEW.text, entry_ids={2}), THIRTY, "breaks"),
        (OLD, PERSON, THIRTY, "changes"),
        (OLD, OLD, THIRTY, "same"),
        (NEW, Answered(text="You can send it back for 30 days.", entry_ids={1}), THIRTY, "changes"),
        (PERSON, PERSON, Expected(is_handoff=True), "same"),
        (PERSON, OLD, Expected(is_handoff=True), "breaks"),
        (OLD, BY_RULE, Expected(is_handoff=True), "fixes"),
        (OLD, OTHER, Expected(entry_ids={1, 2}), "same"),
    ],
)
def test_of_a_golden_question(before: Answered, after: Answered, expected: Expected, wanted: str) -> None:
    assert outcome("golden", before, after, expected=expected) == wanted


@pytest.mark.parametrize(
    ("before", "after", "changed", "wanted"),
    [
        (OLD, PERSON, {5}, "breaks"),
        (OLD, BY_RULE, {9}, "breaks"),
        (OLD, OTHER, {2}, "breaks"),
        (OLD, Answered(text=NEW.text, entry_ids={1, 5}), {5}, "breaks"),
        (OLD, NEW, {1}, "changes"),
        (OLD, REWORDED, {5}, "changes"),
        (OTHER, NEW, {5}, "changes"),
        (PERSON, OLD, {5}, "changes"),
        (OLD, OLD, {5}, "same"),
    ],
)
def test_of_a_neighbours_question(before: Answered, after: Answered, changed: set[int], wanted: str) -> None:
    assert outcome("neighbour", before, after, changed=changed, own={1}) == wanted


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (NEW, THIRTY, ""),
        (PERSON, THIRTY, "passed to a person"),
        (OTHER, Expected(entry_ids={1}), "not answered from the expected entry"),
        (OLD, THIRTY, "“14 days” instead of “30 days”"),
        (
            Answered(text="Send it back in the box it came in.", entry_ids={1}),
            THIRTY,
            "does not say “30 days”",
        ),
        (
            Answered(text="Opened software cannot be returned.", entry_ids={1}),
            Expected(answer="Opened software can be returned."),
            "instead of",
        ),
        (NEW, Expected(is_handoff=True), "A person should answer it"),
        (BY_RULE, Expected(is_handoff=True), ""),
        (
            Answered(text="Choose a colour in the shop.", entry_ids={3}),
            Expected(answer="Follow the parcel with the link in the shipping e-mail."),
            "something else",
        ),
        (
            Answered(text="With the link in the shipping e-mail you follow the parcel.", entry_ids={3}),
            Expected(answer="Follow the parcel with the link in the shipping e-mail."),
            "",
        ),
    ],
)
def test_what_is_right(answer: Answered, expected: Expected, words: str) -> None:
    found = mistake(answer, expected)
    assert words in found
    assert bool(found) == bool(words)


def test_a_golden_question_without_what_is_expected_is_impossible() -> None:
    with pytest.raises(ValueError, match="says what is expected"):
        outcome("golden", OLD, NEW)
