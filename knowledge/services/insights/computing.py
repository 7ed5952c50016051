"""Computes an organization's insights anew and keeps them beside what people decided on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from knowledge.querysets import insight as reads
from knowledge.querysets.insight import PARTED
from training.forms import channel_label
from training.insights import FEWEST, Finding, Group, Outcome, find, groups_of
from training.models import InsightUpkeep, LearningInsight, Organization
from training.replies import features_of, frequent_phrases

WINDOW_DAYS = 90
EVERY = timedelta(hours=20)  # a cycle that comes a little early still counts as the next day's
MOST_REPLIES = 20_000  # the newest first replies, whose wording is compared
MOST_INTENTS = 60
Kind, Dimension, Status = LearningInsight.Kind, LearningInsight.Dimension, LearningInsight.Status


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The conversations of a window, a place in each list for each of them; and what was used and said in them."""

    since: datetime
    until: datetime
    ids: list[int] = field(repr=False)
    channels: list[str]
    mondays: list[str]
    intents: list[str]
    outcomes: list[Outcome] = field(repr=False)
    entries: list[tuple[int, int, str]] = field(repr=False)
    replies: dict[int, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Computed:
    """What was found in which window."""

    findings: list[Finding]
    labels: dict[tuple[str, str], str]
    ids: list[int] = field(repr=False)
    since: datetime
    until: datetime


def is_due(*, organization: Organization, now: datetime) -> bool:
    """Whether the last computing was long enough ago. One SQL query."""
    upkeep = InsightUpkeep.objects.filter(organization=organization).first()
    return upkeep is None or now - upkeep.computed_at >= EVERY


def compute(*, organization: Organization, now: datetime) -> Computed:
    """Compare the conversations of the last 90 days. Three SQL queries; cost follows the window."""
    facts = facts_of(organization=organization, now=now)
    groups, labels = groups_in(facts)
    return Computed(
        findings=find(groups=groups, outcomes=facts.outcomes),
        labels=labels,
        ids=facts.ids,
        since=facts.since,
        until=facts.until,
    )


def keep(*, organization: Organization, computed: Computed, now: datetime) -> int:
    """Write what was found; what was not found again is no longer current. Returns how many are new.

    What people decided stays.
    """
    everything = LearningInsight.objects.for_organization(organization)
    known = {(one.dimension, one.value): one for one in everything.select_for_update()}
    current, new = [], 0
    for finding in computed.findings:
        key = (finding.group.dimension, finding.group.value)
        insight = known.get(key)
        if insight is None:
            insight = LearningInsight(
                organization=organization, dimension=key[0], value=key[1], found_at=now, status=Status.OPEN
            )
            new += 1
        _fill(insight, finding, computed, now=now)
        insight.save()
        current.append(insight.pk)
    everything.exclude(pk__in=current).filter(is_current=True).update(is_current=False)
    InsightUpkeep.objects.update_or_create(
        organization=organization, defaults={"computed_at": now, "compared": len(computed.ids)}
    )
    return new


def _fill(insight: LearningInsight, finding: Finding, computed: Computed, *, now: datetime) -> None:
    group, figure = finding.group, finding.figure
    insight.kind = _kind_of(finding)
    insight.label = computed.labels.get((group.dimension, group.value), group.value)[:300]
    insight.metric = figure.outcome
    insight.rate, insight.rest_rate = figure.rate, figure.rest_rate
    insight.effect, insight.low, insight.high = figure.effect, figure.low, figure.high
    insight.p_adjusted, insight.n, insight.n_rest = finding.p_adjusted, figure.size, figure.rest_size
    insight.figures = [
        {
            "metric": one.outcome,
            "rate": one.rate,
            "rest_rate": one.rest_rate,
            "effect": one.effect,
            "low": one.low,
            "high": one.high,
            "n": one.size,
            "n_rest": one.rest_size,
        }
        for one in finding.others
    ]
    insight.also = [
        {
            "dimension": other.dimension,
            "value": other.value,
            "label": computed.labels.get((other.dimension, other.value), other.value),
        }
        for other in finding.also
    ]
    insight.conversation_ids = [computed.ids[row] for row in group.rows] if group.dimension == Dimension.REPLY else []
    insight.window_from, insight.window_until = computed.since, computed.until
    insight.is_current, insight.computed_at = True, now


def _kind_of(finding: Finding) -> str:
    """A channel that does worse on an intent than others do can learn from these."""
    if finding.group.dimension == Dimension.CHANNEL_OF_INTENT and not finding.figure.is_better:
        return Kind.IMPROVEMENT_OPPORTUNITY
    return Kind.SUCCESS_PATTERN if finding.figure.is_better else Kind.FAILURE_PATTERN


def facts_of(*, organization: Organization, now: datetime) -> Facts:
    """What is compared: the conversations of the last 90 days. Three SQL queries."""
    since, until = now - timedelta(days=WINDOW_DAYS), now
    zone = ZoneInfo(organization.timezone)
    rows = reads.facts(reads.compared(organization, since=since, until=until))
    columns: tuple[Sequence[Any], ...] = tuple(zip(*rows, strict=True)) if rows else ((),) * 7
    ids, starts, channels, intents, successes, handoffs, ratings = map(list, columns)
    return Facts(
        since=since,
        until=until,
        ids=ids,
        channels=channels,
        mondays=[_monday_of(start.astimezone(zone).date()) for start in starts],
        intents=[intent or "" for intent in intents],
        outcomes=[
            Outcome(name="success", values=_known(successes)),
            Outcome(name="handoff", values=_known(handoffs), is_better_up=False),
            Outcome(name="csat", values=_known([None if one is None else one >= 4 for one in ratings])),
        ],
        entries=reads.entries_used(organization, since=since, until=until),
        replies=reads.first_replies(organization, conversation_ids=ids[-MOST_REPLIES:]),
    )


def _monday_of(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _known(values: Sequence[bool | None]) -> NDArray[np.float64]:
    """1 and 0; NaN where nobody knows."""
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def groups_in(facts: Facts) -> tuple[list[Group], dict[tuple[str, str], str]]:
    """All groups to compare, and what their values are called where that is something else."""
    labels: dict[tuple[str, str], str] = {}
    groups = groups_of(Dimension.CHANNEL, facts.channels, is_all=True)
    labels |= {(Dimension.CHANNEL, name): channel_label(name) for name in set(facts.channels)}
    groups += groups_of(Dimension.TIME, facts.mondays, is_all=True)
    labels |= {(Dimension.TIME, one): _week_label(one) for one in set(facts.mondays)}
    groups += groups_of(Dimension.INTENT, facts.intents, most=MOST_INTENTS)
    for part in (_by_entry(facts, labels), _by_channel_of_intent(facts, labels), _by_reply(facts)):
        groups += part
    return groups, labels


def _week_label(monday: str) -> str:
    first = date.fromisoformat(monday)
    last = first + timedelta(days=6)
    start = f"{first.day} {first:%b}" if first.month != last.month else str(first.day)
    return f"{start} – {last.day} {last:%b %Y}"


def _by_entry(facts: Facts, labels: dict[tuple[str, str], str]) -> list[Group]:
    """Each entry within the conversations that were answered from any."""
    place_of = {one: place for place, one in enumerate(facts.ids)}
    held: dict[int, set[int]] = {}
    for conversation_id, entry_id, title in facts.entries:
        if (place := place_of.get(conversation_id)) is not None:
            held.setdefault(entry_id, set()).add(place)
            labels[Dimension.KNOWLEDGE, str(entry_id)] = title
    base = np.array(sorted(set().union(*held.values())), dtype=np.intp)
    return [
        Group(
            dimension=Dimension.KNOWLEDGE,
            value=str(entry_id),
            rows=np.array(sorted(places), dtype=np.intp),
            base=base,
        )
        for entry_id, places in sorted(held.items())
        if len(places) >= FEWEST
    ]


def _by_channel_of_intent(facts: Facts, labels: dict[tuple[str, str], str]) -> list[Group]:
    """Each channel within the conversations on one intent, where both sides are many."""
    channels, intents = np.array(facts.channels, dtype=object), np.array(facts.intents, dtype=object)
    groups = []
    for (intent, channel), count in sorted(Counter(zip(facts.intents, facts.channels, strict=True)).items()):
        base = np.flatnonzero(intents == intent)
        if not intent or not FEWEST <= count <= len(base) - FEWEST:
            continue
        value = f"{channel}{PARTED}{intent}"
        groups.append(
            Group(
                dimension=Dimension.CHANNEL_OF_INTENT,
                value=value,
                rows=base[channels[base] == channel],
                base=base,
            )
        )
        labels[Dimension.CHANNEL_OF_INTENT, value] = f"{intent}, by {channel_label(channel)}"
    return groups


def _by_reply(facts: Facts) -> list[Group]:
    """Each wording and structure of the first reply, within the same intent."""
    places = [place for place, one in enumerate(facts.ids) if one in facts.replies]
    texts = [facts.replies[facts.ids[place]] for place in places]
    held: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for feature in features_of(text):
            held.setdefault(feature, []).append(number)
    held |= frequent_phrases(texts)
    base = np.array(places, dtype=np.intp)
    within = np.unique(np.array(facts.intents, dtype=str), return_inverse=True)[1] if facts.intents else base
    return [
        Group(
            dimension=Dimension.REPLY,
            value=f"The reply {feature}"[:300],
            rows=base[numbers],
            base=base,
            within=within,
            is_consequence=True,
        )
        for feature, numbers in sorted(held.items())
        if FEWEST <= len(numbers) <= len(places) - FEWEST
    ]
