"""Intents of your own labelled questions: found without the labels, and learned from them.

FILE holds one {"text", "label"} a line. The questions are cut to their core and clustered as a learning cycle does it,
without the labels or their number: clusters, cluster_f1 (as DSTC11 defines it), nmi, ari. Then intents are learned as
the cycle learns them, in --folds parts: accuracy, macro_f1. With --out-of-scope FILE ({"text"} a line, questions that
belong to none of the labels): out_of_scope_recall, and the false_alarm_rate among questions that do belong.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser
from sklearn.metrics import adjusted_rand_score, f1_score, normalized_mutual_info_score
from sklearn.model_selection import StratifiedKFold

from config.evaluation.files import read_objects
from knowledge.clustering import cluster_questions
from knowledge.scoring import cluster_f1
from training.ai import embedding
from training.ai.local import intents
from training.ai.local.substance import core_texts
from training.models import Organization

SEED = 0


def add_arguments(parser: CommandParser) -> None:
    """The files, and in how many parts they are learned."""
    parser.add_argument("file", type=Path, metavar="FILE", help='your questions, one {"text", "label"} a line')
    parser.add_argument("--folds", type=int, default=5, metavar="K", help="learn from K - 1 parts, try on the last (5)")
    parser.add_argument(
        "--out-of-scope", type=Path, metavar="FILE", help='questions of none of the labels, one {"text"} a line'
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    folds = options["folds"]
    if folds < 2:
        raise CommandError("--folds must be at least 2.")
    rows = read_objects(options["file"], texts=["text", "label"])
    foreign = read_objects(options["out_of_scope"], texts=["text"]) if options["out_of_scope"] else []
    started = time.monotonic()
    labels = [row["label"].strip() for row in rows]
    texts = core_texts([row["text"] for row in rows])
    vectors = embedding.embed(texts)
    figures: dict[str, Any] = {"texts": len(texts), "labels": len(set(labels))}
    figures |= cluster_figures(texts=texts, vectors=vectors, labels=labels)
    _say(f"clustered after {time.monotonic() - started:.0f} s")
    figures |= learning_figures(
        texts=texts,
        vectors=vectors,
        labels=labels,
        folds=folds,
        foreign=core_texts([row["text"] for row in foreign]),
    )
    _say(f"learned and tried after {time.monotonic() - started:.0f} s")
    return figures


def cluster_figures(*, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> dict[str, Any]:
    """How well clusters made without the labels agree with them; unclustered questions count as one cluster."""
    smallest = Organization._meta.get_field("gap_min_customers").default
    found = cluster_questions(texts=texts, vectors=vectors, min_size=smallest).labels
    scores = {
        **cluster_f1(labels=found.tolist(), truth=labels),
        "nmi": normalized_mutual_info_score(labels, found),
        "ari": adjusted_rand_score(labels, found),
    }
    return {
        "clusters": int(found.max(initial=-1)) + 1,
        "unclustered": int((found < 0).sum()),
        **{name: round(float(value), 4) for name, value in scores.items()},
    }


def learning_figures(
    *, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], folds: int, foreign: Sequence[str]
) -> dict[str, Any]:
    """How well intents learned from some of the questions are told on the others.

    Labels with too few questions to be learned from any `folds - 1` parts are left out: `unlearned`, the number of
    their questions.
    """
    needed = max(ceil(intents.LEAST_EXAMPLES * folds / (folds - 1)) + 1, folds)
    enough = {label for label, count in Counter(labels).items() if count >= needed}
    if len(enough) < intents.LEAST_LABELS:
        raise CommandError(
            f"Only {len(enough)} labels have {needed} questions each; "
            f"intents are learned where at least {intents.LEAST_LABELS} have."
        )
    kept = [index for index, label in enumerate(labels) if label in enough]
    chosen, near = [texts[index] for index in kept], vectors[kept]
    truth = np.array([labels[index] for index in kept])
    told = np.empty(len(kept), dtype=object)
    scope: dict[str, Any] = {}
    parts = StratifiedKFold(folds, shuffle=True, random_state=SEED).split(near, truth)
    for number, (taught, tried) in enumerate(parts, start=1):
        model = intents.learn_intents(
            texts=[chosen[index] for index in taught], labels=truth[taught].tolist(), vectors=near[taught]
        )
        own = [chosen[index] for index in tried]
        told[tried] = model.nearest(own, near[tried])
        if foreign and not scope:  # judged by one model: it was taught without the questions it is tried on
            scope = {
                "out_of_scope": len(foreign),
                "out_of_scope_recall": _refused(model, foreign, embedding.embed(foreign)),
                "false_alarm_rate": _refused(model, own, near[tried]),
            }
        _say(f"part {number} of {folds}")
    return {
        "folds": folds,
        "unlearned": len(labels) - len(kept),
        "accuracy": round(float((told == truth).mean()), 4),
        "macro_f1": round(float(f1_score(truth, told.astype(str), average="macro")), 4),
        **scope,
    }


def _refused(model: intents.IntentModel, texts: Sequence[str], vectors: np.ndarray) -> float:
    """The share of questions that the model finds out of scope."""
    guesses = model.guess(texts, vectors)
    return round(sum(guess.is_out_of_scope for guess in guesses) / len(guesses), 4)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
