"""`manage.py ensure_schedule`: make the beat rows of SCHEDULE."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from training.services.schedule import ensure_schedule


class Command(BaseCommand):
    """Make the beat rows of config/settings/learning.py, or put them right. `up` runs this."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do so."""
        for row in ensure_schedule():
            self.stdout.write(f"Scheduled: {row.name}.")
