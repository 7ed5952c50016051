"""Opens and ends the canary of an update; who calls has locked the update."""

from __future__ import annotations

from datetime import datetime

from training.errors import DomainError
from training.models import Canary, LearningUpdate, User

PLANNED_SIZE = 50  # conversations with the update, on its questions, that are enough
MOST_SHARE = 0.5


class CanaryRefused(DomainError):
    """An update cannot serve a share of the customers first."""


def open_canary(*, update: LearningUpdate, share: float, now: datetime) -> Canary:
    """Have an update that is being approved serve a share of the customers first.

    Raises:
        CanaryRefused: its kind cannot, the share is none, or another one that runs changes the same entry.
    """
    if not update.can_be_canary:
        raise CanaryRefused("Only a change of the knowledge can serve a share of the customers first.")
    if not 0 < share <= MOST_SHARE:
        raise CanaryRefused(f"The share must be above 0 and at most {MOST_SHARE:.0%} of the customers.")
    rival = _rival_of(update)
    if rival is not None:
        raise CanaryRefused(
            f"“{rival.update}” changes the same entry and serves {rival.share:.0%} of the customers now. Wait until it "
            "has ended, or approve this one for everyone."
        )
    number = Canary.objects.for_organization(update.organization_id).filter(update=update).count() + 1
    return Canary.objects.create(
        organization_id=update.organization_id,
        update=update,
        share=share,
        salt=f"canary-{update.pk}-{number}",
        planned_size=PLANNED_SIZE,
        started_at=now,
    )


def running_canary(update: LearningUpdate) -> Canary | None:
    """The canary by which an update serves a share now. One SQL query."""
    return Canary.objects.for_organization(update.organization_id).running().filter(update=update).first()


def end_canary(*, update: LearningUpdate, outcome: str, now: datetime, by: User | None = None) -> Canary | None:
    """End the canary of an update, if one runs."""
    canary = Canary.objects.select_for_update(of=("self",)).filter(update=update).running().first()
    if canary is None:
        return None
    canary.outcome, canary.ended_at, canary.ended_by = outcome, now, by
    canary.save(update_fields=["outcome", "ended_at", "ended_by"])
    return canary


def _rival_of(update: LearningUpdate) -> Canary | None:
    """Another running canary that touches an entry that this update touches."""
    others = LearningUpdate.objects.for_organization(update.organization_id).exclude(pk=update.pk)
    running = Canary.objects.for_organization(update.organization_id).running().select_related("update")
    return running.filter(update__in=others.touching(update.entry_ids)).first()
