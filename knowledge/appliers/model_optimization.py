"""Applies an optimization of the agent: a new version of its settings, first for a hashed half of the customers.

Payload: `changes` (setting → value, see `training.services.agents`), `expected_version_id` (the version that was read
when the update was written), `because` (what was measured: `cause`, `sentence`, `figures`, a list of {"name", "value",
"low", "high", "n"}, and `forecast`, a sentence), `share` (of the customers that get it first; a half where it is
missing).

Result: `agent_version_id`, `previous_agent_version_id`, `share`, `salt`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from knowledge.diffing import word_diff
from knowledge.services.answering import AgentSettings
from knowledge.services.impact.targets import OF_A_RULE
from knowledge.services.replaying import ensure_replay as prepare
from knowledge.services.replaying import guard_approval as guard
from knowledge.services.replaying import replay_notes
from knowledge.services.searching import WouldBe
from training.appliers import ImpactTarget
from training.errors import DomainError
from training.models import AgentVersion, ImpactMeasurement, LearningUpdate, Organization
from training.services import agents

__all__ = [
    "AgentUpdateApplied",
    "AgentUpdateInvalid",
    "AgentUpdateNotApplied",
    "apply",
    "card",
    "compared",
    "guard",
    "impact_target",
    "in_words",
    "prepare",
    "preview",
    "replay_notes",
    "revert",
    "validate",
    "would_answer",
    "would_be",
]
CARD_TEMPLATE = "knowledge/partials/agent_card.html"


class AgentUpdateInvalid(DomainError):
    """The update does not say what to change."""


class AgentUpdateApplied(DomainError):
    """It is applied already."""


class AgentUpdateNotApplied(DomainError):
    """There is nothing to take back."""


def validate(*, update: LearningUpdate) -> None:
    """Hold that the update can be applied as it stands.

    Raises:
        DomainError: it cannot; the sentence says why.
    """
    changes = _changes(update)
    _share(update)
    current = agents.active_version(update.organization_id)
    agents.hold_no_trial(update.organization_id)
    agents.hold_expected(current, _expected(update), changes)
    if not agents.real_changes(current, changes):
        raise AgentUpdateInvalid(f"Version {current.label} answers with exactly these settings already.")


def preview(*, update: LearningUpdate) -> dict[str, Any]:
    """What applying would change (or did), for the person who decides.

    Keys: `settings` (a list of {"name", "label", "old", "new", "diff"}: the diff of a text in segments, else None),
    `old_version`, `new_version` (None until it is applied), `because`, `share`, `problem` (the sentence why it could
    not be applied now, or ""), `is_read_by_local` (whether the local engine minds what changes).
    """
    problem = ""
    if not update.result:
        try:
            validate(update=update)
        except DomainError as exc:
            problem = str(exc)
    versions = AgentVersion.objects.for_organization(update.organization_id)
    new = versions.filter(pk=update.result.get("agent_version_id")).first()
    old = versions.filter(pk=update.result.get("previous_agent_version_id") or _expected(update)).first()
    old = old or agents.active_version(update.organization_id)
    changes = update.payload.get("changes")
    return {
        "settings": compared(old.chosen, changes if isinstance(changes, dict) else {}),
        "old_version": old,
        "new_version": new,
        "because": update.payload.get("because") or {},
        "share": _share(update),
        "problem": problem,
        "is_read_by_local": any(name in ("context_size", "handoff_confidence") for name in changes or ()),
        "is_local": update.organization.engine == Organization.Engine.LOCAL,
    }


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Each setting that differs: both values, and of a text the way from one to the other."""
    return [
        {
            "name": name,
            "label": agents.LABELS[name],
            "old": in_words(old[name]),
            "new": in_words(new[name]),
            "diff": word_diff(old=old[name], new=str(new[name])) if name == "system_prompt" else None,
        }
        for name in AgentVersion.SETTINGS
        if name in new and new[name] != old[name]
    ]


def in_words(value: Any) -> Any:
    """A setting's value for reading."""
    return "the server's own" if value == "" else value


def would_be(*, update: LearningUpdate) -> list[WouldBe]:
    """The knowledge stays as it is."""
    return []


def would_answer(*, update: LearningUpdate) -> AgentSettings:
    """How the agent would answer, for a replay before anyone approves. One SQL query."""
    current = agents.active_version(update.organization_id)
    return AgentSettings.of_version(AgentVersion(**{**current.chosen, **_changes(update)}))


@transaction.atomic
def apply(*, update: LearningUpdate) -> dict[str, Any]:
    """Make the new version and serve a part of the customers with it; the others keep the one before.

    Raises:
        AgentUpdateApplied: it has a result already.
        DomainError: it cannot be applied; the sentence says why.
    """
    if update.result:
        raise AgentUpdateApplied(f"“{update}” was already applied.")
    share, salt = _share(update), f"update-{update.pk}"
    new, old = agents.apply_to_agent(
        organization=update.organization_id,
        changes=_changes(update),
        expected_version_id=_expected(update),
        update=update,
        share=share,
        salt=salt,
    )
    return {"agent_version_id": new.pk, "previous_agent_version_id": old.pk, "share": share, "salt": salt}


@transaction.atomic
def revert(*, update: LearningUpdate) -> None:
    """Have the version before answer everyone again; see `training.services.agents.take_back_from_agent`.

    Raises:
        AgentUpdateNotApplied: it has no result.
        DomainError: a later version stands on it; the sentence names it.
    """
    result = update.result
    if not result:
        raise AgentUpdateNotApplied(f"“{update}” was not applied; there is nothing to roll back.")
    agents.take_back_from_agent(
        organization=update.organization_id,
        version_id=result["agent_version_id"],
        previous_id=result["previous_agent_version_id"],
        reason=f"Rolled back: {update.title}",
    )


def card(*, update: LearningUpdate) -> dict[str, Any]:
    """The part of the update's page that only this kind knows: a template, and the preview as its context."""
    context = preview(update=update) | {"update": update, "is_on_trial": False}
    if update.status == LearningUpdate.Status.APPLIED:
        trial = agents.running_trial(update.organization_id)
        context["is_on_trial"] = trial is not None and trial[0].pk == update.result.get("agent_version_id")
    return {"template": CARD_TEMPLATE, "context": context}


def impact_target(*, update: LearningUpdate) -> ImpactTarget | None:
    """It touches every topic, so those who are served with it are held against those who are not.

    One that is to pass on more is judged by the customers' ratings alone: what is passed on is no success by definition
    and takes a person's time, so that the other metrics would call it harmful whatever it does.
    """
    share, salt = update.result.get("share"), update.result.get("salt")
    if not share or share >= 1:
        return None
    because = update.payload.get("because") or {}
    return ImpactTarget(
        design=ImpactMeasurement.Design.SPLIT,
        share=share,
        salt=salt,
        metrics=OF_A_RULE if _passes_on_more(update) else (),
        forecast=(because.get("expected") or {}) | {"words": because.get("forecast", "")},
    )


def _passes_on_more(update: LearningUpdate) -> bool:
    """Whether it raises the confidence below which the agent passes a question on. One SQL query."""
    versions = AgentVersion.objects.for_organization(update.organization_id)
    before = versions.get(pk=update.result["previous_agent_version_id"])
    return bool(_changes(update).get("handoff_confidence", 0) > before.handoff_confidence)


def _changes(update: LearningUpdate) -> dict[str, Any]:
    changes = update.payload.get("changes")
    if not isinstance(changes, dict) or not changes:
        raise AgentUpdateInvalid("The update does not say which setting of the agent to change.")
    return agents.clean_changes(changes)


def _expected(update: LearningUpdate) -> int | None:
    expected = update.payload.get("expected_version_id")
    return expected if isinstance(expected, int) else None


def _share(update: LearningUpdate) -> float:
    share = update.payload.get("share", agents.HALF)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise AgentUpdateInvalid("The share of the customers must be above 0 and at most 1.")
    return float(share)
