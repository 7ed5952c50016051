"""One machine: what `manage.py up` and every command without other settings runs on."""

from __future__ import annotations

import os

from config.settings.base import *  # noqa: F403 - settings are inherited by star import in Django
from config.settings.base import DATABASE_URL, DATABASES, use_pool

SECRET_KEY = os.environ.get("SECRET_KEY") or "no-secret-outside-up-nothing-is-served-with-this"
CUSTOMER_HASH_KEY = os.environ.get("CUSTOMER_HASH_KEY") or "no-secret-outside-up"
DEBUG = os.environ.get("ROMASHKA_DEBUG") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *[h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]]

if DATABASE_URL and os.environ.get("ROMASHKA_POOL") == "1":
    use_pool(DATABASES["default"], max_size=4)
