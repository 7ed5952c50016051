"""When an update of knowledge may be approved."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from knowledge.appliers.entries.reading import DEPRECATE
from knowledge.models import ReplayResult
from knowledge.services.replaying import guard_approval, latest_run
from training.errors import DomainError
from training.models import LearningUpdate


class EntryStillNeeded(DomainError):
    """Customers ask what nothing else answers."""


def guard_change(*, update: LearningUpdate, is_bulk: bool, break_reason: str) -> None:
    """Hold that it was replayed against the knowledge of now, that nobody breaks a golden question unawares, and that
    no entry goes while customers need it.

    Raises:
        EntryStillNeeded: a deprecation would leave questions that customers asked lately to a person.
        DomainError: see `guard_approval`.
    """
    guard_approval(update=update, is_bulk=is_bulk, break_reason=break_reason)
    if update.payload.get("action") == DEPRECATE:
        _hold_not_needed(update)


def _hold_not_needed(update: LearningUpdate) -> None:
    since = timezone.now() - timedelta(days=update.organization.entry_stale_days)
    asked = Q(conversation__started_at__gte=since) | Q(source="golden")
    needed = (
        ReplayResult.objects.for_organization(update.organization_id)
        .filter(asked, run=latest_run(update), before__is_handoff=False, after__is_handoff=True)
        .order_by("position")
    )
    questions = list(needed.values_list("question", flat=True))
    if questions:
        some = "One question" if len(questions) == 1 else f"{len(questions)} questions"
        raise EntryStillNeeded(
            f"{some} of the last {update.organization.entry_stale_days} days would go to a person without it, such as "
            f"“{questions[0][:120]}”. Name an entry that answers instead, or teach one first."
        )
