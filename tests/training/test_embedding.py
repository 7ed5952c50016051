"""The bundled embedding: shape, unit length, independence of neighbours, and no trace left in the process."""

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import wordllama

from training.ai import embedding
from training.ai.embedding import DIMENSIONS, EMBEDDING_MODEL_KEY, embed
from training.keeping import Kept


def test_rows_are_float32_of_unit_length():
    vectors = embed(["Where is my parcel?", "Please cancel my order."])

    assert vectors.shape == (2, DIMENSIONS) == (2, 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert EMBEDDING_MODEL_KEY == "wordllama-256"


def test_a_text_without_tokens_is_a_row_of_zeros():
    vectors = embed(["", "   \n", "word"])

    assert not vectors[:2].any()
    assert vectors[2].any()


def test_no_texts_give_no_rows():
    assert embed([]).shape == (0, 256)


def test_a_text_is_embedded_once_however_often_it_comes(monkeypatch):
    asked = []

    def spy(texts):
        asked.append(list(texts))
        return np.ones((len(texts), DIMENSIONS), dtype=np.float32)

    monkeypatch.setattr(embedding, "_kept", Kept(size=10))
    monkeypatch.setattr(embedding, "_embed", spy)
    embed(["Never asked before", "Never asked before", "Nor this"])
    embed(["Nor this", "But this"])

    assert asked == [["Never asked before", "Nor this"], ["But this"]]


def test_vectors_that_a_caller_changes_are_not_those_that_the_next_one_gets():
    first = embed(["Where is my parcel?"])
    expected = first.copy()
    first *= 0

    np.testing.assert_array_equal(embed(["Where is my parcel?"]), expected)


def test_pooling_equals_the_librarys_own():
    texts = [
        "Where is my parcel?",
        "I was charged twice, please refund one of the payments",
        "ok",
        "Größe 42, наличие? 😀",
    ]
    package = Path(wordllama.__file__).parent
    theirs = wordllama.WordLlama.load(dim=256, cache_dir=package, disable_download=True).embed(texts, norm=True)

    np.testing.assert_allclose(embed(texts), theirs, atol=1e-6)


def test_a_vector_does_not_depend_on_its_neighbours(monkeypatch):
    monkeypatch.setattr(embedding, "_kept", Kept(size=0))
    text = "Where is my parcel?"
    alone = embed([text])[0]

    among = embed(["a " * 5000, text, ""])[1]
    monkeypatch.setattr(embedding, "_BATCH_TEXTS", 2)
    in_small_batches = embed(["one", "two", "three", "four", text])[4]

    np.testing.assert_array_equal(among, alone)
    np.testing.assert_array_equal(in_small_batches, alone)


def test_meaning_is_near_meaning():
    parcel, where, pin = embed(["Where is my parcel?", "When will the package be delivered?", "I forgot my PIN code"])

    assert parcel @ where > parcel @ pin


def test_one_long_text_does_not_blow_up_its_batch():
    vectors = embed(["short question"] * 500 + ["word " * 20_000])

    assert vectors.shape == (501, 256)
    np.testing.assert_array_equal(vectors[0], vectors[499])


def test_it_wants_a_sequence_of_strings():
    with pytest.raises(TypeError, match="not one text"):
        embed("text")
    with pytest.raises(TypeError, match="string"):
        embed(["text", None])


def test_loading_the_model_opens_no_socket_and_leaves_the_root_logger_alone(tmp_path):
    program = (
        "import logging, socket\n"
        "def refuse(*args, **kwargs): raise AssertionError('the network was used')\n"
        "socket.socket.connect = refuse\n"
        "from training.ai.embedding import embed\n"
        "assert embed(['hello']).any()\n"
        "root = logging.getLogger()\n"
        "assert root.handlers == [] and root.level == logging.WARNING, (root.handlers, root.level)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
    assert logging.getLogger("wordllama").handlers == []
