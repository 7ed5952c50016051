"""What can go wrong in a way a person can understand."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the desk was not kept. The message is a sentence for the person who asked."""
