"""Django's admin, for an organization's owners."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite


class OwnerAdminSite(AdminSite):
    """Opened by owners of the organization they are looking at; everything in it is that organization's."""

    site_header = "Romashka"
    site_title = "Romashka admin"
    index_title = "The organization's tables"

    def has_permission(self, request: Any) -> bool:
        """Owners only."""
        membership = getattr(request, "membership", None)
        return bool(request.user.is_active and membership and membership.is_owner)
