"""Keeps vectors fresh: embeds what changed, tries the other embedding models, keeps the better, says what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

import numpy as np
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from knowledge.models import Embedding, EmbeddingModel, GapQuestion, KnowledgeGap, KnowledgeRefresh, KnowledgeVersion
from knowledge.services.answering import answer_many
from knowledge.services.detecting.placing import set_centre, stacked
from knowledge.services.embedding import embed_missing
from knowledge.services.replaying.asking import Question, golden_questions
from knowledge.services.replaying.running import verdict_now
from training.errors import DomainError
from training.models import Organization
from training.services.engine import Engine, engine_for
from training.tenancy import organization_scope

Row = TypeVar("Row")

BATCH = 500
KEEP_OLD_DAYS = 30
FEWEST_GOLDEN = 10  # below that a comparison says nothing


class RefreshRunning(DomainError):
    """One at a time."""


class ModelNotAtHand(DomainError):
    """Only a model that is set up can be chosen."""


def refresh_knowledge(*, organization: Organization, chosen_model: str = "") -> KnowledgeRefresh:
    """Refresh an organization's vectors. Each batch is a transaction of its own.

    1. Versions without a vector of the model in use get one.
    2. Each other model at hand embeds the live versions beside it; the golden set is answered with both. The better one
       is used from now on; at a tie, or with too few golden questions, the one in use stays.
    3. After a change, the questions of the gaps get vectors of the new model, so that they stay comparable.
    4. Vectors of old versions that are of no use are removed.

    `chosen_model` is used from now on without a comparison: a person's choice.

    Raises:
        RefreshRunning: another one is under way.
        ModelNotAtHand: the chosen model is not set up here.
    """
    if chosen_model:
        hold_model(organization=organization, key=chosen_model)
    refresh = _begin(organization)
    try:
        if chosen_model:
            _choose(refresh, organization, chosen_model)
        else:
            _refresh(refresh, organization)
    except Exception as exc:
        refresh.status, refresh.note = KnowledgeRefresh.Status.FAILED, f"It stopped: {exc}"[:2000]
        refresh.finished_at = timezone.now()
        _save(refresh)
        raise
    return refresh


def hold_model(*, organization: Organization, key: str) -> None:
    """Hold that an embedding model can be used.

    Raises:
        ModelNotAtHand: it is not set up here; the sentence says why where that is known.
    """
    engine = engine_for(organization, embedding_model=key)
    if key not in engine.embedding_models:
        raise ModelNotAtHand(" ".join([f"The embedding model “{key}” is not set up here.", *engine.notes]))


def rebuild_indexes() -> list[str]:
    """Rebuild the vector index of each registered model; one that is busy is left for the next time. Returns notes."""
    notes = []
    for key in EmbeddingModel.objects.order_by("key").values_list("key", flat=True):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                cursor.execute("SELECT knowledge_model_reindex(%s)", [key])
        except OperationalError as exc:
            notes.append(f"The index of {key} was busy and is rebuilt next time ({str(exc).splitlines()[0]}).")
    return notes


def _begin(organization: Organization) -> KnowledgeRefresh:
    with organization_scope(organization.pk):
        Organization.objects.select_for_update().get(pk=organization.pk)
        running = KnowledgeRefresh.objects.filter(organization=organization, status=KnowledgeRefresh.Status.RUNNING)
        stale = timezone.now() - timedelta(hours=6)
        running.filter(started_at__lt=stale).update(
            status=KnowledgeRefresh.Status.FAILED, note="It was interrupted.", finished_at=timezone.now()
        )
        if running.exists():
            raise RefreshRunning("A refresh is under way; wait until it is done.")
        key = engine_for(organization).embedding_model
        return KnowledgeRefresh.objects.create(
            organization=organization, model_before=key, model_tried=key, started_at=timezone.now()
        )


def best_model(*, in_use: str, right: Mapping[str, int]) -> str:
    """The model that answers most golden questions right; at a tie the one in use, else the first by name."""
    return min(right, key=lambda key: (-right[key], key != in_use, key))


def _refresh(refresh: KnowledgeRefresh, organization: Organization) -> None:
    engine = engine_for(organization)
    in_use = engine.embedding_model
    notes: list[str] = []
    refresh.embedded = _embed_all(organization, engine)
    with organization_scope(organization.pk):
        questions = golden_questions(organization)
    refresh.golden_count = len(questions)
    rivals = {key: engine_for(organization, embedding_model=key) for key in engine.embedding_models if key != in_use}
    best = engine
    if rivals and len(questions) < FEWEST_GOLDEN:
        notes.append(
            f"{' and '.join(rivals)} could be tried too, but to compare on takes {FEWEST_GOLDEN} golden questions; "
            f"there {'is' if len(questions) == 1 else 'are'} {len(questions)}."
        )
    elif rivals:
        right = {in_use: _right(organization, questions, engine)}
        for key, rival in rivals.items():
            refresh.embedded += _embed_all(organization, rival)
            count = _right(organization, questions, rival)
            if rival.embedding_model == key:
                right[key] = count
            else:
                notes.append(f"{key} did not work: {' '.join(rival.notes)}")
        notes += [f"{key} answers {count} of {len(questions)} golden questions right." for key, count in right.items()]
        tried = {key: count for key, count in right.items() if key != in_use}
        if tried:
            refresh.model_tried = best_model(in_use=in_use, right=tried)
            refresh.right_before, refresh.right_tried = right[in_use], tried[refresh.model_tried]
        winner = best_model(in_use=in_use, right=right)
        if winner == in_use:
            notes.append(f"{in_use} stays in use.")
        else:
            best = rivals[winner]
            _switch(organization, best)
            notes.append(f"{winner} is better and is used from now on.")
    refresh.removed = _remove_unused(organization, best)
    refresh.model_after = best.embedding_model
    refresh.note = " ".join([*notes, *engine.notes]) or "Every version has its vector."
    refresh.status, refresh.finished_at = KnowledgeRefresh.Status.DONE, timezone.now()
    _save(refresh)


def _choose(refresh: KnowledgeRefresh, organization: Organization, key: str) -> None:
    engine = engine_for(organization, embedding_model=key)
    refresh.embedded = _embed_all(organization, engine)
    if engine.embedding_model != key:
        raise ModelNotAtHand(" ".join(engine.notes))
    _switch(organization, engine)
    refresh.model_tried = refresh.model_after = key
    refresh.note = f"{key} was chosen by hand and is used from now on."
    refresh.status, refresh.finished_at = KnowledgeRefresh.Status.DONE, timezone.now()
    _save(refresh)


def _save(refresh: KnowledgeRefresh) -> None:
    with organization_scope(refresh.organization_id):
        refresh.save()


def _embed_all(organization: Organization, engine: Engine) -> int:
    total = 0
    while True:
        with organization_scope(organization.pk):
            made = embed_missing(organization=organization, limit=BATCH, engine=engine)
        total += made
        if not made:
            return total


def _right(organization: Organization, questions: Sequence[Question], engine: Engine) -> int:
    """How many golden questions are answered right by a search with this engine's vectors."""
    right = 0
    for batch in _batches(questions):
        with organization_scope(organization.pk):
            answers = answer_many(
                organization=organization, questions=[question.text for question in batch], engine=engine
            )
        right += sum(
            verdict_now(question, answer).outcome == "same" for question, answer in zip(batch, answers, strict=True)
        )
    return right


def _switch(organization: Organization, engine: Engine) -> None:
    """Use the engine's model from now on; the gaps' questions and centres follow in the same transaction."""
    with organization_scope(organization.pk):
        organization.embedding_model = engine.embedding_model
        organization.save(update_fields=["embedding_model", "updated_at"])
        _embed_questions(organization, engine)


def _embed_questions(organization: Organization, engine: Engine) -> None:
    """Give the gaps' questions vectors of the model in use, and each gap the centre of its own."""
    key = engine.embedding_model
    old = GapQuestion.objects.for_organization(organization).exclude(embedding_model=key).order_by("id")
    for batch in _batches(list(old)):
        vectors, made_by = engine.embed([question.text for question in batch])
        for question, vector in zip(batch, vectors, strict=True):
            question.vector, question.embedding_model = vector.astype(np.float32).tobytes(), made_by
        GapQuestion.objects.bulk_update(batch, ["vector", "embedding_model"])
    gaps = list(KnowledgeGap.objects.for_organization(organization).exclude(embedding_model=key).order_by("id"))
    for gap in gaps:
        failed = GapQuestion.objects.for_organization(organization).failed().filter(gap=gap, embedding_model=key)
        rows = list(failed.values_list("vector", flat=True))
        set_centre(gap, stacked(rows) if rows else engine.embed([gap.title])[0], has_new_reach=False)
        gap.embedding_model = key
    KnowledgeGap.objects.bulk_update(gaps, ["centroid", "embedding_model", "cohesion"])


def _remove_unused(organization: Organization, engine: Engine) -> int:
    """Vectors, of models not in use, of texts that nothing is answered from any more: none of them is ever read."""
    ended = timezone.now() - timedelta(days=KEEP_OLD_DAYS)
    dead = KnowledgeVersion.objects.for_organization(organization).filter(live_to__lt=ended)
    with organization_scope(organization.pk):
        unused = Embedding.objects.filter(organization=organization, version__in=dead)
        return unused.exclude(model=engine.embedding_model).delete()[0]


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
