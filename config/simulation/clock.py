"""A clock that can be set: the whole desk asks `django.utils.timezone.now`, and while it is set that answers.

Only for a process of its own, such as `manage.py simulate`: every thread of the process lives at that time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone


@dataclass
class Clock:
    """What time it is said to be; it goes on from there."""

    moment: datetime
    set_at: float

    def now(self) -> datetime:
        """The time that was set, and what has passed since."""
        return self.moment + timedelta(seconds=monotonic() - self.set_at)

    def set(self, moment: datetime) -> None:
        """Make it this time."""
        self.moment, self.set_at = moment, monotonic()


@contextmanager
def set_to(moment: datetime) -> Iterator[Clock]:
    """Within this block it is `moment`, going on; the clock it yields can be set again."""
    clock = Clock(moment=moment, set_at=monotonic())
    real = timezone.now
    timezone.now = clock.now
    try:
        yield clock
    finally:
        timezone.now = real
