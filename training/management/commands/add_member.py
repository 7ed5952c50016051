"""`manage.py add_member EMAIL --organization SLUG --role ROLE`: let somebody into an organization."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.errors import DomainError
from training.management.organizations import named_organization
from training.models import Membership
from training.services.members import add_member
from training.tenancy import organization_scope


class Command(BaseCommand):
    """Let somebody into an organization; the first owner comes in by this, others by the people page."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, as what."""
        parser.add_argument("email")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--role", choices=Membership.Role.values, default=Membership.Role.OWNER)
        parser.add_argument("--password", help="set it at once; else they use “Forgot password”")

    def handle(self, *args: Any, email: str, organization: str, role: str, **options: Any) -> None:
        """Add them."""
        found = named_organization(organization)
        try:
            with organization_scope(found.pk):
                member = add_member(organization=found, email=email, role=role)
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        if options["password"]:
            member.user.set_password(options["password"])
            member.user.save(update_fields=["password"])
        self.stdout.write(f"{member.user.email} now works for {found}, as {member.get_role_display().lower()}.")
