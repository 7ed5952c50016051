"""Search of one organization's versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from knowledge.querysets import search as reads
from knowledge.querysets.search import Scope
from knowledge.services.embedding import embedded_text
from knowledge.services.searching.hits import as_hits
from knowledge.services.searching.shapes import Hit, Nearest, QuestionInvalid, WouldBe
from knowledge.services.searching.shelf import EXACT_VECTOR_VERSIONS, Shelf, cosine
from training.ai.local.substance import core_texts
from training.models import Organization
from training.services.engine import Engine, engine_for
from training.text import strip_invisible

QUESTION_CHARACTERS = 10_000


def search(
    *,
    organization: Organization,
    query: str,
    limit: int = 10,
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    statuses: Sequence[str] = ("live",),
    among: Iterable[int] | None = None,
    has_snippets: bool = True,
    engine: Engine | None = None,
) -> list[Hit]:
    """Find versions for a question, best first.

    `as_of` searches what was live at that moment; `overlay` puts would-be entries over the stored ones; `among`
    searches these entries only, ranked as if there were no others.

    Raises:
        QuestionInvalid: the question is empty.
    """
    return search_many(
        organization=organization,
        queries=[query],
        limit=limit,
        as_of=as_of,
        overlay=overlay,
        statuses=statuses,
        among=among,
        has_snippets=has_snippets,
        engine=engine,
    )[0]


@transaction.atomic
def search_many(
    *,
    organization: Organization,
    queries: Sequence[str],
    limit: int = 10,
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    statuses: Sequence[str] = ("live",),
    among: Iterable[int] | None = None,
    has_snippets: bool = True,
    engine: Engine | None = None,
) -> list[list[Hit]]:
    """Find versions for each of many questions, as `search` would one by one, with one embedding call.

    Raises:
        QuestionInvalid: one of the questions is empty.
    """
    texts = [clean_question(query) for query in queries]
    if not texts:
        return []
    # Greetings, history and contact data would only find entries about those.
    texts = [core or text for core, text in zip(core_texts(texts), texts, strict=True)]
    engine = engine or engine_for(organization)
    scope = Scope(
        organization_id=organization.pk,
        as_of=as_of,
        statuses=tuple(sorted(statuses)),
        among=None if among is None else tuple(sorted(set(among))),
    )
    shelf = Shelf(organization=organization, scope=scope, texts=texts, overlay=overlay, engine=engine)
    found = [shelf.rank(question, limit=limit) for question in shelf.questions]
    return as_hits(organization, found, shelf, has_snippets=has_snippets)


@transaction.atomic
def nearest_entries(
    *,
    organization: Organization,
    title: str,
    body: str,
    limit: int = 3,
    exclude_entry_id: int | None = None,
    engine: Engine | None = None,
) -> list[Nearest]:
    """The live entries whose vectors are nearest to a text, best first."""
    engine = engine or engine_for(organization)
    vectors, model_key = engine.embed([embedded_text(title=title, body=body)])
    scope = Scope(organization_id=organization.pk)
    is_exact = reads.fingerprint_of(scope)[0] <= EXACT_VECTOR_VERSIONS
    if not is_exact:
        reads.prepare_vector_index()
    ids = reads.candidates_by_vector(
        scope,
        vector=vectors[0],
        model_key=model_key,
        limit=limit + 1,
        is_exact=is_exact,
    )
    documents = reads.documents(organization_id=organization.pk, version_ids=ids, model_key=model_key)
    near = [
        Nearest(
            entry_id=document.entry_id,
            version_id=document.version_id,
            title=document.title,
            similarity=cosine(document.vector, vectors[0]),
        )
        for document in documents.values()
        if document.entry_id != exclude_entry_id
    ]
    return sorted(near, key=lambda one: (-one.similarity, one.version_id))[:limit]


def clean_question(query: str) -> str:
    """A question as it is searched: nothing invisible, no longer than is read.

    Raises:
        QuestionInvalid: nothing is left.
    """
    text = strip_invisible(query).strip()[:QUESTION_CHARACTERS]
    if not text:
        raise QuestionInvalid("Type a question first.")
    return text
