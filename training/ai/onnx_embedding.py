"""A text embedding out of a local folder: `model.onnx` and `tokenizer.json`, as sentence encoders are published.

Needs the optional packages onnxruntime and tokenizers (the extra `onnx`). Nothing is fetched: the folder is the
operator's, named by EMBEDDING_MODEL_PATH.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from training.ai.base import ProviderUnavailable

_BATCH = 64
_MOST_TOKENS = 512
_MOST_DIMENSIONS = 2000  # what an index of the database can hold


class OnnxEmbedder:
    """Mean-pooled, unit-length sentence vectors of one ONNX model.

    `key` names the model in the database: the folder's name and a short hash of the model file, so that another model
    in the same folder is another model.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model; ProviderUnavailable with a sentence when it can't be."""
        model_file, tokenizer_file = folder / "model.onnx", folder / "tokenizer.json"
        for file in (model_file, tokenizer_file):
            if not file.is_file():
                raise ProviderUnavailable(f"EMBEDDING_MODEL_PATH: {file} is missing.")
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as exc:
            raise ProviderUnavailable(
                f"EMBEDDING_MODEL_PATH needs the packages of the extra “onnx” ({exc.name} is not installed)."
            ) from exc
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, os.cpu_count() or 1)
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(model_file), sess_options=options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_file(str(tokenizer_file))
        except Exception as exc:
            raise ProviderUnavailable(f"EMBEDDING_MODEL_PATH: {folder} can't be loaded ({_line(exc)}).") from exc
        self._tokenizer.enable_truncation(max_length=_MOST_TOKENS)
        self._tokenizer.no_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}
        if not {"input_ids", "attention_mask"} <= self._inputs:
            raise ProviderUnavailable("EMBEDDING_MODEL_PATH: the model does not take input_ids and attention_mask.")
        self.embedding_dimensions = int(self._pooled([[0]]).shape[1])
        if self.embedding_dimensions > _MOST_DIMENSIONS:
            raise ProviderUnavailable(
                f"EMBEDDING_MODEL_PATH: vectors of {self.embedding_dimensions} dimensions are too long; "
                f"at most {_MOST_DIMENSIONS}."
            )
        name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:40] or "model"
        with model_file.open("rb") as opened:
            mark = hashlib.file_digest(opened, "sha256").hexdigest()[:8]
        self.embedding_model = f"onnx-{name}-{mark}-{self.embedding_dimensions}"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors: float32, shape (len(texts), embedding_dimensions); zeros for a text without any token.

        A text's vector does not depend on its neighbours in the call: texts are pooled by their own tokens only.
        """
        ids = [self._tokenizer.encode(text).ids if text.strip() else [] for text in texts]
        vectors = np.zeros((len(texts), self.embedding_dimensions), dtype=np.float32)
        order = sorted((index for index, row in enumerate(ids) if row), key=lambda index: len(ids[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._pooled([ids[index] for index in batch])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    def _pooled(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """The mean of the tokens' vectors of each row, padding left out."""
        longest = max(len(row) for row in rows)
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        given = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            given["token_type_ids"] = np.zeros_like(ids)
        try:
            out = np.asarray(self._session.run(None, given)[0], dtype=np.float32)
        except Exception as exc:
            raise ProviderUnavailable(f"The model of EMBEDDING_MODEL_PATH failed ({_line(exc)}).") from exc
        if out.ndim == 2:  # pooled already
            return out
        if out.ndim != 3:
            raise ProviderUnavailable("EMBEDDING_MODEL_PATH: the model's first output is no token or sentence vectors.")
        weights = mask[:, :, None].astype(np.float32)
        return (out * weights).sum(axis=1) / weights.sum(axis=1)


@lru_cache(maxsize=2)
def onnx_embedder(path: str) -> OnnxEmbedder:
    """The embedder of a folder, loaded once for each process."""
    return OnnxEmbedder(Path(path))


def _line(exc: Exception) -> str:
    return str(exc).strip().split("\n", 1)[0][:200]
