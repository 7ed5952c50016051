"""`manage.py evaluate WHAT`: score the desk by the very code that the cycle and the pages use.

Each module of `config/evaluation` with `add_arguments` and `run` is one WHAT; `evaluate WHAT --help` says more.
"""

from __future__ import annotations

from config import evaluation
from config.management.parts import CommandOfParts


class Command(CommandOfParts):
    """Score what the desk does."""

    help = __doc__
    package = evaluation
