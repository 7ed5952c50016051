"""Puts each noted question to the pattern whose centre it is nearest to, and makes patterns of those that are alike.

Whether it went well is no matter here, but what people answered is: one pattern has one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from knowledge.models import GapQuestion, QuestionPattern
from knowledge.services.detecting.naming import name_of
from knowledge.services.detecting.placing import (
    Centres,
    group,
    in_order,
    neighbours_of,
    set_centre,
    sort_out,
    stacked,
    vectors_of,
)
from training.models import Organization
from training.rows import update_rows
from training.text import normalise_question

BATCH = 2000
NEIGHBOURS = 8  # earlier questions of no pattern that are looked at again beside each new one
NEIGHBOUR_FROM = 0.5  # cosine from which one is worth another look


def place_new(*, organization: Organization, since: datetime) -> tuple[int, int]:
    """Place up to `BATCH` questions that no pattern was sought for yet; returns how many, and how many new patterns.

    Older ones than `since` count for nothing and are passed over.
    """
    sought = GapQuestion.objects.for_organization(organization).filter(is_pattern_sought=False)
    ids = list(sought.order_by("id").values_list("id", flat=True)[:BATCH])
    if not ids:
        return 0, 0
    batch = GapQuestion.objects.for_organization(organization).filter(pk__in=ids)
    recent = batch.asked_since(since).exclude(text="")
    models = list(recent.order_by("embedding_model").values_list("embedding_model", flat=True).distinct())
    made = 0
    for model in models:
        made += _place(organization, in_order(recent.filter(embedding_model=model)), model=model, since=since)
    batch.update(is_pattern_sought=True)
    return len(ids), made


def _place(organization: Organization, questions: list[Any], *, model: str, since: datetime) -> int:
    rest = _put_near(organization, questions, model)
    if not rest:
        return 0
    loose = GapQuestion.objects.for_organization(organization).asked_since(since)
    loose = loose.filter(is_pattern_sought=True, pattern__isnull=True, embedding_model=model)
    earlier = neighbours_of(rest, among=loose, count=NEIGHBOURS, least=NEIGHBOUR_FROM)
    pool = sorted([*rest, *earlier], key=lambda question: (question.asked_at, question.external_id))
    found = group(organization=organization, failed=pool, loose=GapQuestion.objects.none(), background=0)
    patterns = []
    for own in found.groups:
        pattern = QuestionPattern(
            organization=organization,
            title=title_of([question.text for question in own]),
            embedding_model=model,
            first_asked_at=own[0].asked_at,
            last_asked_at=own[-1].asked_at,
        )
        set_centre(pattern, vectors_of(own))
        patterns.append(pattern)
    QuestionPattern.objects.bulk_create(patterns)
    _put([(question.id, pattern.pk) for pattern, own in zip(patterns, found.groups, strict=True) for question in own])
    # A centre that is new may be near to a question that joined no group.
    grouped = {question.id for own in found.groups for question in own}
    if patterns:
        _put_near(organization, [question for question in pool if question.id not in grouped], model)
    return len(patterns)


def title_of(texts: Sequence[str]) -> str:
    """What a pattern is called: the wording that most asked it in, else the clearest.

    >>> title_of(["Hi! Where do I park?", "where do i park", "Is there a place for my car?"])
    'Where do I park?'
    """
    shared: dict[str, list[str]] = {}
    for text in texts:
        plain = normalise_question(text)
        if plain:  # a greeting alone is nothing once it is taken off
            shared.setdefault(plain.casefold().rstrip("?!. "), []).append(plain)
    commonest = max(shared.values(), key=len, default=[])
    return name_of(commonest if len(commonest) > max(2, len(texts) // 4) else texts)


def _put_near(organization: Organization, questions: list[Any], model: str) -> list[Any]:
    """Put questions to the patterns whose centres reach them; returns the others. One SQL query to read."""
    rows = list(
        QuestionPattern.objects.for_organization(organization)
        .filter(embedding_model=model)
        .order_by("id")
        .values_list("id", "centroid", "reach")
    )
    ids = [pk for pk, *_ in rows]
    reach = np.array([one for *_, one in rows], dtype=np.float32)
    near, far = sort_out(
        questions, Centres(ids=ids, owners=ids, matrix=stacked([centre for _, centre, _ in rows]), reach=reach)
    )
    _put([(question_id, pattern_id) for question_id, pattern_id, _ in near])
    return far


def _put(rows: Sequence[tuple[int, int]]) -> None:
    update_rows(GapQuestion, ["pattern"], rows)
    QuestionPattern.objects.filter(pk__in={pattern_id for _, pattern_id in rows}).update(is_count_due=True)
