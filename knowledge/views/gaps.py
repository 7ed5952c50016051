"""Gaps: what customers ask in vain, and a manager's word on each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from knowledge.forms import GapAcceptForm, GapDismissForm, GapFilterForm, GapKindForm, GapQuestionFilterForm
from knowledge.highlighting import parts_of
from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.querysets.gap import KnowledgeGapQuerySet
from knowledge.services import gaps
from knowledge.views.arranging_panel import Arranged, arranging_context
from knowledge.views.kind_panel import kind_panel
from knowledge.views.weeks import weeks_asked
from training.bulk import BulkAction, Queue, bulk_context, bulk_decide, bulk_result, bulk_undo
from training.deciding import carry_out, wants_row
from training.listing import csv_file, listing, wants_csv
from training.models import BulkDecision
from training.rights import DeskRequest, role_required

SORTS = {
    "saving": "saving",
    "score": "score",
    "frequency": "frequency",
    "impact": "impact",
    "last_asked": "last_asked_at",
    "title": "title",
}
HEADER = [
    "id", "title", "state", "kind", "priority", "score", "saving_a_month", "saving_low", "saving_high", "customers",
    "failed", "went_well", "impact", "channels", "first_asked_at", "last_asked_at", "suggested_content",
]  # fmt: skip

GAPS = Queue(
    name=BulkDecision.Queue.GAPS,
    noun="gaps",
    list_url="knowledge:gap_list",
    row_url="knowledge:gap_detail",
    bulk_url="knowledge:gap_bulk",
    detail_url="knowledge:gap_bulk_detail",
    undo_url="knowledge:gap_bulk_undo",
)


@require_GET
@role_required("analyst")
def gap_list(request: DeskRequest) -> HttpResponseBase:
    """The gaps, worst first; open ones unless the filter says otherwise."""
    everything = _shown(request)
    channels = sorted({name for names in everything.values_list("channels", flat=True) for name in names})
    form = GapFilterForm(request.GET, channels=channels)
    rows = _matching(everything, form)
    if wants_csv(request):
        return csv_file(organization=request.organization, name="gaps", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context |= {"has_any": everything.exists(), "dismiss_form": GapDismissForm()}
    if request.membership.is_manager and context["page_obj"].paginator.count:
        context |= bulk_context(request, queue=GAPS, actions=_bulk_actions(request))
    return render(request, "knowledge/gap_list.html", context)


def _shown(request: DeskRequest) -> KnowledgeGapQuerySet:
    return KnowledgeGap.objects.for_organization(request.organization).worth_showing(request.organization)


def _matching(everything: KnowledgeGapQuerySet, form: GapFilterForm) -> KnowledgeGapQuerySet:
    """The rows of the list that the filters of the URL leave."""
    wanted = form.cleaned_data
    rows = everything.for_list_page().in_state(wanted.get("status") or "open")
    if wanted.get("kind"):
        rows = rows.exclude(kind_reason="").filter(kind=wanted["kind"])  # as the rows show it
    if wanted.get("priority"):
        rows = rows.filter(priority=wanted["priority"])
    if wanted.get("channel"):
        rows = rows.filter(channels__contains=[wanted["channel"]])
    if wanted.get("days"):
        rows = rows.filter(last_asked_at__gte=timezone.now() - timedelta(days=int(wanted["days"])))
    if text := wanted.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(keywords__icontains=text))
    return rows


@require_POST
@role_required("manager")
def gap_bulk(request: DeskRequest) -> HttpResponse:
    """Accept, dismiss or reopen the selected gaps, or all that match the filter, after a look at the count."""
    everything = _shown(request)
    channels = sorted({name for names in everything.values_list("channels", flat=True) for name in names})
    form = GapFilterForm(request.GET, channels=channels)
    return bulk_decide(
        request,
        queue=GAPS,
        actions=_bulk_actions(request),
        everything=everything,
        matching=_matching(everything, form),
        dropped=form.dropped,
    )


@require_GET
@role_required("analyst")
def gap_bulk_detail(request: DeskRequest, decision_id: int) -> HttpResponse:
    """What a decision on many gaps did."""
    return bulk_result(request, queue=GAPS, decision_id=decision_id)


@require_POST
@role_required("manager")
def gap_bulk_undo(request: DeskRequest, decision_id: int) -> HttpResponse:
    """Take a decision on many gaps back."""
    return bulk_undo(
        request,
        queue=GAPS,
        decision_id=decision_id,
        everything=KnowledgeGap.objects.for_organization(request.organization),
        undo=lambda pk: gaps.undo_gap_decision(gap_id=pk, manager=request.user),
    )


def _bulk_actions(request: DeskRequest) -> list[BulkAction]:
    manager = request.user
    return [
        BulkAction(
            name="accept",
            label="Accept",
            past="Accepted",
            explain="Each goes to the updates with the text drafted for it; one without a draft stays open.",
            decide=lambda pk, _: gaps.accept_gap_as_drafted(gap_id=pk, manager=manager),
        ),
        BulkAction(
            name="dismiss",
            label="Dismiss",
            past="Dismissed",
            form=GapDismissForm,
            is_danger=True,
            decide=lambda pk, data: gaps.dismiss_gap(gap_id=pk, manager=manager, **data),
        ),
    ]


@require_GET
@role_required("analyst")
def gap_detail(request: DeskRequest, gap_id: int) -> HttpResponse:
    """One gap: the questions, the suggested content with its sources, and the decision."""
    return gap_page(request, find_gap(request, gap_id))


@require_POST
@role_required("manager")
def gap_accept(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Accept with the text of the form; it goes to the review queue."""
    gap = find_gap(request, gap_id)
    form = GapAcceptForm(request.POST, gap=gap)
    if not form.is_valid():
        return gap_page(request, gap, accept_form=form, status=422)
    return _decide(
        request,
        gap,
        lambda: gaps.accept_gap(gap_id=gap.pk, manager=request.user, **form.cleaned_data),
        f"Accepted “{gap}”. It waits in the updates for an admin.",
        accept_form=form,
    )


@require_POST
@role_required("manager")
def gap_dismiss(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Dismiss with a reason."""
    gap = find_gap(request, gap_id)
    form = GapDismissForm(request.POST)
    form.is_valid()
    return _decide(
        request,
        gap,
        lambda: gaps.dismiss_gap(
            gap_id=gap.pk,
            manager=request.user,
            reason_code=form.cleaned_data.get("reason_code", ""),
            reason=form.cleaned_data.get("reason", ""),
        ),
        f"Dismissed “{gap}”.",
        dismiss_form=form,
    )


@require_POST
@role_required("manager")
def gap_undo(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Open a decided gap again."""
    gap = find_gap(request, gap_id)
    return _decide(
        request,
        gap,
        lambda: gaps.undo_gap_decision(gap_id=gap.pk, manager=request.user),
        f"“{gap}” is open again.",
        can_undo=False,
    )


def find_gap(request: DeskRequest, gap_id: int) -> KnowledgeGap:
    """The organization's gap of this number, or “not found”."""
    rows = KnowledgeGap.objects.for_organization(request.organization).for_list_page()
    gap: KnowledgeGap = get_object_or_404(rows, pk=gap_id)
    gap.organization = request.organization  # as it is read already
    return gap


def _decide(
    request: DeskRequest,
    gap: KnowledgeGap,
    decision: Callable[[], KnowledgeGap],
    sentence: str,
    *,
    accept_form: GapAcceptForm | None = None,
    dismiss_form: GapDismissForm | None = None,
    can_undo: bool = True,
) -> HttpResponse:
    """Carry a decision out; answer with the list's row (htmx from the list) or the gap's page."""
    undo = reverse("knowledge:gap_undo", args=[gap.pk]) if can_undo else ""
    done = carry_out(request, decision=decision, sentence=sentence, undo=undo)
    gap = find_gap(request, gap.pk)
    if wants_row(request, "gap"):
        context = {"gap": gap, "error": done.error, "dismiss_form": dismiss_form or GapDismissForm(), "is_swap": True}
        return render(request, "knowledge/partials/gap_row.html", context, status=done.status)
    if done.error:
        return gap_page(
            request, gap, error=done.error, accept_form=accept_form, dismiss_form=dismiss_form, status=done.status
        )
    return redirect(gap)


def gap_page(
    request: DeskRequest,
    gap: KnowledgeGap,
    *,
    error: str = "",
    accept_form: GapAcceptForm | None = None,
    dismiss_form: GapDismissForm | None = None,
    kind_form: GapKindForm | None = None,
    arranged: Arranged | None = None,
    status: int = 200,
) -> HttpResponse:
    """A gap's page, with the forms as somebody filled them in."""
    questions = GapQuestion.objects.for_organization(request.organization).for_gap_page(gap)
    context: dict[str, Any] = {
        "gap": gap,
        "error": error,
        "accept_form": accept_form or GapAcceptForm(gap=gap),
        "dismiss_form": dismiss_form or GapDismissForm(),
    }
    search = GapQuestionFilterForm(request.GET)
    if text := search.cleaned_data.get("q"):
        questions = questions.filter(text__icontains=text)
    context |= listing(request, rows=questions, form=search)
    for question in context["page_obj"]:
        question.parts = parts_of(message=question.snapshot, question=question.text) if question.snapshot else []
    context |= arranging_context(request, gap, arranged)
    if request.htmx and arranged:
        template = f"knowledge/partials/gap_{'questions' if arranged.form == 'questions' else 'by_hand'}.html"
        return render(request, template, context, status=status)
    is_open = gap.status == KnowledgeGap.Status.OPEN
    context |= {
        "weeks": weeks_asked(
            request.organization, GapQuestion.objects.for_organization(request.organization).filter(gap=gap)
        ),
        "kind": kind_panel(gap=gap, form=kind_form, can_choose=is_open and request.membership.is_manager),
        "is_backed": is_open and gaps.customers_behind(gap) >= request.organization.gap_min_customers,
    }
    return render(request, "knowledge/gap_detail.html", context, status=status)


def _csv_line(row: KnowledgeGap) -> list[object]:
    return [
        row.pk, row.title, row.state, row.kind if row.kind_reason else "", row.priority, round(row.score, 3),
        round(row.saving, 2), round(row.saving_low, 2), round(row.saving_high, 2), row.frequency, row.question_count,
        row.answered_well_count, round(row.impact, 3), " ".join(row.channels), row.first_asked_at.isoformat(),
        row.last_asked_at.isoformat(), row.suggested_content,
    ]  # fmt: skip
