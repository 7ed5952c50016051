"""Finds gaps and keeps them: what was asked is noted, put to the gap it is near, counted; once a night gaps are merged.

Each part's cost follows what changed; only `merging` looks at the whole window.
"""

from __future__ import annotations

from knowledge.services.detecting.counting import (
    count_gaps,
    customers_in_vain,
    day_in_words,
    mark_unnoted,
    recount,
    window_start,
)
from knowledge.services.detecting.merging import absorb, is_merge_due, make_merge_due, merge_gaps
from knowledge.services.detecting.noting import Changes, make_count_due, read_changes, write_changes
from knowledge.services.detecting.placing import place_new, set_centre, vectors_of

__all__ = [
    "Changes",
    "absorb",
    "count_gaps",
    "customers_in_vain",
    "day_in_words",
    "is_merge_due",
    "make_count_due",
    "make_merge_due",
    "mark_unnoted",
    "merge_gaps",
    "place_new",
    "read_changes",
    "recount",
    "set_centre",
    "vectors_of",
    "window_start",
    "write_changes",
]
