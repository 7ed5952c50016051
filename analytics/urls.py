"""Addresses of analytics."""

from __future__ import annotations

from django.urls import path

from analytics.views import alerts, coverage, dashboard, entries, impact

app_name = "analytics"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("alerts/", alerts.alert_list, name="alert_list"),
    path("alerts/<int:alert_id>/acknowledge/", alerts.alert_acknowledge, name="alert_acknowledge"),
    path("alerts/<int:alert_id>/undo/", alerts.alert_undo, name="alert_undo"),
    path("impact/", impact.impact_list, name="impact_list"),
    path("updates/<int:update_id>/impact/", impact.update_impact, name="update_impact"),
    path("knowledge/<int:entry_id>/performance/", entries.entry_performance, name="entry_performance"),
]
