"""Reads how the active version does, and what each rule makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from knowledge.services.tuning.failures import instruction_for, shown_failures
from training.models import AgentReading, AgentVersion, Conversation, Organization
from training.querysets.conversation import today_of
from training.services import agents
from training.tuning import (
    Figure,
    Finding,
    Outcome,
    commonest_failure,
    hands_off_needlessly,
    is_dissatisfying,
    is_unsure,
    mean_of,
    rate_of,
    sure_but_wrong,
)

MOST = 20_000  # of the newest conversations
MOST_RATED = 2_000  # whose words are read


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look found: the conversations of the active version and what the rules made of them.

    Of the rule that needs a trial only `is_unsure` is decided; `try_settings` does the rest.
    """

    organization: Organization
    version: AgentVersion
    read_on: date
    days: int
    outcomes: Sequence[Outcome]
    figures: Sequence[Figure]
    findings: Sequence[Finding]
    is_unsure: bool = False
    confidence: Figure | None = field(default=None, repr=False)


def look_at_agent(*, organization: Organization, now: datetime) -> Look | None:
    """Measure the active version; None where it was measured today, or where two versions share the customers.

    Its conversations are those that name it, and, since it serves everyone, those that name none. Six SQL queries.
    """
    version = agents.active_version(organization)
    read_on = today_of(organization, now)
    live = agents.live_deployments(organization)
    if version.pk is None or len(live) != 1:
        return None
    if AgentReading.objects.filter(organization=organization, agent_version=version, read_on=read_on).exists():
        return None
    days = organization.gap_window_days
    outcomes = _outcomes(organization, version, since=now - timedelta(days=days), alone_since=live[0].started_at)
    threshold = version.handoff_confidence
    unsure, confidence = is_unsure(outcomes)
    return Look(
        organization=organization,
        version=version,
        read_on=read_on,
        days=days,
        outcomes=outcomes,
        figures=_figures(outcomes),
        findings=[
            sure_but_wrong(outcomes, threshold=threshold),
            hands_off_needlessly(outcomes, threshold=threshold),
            _dissatisfying(organization, version, outcomes),
        ],
        is_unsure=unsure,
        confidence=confidence,
    )


def _outcomes(
    organization: Organization, version: AgentVersion, *, since: datetime, alone_since: datetime
) -> list[Outcome]:
    """The newest conversations that ended with the AI under this version. One SQL query.

    What came before the first version began to be counted was answered by it too, as far as anybody knows.
    """
    rows = Conversation.objects.for_organization(organization).counted_as("ai_ended")
    rows = rows.filter(started_at__gte=since, ai_confidence__isnull=False)
    unnamed = rows.filter(agent_version=None)
    if version.parent_id is not None:
        unnamed = unnamed.filter(started_at__gte=alone_since)
    found = (rows.filter(agent_version=version) | unnamed).order_by("-started_at", "-id")
    return [
        Outcome(
            key=pk,
            customer=customer,
            confidence=confidence,
            is_handed_off=is_handed_off,
            is_success=is_success,
            rating=rating,
        )
        for pk, customer, confidence, is_handed_off, is_success, rating in found.values_list(
            "pk", "customer_key", "ai_confidence", "is_handed_off", "is_success", "satisfaction"
        )[:MOST]
    ]


def _figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """What is shown of a version, as far as there are enough conversations for an interval."""
    found = []
    if len(outcomes) > 1:
        handed = sum(one.is_handed_off for one in outcomes)
        found.append(mean_of("Mean confidence", [one.confidence for one in outcomes]))
        found.append(rate_of("Handoff rate", successes=handed, trials=len(outcomes)))
    kept = [one for one in outcomes if not one.is_handed_off and one.is_success is not None]
    if kept:
        good = sum(bool(one.is_success) for one in kept)
        found.append(rate_of("Success of what it answers", successes=good, trials=len(kept)))
    ratings = [float(one.rating) for one in outcomes if one.rating is not None]
    if len(ratings) > 1:
        found.append(mean_of("Mean rating", ratings))
    return found


def _dissatisfying(organization: Organization, version: AgentVersion, outcomes: Sequence[Outcome]) -> Finding:
    """Satisfaction low: the commonest way of failing that parts the badly rated, and the sentence against it."""
    cause = "dissatisfying"
    is_low, mean = is_dissatisfying(outcomes)
    if mean is None:
        return Finding(cause=cause, sentence="Too few conversations were rated.")
    if not is_low:
        return Finding(cause=cause, sentence="Customers are satisfied enough.", figures=[mean])
    rated = [one for one in outcomes if one.rating is not None and one.rating != 3][:MOST_RATED]
    bad = [one.rating is not None and one.rating <= 2 for one in rated]
    shown = shown_failures(organization=organization, conversation_ids=[one.key for one in rated])
    known = {name: has for name, has in shown.items() if instruction_for(name) not in version.system_prompt}
    worst = commonest_failure(known, is_low=bad)
    if worst is None:
        return Finding(
            cause=cause,
            sentence="Customers are dissatisfied, but no way of failing parts bad conversations from good ones.",
            figures=[mean],
        )
    instruction = instruction_for(worst.name)
    keys = [one.key for one, has, low in zip(rated, shown[worst.name], bad, strict=True) if has and low]
    return Finding(
        cause=f"{cause}:{worst.name}",
        sentence=(
            f"Customers rate it {mean.value:.1f} of 5. In {worst.among_low.value:.0%} of the conversations that they "
            f"rate 1 or 2 {worst.name}; in {worst.among_high.value:.0%} of those that they rate 4 or 5."
        ),
        changes={"system_prompt": f"{version.system_prompt.rstrip()} {instruction}"},
        figures=[mean, worst.among_low, worst.among_high],
        forecast=f"Fewer conversations in which {worst.name}: {len(keys)} of {len(rated)} rated ones now.",
        keys=keys,
        effect=worst.among_low.value - worst.among_high.value,
        affected=len(keys),
        p_value=worst.p_adjusted,
    )
