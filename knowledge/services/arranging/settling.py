"""What every change by hand shares: rows locked in one order, questions pinned, gaps counted and judged anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone

from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.querysets.gap import GapQuestionQuerySet
from knowledge.services import detecting
from training.errors import DomainError
from training.models import Organization

Status = KnowledgeGap.Status
FROM_NEWEST = 500  # failed questions of a gap, the newest, that its centre is the middle of
TAKES_QUESTIONS = (Status.OPEN, Status.ACCEPTED, Status.DISMISSED)
GOES_ELSEWHERE = (Status.OPEN, Status.EXPIRED)


class GapTitleMissing(DomainError):
    """A gap has a title."""


class GapNotArrangeable(DomainError):
    """The gap is not in a state in which its questions can be put elsewhere, or take others in."""


class QuestionsMovedMeanwhile(DomainError):
    """Somebody else was faster with some of the questions."""


class NothingChosen(DomainError):
    """No question, or no gap, was chosen."""


def lock(organization: Organization, gap_ids: Sequence[int]) -> dict[int, KnowledgeGap]:
    """The gaps, locked in the order of their ids. One SQL query."""
    wanted = KnowledgeGap.objects.for_organization(organization).filter(pk__in=gap_ids).order_by("id")
    gaps = {gap.pk: gap for gap in wanted.select_for_update()}
    if len(gaps) < len(set(gap_ids)):
        raise GapNotArrangeable("One of these gaps does not exist any more.")
    return gaps


def lock_questions(gap: KnowledgeGap, question_ids: Collection[int]) -> list[GapQuestion]:
    """The chosen questions of a gap, locked. One SQL query."""
    wanted = set(question_ids)
    if not wanted:
        raise NothingChosen("Choose at least one question.")
    everything = GapQuestion.objects.for_organization(gap.organization_id)
    rows = list(everything.filter(gap=gap, pk__in=wanted).order_by("id").select_for_update())
    if missing := len(wanted) - len(rows):
        some = "One of the chosen questions is" if missing == 1 else f"{missing} of the chosen questions are"
        raise QuestionsMovedMeanwhile(
            f"{some} not in “{gap}” any more; somebody moved them meanwhile. Nothing was changed; look again."
        )
    return rows


def must_not_be_merged(gap: KnowledgeGap) -> None:
    """Raise where its questions are elsewhere by now."""
    if gap.status == Status.MERGED:
        raise GapNotArrangeable(why_not(gap))


def must_take_questions(gap: KnowledgeGap) -> None:
    """Raise where it takes no questions in."""
    if gap.status not in TAKES_QUESTIONS:
        raise GapNotArrangeable(why_not(gap))


def why_not(gap: KnowledgeGap) -> str:
    """What stands in the way, in words."""
    if gap.status == Status.MERGED:
        return f"“{gap}” was already merged into “{gap.merged_into}”."
    if gap.status == Status.EXPIRED:
        return f"“{gap}” has expired. Open it again first."
    return f"“{gap}” was already {gap.get_status_display().lower()}. Open it again first."


def put(questions: Sequence[GapQuestion], gap: KnowledgeGap | None) -> None:
    """Pin the questions to a gap, or to none."""
    rows = GapQuestion.objects.filter(pk__in=[question.pk for question in questions])
    remember(rows)
    rows.update(gap=gap, origin=gap, is_pinned=True, is_new=False)


def remember(questions: Any) -> None:
    """Write down where questions were before their first change by hand, or the history would show no “before”."""
    events = apps.get_model("knowledge", "GapQuestionEvent").objects  # the table that pghistory makes
    known = events.filter(pgh_obj=OuterRef("pk"))
    first = [
        events.model(
            pgh_obj=question,
            pgh_label="insert",
            pgh_context={"who": "learning cycle"},
            organization_id=question.organization_id,
            gap_id=question.gap_id,
            text=question.text,
            is_pinned=question.is_pinned,
        )
        for question in questions.filter(~Exists(known))
    ]
    events.bulk_create(first)


def part(one: KnowledgeGap, other: KnowledgeGap) -> None:
    """Have the machine keep two gaps apart."""
    one.apart_from = sorted({*one.apart_from, other.pk})
    other.apart_from = sorted({*other.apart_from, one.pk})


def settle(
    organization: Organization,
    gaps: Sequence[KnowledgeGap],
    *,
    customers_before: dict[int, int] | None = None,
    has_new_reach: Collection[int] = (),
) -> None:
    """Save the gaps with their centres, have them drafted and judged anew, and count them.

    Customers who came or went by hand are no new evidence about a dismissed gap.
    """
    for gap in gaps:
        failed = GapQuestion.objects.for_organization(organization).failed()
        newest = failed.filter(gap=gap, embedding_model=gap.embedding_model).order_by("-asked_at", "id")[:FROM_NEWEST]
        rows = list(newest.values_list("vector", named=True))
        if rows:
            detecting.set_centre(gap, detecting.vectors_of(rows), has_new_reach=gap.pk in has_new_reach)
        if gap.status == Status.DISMISSED and customers_before and gap.pk in customers_before:
            more = detecting.customers_in_vain(gap) - customers_before[gap.pk]
            gap.customers_when_dismissed = max(gap.customers_when_dismissed + more, 1)
        gap.drafted_at = None
        if not gap.is_kind_fixed:
            gap.kind_decided_at = None
        gap.save()
    detecting.recount(organization=organization, now=timezone.now(), gap_ids=[gap.pk for gap in gaps])
    for gap in gaps:
        gap.refresh_from_db()


def merge_ends(organization: Organization) -> dict[int, int | None]:
    """Of each merged gap, where its questions are now; None when that gap is gone. One SQL query."""
    into = _merges(organization)
    return {pk: _steps(pk, into)[-1] for pk in into}


def drawn_by(gap: KnowledgeGap, target: KnowledgeGap) -> GapQuestionQuerySet:
    """The questions of a gap that another one, merged into it, drew: by itself or by those merged into that before."""
    into = _merges(gap.organization_id)
    through = {gap.pk} | {other for other in into if gap.pk in _steps(other, into)}
    return GapQuestion.objects.for_organization(gap.organization_id).filter(gap=target, origin__in=through)


def _merges(organization: Organization | int) -> dict[int, int | None]:
    merged = KnowledgeGap.objects.for_organization(organization).filter(status=Status.MERGED)
    return dict(merged.values_list("id", "merged_into"))


def _steps(gap_id: int, into: dict[int, int | None]) -> list[int | None]:
    """Through which gaps a merged gap's questions went; the last is where they are."""
    steps: list[int | None] = []
    place: int | None = gap_id
    while place in into and into[place] not in steps:
        place = into[place]
        steps.append(place)
    return steps or [None]
