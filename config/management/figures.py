"""What `evaluate`, `bench` and `simulate` share: a JSON object as the last line, --min and --max for anyone's CI."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


def add_bounds(parser: CommandParser) -> None:
    """The options --min KEY=X and --max KEY=X, each repeatable."""
    for name, word in (("--min", "below"), ("--max", "above")):
        parser.add_argument(
            name,
            action="append",
            default=[],
            metavar="KEY=X",
            help=f"exit 1 when the figure KEY is {word} X (repeatable)",
        )


def report(command: BaseCommand, figures: dict[str, Any], options: dict[str, Any]) -> None:
    """Print the figures as the last line of standard output; fail when one misses a bound.

    Raises:
        CommandError: a bound is missed, or names no figure, or is no number.
    """
    misses = []
    for option, sign, word in (("min", 1, "below"), ("max", -1, "above")):
        for pair in options[option]:
            key, _, text = pair.partition("=")
            try:
                bound = float(text)
            except ValueError as exc:
                raise CommandError(f"--{option} wants KEY=NUMBER, not “{pair}”.") from exc
            if key not in figures:
                raise CommandError(f"There is no figure “{key}”; there are {', '.join(figures)}.")
            if figures[key] is None or sign * (figures[key] - bound) < 0:
                misses.append(f"{key} is {figures[key]}, {word} {text}")
    command.stdout.write(json.dumps(figures))
    if misses:
        raise CommandError("; ".join(misses) + ".")
