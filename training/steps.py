"""The ground floor's steps of the learning cycle."""

from __future__ import annotations

import logging

from training.cycle import StepContext, StepResult
from training.models import LearningUpdate
from training.services import analysis, autonomy, intents, updates

log = logging.getLogger(__name__)

LOCAL_BATCH = 1000
HOSTED_BATCH = 16  # a batch is lost with the process; hosted calls cost money


def analyse_conversations(context: StepContext) -> StepResult:
    """Judge every closed conversation that is new or changed since its last analysis."""
    engines: dict[str, int] = {}
    last_id = 0
    while True:
        size = HOSTED_BATCH if context.engine.hosted else LOCAL_BATCH
        with context.reading():
            batch = analysis.conversations_to_judge(organization=context.organization, after_id=last_id, limit=size)
        if not batch:
            return StepResult(engine=", ".join(sorted(engines)))
        judgements, stamp = context.engine.analyse([item.question for item in batch])
        with context.transaction() as tally:
            tally.looked_at = len(batch)
            tally.made = analysis.store_judgements(
                organization=context.organization, judged=batch, judgements=judgements, stamp=stamp
            )
        engines[str(stamp)] = engines.get(str(stamp), 0) + tally.made
        last_id = batch[-1].conversation.pk


def tell_intents(context: StepContext) -> StepResult:
    """Tell the intent of conversations that came without one, where the labelled ones are enough to learn from."""
    with context.reading():
        has_untold = intents.untold(organization=context.organization, after_id=0, limit=1)
        examples = intents.examples_of(organization=context.organization) if has_untold else None
    model = intents.model_of(examples=examples) if examples else None
    last_id = 0
    while model:
        with context.reading():
            batch = intents.untold(organization=context.organization, after_id=last_id, limit=LOCAL_BATCH)
        if not batch:
            break
        guesses = intents.guess(model=model, analyses=batch)
        with context.transaction() as tally:
            tally.looked_at = len(batch)
            tally.made = intents.store_intents(organization=context.organization, analyses=batch, guesses=guesses)
        last_id = batch[-1].pk
    return StepResult(engine=intents.ENGINE if model else "")


def ingest_ratings(context: StepContext) -> StepResult:
    """Carry new ratings over to their conversations."""
    while True:
        with context.transaction() as tally:
            tally.looked_at, tally.made = analysis.ingest_ratings(organization=context.organization, limit=2000)
        if not tally.looked_at:
            return StepResult()


def approve_by_rule(context: StepContext) -> StepResult:
    """Hold the rules that are on against their records; approve what a rule in force covers."""
    with context.transaction() as tally:
        tally.looked_at = autonomy.withdraw_rules(organization=context.organization, now=context.started_at)
    with context.reading():
        ids = autonomy.covered_updates(context.organization) if tally.looked_at else []
    for update_id in ids:
        with context.transaction() as tally:
            tally.made = int(autonomy.approve_by_rule(update_id=update_id))
    return StepResult()


def apply_approved_updates(context: StepContext) -> StepResult:
    """Apply each approved update in a transaction of its own; one that cannot be applied says why and stays off."""
    with context.reading():
        ids = list(
            LearningUpdate.objects.for_organization(context.organization).approved().values_list("id", flat=True)
        )
    failed = 0
    for update_id in ids:
        try:
            with context.transaction() as tally:
                tally.looked_at = 1
                update = updates.apply_update(update_id=update_id)
                tally.made = int(update.status == LearningUpdate.Status.APPLIED)
                failed += update.status == LearningUpdate.Status.FAILED
        except updates.UpdateNotApproved as exc:
            log.info("%s", exc)
    return StepResult(note=f"{failed} could not be applied; the queue says why." if failed else "")
