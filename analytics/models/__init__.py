"""All tables of analytics."""

from __future__ import annotations

from analytics.models.rollup import DailyRollup, DirtyHour, HourlyRollup

__all__ = ["DailyRollup", "DirtyHour", "HourlyRollup"]
