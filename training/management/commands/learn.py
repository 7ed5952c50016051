"""`manage.py learn --organization SLUG`: run one learning cycle and print what each step did."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.cycle import run_cycle
from training.errors import DomainError
from training.management.organizations import named_organization
from training.models import CycleStep, LearningCycle
from training.tenancy import organization_scope


class Command(BaseCommand):
    """Run one learning cycle of an organization; exits 1 if a step failed."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The organization."""
        parser.add_argument("--organization", required=True, metavar="SLUG")

    def handle(self, *args: Any, organization: str, **options: Any) -> None:
        """Run it and print one row for each step."""
        found = named_organization(organization)
        try:
            cycle = run_cycle(organization=found, trigger=LearningCycle.Trigger.COMMAND)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        with organization_scope(found.pk):
            steps = list(cycle.steps.all())
        self.stdout.write(f"{'step':<26}{'looked at':>10}{'made':>8}{'seconds':>9}  engine")
        for step in steps:
            self.stdout.write(
                f"{step.name:<26}{step.looked_at:>10}{step.made:>8}{step.seconds:>9.2f}  {step.engine or '-'}"
            )
            for line in filter(None, [step.note, step.error and f"FAILED: {step.error}"]):
                self.stdout.write(f"    {line}")
        if any(step.status == CycleStep.Status.FAILED for step in steps):
            raise CommandError("A step failed.")
