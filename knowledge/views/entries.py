"""Entries: the list with its search, one entry with its versions, and everything that changes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knowledge import diffing
from knowledge.forms import AskForm, EntryFilterForm, EntryForm
from knowledge.markdown import render_html
from knowledge.models import Citation, KnowledgeEntry, KnowledgeVersion
from knowledge.services import entries
from knowledge.services.answering import answer
from knowledge.services.measuring import count_offered
from knowledge.services.searching import search
from training import pii
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.rights import DeskRequest, role_required

SORTS = {"title": "title", "category": "category", "updated": "updated_at", "versions": "version_count"}
_FIELDS = ("title", "body", "asked_as", "kind", "category", "tags", "reason")
HEADER = ["id", "title", "category", "tags", "status", "versions", "updated_at", "text"]


@require_GET
@role_required("analyst")
def entry_list(request: DeskRequest) -> HttpResponseBase:
    """All entries; with a query, the hits of the search in its order."""
    everything = KnowledgeEntry.objects.for_organization(request.organization)
    categories = list(
        everything.exclude(category="").order_by("category").values_list("category", flat=True).distinct()
    )
    form = EntryFilterForm(request.GET, categories=categories)
    wanted = form.cleaned_data
    rows = everything.for_list_page()
    status = wanted.get("status") or "live"
    if status != "all":
        rows = rows.filter(status=status)
    if wanted.get("category"):
        rows = rows.filter(category=wanted["category"])
    if wanted.get("origin"):
        rows = rows.filter(current_version__update__isnull=wanted["origin"] == "written")
    if wants_csv(request):
        return csv_file(organization=request.organization, name="knowledge", header=HEADER, rows=rows, line=_csv_line)
    hits = []
    if wanted.get("q"):
        found = search(
            organization=request.organization,
            query=pii.scrub(wanted["q"]).text,
            limit=30,
            statuses=[status] if status != "all" else KnowledgeEntry.Status.values,
        )
        kept = rows.in_bulk([hit.entry_id for hit in found])
        hits = [{"hit": hit, "entry": kept[hit.entry_id]} for hit in found if hit.entry_id in kept]
        rows = rows.filter(pk__in=list(kept))
    context = listing(request, rows=rows, form=form, sorts=SORTS)
    context |= {"hits": hits, "query": wanted.get("q", ""), "has_any": everything.exists()}
    return render(request, "knowledge/entry_list.html", context)


@require_GET
@role_required("analyst")
def entry_detail(request: DeskRequest, entry_id: int) -> HttpResponse:
    """One entry: its text, its versions, and what changed between any two (`?from=2&to=3`)."""
    entry, live = _find_with_text(request, entry_id)
    versions = list(entry.versions.select_related("author", "update").order_by("-number"))
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(request.GET.get("to", ""))
    old = by_number.get(request.GET.get("from", ""))
    if new and not old:
        old = by_number.get(str(new.number - 1))
    context = {
        "entry": entry,
        "live": live,
        "html": render_html(live.body),
        "versions": versions,
        "new": new,
        "old": old,
        "diff": [(str(s.change), s.text) for s in diffing.word_diff(old=old.body, new=new.body)]
        if old and new
        else None,
        "citation_count": Citation.objects.filter(version__entry=entry).count(),
    }
    return render(request, "knowledge/entry_detail.html", context)


@require_http_methods(["GET", "POST"])
@role_required("admin")
def entry_create(request: DeskRequest) -> HttpResponse:
    """Write a new entry."""
    form = EntryForm(
        request.POST or None, initial={"title": request.GET.get("title", ""), "body": request.GET.get("body", "")}
    )
    return _edit(
        request,
        form,
        None,
        lambda wanted: entries.create_entry(organization=request.organization, author=request.user, **wanted),
    )


@require_http_methods(["GET", "POST"])
@role_required("admin")
def entry_edit(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Write a new version of an entry."""
    entry, live = _find_with_text(request, entry_id)
    initial = {
        "title": live.title,
        "body": live.body,
        "asked_as": live.asked_as,
        "kind": live.kind,
        "category": entry.category,
        "tags": ", ".join(entry.tags),
        "expected_version": live.pk,
    }
    form = EntryForm(request.POST or None, initial=initial)
    return _edit(
        request,
        form,
        entry,
        lambda wanted: entries.revise_entry(
            organization=request.organization,
            entry_id=entry.pk,
            author=request.user,
            expected_version_id=form.cleaned_data["expected_version"],
            **wanted,
        ),
    )


@require_POST
@role_required("admin")
def entry_archive(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Take an entry out of what the agent answers from."""
    return _change(
        request,
        entry_id,
        lambda entry: entries.archive_entry(organization=request.organization, entry_id=entry.pk),
        "Archived. The agent no longer answers from it.",
    )


@require_POST
@role_required("admin")
def entry_restore(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Let the agent answer from an archived entry again."""
    return _change(
        request,
        entry_id,
        lambda entry: entries.restore_entry(organization=request.organization, entry_id=entry.pk, author=request.user),
        "Live again.",
    )


@require_POST
@role_required("admin")
def version_restore(request: DeskRequest, entry_id: int, version_id: int) -> HttpResponse:
    """Make an earlier version's text the current one again, as a new version."""
    return _change(
        request,
        entry_id,
        lambda entry: entries.restore_version(
            organization=request.organization, entry_id=entry.pk, version_id=version_id, author=request.user
        ),
        "That text is live again, as a new version.",
    )


@require_http_methods(["GET", "POST"])
@role_required("analyst")
def ask(request: DeskRequest) -> HttpResponse:
    """Ask the agent; answered from live entries with citations, or handed off below the threshold."""
    form = AskForm(request.POST or None, initial={"question": request.GET.get("q", "")})
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                question = form.cleaned_data["question"]
                found = context["answer"] = answer(organization=request.organization, question=question)
                count_offered(
                    organization=request.organization,
                    entry_ids=[hit.entry_id for hit in found.hits],
                    cited_ids=[] if found.is_handoff and not found.rule else [one.entry_id for one in found.citations],
                )
                status = 200
            except DomainError as exc:
                form.add_error("question", str(exc))
    template = "knowledge/partials/answer.html" if request.htmx else "knowledge/ask.html"
    return render(request, template, context, status=status)


@require_GET
@role_required("analyst")
def conversation_citations(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """A panel for the conversation page: which versions its replies were answered from."""
    cited = (
        Citation.objects.filter(organization=request.organization, message__conversation=conversation_id)
        .select_related("message", "version", "version__entry")
        .order_by("message__position", "id")
    )
    return render(request, "knowledge/partials/conversation_citations.html", {"citations": cited})


def _find(request: DeskRequest, entry_id: int) -> KnowledgeEntry:
    return get_object_or_404(KnowledgeEntry.objects.for_organization(request.organization).for_list_page(), pk=entry_id)


def _find_with_text(request: DeskRequest, entry_id: int) -> tuple[KnowledgeEntry, KnowledgeVersion]:
    entry = _find(request, entry_id)
    if entry.current_version is None:
        raise Http404
    return entry, entry.current_version


def _edit(
    request: DeskRequest,
    form: EntryForm,
    entry: KnowledgeEntry | None,
    save: Callable[[dict[str, Any]], KnowledgeEntry],
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in _FIELDS}
            try:
                saved = save(wanted)
            except entries.EntryChangedMeanwhile as exc:
                form.add_error(None, str(exc))
                status = 409
            except DomainError as exc:
                form.add_error(None, str(exc))
            else:
                messages.success(request, f"Saved “{saved}”. The agent answers from it now.")
                return redirect(saved)
    return render(request, "knowledge/entry_form.html", {"form": form, "entry": entry}, status=status)


def _change(
    request: DeskRequest, entry_id: int, change: Callable[[KnowledgeEntry], object], sentence: str
) -> HttpResponse:
    entry = _find(request, entry_id)
    try:
        change(entry)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, sentence)
    return redirect(entry)


def _csv_line(row: KnowledgeEntry) -> list[object]:
    body = row.current_version.body if row.current_version else ""
    return [
        row.pk,
        row.title,
        row.category,
        " ".join(row.tags),
        row.status,
        row.version_count,  # type: ignore[attr-defined] # annotated by for_list_page
        row.updated_at.isoformat(),
        body,
    ]
