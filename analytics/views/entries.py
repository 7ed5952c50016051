"""How one entry does: the panel of its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from analytics.entry_days import figure, spans, whole
from analytics.querysets.rollup import Period
from knowledge.models import EntryPerformance, KnowledgeEntry
from training.metrics import entry_score
from training.querysets.conversation import today_of
from training.rights import DeskRequest, role_required

DAYS = 30  # those that make the score


@require_GET
@role_required("analyst")
def entry_performance(request: DeskRequest, entry_id: int) -> HttpResponse:
    """The last 30 days of an entry: sums, score and days, as a chart and as a table."""
    organization = request.organization
    entry = get_object_or_404(KnowledgeEntry.objects.for_organization(organization), pk=entry_id)
    period = Period.ending(today_of(organization), days=DAYS)
    rows = EntryPerformance.objects.for_organization(organization).filter(entry=entry)
    days = spans(entry_id=entry.pk, rows=list(rows.within(period.first, period.last)))
    total = whole(entry_id=entry.pk, days=days, period=period)
    context = {
        "entry": entry,
        "days": days,
        "total": total,
        "score": None
        if entry.kind == KnowledgeEntry.Kind.HANDOFF
        else entry_score(
            succeeded=total.counts["helped"],
            answered=total.counts["cited"],
            rating_sum=total.counts["rating_sum"],
            rating_count=total.counts["rating_count"],
            minimum_n=organization.min_rate_n,
        ),
        "figure": figure(entry_id=entry.pk, days=days, period=period),
    }
    template = "analytics/partials/entry_performance.html" if request.htmx else "analytics/entry_performance.html"
    return render(request, template, context)
