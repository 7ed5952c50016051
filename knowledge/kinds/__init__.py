"""What kind of gap it is, decided from what is known about it; `deciding` says in which order kinds are tried."""

from __future__ import annotations

from knowledge.kinds.beside import CENTRAL, CITED_ELSEWHERE
from knowledge.kinds.deciding import decide
from knowledge.kinds.shapes import Difference, EntryView, GapKind, Matter, Verdict

__all__ = ["CENTRAL", "CITED_ELSEWHERE", "Difference", "EntryView", "GapKind", "Matter", "Verdict", "decide"]
