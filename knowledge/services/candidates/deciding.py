"""What a manager decides about a candidate. Proposing one makes a learning update of it, which an admin decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.models import CandidateEntry, CandidateSource
from training.errors import DomainError
from training.models import LearningUpdate, User
from training.services.evidence import question_asked
from training.services.updates import Evidence, propose_update

Status = CandidateEntry.Status
MOST_EVIDENCE = 200


class CandidateAlreadyDecided(DomainError):
    """Somebody else was faster."""


class CandidateContentMissing(DomainError):
    """An update needs a title and a text."""


class CandidateReasonMissing(DomainError):
    """A dismissal says why."""


class CandidateUpdateInUse(DomainError):
    """The update made of the candidate was approved or applied; that decision comes first."""


class TooFewCustomers(DomainError):
    """Nothing is learned from a single customer."""


@transaction.atomic
def propose_candidate(
    *,
    candidate_id: int,
    manager: User,
    title: str,
    body: str,
    category: str = "",
    tags: Sequence[str] = (),
    changes_entry: bool = False,
) -> CandidateEntry:
    """Propose an open candidate as a new entry, or as the text of the entry it stands beside (`changes_entry`).

    Raises:
        CandidateAlreadyDecided: it is no longer open.
        TooFewCustomers: it rests on fewer customers than the organization's setting asks for.
        CandidateContentMissing: no title, no text, or no entry to change.
        DomainError: the update could never be applied.
    """
    title, body = title.strip(), body.strip()
    if not title:
        raise CandidateContentMissing("Give the entry a title: the question it answers.")
    if not body:
        raise CandidateContentMissing("Write what the agent should answer; an empty text teaches nothing.")
    candidate = _lock_open(candidate_id)
    least = candidate.organization.gap_min_customers
    if candidate.customer_count < least:
        raise TooFewCustomers(
            f"“{candidate}” rests on {_customers(candidate.customer_count)}; a proposal needs {least}. "
            "An admin can promote the message on its conversation’s page, and stands for it alone."
        )
    payload: dict[str, Any] = {
        "action": "create",
        "title": title,
        "body": body,
        "category": category.strip(),
        "tags": list(tags),
        "candidate_id": candidate.pk,
    }
    if changes_entry:
        entry = candidate.related_entry
        if entry is None or entry.current_version_id is None:
            raise CandidateContentMissing("There is no live entry beside this candidate that could be changed.")
        payload |= {"action": "update", "entry_id": entry.pk, "expected_version_id": entry.current_version_id}
    candidate.learning_update = propose_update(
        organization=candidate.organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title=title,
        payload=payload,
        confidence=min(max(candidate.effectiveness, 0.0), 1.0),
        impact=float(candidate.customer_count),
        evidence=evidence_of(CandidateSource.objects.filter(candidate=candidate).order_by("-said_at", "pk")),
        proposed_by=manager,
    )
    return _decide(candidate, Status.PROPOSED, manager)


@transaction.atomic
def dismiss_candidate(*, candidate_id: int, manager: User, reason: str) -> CandidateEntry:
    """Dismiss an open candidate, saying why. What says the same later joins it and stays dismissed.

    Raises:
        CandidateAlreadyDecided: it is no longer open.
        CandidateReasonMissing: no reason.
    """
    reason = reason.strip()
    if not reason:
        raise CandidateReasonMissing("Say why you dismiss it.")
    candidate = _lock_open(candidate_id)
    candidate.reason = reason
    return _decide(candidate, Status.DISMISSED, manager)


@transaction.atomic
def undo_candidate_decision(*, candidate_id: int, manager: User) -> CandidateEntry:
    """Open a decided candidate again; an update made of it that nobody approved yet is withdrawn.

    Raises:
        CandidateAlreadyDecided: it is open.
        CandidateUpdateInUse: its update was approved or applied.
    """
    # The update is locked first, as those do who apply it.
    update_id = CandidateEntry.objects.values_list("learning_update", flat=True).get(pk=candidate_id)
    update = LearningUpdate.objects.select_for_update().get(pk=update_id) if update_id else None
    candidate = CandidateEntry.objects.select_for_update().get(pk=candidate_id)
    if candidate.status == Status.OPEN or candidate.learning_update_id != update_id:
        raise CandidateAlreadyDecided(f"“{candidate}” is open; there is nothing to undo.")
    if update:
        if update.status in (LearningUpdate.Status.APPROVED, LearningUpdate.Status.APPLIED):
            raise CandidateUpdateInUse(
                f"The update made of “{candidate}” is {update.get_status_display().lower()}; "
                "an admin must take that back first."
            )
        update.status, update.reason = LearningUpdate.Status.EXPIRED, f"Withdrawn by {manager}."
        update.decided_by = update.decided_at = None
        update.save(update_fields=["status", "reason", "decided_by", "decided_at", "updated_at"])
    candidate.status, candidate.learning_update = Status.OPEN, None
    candidate.decided_by = candidate.decided_at = None
    candidate.reason = ""
    candidate.save()
    return candidate


def evidence_of(sources: Any) -> list[Evidence]:
    """Snapshots of the questions and of the words that the candidate rests on."""
    found = []
    for source in sources[:MOST_EVIDENCE]:
        common = {
            "said_at": source.said_at,
            "customer_key": source.customer_key,
            "conversation_id": source.conversation_id,
        }
        start, end = (source.spans[0][0], source.spans[-1][1]) if source.spans else (0, len(source.quote))
        found.append(question_asked(source.question, **common))
        found.append(
            Evidence(
                role="answer",
                quote=source.quote,
                message_id=source.message_id,
                span_start=start,
                span_end=end,
                **common,
            )
        )
    return found


def _lock_open(candidate_id: int) -> CandidateEntry:
    rows = CandidateEntry.objects.select_for_update(of=("self",)).select_related("organization", "related_entry")
    candidate = rows.get(pk=candidate_id)
    if candidate.status != Status.OPEN:
        who = f" by {candidate.decided_by}" if candidate.decided_by else ""
        raise CandidateAlreadyDecided(f"“{candidate}” was already {candidate.get_status_display().lower()}{who}.")
    return candidate


def _decide(candidate: CandidateEntry, status: str, manager: User) -> CandidateEntry:
    candidate.status, candidate.decided_by, candidate.decided_at = status, manager, timezone.now()
    candidate.save()
    return candidate


def _customers(count: int) -> str:
    return f"{count} customer{'' if count == 1 else 's'}"
