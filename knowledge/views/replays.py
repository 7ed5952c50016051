"""Replays: the panel of an update's page, one replay with all its questions, and the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from knowledge import diffing
from knowledge.forms import GoldenRunFilterForm, ReplayFilterForm, ReplayListFilterForm
from knowledge.models import ReplayResult, ReplayRun
from knowledge.services import replaying
from knowledge.services.replaying.requesting import can_replay
from training.appliers import replay_notes
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.models import LearningUpdate
from training.rights import DeskRequest, role_required

SHOWN_IN_PANEL = 12
RESULT_HEADER = [
    "outcome", "source", "question", "before", "before_from", "after", "after_from", "reason", "conversation",
]  # fmt: skip
RUN_HEADER = [
    "id", "of", "status", "questions", "fixes", "changes", "breaks", "golden_breaks", "seconds", "engine",
    "requested_by", "created_at", "error",
]  # fmt: skip
RUN_SORTS = {"when": "created_at", "questions": "question_count", "breaks": "breaks", "fixes": "fixes"}


@require_GET
@role_required("analyst")
def replay_panel(request: DeskRequest, update_id: int) -> HttpResponse:
    """A panel for the update's page: the counts, and the worst questions with both answers.

    Where there is no replay, or something changed since, opening it starts one. A plain link leads to the replay.
    """
    update = _find_update(request, update_id)
    run = replaying.ensure_replay(update=update, requested_by=request.user)
    if not request.htmx:
        return redirect(run or update)
    rows: list[dict[str, Any]] = []
    if run is not None and run.status == ReplayRun.Status.DONE:
        told = run.results.for_replay_page().exclude(outcome=ReplayResult.Outcome.SAME)
        rows = [_side_by_side(result) for result in told[:SHOWN_IN_PANEL]]
    context = {
        "update": update,
        "run": run,
        "rows": rows,
        "more": run.fixes + run.changes + run.breaks - len(rows) if run else 0,
        "can_replay": can_replay(update),
        # The decision beside the panel follows it once the replay has ended; before that nothing there changes.
        "replay": replay_notes([update]).get(update.pk),
        "is_swap": run is not None and not run.is_unfinished,
    }
    return render(request, "knowledge/partials/replay_panel.html", context)


@require_POST
@role_required("manager")
def replay_run(request: DeskRequest, update_id: int) -> HttpResponse:
    """Replay an update again."""
    update = _find_update(request, update_id)
    try:
        replaying.request_replay(update_id=update.pk, requested_by=request.user)
    except DomainError as exc:
        messages.error(request, str(exc))
    return redirect(f"{update.get_absolute_url()}#replay")


@require_GET
@role_required("analyst")
def replay_list(request: DeskRequest) -> HttpResponseBase:
    """Every replay that is kept, newest first."""
    form = ReplayListFilterForm(request.GET)
    wanted = form.cleaned_data
    everything = ReplayRun.objects.for_organization(request.organization)
    rows = everything.for_list_page()
    if wanted.get("of"):
        rows = rows.filter(update__isnull=wanted["of"] == "golden")
    if wanted.get("found"):
        rows = rows.filter(**{f"{wanted['found']}__gt": 0})
    if wants_csv(request):
        return csv_file(organization=request.organization, name="replays", header=RUN_HEADER, rows=rows, line=_run_line)
    context = listing(request, rows=rows, form=form, sorts=RUN_SORTS)
    context["has_any"] = everything.exists()
    return render(request, "knowledge/replay_list.html", context)


@require_GET
@role_required("analyst")
def replay_detail(request: DeskRequest, run_id: int) -> HttpResponseBase:
    """One replay with every question and both answers; refreshes itself while it is running."""
    run = get_object_or_404(ReplayRun.objects.for_organization(request.organization).for_list_page(), pk=run_id)
    form = (ReplayFilterForm if run.update else GoldenRunFilterForm)(request.GET)
    wanted = form.cleaned_data
    rows = run.results.for_replay_page()
    if wanted.get("outcome"):
        rows = rows.filter(outcome=wanted["outcome"])
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    if wanted.get("q"):
        rows = rows.filter(question__icontains=wanted["q"])
    if wants_csv(request):
        name = f"replay-{run.pk}"
        return csv_file(
            organization=request.organization, name=name, header=RESULT_HEADER, rows=rows, line=_result_line
        )
    context = listing(request, rows=rows, form=form)
    context |= {
        "run": run,
        "rows": [_side_by_side(result, is_comparable=run.update is not None) for result in context["page_obj"]],
        "is_stale": run.update is not None
        and can_replay(run.update)
        and not run.is_unfinished
        and not replaying.is_fresh(run, run.update),
        "same_count": run.question_count - run.fixes - run.changes - run.breaks,
    }
    template = "knowledge/partials/replay_body.html" if request.htmx else "knowledge/replay_detail.html"
    return render(request, template, context)


def _find_update(request: DeskRequest, update_id: int) -> LearningUpdate:
    updates = LearningUpdate.objects.for_organization(request.organization).select_related("organization")
    found: LearningUpdate = get_object_or_404(updates, pk=update_id)
    return found


def _side_by_side(result: ReplayResult, *, is_comparable: bool = True) -> dict[str, Any]:
    """A result with what is only in one of its answers marked there; not comparable is what was only expected."""
    before, after = str(result.before.get("text", "")), str(result.after.get("text", ""))
    is_answered = not (result.before.get("is_handoff") or result.after.get("is_handoff"))
    has_diff = is_comparable and is_answered and bool(before) and before != after
    segments = diffing.word_diff(old=before, new=after) if has_diff else ()
    return {
        "result": result,
        "before": [(one.change, one.text) for one in segments if one.change != "insert"] or [("equal", before)],
        "after": [(one.change, one.text) for one in segments if one.change != "delete"] or [("equal", after)],
    }


def _cited(answer: dict[str, Any]) -> str:
    return "; ".join(str(one.get("title") or f"entry {one.get('entry_id')}") for one in answer.get("citations", []))


def _result_line(row: ReplayResult) -> list[object]:
    return [
        row.outcome, row.source, row.question, row.before.get("text", ""), _cited(row.before),
        row.after.get("text", ""), _cited(row.after), row.reason,
        row.conversation.external_id if row.conversation else "",
    ]  # fmt: skip


def _run_line(row: ReplayRun) -> list[object]:
    return [
        row.pk, row.update.title if row.update else "golden set", row.status, row.question_count, row.fixes,
        row.changes, row.breaks, row.golden_breaks, row.seconds, row.engine, str(row.requested_by or ""),
        row.created_at.isoformat(), row.error,
    ]  # fmt: skip
