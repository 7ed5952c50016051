"""Coverage: which part of what customers ask is answered, topic by topic."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.coverage import STATES, Row, coverage_of
from analytics.querysets.rollup import Period
from knowledge.querysets.coverage import patterns_of
from training.listing import FilterForm, csv_file, listing, wants_csv
from training.querysets.conversation import today_of
from training.rights import DeskRequest, role_required

PERIODS = [7, 30, 90]
HEADER = ["topic", "group", "kind", "state", "questions", "succeeded", "success_rate", "first_day", "last_day"]


@require_GET
@role_required("analyst")
def coverage(request: DeskRequest) -> HttpResponseBase | HttpResponse:
    """The share of questions that is covered in 7, 30 or 90 days, as a treemap and as a table of its topics.

    `state` narrows the table and its file to topics that are covered, below target, without an answer, or too few.
    """
    organization = request.organization
    wanted = request.GET.get("days", "30")
    days = int(wanted) if wanted in map(str, PERIODS) else 30
    period = Period.ending(today_of(organization), days=days)
    patterns = patterns_of(organization, first=period.first, last=period.last)
    found = coverage_of(patterns=patterns, period=period, minimum_n=organization.min_rate_n)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = [row for row in found.rows if not state or row.pattern.state == state]
    if wants_csv(request):
        return csv_file(organization=organization, name="coverage", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=FilterForm(request.GET))
    context |= {"coverage": found, "period": period, "periods": PERIODS, "days": days, "state": state}
    return render(request, "analytics/coverage.html", context)


def _csv_line(row: Row) -> list[object]:
    pattern, period = row.pattern, row.period
    success = None if pattern.success is None else round(pattern.success, 4)
    return [
        pattern.title, pattern.group, pattern.kind, row.state_label, pattern.asked, pattern.succeeded, success,
        period.first.isoformat(), period.last.isoformat(),
    ]  # fmt: skip
