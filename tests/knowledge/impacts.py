"""A shop whose days are written out: questions on topics that lie on axes of their own, so many of them going well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from config.simulation.clock import set_to
from knowledge.models import GapQuestion, KnowledgeGap
from tests.knowledge.factories import KnowledgeGapFactory
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.ai.embedding import DIMENSIONS, EMBEDDING_MODEL_KEY
from training.appliers import ImpactTarget
from training.cycle import run_cycle
from training.models import Conversation, ConversationAnalysis, ImpactMeasurement, LearningCycle
from training.services.impact import open_measurement

APPLIED = date(2026, 3, 2)


def noon(organization: Any, day: date) -> datetime:
    """Twelve o'clock of a day on the organization's clock."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(organization.timezone))


def axis(number: int) -> bytes:
    """A unit vector that no other axis is near to."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[number] = 1
    return vector.tobytes()


def asked(
    organization: Any, day: date, *, number: int, count: int, good: int, intent: str = "other", **fields: Any
) -> None:
    """`count` conversations of one day on the topic of an axis, `good` of them a success, the others handed off."""
    ask(organization, [(day, number, count, good, intent)], **fields)


def ask(organization: Any, days: Sequence[tuple[date, int, int, int, str]], **fields: Any) -> None:
    """The same of many (day, axis, count, good, intent)."""
    each = [
        (day, number, intent, place, place < good)
        for day, number, count, good, intent in days
        for place in range(count)
    ]
    at = {day: noon(organization, day) for day, *_ in days}
    made = Conversation.objects.bulk_create(
        Conversation(
            organization=organization,
            external_id=f"{day}-{number}-{intent}-{place}",
            channel="chat",
            customer_key=f"c-{day}-{number}-{intent}-{place}",
            started_at=at[day],
            ended_at=at[day],
            is_ai_involved=True,
            analysed_at=at[day],
            is_resolved=is_good,
            is_success=is_good,
            is_handed_off=not is_good,
            resolution_seconds=100 + place if is_good else 400 + place,
            **fields,
        )
        for day, number, intent, place, is_good in each
    )
    ConversationAnalysis.objects.bulk_create(
        ConversationAnalysis(
            organization=organization, conversation=one, question="?", intent=intent, resolution_probability=0.5,
            judged_rating=3, sentiment=0, engine="local", engine_version="1",
        )
        for one, (_, _, intent, _, _) in zip(made, each, strict=True)
    )  # fmt: skip
    GapQuestion.objects.bulk_create(
        GapQuestion(
            organization=organization, conversation=one, text="?", is_failed=not is_good, is_new=False,
            customer_key=one.customer_key, channel="chat", asked_at=one.started_at, rating=3, vector=axis(number),
            embedding_model=EMBEDDING_MODEL_KEY,
        )
        for one, (_, number, _, _, is_good) in zip(made, each, strict=True)
    )  # fmt: skip


def gap_on(organization: Any, number: int, **fields: Any) -> KnowledgeGap:
    """A gap whose centre is an axis."""
    gap: KnowledgeGap = KnowledgeGapFactory(
        organization=organization, title=f"Gap {number}", centroid=axis(number), reach=0.6, **fields
    )
    return gap


def measured(organization: Any, target: ImpactTarget, *, applied_on: date = APPLIED, **fields: Any) -> Any:
    """The measurement of an update that was applied on a day; its evidence is of the 10 days before."""
    at = noon(organization, applied_on)
    update = LearningUpdateFactory(
        organization=organization, status="applied", decided_by=UserFactory(), decided_at=at, applied_at=at, **fields
    )
    found = open_measurement(update=update, target=target, now=at)
    ImpactMeasurement.objects.filter(pk=found.pk).update(evidence_from=applied_on - timedelta(days=10))
    found.refresh_from_db()
    return found


def shop(organization: Any, *, before: int, after: int, last: date, first: int = 40) -> None:
    """Five topics from `first` days before the update on; the first one, of 20 conversations a day, changes."""
    begin = APPLIED - timedelta(days=first)
    days = [begin + timedelta(days=number) for number in range((last - begin).days + 1)]
    rows = [(day, 1, 20, before if day <= APPLIED else after, "other") for day in days]
    rows += [(day, 10 + number, 6, 3 + day.day % 2, f"i{number}") for day in days for number in range(4)]
    ask(organization, rows)


def read_on(organization: Any, settings: Any, day: date) -> LearningCycle:
    """Run a cycle of this one step on a day."""
    settings.LEARNING_CYCLE_STEPS = ["knowledge.steps.measure_impact"]
    with set_to(noon(organization, day)):
        cycle = run_cycle(organization=organization, trigger="command")
    step = cycle.steps.get()
    assert not step.error, step.error
    return cycle
