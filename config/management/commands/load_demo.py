"""`manage.py load_demo [--seed S]`: the demo organization, its people, its conversations, and one learning cycle."""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.demo.loading import load_world
from config.demo.world import build_world
from training.cycle import run_cycle
from training.errors import DomainError
from training.models import LearningCycle, Membership, Organization, User
from training.services.members import add_member
from training.tenancy import organization_scope

LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
ROLES = ("admin", "manager", "analyst", "owner")


class Command(BaseCommand):
    """Load the demo organization; the same seed makes the same world."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Seed and name."""
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--organization", default="demo", metavar="SLUG")
        parser.add_argument("--first-run", action="store_true", help="do nothing when an organization exists")
        parser.add_argument("--no-cycle", action="store_true", help="leave the learning cycle to the worker")

    def handle(self, *args: Any, seed: int, organization: str, **options: Any) -> None:
        """Load it and say what came in."""
        if options["first_run"] and Organization.objects.exists():
            return
        started = time.monotonic()
        now = timezone.now()
        try:
            world = build_world(seed=seed, newest_at=now, cases=1)
            made = load_world(
                world=world, slug=organization, name="Lindenhof", seed=seed, now=now, timezone="Europe/Berlin"
            )
        except DomainError as exc:
            raise CommandError(str(exc)) from exc
        self._write_logins(made)
        self.stdout.write(
            f"{len(world.conversations):,} conversations and {len(world.entries)} entries of “{made}” "
            f"in {time.monotonic() - started:.0f} s"
        )
        if options["no_cycle"]:
            return
        began = time.monotonic()
        cycle = run_cycle(organization=made, trigger=LearningCycle.Trigger.COMMAND)
        with organization_scope(made.pk):
            gaps = cycle.steps.get(name="detect_gaps").made
            failed = list(cycle.steps.filter(status="failed").values_list("name", "error"))
        for step, error in failed:
            self.stderr.write(f"the step {step} failed: {error}")
        self.stdout.write(f"first learning cycle: {gaps} gaps found in {time.monotonic() - began:.0f} s")

    def _write_logins(self, organization: Organization) -> None:
        """One person for each role, with a password of this installation, kept where its owner alone can read it."""
        logins = []
        with organization_scope(organization.pk):
            for role in ROLES:
                email = f"{role}@{organization.slug}.example"
                password = "".join(secrets.choice(LETTERS) for _ in range(14))
                user = User.objects.filter(email=email).first() or User.objects.create_user(email)
                user.name = f"Demo {Membership.Role(role).label.lower()}"
                user.set_password(password)
                user.save()
                add_member(organization=organization, email=email, role=role)
                logins.append({"role": role, "email": email, "password": password})
        path = Path(settings.DATA_DIR) / "demo_logins.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(logins, file, indent=1)
        for login in logins:
            self.stdout.write(f"  {login['role']:<9} {login['email']:<28} password {login['password']}")
