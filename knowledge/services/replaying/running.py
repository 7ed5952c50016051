"""Runs a replay: each question is answered out of the knowledge as it is and as it would be, and judged.

A run may be killed anywhere: who takes it over raises its epoch and begins anew, and whoever was only thought dead
writes nothing under the old one.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from knowledge.models import ReplayResult, ReplayRun
from knowledge.services.answering import AgentSettings, Answer, answer_many
from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark
from knowledge.services.replaying.asking import Question, changed_ids, golden_questions, questions_of_update
from knowledge.services.searching import WouldBe
from knowledge.verdicts import Answered, Asked, Verdict, judge, mistake
from training.appliers import applier_for
from training.errors import DomainError
from training.models import LearningUpdate, Organization
from training.services.engine import Engine, engine_for
from training.tenancy import organization_scope

log = logging.getLogger(__name__)
Status = ReplayRun.Status

LEASE = timedelta(seconds=90)  # without a sign of life a run is thought dead
BATCH = 50
BATCH_HOSTED = 5  # a hosted engine may take seconds for each answer
RUNS_KEPT = 20  # of one update, or of the golden set
REASON_CHARACTERS = 300


class NothingToReplay(DomainError):
    """The update changes nothing that questions are answered from, or the golden set is empty."""


class ReplayTakenOver(DomainError):
    """Another process runs it meanwhile."""


@dataclass(frozen=True, kw_only=True)
class _Job:
    """A claimed run with all that answering needs."""

    run_id: int
    epoch: int
    organization: Organization
    engine: Engine
    overlay: Sequence[WouldBe]
    agent: AgentSettings | None  # as it would be; None: as it is
    questions: Sequence[Question]
    is_of_update: bool


def run_replay(*, organization: Organization, run_id: int) -> ReplayRun:
    """Run a replay that waits, or one that a dead process left behind; one that is done or alive stays as it is.

    Whatever keeps it from ending well ends it as failed, with the sentence that says why.
    """
    began = time.monotonic()
    with organization_scope(organization.pk):
        run = _claim(run_id)
    if run is not None:
        try:
            job = _prepare(run, organization)
            for start in range(0, len(job.questions), _batch(job.engine)):
                _answer_batch(job, start)
            _finish(job, seconds=time.monotonic() - began)
        except ReplayTakenOver as exc:
            log.info("replay %s: %s", run_id, exc)
        except DomainError as exc:
            _fail(organization, run, str(exc))
        except (OperationalError, InterfaceError):
            raise  # the database's trouble; the run is taken up again when its lease has run out
        except Exception as exc:
            log.exception("replay %s broke", run_id)
            _fail(organization, run, f"The replay broke ({type(exc).__name__}); the log has the details.")
    with organization_scope(organization.pk):
        return ReplayRun.objects.get(pk=run_id)


def _claim(run_id: int) -> ReplayRun | None:
    run = ReplayRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    now = timezone.now()
    if run is None or not run.is_unfinished:
        return None
    if run.status == Status.RUNNING and run.lease_until and run.lease_until > now:
        return None
    run.status, run.epoch, run.error = Status.RUNNING, run.epoch + 1, ""
    run.started_at, run.lease_until, run.done_count = now, now + LEASE, 0
    run.save()
    ReplayResult.objects.for_organization(run.organization_id).filter(run=run).delete()
    return run


def _prepare(run: ReplayRun, organization: Organization) -> _Job:
    """Read what the run is about, and mark what it stands on.

    Raises:
        DomainError: the update could not be applied as it stands, or there is nothing to ask.
    """
    engine = engine_for(organization)
    update = None
    with organization_scope(organization.pk):
        marks = {"knowledge_mark": knowledge_mark(organization), "golden_mark": golden_mark(organization)}
        if run.update_id is not None:
            update = LearningUpdate.objects.select_related("organization").get(pk=run.update_id)
            marks["payload_mark"] = payload_mark(update)
        _hold(run.pk, run.epoch, **marks)
    # In a transaction of its own: the marks stay when what follows is refused.
    with organization_scope(organization.pk):
        overlay = would_be(update) if update else []
        agent = would_answer(update) if update else None
        questions = (
            questions_of_update(update=update, overlay=overlay, engine=engine)
            if update
            else golden_questions(organization)
        )
        if not questions and update is None:
            raise NothingToReplay("The golden set is empty.")
        _hold(run.pk, run.epoch, question_count=len(questions))
    return _Job(
        run_id=run.pk,
        epoch=run.epoch,
        organization=organization,
        engine=engine,
        overlay=overlay,
        agent=agent,
        questions=questions,
        is_of_update=run.update_id is not None,
    )


def would_be(update: LearningUpdate) -> list[WouldBe]:
    """The knowledge as it would be once an update is applied.

    Raises:
        NothingToReplay: this kind of update changes no knowledge.
        DomainError: it could not be applied as it stands.
    """
    applier = applier_for(update)
    room = getattr(applier, "would_be", None)
    if room is None:
        raise NothingToReplay(f"A {update.get_kind_display().lower()} changes no answer; there is nothing to replay.")
    applier.validate(update=update)
    return list(room(update=update))


def would_answer(update: LearningUpdate) -> AgentSettings | None:
    """How the agent would answer once an update is applied; None where the update does not change it."""
    room = getattr(applier_for(update), "would_answer", None)
    return room(update=update) if room else None


def _batch(engine: Engine) -> int:
    return BATCH_HOSTED if engine.hosted else BATCH


def _answer_batch(job: _Job, start: int) -> None:
    """Answer and judge one batch, and write it together with how far the run is."""
    batch = job.questions[start : start + _batch(job.engine)]
    texts = [question.text for question in batch]
    common: dict[str, Any] = {"organization": job.organization, "questions": texts, "engine": job.engine}
    with organization_scope(job.organization.pk):
        before = answer_many(**common)
        after = answer_many(**common, overlay=job.overlay, agent=job.agent) if job.is_of_update else before
        _hold(job.run_id, job.epoch, done_count=start + len(batch), lease_until=timezone.now() + LEASE)
        changed = changed_ids(job.overlay)
        ReplayResult.objects.bulk_create(
            _result(job, start + place, question, was, becomes, changed)
            for place, (question, was, becomes) in enumerate(zip(batch, before, after, strict=True))
        )


def _result(
    job: _Job, position: int, question: Question, before: Answer, after: Answer, changed: frozenset[int]
) -> ReplayResult:
    if job.is_of_update:
        verdict = verdict_on(question, before, after, changed)
        kept = as_kept(before)
    else:
        verdict = verdict_now(question, after)
        kept = _as_expected(question)
    return ReplayResult(
        organization=job.organization,
        run_id=job.run_id,
        position=position,
        source=question.source,
        question=question.text,
        golden_id=question.golden_id,
        conversation_id=question.conversation_id,
        before=kept,
        after=as_kept(after),
        outcome=verdict.outcome,
        reason=verdict.reason[:REASON_CHARACTERS],
    )


def verdict_on(question: Question, before: Answer, after: Answer, changed: frozenset[int]) -> Verdict:
    """What becomes of a question between two answers; `changed`: the entries that were written in between."""
    return judge(
        Asked(
            source=question.source,
            before=answered(before),
            after=answered(after),
            changed_ids=changed,
            own_ids=question.own_ids,
            expected=question.expected,
        )
    )


def verdict_now(question: Question, answer: Answer) -> Verdict:
    """Whether a golden question is answered right now: “breaks” where it is not."""
    if question.expected is None:
        raise ValueError("A golden question says what is expected.")
    wrong = mistake(answered(answer), question.expected)
    return Verdict(outcome="breaks" if wrong else "same", reason=wrong)


def answered(answer: Answer) -> Answered:
    """What the rules look at in an answer."""
    return Answered(
        text=answer.text,
        entry_ids=frozenset(citation.entry_id for citation in answer.citations),
        is_handoff=answer.is_handoff,
        rule_id=answer.rule.entry_id if answer.rule else None,
    )


def as_kept(answer: Answer) -> dict[str, Any]:
    """An answer as a result keeps it."""
    return {
        "text": answer.text,
        "is_handoff": answer.is_handoff,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "unsent_text": answer.unsent_text,
        "citations": [
            {"entry_id": one.entry_id, "version_id": one.version_id, "title": one.title} for one in answer.citations
        ],
    }


def _as_expected(question: Question) -> dict[str, Any]:
    expected = question.expected
    citations = []
    if question.expected_entry:
        entry_id, title = question.expected_entry
        citations.append({"entry_id": entry_id, "title": title})
    return {
        "text": expected.answer if expected else "",
        "is_handoff": bool(expected and expected.is_handoff),
        "citations": citations,
    }


def _finish(job: _Job, *, seconds: float) -> None:
    with organization_scope(job.organization.pk):
        results = ReplayResult.objects.for_organization(job.organization).filter(run=job.run_id)
        rows = list(results.values_list("outcome", "source"))
        counts = Counter(outcome for outcome, _ in rows)
        _hold(
            job.run_id,
            job.epoch,
            status=Status.DONE,
            finished_at=timezone.now(),
            lease_until=None,
            seconds=round(seconds, 3),
            engine=" ".join([str(job.engine.stamp), *job.engine.notes])[:120],
            fixes=counts["fixes"],
            changes=counts["changes"],
            breaks=counts["breaks"],
            golden_breaks=sum(row == ("breaks", "golden") for row in rows),
        )
        _forget_old(job)


def _forget_old(job: _Job) -> None:
    """Keep the newest runs of one update, or of the golden set."""
    run = ReplayRun.objects.get(pk=job.run_id)
    same = ReplayRun.objects.for_organization(job.organization).filter(update=run.update_id).order_by("-id")
    old = list(same.values_list("pk", flat=True)[RUNS_KEPT:])
    if old:
        ReplayRun.objects.for_organization(job.organization).filter(pk__in=old).delete()


def _fail(organization: Organization, run: ReplayRun, sentence: str) -> None:
    with organization_scope(organization.pk):
        mine = ReplayRun.objects.filter(pk=run.pk, epoch=run.epoch, status=Status.RUNNING)
        mine.update(status=Status.FAILED, error=sentence, finished_at=timezone.now(), lease_until=None)


def _hold(run_id: int, epoch: int, **fields: Any) -> None:
    """Write under the epoch that we know.

    Raises:
        ReplayTakenOver: another process runs it.
    """
    mine = ReplayRun.objects.filter(pk=run_id, epoch=epoch, status=Status.RUNNING)
    if not mine.update(**fields):
        raise ReplayTakenOver("Another process took this replay over.")
