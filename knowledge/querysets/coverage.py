"""Which part of what customers ask is answered, topic by topic.

Each analysed conversation with a question counts in exactly one pattern: the gap its question belongs to, else the
entry that a reply names first, else the first topic of its analysis. A pattern is covered when a live entry answers it
(for a gap: its questions, asked again, were mostly answered) and its success rate is at target.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Case, CharField, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from knowledge.models import Citation, GapQuestion, KnowledgeEntry, KnowledgeGap
from training.metrics import RATES, rate
from training.models import Conversation, Organization
from training.querysets.conversation import COUNTS

if TYPE_CHECKING:
    from training.querysets.conversation import ConversationQuerySet

GAP, ENTRY, TOPIC = "gap", "entry", "topic"
COVERED, ANY = "covered", "any"
NO_CATEGORY, GAPS, OTHER, NO_TOPIC = "No category", "Gaps", "Named by no entry", "No topic found"
_GAP_FIELDS = ("title", "status", "answered_count", "asked_again_count", "learning_update__status")
_GAP_STATES = ("open", "accepted", "expired")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern of a period: how often it was asked, how often with success, and whether that counts as covered."""

    key: str
    kind: str
    group: str
    title: str
    asked: int
    succeeded: int
    has_answer: bool
    object_id: int | None = None
    minimum_n: int = 1

    @cached_property
    def success(self) -> float | None:
        """The success rate; None: too few to say."""
        return rate(numerator=self.succeeded, denominator=self.asked, minimum_n=self.minimum_n)

    @cached_property
    def state(self) -> str:
        """Covered (a live entry answers it and its success rate is at target), below target, unanswered, or too few."""
        if self.success is None:
            return "few"
        if not self.has_answer:
            return "unanswered"
        return COVERED if self.success >= (RATES["success"].target or 0) else "below"


def with_pattern(rows: ConversationQuerySet, organization: Organization) -> ConversationQuerySet:
    """Analysed conversations with a question, each with its `pattern`: "gap:7", "entry:12", "topic:refund"."""
    shown = KnowledgeGap.objects.for_organization(organization).worth_showing(organization)
    gaps = GapQuestion.objects.for_organization(organization).filter(
        conversation=OuterRef("pk"), gap__in=shown.filter(status__in=_GAP_STATES).values("pk")
    )
    cited = Citation.objects.for_organization(organization).filter(conversation=OuterRef("pk")).order_by("id")
    found = rows.filter(COUNTS["analysed"]).exclude(analysis__question="").filter(analysis__isnull=False)
    text = CharField()
    return found.annotate(
        in_gap=Subquery(gaps.values("gap")[:1], output_field=BigIntegerField()),
        by_entry=Subquery(cited.values("entry")[:1], output_field=BigIntegerField()),
        pattern=Case(
            When(in_gap__isnull=False, then=Concat(Value("gap:"), Cast("in_gap", text))),
            When(by_entry__isnull=False, then=Concat(Value("entry:"), Cast("by_entry", text))),
            default=Concat(
                Value("topic:"),
                Coalesce(F("analysis__topics__0"), NullIf(F("analysis__intent"), Value("")), Value("")),
            ),
            output_field=text,
        ),
    )


def patterns_of(organization: Organization, *, first: date, last: date) -> list[Pattern]:
    """Every pattern of the days `first` … `last`, the most asked first. Three SQL queries."""
    rows = Conversation.objects.for_organization(organization).between_days(organization, first, last)
    counted = list(
        with_pattern(rows, organization)
        .order_by()
        .values_list("pattern")
        .annotate(asked=Count("pk"), succeeded=Count("pk", filter=COUNTS["succeeded"]))
    )
    ids: dict[str, set[int]] = {GAP: set(), ENTRY: set()}
    for key, _, _ in counted:
        kind, _, name = key.partition(":")
        if kind in ids:
            ids[kind].add(int(name))
    gaps = KnowledgeGap.objects.for_organization(organization).select_related("learning_update").only(*_GAP_FIELDS)
    entries = KnowledgeEntry.objects.for_organization(organization).only("title", "category", "status", "kind")
    known_gaps, known_entries = gaps.in_bulk(ids[GAP]), entries.in_bulk(ids[ENTRY])
    found = [
        _pattern(key, asked, succeeded, gaps=known_gaps, entries=known_entries, minimum_n=organization.min_rate_n)
        for key, asked, succeeded in counted
    ]
    return sorted(found, key=lambda one: (-one.asked, one.group, one.title, one.key))


def asked_with_pattern(
    rows: ConversationQuerySet, organization: Organization, *, value: str
) -> tuple[ConversationQuerySet, str]:
    """The conversations that a number of the coverage page counts, and what they are called.

    `value` is a pattern's key, "any", or "covered" with the days it is of ("covered:2026-03-01:2026-03-30").
    """
    found = with_pattern(rows, organization)
    kind, _, name = value.partition(":")
    if kind == ANY and not name:
        return found, "with a question"
    if kind == COVERED:
        try:
            first, last = (date.fromisoformat(day) for day in name.split(":"))
        except ValueError:
            return found.none(), "of days that cannot be"
        if not timedelta(0) <= last - first <= timedelta(days=366):
            return found.none(), "of days that cannot be"
        keys = [one.key for one in patterns_of(organization, first=first, last=last) if one.state == COVERED]
        return found.filter(pattern__in=keys), "on topics that are covered"
    if kind == TOPIC:
        return found.filter(pattern=value), f"on “{name or NO_TOPIC}”, answered from no entry"
    if kind in (GAP, ENTRY) and name.isascii() and name.isdigit() and len(name) < 19:
        model = KnowledgeGap if kind == GAP else KnowledgeEntry
        one = model.objects.for_organization(organization).filter(pk=int(name)).first()
        if one is not None:
            # Its own rows come from an index, so that the pattern is not worked out for every conversation.
            own: QuerySet[Any]
            if kind == GAP:
                own = GapQuestion.objects.for_organization(organization).filter(gap=one.pk)
            else:
                own = Citation.objects.for_organization(organization).of_entry(one.pk)
            return found.filter(pk__in=own.values("conversation"), pattern=value), f"on “{one}”"
    return found.none(), "on a topic that is not here"


def _pattern(
    key: str,
    asked: int,
    succeeded: int,
    *,
    gaps: dict[int, KnowledgeGap],
    entries: dict[int, KnowledgeEntry],
    minimum_n: int,
) -> Pattern:
    kind, _, name = key.partition(":")
    group, title, has_answer, object_id = OTHER, name or NO_TOPIC, False, None
    if kind == GAP:
        gap = gaps[int(name)]
        group, title, object_id = GAPS, gap.title, gap.pk
        has_answer = gap.state == "answered" and 2 * gap.answered_count >= gap.asked_again_count > 0
    elif kind == ENTRY:
        entry = entries[int(name)]
        group, title, object_id = entry.category or NO_CATEGORY, entry.title, entry.pk
        has_answer = entry.status == KnowledgeEntry.Status.LIVE and entry.kind == KnowledgeEntry.Kind.ANSWER
    return Pattern(
        key=key,
        kind=kind,
        group=group,
        title=title,
        asked=asked,
        succeeded=succeeded,
        has_answer=has_answer,
        object_id=object_id,
        minimum_n=minimum_n,
    )
