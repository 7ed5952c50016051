"""One gap, one answer."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.agreement import regroup_by_answers
from training.ai import embedding

CODES = [
    "Use one of your 8 backup codes to log in.",
    "You can log in with one of the 8 backup codes.",
    "The 8 backup codes are for that, take one to log in.",
    "Take one of your 8 backup codes.",
]
RACKS = [
    "There are 10 bicycle racks beside the entrance.",
    "Beside the entrance you find 10 racks for bicycles.",
    "We have 10 bicycle racks at the entrance.",
    "Put it into one of the 10 racks beside the entrance.",
]
RETURNS_30 = ["You have 30 days to return it.", "Return it within 30 days.", "30 days from delivery.", "It is 30 days."]
RETURNS_14 = ["You have 14 days to return it.", "Return it within 14 days.", "14 days from delivery.", "It is 14 days."]


def regroup(questions: list[str], answers: list[str], labels: list[int]) -> list[int]:
    return [
        int(label)
        for label in regroup_by_answers(
            labels=np.array(labels),
            vectors=embedding.embed(questions),
            answers=answers,
            answer_vectors=embedding.embed(answers),
        )
    ]


LOST = [
    "my phone is gone, how do I log in",
    "phone stolen, how to log in",
    "lost phone and need to log in",
    "log in without phone",
]
CODE = [
    "the login code never arrives",
    "no login code by text",
    "code to log in is not sent",
    "waiting for my login code",
]


def test_groups_that_people_answer_alike_are_joined() -> None:
    assert len(set(regroup(LOST + CODE, CODES + CODES, [0] * 4 + [1] * 4))) == 1


def test_groups_with_different_answers_stay_apart() -> None:
    bikes = ["where can I park my bicycle", "bicycle parking", "park a bike at the store", "racks for bikes"]
    assert regroup(LOST + bikes, CODES + RACKS, [0] * 4 + [1] * 4) == [0] * 4 + [1] * 4


def test_a_group_that_is_answered_with_two_figures_is_parted() -> None:
    questions = ["how long can I return a lamp"] * 4 + ["how long can I return a food item"] * 4
    assert regroup(questions, RETURNS_30 + RETURNS_14, [0] * 8) == [0] * 4 + [1] * 4


def test_questions_without_an_answer_go_with_the_nearer_part() -> None:
    questions = ["return a lamp"] * 4 + ["return fresh food"] * 4 + ["can I return fresh food"]
    assert regroup(questions, RETURNS_30 + RETURNS_14 + [""], [0] * 9) == [0] * 4 + [1] * 4 + [1]


def test_a_few_answers_part_nothing() -> None:
    assert regroup(LOST, [*RETURNS_30[:2], *RETURNS_14[:2]], [0] * 4) == [0] * 4


def test_without_answers_nothing_changes() -> None:
    assert regroup(LOST + CODE, [""] * 8, [0] * 4 + [1] * 3 + [-1]) == [0] * 4 + [1] * 3 + [-1]


def test_noise_stays_noise() -> None:
    assert regroup(LOST + CODE, CODES + CODES, [0] * 4 + [-1] * 4) == [0] * 4 + [-1] * 4


def test_no_questions_no_groups() -> None:
    empty = np.zeros((0, 4), dtype=np.float32)
    labels = np.zeros(0, dtype=np.int64)
    assert len(regroup_by_answers(labels=labels, vectors=empty, answers=[], answer_vectors=empty)) == 0


def test_lengths_must_match() -> None:
    with pytest.raises(ValueError, match="needs a label"):
        regroup_by_answers(
            labels=np.array([0]),
            vectors=np.zeros((1, 2), dtype=np.float32),
            answers=[],
            answer_vectors=np.zeros((1, 2), dtype=np.float32),
        )


LETTERS = [
    "I faxed the letter to your insurer.",
    "You were a guest once, so the list has 12 lines.",
    "The sofa was 340 euros then, I put that in writing.",
    "Everything you bought since 2019 is in your mailbox.",
]


def test_what_is_asked_in_one_way_and_answered_for_each_customer_anew_is_not_parted() -> None:
    asked = ["a letter for my insurance please", "my insurance wants a letter", "write a letter for the insurance"] * 4
    answers = [LETTERS[place % 2] for place in range(len(asked))]
    assert set(regroup(asked, answers, [0] * len(asked))) == {0}


def test_a_figure_of_one_customer_keeps_no_groups_apart() -> None:
    order = ["Your points are booked, 310 points for the lamp.", "Your points are booked, 85 points for the chair."]
    more = ["Your points are booked, 42 points for the lamp.", "Your points are booked, 7 points for the chair."]
    asked = ["where are my points", "points are missing", "my points please", "no points for my order"]
    assert set(regroup(asked, order + more, [0, 0, 1, 1])) == {0}
