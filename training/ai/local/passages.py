"""Passages as the answering reads them: plain sentences, the wordings of their question, and vectors of both.

What was read of a passage is kept for a while, by its text, so that many questions read it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from markdown_it import MarkdownIt

from training.ai.base import Passage
from training.ai.embedding import centre_of, embed
from training.ai.lexicons import COMMON_WORDS
from training.keeping import Kept
from training.text import content_words, sentences

DOUBT = 0.5  # one word that is there proves less than three: of a question's words a little is missing from the start


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading of an entry as plain text."""

    text: str
    is_heading: bool
    is_item: bool


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


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


def stem(word: str) -> str:
    """A word without its commonest endings, so that "refunds" meets "refund"."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.removesuffix("e") if len(word) > 4 else word


def stems(text: str) -> frozenset[str]:
    """The telling words of a text without their endings."""
    return frozenset(stem(word) for word in content_words(text))


def weighed_words(question: str) -> dict[str, float]:
    """The question's telling words; everyday verbs count little."""
    return {word: 0.25 if word in COMMON_WORDS else 1.0 for word in content_words(question)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage and the block that it stands in."""

    block: int
    is_item: bool
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """What there is to know of a passage. Rows of the vectors are of unit length, or zero for a text without a word.

    The title and the other wordings of the question are alike: each is how somebody would ask it.
    """

    sentences: tuple[Sentence, ...]
    sentence_vectors: np.ndarray  # (sentences, dimensions)
    wording_vectors: np.ndarray  # (1 + other wordings, dimensions)
    whole_vector: np.ndarray  # of title and text
    gist_vector: np.ndarray  # the mean of wordings and sentences
    words: frozenset[str]  # all telling words, without their endings
    word_vectors: np.ndarray  # (telling words, dimensions)


_Key = tuple[str, str, tuple[str, ...]]
_kept = Kept[_Key, ReadPassage](size=500)  # passages of a process: some 40 MB


def read_passages(passages: Sequence[Passage]) -> list[ReadPassage]:
    """Read passages; with one embedding call for all that were not read lately."""
    keys = [(passage.title, passage.text, passage.asked_as) for passage in passages]
    return _kept.get_or_make(keys, _read)


def _read(keys: Sequence[_Key]) -> list[ReadPassage]:
    cut = [_sentences(text) for _, text, _ in keys]
    said = [sorted(set(content_words("\n".join((title, *asked_as, text))))) for title, text, asked_as in keys]
    texts: list[str] = []
    for (title, text, asked_as), own, words in zip(keys, cut, said, strict=True):
        texts += [f"{title}\n{text}", title, *asked_as, *(sentence.text for sentence in own), *words]
    vectors = embed(texts)
    found = []
    start = 0
    for (_, _, asked_as), own, words in zip(keys, cut, said, strict=True):
        wordings_end = start + 2 + len(asked_as)
        sentences_end = wordings_end + len(own)
        end = sentences_end + len(words)
        found.append(
            ReadPassage(
                sentences=own,
                sentence_vectors=vectors[wordings_end:sentences_end].copy(),
                wording_vectors=vectors[start + 1 : wordings_end].copy(),
                whole_vector=vectors[start].copy(),
                gist_vector=centre_of(vectors[start + 1 : sentences_end]),
                words=frozenset(map(stem, words)),
                word_vectors=vectors[sentences_end:end].copy(),
            )
        )
        start = end
    return found


def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(block=number, is_item=block.is_item, text=piece, words=stems(piece))
        for number, block in enumerate(plain_blocks(text))
        if not block.is_heading
        for piece in (block.text[start:end] for start, end in sentences(block.text))
    )
