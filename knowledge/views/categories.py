"""Categories and tags over all entries: how many have each; renamed and joined by admins."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from knowledge.forms import LabelRenameForm
from knowledge.models import KnowledgeEntry
from knowledge.services import entries
from training.errors import DomainError
from training.rights import DeskRequest, role_required


@require_GET
@role_required("analyst")
def category_list(request: DeskRequest) -> HttpResponse:
    """All categories and all tags, each with the entries that have it."""
    return _page(request)


@require_POST
@role_required("admin")
def category_rename(request: DeskRequest) -> HttpResponse:
    """Rename a category in all entries, or take it away."""
    return _rename(request, "category", entries.rename_category)


@require_POST
@role_required("admin")
def tag_rename(request: DeskRequest) -> HttpResponse:
    """Rename a tag in all entries, or take it away."""
    return _rename(request, "tag", entries.rename_tag)


def _rename(request: DeskRequest, what: str, rename: Callable[..., int]) -> HttpResponse:
    form = LabelRenameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "A name has at most 80 characters.")
        return redirect("knowledge:category_list")
    wanted = form.cleaned_data
    try:
        count = rename(organization=request.organization, **wanted)
    except entries.LabelTaken as exc:
        clash = {"what": what, "old": wanted["old"], "new": exc.new, "sentence": str(exc)}
        return _page(request, clash=clash, status=409)
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        done = f"“{wanted['old']}” is now “{wanted['new']}”" if wanted["new"] else f"“{wanted['old']}” is taken away"
        messages.success(request, f"{done}, in {count} {'entry' if count == 1 else 'entries'}.")
    return redirect("knowledge:category_list")


def _page(request: DeskRequest, *, clash: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    rows = KnowledgeEntry.objects.for_organization(request.organization)
    groups = [
        {"what": "category", "title": "Categories", "rows": rows.categories(), "rename": "knowledge:category_rename"},
        {"what": "tag", "title": "Tags", "rows": rows.tags_used(), "rename": "knowledge:tag_rename"},
    ]
    return render(request, "knowledge/category_list.html", {"groups": groups, "clash": clash}, status=status)
