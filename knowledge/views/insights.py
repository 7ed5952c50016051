"""Insights: what goes with success and failure, and a manager's word on each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from knowledge.forms import InsightDismissForm, InsightFilterForm, InsightUpdateForm
from knowledge.models import KnowledgeEntry
from knowledge.querysets.insight import PARTED, by_channel, counted_by, failures_first
from knowledge.services import insights
from training.deciding import carry_out, wants_row
from training.errors import DomainError
from training.forms import channel_label
from training.listing import csv_file, listing, wants_csv
from training.metrics import RATES
from training.models import InsightUpkeep, LearningInsight
from training.querysets.insight import LearningInsightQuerySet
from training.rights import DeskRequest, role_required

SORTS = {"effect": "effect", "n": "n", "sure": "p_adjusted", "what": "label"}
HEADER = [
    "id", "kind", "of", "what", "metric", "rate", "rest_rate", "effect", "low", "high", "p_adjusted", "n", "n_rest",
    "from", "until", "is_current", "status", "decided_by", "decided_at", "reason", "update",
]  # fmt: skip
EXAMPLES = 10


@require_GET
@role_required("analyst")
def insight_list(request: DeskRequest) -> HttpResponseBase:
    """The insights, the surest first; those still found and not yet dealt with unless the filter says otherwise."""
    everything = LearningInsight.objects.for_organization(request.organization)
    form = InsightFilterForm(request.GET)
    rows = _matching(everything, form)
    if wants_csv(request):
        return csv_file(organization=request.organization, name="insights", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context |= {
        "has_any": everything.exists(),
        "upkeep": InsightUpkeep.objects.filter(organization=request.organization).first(),
        "window_days": insights.WINDOW_DAYS,
    }
    return render(request, "knowledge/insight_list.html", context)


@require_GET
@role_required("analyst")
def insight_detail(request: DeskRequest, insight_id: int) -> HttpResponse:
    """One insight: its figures beside the rest's, conversations that it counts, and the decision."""
    return _detail(request, _find(request, insight_id))


@require_POST
@role_required("manager")
def insight_acknowledge(request: DeskRequest, insight_id: int) -> HttpResponse:
    """Take note of it."""
    insight = _find(request, insight_id)
    return _decide(
        request,
        insight,
        lambda: insights.acknowledge(insight_id=insight.pk, manager=request.user),
        f"Acknowledged “{insight}”.",
    )


@require_POST
@role_required("manager")
def insight_dismiss(request: DeskRequest, insight_id: int) -> HttpResponse:
    """Put it aside."""
    insight = _find(request, insight_id)
    form = InsightDismissForm(request.POST)
    if not form.is_valid():
        return _detail(request, insight, dismiss_form=form, status=422)
    return _decide(
        request,
        insight,
        lambda: insights.dismiss(insight_id=insight.pk, manager=request.user, reason=form.cleaned_data["reason"]),
        f"Dismissed “{insight}”.",
    )


@require_POST
@role_required("manager")
def insight_undo(request: DeskRequest, insight_id: int) -> HttpResponse:
    """Open it again."""
    insight = _find(request, insight_id)
    return _decide(
        request,
        insight,
        lambda: insights.undo_decision(insight_id=insight.pk),
        f"“{insight}” is open again.",
        can_undo=False,
    )


@require_POST
@role_required("manager")
def insight_turn(request: DeskRequest, insight_id: int) -> HttpResponse:
    """Propose the update of the form; it goes to the review queue."""
    insight = _find(request, insight_id)
    form = InsightUpdateForm(request.POST)
    if not form.is_valid():
        return _detail(request, insight, form=form, status=422)
    entry = _entry_of(insight)
    try:
        update = insights.turn_into_update(
            insight_id=insight.pk,
            manager=request.user,
            entry_id=entry.pk if entry else None,
            **form.cleaned_data,
        )
    except DomainError as exc:
        return _detail(request, insight, form=form, error=str(exc), status=409)
    return redirect(update)


def _matching(everything: LearningInsightQuerySet, form: InsightFilterForm) -> LearningInsightQuerySet:
    """The rows of the list that the filters of the URL leave."""
    wanted = form.cleaned_data
    rows = everything.for_list_page()
    status = wanted.get("status") or "new"
    if status == "new":
        rows = rows.filter(status__in=["open", "acknowledged"])
    elif status != "all":
        rows = rows.filter(status=status)
    if (found := wanted.get("found") or "now") != "any":
        rows = rows.filter(is_current=found == "now")
    for name in ("kind", "dimension"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if text := wanted.get("q"):
        rows = rows.filter(label__icontains=text)
    return rows


def _find(request: DeskRequest, insight_id: int) -> LearningInsight:
    rows = LearningInsight.objects.for_organization(request.organization).for_list_page().select_related("organization")
    found: LearningInsight = get_object_or_404(rows, pk=insight_id)
    return found


def _decide(
    request: DeskRequest,
    insight: LearningInsight,
    decision: Callable[[], LearningInsight],
    sentence: str,
    *,
    can_undo: bool = True,
) -> HttpResponse:
    """Carry a decision out; answer with the list's row (htmx from the list) or the insight's page."""
    undo = reverse("knowledge:insight_undo", args=[insight.pk]) if can_undo else ""
    done = carry_out(request, decision=decision, sentence=sentence, undo=undo)
    insight = _find(request, insight.pk)
    if wants_row(request, "insight"):
        context = {"insight": insight, "error": done.error, "is_swap": True}
        return render(request, "knowledge/partials/insight_row.html", context, status=done.status)
    if done.error:
        return _detail(request, insight, error=done.error, status=done.status)
    return redirect("knowledge:insight_detail", insight.pk)


def _detail(
    request: DeskRequest,
    insight: LearningInsight,
    *,
    error: str = "",
    form: InsightUpdateForm | None = None,
    dismiss_form: InsightDismissForm | None = None,
    status: int = 200,
) -> HttpResponse:
    counted = counted_by(insight)
    entry = _entry_of(insight)
    own = {
        "metric": insight.metric, "rate": insight.rate, "rest_rate": insight.rest_rate, "effect": insight.effect,
        "low": insight.low, "high": insight.high, "n": insight.n, "n_rest": insight.n_rest,
    }  # fmt: skip
    context: dict[str, Any] = {
        "insight": insight,
        "entry": entry,
        "error": error,
        "figures": [{**one, "label": RATES[one["metric"]].label} for one in (own, *insight.figures)],
        "examples": failures_first(counted).select_related("analysis")[:EXAMPLES]
        if not insight.is_good
        else counted.select_related("analysis").order_by("-is_success", "-started_at")[:EXAMPLES],
        "dismiss_form": dismiss_form or InsightDismissForm(),
    }
    if insight.dimension in (LearningInsight.Dimension.INTENT, LearningInsight.Dimension.CHANNEL_OF_INTENT):
        context["channels"] = [
            one | {"label": channel_label(one["channel"]), "share": one["succeeded"] / one["n"]}
            for one in by_channel(insight)
        ]
        context["intent"] = insight.value.rpartition(PARTED)[2]
    if insight.status in ("open", "acknowledged") and request.membership.is_manager:
        initial = {"title": entry.title, "body": entry.current_version.body} if entry and entry.current_version else {}
        context["form"] = form or InsightUpdateForm(initial=initial)
    return render(request, "knowledge/insight_detail.html", context, status=status)


def _entry_of(insight: LearningInsight) -> KnowledgeEntry | None:
    """The entry that an insight is about, if it is live."""
    if insight.dimension != LearningInsight.Dimension.KNOWLEDGE:
        return None
    entries = KnowledgeEntry.objects.for_organization(insight.organization_id).select_related("current_version")
    return entries.filter(pk=int(insight.value), status=KnowledgeEntry.Status.LIVE).first()


def _csv_line(row: LearningInsight) -> list[object]:
    return [
        row.pk, row.kind, row.dimension, row.label, row.metric, round(row.rate, 4), round(row.rest_rate, 4),
        round(row.effect, 4), round(row.low, 4), round(row.high, 4), row.p_adjusted, row.n, row.n_rest,
        row.window_from.isoformat(), row.window_until.isoformat(), row.is_current, row.status,
        str(row.decided_by or ""), row.decided_at.isoformat() if row.decided_at else "", row.reason,
        str(row.learning_update or ""),
    ]  # fmt: skip
