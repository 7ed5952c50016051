"""How far back a list goes."""

from __future__ import annotations

PERIODS = [("7", "Last 7 days"), ("30", "Last 30 days"), ("90", "Last 90 days")]
