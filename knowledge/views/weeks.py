"""How some questions came week by week, as the bars of a page."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from knowledge.querysets.gap import GapQuestionQuerySet
from knowledge.trend import Bar, weekly_bars
from training.models import Organization
from training.querysets.conversation import day_bounds, today_of

WEEKS = 12


def weeks_asked(organization: Organization, questions: GapQuestionQuerySet) -> list[Bar]:
    """How they came in the last weeks, on the organization's clock; nothing while nobody asked. One SQL query."""
    today = today_of(organization)
    since, _ = day_bounds(organization, today - timedelta(days=7 * WEEKS), today)
    counts = questions.weekly(since=since, zone=ZoneInfo(organization.timezone))
    return weekly_bars(counts=counts, last=today, weeks=WEEKS, height=48, step=20) if counts else []
