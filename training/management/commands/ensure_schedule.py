"""`manage.py ensure_schedule`: make the beat row that starts learning cycles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from training.services.schedule import ensure_schedule


class Command(BaseCommand):
    """Make the beat row that starts learning cycles, or put it right. `up` runs this."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do so."""
        self.stdout.write(f"Scheduled: {ensure_schedule().name}.")
