"""How the times of a file are moved so that its newest message is now, and scaled so that it spans some days. Pure.

Only the start of a conversation is moved and scaled. What lies between its messages stays as it was: a first response
after 9 seconds is one after 9 seconds on every scale.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class TimeMapping:
    """A start at `newest_in_file_at` becomes `newest_mapped_at`; other starts lie as far from it, times `scale`."""

    newest_in_file_at: datetime
    newest_mapped_at: datetime
    scale: float = 1.0

    def offset(self, started_at: datetime) -> timedelta:
        """What to add to every time of a conversation that started then, in whole seconds.

        >>> at = datetime(2025, 1, 10, tzinfo=UTC)
        >>> mapping = TimeMapping(newest_in_file_at=at, newest_mapped_at=datetime(2026, 1, 10, tzinfo=UTC), scale=0.5)
        >>> str(at - timedelta(days=4) + mapping.offset(at - timedelta(days=4)))
        '2026-01-08 00:00:00+00:00'
        """
        before = (self.newest_in_file_at - started_at).total_seconds()
        moved = (self.newest_mapped_at - started_at).total_seconds() - before * self.scale
        return timedelta(seconds=moved // 1)

    def salt(self) -> str:
        """Tells this mapping from every other: the same file under another mapping is another content."""
        return f"{self.newest_in_file_at.isoformat()}>{self.newest_mapped_at.isoformat()}*{self.scale!r}"


class SpanTooShort(ValueError):
    """One conversation alone lasts longer than the days asked for."""


@dataclass(kw_only=True)
class TimeSpan:
    """What a first pass over a file must remember of its times, in seconds since 1970.

    `front` holds (start, duration) of the conversations that no other one beats in both: only these can be the newest
    after scaling. It stays short, however long the file is.
    """

    oldest: float = float("inf")
    newest_start: float = float("-inf")
    conversations: int = 0
    front: list[tuple[float, float]] = field(default_factory=list)

    def add(self, *, started_at: datetime, ended_at: datetime) -> None:
        """Take one conversation into account."""
        start = started_at.timestamp()
        self.conversations += 1
        self.oldest = min(self.oldest, start)
        self.newest_start = max(self.newest_start, start)
        self._add_to_front(start, max(0.0, ended_at.timestamp() - start))

    def merge(self, other: TimeSpan) -> None:
        """Take all that another pass has seen into account."""
        self.conversations += other.conversations
        self.oldest = min(self.oldest, other.oldest)
        self.newest_start = max(self.newest_start, other.newest_start)
        for start, duration in other.front:
            self._add_to_front(start, duration)

    def _add_to_front(self, start: float, duration: float) -> None:
        front = self.front
        place = bisect.bisect_left(front, (start, duration))
        if place < len(front) and front[place][1] >= duration:
            return
        first = place
        while first and front[first - 1][1] <= duration:
            first -= 1
        front[first:place] = [(start, duration)]

    def mapping(self, *, now: datetime, span_days: float | None = None) -> TimeMapping:
        """The mapping that makes the newest message `now` and, if asked, oldest to newest `span_days` long.

        After scaling by k a conversation ends start·k + duration, so the span is max(duration + (start − oldest)·k):
        the k wanted is the smallest (span − duration) ÷ (start − oldest).

        Raises:
            SpanTooShort: a conversation lasts longer than `span_days`.
            ValueError: no conversation was seen.
        """
        if not self.conversations:
            raise ValueError("A file without conversations has no times.")
        scale = 1.0
        if span_days is not None:
            seconds = span_days * 86_400
            if max(duration for _, duration in self.front) >= seconds:
                raise SpanTooShort("A conversation of the file lasts longer than the days asked for.")
            later = [
                (seconds - duration) / (start - self.oldest) for start, duration in self.front if start > self.oldest
            ]
            scale = min(later, default=1.0)
        overhang = max(duration - (self.newest_start - start) * scale for start, duration in self.front)
        return TimeMapping(
            newest_in_file_at=datetime.fromtimestamp(self.newest_start, tz=UTC),
            newest_mapped_at=now - timedelta(seconds=overhang),
            scale=scale,
        )
