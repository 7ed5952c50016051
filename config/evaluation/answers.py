"""Answering: what was taught is answered from the right entry, what nobody taught is passed on.

With --seed (repeatable) demo worlds: the topics that the knowledge base lacks are taught as an accepted gap would teach
them (drafted from what people answered, with the common wordings of the questions), --leave-out of the known ones are
taken out instead. With --texts FILE (repeatable) labelled questions, one {"text", "label"} a line: three fifths of the
labels become entries, the others are taught by nobody.

answered_share: held-back questions of taught topics that are answered from the right entry; fact_share: with the
planted fact in the answer (demo only); known_share: the same for topics that had an entry all along;
wrong_answer_share: of questions that nobody taught those that are answered all the same. --fit fits the weights of
`training.ai.local.confidence` on these questions and prints them; the figures are those of the weights in use.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.demo.wording import CATALOGUE
from config.demo.world import build_world
from config.evaluation.files import read_objects
from config.evaluation.ranking import area_under_curve
from config.evaluation.scratch import scratch_organization
from knowledge.services.answering import AgentSettings, answer_many, passages_of
from knowledge.services.entries import EntryDraft, create_entries
from knowledge.services.searching import search_many
from training.ai.base import DraftRequest, SourceText
from training.ai.local import confidence, drafting
from training.ai.local.passages import read_passages
from training.ai.local.wordings import common_wordings
from training.tenancy import organization_scope

CASES = 3
LATELY = timedelta(days=30)
LEAST_TEXTS = 20
TAUGHT_SHARE = 0.6
HELD_BACK = 8
TAUGHT, KNOWN, UNTAUGHT, LEFT_OUT = "taught", "known", "untaught", "left_out"


@dataclass(frozen=True)
class Question:
    """A question, its topic, and whether that was taught, known before, taught by nobody, or taken out."""

    text: str
    topic: str
    group: str


@dataclass(frozen=True)
class Mark:
    """What came of a question: an answer or a handoff, resting on the right entry or not, how surely."""

    is_answered: bool
    is_right: bool
    confidence: float


@dataclass(frozen=True)
class Exam:
    """Entries with their topics, the questions, and the facts that answers must hold."""

    entries: list[tuple[str, EntryDraft]]
    questions: list[Question]
    facts: dict[str, str]


def add_arguments(parser: CommandParser) -> None:
    """On which worlds and files."""
    parser.add_argument("--seed", type=int, action="append", default=[], help="a demo world of this seed (repeatable)")
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="FILE", help="labelled questions")
    parser.add_argument("--leave-out", type=int, default=8, metavar="K", help="known topics that are taken out")
    parser.add_argument("--fit", action="store_true", help="fit the weights on these questions and print them")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    exams = [demo_exam(seed=seed, leave_out=options["leave_out"]) for seed in options["seed"]]
    exams += [labelled_exam(path) for path in options["texts"]]
    if not exams:
        raise CommandError("Say on what: --seed 1, or --texts FILE.")
    marks: dict[str, list[Mark]] = defaultdict(list)
    has_fact: list[bool] = []
    rows: list[tuple[np.ndarray, bool, float]] = []
    seconds = 0.0
    for exam in exams:
        seconds += _sit(exam, marks, has_fact)
        if options["fit"]:
            # Demo worlds together weigh as much as labelled files together.
            alike = len(options["texts"] if not exam.facts else options["seed"])
            rows += _rows(exam, weight=len(exams) / 2 / alike)
    if options["fit"]:
        _fit(rows)
    count = sum(map(len, marks.values()))
    return {
        "questions": count,
        "answered_share": _share([mark.is_answered and mark.is_right for mark in marks[TAUGHT]]),
        "fact_share": _share(has_fact),
        "known_share": _share([mark.is_answered and mark.is_right for mark in marks[KNOWN]]),
        "wrong_answer_share": _share([mark.is_answered for mark in marks[UNTAUGHT] or marks[LEFT_OUT]]),
        "wrong_answer_share_left_out": _share([mark.is_answered for mark in marks[LEFT_OUT]]),
        "auc": _auc(taught=marks[TAUGHT] + marks[KNOWN], never=marks[UNTAUGHT] + marks[LEFT_OUT]),
        "seconds_for_250": round(250 * seconds / count, 3),
    }


def demo_exam(*, seed: int, leave_out: int) -> Exam:
    """A demo world whose gaps were accepted."""
    now = timezone.now()
    world = build_world(seed=seed, newest_at=now, cases=CASES)
    intents = {intent.key: intent for _, intent in CATALOGUE}
    topic_of = {ref: topic.key for topic in world.topics for ref in topic.entry_refs}
    topic_of |= {
        entry.ref: intent.key for entry in world.entries for intent in intents.values() if intent.title == entry.title
    }
    untouched = sorted({topic_of[entry.ref] for entry in world.entries if entry.ref in topic_of} & intents.keys())
    candidates = [key for key in untouched if intents[key].is_candidate]
    rng = Random(f"left out {seed}")  # noqa: S311 - a reproducible draw, not a secret
    left_out = set(rng.sample(candidates, min(leave_out, len(candidates))))
    entries = [
        (topic_of.get(entry.ref, entry.ref), EntryDraft(title=entry.title, body=entry.body))
        for entry in world.entries
        if topic_of.get(entry.ref) not in left_out
    ]
    missing = world.topics_of("missing_content")
    conversations = {line["id"]: line for line in world.conversations}
    for topic in missing:
        failed = [
            conversations[name]
            for name, truth in world.truth.items()
            if truth["topic"] == topic.key
            and truth["reason"] == "planted_gap"
            and conversations[name]["started_at"] >= (now - LATELY).isoformat()
        ]
        entries.append((topic.key, _taught(topic.key, failed)))
    questions = [Question(text, topic.key, TAUGHT) for topic in missing for text in topic.held_back]
    questions += [
        Question(text, topic.key, UNTAUGHT) for topic in world.topics_of("untaught") for text in topic.held_back
    ]
    questions += [
        Question(text, key, LEFT_OUT if key in left_out else KNOWN)
        for key in candidates
        for text in intents[key].held_back
    ]
    return Exam(entries=entries, questions=questions, facts={topic.key: topic.fact for topic in missing})


def _taught(key: str, failed: Sequence[dict[str, Any]]) -> EntryDraft:
    asked = [(str(line["customer"]), _opening(line)) for line in failed]
    sources = [
        SourceText(message_id=number, conversation_id=index, kind="agent_reply", text=text)
        for number, (index, text) in enumerate(
            (index, message["text"])
            for index, line in enumerate(failed)
            for message in line["messages"]
            if message["sender"] == "agent"
        )
    ]
    questions = tuple(text for _, text in asked)
    draft = drafting.draft(DraftRequest(topic=key.replace("_", " "), questions=questions, sources=tuple(sources)))
    return EntryDraft(title=draft.title, body=draft.body or draft.title, asked_as=common_wordings(asked=asked))


def _opening(line: dict[str, Any]) -> str:
    texts = []
    for message in line["messages"]:
        if message["sender"] != "customer":
            break
        texts.append(message["text"])
    return "\n".join(texts)


def labelled_exam(path: Path) -> Exam:
    """Labels as topics: their entries say little more than their name, some are asked in other words."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for row in read_objects(path, texts=("text", "label")):
        by_label[row["label"]].append(row["text"])
    rng = Random(f"labelled {path.name}")  # noqa: S311 - a reproducible draw, not a secret
    labels = sorted(label for label, texts in by_label.items() if len(texts) >= LEAST_TEXTS)
    if len(labels) < 5:
        raise CommandError(f"“{path}” has {len(labels)} labels with {LEAST_TEXTS} texts; at least 5 are needed.")
    rng.shuffle(labels)
    taught = labels[: int(TAUGHT_SHARE * len(labels))]
    entries, questions = [], []
    for number, label in enumerate(labels):
        texts = rng.sample(by_label[label], LEAST_TEXTS)
        if label in taught:
            name = " ".join("".join(sign if sign.isalnum() else " " for sign in label).lower().split())
            title = texts[0] if number % 3 else name.capitalize()
            body = (
                f"For {name} please see rule {1000 + 7 * number} of the service book; it says step by step what to do."
            )
            asked_as = texts[1 : 1 + (0, 3, 6)[number % 3]]
            entries.append(
                (label, EntryDraft(title=title[:300], body=body, asked_as=[text[:300] for text in asked_as]))
            )
        group = TAUGHT if label in taught else LEFT_OUT
        questions += [Question(text, label, group) for text in texts[-HELD_BACK:]]
    return Exam(entries=entries, questions=questions, facts={})


def _sit(exam: Exam, marks: dict[str, list[Mark]], has_fact: list[bool]) -> float:
    """Ask all questions; note for each whether it was answered, rightly, and how surely. Returns the seconds."""
    with scratch_organization("evaluate") as organization, organization_scope(organization.pk):
        made = create_entries(organization=organization, entries=[draft for _, draft in exam.entries])
        topic_of = {entry.pk: topic for entry, (topic, _) in zip(made, exam.entries, strict=True)}
        started = time.perf_counter()
        answers = answer_many(organization=organization, questions=[question.text for question in exam.questions])
        seconds = time.perf_counter() - started
    for question, found in zip(exam.questions, answers, strict=True):
        is_right = question.topic in [topic_of[one.entry_id] for one in found.citations]
        marks[question.group].append(Mark(not found.is_handoff, is_right, found.confidence))
        if question.group == TAUGHT and question.topic in exam.facts:
            has_fact.append(is_right and exam.facts[question.topic] in found.text)
    return seconds


def _rows(exam: Exam, *, weight: float) -> list[tuple[np.ndarray, bool, float]]:
    """Features of each passage that is offered for each question, whether it is the right one, and a weight.

    Within an exam each group of questions weighs the same; `weight` is the exam's. What the demo wrote
    for nobody is left for the figures.
    """
    names = list(confidence.WEIGHTS)
    questions = [question for question in exam.questions if question.group != UNTAUGHT]
    counts = {group: sum(question.group == group for question in questions) for group in (TAUGHT, KNOWN, LEFT_OUT)}
    rows = []
    with scratch_organization("evaluate") as organization, organization_scope(organization.pk):
        made = create_entries(organization=organization, entries=[draft for _, draft in exam.entries])
        topic_of = {entry.pk: topic for entry, (topic, _) in zip(made, exam.entries, strict=True)}
        found = search_many(
            organization=organization,
            queries=[question.text for question in questions],
            limit=AgentSettings.context_size,
            has_snippets=False,
        )
    for question, hits in zip(questions, found, strict=True):
        if not hits:
            continue
        passages = passages_of(hits)
        features, _ = confidence.rate(
            ways=confidence.ways_of_asking(question.text), passages=passages, read=read_passages(passages)
        )
        rows += [
            (
                np.array([one[name] for name in names]),
                topic_of[passage.entry_id] == question.topic,
                100 * weight / counts[question.group],
            )
            for one, passage in zip(features, passages, strict=True)
        ]
    return rows


def _fit(rows: Sequence[tuple[np.ndarray, bool, float]]) -> None:
    from sklearn.linear_model import LogisticRegression

    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=3.0, fit_intercept=False, max_iter=5000).fit(x, y, sample_weight=weight)
    for name, value in zip(confidence.WEIGHTS, model.coef_[0], strict=True):
        sys.stderr.write(f'    "{name}": {value:.1f},\n')


def _auc(*, taught: Sequence[Mark], never: Sequence[Mark]) -> float | None:
    """How likely the desk is surer of a question that the knowledge answers than of one that it does not."""
    area = area_under_curve(
        scores=[mark.confidence for mark in (*taught, *never)],
        positives=[True] * len(taught) + [False] * len(never),
    )
    return None if area is None else round(area, 4)


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
