"""The learning cycle: runs the listed steps in order, one cycle at a time for an organization, resumable after kill -9.

Three things keep two processes from doing the same work. A session advisory lock says who may run; it goes when its
connection goes, and a process that lost that connection stops. A lease on the cycle's row shows the last sign of life.
And an epoch on that row fences: whoever takes a cycle over raises it, and every transaction of a step first renews its
lease under the epoch it knows, so that a process that was only thought dead cannot write any more.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pghistory
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from training.errors import DomainError
from training.models import CycleStep, LearningCycle, Organization
from training.services.engine import Engine, engine_for
from training.tenancy import organization_scope

log = logging.getLogger(__name__)

LOCK_CLASS = 7262  # the first number of the two-number advisory lock; the second is the organization
LEASE = timedelta(minutes=10)  # longer than a hosted engine may keep one call waiting


class CycleAlreadyRunning(DomainError):
    """Another process runs this organization's cycle."""


class CycleTakenOver(DomainError):
    """Another process took this cycle over; whatever this one still wanted to write is refused."""


@dataclass(frozen=True)
class StepResult:
    """What a step wants shown beside its counts."""

    engine: str = ""
    note: str = ""


@dataclass
class Tally:
    """What one transaction of a step looked at and made; written to the step's row in the same transaction."""

    looked_at: int = 0
    made: int = 0


@dataclass(frozen=True)
class StepContext:
    """What a step is given. All that it writes, it writes inside `transaction()`."""

    organization: Organization
    cycle_id: int
    step_id: int
    epoch: int
    started_at: datetime
    engine: Engine = field(repr=False)
    session: Any = field(repr=False)  # the connection that holds the advisory lock

    @contextmanager
    def transaction(self) -> Iterator[Tally]:
        """One transaction in the organization's scope that this process may still make; its tally goes with it.

        Raises:
            CycleTakenOver: another process has the cycle now; nothing of this transaction is kept.
        """
        tally = Tally()
        with organization_scope(self.organization.pk):
            self._renew_lease()
            yield tally
            if tally.looked_at or tally.made:
                CycleStep.objects.filter(pk=self.step_id).update(
                    looked_at=F("looked_at") + tally.looked_at, made=F("made") + tally.made
                )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One transaction in the organization's scope, for reads that precede slow work outside of any transaction."""
        with organization_scope(self.organization.pk):
            yield

    @property
    def is_cut_off(self) -> bool:
        """Whether the connection that held the lock is gone. Django opens another one by itself, without the lock."""
        return connection.connection is not self.session or not connection.is_usable()

    def _renew_lease(self) -> None:
        if connection.connection is not self.session:
            raise CycleTakenOver("The connection that held this cycle is gone; the next run goes on from here.")
        mine = LearningCycle.objects.filter(
            organization=self.organization, pk=self.cycle_id, epoch=self.epoch, status=LearningCycle.Status.RUNNING
        )
        if not mine.update(lease_until=timezone.now() + LEASE):
            raise CycleTakenOver("Another process took this learning cycle over.")


def run_cycle(*, organization: Organization, trigger: str, user_id: int | None = None) -> LearningCycle:
    """Run one learning cycle to its end, or finish one that a dead process left behind.

    Raises:
        CycleAlreadyRunning: another process is at it.
        CycleTakenOver: another process took over in the middle.
    """
    _calm_garbage_collection()
    with _only_one(organization) as session, pghistory.context(who="learning cycle", trigger=trigger):
        cycle = _claim(organization=organization, trigger=trigger, user_id=user_id)
        engine = engine_for(organization, cycle_id=cycle.pk)
        with organization_scope(organization.pk):
            steps = list(cycle.steps.exclude(status=CycleStep.Status.DONE))
        for step in steps:
            _run_step(cycle=cycle, step=step, organization=organization, engine=engine, session=session)
        return _finish(cycle)


@cache
def _calm_garbage_collection() -> None:
    """Have the collector look seldom, and never at the loaded modules. Once for each process.

    A cycle makes millions of objects, hardly any of them in circles; the collector went through all of them again and
    again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 100)


@contextmanager
def _only_one(organization: Organization) -> Iterator[Any]:
    """Hold the organization's advisory lock; yields the connection that holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, organization.pk])
        (is_ours,) = cursor.fetchone() or (False,)
    if not is_ours:
        raise CycleAlreadyRunning(f"A learning cycle of {organization} is running already.")
    session = connection.connection
    try:
        yield session
    finally:
        if connection.connection is session and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, organization.pk])


def _claim(*, organization: Organization, trigger: str, user_id: int | None) -> LearningCycle:
    """The cycle to run: the unfinished one under a new epoch, else a new one with its steps. The lock is held."""
    now = timezone.now()
    with organization_scope(organization.pk):
        left = LearningCycle.objects.for_organization(organization).filter(status=LearningCycle.Status.RUNNING)
        cycle = left.select_for_update().first()
        if cycle:
            cycle.epoch += 1
            cycle.lease_until = now + LEASE
            cycle.save(update_fields=["epoch", "lease_until"])
            return cycle
        cycle = LearningCycle.objects.create(
            organization=organization, trigger=trigger, started_by_id=user_id, started_at=now, lease_until=now + LEASE
        )
        CycleStep.objects.bulk_create(
            CycleStep(organization=organization, cycle=cycle, position=position, name=path.rsplit(".", 1)[1])
            for position, path in enumerate(settings.LEARNING_CYCLE_STEPS)
        )
        return cycle


def _run_step(
    *, cycle: LearningCycle, step: CycleStep, organization: Organization, engine: Engine, session: Any
) -> None:
    """Run one step and write how it ended. A failed step does not keep the later ones from running."""
    context = StepContext(
        organization=organization,
        cycle_id=cycle.pk,
        step_id=step.pk,
        epoch=cycle.epoch,
        started_at=cycle.started_at,
        engine=engine,
        session=session,
    )
    path = {listed.rsplit(".", 1)[1]: listed for listed in settings.LEARNING_CYCLE_STEPS}.get(step.name)
    function = import_string(path) if path else _gone
    with context.transaction():
        CycleStep.objects.filter(pk=step.pk).update(status=CycleStep.Status.RUNNING, error="")
    engine.notes.clear()
    began = time.monotonic()
    status, error, result = CycleStep.Status.DONE, "", StepResult()
    try:
        result = function(context)
    except CycleTakenOver:
        raise
    except DomainError as exc:
        status, error = CycleStep.Status.FAILED, str(exc)
    except DatabaseError as exc:
        if context.is_cut_off:
            raise
        log.exception("step %s failed", step.name)
        status, error = (
            CycleStep.Status.FAILED,
            f"The database refused ({type(exc).__name__}); the log has the details.",
        )
    except Exception as exc:
        log.exception("step %s failed", step.name)
        status, error = CycleStep.Status.FAILED, f"{type(exc).__name__}: the log has the details."
    with context.transaction():
        CycleStep.objects.filter(pk=step.pk).update(
            status=status,
            error=error,
            engine=result.engine,
            note=" ".join(filter(None, [result.note, *engine.notes])),
            seconds=F("seconds") + (time.monotonic() - began),
        )


def _gone(context: StepContext) -> StepResult:
    """A cycle that was left unfinished by an earlier release may hold a step that is listed no more."""
    raise DomainError("This step is not listed any more; a release since the cycle began took it out.")


def _finish(cycle: LearningCycle) -> LearningCycle:
    with organization_scope(cycle.organization_id):
        has_failed = cycle.steps.filter(status=CycleStep.Status.FAILED).exists()
        status = LearningCycle.Status.FAILED if has_failed else LearningCycle.Status.DONE
        ended = LearningCycle.objects.filter(pk=cycle.pk, epoch=cycle.epoch, status=LearningCycle.Status.RUNNING)
        if not ended.update(status=status, finished_at=timezone.now()):
            raise CycleTakenOver("Another process took this learning cycle over.")
        cycle.refresh_from_db()
        return cycle


def is_due(*, organization: Organization, now: datetime) -> bool:
    """Whether the schedule should start a cycle: one was left unfinished, or the interval has passed. One SQL query."""
    if organization.is_cycle_paused:
        return False
    with organization_scope(organization.pk):
        last = LearningCycle.objects.for_organization(organization).order_by("-started_at").first()
    if last is None or last.status == LearningCycle.Status.RUNNING:
        return True
    return last.started_at + timedelta(minutes=organization.cycle_interval_minutes) <= now
