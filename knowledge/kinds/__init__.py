"""What kind of gap it is, decided from what is known about it; `deciding` says in which order kinds are tried."""

from __future__ import annotations

from knowledge.kinds.beside import CENTRAL
from knowledge.kinds.deciding import decide
from knowledge.kinds.shapes import Difference, EntryView, GapKind, Matter, Verdict

__all__ = ["CENTRAL", "Difference", "EntryView", "GapKind", "Matter", "Verdict", "decide"]
