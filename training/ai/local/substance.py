"""What a customer came for, without the sentences that could stand in anybody's message.

E-mails wrap a question in courtesy, in history ("I have been a customer for years", "nobody answered last time") and in
contact data. Such a sentence is told by its meaning: its embedding lies near that of a stock sentence. The words that
remain are the customer's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from training.ai import embedding
from training.keeping import Kept
from training.text import content_words, normalise_question, sentences

# Sentences that say nothing about what the matter is. Grouped by what they do.
STOCK = (
    # courtesy and urging
    "Please reply soon.",
    "A quick answer would be nice.",
    "Looking forward to your answer.",
    "I am waiting for your reply.",
    "Could you let me know?",
    "Can you please tell me?",
    "Can you help me with this?",
    "I hope you can help me.",
    "Sorry to bother you.",
    "Many thanks and best wishes.",
    "Thank you very much in advance.",
    "Yours sincerely.",
    "Kind regards from our family.",
    "It is urgent, please hurry.",
    "Let me know if you need anything else.",
    # who is writing
    "I have been a customer of yours for many years.",
    "It is the first time I shop with you.",
    "I am usually very happy with your shop.",
    "A friend recommended your shop to me.",
    "I like your products very much.",
    # history of the contact
    "I already asked this last week.",
    "Nobody could answer this last time.",
    "It is me again, still with the same problem.",
    "This is the third time I am writing about this.",
    "I wrote to you a few days ago and got no reply.",
    "I have asked several times and still have no answer.",
    "I could not find an answer on your website.",
    "I looked at the help pages but they do not say.",
    "I tried to call but nobody answered the phone.",
    "The chat bot could not help me.",
    # announcing the question
    "I have a question before I go on.",
    "I have a short question.",
    "I am rather confused.",
    "It is like this.",
    "Hello, I need some help.",
    # contact data
    "You can reach me at [email].",
    "My e-mail address is [email].",
    "The account is under [email].",
    "My phone number is [phone].",
    "My new number is [phone], please call me.",
    "My name is [name].",
    "I am [name] and I live at [address].",
    "My order number is [id].",
)
NEAR = 0.72  # cosine from which a sentence counts as stock
_SHORT = 2000  # characters; what is longer is not remembered
_AT_ONCE = 16  # a larger product starts threads, which for one message costs more than it saves
_FILLER = re.compile(
    r"(?:(?<=^)|(?<=[\s,.;:!?]))"
    r"(?:(?:u+h+|u+m+|e+r+m*|h+m+|a+h+|o+h+|you know|you see|actually)\b|like,|right,|well,|so,|it's like this:)[\s,]*",
    re.IGNORECASE,
)
# What a form or a social network puts before the words: "@shop,", "Order number: A-1".
_HEADER = re.compile(
    r"^\s*(?:@[\w.-]+[\s,:]*|(?:order|customer|invoice|ticket|reference|booking)"
    r"(?:\s+(?:number|no\.?|id))?\s*[:#]\s*\S+[\s,;:.]*)+",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[a-z_]+\]")
_TELLING = re.compile(r"\d|\?$")
_LINES = re.compile(r"\s*\n\s*")
_kept = Kept[str, str](size=8192)  # a question is asked about by each step, gap and search that it is in


@cache
def _stock_vectors() -> np.ndarray:
    return embedding.embed(STOCK)


def core_texts(texts: Sequence[str]) -> list[str]:
    """Each message cut down to what it is about; empty where nothing but pleasantries was said.

    >>> core_texts(["I have been a customer for years. How do I descale the kettle? Please answer soon."])
    ['How do I descale the kettle?']
    """
    return _kept.get_or_make(texts, _cores, is_worth=lambda text: len(text) <= _SHORT)


def _cores(texts: Sequence[str]) -> list[str]:
    parts = [_sentences(text) for text in texts]
    flat = sorted({sentence for sentences_of in parts for sentence in sentences_of})
    stock = _is_stock(flat)
    return [
        normalise_question(" ".join(sentence for sentence in own if not stock[sentence])) or normalise_question(text)
        for text, own in zip(texts, parts, strict=True)
    ]


def _sentences(text: str) -> list[str]:
    found = []
    for line in _LINES.split(text):
        plain = _FILLER.sub("", _HEADER.sub("", line)).strip()
        found += [plain[start:end].strip() for start, end in sentences(plain)]
    return [sentence for sentence in found if sentence]


def _is_stock(flat: Sequence[str]) -> dict[str, bool]:
    if not flat:
        return {}
    vectors, stock = embedding.embed(flat), _stock_vectors().T
    nearest = [
        score
        for start in range(0, len(flat), _AT_ONCE)
        for score in (vectors[start : start + _AT_ONCE] @ stock).max(axis=1).tolist()
    ]
    return {
        sentence: bool(score >= NEAR)
        or not (content_words(_PLACEHOLDER.sub("", sentence)) or _TELLING.search(sentence))
        for sentence, score in zip(flat, nearest, strict=True)
    }
