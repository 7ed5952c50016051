"""What a draft is made of: the questions, everything quotable that was said in answer, and the entries to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from knowledge.models import GapQuestion, KnowledgeGap, KnowledgeVersion
from knowledge.titles import Asked
from training import profanity
from training.ai.base import DraftRequest, SourceKind, SourceText
from training.ai.local.wordings import shared_words
from training.models import Message, Organization
from training.safety import is_flagged

MAX_SOURCES = 60
KINDS: tuple[SourceKind, ...] = ("human_edit", "agent_reply", "successful_ai_reply")  # the ones that weigh most first
MAX_QUESTIONS = 40
MOST_ASKED = 400  # questions read for titles and other wordings, the newest
MOST_SHARED = 4000  # questions of all kinds that say which words are everybody's, the newest
MOST_FINE = 200  # conversations on the topic that went well, the newest
REDRAFT_GROWTH = 1.25  # draft anew when a quarter more questions came in
_SAID = (
    "id", "conversation_id", "sender", "text", "edited_text", "conversation__external_id", "conversation__customer_key"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything that a gap's draft rests on; the versions are live ones, None where there is no such entry."""

    request: DraftRequest
    asked: tuple[Asked, ...]
    least_customers: int
    conversation_count: int
    shared: frozenset[str]  # words that enough customers used, whatever they asked
    entry: KnowledgeVersion | None = None
    other_entry: KnowledgeVersion | None = None


def gaps_to_draft(*, organization: Organization) -> list[int]:
    """Open gaps that were never drafted (or not since their kind changed), or that grew by a quarter. One SQL query."""
    return list(
        KnowledgeGap.objects.for_organization(organization)
        .undecided()
        .worth_showing(organization)
        .filter(Q(drafted_at__isnull=True) | Q(question_count__gte=F("drafted_question_count") * REDRAFT_GROWTH + 1))
        .order_by("id")
        .values_list("id", flat=True)
    )


def shared_words_of(*, organization: Organization) -> frozenset[str]:
    """The words that enough customers used lately, whatever they asked. One SQL query."""
    questions = GapQuestion.objects.for_organization(organization).order_by("-asked_at", "-id")
    said = questions.values_list("customer_key", "text")[:MOST_SHARED]
    return shared_words(said, least=organization.gap_min_customers)


def material_of(*, gap: KnowledgeGap, shared: frozenset[str] | None = None) -> Material:
    """Gather it. Four SQL queries, one more where the words that are everybody's are not given.

    Nothing that carries a red flag goes along, whoever said it; `left_out` of the request names the conversations of
    such answers.
    """
    organization = gap.organization
    own = tuple(organization.own_addresses)
    questions = GapQuestion.objects.for_organization(organization).filter(gap=gap).exclude(text="")
    failed = list(
        questions.failed()
        .order_by("-asked_at", "-id")
        .values_list("conversation_id", "customer_key", "text")[:MOST_ASKED]
    )
    fine = list(
        questions.filter(is_failed=False)
        .order_by("-asked_at", "-id")
        .values_list("conversation_id", flat=True)[:MOST_FINE]
    )
    asked = [
        Asked(customer_key, text)
        for _, customer_key, text in failed
        if not profanity.has_profanity(text) and not is_flagged(text, known_domains=own)
    ]
    sources, left_out = _sources(gap, [conversation_id for conversation_id, *_ in failed], fine, own)
    live = {
        version.entry_id: version
        for version in KnowledgeVersion.objects.for_organization(organization)
        .live_at(None)
        .filter(entry__in=[pk for pk in (gap.kind_entry_id, gap.kind_other_entry_id) if pk])
        .select_related("entry")
    }
    return Material(
        request=DraftRequest(
            topic=gap.title,
            questions=tuple(question.text for question in asked[:MAX_QUESTIONS]),
            sources=tuple(sources),
            askers=tuple(question.customer_key for question in asked[:MAX_QUESTIONS]),
            own_addresses=own,
            left_out=tuple(dict.fromkeys(left_out)),
        ),
        asked=tuple(asked),
        least_customers=organization.gap_min_customers,
        conversation_count=len(failed),
        shared=shared_words_of(organization=organization) if shared is None else shared,
        entry=live.get(gap.kind_entry_id),
        other_entry=live.get(gap.kind_other_entry_id),
    )


def _sources(
    gap: KnowledgeGap, failed: list[int], fine: list[int], own: tuple[str, ...]
) -> tuple[list[SourceText], list[str]]:
    """What people and well-rated replies said, edits first, the newest first; and whose words are left out.

    One SQL query.
    """
    everything = [*failed, *fine]
    wanted = (
        Q(conversation__in=everything, sender=Message.Sender.AGENT)
        | Q(conversation__in=everything, sender=Message.Sender.AI) & ~Q(edited_text="")
        | Q(conversation__in=fine[:MAX_SOURCES], conversation__satisfaction__gte=4, sender=Message.Sender.AI)
    )
    said = Message.objects.for_organization(gap.organization_id).filter(wanted).order_by("-sent_at", "-id")
    ranked = sorted(said.values_list(*_SAID, named=True), key=_rank)
    sources: list[SourceText] = []
    left_out: list[str] = []
    for message in ranked:
        if len(sources) == MAX_SOURCES:
            break
        text = message.edited_text or message.text
        if is_flagged(text, known_domains=own):
            left_out.append(message.conversation__external_id)
        elif not profanity.has_profanity(text):
            sources.append(
                SourceText(
                    message_id=message.id,
                    conversation_id=message.conversation_id,
                    kind=KINDS[_rank(message)],
                    text=text,
                    customer=message.conversation__customer_key,
                )
            )
    return sources, left_out


def _rank(message: Any) -> int:
    """The place in `KINDS` of what a message is."""
    return 0 if message.edited_text else 1 if message.sender == Message.Sender.AGENT else 2
