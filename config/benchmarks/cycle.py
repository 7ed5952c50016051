"""A learning cycle over new conversations, on a long past against a short one: its cost must follow what is new.

Two organizations are filled with a past that was analysed and grouped before, one ten times as long as the other. Then
each gets the same number of new conversations, by the import and by a learning cycle as in daily use, in turn and
several times. Everything runs under the application role, on the local engine, and is deleted at the end.

Work that is done once a day (merging gaps, counting frequent questions) is done by the first cycle, which is not
measured: it leaves gaps and patterns as the desk makes them, of the rough ones that the past is given. One more cycle,
at the end, is a night's again.

cost_ratio: seconds of a cycle on the long past ÷ those on the short one (medians).
conversations_per_hour: import and cycle together, on the long past.
night_cycle_seconds: a night's cycle on the long past.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from django.core.management.base import CommandParser
from django.db import connection, connections
from django.utils import timezone

from config.demo.world import build_world
from config.evaluation.scratch import scratch_organization
from knowledge.models import ChangedConversation, GapUpkeep, KnowledgeGap, QuestionPattern
from knowledge.services import detecting
from knowledge.services.detecting.naming import name_of
from knowledge.services.entries import EntryDraft, create_entries
from knowledge.services.patterns import make_mining_due
from knowledge.services.patterns.placing import title_of
from training.ai import embedding
from training.ai.local.substance import core_texts
from training.cycle import run_cycle
from training.errors import DomainError
from training.models import CycleStep, Feedback, LearningCycle, Message, Organization
from training.services.importing import import_conversations
from training.tenancy import organization_scope

NEW_FROM = 900_000  # seed of the worlds whose conversations are new; the past is of other seeds
PAST_APART = 100_000  # between the seeds of two pasts
NEW_DAYS = 2

# What the analysis would have written, out of what the import wrote and of the truth of the world.
ANALYSE = """
    INSERT INTO training_conversationanalysis (organization_id, conversation_id, question_message_id, question,
        resolution_probability, judged_rating, is_question_repeated, topics, intent, sentiment, learning_points, engine,
        engine_version, created_at)
    SELECT c.organization_id, c.id, m.id, p.question, CASE WHEN p.is_failed THEN 0.1 ELSE 0.9 END,
           CASE WHEN p.is_failed THEN 1.5 ELSE 4.5 END, false, '{}', '', 0, '{}', 'local', '1', now()
    FROM past p
    JOIN training_conversation c ON c.organization_id = %(organization)s AND c.external_id = p.external_id
    JOIN LATERAL (
        SELECT id FROM training_message
        WHERE organization_id = %(organization)s AND conversation_id = c.id AND sender = 'customer'
        ORDER BY position LIMIT 1
    ) m ON true
    ORDER BY c.id
"""
JUDGE = """
    UPDATE training_conversation c
    SET is_resolved = NOT p.is_failed, is_success = NOT p.is_failed, analysed_at = now(), status = 'closed'
    FROM past p WHERE c.organization_id = %(organization)s AND c.external_id = p.external_id
"""
NOTE = """
    INSERT INTO knowledge_gapquestion (organization_id, conversation_id, message_id, gap_id, origin_id, pattern_id,
        text, snapshot, is_failed, is_pinned, is_new, is_pattern_sought, customer_key, channel, asked_at, rating,
        is_rating_judged, vector, embedding_model)
    SELECT c.organization_id, c.id, a.question_message_id, p.gap_id, p.gap_id, p.pattern_id, a.question,
           CASE WHEN p.is_failed THEN p.question ELSE '' END, p.is_failed, false, false, true, c.customer_key,
           c.channel, c.started_at, COALESCE(c.satisfaction, a.judged_rating), c.satisfaction IS NULL, p.vector,
           %(model)s
    FROM past p
    JOIN training_conversation c ON c.organization_id = %(organization)s AND c.external_id = p.external_id
    JOIN training_conversationanalysis a ON a.organization_id = %(organization)s AND a.conversation_id = c.id
    WHERE p.question <> ''
    ORDER BY c.id
"""


def add_arguments(parser: CommandParser) -> None:
    """How much past, how much new, how often."""
    parser.add_argument("--past", type=int, default=100_000, help="conversations of the long past (default 100,000)")
    parser.add_argument("--short", type=int, default=10_000, help="conversations of the short past (default 10,000)")
    parser.add_argument("--new", type=int, default=2_000, help="new conversations for each cycle (default 2,000)")
    parser.add_argument("--rounds", type=int, default=3, help="cycles on each (default 3)")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Fill, warm up, measure, clean up."""
    now = timezone.now()
    if min(options[name] for name in ("past", "short", "new", "rounds")) < 1:
        raise DomainError("--past, --short, --new and --rounds are at least 1.")
    with ExitStack() as stack:
        # Each is in the hands of the stack before it is filled: what fails halfway leaves nothing behind.
        organizations = {name: stack.enter_context(scratch_organization("bench")) for name in ("short", "past")}
        # Nobody gets conversations that another one got before: what a process remembers of texts would help it.
        numbers = count()
        for place, (name, organization) in enumerate(organizations.items()):
            began = time.monotonic()
            _fill(organization, seeds=count(1 + PAST_APART * place), size=options[name], now=now)
            _say(f"{options[name]:,} past conversations after {time.monotonic() - began:.0f} s")
            # Everything is loaded after it.
            _measure(organization, number=next(numbers), size=options["new"] // 10 or 1)
        seconds: dict[str, list[dict[str, float]]] = {"short": [], "past": []}
        for number in range(1, options["rounds"] + 1):
            for name, organization in organizations.items():
                seconds[name].append(_measure(organization, number=next(numbers), size=options["new"]))
                _say(f"round {number}, on {options[name]:,}: {_read(seconds[name][-1])}")
        _make_night(organizations["past"])
        night = _measure(organizations["past"], number=next(numbers), size=options["new"])
        _say(f"a night's, on {options['past']:,}: {_read(night)}")
        return _figures(seconds, size=options["new"]) | {
            "night_cycle_seconds": round(sum(night.values()) - night["import"], 3)
        }


def _make_night(organization: Organization) -> None:
    """Have the next cycle do what is done once a day."""
    with organization_scope(organization.pk):
        detecting.make_merge_due(organization=organization)
        make_mining_due(organization=organization)


def _figures(seconds: dict[str, list[dict[str, float]]], *, size: int) -> dict[str, Any]:
    cycle = {
        name: median(sum(steps.values()) - steps["import"] for steps in rounds) for name, rounds in seconds.items()
    }
    whole = median(sum(steps.values()) for steps in seconds["past"])
    return {
        "cost_ratio": round(cycle["past"] / cycle["short"], 3),
        "conversations_per_hour": round(size / whole * 3600),
        "cycle_seconds": round(cycle["past"], 3),
        "cycle_seconds_short": round(cycle["short"], 3),
        "import_seconds": round(median(steps["import"] for steps in seconds["past"]), 3),
    }


def _measure(organization: Organization, *, number: int, size: int) -> dict[str, float]:
    """Import new conversations and run a cycle: seconds of the import and of each step."""
    lines = list(islice(_conversations(seeds=count(NEW_FROM + 10 * number), now=timezone.now()), size))
    with tempfile.TemporaryDirectory(prefix="romashka-bench-") as folder:
        path = Path(folder) / f"new-{number}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line, _ in lines), encoding="utf-8")
        began = time.perf_counter()
        import_conversations(organization_id=organization.pk, path=path, shift_to_now=True, span_days=NEW_DAYS)
        seconds = {"import": time.perf_counter() - began}
    began = time.perf_counter()
    cycle = run_cycle(organization=organization, trigger=LearningCycle.Trigger.COMMAND)
    whole = time.perf_counter() - began
    with organization_scope(organization.pk):
        steps = list(cycle.steps.all())
    for step in steps:
        if step.status == CycleStep.Status.FAILED:
            raise DomainError(f"The step {step.name} failed: {step.error}")
        seconds[step.name] = step.seconds
    seconds["between"] = whole - sum(step.seconds for step in steps)
    return seconds


def _conversations(*, seeds: Iterator[int], now: datetime) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Conversations of demo worlds, one world after the other, each with its truth."""
    for seed in seeds:
        world = build_world(seed=seed, newest_at=now)
        for line in world.conversations:
            truth = world.truth[line["id"]]
            yield line | {"id": f"{seed}-{line['id']}", "customer": f"{seed}-{line['customer']}"}, truth


def _fill(organization: Organization, *, seeds: Iterator[int], size: int, now: datetime) -> None:
    """Give an organization so many conversations that were analysed, noted and grouped in earlier cycles."""
    lines = list(islice(_conversations(seeds=seeds, now=now), size))
    with organization_scope(organization.pk):
        create_entries(
            organization=organization,
            entries=[
                EntryDraft(title=entry.title, body=entry.body, category=entry.category, external_ref=entry.ref)
                for entry in build_world(seed=1, newest_at=now).entries
            ],
        )
    with tempfile.TemporaryDirectory(prefix="romashka-bench-") as folder:
        path = Path(folder) / "past.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line, _ in lines)
        import_conversations(organization_id=organization.pk, path=path, now=now)
    _look_at_tables()
    _pretend_learned(organization, lines, now=now)


def _pretend_learned(
    organization: Organization, lines: Sequence[tuple[dict[str, Any], dict[str, str]]], *, now: datetime
) -> None:
    """Write what the cycles of the past would have written: analyses, questions with their vectors, gaps, patterns."""
    asked = core_texts(
        [next((m["text"] for m in line["messages"] if m["sender"] == "customer"), "") for line, _ in lines]
    )
    vectors = embedding.embed(asked)
    has_failed = np.array([bool(truth["reason"]) for _, truth in lines])
    topics = [truth["topic"] for _, truth in lines]
    scope: dict[str, int | str] = {"organization": organization.pk, "model": embedding.EMBEDDING_MODEL_KEY}
    known: dict[str, Any] = {
        "organization": organization,
        "embedding_model": embedding.EMBEDDING_MODEL_KEY,
        "first_asked_at": now - timedelta(days=90),
        "last_asked_at": now,
    }

    def gap_of(texts: list[str]) -> KnowledgeGap:
        counts = {"named_question_count": len(texts), "drafted_question_count": len(texts)}
        return KnowledgeGap(title=name_of(texts), drafted_at=now, **counts, **known)

    def pattern_of(texts: list[str]) -> QuestionPattern:
        return QuestionPattern(title=title_of(texts), **known)  # what answers it, the first cycle looks

    with organization_scope(organization.pk):
        failing = _by_topic(organization, topics, np.flatnonzero(has_failed).tolist())
        gap_ids = _grouped(asked, vectors, failing, make=gap_of)
        frequent = _by_topic(organization, topics, (place for place, question in enumerate(asked) if question))
        pattern_ids = _grouped(asked, vectors, frequent, make=pattern_of)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE past (external_id text PRIMARY KEY, question text, is_failed boolean, gap_id bigint,"
                " pattern_id bigint, vector bytea) ON COMMIT DROP"
            )
            with cursor.copy("COPY past FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["text", "text", "bool", "int8", "int8", "bytea"])
                for row in zip(lines, asked, has_failed.tolist(), gap_ids, pattern_ids, vectors, strict=True):
                    (line, _), question, is_failed, gap_id, pattern_id, vector = row
                    data = vector.astype(np.float32).tobytes()
                    copy.write_row((line["id"], question, is_failed, gap_id, pattern_id, data))
            cursor.execute("ANALYZE past")
            for statement in (ANALYSE, JUDGE, NOTE):
                cursor.execute(statement, scope)
        Message.objects.for_organization(organization).exclude(cited_refs=[]).update(is_citation_linked=True)
        Feedback.objects.filter(organization=organization).update(processed_at=now)
        ChangedConversation.objects.filter(organization=organization).delete()
        detecting.recount(organization=organization, now=now)
        GapUpkeep.objects.create(
            organization=organization,
            counted_since=detecting.window_start(organization=organization, now=now),
            counted_days=organization.gap_window_days,
            counted_cost=organization.human_ticket_cost,
        )
    _look_at_tables()


def _look_at_tables() -> None:
    """What the database does by itself from time to time; under the application's role nobody else may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _grouped(
    asked: Sequence[str],
    vectors: np.ndarray,
    topics: dict[str, list[int]],
    *,
    make: Callable[[list[str]], KnowledgeGap | QuestionPattern],
) -> list[int | None]:
    """Make something of each topic's questions; in which one each is, None for those too far from its centre."""
    ids: list[int | None] = [None] * len(asked)
    for places in topics.values():
        group = make([asked[place] for place in places])
        detecting.set_centre(group, vectors[places])
        group.save()
        centre = np.frombuffer(group.centroid, dtype=np.float32)
        for place in places:
            if vectors[place] @ centre >= group.reach:
                ids[place] = group.pk
    return ids


def _by_topic(organization: Organization, topics: Sequence[str], places: Iterable[int]) -> dict[str, list[int]]:
    """Which of the places are of each topic that enough of them are of."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in places:
        found[topics[place]].append(place)
    return {topic: own for topic, own in found.items() if len(own) >= organization.gap_min_customers}


def _read(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in seconds.items() if value >= 0.01) + " s"


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
