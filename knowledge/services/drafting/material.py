"""What a draft is made of: the questions, everything quotable that was said in answer, and the entries to mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
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
    "id", "conversation_id", "sender", "text", "edited_text", "sent_at", "conversation__external_id",
    "conversation__customer_key",
)  # fmt: skip
# A short way along the index of each gap: a window over all their questions would grow with the past.
NEWEST = """
    SELECT gap.id, question.conversation_id, question.customer_key, question.text
    FROM unnest(%s::bigint[]) AS gap(id)
    CROSS JOIN LATERAL (
        SELECT id, conversation_id, customer_key, text, asked_at
        FROM knowledge_gapquestion
        WHERE organization_id = %s AND gap_id = gap.id AND text <> '' AND is_failed = %s
        ORDER BY asked_at DESC, id DESC
        LIMIT %s
    ) AS question
    ORDER BY gap.id, question.asked_at DESC, question.id DESC
"""


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


def material_of(*, gap: KnowledgeGap) -> Material:
    """Gather what one gap's draft is made of. Five SQL queries."""
    shared = shared_words_of(organization=gap.organization)
    return materials_of(organization=gap.organization, gaps=[gap], shared=shared)[0]


def materials_of(*, organization: Organization, gaps: Sequence[KnowledgeGap], shared: frozenset[str]) -> list[Material]:
    """Gather what the drafts of an organization's gaps are made of, in their order. Four SQL queries.

    `shared` are the words that are everybody's. Nothing that carries a red flag goes along, whoever said it;
    `left_out` of a request names the conversations of such answers.
    """
    own = tuple(organization.own_addresses)
    failed = _newest(organization, gaps, is_failed=True, most=MOST_ASKED)
    fine = _newest(organization, gaps, is_failed=False, most=MOST_FINE)
    said = _said(
        organization,
        everything=[one.conversation_id for of in (failed, fine) for rows in of.values() for one in rows],
        fine=[one.conversation_id for rows in fine.values() for one in rows[:MAX_SOURCES]],
    )
    entries = {pk for gap in gaps for pk in (gap.kind_entry_id, gap.kind_other_entry_id) if pk}
    live = {
        version.entry_id: version
        for version in KnowledgeVersion.objects.for_organization(organization)
        .live_at(None)
        .filter(entry__in=entries)
        .select_related("entry", "update")
    }
    materials = []
    for gap in gaps:
        replies = [reply for one in (*failed[gap.pk], *fine[gap.pk]) for reply in said.get(one.conversation_id, ())]
        sources, left_out = _sources(replies, own)
        materials.append(
            make_material(
                organization=organization,
                topic=gap.title,
                asked=[Asked(one.customer_key, one.text) for one in failed[gap.pk]],
                sources=sources,
                left_out=left_out,
                conversation_count=len(failed[gap.pk]),
                shared=shared,
                entry=live.get(gap.kind_entry_id),
                other_entry=live.get(gap.kind_other_entry_id),
            )
        )
    return materials


def make_material(
    *,
    organization: Organization,
    topic: str,
    asked: Iterable[Asked],
    sources: Sequence[SourceText],
    left_out: Iterable[str],
    conversation_count: int,
    shared: frozenset[str] = frozenset(),
    entry: KnowledgeVersion | None = None,
    other_entry: KnowledgeVersion | None = None,
) -> Material:
    """What a draft is made of. No question that carries a red flag, or profanity, goes along."""
    own = tuple(organization.own_addresses)
    fit = tuple(
        question
        for question in asked
        if not profanity.has_profanity(question.text) and not is_flagged(question.text, known_domains=own)
    )
    return Material(
        request=DraftRequest(
            topic=topic,
            questions=tuple(question.text for question in fit[:MAX_QUESTIONS]),
            sources=tuple(sources),
            askers=tuple(question.customer_key for question in fit[:MAX_QUESTIONS]),
            own_addresses=own,
            left_out=tuple(dict.fromkeys(left_out)),
        ),
        asked=fit,
        least_customers=organization.gap_min_customers,
        conversation_count=conversation_count,
        shared=shared,
        entry=entry,
        other_entry=other_entry,
    )


class _Question(NamedTuple):
    conversation_id: int | None
    customer_key: str
    text: str


def _newest(
    organization: Organization, gaps: Sequence[KnowledgeGap], *, is_failed: bool, most: int
) -> dict[int, list[_Question]]:
    """The newest questions of each gap, so many at most, the newest first. One SQL query."""
    found: dict[int, list[_Question]] = {gap.pk: [] for gap in gaps}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [list(found), organization.pk, is_failed, most])
        for gap_id, *question in cursor.fetchall():
            found[gap_id].append(_Question(*question))
    return found


def _said(
    organization: Organization, *, everything: Sequence[int | None], fine: Sequence[int | None]
) -> dict[int | None, list[Any]]:
    """What people and well-rated replies said in each conversation. One SQL query."""
    wanted = (
        Q(conversation__in=everything, sender=Message.Sender.AGENT)
        | Q(conversation__in=everything, sender=Message.Sender.AI) & ~Q(edited_text="")
        | Q(conversation__in=fine, conversation__satisfaction__gte=4, sender=Message.Sender.AI)
    )
    said: dict[int | None, list[Any]] = {}
    for reply in Message.objects.for_organization(organization).filter(wanted).values_list(*_SAID, named=True):
        said.setdefault(reply.conversation_id, []).append(reply)
    return said


def _sources(replies: Iterable[Any], own: tuple[str, ...]) -> tuple[list[SourceText], list[str]]:
    """What may be quoted, edits first, the newest first; and whose words are left out."""
    newest = sorted(replies, key=lambda reply: (reply.sent_at, reply.id), reverse=True)
    sources: list[SourceText] = []
    left_out: list[str] = []
    for message in sorted(newest, key=_rank):
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


def sources_of(
    *, organization: Organization, failed: Sequence[int], fine: Sequence[int], own: tuple[str, ...]
) -> tuple[list[SourceText], list[str]]:
    """What people and well-rated replies said in some conversations, edits first, the newest first; and whose words are
    left out. Of `fine` ones also the agent's own replies count. One SQL query.
    """
    said = _said(organization, everything=[*failed, *fine], fine=fine[:MAX_SOURCES])
    return _sources([reply for replies in said.values() for reply in replies], own)


def _rank(message: Any) -> int:
    """The place in `KINDS` of what a message is."""
    return 0 if message.edited_text else 1 if message.sender == Message.Sender.AGENT else 2
