"""What an applied update did: its topics before and after, beside topics that nothing touched. Pure.

Days are numbered; the windows are half open. The days whose failures led to the update are in neither window: what was
picked because it went badly goes better afterwards on its own.
"""

from __future__ import annotations

from training.impact.shapes import FEWEST_DAYS, Plan, Reading, Tally, Treatment, Verdict, Windows
from training.impact.split import read_split, split_mixture
from training.impact.topics import mixture_for, read
from training.impact.verdicts import overall, plan_for
from training.impact.windows import windows_of

__all__ = [
    "FEWEST_DAYS",
    "Plan",
    "Reading",
    "Tally",
    "Treatment",
    "Verdict",
    "Windows",
    "mixture_for",
    "overall",
    "plan_for",
    "read",
    "read_split",
    "split_mixture",
    "windows_of",
]
