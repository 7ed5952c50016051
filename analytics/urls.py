"""Addresses of analytics."""

from __future__ import annotations

from django.urls import path

from analytics.views import dashboard

app_name = "analytics"

urlpatterns = [path("", dashboard.dashboard, name="dashboard")]
