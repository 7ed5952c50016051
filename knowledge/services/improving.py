"""Proposes another text of entries that are used often and help too seldom, out of what people answered instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from knowledge.facts import compare, facts_of
from knowledge.improving import WANTED, Record, Rewrite, record_of, rewrite_of
from knowledge.models import (
    Citation,
    ContentOptimization,
    EntryPerformance,
    GapQuestion,
    KnowledgeEntry,
    KnowledgeGap,
)
from knowledge.services.drafting import Material, in_common, make_material, mended, showable, sources_of
from knowledge.titles import Asked
from training.ai.base import DraftSentence
from training.errors import DomainError
from training.metrics import gap_impact
from training.models import Conversation, LearningUpdate, Organization
from training.querysets.conversation import COUNTS, today_of
from training.services.engine import Engine
from training.services.evidence import question_asked, words_quoted
from training.services.updates import Evidence, propose_update

Problem = ContentOptimization.Problem
MOST_ENTRIES = 50  # looked at in one cycle; the others follow in the next ones
MOST_USES = 200  # conversations of an entry that are read, the newest
GROWTH = 1.25  # looked at again when it was used a quarter more
COVERED = 0.5  # share of the failures in one gap from which on that gap is about the same
# 0.7 × success + 0.3 × rating ÷ 5 of an entry with less success than that is below it, whatever its ratings.
_SCORE_BELOW = 0.7 * WANTED + 0.3
OTHER_CAUSE = "People answer nothing that the entry does not say: what fails is something else."
COVERED_BY_GAP = "A gap is about the same questions; what comes of that one comes first."
BEING_CHANGED = "Another update of it waits."
TOO_FEW = "Too few different customers stand behind it."


@dataclass(frozen=True, kw_only=True)
class Use:
    """One conversation that was answered from an entry."""

    conversation_id: int
    customer_key: str
    asked_at: datetime
    question: str
    message_id: int | None
    is_success: bool
    is_failed: bool
    is_asked_again: bool
    rating: float
    is_rated_badly: bool


@dataclass(kw_only=True)
class Weak:
    """An entry that helps too seldom, and what was read of it."""

    entry: KnowledgeEntry
    record: Record
    uses: list[Use] = field(default_factory=list)
    material: Material | None = None
    note: str = ""

    @property
    def failures(self) -> list[Use]:
        """The uses that were no success."""
        return [use for use in self.uses if not use.is_success]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a look at an entry came to; without a `body` nothing is proposed, and `note` says why."""

    weak: Weak
    problem: str = ""
    body: str = ""
    note: str = ""
    sentences: tuple[DraftSentence, ...] = ()


def weak_entries(*, organization: Organization, now: datetime) -> list[Weak]:
    """Live entries that are used often and surely help too seldom, as they read now, and were not looked at like this.

    What an earlier text did does not count against this one. Three SQL queries; the kept scores tell which entries
    are worth summing.
    """
    entries = (
        KnowledgeEntry.objects.for_organization(organization)
        .filter(status=KnowledgeEntry.Status.LIVE, kind=KnowledgeEntry.Kind.ANSWER, performance_score__lt=_SCORE_BELOW)
        .select_related("current_version")
        .order_by("performance_score", "pk")
    )
    found = {entry.pk: entry for entry in entries}
    seen = {
        row.version_id: row
        for row in ContentOptimization.objects.filter(
            organization=organization, version__in=[entry.current_version_id for entry in found.values()]
        )
    }
    today = today_of(organization, now)
    first = today - timedelta(days=organization.gap_window_days - 1)
    days = EntryPerformance.objects.for_organization(organization).within(first, today).filter(entry__in=list(found))
    # The day on which a text came to be is half another one's; what came before a first text is counted to that.
    born_on = TruncDate("entry__current_version__live_from", tzinfo=ZoneInfo(organization.timezone))
    of_text = Q(entry__current_version__number=1) | Q(day__gt=born_on)
    totals = days.filter(of_text).totals_by_entry()
    weak = []
    for pk, entry in found.items():
        sums = totals.get(pk)
        if not sums or not sums["cited"]:
            continue
        record = record_of(cited=sums["cited"], helped=sums["helped"])
        earlier = seen.get(entry.current_version_id)
        is_known = earlier is not None and (
            earlier.learning_update_id is not None or sums["cited"] < earlier.cited * GROWTH + 1
        )
        if record.is_weak and not is_known:
            weak.append(Weak(entry=entry, record=record))
    return weak[:MOST_ENTRIES]


def read_uses(*, organization: Organization, weak: Weak, now: datetime) -> None:
    """Read what became of an entry's uses and what people said in them. Seven SQL queries at most."""
    since = now - timedelta(days=organization.gap_window_days)
    version = weak.entry.current_version
    if version and version.number > 1:
        since = max(since, version.live_from)
    weak.uses = _uses(organization, weak.entry, since)
    weak.note = _why_not(organization, weak)
    if not weak.note:
        weak.material = _material(organization, weak)


def look_at(*, weak: Weak, engine: Engine) -> Finding:
    """Say what is wrong with an entry and how it should read; slow work, no SQL."""
    material = weak.material
    if material is None or material.entry is None:
        return Finding(weak=weak, note=weak.note)
    entry = material.entry
    common = in_common(material)
    conflicts = [
        (old, new)
        for old, new in compare(facts_of(f"{entry.title}\n{entry.body}"), common).conflicts
        if old.start > len(entry.title) and old.kind != "rule"
    ]
    if conflicts:
        body, used, _ = mended(entry, material, engine, common=common, is_mending_whole=False)
        if body != entry.body:
            old, new = conflicts[0]
            note = f"It says “{old.value}”; people answer “{new.value}”."
            return Finding(weak=weak, problem=Problem.OUT_OF_DATE, body=body, note=note, sentences=tuple(used))
    rewrite, used = _rewritten(weak, material, engine)
    if rewrite is None:
        return Finding(weak=weak, note=OTHER_CAUSE)
    return Finding(
        weak=weak,
        problem=rewrite.problem,
        body=rewrite.body,
        note=_note(rewrite, weak),
        sentences=tuple(used),
    )


def keep_finding(*, organization: Organization, finding: Finding) -> LearningUpdate | None:
    """Note what a look came to, and propose the rewrite there is. The caller's transaction holds both."""
    weak = finding.weak
    entry = KnowledgeEntry.objects.for_organization(organization).select_for_update().get(pk=weak.entry.pk)
    if entry.status != KnowledgeEntry.Status.LIVE or entry.current_version_id != weak.entry.current_version_id:
        return None  # somebody changed it meanwhile
    row, _ = ContentOptimization.objects.update_or_create(
        organization=organization,
        version_id=weak.entry.current_version_id,
        defaults={
            "entry": entry,
            "cited": weak.record.cited,
            "helped": weak.record.helped,
            "problem": finding.problem,
            "note": finding.note[:300],
            "looked_at": timezone.now(),
        },
    )
    if not finding.body:
        return None
    try:
        row.learning_update = _propose(organization, finding)
    except DomainError as exc:  # nothing that could be applied came of it
        row.note = str(exc)[:300]
    row.save(update_fields=["learning_update", "note"])
    return row.learning_update


def _uses(organization: Organization, entry: KnowledgeEntry, since: datetime) -> list[Use]:
    """The newest analysed conversations that were answered from an entry, each once. Two SQL queries."""
    cited = Citation.objects.for_organization(organization).of_entry(entry.pk).filter(started_at__gte=since)
    ids = list(cited.order_by("-started_at").values_list("conversation_id", flat=True)[: 2 * MOST_USES])
    newest = list(dict.fromkeys(ids))[:MOST_USES]
    rows = (
        Conversation.objects.for_organization(organization)
        .filter(COUNTS["analysed"], pk__in=newest)
        .order_by("-started_at", "-pk")
        .values_list(
            "pk", "customer_key", "started_at", "analysis__question", "analysis__question_message", "is_success",
            "analysis__is_question_repeated", "satisfaction", "analysis__judged_rating", "is_resolved", "is_handed_off",
        )
    )  # fmt: skip
    return [
        Use(
            conversation_id=pk,
            customer_key=customer,
            asked_at=started_at,
            question=question or "",
            message_id=message_id,
            is_success=bool(is_success),
            is_failed=(rating is not None and rating < 3) or is_resolved is False or is_handed_off,
            is_asked_again=bool(is_again),
            rating=float(rating if rating is not None else judged),
            is_rated_badly=rating is not None and rating < 3,
        )
        for pk, customer, started_at, question, message_id, is_success, is_again, rating, judged, is_resolved,
        is_handed_off in rows
    ]  # fmt: skip


def _why_not(organization: Organization, weak: Weak) -> str:
    """Why nothing is to be proposed whatever people said; empty where something may be. Four SQL queries."""
    failures = weak.failures
    if len({use.customer_key for use in failures}) < organization.gap_min_customers:
        return TOO_FEW
    entry_id = weak.entry.pk
    waiting = LearningUpdate.objects.for_organization(organization).filter(status__in=["pending", "approved"])
    if waiting.filter(Q(payload__entry_id=entry_id) | Q(payload__other_entry_id=entry_id)).exists():
        return BEING_CHANGED
    gaps = KnowledgeGap.objects.for_organization(organization).filter(status__in=["open", "accepted", "dismissed"])
    on_it = gaps.worth_showing(organization).filter(Q(kind_entry=entry_id) | Q(kind_other_entry=entry_id))
    if on_it.filter(Q(status="open") | Q(learning_update__status__in=["pending", "approved"])).exists():
        return COVERED_BY_GAP
    asked = (
        GapQuestion.objects.for_organization(organization)
        .failed()
        .filter(conversation__in=[use.conversation_id for use in failures], gap__in=gaps.worth_showing(organization))
    )
    counts: dict[int, int] = {}
    for gap_id in asked.values_list("gap_id", flat=True):
        counts[gap_id] = counts.get(gap_id, 0) + 1
    if counts and max(counts.values()) >= COVERED * len(failures):
        return COVERED_BY_GAP
    return ""


def _material(organization: Organization, weak: Weak) -> Material:
    """What customers asked and people answered, where the entry was used. One SQL query."""
    sources, left_out = sources_of(
        organization=organization,
        failed=[use.conversation_id for use in weak.failures if not use.is_rated_badly],
        fine=[use.conversation_id for use in weak.uses if use.is_success],
        own=tuple(organization.own_addresses),
    )
    return make_material(
        organization=organization,
        topic=weak.entry.title,
        asked=[Asked(use.customer_key, use.question) for use in weak.failures if use.question],
        sources=[source for source in sources if source.kind != "successful_ai_reply"],
        left_out=left_out,
        conversation_count=len(weak.failures),
        entry=weak.entry.current_version,
    )


def _rewritten(weak: Weak, material: Material, engine: Engine) -> tuple[Rewrite | None, list[DraftSentence]]:
    """The entry with what people answer before the rest, where enough customers were told it."""
    entry = material.entry
    customers = {source.customer for source in material.request.sources if source.customer}
    if entry is None or len(customers) < material.least_customers:
        return None, []
    drafted, _ = engine.draft(material.request)
    own = facts_of(entry.body)
    kept = [one for one in showable(drafted.sentences, material) if not compare(facts_of(one.text), own).conflicts]
    failures = weak.failures
    rewrite = rewrite_of(
        body=entry.body,
        said=[one.text for one in kept],
        asked_again=sum(use.is_asked_again for use in failures) / len(failures),
    )
    return rewrite, kept


def _note(rewrite: Rewrite, weak: Weak) -> str:
    if rewrite.problem == "too_broad":
        return "Most of it is about something else; the answer comes late."
    again = sum(use.is_asked_again for use in weak.failures)
    said = "The text lacks what people answer."
    return f"{said} {again} customers had to ask again." if rewrite.problem == "unclear" else said


def _propose(organization: Organization, finding: Finding) -> LearningUpdate:
    weak, entry = finding.weak, finding.weak.entry
    failures = weak.failures
    customers = len({use.customer_key for use in failures})
    return propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.CONTENT_IMPROVEMENT,
        title=entry.title,
        payload={
            "action": "update",
            "entry_id": entry.pk,
            "expected_version_id": entry.current_version_id,
            "problem": finding.problem,
            "title": entry.title,
            "body": finding.body,
            "reason": finding.note,
            "cited": weak.record.cited,
            "helped": weak.record.helped,
            "low": round(weak.record.low, 4),
            "high": round(weak.record.high, 4),
        },
        confidence=round(weak.record.confidence, 4),
        impact=round(customers * gap_impact(ratings=[use.rating for use in failures]), 4),
        evidence=_evidence(organization, finding),
    )


def _evidence(organization: Organization, finding: Finding) -> list[Evidence]:
    """Snapshots of the questions that the entry did not settle, and of the words of people. One SQL query."""
    asked = [
        question_asked(
            use.question,
            said_at=use.asked_at,
            customer_key=use.customer_key,
            conversation_id=use.conversation_id,
            message_id=use.message_id,
        )
        for use in finding.weak.failures
        if use.question
    ]
    places = [(one.message_id, one.start, one.end) for one in finding.sentences]
    return asked + words_quoted(organization=organization, places=places)
