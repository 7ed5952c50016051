"""The agent's versions: what each answers with, whom it serves, and taking one back or giving it to everyone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from knowledge.appliers.model_optimization import compared, in_words
from knowledge.forms import AgentFilterForm
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.models import AgentVersion, LearningUpdate
from training.rights import DeskRequest, role_required
from training.services import agents, updates

HEADER = [
    "version", "status", "share", "model", "temperature", "context_size", "handoff_confidence", "instructions",
    "made_from", "update", "made_by", "created_at", "served_from", "served_until",
]  # fmt: skip


@require_GET
@role_required("analyst")
def agent_list(request: DeskRequest) -> HttpResponseBase:
    """All versions, the newest first, with the share of the customers that each serves."""
    form = AgentFilterForm(request.GET)
    everything = AgentVersion.objects.for_organization(request.organization)
    rows = everything.for_list_page()
    if form.cleaned_data.get("status"):
        rows = rows.filter(status=form.cleaned_data["status"])
    if wants_csv(request):
        return csv_file(organization=request.organization, name="agent", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form)
    for row in context["page_obj"]:
        row.changes = compared(row.parent.chosen, row.chosen) if row.parent else []
    context["trial"] = agents.running_trial(request.organization)
    return render(request, "knowledge/agent_list.html", context)


@require_GET
@role_required("analyst")
def agent_detail(request: DeskRequest, version_id: int) -> HttpResponse:
    """One version: its settings beside those of the one before, whom it served, and what can be done with it."""
    return _detail(request, _find(request, version_id))


@require_POST
@role_required("admin")
def agent_activate(request: DeskRequest, version_id: int) -> HttpResponse:
    """Have an earlier version answer everyone again."""
    version = _find(request, version_id)
    return _decide(
        request,
        version,
        lambda: agents.activate_version(organization=request.organization, version_id=version.pk, by=request.user),
        f"Version {version.label} answers everyone now.",
    )


@require_POST
@role_required("admin")
def agent_serve_all(request: DeskRequest, version_id: int) -> HttpResponse:
    """Give the version that is on trial to everyone."""
    version = _find(request, version_id)
    return _decide(
        request,
        version,
        lambda: agents.serve_all(organization=request.organization, version_id=version.pk, by=request.user),
        f"Version {version.label} answers everyone now.",
    )


@require_POST
@role_required("admin")
def agent_roll_back(request: DeskRequest, version_id: int) -> HttpResponse:
    """Take a version back: with the update that made it, or to the version that it was made from."""
    version = _find(request, version_id)
    update = version.update

    def take_back() -> object:
        if update is not None and update.status == LearningUpdate.Status.APPLIED:
            return updates.roll_back_update(update_id=update.pk, reviewer=request.user)
        return agents.roll_back_version(organization=request.organization, version_id=version.pk, by=request.user)

    return _decide(request, version, take_back, f"Rolled version {version.label} back. What answers is as before.")


def _find(request: DeskRequest, version_id: int) -> AgentVersion:
    found: AgentVersion = get_object_or_404(
        AgentVersion.objects.for_organization(request.organization).for_list_page(), pk=version_id
    )
    return found


def _decide(request: DeskRequest, version: AgentVersion, decision: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        decision()
    except DomainError as exc:
        return _detail(request, _find(request, version.pk), error=str(exc), status=409)
    messages.success(request, sentence)
    return redirect(version)


def _detail(request: DeskRequest, version: AgentVersion, *, error: str = "", status: int = 200) -> HttpResponse:
    trial = agents.running_trial(request.organization)
    update = version.update
    context = {
        "version": version,
        "error": error,
        "changes": compared(version.parent.chosen, version.chosen) if version.parent else [],
        "settings": [(agents.LABELS[name], in_words(version.chosen[name])) for name in AgentVersion.SETTINGS],
        "reading": version.readings.order_by("-read_on").first(),
        "deployments": version.deployments.of_versions(),
        "trial": trial,
        "is_on_trial": trial is not None and trial[0].pk == version.pk,
        "is_of_applied_update": update is not None and update.status == LearningUpdate.Status.APPLIED,
        "measurement": getattr(update, "measurement", None) if update else None,
    }
    return render(request, "knowledge/agent_detail.html", context, status=status)


def _csv_line(row: AgentVersion) -> list[object]:
    served = (row.served_from, row.served_until if not row.served_share else None)  # type: ignore[attr-defined]
    return [
        row.label, row.status, row.served_share or 0, row.model, row.temperature, row.context_size,  # type: ignore[attr-defined]
        row.handoff_confidence, row.system_prompt, row.parent.label if row.parent else "",
        row.update.title if row.update else "", str(row.created_by or ""), row.created_at.isoformat(),
        *(moment.isoformat() if moment else "" for moment in served),
    ]  # fmt: skip
