"""Vectors of versions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from knowledge.models import Embedding, EmbeddingModel, KnowledgeVersion
from knowledge.services.embedding import embed_missing, embed_versions, embedded_text, store_vectors
from knowledge.services.entries import archive_entry
from tests.knowledge.factories import shop_entries
from training.ai.embedding import embed

pytestmark = pytest.mark.django_db


def test_versions_without_a_vector_get_one_the_live_ones_first(organization: Any) -> None:
    entries = shop_entries(organization)
    archive_entry(organization=organization, entry_id=entries[-1].pk)
    Embedding.objects.all().delete()
    assert embed_missing(organization=organization, limit=len(entries) - 1) == len(entries) - 1
    assert not Embedding.objects.filter(version=entries[-1].current_version).exists()
    assert embed_missing(organization=organization) == 1
    assert embed_missing(organization=organization) == 0


def test_a_vector_stands_for_title_and_text(organization: Any) -> None:
    entry = shop_entries(organization)[0]
    stored = Embedding.objects.get(version=entry.current_version).vector
    version = entry.current_version
    wanted = embed([embedded_text(title=version.title, body=version.body)])[0]
    np.testing.assert_allclose(np.asarray(stored), wanted, atol=1e-6)


def test_embedding_twice_keeps_one_vector(organization: Any) -> None:
    shop_entries(organization)
    versions = list(KnowledgeVersion.objects.all())
    assert embed_versions(organization=organization, versions=versions) == 0
    assert Embedding.objects.count() == len(versions)
    assert embed_versions(organization=organization, versions=[]) == 0


def test_vectors_of_a_new_model_stand_beside_the_old_ones(organization: Any) -> None:
    entries = shop_entries(organization)
    versions = [entry.current_version for entry in entries]
    vectors = np.eye(len(versions), dtype=np.float32)
    made = store_vectors(organization=organization, versions=versions, vectors=vectors, model_key="test-8")
    assert made == len(versions)
    assert EmbeddingModel.objects.get(key="test-8").dimensions == len(versions)
    assert Embedding.objects.count() == 2 * len(versions)
    assert store_vectors(organization=organization, versions=[], vectors=vectors[:0], model_key="test-8") == 0
