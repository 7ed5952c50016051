"""The search of knowledge: against relevance judgements of your own.

CORPUS is JSONL, one {"id", "title", "text"} a line; QUERIES is JSONL, one {"id", "text"} a line; QRELS is
tab-separated, "query-id corpus-id score" a line, with or without that header. The corpus is loaded into an organization
of its own, searched by the code that Ask and the API use, and deleted again. Queries without a relevant entry are left
out.

ndcg_at_10, mrr_at_10 and recall_at_10 are of the search as it is; ndcg_at_10_text and ndcg_at_10_vector of its two
parts alone; p50_ms and p95_ms of one search.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from django.core.management.base import CommandError, CommandParser

from config.evaluation.files import read_lines, read_objects, refuse
from config.evaluation.ranking import ndcg, percentile, recall, reciprocal_rank
from config.evaluation.scratch import scratch_organization
from knowledge.services.entries import BODY_BYTES, TITLE_CHARACTERS, EntryDraft, EntryInvalid, create_entries
from knowledge.services.searching import Hit, search
from knowledge.services.statistics import take_statistics
from training.models import Organization
from training.tenancy import organization_scope
from training.text import strip_invisible

K = 10
BATCH = 1000
EVERYTHING = 1000  # more than the parts of a search offer together
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Relevance = Mapping[str, Mapping[str, float]]


def add_arguments(parser: CommandParser) -> None:
    """The three files."""
    parser.add_argument("corpus", type=Path, metavar="CORPUS")
    parser.add_argument("queries", type=Path, metavar="QUERIES")
    parser.add_argument("qrels", type=Path, metavar="QRELS")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    drafts = read_corpus(options["corpus"])
    queries = read_queries(options["queries"])
    relevance = read_relevance(options["qrels"], queries=queries, entries=drafts)
    judged = {name: text for name, text in queries.items() if name in relevance}
    with scratch_organization("evaluate") as organization:
        sys.stderr.write(f"loading {len(drafts):,} entries\n")
        names = _load(organization, drafts)
        sys.stderr.write(f"asking {len(judged):,} queries\n")
        with organization_scope(organization.pk):
            return {"entries": len(drafts), "queries": len(judged), **_scores(organization, judged, relevance, names)}


def read_corpus(path: Path) -> dict[str, EntryDraft]:
    """The entries by their id.

    Raises:
        CommandError: the file cannot be read or a line cannot be an entry.
    """
    rows = read_objects(path, texts=("id",), may_be_empty=("title", "text"), unique="id", check=_wrong_entry)
    return {row["id"]: _draft(row) for row in rows}


def _draft(row: dict[str, Any]) -> EntryDraft:
    text = strip_invisible(row["text"]).strip()
    title = " ".join(strip_invisible(row["title"] or text).split())[:TITLE_CHARACTERS]
    return EntryDraft(title=title, body=text or title)


def _wrong_entry(row: dict[str, Any]) -> str:
    draft = _draft(row)
    if not draft.title:
        return "the entry is empty"
    return f"the text has more than {BODY_BYTES // 1000} kB" if len(draft.body.encode()) > BODY_BYTES else ""


def read_queries(path: Path) -> dict[str, str]:
    """The queries by their id.

    Raises:
        CommandError: the file cannot be read or a line is no query.
    """
    return {row["id"]: row["text"] for row in read_objects(path, texts=("id", "text"), unique="id")}


def read_relevance(path: Path, *, queries: Mapping[str, Any], entries: Mapping[str, Any]) -> Relevance:
    """For each query with a relevant entry: how relevant which entries are.

    Raises:
        CommandError: the file cannot be read, a line is no judgement, or nothing is relevant.
    """
    found: dict[str, dict[str, float]] = {}
    problems = []
    for number, line in read_lines(path):
        query, entry, value = (*(part.strip() for part in line.split("\t")), "", "", "")[:3]
        if number == 1 and query not in queries and value == "score":
            continue
        if line.count("\t") != 2:
            problems.append(f"line {number}: has not three columns parted by tabs: query-id, corpus-id, score")
        elif query not in queries:
            problems.append(f"line {number}: the query “{query}” is not among the queries")
        elif entry not in entries:
            problems.append(f"line {number}: the entry “{entry}” is not in the corpus")
        elif not _NUMBER.fullmatch(value):
            problems.append(f"line {number}: the score “{value}” is no number")
        else:
            found.setdefault(query, {})[entry] = max(0.0, float(value))
    refuse(path, problems)
    relevance = {query: judged for query, judged in found.items() if any(judged.values())}
    if not relevance:
        raise CommandError(f"“{path}” says of no entry that it is relevant.")
    return relevance


def _load(organization: Organization, drafts: Mapping[str, EntryDraft]) -> dict[int, str]:
    """Make the entries; which id each has in the corpus."""
    names: dict[int, str] = {}
    everything = list(drafts.items())
    for start in range(0, len(everything), BATCH):
        part = everything[start : start + BATCH]
        with organization_scope(organization.pk):
            try:
                made = create_entries(organization=organization, entries=[draft for _, draft in part])
            except EntryInvalid as exc:
                raise CommandError(f"Of the entries from “{part[0][0]}” on one cannot be kept: {exc}") from exc
        names |= {entry.pk: name for entry, (name, _) in zip(made, part, strict=True)}
    take_statistics()
    return names


def _scores(
    organization: Organization, queries: Mapping[str, str], relevance: Relevance, names: Mapping[int, str]
) -> dict[str, float]:
    search(organization=organization, query=next(iter(queries.values())))  # a process loads its model once
    parts: dict[str, Callable[[Hit], int | None]] = {
        "text": lambda hit: hit.text_rank,
        "vector": lambda hit: hit.vector_rank,
    }
    seconds: list[float] = []
    rows: dict[str, list[float]] = {}
    for name, text in queries.items():
        started = time.perf_counter()
        hits = search(organization=organization, query=text, limit=K)
        seconds.append(time.perf_counter() - started)
        ranking = [names[hit.entry_id] for hit in hits]
        for score in (ndcg, reciprocal_rank, recall):
            rows.setdefault(score.__name__, []).append(score(ranking=ranking, relevance=relevance[name], k=K))
        everything = search(organization=organization, query=text, limit=EVERYTHING, has_snippets=False)
        for part, rank_of in parts.items():
            alone = [names[hit.entry_id] for hit in _by_rank(everything, rank_of)]
            rows.setdefault(part, []).append(ndcg(ranking=alone, relevance=relevance[name], k=K))
    figures = {
        "ndcg_at_10": fmean(rows["ndcg"]),
        "ndcg_at_10_text": fmean(rows["text"]),
        "ndcg_at_10_vector": fmean(rows["vector"]),
        "mrr_at_10": fmean(rows["reciprocal_rank"]),
        "recall_at_10": fmean(rows["recall"]),
        "p50_ms": 1000 * percentile(seconds, 0.5),
        "p95_ms": 1000 * percentile(seconds, 0.95),
    }
    return {key: round(value, 4) for key, value in figures.items()}


def _by_rank(hits: Sequence[Hit], rank_of: Callable[[Hit], int | None]) -> list[Hit]:
    """The hits that one part of the search ranks, in its order."""
    ranked = [(rank, hit) for hit in hits if (rank := rank_of(hit)) is not None]
    return [hit for _, hit in sorted(ranked, key=lambda pair: pair[0])]
