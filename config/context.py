"""What every page needs: the organizations of the person and the numbers beside the navigation."""

from __future__ import annotations

from typing import Any

from django.utils.functional import SimpleLazyObject

from knowledge.models import KnowledgeGap
from training.models import LearningUpdate


def desk(request: Any) -> dict[str, Any]:
    """Template variables of the frame; the two counts are looked up only when a template shows them."""
    organization = getattr(request, "organization", None)
    if organization is None:
        return {"memberships": getattr(request, "memberships", [])}

    def counts() -> dict[str, int]:
        gaps = KnowledgeGap.objects.for_organization(organization).worth_showing(organization).undecided()
        return {
            "gaps": gaps.count(),
            "updates": LearningUpdate.objects.for_organization(organization).pending().count(),
        }

    return {"memberships": request.memberships, "nav_counts": SimpleLazyObject(counts)}
