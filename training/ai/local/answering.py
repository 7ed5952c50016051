"""Answering out of knowledge: which passage answers the question, with which sentences, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.ai.base import AnswerRequest, GroundedAnswer
from training.ai.local.confidence import confidence_of, rate, ways_of_asking
from training.ai.local.passages import DOUBT, ReadPassage, read_passages, stem, weighed_words

SILENT_BELOW = 0.2  # less sure than this, there is no answer to give
_WHOLE_CHARACTERS, _WHOLE_SENTENCES = 700, 6  # a short entry is given whole
_MAX_SENTENCES = 4
_SHARE_OF_BEST = 0.8  # a sentence of a long entry is used when it fits nearly as well as the best one
_SECOND_SHARE = 0.92  # a second passage is used when it fits nearly as well as the first
_SAME_MEANING = 0.85
_MOST_SURE = 0.9999  # nothing is certain: who sets the threshold to 1 wants every question handed off
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """One sentence of a passage, where it stands, and how well it fits the question."""

    passage: int
    block: int
    is_item: bool
    text: str
    vector: np.ndarray
    fit: float


def answer(request: AnswerRequest) -> GroundedAnswer:
    """Answer a question out of the passages; without a citation where none of them seems to answer it."""
    if not request.passages or not request.question.strip():
        return GroundedAnswer(text="", confidence=0.0, cited_version_ids=())
    read = read_passages(request.passages)
    ways = ways_of_asking(request.question)
    features, likeness = rate(ways=ways, passages=request.passages, read=read)
    confidences = [confidence_of(one) for one in features]
    order = sorted(range(len(read)), key=lambda index: (-confidences[index], index))
    order = [index for index in order if read[index].sentences]
    if not order or confidences[order[0]] < SILENT_BELOW:
        most = confidences[order[0]] if order else 0.0
        return GroundedAnswer(text="", confidence=round(most, 4), cited_version_ids=())
    best = order[0]
    weighed = [{stem(word): weight for word, weight in weighed_words(way).items()} for way in ways]
    chosen = _chosen_pieces(_pieces(best, read[best], likeness[best], weighed))
    # A hand-off rule stands alone: its text is no part of an answer.
    second = next((index for index in order[1:] if request.passages[index].kind == "answer"), None)
    if (
        second is not None
        and request.passages[best].kind == "answer"
        and confidences[second] >= max(0.5, _SECOND_SHARE * confidences[best])
    ):
        chosen += _new_pieces(_pieces(second, read[second], likeness[second], weighed), chosen)
    chosen = _shortened(chosen, max(200, request.max_tokens * _CHARACTERS_A_TOKEN))
    return GroundedAnswer(
        text=_joined(chosen),
        confidence=round(min(confidences[best], _MOST_SURE), 4),
        cited_version_ids=tuple(dict.fromkeys(request.passages[piece.passage].version_id for piece in chosen)),
    )


def _pieces(
    place: int, passage: ReadPassage, likeness: np.ndarray, weighed: Sequence[dict[str, float]]
) -> list[_Piece]:
    """The sentences of the passage at this place; `weighed` are the words of each way to ask."""
    return [
        _Piece(
            passage=place,
            block=sentence.block,
            is_item=sentence.is_item,
            text=sentence.text,
            vector=vector,
            fit=0.6 * float(nearness) + 0.4 * max(_share(weights, sentence.words) for weights in weighed),
        )
        for sentence, vector, nearness in zip(passage.sentences, passage.sentence_vectors, likeness, strict=True)
    ]


def _share(weights: dict[str, float], words: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in words) / (total + DOUBT) if total else 0.0


def _chosen_pieces(own: list[_Piece]) -> list[_Piece]:
    """The sentences of one passage to say, in its order: all of a short one, the fitting ones of a long one."""
    if len(own) <= _WHOLE_SENTENCES and sum(len(piece.text) for piece in own) <= _WHOLE_CHARACTERS:
        return own
    best = max(range(len(own)), key=lambda i: (own[i].fit, -i))
    near = [i for i, piece in enumerate(own) if piece.fit >= _SHARE_OF_BEST * own[best].fit]
    kept = set(sorted(near, key=lambda i: (-own[i].fit, i))[: _MAX_SENTENCES - 1])
    if best + 1 < len(own) and own[best + 1].block == own[best].block:
        kept.add(best + 1)  # the sentence after the best one often carries the rest of the rule
    return [own[i] for i in sorted(kept)]


def _new_pieces(own: Sequence[_Piece], chosen: Sequence[_Piece]) -> list[_Piece]:
    """The sentences of a second passage that fit as well as the first's best and say something else."""
    best = max(piece.fit for piece in chosen)
    fitting = [piece for piece in own if piece.fit >= _SHARE_OF_BEST * best][:2]
    said = np.array([piece.vector for piece in chosen])
    return [piece for piece in fitting if float((said @ piece.vector).max()) < _SAME_MEANING]


def _shortened(chosen: Sequence[_Piece], limit: int) -> list[_Piece]:
    """As many sentences as the length allows, the best fitting ones, in reading order; never none."""
    kept: set[int] = set()
    used = 0
    for i in sorted(range(len(chosen)), key=lambda i: (-chosen[i].fit, i)):
        if kept and used + len(chosen[i].text) > limit:
            continue
        kept.add(i)
        used += len(chosen[i].text) + 1
    return [chosen[i] for i in sorted(kept)]


def _joined(chosen: Sequence[_Piece]) -> str:
    """Sentences of one block on one line, list items with a dash."""
    lines: list[tuple[tuple[int, int], str]] = []
    for piece in chosen:
        place = (piece.passage, piece.block)
        if lines and lines[-1][0] == place:
            lines[-1] = (place, f"{lines[-1][1]} {piece.text}")
        else:
            lines.append((place, f"- {piece.text}" if piece.is_item else piece.text))
    return "\n".join(line for _, line in lines)
