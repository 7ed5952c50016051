"""The insights of a demo world with four planted causes, and of the same world with its outcomes shuffled.

A channel, a week, an intent and an entry of the world of --seed do badly by our own doing. The world is imported and
learned by a whole cycle.

causes: planted. found: of these, those with an insight of the right dimension, value and sign; where the entry and the
intent are the same conversations, an insight says both. others: further
insights (the demo's own gaps and its troubled weeks are real). Then the outcomes are shuffled among the conversations
--shuffles times, so that nothing goes with anything: false_share is the share of shuffles that yield any insight.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.demo.causes import Cause, plant_causes
from config.demo.loading import load_world
from config.demo.world import build_world
from config.evaluation.scratch import run_whole_cycle, scratch_slug
from knowledge.models import KnowledgeEntry
from knowledge.services.insights.computing import facts_of, groups_in
from training.insights import find
from training.models import LearningInsight, Organization
from training.tenancy import organization_scope


def add_arguments(parser: CommandParser) -> None:
    """Which world, and how many shuffles."""
    parser.add_argument("--demo", action="store_true", required=True, help="on a demo world of --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shuffles", type=int, default=200, help="of the outcomes (200)")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Plant, learn, compare; then shuffle."""
    if options["shuffles"] < 1:
        raise CommandError("--shuffles is at least 1.")
    now = timezone.now()
    world, causes = plant_causes(world=build_world(seed=options["seed"], newest_at=now), seed=options["seed"])
    with scratch_slug("evaluate") as slug:
        organization = load_world(world=world, slug=slug, name=slug, seed=options["seed"], now=now)
        run_whole_cycle(organization=organization)
        with organization_scope(organization.pk):
            insights = list(LearningInsight.objects.for_organization(organization).current().order_by("p_adjusted"))
            found = [cause for cause in causes if _is_found(cause, insights)]
            for cause in causes:
                sys.stderr.write(f"{'found' if cause in found else 'MISSED'}: {cause.dimension} {cause.value}\n")
            false = _false_alarms(organization, shuffles=options["shuffles"], seed=options["seed"])
    return {
        "causes": len(causes),
        "found": len(found),
        "others": len(insights) - len(found),
        "shuffles": options["shuffles"],
        "false_share": round(false / options["shuffles"], 4),
    }


def _is_found(cause: Cause, insights: list[LearningInsight]) -> bool:
    value = cause.value
    if cause.dimension == LearningInsight.Dimension.KNOWLEDGE:
        value = str(KnowledgeEntry.objects.get(external_ref=cause.value).pk)
    return any(
        (cause.dimension, value)
        in [(one.dimension, one.value), *((other["dimension"], other["value"]) for other in one.also)]
        for one in insights
        if one.kind == LearningInsight.Kind.FAILURE_PATTERN
    )


def _false_alarms(organization: Organization, *, shuffles: int, seed: int) -> int:
    """How many shuffles of the outcomes among the conversations yield any insight."""
    rng = np.random.default_rng(seed)
    facts = facts_of(organization=organization, now=timezone.now())
    groups, _ = groups_in(facts)
    alarms = 0
    for _number in range(shuffles):
        order = rng.permutation(len(facts.ids))
        shuffled = [replace(outcome, values=outcome.values[order]) for outcome in facts.outcomes]
        alarms += bool(find(groups=groups, outcomes=shuffled))
    return alarms
