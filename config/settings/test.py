"""Tests: embedded services of their own unless DATABASE_URL is set, no pool, plain static files."""

from __future__ import annotations

import atexit
import os

if not os.environ.get("DATABASE_URL"):
    # The first process of a test run starts the services for all; its worker processes inherit the environment.
    from config.runtime.temporary import TemporaryServices

    _services = TemporaryServices()
    os.environ.update(_services.start())
    atexit.register(_services.stop)

from config.settings.base import *  # noqa: F403 - settings are inherited by star import in Django

SECRET_KEY = "tests-only"  # noqa: S105 - no secret: tests serve nobody
CUSTOMER_HASH_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = False
OPENAI_API_KEY = ""
