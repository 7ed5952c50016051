"""Alerts: what somebody should look at now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics.forms import AlertFilterForm
from analytics.models import Alert
from analytics.services import alerts
from training.deciding import carry_out, wants_row
from training.listing import csv_file, listing, wants_csv
from training.rights import DeskRequest, role_required

HEADER = [
    "kind",
    "severity",
    "title",
    "text",
    "status",
    "raised_at",
    "acknowledged_by",
    "acknowledged_at",
    "resolved_at",
]


@require_GET
@role_required("analyst")
def alert_list(request: DeskRequest) -> HttpResponseBase:
    """Open and acknowledged alerts, the worst first; resolved ones by filter."""
    form = AlertFilterForm(request.GET)
    everything = Alert.objects.for_organization(request.organization)
    wanted, rows = form.cleaned_data, everything.for_list_page()
    status = wanted.get("status")
    if status != "all":
        rows = rows.filter(status=status) if status else rows.unresolved()
    for name in ("kind", "severity"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wants_csv(request):
        return csv_file(organization=request.organization, name="alerts", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form)
    context |= {"has_any": everything.exists(), "back": request.get_full_path()}
    return render(request, "analytics/alert_list.html", context)


@require_POST
@role_required("manager")
def alert_acknowledge(request: DeskRequest, alert_id: int) -> HttpResponse:
    """Say that one looks after it."""
    return _decide(
        request, alert_id, lambda: alerts.acknowledge_alert(alert_id=alert_id, person=request.user), "Acknowledged"
    )


@require_POST
@role_required("manager")
def alert_undo(request: DeskRequest, alert_id: int) -> HttpResponse:
    """Open it again."""
    return _decide(request, alert_id, lambda: alerts.undo_acknowledgement(alert_id=alert_id), "Opened again")


def _decide(request: DeskRequest, alert_id: int, decision: Callable[[], Alert], word: str) -> HttpResponse:
    everything = Alert.objects.for_organization(request.organization).for_list_page()
    alert = get_object_or_404(everything, pk=alert_id)
    undo = reverse("analytics:alert_undo", args=[alert.pk]) if word == "Acknowledged" else ""
    done = carry_out(request, decision=decision, sentence=f"{word}: {alert}.", undo=undo)
    if wants_row(request, "alert"):
        context = {"alert": everything.get(pk=alert.pk), "error": done.error, "is_swap": True}
        return render(request, "analytics/partials/alert_row.html", context, status=done.status)
    if done.error:
        context = listing(request, rows=everything.unresolved(), form=AlertFilterForm({}))
        context |= {"error": done.error, "has_any": True}
        return render(request, "analytics/alert_list.html", context, status=done.status)
    return redirect("analytics:alert_list")


def _csv_line(row: Alert) -> list[object]:
    times = [moment.isoformat() if moment else "" for moment in (row.raised_at, row.acknowledged_at, row.resolved_at)]
    return [
        row.kind, row.severity, row.title, row.text, row.status, times[0], str(row.acknowledged_by or ""), *times[1:],
    ]  # fmt: skip
