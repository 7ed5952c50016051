"""`manage.py export_entries PATH --organization SLUG`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.formats import FORMATS
from knowledge.services.entry_files import export_to_path
from training.errors import DomainError
from training.management.organizations import named_organization
from training.tenancy import organization_scope

SUFFIXES = {".csv": "csv", ".jsonl": "jsonl"}


class Command(BaseCommand):
    """Exports the live entries; `import_entries` reads them back unchanged."""

    help = "Export all live entries to a folder of Markdown documents, a .zip of them, a .csv or a .jsonl file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("path", type=Path, help="the folder or the file to make")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="the organization's short name")
        parser.add_argument("--format", choices=FORMATS, help="what to write (default: by the name; else a folder)")

    def handle(self, *args: Any, path: Path, organization: str, **options: Any) -> None:
        """Export, and say how many."""
        found = named_organization(organization)
        wanted = options["format"] or SUFFIXES.get(path.suffix.lower(), "markdown")
        try:
            with organization_scope(found.pk):
                count = export_to_path(organization=found, format=wanted, path=path)
        except DomainError as exc:
            raise CommandError(str(exc)) from None
        except OSError as exc:
            raise CommandError(f"{path} cannot be written: {exc.strerror or 'the system refused'}.") from None
        self.stdout.write(f"{count:,} entries in {path}")
