"""How the update queue reaches the apps that own what an update changes: by the dotted paths of UPDATE_APPLIERS."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from training.errors import DomainError
from training.models import LearningUpdate


class NoApplier(DomainError):
    """No app knows how to apply this kind of update."""


class Applier(Protocol):
    """What an applier module offers; each function takes the update by keyword."""

    def validate(self, *, update: LearningUpdate) -> None:
        """Raise a DomainError when the payload cannot be applied as it stands."""

    def preview(self, *, update: LearningUpdate) -> dict[str, Any]:
        """Say what would change, for the person who decides."""

    def apply(self, *, update: LearningUpdate) -> dict[str, Any]:
        """Change what is served; return all that `revert` needs."""

    def revert(self, *, update: LearningUpdate) -> None:
        """Serve again what was served before."""

    def card(self, *, update: LearningUpdate) -> dict[str, Any]:
        """The queue's card of this kind: `template` and its `context`."""


def applier_for(update: LearningUpdate) -> Applier:
    """The applier of this update's kind.

    Raises:
        NoApplier: nothing in UPDATE_APPLIERS serves this kind.
    """
    path = settings.UPDATE_APPLIERS.get(update.kind)
    if not path:
        raise NoApplier(f"Nothing here can apply an update of the kind “{update.get_kind_display()}”.")
    return cast(Applier, import_module(path))
