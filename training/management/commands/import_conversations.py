"""`manage.py import_conversations PATH --organization SLUG`."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from tqdm import tqdm

from training.errors import DomainError
from training.management.organizations import named_organization
from training.models import Organization
from training.services.importing import ImportResult, import_conversations
from training.services.importing.files import ImportFile
from training.services.organizations import create_organization

_QUIET_SECONDS = 30


class Command(BaseCommand):
    """Imports conversations; see `--help` for the shape of a line."""

    # The import uses no page and no step of the cycle, and loading them to check them takes longer than most imports.
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc] # as Django documents it
    help = "Import conversations from a .jsonl or .jsonl.gz file. The same file again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("path", help="the .jsonl or .jsonl.gz file")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="the organization's short name")
        parser.add_argument("--create", action="store_true", help="make the organization if there is none")
        parser.add_argument("--shift-to-now", action="store_true", help="move all times so that the newest is now")
        parser.add_argument("--span-days", type=float, metavar="N", help="and scale them to span N days")
        parser.add_argument(
            "--source", metavar="NAME", help="what the times are remembered under (default: the file's name)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and end with the counts. Exits 1 with a sentence when it cannot be done."""
        try:
            ImportFile.at(options["path"])  # before an organization is made for nothing
            organization = self._organization(options["organization"], is_creating=options["create"])
            with _Progress(self) as progress:
                result = import_conversations(
                    organization_id=organization.pk,
                    path=options["path"],
                    source=options["source"],
                    shift_to_now=options["shift_to_now"],
                    span_days=options["span_days"],
                    progress=progress.show,
                )
        except (DomainError, ImproperlyConfigured) as exc:
            raise CommandError(str(exc)) from None
        except (DatabaseError, InterfaceError) as exc:
            # Only the first line: the rest may quote a row.
            reason = (str(exc).strip().splitlines() or ["it gave no reason"])[0]
            raise CommandError(
                f"The database stopped the import: {reason}. What was imported before stays; import again to finish."
            ) from None
        except OSError as exc:
            raise CommandError(
                f"The import stopped: {exc.strerror or 'the system refused'}. What was imported before stays; "
                "import again to finish."
            ) from None
        self._tell(result)

    def _organization(self, slug: str, *, is_creating: bool) -> Organization:
        if not is_creating or Organization.objects.filter(slug=slug).exists():
            return named_organization(slug, hint="Add --create to make it.")
        return create_organization(name=slug.replace("-", " ").replace("_", " ").capitalize(), slug=slug)

    def _tell(self, result: ImportResult) -> None:
        sentences = [*result.notes, *map(str, result.first_refusals)]
        if result.refused > len(result.first_refusals):
            sentences.append(f"… and {result.refused - len(result.first_refusals):,} more.")
        if result.refused_path:
            sentences.append(f"The refused lines are listed in {result.refused_path}")
        for sentence in sentences:
            self.stderr.write(sentence, style_func=str)  # not in the red of an error
        self.stdout.write(
            f"{result.added:,} added, {result.unchanged:,} unchanged, {result.updated:,} updated, "
            f"{result.refused:,} refused ({result.seconds:.1f} s)"
        )


class _Progress:
    """A bar with rate and time left on a terminal; elsewhere a line now and then, and none for a short import."""

    def __init__(self, command: BaseCommand) -> None:
        self._command = command
        self._bar: tqdm[Any] | None = None
        self._told_at = time.monotonic()
        self._started_at = self._told_at

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, done: int, total: int) -> None:
        """Tell how far it is, in bytes of the file."""
        if self._command.stderr.isatty():
            if self._bar is None:
                # Not the command's own wrapper: that ends each piece with a new line.
                self._bar = tqdm(total=total, unit="B", unit_scale=True, desc="Importing", file=sys.stderr, leave=False)
            self._bar.update(done - self._bar.n)
            return
        now = time.monotonic()
        if now - self._told_at >= _QUIET_SECONDS and done:
            left = (now - self._started_at) * (total - done) / done
            self._command.stderr.write(f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB, about {left:,.0f} s left", str)
            self._told_at = now
