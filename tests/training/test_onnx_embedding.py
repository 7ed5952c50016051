"""An embedding model out of a local folder. The model of these tests is made here: a table of word vectors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.onnx_model import WORDS, make_model
from training.ai.base import ProviderUnavailable
from training.ai.onnx_embedding import OnnxEmbedder
from training.services.engine import engine_for


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "Small Model")


def test_a_vector_is_the_mean_of_its_words_and_of_unit_length(folder: Path) -> None:
    vectors = OnnxEmbedder(folder).embed(["refund", "refund parcel", ""])
    assert vectors.shape == (3, 4)
    mean = (WORDS["refund"] + WORDS["parcel"]) / 2
    np.testing.assert_allclose(vectors[1], mean / np.linalg.norm(mean), atol=1e-6)
    assert not vectors[2].any()


def test_a_text_gets_the_same_vector_beside_long_neighbours(folder: Path) -> None:
    embedder = OnnxEmbedder(folder)
    together = embedder.embed(["refund", "parcel " * 300, "parcel refund"])
    for index, text in enumerate(["refund", "parcel " * 300, "parcel refund"]):
        np.testing.assert_allclose(together[index], embedder.embed([text])[0], atol=1e-6)


def test_the_key_names_the_folder_and_the_model(folder: Path, tmp_path: Path) -> None:
    other = make_model(tmp_path / "Small Model", scale=2.0)
    assert OnnxEmbedder(folder).embedding_model.startswith("onnx-small-model-")
    assert OnnxEmbedder(folder).embedding_model != OnnxEmbedder(other).embedding_model


def test_a_folder_without_a_model_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProviderUnavailable, match=r"model\.onnx is missing"):
        OnnxEmbedder(tmp_path)


def test_a_file_that_is_no_model_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ProviderUnavailable, match="can't be loaded"):
        OnnxEmbedder(tmp_path)


def test_the_organization_uses_it_once_it_is_chosen(organization: Any, settings: Any, folder: Path) -> None:
    settings.EMBEDDING_MODEL_PATH = str(folder)
    engine = engine_for(organization)
    assert engine.embedding_model == "wordllama-256"
    key = next(one for one in engine.embedding_models if one.startswith("onnx-"))
    organization.embedding_model = key
    vectors, made_by = engine_for(organization).embed(["refund"])
    assert (made_by, vectors.shape) == (key, (1, 4))


def test_a_chosen_model_that_is_gone_leaves_a_note_and_the_bundled_one(organization: Any, settings: Any) -> None:
    settings.EMBEDDING_MODEL_PATH = "/nowhere/at/all"
    organization.embedding_model = "onnx-gone-12345678-4"
    engine = engine_for(organization)
    _, made_by = engine.embed(["refund"])
    assert made_by == "wordllama-256"
    assert any("model.onnx is missing" in note for note in engine.notes)
    assert any("onnx-gone-12345678-4 is not at hand" in note for note in engine.notes)
