"""Background work: each task fetches by id and calls one service; the database remembers what is left."""

from __future__ import annotations

import logging

from celery import shared_task

from knowledge.services.refreshing import rebuild_indexes, refresh_knowledge
from knowledge.services.replaying import resume_left_runs, run_replay
from training.errors import DomainError
from training.models import Organization
from training.tenancy import organization_scope

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def run_replay_task(organization_id: int, run_id: int) -> None:
    """Run one replay. Sent twice, the second finds nothing to do."""
    run_replay(organization=Organization.objects.get(pk=organization_id), run_id=run_id)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def resume_left_replays_task() -> None:
    """Take up replays that a dead worker or an unreachable broker left behind. Beat sends this every minute."""
    for organization in Organization.objects.all():
        with organization_scope(organization.pk):
            resume_left_runs(organization=organization)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def refresh_knowledge_task(organization_id: int, chosen_model: str = "") -> None:
    """Refresh one organization's vectors. Sent twice at once, the second finds the first at work."""
    try:
        refresh_knowledge(organization=Organization.objects.get(pk=organization_id), chosen_model=chosen_model)
    except DomainError as exc:
        log.info("%s", exc)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator] # Celery has no types
def refresh_all_task() -> None:
    """Refresh every organization's vectors, then rebuild the indexes. Beat sends this once a week."""
    for organization_id in Organization.objects.order_by("pk").values_list("pk", flat=True):
        refresh_knowledge_task(organization_id)
    for note in rebuild_indexes():
        log.warning("%s", note)
