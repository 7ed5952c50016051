"""Embedding models side by side, and the refreshes that keep their vectors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from knowledge.models import Embedding, KnowledgeRefresh, KnowledgeVersion
from knowledge.services.refreshing import FEWEST_GOLDEN, hold_model
from knowledge.tasks import refresh_knowledge_task
from training.errors import DomainError
from training.rights import DeskRequest, role_required
from training.services.engine import engine_for

SHOWN = 30


@require_GET
@role_required("admin")
def embedding_list(request: DeskRequest) -> HttpResponse:
    """The models at hand, how many live texts each has embedded, and the refreshes so far."""
    return render(request, "knowledge/embedding_list.html", _context(request))


@require_POST
@role_required("admin")
def embedding_refresh(request: DeskRequest) -> HttpResponse:
    """Refresh in the background now; with `model` that one is used from now on."""
    key = request.POST.get("model", "")
    try:
        if key:
            hold_model(organization=request.organization, key=key)
    except DomainError as exc:
        messages.error(request, str(exc))
        return redirect("knowledge:embedding_list")
    running = KnowledgeRefresh.objects.filter(organization=request.organization, status="running")
    if running.exists():
        messages.warning(request, "A refresh is under way; wait until it is done.")
    else:
        organization_id = request.organization.pk

        def start() -> None:
            try:
                refresh_knowledge_task.delay(organization_id, key)
            except OperationalError:
                messages.error(request, "The worker cannot be reached. Try again when it runs.")
            else:
                messages.success(request, "The refresh has started. This page shows what it did when it is done.")

        transaction.on_commit(start)
    return redirect("knowledge:embedding_list")


def _context(request: DeskRequest) -> dict[str, Any]:
    engine = engine_for(request.organization)
    mine = Embedding.objects.filter(organization=request.organization, version__live_to__isnull=True)
    counts = dict(mine.order_by().values_list("model").annotate(n=Count("pk")))
    at_hand = engine.embedding_models
    keys = [*at_hand, *sorted(set(counts) - set(at_hand))]
    return {
        "models": [
            {
                "key": key,
                "dimensions": at_hand.get(key),
                "count": counts.get(key, 0),
                "is_used": key == engine.embedding_model,
                "is_at_hand": key in at_hand,
            }
            for key in keys
        ],
        "live_count": KnowledgeVersion.objects.for_organization(request.organization).live_at(None).count(),
        "notes": engine.notes,
        "fewest_golden": FEWEST_GOLDEN,
        "refreshes": KnowledgeRefresh.objects.filter(organization=request.organization).order_by("-started_at")[:SHOWN],
    }
