"""The examples in the docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from training.stats import corrections, differences, rates, samples, sequential, strata


@pytest.mark.parametrize("module", [corrections, differences, rates, samples, sequential, strata])
def test_the_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
