"""Addresses of knowledge."""

from __future__ import annotations

from django.urls import path

from knowledge.views import (
    arranging,
    asking,
    candidates,
    categories,
    citations,
    embeddings,
    entries,
    gaps,
    golden,
    imports,
    replays,
)

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
    path("gaps/<int:gap_id>/rename/", arranging.gap_rename, name="gap_rename"),
    path("gaps/<int:gap_id>/merge/", arranging.gap_merge, name="gap_merge"),
    path("gaps/<int:gap_id>/part/", arranging.gap_part, name="gap_part"),
    path("gaps/<int:gap_id>/split/", arranging.gap_split, name="gap_split"),
    path("gaps/<int:gap_id>/move/", arranging.gap_move, name="gap_move"),
    path("gaps/by-hand/<int:arrangement_id>/undo/", arranging.arrangement_undo, name="arrangement_undo"),
    path("knowledge/", entries.entry_list, name="entry_list"),
    path("knowledge/new/", entries.entry_create, name="entry_create"),
    path("knowledge/embeddings/", embeddings.embedding_list, name="embedding_list"),
    path("knowledge/embeddings/refresh/", embeddings.embedding_refresh, name="embedding_refresh"),
    path("knowledge/ask/", asking.ask, name="ask"),
    path("knowledge/categories/", categories.category_list, name="category_list"),
    path("knowledge/categories/rename/", categories.category_rename, name="category_rename"),
    path("knowledge/import/", imports.import_create, name="import_create"),
    path("knowledge/import/<int:import_id>/", imports.import_detail, name="import_detail"),
    path("knowledge/import/<int:import_id>/apply/", imports.import_apply, name="import_apply"),
    path("knowledge/import/<int:import_id>/discard/", imports.import_discard, name="import_discard"),
    path("knowledge/export/", imports.entry_export, name="entry_export"),
    path("knowledge/tags/rename/", categories.tag_rename, name="tag_rename"),
    path("knowledge/<int:entry_id>/", entries.entry_detail, name="entry_detail"),
    path("knowledge/<int:entry_id>/edit/", entries.entry_edit, name="entry_edit"),
    path("knowledge/<int:entry_id>/archive/", entries.entry_archive, name="entry_archive"),
    path("knowledge/<int:entry_id>/restore/", entries.entry_restore, name="entry_restore"),
    path("knowledge/<int:entry_id>/confirm/", entries.entry_confirm, name="entry_confirm"),
    path(
        "knowledge/<int:entry_id>/versions/<int:version_id>/restore/", entries.version_restore, name="version_restore"
    ),
    path(
        "knowledge/citations/conversation/<int:conversation_id>/",
        citations.conversation_citations,
        name="conversation_citations",
    ),
    path("candidates/", candidates.candidate_list, name="candidate_list"),
    path("candidates/<int:candidate_id>/", candidates.candidate_detail, name="candidate_detail"),
    path("candidates/<int:candidate_id>/propose/", candidates.candidate_propose, name="candidate_propose"),
    path("candidates/<int:candidate_id>/dismiss/", candidates.candidate_dismiss, name="candidate_dismiss"),
    path("candidates/<int:candidate_id>/undo/", candidates.candidate_undo, name="candidate_undo"),
    path("candidates/promote/<int:message_id>/", candidates.message_promote, name="message_promote"),
    path("replays/", replays.replay_list, name="replay_list"),
    path("replays/<int:run_id>/", replays.replay_detail, name="replay_detail"),
    path("replays/of-update/<int:update_id>/", replays.replay_panel, name="replay_panel"),
    path("replays/of-update/<int:update_id>/run/", replays.replay_run, name="replay_run"),
    path("golden/", golden.golden_list, name="golden_list"),
    path("golden/new/", golden.golden_create, name="golden_create"),
    path("golden/import/", golden.golden_import, name="golden_import"),
    path("golden/run/", golden.golden_run, name="golden_run"),
    path("golden/<int:golden_id>/edit/", golden.golden_edit, name="golden_edit"),
    path("golden/<int:golden_id>/switch/", golden.golden_switch, name="golden_switch"),
    path("golden/<int:golden_id>/delete/", golden.golden_delete, name="golden_delete"),
    path("golden/<int:golden_id>/discard/", golden.golden_discard, name="golden_discard"),
    path("golden/<int:golden_id>/restore/", golden.golden_restore, name="golden_restore"),
]
