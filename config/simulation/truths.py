"""What each update truly does, worked out from what the agent answers with and without it; the desk never sees it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from config.simulation.life import Life, Truth, live_bodies, serve
from config.simulation.town import Matter, Served
from knowledge.models import Citation, GapQuestion, KnowledgeGap, TopicCentre
from knowledge.services.detecting.placing import middle_of, stacked
from knowledge.services.impact import ENTRY, GAP, target_of_update
from training.ai import embedding
from training.appliers import applier_for
from training.models import ImpactMeasurement, LearningUpdate
from training.tenancy import organization_scope

PANEL = 50  # questions on each matter, from which an update's true effect is worked out
NEAR = 0.3  # no centre reaches so far: what lies further from an update's matter is not measured, and not asked here


@dataclass(frozen=True)
class Panel:
    """Questions on every matter, drawn once for all updates that are decided on together."""

    matters: list[Matter]
    questions: list[str]
    vectors: np.ndarray

    @classmethod
    def of(cls, life: Life) -> Panel:
        """A new panel."""
        asked = [(matter, text) for matter in life.town.matters for text in life.town.sample(matter, PANEL)]
        matters, questions = [matter for matter, _ in asked], [text for _, text in asked]
        return cls(matters=matters, questions=questions, vectors=embedding.embed(questions))


def note_truth(life: Life, update: LearningUpdate, panel: Panel, *, clearer: bool = False) -> None:
    """Work out what an update does to each question of a panel that lies near it, before it is applied."""
    with organization_scope(life.organization.pk):
        names = update.evidence.filter(role="question", conversation__isnull=False)
        told = Counter(
            life.town.told.get(name, "") for name in names.values_list("conversation__external_id", flat=True)
        )
        overlay = applier_for(update).would_be(update=update)  # type: ignore[attr-defined] # it is of knowledge
        bodies, centres = live_bodies(life.organization), _centres_of(update)
    is_near = (panel.vectors @ centres.T).max(axis=1) >= NEAR if len(centres) else np.ones(len(panel.questions), bool)
    near = [int(place) for place in np.flatnonzero(is_near)]
    matters, questions = [panel.matters[place] for place in near], [panel.questions[place] for place in near]
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
        vectors=panel.vectors[near],
    )


def _centres_of(update: LearningUpdate) -> np.ndarray:
    """About where the centres of an update's measurement will lie: its gaps', or of what its entries answered."""
    keys = [key.partition(":") for key in target_of_update(update=update).topics]
    gaps = KnowledgeGap.objects.for_organization(update.organization_id)
    centres = list(
        gaps.filter(pk__in=[int(name) for kind, _, name in keys if kind == GAP]).values_list("centroid", flat=True)
    )
    for name in (name for kind, _, name in keys if kind == ENTRY):
        asked = vectors_of(answered_from(update.organization_id, int(name)))
        if len(asked):
            centres.append(middle_of(asked).centre.tobytes())
    return stacked(centres)


def answered_from(organization_id: int, entry_id: int) -> QuerySet[GapQuestion]:
    """The questions that were answered from an entry."""
    cited = Citation.objects.for_organization(organization_id).of_entry(entry_id)
    return GapQuestion.objects.for_organization(organization_id).filter(conversation__in=cited.values("conversation"))


def vectors_of(asked: QuerySet[GapQuestion]) -> np.ndarray:
    """Their vectors as rows."""
    return stacked(list(asked.values_list("vector", flat=True)))


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
