"""Entries out of files: uploaded, looked at, then imported or discarded; and all entries as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knowledge import diffing
from knowledge.formats import FORMATS
from knowledge.forms import ImportFilterForm, ImportForm
from knowledge.models import EntryImport, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services import entry_files
from knowledge.services.entry_files.exporting import TYPES
from training.errors import DomainError
from training.listing import listing
from training.rights import DeskRequest, role_required

RECENT = 10


@require_http_methods(["GET", "POST"])
@role_required("analyst")
def import_create(request: DeskRequest) -> HttpResponse:
    """Send a file of entries to look at; who may not, finds the exports and what was imported."""
    is_admin = request.membership.is_admin
    form = ImportForm(request.POST or None, request.FILES or None) if is_admin else None
    status = 200
    if request.method == "POST":
        if form is None:
            return render(request, "403.html", status=403)
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = entry_files.plan_upload(
                    organization=request.organization,
                    file_name=file.name,
                    format=ImportForm.format_of(file.name),
                    content=file.read(),
                    uploaded_by=request.user,
                )
            except DomainError as exc:
                form.add_error("file", str(exc))
            else:
                return redirect(upload)
    recent = EntryImport.objects.filter(organization=request.organization).defer("rows").order_by("-created_at")
    context = {"form": form, "formats": FORMATS, "recent": recent.select_related("uploaded_by")[:RECENT]}
    return render(request, "knowledge/import_form.html", context, status=status)


@require_GET
@role_required("analyst")
def import_detail(request: DeskRequest, import_id: int) -> HttpResponse:
    """What an upload would change, entry by entry; once decided, what it was about."""
    return _page(request, _find(request, import_id))


@require_POST
@role_required("admin")
def import_apply(request: DeskRequest, import_id: int) -> HttpResponse:
    """Write what the preview shows."""
    upload = _find(request, import_id)
    try:
        upload, result = entry_files.apply_upload(
            organization=request.organization,
            import_id=upload.pk,
            author=request.user,
            has_seen_flags=request.POST.get("flagged") == "take",
            leave_flagged=request.POST.get("flagged") == "leave",
        )
    except entry_files.ImportFlagsNotSeen as exc:
        return _page(request, upload, error=str(exc), status=422)
    except DomainError as exc:
        messages.error(request, str(exc))
        return redirect(upload)
    left_out = f", {result.left_out} left out for their red flags" if result.left_out else ""
    messages.success(
        request,
        f"{result.added} added, {result.changed} changed, {result.unchanged} unchanged, {result.refused} refused"
        f"{left_out}. The agent answers from them now.",
    )
    for where, why in [one for one in result.problems if "meanwhile" in one[1]][:5]:
        messages.warning(request, f"{where}: {why}")
    return redirect(upload)


@require_POST
@role_required("admin")
def import_discard(request: DeskRequest, import_id: int) -> HttpResponse:
    """Forget an upload."""
    upload = _find(request, import_id)
    try:
        entry_files.discard_upload(organization=request.organization, import_id=upload.pk)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"“{upload}” is discarded. Nothing was changed.")
    return redirect("knowledge:import_create")


@require_GET
@role_required("analyst")
def entry_export(request: DeskRequest) -> HttpResponse:
    """All live entries as one file (`?format=markdown`, `csv` or `jsonl`)."""
    form = request.GET.get("format", "")
    if form not in FORMATS:
        messages.error(request, f"Choose one of {', '.join(FORMATS.values())}.")
        return redirect("knowledge:import_create")
    name, content = entry_files.export_file(organization=request.organization, format=form)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _find(request: DeskRequest, import_id: int) -> EntryImport:
    uploads = EntryImport.objects.filter(organization=request.organization).select_related("uploaded_by")
    return get_object_or_404(uploads, pk=import_id)


def _page(request: DeskRequest, upload: EntryImport, *, error: str = "", status: int = 200) -> HttpResponse:
    form = ImportFilterForm(request.GET)
    wanted = form.cleaned_data.get("show")
    rows = [row for row in upload.rows if not wanted or _is_shown(row, wanted)]
    context = listing(request, rows=rows, form=form)
    page = context["page_obj"]
    page.object_list = _with_changes(request, list(page.object_list))
    context |= {"upload": upload, "error": error, "is_waiting": upload.status == EntryImport.Status.WAITING}
    return render(request, "knowledge/import_detail.html", context, status=status)


def _is_shown(row: dict[str, Any], wanted: str) -> bool:
    match wanted:
        case "flagged":
            return bool(row.get("flags"))
        case "scrubbed":
            return bool(row.get("scrubbed"))
        case _:
            return bool(row["action"] == wanted)


def _with_changes(request: DeskRequest, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a page, each change beside what stands there now. One SQL query."""
    ids = [row["version_id"] for row in rows if row.get("version_id")]
    versions = KnowledgeVersion.objects.for_organization(request.organization).select_related("entry").in_bulk(ids)
    for row in rows:
        live = versions.get(row.get("version_id") or 0)
        if live is None or not row.get("fields"):
            continue
        fields = row["fields"]
        new = VersionText(title=fields["title"], body=fields["body"], asked_as="\n".join(fields["asked_as"]))
        row["comparison"] = diffing.compare(old=live, new=new)
        names = {"category": "Category", "tags": "Tags", "kind": "Kind", "external_ref": "Reference"}
        row["other_changes"] = [
            (label, _shown(getattr(live.entry, name)), _shown(fields[name]))
            for name, label in names.items()
            if getattr(live.entry, name) != fields[name]
        ]
    return rows


def _shown(value: Any) -> str:
    return (", ".join(value) if isinstance(value, list) else str(value)) or "–"
