"""Takes back what somebody put right about gaps, exactly, as long as nobody built on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge.models import GapArrangement, GapQuestion, KnowledgeGap
from knowledge.services import detecting
from knowledge.services.arranging.settling import GapNotArrangeable, drawn_by, lock, remember, settle
from training.errors import DomainError
from training.models import Organization, User

Kind = GapArrangement.Kind
Status = KnowledgeGap.Status


class ArrangementInUse(DomainError):
    """Somebody took it back already, or built on it."""


@transaction.atomic
def undo_arrangement(*, organization: Organization, arrangement_id: int, manager: User) -> GapArrangement:
    """Take one change by hand back: titles, questions and gaps are as they were; what came since stays with its gap.

    Raises:
        ArrangementInUse: it was taken back before, or something later stands on it.
        GapNotArrangeable: a gap of it was decided or is gone.
    """
    done = GapArrangement.objects.for_organization(organization).select_for_update().get(pk=arrangement_id)
    if done.undone_at:
        raise ArrangementInUse(f"This was already taken back by {done.undone_by or 'somebody'}.")
    gaps = lock(organization, done.gap_ids)
    later = GapArrangement.objects.for_organization(organization).standing().filter(pk__gt=done.pk)
    if newer := later.filter(gap_ids__overlap=done.gap_ids).order_by("-id").first():
        raise ArrangementInUse(f"Take back first what was done after it: {newer.sentence}")
    before = {pk: detecting.customers_in_vain(gap) for pk, gap in gaps.items()}
    _UNDO[Kind(done.kind)](done, gaps)
    settle(organization, list(gaps.values()), customers_before=before)
    done.undone_at, done.undone_by = timezone.now(), manager
    done.save(update_fields=["undone_at", "undone_by"])
    return done


def _undo_rename(done: GapArrangement, gaps: dict[int, KnowledgeGap]) -> None:
    _restore(done, gaps.values(), "title", "is_title_fixed")


def _undo_split(done: GapArrangement, gaps: dict[int, KnowledgeGap]) -> None:
    new = next(gap for pk, gap in gaps.items() if str(pk) not in done.before["gaps"])
    if new.status != Status.OPEN:
        raise GapNotArrangeable(f"“{new}” is {new.get_status_display().lower()} by now. Open it again first.")
    old = next(gap for pk, gap in gaps.items() if pk != new.pk)
    _put_back(done)
    questions = GapQuestion.objects.for_organization(done.organization_id).filter(gap=new)
    questions.update(gap=old, origin=old)  # what it drew since
    _restore(done, [old], "apart_from", "is_made_by_hand")
    gaps.pop(new.pk).delete()


def _undo_move(done: GapArrangement, gaps: dict[int, KnowledgeGap]) -> None:
    _put_back(done)


def _undo_merge(done: GapArrangement, gaps: dict[int, KnowledgeGap]) -> None:
    target = gaps[done.gap_id or 0]
    for source in gaps.values():
        if source.pk != target.pk:
            drawn_by(source, target).update(gap=source)
    _restore(done, gaps.values(), "apart_from", "is_made_by_hand")
    sources = [gap for gap in gaps.values() if gap.pk != target.pk]
    _restore(done, sources, "status", "merged_into_id", "merged_at", "expired_at")


def _undo_part(done: GapArrangement, gaps: dict[int, KnowledgeGap]) -> None:
    gap = gaps[done.gap_id or 0]
    if gap.status != Status.OPEN:
        raise GapNotArrangeable(f"“{gap}” is {gap.get_status_display().lower()} by now. Open it again first.")
    target = next(other for other in gaps.values() if other.pk != gap.pk)
    questions = GapQuestion.objects.for_organization(done.organization_id).filter(gap=gap)
    questions.filter(origin__isnull=True).update(origin=gap)
    remember(questions.filter(is_pinned=True))
    questions.update(gap=target)
    _restore(done, gaps.values(), "apart_from", "is_made_by_hand")
    _restore(done, [gap], "status", "merged_into_id", "merged_at", "returned_at", "return_reason")


_UNDO = {
    Kind.RENAME: _undo_rename,
    Kind.MERGE: _undo_merge,
    Kind.PART: _undo_part,
    Kind.SPLIT: _undo_split,
    Kind.MOVE: _undo_move,
}


def _put_back(done: GapArrangement) -> None:
    """Put questions where they were, those that still are; one whose conversation asks something else now stays."""
    questions = GapQuestion.objects.for_organization(done.organization_id)
    rows = {row.pk: row for row in questions.filter(pk__in=[one[0] for one in done.before["questions"]])}
    for pk, gap_id, origin_id, is_pinned in done.before["questions"]:
        if pk in rows:
            rows[pk].gap_id, rows[pk].origin_id, rows[pk].is_pinned = gap_id, origin_id, is_pinned
    GapQuestion.objects.bulk_update(rows.values(), ["gap", "origin", "is_pinned"])


def _restore(done: GapArrangement, gaps: Iterable[KnowledgeGap], *names: str) -> None:
    for gap in gaps:
        was: dict[str, Any] = done.before["gaps"][str(gap.pk)]
        for name in names:
            field: Any = KnowledgeGap._meta.get_field(name.removesuffix("_id"))
            setattr(gap, name, field.to_python(was[name]))
