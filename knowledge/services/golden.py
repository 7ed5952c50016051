"""Writes of golden questions: added by a person, switched off and on, deleted and brought back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from knowledge.models import GoldenQuestion, KnowledgeEntry
from training import pii
from training.errors import DomainError
from training.models import Conversation, Message, Organization, User
from training.text import normalise_question, strip_invisible

QUESTION_CHARACTERS = 2_000
ANSWER_CHARACTERS = 10_000


class GoldenInvalid(DomainError):
    """A golden question cannot be kept as it is; `field` names the field."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Keep the sentence and the field it is about."""
        super().__init__(message)
        self.field = field


class GoldenExists(GoldenInvalid):
    """The question is in the golden set already."""


class GoldenNotFound(DomainError):
    """This organization has no such golden question."""


@dataclass(frozen=True, kw_only=True)
class GoldenDraft:
    """A golden question as it will be kept: scrubbed, trimmed, with its key."""

    question: str
    question_key: str
    expected_answer: str
    expects_handoff: bool
    entry: KnowledgeEntry | None

    def expects_as(self, other: GoldenQuestion) -> bool:
        """Whether a golden question of the set expects the same."""
        return (self.expected_answer, self.expects_handoff, self.entry.pk if self.entry else None) == (
            other.expected_answer,
            other.expects_handoff,
            other.entry_id,
        )


def question_key(question: str) -> str:
    """What makes two questions the same: their words without case, greeting, spaces and the mark at the end.

    >>> question_key("Hi! Where is my parcel?") == question_key("where is  my parcel")
    True
    """
    plain = normalise_question(question) or question
    return hashlib.sha256(" ".join(plain.lower().split()).rstrip(" ?!.").encode()).hexdigest()


def draft_golden(
    *,
    question: str,
    expected_answer: str = "",
    expects_handoff: bool = False,
    entry: KnowledgeEntry | None = None,
) -> GoldenDraft:
    """A golden question as it is kept: personal data taken out, nothing invisible.

    Raises:
        GoldenInvalid: a field is missing or too long, or nothing is expected.
    """
    question = _clean(question)
    expected_answer = _clean(expected_answer)
    if not question:
        raise GoldenInvalid("Write the question.", field="question")
    _hold_length(question, QUESTION_CHARACTERS, "question")
    _hold_length(expected_answer, ANSWER_CHARACTERS, "expected_answer")
    if not (expected_answer or expects_handoff or entry):
        raise GoldenInvalid(
            "Say what is right: an answer, the entry that answers it, or that a person answers.",
            field="expected_answer",
        )
    if expects_handoff and expected_answer:
        raise GoldenInvalid(
            "Either a person answers it, or the agent does with this answer; not both.", field="expects_handoff"
        )
    return GoldenDraft(
        question=question,
        question_key=question_key(question),
        expected_answer=expected_answer,
        expects_handoff=expects_handoff,
        entry=entry,
    )


@transaction.atomic
def add_golden(
    *,
    organization: Organization,
    question: str,
    confirmed_by: User,
    source: str = GoldenQuestion.Source.HAND,
    expected_answer: str = "",
    expects_handoff: bool = False,
    entry_id: int | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
) -> GoldenQuestion:
    """Add a question whose right answer a person confirms.

    Raises:
        GoldenExists: it is in the set already.
        GoldenInvalid: a field is missing, too long or names nothing.
    """
    draft = draft_golden(
        question=question,
        expected_answer=expected_answer,
        expects_handoff=expects_handoff,
        entry=_live_entry(organization, entry_id),
    )
    known = GoldenQuestion.objects.for_organization(organization).filter(question_key=draft.question_key).first()
    if known:
        state = "" if known.is_active else ", switched off"
        raise GoldenExists(f"“{known}” is in the golden set already{state}.", field="question")
    conversation = Conversation.objects.for_organization(organization).filter(pk=conversation_id).first()
    message = Message.objects.for_organization(organization).filter(pk=message_id, conversation=conversation).first()
    golden, is_new = GoldenQuestion.objects.get_or_create(
        organization=organization,
        question_key=draft.question_key,
        defaults={
            "question": draft.question,
            "expected_answer": draft.expected_answer,
            "expects_handoff": draft.expects_handoff,
            "entry": draft.entry,
            "source": source,
            "conversation": conversation,
            "message": message,
            "confirmed_by": confirmed_by,
        },
    )
    if not is_new:
        raise GoldenExists(f"“{golden}” is in the golden set already.", field="question")
    return golden


@transaction.atomic
def revise_golden(
    *,
    organization: Organization,
    golden_id: int,
    confirmed_by: User,
    question: str,
    expected_answer: str = "",
    expects_handoff: bool = False,
    entry_id: int | None = None,
) -> GoldenQuestion:
    """Change what a golden question asks or expects, on behalf of whoever confirms it now.

    Raises:
        GoldenNotFound: there is no such golden question.
        GoldenExists: another one asks this.
        GoldenInvalid: a field is missing, too long or names nothing.
    """
    golden = _lock(organization, golden_id)
    draft = draft_golden(
        question=question,
        expected_answer=expected_answer,
        expects_handoff=expects_handoff,
        entry=golden.entry if entry_id == golden.entry_id else _live_entry(organization, entry_id),
    )
    others = GoldenQuestion.objects.for_organization(organization).exclude(pk=golden.pk)
    if others.filter(question_key=draft.question_key).exists():
        raise GoldenExists(f"“{draft.question}” is in the golden set already.", field="question")
    golden.question, golden.question_key = draft.question, draft.question_key
    golden.expected_answer, golden.expects_handoff = draft.expected_answer, draft.expects_handoff
    golden.entry, golden.confirmed_by = draft.entry, confirmed_by
    golden.save()
    return golden


@transaction.atomic
def set_golden_active(*, organization: Organization, golden_id: int, is_active: bool) -> GoldenQuestion:
    """Switch a golden question off (no replay asks it) or on again.

    Raises:
        GoldenNotFound: there is no such golden question.
        GoldenInvalid: it expects nothing any more, so it cannot be switched on.
    """
    golden = _lock(organization, golden_id)
    if is_active and not (golden.expects_handoff or golden.expected_answer or golden.entry_id):
        raise GoldenInvalid(f"“{golden}” expects nothing any more. Say what is right first.")
    golden.is_active = is_active
    golden.save(update_fields=["is_active", "updated_at"])
    return golden


@transaction.atomic
def delete_golden(*, organization: Organization, golden_id: int) -> GoldenQuestion:
    """Delete a golden question; the history keeps it, and `restore_golden` brings it back.

    Raises:
        GoldenNotFound: there is no such golden question.
    """
    golden = _lock(organization, golden_id)
    GoldenQuestion.objects.for_organization(organization).filter(pk=golden_id).delete()
    return golden


@transaction.atomic
def restore_golden(*, organization: Organization, golden_id: int) -> GoldenQuestion:
    """Bring a deleted golden question back as the history kept it.

    Raises:
        GoldenNotFound: no golden question of this number was deleted.
        GoldenExists: the question was added again meanwhile.
    """
    events: Any = apps.get_model("knowledge", "GoldenQuestionEvent")
    event = (
        events.objects.filter(organization=organization, pgh_obj_id=golden_id, pgh_label="delete")
        .order_by("-pgh_id")
        .first()
    )
    everything = GoldenQuestion.objects.for_organization(organization)
    if event is None or everything.filter(pk=golden_id).exists():
        raise GoldenNotFound("There is no deleted golden question to bring back.")
    if everything.filter(question_key=event.question_key).exists():
        raise GoldenExists(f"“{event.question}” was added again meanwhile.", field="question")
    entry = KnowledgeEntry.objects.for_organization(organization).filter(pk=event.entry_id).first()
    golden = GoldenQuestion.objects.create(
        pk=golden_id,
        organization=organization,
        question=event.question,
        question_key=event.question_key,
        expected_answer=event.expected_answer,
        expects_handoff=event.expects_handoff,
        entry=entry,
        source=event.source,
        conversation=Conversation.objects.for_organization(organization).filter(pk=event.conversation_id).first(),
        message=Message.objects.for_organization(organization).filter(pk=event.message_id).first(),
        confirmed_by=User.objects.filter(pk=event.confirmed_by_id).first(),
        is_active=event.is_active and bool(event.expects_handoff or event.expected_answer or entry),
    )
    everything.filter(pk=golden_id).update(created_at=event.created_at)
    return golden


def _lock(organization: Organization, golden_id: int) -> GoldenQuestion:
    golden = (
        GoldenQuestion.objects.for_organization(organization)
        .select_for_update(of=("self",))
        .select_related("entry")
        .filter(pk=golden_id)
        .first()
    )
    if golden is None:
        raise GoldenNotFound("This golden question does not exist any more.")
    return golden


def _live_entry(organization: Organization, entry_id: int | None) -> KnowledgeEntry | None:
    if entry_id is None:
        return None
    entry = KnowledgeEntry.objects.for_organization(organization).live().filter(pk=entry_id).first()
    if entry is None:
        raise GoldenInvalid("The entry that should answer it is not live.", field="entry")
    return entry


def _clean(text: str) -> str:
    return pii.scrub(strip_invisible(text)).text.strip()


def _hold_length(text: str, most: int, field: str) -> None:
    if len(text) > most:
        raise GoldenInvalid(f"It has {len(text):,} characters; {most:,} are allowed. Shorten it.", field=field)
