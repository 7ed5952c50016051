"""Candidates: what went well and could be taught, a manager's word on each, and an admin's on a single message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knowledge.forms import CandidateDismissForm, CandidateFilterForm, CandidateForm
from knowledge.models import CandidateEntry, CandidateSource
from knowledge.querysets.candidate import CandidateEntryQuerySet
from knowledge.services import candidates
from training.deciding import carry_out, wants_row
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.models import Message
from training.rights import DeskRequest, role_required
from training.services.flagging import FlagsNotSeen

SORTS = {
    "title": "title",
    "customers": "customer_count",
    "effectiveness": "effectiveness",
    "relation": "relation",
    "said": "said_at",
}
HEADER = [
    "id", "title", "content", "status", "source", "relation", "relation_note", "entry", "customers", "sources",
    "effectiveness", "tags", "flags", "last_said_at", "decided_by", "decided_at", "reason",
]  # fmt: skip


@require_GET
@role_required("analyst")
def candidate_list(request: DeskRequest) -> HttpResponseBase:
    """The candidates, those of most customers first; open ones unless the filter says otherwise."""
    everything = CandidateEntry.objects.for_organization(request.organization)
    form = CandidateFilterForm(request.GET)
    rows = _matching(request, everything, form)
    if wants_csv(request):
        rows = rows.with_source_count()
        return csv_file(organization=request.organization, name="candidates", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context |= {"has_any": everything.exists(), "dismiss_form": CandidateDismissForm()}
    return render(request, "knowledge/candidate_list.html", context)


@require_GET
@role_required("analyst")
def candidate_detail(request: DeskRequest, candidate_id: int) -> HttpResponse:
    """One candidate: its text, what it rests on, how it stands to the knowledge, and the decision."""
    return _detail(request, _find(request, candidate_id))


@require_POST
@role_required("manager")
def candidate_propose(request: DeskRequest, candidate_id: int) -> HttpResponse:
    """Propose with the text of the form; it goes to the review queue."""
    candidate = _find(request, candidate_id)
    form = CandidateForm(request.POST)
    if not form.is_valid():
        return _detail(request, candidate, form=form, status=422)
    return _decide(
        request,
        candidate,
        lambda: candidates.propose_candidate(
            candidate_id=candidate.pk,
            manager=request.user,
            changes_entry=bool(request.POST.get("changes_entry")),
            **form.cleaned_data,
        ),
        f"Proposed “{candidate}”. It waits in the updates for an admin.",
        form=form,
    )


@require_POST
@role_required("manager")
def candidate_dismiss(request: DeskRequest, candidate_id: int) -> HttpResponse:
    """Dismiss with a reason."""
    candidate = _find(request, candidate_id)
    form = CandidateDismissForm(request.POST)
    form.is_valid()
    return _decide(
        request,
        candidate,
        lambda: candidates.dismiss_candidate(
            candidate_id=candidate.pk, manager=request.user, reason=form.cleaned_data.get("reason", "")
        ),
        f"Dismissed “{candidate}”.",
        dismiss_form=form,
    )


@require_POST
@role_required("manager")
def candidate_undo(request: DeskRequest, candidate_id: int) -> HttpResponse:
    """Open a decided candidate again."""
    candidate = _find(request, candidate_id)
    return _decide(
        request,
        candidate,
        lambda: candidates.undo_candidate_decision(candidate_id=candidate.pk, manager=request.user),
        f"“{candidate}” is open again.",
        can_undo=False,
    )


@require_http_methods(["GET", "POST"])
@role_required("admin")
def message_promote(request: DeskRequest, message_id: int) -> HttpResponse:
    """Make an entry of a message: a form filled from it; who saves it proposes, replays and approves."""
    message = _message(request, message_id)
    if request.method == "GET":
        draft = candidates.draft_of_message(organization=request.organization, message=message)
        initial = {"title": draft.title, "body": draft.body, "tags": draft.tags}
        return _promotion(request, message, CandidateForm(initial=initial), draft=draft)
    form = CandidateForm(request.POST)
    if not form.is_valid():
        return _promotion(request, message, form, status=422)
    try:
        done = candidates.promote_message(
            organization=request.organization,
            message_id=message.pk,
            admin=request.user,
            has_seen_flags=bool(request.POST.get("flags_seen")),
            **form.cleaned_data,
        )
    except FlagsNotSeen as exc:
        return _promotion(request, message, form, error=str(exc), flags=exc.flags, status=409)
    except DomainError as exc:
        return _promotion(request, message, form, error=str(exc), status=409)
    if done.waits:
        messages.warning(request, f"Proposed, but not approved yet. {done.waits}")
        return redirect(f"{done.update.get_absolute_url()}#replay")
    undo = reverse("training:update_undo", args=[done.update.pk])
    messages.success(request, f"“{done.update}” is approved. The next cycle makes it an entry.", extra_tags=undo)
    return redirect(f"{message.conversation.get_absolute_url()}#message-{message.pk}")


def _matching(
    request: DeskRequest, everything: CandidateEntryQuerySet, form: CandidateFilterForm
) -> CandidateEntryQuerySet:
    """The rows of the list that the filters of the URL leave."""
    wanted = form.cleaned_data
    rows = everything.for_list_page()
    status = wanted.get("status") or "open"
    if status == "ready":
        rows = rows.ready(request.organization)
    elif status != "all":
        rows = rows.filter(status=status)
    if wanted.get("relation"):
        rows = rows.filter(relation=wanted["relation"])
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    if wanted.get("flags"):
        rows = rows.exclude(flags=[]) if wanted["flags"] == "yes" else rows.filter(flags=[])
    if wanted.get("days"):
        rows = rows.filter(said_at__gte=timezone.now() - timedelta(days=int(wanted["days"])))
    if text := wanted.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(content__icontains=text))
    return rows


def _find(request: DeskRequest, candidate_id: int) -> CandidateEntry:
    rows = CandidateEntry.objects.for_organization(request.organization).for_list_page()
    found: CandidateEntry = get_object_or_404(rows.select_related("related_entry__current_version"), pk=candidate_id)
    return found


def _message(request: DeskRequest, message_id: int) -> Message:
    """A reply of the AI or of a person; what a customer said is no answer."""
    rows = Message.objects.for_organization(request.organization).select_related(
        "conversation", "conversation__analysis"
    )
    replies = rows.filter(sender__in=[Message.Sender.AI, Message.Sender.AGENT])
    found: Message = get_object_or_404(replies, pk=message_id)
    return found


def _decide(
    request: DeskRequest,
    candidate: CandidateEntry,
    decision: Callable[[], CandidateEntry],
    sentence: str,
    *,
    form: CandidateForm | None = None,
    dismiss_form: CandidateDismissForm | None = None,
    can_undo: bool = True,
) -> HttpResponse:
    """Carry a decision out; answer with the list's row (htmx from the list) or the candidate's page."""
    undo = reverse("knowledge:candidate_undo", args=[candidate.pk]) if can_undo else ""
    done = carry_out(request, decision=decision, sentence=sentence, undo=undo)
    candidate = _find(request, candidate.pk)
    if wants_row(request, "candidate"):
        context = {"candidate": candidate, "error": done.error, "dismiss_form": CandidateDismissForm(), "is_swap": True}
        return render(request, "knowledge/partials/candidate_row.html", context, status=done.status)
    if done.error:
        return _detail(request, candidate, error=done.error, form=form, dismiss_form=dismiss_form, status=done.status)
    return redirect(candidate)


def _detail(
    request: DeskRequest,
    candidate: CandidateEntry,
    *,
    error: str = "",
    form: CandidateForm | None = None,
    dismiss_form: CandidateDismissForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open = candidate.status == CandidateEntry.Status.OPEN
    is_backed = candidate.customer_count >= request.organization.gap_min_customers
    context: dict[str, Any] = {
        "candidate": candidate,
        "error": error,
        "is_backed": is_backed,
        "dismiss_form": dismiss_form or CandidateDismissForm(),
    }
    if is_open and is_backed and request.membership.is_manager:
        context |= _proposing(candidate, form)
    sources = CandidateSource.objects.filter(organization=request.organization, candidate=candidate)
    rows = sources.select_related("conversation").order_by("-said_at", "pk")
    context |= listing(request, rows=rows, form=CandidateFilterForm({}))
    return render(request, "knowledge/candidate_detail.html", context, status=status)


def _proposing(candidate: CandidateEntry, form: CandidateForm | None) -> dict[str, Any]:
    """What the form to propose it by needs: the words that enough customers stand behind."""
    backed = candidates.backed_words(candidate=candidate)
    initial = {
        "title": backed.title,
        "body": backed.body,
        "category": candidate.category or (candidate.related_entry.category if candidate.related_entry else ""),
        "tags": backed.tags,
    }
    return {"propose_form": form or CandidateForm(initial=initial), "backed": backed}


def _promotion(
    request: DeskRequest,
    message: Message,
    form: CandidateForm,
    *,
    draft: candidates.MessageDraft | None = None,
    error: str = "",
    flags: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = draft or candidates.draft_of_message(organization=request.organization, message=message)
    if flags is None:
        flags = candidates.promotion_flags(
            organization=request.organization,
            draft=draft,
            title=str(form["title"].value() or ""),
            body=str(form["body"].value() or ""),
        )
    context = {"message": message, "form": form, "draft": draft, "flags": flags, "error": error}
    return render(request, "knowledge/message_promote.html", context, status=status)


def _csv_line(row: CandidateEntry) -> list[object]:
    return [
        row.pk, row.title, row.content, row.status, row.source, row.relation if row.is_compared else "",
        row.relation_note, str(row.related_entry or ""), row.customer_count, row.source_count,  # type: ignore[attr-defined] # annotated for the file
        round(row.effectiveness, 3), " ".join(row.tags), len(row.flags), row.said_at.isoformat(),
        str(row.decided_by or ""), row.decided_at.isoformat() if row.decided_at else "", row.reason,
    ]  # fmt: skip
