"""What a person puts right about gaps by hand: names, merges, splits, moves. The machine keeps to it ever after.

Each function locks the gaps it changes in the order of their ids, and the questions, so of two people who click at once
the second is told. Each answers with the row that says what was done and how to take it back.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from knowledge.models import GapArrangement, GapQuestion, KnowledgeGap
from knowledge.services import detecting
from knowledge.services.arranging.recording import counted, note, record
from knowledge.services.arranging.settling import (
    GOES_ELSEWHERE,
    GapNotArrangeable,
    GapTitleMissing,
    NothingChosen,
    drawn_by,
    lock,
    lock_questions,
    merge_ends,
    must_not_be_merged,
    must_take_questions,
    part,
    put,
    remember,
    settle,
    why_not,
)
from knowledge.services.detecting.naming import keywords_of, name_of
from training.models import Organization, User

Kind = GapArrangement.Kind
Status = KnowledgeGap.Status
TITLE_LENGTH = 300


@transaction.atomic
def rename_gap(*, organization: Organization, gap_id: int, title: str, manager: User) -> GapArrangement:
    """Give a gap a title that stays.

    Raises:
        GapTitleMissing: no title, or one that is too long.
        GapNotArrangeable: the gap was merged into another one, or has that title.
    """
    title = _clean_title(title)
    if not title:
        raise GapTitleMissing("Give the gap a title.")
    gap = lock(organization, [gap_id])[gap_id]
    if gap.status == Status.MERGED:
        raise GapNotArrangeable(f"“{gap}” was merged into “{gap.merged_into}”. Rename that one.")
    if gap.is_title_fixed and gap.title == title:
        raise GapNotArrangeable("That is its title already.")
    before, old = note([gap]), gap.title
    gap.title, gap.is_title_fixed = title, True
    gap.save(update_fields=["title", "is_title_fixed", "updated_at"])
    sentence = f"Renamed “{old}” to “{title}”." if title != old else f"Kept the title “{title}” for good."
    return record(
        organization=organization, kind=Kind.RENAME, gap=gap, gaps=[gap], sentence=sentence, before=before,
        manager=manager,
    )  # fmt: skip


@transaction.atomic
def merge_by_hand(
    *, organization: Organization, gap_id: int, source_ids: Collection[int], manager: User
) -> GapArrangement:
    """Merge other gaps into this one; their rows stay, and their centres go on drawing questions for it.

    Raises:
        NothingChosen: no other gap was named.
        GapNotArrangeable: one of them was decided or merged meanwhile.
    """
    wanted = sorted(set(source_ids) - {gap_id})
    if not wanted:
        raise NothingChosen("Choose at least one other gap.")
    gaps = lock(organization, [gap_id, *wanted])
    gap, sources = gaps[gap_id], [gaps[pk] for pk in wanted]
    must_take_questions(gap)
    for source in sources:
        if source.status not in GOES_ELSEWHERE:
            raise GapNotArrangeable(why_not(source))
    was, before = note(gaps.values()), detecting.customers_in_vain(gap)
    for source in sources:
        source.apart_from = [other for other in source.apart_from if other != gap.pk]
        source.expired_at = None
        source.save(update_fields=["apart_from", "expired_at"])
        detecting.absorb(gap=source, into=gap, now=timezone.now())
    gap.apart_from = [other for other in gap.apart_from if other not in wanted]
    gap.is_made_by_hand = True
    settle(organization, [gap, *sources], customers_before={gap.pk: before})
    names = ", ".join(f"“{source}”" for source in sources)
    return record(
        organization=organization, kind=Kind.MERGE, gap=gap, gaps=gaps.values(),
        sentence=f"Merged {names} into “{gap}”.", before=was, manager=manager,
    )  # fmt: skip


@transaction.atomic
def part_again(*, organization: Organization, gap_id: int, manager: User) -> GapArrangement:
    """Take a merge back, also one of the machine's: the gap is open again with the questions that it drew.

    It stays apart from the gap that it was merged into.

    Raises:
        GapNotArrangeable: it is not merged (any more).
    """
    into = merge_ends(organization)
    target_id = into.get(gap_id)
    gaps = lock(organization, [gap_id, *([target_id] if target_id else [])])
    gap, target = gaps[gap_id], gaps.get(target_id or 0)
    if gap.status != Status.MERGED or target is None or merge_ends(organization).get(gap_id) != target_id:
        raise GapNotArrangeable(f"“{gap}” is not merged into another gap any more.")
    was, before = note([gap, target]), detecting.customers_in_vain(target)
    questions = drawn_by(gap, target)
    remember(questions.filter(is_pinned=True))
    questions.update(gap=gap)
    gap.status, gap.merged_into, gap.merged_at = Status.OPEN, None, None
    gap.is_made_by_hand, gap.returned_at = True, timezone.now()
    gap.return_reason = f"Parted again from “{target}”."
    part(gap, target)
    settle(organization, [gap, target], customers_before={target.pk: before})
    return record(
        organization=organization, kind=Kind.PART, gap=gap, gaps=[gap, target],
        sentence=f"Parted “{gap}” from “{target}” again.", before=was, manager=manager,
    )  # fmt: skip


@transaction.atomic
def split_gap(
    *, organization: Organization, gap_id: int, question_ids: Collection[int], manager: User, title: str = ""
) -> GapArrangement:
    """Make a new gap of some of a gap's questions; both stay apart, whatever the machine thinks.

    Raises:
        NothingChosen: no question, or all of them.
        GapTitleMissing: the title is too long.
        QuestionsMovedMeanwhile: some are not in the gap any more.
        GapNotArrangeable: the gap was merged into another one.
    """
    title = _clean_title(title)
    gap = lock(organization, [gap_id])[gap_id]
    must_not_be_merged(gap)
    chosen = lock_questions(gap, question_ids)
    failed = [question for question in chosen if question.is_failed]
    others = GapQuestion.objects.for_organization(organization).failed().filter(gap=gap)
    left = list(others.exclude(pk__in=[question.pk for question in chosen]).values_list("text", flat=True)[:500])
    if not failed:
        raise NothingChosen("Choose at least one failed question for the new gap.")
    if not left:
        raise NothingChosen(f"These are all questions of “{gap}”. Leave some of them in it, or rename the gap.")
    was, before = note([gap], chosen), detecting.customers_in_vain(gap)
    texts = [question.text for question in failed]
    new = KnowledgeGap(
        organization=organization,
        title=title or name_of(texts),
        is_title_fixed=bool(title),
        is_made_by_hand=True,
        named_question_count=len(failed),
        embedding_model=gap.embedding_model,
        keywords=keywords_of(texts, around=[*texts, *left]),
        first_asked_at=min(question.asked_at for question in failed),
        last_asked_at=max(question.asked_at for question in failed),
        centroid=gap.centroid,
    )
    new.save()
    put(chosen, new)
    part(new, gap)
    gap.is_made_by_hand = True  # what is left of it is a person's choice as much as what went
    settle(organization, [gap, new], customers_before={gap.pk: before}, has_new_reach=[new.pk])
    return record(
        organization=organization, kind=Kind.SPLIT, gap=new, gaps=[gap, new],
        sentence=f"Split {counted(len(chosen))} of “{gap}” off into “{new}”.", before=was, manager=manager,
    )  # fmt: skip


@transaction.atomic
def move_questions(
    *, organization: Organization, gap_id: int, question_ids: Collection[int], target_id: int | None, manager: User
) -> GapArrangement:
    """Move questions out of a gap into another one, or into none; there they stay.

    Raises:
        NothingChosen: no question was chosen, or the gap that they are in already.
        QuestionsMovedMeanwhile: some are not where they were any more.
        GapNotArrangeable: a gap was merged into another one, or has expired.
    """
    if gap_id == target_id:
        raise NothingChosen("Choose another gap; the questions are in this one.")
    gaps = lock(organization, [pk for pk in (gap_id, target_id) if pk is not None])
    gap, target = gaps[gap_id], gaps[target_id] if target_id is not None else None
    must_not_be_merged(gap)
    if target is not None:
        must_take_questions(target)
    before = {pk: detecting.customers_in_vain(one) for pk, one in gaps.items()}
    chosen = lock_questions(gap, question_ids)
    was = note(gaps.values(), chosen)
    put(chosen, target)
    settle(organization, list(gaps.values()), customers_before=before)
    where = f"to “{target}”" if target else "out of all gaps"
    return record(
        organization=organization, kind=Kind.MOVE, gap=gap, gaps=gaps.values(),
        sentence=f"Moved {counted(len(chosen))} from “{gap}” {where}.", before=was, manager=manager,
    )  # fmt: skip


def _clean_title(title: str) -> str:
    title = " ".join(title.replace("\0", "").split())
    if len(title) > TITLE_LENGTH:
        raise GapTitleMissing(f"A title has at most {TITLE_LENGTH} characters; this one has {len(title)}.")
    return title
