"""What becomes of an update that serves a share of the customers first: everyone gets it, or it is taken back.

Each function locks the update, then its canary: of a person who clicks and a cycle that reads the guardrail at the same
moment exactly one decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from training.canaries import Guard
from training.errors import DomainError
from training.models import Canary, LearningUpdate, User
from training.services.shares import end_canary, running_canary
from training.services.updates import apply_update

Outcome, Status = Canary.Outcome, LearningUpdate.Status
SIZE = "handoff"  # the metric whose conversations count towards the planned size
WORSE = {
    "handoff": "more of its questions went to a person",
    "csat": "fewer of its ratings were 4 or 5",
}


class CanaryEnded(DomainError):
    """It does not serve a share of the customers (any more)."""


@transaction.atomic
def serve_everyone(*, update_id: int, by: User | None = None) -> LearningUpdate:
    """Give the update to everyone: it is applied now. Without `by` the guardrail did it.

    Raises:
        CanaryEnded: it does not serve a share of the customers.
    """
    update = _lock(update_id)
    now = timezone.now()
    _end(update, Outcome.SERVED, now=now, by=by)
    update = apply_update(update_id=update_id)
    if update.status == Status.FAILED:
        Canary.objects.filter(update=update, outcome=Outcome.SERVED, ended_at=now).update(outcome=Outcome.BROKEN)
    return update


@transaction.atomic
def take_back_canary(
    *, update_id: int, by: User | None = None, outcome: str = Outcome.TAKEN_BACK, reason: str = ""
) -> LearningUpdate:
    """Serve everyone again what is live; the update ends as rolled back. Without `by` the guardrail did it.

    Raises:
        CanaryEnded: it does not serve a share of the customers.
    """
    update = _lock(update_id)
    now = timezone.now()
    _end(update, outcome, now=now, by=by)
    update.status = Status.FAILED if outcome == Outcome.BROKEN else Status.ROLLED_BACK
    if update.status == Status.ROLLED_BACK:
        update.rolled_back_by, update.rolled_back_at = by, now
    update.error = reason
    update.save()
    return update


@transaction.atomic
def keep_look(*, canary: Canary, guards: Mapping[str, Guard], problem: str, now: datetime) -> str:
    """Write down what a look at the guardrail found, and do what follows from it; returns the canary's outcome.

    `problem` says why it cannot be served any more, if so. A canary that ended since it was read is left alone.
    """
    update = _lock(canary.update_id)
    running = running_canary(update)
    if running is None or running.pk != canary.pk:
        return ""
    running.figures = {name: guard.as_figures() for name, guard in guards.items()}
    running.read_at = now
    running.save(update_fields=["figures", "read_at"])
    worse = [WORSE[name] for name, guard in guards.items() if guard.is_worse]
    if problem:
        take_back_canary(update_id=update.pk, outcome=Outcome.BROKEN, reason=problem)
        return Outcome.BROKEN
    if worse:
        first = f"{running.share:.0%} of the customers had it first"
        reason = f"Taken back by itself: {first}, and of these {' and '.join(worse)} than of the others."
        take_back_canary(update_id=update.pk, outcome=Outcome.WORSE, reason=reason)
        return Outcome.WORSE
    if guards[SIZE].arms.size_with >= running.planned_size:
        served = serve_everyone(update_id=update.pk)
        return Outcome.BROKEN if served.status == Status.FAILED else Outcome.SERVED
    return Outcome.RUNNING


def _lock(update_id: int) -> LearningUpdate:
    return LearningUpdate.objects.select_for_update().get(pk=update_id)


def _end(update: LearningUpdate, outcome: str, *, now: datetime, by: User | None) -> None:
    if end_canary(update=update, outcome=outcome, now=now, by=by) is None:
        raise CanaryEnded(
            f"“{update}” is {update.get_status_display().lower()} and serves no share of the customers any more."
        )
