"""Gaps put right by hand: rename, merge, part again, split, move, and the undo of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from knowledge.models import GapArrangement, KnowledgeGap
from knowledge.services import arranging
from knowledge.views.arranging_panel import Arranged
from knowledge.views.gaps import find_gap, gap_page
from training.errors import DomainError
from training.rights import DeskRequest, role_required

NOWHERE = "none"  # what the form says for “into no gap”


@require_POST
@role_required("manager")
def gap_rename(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Give a gap a title that the machine keeps."""
    title = request.POST.get("title", "")
    return _arrange(
        request,
        find_gap(request, gap_id),
        lambda: arranging.rename_gap(
            organization=request.organization, gap_id=gap_id, title=title, manager=request.user
        ),
        Arranged(form="rename", title=title),
    )


@require_POST
@role_required("manager")
def gap_merge(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Merge the chosen gaps into this one, or this one into another: which, the button says."""
    gap = find_gap(request, gap_id)
    if "into" in request.POST:
        target = request.POST["into"]
        return _arrange(
            request,
            gap,
            lambda: arranging.merge_by_hand(
                organization=request.organization,
                gap_id=_number(target, "Choose the gap that this one shall go into."),
                source_ids=[gap_id],
                manager=request.user,
            ),
            Arranged(form="into", target=target),
        )
    ids = _numbers(request)
    return _arrange(
        request,
        gap,
        lambda: arranging.merge_by_hand(
            organization=request.organization, gap_id=gap_id, source_ids=ids, manager=request.user
        ),
        Arranged(form="merge", ids=ids),
    )


@require_POST
@role_required("manager")
def gap_part(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Take the merge of this gap back."""
    return _arrange(
        request,
        find_gap(request, gap_id),
        lambda: arranging.part_again(organization=request.organization, gap_id=gap_id, manager=request.user),
        Arranged(form="part"),
    )


@require_POST
@role_required("manager")
def gap_split(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Make a new gap of the chosen questions."""
    gap, ids, title = find_gap(request, gap_id), _numbers(request), request.POST.get("title", "")
    return _arrange(
        request,
        gap,
        lambda: arranging.split_gap(
            organization=request.organization, gap_id=gap_id, question_ids=ids, title=title, manager=request.user
        ),
        Arranged(form="questions", ids=ids, title=title, target=request.POST.get("target", "")),
    )


@require_POST
@role_required("manager")
def gap_move(request: DeskRequest, gap_id: int) -> HttpResponse:
    """Move the chosen questions to another gap, or out of all."""
    gap, ids, target = find_gap(request, gap_id), _numbers(request), request.POST.get("target", "")

    def move() -> GapArrangement:
        where = None if target == NOWHERE else _number(target, "Choose where the questions shall go.")
        return arranging.move_questions(
            organization=request.organization, gap_id=gap_id, question_ids=ids, target_id=where, manager=request.user
        )

    return _arrange(
        request,
        gap,
        move,
        Arranged(form="questions", ids=ids, title=request.POST.get("title", ""), target=target),
        stays=True,
    )


@require_POST
@role_required("manager")
def arrangement_undo(request: DeskRequest, arrangement_id: int) -> HttpResponse:
    """Take one change by hand back."""
    mine = GapArrangement.objects.for_organization(request.organization)
    done = get_object_or_404(mine, pk=arrangement_id)
    page = done.gap_id
    try:
        done = arranging.undo_arrangement(
            organization=request.organization, arrangement_id=arrangement_id, manager=request.user
        )
    except DomainError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Taken back. It was: {done.sentence}")
    gaps = KnowledgeGap.objects.for_organization(request.organization)
    found = gaps.filter(pk=page).first() or gaps.filter(pk__in=done.gap_ids).order_by("id").first()
    return redirect(found or "knowledge:gap_list")


def _arrange(
    request: DeskRequest,
    gap: KnowledgeGap,
    change: Callable[[], GapArrangement],
    filled_in: Arranged,
    *,
    stays: bool = False,
) -> HttpResponse:
    """Carry a change out and go to the gap it was about, with Undo; or show the form again, as it was filled in."""
    try:
        done = change()
    except DomainError as exc:
        arranged = replace(filled_in, error=str(exc))
        gap = find_gap(request, gap.pk)
        return gap_page(request, gap, error=arranged.error, arranged=arranged, status=409)
    messages.success(request, done.sentence, extra_tags=reverse("knowledge:arrangement_undo", args=[done.pk]))
    url = gap.get_absolute_url() if stays or done.gap is None else done.gap.get_absolute_url()
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _numbers(request: DeskRequest) -> list[int]:
    """The ids that were ticked; what is no number was typed by nobody."""
    return [int(one) for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]


def _number(text: str, sentence: str) -> int:
    if not (text.isdecimal() and len(text) < 19):
        raise arranging.NothingChosen(sentence)
    return int(text)
