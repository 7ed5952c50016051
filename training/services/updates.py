"""The life of a learning update: proposed, decided by a person, applied by a cycle, rolled back by a click.

Each function locks the row it decides on, so of two people who click at once exactly one wins and the other is told.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from training.appliers import ApprovalWaits, applier_for, guard, impact_target, prepare, risk_of
from training.errors import DomainError
from training.models import AutonomyRule, Canary, LearningUpdate, Organization, UpdateEvidence, User
from training.services.flagging import current_flags, flags_of, hold_flags_seen
from training.services.impact import end_measurement, open_measurement
from training.services.shares import end_canary, open_canary, running_canary

log = logging.getLogger(__name__)
Status = LearningUpdate.Status


class UpdateAlreadyDecided(DomainError):
    """Somebody else was faster."""


class UpdateNotApproved(DomainError):
    """Only an approved update is applied."""


class UpdateNotApplied(DomainError):
    """Only an applied update can be rolled back."""


class ReasonMissing(DomainError):
    """A rejection says why."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Words an update rests on; copied, so that they are kept whatever happens to the message."""

    role: str
    quote: str
    said_at: datetime
    customer_key: str = ""
    conversation_id: int | None = None
    message_id: int | None = None
    span_start: int = 0
    span_end: int = 0


@transaction.atomic
def propose_update(
    *,
    organization: Organization,
    kind: str,
    title: str,
    payload: dict[str, Any],
    confidence: float,
    impact: float,
    evidence: Sequence[Evidence],
    proposed_by: User | None = None,
) -> LearningUpdate:
    """Put a proposal into the review queue, with what it rests on and the red flags of both.

    Raises:
        DomainError: its applier says that it could never be applied.
    """
    update = LearningUpdate(
        organization=organization,
        kind=kind,
        title=title[:300],
        payload=payload,
        confidence=confidence,
        impact=impact,
        proposed_by=proposed_by,
        flags=flags_of(
            organization=organization, payload=payload, title=title, quotes=[piece.quote for piece in evidence]
        ),
    )
    applier_for(update).validate(update=update)
    update.risk = risk_of(update)
    update.save()
    UpdateEvidence.objects.bulk_create(
        UpdateEvidence(organization=organization, update=update, **vars(piece)) for piece in evidence
    )
    prepare(update, requested_by=proposed_by)
    return update


def approve_update(
    *,
    update_id: int,
    reviewer: User | None,
    edits: dict[str, Any] | None = None,
    has_seen_flags: bool = False,
    is_bulk: bool = False,
    break_reason: str = "",
    canary_share: float | None = None,
    rule: AutonomyRule | None = None,
) -> LearningUpdate:
    """Approve a pending update, with the reviewer's edits of its payload if there are any; the next cycle applies it.

    `is_bulk`: it is one of many that are approved at once. `break_reason`: why it is right although it breaks what was
    confirmed. `canary_share`: it serves this share of the customers first, and is applied when that went well. Where
    the approval has to wait for a replay, that is started, and the edits are kept. `rule`: it approves
    in the place of a reviewer.

    Raises:
        UpdateAlreadyDecided: it is no longer pending.
        FlagsNotSeen: its texts, as edited, or its evidence carry red flags, and the reviewer has not ticked them off.
        ApprovalWaits: a replay has to end first.
        CanaryRefused: it cannot serve a share of the customers first.
        DomainError: it could not be applied as it stands, or its applier refuses (the update stays pending).
    """
    edits, break_reason = edits or {}, break_reason.strip()
    try:
        with transaction.atomic():
            update = _lock(update_id)
            _must_be_pending(update)
            _edit(update, edits)
            applier_for(update).validate(update=update)
            hold_flags_seen(update, has_seen_flags=has_seen_flags)
            guard(update, is_bulk=is_bulk, break_reason=break_reason)
            update.flags_seen_at = timezone.now() if update.flags else None
            update.break_reason = break_reason
            update.rule = rule
            if edits:
                update.risk = risk_of(update)
            _decide(update, Status.APPROVED, reviewer)
            if canary_share is not None:
                open_canary(update=update, share=canary_share, now=timezone.now())
            return update
    except ApprovalWaits as exc:
        waits = exc
    update = LearningUpdate.objects.get(pk=update_id)
    has_news = {**update.payload, **edits} != update.payload
    if has_news:
        waits = ApprovalWaits(f"Your edits are kept. {waits}")

    def go_on() -> None:
        if has_news:
            revise_update(update_id=update_id, edits=edits, editor=reviewer)
        else:
            prepare(update, requested_by=reviewer)

    waits.go_on = go_on
    go_on()
    raise waits


@transaction.atomic
def revise_update(*, update_id: int, edits: dict[str, Any], editor: User | None) -> LearningUpdate:
    """Keep a reviewer's edits of a pending update without deciding it; what approving needs is started anew.

    Raises:
        UpdateAlreadyDecided: it is no longer pending.
        DomainError: it could not be applied like this.
    """
    update = _lock(update_id)
    _must_be_pending(update)
    _edit(update, edits)
    applier_for(update).validate(update=update)
    update.flags = current_flags(update)
    update.risk = risk_of(update)
    update.save()
    prepare(update, requested_by=editor)
    return update


@transaction.atomic
def reject_update(*, update_id: int, reviewer: User, reason_code: str, reason: str = "") -> LearningUpdate:
    """Reject a pending update, saying why.

    Raises:
        UpdateAlreadyDecided: it is no longer pending.
        ReasonMissing: no reason, or “another reason” without words.
    """
    if reason_code not in LearningUpdate.Reason.values:
        raise ReasonMissing("Choose why you reject it.")
    if reason_code == LearningUpdate.Reason.OTHER and not reason.strip():
        raise ReasonMissing("Write down the other reason.")
    update = _lock(update_id)
    _must_be_pending(update)
    update.reason_code, update.reason = reason_code, reason.strip()
    _decide(update, Status.REJECTED, reviewer)
    return update


@transaction.atomic
def undo_decision(*, update_id: int, reviewer: User) -> LearningUpdate:
    """Take a decision back: the update is pending again. One that was rolled back has to be approved anew.

    Raises:
        UpdateAlreadyDecided: there is nothing to undo, or it was applied meanwhile (roll it back instead).
    """
    update = _lock(update_id)
    if update.status in (Status.APPROVED, Status.REJECTED, Status.FAILED, Status.ROLLED_BACK):
        end_canary(update=update, outcome=Canary.Outcome.WITHDRAWN, now=timezone.now(), by=reviewer)
        update.status, update.result = Status.PENDING, {}
        update.decided_by = update.decided_at = update.flags_seen_at = None
        update.reason_code = update.reason = update.break_reason = update.error = ""
        update.applied_at = update.rolled_back_at = update.rolled_back_by = None
        update.rule, update.needs_person = None, True
    elif update.status == Status.APPLIED:
        raise UpdateAlreadyDecided(f"“{update}” was applied meanwhile. Roll it back instead.")
    else:
        raise UpdateAlreadyDecided(f"“{update}” is {update.get_status_display().lower()}; there is nothing to undo.")
    update.save()
    prepare(update, requested_by=reviewer)
    return update


@transaction.atomic
def apply_update(*, update_id: int) -> LearningUpdate:
    """Apply one approved update: what it changes, its new status and the measurement of what it does are written
    together or not at all.

    An update that cannot be applied ends as failed, with the sentence that says why, and can be undone to pending. So
    does one with red flags that no person has looked at, however it came to be approved.

    Raises:
        UpdateNotApproved: it is not (or no longer) approved, or serves a share of the customers first.
    """
    update = _lock(update_id)
    if update.status != Status.APPROVED:
        raise UpdateNotApproved(
            f"“{update}” is {update.get_status_display().lower()}; only approved updates are applied."
        )
    canary = running_canary(update)
    if canary is not None:
        raise UpdateNotApproved(f"“{update}” serves {canary.share:.0%} of the customers first; that ends before.")
    try:
        with transaction.atomic():
            hold_flags_seen(update, has_seen_flags=update.flags_seen_at is not None)
            update.result = applier_for(update).apply(update=update)
            now = timezone.now()
            open_measurement(update=update, target=impact_target(update), now=now)
    except DomainError as exc:
        update.status, update.error = Status.FAILED, str(exc)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the update's
    except Exception as exc:
        log.exception("update %s could not be applied", update.pk)
        update.status, update.error = (
            Status.FAILED,
            f"Applying it broke ({type(exc).__name__}); the log has the details.",
        )
    else:
        update.status, update.applied_at, update.error = Status.APPLIED, now, ""
    update.save()
    return update


@transaction.atomic
def roll_back_update(*, update_id: int, reviewer: User) -> LearningUpdate:
    """Undo what an applied update changed: what is served is as before.

    Raises:
        UpdateNotApplied: it is not applied.
        DomainError: a later change stands on it; the sentence names it.
    """
    update = _lock(update_id)
    if update.status != Status.APPLIED:
        raise UpdateNotApplied(
            f"“{update}” is {update.get_status_display().lower()}; only applied updates are rolled back."
        )
    applier_for(update).revert(update=update)
    update.status = Status.ROLLED_BACK
    update.rolled_back_by, update.rolled_back_at = reviewer, timezone.now()
    update.save()
    end_measurement(update=update, now=update.rolled_back_at)
    return update


def _lock(update_id: int) -> LearningUpdate:
    return LearningUpdate.objects.select_for_update().get(pk=update_id)


def _must_be_pending(update: LearningUpdate) -> None:
    if update.status != Status.PENDING:
        who = f" by {update.decided_by}" if update.decided_by else ""
        raise UpdateAlreadyDecided(f"“{update}” was already {update.get_status_display().lower()}{who}.")


def _edit(update: LearningUpdate, edits: dict[str, Any]) -> None:
    if edits:
        update.payload = {**update.payload, **edits}
        update.title = str(update.payload.get("title") or update.title)[:300]


def _decide(update: LearningUpdate, status: str, reviewer: User | None) -> None:
    update.status, update.decided_by, update.decided_at = status, reviewer, timezone.now()
    update.save()
