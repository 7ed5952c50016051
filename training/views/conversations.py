"""Conversations: the list that every number opens, and one conversation with all that is known about it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from training.forms import COUNT_LABELS, ConversationFilterForm, channel_label
from training.listing import csv_file, listing, wants_csv
from training.models import Conversation, Message
from training.querysets.conversation import ConversationQuerySet
from training.rights import DeskRequest, role_required

SORTS = {"started": "started_at", "rating": "satisfaction", "messages": "message_count", "channel": "channel"}
HEADER = [
    "id", "channel", "started_at", "status", "question", "intent", "rating", "resolved", "handed_off", "success",
    "sentiment", "first_response_seconds", "resolution_seconds", "messages",
    "agent_version",
]  # fmt: skip


@require_GET
@role_required("analyst")
def conversation_list(request: DeskRequest) -> HttpResponseBase:
    """All conversations, newest first, filtered by the URL."""
    everything = Conversation.objects.for_organization(request.organization)
    channels = everything.channels(request.organization)
    form = ConversationFilterForm(request.GET, channels=channels)
    rows, narrowed = _narrowed(_filtered(everything, form, request).for_list_page(), form, request)
    if wants_csv(request):
        return csv_file(
            organization=request.organization,
            name="conversations",
            header=HEADER,
            rows=rows.select_related("analysis", "agent_version"),
            line=_csv_line,
        )
    # What a customer said first stands in for the question until the conversation is analysed.
    said = Message.objects.filter(conversation=OuterRef("pk"), sender="customer").order_by("position").values("text")
    context = listing(request, rows=rows.annotate(opening=Subquery(said[:1])), form=form, sorts=SORTS)
    context["counted_as"] = COUNT_LABELS.get(form.cleaned_data.get("counted", ""), "")
    context["counted_where"] = _where(form)
    context["narrowed"] = narrowed
    return render(request, "training/conversation_list.html", context)


@require_GET
@role_required("analyst")
def conversation_detail(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """One conversation: transcript, analysis, feedback; what it cites comes from the knowledge app by URL."""
    conversation = get_object_or_404(
        Conversation.objects.for_organization(request.organization).select_related("analysis"), pk=conversation_id
    )
    transcript = list(conversation.messages.order_by("position"))
    context = {
        "conversation": conversation,
        "analysis": getattr(conversation, "analysis", None),
        "transcript": transcript,
        "opening": next((message.text for message in transcript if message.sender == "customer"), ""),
        "feedback": conversation.feedback.order_by("given_at"),
    }
    return render(request, "training/conversation_detail.html", context)


def _filtered(rows: ConversationQuerySet, form: ConversationFilterForm, request: DeskRequest) -> ConversationQuerySet:
    wanted = form.cleaned_data
    rows = rows.between_days(request.organization, wanted.get("first"), wanted.get("last"))
    if wanted.get("channel"):
        rows = rows.filter(channel=wanted["channel"])
    if wanted.get("counted"):
        rows = rows.counted_as(wanted["counted"])
    if wanted.get("rating") == "rated":
        rows = rows.counted_as("rated")
    elif wanted.get("rating"):
        rows = rows.filter(satisfaction=int(wanted["rating"]))
    match wanted.get("outcome"):
        case "failed":
            rows = rows.failed()
        case "failed_outright":
            rows = rows.failed_outright()
        case "success":
            rows = rows.counted_as("succeeded")
        case "neither":
            rows = rows.neither()
        case "handed_off":
            rows = rows.filter(is_handed_off=True)
        case "waiting":
            rows = rows.filter(analysed_at__isnull=True)
    if text := wanted.get("q"):
        rows = rows.filter(
            Q(analysis__question__icontains=text) | Q(external_id__iexact=text) | Q(analysis__intent__icontains=text)
        )
    return rows


def _narrowed(
    rows: ConversationQuerySet, form: ConversationFilterForm, request: DeskRequest
) -> tuple[ConversationQuerySet, list[str]]:
    """The rows that other apps' parameters leave, and what each of them is called."""
    names = []
    for parameter, path in settings.CONVERSATION_FILTERS.items():
        if value := form.cleaned_data.get(parameter):
            rows, name = import_string(path)(rows=rows, organization=request.organization, value=value)
            names.append(name)
    return rows, names


def _where(form: ConversationFilterForm) -> str:
    """The end of the sentence that says what a drill-down counts: its days, its channel, further filters."""
    wanted = form.cleaned_data
    first, last = wanted.get("first"), wanted.get("last")
    days = [("on" if first == last else "from", first), ("to", last if first != last else None)]
    begun = " ".join(f"{word} {date_format(day, 'j M Y')}" for word, day in days if day)
    parts = [f"begun {begun}" if begun else ""]
    if wanted.get("channel"):
        parts.append(f"channel {channel_label(wanted['channel'])}")
    if any(wanted.get(name) for name in ("q", "rating", "outcome")):
        parts.append("narrowed further by the filters below")
    return "".join(f", {part}" for part in parts if part)


def _csv_line(row: Conversation) -> list[object]:
    analysis = getattr(row, "analysis", None)
    return [
        row.external_id, row.channel, row.started_at.isoformat(), row.status,
        analysis.question if analysis else "", analysis.intent if analysis else "", row.satisfaction, row.is_resolved,
        row.is_handed_off, row.is_success, analysis.sentiment if analysis else "", row.first_response_seconds,
        row.resolution_seconds, row.message_count, row.agent_version.label if row.agent_version else "",
    ]  # fmt: skip
