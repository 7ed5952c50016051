"""An organization that lives as long as an evaluation needs it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from config.demo.loading import discard_organization
from training.models import Organization
from training.services.organizations import create_organization


@contextmanager
def scratch_organization(purpose: str) -> Iterator[Organization]:
    """A new organization that is deleted, with all its rows, however the work ends."""
    slug = f"{purpose}-{secrets.token_hex(4)}"
    organization = create_organization(name=slug, slug=slug, timezone="UTC", is_demo=True)
    try:
        yield organization
    finally:
        discard_organization(organization=organization)
