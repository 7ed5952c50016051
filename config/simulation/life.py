"""One simulation as it goes on: its desk, its town, and what its agent answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from config.evaluation.careful import Diary
from config.simulation.clock import Clock
from config.simulation.town import Matter, Served, Town, is_true
from knowledge.models import KnowledgeVersion
from knowledge.services.answering import Answer, answer_many
from knowledge.services.searching import WouldBe
from training.impact import Verdict
from training.models import Organization, User
from training.tenancy import organization_scope

NO_EFFECT = 0.05  # a true change of the success rate below this is none


@dataclass
class Truth:
    """What an update truly does to each question of a panel: the change of the chance that a customer is content.

    `effect` is the mean over the questions that its measurement is on; None until it is measured.
    """

    matter: str
    effect: float | None = None
    changes: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    vectors: np.ndarray | None = None

    @property
    def verdict(self) -> Verdict:
        """What a perfect ledger would say."""
        if self.effect is None:
            return Verdict.TOO_EARLY
        if abs(self.effect) < NO_EFFECT:
            return Verdict.NO_DIFFERENCE
        return Verdict.HELPED if self.effect > 0 else Verdict.HURT


@dataclass
class Life:
    """One simulation as it goes on."""

    organization: Organization
    town: Town
    manager: User
    admin: User
    clock: Clock
    say: Callable[[str], None]
    diary: Diary = field(default_factory=Diary)
    truths: dict[int, Truth] = field(default_factory=dict)
    clearer_update: int = 0
    waiting: list[str] = field(default_factory=list)  # what the script is due to do, and cannot yet


def live_bodies(organization: Organization) -> dict[int, tuple[str, str]]:
    """Text and external reference of each live entry."""
    live = KnowledgeVersion.objects.for_organization(organization).live_at(None).select_related("entry")
    return {version.entry_id: (version.body, version.entry.external_ref) for version in live}


def serve(
    organization: Organization,
    questions: Sequence[str],
    matters: Sequence[Matter],
    bodies: dict[int, tuple[str, str]],
    overlay: Sequence[WouldBe] = (),
) -> list[Served]:
    """What the agent makes of each question, by the one way to answer there is."""
    distinct = sorted(set(questions))
    with organization_scope(organization.pk):
        answers = dict(
            zip(distinct, answer_many(organization=organization, questions=distinct, overlay=overlay), strict=True)
        )
    written = {
        one.entry_id if one.entry_id is not None else -(place + 1): one.body for place, one in enumerate(overlay)
    }

    def served(answer: Answer, matter: Matter) -> Served:
        cited = [citation.entry_id for citation in answer.citations]
        texts = [written.get(pk) or bodies.get(pk, ("", ""))[0] for pk in cited]
        return Served(
            text=answer.text,
            is_handoff=answer.is_handoff,
            is_right=any(is_true(text, matter) for text in texts),
            refs=tuple(ref for pk in cited if (ref := bodies.get(pk, ("", ""))[1])),
        )

    return [served(answers[question], matter) for question, matter in zip(questions, matters, strict=True)]
