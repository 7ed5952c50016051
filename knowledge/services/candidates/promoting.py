"""Promotes a message to an entry: an admin's own word, through the same proposal, replay and approval as all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.models import CandidateEntry, CandidateSource, GoldenQuestion
from knowledge.services.candidates.deciding import CandidateContentMissing, evidence_of
from knowledge.services.candidates.reading import LEAST_RATING, MOST_TAGS, is_askable, lesson_of, title_of
from knowledge.services.candidates.sameness import key_of
from knowledge.services.replaying import ensure_replay, run_replay
from training.ai import embedding
from training.errors import DomainError
from training.models import LearningUpdate, Message, Organization, User
from training.services.flagging import FlagsNotSeen, flags_of
from training.services.updates import approve_update, propose_update

GOLDEN_AT_ONCE = 300  # up to so many golden questions are replayed while the admin waits
QUESTIONS_BEFORE = 3


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What became of a promotion: the update, and why it still waits for a decision ("" where it is approved)."""

    candidate: CandidateEntry
    update: LearningUpdate
    waits: str


@dataclass(frozen=True, kw_only=True)
class MessageDraft:
    """What the form of a promotion is filled with."""

    title: str
    body: str
    tags: tuple[str, ...]
    question: str
    text: str


def draft_of_message(*, organization: Organization, message: Message) -> MessageDraft:
    """A title and a text out of a message: the question before it, and what of it holds for everyone (or all of it).

    What carries a red flag is left out of the draft. Two SQL queries.
    """
    own = tuple(organization.own_addresses)
    analysis = getattr(message.conversation, "analysis", None)
    question = (analysis.question if analysis else "") or _asked_before(message)
    text = message.edited_text or message.text
    lesson = lesson_of(text, own)
    body = lesson.content or ("" if lesson.flags else text)
    topics = analysis.topics[:MOST_TAGS] if analysis else ()
    return MessageDraft(
        title=title_of(question) if is_askable(question) else "",
        body=body,
        tags=tuple(topic[:40].lower() for topic in topics),
        question=question,
        text=text,
    )


def promotion_flags(*, organization: Organization, draft: MessageDraft, title: str, body: str) -> list[dict[str, Any]]:
    """The red flags of a promotion, in its texts and in what it rests on."""
    return flags_of(
        organization=organization,
        payload={"body": body},
        title=title,
        quotes=[draft.question, draft.text],
    )


@transaction.atomic
def promote_message(
    *,
    organization: Organization,
    message_id: int,
    admin: User,
    title: str,
    body: str,
    category: str = "",
    tags: Sequence[str] = (),
    has_seen_flags: bool = False,
) -> Promotion:
    """Make an entry of a message, on an admin's word: proposed with its source, replayed and approved.

    Where the replay says that the update breaks a golden question, or is not done at once, the update stays in the
    queue and `waits` says why.

    Raises:
        CandidateContentMissing: no title or no text.
        FlagsNotSeen: the texts carry red flags that the admin has not ticked off; nothing is written.
        DomainError: it could not be applied, or the message was promoted with the same words before.
    """
    title, body = title.strip(), body.strip()
    if not title:
        raise CandidateContentMissing("Give the entry a title: the question it answers.")
    if not body:
        raise CandidateContentMissing("Write what the agent should answer; an empty text teaches nothing.")
    message = (
        Message.objects.for_organization(organization)
        .select_related("conversation", "conversation__analysis")
        .get(pk=message_id)
    )
    draft = draft_of_message(organization=organization, message=message)
    flags = promotion_flags(organization=organization, draft=draft, title=title, body=body)
    if flags and not has_seen_flags:
        raise FlagsNotSeen("This carries red flags. Read what is marked, and tick “I have seen the red flags”.", flags)
    candidate, source = _candidate_of(organization, message, draft, title=title, body=body, flags=flags)
    candidate.category, candidate.tags = category.strip(), list(tags)
    update = propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title=title,
        payload={
            "action": "create",
            "title": title,
            "body": body,
            "category": candidate.category,
            "tags": candidate.tags,
            "candidate_id": candidate.pk,
        },
        confidence=min(max(source.effectiveness, 0.0), 1.0),
        impact=1.0,
        evidence=evidence_of([source]),
        proposed_by=admin,
    )
    candidate.status, candidate.learning_update = CandidateEntry.Status.PROPOSED, update
    candidate.decided_by, candidate.decided_at, candidate.reason = admin, timezone.now(), ""
    candidate.save()
    waits = _approve(update, admin, has_seen_flags=bool(flags))
    update.refresh_from_db()
    return Promotion(candidate=candidate, update=update, waits=waits)


def _approve(update: LearningUpdate, admin: User, *, has_seen_flags: bool) -> str:
    """Replay, where that takes a moment only, and approve; why it could not be approved, or ""."""
    golden = GoldenQuestion.objects.for_organization(update.organization_id).active()[: GOLDEN_AT_ONCE + 1]
    run = ensure_replay(update=update, requested_by=admin)
    if run is not None and run.is_unfinished and golden.count() <= GOLDEN_AT_ONCE:
        run_replay(organization=update.organization, run_id=run.pk)
    try:
        approve_update(update_id=update.pk, reviewer=admin, has_seen_flags=has_seen_flags)
    except DomainError as exc:
        return str(exc)
    return ""


def _candidate_of(
    organization: Organization,
    message: Message,
    draft: MessageDraft,
    *,
    title: str,
    body: str,
    flags: list[dict[str, Any]],
) -> tuple[CandidateEntry, CandidateSource]:
    """The candidate of these words, with the message as its source; one that a machine found is taken over.

    Raises:
        DomainError: it was proposed before.
    """
    conversation = message.conversation
    analysis = getattr(conversation, "analysis", None)
    rating = conversation.satisfaction or (analysis.judged_rating if analysis else LEAST_RATING)
    key = key_of(title, body)
    question, answer = embedding.embed([title, body])
    rows = CandidateEntry.objects.for_organization(organization).select_for_update(of=("self",))
    candidate = rows.filter(question_key=key).first()
    if candidate is None:
        candidate = CandidateEntry.objects.create(
            organization=organization,
            title=title[:300],
            content=body,
            source=CandidateEntry.Source.PROMOTED,
            effectiveness=rating / 5,
            question_key=key,
            question_vector=question.tobytes(),
            answer_vector=answer.tobytes(),
            flags=flags,
            said_at=message.sent_at,
        )
    elif candidate.status == CandidateEntry.Status.PROPOSED:
        raise DomainError(f"“{candidate}” was proposed already, with the same words.")
    start = draft.text.find(body)
    source, _ = CandidateSource.objects.update_or_create(
        organization=organization,
        message=message,
        source=CandidateEntry.Source.PROMOTED,
        defaults={
            "candidate": candidate,
            "conversation": conversation,
            "customer_key": conversation.customer_key,
            "question": draft.question or title,
            "quote": draft.text,
            "spans": [[start, start + len(body)]] if start >= 0 else [list(s) for s in lesson_of(draft.text, ()).spans],
            "effectiveness": rating / 5,
            "said_at": message.sent_at,
        },
    )
    return candidate, source


def _asked_before(message: Message) -> str:
    """The customer's last message before it."""
    earlier = message.conversation.messages.filter(sender=Message.Sender.CUSTOMER, position__lt=message.position)
    return earlier.order_by("-position").values_list("text", flat=True).first() or ""
