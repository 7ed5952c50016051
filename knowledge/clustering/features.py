"""What questions, and what people answered to them, are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.clustering.vectors import FloatArray, IntArray, unit
from knowledge.clustering.words import ANY_WORD

LEXICAL_WEIGHT = 0.5
LEXICAL_DIMENSIONS = 100
CENTRING_PRIOR = 100
ANSWER_CENTRING_PRIOR = 20


@dataclass(frozen=True, eq=False)
class Features:
    """Rows of unit length, one for each distinct question.

    Attributes
    ----------
    centred
        What sets a question apart from the others.
    plain
        Not centred: these still know whether two questions have anything in common.
    answers
        What people answered to it, a row of zeros where nobody did; None where no answers are known.
    """

    centred: FloatArray
    plain: FloatArray
    answers: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.centred)

    def rows(self, wanted: IntArray) -> Features:
        """Return those of some questions."""
        answers = None if self.answers is None else self.answers[wanted]
        return Features(centred=self.centred[wanted], plain=self.plain[wanted], answers=answers)


def features_of(
    *,
    texts: Sequence[str],
    vectors: FloatArray,
    background_texts: Sequence[str],
    background_vectors: FloatArray,
    owner: IntArray,
    answers: Sequence[str] = (),
    answer_vectors: FloatArray | None = None,
) -> tuple[Features, FloatArray]:
    """Return the features of distinct failed questions, and the centred ones of the questions that went well.

    `owner[i]` is the distinct question to which `answers[i]` was given. A mean of few questions is subtracted in part
    only: it may be their one topic.
    """
    meaning = unit(np.vstack([vectors, background_vectors]))
    lexical = _latent([*texts, *background_texts])
    centred = unit(_centred(meaning, CENTRING_PRIOR))
    share = np.float32(np.sqrt(LEXICAL_WEIGHT))
    features = unit(np.hstack([centred, lexical * share]))
    count = len(texts)
    plain = unit(np.hstack([meaning[:count], lexical[:count] * share]))
    said = None if answer_vectors is None else _answer_features(count, owner, answers, answer_vectors)
    return Features(centred=features[:count], plain=plain, answers=said), features[count:]


def _answer_features(count: int, owner: IntArray, answers: Sequence[str], vectors: FloatArray) -> FloatArray | None:
    """Meaning and wording in equal parts; of a question that was answered several times the mean."""
    given = np.array([bool(answer.strip()) for answer in answers], dtype=bool)
    if given.sum() < 2:
        return None
    meaning = unit(_centred(unit(vectors[given]), ANSWER_CENTRING_PRIOR))
    wording = _latent([answer for answer in answers if answer.strip()])
    rows = np.hstack([meaning, wording]) / np.float32(np.sqrt(2))
    found = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(found, owner[given], rows)
    return unit(found)


def _centred(rows: FloatArray, prior: int) -> FloatArray:
    """Take the mean away, in part only where there are few rows."""
    centred: FloatArray = rows - rows.mean(axis=0) * np.float32(len(rows) / (len(rows) + prior))
    return centred


def _latent(texts: list[str]) -> FloatArray:
    """Reduce TF-IDF of words and of characters to a few dense dimensions, rows of unit length."""
    rarest = 2 if len(texts) > 1000 else 1
    parts = []
    for vectorizer in (
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=ANY_WORD, min_df=rarest),
        TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5), min_df=rarest),
    ):
        try:
            parts.append(vectorizer.fit_transform(texts))
        except ValueError:  # no text holds a single term
            continue
    if not parts:
        return np.zeros((len(texts), 1), dtype=np.float32)
    terms = sparse.hstack(parts).tocsr().astype(np.float32)
    if min(terms.shape) <= LEXICAL_DIMENSIONS:
        return unit(terms.toarray())
    return unit(TruncatedSVD(LEXICAL_DIMENSIONS, n_iter=3, random_state=0).fit_transform(terms))
