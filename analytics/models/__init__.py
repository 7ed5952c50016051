"""All tables of analytics."""

from __future__ import annotations

from analytics.models.alert import Alert
from analytics.models.rollup import DailyRollup, DirtyHour, HourlyRollup

__all__ = ["Alert", "DailyRollup", "DirtyHour", "HourlyRollup"]
