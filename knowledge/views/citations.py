"""What the replies of a conversation were answered from."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from knowledge import diffing
from knowledge.markdown import render_html
from knowledge.models import Citation
from training.rights import DeskRequest, role_required


@require_GET
@role_required("analyst")
def conversation_citations(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """A panel for the conversation page: the exact text each reply was answered from, and what became of it since."""
    cited = (
        Citation.objects.for_organization(request.organization)
        .filter(conversation=conversation_id)
        .select_related("message", "version", "entry", "entry__current_version")
        .order_by("message__position", "id")
    )
    rows = []
    for citation in cited:
        then, now = citation.version, citation.entry.current_version
        rows.append(
            {
                "message": citation.message,
                "entry": citation.entry,
                "version": then,
                "html": render_html(then.body),
                # An import may be older than the entry: then its first text stands for what the reply was made from.
                "is_later": then.live_from > citation.message.sent_at,
                "comparison": diffing.compare(old=then, new=now) if now and now.pk != then.pk else None,
            }
        )
    return render(request, "knowledge/partials/conversation_citations.html", {"citations": rows})
