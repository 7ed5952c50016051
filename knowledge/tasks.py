"""Background work: each task fetches by id and calls one service; the database remembers what is left."""

from __future__ import annotations

from celery import shared_task

from knowledge.services.replaying import resume_left_runs, run_replay
from training.models import Organization
from training.tenancy import organization_scope


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
