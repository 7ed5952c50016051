"""Addresses of the ground floor."""

from __future__ import annotations

from django.urls import path

from training.views import autonomy, canaries, conversations, cycles, organizations, updates

app_name = "training"

urlpatterns = [
    path("conversations/", conversations.conversation_list, name="conversation_list"),
    path("conversations/<int:conversation_id>/", conversations.conversation_detail, name="conversation_detail"),
    path("updates/", updates.update_list, name="update_list"),
    path("updates/bulk/", updates.update_bulk, name="update_bulk"),
    path("updates/bulk/<int:decision_id>/", updates.update_bulk_detail, name="update_bulk_detail"),
    path("updates/bulk/<int:decision_id>/undo/", updates.update_bulk_undo, name="update_bulk_undo"),
    path("updates/<int:update_id>/", updates.update_detail, name="update_detail"),
    path("updates/<int:update_id>/approve/", updates.update_approve, name="update_approve"),
    path("updates/<int:update_id>/revise/", updates.update_revise, name="update_revise"),
    path("updates/<int:update_id>/reject/", updates.update_reject, name="update_reject"),
    path("updates/<int:update_id>/undo/", updates.update_undo, name="update_undo"),
    path("updates/<int:update_id>/roll-back/", updates.update_roll_back, name="update_roll_back"),
    path("updates/<int:update_id>/canary/serve-all/", canaries.canary_serve_all, name="canary_serve_all"),
    path("updates/<int:update_id>/canary/take-back/", canaries.canary_take_back, name="canary_take_back"),
    path("cycles/", cycles.cycle_list, name="cycle_list"),
    path("cycles/<int:cycle_id>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/run/", cycles.cycle_run, name="cycle_run"),
    path("settings/", organizations.organization_settings, name="organization_settings"),
    path("settings/autonomy/", autonomy.autonomy_switch, name="autonomy_switch"),
    path("settings/people/", organizations.member_list, name="member_list"),
    path("settings/people/add/", organizations.member_add, name="member_add"),
    path("settings/people/<int:membership_id>/change/", organizations.member_change, name="member_change"),
    path("settings/people/<int:membership_id>/remove/", organizations.member_remove, name="member_remove"),
    path("history/", organizations.history_list, name="history_list"),
    path("switch/", organizations.organization_switch, name="organization_switch"),
    path("guide/", organizations.guide, name="guide"),
]
