"""Figures of the gaps a cycle found: against a planted truth, or against the labels of an imported file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.demo.truth import Truth
from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.scoring import gap_scores, purity_and_coverage
from knowledge.services.detecting import window_start
from training.models import Conversation, Organization
from training.tenancy import organization_scope


@dataclass(frozen=True)
class FoundGap:
    """One gap and the labels of its evidence."""

    title: str
    labels: list[str]


def found_gaps(*, organization: Organization, labels: dict[str, str]) -> list[FoundGap]:
    """The gaps a manager is shown, worst first, with the label of each failed question. Two SQL queries."""
    with organization_scope(organization.pk):
        gaps = list(
            KnowledgeGap.objects.for_organization(organization).worth_showing(organization).undecided().for_list_page()
        )
        rows = GapQuestion.objects.for_organization(organization).failed().filter(gap__in=gaps)
        evidence: dict[int, list[str]] = {gap.pk: [] for gap in gaps}
        for gap_id, external_id in rows.values_list("gap_id", "conversation__external_id"):
            evidence[gap_id].append(labels.get(external_id, ""))
    return [FoundGap(title=gap.title, labels=evidence[gap.pk]) for gap in gaps]


def score_against_truth(*, organization: Organization, truth: Truth, now: datetime) -> dict[str, Any]:
    """planted_found (each topic counts once), precision_at_10 over the ten worst gaps, and the numbers behind them.

    A topic's failed questions are those that the truth planted in the window, and any other that the desk judged
    failed.
    """
    since = window_start(organization=organization, now=now)
    with organization_scope(organization.pk):
        everything = Conversation.objects.for_organization(organization).filter(started_at__gte=since)
        in_window = set(everything.values_list("external_id", flat=True))
        failed = set(everything.failed().values_list("external_id", flat=True))
    failed |= {name for name, reason in truth.reasons.items() if reason == "planted_gap" and name in in_window}
    gaps = found_gaps(organization=organization, labels=truth.conversation_topics)
    scores = gap_scores(
        evidence_topics=[gap.labels for gap in gaps],
        failed_per_topic=Counter(truth.conversation_topics[name] for name in failed),
        planted=set(truth.planted_topics),
    )
    return {name: round(value, 4) for name, value in scores.items()}


def score_against_labels(*, organization: Organization, now: datetime) -> dict[str, Any]:
    """purity (share of the evidence that carries its gap's commonest label) and failed_covered (share of the window's
    failed conversations that are in a gap).
    """
    since = window_start(organization=organization, now=now)
    with organization_scope(organization.pk):
        everything = Conversation.objects.for_organization(organization).filter(started_at__gte=since)
        labels = dict(everything.exclude(given_intent="").values_list("external_id", "given_intent"))
        failed = everything.failed().count()
    gaps = found_gaps(organization=organization, labels=labels)
    scores = purity_and_coverage([gap.labels for gap in gaps], max(failed, 1))
    return {"failed": failed, **{name: round(value, 4) for name, value in scores.items()}}
