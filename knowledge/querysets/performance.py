"""Reads of how entries do: which conversations were answered from them, and the sums of each day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Case, Q, Sum, Value, When

from training.querysets.conversation import COUNTS, FAILED_OUTRIGHT

if TYPE_CHECKING:
    from training.models import Organization

# What each count of an entry counts among the conversations that cite it; the list of conversations selects the same.
CITED, HELPED, HURT = COUNTS["analysed"], COUNTS["succeeded"], FAILED_OUTRIGHT
SUMS = ("retrieved", "cited", "helped", "hurt", "rating_sum", "rating_count")


class Cited(NamedTuple):
    """One conversation that was answered from one entry."""

    entry_id: int
    conversation_id: int
    started_at: datetime
    is_cited: bool
    is_helped: bool
    is_hurt: bool
    rating: int | None


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations."""

    def for_organization(self, organization: Organization | int) -> CitationQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def of_entry(self, entry_id: int) -> CitationQuerySet:
        """Those of one entry, whichever version."""
        return self.filter(entry=entry_id)

    def outcomes(self, *, entry_ids: Iterable[int], begin: datetime, end: datetime) -> list[Cited]:
        """Each conversation begun from `begin` to before `end` that one of these entries answered, once for each entry.

        One SQL query on the index by entry and time.
        """
        rows = (
            self.filter(entry__in=list(entry_ids), started_at__gte=begin, started_at__lt=end)
            .values_list(
                "entry_id",
                "conversation_id",
                "started_at",
                _whether(CITED),
                _whether(HELPED),
                _whether(HURT),
                "conversation__satisfaction",
            )
            .order_by()
            .distinct()
        )
        return [Cited(*row) for row in rows]


class EntryPerformanceQuerySet(models.QuerySet["EntryPerformance"]):
    """Days of entries."""

    def for_organization(self, organization: Organization | int) -> EntryPerformanceQuerySet:
        """One organization's; row-level security holds the same."""
        return self.filter(organization=organization)

    def within(self, first: date, last: date) -> EntryPerformanceQuerySet:
        """The days `first` … `last`, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def totals(self) -> dict[str, int]:
        """The sums over all rows. One SQL query."""
        found = self.aggregate(**{f"all_{name}": Sum(name) for name in SUMS})
        return {name: found[f"all_{name}"] or 0 for name in SUMS}

    def totals_by_entry(self) -> dict[int, dict[str, int]]:
        """The sums of each entry. One SQL query."""
        found = self.order_by().values("entry_id").annotate(**{f"all_{name}": Sum(name) for name in SUMS})
        return {row["entry_id"]: {name: row[f"all_{name}"] for name in SUMS} for row in found}


def _whether(condition: Q) -> Case:
    """A condition on conversations as a truth value beside a citation."""
    return Case(When(of_conversation(condition), then=Value(True)), default=Value(False))


def of_conversation(condition: Any) -> Q:
    """The same condition, on the conversation of a citation."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    moved.children = [
        of_conversation(part) if isinstance(part, Q) else (f"conversation__{part[0]}", part[1])
        for part in condition.children
    ]
    return moved
