"""Settings of gunicorn under `manage.py up` (`gunicorn -c python:config.runtime.gunicorn_conf`)."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from config.runtime.process import die_with_parent

worker_class = "sync"
preload_app = False
timeout = 120
graceful_timeout = 3
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn's advice
_master = os.getpid()


def post_fork(server: Any, worker: Any) -> None:
    """A web process whose master was killed would take requests for another half minute: it is to be killed with it."""
    die_with_parent(signal.SIGKILL, _master)


def worker_exit(server: Any, worker: Any) -> None:
    """Close the connection pool: its threads would hold the process until it is killed."""
    from django.db import connections  # here, because the settings belong to the web process

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
