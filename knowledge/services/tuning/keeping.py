"""Keeps what a look found, and proposes what it calls for, once for each cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from knowledge.services.tuning.failures import instruction_for
from knowledge.services.tuning.looking import Look
from training.metrics import DAYS_IN_MONTH
from training.models import AgentReading, AgentVersion, ConversationAnalysis, LearningUpdate
from training.services import agents
from training.services.evidence import question_asked
from training.services.updates import Evidence, propose_update
from training.tuning import Figure, Finding

MOST_EVIDENCE = 20
KIND = LearningUpdate.Kind.MODEL_OPTIMIZATION
Status = LearningUpdate.Status


def keep_look(*, look: Look, findings: Sequence[Finding]) -> int:
    """Write the look down and propose what it calls for; the caller holds a transaction. Returns how many it proposed.

    Nothing is written where the look was kept already, or another version answers by now.
    """
    agents.lock_agent(look.organization)
    if agents.active_version(look.organization).pk != look.version.pk or agents.running_trial(look.organization):
        return 0
    _, is_new = AgentReading.objects.get_or_create(
        organization=look.organization,
        agent_version=look.version,
        read_on=look.read_on,
        defaults={
            "days": look.days,
            "conversations": len(look.outcomes),
            "figures": [_shown(figure) for figure in look.figures],
            "conclusions": [
                {"cause": one.cause, "sentence": one.sentence, "is_called_for": bool(one.changes)} for one in findings
            ],
        },
    )
    return sum(_propose(look, finding) for finding in findings if finding.changes) if is_new else 0


def _propose(look: Look, finding: Finding) -> bool:
    """Propose what a finding calls for, unless that was done or too few customers stand behind it."""
    if _is_known(look, finding):
        return False
    evidence = _evidence(look, finding)
    if len(evidence) < look.organization.gap_min_customers:
        return False
    asked, days = len(look.outcomes), look.days
    effect = finding.success_effect
    propose_update(
        organization=look.organization,
        kind=KIND,
        title=_title(look.version, finding),
        payload={
            "changes": dict(finding.changes),
            "expected_version_id": look.version.pk,
            "because": {
                "cause": finding.cause,
                "sentence": finding.sentence,
                "figures": [_shown(figure) for figure in finding.figures],
                "forecast": finding.forecast,
                "days": days,
                "expected": {
                    "asked": asked,
                    "days": days,
                    "effect": None if effect is None else round(effect, 4),
                    "monthly": None if effect is None else round(effect * asked / days * DAYS_IN_MONTH, 1),
                },
            },
        },
        confidence=round(min(0.99, 1 - finding.p_value), 4),
        impact=round(finding.affected * abs(finding.effect), 2),
        evidence=evidence,
    )
    return True


def _is_known(look: Look, finding: Finding) -> bool:
    """Whether this cause, or this change, was proposed before; or another one of the same setting waits. One SQL query.

    What was rejected or taken back is not proposed again: neither for the same version, nor the same change for any.
    """
    rows = LearningUpdate.objects.for_organization(look.organization).filter(kind=KIND)
    waits = Q(status__in=[Status.PENDING, Status.APPROVED])
    same_setting = Q()
    for name in finding.changes:
        same_setting |= Q(payload__changes__has_key=name)
    is_same = Q(payload__because__cause=finding.cause, payload__expected_version_id=look.version.pk)
    is_same |= Q(payload__changes=dict(finding.changes))
    decided = Q(status__in=[Status.REJECTED, Status.ROLLED_BACK, Status.APPLIED])
    return rows.filter(waits & (same_setting | Q(payload__because__cause=finding.cause)) | decided & is_same).exists()


def _evidence(look: Look, finding: Finding) -> list[Evidence]:
    """What customers asked in the conversations that a finding rests on, one question for each. One SQL query."""
    rows = (
        ConversationAnalysis.objects.filter(organization=look.organization, conversation__in=list(finding.keys))
        .exclude(question="")
        .order_by("-conversation__started_at", "-conversation_id")
        .values_list(
            "question", "question_message_id", "conversation_id", "conversation__customer_key",
            "conversation__started_at",
        )
    )  # fmt: skip
    found: dict[str, Evidence] = {}
    for question, message_id, conversation_id, customer, started_at in rows:
        if len(found) == MOST_EVIDENCE:
            break
        found.setdefault(
            customer,
            question_asked(
                question,
                said_at=started_at,
                customer_key=customer,
                conversation_id=conversation_id,
                message_id=message_id,
            ),
        )
    return list(found.values())


def _title(version: AgentVersion, finding: Finding) -> str:
    if "handoff_confidence" in finding.changes:
        return f"Hand off below {finding.changes['handoff_confidence']:g} instead of {version.handoff_confidence:g}"
    if "context_size" in finding.changes:
        return f"Give the agent {finding.changes['context_size']} passages instead of {version.context_size}"
    _, _, way = finding.cause.partition(":")
    return f"Tell the agent: {instruction_for(way)}"


def _shown(figure: Figure) -> dict[str, Any]:
    """A figure as pages show it."""
    low, high = _in_words(figure, figure.low), _in_words(figure, figure.high)
    return {
        "name": figure.name,
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "n": figure.n,
        "shown": _in_words(figure, figure.value),
        "shown_interval": f"{low} – {high}",
    }


def _in_words(figure: Figure, value: float) -> str:
    return f"{value * 100:.0f} %" if figure.is_rate else f"{value:.2f}"
