"""The agent's versions: made, served to a share of the customers, made active, taken back.

Settings of a version never change. Every write locks the organization first, so that the versions of two who act at
once stand in one line; versions are numbered upwards whatever becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from training.errors import DomainError
from training.models import AgentVersion, Deployment, LearningUpdate, Organization, User
from training.services.agents.serving import active_version, hold_no_trial, running_trial
from training.services.agents.settings import clean_changes, listed, next_number, real_changes
from training.services.impact import end_measurement

Status = AgentVersion.Status
HALF = 0.5


class NothingChanges(DomainError):
    """The agent answers with exactly this already."""


class AgentChangedMeanwhile(DomainError):
    """Another version answers by now."""


class UpdateOwnsVersion(DomainError):
    """The version is taken back by rolling its update back."""


class LaterAgentVersion(DomainError):
    """A later version stands on the one that is to be taken back; the sentence names it."""


@transaction.atomic
def ensure_first_version(organization: Organization | int) -> AgentVersion:
    """The active version; version 1.0.0, serving everyone, where there is none yet."""
    organization_id = lock_agent(organization)
    found = AgentVersion.objects.for_organization(organization_id).active().first()
    if found is not None:
        return found
    now = timezone.now()
    version = AgentVersion.objects.create(
        organization_id=organization_id, status=Status.ACTIVE, activated_at=now, note="The first version"
    )
    Deployment.objects.create(organization_id=organization_id, agent_version=version, started_at=now)
    return version


@transaction.atomic
def change_agent(
    *, organization: Organization | int, changes: Mapping[str, Any], by: User | None = None, note: str = ""
) -> AgentVersion:
    """A new version with these settings and the rest of the active one, serving everyone from now on.

    Raises:
        AgentSettingsInvalid: a value cannot be used.
        NothingChanges: the agent answers with exactly this already.
        TrialRunning: two versions share the customers.
    """
    current = ensure_first_version(organization)
    hold_no_trial(current.organization_id)
    version = draft_version(parent=current, changes=changes, by=by, note=note)
    return _activate(version, reason=f"Version {version.label} was made")


def draft_version(
    *,
    parent: AgentVersion,
    changes: Mapping[str, Any],
    by: User | None = None,
    update: LearningUpdate | None = None,
    note: str = "",
) -> AgentVersion:
    """A draft with other settings than `parent`, which serves nobody yet; the caller holds the organization's lock.

    Raises:
        AgentSettingsInvalid: a value cannot be used.
        NothingChanges: no setting would differ.
    """
    changed = real_changes(parent, clean_changes(changes))
    if not changed:
        raise NothingChanges("The agent answers with exactly these settings already.")
    major, minor, patch = next_number(_highest(parent.organization_id), changed)
    return AgentVersion.objects.create(
        organization_id=parent.organization_id,
        major=major,
        minor=minor,
        patch=patch,
        parent=parent,
        created_by=by,
        update=update,
        note=note[:300],
        **{**parent.chosen, **changed},
    )


@transaction.atomic
def apply_to_agent(
    *,
    organization: Organization | int,
    changes: Mapping[str, Any],
    expected_version_id: int | None,
    update: LearningUpdate,
    share: float = HALF,
    salt: str = "",
) -> tuple[AgentVersion, AgentVersion]:
    """What an update of the agent does: its version takes a hashed share of the customers from the active one.

    Where the agent was changed since the update was written, its changes go on top, unless the same setting was.
    Returns the new version and the one before.

    Raises:
        DomainError: it cannot be done; the sentence says why.
    """
    current = ensure_first_version(organization)
    hold_no_trial(current.organization_id)
    hold_expected(current, expected_version_id, changes)
    version = draft_version(parent=current, changes=changes, by=update.decided_by, update=update, note=update.title)
    _activate(version, share=share, salt=salt, reason=f"Version {version.label} is tried")
    return version, current


@transaction.atomic
def activate_version(*, organization: Organization | int, version_id: int, by: User | None = None) -> AgentVersion:
    """Have an earlier version answer everyone again.

    Raises:
        NothingChanges: it does already.
        TrialRunning: two versions share the customers.
    """
    organization_id = lock_agent(organization)
    hold_no_trial(organization_id)
    version = AgentVersion.objects.for_organization(organization_id).get(pk=version_id)
    if version.status == Status.ACTIVE:
        raise NothingChanges(f"Version {version.label} answers everyone already.")
    return _activate(version, reason=f"{_name(by)} made version {version.label} active")


@transaction.atomic
def serve_all(
    *, organization: Organization | int, version_id: int, by: User | None = None, reason: str = ""
) -> AgentVersion:
    """Give the version that is tried to everyone; its effect is measured up to now, since then nobody is without it.

    Raises:
        AgentChangedMeanwhile: it is not tried on a share of the customers (any more).
    """
    organization_id = lock_agent(organization)
    version = AgentVersion.objects.for_organization(organization_id).get(pk=version_id)
    trial = running_trial(organization_id)
    if trial is None or trial[0].pk != version.pk:
        active = active_version(organization_id)
        raise AgentChangedMeanwhile(
            f"Version {version.label} is not on trial; "
            + ("two other versions share the customers." if trial else f"version {active.label} answers everyone.")
        )
    if version.update is not None:
        end_measurement(update=version.update, now=timezone.now())
    return _activate(version, reason=reason or f"{_name(by)} gave version {version.label} to everyone")


@transaction.atomic
def roll_back_version(*, organization: Organization | int, version_id: int, by: User | None = None) -> AgentVersion:
    """Have the version that this one was made from answer everyone again.

    Raises:
        AgentChangedMeanwhile: it does not answer (any more).
        UpdateOwnsVersion: an update made it, and goes back with it.
        NothingChanges: it is the first one.
    """
    organization_id = lock_agent(organization)
    version = (
        AgentVersion.objects.for_organization(organization_id).select_related("parent", "update").get(pk=version_id)
    )
    if version.status != Status.ACTIVE:
        raise AgentChangedMeanwhile(
            f"Version {version.label} does not answer any more; version {active_version(organization_id).label} does."
        )
    if version.update is not None and version.update.status == LearningUpdate.Status.APPLIED:
        raise UpdateOwnsVersion(f"Version {version.label} came with “{version.update}”. Roll that update back.")
    if version.parent is None:
        raise NothingChanges(f"Version {version.label} is the first one; there is none before it.")
    return _activate(
        version.parent, reason=f"{_name(by)} rolled version {version.label} back", leaves=Status.ROLLED_BACK
    )


@transaction.atomic
def take_back_from_agent(
    *, organization: Organization | int, version_id: int, previous_id: int, reason: str
) -> AgentVersion:
    """The exact inverse of `apply_to_agent`: the version before answers everyone again.

    Where later versions stand on it, what it changed is put back in a new version, unless one of them changed the same
    setting. Where none of what serves stands on it, nothing that is served changes. Returns the version that answers.

    Raises:
        LaterAgentVersion: a later version changed the same setting; the sentence names it.
        TrialRunning: a later version is on trial; the sentence names it.
    """
    organization_id = lock_agent(organization)
    versions = AgentVersion.objects.for_organization(organization_id).in_bulk()
    taken, previous = versions[version_id], versions[previous_id]
    active = next(one for one in versions.values() if one.status == Status.ACTIVE)
    if active.pk == taken.pk:
        return _activate(previous, reason=reason, leaves=Status.ROLLED_BACK)
    later = _line_from(taken, active, versions)
    if later:
        hold_no_trial(organization_id)
        undone = {name: previous.chosen[name] for name in real_changes(previous, taken.chosen)}
        for one in later:
            touched = [name for name in undone if one.chosen[name] != taken.chosen[name]]
            if touched:
                by = f", by {one.created_by}" if one.created_by else ""
                raise LaterAgentVersion(
                    f"Version {one.label} ({one.created_at:%d %B %Y}{by}) came after it and changed {listed(touched)} "
                    "too. Roll that back first."
                )
        if real_changes(active, undone):
            active = _activate(draft_version(parent=active, changes=undone, note=reason), reason=reason)
    AgentVersion.objects.filter(pk=taken.pk).exclude(status=Status.ROLLED_BACK).update(status=Status.ROLLED_BACK)
    return active


def hold_expected(current: AgentVersion, expected_version_id: int | None, changes: Mapping[str, Any]) -> None:
    """Hold that none of the settings was changed since `expected_version_id` was read.

    Raises:
        AgentChangedMeanwhile: one was; the sentence names the version.
    """
    if not expected_version_id or current.pk == expected_version_id:
        return
    expected = AgentVersion.objects.for_organization(current.organization_id).filter(pk=expected_version_id).first()
    touched = [name for name in changes if expected is None or expected.chosen[name] != current.chosen[name]]
    if touched:
        raise AgentChangedMeanwhile(
            f"Version {current.label} answers by now and has another {listed(touched)} than when this was written."
        )


def lock_agent(organization: Organization | int) -> int:
    """Let nobody else write versions of this organization until the transaction ends. One SQL query."""
    pk = organization if isinstance(organization, int) else organization.pk
    return Organization.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=pk)


def _activate(
    version: AgentVersion,
    *,
    reason: str,
    share: float = 1.0,
    salt: str = "",
    leaves: str = Status.DEPRECATED,
) -> AgentVersion:
    """Make a version the active one with this share of the customers; the one that was active keeps the rest."""
    now = timezone.now()
    versions = AgentVersion.objects.for_organization(version.organization_id)
    before = versions.active().first()
    Deployment.objects.for_organization(version.organization_id).filter(ended_at__isnull=True).update(
        ended_at=now, end_reason=reason[:300]
    )
    if before is not None and before.pk != version.pk:
        versions.filter(pk=before.pk).update(status=leaves, retired_at=now)
    if before is None or before.pk != version.pk:
        version.status, version.activated_at, version.retired_at = Status.ACTIVE, now, None
        version.save(update_fields=["status", "activated_at", "retired_at"])
    shares = [(version, share)]
    if share < 1 and before is not None:
        shares.insert(0, (before, 1 - share))
    for one, part in shares:  # the newest row takes the first buckets
        Deployment.objects.create(
            organization_id=version.organization_id, agent_version=one, share=part, salt=salt, started_at=now
        )
    return version


def _highest(organization_id: int) -> tuple[int, int, int]:
    numbers = AgentVersion.objects.for_organization(organization_id).newest_first()
    return numbers.values_list("major", "minor", "patch").first() or (1, 0, 0)


def _line_from(first: AgentVersion, last: AgentVersion, versions: Mapping[int, AgentVersion]) -> list[AgentVersion]:
    """The versions after `first` up to `last`, oldest first; empty when `last` does not stand on `first`."""
    line: list[AgentVersion] = []
    at: AgentVersion | None = last
    while at is not None and at.pk != first.pk:
        line.append(at)
        at = versions.get(at.parent_id) if at.parent_id else None
    return line[::-1] if at is not None else []


def _name(person: User | None) -> str:
    return str(person) if person else "The desk"
