"""The rollups say what a direct count of the conversations says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count, Sum

from analytics.models import DailyRollup, DirtyHour, HourlyRollup
from analytics.querysets.rollup import Period
from analytics.services.rollups import refresh_rollups
from tests.analytics.conversations import CHANNELS, mixed_conversations
from tests.training.factories import ConversationFactory
from training.metrics import RATES
from training.models import Conversation, Organization
from training.querysets.conversation import COUNTS

NEWEST = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)  # Europe puts its clocks forward on the 29th
ZONES = ["UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati"]


def counted(organization: Organization, *, limit: int = 3000) -> int:
    """Refresh until nothing is left; how many rounds it took."""
    rounds = 0
    while refresh_rollups(organization=organization, limit=limit):
        rounds += 1
    return rounds


def in_zone(organization: Organization, zone: str) -> Organization:
    organization.timezone = zone
    organization.save()
    return organization


def days_of(organization: Organization) -> list[date]:
    return [date(2026, 3, 20) + timedelta(days=number) for number in range(14)]


def check(organization: Organization) -> None:
    """Compare every count of every day and channel, and the sums, with the conversations themselves."""
    everything = Conversation.objects.for_organization(organization)
    assert not DirtyHour.objects.filter(organization=organization).exists()
    rolled = {(row.day_on, row.channel): row for row in DailyRollup.objects.for_organization(organization)}
    seen = 0
    for day in days_of(organization):
        for channel in CHANNELS:
            rows = everything.between_days(organization, day, day).filter(channel=channel)
            row = rolled.pop((day, channel), None)
            for name in COUNTS:
                direct = rows.counted_as(name).count()
                assert (getattr(row, name) if row else 0) == direct, (day, channel, name)
            sums = rows.aggregate(rating=Sum("satisfaction"), cost=Sum("cost"), value=Sum("value"))
            if row:
                assert (row.rating_sum, row.cost_sum, row.value_sum) == tuple(value or 0 for value in sums.values())
                seen += row.conversations
    assert not rolled, "days that no conversation began on"
    assert seen == everything.count()
    hourly = HourlyRollup.objects.filter(organization=organization).aggregate(n=Sum("conversations"))["n"] or 0
    assert hourly == everything.count()


@pytest.mark.parametrize("zone", ZONES)
def test_they_equal_a_direct_count_on_any_clock(organization: Any, zone: str) -> None:
    in_zone(organization, zone)
    mixed_conversations(organization, count=300, newest_at=NEWEST, days=9)
    assert counted(organization) == 1
    check(organization)


@pytest.mark.parametrize("limit", [1, 7])
def test_they_come_out_the_same_in_small_steps(organization: Any, limit: int) -> None:
    in_zone(organization, "Asia/Kolkata")
    mixed_conversations(organization, count=40, newest_at=NEWEST, days=3)
    assert counted(organization, limit=limit) > 1
    check(organization)


@pytest.mark.parametrize(
    ("before", "after"), [("UTC", "Asia/Kolkata"), ("Asia/Kolkata", "UTC"), ("Europe/Berlin", "America/St_Johns")]
)
def test_another_timezone_makes_all_days_stale_and_true_again(organization: Any, before: str, after: str) -> None:
    in_zone(organization, before)
    mixed_conversations(organization, count=200, newest_at=NEWEST, days=9)
    counted(organization)
    in_zone(organization, after)
    assert DirtyHour.objects.exists()
    assert not DailyRollup.objects.exists()
    counted(organization)
    check(organization)


def test_what_is_deleted_moved_or_changed_is_counted_again(organization: Any) -> None:
    in_zone(organization, "Asia/Kolkata")
    made = mixed_conversations(organization, count=200, newest_at=NEWEST, days=9)
    counted(organization)
    ids = [conversation.pk for conversation in made]
    rows = Conversation.objects.for_organization(organization)
    rows.filter(pk__in=ids[:20]).delete()
    rows.filter(pk__in=ids[20:40]).update(started_at=NEWEST - timedelta(days=2, minutes=37))
    rows.filter(pk__in=ids[40:60]).update(channel="email")
    rows.filter(pk__in=ids[60:80]).update(satisfaction=5, is_handed_off=True)
    assert DirtyHour.objects.exists()
    counted(organization)
    check(organization)


def test_a_day_that_lost_all_its_conversations_goes(organization: Any) -> None:
    ConversationFactory(organization=organization)
    counted(organization)
    assert DailyRollup.objects.count() == 1
    Conversation.objects.all().delete()
    counted(organization)
    assert not DailyRollup.objects.exists()
    assert not HourlyRollup.objects.exists()


def test_an_hour_that_happens_twice_is_counted_apart(organization: Any) -> None:
    """On 25 October 2026 Berlin's clocks show 02:30 at 00:30 and again at 01:30 UTC."""
    in_zone(organization, "Europe/Berlin")
    made = {"organization": organization}
    ConversationFactory(**made, started_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    counted(organization)
    second = ConversationFactory(**made, started_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    counted(organization)
    Conversation.objects.filter(pk=second.pk).update(satisfaction=5)
    counted(organization)
    hours = HourlyRollup.objects.order_by("hour_at").values_list("hour_at", "conversations", "rated")
    assert list(hours) == [
        (datetime(2026, 10, 25, 0, tzinfo=UTC), 1, 0),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), 1, 1),
    ]
    assert DailyRollup.objects.get().conversations == 2


def test_an_hour_that_half_an_hour_is_cut_out_of_is_counted_once(organization: Any) -> None:
    """On 4 October 2026 Lord Howe's clocks jump from 02:00 to 02:30, at 15:30 UTC of the 3rd."""
    in_zone(organization, "Australia/Lord_Howe")
    conversation = ConversationFactory(organization=organization, started_at=datetime(2026, 10, 3, 15, 45, tzinfo=UTC))
    counted(organization)
    Conversation.objects.filter(pk=conversation.pk).update(satisfaction=5)
    counted(organization)
    assert list(DailyRollup.objects.values_list("day_on", "conversations", "rated")) == [(date(2026, 10, 4), 1, 1)]


def test_nothing_changed_costs_nothing(organization: Any, django_assert_num_queries: Any) -> None:
    mixed_conversations(organization, count=20, newest_at=NEWEST, days=2)
    counted(organization)
    with django_assert_num_queries(1):
        assert refresh_rollups(organization=organization) == 0


def test_the_cost_follows_the_changed_hours_not_the_history(organization: Any, django_assert_num_queries: Any) -> None:
    for days, count in ((3, 60), (30, 600)):
        Conversation.objects.all().delete()
        mixed_conversations(organization, count=count, newest_at=NEWEST, days=days)
        counted(organization)
        Conversation.objects.filter(external_id__endswith="-0").update(satisfaction=3)
        with django_assert_num_queries(8):
            assert refresh_rollups(organization=organization) == 1


def test_each_rate_has_its_counts() -> None:
    names = {field.name for field in DailyRollup._meta.concrete_fields}
    assert set(COUNTS) <= names
    for metric in RATES.values():
        assert {metric.numerator, metric.denominator} <= set(COUNTS)


def test_totals_days_and_channels_tell_the_same(organization: Any) -> None:
    mixed_conversations(organization, count=120, newest_at=NEWEST, days=9)
    counted(organization)
    period = Period.ending(NEWEST.date(), days=7)
    rows = DailyRollup.objects.for_organization(organization).within(period)
    direct = Conversation.objects.between_days(organization, period.first, period.last)
    totals = rows.totals()
    assert totals["conversations"] == direct.count()
    for name in COUNTS:
        assert totals[name] == sum(day[name] for day in rows.by_day().values())
        assert totals[name] == sum(channel[name] for channel in rows.by_channel().values())
        assert totals[name] == sum(cell[name] for cell in rows.by_day_and_channel().values())
    by_channel = dict(direct.order_by().values_list("channel").annotate(Count("pk")))
    assert {name: counts["conversations"] for name, counts in rows.by_channel().items()} == by_channel
