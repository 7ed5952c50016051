"""`manage.py evaluate gaps`: score what the learning cycle finds, by the very code that the cycle and the pages use.

evaluate gaps --demo [--seed S]                        a demo world: planted topics found, precision of the ten worst
gaps evaluate gaps --texts FILE --hide K [--seed S]         the same world out of a labelled question file of your own
                                                       (JSONL, one {"text", "label"} a line)
evaluate gaps --organization SLUG --label intent       an organization's gaps against the labels it was imported with
"""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.demo.loading import discard_organization, load_world
from config.demo.shapes import World
from config.demo.truth import read_truth
from config.demo.world import build_world, build_world_from_texts
from config.evaluation import gaps
from config.management.figures import add_bounds, report
from training.cycle import run_cycle
from training.errors import DomainError
from training.models import CycleStep, LearningCycle, Organization
from training.tenancy import organization_scope


class Command(BaseCommand):
    """Score what the desk finds."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to evaluate, and on what."""
        kinds = parser.add_subparsers(dest="what", required=True)
        on_gaps = kinds.add_parser("gaps", help="the gaps a learning cycle finds")
        world = on_gaps.add_mutually_exclusive_group(required=True)
        world.add_argument("--demo", action="store_true", help="on a demo world of --seed")
        world.add_argument("--texts", type=Path, metavar="FILE", help="on a world out of this labelled question file")
        world.add_argument("--organization", metavar="SLUG", help="on an organization that has run a cycle")
        on_gaps.add_argument("--hide", type=int, default=12, metavar="K", help="with --texts: labels without an entry")
        on_gaps.add_argument("--seed", type=int, default=1)
        on_gaps.add_argument("--label", choices=["intent"], help="with --organization: the label to score against")
        add_bounds(on_gaps)

    def handle(self, *args: Any, **options: Any) -> None:
        """Score and print."""
        score = self._labelled_organization if options["organization"] else self._world
        report(self, score(options), options)

    def _labelled_organization(self, options: dict[str, Any]) -> dict[str, Any]:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if not organization:
            raise CommandError(f"There is no organization “{options['organization']}”.")
        if options["label"] != "intent":
            raise CommandError("Say what to score against: --label intent.")
        with organization_scope(organization.pk):
            last = LearningCycle.objects.for_organization(organization).order_by("-started_at").first()
        if not last:
            raise CommandError(f"Run `manage.py learn --organization {organization.slug}` first.")
        return gaps.score_against_labels(organization=organization, now=last.started_at)

    def _world(self, options: dict[str, Any]) -> dict[str, Any]:
        """Load a scratch world, run a cycle, score it, and delete it again."""
        now = timezone.now()
        world = self._build(options, now)
        slug = f"evaluate-{secrets.token_hex(4)}"
        organization = None
        started = time.monotonic()
        try:
            self.stderr.write(f"{len(world.conversations):,} conversations, {len(world.planted_topics)} planted topics")
            organization = load_world(world=world, slug=slug, name=slug, seed=options["seed"], now=now)
            self.stderr.write(f"loaded after {time.monotonic() - started:.0f} s; running a learning cycle")
            cycle = run_cycle(organization=organization, trigger=LearningCycle.Trigger.COMMAND)
            self._refuse_failed(organization, cycle)
            self.stderr.write(f"cycle done after {time.monotonic() - started:.0f} s")
            truth = read_truth(slug=slug)
            if truth is None:
                raise CommandError("The world's truth is gone.")
            return gaps.score_against_truth(organization=organization, truth=truth, now=cycle.started_at)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        finally:
            organization = organization or Organization.objects.filter(slug=slug).first()
            if organization:
                discard_organization(organization=organization)

    def _build(self, options: dict[str, Any], now: Any) -> World:
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

    def _refuse_failed(self, organization: Organization, cycle: LearningCycle) -> None:
        with organization_scope(organization.pk):
            failed = cycle.steps.filter(status=CycleStep.Status.FAILED).first()
        if failed:
            raise CommandError(f"The step {failed.name} failed: {failed.error}")
