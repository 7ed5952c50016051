"""The gaps a learning cycle finds: against a planted truth, or against labels.

With --demo a demo world of --seed: planted topics found, precision of the ten worst gaps. With --texts the same world
out of a labelled question file of your own (JSONL, one {"text", "label"} a line), --hide K of its labels without an
entry. With --organization the gaps of an organization against the intents that it was imported with.

With --demo --cycles N the world also holds cases of every other kind; it comes in N slices, and a script that cannot
see the truth decides after each. Then also: kind_accuracy, and, of questions kept back, answered_share and, on topics
that nobody taught, wrong_answer_share.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.demo.loading import load_world
from config.demo.shapes import World
from config.demo.truth import read_truth
from config.demo.world import build_world, build_world_from_texts
from config.evaluation.gap_cycles import run_cycles
from config.evaluation.gap_scores import score_against_labels, score_against_truth
from config.evaluation.scratch import run_whole_cycle, scratch_slug
from training.management.organizations import named_organization
from training.models import LearningCycle
from training.tenancy import organization_scope

MOST_CYCLES = 10


def add_arguments(parser: CommandParser) -> None:
    """On which world or organization."""
    world = parser.add_mutually_exclusive_group(required=True)
    world.add_argument("--demo", action="store_true", help="on a demo world of --seed")
    world.add_argument("--texts", type=Path, metavar="FILE", help="on a world out of this labelled question file")
    world.add_argument("--organization", metavar="SLUG", help="on an organization that has run a cycle")
    parser.add_argument("--hide", type=int, default=12, metavar="K", help="with --texts: labels without an entry")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cycles", type=int, metavar="N", help="with --demo: learn it in N slices, decisions included")
    parser.add_argument("--label", choices=["intent"], help="with --organization: the label to score against")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    if options["cycles"] is not None:
        return _cycles(options)
    return _labelled_organization(options) if options["organization"] else _world(options)


def _cycles(options: dict[str, Any]) -> dict[str, Any]:
    if not options["demo"] or not 1 <= options["cycles"] <= MOST_CYCLES:
        raise CommandError(f"--cycles goes with --demo and is 1 to {MOST_CYCLES}.")
    report = run_cycles(seed=options["seed"], cycles=options["cycles"], say=_say)
    sys.stdout.write("\n".join([*report.lines(), ""]))
    return report.figures


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _labelled_organization(options: dict[str, Any]) -> dict[str, Any]:
    organization = named_organization(options["organization"])
    if options["label"] != "intent":
        raise CommandError("Say what to score against: --label intent.")
    with organization_scope(organization.pk):
        last = LearningCycle.objects.for_organization(organization).order_by("-started_at").first()
    if not last:
        raise CommandError(f"Run `manage.py learn --organization {organization.slug}` first.")
    return score_against_labels(organization=organization, now=last.started_at)


def _world(options: dict[str, Any]) -> dict[str, Any]:
    """Load a scratch world, run a cycle, score it, and delete it again."""
    now = timezone.now()
    world = _build(options, now)
    started = time.monotonic()
    with scratch_slug("evaluate") as slug:
        _say(f"{len(world.conversations):,} conversations, {len(world.planted_topics)} planted topics")
        organization = load_world(world=world, slug=slug, name=slug, seed=options["seed"], now=now)
        _say(f"loaded after {time.monotonic() - started:.0f} s; running a learning cycle")
        cycle = run_whole_cycle(organization=organization)
        _say(f"cycle done after {time.monotonic() - started:.0f} s")
        truth = read_truth(slug=slug)
        if truth is None:
            raise CommandError("The world's truth is gone.")
        return score_against_truth(organization=organization, truth=truth, now=cycle.started_at)


def _build(options: dict[str, Any], now: datetime) -> World:
    if options["demo"]:
        return build_world(seed=options["seed"], newest_at=now)
    path: Path = options["texts"]
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return build_world_from_texts(rows=rows, hide=options["hide"], seed=options["seed"], newest_at=now)
    except OSError as exc:
        raise CommandError(f"“{path}” cannot be read: {exc.strerror}.") from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise CommandError(f'“{path}” is no file of {{"text", "label"}} lines: {exc}') from exc
