"""The clusters themselves: which questions are about one matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.clustering.vectors import BLOCK, NOISE, FloatArray, IntArray, checked_vectors, nearest, stride, unit
from knowledge.clustering.words import ANY_WORD

LEXICAL_WEIGHT = 0.5
LEXICAL_DIMENSIONS = 100
LIKENESS_CUT = 0.37
NEIGHBOURS_PER_SIMILAR = 3.0
NEIGHBOURHOOD_SCALES = (0.5, 0.7, 1.0, 1.4)
FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 3, 100
SIMILARITY_FLOOR = 0.3
CENTRING_PRIOR = 100
RATE_NEIGHBOURS = 10
FAILING_REGION = 0.4
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
    likeness_cut: float = LIKENESS_CUT,
) -> Clustering:
    """Cluster failed questions by meaning, without being told how many topics there are.

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
    if len(texts) == 0:
        return _summary(given, np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, width), dtype=np.float32))

    failed = _merge_equal(texts, given)
    worked = _sample(_merge_equal(background_texts, behind), LARGEST_BACKGROUND)
    worked_weight = worked.weight * background_weight
    features, plain = _features(failed, worked)
    count = len(failed.texts)
    is_failing = _local_failure_rate(features, failed.weight, worked_weight) >= FAILING_REGION
    if not len(worked.texts):
        is_failing[:] = True
    labels = np.full(count, NOISE, dtype=np.int64)
    for group in (np.flatnonzero(is_failing), np.flatnonzero(~is_failing)):
        found = _cluster_any_size(features[group], plain[group], failed.weight[group], min_size, likeness_cut)
        labels[group] = np.where(found >= 0, found + labels.max(initial=NOISE) + 1, NOISE)

    labels, rate = _rank(labels, failed.weight, features, worked_weight)
    return _summary(given, labels[failed.owner], rate, features[failed.owner])


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


def _features(failed: _Items, worked: _Items) -> tuple[FloatArray, FloatArray]:
    """Return centred features of failed then successful questions, and plain (uncentred) ones of the failed.

    Centring shows what sets questions apart; the plain ones still know whether two questions have anything in common.
    A mean of few questions is subtracted in part only: it may be their one topic.
    """
    meaning = unit(np.vstack([failed.vectors, worked.vectors]))
    lexical = _latent(failed.texts + worked.texts)
    centred = unit(meaning - meaning.mean(axis=0) * np.float32(len(meaning) / (len(meaning) + CENTRING_PRIOR)))
    share = np.float32(np.sqrt(LEXICAL_WEIGHT))
    features = unit(np.hstack([centred, lexical * share]))
    count = len(failed.texts)
    return features, unit(np.hstack([meaning[:count], lexical[:count] * share]))


def _latent(texts: list[str]) -> FloatArray:
    """Reduce TF-IDF of words and of characters to a few dense dimensions, rows of unit length."""
    rarest = 2 if len(texts) > 1000 else 1
    parts = []
    for vectorizer in (
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=ANY_WORD, min_df=rarest),
        TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5), min_df=rarest),
    ):
        try:
            parts.append(vectorizer.fit_transform(texts))
        except ValueError:  # no text holds a single term
            continue
    if not parts:
        return np.zeros((len(texts), 1), dtype=np.float32)
    terms = sparse.hstack(parts).tocsr().astype(np.float32)
    if min(terms.shape) <= LEXICAL_DIMENSIONS:
        return unit(terms.toarray())
    return unit(TruncatedSVD(LEXICAL_DIMENSIONS, n_iter=3, random_state=0).fit_transform(terms))


def _local_failure_rate(features: FloatArray, failed_weight: FloatArray, worked_weight: FloatArray) -> FloatArray:
    """Return the share of failures among the nearest neighbours of each failed question, counting repeats."""
    count = len(failed_weight)
    if len(features) < 2:
        return np.ones(count, dtype=np.float32)
    weight = np.concatenate([failed_weight, worked_weight])
    indexes, _ = nearest(features[:count], features, RATE_NEIGHBOURS, skip_self=False)
    has_failed = indexes < count
    near = weight[indexes]
    # The question itself is among its neighbours: take it out once, keep its repeats.
    itself = (indexes == np.arange(count)[:, None]).any(axis=1).astype(np.float32)
    total = near.sum(axis=1) - itself
    rate = (near * has_failed).sum(axis=1) - itself
    return np.asarray(np.where(total > 0, rate / np.where(total > 0, total, 1), 1), dtype=np.float32)


def _cluster_any_size(
    features: FloatArray, plain: FloatArray, weight: FloatArray, min_size: int, likeness_cut: float
) -> IntArray:
    """Cluster all pairs where that is affordable, else a stride, then the rest by its neighbours, then what is left."""
    count = len(features)
    if count <= LARGEST_EXACT:
        return _cluster_exactly(features, plain, weight, min_size, likeness_cut)
    labels = np.full(count, NOISE, dtype=np.int64)
    chosen = stride(count, LARGEST_EXACT)
    labels[chosen] = _cluster_exactly(features[chosen], plain[chosen], weight[chosen], min_size, likeness_cut)
    rest = np.setdiff1d(np.arange(count), chosen)
    labels[rest] = _join_neighbours(features[rest], plain[rest], features[chosen], plain[chosen], labels[chosen])
    left = np.flatnonzero(labels == NOISE)
    if min_size <= len(left) < count:
        again = left if len(left) <= LARGEST_EXACT else left[stride(len(left), LARGEST_EXACT)]
        found = _cluster_exactly(features[again], plain[again], weight[again], min_size, likeness_cut)
        labels[again] = np.where(found >= 0, found + labels.max() + 1, NOISE)
    return labels


def _join_neighbours(
    features: FloatArray, plain: FloatArray, known: FloatArray, known_plain: FloatArray, known_labels: IntArray
) -> IntArray:
    """Give each question the cluster that holds most similarity among its nearest clustered neighbours."""
    labels = np.full(len(features), NOISE, dtype=np.int64)
    clusters = known_labels.max(initial=NOISE) + 1
    if not clusters:
        return labels
    indexes, cosines = nearest(features, known, ASSIGN_NEIGHBOURS, skip_self=False)
    for start in range(0, len(features), BLOCK):
        near = indexes[start : start + BLOCK]
        alike = np.einsum("ij,ikj->ik", plain[start : start + BLOCK], known_plain[near]) >= SIMILARITY_FLOOR
        votes = np.where(alike, np.maximum(cosines[start : start + BLOCK], 0), 0)
        table = np.zeros((len(near), clusters + 1), dtype=np.float32)
        np.add.at(table, (np.arange(len(near))[:, None], known_labels[near]), votes)  # noise (-1) lands in the last
        best = table.argmax(axis=1)
        won = (best < clusters) & (table[np.arange(len(near)), best] > 0)
        labels[start : start + BLOCK] = np.where(won, best, NOISE)
    return labels


def _cluster_exactly(
    features: FloatArray, plain: FloatArray, weight: FloatArray, min_size: int, likeness_cut: float
) -> IntArray:
    """Cluster distinct questions by comparing all pairs; groups below `min_size` questions become noise."""
    count = len(features)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    if count == 1:
        groups = np.zeros(1, dtype=np.int64)
    else:
        likeness = _likeness(features, plain)
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


def _likeness(features: FloatArray, plain: FloatArray) -> FloatArray:
    """Return how alike each pair is, 0-1: the cosine of where walks of four steps end, mean of all scales."""
    count = len(features)
    cosines = features @ features.T
    np.fill_diagonal(cosines, 0)
    similar = float((np.maximum(cosines, 0) ** 4).sum() / count)
    shares_something = np.empty((count, count), dtype=bool)
    for start in range(0, count, BLOCK):
        shares_something[start : start + BLOCK] = plain[start : start + BLOCK] @ plain.T >= SIMILARITY_FLOOR
    cosines[~shares_something] = -np.inf
    np.fill_diagonal(cosines, -np.inf)
    total = np.zeros((count, count), dtype=np.float32)
    for scale in NEIGHBOURHOOD_SCALES:
        wanted = round(NEIGHBOURS_PER_SIMILAR * similar * scale)
        total += _walk_likeness(cosines, min(max(wanted, FEWEST_NEIGHBOURS), MOST_NEIGHBOURS, count - 1))
    return total / np.float32(len(NEIGHBOURHOOD_SCALES))


def _walk_likeness(cosines: FloatArray, neighbours: int) -> FloatArray:
    """Walk the graph of `neighbours` nearest neighbours four steps from every node and compare where the walks end.

    With A the symmetric adjacency (two-way links count twice, each node linked to itself) and N = D^-1/2 A D^-1/2, the
    degree-weighted inner product of two four-step walks is an entry of D^-1/2 N^8 D^-1/2, and its cosine one of N^8.
    """
    count = len(cosines)
    columns = np.sort(np.argpartition(-cosines, neighbours - 1, axis=1)[:, :neighbours], axis=1)
    rows = np.repeat(np.arange(count), neighbours)
    flat = columns.ravel()
    is_link = np.isfinite(cosines[rows, flat])
    ones = np.ones(int(is_link.sum()), dtype=np.float32)
    links = sparse.csr_matrix((ones, (rows[is_link], flat[is_link])), shape=(count, count))
    adjacency = links + links.T + 2 * sparse.identity(count, dtype=np.float32, format="csr")
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
