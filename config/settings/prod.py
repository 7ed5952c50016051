"""Servers: refuses to start, naming everything that is missing or unsafe."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 - settings are inherited by star import in Django
from config.settings.base import (
    ALLOWED_HOSTS,
    BROKER_URL,
    CACHE_URL,
    CUSTOMER_HASH_KEY,
    DATABASE_OWNER_URL,
    DATABASE_URL,
    DATABASES,
    SECRET_KEY,
    use_pool,
)


def problems() -> list[str]:
    """One sentence for each setting that is missing or unsafe; empty when the settings may serve people."""
    found = []
    if len(SECRET_KEY) < 32:
        found.append("SECRET_KEY must be set to at least 32 random characters.")
    if len(CUSTOMER_HASH_KEY) < 32:
        found.append("CUSTOMER_HASH_KEY must be set to at least 32 random characters, and never change.")
    if SECRET_KEY and SECRET_KEY == CUSTOMER_HASH_KEY:
        found.append("CUSTOMER_HASH_KEY must differ from SECRET_KEY.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS must list the host names served, separated by commas, without '*'.")
    if not DATABASE_URL:
        found.append("DATABASE_URL must name the database under the application role.")
    if not DATABASE_OWNER_URL:
        found.append("DATABASE_OWNER_URL must name the same database under the owning role (migrations).")
    if DATABASE_URL and DATABASES["default"]["USER"] == DATABASES["owner"]["USER"]:
        found.append("DATABASE_URL and DATABASE_OWNER_URL must use two roles: the application's must own nothing.")
    if not BROKER_URL:
        found.append("BROKER_URL must name the broker.")
    if BROKER_URL and not (CACHE_URL or BROKER_URL.startswith(("redis://", "rediss://"))):
        found.append("CACHE_URL must name a Redis for the login's rate limits, since BROKER_URL is none.")
    if not os.environ.get("EMAIL_HOST"):
        found.append("EMAIL_HOST must name the mail server, for invitations and password resets.")
    if os.environ.get("ROMASHKA_DEBUG") == "1":
        found.append("ROMASHKA_DEBUG must not be set.")
    return found


if found := problems():
    raise ImproperlyConfigured("These settings are not fit for production:\n- " + "\n- ".join(found))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
# How many proxies stand before us: else all their visitors share one rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "1")) if os.environ.get("BEHIND_PROXY") == "1" else 0
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

use_pool(DATABASES["default"], max_size=8)
