"""Answering out of knowledge: which passage answers the question, with which sentences, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from markdown_it import MarkdownIt

from training.ai.base import AnswerRequest, GroundedAnswer, Passage
from training.ai.embedding import embed
from training.ai.lexicons import COMMON_WORDS
from training.text import content_words, normalise_question, sentences

# The logit of "this passage answers the question" is the sum of weight × feature (all 0–1).
WEIGHTS: dict[str, float] = {
    "base": -4.0,  # most passages that a search offers do not answer
    "title_meaning": 2.0,  # cosine of the question and the title: titles often are the question
    "sentence_meaning": 2.0,  # cosine of the question and the nearest sentence
    "title_fit": 2.0,  # how much of question and title is the same telling words
    "rare_words": 5.0,  # share of the question's words that are here, those missing elsewhere counting most
    "all_words": 0.5,  # the same share, all words alike
    "search_score": 0.3,  # what the search thought, on its own scale
}
SILENT_BELOW = 0.2  # less sure than this, there is no answer to give
_WHOLE_CHARACTERS, _WHOLE_SENTENCES = 700, 6  # a short entry is given whole
_MAX_SENTENCES = 4
_SHARE_OF_BEST = 0.8  # a sentence of a long entry is used when it fits nearly as well as the best one
_SECOND_SHARE = 0.92  # a second passage is used when it fits nearly as well as the first
_SAME_MEANING = 0.85
_DOUBT = 0.5
_MOST_WAYS, _LEAST_WORDS = 4, 2
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading of an entry as plain text."""

    text: str
    is_heading: bool
    is_item: bool


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


@lru_cache(maxsize=2048)
def plain_blocks(markdown: str) -> tuple[Block, ...]:
    """The text of a Markdown document without its markup, block by block."""
    blocks: list[Block] = []
    depth = 0
    is_heading = False
    for token in _markdown().parse(markdown):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in ("heading_open", "heading_close"):
            is_heading = token.type == "heading_open"
        elif token.type in ("fence", "code_block"):
            if token.content.strip():
                blocks.append(Block(text=" ".join(token.content.split()), is_heading=False, is_item=depth > 0))
        elif token.type == "inline":
            parts = [
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type in ("text", "code_inline", "softbreak", "hardbreak", "image")
            ]
            text = " ".join("".join(parts).split())
            if text:
                blocks.append(Block(text=text, is_heading=is_heading, is_item=depth > 0))
    return tuple(blocks)


@dataclass(slots=True)
class _Piece:
    """One sentence of a passage and where it stands."""

    passage: int
    block: int
    text: str
    words: frozenset[str]


def stem(word: str) -> str:
    """A word without its commonest endings, so that "refunds" meets "refund"."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.removesuffix("e") if len(word) > 4 else word


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


def _question_weights(question: str) -> dict[str, float]:
    """The question's telling words; everyday verbs count little."""
    return {stem(word): 0.25 if word in COMMON_WORDS else 1.0 for word in content_words(question)}


def _share(weights: dict[str, float], words: frozenset[str]) -> float:
    total = sum(weights.values())
    # One word that is there proves less than three, so a little is missing from the start.
    return sum(weight for word, weight in weights.items() if word in words) / (total + _DOUBT) if total else 0.0


def _wordings(passage: Passage) -> tuple[str, ...]:
    return (passage.title, *passage.asked_as)


def _pieces(passages: Sequence[Passage]) -> list[_Piece]:
    return [
        _Piece(passage=index, block=number, text=block.text[start:end], words=_stems(block.text[start:end]))
        for index, passage in enumerate(passages)
        for number, block in enumerate(plain_blocks(passage.text))
        if not block.is_heading
        for start, end in sentences(block.text)
    ]


def _rarity(weights: dict[str, float], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """The question's words weighed up by how few of the texts have them: what tells the texts apart, or is in none."""
    return {
        word: weight * math.log((len(texts) + 1) / (sum(word in text for text in texts) + 0.5))
        for word, weight in weights.items()
    }


def _title_fit(weights: dict[str, float], title_words: Sequence[str]) -> float:
    """Twice the shared weight over the weight of both: 1 for the same words, 0 for none."""
    own = {stem(word): 0.25 if word in COMMON_WORDS else 1.0 for word in title_words}
    both = sum(weights.values()) + sum(own.values())
    return 2.0 * sum(weight for word, weight in weights.items() if word in own) / both if both else 0.0


def confidence_of(features: dict[str, float]) -> float:
    """The logistic of the weighted features."""
    return 1.0 / (1.0 + math.exp(-sum(WEIGHTS[name] * value for name, value in features.items())))


def ways_of_asking(question: str) -> list[str]:
    """The question as a whole, and each of its sentences that asks (or says anything): the rest may be only a story."""
    whole = normalise_question(question) or question
    parts = [whole[start:end] for start, end in sentences(whole)]
    asking = [part for part in parts if part.rstrip().endswith("?")] or parts
    ways = [whole, *(normalise_question(part) for part in asking[:_MOST_WAYS])]
    return [way for way in dict.fromkeys(ways) if way == whole or len(set(content_words(way))) >= _LEAST_WORDS]


def rate(request: AnswerRequest) -> tuple[list[dict[str, float]], list[_Piece], np.ndarray]:
    """The best features of each passage over all ways of asking, all sentences, and how well each sentence fits."""
    pieces = _pieces(request.passages)
    ways = ways_of_asking(request.question)
    count = len(request.passages)
    # The title and the other wordings of the question are alike: each is how somebody would ask it.
    wordings = [(index, line) for index, passage in enumerate(request.passages) for line in _wordings(passage)]
    vectors = embed([*ways, *(line for _, line in wordings), *(piece.text for piece in pieces)])
    likeness = vectors[: len(ways)] @ vectors[len(ways) :].T
    texts = [
        _stems("\n".join((*_wordings(passage), *(block.text for block in plain_blocks(passage.text)))))
        for passage in request.passages
    ]
    asker = np.array([index for index, _ in wordings], dtype=int)
    owner = np.array([piece.passage for piece in pieces], dtype=int)
    best: list[dict[str, float]] = [{} for _ in range(count)]
    fits = np.zeros(len(pieces), dtype=np.float32)
    for row, way in zip(likeness, ways, strict=True):
        weights = _question_weights(way)
        rarity = _rarity(weights, texts)
        by_wording, by_piece = row[: len(wordings)], row[len(wordings) :]
        title_fits = np.array([_title_fit(weights, content_words(line)) for _, line in wordings])
        shares = np.array([_share(weights, piece.words) for piece in pieces], dtype=np.float32)
        fits = np.maximum(fits, 0.6 * by_piece + 0.4 * shares)
        for index, passage in enumerate(request.passages):
            asked = asker == index
            own = by_piece[owner == index]
            features = {
                "base": 1.0,
                "title_meaning": max(0.0, float(by_wording[asked].max())),
                "sentence_meaning": max(0.0, float(own.max())) if len(own) else 0.0,
                "title_fit": float(title_fits[asked].max()),
                "rare_words": _share(rarity, texts[index]),
                "all_words": _share(weights, texts[index]),
                "search_score": min(1.0, max(0.0, passage.score)),
            }
            if not best[index] or confidence_of(features) > confidence_of(best[index]):
                best[index] = features
    return best, pieces, fits


def _chosen_pieces(index: int, pieces: Sequence[_Piece], fits: np.ndarray) -> list[int]:
    """The sentences of one passage to say, in its order: all of a short one, the fitting ones of a long one."""
    own = [i for i, piece in enumerate(pieces) if piece.passage == index]
    if len(own) <= _WHOLE_SENTENCES and sum(len(pieces[i].text) for i in own) <= _WHOLE_CHARACTERS:
        return own
    best = max(own, key=lambda i: (float(fits[i]), -i))
    near = [i for i in own if fits[i] >= _SHARE_OF_BEST * fits[best]]
    kept = set(sorted(near, key=lambda i: (-float(fits[i]), i))[: _MAX_SENTENCES - 1])
    following = best + 1
    if following in own and pieces[following].block == pieces[best].block:
        kept.add(following)  # the sentence after the best one often carries the rest of the rule
    return sorted(kept)


def _shortened(chosen: list[int], pieces: Sequence[_Piece], fits: np.ndarray, limit: int) -> list[int]:
    """As many sentences as the length allows, the best fitting ones; never none."""
    kept: set[int] = set()
    used = 0
    for i in sorted(chosen, key=lambda i: (-float(fits[i]), i)):
        if kept and used + len(pieces[i].text) > limit:
            continue
        kept.add(i)
        used += len(pieces[i].text) + 1
    return sorted(kept)


def _joined(chosen: Sequence[int], pieces: Sequence[_Piece], passages: Sequence[Passage]) -> str:
    """Sentences of one block on one line, list items with a dash."""
    lines: list[tuple[tuple[int, int], str]] = []
    for i in chosen:
        piece = pieces[i]
        place = (piece.passage, piece.block)
        if lines and lines[-1][0] == place:
            lines[-1] = (place, f"{lines[-1][1]} {piece.text}")
        else:
            is_item = plain_blocks(passages[piece.passage].text)[piece.block].is_item
            lines.append((place, f"- {piece.text}" if is_item else piece.text))
    return "\n".join(line for _, line in lines)


def answer(request: AnswerRequest) -> GroundedAnswer:
    """Answer a question out of the passages; without a citation where none of them seems to answer it."""
    if not request.passages or not request.question.strip():
        return GroundedAnswer(text="", confidence=0.0, cited_version_ids=())
    features, pieces, fits = rate(request)
    confidences = [confidence_of(one) for one in features]
    order = sorted(range(len(confidences)), key=lambda index: (-confidences[index], index))
    order = [index for index in order if any(piece.passage == index for piece in pieces)]
    if not order or confidences[order[0]] < SILENT_BELOW:
        most = confidences[order[0]] if order else 0.0
        return GroundedAnswer(text="", confidence=round(most, 4), cited_version_ids=())
    best = order[0]
    used = [best]
    chosen = _chosen_pieces(best, pieces, fits)
    # A hand-off rule stands alone: its text is no part of an answer.
    second = next((index for index in order[1:] if request.passages[index].kind == "answer"), None)
    if (
        second is not None
        and request.passages[best].kind == "answer"
        and confidences[second] >= max(0.5, _SECOND_SHARE * confidences[best])
    ):
        more = _new_pieces(second, pieces, fits, chosen)
        if more:
            used.append(second)
            chosen += more
    chosen = _in_reading_order(
        _shortened(chosen, pieces, fits, max(200, request.max_tokens * _CHARACTERS_A_TOKEN)), pieces, used
    )
    cited = [index for index in used if any(pieces[i].passage == index for i in chosen)]
    return GroundedAnswer(
        text=_joined(chosen, pieces, request.passages),
        confidence=round(confidences[best], 4),
        cited_version_ids=tuple(dict.fromkeys(request.passages[index].version_id for index in cited)),
    )


def _new_pieces(index: int, pieces: Sequence[_Piece], fits: np.ndarray, chosen: Sequence[int]) -> list[int]:
    """The sentences of a second passage that fit as well as the first's best and say something else."""
    best = max(float(fits[i]) for i in chosen)
    fitting = [i for i, p in enumerate(pieces) if p.passage == index and fits[i] >= _SHARE_OF_BEST * best][:2]
    if not fitting:
        return []
    vectors = embed([pieces[i].text for i in (*fitting, *chosen)])
    likeness = vectors[: len(fitting)] @ vectors[len(fitting) :].T
    return [i for row, i in enumerate(fitting) if float(likeness[row].max()) < _SAME_MEANING]


def _in_reading_order(chosen: Sequence[int], pieces: Sequence[_Piece], used: Sequence[int]) -> list[int]:
    return sorted(chosen, key=lambda i: (used.index(pieces[i].passage), i))
