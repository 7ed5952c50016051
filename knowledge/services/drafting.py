"""Drafts a gap's content out of what was really said: by human agents, in edits, in answers rated 4 or 5."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from django.db.models import F, Q
from django.utils import timezone

from knowledge.models import GapQuestion, KnowledgeGap
from training import profanity
from training.ai.base import DraftRequest, SourceKind, SourceText
from training.models import Message, Organization
from training.safety import is_flagged
from training.services.engine import Engine

MAX_SOURCES = 60
KINDS: tuple[SourceKind, ...] = ("human_edit", "agent_reply", "successful_ai_reply")  # the ones that weigh most first
MAX_QUESTIONS = 40
NAMED = 3  # conversations that a note names
REDRAFT_GROWTH = 1.25  # draft anew when a quarter more questions came in
NO_SOURCE = (
    "No person has answered this yet and no customer confirmed an answer: nothing to draft from. Write it yourself."
)
NO_COMMON_ANSWER = (
    "The answers given so far hold nothing that two people said and that serves every customer. Write it yourself."
)


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
    """What the engine is given: the questions, and everything quotable that was said in answer. Three SQL queries.

    Nothing that carries a red flag goes along, whoever said it; `left_out` names the conversations of such answers.
    """
    own = gap.organization.own_addresses
    questions = GapQuestion.objects.for_organization(gap.organization_id).filter(gap=gap)
    failed = list(questions.failed().order_by("-asked_at", "id").values_list("conversation_id", "customer_key", "text"))
    fine = list(questions.filter(is_failed=False).order_by("-asked_at", "id").values_list("conversation_id", flat=True))
    failed_ids = [conversation_id for conversation_id, _, _ in failed]
    said = Message.objects.for_organization(gap.organization_id)
    wanted = (
        Q(conversation__in=failed_ids + fine, sender=Message.Sender.AGENT)
        | Q(conversation__in=failed_ids + fine, sender=Message.Sender.AI) & ~Q(edited_text="")
        | Q(conversation__in=fine[:MAX_SOURCES], conversation__satisfaction__gte=4, sender=Message.Sender.AI)
    )
    ranked: list[tuple[int, SourceText, Message]] = []
    for message in said.filter(wanted).select_related("conversation").order_by("-sent_at", "id"):
        if message.edited_text:
            rank, text = 0, message.edited_text
        elif message.sender == Message.Sender.AGENT:
            rank, text = 1, message.text
        else:
            rank, text = 2, message.text
        source = SourceText(
            message_id=message.pk,
            conversation_id=message.conversation_id,
            kind=KINDS[rank],
            text=text,
            customer=message.conversation.customer_key,
        )
        ranked.append((rank, source, message))
    ranked.sort(key=lambda row: row[0])
    sources: list[SourceText] = []
    left_out: list[str] = []
    for _, source, message in ranked:
        if len(sources) == MAX_SOURCES:
            break
        if is_flagged(source.text, known_domains=own):
            left_out.append(message.conversation.external_id)
        elif not profanity.has_profanity(source.text):
            sources.append(source)
    harmless = (
        (customer, text)
        for _, customer, text in failed
        if not profanity.has_profanity(text) and not is_flagged(text, known_domains=own)
    )
    asked = list(itertools.islice(harmless, MAX_QUESTIONS))
    return DraftRequest(
        topic=gap.title,
        questions=tuple(text for _, text in asked),
        sources=tuple(sources),
        askers=tuple(customer for customer, _ in asked),
        own_addresses=tuple(own),
        left_out=tuple(dict.fromkeys(left_out)),
    )


def draft_gap(*, gap: KnowledgeGap, request: DraftRequest, engine: Engine) -> KnowledgeGap:
    """Fill in (without saving) the suggested content; without a source it stays empty and says so."""
    gap.suggested_title, gap.suggested_content, gap.suggestion_sources = gap.title, "", []
    gap.suggestion_note, gap.suggestion_engine = NO_SOURCE, ""
    if request.sources:
        draft, stamp = engine.draft(request)
        conversations = {source.message_id: source.conversation_id for source in request.sources}
        sentences = [
            s
            for s in draft.sentences
            if not profanity.has_profanity(s.text) and not is_flagged(s.text, known_domains=request.own_addresses)
        ]
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
    if request.left_out:
        gap.suggestion_note = f"{gap.suggestion_note} {_left_out(request.left_out)}".strip()[:300]
    gap.drafted_question_count, gap.drafted_at = gap.question_count, timezone.now()
    return gap


def _left_out(conversations: Sequence[str]) -> str:
    """Whose words were left out, in a sentence."""
    named = ", ".join(name[:40] for name in conversations[:NAMED])
    more = f" and {len(conversations) - NAMED} more" if len(conversations) > NAMED else ""
    return f"Left out because of red flags: what was said in {named}{more}."
