"""Django's admin, for an organization's owners."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class OwnerAdminSite(AdminSite):
    """Opened by owners of the organization they are looking at; everything in it is that organization's."""

    site_header = "Romashka"
    site_title = "Romashka admin"
    index_title = "The organization's tables"

    def has_permission(self, request: Any) -> bool:
        """Owners only."""
        membership = getattr(request, "membership", None)
        return bool(request.user.is_active and membership and membership.is_owner)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The desk's own login page; who is logged in and no owner is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied("The admin site is for owners of the organization.")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
