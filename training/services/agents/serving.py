"""Which version of the agent serves whom, now or at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from training.bucketing import bucket
from training.errors import DomainError
from training.models import AgentVersion, Deployment, Organization


class TrialRunning(DomainError):
    """Two versions share the customers; that ends first."""


def active_version(organization: Organization | int) -> AgentVersion:
    """The version that answers who is no customer, and customers unless a share of them gets another. One SQL query.

    An organization without versions answers as the first one would; that row is not saved.
    """
    found = AgentVersion.objects.for_organization(organization).active().first()
    pk = organization if isinstance(organization, int) else organization.pk
    return found or AgentVersion(organization_id=pk, status=AgentVersion.Status.ACTIVE)


def live_deployments(organization: Organization | int, at: datetime | None = None) -> list[Deployment]:
    """What serves (at this moment), with its versions; the one that takes the first buckets first. One SQL query."""
    return list(Deployment.objects.for_organization(organization).live_at(at).select_related("agent_version"))


def version_for(organization: Organization | int, customer_key: str, at: datetime | None = None) -> AgentVersion:
    """The version that serves this customer (at this moment). One SQL query, two where nothing is deployed."""
    return served_by(live_deployments(organization, at), customer_key) or active_version(organization)


def served_by(deployments: Iterable[Deployment], customer_key: str) -> AgentVersion | None:
    """Which of the deployments of one moment a customer falls to; None where there are none."""
    reached, last = 0.0, None
    for last in deployments:
        reached += last.share
        if bucket(customer_key, salt=last.salt) < reached:
            break
    return last.agent_version if last else None


def running_trial(organization: Organization | int) -> tuple[AgentVersion, AgentVersion] | None:
    """The new and the old version that share the customers now, or None. One SQL query."""
    live = live_deployments(organization)
    return (live[0].agent_version, live[1].agent_version) if len(live) > 1 else None


def hold_no_trial(organization_id: int) -> None:
    """Hold that one version serves everyone. One SQL query.

    Raises:
        TrialRunning: two share the customers; the sentence names them.
    """
    trial = running_trial(organization_id)
    if trial is not None:
        new, old = trial
        raise TrialRunning(
            f"Version {new.label} is on trial: version {old.label} still serves the other customers. "
            f"Give version {new.label} to everyone or roll it back first."
        )
