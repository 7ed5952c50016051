"""All addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from config.health import health


def not_here(request: HttpRequest, *args: Any) -> HttpResponse:
    """A page of the login library that the desk does not offer."""
    raise Http404


urlpatterns = [
    path("", include("analytics.urls")),
    path("", include("knowledge.urls")),
    path("", include("training.urls")),
    # Addresses are an owner's to give: nobody takes another person's by themselves.
    re_path("^accounts/(email|confirm-email|signup)/", not_here),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
]
