"""How a file's times are moved and scaled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.importing.lines import NOON, NOW
from training.services.importing.times import SpanTooShort, TimeMapping, TimeSpan

DAY = timedelta(days=1)


def span_of(*conversations: tuple[datetime, timedelta]) -> TimeSpan:
    span = TimeSpan()
    for start, duration in conversations:
        span.add(started_at=start, ended_at=start + duration)
    return span


def moved(mapping: TimeMapping, *conversations: tuple[datetime, timedelta]) -> list[tuple[datetime, datetime]]:
    return [
        (start + mapping.offset(start), start + duration + mapping.offset(start)) for start, duration in conversations
    ]


def test_moving_makes_the_newest_message_now_and_keeps_every_distance() -> None:
    said = [(NOON, timedelta(hours=1)), (NOON + 10 * DAY, timedelta(minutes=2))]
    found = moved(span_of(*said).mapping(now=NOW), *said)
    assert found[1][1] == NOW
    assert found[1][0] - found[0][0] == 10 * DAY
    assert found[0][1] - found[0][0] == timedelta(hours=1)


def test_the_newest_message_may_be_of_a_conversation_that_began_earlier() -> None:
    said = [(NOON, timedelta(days=3)), (NOON + DAY, timedelta(minutes=2))]
    assert moved(span_of(*said).mapping(now=NOW), *said)[0][1] == NOW


def test_scaling_spans_the_days_asked_for_and_leaves_conversations_as_long_as_they_were() -> None:
    said = [
        (NOON, timedelta(hours=1)),
        (NOON + 50 * DAY, timedelta(hours=30)),
        (NOON + 100 * DAY, timedelta(minutes=2)),
    ]
    found = moved(span_of(*said).mapping(now=NOW, span_days=20), *said)
    assert max(end for _, end in found) == NOW
    assert NOW - found[0][0] == 20 * DAY
    assert [end - start for start, end in found] == [duration for _, duration in said]


def test_scaling_can_stretch() -> None:
    said = [(NOON, timedelta(hours=1)), (NOON + DAY, timedelta(hours=1))]
    found = moved(span_of(*said).mapping(now=NOW, span_days=10), *said)
    assert found[1][1] == NOW
    assert found[1][0] - found[0][0] == 10 * DAY - timedelta(hours=1)


def test_one_conversation_is_moved_but_not_scaled() -> None:
    said = (NOON, timedelta(hours=1))
    mapping = span_of(said).mapping(now=NOW, span_days=28)
    assert mapping.scale == 1
    assert moved(mapping, said)[0][1] == NOW


def test_a_conversation_longer_than_the_span_cannot_be_fitted() -> None:
    with pytest.raises(SpanTooShort):
        span_of((NOON, 3 * DAY), (NOON + DAY, DAY)).mapping(now=NOW, span_days=2)


def test_a_file_without_conversations_has_no_mapping() -> None:
    with pytest.raises(ValueError, match="no times"):
        TimeSpan().mapping(now=NOW)


def test_spans_of_parts_merge_into_that_of_the_whole() -> None:
    said = [(NOON + hours * timedelta(hours=5), timedelta(minutes=60 - hours)) for hours in range(9)]
    whole = span_of(*said)
    parts = span_of(*said[::2])
    parts.merge(span_of(*said[1::2]))
    parts.merge(TimeSpan())
    assert parts == whole


def test_what_is_remembered_stays_small() -> None:
    span = span_of(
        *((NOON + minute * timedelta(minutes=1), timedelta(seconds=minute * 7919 % 600)) for minute in range(5000))
    )
    assert len(span.front) < 20


def test_another_mapping_has_another_salt() -> None:
    one = TimeMapping(newest_in_file_at=NOON, newest_mapped_at=NOW)
    two = TimeMapping(newest_in_file_at=NOON, newest_mapped_at=NOW, scale=0.5)
    assert one.salt() != two.salt()


@given(
    starts=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 86_000)), min_size=2, max_size=40),
    days=st.integers(1, 90),
)
def test_for_any_file_the_newest_is_now_and_the_span_is_met(starts: list[tuple[int, int]], days: int) -> None:
    said = [(NOON + timedelta(seconds=start), timedelta(seconds=duration)) for start, duration in starts]
    mapping = span_of(*said).mapping(now=NOW, span_days=days)
    found = moved(mapping, *said)
    newest = max(end for _, end in found)
    assert NOW - timedelta(seconds=2) <= newest <= NOW + timedelta(milliseconds=1)
    if len({start for start, _ in starts}) > 1:
        assert abs((newest - min(start for start, _ in found)) / timedelta(seconds=1) - days * 86_400) <= 3
