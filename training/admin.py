"""Django's admin for owners. Rows that services own are read-only here; they change on the desk's own pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet

from training import models


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    """Shows one organization's rows to its owner and changes nothing."""

    organization_field: ClassVar[str] = "organization"
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """The owner's organization; row-level security holds the same."""
        return super().get_queryset(request).filter(**{self.organization_field: request.organization.pk})

    def has_module_permission(self, request: Any) -> bool:
        """Owners."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: Any, obj: Model | None = None) -> bool:
        """Owners."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        """Nobody: services add."""
        return False

    def has_change_permission(self, request: Any, obj: Model | None = None) -> bool:
        """Nobody: services change."""
        return False

    def has_delete_permission(self, request: Any, obj: Model | None = None) -> bool:
        """Nobody: nothing is forgotten."""
        return False


@admin.register(models.Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    """The owner's organization; its settings page changes it."""

    organization_field = "pk"


@admin.register(models.Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """People; the people page changes them."""

    list_display = ("__str__", "role", "created_at")


@admin.register(models.Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Conversations."""

    list_display = ("__str__", "channel", "status", "started_at", "satisfaction", "is_success")
    search_fields = ("external_id__exact",)


@admin.register(models.Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """Ratings and comments."""

    list_display = ("__str__", "rating", "given_at", "processed_at")


@admin.register(models.LearningCycle)
class LearningCycleAdmin(ReadOnlyAdmin):
    """Learning cycles."""

    list_display = ("__str__", "status", "trigger", "finished_at")


@admin.register(models.LearningUpdate)
class LearningUpdateAdmin(ReadOnlyAdmin):
    """Learning updates."""

    list_display = ("__str__", "kind", "status", "confidence", "decided_at")


@admin.register(models.InferenceLog)
class InferenceLogAdmin(ReadOnlyAdmin):
    """Calls of the hosted engine."""

    list_display = ("__str__", "engine_version", "status", "items", "cost", "created_at")


@admin.register(models.ImportSource)
class ImportSourceAdmin(ReadOnlyAdmin):
    """Imported files whose times were moved."""
