"""What every page needs: the organizations of the person and the numbers beside the navigation."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.functional import SimpleLazyObject

from knowledge.models import KnowledgeGap

# Every page asks: one query for both.
WAITING = """
    SELECT (SELECT count(*) FROM training_learningupdate
            WHERE organization_id = %(organization)s AND status = 'pending'),
           (SELECT count(*) FROM analytics_alert WHERE organization_id = %(organization)s AND status = 'open')
"""


def desk(request: Any) -> dict[str, Any]:
    """Template variables of the frame; the counts are looked up only when a template shows them."""
    organization = getattr(request, "organization", None)
    if organization is None:
        return {"memberships": getattr(request, "memberships", [])}

    def counts() -> dict[str, int]:
        gaps = KnowledgeGap.objects.for_organization(organization).worth_showing(organization).undecided()
        with connection.cursor() as cursor:
            cursor.execute(WAITING, {"organization": organization.pk})
            updates, alerts = cursor.fetchone() or (0, 0)
        return {"gaps": gaps.count(), "updates": updates, "alerts": alerts}

    return {"memberships": request.memberships, "nav_counts": SimpleLazyObject(counts)}
