"""The review queue: learning updates wait here for an admin's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from training.appliers import NoApplier, applier_for, replay_notes
from training.bulk import BulkAction, Queue, bulk_context, bulk_decide, bulk_result, bulk_undo
from training.deciding import carry_out, wants_row
from training.errors import DomainError
from training.forms import CanaryForm, UpdateEditForm, UpdateFilterForm, UpdateRejectForm
from training.listing import csv_file, listing, wants_csv
from training.models import BulkDecision, Canary, LearningUpdate
from training.querysets.learning import LearningUpdateQuerySet
from training.rights import DeskRequest, role_required
from training.services import updates
from training.views import canary_panel

REASON_CHARACTERS = 2_000
SORTS = {
    "impact": "impact",
    "confidence": "confidence",
    "age": "created_at",
    "customers": "customer_count",
    "kind": "kind",
}
HEADER = [
    "id", "kind", "title", "status", "confidence", "impact", "customers", "questions", "created_at", "decided_by",
    "decided_at", "reason", "flags",
]  # fmt: skip


UPDATES = Queue(
    name=BulkDecision.Queue.UPDATES,
    noun="updates",
    list_url="training:update_list",
    row_url="training:update_detail",
    bulk_url="training:update_bulk",
    detail_url="training:update_bulk_detail",
    undo_url="training:update_bulk_undo",
)


@require_GET
@role_required("analyst")
def update_list(request: DeskRequest) -> HttpResponseBase:
    """The queue, pending ones first; other statuses by filter."""
    form = UpdateFilterForm(request.GET)
    everything = LearningUpdate.objects.for_organization(request.organization)
    rows = _matching(everything, form)
    if wants_csv(request):
        return _export(request, rows, is_of_canaries=form.cleaned_data.get("status") == "canary")
    wanted = form.cleaned_data
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context |= {
        "status": wanted.get("status") or "pending",
        "is_narrowed": any(wanted.get(name) for name in ("q", "kind", "flags")),
        "has_any": everything.exists(),
        "reject_form": UpdateRejectForm(),
        "back": request.get_full_path(),
    }
    notes = replay_notes(list(context["page_obj"]))
    for update in context["page_obj"]:
        update.replay = notes.get(update.pk)
    if request.membership.is_admin and context["page_obj"].paginator.count:
        context |= bulk_context(request, queue=UPDATES, actions=_bulk_actions(request))
    return render(request, "training/update_list.html", context)


def _export(request: DeskRequest, rows: LearningUpdateQuerySet, *, is_of_canaries: bool) -> StreamingHttpResponse:
    """The queue as it is filtered; of canaries with what their guardrail last read."""
    if not is_of_canaries:
        return csv_file(organization=request.organization, name="updates", header=HEADER, rows=rows, line=_csv_line)
    running = Canary.objects.for_organization(request.organization).running().select_related("update")
    return csv_file(
        organization=request.organization,
        name="canaries",
        header=canary_panel.HEADER,
        rows=running.filter(update__in=rows.values("pk")),
        line=canary_panel.csv_line,
    )


def _matching(everything: LearningUpdateQuerySet, form: UpdateFilterForm) -> LearningUpdateQuerySet:
    """The rows of the queue that the filters of the URL leave."""
    wanted = form.cleaned_data
    rows = everything.for_review_queue().order_by("-impact", "-id")
    status = wanted.get("status") or "pending"
    if status == "canary":
        rows = rows.on_canary()
    elif status != "all":
        rows = rows.filter(status=status)
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("flags"):
        rows = rows.flagged(wanted["flags"] == "yes")
    if wanted.get("q"):
        rows = rows.filter(title__icontains=wanted["q"])
    return rows


@require_POST
@role_required("admin")
def update_bulk(request: DeskRequest) -> HttpResponse:
    """Approve or reject the selected updates, or all that match the filter, after a look at the count."""
    everything = LearningUpdate.objects.for_organization(request.organization)
    form = UpdateFilterForm(request.GET)
    return bulk_decide(
        request,
        queue=UPDATES,
        actions=_bulk_actions(request),
        everything=everything,
        matching=_matching(everything, form),
        dropped=form.dropped,
    )


@require_GET
@role_required("analyst")
def update_bulk_detail(request: DeskRequest, decision_id: int) -> HttpResponse:
    """What a decision on many updates did."""
    return bulk_result(request, queue=UPDATES, decision_id=decision_id)


@require_POST
@role_required("admin")
def update_bulk_undo(request: DeskRequest, decision_id: int) -> HttpResponse:
    """Take a decision on many updates back."""
    return bulk_undo(
        request,
        queue=UPDATES,
        decision_id=decision_id,
        everything=LearningUpdate.objects.for_organization(request.organization),
        undo=lambda pk: updates.undo_decision(update_id=pk, reviewer=request.user),
    )


def _bulk_actions(request: DeskRequest) -> list[BulkAction]:
    reviewer = request.user
    return [
        BulkAction(
            name="approve",
            label="Approve",
            past="Approved",
            explain="The next cycle applies them. One that breaks a golden question or carries a red flag stays.",
            decide=lambda pk, _: updates.approve_update(update_id=pk, reviewer=reviewer, is_bulk=True),
        ),
        BulkAction(
            name="reject",
            label="Reject",
            past="Rejected",
            form=UpdateRejectForm,
            is_danger=True,
            decide=lambda pk, data: updates.reject_update(update_id=pk, reviewer=reviewer, **data),
        ),
    ]


@require_GET
@role_required("analyst")
def update_detail(request: DeskRequest, update_id: int) -> HttpResponse:
    """One update: what it would change, what it rests on, and the decision."""
    return _detail(request, find_update(request, update_id))


@require_POST
@role_required("admin")
def update_approve(request: DeskRequest, update_id: int) -> HttpResponse:
    """Approve, with the edits of the form if it carries any."""
    update = find_update(request, update_id)
    edits = edit_form = None
    if "body" in request.POST:
        edit_form = UpdateEditForm(request.POST)
        if not edit_form.is_valid():
            return _detail(request, update, edit_form=edit_form, status=422)
        edits = edit_form.cleaned_data
    canary_form = CanaryForm(request.POST)
    if not canary_form.is_valid():
        return _detail(request, update, error="Choose a share from 1 to 50 percent of the customers.", status=422)
    share = canary_form.share(update.organization.canary_percent)
    then = "The next cycle applies it." if share is None else f"It serves {share:.0%} of the customers from now on."
    return decide(
        request,
        update,
        lambda: updates.approve_update(
            update_id=update.pk,
            reviewer=request.user,
            edits=edits,
            has_seen_flags=bool(request.POST.get("flags_seen")),
            break_reason=request.POST.get("break_reason", "")[:REASON_CHARACTERS],
            canary_share=share,
        ),
        f"Approved “{update}”. {then}",
        edit_form=edit_form,
    )


@require_POST
@role_required("admin")
def update_revise(request: DeskRequest, update_id: int) -> HttpResponse:
    """Keep edits of a pending update without deciding it; a replay of the edited update starts."""
    update = find_update(request, update_id)
    form = UpdateEditForm(request.POST)
    if not form.is_valid():
        return _detail(request, update, edit_form=form, status=422)
    try:
        updates.revise_update(update_id=update.pk, edits=form.cleaned_data, editor=request.user)
    except DomainError as exc:
        return _detail(request, find_update(request, update.pk), error=str(exc), edit_form=form, status=409)
    messages.success(request, "Your edits are kept. The replay shows what they change; then approve it.")
    return redirect(f"{update.get_absolute_url()}#replay")


@require_POST
@role_required("admin")
def update_reject(request: DeskRequest, update_id: int) -> HttpResponse:
    """Reject with a reason."""
    update = find_update(request, update_id)
    form = UpdateRejectForm(request.POST)
    form.is_valid()
    return decide(
        request,
        update,
        lambda: updates.reject_update(
            update_id=update.pk,
            reviewer=request.user,
            reason_code=form.cleaned_data.get("reason_code", ""),
            reason=form.cleaned_data.get("reason", ""),
        ),
        f"Rejected “{update}”.",
        form=form,
    )


@require_POST
@role_required("admin")
def update_undo(request: DeskRequest, update_id: int) -> HttpResponse:
    """Take a decision back."""
    update = find_update(request, update_id)
    return decide(
        request,
        update,
        lambda: updates.undo_decision(update_id=update.pk, reviewer=request.user),
        f"Took the decision on “{update}” back.",
        can_undo=False,
    )


@require_POST
@role_required("admin")
def update_roll_back(request: DeskRequest, update_id: int) -> HttpResponse:
    """Undo what an applied update changed."""
    update = find_update(request, update_id)
    return decide(
        request,
        update,
        lambda: updates.roll_back_update(update_id=update.pk, reviewer=request.user),
        f"Rolled back “{update}”. What is served is as before.",
    )


def find_update(request: DeskRequest, update_id: int) -> LearningUpdate:
    """An update of the organization, as its row and its page need it; 404 where there is none."""
    found: LearningUpdate = get_object_or_404(
        LearningUpdate.objects.for_organization(request.organization).for_review_queue(), pk=update_id
    )
    return found


def decide(
    request: DeskRequest,
    update: LearningUpdate,
    decision: Callable[[], LearningUpdate],
    sentence: str,
    *,
    form: UpdateRejectForm | None = None,
    edit_form: UpdateEditForm | None = None,
    can_undo: bool = True,
) -> HttpResponse:
    """Carry a decision out; answer with the queue's row (htmx from the list) or the update's page."""
    undo = reverse("training:update_undo", args=[update.pk]) if can_undo else ""
    done = carry_out(request, decision=decision, sentence=sentence, undo=undo)
    update = find_update(request, update.pk)
    if wants_row(request, "update"):
        update.replay = replay_notes([update]).get(update.pk)  # type: ignore[attr-defined] # for its row
        context = {
            "update": update,
            "error": done.error,
            "reject_form": form or UpdateRejectForm(),
            "back": request.htmx.current_url_abs_path or "",
            "is_swap": True,
        }
        return render(request, "training/partials/update_row.html", context, status=done.status)
    if done.error:
        return _detail(
            request,
            update,
            error=done.error,
            edit_form=edit_form,
            reject_form=form,
            flags=done.flags,
            status=done.status,
        )
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else update)


def _detail(
    request: DeskRequest,
    update: LearningUpdate,
    *,
    error: str = "",
    edit_form: UpdateEditForm | None = None,
    reject_form: UpdateRejectForm | None = None,
    flags: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    card: dict[str, Any] = {"template": "", "context": {}}
    try:
        card = applier_for(update).card(update=update)
    except NoApplier as exc:
        error = error or str(exc)
    context = {
        "update": update,
        "error": error,
        "card": card,
        "flags": update.flags if flags is None else flags,
        "replay": replay_notes([update]).get(update.pk),
        "canary": canary_panel.canary_panel(update),
        "break_reason": request.POST.get("break_reason", ""),
        "questions": update.evidence.filter(role="question").select_related("conversation"),
        "answers": update.evidence.filter(role="answer").select_related("conversation"),
        "edit_form": edit_form or UpdateEditForm(initial=update.payload),
        "reject_form": reject_form or UpdateRejectForm(),
    }
    return render(request, "training/update_detail.html", context, status=status)


def _csv_line(row: LearningUpdate) -> list[object]:
    counts = [row.customer_count, row.question_count]  # type: ignore[attr-defined] # annotated by the queue
    decided = [str(row.decided_by or ""), row.decided_at.isoformat() if row.decided_at else ""]
    reason = ": ".join(filter(None, [row.get_reason_code_display(), row.reason]))
    return [
        row.pk, row.kind, row.title, row.status, row.confidence, row.impact, *counts, row.created_at.isoformat(),
        *decided, reason, len(row.flags),
    ]  # fmt: skip
