"""Reads the measurements of applied updates once a day, says what may be said of them, and closes those that are over.

All metrics that decide are read with alpha ÷ their number (`training.impact.plan_for`). What was once said stays said:
the intervals hold at all looks, so that the first one without 0 decides; only a later “hurt” outweighs a “helped”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from knowledge.querysets.impact import INTENT, METRICS, OWN, answered_anew, by_customer, compared
from knowledge.services.impact.topics import keys_of, prepare_topics
from training.bucketing import bucket
from training.cycle import StepContext
from training.impact import (
    Plan,
    Reading,
    Tally,
    Treatment,
    Verdict,
    Windows,
    mixture_for,
    overall,
    plan_for,
    read,
    read_split,
    split_mixture,
    windows_of,
)
from training.models import ImpactMeasurement, ImpactReading, Organization
from training.querysets.conversation import day_bounds, today_of
from training.stats import Sample

NO_FORESIGHT = Reading(
    verdict=Verdict.TOO_EARLY,
    windows=Windows(before=range(0), after=range(0)),
    reason="Too little is known of the days before it was applied to foresee how sure a look could be.",
)
SHARED = 0.1  # a part of one's questions, from which on two matters are too near to be held against each other
MIXED = 0.3  # and from which their effects cannot be told apart
MOSTLY = 0.5
EARLIER = 1000  # more lives than any update has
CAN_HELP = ("success", "csat")  # success holds hand-off and time already; the others by themselves can only hurt
DECISIVE = (Verdict.HELPED, Verdict.HURT)
READ_FIELDS = ("before_from", "before_to", "after_from", "after_to", "effect", "low", "high", "size_before",
               "size_after", "controls", "verdict", "reason")  # fmt: skip
Mixtures = dict[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look at a measurement found, to be written down."""

    measurement: ImpactMeasurement
    mixtures: Mixtures
    readings: dict[str, Reading]
    origin: date  # the day 0 of the readings' windows
    is_over: bool
    cut_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Past:
    """All that is compared of some days: the tallies, and which updates were live when."""

    origin: date
    sums: dict[str, dict[str, Tally]]
    treatments: list[Treatment]
    own: dict[int, Treatment]
    titles: dict[int, str] = field(default_factory=dict)

    def number(self, day: date) -> int:
        """A day's number."""
        return (day - self.origin).days

    def title(self, key: int) -> str:
        """What the update of a treatment is called; an earlier life of it has a key below 0."""
        return self.titles.get(key if key > 0 else -key // EARLIER, "another update")


def measurements_due(*, organization: Organization, now: datetime) -> list[ImpactMeasurement]:
    """Those that were not looked at today, with their updates. One SQL query."""
    due = ImpactMeasurement.objects.for_organization(organization).to_read(today_of(organization, now))
    return list(due.select_related("update", "organization"))


def look_at(context: StepContext, *, due: Sequence[ImpactMeasurement]) -> list[Look]:
    """Look at measurements as of the end of yesterday; writes nothing but which questions are on which topic."""
    organization, today = context.organization, today_of(context.organization, context.started_at)
    on_topics = [one for one in due if one.design == ImpactMeasurement.Design.TOPICS]
    looks: list[Look] = []
    if on_topics:
        origin = min(one.evidence_from - timedelta(days=one.before_days) for one in on_topics)
        prepare_topics(context, measurements=on_topics, since=day_bounds(organization, origin, origin)[0])
        with context.reading():
            past = _past(organization, origin=origin, today=today)
            looks += [_look_at_topics(one, past, today) for one in on_topics]
    for one in due:
        if one.design == ImpactMeasurement.Design.SPLIT:
            with context.reading():
                looks.append(_look_at_split(one, today))
    return looks


def keep_look(*, look: Look, today: date, now: datetime) -> bool:
    """Write a look down, and what may be said by now; False where the measurement changed since it was read."""
    found = ImpactMeasurement.objects.select_for_update(of=("self",)).filter(pk=look.measurement.pk).first()
    seen = look.measurement
    if found is None or (found.applied_on, found.ended_on, found.read_on) != (
        seen.applied_on,
        seen.ended_on,
        seen.read_on,
    ):
        return False
    ImpactReading.objects.bulk_create(
        [_row(look, name, reading, today) for name, reading in look.readings.items()],
        update_conflicts=True,
        unique_fields=["organization", "measurement", "metric", "read_on"],
        update_fields=READ_FIELDS,
    )
    verdicts = _verdicts(found, look)
    verdict = overall(verdicts=verdicts.values())
    if verdict != found.verdict:
        found.decided_on = today if verdict != Verdict.TOO_EARLY else None
    found.verdict, found.reason = verdict.value, "" if verdict != Verdict.TOO_EARLY else _reason(look)
    found.mixture_variances = look.mixtures
    found.read_on = today
    found.closed_at = now if look.is_over else None
    found.save()
    return True


def _row(look: Look, name: str, reading: Reading, today: date) -> ImpactReading:
    def day(number: int) -> date:
        return look.origin + timedelta(days=number)

    before, after = reading.windows.before, reading.windows.after
    return ImpactReading(
        organization=look.measurement.organization,
        measurement=look.measurement,
        metric=name,
        read_on=today,
        before_from=day(before.start) if before else None,
        before_to=day(before.stop) if before else None,
        after_from=day(after.start) if after else None,
        after_to=day(after.stop) if after else None,
        effect=reading.effect.value if reading.effect else None,
        low=reading.interval.low if reading.interval else None,
        high=reading.interval.high if reading.interval else None,
        size_before=reading.size_before,
        size_after=reading.size_after,
        controls=reading.effect.controls if reading.effect else 0,
        verdict=reading.verdict.value,
        reason=reading.reason,
    )


def _verdicts(measurement: ImpactMeasurement, look: Look) -> dict[str, Verdict]:
    """Of each metric that decides: what was once said of it, else what this look says.

    What only hands off less or is done sooner is no help by itself: it may be wrong answers in a person's stead.
    """
    earlier = (
        ImpactReading.objects.filter(
            measurement=measurement, read_on__gt=measurement.applied_on, metric__in=look.readings
        )
        .filter(verdict__in=DECISIVE)
        .order_by("read_on")
        .values_list("metric", "verdict")
    )
    found = {name: reading.verdict for name, reading in look.readings.items()}
    said: dict[str, Verdict] = {}
    for name, verdict in earlier:
        said[name] = Verdict.HURT if Verdict.HURT in (verdict, said.get(name)) else Verdict(verdict)
    for name, verdict in said.items():
        found[name] = overall(verdicts=[verdict, found[name]])
    return {name: verdict for name, verdict in found.items() if verdict != Verdict.HELPED or name in CAN_HELP}


def _reason(look: Look) -> str:
    """Why nothing can be said, in a sentence."""
    first = next(iter(look.readings.values()))
    if look.measurement.ended_on is not None:
        days = max((look.measurement.ended_on - look.measurement.applied_on).days - 1, 0)
        return f"Rolled back after {days} whole {'day' if days == 1 else 'days'}, before anything could be told."
    if look.cut_by:
        return f"Cut short after {len(first.windows.after)} days: {look.cut_by} changed the same topics."
    return first.reason


# --- topics


def _past(organization: Organization, *, origin: date, today: date) -> Past:
    """All days from the origin up to yesterday, and all updates there ever were on topics. Three SQL queries."""
    everything = ImpactMeasurement.objects.for_organization(organization)
    known = list(everything.filter(design=ImpactMeasurement.Design.TOPICS).select_related("update").order_by("id"))
    found = compared(
        organization=organization,
        first=origin,
        days=max((today - origin).days, 1),
        keys={one.pk: keys_of(one) for one in known},
    )
    anew = answered_anew(organization=organization, updates=[one.update_id for one in known])

    def treatments_of(one: ImpactMeasurement) -> Iterable[Treatment]:
        *earlier, last = one.spans
        own = frozenset({f"{OWN}{one.pk}"})
        # What its replay answers in another way feels it too, near or not: it is no control (Aronow & Samii, Annals of
        # Applied Statistics 11, 2017: who is untouched follows from the exposure, not from the aim).
        felt = frozenset(group for group, part in anew.get(one.update_id, {}).items() if part >= SHARED)
        for place, (applied_on, ended_on) in enumerate([last, *reversed(earlier)]):
            yield Treatment(
                key=one.pk if place == 0 else -(EARLIER * one.pk + place),
                topics=own,
                evidence_from=(one.evidence_from - origin).days,
                applied_on=(applied_on - origin).days,
                ended_on=None if ended_on is None else (ended_on - origin).days,
                around=(_around(one.pk, found.shared, least=SHARED) | felt) - own,
                mixed_with=_around(one.pk, found.shared, least=MIXED) - own,
            )

    treatments = [treatment for one in known for treatment in treatments_of(one)]
    return Past(
        origin=origin,
        sums=found.sums,
        treatments=treatments,
        own={treatment.key: treatment for treatment in treatments if treatment.key > 0},
        titles={one.pk: f"“{one.update}”" for one in known},
    )


def _around(pk: int, shared: Mapping[int, Mapping[str, float]], *, least: float) -> frozenset[str]:
    """What by its nearness may feel an update besides its own questions: where at least this part is shared.

    The intents that a part of these are under: on the same matter more is asked than its centre reaches. And other
    updates' questions, where a part of those are its own too, or lie under such an intent for the most part.
    """
    intents = {group for group, part in shared[pk].items() if group.startswith(INTENT) and part >= least}
    others = {
        f"{OWN}{other}"
        for other, parts in shared.items()
        if other != pk
        and (
            parts.get(f"{OWN}{pk}", 0.0) >= least
            or sum(part for group, part in parts.items() if group in intents) >= MOSTLY
        )
    }
    return frozenset(intents | others)


def _look_at_topics(measurement: ImpactMeasurement, past: Past, today: date) -> Look:
    plan, names = _plan(measurement), _metrics(measurement)
    treatment, number = past.own[measurement.pk], past.number(today)

    def sums(name: str) -> dict[str, Tally]:
        """Its own questions, and those that no update was for."""
        return {
            key: tally for key, tally in past.sums[name].items() if key.startswith(INTENT) or key in treatment.topics
        }

    def mixture(name: str) -> float | None:
        return mixture_for(treatment=treatment, others=past.treatments, tallies=sums(name), plan=plan)

    mixtures = _mixtures(measurement, names, mixture)
    readings = {}
    for name in names:
        variance = mixtures[name]
        if variance is None:
            readings[name] = NO_FORESIGHT
            continue
        readings[name] = _apart(
            read(
                treatment=treatment,
                others=past.treatments,
                tallies=sums(name),
                today=number,
                mixture_variance=variance,
                plan=plan,
                is_better_up=METRICS[name].is_better_up,
            ),
            past,
        )
    stop = treatment.applied_on + 1 + plan.after_days
    cut = windows_of(treatment=treatment, others=past.treatments, today=number, plan=plan).cut_by
    is_over = number >= stop or measurement.ended_on is not None or cut is not None
    return Look(
        measurement=measurement,
        mixtures=mixtures,
        readings=readings,
        origin=past.origin,
        is_over=is_over,
        cut_by="" if cut is None else past.title(cut),
    )


def _apart(reading: Reading, past: Past) -> Reading:
    """The same, without a verdict where another update's effect is in the same difference; the reason names it."""
    names = sorted({past.title(key) for key in reading.windows.together_with})
    if not names:
        return reading
    reason = f"Its effect cannot be told apart from that of {', '.join(names)}."
    return replace(reading, verdict=Verdict.TOO_EARLY, reason=reason)


def _plan(measurement: ImpactMeasurement) -> Plan:
    whole = Plan(before_days=measurement.before_days, after_days=measurement.after_days, fewest=measurement.fewest)
    return plan_for(plan=whole, metrics=len(_metrics(measurement)))


def _metrics(measurement: ImpactMeasurement) -> list[str]:
    return [name for name in METRICS if name in (measurement.metrics or METRICS)]


def _mixtures(measurement: ImpactMeasurement, names: Iterable[str], choose: Callable[[str], float | None]) -> Mixtures:
    """The mixture variances: chosen at the first look, kept ever since."""
    chosen = measurement.mixture_variances
    return {name: choose(name) for name in names} if chosen is None else {name: chosen.get(name) for name in names}


# --- one part of the customers against the other


def _look_at_split(measurement: ImpactMeasurement, today: date) -> Look:
    """Compare the customers with the update and those without it, over the same days. Two SQL queries."""
    plan, names, organization = _plan(measurement), _metrics(measurement), measurement.organization
    first = measurement.applied_on + timedelta(days=1)
    ends = (today, first + timedelta(days=measurement.after_days), measurement.ended_on or today)
    days = max((min(ends) - first).days, 0)
    share = measurement.share or 0.5
    origin = measurement.applied_on - timedelta(days=measurement.before_days)

    def mixture(name: str) -> float | None:
        rows = by_customer(organization=organization, first=origin, last=measurement.applied_on - timedelta(days=1))
        sample = _sample(name, rows)
        if sample is None or not sample.variance or sample.size < plan.fewest:
            return None
        return split_mixture(before=sample, per_day=sample.size / measurement.before_days, share=share, plan=plan)

    mixtures = _mixtures(measurement, names, mixture)
    rows = by_customer(organization=organization, first=first, last=first + timedelta(days=days - 1)) if days else []
    arms: dict[bool, list[Mapping[str, Any]]] = {True: [], False: []}
    for row in rows:
        arms[is_served(measurement, str(row["customer_key"]))].append(row)
    readings = {}
    for name in names:
        variance = mixtures[name]
        if variance is None:
            readings[name] = NO_FORESIGHT
            continue
        readings[name] = read_split(
            treated=_sample(name, arms[True]),
            untreated=_sample(name, arms[False]),
            days=days,
            mixture_variance=variance,
            plan=plan,
            is_better_up=METRICS[name].is_better_up,
        )
    return Look(
        measurement=measurement,
        mixtures=mixtures,
        readings=readings,
        origin=first,
        is_over=days >= measurement.after_days or measurement.ended_on is not None,
    )


def is_served(measurement: ImpactMeasurement, customer_key: str) -> bool:
    """Whether a customer is among those who are served with the update."""
    return bucket(customer_key, salt=measurement.salt) < (measurement.share or 0.5)


def _sample(name: str, rows: Iterable[Mapping[str, Any]]) -> Sample | None:
    """A metric over some customers; None where there is too little for a mean with its variance."""
    found = list(rows)
    size, total = sum(row[f"{name}_n"] for row in found), sum(row[f"{name}_sum"] for row in found)
    if METRICS[name].is_rate:
        return Sample.of_counts(successes=total, trials=size) if size else None
    squares = sum(row[f"{name}_squares"] for row in found)
    return Sample.of_sums(size=size, total=total, squares=squares) if size >= 2 else None
