"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from billiard.process import current_process
from celery import Celery
from celery.signals import beat_init, worker_process_init, worker_ready

from config.runtime.process import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("romashka")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    # The database remembers what is left to do; a task may run twice and is then done once.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    result_backend=None,
    task_default_queue="romashka",
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    broker_heartbeat=30,  # AMQP; Redis and Valkey are kept alive by the transport options
    broker_transport_options={
        "visibility_timeout": 6 * 3600,
        "socket_keepalive": True,
        "socket_connect_timeout": 5,
        "health_check_interval": 25,
    },
    beat_sync_every=1,
    beat_max_loop_interval=5,
)
app.autodiscover_tasks()


def stop_with_the_worker(**_: Any) -> None:
    """A pool process whose worker was killed would wait for ever: it is to be killed with it."""
    parent = getattr(current_process(), "_parent_pid", None) or os.getppid()
    die_with_parent(signal.SIGKILL, parent)


def note_readiness(**_: Any) -> None:
    """Tell `manage.py up`, which waits for this file, that we work."""
    if path := os.environ.get("ROMASHKA_READY_FILE"):
        Path(path).write_text(str(os.getpid()))


worker_process_init.connect(stop_with_the_worker)
worker_ready.connect(note_readiness)
beat_init.connect(note_readiness)
