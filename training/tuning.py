"""What measured conversations call for in the agent's settings. Pure.

Each rule wants a number of conversations, holds an interval (not a bare rate) against its limit, chooses a value on one
half of the customers and believes it only where the other half bears it out, so that what it promises is no luck of the
choice. Rates have Wilson's score interval (Wilson 1927), differences of rates Newcombe's (1998, method 10).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scipy import stats

from training.bucketing import bucket
from training.stats import holm, rate_interval

LEVEL = 0.95
_Z = float(stats.norm.ppf(1 - (1 - LEVEL) / 2))
FEWEST = 100  # conversations that a rule looks at
FEWEST_IN_PART = 30  # and in each part that it compares

SUCCESS_LOW, SUCCESS_WANTED = 0.7, 0.8
SURE = 0.65  # mean confidence from which on an agent counts as sure
HANDOFF_HIGH = 0.3
SATISFACTION_LOW = 3.5
UNSURE = 0.6
KEPT_AT_LEAST = 0.5  # of what it answers now an agent goes on answering under a higher threshold
SPARED_AT_LEAST = 0.1  # of the handoffs a lower threshold must spare
STEP = 0.05
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.1, 0.95
_HALVES = "tuning"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One conversation that ended with the AI: `confidence` 0–1, `is_success` None where nobody judged it."""

    key: int
    customer: str
    confidence: float
    is_handed_off: bool
    is_success: bool | None = None
    rating: int | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number with its 95 % interval; `is_rate`: a share of 1."""

    name: str
    value: float
    low: float
    high: float
    n: int
    is_rate: bool = True


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule came to: `changes` are empty where nothing is called for, and `sentence` says why.

    `keys` are the conversations that it rests on, `effect` the expected change of the rate that it is about,
    `success_effect` that of success over all conversations (a handoff is none; None: not known), `affected` the number
    of conversations that it would have touched, `p_value` that of the test that bore it out.
    """

    cause: str
    sentence: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    forecast: str = ""
    keys: Sequence[int] = ()
    effect: float = 0.0
    success_effect: float | None = None
    affected: int = 0
    p_value: float = 1.0


# --- figures


def rate_of(name: str, *, successes: int, trials: int) -> Figure:
    """A rate with Wilson's score interval.

    >>> figure = rate_of("example", successes=81, trials=263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    >>> (round(figure.low, 4), round(figure.high, 4))
    (0.2553, 0.3662)
    """
    interval = rate_interval(successes=successes, trials=trials, alpha=1 - LEVEL)
    return Figure(name=name, value=successes / trials, low=interval.low, high=interval.high, n=trials)


def mean_of(name: str, values: Sequence[float]) -> Figure:
    """A mean with Student's interval.

    >>> figure = mean_of("example", [2, 4, 4, 4, 5, 5, 7, 9])
    >>> (figure.value, round(figure.low, 3), round(figure.high, 3))
    (5.0, 3.213, 6.787)
    """
    n = len(values)
    if n < 2:
        raise ValueError("An interval needs two values.")
    mean = sum(values) / n
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
    half = float(stats.t.ppf(1 - (1 - LEVEL) / 2, n - 1)) * spread
    return Figure(name=name, value=mean, low=mean - half, high=mean + half, n=n, is_rate=False)


def p_of_mean(values: Sequence[float]) -> float:
    """The two-sided p-value of Student's test that a mean is 0; of values that do not differ 0 or 1."""
    if len(set(values)) == 1:
        return 0.0 if values[0] else 1.0
    return float(stats.ttest_1samp(values, 0).pvalue)


def difference_of_rates(one: Figure, other: Figure) -> tuple[float, float, float]:
    """One rate less another one, with Newcombe's hybrid score interval: value, low, high.

    >>> one, other = rate_of("", successes=56, trials=70), rate_of("", successes=48, trials=80)
    >>> [round(value, 4) for value in difference_of_rates(one, other)]  # Newcombe 1998, table II, case (a)
    [0.2, 0.0524, 0.3339]
    """
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return value, low, high


# --- rules


def sure_but_wrong(outcomes: Sequence[Outcome], *, threshold: float) -> Finding:
    """Success low though confidence high: the threshold above which what is answered goes well often enough."""
    cause = "sure_but_wrong"
    kept = [one for one in outcomes if not one.is_handed_off and one.is_success is not None]
    kept = [one for one in kept if one.confidence >= threshold]
    if len(kept) < FEWEST:
        return Finding(cause=cause, sentence=f"Only {len(kept)} answers were judged; {FEWEST} are needed.")
    success = _success("Success of what it answers", kept)
    sure = mean_of("Mean confidence of what it answers", [one.confidence for one in kept])
    figures = [success, sure]
    if success.high >= SUCCESS_LOW:
        return Finding(cause=cause, sentence="What it answers goes well often enough.", figures=figures)
    if sure.low < SURE:
        return Finding(cause=cause, sentence="It fails, but it is not sure either.", figures=figures)
    first, second = _halves(kept)
    for wanted in _grid(threshold + STEP, HIGHEST_THRESHOLD):
        above, below = _parted(first, wanted)
        is_worth = len(above) >= max(FEWEST_IN_PART, KEPT_AT_LEAST * len(first)) and len(below) >= FEWEST_IN_PART
        if is_worth and _success("", above).value >= SUCCESS_WANTED:
            break
    else:
        return Finding(
            cause=cause,
            sentence="It fails, but no threshold that leaves it half of its answers parts the good ones from the bad.",
            figures=figures,
        )
    above, below = _parted(second, wanted)
    if min(len(above), len(below)) < FEWEST_IN_PART:
        return Finding(cause=cause, sentence="The other half of the customers is too few to tell.", figures=figures)
    over, under = _success(f"Success from {wanted:.2f} on", above), _success(f"Success below {wanted:.2f}", below)
    figures += [over, under]
    difference, low, _ = difference_of_rates(over, under)
    if low <= 0 or over.low < SUCCESS_LOW:
        return Finding(
            cause=cause,
            sentence="A threshold chosen on half of the customers did not hold on the others.",
            figures=figures,
        )
    moved = [one for one in kept if one.confidence < wanted]
    handed = sum(one.is_handed_off for one in outcomes)
    return Finding(
        cause=cause,
        sentence=(
            f"It is {sure.value:.0%} sure on average, yet only {success.value:.0%} of what it answers goes well. Below "
            f"a confidence of {wanted:.2f} it is {under.value:.0%}, from there on {over.value:.0%}."
        ),
        changes={"handoff_confidence": wanted},
        figures=figures,
        forecast=(
            f"{over.value:.0%} of what it answers goes well instead of {success.value:.0%}; it passes on "
            f"{(handed + len(moved)) / len(outcomes):.0%} of the conversations instead of {handed / len(outcomes):.0%}."
        ),
        keys=[one.key for one in moved if not one.is_success],
        effect=over.value - success.value,
        success_effect=-sum(bool(one.is_success) for one in moved) / len(outcomes),
        affected=len(moved),
        p_value=_p_of(difference, low),
    )


def hands_off_needlessly(outcomes: Sequence[Outcome], *, threshold: float) -> Finding:
    """Handoff rate high though what was answered just below the threshold went well: a lower threshold."""
    cause = "hands_off_needlessly"
    if len(outcomes) < FEWEST:
        return Finding(cause=cause, sentence=f"Only {len(outcomes)} conversations; {FEWEST} are needed.")
    handed = [one for one in outcomes if one.is_handed_off]
    rate = rate_of("Handoff rate", successes=len(handed), trials=len(outcomes))
    if rate.low <= HANDOFF_HIGH:
        return Finding(cause=cause, sentence="It does not pass on too much.", figures=[rate])
    below = [one for one in outcomes if one.confidence < threshold]
    answered = [one for one in below if not one.is_handed_off and one.is_success is not None]
    first, second = _halves(answered)
    chosen, reached = None, 0
    for wanted in reversed(_grid(LOWEST_THRESHOLD, threshold - STEP)):
        part = [one for one in first if one.confidence >= wanted]
        if len(part) >= FEWEST_IN_PART and _success("", part).value < SUCCESS_WANTED:
            break
        if len(part) >= FEWEST_IN_PART and len(part) > reached:  # no further down than there is something to go by
            chosen, reached = wanted, len(part)
    if chosen is None:
        return Finding(
            cause=cause,
            sentence="It passes on much, but what came just below the threshold did not go well, or was little.",
            figures=[rate],
        )
    part = [one for one in second if one.confidence >= chosen]
    spared = [one for one in handed if chosen <= one.confidence < threshold]
    if len(part) < FEWEST_IN_PART:
        return Finding(cause=cause, sentence="The other half of the customers is too few to tell.", figures=[rate])
    success = _success(f"Success of answers from {chosen:.2f} to {threshold:.2f}", part)
    if success.low < SUCCESS_LOW or len(spared) < SPARED_AT_LEAST * len(handed):
        return Finding(
            cause=cause,
            sentence="A lower threshold would spare few handoffs, or what it lets through does not go well enough.",
            figures=[rate, success],
        )
    after = (len(handed) - len(spared)) / len(outcomes)
    return Finding(
        cause=cause,
        sentence=(
            f"It passes on {rate.value:.0%} of its conversations, though {success.value:.0%} of what was answered with "
            f"a confidence from {chosen:.2f} to {threshold:.2f} went well."
        ),
        changes={"handoff_confidence": chosen},
        figures=[rate, success],
        forecast=(
            f"It passes on {after:.0%} of the conversations instead of {rate.value:.0%}; about {success.value:.0%} of "
            "those that it answers instead go well."
        ),
        keys=[one.key for one in spared],
        effect=rate.value - after,
        success_effect=success.value * len(spared) / len(outcomes),
        affected=len(spared),
        p_value=_p_of(success.value - SUCCESS_LOW, success.low - SUCCESS_LOW),
    )


def is_unsure(outcomes: Sequence[Outcome]) -> tuple[bool, Figure | None]:
    """Whether mean confidence is low for certain, and that mean (None below the number that is needed)."""
    if len(outcomes) < FEWEST:
        return False, None
    figure = mean_of("Mean confidence", [one.confidence for one in outcomes])
    return figure.high < UNSURE, figure


def is_dissatisfying(outcomes: Sequence[Outcome]) -> tuple[bool, Figure | None]:
    """Whether mean satisfaction is low for certain, and that mean (None below the number that is needed)."""
    ratings = [float(one.rating) for one in outcomes if one.rating is not None]
    if len(ratings) < FEWEST:
        return False, None
    figure = mean_of("Mean rating", ratings)
    return figure.high < SATISFACTION_LOW, figure


@dataclass(frozen=True, kw_only=True)
class Separation:
    """A way of failing that badly rated conversations show more often than well rated ones."""

    name: str
    among_low: Figure
    among_high: Figure
    p_adjusted: float


def commonest_failure(shown: Mapping[str, Sequence[bool]], *, is_low: Sequence[bool]) -> Separation | None:
    """Of the ways of failing the one that most badly rated conversations show, if it parts them from the others.

    Parameters
    ----------
    shown
        For each way of failing whether each conversation shows it.
    is_low
        Whether each conversation was rated badly (1 or 2); the others well (4 or 5).

    Returns
    -------
    Separation or None
        None where no way of failing is more frequent among the bad ones by Fisher's exact test, one-sided, after
        Holm's correction for all that were tried at 5 %, or the parts are too small.
    """
    bad, good = sum(is_low), len(is_low) - sum(is_low)
    if min(bad, good) < FEWEST_IN_PART or not shown:
        return None
    names = sorted(shown)
    counts = {
        name: (
            sum(has and low for has, low in zip(shown[name], is_low, strict=True)),
            sum(has and not low for has, low in zip(shown[name], is_low, strict=True)),
        )
        for name in names
    }
    p_values = [
        float(stats.fisher_exact([[a, bad - a], [b, good - b]], alternative="greater")[1])
        for a, b in (counts[name] for name in names)
    ]
    found = [
        Separation(
            name=name,
            among_low=rate_of("Among those rated 1 or 2", successes=counts[name][0], trials=bad),
            among_high=rate_of("Among those rated 4 or 5", successes=counts[name][1], trials=good),
            p_adjusted=p_value,
        )
        for name, p_value in zip(names, holm(p_values=p_values), strict=True)
        if p_value < 1 - LEVEL and counts[name][0] >= FEWEST_IN_PART / 3
    ]
    return max(found, key=lambda one: one.among_low.value, default=None)


def _success(name: str, outcomes: Sequence[Outcome]) -> Figure:
    return rate_of(name, successes=sum(bool(one.is_success) for one in outcomes), trials=len(outcomes))


def _halves(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Two halves of the customers, each customer's conversations in one of them."""
    halves: tuple[list[Outcome], list[Outcome]] = ([], [])
    for one in outcomes:
        halves[bucket(one.customer, salt=_HALVES) >= 0.5].append(one)
    return halves


def _parted(outcomes: Sequence[Outcome], threshold: float) -> tuple[list[Outcome], list[Outcome]]:
    above = [one for one in outcomes if one.confidence >= threshold]
    return above, [one for one in outcomes if one.confidence < threshold]


def _grid(first: float, last: float) -> list[float]:
    steps = math.floor((last - first) / STEP + 1e-9)
    return [round(first + STEP * number, 2) for number in range(steps + 1)]


def _p_of(value: float, low: float) -> float:
    """The two-sided p-value that belongs to a value and the lower end of its interval, by the normal distribution."""
    deviation = (value - low) / _Z
    return float(2 * stats.norm.sf(abs(value) / deviation)) if deviation > 0 else 1.0
