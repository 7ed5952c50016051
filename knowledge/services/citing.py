"""Ties replies to the knowledge they were answered from."""

from __future__ import annotations

from knowledge.models import Citation, KnowledgeVersion
from training.models import Message, Organization


def link_citations(*, organization: Organization, after_id: int, limit: int) -> tuple[int, int, int]:
    """Link the next messages that name entries and are not linked yet: (last message id, looked at, made).

    A message names entries by their external reference; the version live when it was sent is cited, or the first one if
    the message is older than the entry. Four SQL queries.
    """
    messages = list(
        Message.objects.for_organization(organization)
        .filter(pk__gt=after_id, is_citation_linked=False)
        .exclude(cited_refs=[])
        .only("cited_refs", "sent_at")
        .order_by("id")[:limit]
    )
    if not messages:
        return after_id, 0, 0
    refs = {ref for message in messages for ref in message.cited_refs}
    versions: dict[str, list[KnowledgeVersion]] = {}
    rows = KnowledgeVersion.objects.for_organization(organization).filter(entry__external_ref__in=refs)
    for version in rows.select_related("entry").order_by("live_from", "number"):
        versions.setdefault(version.entry.external_ref, []).append(version)
    citations = []
    for message in messages:
        for ref in message.cited_refs:
            known = versions.get(ref)
            if known:
                live = [
                    v
                    for v in known
                    if v.live_from <= message.sent_at and (not v.live_to or v.live_to > message.sent_at)
                ]
                citations.append(
                    Citation(
                        organization=organization,
                        message=message,
                        version=(live or known[:1])[-1],
                    )
                )
    made = Citation.objects.bulk_create(citations, ignore_conflicts=True)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(is_citation_linked=True)
    return messages[-1].pk, len(messages), len(made)
