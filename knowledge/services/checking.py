"""Holds what people answer against what the entries on the same matter say, and notes entries that they contradict.

Which entry an answer is about: one that the conversation's replies cite and that is near to question and answer, or the
nearest of all where it is very near. The agent also cites in vain, so a citation alone says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from knowledge.drift import Check, Conflict, check_answer, drift_of
from knowledge.facts import facts_of
from knowledge.markdown import plain_text
from knowledge.models import Citation, ConversationToCheck, EntryCheck, KnowledgeEntry, KnowledgeVersion
from knowledge.querysets import search as reads
from knowledge.querysets.check import DRIFT_DAYS
from knowledge.querysets.drift import human_words, live_vectors
from knowledge.querysets.search import Scope
from training.models import Conversation, ConversationAnalysis, Organization
from training.querysets.conversation import today_of
from training.safety import is_flagged

BATCH = 500
CITED_LIKENESS = 0.5  # cosine of question with answer and entry, from which a cited entry is what was spoken of
NEAREST_LIKENESS = 0.6  # the same for one that nobody cited
FEW_ENTRIES = 20_000  # so many vectors are compared at once; above it the index finds the nearest
QUOTE_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One conversation in which a person answered: question and answer, and the entries that its replies cite."""

    conversation_id: int
    customer_key: str
    said_at: datetime
    question: str
    answer: str
    cited: frozenset[int]

    @property
    def text(self) -> str:
        """What its vector stands for."""
        return f"{self.question}\n{self.answer}"


@dataclass(frozen=True)
class Batch:
    """The next marked conversations: the marks, and those in which a person answered."""

    mark_ids: list[int] = field(default_factory=list)
    conversation_ids: list[int] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)


def next_batch(*, organization: Organization, limit: int = BATCH) -> Batch:
    """Read the next marked conversations. Five SQL queries."""
    marks = list(
        ConversationToCheck.objects.filter(organization=organization)
        .order_by("id")[:limit]
        .values_list("id", "conversation_id")
    )
    ids = sorted({conversation_id for _, conversation_id in marks})
    words = human_words(organization=organization, conversation_ids=ids)
    since = timezone.now() - timedelta(days=DRIFT_DAYS)
    conversations = Conversation.objects.for_organization(organization).filter(
        pk__in=list(words), analysed_at__isnull=False, ended_at__gte=since
    )
    rows = conversations.values_list("id", "customer_key", "ended_at")
    analyses = ConversationAnalysis.objects.filter(organization=organization, conversation__in=list(words))
    questions = dict(analyses.values_list("conversation_id", "question"))
    cited: dict[int, set[int]] = {}
    citations = Citation.objects.for_organization(organization).filter(conversation__in=list(words))
    for conversation_id, entry_id in citations.values_list("conversation_id", "entry_id"):
        cited.setdefault(conversation_id, set()).add(entry_id)
    return Batch(
        mark_ids=[mark_id for mark_id, _ in marks],
        conversation_ids=ids,
        answered=[
            Answered(
                conversation_id=pk,
                customer_key=customer_key,
                said_at=ended_at,
                question=questions.get(pk, ""),
                answer=words[pk],
                cited=frozenset(cited.get(pk, ())),
            )
            for pk, customer_key, ended_at in rows
        ],
    )


class Shelf:
    """The live entries, to find which of them an answer is about. Read once for each embedding model of a step."""

    def __init__(self, *, organization: Organization) -> None:
        """Remember whose they are; nothing is read before the first answer comes."""
        self._organization = organization
        self._model_key = ""
        self._ids: list[int] = []
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._places: dict[int, int] = {}
        self._is_large = False

    def matters(self, *, answered: Sequence[Answered], wanted: np.ndarray, model_key: str) -> list[set[int]]:
        """For each answer, with its vector, the entries on whose matter it is.

        At most two SQL queries; where the entries are very many, two for each answer and one more.
        """
        if not answered:
            return []
        self._read(model_key)
        if self._is_large:
            reads.prepare_vector_index()
            return [self._near_by_index(one, vector, model_key) for one, vector in zip(answered, wanted, strict=True)]
        if not self._ids:
            return [set() for _ in answered]
        likeness = wanted @ self._vectors.T
        return [self._near(one, row) for one, row in zip(answered, likeness, strict=True)]

    def _read(self, model_key: str) -> None:
        if model_key == self._model_key:
            return
        self._is_large = reads.fingerprint_of(Scope(organization_id=self._organization.pk))[0] > FEW_ENTRIES
        if not self._is_large:
            self._ids, self._vectors = live_vectors(organization=self._organization, model_key=model_key)
            self._places = {entry_id: place for place, entry_id in enumerate(self._ids)}
        self._model_key = model_key

    def _near(self, one: Answered, likeness: np.ndarray) -> set[int]:
        best = int(likeness.argmax())
        found = {self._ids[best]} if likeness[best] >= NEAREST_LIKENESS else set()
        return found | {
            entry_id
            for entry_id in one.cited
            if entry_id in self._places and likeness[self._places[entry_id]] >= CITED_LIKENESS
        }

    def _near_by_index(self, one: Answered, vector: np.ndarray, model_key: str) -> set[int]:
        near = reads.candidates_by_vector(
            Scope(organization_id=self._organization.pk), vector=vector, model_key=model_key, limit=20, is_exact=False
        )
        entries = dict(KnowledgeVersion.objects.filter(pk__in=list(near)).values_list("pk", "entry_id"))
        best = max(near, key=lambda version_id: near[version_id], default=None)
        return {
            entries[version_id]
            for version_id, likeness in near.items()
            if (version_id == best and likeness >= NEAREST_LIKENESS)
            or (entries[version_id] in one.cited and likeness >= CITED_LIKENESS)
        }


def hold_against(
    *, organization: Organization, answered: Sequence[Answered], matters: Sequence[Collection[int]]
) -> list[EntryCheck]:
    """Compare each answer with the live text of its entries; what says nothing of their facts is left out.

    One SQL query for the texts.
    """
    wanted = {entry_id for found in matters for entry_id in found}
    live = KnowledgeVersion.objects.for_organization(organization).live_at(None).filter(entry__in=wanted)
    # A rule states why a person answers, not what.
    versions = {version.entry_id: version for version in live.filter(kind=KnowledgeEntry.Kind.ANSWER)}
    stated = {pk: facts_of(f"{version.title}\n{plain_text(version.body)}") for pk, version in versions.items()}
    checks = []
    for one, found in zip(answered, matters, strict=True):
        said = facts_of(one.answer)
        for entry_id in sorted(set(found) & stated.keys()):
            conflicts = check_answer(entry=stated[entry_id], answer=said)
            if conflicts is None or (conflicts and is_flagged(one.answer, known_domains=organization.own_addresses)):
                continue
            checks.append(
                EntryCheck(
                    organization=organization,
                    entry_id=entry_id,
                    version=versions[entry_id],
                    conversation_id=one.conversation_id,
                    customer_key=one.customer_key,
                    said_at=one.said_at,
                    has_conflict=bool(conflicts),
                    conflicts=[_quoted(one.answer, conflict) for conflict in conflicts],
                )
            )
    return checks


def keep_checks(*, organization: Organization, batch: Batch, checks: Sequence[EntryCheck]) -> int:
    """Write what was found in a batch in place of what was found in its conversations before; returns how many entries.

    The marks go in the same transaction.
    """
    old = EntryCheck.objects.for_organization(organization).filter(conversation__in=batch.conversation_ids)
    touched = set(old.values_list("entry_id", flat=True)) | {check.entry_id for check in checks}
    old.delete()
    # A conversation may be gone since it was read.
    there = set(
        Conversation.objects.for_organization(organization)
        .filter(pk__in=[check.conversation_id for check in checks])
        .values_list("pk", flat=True)
    )
    EntryCheck.objects.bulk_create([check for check in checks if check.conversation_id in there], batch_size=BATCH)
    ConversationToCheck.objects.filter(organization=organization, pk__in=batch.mark_ids).delete()
    drift_entries(organization=organization, entry_ids=touched)
    return len(touched)


def drift_entries(*, organization: Organization, entry_ids: Iterable[int], now: datetime | None = None) -> None:
    """Say anew of these entries how far people's answers have moved from them. Two SQL queries, one to write."""
    entries = list(
        KnowledgeEntry.objects.for_organization(organization)
        .filter(pk__in=list(entry_ids))
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    by_entry: dict[int, list[Check]] = {}
    rows = EntryCheck.objects.for_organization(organization).counting(now).filter(entry__in=entries)
    for entry_id, customer, conflicts in rows.order_by("id").values_list("entry_id", "customer_key", "conflicts"):
        by_entry.setdefault(entry_id, []).append(
            Check(customer=customer, conflicts=tuple(_conflict(one) for one in conflicts))
        )
    today = today_of(organization, now)
    for entry in entries:
        drift = drift_of(checks=by_entry.get(entry.pk, []), least_customers=organization.gap_min_customers)
        entry.drift = None if drift is None else drift.share
        entry.drift_note = "" if drift is None else drift.note[:300]
        entry.drift_on = today
    KnowledgeEntry.objects.bulk_update(entries, ["drift", "drift_note", "drift_on"], batch_size=BATCH)


def drift_again(*, organization: Organization, limit: int = BATCH, now: datetime | None = None) -> int:
    """Say anew how far entries drifted whose drift is of an earlier day, since answers grow old; returns how many."""
    today = today_of(organization, now)
    old = KnowledgeEntry.objects.for_organization(organization).filter(drift__isnull=False, drift_on__lt=today)
    entry_ids = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    drift_entries(organization=organization, entry_ids=entry_ids, now=now)
    return len(entry_ids)


def _quoted(answer: str, conflict: Conflict) -> dict[str, object]:
    """A conflict with the words around the person's value; offsets in the quote."""
    begin = max(answer.rfind(". ", 0, conflict.start) + 2, answer.rfind("\n", 0, conflict.start) + 1, 0)
    begin = max(begin if begin > 1 else 0, conflict.start - QUOTE_CHARACTERS // 2)
    ends = [place for mark in (". ", "\n") if (place := answer.find(mark, conflict.end)) >= 0]
    end = min([*(place + 1 for place in ends), len(answer), conflict.end + QUOTE_CHARACTERS // 2])
    return asdict(conflict) | {
        "quote": answer[begin:end].rstrip(),
        "start": conflict.start - begin,
        "end": conflict.end - begin,
    }


def _conflict(row: dict[str, object]) -> Conflict:
    return Conflict(
        entry_value=str(row["entry_value"]),
        said_value=str(row["said_value"]),
        entry_key=str(row["entry_key"]),
        said_key=str(row["said_key"]),
    )
