"""Which questions an update is for, and what its replay lets expect of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from knowledge.models import KnowledgeEntry, KnowledgeGap, QuestionPattern, ReplayResult, ReplayRun
from training.appliers import ImpactTarget
from training.metrics import DAYS_IN_MONTH
from training.models import ImpactMeasurement, ImpactReading, LearningUpdate

GAP, ENTRY, PATTERN = "gap", "entry", "pattern"
# A hand-off rule is meant to hand off, and what is handed off is no success by definition and takes a person's time.
OF_A_RULE = (ImpactReading.Metric.CSAT.value,)


def target_of_update(*, update: LearningUpdate) -> ImpactTarget:
    """What an applied update of knowledge is measured on. Four SQL queries at most.

    Topics: its gap and those that were merged into it, or the frequent question that it answers; without either the
    entries it wrote or took off, whose questions are those that they had answered before, or that lie near to what they
    say (`knowledge.services.impact.topics`).
    """
    gap = (
        KnowledgeGap.objects.for_organization(update.organization_id)
        .filter(pk=update.payload.get("gap_id"))
        .select_related("merged_into")
        .first()
    )
    topics = _topics_of_gap(gap) if gap else []
    if not topics and _has_pattern(update):
        topics = [f"{PATTERN}:{update.payload['pattern_id']}"]
    if not topics:
        named = (update.result.get("entry_id"), update.payload.get("entry_id"), update.payload.get("other_entry_id"))
        topics = [f"{ENTRY}:{entry_id}" for entry_id in named if entry_id]
    return ImpactTarget(
        design=ImpactMeasurement.Design.TOPICS,
        topics=sorted(set(topics)),
        metrics=OF_A_RULE if update.payload.get("entry_kind") == KnowledgeEntry.Kind.HANDOFF else (),
        forecast=forecast_of(update=update, gap=gap),
    )


def _has_pattern(update: LearningUpdate) -> bool:
    patterns = QuestionPattern.objects.filter(organization=update.organization_id)
    return patterns.filter(pk=update.payload.get("pattern_id")).exists()


def _topics_of_gap(gap: KnowledgeGap) -> list[str]:
    """The gap, or the one that has its questions now, and all that were merged into that."""
    gap = gap.merged_into or gap
    merged = KnowledgeGap.objects.for_organization(gap.organization_id).filter(merged_into=gap)
    return [f"{GAP}:{pk}" for pk in sorted({gap.pk, *merged.values_list("pk", flat=True)})]


def forecast_of(*, update: LearningUpdate, gap: KnowledgeGap | None) -> dict[str, Any]:
    """What the last replay lets expect: how many of the questions it rests on it fixes, and what that makes of the gap.

    `effect` is the expected change of the success rate of the gap's questions (share of failures × share fixed),
    `monthly` the expected number of conversations in a month that go well instead of failing. Both None without a gap.
    """
    run = ReplayRun.objects.filter(organization=update.organization_id, update=update, status=ReplayRun.Status.DONE)
    last = run.order_by("-id").first()
    if last is None:
        return {}
    counted = ReplayResult.objects.filter(
        organization=update.organization_id, run=last, source=ReplayResult.Source.EVIDENCE
    ).aggregate(questions=Count("pk"), fixes=Count("pk", filter=Q(outcome=ReplayResult.Outcome.FIXES)))
    found: dict[str, Any] = {**counted, "asked": None, "failed": None, "days": None, "effect": None, "monthly": None}
    if gap is None or not counted["questions"] or not gap.asked_count:
        return found
    fixed = counted["fixes"] / counted["questions"]
    days = update.organization.gap_window_days
    return found | {
        "asked": gap.asked_count,
        "failed": gap.question_count,
        "days": days,
        "effect": round(gap.question_count / gap.asked_count * fixed, 4),
        "monthly": round(gap.question_count * fixed / days * DAYS_IN_MONTH, 1),
    }
