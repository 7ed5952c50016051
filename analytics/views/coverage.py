"""Coverage: which part of what customers ask is answered, topic by topic."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.coverage import Row, coverage_of
from analytics.forms import PERIODS, CoverageFilterForm
from analytics.querysets.rollup import Period
from knowledge.querysets.coverage import patterns_of
from training.listing import csv_file, listing, wants_csv
from training.querysets.conversation import today_of
from training.rights import DeskRequest, role_required

HEADER = ["topic", "group", "kind", "state", "questions", "succeeded", "success_rate", "first_day", "last_day"]


@require_GET
@role_required("analyst")
def coverage(request: DeskRequest) -> HttpResponseBase | HttpResponse:
    """The share of questions that is covered in 7, 30 or 90 days, as a treemap and as a table of its topics.

    `state` narrows the table and its file to topics that are covered, below target, without an answer, or too few.
    """
    organization = request.organization
    form = CoverageFilterForm(request.GET)
    period = Period.ending(today_of(organization), days=form.length)
    patterns = patterns_of(organization, first=period.first, last=period.last)
    found = coverage_of(patterns=patterns, period=period, minimum_n=organization.min_rate_n)
    state = form.cleaned_data.get("state")
    rows = [row for row in found.rows if not state or row.pattern.state == state]
    if wants_csv(request):
        return csv_file(organization=organization, name="coverage", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form)
    context |= {"coverage": found, "period": period, "periods": PERIODS, "days": form.length}
    return render(request, "analytics/coverage.html", context)


def _csv_line(row: Row) -> list[object]:
    pattern, period = row.pattern, row.period
    success = None if pattern.success is None else round(pattern.success, 4)
    return [
        pattern.title, pattern.group, pattern.kind, row.state_label, pattern.asked, pattern.succeeded, success,
        period.first.isoformat(), period.last.isoformat(),
    ]  # fmt: skip
