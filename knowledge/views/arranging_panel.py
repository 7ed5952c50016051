"""What a gap's page shows of putting gaps right by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from knowledge.models import GapArrangement, KnowledgeGap
from knowledge.services import arranging
from training.rights import DeskRequest

NEAREST = 6  # other gaps that are offered at once; the rest is one click away
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """A change by hand that could not be done: what somebody had filled in, and why not."""

    form: str  # rename | merge | into | questions
    error: str = ""
    title: str = ""
    ids: Collection[int] = ()
    target: str = ""


def arranging_context(request: DeskRequest, gap: KnowledgeGap, arranged: Arranged | None = None) -> dict[str, Any]:
    """What `gap_arranging.html` and `gap_questions.html` need. Four SQL queries, two for an analyst."""
    changes = list(GapArrangement.objects.for_organization(request.organization).for_gap_page(gap)[:SHOWN])
    newest = next((one for one in changes if not one.undone_at), None)
    can_arrange = request.membership.is_manager and gap.status != KnowledgeGap.Status.MERGED
    near = arranging.nearest_gaps(organization=request.organization, gap=gap) if can_arrange else []
    sources = [one for one in near if one.status in arranging.GOES_ELSEWHERE]
    chosen = set(arranged.ids) if arranged and arranged.form == "merge" else set()
    return {
        "can_arrange": can_arrange,
        "arranged": arranged,
        "by_hand": changes,
        "undoable": newest.pk if newest else None,
        "merged_here": list(gap.merged_gaps.defer("centroid").order_by("-merged_at", "id")[:SHOWN]),
        "targets": [one for one in near if one.status in arranging.TAKES_QUESTIONS],
        "sources": sources[:NEAREST],
        "more_sources": sources[NEAREST:],
        "is_more_open": any(one.pk in chosen for one in sources[NEAREST:]),
        "can_merge_away": gap.status in arranging.GOES_ELSEWHERE,
    }
