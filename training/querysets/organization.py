"""Reads of organizations and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from training.models import Organization, User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organizations; this table names them all, so pages reach it through memberships only."""

    def with_cycle_wanted(self) -> OrganizationQuerySet:
        """Those whose learning cycle is not paused. One SQL query."""
        return self.filter(is_cycle_paused=False)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def for_organization(self, organization: Organization) -> MembershipQuerySet:
        """The people of one organization."""
        return self.filter(organization=organization)

    def for_user(self, user: User | Any) -> MembershipQuerySet:
        """A person's organizations, by name. One SQL query; needs the user in the transaction's scope."""
        return self.filter(user=user).select_related("organization").order_by("organization__name", "id")

    def for_people_page(self, organization: Organization) -> MembershipQuerySet:
        """The people page: everyone, highest role first. One SQL query."""
        rank = models.Case(
            *[models.When(role=role, then=models.Value(number)) for role, number in self.model.RANK.items()],
            default=models.Value(0),
        )
        return self.for_organization(organization).select_related("user").order_by(-rank, "user__email")
