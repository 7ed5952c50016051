"""Vectors of versions, under the embedding model that the organization's engine uses now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction

from knowledge.models import Embedding, EmbeddingModel, KnowledgeVersion
from knowledge.querysets.search import versions_without_vector
from training.models import Organization
from training.services.engine import Engine, engine_for

BATCH = 500


def embedded_text(*, title: str, body: str, asked_as: str = "") -> str:
    """The text of a version that its vector stands for."""
    return "\n".join(part for part in (title, asked_as, body) if part)


def ensure_model(*, key: str, dimensions: int) -> None:
    """Register an embedding model the first time that it is used, and give it an index of its own.

    The database's owner makes the index, by a function; where this role may not call it, all vectors are compared.
    """
    _, is_new = EmbeddingModel.objects.get_or_create(key=key, defaults={"dimensions": dimensions})
    if is_new:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT CASE WHEN has_function_privilege('knowledge_model_index(text)', 'EXECUTE') "
                "THEN knowledge_model_index(%s) END",
                [key],
            )


@transaction.atomic
def store_vectors(
    *,
    organization: Organization,
    versions: Sequence[KnowledgeVersion],
    vectors: np.ndarray,
    model_key: str,
) -> int:
    """Keep the vectors of versions; those that have one of this model already keep it. Returns how many were new."""
    if not versions:
        return 0
    ensure_model(key=model_key, dimensions=vectors.shape[1])
    before = Embedding.objects.filter(model_id=model_key, version__in=versions).count()
    Embedding.objects.bulk_create(
        [
            Embedding(
                organization=organization,
                version=version,
                model_id=model_key,
                vector=vector,
            )
            for version, vector in zip(versions, vectors, strict=True)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(versions) - before


def embed_versions(
    *,
    organization: Organization,
    versions: Sequence[KnowledgeVersion],
    engine: Engine | None = None,
) -> int:
    """Embed versions with the engine's current model. Returns how many vectors were new."""
    if not versions:
        return 0
    engine = engine or engine_for(organization)
    texts = [embedded_text(title=version.title, body=version.body, asked_as=version.asked_as) for version in versions]
    vectors, model_key = engine.embed(texts)
    return store_vectors(
        organization=organization,
        versions=versions,
        vectors=vectors,
        model_key=model_key,
    )


def embed_missing(*, organization: Organization, limit: int = BATCH, engine: Engine | None = None) -> int:
    """Embed up to `limit` versions that lack a vector of the current model, live ones first. Returns how many."""
    engine = engine or engine_for(organization)
    missing = list(versions_without_vector(organization=organization, model_key=engine.embedding_model)[:limit])
    return embed_versions(organization=organization, versions=missing, engine=engine)
