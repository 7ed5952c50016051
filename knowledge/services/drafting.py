"""Drafts a gap's content out of what was really said: by human agents, in edits, in answers rated 4 or 5."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from knowledge.models import GapQuestion, KnowledgeGap
from training import profanity
from training.ai.base import DraftRequest, SourceKind, SourceText
from training.models import Message, Organization
from training.services.engine import Engine

MAX_SOURCES = 60
KINDS: tuple[SourceKind, ...] = ("human_edit", "agent_reply", "successful_ai_reply")  # the ones that weigh most first
MAX_QUESTIONS = 40
REDRAFT_GROWTH = 1.25  # draft anew when a quarter more questions came in
NO_SOURCE = (
    "No person has answered this yet and no customer confirmed an answer: nothing to draft from. Write it yourself."
)
NO_COMMON_ANSWER = "The answers given so far hold nothing that serves every customer. Write the answer yourself."


def gaps_to_draft(*, organization: Organization) -> list[int]:
    """Open gaps that were never drafted, or that grew by a quarter since. One SQL query."""
    return list(
        KnowledgeGap.objects.for_organization(organization)
        .undecided()
        .worth_showing(organization)
        .filter(Q(drafted_at__isnull=True) | Q(question_count__gte=F("drafted_question_count") * REDRAFT_GROWTH + 1))
        .order_by("id")
        .values_list("id", flat=True)
    )


def draft_request(*, gap: KnowledgeGap) -> DraftRequest:
    """What the engine is given: the questions, and everything quotable that was said in answer. Three SQL queries."""
    questions = GapQuestion.objects.for_organization(gap.organization_id).filter(gap=gap)
    failed = list(questions.failed().order_by("-asked_at", "id").values_list("conversation_id", "text"))
    fine = list(questions.filter(is_failed=False).order_by("-asked_at", "id").values_list("conversation_id", flat=True))
    failed_ids = [conversation_id for conversation_id, _ in failed]
    said = Message.objects.for_organization(gap.organization_id)
    wanted = (
        Q(conversation__in=failed_ids + fine, sender=Message.Sender.AGENT)
        | Q(conversation__in=failed_ids + fine, sender=Message.Sender.AI) & ~Q(edited_text="")
        | Q(conversation__in=fine[:MAX_SOURCES], conversation__satisfaction__gte=4, sender=Message.Sender.AI)
    )
    ranked: list[tuple[int, SourceText]] = []
    for message in said.filter(wanted).order_by("-sent_at", "id"):
        if message.edited_text:
            rank, text = 0, message.edited_text
        elif message.sender == Message.Sender.AGENT:
            rank, text = 1, message.text
        else:
            rank, text = 2, message.text
        if not profanity.has_profanity(text):
            source = SourceText(
                message_id=message.pk,
                conversation_id=message.conversation_id,
                kind=KINDS[rank],
                text=text,
            )
            ranked.append((rank, source))
    ranked.sort(key=lambda pair: pair[0])
    texts = [text for _, text in failed if not profanity.has_profanity(text)]
    return DraftRequest(
        topic=gap.title,
        questions=tuple(texts[:MAX_QUESTIONS]),
        sources=tuple(source for _, source in ranked[:MAX_SOURCES]),
    )


def draft_gap(*, gap: KnowledgeGap, request: DraftRequest, engine: Engine) -> KnowledgeGap:
    """Fill in (without saving) the suggested content; without a source it stays empty and says so."""
    gap.suggested_title, gap.suggested_content, gap.suggestion_sources = gap.title, "", []
    gap.suggestion_note, gap.suggestion_engine = NO_SOURCE, ""
    if request.sources:
        draft, stamp = engine.draft(request)
        conversations = {source.message_id: source.conversation_id for source in request.sources}
        sentences = [s for s in draft.sentences if not profanity.has_profanity(s.text)]
        gap.suggested_title = draft.title[:300] or gap.title
        gap.suggested_content = " ".join(sentence.text for sentence in sentences)
        gap.suggestion_sources = [
            {
                **sentence.model_dump(),
                "conversation_id": conversations[sentence.message_id],
            }
            for sentence in sentences
        ]
        gap.suggestion_note = "" if sentences else NO_COMMON_ANSWER
        gap.suggestion_engine = str(stamp)
    gap.drafted_question_count, gap.drafted_at = gap.question_count, timezone.now()
    return gap
