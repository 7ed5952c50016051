"""Once a night: looks at the whole window again, renews the centres, and merges gaps that turned out to be one matter.

What a person put right stays: questions moved by hand, gaps parted, named, made, dismissed or accepted by somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from knowledge import agreement
from knowledge.models import GapQuestion, GapUpkeep, KnowledgeGap
from knowledge.services.detecting.counting import count_gaps, window_start
from knowledge.services.detecting.naming import name_of
from knowledge.services.detecting.noting import make_count_due
from knowledge.services.detecting.placing import (
    answers_to,
    centres_of,
    group,
    in_order,
    loose_since,
    make_gaps,
    put,
    set_centre,
    sort_out,
    target_of,
    vectors_of,
)
from training.ai import embedding
from training.models import Organization, UpdateEvidence

EVERY = timedelta(hours=20)  # a cycle that comes a little early still counts as the next night's
FROM_EACH = 60  # questions of a gap, the newest, that say what it is about
FAILED_MOST = 20_000
Status = KnowledgeGap.Status


def is_merge_due(*, organization: Organization, now: datetime) -> bool:
    """Whether the last merge was long enough ago. One SQL query."""
    upkeep = GapUpkeep.objects.filter(organization=organization).first()
    return upkeep is None or upkeep.merged_at is None or now - upkeep.merged_at >= EVERY


def make_merge_due(*, organization: Organization) -> None:
    """Have the next cycle do the night's work, however short ago the last was: an evaluation has no nights."""
    GapUpkeep.objects.filter(organization=organization).update(merged_at=None)


def merge_gaps(*, organization: Organization, now: datetime) -> tuple[int, int]:
    """Do the night's work if it is due: (gaps looked at, gaps merged into others). The order of the rows is no matter.

    Needs one transaction: cut off in the middle it leaves nothing.
    """
    upkeep, _ = GapUpkeep.objects.get_or_create(organization=organization)
    upkeep = GapUpkeep.objects.select_for_update().get(pk=upkeep.pk)
    if upkeep.merged_at is not None and now - upkeep.merged_at < EVERY:
        return 0, 0
    since = window_start(organization=organization, now=now)
    everything = KnowledgeGap.objects.for_organization(organization)
    loose = GapQuestion.objects.for_organization(organization).asked_since(since).loose()
    models = {*loose.order_by().values_list("embedding_model", flat=True).distinct()}
    models |= {*everything.order_by().values_list("embedding_model", flat=True).distinct()}
    seen = merged = 0
    for model in sorted(models):
        merged += _look_again(organization=organization, since=since, model=model, now=now)
        gaps = list(everything.undecided().filter(embedding_model=model).order_by("id").defer("centroid"))
        accepted = list(everything.being_answered().filter(embedding_model=model).order_by("id").defer("centroid"))
        evidence = _evidence(organization=organization, gaps=[*accepted, *gaps])
        _renew_centres(gaps, evidence)
        seen += len(gaps)
        merged += _merge(organization=organization, gaps=[*accepted, *gaps], evidence=evidence, now=now)
    count_gaps(organization=organization, now=now)
    GapUpkeep.objects.filter(pk=upkeep.pk).update(merged_at=now)
    return seen, merged


def absorb(*, gap: KnowledgeGap, into: KnowledgeGap, now: datetime) -> None:
    """Merge one gap into another: its questions go there, its row stays, its centre goes on drawing for the target."""
    questions = GapQuestion.objects.for_organization(gap.organization_id).filter(gap=gap)
    questions.filter(origin__isnull=True).update(origin=gap)  # so that the merge can be taken back
    questions.update(gap=into)
    gap.status, gap.merged_into, gap.merged_at = Status.MERGED, into, now
    gap.save(update_fields=["status", "merged_into", "merged_at", "updated_at"])
    into.first_asked_at = min(into.first_asked_at, gap.first_asked_at)
    into.save(update_fields=["first_asked_at", "updated_at"])
    make_count_due([gap.pk, into.pk])


def _look_again(*, organization: Organization, since: datetime, model: str, now: datetime) -> int:
    """Group all that fails once more, the questions of open gaps that nobody has touched included.

    A group is the gap that it holds, the oldest of them, so that a gap keeps its identity; what the clustering leaves
    over stays where it is. A gap of which the most went elsewhere is merged into the one that has it. Answered gaps
    take part: they keep what their answer was made of, but what was drawn to them since and turns out to be another
    matter goes where it belongs. Returns how many gaps were merged.
    """
    loose = loose_since(since, organization=organization, model=model)
    near, far = sort_out(in_order(loose), centres_of(organization=organization, model=model))
    put(near)
    ours = GapQuestion.objects.for_organization(organization).asked_since(since).failed()
    ours = ours.filter(gap__in=list(_left_to_us(organization=organization, model=model)))
    home = dict(ours.values_list("id", "gap"))
    failed = [question for question in far if question.is_failed] + in_order(ours)
    failed = sorted(failed, key=lambda question: (question.asked_at, question.external_id))[-FAILED_MOST:]
    found = group(organization=organization, failed=failed, loose=loose)
    # What a person touched while the clustering took its time is left alone.
    known = _left_to_us(organization=organization, model=model, is_locked=True)
    gaps = {pk: gap for pk, gap in known.items() if gap.is_movable}
    answered = known.keys() - gaps.keys()
    groups = [[q for q in own if home.get(q.id) is None or home[q.id] in known] for own in found.groups]
    groups = [own for own in groups if own]
    home = {pk: gap_id for pk, gap_id in home.items() if gap_id in known}
    names = _identities([[home.get(question.id) for question in own] for own in groups], Counter(home.values()))
    kept = _kept_by(answered, organization=organization)
    groups = [
        [question for question in own if _may_go(question, home.get(question.id), name, answered, kept)]
        for own, name in zip(groups, names, strict=True)
    ]
    enough = organization.gap_min_customers
    fresh = [
        own
        for own, name in zip(groups, names, strict=True)
        if not name and len({question.customer_key for question in own}) >= enough
    ]
    made = make_gaps(organization=organization, groups=fresh, around=[*failed, *found.fine], model=model)
    gaps |= {gap.pk: gap for gap in made}
    places = {question.id: gap.pk for gap, own in zip(made, fresh, strict=True) for question in own}
    for own, name in zip(groups, names, strict=True):
        if name:
            places |= dict.fromkeys((question.id for question in own), name)
            if name in gaps:
                _rename_if_other(gaps[name], own, home)
    put([(pk, gap_id, gap_id) for pk, gap_id in places.items() if home.get(pk) != gap_id])
    make_count_due({home[pk] for pk, gap_id in places.items() if home.get(pk, gap_id) != gap_id})
    merged = 0
    for pk in sorted((set(home.values()) & gaps.keys()) - set(names)):
        went = Counter(places.get(question_id, pk) for question_id, before in home.items() if before == pk)
        most = min(went, key=lambda gap_id: (-went[gap_id], gap_id))
        if most != pk:
            absorb(gap=gaps[pk], into=gaps[most], now=now)
            merged += 1
    put(sort_out(in_order(loose), centres_of(organization=organization, model=model))[0])
    return merged


def _may_go(
    question: Any, home: int | None, name: int | None, answered: Collection[int], kept: Collection[int]
) -> bool:
    """Whether a question of one gap (or none) may go to the group of that name (or a new one).

    Nothing leaves an open gap for an answered one here: that its answer is the right one is for the merge to say.
    """
    if home is None or home == name:
        return True
    return name not in answered and question.conversation_id not in kept


def _left_to_us(*, organization: Organization, model: str, is_locked: bool = False) -> dict[int, KnowledgeGap]:
    """The open gaps that no person has touched, and those that were accepted, also where they came back since.

    None whose questions somebody placed by hand. One SQL query, locked in the order of their ids.
    """
    pinned = GapQuestion.objects.for_organization(organization).filter(gap=OuterRef("pk"), is_pinned=True)
    gaps = (
        KnowledgeGap.objects.for_organization(organization)
        .filter(~Exists(pinned), status__in=(Status.OPEN, Status.ACCEPTED))
        .filter(embedding_model=model, apart_from=[], is_made_by_hand=False)
        .order_by("id")
        .defer("centroid")
    )
    if is_locked:
        gaps = gaps.select_for_update(of=("self",))
    return {gap.pk: gap for gap in gaps if gap.is_movable or gap.returned_at or gap.status == Status.ACCEPTED}


def _movable(*, organization: Organization, model: str, is_locked: bool = False) -> dict[int, KnowledgeGap]:
    """The open gaps that no person has touched. One SQL query."""
    known = _left_to_us(organization=organization, model=model, is_locked=is_locked)
    return {pk: gap for pk, gap in known.items() if gap.is_movable}


def _kept_by(answered: Collection[int], *, organization: Organization) -> set[int]:
    """The conversations that the updates made of these gaps rest on. One SQL query."""
    rows = UpdateEvidence.objects.filter(
        organization=organization, update__payload__gap_id__in=list(answered), conversation__isnull=False
    )
    return set(rows.values_list("conversation_id", flat=True))


def _identities(groups: Sequence[Sequence[int | None]], sizes: Counter[int]) -> list[int | None]:
    """Which gap each group is: the oldest that it holds more than half of; then the one it holds most of, a third.

    `groups` says of each question which gap it came from; `sizes` how many each gap had. No gap is two groups.
    """
    shares = [Counter(home for home in homes if home is not None) for homes in groups]
    names = [min((pk for pk in share if 2 * share[pk] > sizes[pk]), default=None) for share in shares]
    used = {name for name in names if name}
    rest = sorted(
        (-share[pk], pk, place)
        for place, share in enumerate(shares)
        for pk in share
        if names[place] is None and pk not in used and 3 * share[pk] >= sizes[pk]
    )
    for _, pk, place in rest:
        if names[place] is None and pk not in used:
            names[place] = pk
            used.add(pk)
    return names


def _rename_if_other(gap: KnowledgeGap, questions: Sequence[Any], home: dict[int, int]) -> None:
    """Name a gap anew, and have it drafted anew, when it is twice what it was named after, or mostly something else."""
    has_grown = len(questions) >= 2 * gap.named_question_count
    if has_grown or 2 * sum(home.get(question.id) == gap.pk for question in questions) < len(questions):
        texts = [question.text for question in questions]
        gap.title, gap.named_question_count = name_of(texts), len(texts)
        gap.drafted_at = None
        gap.save(update_fields=["title", "named_question_count", "drafted_at", "updated_at"])


def _evidence(*, organization: Organization, gaps: Sequence[KnowledgeGap]) -> dict[int, list[Any]]:
    """The newest failed questions of each gap. Two SQL queries."""
    newest = Window(RowNumber(), partition_by=F("gap"), order_by=[F("asked_at").desc(), F("text"), F("id")])
    failed = GapQuestion.objects.for_organization(organization).failed().filter(gap__in=[gap.pk for gap in gaps])
    picked = dict(failed.annotate(place=newest).filter(place__lte=FROM_EACH).values_list("id", "gap"))
    evidence: dict[int, list[Any]] = {gap.pk: [] for gap in gaps}
    for question in in_order(GapQuestion.objects.for_organization(organization).filter(pk__in=picked)):
        evidence[picked[question.id]].append(question)
    return evidence


def _renew_centres(gaps: Sequence[KnowledgeGap], evidence: dict[int, list[Any]]) -> None:
    """Move each centre to the middle of what it holds by now."""
    for gap in gaps:
        if evidence[gap.pk]:
            set_centre(gap, vectors_of(evidence[gap.pk]), has_new_reach=False)
    KnowledgeGap.objects.bulk_update([gap for gap in gaps if evidence[gap.pk]], ["centroid", "cohesion"])


def _merge(
    *, organization: Organization, gaps: Sequence[KnowledgeGap], evidence: dict[int, list[Any]], now: datetime
) -> int:
    """Merge the open gaps that are one matter, later ones into earlier ones; returns how many are merged.

    One that was asked before the answer of an accepted gap was live goes to that gap.
    """
    gaps = [gap for gap in gaps if evidence[gap.pk]]
    if len(gaps) < 2:
        return 0
    questions = [question for gap in gaps for question in evidence[gap.pk]]
    labels = np.array([place for place, gap in enumerate(gaps) for _ in evidence[gap.pk]], dtype=np.int64)
    answers = answers_to(organization=organization, questions=questions)
    model = gaps[0].embedding_model
    movable = _movable(organization=organization, model=model)
    heads = agreement.join_groups(
        labels=labels,
        vectors=vectors_of(questions),
        answers=answers,
        answer_vectors=embedding.embed(answers),
        is_movable=[gap.pk in movable for gap in gaps],
        apart=[*_apart(organization=organization, gaps=gaps), *_asked_since_answered(gaps, evidence)],
    )
    movable = _movable(organization=organization, model=model, is_locked=True)
    everything = KnowledgeGap.objects.for_organization(organization)
    wanted = everything.undecided() | everything.being_answered()
    wanted = wanted.filter(pk__in={gaps[head].pk for head in heads}).order_by("id").defer("centroid")
    targets = {gap.pk: gap for gap in wanted.select_for_update(of=("self",))}
    moved = [
        (movable[gap.pk], targets[gaps[head].pk])
        for place, (gap, head) in enumerate(zip(gaps, heads, strict=True))
        if place != head and gap.pk in movable and gaps[head].pk in targets
    ]
    for gap, into in moved:
        absorb(gap=gap, into=into, now=now)
    return len(moved)


def _asked_since_answered(gaps: Sequence[KnowledgeGap], evidence: dict[int, list[Any]]) -> list[tuple[int, int]]:
    """Pairs of places of an accepted gap and one that is asked in vain although the answer of the first is live."""
    last_asked = [max(question.asked_at for question in evidence[gap.pk]) for gap in gaps]
    return [
        (place, other)
        for place, gap in enumerate(gaps)
        if gap.status == Status.ACCEPTED and gap.learning_update and gap.learning_update.applied_at
        for other, asked_at in enumerate(last_asked)
        if other != place and asked_at >= gap.learning_update.applied_at
    ]


def _apart(*, organization: Organization, gaps: Sequence[KnowledgeGap]) -> list[tuple[int, int]]:
    """Pairs of places in `gaps` that a person parted, also where one was merged into another since. Two SQL queries."""
    everything = KnowledgeGap.objects.for_organization(organization)
    into: dict[int, int | None] = {gap.pk: gap.pk for gap in gaps}
    into |= dict(everything.filter(status=Status.MERGED).values_list("id", "merged_into"))
    place = {gap.pk: number for number, gap in enumerate(gaps)}
    pairs = []
    for pk, others in everything.exclude(apart_from=[]).values_list("id", "apart_from"):
        for other in others:
            ends = {place[end] for end in (target_of(pk, into), target_of(other, into)) if end in place}
            if len(ends) == 2:
                pairs.append((min(ends), max(ends)))
    return pairs
