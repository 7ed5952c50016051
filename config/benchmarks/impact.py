"""The impact of updates on simulated topics whose true effects are known: coverage, false alarms, power, width.

Each of --runs worlds has --topics topics with their own volume and success rate. All share a season, each drifts in its
own way from week to week. A detector that sees the last 30 days picks the topics that failed most; the updates on them
go live on different days, so that they overlap, and half of them do nothing. Each is read every two days for --days
days by `training.impact`.

coverage: updates whose intervals hold the true effect at all looks. false_helped_rate: updates without an effect that
are ever called helped. power: of updates with an effect those called helped at some look; power_fixed: those that a
single test at the last look finds. The size of the effect is the one that such a test finds with probability .98 in
the worlds of a pilot. width_ratio_to_fixed: mean width of the interval at the last look ÷ that of the fixed one.
naive_bias: what before and after of the evidence's own days would say of updates that do nothing. unread: updates with
too little to look at.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.management.base import CommandParser

from training.errors import DomainError
from training.impact import Plan, Tally, Treatment, Verdict, mixture_for, read
from training.stats import Effect, Interval, fixed_interval

EVIDENCE_DAYS = 30
HISTORY = 60
STEP = 2
UPDATES = 4
PILOTS = 200  # worlds that the size of the effect is found on
FIXED_POWER = 0.98


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update: its true effect, what was read of it at each look, and what before and after alone would say."""

    truth: float
    looks: list[tuple[Effect, Interval]]
    is_called_helped: bool
    naive: float


def add_arguments(parser: CommandParser) -> None:
    """How many worlds, and of which size."""
    parser.add_argument("--runs", type=int, default=1000, help="worlds (1000)")
    parser.add_argument("--topics", type=int, default=30, help="topics of each (30)")
    parser.add_argument("--days", type=int, default=28, help="days that an update is watched (28)")
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Simulate, read, count."""
    plan = Plan(after_days=options["days"])
    rng = np.random.default_rng(options["seed"])
    effect = _effect_for(rng, topics=options["topics"], plan=plan)
    covered, false_helped, found, found_fixed, widths, naive = [], [], [], [], [], []
    unread = 0
    for number in range(options["runs"]):
        if number % 500 == 0:
            sys.stderr.write(f"{number:,} of {options['runs']:,} worlds\n")
        for update in _world(rng, topics=options["topics"], plan=plan, effect=effect):
            if not update.looks:
                unread += 1
                continue
            last, interval = update.looks[-1]
            fixed = fixed_interval(estimate=last.value, variance=last.variance)
            covered.append(all(one.holds(update.truth) for _, one in update.looks))
            widths.append(interval.width / fixed.width)
            if update.truth:
                found.append(update.is_called_helped)
                found_fixed.append(fixed.low > 0)
            else:
                false_helped.append(update.is_called_helped)
                naive.append(update.naive)
    return {
        "updates": len(covered),
        "unread": unread,
        "effect": round(effect, 4),
        "coverage": _mean(covered),
        "false_helped_rate": _mean(false_helped),
        "power": _mean(found),
        "power_fixed": _mean(found_fixed),
        "width_ratio_to_fixed": _mean(widths),
        "naive_bias": _mean(naive),
    }


def _effect_for(rng: np.random.Generator, *, topics: int, plan: Plan) -> float:
    """The effect that the fixed test at the last look finds in `FIXED_POWER` of updates, of worlds without any effect.

    That test finds an effect where estimate + effect > z √variance.
    """
    pilot = [update for _ in range(PILOTS) for update in _world(rng, topics=topics, plan=plan, effect=0.0)]
    ends = [update.looks[-1][0] for update in pilot if update.looks]
    if not ends:
        raise DomainError("No update could be read: it takes more topics, or more days.")
    halves = [fixed_interval(estimate=0, variance=end.variance).high for end in ends]
    return float(np.quantile([half - end.value for half, end in zip(halves, ends, strict=True)], FIXED_POWER))


def _world(rng: np.random.Generator, *, topics: int, plan: Plan, effect: float) -> list[Update]:
    """The updates of one world, each with all looks at it."""
    days = HISTORY + 7 * UPDATES + plan.after_days + 2
    asked, rate = _topics(rng, topics=topics, days=days)
    succeeded = rng.binomial(asked, np.clip(rate, 0.01, 0.99))
    treatments: list[Treatment] = []
    truths: list[float] = []
    taken: list[int] = []
    for number in range(UPDATES):
        applied = HISTORY + 7 * number
        evidence = slice(applied - EVIDENCE_DAYS, applied)
        failed = (asked - succeeded)[:, evidence].sum(axis=1) / np.maximum(asked[:, evidence].sum(axis=1), 1)
        failed[taken] = -1
        worst = int(failed.argmax())
        taken.append(worst)
        truths.append(effect if number % 2 else 0.0)
        after = slice(applied + 1, days)
        better = np.clip(rate[worst, after] + truths[-1], 0.01, 0.99)
        succeeded[worst, after] = rng.binomial(asked[worst, after], better)
        treatments.append(
            Treatment(
                key=number,
                topics=frozenset({str(worst)}),
                evidence_from=applied - EVIDENCE_DAYS,
                applied_on=applied,
            )
        )
    tallies = {str(place): Tally(sizes=asked[place], totals=succeeded[place]) for place in range(topics)}
    return [
        _watched(treatment, treatments, tallies, plan=plan, truth=truth)
        for treatment, truth in zip(treatments, truths, strict=True)
    ]


def _topics(rng: np.random.Generator, *, topics: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Conversations and success rates by topic and day."""
    weeks = days // 7 + 1
    volume = rng.lognormal(np.log(12), 0.6, topics)
    week = 1 + 0.3 * np.sin(2 * np.pi * (np.arange(days) + rng.integers(7)) / 7)
    season = 0.04 * np.sin(2 * np.pi * (np.arange(days) / 90 + rng.random()))
    drift = np.zeros((topics, weeks))
    drift[:, 0] = rng.normal(0, 0.03, topics)
    for number in range(1, weeks):  # as large from week to week, each remembering the last
        drift[:, number] = 0.5 * drift[:, number - 1] + np.sqrt(1 - 0.25) * rng.normal(0, 0.03, topics)
    rate = rng.uniform(0.35, 0.65, topics)[:, None] + season + np.repeat(drift, 7, axis=1)[:, :days]
    return rng.poisson(volume[:, None] * week), rate


def _watched(
    treatment: Treatment, treatments: list[Treatment], tallies: dict[str, Tally], *, plan: Plan, truth: float
) -> Update:
    """One update, read every `STEP` days as far as it can be."""
    first = treatment.applied_on + 1
    looks: list[tuple[Effect, Interval]] = []
    is_called_helped = False
    mixture = mixture_for(treatment=treatment, others=treatments, tallies=tallies, plan=plan)
    if mixture is not None:
        for today in range(first + 8, first + plan.after_days + 1, STEP):
            known = [other for other in treatments if other.applied_on < today]
            look = read(
                treatment=treatment, others=known, tallies=tallies, today=today, mixture_variance=mixture, plan=plan
            )
            is_called_helped |= look.verdict == Verdict.HELPED
            if look.effect is not None and look.interval is not None:
                looks.append((look.effect, look.interval))
    tally = tallies[next(iter(treatment.topics))]
    evidence = range(treatment.evidence_from, treatment.applied_on)
    since = range(first, first + plan.after_days)
    return Update(
        truth=truth,
        looks=looks,
        is_called_helped=is_called_helped,
        naive=tally.sample(since).mean - tally.sample(evidence).mean,
    )


def _mean(values: list[Any]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None
