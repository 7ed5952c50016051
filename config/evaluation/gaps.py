"""Scores the gaps a cycle found: against a planted truth, or against the labels of an imported file."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from dataclasses import dataclass
from typing import Any

from config.demo.truth import Truth
from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.services.detecting import window_start
from training.models import Conversation, Organization
from training.tenancy import organization_scope


MATCH_PURITY = 0.6  # of a gap's evidence, for the gap to match a topic
MATCH_COVER = 0.5  # of a topic's failed questions, for the gap to match it


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
    """planted_found (each topic counts once), precision_at_10 over the ten worst gaps, and the numbers behind them."""
    since = window_start(organization=organization, now=now)
    with organization_scope(organization.pk):
        in_window = set(
            Conversation.objects.for_organization(organization)
            .filter(started_at__gte=since)
            .values_list("external_id", flat=True)
        )
    failed = Counter(
        truth.topics[external_id]
        for external_id, reason in truth.reasons.items()
        if reason == "planted_gap" and external_id in in_window
    )
    gaps = found_gaps(organization=organization, labels=truth.topics)
    matches = [_matched_topic(gap, failed, set(truth.planted_topics)) for gap in gaps]
    top = matches[:10]
    return {
        "planted": len(truth.planted_topics),
        "planted_found": len({topic for topic in matches if topic}),
        "precision_at_10": round(len([topic for topic in top if topic]) / len(top), 4) if top else 0.0,
        "gaps": len(gaps),
        "failed_planted": failed.total(),
    }


def _matched_topic(gap: FoundGap, failed: Counter[str], planted: set[str]) -> str:
    """The planted topic that this gap matches, or an empty text."""
    if not gap.labels:
        return ""
    topic, count = Counter(gap.labels).most_common(1)[0]
    is_match = topic in planted and count >= MATCH_PURITY * len(gap.labels) and count >= MATCH_COVER * failed[topic]
    return topic if is_match else ""


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
    evidence = sum(len(gap.labels) for gap in gaps)
    commonest = sum(Counter(gap.labels).most_common(1)[0][1] for gap in gaps if gap.labels)
    return {
        "gaps": len(gaps),
        "evidence": evidence,
        "failed": failed,
        "purity": round(commonest / evidence, 4) if evidence else 0.0,
        "failed_covered": round(evidence / failed, 4) if failed else 0.0,
    }
