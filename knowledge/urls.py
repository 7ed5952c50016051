"""Addresses of knowledge."""

from __future__ import annotations

from django.urls import path

from knowledge.views import entries, gaps

app_name = "knowledge"

urlpatterns = [
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("gaps/bulk/", gaps.gap_bulk, name="gap_bulk"),
    path("gaps/bulk/<int:decision_id>/", gaps.gap_bulk_detail, name="gap_bulk_detail"),
    path("gaps/bulk/<int:decision_id>/undo/", gaps.gap_bulk_undo, name="gap_bulk_undo"),
    path("gaps/<int:gap_id>/", gaps.gap_detail, name="gap_detail"),
    path("gaps/<int:gap_id>/accept/", gaps.gap_accept, name="gap_accept"),
    path("gaps/<int:gap_id>/dismiss/", gaps.gap_dismiss, name="gap_dismiss"),
    path("gaps/<int:gap_id>/undo/", gaps.gap_undo, name="gap_undo"),
    path("knowledge/", entries.entry_list, name="entry_list"),
    path("knowledge/new/", entries.entry_create, name="entry_create"),
    path("knowledge/ask/", entries.ask, name="ask"),
    path("knowledge/<int:entry_id>/", entries.entry_detail, name="entry_detail"),
    path("knowledge/<int:entry_id>/edit/", entries.entry_edit, name="entry_edit"),
    path("knowledge/<int:entry_id>/archive/", entries.entry_archive, name="entry_archive"),
    path("knowledge/<int:entry_id>/restore/", entries.entry_restore, name="entry_restore"),
    path(
        "knowledge/<int:entry_id>/versions/<int:version_id>/restore/", entries.version_restore, name="version_restore"
    ),
    path(
        "knowledge/citations/conversation/<int:conversation_id>/",
        entries.conversation_citations,
        name="conversation_citations",
    ),
]
