"""What knowledge's numbers count, as filters of the list of conversations (`CONVERSATION_FILTERS`)."""

from __future__ import annotations

from knowledge.models import Citation, EntryCheck, GapQuestion, KnowledgeEntry, QuestionPattern
from knowledge.querysets.coverage import asked_with_pattern
from knowledge.querysets.impact import METRICS
from knowledge.querysets.insight import counted_by
from knowledge.services.impact import is_served, keys_of
from training.models import ImpactMeasurement, LearningInsight, Organization
from training.querysets.conversation import ConversationQuerySet

PARTS = {"before": "before", "after": "since", "with": "with", "without": "without"}


def answered_from_entry(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations in which a reply cites the entry of this id, whichever version."""
    entry = _entry(organization, value)
    if entry is None:
        return rows.none(), "answered from an entry that is not here"
    cited = Citation.objects.for_organization(organization).of_entry(entry.pk)
    return rows.filter(pk__in=cited.values("conversation")), f"answered from “{entry}”"


def contradicting_entry(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations of the last 30 days in which a person's answer contradicts the text of the entry of this id."""
    entry = _entry(organization, value)
    if entry is None:
        return rows.none(), "whose answers contradict an entry that is not here"
    checks = EntryCheck.objects.for_organization(organization).counting().filter(entry=entry, has_conflict=True)
    return rows.filter(pk__in=checks.values("conversation")), f"whose answers contradict “{entry}”"


def of_pattern(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations that a number of the coverage page counts."""
    return asked_with_pattern(rows, organization, value=value)


def of_impact(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations that a number of the impact ledger counts: `MEASUREMENT:METRIC:PART`.

    The part is "before" or "after" (of its topics), or "with" or "without" (of the customers); the days come with the
    list's own filters.
    """
    number, _, rest = value.partition(":")
    name, _, part = rest.partition(":")
    measurements = ImpactMeasurement.objects.for_organization(organization).select_related("update", "organization")
    is_known = number.isascii() and number.isdigit() and len(number) < 19 and name in METRICS and part in PARTS
    found = measurements.filter(pk=int(number)).first() if is_known else None
    if found is None:
        return rows.none(), "of an update that is not measured here"
    metric = METRICS[name]
    rows = rows.filter(metric.counted)
    words = f"counted for {metric.label.lower()} {PARTS[part]} “{found.update}”"
    if found.design == ImpactMeasurement.Design.SPLIT:
        keys = rows.order_by().values_list("customer_key", flat=True).distinct()
        mine = [key for key in keys if is_served(found, key) == (part == "with")]
        return rows.filter(customer_key__in=mine), words
    told = GapQuestion.objects.for_organization(organization).filter(topics__overlap=keys_of(found))
    return rows.filter(pk__in=told.values("conversation")), words


def of_insight(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations that an insight counts: its id, then after a dot the channel if another one of the same intent."""
    number, _, channel = value.partition(".")
    known = LearningInsight.objects.for_organization(organization)
    found = known.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None:
        return rows.none(), "of an insight that is not here"
    counted = counted_by(found, channel=channel)
    return rows.filter(pk__in=counted.values("pk")), f"that the insight “{found}” counts"


def asking_frequently(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations in which the frequent question of this id was asked."""
    patterns = QuestionPattern.objects.for_organization(organization).only("title")
    pattern = patterns.filter(pk=int(value)).first() if value.isascii() and value.isdigit() else None
    if pattern is None:
        return rows.none(), "that ask a question that is not here"
    asked = GapQuestion.objects.for_organization(organization).filter(pattern=pattern)
    return rows.filter(pk__in=asked.values("conversation")), f"that ask “{pattern}”"


def _entry(organization: Organization, value: str) -> KnowledgeEntry | None:
    entries = KnowledgeEntry.objects.for_organization(organization)
    return entries.filter(pk=int(value)).only("title").first() if value.isascii() and value.isdigit() else None
