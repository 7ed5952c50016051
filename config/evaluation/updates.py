"""The updates that a learning cycle proposes: of each planted cause the kind it calls for, and none for what only looks
like one.

With --demo a demo world of --seed with missing, faulty and untaught knowledge, questions that only people answer, and
entries that are used often and say too little; beside these what looks like each of them and is not. A cycle runs, and
a script that cannot see the truth accepts the gaps. Then small desks whose agent has the wrong settings, and some whose
agent only looks like that, each with a cycle of its own. kinds_right is the share of the causes for which the right
kind of update was proposed, needless the share of the updates that no cause calls for.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.demo.agents import AgentDesk, agent_desks
from config.demo.loading import load_world
from config.demo.proposing import AGENT, Planted, plant_causes
from config.demo.shapes import World
from config.demo.world import build_world, moved
from config.evaluation.careful import Diary, confirm_golden_questions, decide_gaps
from config.evaluation.scratch import hire, run_whole_cycle, scratch_slug
from knowledge.models import ContentOptimization, QuestionPattern
from training.models import LearningUpdate, Membership, Organization, UpdateEvidence
from training.tenancy import organization_scope

CASES = 2
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # a seed is one world, on whatever day it is learned
KNOWLEDGE = "knowledge_update"


@dataclass(frozen=True)
class Proposed:
    """One update that was proposed, and the topic that most of its evidence is of."""

    kind: str
    title: str
    topic: str


def add_arguments(parser: CommandParser) -> None:
    """On which world."""
    parser.add_argument("--demo", action="store_true", required=True, help="on a demo world of --seed")
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Load a scratch world, run a cycle, decide its gaps, and score what was proposed."""
    started = time.monotonic()
    now = timezone.now()
    seed = options["seed"]
    world, planted = plant_causes(
        world=build_world(seed=seed, newest_at=WRITTEN, cases=CASES), seed=seed, newest_at=WRITTEN
    )
    world = moved(world, by=now - WRITTEN)
    causes = causes_of(world, planted)
    with scratch_slug("evaluate") as slug:
        organization = load_world(world=world, slug=slug, name=slug, seed=seed, now=now)
        manager = hire(organization=organization, role=Membership.Role.MANAGER)
        admin = hire(organization=organization, role=Membership.Role.ADMIN)
        _say(f"{len(world.conversations):,} conversations loaded after {time.monotonic() - started:.0f} s")
        run_whole_cycle(organization=organization)
        _say(f"cycle done after {time.monotonic() - started:.0f} s")
        confirm_golden_questions(organization=organization, admin=admin)
        decide_gaps(organization=organization, manager=manager, admin=admin, diary=Diary())
        found = proposed(organization, topics={name: row["topic"] for name, row in world.truth.items()})
        looks = _looks(organization)
    for desk in agent_desks(seed=seed, newest_at=now):
        planted.append(desk.planted)
        causes |= {desk.planted.key: desk.planted.kind} if desk.planted.kind else {}
        found += _proposed_to(desk, seed=seed, now=now)
    _say(f"agents looked at after {time.monotonic() - started:.0f} s")
    lines = [*_lines(causes, planted, found), *looks]
    sys.stdout.write("\n".join([*lines, ""]))
    return score(causes=causes, found=found, planted=planted) | {"seconds": round(time.monotonic() - started, 1)}


def _proposed_to(desk: AgentDesk, *, seed: int, now: datetime) -> list[Proposed]:
    """What a cycle proposes to one of the small desks; for another cause than the planted one it counts as besides."""
    world, key, role = desk.world, desk.planted.key, desk.planted.role
    with scratch_slug("evaluate") as slug:
        organization = load_world(world=world, slug=slug, name=slug, seed=seed, now=now)
        run_whole_cycle(organization=organization)
        with organization_scope(organization.pk):
            tuned = LearningUpdate.objects.for_organization(organization).filter(kind=AGENT)
            because = dict(tuned.values_list("title", "payload__because__cause"))
        found = proposed(organization, topics={name: row["topic"] for name, row in world.truth.items()})
    return [
        one if one.kind != AGENT or because[one.title].startswith(role) else replace(one, topic=f"{key}, wrong cause")
        for one in found
    ]


def causes_of(world: World, planted: Sequence[Planted]) -> dict[str, str]:
    """Each planted cause with the kind of update that it calls for."""
    gaps = {topic.key: KNOWLEDGE for topic in world.topics if topic.kind != "untaught"}
    return gaps | {one.key: one.kind for one in planted if one.kind}


def proposed(organization: Organization, *, topics: dict[str, str]) -> list[Proposed]:
    """Every update that was proposed, whatever became of it. Two SQL queries."""
    with organization_scope(organization.pk):
        updates = list(LearningUpdate.objects.for_organization(organization).exclude(status="expired").order_by("id"))
        asked: dict[int, Counter[str]] = {update.pk: Counter() for update in updates}
        rows = UpdateEvidence.objects.filter(update__in=updates, role="question")
        for pk, name in rows.values_list("update_id", "conversation__external_id"):
            asked[pk][topics.get(name or "", "")] += 1
    return [
        Proposed(kind=update.kind, title=update.title, topic=next(iter(dict(asked[update.pk].most_common(1))), ""))
        for update in updates
    ]


def score(*, causes: dict[str, str], found: Sequence[Proposed], planted: Sequence[Planted]) -> dict[str, Any]:
    """kinds_right and needless, and the numbers behind them.

    An update is needless when nothing planted calls for one of its kind on its topic, or another one was proposed for
    the same cause already.
    """
    seen: set[str] = set()
    needless = 0
    for one in found:
        if causes.get(one.topic) != one.kind or one.topic in seen:
            needless += 1
        else:
            seen.add(one.topic)
    figures: dict[str, Any] = {
        "kinds_right": round(len(seen) / len(causes), 4),
        "needless": round(needless / len(found), 4) if found else 0.0,
        "causes": len(causes),
        "decoys": sum(not one.kind for one in planted),
        "decoys_taken": sum(one.topic in {decoy.key for decoy in planted if not decoy.kind} for one in found),
        "proposed": len(found),
    }
    for kind in sorted(set(causes.values())):
        of_kind = [key for key, wanted in causes.items() if wanted == kind]
        figures[f"kinds_right_{kind}"] = round(sum(key in seen for key in of_kind) / len(of_kind), 4)
    return figures


def _lines(causes: dict[str, str], planted: Sequence[Planted], found: Sequence[Proposed]) -> list[str]:
    """What came of each cause and of each decoy."""
    kinds: dict[str, list[str]] = {}
    for one in found:
        kinds.setdefault(one.topic, []).append(one.kind)
    rows = [f"{'cause':28} {'calls for':22} proposed"]
    rows += [f"{key:28} {kind:22} {', '.join(kinds.get(key, [])) or '–'}" for key, kind in sorted(causes.items())]
    rows += ["", f"{'decoy':28} {'as':28} proposed"]
    rows += [
        f"{one.key:28} {one.role:28} {', '.join(kinds.get(one.key, [])) or '–'}" for one in planted if not one.kind
    ]
    known = {*causes, *(one.key for one in planted)}
    rows += ["", *(f"besides: {one.kind} “{one.title}” on {one.topic}" for one in found if one.topic not in known)]
    return rows


def _looks(organization: Organization) -> list[str]:
    """What the looks at frequent questions and at weak entries came to."""
    with organization_scope(organization.pk):
        patterns = QuestionPattern.objects.for_organization(organization).frequent(organization)
        states = Counter(patterns.values_list("state", flat=True))
        others = list(patterns.exclude(state__in=["in_gap", "answered"]).order_by("title"))
        looks = list(ContentOptimization.objects.filter(organization=organization).select_related("entry"))
    return [
        f"frequent questions: {dict(states)}",
        *(f"asked by {one.frequency}: {one.title}: {one.state}; {one.note}" for one in others),
        *(f"weak: {one.entry.title}: {one.helped} of {one.cited}, {one.problem or '–'}; {one.note}" for one in looks),
    ]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
