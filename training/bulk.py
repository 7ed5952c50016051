"""What the queues share for decisions on many rows: selected ones, or all that match the filter, with the count to
confirm; the result page; the undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst

from training.errors import DomainError
from training.models import BulkDecision
from training.rights import DeskRequest
from training.services.bulk import decide_many, undo_many

MOST = 500
SHOWN = 12
CONFIRM = "training/bulk_confirm.html"


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """One thing to do with many rows. `decide(id, cleaned form data)` decides one of them."""

    name: str
    label: str  # "Dismiss"
    past: str  # "Dismissed"
    decide: Callable[[int, dict[str, Any]], object]
    explain: str = ""
    form: type[forms.Form] | None = None
    is_danger: bool = False


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A list whose rows are decided. `list_url` and the others are names of URLs."""

    name: str  # of BulkDecision.Queue
    noun: str  # "gaps"
    list_url: str
    row_url: str
    bulk_url: str
    detail_url: str
    undo_url: str

    def counted(self, count: int) -> str:
        """“1 gap”, “2 gaps”."""
        return f"{count:,} {self.noun if count != 1 else self.noun.removesuffix('s')}"


def bulk_context(request: DeskRequest, *, queue: Queue, actions: list[BulkAction]) -> dict[str, Any]:
    """What `components/bulk_bar.html` needs; the filters of the URL go along."""
    query = request.GET.urlencode()
    return {
        "bulk_actions": actions,
        "bulk_url": reverse(queue.bulk_url) + (f"?{query}" if query else ""),
        "bulk_noun": queue.noun,
    }


def bulk_decide(
    request: DeskRequest,
    *,
    queue: Queue,
    actions: list[BulkAction],
    everything: QuerySet[Any],
    matching: QuerySet[Any],
    dropped: Sequence[str] = (),
) -> HttpResponse:
    """Ask for confirmation with the count, or decide. `matching` are the rows of the filter, `everything` all rows.

    `dropped` says which values of the filter were not understood; then more rows match than somebody may think.
    """
    back = _list_url(request, queue)
    action = next((one for one in actions if one.name == request.POST.get("bulk_action")), None)
    if action is None:
        messages.error(request, "Choose what to do with them.")
        return redirect(back)
    is_all = request.POST.get("scope") == "all"
    if is_all and dropped:
        messages.error(request, f"Nothing was decided, since the filter is not what its address says. {dropped[0]}")
        return redirect(back)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
    rows = matching if is_all else everything.filter(pk__in=ids)
    titles: dict[int, str] = dict(rows.order_by("pk").values_list("pk", "title")[: MOST + 1])
    if not titles:
        messages.warning(request, f"Select some {queue.noun} first, or choose all that match the filter.")
        return redirect(back)
    if len(titles) > MOST:
        messages.error(
            request, f"{rows.count():,} {queue.noun} match; at most {MOST} can be decided at once. Narrow the filter."
        )
        return redirect(back)
    confirmed = request.POST.get("confirmed", "")
    form = action.form(request.POST if confirmed else None) if action.form else None
    is_valid = form is None or not confirmed or form.is_valid()
    if confirmed != str(len(titles)) or not is_valid:
        context = {
            "queue": queue,
            "action": action,
            "count": len(titles),
            "counted": queue.counted(len(titles)),
            "shown": list(titles.values())[:SHOWN],
            "more": max(0, len(titles) - SHOWN),
            "ids": [] if is_all else list(titles),
            "is_all": is_all,
            "has_changed": bool(confirmed) and confirmed != str(len(titles)),
            "bulk_form": form,
            "back": back,
            "here": request.get_full_path(),
        }
        return render(request, CONFIRM, context, status=200 if is_valid else 422)
    data = form.cleaned_data if form is not None else {}
    decision = decide_many(
        organization=request.organization,
        queue=queue.name,
        action=action.past,
        titles=titles,
        user=request.user,
        decide=lambda pk: action.decide(pk, data),
    )
    undo = reverse(queue.undo_url, args=[decision.pk]) if decision.done_ids else ""
    said = f"{action.past} {len(decision.done_ids)} of {queue.counted(len(titles))}."
    if decision.refused:
        messages.warning(request, f"{said} {len(decision.refused)} stayed as they were; see why.", extra_tags=undo)
        return redirect(queue.detail_url, decision.pk)
    messages.success(request, said, extra_tags=undo)
    return redirect(back)


def bulk_result(request: DeskRequest, *, queue: Queue, decision_id: int) -> HttpResponse:
    """What a decision on many rows did."""
    decision = _find(request, queue, decision_id)
    context = {
        "queue": queue,
        "decision": decision,
        "title": f"{capfirst(decision.action)} {queue.counted(len(decision.done_ids))}",
        "undo_url": reverse(queue.undo_url, args=[decision.pk]),
        "back": reverse(queue.list_url),
    }
    return render(request, "training/bulk_detail.html", context)


def bulk_undo(
    request: DeskRequest,
    *,
    queue: Queue,
    decision_id: int,
    everything: QuerySet[Any],
    undo: Callable[[int], object],
) -> HttpResponse:
    """Take a decision on many rows back."""
    decision = _find(request, queue, decision_id)
    titles = dict(everything.filter(pk__in=decision.done_ids).values_list("pk", "title"))
    try:
        decision = undo_many(decision_id=decision.pk, titles=titles, undo=undo)
    except DomainError as exc:
        messages.error(request, str(exc))
        return redirect(queue.detail_url, decision.pk)
    said = f"Took {len(decision.undone_ids)} of {len(decision.done_ids)} decisions back."
    if decision.kept:
        messages.warning(request, f"{said} {len(decision.kept)} could not be; see why.")
        return redirect(queue.detail_url, decision.pk)
    messages.success(request, said)
    return redirect(queue.list_url)


def _find(request: DeskRequest, queue: Queue, decision_id: int) -> BulkDecision:
    mine = BulkDecision.objects.filter(organization=request.organization, queue=queue.name)
    return get_object_or_404(mine.select_related("decided_by"), pk=decision_id)


def _list_url(request: DeskRequest, queue: Queue) -> str:
    query = request.GET.urlencode()
    return reverse(queue.list_url) + (f"?{query}" if query else "")
