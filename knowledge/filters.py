"""What knowledge's numbers count, as filters of the list of conversations (`CONVERSATION_FILTERS`)."""

from __future__ import annotations

from knowledge.models import Citation, EntryCheck, KnowledgeEntry
from knowledge.querysets.coverage import asked_with_pattern
from training.models import Organization
from training.querysets.conversation import ConversationQuerySet


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


def _entry(organization: Organization, value: str) -> KnowledgeEntry | None:
    entries = KnowledgeEntry.objects.for_organization(organization)
    return entries.filter(pk=int(value)).only("title").first() if value.isascii() and value.isdigit() else None
