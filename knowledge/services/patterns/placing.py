"""Puts each noted question to the pattern whose centre it is nearest to, and makes patterns of those that are alike.

Whether it went well is no matter here, but what people answered is: one pattern has one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from knowledge import clustering
from knowledge.models import GapQuestion, QuestionPattern
from knowledge.querysets.gap import GapQuestionQuerySet
from knowledge.services.detecting.naming import name_of
from knowledge.services.detecting.placing import group, in_order, set_centre, vectors_of
from training.models import Organization
from training.rows import update_rows
from training.text import normalise_question

BATCH = 2000
NEIGHBOURS = 8  # earlier questions of no pattern that are looked at again beside each new one
NEIGHBOUR_FROM = 0.5  # cosine from which one is worth another look
LOOSE_MOST = 20_000  # questions of no pattern that are kept in view, the newest


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
    pool = sorted(
        [*rest, *_neighbours(organization, rest, model=model, since=since)],
        key=lambda question: (question.asked_at, question.external_id),
    )
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
        shared.setdefault(plain.casefold().rstrip("?!. "), []).append(plain)
    commonest = max(shared.values(), key=len)
    return name_of(commonest if len(commonest) > max(2, len(texts) // 4) else texts)


def _put_near(organization: Organization, questions: list[Any], model: str) -> list[Any]:
    """Put questions to the patterns whose centres reach them; returns the others. One SQL query to read."""
    rows = list(
        QuestionPattern.objects.for_organization(organization)
        .filter(embedding_model=model)
        .order_by("id")
        .values_list("id", "centroid", "reach")
    )
    if not rows or not questions:
        return questions
    labels = clustering.assign_to_clusters(
        vectors=vectors_of(questions),
        centroids=np.vstack([np.frombuffer(bytes(centre), dtype=np.float32) for _, centre, _ in rows]),
        threshold=np.array([reach for *_, reach in rows], dtype=np.float32),
    )
    pairs = list(zip(questions, labels.tolist(), strict=True))
    _put([(question.id, rows[label][0]) for question, label in pairs if label >= 0])
    return [question for question, label in pairs if label < 0]


def _put(rows: Sequence[tuple[int, int]]) -> None:
    update_rows(GapQuestion, ["pattern"], rows)
    QuestionPattern.objects.filter(pk__in={pattern_id for _, pattern_id in rows}).update(is_count_due=True)


def _neighbours(organization: Organization, new: list[Any], *, model: str, since: datetime) -> list[Any]:
    """Earlier questions of no pattern that are nearest to the new ones: only they can make a pattern with them."""
    earlier: GapQuestionQuerySet = (
        GapQuestion.objects.for_organization(organization)
        .asked_since(since)
        .filter(is_pattern_sought=True, pattern__isnull=True, embedding_model=model)
    )
    known = list(earlier.order_by("-asked_at", "id").values_list("id", "vector")[:LOOSE_MOST])
    if not known:
        return []
    stacked = np.frombuffer(b"".join(bytes(vector) for _, vector in known), dtype=np.float32).reshape(len(known), -1)
    cosines = vectors_of(new) @ stacked.T
    count = min(NEIGHBOURS, len(known))
    nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    is_near = np.take_along_axis(cosines, nearest, axis=1) >= NEIGHBOUR_FROM
    return in_order(earlier.filter(pk__in=[known[index][0] for index in np.unique(nearest[is_near])]))
