"""What knowledge's numbers count, as filters of the list of conversations (`CONVERSATION_FILTERS`)."""

from __future__ import annotations

from knowledge.models import Citation, KnowledgeEntry
from training.models import Organization
from training.querysets.conversation import ConversationQuerySet


def answered_from_entry(
    *, rows: ConversationQuerySet, organization: Organization, value: str
) -> tuple[ConversationQuerySet, str]:
    """Conversations in which a reply cites the entry of this id, whichever version."""
    entries = KnowledgeEntry.objects.for_organization(organization)
    entry = entries.filter(pk=int(value)).only("title").first() if value.isascii() and value.isdigit() else None
    if entry is None:
        return rows.none(), "answered from an entry that is not here"
    cited = Citation.objects.for_organization(organization).of_entry(entry.pk)
    return rows.filter(pk__in=cited.values("conversation")), f"answered from “{entry}”"
