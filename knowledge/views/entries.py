"""Entries: the list with its search, one entry with its versions, and everything that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knowledge import diffing
from knowledge.forms import EntryFilterForm, EntryForm
from knowledge.markdown import render_html
from knowledge.models import Citation, EntryCheck, KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.entry import KnowledgeEntryQuerySet
from knowledge.services import entries
from knowledge.services.searching import Hit, search
from training import pii
from training.errors import DomainError
from training.listing import csv_file, listing, wants_csv
from training.rights import DeskRequest, role_required

SORTS = {
    "title": "title",
    "category": "category",
    "updated": "updated_at",
    "versions": "version_count",
    "score": "performance_score",
    "used": "last_used_at",
}
MOST_HITS = 200
CONTRADICTIONS_SHOWN = 5
_FIELDS = ("title", "body", "asked_as", "kind", "category", "tags", "reason")
HEADER = [
    "id", "title", "category", "tags", "status", "kind", "versions", "updated_at", "last_used_at", "confirmed_at",
    "score", "stale", "contradicted", "text",
]  # fmt: skip


@require_GET
@role_required("analyst")
def entry_list(request: DeskRequest) -> HttpResponseBase:
    """All entries; with a query, the hits of the search among what the filters leave, best first."""
    everything = KnowledgeEntry.objects.for_organization(request.organization)
    form = EntryFilterForm(
        request.GET,
        categories=[name for name, *_ in everything.categories()],
        tags=[name for name, *_ in everything.tags_used()],
    )
    rows = _filtered(everything.for_list_page(request.organization), form, request)
    query = form.cleaned_data.get("q", "")
    hits = _hits(rows, form, request) if query else []
    if query:
        # In the order of the search, for the file too.
        ranked = [hit.entry_id for hit in hits]
        place = RawSQL("array_position(%s::bigint[], knowledge_knowledgeentry.id)", [ranked])
        rows = rows.filter(pk__in=ranked).order_by(place)
    if wants_csv(request):
        return csv_file(organization=request.organization, name="knowledge", header=HEADER, rows=rows, line=_csv_line)
    context = listing(request, rows=hits if query else rows, form=form, sorts=SORTS)
    if query:
        kept = rows.in_bulk([hit.entry_id for hit in context["page_obj"]])
        context["hits"] = [{"hit": hit, "entry": kept[hit.entry_id]} for hit in context["page_obj"]]
    context |= {"query": query, "has_any": everything.exists()}
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
        "stale_days": str(request.organization.entry_stale_days),
        "html": render_html(live.body),
        "versions": versions,
        "comparison": diffing.compare(old=old, new=new) if old and new else None,
        **_contradictions(request, entry),
        "citation_count": Citation.objects.for_organization(request.organization).of_entry(entry.pk).count(),
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
        "tags": entry.tags,
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
@role_required("manager")
def entry_confirm(request: DeskRequest, entry_id: int) -> HttpResponse:
    """Say that an entry's text, as it was read, is still right."""
    version_id = request.POST.get("version", "")
    expected = int(version_id) if version_id.isascii() and version_id.isdigit() else 0
    return _change(
        request,
        entry_id,
        lambda entry: entries.confirm_entry(
            organization=request.organization, entry_id=entry.pk, expected_version_id=expected
        ),
        "Confirmed: it is still right.",
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


def _contradictions(request: DeskRequest, entry: KnowledgeEntry) -> dict[str, Any]:
    """What people answered differently, newest first, their words cut so that the value stands apart."""
    if not entry.drift_note:
        return {}
    checks = EntryCheck.objects.for_organization(request.organization).counting()
    found = checks.filter(entry=entry, has_conflict=True, conversation__isnull=False).order_by("-said_at", "-id")
    shown = list(found[:CONTRADICTIONS_SHOWN])
    for check in shown:
        for conflict in check.conflicts:
            quote, start, end = conflict["quote"], conflict["start"], conflict["end"]
            conflict |= {"before": quote[:start], "said": quote[start:end], "after": quote[end:]}
    return {"contradictions": shown, "contradiction_count": found.count()}


def _filtered(rows: KnowledgeEntryQuerySet, form: EntryFilterForm, request: DeskRequest) -> KnowledgeEntryQuerySet:
    wanted = form.cleaned_data
    if (status := wanted.get("status") or "live") != "all":
        rows = rows.filter(status=status)
    for name in ("category", "kind"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("tag"):
        rows = rows.filter(tags__contains=[wanted["tag"]])
    if wanted.get("origin"):
        rows = rows.filter(current_version__update__isnull=wanted["origin"] == "written")
    if wanted.get("age"):
        days = int(wanted["age"])
        rows = rows.changed_within(days) if days > 0 else rows.unchanged_for(-days)
    if wanted.get("performance"):
        rows = rows.performing(wanted["performance"])
    match wanted.get("health"):
        case "stale":
            rows = rows.stale(request.organization)
        case "drifting":
            rows = rows.drifting()
        case "either":
            rows = rows.stale(request.organization) | rows.drifting()
    return rows


def _hits(rows: KnowledgeEntryQuerySet, form: EntryFilterForm, request: DeskRequest) -> list[Hit]:
    """What the search finds among these rows."""
    wanted = form.cleaned_data
    status = wanted.get("status") or "live"
    is_narrowed = any(
        wanted.get(name) for name in ("category", "tag", "kind", "origin", "age", "performance", "health")
    )
    try:
        return search(
            organization=request.organization,
            query=pii.scrub(wanted["q"]).text,
            limit=MOST_HITS,
            statuses=[status] if status != "all" else KnowledgeEntry.Status.values,
            among=rows.order_by().values_list("pk", flat=True) if is_narrowed else None,
        )
    except DomainError as exc:
        form.add_error("q", str(exc))
        return []


def _find(request: DeskRequest, entry_id: int) -> KnowledgeEntry:
    rows = KnowledgeEntry.objects.for_organization(request.organization).for_list_page(request.organization)
    return get_object_or_404(rows, pk=entry_id)


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
    context: dict[str, Any] = {"form": form, "entry": entry}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in _FIELDS}
            try:
                saved = save(wanted)
            except entries.EntryChangedMeanwhile as exc:
                form.add_error(None, str(exc))
                context["meanwhile"] = _meanwhile(request, form, entry) if entry else None
                status = 409
            except DomainError as exc:
                form.add_error(None, str(exc))
            else:
                messages.success(request, f"Saved “{saved}”. The agent answers from it now.")
                return redirect(saved)
    return render(request, "knowledge/entry_form.html", context, status=status)


def _meanwhile(request: DeskRequest, form: EntryForm, entry: KnowledgeEntry) -> diffing.Comparison:
    """What the form would change in the text that is live now; who has read that may save the form again."""
    _, live = _find_with_text(request, entry.pk)
    shown = request.POST.copy()
    shown["expected_version"] = str(live.pk)
    form.data = shown
    typed = form.cleaned_data
    mine = KnowledgeVersion(title=typed["title"], body=typed["body"], asked_as="\n".join(typed["asked_as"]))
    return diffing.compare(old=live, new=mine)


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


def _csv_line(row: Any) -> list[object]:
    body = row.current_version.body if row.current_version else ""
    score = "" if row.performance_score is None else round(row.performance_score, 3)
    return [
        row.pk, row.title, row.category, " ".join(row.tags), row.status, row.kind, row.version_count,
        row.updated_at.isoformat(), row.last_used_at.isoformat() if row.last_used_at else "",
        row.confirmed_at.isoformat() if row.confirmed_at else "", score, row.is_stale, row.drift_note, body,
    ]  # fmt: skip
