"""Organizations are made, and people let in."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from training.errors import DomainError
from training.models import Organization
from training.services.agents import ensure_first_version
from training.tenancy import organization_scope


class OrganizationExists(DomainError):
    """The short name is taken."""


class OrganizationInvalid(DomainError):
    """A name, short name or time zone cannot be used."""


def create_organization(
    *, name: str, slug: str, timezone: str = "UTC", currency: str = "EUR", is_demo: bool = False
) -> Organization:
    """Make an organization with default settings and the first version of its agent.

    Raises:
        OrganizationExists: another one has this slug.
        OrganizationInvalid: a value cannot be used; the message says which.
    """
    organization = Organization(
        name=name.strip(), slug=slug, timezone=timezone, currency=currency.upper(), is_demo=is_demo
    )
    if Organization.objects.filter(slug=slug).exists():
        raise OrganizationExists(f"An organization “{slug}” exists already.")
    try:
        ZoneInfo(timezone)
        organization.full_clean(validate_unique=False)
    except (ZoneInfoNotFoundError, ValueError) as exc:
        raise OrganizationInvalid(f"“{timezone}” is no time zone; use a name like Europe/Berlin.") from exc
    except ValidationError as exc:
        field, reasons = next(iter(exc.message_dict.items()))
        raise OrganizationInvalid(f"The organization's {field} cannot be used: {reasons[0]}") from exc
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
            with organization_scope(organization.pk):
                ensure_first_version(organization)
    except IntegrityError as exc:
        raise OrganizationExists(f"An organization “{slug}” exists already.") from exc
    return organization


@transaction.atomic
def change_settings(*, organization_id: int, values: dict[str, Any]) -> Organization:
    """Change an organization's settings. Needs its scope.

    Its row was made before its history could be written (row-level security knows no organization then), so the first
    change writes down what the settings were since it was made; otherwise that change would show no “before”.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    events = apps.get_model("training", "OrganizationEvent").objects  # the table that pghistory makes
    if not events.filter(pgh_obj=organization).exists():
        known = {field.attname: getattr(organization, field.attname) for field in organization._meta.concrete_fields}
        first = events.create(pgh_obj=organization, pgh_label="insert", pgh_context={"who": "the system"}, **known)
        events.filter(pk=first.pk).update(pgh_created_at=organization.created_at)
    for name, value in values.items():
        setattr(organization, name, value)
    organization.save()
    return organization
