"""One decision on many rows: each row by the service that decides a single one, and taken back the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone

from training.appliers import ApprovalWaits
from training.errors import DomainError
from training.models import BulkDecision, Organization, User


class BulkAlreadyUndone(DomainError):
    """There is nothing left to take back."""


@transaction.atomic
def decide_many(
    *,
    organization: Organization,
    queue: str,
    action: str,
    titles: Mapping[int, str],
    user: User,
    decide: Callable[[int], object],
) -> BulkDecision:
    """Decide each row by `decide(id)`; a row that refuses stays as it is, with its sentence, and the rest go on.

    `titles` maps the ids to what they are called. Rows are taken in the order of their ids, so that two people who
    decide at once never wait for each other in a circle.
    """
    done, refused = _each(titles, decide)
    return BulkDecision.objects.create(
        organization=organization, queue=queue, action=action, done_ids=done, refused=refused, decided_by=user
    )


@transaction.atomic
def undo_many(*, decision_id: int, titles: Mapping[int, str], undo: Callable[[int], object]) -> BulkDecision:
    """Take a decision on many rows back, row by row; what was decided further meanwhile stays, with its sentence.

    Raises:
        BulkAlreadyUndone: somebody did.
    """
    decision = BulkDecision.objects.select_for_update().get(pk=decision_id)
    if decision.undone_at:
        raise BulkAlreadyUndone(f"This was taken back already, {decision.undone_at:%d %B %Y, %H:%M} UTC.")
    decision.undone_ids, decision.kept = _each({pk: titles.get(pk, "") for pk in decision.done_ids}, undo)
    decision.undone_at = timezone.now()
    decision.save(update_fields=["undone_at", "undone_ids", "kept"])
    return decision


def _each(titles: Mapping[int, str], act: Callable[[int], object]) -> tuple[list[int], list[dict[str, object]]]:
    done: list[int] = []
    refused: list[dict[str, object]] = []
    for pk in sorted(titles):
        try:
            with transaction.atomic():
                act(pk)
        except DomainError as exc:
            refused.append({"id": pk, "title": titles[pk], "reason": str(exc)})
            if isinstance(exc, ApprovalWaits) and exc.go_on:
                exc.go_on()  # what it started was rolled back with it
        else:
            done.append(pk)
    return done, refused
