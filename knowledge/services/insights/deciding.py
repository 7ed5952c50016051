"""What a person does with an insight: takes note, dismisses it, turns it into an update, or takes that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from knowledge.models import KnowledgeEntry
from knowledge.querysets.insight import counted_by, failures_first
from training.errors import DomainError
from training.models import LearningInsight, LearningUpdate, Organization, User
from training.services.evidence import question_asked
from training.services.updates import Evidence, propose_update

MOST_EVIDENCE = 12
Status = LearningInsight.Status


class InsightAlreadyDecided(DomainError):
    """Somebody else was faster."""


class TooFewCustomers(DomainError):
    """An update needs more customers than the insight's failures come from."""


def acknowledge(*, insight_id: int, manager: User) -> LearningInsight:
    """Take note of an open insight.

    Raises:
        InsightAlreadyDecided: it is not open.
    """
    return _decide(insight_id, manager, Status.ACKNOWLEDGED)


def dismiss(*, insight_id: int, manager: User, reason: str = "") -> LearningInsight:
    """Put an insight aside; it stays aside when it is found again.

    Raises:
        InsightAlreadyDecided: it is neither open nor acknowledged.
    """
    return _decide(insight_id, manager, Status.DISMISSED, reason=reason)


@transaction.atomic
def undo_decision(*, insight_id: int) -> LearningInsight:
    """Open a decided insight again.

    Raises:
        InsightAlreadyDecided: it is open, or its update was proposed (reject that first).
    """
    insight = _lock(insight_id)
    update = insight.learning_update
    if insight.status == Status.OPEN:
        raise InsightAlreadyDecided(f"“{insight}” is open; there is nothing to undo.")
    if update is not None and update.status in ("pending", "approved", "applied"):
        raise InsightAlreadyDecided(
            f"Its update “{update}” is {update.get_status_display().lower()}. Reject it or roll it back first."
        )
    insight.status, insight.decided_by, insight.decided_at, insight.reason = Status.OPEN, None, None, ""
    insight.learning_update = None
    insight.save()
    return insight


@transaction.atomic
def turn_into_update(
    *, insight_id: int, manager: User, title: str, body: str, entry_id: int | None = None
) -> LearningUpdate:
    """Propose what should be taught because of an insight: another text of an entry, or a new entry.

    The evidence are its conversations, those that went wrong first.

    Raises:
        InsightAlreadyDecided: it was dismissed or turned into an update before.
        TooFewCustomers: its conversations come from fewer customers than a proposal needs.
        DomainError: it could not be applied like this.
    """
    insight = _lock(insight_id)
    _must_be_undecided(insight)
    organization = insight.organization
    evidence = _evidence(insight)
    customers = len({piece.customer_key for piece in evidence})
    if customers < organization.gap_min_customers:
        raise TooFewCustomers(
            f"An update needs the words of {organization.gap_min_customers} customers; these are of {customers}."
        )
    payload: dict[str, object] = {"action": "create", "title": title, "body": body, "insight_id": insight.pk}
    if entry_id is not None:
        payload |= {
            "action": "update",
            "entry_id": entry_id,
            "expected_version_id": _live_version(organization, entry_id),
        }
    update = propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title=title,
        payload=payload,
        confidence=max(0.0, min(1.0, 1.0 - insight.p_adjusted)),
        impact=abs(insight.effect) * insight.n,
        evidence=evidence,
        proposed_by=manager,
    )
    insight.learning_update = update
    insight.status, insight.decided_by, insight.decided_at = Status.TURNED, manager, timezone.now()
    insight.save()
    return update


def _live_version(organization: Organization, entry_id: int) -> int | None:
    entry = KnowledgeEntry.objects.for_organization(organization).filter(pk=entry_id).first()
    if entry is None or entry.current_version_id is None:
        raise DomainError("This entry is archived or gone. Propose a new one instead.")
    return int(entry.current_version_id)


def _evidence(insight: LearningInsight) -> list[Evidence]:
    """What customers asked in the insight's conversations, the failed and newest first, one piece of each customer."""
    rows = failures_first(counted_by(insight)).exclude(analysis__question="").exclude(analysis__question_message=None)
    asked = rows.values_list(
        "pk", "customer_key", "analysis__question_message", "analysis__question_message__text", "started_at"
    )
    pieces: dict[str, Evidence] = {}
    for conversation_id, customer, message_id, text, said_at in asked[: 10 * MOST_EVIDENCE]:
        if len(pieces) < MOST_EVIDENCE and customer not in pieces:
            pieces[customer] = question_asked(
                text, said_at=said_at, customer_key=customer, conversation_id=conversation_id, message_id=message_id
            )
    return list(pieces.values())


@transaction.atomic
def _decide(insight_id: int, manager: User, status: str, *, reason: str = "") -> LearningInsight:
    insight = _lock(insight_id)
    _must_be_undecided(insight)
    if status == insight.status:
        raise InsightAlreadyDecided(f"“{insight}” was already acknowledged.")
    insight.status, insight.decided_by, insight.decided_at = status, manager, timezone.now()
    insight.reason = reason.strip()
    insight.save()
    return insight


def _must_be_undecided(insight: LearningInsight) -> None:
    if insight.status not in (Status.OPEN, Status.ACKNOWLEDGED):
        who = f" by {insight.decided_by}" if insight.decided_by else ""
        raise InsightAlreadyDecided(f"“{insight}” was already {insight.get_status_display().lower()}{who}.")


def _lock(insight_id: int) -> LearningInsight:
    return LearningInsight.objects.select_for_update(of=("self",)).select_related("organization").get(pk=insight_id)
