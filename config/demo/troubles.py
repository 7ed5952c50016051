"""How a conversation goes wrong when the knowledge base is at fault, or when no entry could help.

Each function plays one turn of a talk whose plan has such a trouble and says whether it did; else the talk goes on as
with a topic that the knowledge base lacks.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from config.demo.wording import common
from config.demo.wording.cases import phrases
from config.demo.wording.slots import SINGLE

if TYPE_CHECKING:
    from config.demo.talk import Talk

ON_ONES_OWN = frozenset(("needs_data", "policy"))
_ANSWERED = frozenset(("stale", "contradictory"))


def matter_slots(*, rng: Random) -> dict[str, str]:
    """What a person finds in a customer's own matter; it differs from case to case."""
    letters = "ABCDEFGHKLMNPRSTUVWX"
    return {
        "amount": f"{rng.randint(4, 380)}.{rng.choice(('00', '20', '50', '90', '95'))} euros",
        "count": str(rng.randint(2, 14)),
        "points": str(rng.randint(40, 2900)),
        "digits": f"{rng.randint(0, 9999):04d}",
        "time": f"{rng.choice(SINGLE['weekday'])} at {rng.randint(8, 18)}:{rng.randint(0, 59):02d}",
        "model": f"{rng.choice(letters)}{rng.choice(letters)}-{rng.randint(100, 989)}",
    }


def fail_to_answer(talk: Talk) -> bool:
    """The AI answers as its entry has it, wavers between two, or has no way to help."""
    rng, trouble = talk.rng, talk.plan.trouble
    if trouble in _ANSWERED:
        talk.answer(sure=(9, 2.5))
    elif trouble == "duplicate":
        roll = rng.random()
        if roll < 0.45:
            talk.answer(sure=(4, 5), lead=talk.pick(phrases.AI_WAVERS))
        elif roll < 0.8:
            talk.ai_says(talk.pick(phrases.AI_WAVERS[:-1]), sure=(3, 6))
        else:
            talk.ai_says(talk.pick(common.AI_DOES_NOT_KNOW), sure=(3, 6))
    elif trouble == "needs_data":
        talk.ai_says(talk.pick((*talk.plan.intent.ai, *common.AI_NEEDS_DATA)), sure=(4, 5))
    elif trouble == "policy":
        talk.ai_says(talk.pick((*talk.plan.intent.ai, *common.AI_DOES_NOT_KNOW[:4])), sure=(3, 5))
    else:
        return False
    return True


def insist(talk: Talk) -> bool:
    """The customer knows better, or wants somebody who can help."""
    trouble = talk.plan.trouble
    if trouble in _ANSWERED:
        talk.customer_says(talk.pick(phrases.FOUND_OUT))
    elif trouble == "needs_data" and talk.rng.random() < 0.6:
        talk.customer_says(talk.pick(phrases.INSISTS_ON_OWN_MATTER))
    elif trouble == "policy" and talk.rng.random() < 0.6:
        talk.customer_says(talk.pick(phrases.NOT_WITH_A_BOT))
    else:
        return False
    return True


def say_no_more(talk: Talk) -> bool:
    """The AI sticks to its answer, or now gives the other one."""
    trouble = talk.plan.trouble
    if trouble == "contradictory" and talk.rng.random() < 0.6:
        talk.answer(sure=(6, 4))
    elif trouble in _ANSWERED:
        talk.ai_says(talk.pick(phrases.AI_INSISTS), sure=(6, 4))
    elif trouble == "duplicate" and talk.rng.random() < 0.5:
        talk.ai_says(talk.pick(phrases.AI_WAVERS[:-1]), sure=(3, 6))
    else:
        return False
    return True
