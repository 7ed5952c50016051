"""Puts each new question to the gap whose centre it is nearest to, and makes gaps of those that fail together.

Vectors of different models are not compared: where the hosted model failed in between, each kind is placed by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from knowledge import agreement, clustering
from knowledge.models import GapQuestion, KnowledgeGap, QuestionPattern
from knowledge.querysets.drift import human_words
from knowledge.querysets.gap import GapQuestionQuerySet
from knowledge.services.detecting.naming import keywords_of, name_of
from knowledge.services.detecting.noting import make_count_due
from training.ai import embedding
from training.ai.local.substance import core_texts
from training.models import Organization
from training.rows import update_rows

LEAST_REACH = 0.45  # however wide a gap is, a question this far away from its centre is another matter
REACH = 0.25  # a new question must be nearer to a gap's centre than the outer quarter of the gap's first questions
NEIGHBOURS = 12  # earlier loose questions that are looked at again beside each new one
NEIGHBOUR_FROM = 0.4  # cosine from which an earlier question is worth another look
LOOSE_MOST = 20_000  # loose failed questions that are kept in view, newest first
BACKGROUND = 5000  # questions that went well, shown to the clustering, newest first, at most …
FEW = 300  # … and where only new questions are placed as many as there are of those, or this many
ROW = ("id", "text", "is_failed", "customer_key", "conversation_id", "asked_at", "vector", "external_id")


@dataclass(frozen=True)
class Centres:
    """The centres that draw questions: row i draws for the gap `owners[i]` and belongs to the gap `ids[i]`."""

    ids: list[int]
    owners: list[int]
    matrix: np.ndarray
    reach: np.ndarray


def centres_of(*, organization: Organization, model: str) -> Centres:
    """All centres of one embedding model; a merged gap's draws for the gap that it was merged into. One SQL query."""
    rows = list(
        KnowledgeGap.objects.for_organization(organization)
        .order_by("id")
        .values_list("id", "merged_into", "status", "embedding_model", "centroid", "reach")
    )
    into = {pk: target if status == KnowledgeGap.Status.MERGED else pk for pk, target, status, *_ in rows}
    kept = [
        (pk, owner, centre, reach)
        for pk, _, _, of, centre, reach in rows
        if of == model and (owner := target_of(pk, into)) is not None
    ]
    return Centres(
        ids=[row[0] for row in kept],
        owners=[row[1] for row in kept],
        matrix=stacked([row[2] for row in kept]),
        reach=np.array([row[3] for row in kept], dtype=np.float32),
    )


def target_of(gap_id: int, into: dict[int, int | None]) -> int | None:
    """Where a gap's questions go, however often it was merged; None when that gap is gone."""
    seen = set()
    while gap_id not in seen:
        seen.add(gap_id)
        target = into.get(gap_id)
        if target == gap_id or target is None:
            return target
        gap_id = target
    return None


def place_new(*, organization: Organization, since: datetime) -> int:
    """Place the questions that no gap was sought for yet; returns how many gaps are new.

    Each goes to the nearest centre that reaches it. The failed ones that are near none are grouped among themselves
    and with the earlier loose ones nearest to them; a group of enough distinct customers becomes a gap.
    """
    new = GapQuestion.objects.for_organization(organization).filter(is_new=True)
    sought = new.filter(gap__isnull=True, is_pinned=False)
    models = list(sought.order_by("embedding_model").values_list("embedding_model", flat=True).distinct())
    made = sum(_place(organization=organization, since=since, sought=sought, model=model) for model in models)
    new.update(is_new=False)
    return made


def _place(*, organization: Organization, since: datetime, sought: GapQuestionQuerySet, model: str) -> int:
    """Place the new questions whose vectors are of one model."""
    questions = in_order(sought.filter(embedding_model=model))
    near, far = sort_out(questions, centres_of(organization=organization, model=model))
    failed = [question for question in far if question.is_failed]
    gaps: list[KnowledgeGap] = []
    if failed:
        loose = loose_since(since, organization=organization, model=model)
        earlier = neighbours_of(failed, among=loose.failed().filter(is_new=False))
        pool = sorted([*failed, *earlier], key=lambda question: (question.asked_at, question.external_id))
        found = group(
            organization=organization, failed=pool, loose=loose, background=min(BACKGROUND, max(len(pool), FEW))
        )
        gaps = make_gaps(organization=organization, groups=found.groups, around=[*pool, *found.fine], model=model)
        if gaps:
            put(sort_out(found.fine, centres_of(organization=organization, model=model))[0])
    put(near)  # last: nobody who decides on a gap shall wait for the clustering
    return len(gaps)


def loose_since(since: datetime, *, organization: Organization, model: str) -> GapQuestionQuerySet:
    """The questions of the window that are near no gap and that no person took out of one."""
    everything = GapQuestion.objects.for_organization(organization).asked_since(since)
    return everything.loose().filter(embedding_model=model)


def in_order(questions: GapQuestionQuerySet) -> list[Any]:
    """Rows with what placing needs, in an order that does not depend on when or in which batch they were written.

    One SQL query.
    """
    return list(
        questions.annotate(external_id=Coalesce(F("conversation__external_id"), Value("")))
        .order_by("asked_at", "external_id", "id")
        .values_list(*ROW, named=True)
    )


def vectors_of(questions: Sequence[Any]) -> np.ndarray:
    """The questions' vectors, shape (n, dimensions)."""
    return stacked([question.vector for question in questions])


def stacked(vectors: Sequence[bytes | memoryview]) -> np.ndarray:
    """Stored vectors of one model as rows."""
    if not vectors:
        return np.zeros((0, 1), dtype=np.float32)
    return np.frombuffer(b"".join(vectors), dtype=np.float32).reshape(len(vectors), -1)


def sort_out(questions: list[Any], centres: Centres) -> tuple[list[tuple[int, int, int]], list[Any]]:
    """Find each question's gap: rows (question, gap, gap that drew it) for `put`, and the questions near none."""
    if not questions or not centres.ids:
        return [], questions
    labels = clustering.assign_to_clusters(
        vectors=vectors_of(questions),
        centroids=centres.matrix,
        threshold=centres.reach,
        owners=np.array(centres.owners),
    )
    near = [
        (question.id, centres.owners[label], centres.ids[label])
        for question, label in zip(questions, labels, strict=True)
        if label >= 0
    ]
    return near, [question for question, label in zip(questions, labels, strict=True) if label < 0]


def put(rows: Sequence[tuple[int, int, int]]) -> None:
    """Put questions into gaps: rows of (question, gap, gap that drew it). Where a person has placed one it stays."""
    update_rows(GapQuestion, ["gap", "origin"], rows, where="NOT t.is_pinned")
    make_count_due({gap_id for _, gap_id, _ in rows})


@dataclass(frozen=True)
class Grouping:
    """Groups of failed questions, and the questions that went well which were shown beside them."""

    groups: list[list[Any]]
    fine: list[Any]


def group(
    *, organization: Organization, failed: list[Any], loose: GapQuestionQuerySet, background: int = BACKGROUND
) -> Grouping:
    """Group failed questions by what they mean and what people answered: an entry can hold one answer.

    A group has enough distinct customers. Of the loose questions that went well so many of the newest are shown to
    the clustering.
    """
    if len({question.customer_key for question in failed}) < organization.gap_min_customers:
        return Grouping(groups=[], fine=[])
    fine = in_order(loose.filter(pk__in=list(_newest(loose.filter(is_failed=False), background))))
    vectors = vectors_of(failed)
    answers = answers_to(organization=organization, questions=failed)
    answer_vectors = embedding.embed(answers)
    found = clustering.cluster_questions(
        texts=[question.text for question in failed],
        vectors=vectors,
        min_size=organization.gap_min_customers,
        background_texts=[question.text for question in fine],
        background_vectors=vectors_of(fine) if fine else None,
        answers=answers,
        answer_vectors=answer_vectors,
    )
    labels = agreement.regroup_by_answers(
        labels=found.labels, vectors=vectors, answers=answers, answer_vectors=answer_vectors
    )
    groups = [
        [failed[index] for index in np.flatnonzero(labels == label)] for label in range(labels.max(initial=-1) + 1)
    ]
    enough = organization.gap_min_customers
    return Grouping(
        groups=[own for own in groups if len({question.customer_key for question in own}) >= enough], fine=fine
    )


def make_gaps(
    *, organization: Organization, groups: Sequence[list[Any]], around: Sequence[Any], model: str
) -> list[KnowledgeGap]:
    """Make a gap of each group of questions; `around` are questions on all topics, which tell what sets it apart."""
    everything = [question.text for question in around]
    gaps = []
    for own in groups:
        texts = [question.text for question in own]
        gap = KnowledgeGap(
            organization=organization,
            title=name_of(texts),
            named_question_count=len(texts),
            keywords=keywords_of(texts, around=everything),
            embedding_model=model,
            is_count_due=True,
            first_asked_at=own[0].asked_at,
            last_asked_at=own[-1].asked_at,
        )
        set_centre(gap, vectors_of(own))
        gaps.append(gap)
    KnowledgeGap.objects.bulk_create(gaps)
    put([(question.id, gap.pk, gap.pk) for gap, own in zip(gaps, groups, strict=True) for question in own])
    return gaps


class Middle(NamedTuple):
    """The centre of some vectors, of unit length, the cosine of each to it, and how near a new one must be."""

    centre: np.ndarray
    near: np.ndarray
    reach: float


def middle_of(vectors: np.ndarray) -> Middle:
    """Where some questions lie; vectors of shape (n, d), n at least 1."""
    centre = embedding.centre_of(vectors)
    near = vectors @ centre
    return Middle(centre, near, min(max(float(np.quantile(near, REACH)), LEAST_REACH), clustering.ASSIGN_THRESHOLD))


def set_centre(gap: KnowledgeGap | QuestionPattern, vectors: np.ndarray, *, has_new_reach: bool = True) -> None:
    """Fill in a gap's centre, how alike its questions are, and how near a question must be; vectors of shape (n, d).

    Of a gap that is there already the reach stays (`has_new_reach` False): it must not creep.
    """
    middle = middle_of(vectors)
    gap.centroid = middle.centre.astype(np.float32).tobytes()
    gap.cohesion = min(max(float(middle.near.mean()), 0.0), 1.0)
    if has_new_reach:
        gap.reach = middle.reach


def answers_to(*, organization: Organization, questions: Sequence[Any]) -> list[str]:
    """What people answered to each question, without pleasantries; empty where nobody did. One SQL query."""
    words = human_words(
        organization=organization,
        conversation_ids={question.conversation_id for question in questions if question.conversation_id},
    )
    return core_texts([words.get(question.conversation_id, "") for question in questions])


def neighbours_of(
    new: list[Any], *, among: GapQuestionQuerySet, count: int = NEIGHBOURS, least: float = NEIGHBOUR_FROM
) -> list[Any]:
    """The earlier loose questions that are nearest to the new ones: only they can make a group with them now.

    So many beside each, of a cosine of at least `least`. Two SQL queries.
    """
    known = list(among.order_by("-asked_at", "id").values_list("id", "vector")[:LOOSE_MOST])
    if not known:
        return []
    cosines = vectors_of(new) @ stacked([vector for _, vector in known]).T
    count = min(count, len(known))
    nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    is_near = np.take_along_axis(cosines, nearest, axis=1) >= least
    wanted = {known[index][0] for index in np.unique(nearest[is_near])}
    return in_order(among.filter(pk__in=wanted))


def _newest(questions: GapQuestionQuerySet, count: int) -> Any:
    """Ids of the newest questions; which of those asked at one moment does not depend on their ids."""
    return questions.order_by("-asked_at", "conversation__external_id").values_list("id", flat=True)[:count]
