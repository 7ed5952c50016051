"""The impact ledger, and the panel on an update's page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from analytics.forms import ImpactFilterForm
from analytics.ledger import Row, days_of, forest_of, rows_of, totals_of
from knowledge.querysets.impact import METRICS
from training.listing import csv_file, listing, wants_csv
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate
from training.querysets.impact import ImpactMeasurementQuerySet
from training.rights import DeskRequest, role_required

HEADER = [
    "update", "kind", "title", "status", "design", "applied_on", "ended_on", "verdict", "decided_on", "reason",
    "forecast_effect", *(f"{name}_{part}" for name in METRICS
    for part in ("effect", "low", "high", "n_before", "n_after", "verdict")),
]  # fmt: skip


@require_GET
@role_required("analyst")
def impact_list(request: DeskRequest) -> HttpResponseBase:
    """Every applied update: forecast, measured effect with interval, verdict; sums by month and kind; a chart."""
    form = ImpactFilterForm(request.GET)
    everything = ImpactMeasurement.objects.for_organization(request.organization)
    rows = rows_of(_matching(everything, form).for_list_page())
    if wants_csv(request):
        return csv_file(organization=request.organization, name="impact", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form)
    context |= {
        "totals": totals_of(rows),
        "figure": forest_of(rows),
        "has_any": bool(rows) or everything.exists(),
    }
    return render(request, "analytics/impact_list.html", context)


def _matching(everything: ImpactMeasurementQuerySet, form: ImpactFilterForm) -> ImpactMeasurementQuerySet:
    """The measurements that the filters of the URL leave."""
    wanted = form.cleaned_data
    rows = everything
    if wanted.get("kind"):
        rows = rows.filter(update__kind=wanted["kind"])
    if wanted.get("verdict"):
        rows = rows.filter(verdict=wanted["verdict"])
    if wanted.get("state"):
        rows = rows.filter(ended_on__isnull=wanted["state"] == "live")
    if wanted.get("first"):
        rows = rows.filter(applied_on__gte=wanted["first"])
    if wanted.get("last"):
        rows = rows.filter(applied_on__lte=wanted["last"])
    if wanted.get("q"):
        rows = rows.filter(update__title__icontains=wanted["q"])
    return rows


@require_GET
@role_required("analyst")
def update_impact(request: DeskRequest, update_id: int) -> HttpResponse:
    """What one update did: the panel of its page; `metric` says of which the interval is drawn as days pass."""
    update = get_object_or_404(LearningUpdate.objects.for_organization(request.organization), pk=update_id)
    measurement = (
        ImpactMeasurement.objects.for_organization(request.organization)
        .filter(update=update)
        .select_related("update")
        .first()
    )
    context: dict[str, object] = {"update": update, "measurement": measurement}
    if measurement is not None:
        wanted = request.GET.get("metric", "")
        metric = wanted if wanted in METRICS else "success"
        (row,) = rows_of([measurement])
        days = ImpactReading.objects.of_now().filter(measurement=measurement, metric=metric).order_by("read_on")
        context |= {
            "row": row,
            "effects": [row.effects[name] for name in METRICS if name in row.effects],
            "metric": metric,
            "metrics": [(name, METRICS[name].label) for name in METRICS if name in row.effects],
            "figure": days_of(metric, list(days)),
        }
    template = "analytics/partials/update_impact.html" if request.htmx else "analytics/update_impact.html"
    return render(request, template, context)


def _csv_line(row: Row) -> list[object]:
    found, measurement = row.effects, row.measurement
    line: list[object] = [
        row.update.pk, row.update.kind, row.update.title, row.update.status, measurement.design,
        measurement.applied_on.isoformat(),
        measurement.ended_on.isoformat() if measurement.ended_on else "", measurement.verdict,
        measurement.decided_on.isoformat() if measurement.decided_on else "", measurement.reason,
        measurement.forecast.get("effect"),
    ]  # fmt: skip
    for name in METRICS:
        reading = found[name].reading if name in found else None
        line += (
            [reading.effect, reading.low, reading.high, reading.size_before, reading.size_after, reading.verdict]
            if reading
            else [None] * 6
        )
    return line
