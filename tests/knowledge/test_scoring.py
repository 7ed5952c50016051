"""Scores of gaps and clusters against known topics, on cases counted by hand."""

import numpy as np
import pytest
from sklearn.metrics.cluster import contingency_matrix

from knowledge.scoring import cluster_f1, gap_scores, main_topic, matched_topic, purity_and_coverage


def test_a_gap_matches_at_sixty_percent_purity_and_half_of_the_topic():
    assert matched_topic(topics=["a"] * 3 + ["b"] * 2, failed_per_topic={"a": 6}, planted={"a"}) == "a"
    assert matched_topic(topics=["a"] * 5 + ["b"] * 4, failed_per_topic={"a": 6}, planted={"a"}) is None
    assert matched_topic(topics=["a"] * 3, failed_per_topic={"a": 7}, planted={"a"}) is None


def test_a_topic_that_was_not_planted_is_no_match():
    assert matched_topic(topics=["b"], failed_per_topic={"b": 1}, planted={"a"}) is None
    assert matched_topic(topics=[], failed_per_topic={}, planted={"a"}) is None


def test_each_topic_counts_once():
    scores = gap_scores([["a", "a"], ["a", "a"], ["b"]], {"a": 4, "b": 1}, {"a", "b", "c"})

    assert scores == {"gaps": 3, "planted": 3, "planted_found": 2, "precision_at_10": pytest.approx(2 / 3)}


def test_precision_looks_at_the_first_gaps_only():
    gaps = [["y"] * 5, ["a"] * 4, ["x"]]

    assert gap_scores(gaps, {"x": 1, "y": 5, "a": 4}, {"a"}, k=2)["precision_at_2"] == 0.5
    assert gap_scores(gaps, {"x": 1, "y": 5, "a": 4}, {"a", "x"}, k=2)["planted_found"] == 2


def test_no_gap_scores_nothing():
    assert gap_scores([], {"a": 1}, {"a"})["precision_at_10"] == 0.0


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="more than"):
        gap_scores([["a", "a"]], {"a": 1}, {"a"})
    with pytest.raises(ValueError, match="at least 1"):
        gap_scores([], {}, set(), k=0)
    with pytest.raises(ValueError, match="nothing failed"):
        purity_and_coverage([], 0)
    with pytest.raises(ValueError, match="more than"):
        purity_and_coverage([["a", "a"]], 1)


def test_purity_and_coverage_are_counted_over_evidence():
    scores = purity_and_coverage([["a", "a", "b", "c"], ["b", "b"], []], 12)

    assert scores == {"gaps": 3, "purity": pytest.approx(4 / 6), "failed_covered": 0.5}
    assert purity_and_coverage([], 3) == {"gaps": 0, "purity": 0.0, "failed_covered": 0.0}


def test_cluster_f1_maps_clusters_to_intents_and_intents_to_clusters():
    scores = cluster_f1(labels=[0, 0, 1, 1, 2, 2], truth=["a", "a", "a", "b", "b", "b"])

    assert scores["precision"] == pytest.approx(5 / 6)
    assert scores["recall"] == pytest.approx(4 / 6)
    assert scores["cluster_f1"] == pytest.approx(2 * 5 * 4 / 6 / 9)


def test_cluster_f1_is_that_of_the_contingency_table():
    """Another road to it: the sums of the largest cell of each column and of each row."""
    rng = np.random.default_rng(4)
    labels, truth = rng.integers(-1, 6, 200), rng.choice(list("abcdefgh"), 200)
    table = contingency_matrix(truth, labels)
    precision, recall = table.max(axis=0).sum() / 200, table.max(axis=1).sum() / 200
    scores = cluster_f1(labels=labels.tolist(), truth=truth.tolist())

    assert scores["precision"] == pytest.approx(precision)
    assert scores["recall"] == pytest.approx(recall)
    assert scores["cluster_f1"] == pytest.approx(2 * precision * recall / (precision + recall))


def test_leaving_items_out_gains_nothing():
    assert cluster_f1(labels=[-1, -1, -1, -1], truth=["a", "b", "c", "d"])["precision"] == 0.25
    with pytest.raises(ValueError, match="same length"):
        cluster_f1(labels=[], truth=[])


def test_a_gap_is_mostly_about_what_sixty_percent_of_its_evidence_are():
    assert main_topic(["a"] * 3 + ["b"] * 2) == "a"
    assert main_topic(["a", "b"]) is None
    assert main_topic([]) is None
