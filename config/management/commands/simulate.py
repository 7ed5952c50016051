"""`manage.py simulate --organization sim --cycles 12 --seed 1`: a desk whose true effects are known, week by week.

Customers ask what the seed lets them ask; the agent answers out of what is live; conversations are imported, real
cycles learn from them, a careful script approves, the ledger measures. Of the updates some help, some do nothing, one
hurts. Prints what the ledger said beside what was true. The organization stays, to be looked at.

verdict_accuracy: verdicts that are what a perfect ledger would say ÷ updates with a verdict or a planned sample that is
complete; “too early” is then wrong. hurt_called_helped: updates that hurt and were called helped. gaps_closed_share:
untaught matters that are answered truly in the end, at least every second question.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.management.figures import add_bounds, report
from config.simulation.living import simulate
from training.errors import DomainError


class Command(BaseCommand):
    """Live a simulation through."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organization, how many weeks, which draw."""
        parser.add_argument("--organization", default="sim", help="short name of the organization to make (sim)")
        parser.add_argument("--cycles", type=int, default=12, help="weeks, each with a cycle (12)")
        parser.add_argument("--seed", type=int, default=1)
        add_bounds(parser)

    def handle(self, *args: Any, organization: str, cycles: int, seed: int, **options: Any) -> None:
        """Simulate and print."""
        if cycles < 1:
            raise CommandError("It takes a cycle at least.")
        try:
            figures = simulate(slug=organization, cycles=cycles, seed=seed, say=self.stderr.write)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        report(self, figures, options)
