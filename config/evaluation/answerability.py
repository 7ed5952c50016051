"""Whether the desk knows what it can answer: your own questions with the texts that they are asked of.

FILE holds one {"question", "contexts", "answerable"} a line: contexts is a list of texts, or of {"title", "text"}. Each
question is asked of its own contexts as if these were all the knowledge there is, by the code that Ask, the API and the
cycle use. A question that is not answered is a gap: precision and recall are of that decision against "answerable":
false; auc is of the confidence against "answerable".
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.evaluation.files import read_objects
from config.evaluation.ranking import area_under_curve
from config.evaluation.scratch import scratch_organization
from knowledge.services.answering import answer
from knowledge.services.entries import TITLE_CHARACTERS
from knowledge.services.searching import WouldBe
from training.services.engine import engine_for
from training.tenancy import organization_scope
from training.text import strip_invisible


def add_arguments(parser: CommandParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE", help='one {"question", "contexts", "answerable"} a line')


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    rows = read_objects(options["file"], texts=("question",), check=_wrong_row)
    contexts = [_contexts(row["contexts"]) or [] for row in rows]
    sys.stderr.write(f"asking {len(rows):,} questions\n")
    confidences: list[float] = []
    is_gap: list[bool] = []
    with scratch_organization("evaluate") as organization, organization_scope(organization.pk):
        engine = engine_for(organization)
        for row, texts in zip(rows, contexts, strict=True):
            found = answer(organization=organization, question=row["question"], overlay=texts, engine=engine)
            confidences.append(found.confidence)
            is_gap.append(found.is_handoff)
    return scores(answerable=[row["answerable"] for row in rows], confidences=confidences, is_gap=is_gap)


def scores(
    *, answerable: Sequence[bool], confidences: Sequence[float], is_gap: Sequence[bool]
) -> dict[str, float | int | None]:
    """The figures of what came out; None where there is nothing to divide by.

    >>> scores(answerable=[True, False, False], confidences=[0.9, 0.6, 0.1], is_gap=[False, False, True])["recall"]
    0.5
    """
    hits = sum(gap and not known for gap, known in zip(is_gap, answerable, strict=True))
    gaps, unknown = sum(is_gap), len(answerable) - sum(answerable)
    area = area_under_curve(scores=confidences, positives=answerable)
    return {
        "questions": len(answerable),
        "answerable": sum(answerable),
        "gaps": gaps,
        "auc": None if area is None else round(area, 4),
        "precision": round(hits / gaps, 4) if gaps else None,
        "recall": round(hits / unknown, 4) if unknown else None,
    }


def _wrong_row(row: dict[str, Any]) -> str:
    if _contexts(row.get("contexts")) is None:
        return "“contexts” is no list of texts"
    return "" if isinstance(row.get("answerable"), bool) else "“answerable” is neither true nor false"


def _contexts(given: Any) -> list[WouldBe] | None:
    """Contexts as would-be entries; None where they are none."""
    if not isinstance(given, list):
        return None
    texts = []
    for one in given:
        title, body = ("", one) if isinstance(one, str) else _title_and_text(one)
        if body is None:
            return None
        if body.strip():
            texts.append(WouldBe(title=strip_invisible(title)[:TITLE_CHARACTERS], body=strip_invisible(body)))
    return texts


def _title_and_text(given: Any) -> tuple[str, str | None]:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return "", None
    title = given.get("title", "")
    return (title, given["text"]) if isinstance(title, str) else ("", None)
