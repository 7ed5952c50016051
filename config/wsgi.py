"""The web application, for gunicorn and any other WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

from config import celery  # noqa: E402, F401 - tasks sent by views need the Celery application
