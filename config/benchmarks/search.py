"""The search of knowledge among many entries of many organizations.

Makes --organizations with --entries entries in all, searches each with natural questions under the application's role
(row-level security on), and deletes them again.

p50_ms and p95_ms: one search as Ask makes it. vector_recall_at_10: share of the ten nearest vectors that the search
gets from the index, against comparing all of the organization. candidates: versions that a search ranks, on average.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from random import Random
from statistics import fmean
from typing import Any

from django.core.management.base import CommandError, CommandParser

from config.demo.wording import CATALOGUE
from config.demo.wording.base import fill
from config.demo.wording.slots import SINGLE
from config.evaluation.ranking import percentile
from config.evaluation.scratch import scratch_organization
from knowledge.querysets import search as reads
from knowledge.querysets.search import Scope
from knowledge.services.entries import EntryDraft, create_entries
from knowledge.services.searching import search
from knowledge.services.searching.shelf import VECTOR_CANDIDATES, meaningful
from knowledge.services.statistics import take_statistics
from training.models import Organization
from training.services.engine import engine_for
from training.tenancy import organization_scope

BATCH = 1000
K = 10
SAME = 1e-6  # of likeness: vectors this near to the tenth count as well
OTHER_SLOTS = dict.fromkeys(
    ("city", "street", "first", "name", "email", "phone", "order", "agent"), "mine"
)  # what only one customer has
MAKES = ("Alba", "Birk", "Cora", "Dorn", "Elva", "Farn", "Gral", "Hela", "Ivo", "Jara", "Kolm", "Lind", "Mora", "Nord")


def add_arguments(parser: CommandParser) -> None:
    """How much there is to search."""
    parser.add_argument("--entries", type=int, default=100_000, help="entries of all organizations (100,000)")
    parser.add_argument("--organizations", type=int, default=10, help="organizations that share them (10)")
    parser.add_argument("--queries", type=int, default=300, help="questions of all organizations (300)")
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    count, organizations, queries = options["entries"], options["organizations"], options["queries"]
    if not 1 <= organizations <= min(count, queries):
        raise CommandError("There must be at least one organization, and an entry and a question for each.")
    started = time.monotonic()
    with ExitStack() as stack:
        made = [stack.enter_context(scratch_organization("bench")) for _ in range(organizations)]
        rngs = [Random(f"bench {options['seed']} {number}") for number in range(organizations)]  # noqa: S311 - reproducible
        for number, organization in enumerate(made):
            _load(organization, rngs[number], count // organizations)
            sys.stderr.write(
                f"{(number + 1) * (count // organizations):,} entries after {time.monotonic() - started:.0f} s\n"
            )
        take_statistics()
        seconds: list[float] = []
        recalls: list[float] = []
        candidates: list[int] = []
        for organization, rng in zip(made, rngs, strict=True):
            with organization_scope(organization.pk):
                questions = [question for _, question in _matters(rng, queries // organizations)]
                recalls += _recalls(organization, questions)
                search(organization=organization, query=questions[0])  # a process counts the words once
                for question in questions:
                    begun = time.perf_counter()
                    search(organization=organization, query=question, has_snippets=False)
                    seconds.append(time.perf_counter() - begun)
                    everything = search(organization=organization, query=question, limit=count, has_snippets=False)
                    candidates.append(len(everything))
        sys.stderr.write(f"measured after {time.monotonic() - started:.0f} s; deleting\n")
    return {
        "entries": count // organizations * organizations,
        "organizations": organizations,
        "queries": len(seconds),
        "p50_ms": round(1000 * percentile(seconds, 0.5), 2),
        "p95_ms": round(1000 * percentile(seconds, 0.95), 2),
        "vector_recall_at_10": round(fmean(recalls), 4),
        "candidates": round(fmean(candidates), 1),
        "seconds": round(time.monotonic() - started, 1),
    }


def _load(organization: Organization, rng: Random, count: int) -> None:
    """Make entries, in batches; the memory stays flat."""
    for start in range(0, count, BATCH):
        drafts = [draft for draft, _ in _matters(rng, min(BATCH, count - start))]
        with organization_scope(organization.pk):
            create_entries(organization=organization, entries=drafts)


def _matters(rng: Random, count: int) -> Iterator[tuple[EntryDraft, str]]:
    """Entries, each on one matter of one product, and a question that somebody might ask about that."""
    for _ in range(count):
        category, intent = rng.choice(CATALOGUE)
        name = f"{rng.choice(MAKES)} {rng.choice(SINGLE['item'])} {rng.randrange(100, 1000)}"
        slots = {slot: rng.choice(values) for slot, values in SINGLE.items()} | OTHER_SLOTS | {"item": name}
        said = [fill(text, rng, slots) for text in rng.sample(intent.ai + intent.human, 2)]
        yield (
            EntryDraft(
                title=f"{intent.title}: {name}",
                body=f"{intent.body}\n\n{name}: {' '.join(said)}",
                category=category,
            ),
            f"{fill(rng.choice(intent.questions), rng, slots)} It is about the {name}.",
        )


def _recalls(organization: Organization, questions: Sequence[str]) -> list[float]:
    """For each question the share of its ten nearest versions that the index finds."""
    engine = engine_for(organization)
    vectors, model_key = engine.embed([meaningful(question, engine.embedding_model) for question in questions])
    scope = Scope(organization_id=organization.pk)
    reads.prepare_vector_index()
    shares = []
    for vector in vectors:
        exact, found = (
            sorted(
                reads.candidates_by_vector(
                    scope, vector=vector, model_key=model_key, limit=VECTOR_CANDIDATES, is_exact=is_exact
                ).values(),
                reverse=True,
            )[:K]
            for is_exact in (True, False)
        )
        last = min(exact, default=0.0) - SAME
        shares.append(sum(likeness >= last for likeness in found) / max(1, len(exact)))
    return shares
