"""Keeps what conversations could teach: like answers to like questions become one candidate with several sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import Avg, Count, Max

from knowledge.models import CandidateEntry, CandidateSource
from knowledge.services.candidates.reading import Found, title_score
from knowledge.services.candidates.sameness import NEAR_MEANING, RELATED_QUESTIONS, key_of, says_the_same
from training.ai import embedding
from training.models import ConversationAnalysis, Organization
from training.rows import update_rows

POOL = 3000  # candidates, the latest first, that a new one is compared with
NEAREST = 5
MOST_FLAGS = 20


def keep(
    *,
    organization: Organization,
    analyses: Sequence[ConversationAnalysis],
    found: Sequence[Found],
    questions: np.ndarray,
    answers: np.ndarray,
) -> int:
    """Write what was found in these conversations and mark them as looked through; returns how many candidates are new.

    `questions` and `answers` are the vectors of titles and contents, shape (len(found), 256). What an earlier look
    found in the same conversations is replaced. An analysis that was made anew meanwhile waits for the next look.
    """
    unchanged = _unchanged(organization, analyses)
    looked_at = {row.conversation_id for row in analyses if row.pk in unchanged}
    old = CandidateSource.objects.filter(organization=organization, conversation__in=looked_at).exclude(
        source=CandidateEntry.Source.PROMOTED
    )
    touched = set(old.values_list("candidate_id", flat=True))
    old.delete()
    wanted = [place for place, one in enumerate(found) if one.conversation_id in looked_at]
    made, sources = _sorted_in(organization, [found[place] for place in wanted], questions[wanted], answers[wanted])
    CandidateSource.objects.bulk_create(sources)
    touched |= {source.candidate_id for source in sources}
    _recount(organization, touched)
    ConversationAnalysis.objects.filter(organization=organization, pk__in=unchanged).update(is_mined=True)
    return made


def _unchanged(organization: Organization, analyses: Sequence[ConversationAnalysis]) -> set[int]:
    """The analyses that still say what was read, locked."""
    read = {row.pk: (row.question, row.conversation.satisfaction) for row in analyses}
    rows = ConversationAnalysis.objects.filter(organization=organization, pk__in=list(read), is_mined=False)
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    now = rows.values_list("pk", "question", "conversation__satisfaction")
    return {pk for pk, question, rating in now if read[pk] == (question, rating)}


def _sorted_in(
    organization: Organization, found: Sequence[Found], questions: np.ndarray, answers: np.ndarray
) -> tuple[int, list[CandidateSource]]:
    """Give each its candidate: the one with its key, one that asks and answers the same, or a new one."""
    keys = [key_of(one.title, one.content) for one in found]
    known = CandidateEntry.objects.for_organization(organization).filter(question_key__in=set(keys))
    by_key = {candidate.question_key: candidate for candidate in known}
    pool = _Pool(organization, is_needed=any(key not in by_key for key in keys))
    new: list[CandidateEntry] = []
    chosen: list[CandidateEntry] = []
    changed: dict[str, CandidateEntry] = {}
    for one, key, question, answer in zip(found, keys, questions, answers, strict=True):
        candidate = by_key.get(key) or pool.like(one.content, question, answer)
        if candidate is None:
            candidate = _candidate(organization, one, key, question, answer)
            new.append(candidate)
            pool.add(candidate, question, answer)
        elif candidate.status == CandidateEntry.Status.OPEN and title_score(one.title) > title_score(candidate.title):
            candidate.title = one.title  # its key stays that of the first
            changed[candidate.question_key] = candidate
        _add_flags(candidate, one, changed)
        by_key[key] = candidate
        chosen.append(candidate)
    CandidateEntry.objects.bulk_update(
        [candidate for candidate in changed.values() if candidate.pk], ["title", "flags"], batch_size=500
    )
    CandidateEntry.objects.bulk_create(new)
    return len(new), [
        CandidateSource(
            organization=organization,
            candidate=candidate,
            source=one.source,
            conversation_id=one.conversation_id,
            message_id=one.message_id,
            customer_key=one.customer_key,
            question=one.question,
            quote=one.quote,
            spans=[list(span) for span in one.spans],
            effectiveness=one.effectiveness,
            said_at=one.said_at,
        )
        for one, candidate in zip(found, chosen, strict=True)
    ]


class _Pool:
    """The latest candidates, to find one that answers the same. One SQL query, only where it is needed."""

    def __init__(self, organization: Organization, *, is_needed: bool) -> None:
        """Read them."""
        rows = CandidateEntry.objects.for_organization(organization).order_by("-said_at", "-id")
        self.candidates = list(rows[:POOL]) if is_needed else []
        self.questions = _Table([row.question_vector for row in self.candidates])
        self.answers = _Table([row.answer_vector for row in self.candidates])

    def add(self, candidate: CandidateEntry, question: np.ndarray, answer: np.ndarray) -> None:
        """One more, that is not written yet."""
        self.candidates.append(candidate)
        self.questions.add(question)
        self.answers.add(answer)

    def like(self, content: str, question: np.ndarray, answer: np.ndarray) -> CandidateEntry | None:
        """The nearest candidate whose question is related and whose answer says the same."""
        asked, answered = self.questions.cosines(question), self.answers.cosines(answer)
        near = np.flatnonzero((asked >= RELATED_QUESTIONS) & (answered >= NEAR_MEANING))
        for place in near[np.argsort(-(asked + answered)[near], kind="stable")][:NEAREST]:
            if says_the_same(self.candidates[place].content, content, meaning=float(answered[place])):
                return self.candidates[place]
        return None


class _Table:
    """Vectors that grow by one at a time."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """Start with vectors as they are stored."""
        self.count = len(rows)
        self.rows = np.zeros((self.count + 256, embedding.DIMENSIONS), dtype=np.float32)
        for place, row in enumerate(rows):
            self.rows[place] = np.frombuffer(bytes(row), dtype=np.float32)

    def add(self, vector: np.ndarray) -> None:
        """One more."""
        if self.count == len(self.rows):
            self.rows = np.vstack([self.rows, np.zeros_like(self.rows)])
        self.rows[self.count] = vector
        self.count += 1

    def cosines(self, vector: np.ndarray) -> np.ndarray:
        """Of each to this one."""
        return self.rows[: self.count] @ vector


def _candidate(
    organization: Organization, one: Found, key: str, question: np.ndarray, answer: np.ndarray
) -> CandidateEntry:
    return CandidateEntry(
        organization=organization,
        title=one.title,
        content=one.content,
        tags=list(dict.fromkeys(one.tags)),
        source=one.source,
        effectiveness=one.effectiveness,
        question_key=key,
        question_vector=question.tobytes(),
        answer_vector=answer.tobytes(),
        said_at=one.said_at,
    )


def _add_flags(candidate: CandidateEntry, one: Found, changed: dict[str, CandidateEntry]) -> None:
    """Show the red flags of every source at its candidate, each once."""
    seen = {(flag["kind"], flag["quote"].casefold()) for flag in candidate.flags}
    for flag in one.flags:
        if (flag["kind"], flag["quote"].casefold()) not in seen and len(candidate.flags) < MOST_FLAGS:
            seen.add((flag["kind"], flag["quote"].casefold()))
            candidate.flags = [*candidate.flags, flag]
            changed[candidate.question_key] = candidate


def _recount(organization: Organization, touched: set[int]) -> None:
    """Count customers and effectiveness anew; an open candidate that rests on nothing any more goes. Three queries."""
    rows = CandidateSource.objects.filter(organization=organization, candidate__in=touched).order_by()
    counted = {
        row["candidate_id"]: row
        for row in rows.values("candidate_id").annotate(
            customers=Count("customer_key", distinct=True), mean=Avg("effectiveness"), latest=Max("said_at")
        )
    }
    gone, changed = [], []
    everything = CandidateEntry.objects.for_organization(organization).filter(pk__in=touched)
    for pk, status, effectiveness, said_at in everything.values_list("pk", "status", "effectiveness", "said_at"):
        now = counted.get(pk)
        if now:
            changed.append((pk, now["customers"], round(now["mean"], 6), now["latest"]))
        elif status == CandidateEntry.Status.OPEN:
            gone.append(pk)
        else:
            changed.append((pk, 0, effectiveness, said_at))
    update_rows(CandidateEntry, ["customer_count", "effectiveness", "said_at"], changed)
    CandidateEntry.objects.filter(organization=organization, pk__in=gone).delete()
