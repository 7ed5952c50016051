"""What is known about a gap when its kind is decided: its questions asked again, what people answered, the entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from knowledge.facts import common_facts, facts_of, without_values
from knowledge.kinds import CENTRAL, EntryView, Matter
from knowledge.kinds.nearness import TextGroups, both_ways, most
from knowledge.models import Citation, GapQuestion, KnowledgeGap
from knowledge.people import HumanAnswer, read_answers
from knowledge.querysets.drift import human_words
from knowledge.services.answering import Answer, answer_many
from knowledge.services.searching import Hit, search_many
from training.models import LearningUpdate, Organization
from training.services.engine import Engine
from training.text import sentences

QUESTIONS = 12  # asked again, each of another customer, the newest
CONVERSATIONS = 80  # read for what people answered, the newest
PEOPLE = 40  # customers whose answers count, the newest
FOUND = 5  # entries that such a search brings up
MOST_FIGURES = 2
PEOPLE_SEARCHED = 3  # answers that are searched for as if they were questions
CITATIONS_READ = 100  # replies of an entry, the newest, that say whether it is about something else
DATA_REASONS = frozenset({"needs_account_data", "needs_data", "account_data", "needs_action"})
_ROW = ("gap_id", "conversation_id", "customer_key", "text", "is_failed", "conversation__handoff_reason")


def matters_of(
    *, organization: Organization, gaps: Sequence[KnowledgeGap], engine: Engine | None = None
) -> dict[int, Matter]:
    """What is known about each gap, by its id. Five SQL queries, one replay and one search for all of them."""
    rows = _rows(organization, gaps)
    people = _people(organization, rows)
    asked = {gap_id: _sample(of_gap) for gap_id, of_gap in rows.items()}
    answers = _in_groups(asked, lambda texts: answer_many(organization=organization, questions=texts, engine=engine))
    wanted = {gap_id: _searches(answered) for gap_id, answered in people.items()}
    found = _in_groups(
        wanted,
        lambda texts: search_many(
            organization=organization, queries=texts, limit=FOUND, has_snippets=False, engine=engine
        ),
    )
    entries = {
        gap.pk: {hit.entry_id for one in answers.get(gap.pk, []) for hit in one.hits}
        | {hit.entry_id for hits in found.get(gap.pk, []) for hit in hits}
        for gap in gaps
    }
    cited = _citations(organization, entries, rows)
    taught = _taught(organization, gaps)
    return {
        gap.pk: _matter(
            questions=asked.get(gap.pk, []),
            answers=answers.get(gap.pk, []),
            people=people.get(gap.pk, []),
            found=[hit for hits in found.get(gap.pk, []) for hit in hits],
            data_share=_data_share(rows.get(gap.pk, [])),
            cited=cited.get(gap.pk),
            taught=taught.get(gap.pk, frozenset()),
        )
        for gap in gaps
    }


def _rows(organization: Organization, gaps: Sequence[KnowledgeGap]) -> dict[int, list[Any]]:
    """The newest questions of each gap, failed or not. One SQL query."""
    newest = (
        GapQuestion.objects.for_organization(organization)
        .filter(gap__in=gaps)
        .exclude(text="")
        .annotate(
            place=Window(
                RowNumber(), partition_by=[F("gap_id"), F("is_failed")], order_by=[F("asked_at").desc(), "-id"]
            )
        )
        .filter(place__lte=CONVERSATIONS)
        .order_by("gap_id", "-asked_at", "-id")
        .values_list(*_ROW, named=True)
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in newest:
        rows[row.gap_id].append(row)
    return rows


def _sample(rows: Sequence[Any]) -> list[str]:
    """The newest failed question of each of the newest customers."""
    by_customer: dict[str, str] = {}
    for row in rows:
        if row.is_failed:
            by_customer.setdefault(row.customer_key, row.text)
    return list(by_customer.values())[:QUESTIONS]


def _people(organization: Organization, rows: dict[int, list[Any]]) -> dict[int, list[HumanAnswer]]:
    """What people wrote in each gap's conversations, a customer once, the newest first. One SQL query."""
    conversations = {row.conversation_id for of_gap in rows.values() for row in of_gap if row.conversation_id}
    said = human_words(organization=organization, conversation_ids=conversations)
    found = {}
    for gap_id, of_gap in rows.items():
        by_customer: dict[str, tuple[int, str, str]] = {}
        for row in of_gap:
            if row.conversation_id in said:
                one = (row.conversation_id, row.customer_key, said[row.conversation_id])
                by_customer.setdefault(row.customer_key, one)
        found[gap_id] = read_answers(list(by_customer.values())[:PEOPLE])
    return found


@dataclass(frozen=True, kw_only=True)
class _Cited:
    """How often entries were cited in a gap's failed conversations, and, of their newest citations, in any others."""

    here: Counter[int]
    elsewhere: Counter[int]
    failed_count: int


# The newest replies of each entry, looked up in the index one entry after the other: the history's length is no matter,
# nor what the planner knows of tables that were just filled.
_NEWEST_CITED = """
    SELECT wanted.entry_id, cited.conversation_id
    FROM unnest(%(entries)s::bigint[]) AS wanted(entry_id), LATERAL (
        SELECT c.conversation_id
        FROM knowledge_citation c
        WHERE c.organization_id = %(organization)s AND c.entry_id = wanted.entry_id
        ORDER BY c.started_at DESC
        LIMIT %(most)s
    ) AS cited
"""


def _citations(
    organization: Organization, entries: dict[int, set[int]], rows: dict[int, list[Any]]
) -> dict[int, _Cited]:
    """What was answered from each gap's entries, by gap. Three SQL queries."""
    failed = {gap_id: {row.conversation_id for row in of_gap if row.is_failed} for gap_id, of_gap in rows.items()}
    gap_of = {conversation_id: gap_id for gap_id, of_gap in failed.items() for conversation_id in of_gap}
    here: dict[int, Counter[int]] = defaultdict(Counter)
    cited = Citation.objects.filter(organization=organization, conversation__in=list(gap_of))
    for conversation_id, entry_id in cited.values_list("conversation_id", "entry_id").distinct():
        here[gap_of[conversation_id]][entry_id] += 1
    newest: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWEST_CITED,
            {
                "entries": sorted({entry_id for of_gap in entries.values() for entry_id in of_gap}),
                "organization": organization.pk,
                "most": CITATIONS_READ,
            },
        )
        for entry_id, conversation_id in cursor.fetchall():
            newest[entry_id].append(conversation_id)
    conversations = {conversation_id for of_entry in newest.values() for conversation_id in of_entry}
    asked_in = dict(
        GapQuestion.objects.for_organization(organization)
        .filter(conversation__in=conversations)
        .values_list("conversation_id", "gap_id")
    )
    return {
        gap_id: _Cited(
            here=here[gap_id],
            elsewhere=Counter(
                {
                    entry_id: sum(asked_in.get(conversation_id) != gap_id for conversation_id in newest[entry_id])
                    for entry_id in entries.get(gap_id, ())
                }
            ),
            failed_count=len(of_gap),
        )
        for gap_id, of_gap in failed.items()
    }


def _taught(organization: Organization, gaps: Sequence[KnowledgeGap]) -> dict[int, frozenset[int]]:
    """The entries that earlier answers to gaps that came back made or changed, by the gap's id. One SQL query."""
    returned = [gap.pk for gap in gaps if gap.returned_at]
    if not returned:
        return {}
    applied = LearningUpdate.objects.for_organization(organization).filter(
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        status=LearningUpdate.Status.APPLIED,
        payload__gap_id__in=returned,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for payload, result in applied.values_list("payload", "result"):
        found[payload["gap_id"]].add(result["entry_id"])
    return {gap_id: frozenset(entry_ids) for gap_id, entry_ids in found.items()}


def _searches(answered: Sequence[HumanAnswer]) -> list[str]:
    """What to search for as if it were a question: each figure that is common to the answers, and some answers."""
    common = common_facts([one.facts for one in answered])
    figures = [
        one.fact.value
        for one in common
        if one.fact.kind == "quantity" and one.fact.high > 0 and one.count >= CENTRAL * len(answered)
    ]
    return [
        text for text in [*figures[:MOST_FIGURES], *(one.text for one in answered[:PEOPLE_SEARCHED])] if text.strip()
    ]


def _in_groups(texts: dict[int, list[str]], ask):  # type: ignore[no-untyped-def]
    flat = [text for of_gap in texts.values() for text in of_gap]
    results = iter(ask(flat) if flat else [])
    return {gap_id: [next(results) for _ in of_gap] for gap_id, of_gap in texts.items()}


def _data_share(rows: Sequence[Any]) -> float:
    """Of the failed conversations that were passed on with a reason, the share that wanted the customer's own data."""
    reasons = [row.conversation__handoff_reason for row in rows if row.is_failed]
    given = [reason for reason in reasons if reason]
    return sum(reason in DATA_REASONS for reason in given) / len(given) if given else 0.0


def _matter(
    *,
    questions: Sequence[str],
    answers: Sequence[Answer],
    people: Sequence[HumanAnswer],
    found: Sequence[Hit],
    data_share: float,
    cited: _Cited | None,
    taught: frozenset[int],
) -> Matter:
    """Every entry that came up, how often, and how near it is to what people answered and to the other entries."""
    hits: dict[int, Hit] = {}
    for hit in [*(hit for one in answers for hit in one.hits), *found]:
        hits.setdefault(hit.entry_id, hit)
    said = TextGroups.of([sentences_of for one in people if (sentences_of := _sentences(one.text))])
    bodies = TextGroups.of([_sentences(hit.body) for hit in hits.values()])
    meanings = _mean_of_columns(most(said, bodies))
    titles = _mean_of_columns(
        most(TextGroups.of([[one] for one in questions]), TextGroups.of([[hit.title] for hit in hits.values()]))
    )
    views = []
    for (entry_id, hit), meaning, title_nearness in zip(hits.items(), meanings, titles, strict=True):
        views.append(
            EntryView(
                entry_id=entry_id,
                version_id=hit.version_id,
                title=hit.title,
                body=hit.body,
                kind=hit.kind,
                facts=facts_of(f"{hit.title}\n{hit.body}"),
                meaning=meaning,
                title_nearness=title_nearness,
                offered=sum(any(other.entry_id == entry_id for other in one.hits) for one in answers),
                first_share=_share_first(answers, entry_id),
                answered=sum(one.is_settled_by(entry_id) for one in answers),
                cited_share=cited.here[entry_id] / cited.failed_count if cited and cited.failed_count else 0.0,
                cited_elsewhere=cited.elsewhere[entry_id] if cited else 0,
            )
        )
    return Matter(
        question_count=len(questions),
        people=tuple(people),
        entries=tuple(views),
        data_share=data_share,
        taught=taught,
        likeness=_likeness(list(hits), both_ways(bodies)),
    )


def _mean_of_columns(table: np.ndarray) -> list[float]:
    found: list[float] = (table.mean(axis=0) if len(table) else np.zeros(table.shape[1])).tolist()
    return found


def _likeness(entry_ids: Sequence[int], table: np.ndarray) -> dict[tuple[int, int], float]:
    """A table of entries as `Matter` has it."""
    places = {entry_id: place for place, entry_id in enumerate(entry_ids)}
    return {(one, other): float(table[places[one], places[other]]) for one, other in combinations(sorted(entry_ids), 2)}


def _share_first(answers: Sequence[Answer], entry_id: int) -> float:
    found = sum(bool(one.hits) and one.hits[0].entry_id == entry_id for one in answers)
    return found / len(answers) if answers else 0.0


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    """Its sentences without their figures."""
    plain = text.replace("*", "")
    found = [without_values(facts_of(plain[start:end])) for start, end in sentences(plain)]
    return tuple(sentence for sentence in found if len(sentence.split()) >= 3)
