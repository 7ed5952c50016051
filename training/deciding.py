"""What the queues share for a decision on one row: carried out and told with its undo, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages

from training.errors import DomainError
from training.rights import DeskRequest
from training.services.flagging import FlagsNotSeen


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Why a decision was refused, if it was; `flags` are the red flags that nobody had said to have seen."""

    error: str = ""
    flags: list[dict[str, Any]] | None = None

    @property
    def status(self) -> int:
        """Of the answer."""
        return 409 if self.error else 200


def carry_out(request: DeskRequest, *, decision: Callable[[], object], sentence: str, undo: str = "") -> Outcome:
    """Carry a decision out and say so; `undo` is the address that takes it back."""
    try:
        decision()
    except FlagsNotSeen as exc:
        return Outcome(error=str(exc), flags=exc.flags)
    except DomainError as exc:
        return Outcome(error=str(exc))
    messages.success(request, sentence, extra_tags=undo)
    return Outcome()


def wants_row(request: DeskRequest, name: str) -> bool:
    """Whether htmx asks from a list, whose rows have the ids NAME-…: then the row is the answer."""
    return bool(request.htmx and request.htmx.target and request.htmx.target.startswith(f"{name}-"))
