"""`manage.py evaluate WHAT`: score the desk by the very code that the cycle and the pages use.

Each module of `config/evaluation` with `add_arguments` and `run` is one WHAT; `evaluate WHAT --help` says more.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import evaluation
from config.management.figures import add_bounds, report
from training.errors import DomainError


def parts() -> dict[str, ModuleType]:
    """The sub-commands by their name.

    A part has `add_arguments(parser)` and `run(options)`, which returns the figures; its docstring is its help.
    """
    modules = (
        import_module(f"{evaluation.__name__}.{found.name}") for found in pkgutil.iter_modules(evaluation.__path__)
    )
    return {module.__name__.rpartition(".")[2]: module for module in modules if hasattr(module, "add_arguments")}


class Command(BaseCommand):
    """Score what the desk does."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to evaluate, and on what."""
        kinds = parser.add_subparsers(dest="what", required=True)
        for name, part in parts().items():
            text = part.__doc__ or ""
            on_part = kinds.add_parser(name, help=text.partition("\n")[0], description=text)
            part.add_arguments(on_part)
            add_bounds(on_part)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Score and print."""
        try:
            figures = parts()[what].run(options)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        report(self, figures, options)
