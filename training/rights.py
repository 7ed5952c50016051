"""Who may do what: the role a person has in the organization they are looking at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from training.models import Membership, Organization, User

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request of a person who is logged in and looks at one organization (see the middleware)."""

    htmx: HtmxDetails
    user: User
    organization: Organization
    membership: Membership
    memberships: list[Membership]


def role_required(role: str) -> Callable[[View], View]:
    """Let in who has at least this role; others get 403, and who is not logged in the login page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.membership is None:
                raise PermissionDenied("You do not belong to an organization yet. Ask an owner to add you.")
            if not request.membership.is_at_least(role):
                wanted = Membership.Role(role).label.lower()
                raise PermissionDenied(
                    f"This needs the role “{wanted}”; you are {request.membership.get_role_display().lower()}."
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
