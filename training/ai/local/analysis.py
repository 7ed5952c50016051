"""Judging a closed conversation without a model: signals, their weights in one table, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from training.ai.base import ConversationInput, ConversationJudgement
from training.ai.local.learning import learning_points
from training.ai.local.reading import Reading, mark_repeats, read
from training.ai.local.substance import core_texts
from training.ai.local.topics import intent_label, key_phrases
from training.safety import MARKS, harmless_part, is_flagged, is_planted
from training.safety.instructions import MASKED

# The logit of "resolved" is the sum of weight × signal. Signals are 0 or 1 unless said otherwise.
WEIGHTS: dict[str, float] = {
    "base": 0.6,  # most support conversations end well
    "told_resolved": 7.0,  # we were told so: this outweighs all guessing
    "told_unresolved": -7.0,  # the same, the other way
    "handed_off": -2.2,  # the AI did not finish it, whatever the person who took over did
    "agent_replied": 0.8,  # a person took care of it after all
    "thanks_at_end": 0.7,  # people thank for help that helped, but also out of politeness
    "confirms_at_end": 0.9,  # "that worked", "that's all I need"
    "gives_up_at_end": -1.8,  # "never mind", "thanks anyway"
    "complains_at_end": -1.7,  # the last words are a complaint
    "mood_at_end": 0.8,  # −1–1: the tone of the last words
    "question_repeated": -1.2,  # asked again: the first answer did not help
    "asks_for_person": -1.0,  # gave up on the AI
    "ai_failed_last": -2.8,  # 0–1: the AI's last word on the matter is that it could not do it
    "ai_failed_before": -0.4,  # it failed at something, then got on
    "ai_does_not_know": -1.2,  # said late in the conversation
    "ai_apologises": -0.5,  # said late in the conversation
    "ai_done_last": 0.9,  # "your booking is confirmed"
    "question_at_end": -1.3,  # the last message is a customer's question that nobody answered
    "abrupt_end": -0.7,  # the customer had the last word, and it was no goodbye
    "asked_and_left": -0.9,  # the AI asked for something and the customer never came back
    "no_answer": -2.5,  # nobody ever answered
}

_TOLD = ("told_resolved", "told_unresolved")
_GUESS_LIMIT = 5.0
_LATE_REPLIES = 4  # how many of the last replies count as late
_VADER_CHARACTERS = 300
_ANYTHING_ELSE = (
    "anything else",
    "something else",
    "any other",
    "any more",
    "further",
    "else i can",
    "else can i",
    "else you",
    "does that",
    "does this",
    "did that",
    "is that clear",
)


@cache
def _vader() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@lru_cache(maxsize=4096)
def _opinion_of(text: str) -> float:
    """What VADER hears in a text, −1–1; many conversations end in the same words."""
    return float(_vader().polarity_scores(text)["compound"])


def sentiment_of(reading: Reading) -> float:
    """The customer's tone, −1–1: two thirds the last message, one third the others, VADER a weak voice."""
    last = reading.last_customer
    if last is None:
        return 0.0
    opinion = _opinion_of(last.turn.text[:_VADER_CHARACTERS])
    # VADER hears no reproach in "the third time": it may speak up, never turn a clear tone round.
    end = last.mood if abs(last.mood) >= 0.25 and last.mood * opinion < 0 else 0.8 * last.mood + 0.2 * opinion
    earlier = [message.mood for message in reading.customer[:-1] if message.mood]
    if reading.repeated:
        end = min(end, 0.2)
    value = 0.65 * end + 0.35 * sum(earlier) / len(earlier) if earlier else end
    return max(-1.0, min(1.0, value))


def signals_of(reading: Reading) -> dict[str, float]:
    """The signals of one conversation, by the names in WEIGHTS."""
    conversation, turns = reading.conversation, reading.conversation.turns
    last = reading.last_customer
    heard = last.found if last else frozenset()
    spoken = [place for place, turn in enumerate(turns) if turn.sender != "system"]
    final = turns[spoken[-1]] if spoken else None
    agent_at = reading.last_agent
    # Once a person took over, what the AI failed at before is no longer the last word, nor is a complaint made before.
    late = [place for place in list(reading.replies)[-_LATE_REPLIES:] if place >= agent_at]
    outcomes = list(reading.failures.values())
    is_answered = last is not None and agent_at > last.position
    is_closing = bool(heard & {"thanks", "confirms"}) and not (last is not None and "?" in last.turn.text)
    hollow = "gives_up" in heard
    signals = dict.fromkeys(WEIGHTS, 0.0)
    signals["base"] = 1.0
    if conversation.resolved is not None:
        signals["told_resolved" if conversation.resolved else "told_unresolved"] = 1.0
    signals["handed_off"] = float(
        conversation.handed_off or any("handoff" in reading.replies[place] for place in late[-2:])
    )
    signals["agent_replied"] = float(any(turn.sender == "agent" for turn in turns))
    signals["thanks_at_end"] = float("thanks" in heard and not hollow)
    signals["confirms_at_end"] = float("confirms" in heard and not hollow)
    signals["gives_up_at_end"] = float(hollow)
    signals["complains_at_end"] = float(("complains" in heard or "says_repeated" in heard) and not is_answered)
    signals["mood_at_end"] = last.mood if last is not None and not is_answered else 0.0
    signals["question_repeated"] = float(bool(reading.repeated))
    signals["asks_for_person"] = float(
        agent_at < 0 and any("wants_human" in message.found for message in reading.customer[-2:])
    )
    if outcomes:
        is_last = list(reading.failures)[-1] >= agent_at
        signals["ai_failed_last"] = outcomes[-1] if is_last else 0.0
        signals["ai_done_last"] = float(is_last and outcomes[-1] == 0.0)
        signals["ai_failed_before"] = max(outcomes[:-1] if is_last else outcomes, default=0.0)
    signals["ai_does_not_know"] = float(any("ai_does_not_know" in reading.replies[place] for place in late))
    signals["ai_apologises"] = float(any("ai_apologises" in reading.replies[place] for place in late))
    if final is not None and last is not None:
        if not reading.replies:
            signals["no_answer"] = 1.0
        elif final.sender == "customer":
            signals["question_at_end"] = float("?" in final.text and last.is_statement)
            signals["abrupt_end"] = float(not is_closing)
        elif final.text.rstrip().endswith("?") and not is_closing:
            asks = final.text.lower()
            signals["asked_and_left"] = float(not any(phrase in asks for phrase in _ANYTHING_ELSE))
    return signals


def probability_of(signals: dict[str, float]) -> float:
    """The logistic of the weighted signals; our own reading never weighs more than what we were told."""
    told = sum(WEIGHTS[name] * signals[name] for name in _TOLD)
    guessed = sum(WEIGHTS[name] * value for name, value in signals.items() if name not in _TOLD)
    return 1.0 / (1.0 + math.exp(-told - max(-_GUESS_LIMIT, min(_GUESS_LIMIT, guessed))))


def judge(reading: Reading, *, question: str) -> ConversationJudgement:
    """Put the judgement of one conversation together; `question` is what the customer came for, cut to its core."""
    conversation = reading.conversation
    signals = signals_of(reading)
    probability = probability_of(signals)
    sentiment = sentiment_of(reading)
    # What carries a red flag is kept with the conversation, and names nothing.
    is_clean = reading.question is None or not is_flagged(reading.question.turn.text)
    harmless = question if is_clean else harmless_part(question)
    others = [
        harmless_part(m.turn.text[:600]) for m in reading.customer if m.is_statement and m is not reading.question
    ]
    thanked = bool(signals["thanks_at_end"] or signals["confirms_at_end"])
    return ConversationJudgement(
        conversation_id=conversation.conversation_id,
        resolution_probability=round(probability, 4),
        judged_rating=round(1.0 + 4.0 * (0.85 * probability + 0.15 * (sentiment + 1.0) / 2.0), 2),
        is_question_repeated=bool(reading.repeated),
        question_message_id=reading.question.turn.message_id if reading.question else None,
        question=question,
        topics=key_phrases(question=harmless, others=others),
        intent=conversation.given_intent or intent_label(harmless),
        sentiment=round(sentiment, 3),
        learning_points=learning_points(reading, probability=probability, thanked=thanked),
    )


def _with_marks(core: str, text: str) -> str:
    """The core of a text with the marks that say what the import took out of it: all of it stays under suspicion.

    So it does where something is planted in what the core leaves out.
    """
    marks = [mark for mark in MARKS if mark in text and mark not in core]
    if not marks and is_planted(text) and not is_planted(core):
        marks = [MASKED]
    return " ".join([core, *marks])


def analyse(conversations: Sequence[ConversationInput]) -> list[ConversationJudgement]:
    """Judge conversations, in their order."""
    readings = [read(conversation) for conversation in conversations]
    mark_repeats(readings)
    asked = [reading.question.turn.text if reading.question else "" for reading in readings]
    questions = [_with_marks(core, text) for core, text in zip(core_texts(asked), asked, strict=True)]
    return [judge(reading, question=question) for reading, question in zip(readings, questions, strict=True)]
