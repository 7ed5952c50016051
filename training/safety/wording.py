"""How the patterns are written down."""

from __future__ import annotations


def one_of(table: str) -> str:
    """The alternatives of a table, parted by |, that may run over several lines."""
    return "(?:" + " ".join(table.split()).replace("| ", "|").replace(" |", "|") + ")"
