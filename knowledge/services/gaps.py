"""What a manager decides about a gap. Accepting one makes a learning update of it, which an admin decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.highlighting import question_spans
from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.services.detecting import customers_in_vain
from training.errors import DomainError
from training.models import LearningUpdate, User
from training.services.evidence import words_quoted
from training.services.updates import Evidence, propose_update

Status = KnowledgeGap.Status
MAX_QUESTIONS_KEPT = 500


class GapAlreadyDecided(DomainError):
    """Somebody else was faster."""


class GapContentMissing(DomainError):
    """An update needs a title and a text."""


class GapBackedByFew(DomainError):
    """Too few different customers stand behind it."""


class GapReasonMissing(DomainError):
    """A dismissal says why."""


class GapUpdateInUse(DomainError):
    """The update made of the gap was approved or applied; that decision comes first."""


def customers_behind(gap: KnowledgeGap) -> int:
    """Distinct customers whom a proposal of it rests on: the window's, or all there ever were where those are too few.

    One SQL query where the window's are too few.
    """
    return gap.frequency if gap.frequency >= gap.organization.gap_min_customers else customers_in_vain(gap)


@transaction.atomic
def accept_gap(
    *,
    gap_id: int,
    manager: User,
    title: str,
    body: str,
    category: str = "",
    asked_as: Sequence[str] | None = None,
) -> KnowledgeGap:
    """Accept an open gap with the text a manager stands for; its fix goes to the review queue as a knowledge update.

    What the update does (a new entry, a change of one, one in the place of two, a hand-off rule) is what the gap's kind
    asks for. `asked_as` are other wordings of the question; None takes those of the draft.

    Raises:
        GapAlreadyDecided: the gap is no longer open.
        GapContentMissing: no title or no text.
        GapBackedByFew: a person made it of questions of too few customers.
        DomainError: it could not be applied, as when the entry was changed since the draft was made.
    """
    title, body = title.strip(), body.strip()
    if not title:
        raise GapContentMissing("Give the entry a title: the question it answers.")
    if not body:
        raise GapContentMissing("Write what the agent should answer; an empty text teaches nothing.")
    gap = _lock_open(gap_id)
    least, customers = gap.organization.gap_min_customers, customers_behind(gap)
    if customers < least:
        some = "Only one customer" if customers == 1 else f"Only {customers} customers"
        raise GapBackedByFew(
            f"{some} asked “{gap}” in vain; a proposal needs {least} (a setting). Merge it with a gap on the same "
            "matter, or wait for more."
        )
    gap.learning_update = propose_update(
        organization=gap.organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title=title,
        payload=_fix(gap, is_edited=body != gap.suggested_content.strip())
        | ({"category": category.strip()} if category.strip() else {})
        | {
            "title": title,
            "body": body,
            "asked_as": list(gap.suggested_asked_as if asked_as is None else asked_as),
            "gap_id": gap.pk,
            "gap_kind": gap.kind,
            "is_edited": body != gap.suggested_content.strip(),
        },
        confidence=min(max(gap.cohesion, 0.0), 1.0),
        impact=gap.score,
        evidence=_evidence(gap),
        proposed_by=manager,
    )
    _decide(gap, Status.ACCEPTED, manager)
    return gap


def _fix(gap: KnowledgeGap, *, is_edited: bool) -> dict[str, Any]:
    """What the update does, as its payload says it; who writes another text does more than make the entry found."""
    fix = gap.suggested_fix
    found: dict[str, Any] = {"action": fix.get("action", "create"), "entry_kind": fix.get("entry_kind", "answer")}
    if found["action"] == "optimize" and is_edited:
        found["action"] = "update"
    if found["action"] == "optimize":
        found["reason"] = gap.kind_reason or "Customers ask it in other words than the entry's."
    if found["action"] != "create":
        found |= {"entry_id": fix["entry_id"], "expected_version_id": fix["version_id"]}
    if found["action"] == "merge":
        found |= {
            "other_entry_id": fix["other_entry_id"],
            "expected_other_version_id": fix["other_version_id"],
        }
    return found


@transaction.atomic
def accept_gap_as_drafted(*, gap_id: int, manager: User, asked_as: Sequence[str] | None = None) -> KnowledgeGap:
    """Accept an open gap with the content drafted for it, as a decision on many gaps does.

    `asked_as` are other wordings of the question; None takes those of the draft.

    Raises:
        GapAlreadyDecided: the gap is no longer open.
        GapContentMissing: nothing could be drafted; somebody must write it.
    """
    gap = _lock_open(gap_id)
    if not gap.suggested_content.strip():
        why = gap.suggestion_note or "Nothing is drafted for it yet."
        raise GapContentMissing(f"{why} Open it and write the answer.")
    return accept_gap(
        gap_id=gap_id,
        manager=manager,
        title=gap.suggested_title or gap.title,
        body=gap.suggested_content,
        asked_as=asked_as,
    )


@transaction.atomic
def dismiss_gap(*, gap_id: int, manager: User, reason_code: str, reason: str = "") -> KnowledgeGap:
    """Dismiss an open gap, saying why.

    Raises:
        GapAlreadyDecided: the gap is no longer open.
        GapReasonMissing: no reason, or “another reason” without words.
    """
    if reason_code not in KnowledgeGap.Reason.values:
        raise GapReasonMissing("Choose why you dismiss it.")
    if reason_code == KnowledgeGap.Reason.OTHER and not reason.strip():
        raise GapReasonMissing("Write down the other reason.")
    gap = _lock_open(gap_id)
    gap.reason_code, gap.reason = reason_code, reason.strip()
    gap.customers_when_dismissed = customers_in_vain(gap)  # only others than these bring it back
    _decide(gap, Status.DISMISSED, manager)
    return gap


@transaction.atomic
def undo_gap_decision(*, gap_id: int, manager: User) -> KnowledgeGap:
    """Open a decided gap again; an update made of it that nobody decided yet is withdrawn.

    Raises:
        GapAlreadyDecided: it is open already.
        GapUpdateInUse: its update was approved or applied.
    """
    # The update is locked first, as those do who apply it.
    update_id = KnowledgeGap.objects.values_list("learning_update", flat=True).get(pk=gap_id)
    update = LearningUpdate.objects.select_for_update().get(pk=update_id) if update_id else None
    gap = KnowledgeGap.objects.select_for_update().get(pk=gap_id)
    if gap.status == Status.MERGED:
        raise GapAlreadyDecided(f"“{gap}” was merged into “{gap.merged_into}”; part it again there.")
    if gap.status == Status.OPEN or gap.learning_update_id != update_id:
        raise GapAlreadyDecided(f"“{gap}” is open; there is nothing to undo.")
    if update:
        if update.status in (LearningUpdate.Status.APPROVED, LearningUpdate.Status.APPLIED):
            raise GapUpdateInUse(
                f"The update made of “{gap}” is {update.get_status_display().lower()}; "
                "an admin must take that back first."
            )
        gap.suggested_title = str(update.payload.get("title", gap.suggested_title))
        gap.suggested_content = str(update.payload.get("body", gap.suggested_content))
        gap.suggested_asked_as = list(update.payload.get("asked_as", gap.suggested_asked_as))
        # Whatever became of it, it must not come back beside the gap's next one.
        update.status, update.reason = LearningUpdate.Status.EXPIRED, f"Withdrawn by {manager}."
        update.decided_by = update.decided_at = None
        update.save(update_fields=["status", "reason", "decided_by", "decided_at", "updated_at"])
    gap.status, gap.learning_update = Status.OPEN, None
    gap.decided_by = gap.decided_at = gap.asked_again_at = None
    gap.reason_code = gap.reason = ""
    gap.expired_at, gap.returned_at, gap.return_reason = None, timezone.now(), f"Opened again by {manager}."
    gap.customers_when_dismissed = 0
    gap.answered_count = gap.asked_again_count = 0
    gap.save()
    return gap


def _lock_open(gap_id: int) -> KnowledgeGap:
    gap = KnowledgeGap.objects.select_for_update(of=("self",)).select_related("organization").get(pk=gap_id)
    if gap.status != Status.OPEN:
        who = f" by {gap.decided_by}" if gap.decided_by else ""
        raise GapAlreadyDecided(f"“{gap}” was already {gap.get_status_display().lower()}{who}.")
    return gap


def _decide(gap: KnowledgeGap, status: str, manager: User) -> None:
    gap.status, gap.decided_by, gap.decided_at = status, manager, timezone.now()
    gap.save()


def _evidence(gap: KnowledgeGap) -> list[Evidence]:
    """Snapshots of the questions that failed and of the words the draft quotes. Two SQL queries."""
    questions = GapQuestion.objects.for_gap_page(gap)[:MAX_QUESTIONS_KEPT]
    found = [
        Evidence(
            role="question",
            quote=question.snapshot or question.text,
            said_at=question.asked_at,
            customer_key=question.customer_key,
            conversation_id=question.conversation_id,
            message_id=question.message_id,
            **_span(question),
        )
        for question in questions
    ]
    places = [(source["message_id"], source["start"], source["end"]) for source in gap.suggestion_sources]
    return found + words_quoted(organization=gap.organization_id, places=places)


def _span(question: GapQuestion) -> dict[str, int]:
    """From where to where the question stands in what is kept of it."""
    spans = question_spans(message=question.snapshot, question=question.text) if question.snapshot else []
    if not spans:
        return {"span_end": len(question.snapshot or question.text)}
    return {"span_start": spans[0][0], "span_end": spans[-1][1]}
