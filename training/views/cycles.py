"""Learning cycles: what each did, and the button that starts one."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from training.listing import FilterForm, listing
from training.models import LearningCycle
from training.rights import DeskRequest, role_required
from training.tasks import run_learning_cycle_task


@require_GET
@role_required("analyst")
def cycle_list(request: DeskRequest) -> HttpResponse:
    """All cycles, newest first; refreshes itself while one is running."""
    rows = LearningCycle.objects.for_organization(request.organization).for_list_page()
    context = listing(request, rows=rows, form=FilterForm(request.GET))
    context["is_running"] = any(cycle.status == "running" for cycle in context["page_obj"])
    template = "training/partials/cycle_table.html" if request.htmx else "training/cycle_list.html"
    return render(request, template, context)


@require_GET
@role_required("analyst")
def cycle_detail(request: DeskRequest, cycle_id: int) -> HttpResponse:
    """One cycle with its steps; refreshes itself while it is running."""
    cycle = get_object_or_404(LearningCycle.objects.for_organization(request.organization).for_list_page(), pk=cycle_id)
    template = "training/partials/cycle_steps.html" if request.htmx else "training/cycle_detail.html"
    return render(request, template, {"cycle": cycle})


@require_POST
@role_required("admin")
def cycle_run(request: DeskRequest) -> HttpResponse:
    """Start a cycle now, in the background."""
    organization_id, user_id = request.organization.pk, request.user.pk

    def start() -> None:
        try:
            run_learning_cycle_task.delay(organization_id, "button", user_id)
        except OperationalError:
            messages.error(request, "The worker cannot be reached. The next scheduled cycle will do it.")
        else:
            messages.success(request, "A learning cycle is starting. This page shows how far it is.")

    transaction.on_commit(start)
    return redirect("training:cycle_list")
