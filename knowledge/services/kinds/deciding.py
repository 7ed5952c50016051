"""Which gaps must be judged anew, and what the verdict writes into them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.utils import timezone

from knowledge.facts import CommonFact, Fact
from knowledge.kinds import Difference, Matter, Verdict, decide
from knowledge.models import Embedding, KnowledgeGap, KnowledgeVersion
from knowledge.services.kinds.evidence import matters_of
from knowledge.services.marks import knowledge_mark
from training.models import Organization
from training.services.agents import active_version
from training.services.engine import Engine

MOST_GAPS = 200  # judged in one cycle; the others follow in the next ones
GROWTH = 1.25  # judged anew when a quarter more questions failed
MOST_CHANGES = 300  # changed versions that are compared with the gaps one by one; above it all gaps are judged anew
AFFECTED_FROM = 0.25  # cosine of a changed version and a gap's centre from which on it may change the verdict
_KNOWLEDGE, _SETTINGS = 40, 24  # how the 64 characters of a mark are shared
KIND_FIELDS = [
    "kind",
    "kind_reason",
    "kind_entry",
    "kind_other_entry",
    "kind_facts",
    "kind_decided_at",
    "kind_question_count",
    "kind_knowledge_mark",
    "drafted_at",
]


def mark_of(organization: Organization) -> str:
    """Changes with the live knowledge and with the settings of answering, each in its own half. Two SQL queries."""
    agent = active_version(organization).chosen
    settings = "|".join(map(str, (agent, organization.engine, organization.embedding_model)))
    return knowledge_mark(organization)[:_KNOWLEDGE] + hashlib.sha256(settings.encode()).hexdigest()[:_SETTINGS]


@dataclass(frozen=True, kw_only=True)
class ToJudge:
    """Gaps to judge, the worst first; those that changes of the knowledge leave alone; which knowledge that was."""

    gap_ids: list[int]
    unaffected: list[int]
    mark: str
    read_at: datetime


def gaps_to_judge(*, organization: Organization) -> ToJudge:
    """Open gaps that are new, grew by a quarter or are touched by changed knowledge; and those changes leave alone.

    `MOST_GAPS` at most are to judge. Four SQL queries at most.
    """
    read_at = timezone.now()
    mark = mark_of(organization)
    due = Q(kind_decided_at__isnull=True) | Q(question_count__gte=F("kind_question_count") * GROWTH + 1)
    waiting = list(
        KnowledgeGap.objects.for_organization(organization)
        .undecided()
        .worth_showing(organization)
        .filter(due | ~Q(kind_knowledge_mark=mark), is_kind_fixed=False)
        .order_by("-score", "id")
    )
    alone = _unaffected(organization, [gap for gap in waiting if not _is_due(gap)], mark)
    return ToJudge(
        gap_ids=[gap.pk for gap in waiting if gap.pk not in alone][:MOST_GAPS],
        unaffected=sorted(alone),
        mark=mark,
        read_at=read_at,
    )


def _is_due(gap: KnowledgeGap) -> bool:
    return gap.kind_decided_at is None or gap.question_count >= gap.kind_question_count * GROWTH + 1


def _unaffected(organization: Organization, gaps: Sequence[KnowledgeGap], mark: str) -> set[int]:
    """Of gaps that were judged against other knowledge, those that no change since comes near to."""
    same_settings = [gap for gap in gaps if gap.kind_knowledge_mark[_KNOWLEDGE:] == mark[_KNOWLEDGE:]]
    decided = [gap.kind_decided_at for gap in same_settings if gap.kind_decided_at]
    if not decided:
        return set()
    since = min(decided)
    changed = (
        KnowledgeVersion.objects.for_organization(organization)
        .filter(Q(live_from__gte=since) | Q(live_to__gte=since))
        .order_by("-id")
    )
    rows = list(changed.values_list("id", "entry_id", "live_from", "live_to")[: MOST_CHANGES + 1])
    if not rows or len(rows) > MOST_CHANGES:
        return set()
    vectors = _vectors(organization, [row[0] for row in rows])
    return {gap.pk for gap in same_settings if not _is_touched(gap, rows, vectors)}


def _vectors(organization: Organization, version_ids: Sequence[int]) -> dict[tuple[int, str], np.ndarray]:
    found = Embedding.objects.filter(organization=organization, version__in=version_ids)
    return {
        (version_id, model): np.asarray(vector.to_numpy() if hasattr(vector, "to_numpy") else vector, dtype=np.float32)
        for version_id, model, vector in found.values_list("version_id", "model_id", "vector")
    }


def _is_touched(
    gap: KnowledgeGap,
    rows: Sequence[tuple[int, int, datetime, datetime | None]],
    vectors: dict[tuple[int, str], np.ndarray],
) -> bool:
    centre = np.frombuffer(bytes(gap.centroid), dtype=np.float32)
    decided_at = gap.kind_decided_at
    for version_id, entry_id, live_from, live_to in rows:
        if decided_at and live_from < decided_at and (live_to is None or live_to < decided_at):
            continue
        vector = vectors.get((version_id, gap.embedding_model))
        is_own = entry_id in (gap.kind_entry_id, gap.kind_other_entry_id)
        if is_own or vector is None or float(vector @ centre) >= AFFECTED_FROM:
            return True
    return False


def keep_unaffected(*, organization: Organization, found: ToJudge) -> None:
    """Note that the verdicts of gaps that changes leave alone hold for the knowledge that was read. One SQL query.

    Not for that of now: it may have changed since, and nobody held the gaps against that.
    """
    gaps = KnowledgeGap.objects.for_organization(organization).undecided().filter(pk__in=found.unaffected)
    gaps.update(kind_knowledge_mark=found.mark, kind_decided_at=found.read_at)


def judge(*, organization: Organization, gap_ids: Sequence[int], engine: Engine | None = None) -> list[KnowledgeGap]:
    """Decide the kinds of some gaps; the rows are filled in and not saved."""
    now = timezone.now()
    mark = mark_of(organization)
    gaps = list(KnowledgeGap.objects.for_organization(organization).filter(pk__in=gap_ids))
    matters = matters_of(organization=organization, gaps=gaps, engine=engine)
    for gap in gaps:
        matter = matters[gap.pk]
        write_verdict(gap, decide(matter), matter)
        gap.kind_decided_at, gap.kind_question_count, gap.kind_knowledge_mark = now, gap.question_count, mark
    return gaps


def write_verdict(gap: KnowledgeGap, verdict: Verdict, matter: Matter) -> None:
    """Put a verdict into a gap; a draft of another kind, or out of other texts, is to be made anew."""
    before = (gap.kind, gap.kind_entry_id, gap.kind_other_entry_id)
    gap.kind, gap.kind_reason = verdict.kind, verdict.reason
    gap.kind_entry_id = verdict.entry.entry_id if verdict.entry else None
    gap.kind_other_entry_id = verdict.other.entry_id if verdict.other else None
    gap.kind_facts = [as_json(difference, len(matter.people)) for difference in verdict.facts]
    version_id = verdict.entry.version_id if verdict.entry else None
    is_outdated = "version_id" in gap.suggested_fix and gap.suggested_fix["version_id"] != version_id
    if before != (gap.kind, gap.kind_entry_id, gap.kind_other_entry_id) or is_outdated:
        gap.drafted_at = None


def as_json(difference: Difference, people_count: int) -> dict[str, Any]:
    """A fact as each side has it, for the page."""
    found: dict[str, Any] = {}
    for side, fact in (("entry", difference.entry), ("other", difference.other)):
        if fact is not None:
            found[side] = _value(fact)
    if difference.people is not None:
        found["people"] = _value(difference.people.fact) | {"count": difference.people.count, "of": people_count}
    values = {_measured(fact) for fact in (difference.entry, difference.other, _fact(difference.people)) if fact}
    found["differs"] = len(values) > 1
    return found


def _fact(said: CommonFact | None) -> Fact | None:
    return said.fact if said else None


def _measured(fact: Fact) -> tuple[float, float, str]:
    return fact.low, fact.high, "" if fact.kind == "quantity" else fact.value


def _value(fact: Fact) -> dict[str, Any]:
    return {"value": fact.value, "kind": fact.kind, "measure": fact.measure}
