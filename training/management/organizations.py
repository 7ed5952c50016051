"""The organization that a command's user names."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.text import get_text_list

from training.models import Organization

MOST_NAMED = 10


def named_organization(slug: str, *, hint: str = "", returncode: int = 1) -> Organization:
    """The organization of this short name; `hint` ends the sentence that says that there is none.

    Raises:
        CommandError: there is none; it names those there are.
    """
    organization = Organization.objects.filter(slug=slug).first()
    if organization is not None:
        return organization
    slugs = Organization.objects.order_by("slug").values_list("slug", flat=True)
    others = [f"“{name}”" for name in slugs[:MOST_NAMED]]
    if len(others) < slugs.count():
        others.append("others")
    is_or_are = "is" if len(others) == 1 else "are"
    known = f"There {is_or_are} {get_text_list(others, 'and')}." if others else "There is none yet."
    raise CommandError(f"There is no organization “{slug}”. {known} {hint}".strip(), returncode=returncode)
