"""What kind of gap it is, decided on plain data: each kind from its evidence, and what is near it and is another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from knowledge.facts import facts_of
from knowledge.kinds import EntryView, Matter, Verdict, decide
from knowledge.people import read_answers

TITLE = "How long can I send something back?"
THIRTY = (
    "You can send anything back within 30 days of delivery.",
    "Anything you bought can be sent back within 30 days of delivery.",
    "Goods can be sent back within 30 days after the delivery.",
    "It can be sent back within 30 days of delivery, unused.",
)
ON_THE_MATTER = {"meaning": 0.6, "title_nearness": 0.6, "offered": 4}
FAR = {"meaning": 0.15, "title_nearness": 0.1, "offered": 1}


def entry(number: int, body: str, *, title: str = TITLE, **values: Any) -> EntryView:
    """A live entry; by default on the matter, found for every question, and no question is answered from it."""
    measured = {"answered": 0, "first_share": 0.0} | ON_THE_MATTER | values
    return EntryView(
        entry_id=number, version_id=10 * number, title=title, body=body, facts=facts_of(f"{title}\n{body}"), **measured
    )


def verdict(people: Sequence[str] = (), *entries: EntryView, questions: int = 4, **values: Any) -> Verdict:
    """What is decided of `questions` failed questions, each of these answers given to another customer."""
    answers = read_answers([(number, f"customer-{number}", text) for number, text in enumerate(people)])
    return decide(Matter(question_count=questions, people=tuple(answers), entries=tuple(entries), **values))


def alike(likeness: float = 0.8) -> dict[str, Any]:
    """That the entries 1 and 2 are so much like each other."""
    return {"likeness": {(1, 2): likeness}}


# -- a person's matter


POLICY = (
    "Our safety officer looks at every such case and decides herself.",
    "I may not promise that; our team lead decides it.",
    "That is decided case by case by our manager.",
)


def test_what_a_person_decides_is_policy_and_no_entry_can_answer_it() -> None:
    found = verdict(POLICY)
    assert found.kind == "policy"
    assert found.reason.startswith("In 3 of 3 conversations people say that a person decides")
    assert found.entry is None


def test_what_was_decided_once_is_no_rule_whatever_figures_it_names() -> None:
    assert verdict([f"{text} This time it is 30 days." for text in POLICY], entry(1, THIRTY[0])).kind == "policy"


def test_one_answer_of_four_that_passes_it_on_makes_no_policy() -> None:
    assert verdict([*THIRTY[:3], POLICY[0]]).kind == "missing_content"


def test_a_customer_who_decides_for_themselves_makes_no_policy() -> None:
    assert verdict([f"{text} You decide on the day." for text in THIRTY]).kind == "missing_content"


# -- the customer's own data


DONE = (
    "I have checked your account: your points are booked now.",
    "I found it. Your parcel is with the carrier in Hanover.",
    "I have corrected your invoice A-10442 and sent it again.",
)


def test_what_people_look_up_or_do_for_one_customer_needs_data() -> None:
    found = verdict(DONE)
    assert found.kind == "needs_data"
    assert "3 of 3 conversations" in found.reason


def test_a_rule_that_comes_along_with_what_was_done_is_still_a_rule() -> None:
    found = verdict([f"I have checked your account. {rule}" for rule in THIRTY])
    assert found.kind == "missing_content"


def test_with_fewer_than_three_answers_the_reasons_of_the_hand_offs_tell() -> None:
    assert verdict(DONE[:2], data_share=0.5).kind == "needs_data"
    assert verdict((), data_share=0.4).kind == "missing_content"
    assert verdict((), data_share=0.75).reason == "75% of the hand-offs say that the customer's own data was needed."


# -- entries that disagree


def test_two_entries_with_different_values_of_one_fact_are_contradictory_and_people_say_which_stays() -> None:
    found = verdict(
        THIRTY,
        entry(1, "You can send anything back within 14 days of delivery."),
        entry(2, "Goods can be sent back within 30 days of delivery.", title="Sending goods back", title_nearness=0.5),
        **alike(),
    )
    assert found.kind == "contradictory"
    assert found.entry is not None
    assert found.other is not None
    assert (found.entry.entry_id, found.other.entry_id) == (2, 1)
    assert "“Sending goods back” says 30 days" in found.reason
    assert f"“{TITLE}” says 14 days" in found.reason
    difference = found.facts[0]
    assert difference.entry is not None
    assert difference.other is not None
    assert difference.people is not None
    assert (difference.entry.value, difference.other.value, difference.people.fact.value) == (
        "30 days",
        "14 days",
        "30 days",
    )


def test_two_fees_of_which_neither_is_asked_for_do_not_contradict_each_other() -> None:
    abroad = (
        "A parcel to Sweden costs 12.50 euros.",
        "Parcels to the EU cost 12.50 euros each.",
        "A parcel abroad costs 12.50 euros.",
    )
    near = {"meaning": 0.6, "title_nearness": 0.15, "first_share": 0.5}
    entries = (
        entry(1, "A parcel costs 4.95 euros.", title="What delivery costs", **near),
        entry(2, "A parcel as a gift costs 4.50 euros.", title="Gift wrapping", **near),
    )
    assert verdict(abroad, *entries, **alike()).kind == "missing_content"
    told = replace(entries[0], cited_share=0.7)
    assert verdict(abroad, told, entries[1], **alike()).kind == "contradictory"


def test_of_entries_that_people_say_nothing_of_the_nearer_one_stays() -> None:
    entries = (
        entry(1, "You can send anything back within 14 days of delivery.", title_nearness=0.3),
        entry(2, "You can send anything back within 30 days of delivery."),
    )
    found = verdict((), *entries, **alike())
    assert found.kind == "contradictory"
    assert found.entry is not None
    assert found.entry.entry_id == 2


def test_entries_of_two_matters_with_different_figures_do_not_disagree() -> None:
    found = verdict(
        THIRTY,
        entry(1, "Goods can be sent back within 30 days of delivery."),
        entry(2, "A parcel arrives within 3 days.", title="When does my parcel arrive?"),
        **alike(0.2),
    )
    assert found.kind == "not_retrieved"


def test_two_rules_of_two_entries_about_another_fact_than_people_speak_of_are_not_the_gap() -> None:
    """They agree on what people are asked; that their fees differ is another matter."""
    found = verdict(
        THIRTY,
        entry(1, f"{THIRTY[0]} The label costs 4 euros."),
        entry(2, "A parcel that is too big for the box costs 9 euros.", title="Big parcels"),
        **alike(),
    )
    assert found.kind == "not_retrieved"


# -- an entry that is out of date


def test_an_entry_with_another_figure_than_most_people_say_is_stale() -> None:
    found = verdict(THIRTY, entry(1, "You can send anything back within 14 days of delivery."))
    assert found.kind == "stale"
    assert found.entry is not None
    assert found.entry.entry_id == 1
    assert "says 14 days; in 4 of the 4 newest conversations people answer 30 days" in found.reason


def test_an_entry_that_forbids_what_people_allow_is_stale() -> None:
    people = [f"Yes, {text}" for text in ("sale items can be exchanged.", "you can exchange sale items.")] * 2
    found = verdict(people, entry(1, "Sale items cannot be exchanged.", title="Can I exchange sale items?"))
    assert found.kind == "stale"


def test_an_entry_far_from_the_matter_with_another_figure_is_not_stale() -> None:
    found = verdict(THIRTY, entry(1, "A refund takes 14 days.", title="When is my money back?", **FAR))
    assert found.kind == "missing_content"
    assert found.entry is None


def test_an_entry_that_the_agent_served_and_that_holds_nothing_of_what_people_then_said_is_stale() -> None:
    body = "Print the form on our page and post it to us with the parcel."
    found = verdict(THIRTY, entry(1, body, cited_share=0.6))
    assert found.kind == "stale"
    assert "In 60% of the failed conversations the agent answered from" in found.reason
    assert verdict(THIRTY, entry(1, body, cited_share=0.1)).kind == "missing_content"


def test_one_person_with_another_figure_makes_no_entry_stale() -> None:
    odd = "You can send anything back within 14 days of delivery."
    assert verdict([*THIRTY, odd], entry(1, THIRTY[0])).kind == "not_retrieved"


# -- two entries of one matter


def test_two_entries_that_say_the_same_and_come_up_together_are_duplicates() -> None:
    entries = (
        entry(1, "You can send anything back within 30 days of delivery.", answered=1),
        entry(2, "Goods can be sent back within 30 days of delivery."),
    )
    found = verdict(THIRTY, *entries, **alike())
    assert found.kind == "duplicate"
    assert found.entry is not None
    assert found.other is not None
    assert (found.entry.entry_id, found.other.entry_id) == (1, 2)
    assert "both say 30 days" in found.reason
    assert "only 1 of 4 questions are answered from one of them" in found.reason


def test_entries_that_do_not_come_up_together_are_no_duplicates() -> None:
    entries = (entry(1, THIRTY[0]), entry(2, THIRTY[1], offered=0))
    assert verdict(THIRTY, *entries, **alike()).kind == "not_retrieved"


def test_two_entries_that_are_both_wrong_are_stale_before_they_are_duplicates() -> None:
    entries = (
        entry(1, "You can send anything back within 14 days of delivery."),
        entry(2, "Goods can be sent back within 14 days of delivery."),
    )
    assert verdict(THIRTY, *entries, **alike()).kind == "stale"


# -- an entry that is not found


def test_an_entry_that_holds_what_people_say_though_nobody_is_answered_from_it_is_not_retrieved() -> None:
    found = verdict(THIRTY, entry(1, "Goods can be sent back within 30 days of delivery."))
    assert found.kind == "not_retrieved"
    assert "holds what people answer (30 days), but 0 of 4 questions asked again are answered from it" in found.reason


def test_an_entry_in_other_words_altogether_is_not_retrieved_by_its_facts_alone() -> None:
    """Neither the questions nor the answers come near it, but it states the figure that everybody names."""
    hidden = entry(1, "The period of revocation is 30 days of delivery.", title="Revocation", **FAR)
    assert verdict(THIRTY, hidden).kind == "not_retrieved"


def test_an_entry_that_answers_other_questions_and_shares_a_figure_by_chance_is_not_it() -> None:
    other = entry(1, "A gift card is sent within 30 days.", title="Gift cards", cited_elsewhere=6, **FAR)
    assert verdict(THIRTY, other).kind == "missing_content"


def test_where_most_questions_are_answered_by_now_the_knowledge_lacks_nothing() -> None:
    found = verdict((), entry(1, "Wrapping is done at the till.", answered=2))
    assert found.kind == "not_retrieved"
    assert "answers 2 of 4 questions when they are asked again" in found.reason
    assert verdict((), entry(1, "Wrapping is done at the till.", answered=1)).kind == "missing_content"


# -- nothing of all this


def test_what_no_entry_holds_is_missing_and_the_reason_names_what_people_say_and_the_nearest() -> None:
    far = entry(1, "We take credit cards and PayPal.", title="Ways to pay", **FAR)
    found = verdict(THIRTY, far)
    assert found.kind == "missing_content"
    assert found.reason == (
        "No live entry holds what people answer (30 days). The nearest, “Ways to pay”, is about something else."
    )
    said = found.facts[0].people
    assert said is not None
    assert (said.fact.value, said.count) == ("30 days", 4)


def test_without_answers_and_entries_it_is_missing() -> None:
    assert verdict().reason == "No live entry holds an answer to these questions."


def test_a_hand_off_rule_holds_no_answer() -> None:
    assert verdict(THIRTY, replace(entry(1, THIRTY[0]), kind="handoff")).kind == "missing_content"
