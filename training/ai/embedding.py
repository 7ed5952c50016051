"""The bundled text embedding: wordllama, 256 dimensions, plain mean pooling of its token vectors, no network.

Pooling is done here and not by the library: it pads every text to the longest of its batch, which for one long message
among short ones means gigabytes, and divides by zero for an empty text. The vectors are the same, except that white
space around a text is left out.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from scipy import sparse

from training.keeping import Kept

EMBEDDING_MODEL_KEY = "wordllama-256"
DIMENSIONS = 256

_BATCH_TEXTS = 1024
_BATCH_CHARACTERS = 500_000
_SHORT = 1000  # characters; what is longer seldom comes twice
_load_lock = Lock()
_kept = Kept[str, np.ndarray](size=8192)  # some 10 MB of a process


@lru_cache(maxsize=1)
def _load_model() -> Any:
    """Read the weights that lie inside the installed package; a missing file is an error, never a download."""
    # The tokenizer's own threads and the forks of worker processes do not go together.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    import wordllama

    # Importing it installs a handler and a level on the root logger: take both back.
    root.handlers[:], root.level = handlers, level
    package = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(dim=DIMENSIONS, cache_dir=package, disable_download=True)
    model.tokenizer.no_padding()
    return model


def _model() -> Any:
    """Return the model, loaded once for each process."""
    with _load_lock:
        return _load_model()


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Cut texts into batches that are bounded by count and by characters."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        if batch and (len(batch) >= _BATCH_TEXTS or characters + len(text) > _BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def embed(texts: Sequence[str]) -> np.ndarray:
    """Embed texts with the bundled model.

    A text's vector depends on that text alone, not on its neighbours in the call, so the same text always gets the same
    vector; those of the short texts that a process embedded last are kept.

    Parameters
    ----------
    texts
        Any number of texts, also empty ones.

    Returns
    -------
    numpy.ndarray
        float32 of shape (len(texts), 256), rows of unit length; a row of zeros for a text without any token.

    Raises
    ------
    TypeError
        A single string was given, or something that is no string.

    Examples
    --------
    >>> embed(["Where is my parcel?", ""]).shape
    (2, 256)
    """
    if isinstance(texts, str):
        raise TypeError("embed takes a sequence of texts, not one text")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("every text must be a string")
    if len(texts) == 0:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.array(_kept.get_or_make(texts, _rows, is_worth=lambda text: len(text) <= _SHORT))


def centre_of(vectors: np.ndarray) -> np.ndarray:
    """The mean of some vectors, of unit length; vectors of shape (n, d), n at least 1, give one of shape (d,)."""
    centre: np.ndarray = vectors.mean(axis=0)
    return centre / max(float(np.linalg.norm(centre)), 1e-9)


def _rows(texts: Sequence[str]) -> list[np.ndarray]:
    """Their vectors, each apart from the others: who keeps one does not keep them all."""
    return [vector.copy() for vector in _embed(texts)]


def _embed(texts: Sequence[str]) -> np.ndarray:
    """The vectors of texts that are not known yet."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    model = _model()
    table: np.ndarray = model.embedding
    start = 0
    for batch in _batches(texts):
        encoded = model.tokenizer.encode_batch([text.strip() for text in batch], add_special_tokens=False)
        ids = [np.clip(np.asarray(item.ids, dtype=np.int32), 0, len(table) - 1) for item in encoded]
        ends = np.cumsum([0, *(len(row) for row in ids)])
        columns = np.concatenate(ids)
        counts = sparse.csr_matrix(
            (np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(batch), len(table))
        )
        vectors[start : start + len(batch)] = counts @ table
        start += len(batch)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors
