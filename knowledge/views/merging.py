"""Brings an update together with what somebody else changed in its entry: a person chooses, conflict by conflict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from knowledge.services import merging
from training.errors import DomainError
from training.models import LearningUpdate
from training.rights import DeskRequest, role_required

CHOICES = ("ours", "theirs")


@require_POST
@role_required("admin")
def update_merge(request: DeskRequest, update_id: int) -> HttpResponse:
    """Keep the choices of the form, or the text that was written in their stead; a replay of the result starts."""
    update = get_object_or_404(LearningUpdate.objects.for_organization(request.organization), pk=update_id)
    chosen: dict[tuple[str, int], Any] = {}
    for key, value in request.POST.items():
        name, _, number = key.rpartition("-")
        if value in CHOICES and number.isdecimal() and len(number) < 5:
            chosen[name, int(number)] = value
    try:
        merging.settle_merge(
            update_id=update.pk,
            editor=request.user,
            choices=chosen,
            body=request.POST.get("merged_body", ""),
            live_version_id=_number(request.POST.get("live_version", "")),
        )
    except DomainError as exc:
        messages.error(request, str(exc))
        return redirect(update)
    messages.success(request, "Both changes are brought together. The replay shows what that does; then approve it.")
    return redirect(f"{update.get_absolute_url()}#replay")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
