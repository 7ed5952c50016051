"""Organizations and who works for them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from training.querysets.organization import MembershipQuerySet, OrganizationQuerySet


@pghistory.track(pghistory.UpdateEvent())
class Organization(models.Model):
    """One row is one support team with its own data and its own settings."""

    class Engine(models.TextChoices):
        AUTO = "auto", "Hosted if a key is set, else local"
        LOCAL = "local", "Local only"
        OPENAI = "openai", "Hosted (OpenAI-compatible)"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    human_ticket_cost = models.DecimalField(
        "cost of a ticket a human resolves",
        max_digits=8,
        decimal_places=2,
        default=Decimal("6.00"),
        validators=[MinValueValidator(0)],
    )
    success_resolution_seconds = models.PositiveIntegerField(
        "resolved within (seconds)",
        default=600,
        validators=[MinValueValidator(1)],
        help_text="A conversation that took longer is no success.",
    )
    gap_min_customers = models.PositiveSmallIntegerField(
        "customers a gap needs",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Distinct customers who asked in vain before a gap is shown.",
    )
    gap_window_days = models.PositiveSmallIntegerField(
        "days a gap looks back", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    gap_return_customers = models.PositiveSmallIntegerField(
        "new customers that bring a dismissed gap back",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="Distinct customers who ask it in vain after it was dismissed.",
    )
    gap_expiry_days = models.PositiveSmallIntegerField(
        "days until an undecided gap expires", default=28, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    entry_stale_days = models.PositiveSmallIntegerField(
        "days until an unused entry is stale",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text="Without being used or confirmed.",
    )
    embedding_model = models.CharField(
        max_length=80, blank=True, editable=False, help_text="Key of the embedding model in use; blank: the engine's."
    )
    own_addresses = ArrayField(
        models.CharField(max_length=253),
        verbose_name="own domains and phone numbers",
        default=list,
        blank=True,
        help_text="One per line. They are no red flag in an answer.",
    )
    min_rate_n = models.PositiveSmallIntegerField(
        "rates need at least",
        default=5,
        validators=[MinValueValidator(1)],
        help_text="Below this number of conversations a rate says “too few”.",
    )
    engine = models.CharField(max_length=10, choices=Engine, default=Engine.AUTO)
    monthly_budget = models.DecimalField(
        "hosted engine's budget for a month",
        max_digits=10,
        decimal_places=2,
        default=Decimal("50.00"),
        validators=[MinValueValidator(0)],
        help_text="When it is spent the local engine takes over until the month ends.",
    )
    canary_percent = models.PositiveSmallIntegerField(
        "percent of the customers who get a change first",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="What is offered when somebody approves a change of the knowledge; it is off unless they ask for it.",
    )
    cycle_interval_minutes = models.PositiveSmallIntegerField(
        "minutes between learning cycles", default=5, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    is_cycle_paused = models.BooleanField("pause the learning cycle", default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(cycle_interval_minutes__gte=1), name="training_organization_interval_positive"
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """One row lets one person work for one organization, in one role."""

    class Role(models.TextChoices):
        ANALYST = "analyst", "Analyst"
        MANAGER = "manager", "Support manager"
        ADMIN = "admin", "Admin"
        OWNER = "owner", "Owner"

    RANK: ClassVar[dict[str, int]] = {"analyst": 1, "manager": 2, "admin": 3, "owner": 4}

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.ANALYST)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "user"], name="training_membership_once"),
        ]

    def __str__(self) -> str:
        """Who, where, as what."""
        return f"{self.user} · {self.organization} · {self.get_role_display()}"

    def is_at_least(self, role: str) -> bool:
        """Whether this role may do what `role` may."""
        return self.RANK[self.role] >= self.RANK[role]

    @property
    def is_manager(self) -> bool:
        """May decide gaps."""
        return self.is_at_least("manager")

    @property
    def is_admin(self) -> bool:
        """May approve updates, promote entries and change settings."""
        return self.is_at_least("admin")

    @property
    def is_owner(self) -> bool:
        """May manage people and open the admin site."""
        return self.is_at_least("owner")
