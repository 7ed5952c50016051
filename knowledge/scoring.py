"""How well found gaps and clusters agree with known topics. Pure; the `evaluate` commands print these figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

MATCH_PURITY = 0.6
MATCH_RECALL = 0.5


def main_topic(topics: Sequence[str]) -> str | None:
    """Return what a gap is mostly about: the topic of at least 60 % of its evidence, or None.

    >>> main_topic(["a", "a", "b"]), main_topic(["a", "b"]), main_topic([])
    ('a', None, None)
    """
    if not topics:
        return None
    topic, held = Counter(topics).most_common(1)[0]
    return topic if held >= MATCH_PURITY * len(topics) else None


def matched_topic(
    *, topics: Sequence[str], failed_per_topic: Mapping[str, int], planted: AbstractSet[str]
) -> str | None:
    """Return the planted topic that a gap matches, or None.

    A gap matches when at least 60 % of its evidence is of that topic and it holds at least 50 % of the topic's failed
    questions.

    Raises
    ------
    ValueError
        The gap holds more questions of a topic than failed, or nothing is known about a planted topic.
    """
    if not topics:
        return None
    topic, held = Counter(topics).most_common(1)[0]
    if topic not in planted:
        return None
    if held > failed_per_topic.get(topic, 0):
        raise ValueError(
            f"a gap holds {held} failed questions of “{topic}”, more than the {failed_per_topic.get(topic, 0)} known"
        )
    is_match = held >= MATCH_PURITY * len(topics) and held >= MATCH_RECALL * failed_per_topic[topic]
    return topic if is_match else None


def gap_scores(
    evidence_topics: Sequence[Sequence[str]],
    failed_per_topic: Mapping[str, int],
    planted: AbstractSet[str],
    k: int = 10,
) -> dict[str, float]:
    """Score gaps against planted topics.

    Parameters
    ----------
    evidence_topics
        For each gap, worst first as the desk ranks them, the true topic of each of its questions.
    failed_per_topic
        How many questions of each topic failed, in gaps or not.
    planted
        The topics that the knowledge lacks.
    k
        How many of the first gaps `precision_at_k` looks at.

    Returns
    -------
    dict
        `gaps`, `planted`, `planted_found` (topics matched, each once) and `precision_at_<k>`: of the first k gaps (of
        all, when there are fewer) the share that matches a planted topic which no earlier gap matched; 0.0 without any
        gap.

    Examples
    --------
    >>> gap_scores([["a", "a", "b"], ["c"]], {"a": 3, "b": 1, "c": 1}, {"a", "b"})["planted_found"]
    1
    """
    if k < 1:
        raise ValueError("k must be at least 1")
    found: set[str] = set()
    hits = []
    for topics in evidence_topics:
        topic = matched_topic(topics=topics, failed_per_topic=failed_per_topic, planted=planted)
        hits.append(topic is not None and topic not in found)
        if topic is not None:
            found.add(topic)
    top = hits[:k]
    return {
        "gaps": len(evidence_topics),
        "planted": len(planted),
        "planted_found": len(found),
        f"precision_at_{k}": sum(top) / len(top) if top else 0.0,
    }


def purity_and_coverage(evidence_labels: Sequence[Sequence[str]], failed: int) -> dict[str, float]:
    """Score gaps against labels: how pure they are and how many failed conversations they hold.

    Parameters
    ----------
    evidence_labels
        For each gap, the label of each of its conversations.
    failed
        All failed conversations, in a gap or not.

    Returns
    -------
    dict
        `gaps`, `purity` (share of evidence that carries its own gap's commonest label; 0.0 without evidence) and
        `failed_covered` (share of failed conversations inside some gap).

    Raises
    ------
    ValueError
        Nothing failed, or gaps hold more than failed.

    Examples
    --------
    >>> purity_and_coverage([["a", "a", "b"]], 6)
    {'gaps': 1, 'purity': 0.6666666666666666, 'failed_covered': 0.5}
    """
    held = sum(len(labels) for labels in evidence_labels)
    if failed < 1:
        raise ValueError("nothing failed, so there is no coverage to measure")
    if held > failed:
        raise ValueError(f"gaps hold {held} conversations, more than the {failed} that failed")
    own = sum(Counter(labels).most_common(1)[0][1] for labels in evidence_labels if labels)
    return {
        "gaps": len(evidence_labels),
        "purity": own / held if held else 0.0,
        "failed_covered": held / failed,
    }


def cluster_f1(*, labels: Sequence[int], truth: Sequence[str]) -> dict[str, float]:
    """Score a clustering against true intents as the DSTC11 intent-induction track does.

    Precision maps many clusters to one intent (share of items whose intent is their cluster's commonest), recall maps
    one intent to one cluster (share of items in the cluster that holds most of their intent). Unclustered items (-1)
    count as one cluster, so leaving them out gains nothing.

    Examples
    --------
    >>> cluster_f1(labels=[0, 0, 1, 1], truth=["a", "a", "a", "b"])["precision"]
    0.75
    """
    if len(labels) != len(truth) or not truth:
        raise ValueError("labels and truth must have the same length, at least 1")
    by_cluster: dict[int, Counter[str]] = {}
    by_intent: dict[str, Counter[int]] = {}
    for label, intent in zip(labels, truth, strict=True):
        by_cluster.setdefault(int(label), Counter())[intent] += 1
        by_intent.setdefault(intent, Counter())[int(label)] += 1
    precision = sum(counts.most_common(1)[0][1] for counts in by_cluster.values()) / len(truth)
    recall = sum(counts.most_common(1)[0][1] for counts in by_intent.values()) / len(truth)
    return {"precision": precision, "recall": recall, "cluster_f1": 2 * precision * recall / (precision + recall)}
