"""Frequent questions: how often each is asked, how that went, and what answers it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from knowledge.forms import PatternFilterForm
from knowledge.models import GapQuestion, QuestionPattern
from knowledge.views.weeks import weeks_asked
from training.listing import csv_file, listing, wants_csv
from training.rights import DeskRequest, role_required

MOST_EXAMPLES = 20
SORTS = {
    "title": "title",
    "customers": "frequency",
    "asked": "asked_count",
    "trend": "growth",
    "success": "success",
    "last_asked": "last_asked_at",
}
HEADER = [
    "id", "title", "state", "customers", "asked", "asked_before", "succeeded", "analysed", "answered_by_people",
    "first_asked_at", "last_asked_at", "entry", "update", "note",
]  # fmt: skip


@require_GET
@role_required("analyst")
def pattern_list(request: DeskRequest) -> HttpResponseBase:
    """What enough customers asked, the most asked first."""
    everything = QuestionPattern.objects.for_organization(request.organization).frequent(request.organization)
    form = PatternFilterForm(request.GET)
    wanted = form.cleaned_data
    rows = everything.for_list_page()
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("q"):
        rows = rows.filter(title__icontains=wanted["q"])
    if wants_csv(request):
        return csv_file(
            organization=request.organization, name="frequent-questions", header=HEADER, rows=rows, line=_csv_line
        )
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context["has_any"] = everything.exists()
    return render(request, "knowledge/pattern_list.html", context)


@require_GET
@role_required("analyst")
def pattern_detail(request: DeskRequest, pattern_id: int) -> HttpResponse:
    """One frequent question with its weeks, its latest askings and what came of the look at it."""
    patterns = QuestionPattern.objects.for_organization(request.organization).for_list_page()
    pattern = get_object_or_404(patterns, pk=pattern_id)
    questions = GapQuestion.objects.for_organization(request.organization).filter(pattern=pattern)
    context = {
        "pattern": pattern,
        "examples": questions.select_related("conversation").order_by("-asked_at", "-id")[:MOST_EXAMPLES],
        "weeks": weeks_asked(request.organization, questions),
    }
    return render(request, "knowledge/pattern_detail.html", context)


def _csv_line(row: QuestionPattern) -> list[object]:
    return [
        row.pk, row.title, row.state, row.frequency, row.asked_count, row.asked_before_count, row.succeeded_count,
        row.analysed_count, row.people_count, row.first_asked_at.isoformat(), row.last_asked_at.isoformat(),
        str(row.answered_by or ""), row.learning_update_id, row.note,
    ]  # fmt: skip
