"""Hashed places: stable, even, and independent from one trial to the next."""

from __future__ import annotations

import doctest

from scipy import stats

from training import bucketing
from training.bucketing import bucket

KEYS = [f"customer-{number}" for number in range(20_000)]


def test_the_examples_hold() -> None:
    assert doctest.testmod(bucketing).failed == 0


def test_a_place_never_moves() -> None:
    # Worked out by `b2sum --length=64` over the salt's length in four bytes, the salt and the key.
    assert bucket("customer-1", salt="update-7") == (0x71A22D4BFDD2F092 >> 11) / 2**53
    assert 0 <= min(bucket(key, salt="s") for key in KEYS[:1000]) < max(bucket(key, salt="s") for key in KEYS) < 1


def test_places_are_even() -> None:
    assert stats.kstest([bucket(key, salt="a trial") for key in KEYS], "uniform").pvalue > 0.001


def test_the_halves_of_two_trials_have_nothing_to_do_with_each_other() -> None:
    both = [(bucket(key, salt="one") < 0.5, bucket(key, salt="two") < 0.5) for key in KEYS]
    table = [[both.count((a, b)) for b in (True, False)] for a in (True, False)]
    assert stats.chi2_contingency(table).pvalue > 0.001


def test_a_salt_does_not_run_into_the_key() -> None:
    assert bucket("bc", salt="a") != bucket("c", salt="ab")
