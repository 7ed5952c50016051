"""The owner's switch: which updates may approve themselves once that is earned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from training.errors import DomainError
from training.forms import AutonomyForm
from training.rights import DeskRequest, role_required
from training.services.autonomy import switch_rule


@require_POST
@role_required("owner")
def autonomy_switch(request: DeskRequest) -> HttpResponse:
    """Let a kind and risk of updates approve themselves, or no more."""
    form = AutonomyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved. The precision must be from 50 to 100 percent.")
        return redirect(f"{reverse('training:organization_settings')}#autonomy")
    wanted = form.cleaned_data
    try:
        rule = switch_rule(
            organization=request.organization,
            kind=wanted["kind"],
            risk=wanted["risk"],
            is_on=wanted["is_on"] == "yes",
            least_precision=wanted["percent"] / 100,
            owner=request.user,
        )
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        said = "may apply itself once that is earned" if rule.is_on else "waits for a person"
        messages.success(request, f"{rule}: {said}.")
    return redirect(f"{reverse('training:organization_settings')}#autonomy")
