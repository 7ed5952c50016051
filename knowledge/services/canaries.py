"""Updates that serve a share of the customers first: what these customers are answered from, and how they fare.

Whom an update serves is told by `training.bucketing` from the customer's key, so that it can be told afterwards of
every conversation too, wherever it was held.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Case, IntegerField, Value, When

from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap
from knowledge.querysets.impact import METRICS
from knowledge.querysets.performance import of_conversation
from knowledge.services.detecting.placing import LEAST_REACH, stacked
from knowledge.services.impact.topics import REACH_OF_TITLE
from knowledge.services.searching import WouldBe
from training.appliers import applier_for
from training.canaries import Arms, Guard, read_guard
from training.cycle import StepContext
from training.errors import DomainError
from training.models import Canary, LearningUpdate, Organization

log = logging.getLogger(__name__)

GUARDED = ("handoff", "csat")
OF_A_RULE = ("csat",)  # a rule that passes questions to a person raises the handoff rate by what it is
MOST_QUESTIONS = 50  # of the evidence, that say what an update without a gap is for
CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a look at one canary found. `problem`: why it cannot be served any more, if so."""

    canary: Canary
    guards: dict[str, Guard]
    problem: str


def overlay_for(organization: Organization, customer_key: str) -> list[WouldBe]:
    """The updates laid over the live knowledge for this customer. One SQL query where none runs."""
    overlay: list[WouldBe] = []
    for canary in running_canaries(organization):
        if canary.serves(customer_key):
            try:
                overlay += _would_be(canary.update)
            except DomainError as exc:
                log.info("canary %s is not served: %s", canary.pk, exc)
    return overlay


def running_canaries(organization: Organization) -> list[Canary]:
    """Those that serve a share now, oldest first. One SQL query."""
    running = Canary.objects.for_organization(organization).running()
    return list(running.select_related("update", "organization", "update__organization"))


def look_at(context: StepContext, *, canary: Canary) -> Look:
    """Read the guardrail of one canary: its questions since it began, with and without it."""
    with context.reading():
        problem = _problem(canary.update)
        gap = _gap_of(canary.update)
        texts = [] if gap else _texts_of(canary.update)
    if gap is not None:
        vectors, model = np.frombuffer(bytes(gap.centroid), dtype=np.float32)[None, :], gap.embedding_model
        reach = max(gap.reach, LEAST_REACH)
    else:
        vectors, model = context.engine.embed(texts)
        reach = REACH_OF_TITLE
    with context.reading():
        counts = _count(canary, np.asarray(vectors, dtype=np.float32), model, reach)
    is_rule = canary.update.payload.get("entry_kind") == KnowledgeEntry.Kind.HANDOFF
    deciding = OF_A_RULE if is_rule else GUARDED
    guards = {}
    for name, arms in counts.items():
        guard = read_guard(
            arms=arms,
            share=canary.share,
            planned_size=canary.planned_size,
            is_better_up=METRICS[name].is_better_up,
            metrics=len(deciding),
        )
        guards[name] = guard if name in deciding else replace(guard, is_worse=False)
    return Look(canary=canary, guards=guards, problem=problem)


def _would_be(update: LearningUpdate) -> Sequence[WouldBe]:
    room = getattr(applier_for(update), "would_be", None)
    return room(update=update) if room else []


def _problem(update: LearningUpdate) -> str:
    """Why the update could not be applied now, or an empty string."""
    try:
        applier_for(update).validate(update=update)
    except DomainError as exc:
        return str(exc)
    return ""


def _gap_of(update: LearningUpdate) -> KnowledgeGap | None:
    gaps = KnowledgeGap.objects.for_organization(update.organization_id).select_related("merged_into")
    gap = gaps.filter(pk=update.payload.get("gap_id")).first()
    return gap.merged_into or gap if gap else None


def _texts_of(update: LearningUpdate) -> list[str]:
    """What customers ask where the update is to answer: its title and other wordings, and its evidence."""
    wordings = update.payload.get("asked_as")
    quotes = update.evidence.filter(role="question").order_by("-said_at", "-id").values_list("quote", flat=True)
    said = [str(update.payload.get("title") or update.title), *(wordings if isinstance(wordings, list) else [])]
    return list(dict.fromkeys(text for text in [*map(str, said), *quotes[:MOST_QUESTIONS]] if text.strip()))


def _count(canary: Canary, vectors: np.ndarray, model: str, reach: float) -> dict[str, Arms]:
    """For each guarded metric both parts' counts, of the questions near to the update's. One SQL query."""
    columns = {}
    for name in GUARDED:
        metric = METRICS[name]
        if metric.hits is None:
            raise ValueError(f"{name} is no rate.")
        columns[f"{name}_n"] = _one_if(of_conversation(metric.counted))
        columns[f"{name}_hit"] = _one_if(of_conversation(metric.counted & metric.hits))
    rows = (
        GapQuestion.objects.for_organization(canary.organization_id)
        .filter(conversation__started_at__gte=canary.started_at, embedding_model=model)
        .annotate(**columns)
        .order_by("id")
        .values_list("conversation__customer_key", "vector", *columns)
    )
    sums = {is_with: np.zeros(len(columns), dtype=int) for is_with in (True, False)}
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
        near = (stacked([row[1] for row in chunk]) @ vectors.T).max(axis=1) >= reach
        for row, is_near in zip(chunk, near, strict=True):
            if is_near:
                sums[canary.serves(row[0])] += np.array(row[2:], dtype=int)
    found = {}
    for place, name in enumerate(GUARDED):
        (size_with, hits_with), (size_without, hits_without) = (
            (int(sums[arm][2 * place]), int(sums[arm][2 * place + 1])) for arm in (True, False)
        )
        found[name] = Arms(
            hits_with=hits_with, size_with=size_with, hits_without=hits_without, size_without=size_without
        )
    return found


def _one_if(condition: object) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterable[list[tuple[Any, ...]]]:
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
