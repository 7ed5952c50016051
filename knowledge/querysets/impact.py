"""Reads of what is compared where effects are measured: conversations by topic, or by part of the customers, and day.

`METRICS` says which conversations a metric counts and what of them; a number on a page opens the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Avg, Case, Count, F, FloatField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Ln, NullIf, TruncDate

from knowledge.models import GapQuestion, ReplayResult, ReplayRun
from knowledge.querysets.performance import of_conversation
from training.impact import Tally
from training.metrics import RATES, Direction
from training.models import Conversation, Organization
from training.querysets.conversation import COUNTS, day_bounds

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What a metric counts: of the conversations `counted` those that are `hits`, or the mean of a value.

    The value is the natural logarithm of the seconds: times are skewed, and what halves them halves long and short ones
    alike.
    """

    key: str
    label: str
    counted: Q
    hits: Q | None
    is_better_up: bool
    definition: str

    @property
    def is_rate(self) -> bool:
        """Whether it is a share."""
        return self.hits is not None


def _rate(key: str) -> Metric:
    rate = RATES[key]
    return Metric(
        key=key,
        label=rate.label,
        counted=COUNTS[rate.denominator],
        hits=COUNTS[rate.numerator],
        is_better_up=rate.direction == Direction.UP,
        definition=rate.definition,
    )


METRICS: dict[str, Metric] = {
    "success": _rate("success"),
    "handoff": _rate("handoff"),
    "csat": _rate("csat"),
    "resolution": Metric(
        key="resolution",
        label="Resolution time",
        counted=COUNTS["analysed"] & Q(resolution_seconds__gt=0),
        hits=None,
        is_better_up=False,
        definition="Mean of the logarithm of the seconds from the first message to the last, shown as the change in "
        "percent of the usual (geometric mean) time.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What is compared of some days.

    `sums` holds for each metric the tallies of each group: `OWN` + number of each measurement's questions, `INTENT` +
    name of what no measurement's centre reaches. `shared` holds for each measurement which part of its questions lies
    in each other group: in another measurement's too, or under an intent.
    """

    sums: dict[str, dict[str, Tally]]
    shared: dict[int, dict[str, float]]


OWN, INTENT = "own:", "intent:"


def compared(*, organization: Organization, first: date, days: int, keys: Mapping[int, Iterable[str]]) -> Compared:
    """The tallies of `days` days from `first` on; `keys` are each measurement's. One SQL query over these days."""
    begin, end = day_bounds(organization, first, first + timedelta(days=days - 1))
    rows = list(
        GapQuestion.objects.for_organization(organization)
        .filter(conversation__started_at__gte=begin, conversation__started_at__lt=end)
        .annotate(intent=_intent(), day=TruncDate("conversation__started_at", tzinfo=ZoneInfo(organization.timezone)))
        .values("topics", "intent", "day")
        .order_by("topics", "intent", "day")
        .annotate(questions=Count("pk"), **_sums(of_conversation))
    )
    own = {pk: frozenset(names) for pk, names in keys.items()}
    grouped: list[tuple[str, int, Mapping[str, float]]] = []
    shared: dict[int, dict[str, float]] = {pk: defaultdict(float) for pk in own}
    for row in rows:
        told = frozenset(row["topics"] or ())
        mine = [pk for pk, names in own.items() if names & told]
        groups = [f"{OWN}{pk}" for pk in mine]
        intent_group = f"{INTENT}{row['intent']}"
        grouped += [(group, (row["day"] - first).days, row) for group in groups or [intent_group]]
        for pk in mine:
            for group in (*groups, intent_group):
                shared[pk][group] += row["questions"]
    for parts in shared.values():
        whole = max(parts.values(), default=1.0)  # its own group has them all
        for group in parts:
            parts[group] /= whole
    return Compared(
        sums={name: _tallies(name, grouped, days) for name in METRICS},
        shared={pk: dict(parts) for pk, parts in shared.items()},
    )


def answered_anew(*, organization: Organization, updates: Iterable[int]) -> dict[int, dict[str, float]]:
    """For each of these updates and each intent, which part of that intent's questions it answers in another way.

    As its last replay found, on its evidence and on what the entries nearby had served. One SQL query.
    """
    runs = ReplayRun.objects.for_organization(organization).filter(status=ReplayRun.Status.DONE)
    rows = (
        ReplayResult.objects.for_organization(organization)
        .filter(run__in=runs.newest_of_each(list(updates)).values("pk"), conversation__isnull=False)
        .annotate(intent=_intent())
        .values("run__update_id", "intent")
        .annotate(part=Avg(Case(When(outcome=ReplayResult.Outcome.SAME, then=0.0), default=1.0)))
        .order_by("run__update_id", "intent")
    )
    found: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        found[row["run__update_id"]][f"{INTENT}{row['intent']}"] = row["part"]
    return found


def _intent() -> Coalesce:
    """The analysis's intent, else the first of its topics."""
    return Coalesce(
        NullIf(F("conversation__analysis__intent"), Value("")), F("conversation__analysis__topics__0"), Value("")
    )


def by_customer(*, organization: Organization, first: date, last: date) -> list[dict[str, object]]:
    """The sums of each customer over the days `first` … `last`. One SQL query over these days."""
    rows = Conversation.objects.for_organization(organization).between_days(organization, first, last)
    return list(rows.order_by().values("customer_key").annotate(**_sums(lambda condition: condition, prefix="")))


def _sums(moved: Callable[[Q], Q], prefix: str = "conversation__") -> dict[str, Combinable]:
    found: dict[str, Combinable] = {}
    for name, metric in METRICS.items():
        counted = moved(metric.counted)
        found[f"{name}_n"] = Count("pk", filter=counted)
        if metric.hits is not None:
            found[f"{name}_sum"] = Count("pk", filter=moved(metric.counted & metric.hits))
        else:
            value = Ln(F(f"{prefix}resolution_seconds"), output_field=FloatField())
            safe = Case(When(counted, then=value), output_field=FloatField())
            found[f"{name}_sum"] = Coalesce(Sum(safe), 0.0)
            found[f"{name}_squares"] = Coalesce(Sum(safe * safe, output_field=FloatField()), 0.0)
    return found


def _tallies(name: str, rows: list[tuple[str, int, Mapping[str, float]]], days: int) -> dict[str, Tally]:
    is_rate = METRICS[name].is_rate
    columns = ("n", "sum") if is_rate else ("n", "sum", "squares")
    sums: dict[str, list[list[float]]] = {}
    for key, day, row in rows:
        of_key = sums.setdefault(key, [[0.0] * days for _ in columns])
        for place, column in enumerate(columns):
            of_key[place][day] += row[f"{name}_{column}"]
    return {
        key: Tally(sizes=parts[0], totals=parts[1], squares=None if is_rate else parts[2])
        for key, parts in sums.items()
    }
