"""`manage.py bench WHAT`: measure how fast the desk is, on this machine, under the application role.

Each module of `config/benchmarks` with `add_arguments` and `run` is one WHAT; `bench WHAT --help` says more.
"""

from __future__ import annotations

from config import benchmarks
from config.management.parts import CommandOfParts


class Command(CommandOfParts):
    """Measure how fast the desk is."""

    help = __doc__
    package = benchmarks
