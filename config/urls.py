"""All addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config.health import health

urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("knowledge.urls")),
    path("", include("training.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
]
