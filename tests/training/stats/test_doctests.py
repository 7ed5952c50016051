"""The examples in the docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from training.stats import corrections, differences, samples, sequential


@pytest.mark.parametrize("module", [corrections, differences, samples, sequential])
def test_the_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
