"""Rows of numbers: unit length, nearest neighbours, the cluster that a question stands nearest to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NOISE = -1
ASSIGN_THRESHOLD = 0.65
ASSIGN_MARGIN = 0.02
BLOCK = 1000  # rows that are compared with all others at once

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


def assign_to_clusters(
    *,
    vectors: np.ndarray,
    centroids: np.ndarray,
    threshold: float | np.ndarray = ASSIGN_THRESHOLD,
    margin: float = ASSIGN_MARGIN,
    owners: np.ndarray | None = None,
) -> IntArray:
    """Give each question to its nearest cluster, or to none.

    Parameters
    ----------
    vectors
        Embeddings of the questions, shape (n, dimensions).
    centroids
        Centroids of the clusters, shape (clusters, dimensions).
    threshold
        Least cosine between question and centroid; one number, or one for each cluster.
    margin
        By how much the nearest centroid must beat the second; a question between two clusters is given to none.
    owners
        Which cluster each centroid draws for, shape (clusters,), where a cluster has several: the second is then the
        nearest one of another cluster.

    Returns
    -------
    numpy.ndarray
        Index of the centroid for each question, -1 for none.

    Raises
    ------
    ValueError
        Shapes that do not match, or vectors that are not finite.

    Examples
    --------
    >>> import numpy as np
    >>> near = np.array([[1.0, 0.1], [0.0, 0.0]])
    >>> assign_to_clusters(vectors=near, centroids=np.eye(2), threshold=0.6).tolist()
    [0, -1]
    """
    questions = unit(checked_vectors(vectors, len(vectors), "vectors"))
    centres = unit(checked_vectors(centroids, len(centroids), "centroids"))
    labels = np.full(len(questions), NOISE, dtype=np.int64)
    if not len(centres) or not len(questions):
        return labels
    if questions.shape[1] != centres.shape[1]:
        raise ValueError("vectors and centroids must have the same number of dimensions")
    least = np.asarray(threshold, dtype=np.float32)
    if least.ndim and least.shape != (len(centres),):
        raise ValueError("threshold must be one number or one for each centroid")
    least = np.broadcast_to(least, (len(centres),))
    if owners is not None and np.shape(owners) != (len(centres),):
        raise ValueError("owners must be one for each centroid")
    for start in range(0, len(questions), BLOCK):
        cosines = questions[start : start + BLOCK] @ centres.T
        best = cosines.argmax(axis=1)
        top = cosines[np.arange(len(best)), best]
        if owners is None:
            cosines[np.arange(len(best)), best] = -np.inf
        else:
            cosines[owners[None, :] == owners[best][:, None]] = -np.inf
        is_sure = (top >= least[best]) & (top > 0) & (top - cosines.max(axis=1) >= margin)
        labels[start : start + BLOCK] = np.where(is_sure, best, NOISE)
    return labels


def checked_vectors(vectors: np.ndarray, count: int, name: str) -> FloatArray:
    """Return the vectors as a float32 matrix, refusing what cannot be clustered."""
    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.ndim != 2:
        if matrix.size == 0 and count == 0:
            return np.zeros((0, 0), dtype=np.float32)
        raise ValueError(f"vectors of {name} must be a matrix")
    if len(matrix) != count:
        raise ValueError(f"{count} {name} but {len(matrix)} vectors")
    if not np.isfinite(matrix).all():
        raise ValueError(f"vectors of {name} must be finite")
    return matrix


def unit(matrix: np.ndarray) -> FloatArray:
    """Scale rows to unit length; a row of zeros stays."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: FloatArray = (matrix / np.where(lengths > 1e-12, lengths, 1)).astype(np.float32)
    return scaled


def stride(count: int, size: int) -> IntArray:
    """Return `size` indexes spread evenly over `count`."""
    return (np.arange(size, dtype=np.int64) * count) // size


def nearest(queries: FloatArray, points: FloatArray, count: int, skip_self: bool) -> tuple[IntArray, FloatArray]:
    """Return indexes and cosines of the `count` nearest points of each query, nearest first, ties by index."""
    count = min(count, len(points) - int(skip_self))
    indexes = np.empty((len(queries), count), dtype=np.int64)
    cosines = np.empty((len(queries), count), dtype=np.float32)
    for start in range(0, len(queries), BLOCK):
        block = queries[start : start + BLOCK] @ points.T
        rows = np.arange(len(block))
        if skip_self:
            block[rows, rows + start] = -np.inf
        part = np.sort(np.argpartition(-block, count - 1, axis=1)[:, :count], axis=1)
        values = np.take_along_axis(block, part, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        indexes[start : start + len(block)] = np.take_along_axis(part, order, axis=1)
        cosines[start : start + len(block)] = np.take_along_axis(values, order, axis=1)
    return indexes, cosines
