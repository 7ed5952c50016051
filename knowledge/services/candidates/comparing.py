"""Compares candidates with the live knowledge: known already, contradicted by an entry, or new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.models import CandidateEntry, KnowledgeEntry
from knowledge.services.candidates.sameness import contradictions, cosine, says_the_same
from knowledge.services.marks import knowledge_mark
from knowledge.services.searching import Hit, search_many
from training.ai import embedding
from training.models import Organization
from training.rows import update_rows
from training.services.engine import Engine

Relation = CandidateEntry.Relation
HITS = 3
SAME_MATTER = 0.55  # cosine of two answers from which a contradiction is looked for
NEAR_QUESTION = 0.1  # and of the questions
SAME_QUESTION = 0.6  # from which a hand-off rule is for this question
FIELDS = ["relation", "relation_note", "related_entry", "compared_mark"]
LONGEST_NOTE = 300


def to_compare(*, organization: Organization, limit: int) -> tuple[list[CandidateEntry], str]:
    """Open candidates that were not compared with the knowledge of now, those of most customers first; and its mark.

    Two SQL queries.
    """
    mark = knowledge_mark(organization)
    rows = CandidateEntry.objects.for_organization(organization).open().exclude(compared_mark=mark)
    return list(rows.order_by("-customer_count", "pk")[:limit]), mark


def compare_candidates(
    *, organization: Organization, candidates: Sequence[CandidateEntry], mark: str, engine: Engine
) -> None:
    """Fill in (without saving) how each stands to the live knowledge: `FIELDS`."""
    if not candidates:
        return
    titles = [candidate.title for candidate in candidates]
    found = search_many(organization=organization, queries=titles, limit=HITS, has_snippets=False, engine=engine)
    vectors = _vectors([hit for hits in found for hit in hits])
    for candidate, hits in zip(candidates, found, strict=True):
        relation, note, entry_id = _relation(candidate, hits, vectors)
        candidate.relation, candidate.relation_note = relation, note[:LONGEST_NOTE]
        candidate.related_entry_id, candidate.compared_mark = entry_id, mark


def save_comparisons(*, candidates: Sequence[CandidateEntry]) -> None:
    """Keep what `compare_candidates` filled in. One SQL query."""
    rows = [(one.pk, one.relation, one.relation_note, one.related_entry_id, one.compared_mark) for one in candidates]
    update_rows(CandidateEntry, FIELDS, rows)


def _vectors(hits: Sequence[Hit]) -> dict[str, np.ndarray]:
    """The vectors of what may be looked at of entries: their texts, titles and other wordings, each once."""
    texts = list(dict.fromkeys(text for hit in hits for text in (hit.body, hit.title, *hit.asked_as)))
    return dict(zip(texts, embedding.embed(texts), strict=True))


def _relation(
    candidate: CandidateEntry, hits: Sequence[Hit], vectors: Mapping[str, np.ndarray]
) -> tuple[str, str, int | None]:
    """How a candidate stands to what is found for its question: the relation, a sentence, and the entry."""
    question, answer = (
        np.frombuffer(bytes(vector), dtype=np.float32)
        for vector in (candidate.question_vector, candidate.answer_vector)
    )
    against: tuple[str, str, int | None] | None = None
    for hit in hits:
        name = f"“{hit.title[:120]}”"
        meaning = cosine(vectors[hit.body], answer)
        if hit.kind == KnowledgeEntry.Kind.HANDOFF:
            if _nearness(hit, question, vectors) >= SAME_QUESTION:
                return Relation.CONTRADICTION, f"The rule {name} passes this question to a person.", hit.entry_id
        elif says_the_same(hit.body, candidate.content, meaning=meaning):
            return Relation.DUPLICATE, f"{name} says this already.", hit.entry_id
        elif against is None and meaning >= SAME_MATTER and _nearness(hit, question, vectors) >= NEAR_QUESTION:
            conflicts = contradictions(hit.body, candidate.content)
            if conflicts:
                said, answered = conflicts[0]
                note = f"{name} says “{said.value[:60]}”, here it was “{answered.value[:60]}”."
                against = Relation.CONTRADICTION, note, hit.entry_id
    return against or (Relation.NEW, "", None)


def _nearness(hit: Hit, question: np.ndarray, vectors: Mapping[str, np.ndarray]) -> float:
    """The cosine of the candidate's question and the nearest of the entry's: its title or another wording."""
    return max(cosine(vectors[text], question) for text in (hit.title, *hit.asked_as))
