"""Keeps the figures of entries true: sums again just the days whose citations or conversations changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from knowledge.models import Citation, DirtyEntryDay, EntryPerformance, KnowledgeEntry
from training.metrics import entry_score
from training.models import Organization
from training.querysets.conversation import day_bounds, today_of

SCORE_DAYS = 30
BATCH = 2000
COUNTED = ("cited", "helped", "hurt", "rating_sum", "rating_count")


def measure_days(*, organization: Organization, limit: int = BATCH) -> int:
    """Sum up to `limit` marked days of entries again, and score those entries; returns how many marks it took.

    Cost follows the marked days, not the history. The marks go in the same transaction as the sums come.
    """
    claimed = DirtyEntryDay.objects.filter(organization=organization).order_by("day", "entry_id", "id")
    marks = list(claimed.select_for_update(skip_locked=True)[:limit])
    if not marks:
        return 0
    entries_of: dict[date, set[int]] = defaultdict(set)
    for mark in marks:
        entries_of[mark.day].add(mark.entry_id)
    used: dict[int, datetime] = {}
    for day in sorted(entries_of):
        _sum_day(organization=organization, day=day, entry_ids=entries_of[day], used=used)
    _note_use(organization=organization, used=used)
    score_entries(organization=organization, entry_ids={mark.entry_id for mark in marks})
    DirtyEntryDay.objects.filter(organization=organization, pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def _sum_day(*, organization: Organization, day: date, entry_ids: Collection[int], used: dict[int, datetime]) -> None:
    """Write one day of entries anew, and add to `used` when each was last used."""
    known = KnowledgeEntry.objects.for_organization(organization).filter(pk__in=entry_ids)
    begin, end = day_bounds(organization, day, day)
    rows = {
        entry_id: EntryPerformance(organization=organization, entry_id=entry_id, day=day)
        for entry_id in sorted(known.values_list("pk", flat=True))
    }
    found = Citation.objects.for_organization(organization).outcomes(entry_ids=list(rows), begin=begin, end=end)
    for one in found:
        used[one.entry_id] = max(one.started_at, used.get(one.entry_id, one.started_at))
        row = rows[one.entry_id]
        row.cited += one.is_cited
        row.helped += one.is_helped
        row.hurt += one.is_hurt
        if one.is_cited and one.rating is not None:
            row.rating_sum += one.rating
            row.rating_count += 1
    EntryPerformance.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["organization", "entry", "day"],
        update_fields=COUNTED,
        batch_size=BATCH,
    )
    EntryPerformance.objects.for_organization(organization).filter(
        entry__in=list(rows), day=day, retrieved=0, **dict.fromkeys(COUNTED, 0)
    ).delete()


def _note_use(*, organization: Organization, used: dict[int, datetime]) -> None:
    """Say when entries were last used, never earlier than was said before. One SQL statement, locking in order."""
    if not used:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH used AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS u (entry_id, at)), "
            "locked AS (SELECT e.id, u.at FROM knowledge_knowledgeentry e JOIN used u ON u.entry_id = e.id "
            "WHERE e.organization_id = %s AND (e.last_used_at IS NULL OR e.last_used_at < u.at) "
            "ORDER BY e.id FOR NO KEY UPDATE OF e) "
            "UPDATE knowledge_knowledgeentry e SET last_used_at = l.at FROM locked l WHERE e.id = l.id",
            [list(used), list(used.values()), organization.pk],
        )


def score_entries(*, organization: Organization, entry_ids: Iterable[int], now: datetime | None = None) -> int:
    """Score entries over the last 30 days; returns how many scores changed. Two SQL queries and one for the changed."""
    today = today_of(organization, now)
    entries = list(
        KnowledgeEntry.objects.for_organization(organization)
        .filter(pk__in=list(entry_ids))
        .only("pk", "kind", "performance_score", "scored_on")
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    days = EntryPerformance.objects.for_organization(organization).filter(entry__in=entries)
    totals = days.within(today - timedelta(days=SCORE_DAYS - 1), today).totals_by_entry()
    changed = []
    for entry in entries:
        sums = totals.get(entry.pk)
        score = None
        # What a hand-off rule passes on is no success by definition, so a rule has no score.
        if sums and entry.kind == KnowledgeEntry.Kind.ANSWER:
            score = entry_score(
                succeeded=sums["helped"],
                answered=sums["cited"],
                rating_sum=sums["rating_sum"],
                rating_count=sums["rating_count"],
                minimum_n=organization.min_rate_n,
            )
        if (entry.performance_score, entry.scored_on) != (score, today):
            entry.performance_score, entry.scored_on = score, today
            changed.append(entry)
    KnowledgeEntry.objects.bulk_update(changed, ["performance_score", "scored_on"], batch_size=BATCH)
    return len(changed)


def score_again(*, organization: Organization, limit: int = BATCH, now: datetime | None = None) -> int:
    """Score entries again whose score is of an earlier day, since days fall out of the 30; returns how many."""
    today = today_of(organization, now)
    old = KnowledgeEntry.objects.for_organization(organization).filter(
        performance_score__isnull=False, scored_on__lt=today
    )
    entry_ids = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    score_entries(organization=organization, entry_ids=entry_ids, now=now)
    return len(entry_ids)


@transaction.atomic
def count_offered(*, organization: Organization, entry_ids: Iterable[int], cited_ids: Iterable[int] = ()) -> None:
    """Count that entries were offered to one answering, and that it used some of them. Two SQL statements."""
    offered = sorted({entry_id for entry_id in entry_ids if entry_id > 0})
    if not offered:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO knowledge_entryperformance AS known "
            "(organization_id, entry_id, day, retrieved, cited, helped, hurt, rating_sum, rating_count) "
            "SELECT %s, entry_id, %s, 1, 0, 0, 0, 0, 0 "
            "FROM unnest(%s::bigint[]) WITH ORDINALITY AS offered (entry_id, place) ORDER BY place "
            "ON CONFLICT (organization_id, entry_id, day) DO UPDATE SET retrieved = known.retrieved + 1",
            [organization.pk, today_of(organization), offered],
        )
    now = timezone.now()
    _note_use(organization=organization, used={entry_id: now for entry_id in cited_ids if entry_id > 0})
