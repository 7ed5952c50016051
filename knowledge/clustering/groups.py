"""The clusters themselves: which questions are about one matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from knowledge.clustering.features import Features, features_of
from knowledge.clustering.vectors import BLOCK, NOISE, FloatArray, IntArray, checked_vectors, nearest, stride, unit

LIKENESS_CUT = 0.37
NEIGHBOURS_PER_SIMILAR = 3.0
NEIGHBOURHOOD_SCALES = (0.5, 0.7, 1.0, 1.4)
FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 3, 100
SIMILARITY_FLOOR = 0.3
ANSWERED_ALIKE = 6  # questions whose answers are most alike that each is linked to besides, at the scale of 1 …
ANSWER_WEIGHT = 2.0  # … by links that count so often: people answer one matter in fewer words than it is asked in …
ANSWER_FLOOR = 0.35  # … from this cosine on …
STRANGERS = 0.1  # … unless the questions themselves have less than this cosine
HELD_BY_ANSWERS = 0.18  # mean cosine of a cluster's questions below which only their answers hold it together
LARGEST_EXACT = 4000
LARGEST_BACKGROUND = 10_000
ASSIGN_NEIGHBOURS = 10


@dataclass(frozen=True, eq=False)
class Clustering:
    """Clusters of questions, largest first.

    Attributes
    ----------
    labels
        One number for each question: its cluster (0 is the largest), or -1 for a question that belongs to none.
    centroids
        Unit mean vector of each cluster, shape (clusters, dimensions), in the space of the vectors that were given.
    cohesion
        Mean cosine of a cluster's questions to its centroid, 0-1.
    representatives
        Index of the question that stands nearest to the middle of each cluster.
    failure_rate
        Failed questions of a cluster as a share of all questions, failed and successful, in its region, 0-1; NaN where
        no successful questions were given.
    """

    labels: IntArray
    centroids: FloatArray
    cohesion: FloatArray
    representatives: IntArray
    failure_rate: FloatArray

    def __len__(self) -> int:
        return len(self.representatives)

    def members(self, *, cluster: int) -> IntArray:
        """Return the indexes of one cluster's questions, ascending."""
        return np.flatnonzero(self.labels == cluster)


@dataclass(frozen=True, eq=False)
class _Items:
    """Distinct questions in canonical order; `owner[i]` is the item of input i, `weight` how often each was asked."""

    texts: list[str]
    vectors: FloatArray
    owner: IntArray
    weight: FloatArray


def cluster_questions(
    *,
    texts: Sequence[str],
    vectors: np.ndarray,
    min_size: int = 3,
    background_texts: Sequence[str] = (),
    background_vectors: np.ndarray | None = None,
    background_weight: float = 1.0,
    answers: Sequence[str] = (),
    answer_vectors: np.ndarray | None = None,
    likeness_cut: float = LIKENESS_CUT,
) -> Clustering:
    """Cluster failed questions by meaning, without being told how many topics there are.

    What people answered is the better witness where there is any: customers say one thing in words that share nothing.

    Parameters
    ----------
    texts
        The failed questions.
    vectors
        Their embeddings, shape (len(texts), dimensions), of any one embedding model.
    min_size
        Fewest questions that make a cluster; smaller groups are left unclustered (-1).
    background_texts, background_vectors
        Successful questions of the same window, or a sample of them, with their embeddings.
    background_weight
        How many successful questions each one given stands for (2.0 when every second was sampled).
    answers, answer_vectors
        What a human answered to each failed question, an empty text where nobody did, with the answers' embeddings; or
        neither.
    likeness_cut
        Level of the cut, 0-1: higher gives more and smaller clusters.

    Returns
    -------
    Clustering
        Equal for every order of the same questions, up to the order of equal texts.

    Raises
    ------
    ValueError
        Lengths that do not match, vectors that are not finite, or a parameter out of range.

    Notes
    -----
    Up to 4,000 distinct questions all pairs are compared. Above that a stride of 4,000 is clustered, the rest joins the
    cluster of its nearest neighbours, and what joins none is clustered in a second round; a topic with fewer than about
    `3 * n / 4000` distinct questions can then be missed. 20,000 questions fit in 60 s and 2 GB.

    Examples
    --------
    >>> import numpy as np
    >>> found = cluster_questions(texts=["a b", "a b", "a b"], vectors=np.ones((3, 4), dtype=np.float32))
    >>> found.labels.tolist()
    [0, 0, 0]
    """
    given = checked_vectors(vectors, len(texts), "texts")
    width = given.shape[1]
    if background_vectors is None:
        if len(background_texts):
            raise ValueError("background_texts without background_vectors")
        background_vectors = np.zeros((0, width), dtype=np.float32)
    behind = checked_vectors(background_vectors, len(background_texts), "background_texts")
    if len(behind) and len(given) and behind.shape[1] != width:
        raise ValueError("vectors and background_vectors must have the same number of dimensions")
    if min_size < 1:
        raise ValueError("min_size must be at least 1")
    if not 0 < likeness_cut < 1:
        raise ValueError("likeness_cut must lie between 0 and 1")
    if not background_weight > 0:
        raise ValueError("background_weight must be above 0")
    if len(answers) not in (0, len(texts)) or bool(len(answers)) != (answer_vectors is not None):
        raise ValueError("answers and answer_vectors are given for every question, or neither is")
    said = checked_vectors(answer_vectors, len(texts), "answers") if answer_vectors is not None else None
    if len(texts) == 0:
        return _summary(given, np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, width), dtype=np.float32))

    failed = _merge_equal(texts, given)
    worked = _sample(_merge_equal(background_texts, behind), LARGEST_BACKGROUND)
    worked_weight = worked.weight * background_weight
    features, around = features_of(
        texts=failed.texts,
        vectors=failed.vectors,
        background_texts=worked.texts,
        background_vectors=worked.vectors,
        owner=failed.owner,
        answers=answers,
        answer_vectors=said,
    )
    found = _cluster_any_size(features, failed.weight, min_size, likeness_cut)
    if features.answers is not None:
        found = _without_strangers(found, features.centred)
    labels, rate = _rank(found, failed.weight, np.vstack([features.centred, around]), worked_weight)
    return _summary(given, labels[failed.owner], rate, features.centred[failed.owner])


def _merge_equal(texts: Sequence[str], vectors: FloatArray) -> _Items:
    """Sort questions by text and merge those that differ in case and white space only."""
    keys = [" ".join(text.casefold().split()) for text in texts]
    order = sorted(range(len(keys)), key=lambda index: (keys[index], texts[index], vectors[index].tobytes()))
    owner = np.zeros(len(keys), dtype=np.int64)
    kept: list[int] = []
    for index in order:
        if not kept or keys[index] != keys[kept[-1]]:
            kept.append(index)
        owner[index] = len(kept) - 1
    weight = np.bincount(owner, minlength=len(kept)).astype(np.float32)
    return _Items([keys[index] for index in kept], vectors[kept], owner, weight)


def _sample(items: _Items, size: int) -> _Items:
    """Keep at most `size` items, spread evenly, each standing for those left out."""
    count = len(items.texts)
    if count <= size:
        return items
    kept = stride(count, size)
    weight = items.weight[kept] * (items.weight.sum() / items.weight[kept].sum())
    return _Items([items.texts[i] for i in kept], items.vectors[kept], np.zeros(0, dtype=np.int64), weight)


def _cluster_any_size(features: Features, weight: FloatArray, min_size: int, likeness_cut: float) -> IntArray:
    """Cluster all pairs where that is affordable, else a stride, then the rest by its neighbours, then what is left."""
    count = len(features)
    if count <= LARGEST_EXACT:
        return _cluster_exactly(features, weight, min_size, likeness_cut)
    labels = np.full(count, NOISE, dtype=np.int64)
    chosen = stride(count, LARGEST_EXACT)
    labels[chosen] = _cluster_exactly(features.rows(chosen), weight[chosen], min_size, likeness_cut)
    rest = np.setdiff1d(np.arange(count), chosen)
    labels[rest] = _join_neighbours(features.rows(rest), features.rows(chosen), labels[chosen])
    left = np.flatnonzero(labels == NOISE)
    if min_size <= len(left) < count:
        again = left if len(left) <= LARGEST_EXACT else left[stride(len(left), LARGEST_EXACT)]
        found = _cluster_exactly(features.rows(again), weight[again], min_size, likeness_cut)
        labels[again] = np.where(found >= 0, found + labels.max() + 1, NOISE)
    return labels


def _join_neighbours(features: Features, known: Features, known_labels: IntArray) -> IntArray:
    """Give each question the cluster that holds most similarity among its nearest clustered neighbours."""
    labels = np.full(len(features), NOISE, dtype=np.int64)
    clusters = known_labels.max(initial=NOISE) + 1
    if not clusters:
        return labels
    indexes, cosines = nearest(features.centred, known.centred, ASSIGN_NEIGHBOURS, skip_self=False)
    for start in range(0, len(features), BLOCK):
        near = indexes[start : start + BLOCK]
        plain = features.plain[start : start + BLOCK]
        alike = np.einsum("ij,ikj->ik", plain, known.plain[near]) >= SIMILARITY_FLOOR
        votes = np.where(alike, np.maximum(cosines[start : start + BLOCK], 0), 0)
        table = np.zeros((len(near), clusters + 1), dtype=np.float32)
        np.add.at(table, (np.arange(len(near))[:, None], known_labels[near]), votes)  # noise (-1) lands in the last
        best = table.argmax(axis=1)
        won = (best < clusters) & (table[np.arange(len(near)), best] > 0)
        labels[start : start + BLOCK] = np.where(won, best, NOISE)
    return labels


def _cluster_exactly(features: Features, weight: FloatArray, min_size: int, likeness_cut: float) -> IntArray:
    """Cluster distinct questions by comparing all pairs; groups below `min_size` questions become noise."""
    count = len(features)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    if count == 1:
        groups = np.zeros(1, dtype=np.int64)
    else:
        likeness = _likeness(features)
        np.subtract(1, likeness, out=likeness)
        np.clip(likeness, 0, 1, out=likeness)
        np.fill_diagonal(likeness, 0)
        tree = linkage(squareform(likeness, checks=False), method="average")
        groups = fcluster(tree, 1 - likeness_cut, criterion="distance").astype(np.int64) - 1
    sizes = np.bincount(groups, weights=weight)
    new_names = np.full(len(sizes), NOISE, dtype=np.int64)
    kept = np.flatnonzero(sizes >= min_size)
    new_names[kept] = np.arange(len(kept))
    return np.asarray(new_names[groups], dtype=np.int64)


def _likeness(features: Features) -> FloatArray:
    """Return how alike each pair is, 0-1: the cosine of where walks of four steps end, mean of all scales."""
    count = len(features)
    cosines = features.centred @ features.centred.T
    np.fill_diagonal(cosines, 0)
    similar = float((np.maximum(cosines, 0) ** 4).sum() / count)
    answered = np.full((count, count), -np.inf, dtype=np.float32) if features.answers is not None else None
    for start in range(0, count, BLOCK):
        block = slice(start, start + BLOCK)
        in_common = features.plain[block] @ features.plain.T
        cosines[block][in_common < SIMILARITY_FLOOR] = -np.inf
        if answered is not None and features.answers is not None:
            alike = features.answers[block] @ features.answers.T
            answered[block] = np.where((alike >= ANSWER_FLOOR) & (in_common >= STRANGERS), alike, -np.inf)
    np.fill_diagonal(cosines, -np.inf)
    if answered is not None:
        np.fill_diagonal(answered, -np.inf)
    total = np.zeros((count, count), dtype=np.float32)
    for scale in NEIGHBOURHOOD_SCALES:
        wanted = round(NEIGHBOURS_PER_SIMILAR * similar * scale)
        links = _links(cosines, min(max(wanted, FEWEST_NEIGHBOURS), MOST_NEIGHBOURS))
        if answered is not None:
            links = links + ANSWER_WEIGHT * _links(answered, round(ANSWERED_ALIKE * scale))
        total += _walk_likeness(links)
    return total / np.float32(len(NEIGHBOURHOOD_SCALES))


def _without_strangers(labels: IntArray, features: FloatArray) -> IntArray:
    """Dissolve clusters whose questions have nothing in common: "I have sent you an e-mail" answers any of them."""
    kept = labels.copy()
    for cluster in range(labels.max(initial=NOISE) + 1):
        members = np.flatnonzero(labels == cluster)
        count = len(members)
        pairs = float((features[members].sum(axis=0) ** 2).sum()) - count  # rows are of unit length
        if count > 1 and pairs < HELD_BY_ANSWERS * count * (count - 1):
            kept[members] = NOISE
    names, places = np.unique(kept[kept >= 0], return_inverse=True)
    kept[kept >= 0] = np.arange(len(names))[places]
    return kept


def _links(cosines: FloatArray, neighbours: int) -> sparse.csr_matrix:
    """Link each row to its `neighbours` nearest, leaving out those of cosine minus infinity."""
    count = len(cosines)
    neighbours = min(neighbours, count - 1)
    columns = np.sort(np.argpartition(-cosines, neighbours - 1, axis=1)[:, :neighbours], axis=1)
    rows = np.repeat(np.arange(count), neighbours)
    flat = columns.ravel()
    is_link = np.isfinite(cosines[rows, flat])
    ones = np.ones(int(is_link.sum()), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows[is_link], flat[is_link])), shape=(count, count))


def _walk_likeness(links: sparse.csr_matrix) -> FloatArray:
    """Walk the graph of these links four steps from every node and compare where the walks end.

    With A the symmetric adjacency (two-way links count twice, each node linked to itself) and N = D^-1/2 A D^-1/2, the
    degree-weighted inner product of two four-step walks is an entry of D^-1/2 N^8 D^-1/2, and its cosine one of N^8.
    """
    adjacency = links + links.T + 2 * sparse.identity(links.shape[0], dtype=np.float32, format="csr")
    scale = sparse.diags(1 / np.sqrt(np.asarray(adjacency.sum(axis=1)).ravel()).astype(np.float32))
    step = (scale @ adjacency @ scale).tocsr()
    two = step @ step
    four = two @ two.toarray()
    eight: FloatArray = four @ four.T
    own = np.sqrt(np.diagonal(eight)).copy()
    eight /= own[:, None]
    eight /= own[None, :]
    return eight


def _rank(
    labels: IntArray, weight: FloatArray, features: FloatArray, worked_weight: FloatArray
) -> tuple[IntArray, np.ndarray]:
    """Renumber clusters, largest first (ties: the one whose first question sorts first), and rate each region.

    A successful question lies in the region of the cluster whose centre is nearest, if it is no further from it than
    the outer quarter of that cluster's own questions.
    """
    clusters = labels.max(initial=NOISE) + 1
    if not clusters:
        return labels, np.zeros(0)
    inside = labels >= 0
    sizes = np.bincount(labels[inside], weights=weight[inside], minlength=clusters)
    first = np.array([np.flatnonzero(labels == cluster)[0] for cluster in range(clusters)])
    order = np.lexsort((first, -sizes))
    place = np.empty(clusters, dtype=np.int64)
    place[order] = np.arange(clusters)
    ranked = np.where(inside, place[np.maximum(labels, 0)], NOISE).astype(np.int64)
    if not len(worked_weight):
        return ranked, np.full(clusters, np.nan)
    own = features[: len(labels)]
    centres = np.zeros((clusters, features.shape[1]), dtype=np.float32)
    np.add.at(centres, ranked[inside], own[inside] * weight[inside, None])
    centres = unit(centres)
    to_centre = np.einsum("ij,ij->i", own, centres[np.maximum(ranked, 0)])
    reach = np.array([np.quantile(to_centre[ranked == cluster], 0.25) for cluster in range(clusters)])
    indexes, cosines = nearest(features[len(labels) :], centres, 1, skip_self=False)
    region, cosine = indexes[:, 0], cosines[:, 0]
    is_near = cosine >= reach[region]
    around = np.bincount(region[is_near], weights=worked_weight[is_near], minlength=clusters)
    # Only three quarters of the failed questions lie within that reach: compare like with like.
    core = inside & (to_centre >= reach[np.maximum(ranked, 0)] - 1e-6)
    failed = np.bincount(ranked[core], weights=weight[core], minlength=clusters)
    return ranked, failed / (failed + around)


def _summary(vectors: FloatArray, labels: IntArray, rate: np.ndarray, features: FloatArray) -> Clustering:
    """Describe each cluster: centroid, cohesion, most central question."""
    clusters = int(labels.max(initial=NOISE)) + 1
    rows = unit(vectors)
    centroids = np.zeros((clusters, vectors.shape[1]), dtype=np.float32)
    cohesion = np.zeros(clusters, dtype=np.float32)
    representatives = np.zeros(clusters, dtype=np.int64)
    for cluster in range(clusters):
        members = np.flatnonzero(labels == cluster)
        centroids[cluster] = unit(rows[members].mean(axis=0, keepdims=True))[0]
        cohesion[cluster] = np.clip((rows[members] @ centroids[cluster]).mean(), 0, 1)
        centre = features[members].mean(axis=0)
        representatives[cluster] = members[np.argmax(np.round(features[members] @ centre, 5))]
    return Clustering(labels, centroids, cohesion, representatives, rate.astype(np.float32))
