"""The search of knowledge among many entries of many organizations.

Makes --organizations with --entries entries in all, searches each with natural questions under the application's role
(row-level security on), and deletes them again.

p50_ms and p95_ms: one search as Ask makes it; db_cpu_ms and own_cpu_ms: what of it the database's process and this one
worked, on average. vector_recall_at_10: share of the ten nearest vectors of the organization, found here by comparing
all, that the search ranks. candidates: versions that a search ranks, on average.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from config.demo.wording import CATALOGUE
from config.demo.wording.base import fill
from config.demo.wording.slots import SINGLE
from config.evaluation.ranking import percentile
from config.evaluation.scratch import scratch_organization
from knowledge.models import Embedding
from knowledge.services.entries import EntryDraft, create_entries
from knowledge.services.searching import Hit, search, search_many
from knowledge.services.searching.shelf import meaningful
from knowledge.services.statistics import take_statistics
from training.ai.local.substance import core_texts
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
        cpu: list[list[float]] = []
        for organization, rng in zip(made, rngs, strict=True):
            with organization_scope(organization.pk):
                questions = [question for _, question in _matters(rng, queries // organizations)]
                search(organization=organization, query=questions[0])  # a process counts the words once
                worked = _cpu_seconds()
                for question in questions:
                    begun = time.perf_counter()
                    search(organization=organization, query=question)
                    seconds.append(time.perf_counter() - begun)
                cpu.append([now - then for now, then in zip(_cpu_seconds(), worked, strict=True)])
                everything = search_many(organization=organization, queries=questions, limit=count, has_snippets=False)
                candidates += map(len, everything)
                recalls += _recalls(organization, questions, everything)
        sys.stderr.write(f"measured after {time.monotonic() - started:.0f} s; deleting\n")
    return {
        "entries": count // organizations * organizations,
        "organizations": organizations,
        "queries": len(seconds),
        "p50_ms": round(1000 * percentile(seconds, 0.5), 2),
        "p95_ms": round(1000 * percentile(seconds, 0.95), 2),
        "own_cpu_ms": round(1000 * sum(own for own, _ in cpu) / len(seconds), 2),
        "db_cpu_ms": round(1000 * sum(db for _, db in cpu) / len(seconds), 2),
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


def _recalls(organization: Organization, questions: Sequence[str], found: Sequence[Sequence[Hit]]) -> list[float]:
    """For each question the share of its ten nearest versions that the search ranks by their vectors."""
    engine = engine_for(organization)
    cores = [core or question for core, question in zip(core_texts(questions), questions, strict=True)]
    vectors, model_key = engine.embed([meaningful(core, engine.embedding_model) for core in cores])
    stored = Embedding.objects.filter(organization=organization, model_id=model_key).order_by("version_id")
    ids, rows = zip(*stored.values_list("version_id", "vector"), strict=True)
    likeness = np.array(rows, dtype=np.float32) @ vectors.T
    shares = []
    for column, hits in zip(likeness.T, found, strict=True):
        last = np.sort(column)[-K:][0] - SAME
        near = dict(zip(ids, column, strict=True))
        ranked = [hit.version_id for hit in hits if hit.vector_rank is not None]
        shares.append(min(1.0, sum(near[one] >= last for one in ranked) / min(K, len(ids))))
    return shares


def _cpu_seconds() -> tuple[float, float]:
    """Seconds that this process and its database process worked so far; 0 where the latter can't be looked at."""
    own = time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        path = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    try:
        fields = path.read_text().rpartition(")")[2].split()
    except OSError:
        return own, 0.0
    return own, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
