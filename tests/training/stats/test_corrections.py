"""Corrections for several questions, against statsmodels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from training.stats import benjamini_hochberg, holm


@pytest.mark.parametrize(("ours", "theirs"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
def test_corrections_are_those_of_statsmodels(ours: Callable[..., list[float]], theirs: str) -> None:
    rng = np.random.default_rng(3)
    for size in (1, 2, 7, 40):
        p_values = rng.uniform(0, 1, size) ** 3
        wanted = multipletests(p_values, method=theirs)[1]
        assert ours(p_values=p_values.tolist()) == pytest.approx(wanted.tolist())
    assert ours(p_values=[]) == []
    with pytest.raises(ValueError, match="between 0 and 1"):
        ours(p_values=[0.5, 1.2])
