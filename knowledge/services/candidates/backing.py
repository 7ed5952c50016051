"""What of a candidate several customers stand behind: the words with which it may be proposed.

The texts of a candidate are those of one conversation. That others were told the same tells nothing of what else was
said in that one: a sentence in it may be planted, in words that no detector knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.models import CandidateEntry, CandidateSource
from knowledge.services.candidates.reading import is_askable, title_of, title_score
from training.ai.base import DraftRequest, SourceKind, SourceText
from training.ai.local.drafting import supporters_of
from training.ai.support import LEAST_ANSWERED, Support, customer_of
from training.safety import is_flagged
from training.text import sentences

MOST_READ = 60  # sources, the latest first
_KINDS: dict[str, SourceKind] = {
    CandidateEntry.Source.RATED_WELL: "successful_ai_reply",
    CandidateEntry.Source.HUMAN_ANSWER: "agent_reply",
    CandidateEntry.Source.HUMAN_EDIT: "human_edit",
    CandidateEntry.Source.PROMOTED: "agent_reply",
}


@dataclass(frozen=True, kw_only=True)
class Backed:
    """A candidate's words that more than one customer stands behind, and the sentences of its text that only one does.

    `title` is empty where no customers share the words of one.
    """

    title: str
    body: str
    tags: tuple[str, ...]
    left_out: tuple[str, ...]


def backed_words(*, candidate: CandidateEntry) -> Backed:
    """With which words a candidate may be proposed unless a person writes others. One SQL query.

    What carries a red flag stands behind nothing, not even behind its other sentences.
    """
    own = tuple(candidate.organization.own_addresses)
    sources = CandidateSource.objects.filter(organization=candidate.organization_id, candidate=candidate)
    latest = sources.order_by("-said_at", "pk")[:MOST_READ]
    rows = [row for row in latest if not is_flagged(row.quote, known_domains=own)]
    asking = [row for row in latest if not is_flagged(row.question, known_domains=own)]
    request = DraftRequest(
        topic=candidate.title,
        questions=tuple(row.question for row in asking),
        askers=tuple(row.customer_key for row in asking),
        sources=tuple(
            SourceText(
                message_id=row.pk,
                conversation_id=row.conversation_id or 0,
                kind=_KINDS[row.source],
                text=row.quote,
                customer=row.customer_key,
            )
            for row in rows
        ),
    )
    support = Support(request)
    kept: list[str] = []
    left_out: list[str] = []
    for start, end in sentences(candidate.content):
        sentence = candidate.content[start:end]
        (kept if _is_backed(sentence, request.sources, support) else left_out).append(sentence)
    return Backed(
        title=_title(candidate, request.questions, support),
        body=" ".join(kept),
        tags=tuple(tag for tag in candidate.tags if support.allows_title(tag)),
        left_out=tuple(left_out),
    )


def _is_backed(sentence: str, sources: Sequence[SourceText], support: Support) -> bool:
    saying = supporters_of(sentence, sources)
    heard = {customer_of(source) for source in saying}
    return len(heard) >= LEAST_ANSWERED and support.allows_sentence(sentence, saying)


def _title(candidate: CandidateEntry, questions: Sequence[str], support: Support) -> str:
    others = sorted({title_of(question) for question in questions if is_askable(question)}, key=_by_clearness)
    return next((title for title in (candidate.title, *others) if support.allows_title(title)), "")


def _by_clearness(title: str) -> tuple[int, str]:
    return -title_score(title), title
