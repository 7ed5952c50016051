"""An organization that lives as long as an evaluation or a benchmark needs it, who works there, and its cycles."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from config.demo.loading import discard_organization
from training.cycle import run_cycle
from training.models import CycleStep, LearningCycle, Organization, User
from training.services.members import add_member
from training.services.organizations import create_organization
from training.tenancy import organization_scope


@contextmanager
def scratch_slug(purpose: str) -> Iterator[str]:
    """The short name of an organization yet to be made; it goes with its rows and people however the work ends."""
    slug = f"{purpose}-{secrets.token_hex(4)}"
    try:
        yield slug
    finally:
        left = Organization.objects.filter(slug=slug).first()
        if left:
            discard_organization(organization=left)
        User.objects.filter(email__endswith=f"@{slug}.example").delete()


@contextmanager
def scratch_organization(purpose: str) -> Iterator[Organization]:
    """A new organization that is deleted, with all its rows and people, however the work ends."""
    with scratch_slug(purpose) as slug:
        yield create_organization(name=slug, slug=slug, timezone="UTC", is_demo=True)


def hire(*, organization: Organization, role: str) -> User:
    """Somebody who works for a scratch organization, and goes with it."""
    with organization_scope(organization.pk):
        return add_member(organization=organization, email=f"{role}@{organization.slug}.example", role=role).user


def run_whole_cycle(*, organization: Organization) -> LearningCycle:
    """Run a learning cycle of which no step may fail.

    Raises:
        CommandError: one did; the message says which, and why.
    """
    cycle = run_cycle(organization=organization, trigger=LearningCycle.Trigger.COMMAND)
    with organization_scope(organization.pk):
        failed = cycle.steps.filter(status=CycleStep.Status.FAILED).first()
    if failed:
        raise CommandError(f"The step {failed.name} failed: {failed.error}")
    return cycle
