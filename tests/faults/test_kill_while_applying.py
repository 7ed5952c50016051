"""Two cycles, two appliers and a person's roll back at once, killed again and again: the books must be right after."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from knowledge.models import KnowledgeEntry, KnowledgeVersion
from tests.faults.nursery import Child, Nursery
from tests.faults.shop import the_shop
from tests.faults.traps import Watch, wait_for
from tests.knowledge.replays import replayed
from training.models import ImpactMeasurement, LearningUpdate, Membership, Organization, User
from training.services.updates import apply_update, approve_update, propose_update
from training.tenancy import organization_scope

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.slow]

KILLS = 10
SEED = 1  # of the moments
MADE = 12  # updates besides those that the shop has
LONGEST = 1.2  # seconds until the next kill


def test_each_update_is_applied_once_whoever_is_killed_when(database: str, tmp_path: Path) -> None:
    organization = the_shop()
    with organization_scope(organization.pk):
        admin = Membership.objects.get(organization=organization, role="admin").user
        taken_back = apply_update(update_id=_approved(organization, admin, "Taken back").pk)
        shared = KnowledgeEntry.objects.get(pk=taken_back.result["entry_id"])
        for number in range(MADE):
            _approved(organization, admin, f"Matter {number}")
        wanted = set(LearningUpdate.objects.approved().values_list("pk", flat=True))
    rng = Random(SEED)  # noqa: S311 - reproducible moments
    kinds = ("cycle", "cycle", "apply", "apply", f"take-back:{taken_back.pk}")
    with (
        Nursery(database=database, folder=tmp_path) as nursery,
        Watch(database, organization.pk) as watch,
    ):
        numbers = count(1)
        bear = partial(nursery.bear, database=database, organization_id=organization.pk)
        living: list[Child | None] = [None] * len(kinds)
        killed: Counter[str] = Counter()
        while killed.total() < KILLS:
            for place, kind in enumerate(kinds):
                child = living[place]
                if child is None or child.is_over:
                    living[place] = bear(kind, f"{kind.partition(':')[0]}-{next(numbers)}")
            time.sleep(rng.uniform(0.01, LONGEST))
            place = rng.randrange(len(kinds))
            victim = living[place]
            assert victim is not None
            if not victim.is_over:
                os.kill(victim.pid, signal.SIGKILL)
                wait_for(partial(_is_gone, watch, victim.name), f"{victim.name} is gone")
                killed[kinds[place]] += 1
                living[place] = None
        outcomes = [child.outcome() for child in living if child is not None]
        last = bear("cycle", "last").outcome()
        applied = bear("apply", "last-applier").outcome()
        back = bear(kinds[-1], "last-person").outcome()
    assert last.startswith("done"), (last, outcomes)
    assert (applied, back) == ("applied 0", "taken back before"), outcomes
    with organization_scope(organization.pk):
        _hold_the_books(wanted, taken_back, shared)


def _is_gone(watch: Watch, name: str) -> bool:
    return not watch.backends(name)


def _approved(organization: Organization, admin: User, title: str) -> LearningUpdate:
    update = propose_update(
        organization=organization,
        kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
        title=title,
        payload={"action": "create", "title": title, "body": f"What is right about {title.lower()} stands here."},
        confidence=0.7,
        impact=1.0,
        evidence=[],
    )
    return approve_update(update_id=replayed(update).pk, reviewer=admin)


def _hold_the_books(wanted: set[int], taken_back: LearningUpdate, shared: KnowledgeEntry) -> None:
    """Each update applied exactly once, the versions of each entry in one line, the ledger complete."""
    statuses = dict(LearningUpdate.objects.filter(pk__in=wanted).values_list("pk", "status"))
    assert set(statuses.values()) <= {"applied", "failed"}
    applied = {pk for pk, status in statuses.items() if status == "applied"}
    assert len(applied) >= MADE + 4 - 1
    made = Counter(KnowledgeVersion.objects.filter(update__in=applied).values_list("update", flat=True))
    assert made == Counter(applied)
    titles = Counter(KnowledgeEntry.objects.values_list("title", flat=True))
    assert all(titles[f"Matter {number}"] == 1 for number in range(MADE))
    for entry in KnowledgeEntry.objects.prefetch_related("versions"):
        _hold_the_line(entry, sorted(entry.versions.all(), key=lambda version: version.number))
    taken_back.refresh_from_db()
    shared.refresh_from_db()
    assert (taken_back.status, shared.status) == ("rolled_back", "archived")
    measured = Counter(ImpactMeasurement.objects.values_list("update", flat=True))
    measurable = {
        pk
        for pk, payload in LearningUpdate.objects.filter(pk__in=applied).values_list("pk", "payload")
        if payload.get("gap_id")
    }
    assert measurable <= set(measured)
    assert set(measured.values()) == {1}
    assert not ImpactMeasurement.objects.filter(update=taken_back, ended_on__isnull=True).exists()


def _hold_the_line(entry: KnowledgeEntry, versions: Sequence[Any]) -> None:
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert all(one.live_to is not None and one.live_to <= next_.live_from for one, next_ in pairwise(versions))
    is_live = entry.status == KnowledgeEntry.Status.LIVE
    assert (versions[-1].live_to is None) is is_live
    assert entry.current_version_id == versions[-1].pk
