"""A command whose sub-commands are the modules of a package: `evaluate`, `bench`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.management.figures import add_bounds, report
from training.errors import DomainError


def parts_of(package: ModuleType) -> dict[str, ModuleType]:
    """The sub-commands by their name.

    A part has `add_arguments(parser)` and `run(options)`, which returns the figures; its docstring is its help.
    """
    modules = (import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    return {module.__name__.rpartition(".")[2]: module for module in modules if hasattr(module, "add_arguments")}


class CommandOfParts(BaseCommand):
    """Runs one part and prints its figures as JSON, the last line of the output."""

    package: ModuleType

    def add_arguments(self, parser: CommandParser) -> None:
        """Which part, and what that part asks."""
        kinds = parser.add_subparsers(dest="what", required=True)
        for name, part in parts_of(self.package).items():
            text = part.__doc__ or ""
            on_part = kinds.add_parser(name, help=text.partition("\n")[0], description=text)
            part.add_arguments(on_part)
            add_bounds(on_part)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Run it and print."""
        try:
            figures = parts_of(self.package)[what].run(options)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        report(self, figures, options)
