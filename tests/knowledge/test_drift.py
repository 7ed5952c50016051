"""Whether people's answers have moved away from an entry: what tells something and what does not."""

from __future__ import annotations

import doctest

import pytest

from knowledge import drift
from knowledge.drift import Check, Conflict, check_answer, drift_of
from knowledge.facts import facts_of

ENTRY = facts_of("How long can I send something back?\nYou can send anything back within 30 days of delivery.")


def told(customer: str, *values: str) -> Check:
    conflicts = tuple(Conflict(entry_value="30 days", said_value=v, entry_key="30", said_key=v) for v in values)
    return Check(customer=customer, conflicts=conflicts)


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(drift).failed == 0


def test_another_figure_contradicts_and_its_place_is_known() -> None:
    answer = "Hello! You can send it back within 14 days of delivery. Have a nice day!"
    (found,) = check_answer(entry=ENTRY, answer=facts_of(answer)) or ()
    assert (found.entry_value, found.said_value) == ("30 days", "14 days")
    assert answer[found.start : found.end] == "14 days"


def test_the_same_in_other_words_agrees() -> None:
    assert check_answer(entry=ENTRY, answer=facts_of("You have 30 days from delivery to send it back.")) == ()


def test_what_speaks_of_something_else_counts_for_nothing() -> None:
    assert check_answer(entry=ENTRY, answer=facts_of("Sorry to hear that! I passed it on.")) is None


def test_two_weeks_and_fourteen_days_are_the_same_answer() -> None:
    keys = {
        one.said_key
        for text in ("You can send it back within two weeks of delivery.", "Send it back within 14 days of delivery.")
        for one in check_answer(entry=ENTRY, answer=facts_of(text)) or ()
    }
    assert len(keys) == 1


def test_enough_customers_told_the_same_tell_something() -> None:
    found = drift_of(checks=[told("a", "14"), told("b", "14"), told("c", "14"), told("d")], least_customers=3)
    assert found is not None
    assert (found.share, found.customers, found.contradicted, found.is_telling) == (0.75, 4, 3, True)
    assert "3 of 4 customers" in found.note


@pytest.mark.parametrize(
    "checks",
    [
        [told("a", "14"), told("b", "14")],  # too few
        [told("a", "14"), told("a", "14"), told("a", "14"), told("b", "14")],  # the same customers again
        [told("a", "14"), told("b", "21"), told("c", "60"), told("d", "90")],  # each told something else
        [told("a", "14"), told("b", "14"), told("c", "14"), *(told(str(n)) for n in range(7))],  # most agree
        [told("a"), told("b"), told("c")],
    ],
)
def test_what_tells_nothing(checks: list[Check]) -> None:
    found = drift_of(checks=checks, least_customers=3)
    assert found is not None
    assert not found.is_telling
    assert found.note == ""


def test_no_answer_is_no_drift() -> None:
    assert drift_of(checks=[], least_customers=3) is None


def test_at_least_one_customer_is_needed() -> None:
    with pytest.raises(ValueError):
        drift_of(checks=[told("a", "14")], least_customers=0)


def test_the_order_of_the_answers_does_not_matter() -> None:
    checks = [told("a", "14"), told("b", "21"), told("c", "21"), told("d", "14"), told("e")]
    one, other = (drift_of(checks=some, least_customers=2) for some in (checks, checks[::-1]))
    assert one == other
