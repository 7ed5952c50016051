"""A version on trial whose measurement says that it helped is given to everyone."""

from __future__ import annotations

from training.impact import Verdict
from training.models import AgentVersion, ImpactMeasurement, LearningUpdate, Organization
from training.services import agents


def is_trial_won(*, organization: Organization) -> bool:
    """Whether a version is on trial and measured to help. Two SQL queries at most."""
    return _winner(organization) is not None


def settle_trial(*, organization: Organization) -> bool:
    """Give it to everyone; the caller holds a transaction. False where somebody ended the trial meanwhile."""
    agents.lock_agent(organization)
    version = _winner(organization)
    if version is None:
        return False
    reason = f"Version {version.label} was measured to help"
    agents.serve_all(organization=organization, version_id=version.pk, reason=reason)
    return True


def _winner(organization: Organization) -> AgentVersion | None:
    trial = agents.running_trial(organization)
    if trial is None or trial[0].update_id is None:
        return None
    helped = ImpactMeasurement.objects.filter(
        organization=organization,
        update=trial[0].update_id,
        update__status=LearningUpdate.Status.APPLIED,
        verdict=Verdict.HELPED.value,
    )
    return trial[0] if helped.exists() else None
