"""Addresses of analytics."""

from __future__ import annotations

from django.urls import path

from analytics.views import coverage, dashboard, entries, impact

app_name = "analytics"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("impact/", impact.impact_list, name="impact_list"),
    path("updates/<int:update_id>/impact/", impact.update_impact, name="update_impact"),
    path("knowledge/<int:entry_id>/performance/", entries.entry_performance, name="entry_performance"),
]
