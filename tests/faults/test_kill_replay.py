"""A worker that is killed in the middle of a replay."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from knowledge import tasks
from knowledge.models import ReplayRun
from knowledge.services import replaying
from tests.config.runtime_helpers import CHECKOUT
from tests.faults.traps import environment_for
from tests.knowledge.factories import shop_entries
from tests.knowledge.replays import update_with
from training.services.organizations import create_organization
from training.tenancy import organization_scope

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Killed without a word inside the third batch, its results written but not committed.
WORKER = """
import os, signal, sys
import django
django.setup()
from knowledge.services.replaying import running
from knowledge.tasks import run_replay_task

hold = running._hold
batches = []

def hold_or_die(run_id, epoch, **fields):
    hold(run_id, epoch, **fields)
    if "done_count" in fields:
        batches.append(fields)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

running.BATCH, running._hold = 2, hold_or_die
run_replay_task(int(sys.argv[1]), int(sys.argv[2]))
"""


def test_a_replay_whose_worker_was_killed_is_taken_up_and_nothing_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = create_organization(name="Acme", slug="acme")
    with organization_scope(organization.pk):
        shop_entries(organization)
        update = update_with(organization, "where can I park my car", "is there parking", "parking behind the shop?")
        undisturbed = replaying.replay_now(update=update)
        run = replaying.request_replay(update_id=update.pk)

    def kept() -> ReplayRun:
        with organization_scope(organization.pk):
            return ReplayRun.objects.get(pk=run.pk)

    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(organization.pk), str(run.pk)],
        cwd=CHECKOUT,
        env=environment_for(str(connection.settings_dict["NAME"])),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert worker.returncode == -signal.SIGKILL, worker.stderr.decode()[-2000:]
    left = kept()
    with organization_scope(organization.pk):
        assert (left.status, left.done_count, left.results.count()) == ("running", 4, 4)

    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(tasks.run_replay_task, "delay", lambda *ids: sent.append(ids))
    tasks.resume_left_replays_task()
    assert sent == []  # it may be alive yet
    with organization_scope(organization.pk):
        ReplayRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.resume_left_replays_task()
    assert sent == [(organization.pk, run.pk)]
    for _ in range(2):  # a task may be delivered twice
        tasks.run_replay_task(*sent[0])
    done = kept()
    with organization_scope(organization.pk):
        assert (done.status, done.epoch, done.results.count()) == ("done", 2, done.question_count)
        assert str(done) == str(undisturbed)
        assert done.question_count == undisturbed.question_count


def test_a_replay_that_no_broker_took_is_sent_by_beat(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    organization = create_organization(name="Acme", slug="acme")
    sent: list[tuple[int, int]] = []

    def refuse(*ids: int) -> None:
        from kombu.exceptions import OperationalError

        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.run_replay_task, "delay", refuse)
    with organization_scope(organization.pk):
        shop_entries(organization)
        run = replaying.request_replay(update_id=update_with(organization, "where can I park").pk)
    monkeypatch.setattr(tasks.run_replay_task, "delay", lambda *ids: sent.append(ids))
    tasks.resume_left_replays_task()
    assert sent == [(organization.pk, run.pk)]
