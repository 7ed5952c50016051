"""Statistics of effects: what was measured, how sure it is, and what may be said after many looks. Pure."""

from training.stats.corrections import benjamini_hochberg, holm
from training.stats.differences import (
    FEWEST_CONTROLS,
    Change,
    Effect,
    between_variance,
    difference_in_differences,
    difference_of_means,
)
from training.stats.rates import rate_interval
from training.stats.samples import Sample
from training.stats.sequential import ALPHA, Interval, always_valid_p, confidence_sequence, fixed_interval, tuned_to
from training.stats.strata import StratifiedDifference, stratified_difference

__all__ = [
    "ALPHA",
    "FEWEST_CONTROLS",
    "Change",
    "Effect",
    "Interval",
    "Sample",
    "StratifiedDifference",
    "always_valid_p",
    "benjamini_hochberg",
    "between_variance",
    "confidence_sequence",
    "difference_in_differences",
    "difference_of_means",
    "fixed_interval",
    "holm",
    "rate_interval",
    "stratified_difference",
    "tuned_to",
]
