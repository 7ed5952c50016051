"""A demo world brought in slice by slice, with learning cycles in between and a script that cannot see the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from config.demo.loading import found_world, import_lines
from config.demo.shapes import World
from config.demo.staging import DETECTION_DAYS
from config.demo.truth import read_truth
from config.demo.world import build_world, moved
from config.evaluation.careful import Diary, confirm_golden_questions, decide_gaps
from config.evaluation.cycle_scores import Report, score
from config.evaluation.scratch import hire, run_whole_cycle, scratch_slug
from knowledge.services.detecting import make_merge_due
from knowledge.services.patterns import make_mining_due
from training.models import Membership, Organization
from training.tenancy import organization_scope

CASES = 3
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # a seed is one world, at whatever time it is learned


def run_cycles(*, seed: int, cycles: int, say: Callable[[str], None]) -> Report:
    """Learn a demo world of a seed in that many slices, and score what came of it.

    Each slice: its conversations are imported, a cycle runs, the script decides. A last cycle applies what was approved
    after the last slice. The scratch organization is deleted in the end.

    Raises:
        CommandError: a step of a cycle failed.
        DomainError: the world could not be loaded.
    """
    started = time.monotonic()
    now = timezone.now()
    world = moved(build_world(seed=seed, newest_at=WRITTEN, cases=CASES), by=now - WRITTEN)
    diary, shown = Diary(), set[int]()
    say(f"{len(world.conversations):,} conversations, {len(world.entries)} entries; seed {seed}")
    with scratch_slug("evaluate") as slug:
        organization = found_world(world=world, slug=slug, name=slug, seed=seed, now=now)
        manager = hire(organization=organization, role=Membership.Role.MANAGER)
        admin = hire(organization=organization, role=Membership.Role.ADMIN)
        for number, lines in enumerate(in_slices(world=world, count=cycles, now=now), start=1):
            import_lines(organization=organization, lines=lines, now=now)
            _cycle(organization)
            if number == 1:
                golden = confirm_golden_questions(organization=organization, admin=admin)
                say(f"{golden} golden questions confirmed")
            found = decide_gaps(organization=organization, manager=manager, admin=admin, diary=diary)
            shown |= found
            say(f"slice {number}: {len(lines):,} conversations, {len(found)} gaps to decide; {_since(started)}")
        _cycle(organization)
        truth = read_truth(slug=slug)
        if truth is None:
            raise CommandError("The world's truth is gone.")
        report = score(organization=organization, truth=truth, shown=shown, diary=diary, now=now)
        report.figures |= {"cycles": cycles, "seconds": round(time.monotonic() - started, 1)}
    return report


def in_slices(*, world: World, count: int, now: datetime) -> Iterator[list[dict[str, Any]]]:
    """The conversations in order of time: a cycle's window cut in equal parts, what is older in the first."""
    begin = now - timedelta(days=DETECTION_DAYS)
    part = timedelta(days=DETECTION_DAYS) / count
    ends = [begin + part * number for number in range(1, count)]
    slices: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for line in world.conversations:
        started_at = datetime.fromisoformat(line["started_at"])
        slices[sum(end < started_at for end in ends)].append(line)
    yield from slices


def _cycle(organization: Organization) -> None:
    with organization_scope(organization.pk):
        make_merge_due(organization=organization)  # a slice is days long
        make_mining_due(organization=organization)
    run_whole_cycle(organization=organization)


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.0f} s"
