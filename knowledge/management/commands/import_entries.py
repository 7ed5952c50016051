"""`manage.py import_entries PATH --organization SLUG`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.formats import FORMATS
from knowledge.services.entry_files import apply_plan, plan_import, read_file
from training.errors import DomainError
from training.management.organizations import named_organization
from training.tenancy import organization_scope

SUFFIXES = {
    ".zip": "markdown",
    ".md": "document",
    ".markdown": "document",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
SHOWN = 20


class Command(BaseCommand):
    """Imports knowledge entries; the guide's page on entries says what the files look like."""

    help = (
        "Import entries from a folder of Markdown documents (or the same as .zip), a CSV or a JSONL file. An entry is "
        "found by its reference, else by its title; the same file again adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("path", type=Path, help="the folder or the file")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="the organization's short name")
        parser.add_argument("--format", choices=FORMATS, help="what it is (default: by its name)")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--accept-flags", action="store_true", help="take entries with red flags too; look at them first"
        )

    def handle(self, *args: Any, path: Path, organization: str, **options: Any) -> None:
        """Import, and end with the counts. Exits 1 with a sentence when it cannot be done."""
        found = named_organization(organization)
        try:
            reading = read_file(format=options["format"] or _format_of(path), path=path)
            with organization_scope(found.pk):
                planned = plan_import(organization=found, reading=reading)
                if options["dry_run"]:
                    for one in planned:
                        self.stdout.write(f"{one.action:<10} {one.where}: {one.reason or one.title}")
                result = apply_plan(
                    organization=found,
                    planned=[] if options["dry_run"] else planned,
                    author=None,
                    reason=f"Imported from {path.name}",
                    has_seen_flags=options["accept_flags"],
                )
        except DomainError as exc:
            raise CommandError(str(exc)) from None
        flagged = [one for one in planned if one.flags]
        for one in flagged:
            kinds = ", ".join(sorted({flag["kind"] for flag in one.flags}))
            quotes = "; ".join(repr(flag["quote"][:80]) for flag in one.flags[:3])
            self.stderr.write(f"{one.where}: red flag ({kinds}) {quotes}", style_func=str)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        for where, why in result.problems[:SHOWN]:
            self.stderr.write(f"{where}: {why}", style_func=str)
        if len(result.problems) > SHOWN:
            self.stderr.write(f"… and {len(result.problems) - SHOWN:,} more.", style_func=str)
        if result.left_out:
            self.stderr.write(
                f"{result.left_out} with red flags left out. Read them; --accept-flags takes them.", style_func=str
            )
        if scrubbed := sum(one.scrubbed for one in planned):
            self.stderr.write(f"{scrubbed} pieces of personal data were taken out.", style_func=str)
        self.stdout.write(
            f"{result.added:,} added, {result.changed:,} changed, {result.unchanged:,} unchanged, "
            f"{result.refused:,} refused, {result.left_out:,} left out"
        )


def _format_of(path: Path) -> str:
    if path.is_dir():
        return "markdown"
    if not path.exists():
        raise CommandError(f"There is no {path}.")
    found = SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise CommandError(f"What is {path.name}? Say it with --format ({', '.join(FORMATS)}).")
    return found
