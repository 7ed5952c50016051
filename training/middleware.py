"""Each request runs in one transaction that sees one organization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from training.models import Membership, Organization
from training.tenancy import set_scope

SESSION_KEY = "organization_id"


class OrganizationMiddleware:
    """Sets `request.organization`, `.membership` and `.memberships`, the database's view of them, and the clock.

    The organization is the one last chosen, else the first by name. Times are shown on its clock, so that a day on a
    page is the day that a number counts. A server error rolls the request's writes back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer one request."""
        request.organization = request.membership = None
        request.memberships = []
        if not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic(), pghistory.context(user=request.user.pk, who=str(request.user)):
            set_scope(organization_id=None, user_id=request.user.pk)
            request.memberships = list(Membership.objects.for_user(request.user))
            wanted = request.session.get(SESSION_KEY)
            chosen = next((m for m in request.memberships if m.organization_id == wanted), None)
            request.membership = chosen or next(iter(request.memberships), None)
            if request.membership:
                request.organization = request.membership.organization
                set_scope(organization_id=request.organization.pk, user_id=request.user.pk)
            with timezone.override(_clock_of(request.organization)):
                response = self._answer(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def _answer(self, request: Any) -> HttpResponse:
        """The page; but a form that was shown for another organization must not write into this one."""
        shown_for = request.headers.get("X-Organization") or request.POST.get("for_organization")
        is_stale = request.method == "POST" and shown_for and shown_for != str(getattr(request.organization, "pk", ""))
        if is_stale and request.path != reverse("training:organization_switch"):
            sentence = f"You switched to {request.organization} meanwhile. Reload the page, then try again."
            return render(request, "409.html", {"sentence": sentence}, status=409)
        return self.get_response(request)


def _clock_of(organization: Organization | None) -> ZoneInfo | None:
    return ZoneInfo(organization.timezone) if organization else None
