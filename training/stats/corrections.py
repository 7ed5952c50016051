"""Corrections for asking several questions at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(*, p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that hold the chance of any false alarm (Holm, Scandinavian Journal of Statistics 6, 1979).

    Valid however the questions depend on each other, for always-valid p-values too.

    Raises:
        ValueError: a p-value outside 0–1.

    >>> [round(p, 3) for p in holm(p_values=[0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    values = _checked(p_values)
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted.tolist()


def benjamini_hochberg(*, p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that hold the share of false alarms among the alarms.

    Benjamini & Hochberg (Journal of the Royal Statistical Society B 57, 1995), for independent or positively dependent
    questions.

    Raises:
        ValueError: a p-value outside 0–1.

    >>> [round(p, 3) for p in benjamini_hochberg(p_values=[0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    values = _checked(p_values)
    order = np.argsort(values, kind="stable")[::-1]
    count = len(values)
    steps = values[order] * count / np.arange(count, 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps), 1.0)
    return adjusted.tolist()


def _checked(p_values: Sequence[float]) -> np.ndarray:
    values = np.array(p_values, dtype=float)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("A p-value lies between 0 and 1.")
    return values
