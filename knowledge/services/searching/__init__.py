"""Search of an organization's knowledge: words, meaning and spelling, fused by rank.

How a hit comes about:

1. PostgreSQL offers candidates: versions that hold the question's telling words (full text, the rare words first),
   versions whose vectors are near, and, for words that no entry holds, titles with a word spelled like them.
2. Each candidate is ranked in each part. Words: cosine of sublinear TF-IDF with the document counts of exactly the
   versions that are searched. Meaning: cosine of the vectors. Spelling: share of common letter triples.
3. The ranks are fused by reciprocal rank (k = 60). A vector is the mean of its words, so meaning weighs less the longer
   the question is.

Would-be entries (`overlay`) are ranked by the same means among the stored ones without being written, and counted among
them: what a replay finds is what a search finds once the update is applied.
"""

from knowledge.services.searching.finding import clean_question, nearest_entries, search, search_many
from knowledge.services.searching.shapes import TEXT, VECTOR, Hit, HitPart, Nearest, QuestionInvalid, WouldBe

__all__ = [
    "TEXT",
    "VECTOR",
    "Hit",
    "HitPart",
    "Nearest",
    "QuestionInvalid",
    "WouldBe",
    "clean_question",
    "nearest_entries",
    "search",
    "search_many",
]
