"""Measures of rankings: published worked examples, edges, and scikit-learn as another route."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import ndcg_score, roc_auc_score

from config.evaluation.ranking import area_under_curve, ndcg, percentile, recall, reciprocal_rank


def test_ndcg_of_a_worked_example() -> None:
    # Relevance 3, 2, 3, 0, 1, 2 in this order: DCG 6.861, ideal 7.141 (3, 3, 2, 2, 1, 0), as the usual example has it.
    relevance = dict(zip("abcdef", (3.0, 2.0, 3.0, 0.0, 1.0, 2.0), strict=True))
    assert ndcg(ranking=list("abcdef"), relevance=relevance, k=6) == pytest.approx(6.861 / 7.141, abs=1e-4)


def test_ndcg_agrees_with_another_implementation() -> None:
    source = random.Random(1)  # noqa: S311 - the same numbers each time
    for _ in range(20):
        truth = [source.choice([0.0, 0.0, 1.0, 2.0]) for _ in range(30)] + [1.0]
        scores = [source.random() for _ in truth]
        order = sorted(range(len(truth)), key=lambda one: -scores[one])
        own = ndcg(ranking=[str(one) for one in order], relevance={str(n): v for n, v in enumerate(truth)})
        assert own == pytest.approx(ndcg_score([truth], [scores], k=10))


def test_a_relevant_thing_below_the_first_k_counts_for_nothing() -> None:
    ranking = [str(number) for number in range(20)]
    assert ndcg(ranking=ranking, relevance={"10": 1.0}) == 0
    assert reciprocal_rank(ranking=ranking, relevance={"10": 1.0}) == 0
    assert recall(ranking=ranking, relevance={"10": 1.0, "0": 1.0}) == 0.5
    assert reciprocal_rank(ranking=ranking, relevance={"3": 1.0, "9": 1.0}) == 0.25


def test_what_cannot_be_ranked_raises() -> None:
    for wrong in ({}, {"a": 0.0}, {"a": -1.0, "b": 1.0}):
        with pytest.raises(ValueError, match="relevan"):
            ndcg(ranking=["a"], relevance=wrong)
    with pytest.raises(ValueError, match="twice"):
        recall(ranking=["a", "a"], relevance={"a": 1.0})


def test_the_area_agrees_with_another_implementation_also_with_ties() -> None:
    source = random.Random(2)  # noqa: S311 - the same numbers each time
    for _ in range(20):
        scores = [source.choice([0.1, 0.2, 0.3, 0.4]) for _ in range(40)]
        positives = [source.random() < 0.4 for _ in range(39)] + [True]
        positives[0] = False
        assert area_under_curve(scores=scores, positives=positives) == pytest.approx(roc_auc_score(positives, scores))


def test_without_both_kinds_there_is_no_area() -> None:
    assert area_under_curve(scores=[0.1, 0.2], positives=[True, True]) is None
    assert area_under_curve(scores=[], positives=[]) is None
    with pytest.raises(ValueError, match="length"):
        area_under_curve(scores=[0.1], positives=[])


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 1.0)) == (50, 95, 100)
    assert percentile([7.0], 0.01) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
