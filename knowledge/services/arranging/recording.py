"""Writes down what was done by hand and how it was before, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from knowledge.models import GapArrangement, GapQuestion, KnowledgeGap
from training.models import Organization, User

KEPT = (
    "title", "is_title_fixed", "is_made_by_hand", "status", "merged_into_id", "merged_at", "apart_from", "expired_at",
    "returned_at", "return_reason",
)  # fmt: skip


def note(gaps: Iterable[KnowledgeGap], questions: Iterable[GapQuestion] = ()) -> dict[str, Any]:
    """How gaps and questions are before a change."""
    return {
        "gaps": {str(gap.pk): {name: getattr(gap, name) for name in KEPT} for gap in gaps},
        "questions": [[one.pk, one.gap_id, one.origin_id, one.is_pinned] for one in questions],
    }


def record(
    *,
    organization: Organization,
    kind: str,
    gap: KnowledgeGap,
    gaps: Iterable[KnowledgeGap],
    sentence: str,
    before: dict[str, Any],
    manager: User,
) -> GapArrangement:
    """Keep what was done. One SQL query."""
    return GapArrangement.objects.create(
        organization=organization,
        kind=kind,
        gap=gap,
        gap_ids=sorted(one.pk for one in gaps),
        sentence=sentence,
        before=before,
        done_by=manager,
    )


def counted(count: int) -> str:
    """“1 question”, “2 questions”."""
    return f"{count} question{'' if count == 1 else 's'}"
