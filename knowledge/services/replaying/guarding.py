"""No update of knowledge is approved without a fresh replay, nor against the golden set without a written reason."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.models import ReplayRun
from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark
from knowledge.services.replaying.requesting import can_replay, is_fresh, latest_run
from training.appliers import ApprovalWaits, ReplayNote
from training.errors import DomainError
from training.models import LearningUpdate

Status = ReplayRun.Status


class ReplayMissing(ApprovalWaits):
    """There is no replay that still holds."""


class BreaksInBulk(DomainError):
    """What breaks a golden question is decided by itself."""


class BreakReasonMissing(DomainError):
    """Who approves what breaks a golden question says why."""


def guard_approval(*, update: LearningUpdate, is_bulk: bool, break_reason: str) -> None:
    """Hold that an update may be approved as it stands.

    Raises:
        ReplayMissing: it was not replayed, or something changed since.
        BreaksInBulk: a golden question breaks, and it is one of many.
        BreakReasonMissing: a golden question breaks, and nobody says why that is right.
        DomainError: its replay failed; the sentence says why.
    """
    run = latest_run(update)
    if run is not None and run.is_unfinished and (run.status == Status.WAITING or is_fresh(run, update)):
        raise ReplayMissing(f"The replay of “{update}” is still running. Approve it when the replay is done.")
    if run is None or not is_fresh(run, update):
        why = "was not replayed yet" if run is None else "was replayed before something changed"
        raise ReplayMissing(f"“{update}” {why}. A replay is running now; approve it when that is done.")
    if run.status == Status.FAILED:
        raise DomainError(f"The replay of “{update}” could not be done. {run.error}")
    if run.golden_breaks and is_bulk:
        raise BreaksInBulk(f"“{update}” breaks {_questions(run.golden_breaks)}. Open it and decide it by itself.")
    if run.golden_breaks and not break_reason.strip():
        raise BreakReasonMissing(
            f"It breaks {_questions(run.golden_breaks)}. Open it, read both answers, then edit the text, or write down "
            "why it is right all the same."
        )


def replay_notes(*, updates: Sequence[LearningUpdate]) -> dict[int, ReplayNote]:
    """What the replays of updates of one organization say, by update. Three SQL queries, however many."""
    wanted = {update.pk: update for update in updates}
    if not wanted:
        return {}
    organization = updates[0].organization
    runs = ReplayRun.objects.for_organization(organization).newest_of_each(list(wanted))
    marks = (knowledge_mark(organization), golden_mark(organization))
    notes = {
        update.pk: ReplayNote(state=ReplayNote.MISSING, text="not replayed yet")
        for update in updates
        if can_replay(update)
    }
    for run in runs:
        update = wanted[run.update_id]
        is_stale = (
            can_replay(update)
            and not run.is_unfinished
            and (run.knowledge_mark, run.golden_mark, run.payload_mark) != (*marks, payload_mark(update))
        )
        notes[update.pk] = _note(run, is_stale=is_stale)
    return notes


def _note(run: ReplayRun, *, is_stale: bool) -> ReplayNote:
    if run.is_unfinished:
        state, text = ReplayNote.RUNNING, f"replay running, {run.done_count} of {run.question_count}"
    elif is_stale:
        state, text = ReplayNote.STALE, "replayed before something changed"
    elif run.status == Status.FAILED:
        state, text = ReplayNote.FAILED, "the replay failed"
    else:
        state, text = ReplayNote.FRESH, str(run)
    return ReplayNote(
        state=state,
        text=text,
        breaks=run.breaks,
        golden_breaks=run.golden_breaks,
        url=run.get_absolute_url(),
    )


def _questions(count: int) -> str:
    return f"{count} golden question{'' if count == 1 else 's'}"
