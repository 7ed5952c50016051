"""Asks for a replay: a row that waits, and a task that runs it once the row is committed."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from knowledge.models import GoldenQuestion, ReplayRun
from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark
from knowledge.services.replaying.running import NothingToReplay, run_replay
from training.appliers import NoApplier, applier_for
from training.models import LearningUpdate, Organization, User

log = logging.getLogger(__name__)
Status = ReplayRun.Status
UNDECIDED = (LearningUpdate.Status.PENDING,)


def can_replay(update: LearningUpdate) -> bool:
    """Whether the update waits for a decision and changes knowledge."""
    try:
        return update.status in UNDECIDED and hasattr(applier_for(update), "would_be")
    except NoApplier:
        return False


def latest_run(update: LearningUpdate) -> ReplayRun | None:
    """The update's newest replay. One SQL query."""
    return ReplayRun.objects.for_organization(update.organization_id).of_update(update).first()


def is_fresh(run: ReplayRun, update: LearningUpdate) -> bool:
    """Whether nothing that a run depends on has changed since: the knowledge, the update, the golden set.

    Two SQL queries.
    """
    organization = update.organization
    return (run.payload_mark, run.knowledge_mark, run.golden_mark) == (
        payload_mark(update),
        knowledge_mark(organization),
        golden_mark(organization),
    )


@transaction.atomic
def request_replay(*, update_id: int, requested_by: User | None = None) -> ReplayRun:
    """Have an undecided update replayed in the background; a replay that waits already is the one.

    Raises:
        NothingToReplay: it is decided, or changes no knowledge.
    """
    update = LearningUpdate.objects.select_for_update(of=("self",)).select_related("organization").get(pk=update_id)
    if not can_replay(update):
        raise NothingToReplay(
            f"“{update}” is {update.get_status_display().lower()} and of the kind "
            f"“{update.get_kind_display().lower()}”; only undecided changes of knowledge are replayed."
        )
    runs = ReplayRun.objects.for_organization(update.organization_id).of_update(update)
    run = runs.filter(status=Status.WAITING).first()
    if run is None:
        run = ReplayRun.objects.create(
            organization=update.organization,
            update=update,
            requested_by=requested_by,
            payload_mark=payload_mark(update),
        )
    _send(run)
    return run


def ensure_replay(*, update: LearningUpdate, requested_by: User | None = None) -> ReplayRun | None:
    """The update's replay, asked for anew where there is none or something changed since; None where there is no need.

    One that failed is not tried again by itself while nothing has changed.
    """
    run = latest_run(update)
    if not can_replay(update):
        return run
    if run is None:
        return request_replay(update_id=update.pk, requested_by=requested_by)
    if run.is_unfinished:
        if run.lease_until is None or run.lease_until < timezone.now():
            _send(run)
        return run
    return run if is_fresh(run, update) else request_replay(update_id=update.pk, requested_by=requested_by)


def replay_now(*, update: LearningUpdate, requested_by: User | None = None) -> ReplayRun:
    """Replay an update here and now, without a worker; for commands, evaluations and tests.

    Raises:
        NothingToReplay: it is decided, or changes no knowledge.
    """
    if not can_replay(update):
        raise NothingToReplay(f"“{update}” is decided, or changes no knowledge.")
    run = ReplayRun.objects.create(
        organization=update.organization, update=update, requested_by=requested_by, payload_mark=payload_mark(update)
    )
    return run_replay(organization=update.organization, run_id=run.pk)


@transaction.atomic
def request_golden_run(*, organization: Organization, requested_by: User | None = None) -> ReplayRun:
    """Have the golden set asked of the live knowledge in the background; a run that waits already is the one.

    Raises:
        NothingToReplay: the golden set is empty.
    """
    _hold_questions(organization)
    runs = ReplayRun.objects.for_organization(organization).of_golden_set()
    run = runs.filter(status=Status.WAITING).first()
    if run is None:
        run = ReplayRun.objects.create(organization=organization, requested_by=requested_by)
    _send(run)
    return run


def run_golden_set_now(*, organization: Organization, requested_by: User | None = None) -> ReplayRun:
    """Ask the golden set of the live knowledge here and now; in the organization's scope.

    Raises:
        NothingToReplay: the golden set is empty.
    """
    _hold_questions(organization)
    run = ReplayRun.objects.create(organization=organization, requested_by=requested_by)
    return run_replay(organization=organization, run_id=run.pk)


def resume_left_runs(*, organization: Organization) -> int:
    """Send what waits or was left behind by a dead process to the worker again. One SQL query."""
    left = list(ReplayRun.objects.for_organization(organization).left_behind(timezone.now())[:100])
    for run in left:
        _send(run)
    return len(left)


def _hold_questions(organization: Organization) -> None:
    if not GoldenQuestion.objects.for_organization(organization).active().exists():
        raise NothingToReplay("The golden set is empty: add questions whose right answer somebody knows, then run it.")


def _send(run: ReplayRun) -> None:
    """Hand a run to the worker once it is committed. An unreachable broker is no trouble: beat sends it again."""
    organization_id, run_id = run.organization_id, run.pk

    def send() -> None:
        from knowledge.tasks import run_replay_task  # tasks import services

        try:
            run_replay_task.delay(organization_id, run_id)
        except OperationalError as exc:
            log.warning("replay %s waits for the broker: %s", run_id, exc)

    transaction.on_commit(send)
