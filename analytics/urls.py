"""Addresses of analytics."""

from __future__ import annotations

from django.urls import path

from analytics.views import dashboard, entries

app_name = "analytics"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("knowledge/<int:entry_id>/performance/", entries.entry_performance, name="entry_performance"),
]
