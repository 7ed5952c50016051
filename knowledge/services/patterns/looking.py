"""Looks whether anything answers a frequent question; proposes an entry of what people answer where nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from knowledge.facts import compare, facts_of
from knowledge.markdown import plain_text
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap, KnowledgeVersion, QuestionPattern
from knowledge.services.answering import answer_many
from knowledge.services.drafting import Material, make_material, showable, sources_of
from knowledge.services.searching import nearest_entries
from knowledge.titles import Asked, choose_title
from training.ai.base import DraftSentence
from training.ai.local.wordings import common_wordings
from training.errors import DomainError
from training.models import LearningUpdate, Organization
from training.services.engine import Engine
from training.services.evidence import question_asked, words_quoted
from training.services.updates import Evidence, propose_update

State = QuestionPattern.State
MOST_PATTERNS = 100  # looked at in one cycle; the others follow in the next ones
MOST_ASKED = 200  # questions that are read, the newest
ASKED_AGAIN = 8  # askings, each of another customer, that are asked again
ANSWERED_SHARE = 0.5  # of these, from which on the knowledge answers it
COVERED = 0.5  # share of its askings in one gap from which on that gap is about it
GROWTH = 1.25  # looked at again when it was asked a quarter more
MOST_EXAMPLES = 5
NEAREST = 3  # entries that a draft is held against …
LIKE = 0.5  # … where their vectors are this near to it
MOST_WORDINGS = 10


@dataclass(kw_only=True)
class Look:
    """One pattern with what was read of it, and what came of the look."""

    pattern: QuestionPattern
    rows: list[Any] = field(default_factory=list)
    material: Material | None = None
    state: str = State.NEW
    note: str = ""
    answered_by_id: int | None = None
    title: str = ""
    body: str = ""
    asked_as: tuple[str, ...] = ()
    sentences: tuple[DraftSentence, ...] = ()


def patterns_to_look_at(*, organization: Organization) -> list[QuestionPattern]:
    """Frequent questions that nobody looked at, that grew by a quarter, or whose entry is not live any more.

    One for which an entry was proposed stays decided, whatever became of that. One SQL query.
    """
    has_grown = Q(asked_count__gte=F("looked_count") * GROWTH + 1)
    has_lost = Q(state=State.ANSWERED) & (
        Q(answered_by__isnull=True) | ~Q(answered_by__status=KnowledgeEntry.Status.LIVE)
    )
    due = (
        QuestionPattern.objects.for_organization(organization)
        .frequent(organization)
        .filter(Q(looked_at__isnull=True) | has_grown | has_lost, learning_update__isnull=True)
        .defer("centroid")
        .order_by("-frequency", "id")
    )
    return list(due[:MOST_PATTERNS])


def read_pattern(*, organization: Organization, pattern: QuestionPattern, engine: Engine) -> Look:
    """Read a pattern's askings, ask some of them again, and what people answered where nothing else does.

    Five SQL queries and one answering.
    """
    look = Look(pattern=pattern)
    questions = GapQuestion.objects.for_organization(organization).filter(pattern=pattern).exclude(text="")
    look.rows = list(
        questions.order_by("-asked_at", "-id").values_list(
            "conversation_id", "message_id", "customer_key", "text", "asked_at", "is_failed", "gap_id",
            "conversation__satisfaction", "conversation__has_human_reply", named=True,
        )[:MOST_ASKED]
    )  # fmt: skip
    gap = _covering_gap(organization, look.rows)
    if gap is not None:
        look.state, look.note = State.IN_GAP, f"The gap “{gap.title[:200]}” is about it."
        return look
    entry = _answering_entry(organization, look.rows, engine)
    if entry is not None:
        look.state, look.answered_by_id = State.ANSWERED, entry.pk
        look.note = f"“{entry.title[:200]}” answers it."
        return look
    look.material = _material(organization, look)
    return look


def look_at(*, look: Look, engine: Engine) -> Look:
    """Draft an entry out of what people answered; slow work, no SQL."""
    material = look.material
    if material is None:
        return look
    look.state, look.note = State.NO_ANSWER, "People's answers hold nothing that serves every customer."
    told = {source.customer for source in material.request.sources if source.customer}
    if len(told) < material.least_customers:
        look.note = "Too few customers were answered by a person."
        return look
    drafted, _ = engine.draft(material.request)
    kept = showable(drafted.sentences, material)
    if not kept:
        return look
    look.title = choose_title(material.asked, topic=look.pattern.title) or look.pattern.title
    look.body, look.sentences = " ".join(one.text for one in kept), tuple(kept)
    wordings = common_wordings(
        asked=[(question.customer_key, question.text) for question in material.asked],
        least=material.least_customers,
        shared=material.shared,
    )
    look.asked_as = tuple(line for line in wordings if line != look.title)[:MOST_WORDINGS]
    look.state, look.note = State.PROPOSED, "People answer it, and no entry does."
    return look


def hold_against_entries(*, organization: Organization, look: Look, engine: Engine) -> None:
    """Take a draft back that an entry says already, though a search does not find it by these words, or that one
    contradicts: a second entry on one matter would only be at odds with it. Two SQL queries.
    """
    if not look.body:
        return
    said = facts_of(look.body)
    near = nearest_entries(organization=organization, title=look.title, body=look.body, limit=NEAREST, engine=engine)
    likeness = {one.version_id: one.similarity for one in near if one.similarity >= LIKE}
    versions = KnowledgeVersion.objects.for_organization(organization).filter(pk__in=list(likeness))
    for version in sorted(versions, key=lambda version: -likeness[version.pk]):
        found = compare(said, facts_of(f"{version.title}\n{plain_text(version.body)}"))
        is_said = found.telling_agreements and len(found.only_left) <= len(found.agreements)
        if not found.conflicts and not is_said:
            continue
        what = "says otherwise" if found.conflicts else "says it, though not in the customers' words"
        look.state, look.note = State.ANSWERED, f"“{version.title[:200]}” {what}."
        look.answered_by_id, look.body, look.sentences = version.entry_id, "", ()
        return


def keep_look(*, organization: Organization, look: Look) -> LearningUpdate | None:
    """Note what a look came to, and propose the entry there is. The caller's transaction holds both."""
    pattern = (
        QuestionPattern.objects.for_organization(organization)
        .select_for_update(of=("self",))
        .filter(pk=look.pattern.pk, learning_update__isnull=True)
        .first()
    )
    if pattern is None:
        return None
    update = None
    if look.body:
        try:
            update = _propose(organization, look)
        except DomainError as exc:  # nothing that could be applied came of it
            look.state, look.note = State.NO_ANSWER, str(exc)
    pattern.state, pattern.note, pattern.answered_by_id = look.state, look.note[:300], look.answered_by_id
    pattern.learning_update = update
    pattern.looked_at, pattern.looked_count = timezone.now(), pattern.asked_count
    pattern.save(update_fields=["state", "note", "answered_by", "learning_update", "looked_at", "looked_count"])
    return update


def _covering_gap(organization: Organization, rows: Sequence[Any]) -> KnowledgeGap | None:
    """The gap that holds most of the askings, whatever was decided about it; decided gaps are somebody's word."""
    counts = Counter(row.gap_id for row in rows if row.gap_id)
    if not counts:
        return None
    gap_id, count = counts.most_common(1)[0]
    if count < COVERED * len(rows):
        return None
    gaps = KnowledgeGap.objects.for_organization(organization).filter(status__in=["open", "accepted", "dismissed"])
    return gaps.worth_showing(organization).filter(pk=gap_id).first()


def _answering_entry(organization: Organization, rows: Sequence[Any], engine: Engine) -> KnowledgeEntry | None:
    """The entry, or hand-off rule, that settles most of some askings now."""
    by_customer: dict[str, str] = {}
    for row in rows:
        by_customer.setdefault(row.customer_key, row.text)
    asked = list(by_customer.values())[:ASKED_AGAIN]
    if not asked:
        return None
    settled: Counter[int] = Counter()
    for answer in answer_many(organization=organization, questions=asked, engine=engine):
        if answer.rule is not None:
            settled[answer.rule.entry_id] += 1
        elif not answer.is_handoff:
            settled[answer.citations[0].entry_id] += 1
    if settled.total() < ANSWERED_SHARE * len(asked):
        return None
    entry_id, _ = settled.most_common(1)[0]
    return KnowledgeEntry.objects.for_organization(organization).filter(pk=entry_id).first()


def _material(organization: Organization, look: Look) -> Material:
    """What customers asked and people answered. One SQL query."""
    told = [
        row.conversation_id
        for row in look.rows
        if row.conversation_id
        and row.conversation__has_human_reply
        and not (row.conversation__satisfaction is not None and row.conversation__satisfaction < 3)
    ]
    own = tuple(organization.own_addresses)
    sources, left_out = sources_of(organization=organization, failed=told, fine=(), own=own)
    return make_material(
        organization=organization,
        topic=look.pattern.title,
        asked=[Asked(row.customer_key, row.text) for row in look.rows],
        sources=sources,
        left_out=left_out,
        conversation_count=len(look.rows),
    )


def _propose(organization: Organization, look: Look) -> LearningUpdate:
    pattern = look.pattern
    fit = look.material.asked if look.material else ()  # nothing that carries a red flag
    examples = list(dict.fromkeys(question.text for question in fit))[:MOST_EXAMPLES]
    return propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.PATTERN_RECOGNITION,
        title=look.title,
        payload={
            "pattern_id": pattern.pk,
            "action": "create",
            "title": look.title,
            "body": look.body,
            "asked_as": list(look.asked_as),
            "reason": look.note,
            "customers": pattern.frequency,
            "asked": pattern.asked_count,
            "asked_before": pattern.asked_before_count,
            "succeeded": pattern.succeeded_count,
            "analysed": pattern.analysed_count,
            "examples": examples,
        },
        confidence=min(max(pattern.cohesion, 0.0), 1.0),
        # Nothing fails, but a person answers each: what a gap counts as failures is here what people had to write.
        impact=round(pattern.frequency * pattern.people_count / max(pattern.asked_count, 1), 4),
        evidence=_evidence(organization, look),
    )


def _evidence(organization: Organization, look: Look) -> list[Evidence]:
    """Snapshots of the askings and of the words of people. One SQL query."""
    asked = [
        question_asked(
            row.text,
            said_at=row.asked_at,
            customer_key=row.customer_key,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
        )
        for row in look.rows
    ]
    places = [(one.message_id, one.start, one.end) for one in look.sentences]
    return asked + words_quoted(organization=organization, places=places)
