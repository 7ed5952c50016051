"""Find the topics among failed customer questions. Pure: numpy, scipy and scikit-learn only.

How it works, in order:

1. Each question becomes a row of two parts: its embedding (minus the mean question, which every question shares) and a
   latent-semantic vector of TF-IDF over words and characters, at half the weight.
2. Where people answered, each question is linked to those that were answered alike too: customers say one thing in
   words that share nothing, and people answer it in much the same. Clusters that only a stock phrase holds together are
   dissolved. Successful questions, where given, say how often a cluster's region fails.
3. A nearest-neighbour graph is built with as many neighbours as there are, on average, really similar questions. Two
   questions are alike when random walks of a few steps, started at each, end in the same places; that follows the local
   density, where a fixed cosine threshold does not. The likeness is averaged over four sizes of neighbourhood.
4. Average linkage over that likeness, cut at one fixed level, for every set of questions.

All questions are first put into one canonical order and equal texts are merged, so the order of the input cannot change
the outcome.
"""

from __future__ import annotations

from knowledge.clustering.groups import LIKENESS_CUT, Clustering, cluster_questions
from knowledge.clustering.vectors import ASSIGN_MARGIN, ASSIGN_THRESHOLD, NOISE, assign_to_clusters
from knowledge.clustering.words import TITLE_LENGTH, has_words, keywords, name_cluster

__all__ = [
    "ASSIGN_MARGIN",
    "ASSIGN_THRESHOLD",
    "LIKENESS_CUT",
    "NOISE",
    "TITLE_LENGTH",
    "Clustering",
    "assign_to_clusters",
    "cluster_questions",
    "has_words",
    "keywords",
    "name_cluster",
]
