"""A manager's word on what kind of gap one is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from knowledge.models import KnowledgeGap
from knowledge.services import kinds
from knowledge.views.gaps import find_gap, gap_page
from knowledge.views.kind_panel import kind_form
from training.errors import DomainError
from training.rights import DeskRequest, role_required


@require_GET
@role_required("manager")
def gap_kind_form(request: DeskRequest, gap_id: int) -> HttpResponse:
    """The form to choose another kind by: a fragment when the panel asks for it, else the gap's page with it open."""
    gap = find_gap(request, gap_id)
    if gap.status != KnowledgeGap.Status.OPEN:
        messages.error(request, f"“{gap}” was {gap.get_status_display().lower()} meanwhile; its kind stays.")
        return HttpResponseClientRedirect(gap.get_absolute_url()) if request.htmx else redirect(gap)
    form = kind_form(gap)
    if request.htmx:
        return render(request, "knowledge/partials/gap_kind_form.html", {"gap": gap, "form": form})
    return gap_page(request, gap, kind_form=form)


@require_POST
@role_required("manager")
def gap_kind_choose(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Give a gap another kind; what was chosen stays in the form when it cannot be."""
    gap = find_gap(request, gap_id)
    form = kind_form(gap, request.POST)
    if not form.is_valid():
        return gap_page(request, gap, kind_form=form, status=422)
    try:
        gap = kinds.choose_kind(
            gap_id=gap.pk,
            manager=request.user,
            kind=form.cleaned_data["kind"],
            entry_id=form.cleaned_data["entry"],
            other_entry_id=form.cleaned_data["other_entry"],
        )
    except kinds.GapNotOpen as exc:
        messages.error(request, str(exc))
        return redirect(gap)
    except DomainError as exc:
        form.add_error(None, str(exc))
        return gap_page(request, find_gap(request, gap_id), kind_form=form, status=409)
    messages.success(request, f"“{gap}” is “{gap.get_kind_display().lower()}” now, and its draft is made anew.")
    return redirect(gap)


@require_POST
@role_required("manager")
def gap_kind_release(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Let the desk decide the kind again."""
    gap = find_gap(request, gap_id)
    try:
        gap = kinds.let_kind_be_decided(gap_id=gap.pk)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"The desk says: {gap.get_kind_display().lower()}. Later cycles may say otherwise.")
    return redirect(gap)
