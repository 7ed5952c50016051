"""How the update queue reaches the apps that own what an update changes: by the dotted paths of UPDATE_APPLIERS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, Protocol, cast

from django.conf import settings

from training.errors import DomainError
from training.models import LearningUpdate, Risk, User


class NoApplier(DomainError):
    """No app knows how to apply this kind of update."""


class ApprovalWaits(DomainError):
    """An update cannot be approved yet: a replay has to end first.

    `go_on` starts it. `approve_update` has called it; who rolls that back calls it again.
    """

    go_on: Callable[[], None] | None = None


@dataclass(frozen=True, kw_only=True)
class ReplayNote:
    """What the replay of an update says, for its card: the state, and a few words such as “fixes 14 · breaks 0”."""

    MISSING: ClassVar[str] = "missing"
    RUNNING: ClassVar[str] = "running"
    STALE: ClassVar[str] = "stale"
    FAILED: ClassVar[str] = "failed"
    FRESH: ClassVar[str] = "fresh"

    state: str
    text: str
    breaks: int = 0
    golden_breaks: int = 0
    url: str = ""

    @property
    def needs_reason(self) -> bool:
        """Whether who approves has to say why."""
        return self.state == self.FRESH and self.golden_breaks > 0


@dataclass(frozen=True, kw_only=True)
class ImpactTarget:
    """What an applied update is measured on.

    `design` is "topics" or "split". Of the first `topics` are the keys of what it is for ("gap:7", "entry:12"); of the
    second `share` of the customers, told by `training.bucketing` with `salt`, are served with it. `forecast` is what
    was expected of it: see `ImpactMeasurement.forecast`. `metrics` are those that decide, all where none is named.
    """

    design: str = "topics"
    topics: Sequence[str] = ()
    share: float | None = None
    salt: str = ""
    metrics: Sequence[str] = ()
    forecast: dict[str, Any] = field(default_factory=dict)


class Applier(Protocol):
    """What an applier module offers; each function takes the update by keyword.

    An applier may offer five more, which `guard`, `risk_of`, `prepare`, `replay_notes` and `impact_target` below call
    where they exist.
    """

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


def guard(update: LearningUpdate, *, is_bulk: bool, break_reason: str) -> None:
    """Ask the applier whether an update may be approved as it stands.

    Raises:
        ApprovalWaits: not yet; `prepare` starts what it waits for.
        DomainError: no; the sentence says why.
    """
    ask = getattr(applier_for(update), "guard", None)
    if ask:
        ask(update=update, is_bulk=is_bulk, break_reason=break_reason)


def risk_of(update: LearningUpdate) -> str:
    """How much an update could do wrong; high where its applier does not say."""
    ask = getattr(applier_for(update), "risk_of", None)
    return ask(update=update) if ask else Risk.HIGH


def prepare(update: LearningUpdate, *, requested_by: User | None = None) -> None:
    """Have the applier start in the background what approving the update will need."""
    start = getattr(applier_for(update), "prepare", None)
    if start:
        start(update=update, requested_by=requested_by)


def replay_notes(updates: Sequence[LearningUpdate]) -> dict[int, ReplayNote]:
    """What replays say about these updates of one organization, by update; a fixed number of queries for each kind."""
    notes: dict[int, ReplayNote] = {}
    for kind in {update.kind for update in updates}:
        path = settings.UPDATE_APPLIERS.get(kind)
        room = getattr(import_module(path), "replay_notes", None) if path else None
        if room:
            notes |= room(updates=[update for update in updates if update.kind == kind])
    return notes


def impact_target(update: LearningUpdate) -> ImpactTarget | None:
    """What an update that was just applied is measured on; None where its applier does not say."""
    ask = getattr(applier_for(update), "impact_target", None)
    return ask(update=update) if ask else None
