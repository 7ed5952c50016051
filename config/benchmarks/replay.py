"""Replay of a pending update on a demo organization: seconds until its counts are there, and whether they come true.

The world of --seed is loaded into a scratch organization and learned by one cycle; the worst gap becomes an update with
--evidence questions, and --golden questions are confirmed as the knowledge answers them. The update is replayed, then
applied for real and asked again: counts_equal is 1 when both say the same.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.demo.loading import load_world
from config.demo.world import build_world
from config.evaluation.scratch import hire, run_whole_cycle, scratch_slug
from knowledge.models import GapQuestion, GoldenQuestion, KnowledgeEntry, KnowledgeGap, ReplayResult, ReplayRun
from knowledge.services.answering import answer_many
from knowledge.services.gaps import accept_gap
from knowledge.services.golden import draft_golden, question_key
from knowledge.services.replaying import replay_now
from knowledge.services.replaying.asking import questions_of_update
from knowledge.services.replaying.running import verdict_on, would_be
from training.models import LearningUpdate, Membership, Organization, UpdateEvidence, User
from training.services.engine import engine_for
from training.services.updates import apply_update, approve_update
from training.tenancy import organization_scope


def add_arguments(parser: CommandParser) -> None:
    """How much is replayed, on which world."""
    parser.add_argument("--evidence", type=int, default=50, metavar="N", help="evidence questions (50)")
    parser.add_argument("--golden", type=int, default=200, metavar="N", help="golden questions (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the demo world")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Load, learn, replay, apply, ask again, and delete it all."""
    now = timezone.now()
    world = build_world(seed=options["seed"], newest_at=now)
    with scratch_slug("bench") as slug:
        _say(f"loading {len(world.conversations):,} conversations and {len(world.entries)} entries")
        organization = load_world(world=world, slug=slug, name=slug, seed=options["seed"], now=now)
        _say("running a learning cycle")
        run_whole_cycle(organization=organization)
        admin = hire(organization=organization, role=Membership.Role.ADMIN)
        with organization_scope(organization.pk):
            update = _update(organization, admin, evidence=options["evidence"])
            _confirm(organization, admin, count=options["golden"])
            _say(f"replaying “{update}”")
            return _figures(update, admin)


def _figures(update: LearningUpdate, admin: User) -> dict[str, Any]:
    runs = []
    for _ in range(3):
        began, spent = time.monotonic(), time.process_time()
        done = replay_now(update=update)
        runs.append((time.monotonic() - began, time.process_time() - spent, done))
    first = runs[0][2]
    if first.status != ReplayRun.Status.DONE:
        raise CommandError(first.error)
    asked = Counter(ReplayResult.objects.filter(run=first).values_list("source", flat=True))
    foreseen = {"fixes": first.fixes, "changes": first.changes, "breaks": first.breaks}
    return {
        "seconds": round(runs[0][0], 2),
        "seconds_warm": round(min(seconds for seconds, _, _ in runs[1:]), 2),
        "cpu_seconds": round(runs[0][1], 2),
        "questions": first.question_count,
        **{f"{source}_questions": asked[source] for source in ReplayResult.Source.values},
        "entries": KnowledgeEntry.objects.for_organization(update.organization).live().count(),
        **foreseen,
        "counts_equal": int(_come_true(update, admin) == foreseen),
    }


def _come_true(update: LearningUpdate, admin: User) -> dict[str, int]:
    """The counts of the same questions, asked again once the update is applied."""
    organization = update.organization
    overlay = would_be(update)
    questions = questions_of_update(update=update, overlay=overlay, engine=engine_for(organization))
    texts = [question.text for question in questions]
    before = answer_many(organization=organization, questions=texts)
    approve_update(update_id=update.pk, reviewer=admin, break_reason="A benchmark.", has_seen_flags=True)
    applied = apply_update(update_id=update.pk)
    if applied.status != LearningUpdate.Status.APPLIED:
        raise CommandError(applied.error)
    after = answer_many(organization=organization, questions=texts)
    changed = frozenset({int(applied.result["entry_id"])})
    found = Counter(
        verdict_on(question, was, becomes, changed).outcome
        for question, was, becomes in zip(questions, before, after, strict=True)
    )
    return {name: found[name] for name in ("fixes", "changes", "breaks")}


def _update(organization: Organization, admin: User, *, evidence: int) -> LearningUpdate:
    """The worst gap that has a drafted answer, accepted; its evidence filled up with other failed questions."""
    gaps = KnowledgeGap.objects.for_organization(organization).worth_showing(organization).undecided()
    gap = gaps.exclude(suggested_content="").filter(kind=KnowledgeGap.Kind.MISSING_CONTENT).for_list_page().first()
    if gap is None:
        raise CommandError("The cycle drafted no answer to any gap.")
    title = gap.suggested_title or gap.title
    update = accept_gap(gap_id=gap.pk, manager=admin, title=title, body=gap.suggested_content).learning_update
    if update is None:
        raise CommandError("The gap led to no update.")
    kept = {question_key(piece.quote): piece.pk for piece in update.evidence.filter(role="question")}
    update.evidence.filter(role="question").exclude(pk__in=list(kept.values())[:evidence]).delete()
    known = set(list(kept)[:evidence])
    failed = GapQuestion.objects.for_organization(organization).failed().exclude(text="").order_by("-asked_at", "id")
    more = []
    for question in failed:
        if len(known) >= evidence:
            break
        if question_key(question.text) not in known:
            known.add(question_key(question.text))
            more.append(question)
    UpdateEvidence.objects.bulk_create(
        UpdateEvidence(
            organization=organization,
            update=update,
            role=UpdateEvidence.Role.QUESTION,
            quote=question.text,
            customer_key=question.customer_key,
            said_at=question.asked_at,
        )
        for question in more
    )
    return update


def _confirm(organization: Organization, admin: User, *, count: int) -> None:
    """Golden questions of conversations that went well, as the knowledge answers them now."""
    well = GapQuestion.objects.for_organization(organization).filter(is_failed=False).exclude(text="")
    texts = {question_key(text): text for text in well.order_by("id").values_list("text", flat=True)[: 6 * count]}
    answers = answer_many(organization=organization, questions=list(texts.values()))
    drafts = [
        draft_golden(
            question=answer.question,
            expected_answer=answer.text,
            entry=KnowledgeEntry.objects.get(pk=answer.citations[0].entry_id),
        )
        for answer in answers
        if not answer.is_handoff
    ][:count]
    GoldenQuestion.objects.bulk_create(
        GoldenQuestion(
            organization=organization, source=GoldenQuestion.Source.CONVERSATION, confirmed_by=admin, **vars(draft)
        )
        for draft in drafts
    )


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
