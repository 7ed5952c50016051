"""Search: words, meaning and spelling, fused; as of a moment; with would-be entries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from knowledge.models import Embedding, KnowledgeEntry, KnowledgeVersion
from knowledge.querysets import search as reads
from knowledge.querysets.search import Scope
from knowledge.services.entries import EntryDraft, archive_entry, create_entries, create_entry, revise_entry
from knowledge.services.searching import (
    Hit,
    QuestionInvalid,
    WouldBe,
    keeping,
    nearest_entries,
    search,
    search_many,
    shelf,
)
from knowledge.services.searching.shelf import FEW_VERSIONS, meaningful
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from training.ai.embedding import EMBEDDING_MODEL_KEY, embed
from training.keeping import Kept

pytestmark = pytest.mark.django_db
QUESTIONS = (
    "Hello, I'd like to send the shoes back, how many days have I got?",
    "when will I get my money, the refund",
    "parcel",
    "forgot my password and can't log in",
    "do you deliver to Norway or other countries abroad?",
)


def titles(hits: list[Hit]) -> list[str]:
    return [hit.title for hit in hits]


def many_entries(organization: Any, count: int) -> list[KnowledgeEntry]:
    """More entries than are looked at one by one."""
    return create_entries(
        organization=organization,
        entries=[
            EntryDraft(
                title=f"Article {n} on {('shelf', 'lamp', 'table', 'chair')[n % 4]}",
                body=f"Part number {n} is made of oak.",
            )
            for n in range(count)
        ],
    )


@pytest.mark.parametrize(
    ("question", "place"),
    [(QUESTIONS[0], 0), (QUESTIONS[1], 1), (QUESTIONS[2], 2), (QUESTIONS[3], 5), (QUESTIONS[4], 6)],
)
def test_a_natural_question_finds_its_entry_first(organization: Any, question: str, place: int) -> None:
    shop_entries(organization)
    assert titles(search(organization=organization, query=question))[0] == SHOP[place][0]


def test_a_hit_says_where_its_score_comes_from(organization: Any) -> None:
    shop_entries(organization)
    best, *rest = search(organization=organization, query="refunds reaching my account")
    assert (best.text_rank, best.vector_rank, best.spelling_rank) == (1, 1, None)
    assert best.score == pytest.approx(1)
    assert sum(part.contribution for part in best.parts) == pytest.approx(best.score)
    assert set(best.matched_words) == {"refunds", "reaching", "account"}
    assert best.explanation.startswith("Score 1.00: words no. 1 at 0.")
    assert "meaning no. 1" in best.explanation
    assert [hit.score for hit in rest] == sorted((hit.score for hit in rest), reverse=True)
    assert all(0 < hit.score < 1 for hit in rest)


def test_the_snippet_marks_the_questions_words_in_all_their_forms(organization: Any) -> None:
    long_body = (
        "Nothing to see here. " * 40
        + "\n\n## Refunds\n\n**Refunded** within a week to [your card](https://e.com). "
        + "More. " * 80
    )
    entry_with(organization, title="Money", body=long_body)
    hit = search(organization=organization, query="when am I refunded?")[0]
    marked = [text for text, is_marked in hit.snippet_pieces if is_marked]
    assert marked == ["Refunds", "Refunded"]
    assert "".join(text for text, _ in hit.snippet_pieces) == hit.snippet
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")
    assert "**" not in hit.snippet
    assert "https" not in hit.snippet
    assert len(hit.snippet) < 260


def test_without_snippets_none_are_made(organization: Any) -> None:
    shop_entries(organization)
    hit = search(organization=organization, query="parcel", has_snippets=False)[0]
    assert (hit.snippet, hit.highlights, hit.snippet_pieces) == ("", (), [])
    assert hit.body == SHOP[2][1]


@pytest.mark.parametrize("typo", ["pasword", "passwrod"])
def test_a_misspelled_word_finds_the_title_it_is_like(organization: Any, typo: str) -> None:
    shop_entries(organization)
    hit = search(organization=organization, query=typo)[0]
    assert hit.title == "How do I reset my password?"
    assert hit.spelling_rank == 1
    assert "spelling no. 1" in hit.explanation


def test_a_misspelled_word_finds_its_title_among_many(organization: Any) -> None:
    many_entries(organization, FEW_VERSIONS + 1)
    entry_with(organization, title="How do I reset my password?", body="Choose Forgot password.")
    assert search(organization=organization, query="pasword")[0].title == "How do I reset my password?"


@pytest.mark.parametrize("query", ["", "  \n", "\u200b", "\x00"])
def test_an_empty_question_is_refused_with_a_sentence(organization: Any, query: str) -> None:
    with pytest.raises(QuestionInvalid, match="Type a question"):
        search(organization=organization, query=query)


@pytest.mark.parametrize(
    "query",
    ["'; DROP TABLE x; --", "a & | ! <-> :*", "100%s %(x)s {}", "\\'quoted\\'", "it's the customer's", "🎁", "?" * 50],
)
def test_no_sign_in_a_question_breaks_the_search(organization: Any, query: str) -> None:
    shop_entries(organization)
    many_entries(organization, FEW_VERSIONS)
    search(organization=organization, query=query)
    assert search(organization=organization, query=query + " refund")[0].title == SHOP[1][0]


def test_words_with_quotes_and_backslashes_are_words_like_others(organization: Any) -> None:
    path = "C:\\temp\\o'neil.txt"
    many_entries(organization, FEW_VERSIONS)
    entry_with(organization, title=f"Where is {path}?", body=f"Open {path} and http://example.com/it's\\here.")
    assert search(organization=organization, query=path)[0].title == f"Where is {path}?"


def test_a_very_long_question_is_read_to_a_limit(organization: Any) -> None:
    shop_entries(organization)
    assert search(organization=organization, query="refund " * 5000)[0].title == SHOP[1][0]


def test_without_entries_nothing_is_found(organization: Any) -> None:
    assert search(organization=organization, query="refund") == []
    assert search_many(organization=organization, queries=[]) == []
    assert nearest_entries(organization=organization, title="T", body="B") == []


def test_an_archived_entry_is_found_only_when_it_is_asked_for(organization: Any) -> None:
    entries = shop_entries(organization)
    archive_entry(organization=organization, entry_id=entries[1].pk)
    query = "When does my refund arrive?"
    assert SHOP[1][0] not in titles(search(organization=organization, query=query))
    assert titles(search(organization=organization, query=query, statuses=["archived"])) == [SHOP[1][0]]
    both = search(organization=organization, query=query, statuses=["live", "archived"])
    assert both[0].title == SHOP[1][0]
    assert len(both) == len(SHOP)


def test_a_search_as_of_a_moment_sees_what_was_live_then(organization: Any) -> None:
    entries = shop_entries(organization)
    before = timezone.now()
    revise_entry(
        organization=organization, entry_id=entries[0].pk, title="Returns", body="Send it back within 14 days."
    )
    archive_entry(organization=organization, entry_id=entries[1].pk)
    entry_with(organization, title="Refunds and returns", body="Later.")
    then = search(organization=organization, query="refund or return: how many days?", as_of=before)
    assert {hit.version_id for hit in then} <= {entry.current_version_id for entry in entries}
    assert {SHOP[0][0], SHOP[1][0]} <= set(titles(then[:3]))
    now = search(organization=organization, query="refund or return: how many days?")
    assert SHOP[1][0] not in titles(now)
    assert {"Returns", "Refunds and returns"} == set(titles(now[:2]))


def test_another_organization_is_never_searched(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    shop_entries(other_organization)
    assert search(organization=other_organization, query="refund")
    in_organization(organization)
    assert search(organization=organization, query="refund") == []
    # Not even when another organization is named than the one the transaction is in.
    assert search(organization=other_organization, query="refund") == []


@pytest.mark.parametrize("others", [0, FEW_VERSIONS])
def test_a_replay_finds_what_a_search_finds_once_it_is_applied(organization: Any, others: int) -> None:
    entries = shop_entries(organization)
    many_entries(organization, others)
    changed = WouldBe(entry_id=entries[0].pk, title="Sending back", body="You have 14 days to send shoes back.")
    added = WouldBe(title="Do you deliver to Norway?", body="Norway is served by post; parcels take 8 days.")
    removed = WouldBe(entry_id=entries[3].pk, is_removed=True)
    questions = [*QUESTIONS, "norwey parcel", "change the delivery address", "made of oak"]
    foreseen = search_many(organization=organization, queries=questions, overlay=[changed, added, removed])
    assert KnowledgeEntry.objects.count() == len(SHOP) + others

    revise_entry(organization=organization, entry_id=entries[0].pk, title=changed.title, body=changed.body)
    made = create_entry(organization=organization, title=added.title, body=added.body)
    archive_entry(organization=organization, entry_id=entries[3].pk)
    found = search_many(organization=organization, queries=questions)

    def told(rows: list[list[Hit]]) -> list[list[tuple[str, float, str]]]:
        return [[(hit.title, hit.score, hit.snippet) for hit in hits] for hits in rows]

    assert told(foreseen) == told(found)
    new = next(hit for hit in foreseen[4] if hit.title == added.title)
    assert (new.entry_id, new.version_id) == (-2, -2)
    assert next(hit for hit in found[4] if hit.title == added.title).entry_id == made.pk
    old = next(hit for hit in foreseen[0] if hit.title == changed.title)
    assert (old.entry_id, old.version_id) == (entries[0].pk, -1)


def test_many_questions_find_what_each_finds_alone(organization: Any) -> None:
    shop_entries(organization)
    many_entries(organization, FEW_VERSIONS)
    together = search_many(organization=organization, queries=QUESTIONS)
    assert together == [search(organization=organization, query=question) for question in QUESTIONS]


def test_versions_without_vectors_are_found_by_their_words(organization: Any) -> None:
    shop_entries(organization)
    Embedding.objects.all().delete()
    hits = search(organization=organization, query="refund")
    assert titles(hits) == [SHOP[1][0]]
    assert hits[0].vector_rank is None


def test_the_index_finds_the_same_neighbours_as_comparing_all(organization: Any) -> None:
    many_entries(organization, 300)
    vector = embed(["lamp of oak"])[0]
    scope = Scope(organization_id=organization.pk)
    reads.prepare_vector_index()
    exact, by_index = (
        reads.candidates_by_vector(scope, vector=vector, model_key=EMBEDDING_MODEL_KEY, limit=10, is_exact=is_exact)
        for is_exact in (True, False)
    )
    assert len(exact) == 10
    stored = dict(Embedding.objects.values_list("version_id", "vector"))

    def likeness(ids: dict[int, float]) -> list[float]:
        return sorted((round(float(np.asarray(stored[one]) @ vector), 4) for one in ids), reverse=True)

    assert likeness(by_index) == likeness(exact)


def test_vectors_kept_by_a_process_find_what_the_database_finds(organization: Any) -> None:
    entries = many_entries(organization, FEW_VERSIONS + 20)
    revise_entry(organization=organization, entry_id=entries[0].pk, title="Lamps", body="A lamp of oak.")
    vector = embed(["lamp of oak"])[0]
    scope = Scope(organization_id=organization.pk)
    kept = keeping.vectors_of_scope(
        keeping.mark_of(organization),
        scope,
        reads.fingerprint_of(scope),
        model_key=EMBEDDING_MODEL_KEY,
        dimensions=len(vector),
    )
    assert kept is not None
    found = kept.nearest(vector, limit=30)
    asked = reads.candidates_by_vector(
        scope, vector=vector, model_key=EMBEDDING_MODEL_KEY, limit=FEW_VERSIONS + 20, is_exact=True
    )
    assert list(found.values()) == pytest.approx(list(asked.values())[:30], abs=2e-6)
    assert all(score == pytest.approx(asked[one], abs=2e-6) for one, score in found.items())


def test_vectors_are_not_kept_of_some_versions_only(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = many_entries(organization, 4)
    scope = Scope(organization_id=organization.pk)

    def kept(scope: Scope = scope) -> keeping.Vectors | None:
        return keeping.vectors_of_scope(
            keeping.mark_of(organization),
            scope,
            reads.fingerprint_of(scope),
            model_key=EMBEDDING_MODEL_KEY,
            dimensions=256,
        )

    assert kept(Scope(organization_id=organization.pk, as_of=timezone.now())) is None
    assert kept(Scope(organization_id=organization.pk, among=(entries[0].pk,))) is None
    monkeypatch.setattr(keeping, "MOST_VECTORS", 3 * 256)
    assert kept() is None
    monkeypatch.setattr(keeping, "MOST_VECTORS", 4 * 256)
    Embedding.objects.filter(version__entry=entries[0]).delete()
    assert kept() is None
    archive_entry(organization=organization, entry_id=entries[0].pk)
    assert kept() is not None


def test_vectors_of_a_process_are_bounded(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    many_entries(organization, FEW_VERSIONS + 1)
    monkeypatch.setattr(keeping, "VECTORS_KEPT", 10)
    before = len(keeping._vectors_kept)
    assert search(organization=organization, query="lamp of oak")
    assert len(keeping._vectors_kept) <= before


def test_a_model_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="embedding model"):
        reads.model_literal("x' OR true --")


def test_the_nearest_entries_to_a_text_are_told_with_their_similarity(organization: Any) -> None:
    entries = shop_entries(organization)
    near = nearest_entries(organization=organization, title=SHOP[1][0], body=SHOP[1][1])
    assert (near[0].entry_id, round(near[0].similarity, 3)) == (entries[1].pk, 1.0)
    assert len(near) == 3
    without = nearest_entries(
        organization=organization, title=SHOP[1][0], body=SHOP[1][1], exclude_entry_id=entries[1].pk
    )
    assert entries[1].pk not in [one.entry_id for one in without]
    assert len(without) == 3


def test_what_a_process_keeps_is_bounded(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shop_entries(organization)
    monkeypatch.setattr(shelf, "documents_kept", Kept(size=3))
    monkeypatch.setattr(keeping, "COUNTS_KEPT", 1)
    monkeypatch.setattr(keeping, "STEMS_KEPT", 2)
    before = timezone.now()
    for moment in (None, before, None):
        assert search(organization=organization, query="refund", as_of=moment)[0].title == SHOP[1][0]
    assert len(shelf.documents_kept) == 3
    assert len(keeping._counts_kept) == 1


def test_what_a_process_keeps_of_a_changed_entry_is_not_served(organization: Any) -> None:
    entries = shop_entries(organization)
    search(organization=organization, query="refund")
    revise_entry(organization=organization, entry_id=entries[1].pk, title="Money", body="A voucher is sent.")
    assert "voucher" in search(organization=organization, query="voucher")[0].body
    assert all(
        "5 working days" not in hit.body for hit in search(organization=organization, query="refund account parcel")
    )


def test_ids_that_an_emptied_database_gives_again_are_not_taken_for_the_old_ones(organization: Any) -> None:
    entry = shop_entries(organization)[1]
    assert search(organization=organization, query="voucher")[0].text_rank is None
    KnowledgeVersion.objects.filter(entry=entry).update(body="A voucher is sent.")
    organization.created_at += timedelta(seconds=1)
    found = {hit.entry_id: hit for hit in search(organization=organization, query="voucher")}
    assert found[entry.pk].text_rank == 1


def test_the_organization_is_named_as_the_indexes_on_words_and_titles_know_it() -> None:
    """Compared with a plain integer it could not be looked up in them; each word would bring up all organizations."""
    assert Scope(organization_id=7).condition("v").as_string(None).startswith('"v".organization_id = 7::bigint')


def test_a_hosted_embedding_reads_the_question_whole() -> None:
    assert meaningful("How do I get it?", "text-embedding-3-small") == "How do I get it?"
    assert meaningful("How do I get a refund, a refund?", EMBEDDING_MODEL_KEY) == "refund"
    assert meaningful("How do I get it?", EMBEDDING_MODEL_KEY) == "How do I get it?"


def test_a_would_be_text_counts_its_words_even_where_it_replaces_the_only_holder_of_one(organization: Any) -> None:
    entries = shop_entries(organization)
    gone = WouldBe(entry_id=entries[4].pk, title="Payment", body="Cash only.")
    assert search(organization=organization, query="PayPal", overlay=[gone], has_snippets=False)[0].text_rank is None
    assert search(organization=organization, query="PayPal")[0].title == SHOP[4][0]


def test_a_place_without_an_entry_can_be_overlaid(organization: Any) -> None:
    hits = search(
        organization=organization, query="gift wrapping", overlay=[WouldBe(title="Gifts", body="We wrap gifts.")]
    )
    assert [(hit.entry_id, hit.title) for hit in hits] == [(-1, "Gifts")]
