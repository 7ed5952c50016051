"""What tests of replays share: an update with evidence, replayed, approved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.models import ReplayRun
from knowledge.services import golden
from knowledge.services.replaying import replay_now, run_replay
from tests.training.factories import NOON, LearningUpdateFactory, UserFactory
from training.models import LearningUpdate, UpdateEvidence
from training.services import updates
from training.tenancy import organization_scope


def update_with(organization: Any, *questions: str, **payload: Any) -> LearningUpdate:
    """A pending update whose evidence are these questions."""
    values = {"action": "create", "title": "Where can I park?", "body": "Behind the shop.", "category": "", "tags": []}
    update: LearningUpdate = LearningUpdateFactory(
        organization=organization, title=payload.get("title", values["title"]), payload=values | payload
    )
    UpdateEvidence.objects.bulk_create(
        UpdateEvidence(
            organization=organization,
            update=update,
            role="question",
            quote=text,
            customer_key=f"customer-{place}",
            said_at=NOON,
        )
        for place, text in enumerate(questions)
    )
    return update


def golden_question(organization: Any, question: str, answer: str = "", **fields: Any) -> Any:
    """A golden question that somebody confirmed."""
    return golden.add_golden(
        organization=organization, question=question, expected_answer=answer, confirmed_by=UserFactory(), **fields
    )


def replayed(update: LearningUpdate) -> LearningUpdate:
    """The update, replayed: it may be approved."""
    replay_now(update=update)
    return update


def replay_what_waits(organization: Any) -> None:
    """What the worker does with replays that were asked for."""
    with organization_scope(organization.pk):
        waiting = list(ReplayRun.objects.for_organization(organization).unfinished().values_list("pk", flat=True))
    for run_id in waiting:
        run_replay(organization=organization, run_id=run_id)


def outcomes(run: ReplayRun) -> dict[str, str]:
    """What became of each question."""
    return dict(run.results.values_list("question", "outcome"))


def approved(update: LearningUpdate, *, reviewer: Any = None, **how: Any) -> LearningUpdate:
    """The update, replayed and approved."""
    return updates.approve_update(update_id=replayed(update).pk, reviewer=reviewer or UserFactory(), **how)


def applied(update: LearningUpdate, **how: Any) -> LearningUpdate:
    """The update, replayed, approved and applied."""
    return updates.apply_update(update_id=approved(update, **how).pk)


def counts_of(verdicts: Sequence[Any]) -> dict[str, int]:
    """How many verdicts of each outcome."""
    return {name: sum(one.outcome == name for one in verdicts) for name in ("fixes", "changes", "breaks", "same")}
