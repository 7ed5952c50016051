"""`manage.py refresh_knowledge --organization SLUG`: embed what changed, keep the better embedding model."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.services.refreshing import refresh_knowledge
from training.errors import DomainError
from training.management.organizations import named_organization


class Command(BaseCommand):
    """What beat does every week, at once."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The organization, and the model to use without a comparison."""
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--model", default="", metavar="KEY", help="use this embedding model from now on")

    def handle(self, *args: Any, organization: str, model: str, **options: Any) -> None:
        """Run it and print what happened."""
        found = named_organization(organization)
        try:
            refresh = refresh_knowledge(organization=found, chosen_model=model)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{refresh.embedded} embedded, {refresh.removed} removed. {refresh.note}")
