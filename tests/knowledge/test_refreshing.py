"""The refresh of vectors, and which embedding model is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from knowledge.models import Embedding, GapQuestion, KnowledgeRefresh
from knowledge.services.embedding import ensure_model
from knowledge.services.entries import create_entry
from knowledge.services.golden import add_golden
from knowledge.services.refreshing import (
    FEWEST_GOLDEN,
    ModelNotAtHand,
    RefreshRunning,
    best_model,
    rebuild_indexes,
    refresh_knowledge,
)
from tests.knowledge.factories import shop_entries
from tests.knowledge.gap_factories import KnowledgeGapFactory, failed_question
from tests.onnx_model import make_model
from tests.training.factories import UserFactory
from training.services.engine import engine_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def onnx(settings: Any, tmp_path: Path) -> str:
    """A second embedding model; returns its key."""
    settings.EMBEDDING_MODEL_PATH = str(make_model(tmp_path / "words"))
    from training.ai.onnx_embedding import onnx_embedder

    return onnx_embedder(settings.EMBEDDING_MODEL_PATH).embedding_model


def indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'knowledge_embedding' ORDER BY indexname")
        return [row[0] for row in cursor.fetchall()]


def test_what_lacks_a_vector_gets_one(organization: Any) -> None:
    entries = shop_entries(organization)
    Embedding.objects.all().delete()
    refresh = refresh_knowledge(organization=organization)
    assert (refresh.status, refresh.embedded, refresh.model_after) == ("done", len(entries), "wordllama-256")
    assert refresh_knowledge(organization=organization).embedded == 0


def test_a_new_model_gets_an_index_of_its_own_under_the_application_role(organization: Any) -> None:
    ensure_model(key="another-model-8", dimensions=8)
    made = [one for one in indexes() if "another-model-8" in one]
    assert len(made) == 1
    assert "vector(8)" in made[0]
    assert rebuild_indexes() == []


def test_with_too_few_golden_questions_the_model_in_use_stays_and_it_says_why(organization: Any, onnx: str) -> None:
    shop_entries(organization)
    refresh = refresh_knowledge(organization=organization)
    organization.refresh_from_db()
    assert (refresh.model_after, organization.embedding_model) == ("wordllama-256", "")
    assert f"takes {FEWEST_GOLDEN} golden questions" in refresh.note


def many_entries(organization: Any) -> None:
    """Entries that share no word with the question of the golden ones, and one that means it."""
    for number in range(30):
        create_entry(organization=organization, title=f"Garden hose {number}", body=f"Its diameter is {number} mm.")
    entry = create_entry(organization=organization, title="Shipping costs", body="Delivery costs 5 euros.")
    person = UserFactory()
    for number in range(FEWEST_GOLDEN):
        add_golden(
            organization=organization,
            question=f"{'how ' * number}much postage do you charge for shipment",
            expected_answer="5 euros.",
            entry_id=entry.pk,
            confirmed_by=person,
        )


@pytest.mark.parametrize(
    ("right", "kept"),
    [
        ({"mine": 7, "other": 8}, "other"),
        ({"mine": 8, "other": 8}, "mine"),
        ({"mine": 8, "other": 7}, "mine"),
        ({"mine": 1, "other": 5, "another": 5}, "another"),
    ],
)
def test_the_model_that_answers_more_is_kept_and_at_a_tie_the_one_in_use(right: dict[str, int], kept: str) -> None:
    assert best_model(in_use="mine", right=right) == kept


def test_the_model_in_use_stays_where_the_other_is_no_better(organization: Any, onnx: str) -> None:
    many_entries(organization)
    refresh = refresh_knowledge(organization=organization)
    assert refresh.right_tried <= refresh.right_before
    assert (refresh.model_tried, refresh.model_after) == (onnx, "wordllama-256")
    assert "wordllama-256 stays in use" in refresh.note
    assert Embedding.objects.filter(model_id=onnx).count() == 31


def test_a_chosen_model_is_used_and_the_gaps_follow(organization: Any, onnx: str) -> None:
    shop_entries(organization)
    gap = KnowledgeGapFactory(organization=organization)
    failed_question(gap, "refund parcel")
    failed_question(gap, "refund money")
    refresh = refresh_knowledge(organization=organization, chosen_model=onnx)
    organization.refresh_from_db()
    gap.refresh_from_db()
    assert (refresh.model_after, organization.embedding_model, gap.embedding_model) == (onnx, onnx, onnx)
    assert set(GapQuestion.objects.values_list("embedding_model", flat=True)) == {onnx}
    assert np.frombuffer(bytes(gap.centroid), dtype=np.float32).shape == (4,)
    assert engine_for(organization).embedding_model == onnx


def test_a_model_that_is_not_set_up_cannot_be_chosen(organization: Any) -> None:
    with pytest.raises(ModelNotAtHand, match="not set up here"):
        refresh_knowledge(organization=organization, chosen_model="no-such-model")
    assert not KnowledgeRefresh.objects.exists()


def test_two_refreshes_at_once_are_one(organization: Any) -> None:
    KnowledgeRefresh.objects.create(
        organization=organization, model_before="wordllama-256", model_tried="wordllama-256", started_at=timezone.now()
    )
    with pytest.raises(RefreshRunning):
        refresh_knowledge(organization=organization)
