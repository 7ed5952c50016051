"""Makes a small ONNX embedding model: one vector for each of a few words."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = {
    "[UNK]": np.array([0.1, 0.1, 0.1, 0.1], dtype=np.float32),
    "refund": np.array([1, 0, 0, 0], dtype=np.float32),
    "parcel": np.array([0, 1, 0, 0], dtype=np.float32),
    "money": np.array([0.9, 0, 0.1, 0], dtype=np.float32),
    "back": np.array([0.8, 0, 0, 0.2], dtype=np.float32),
}


def make_model(folder: Path, *, scale: float = 1.0) -> Path:
    """Write model.onnx and tokenizer.json into `folder`."""
    from onnx import TensorProto, helper, numpy_helper, save
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(parents=True)
    table = numpy_helper.from_array(np.stack(list(WORDS.values())) * np.float32(scale), name="table")
    whole = ["batch", "length"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"], axis=0)],
        "words",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, whole),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, whole),
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*whole, 4])],
        [table],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), folder / "model.onnx")
    words = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    return folder
