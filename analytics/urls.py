"""Addresses of analytics."""

from __future__ import annotations

from django.urls import path

from analytics.views import coverage, dashboard, entries

app_name = "analytics"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("knowledge/<int:entry_id>/performance/", entries.entry_performance, name="entry_performance"),
]
