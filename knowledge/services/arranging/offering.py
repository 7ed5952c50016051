"""Which gaps somebody may mean when questions shall go elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from knowledge.models import KnowledgeGap
from training.models import Organization

Status = KnowledgeGap.Status
SHOWN = ["title", "frequency", "status", "answered_count", "asked_again_count", "learning_update__status"]


def nearest_gaps(*, organization: Organization, gap: KnowledgeGap, limit: int = 100) -> list[KnowledgeGap]:
    """The gaps whose questions are most like this one's, with `likeness` 0–1; not those merged into others.

    Two SQL queries; the first reads a kilobyte of each gap.
    """
    others = (
        KnowledgeGap.objects.for_organization(organization)
        .filter(embedding_model=gap.embedding_model)
        .exclude(status=Status.MERGED)
        .exclude(pk=gap.pk)
    )
    rows = list(others.order_by("id").values_list("id", "centroid"))
    if not rows:
        return []
    matrix = np.vstack([np.frombuffer(bytes(centre), dtype=np.float32) for _, centre in rows])
    likeness = matrix @ np.frombuffer(bytes(gap.centroid), dtype=np.float32)
    order = np.argsort(-likeness, kind="stable")[:limit]
    found = others.select_related("learning_update").only(*SHOWN).in_bulk([rows[place][0] for place in order])
    nearest = []
    for place in order:
        near: Any = found[rows[place][0]]
        near.likeness = max(float(likeness[place]), 0.0)
        nearest.append(near)
    return nearest
