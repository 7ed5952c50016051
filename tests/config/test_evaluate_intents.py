"""`evaluate intents`: a user's own labelled file, scored by the code of the cycle."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from sklearn.metrics import f1_score

from config.evaluation.intents import learning_figures
from tests.training.ai.test_local_intents import LABELS, TEXTS
from training.ai import embedding

FOREIGN = ["Who won the football match?", "Tell me about Mozart", "Will it rain tomorrow?", "How tall is the tower?"]


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return lines(
        tmp_path / "mine.jsonl", [{"text": text, "label": label} for text, label in zip(TEXTS, LABELS, strict=True)]
    )


def evaluate(*arguments: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate", "intents", *(str(argument) for argument in arguments), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_it_prints_every_figure(labelled: Path, tmp_path: Path) -> None:
    foreign = lines(tmp_path / "foreign.jsonl", [{"text": text} for text in FOREIGN])
    figures = evaluate(labelled, "--folds", 4, "--out-of-scope", foreign)
    assert list(figures) == [
        "texts", "labels", "clusters", "unclustered", "precision", "recall", "cluster_f1", "nmi", "ari", "folds",
        "unlearned", "accuracy", "macro_f1", "out_of_scope", "out_of_scope_recall", "false_alarm_rate",
    ]  # fmt: skip
    assert (figures["texts"], figures["labels"], figures["folds"], figures["out_of_scope"]) == (80, 4, 4, 4)
    assert figures["accuracy"] >= 0.8
    assert figures["out_of_scope_recall"] >= 0.75
    assert figures["cluster_f1"] > 0.5


def test_the_same_file_gives_the_same_figures(labelled: Path) -> None:
    assert evaluate(labelled) == evaluate(labelled)


def test_labels_do_not_reach_the_clustering(labelled: Path, tmp_path: Path) -> None:
    swapped = lines(
        tmp_path / "swapped.jsonl",
        [{"text": text, "label": "one" if n % 2 else f"l{n % 3}"} for n, text in enumerate(TEXTS)],
    )
    assert evaluate(labelled)["clusters"] == evaluate(swapped)["clusters"]


def test_labels_too_rare_to_be_learned_are_counted_apart(labelled: Path) -> None:
    with labelled.open("a") as file:
        file.writelines(json.dumps({"text": f"Voucher {n}?", "label": "voucher"}) + "\n" for n in range(3))
    figures = evaluate(labelled)
    assert (figures["texts"], figures["labels"], figures["unlearned"]) == (83, 5, 3)


def test_the_accuracy_is_that_of_questions_the_model_was_not_taught() -> None:
    """Labels drawn by lot cannot be learned: whoever tries on what was taught would find them learned by heart."""
    labels = np.random.default_rng(2).permutation(LABELS).tolist()
    figures = learning_figures(texts=TEXTS, vectors=embedding.embed(TEXTS), labels=labels, folds=5, foreign=[])
    assert figures["accuracy"] < 0.5
    assert figures["macro_f1"] < 0.5


def test_macro_f1_is_the_mean_over_labels() -> None:
    """By hand: a is found twice of twice with one false (F1 .8), b once of twice with none false (F1 2/3)."""
    assert f1_score(["a", "a", "b", "b"], ["a", "a", "a", "b"], average="macro") == pytest.approx((0.8 + 2 / 3) / 2)


def test_a_bound_that_is_missed_fails(labelled: Path) -> None:
    with pytest.raises(CommandError, match="accuracy is"):
        evaluate(labelled, "--min", "accuracy=1.1")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("no json\n", "line 2: is no JSON"),
        ("[1]\n", "line 2: is no JSON object"),
        ('{"text": "Hello"}\n', "line 2: “label” is missing or is no text"),
        ('{"text": 5, "label": "a"}\n', "line 2: “text” is missing or is no text"),
        ('{"text": "  ", "label": "a"}\n', "line 2: “text” is missing or is no text"),
    ],
)
def test_a_bad_line_gets_a_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    path = lines(tmp_path / "bad.jsonl", [{"text": "a", "label": "b"}, line])
    with pytest.raises(CommandError, match=sentence):
        evaluate(path)


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"line 5: is no JSON; and 2 more\."):
        evaluate(lines(tmp_path / "bad.jsonl", ["x\n"] * 7))


@pytest.mark.parametrize(("content", "sentence"), [(b"", "holds no line"), (b"\xff\xfe\x00", "is not UTF-8 text")])
def test_a_file_that_is_no_text_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        evaluate(path)


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        evaluate(tmp_path / "nothing.jsonl")


def test_too_few_labels_get_a_sentence(tmp_path: Path) -> None:
    rows = [{"text": text, "label": label} for text, label in zip(TEXTS, LABELS, strict=True) if label < "pa"]
    with pytest.raises(CommandError, match="Only 1 labels have 11 questions each"):
        evaluate(lines(tmp_path / "two.jsonl", rows))


def test_one_fold_is_refused(labelled: Path) -> None:
    with pytest.raises(CommandError, match="at least 2"):
        evaluate(labelled, "--folds", 1)
