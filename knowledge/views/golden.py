"""Golden questions: questions whose right answer a person confirmed, and the runs that hold the knowledge to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knowledge.forms import GoldenFileForm, GoldenFilterForm, GoldenForm
from knowledge.models import Citation, GoldenQuestion, KnowledgeEntry, ReplayResult, ReplayRun
from knowledge.services import golden, golden_files, replaying
from knowledge.services.answering import answer
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.models import Message
from training.rights import DeskRequest, role_required

SORTS = {"question": "question", "added": "created_at", "entry": "entry__title"}
HEADER = [
    "question",
    "expected_answer",
    "entry",
    "expects_handoff",
    "id",
    "active",
    "source",
    "confirmed_by",
    "added_at",
]
ENTRIES_OFFERED = 300
LIST = "knowledge:golden_list"


@require_GET
@role_required("analyst")
def golden_list(request: DeskRequest) -> HttpResponseBase:
    """The golden set, newest first, with what the last run said about each."""
    form = GoldenFilterForm(request.GET)
    wanted = form.cleaned_data
    everything = GoldenQuestion.objects.for_organization(request.organization)
    last = ReplayRun.objects.for_organization(request.organization).of_golden_set().filter(status="done").first()
    wrong = ReplayResult.objects.filter(run=last, golden=OuterRef("pk"), outcome="breaks")
    rows = everything.for_list_page()
    if wanted.get("state"):
        rows = rows.filter(is_active=wanted["state"] == "active")
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    if wanted.get("last") and last:
        rows = rows.filter(Exists(wrong) if wanted["last"] == "wrong" else ~Exists(wrong))
    if text := wanted.get("q"):
        rows = rows.filter(
            Q(question__icontains=text) | Q(expected_answer__icontains=text) | Q(entry__title__icontains=text)
        )
    if wants_csv(request):
        return csv_file(organization=request.organization, name="golden", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    outcomes = dict(
        ReplayResult.objects.filter(run=last, golden__in=[row.pk for row in context["page_obj"]]).values_list(
            "golden_id", "outcome"
        )
    )
    for row in context["page_obj"]:
        row.last_outcome = outcomes.get(row.pk, "")
    context |= {
        "has_any": everything.exists(),
        "active_count": everything.active().count(),
        "last": last,
    }
    return render(request, "knowledge/golden_list.html", context)


@require_http_methods(["GET", "POST"])
@role_required("manager")
def golden_create(request: DeskRequest) -> HttpResponse:
    """Add one: by hand, from a message of a conversation (`?message=`), or from Ask with one click."""
    if request.method == "GET":
        return _form(request, GoldenForm(initial=_initial(request)), None)
    form = GoldenForm(request.POST)
    saved = None
    if _resolve(request, form):
        data = form.cleaned_data
        message = _message(request, data["message"])
        try:
            saved = golden.add_golden(
                organization=request.organization,
                question=data["question"],
                expected_answer=data["expected_answer"],
                expects_handoff=data["expects_handoff"],
                entry_id=form.entry_id,
                confirmed_by=request.user,
                source=data["source"] or GoldenQuestion.Source.HAND,
                conversation_id=message.conversation_id if message else None,
                message_id=message.pk if message else None,
            )
        except golden.GoldenInvalid as exc:
            form.add_error(exc.field or None, str(exc))
    if saved is None:
        return _form(request, form, None, status=422)
    undo = reverse("knowledge:golden_discard", args=[saved.pk])
    messages.success(request, f"Kept as a golden question: “{saved}”.", extra_tags=undo)
    if message := saved.message:
        return redirect(f"{message.conversation.get_absolute_url()}#message-{message.pk}")
    return redirect(LIST)


@require_http_methods(["GET", "POST"])
@role_required("manager")
def golden_edit(request: DeskRequest, golden_id: int) -> HttpResponse:
    """Change what a golden question asks or expects."""
    found = _find(request, golden_id)
    if request.method == "GET":
        initial = {
            "question": found.question,
            "expected_answer": found.expected_answer,
            "expects_handoff": found.expects_handoff,
            "entry": found.entry_id or "",
        }
        return _form(request, GoldenForm(initial=initial), found)
    form = GoldenForm(request.POST)
    if _resolve(request, form, known=found.entry):
        try:
            golden.revise_golden(
                organization=request.organization,
                golden_id=found.pk,
                confirmed_by=request.user,
                question=form.cleaned_data["question"],
                expected_answer=form.cleaned_data["expected_answer"],
                expects_handoff=form.cleaned_data["expects_handoff"],
                entry_id=form.entry_id,
            )
        except golden.GoldenInvalid as exc:
            form.add_error(exc.field or None, str(exc))
        else:
            messages.success(request, "Saved. Replays hold the knowledge to it from now on.")
            return redirect(LIST)
    return _form(request, form, found, status=422)


@require_POST
@role_required("manager")
def golden_switch(request: DeskRequest, golden_id: int) -> HttpResponse:
    """Switch a golden question off or on."""
    found = _find(request, golden_id)
    try:
        golden.set_golden_active(organization=request.organization, golden_id=found.pk, is_active=not found.is_active)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Switched {'off' if found.is_active else 'on'}: “{found}”.")
    return _back(request)


@require_POST
@role_required("admin")
def golden_delete(request: DeskRequest, golden_id: int) -> HttpResponse:
    """Delete a golden question; a click brings it back."""
    found = _find(request, golden_id)
    golden.delete_golden(organization=request.organization, golden_id=found.pk)
    undo = reverse("knowledge:golden_restore", args=[golden_id])
    messages.success(request, f"Deleted “{found}”.", extra_tags=undo)
    return _back(request)


@require_POST
@role_required("manager")
def golden_discard(request: DeskRequest, golden_id: int) -> HttpResponse:
    """Take back what one has just added oneself."""
    found = _find(request, golden_id)
    if found.confirmed_by_id != request.user.pk and not request.membership.is_admin:
        messages.error(request, "Somebody else added it; an admin can delete it.")
        return redirect(LIST)
    golden.delete_golden(organization=request.organization, golden_id=found.pk)
    messages.success(
        request, f"Taken back: “{found}”.", extra_tags=reverse("knowledge:golden_restore", args=[golden_id])
    )
    return redirect(LIST)


@require_POST
@role_required("manager")
def golden_restore(request: DeskRequest, golden_id: int) -> HttpResponse:
    """Bring a deleted golden question back."""
    try:
        back = golden.restore_golden(organization=request.organization, golden_id=golden_id)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Brought back: “{back}”.")
    return redirect(LIST)


@require_http_methods(["GET", "POST"])
@role_required("manager")
def golden_import(request: DeskRequest) -> HttpResponse:
    """Add the questions of a CSV file; what could not be added is listed with line and reason."""
    if request.method == "GET":
        return render(request, "knowledge/golden_import.html", {"form": GoldenFileForm()})
    form = GoldenFileForm(request.POST, request.FILES)
    done, status = None, 422
    if form.is_valid():
        try:
            done = golden_files.import_golden(
                organization=request.organization, content=form.cleaned_data["file"].read(), confirmed_by=request.user
            )
            status = 200
        except DomainError as exc:
            form.add_error("file", str(exc))
    return render(request, "knowledge/golden_import.html", {"form": form, "done": done}, status=status)


@require_POST
@role_required("manager")
def golden_run(request: DeskRequest) -> HttpResponse:
    """Ask the whole golden set of the live knowledge, in the background."""
    try:
        run = replaying.request_golden_run(organization=request.organization, requested_by=request.user)
    except DomainError as exc:
        messages.error(request, str(exc))
        return redirect(LIST)
    return redirect(run)


def _find(request: DeskRequest, golden_id: int) -> GoldenQuestion:
    rows = GoldenQuestion.objects.for_organization(request.organization).select_related("entry")
    found: GoldenQuestion = get_object_or_404(rows, pk=golden_id)
    return found


def _message(request: DeskRequest, message_id: int | str | None) -> Message | None:
    if not message_id or not str(message_id).isdecimal() or len(str(message_id)) > 18:
        return None
    rows = Message.objects.for_organization(request.organization).select_related("conversation")
    return rows.filter(pk=message_id).first()


def _initial(request: DeskRequest) -> dict[str, Any]:
    """What is known of a new one: of a message the question before it, what was said, and the entry it rests on."""
    message = _message(request, request.GET.get("message"))
    if message is None:
        return {"source": GoldenQuestion.Source.HAND, "question": request.GET.get("question", "")}
    analysis = getattr(message.conversation, "analysis", None)
    asked = (
        message.conversation.messages.filter(sender="customer", position__lt=message.position)
        .order_by("-position")
        .values_list("text", flat=True)
    )
    question = (analysis.question if analysis else "") or asked.first() or ""
    return {
        "source": GoldenQuestion.Source.CONVERSATION,
        "message": message.pk,
        "question": question,
        "expected_answer": message.edited_text or message.text,
        "entry": _entry_behind(request, message, question) or "",
    }


def _entry_behind(request: DeskRequest, message: Message, question: str) -> int | None:
    """The entry that a reply cites; else the one that answers its question now."""
    cited = Citation.objects.filter(organization=request.organization, message=message, version__live_to=None)
    entry_id = cited.values_list("version__entry_id", flat=True).first()
    if entry_id is None and question.strip():
        now = answer(organization=request.organization, question=question)
        entry_id = now.citations[0].entry_id if now.citations and not now.is_handoff else None
    return entry_id


def _resolve(request: DeskRequest, form: GoldenForm, *, known: KnowledgeEntry | None = None) -> bool:
    """Validate, and find the entry that the form names (`known`: what it named before, archived or not)."""
    form.entry_id = None
    if not form.is_valid():
        return False
    name = form.cleaned_data["entry"]
    if known and name in (str(known.pk), known.title):
        form.entry_id = known.pk
    elif name:
        found = golden_files.entries_named(organization=request.organization, names={name})[name]
        if isinstance(found, str):
            form.add_error("entry", found)
            return False
        form.entry_id = found.pk
    return True


def _form(request: DeskRequest, form: GoldenForm, found: GoldenQuestion | None, *, status: int = 200) -> HttpResponse:
    live = KnowledgeEntry.objects.for_organization(request.organization).live().order_by("title")
    number = str((form.data if form.is_bound else form.initial).get("entry") or "")
    named = live.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if named:
        form.say_entry(named)
    context = {
        "form": form,
        "golden": found,
        "entries": list(live.values_list("pk", "title")[:ENTRIES_OFFERED]),
    }
    return render(request, "knowledge/golden_form.html", context, status=status)


def _back(request: DeskRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(reverse(LIST) + (f"?{query}" if query else ""))


def _csv_line(row: GoldenQuestion) -> list[object]:
    entry = (row.entry.external_ref or str(row.entry.pk)) if row.entry else ""
    return [
        row.question, row.expected_answer, entry, "yes" if row.expects_handoff else "no", row.pk,
        "yes" if row.is_active else "no", row.source, str(row.confirmed_by or ""), row.created_at.isoformat(),
    ]  # fmt: skip
