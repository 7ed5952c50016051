"""How this package ends early."""

from __future__ import annotations


class RuntimeProblem(Exception):
    """Something outside the program is wrong; the text is a sentence that says what and what to do."""


class StopRequested(BaseException):
    """Ctrl-C or SIGTERM: not an error, and nothing on the way up may take it for one."""
