"""Texts brought up to date, or two into one: what need not change stays word for word."""

from __future__ import annotations

import pytest

from knowledge.facts import Fact, compare_texts, facts_of
from knowledge.rewriting import Replacement, joined, rewritten, with_new_values

RETURNS = "You can send anything back within **14 days** of delivery.\n\nIt must be unused. We refund by bank transfer."


def replacement(old: str, new: str, *, sentence: str = "") -> Replacement:
    """What a text says, and what contradicts it."""
    conflicts: tuple[tuple[Fact, Fact], ...] = compare_texts(old, new).conflicts
    return Replacement(conflicts[0][0], conflicts[0][1], sentence)


def test_a_new_value_takes_the_old_ones_place_and_nothing_else_changes() -> None:
    change = replacement(RETURNS, "You can send anything back within 30 days of delivery.")
    assert with_new_values(RETURNS, [change]) == RETURNS.replace("14 days", "30 days")


def test_the_same_value_of_another_matter_in_the_text_is_replaced_too_only_where_it_is_the_same_measure() -> None:
    text = "Send it back within 14 days. Pay 14 euros."
    change = replacement("Send it back within 14 days.", "Send it back within 30 days.")
    assert with_new_values(text, [change]) == "Send it back within 30 days. Pay 14 euros."


def test_a_rule_that_holds_no_more_gives_way_to_the_sentence_that_holds() -> None:
    text = "Sale items cannot be exchanged. Other goods can."
    new = "Sale items can be exchanged."
    change = replacement("Sale items cannot be exchanged.", new, sentence=new)
    assert with_new_values(text, [change]) == "Sale items can be exchanged. Other goods can."


def test_without_a_sentence_that_says_it_a_rule_stays() -> None:
    text = "Sale items cannot be exchanged."
    assert with_new_values(text, [replacement(text, "Sale items can be exchanged.")]) == text


def test_what_people_say_now_stands_in_the_place_of_a_short_text() -> None:
    said = ["Change it yourself under Login data."]
    assert rewritten("Send the form by post.", said) == said[0]


@pytest.mark.parametrize(
    ("old", "said", "wanted"), [("", ["It is so."], "It is so."), ("It was so.", [], "It was so.")]
)
def test_nothing_to_rewrite_or_nothing_said_leaves_the_other(old: str, said: list[str], wanted: str) -> None:
    assert rewritten(old, said) == wanted


def test_of_a_long_text_what_is_about_something_else_is_kept() -> None:
    old = (
        "Fill in the form and send it by post. Print the form first. Fill in the form with a pen. Send the form early. "
        "We are closed on public holidays. Our cafe sells cake."
    )
    text = rewritten(old, ["Fill in the form online and send it."])
    assert text.startswith("Fill in the form online and send it. ")
    assert "Our cafe sells cake." in text
    assert "by post" not in text


def test_joining_adds_what_only_the_other_text_says() -> None:
    text = joined("It costs 5 euros.", "The price is 5 euros. Choose it in the basket before you pay.")
    assert text == "It costs 5 euros.\n\nChoose it in the basket before you pay."


def test_joining_leaves_out_what_contradicts_the_text_that_stays() -> None:
    kept = "You can send anything back within 30 days of delivery."
    other = "You can send anything back within 14 days of delivery. The label lies in the parcel with the goods."
    assert joined(kept, other) == f"{kept}\n\nThe label lies in the parcel with the goods."


def test_joining_leaves_out_what_is_known_to_be_wrong() -> None:
    other = "The label costs 9 euros and lies in the box with the goods."
    wrong = [fact for fact in facts_of(other).facts if fact.measure == "money"]
    assert "9 euros" in joined("Send it back.", other)
    assert joined("Send it back.", other, against=wrong) == "Send it back."
