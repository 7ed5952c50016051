"""What each update truly does, worked out from what the agent answers with and without it; the desk never sees it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from config.simulation.life import Life, Truth, live_bodies, serve
from config.simulation.town import Matter, Served
from knowledge.models import TopicCentre
from training.ai import embedding
from training.appliers import applier_for
from training.models import ImpactMeasurement, LearningUpdate
from training.tenancy import organization_scope

PANEL = 40  # questions on each matter, from which an update's true effect is worked out


def note_truth(life: Life, update: LearningUpdate, *, clearer: bool = False) -> None:
    """Work out what an update does to each question of a panel, before it is applied."""
    with organization_scope(life.organization.pk):
        names = update.evidence.filter(role="question", conversation__isnull=False)
        told = Counter(
            life.town.told.get(name, "") for name in names.values_list("conversation__external_id", flat=True)
        )
        overlay = applier_for(update).would_be(update=update)  # type: ignore[attr-defined] # it is of knowledge
        bodies = live_bodies(life.organization)
    panel = [(matter, text) for matter in life.town.matters for text in life.town.sample(matter, PANEL)]
    matters, questions = [matter for matter, _ in panel], [text for _, text in panel]
    before = serve(life.organization, questions, matters, bodies)
    after = serve(life.organization, questions, matters, bodies, overlay)
    has_clear = _status_of(life, life.clearer_update) == LearningUpdate.Status.APPLIED

    def chance(matter: Matter, served: Served, *, is_after: bool) -> float:
        is_clearer = matter is life.town.unclear and (has_clear or (clearer and is_after))
        return life.town.chance(matter, served, is_clearer=is_clearer)

    life.truths[update.pk] = Truth(
        matter=told.most_common(1)[0][0] if told else "",
        changes=[
            chance(matter, then, is_after=True) - chance(matter, now, is_after=False)
            for matter, now, then in zip(matters, before, after, strict=True)
        ],
        weights=[matter.a_day for matter in matters],
        vectors=embedding.embed(questions),
    )


def _status_of(life: Life, update_id: int) -> str:
    with organization_scope(life.organization.pk):
        found = LearningUpdate.objects.for_organization(life.organization).filter(pk=update_id).first()
    return found.status if found else ""


def settle_truths(life: Life) -> None:
    """Average what each newly measured update does over the questions that its measurement is on."""
    with organization_scope(life.organization.pk):
        measured = list(ImpactMeasurement.objects.for_organization(life.organization))
        centres = {
            centre.key: (np.frombuffer(bytes(centre.centroid), dtype=np.float32), centre.reach)
            for centre in TopicCentre.objects.filter(organization=life.organization)
        }
    for measurement in measured:
        truth = life.truths.get(measurement.update_id)
        if truth is None or truth.effect is not None or truth.vectors is None:
            continue
        reached = np.zeros(len(truth.changes), dtype=bool)
        for key in set(measurement.topics) & centres.keys():
            middle, reach = centres[key]
            reached |= truth.vectors @ middle >= reach
        if reached.any():
            weights = np.array(truth.weights)[reached]
            truth.effect = float(np.average(np.array(truth.changes)[reached], weights=weights))
