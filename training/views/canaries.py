"""The two clicks that end a canary before its guardrail does."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from training.rights import DeskRequest, role_required
from training.services import canaries
from training.views.updates import decide, find_update


@require_POST
@role_required("admin")
def canary_serve_all(request: DeskRequest, update_id: int) -> HttpResponse:
    """Apply an update that serves a share of the customers to everyone."""
    update = find_update(request, update_id)
    return decide(
        request,
        update,
        lambda: canaries.serve_everyone(update_id=update.pk, by=request.user),
        f"Applied “{update}” to everyone.",
        can_undo=False,
    )


@require_POST
@role_required("admin")
def canary_take_back(request: DeskRequest, update_id: int) -> HttpResponse:
    """Serve everyone what is live; the update is rolled back."""
    update = find_update(request, update_id)
    return decide(
        request,
        update,
        lambda: canaries.take_back_canary(update_id=update.pk, by=request.user),
        f"Took “{update}” back. All customers are served what is live.",
        can_undo=False,
    )
