"""Lives a simulation through: weeks are asked and answered, imported and learned from; a careful script decides.

The updates are of three kinds that nobody tells the desk: those that help (gaps that are closed, an unclear entry that
is made clear), those that do nothing (the same done to a clear one), and one that hurts (a wrong fact that looks
right). What each truly does is worked out beside it, from what the agent answers with and without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from config.demo.loading import discard_organization, import_lines
from config.evaluation.careful import Diary, decide_gaps
from config.evaluation.scratch import hire, run_whole_cycle
from config.simulation.clock import Clock, set_to
from config.simulation.town import Matter, Served, Town, is_true, line_by_line
from knowledge.models import GapQuestion, KnowledgeEntry, KnowledgeGap, KnowledgeVersion, TopicCentre
from knowledge.services.answering import Answer, answer_many
from knowledge.services.entries import EntryDraft, create_entries
from knowledge.services.replaying import replay_now
from knowledge.services.searching import WouldBe
from training.ai import embedding
from training.appliers import applier_for
from training.errors import DomainError
from training.impact import Verdict
from training.models import Conversation, ImpactMeasurement, ImpactReading, LearningUpdate, Organization, User
from training.services.organizations import create_organization
from training.services.updates import Evidence, approve_update, propose_update, roll_back_update
from training.tenancy import organization_scope

NAME = "Simulation"
HISTORY_DAYS = 49
WINDOW_DAYS = 14  # of the gaps; the days that lead to an update are left out of its measurement
GAPS_A_WEEK = 1  # two changes in one week, on matters near to each other, could not be told apart
SAMPLE = 40  # questions on a matter that are asked in the end
PANEL = 60  # questions on each matter, from which an update's true effect is worked out
SHARED = 0.1
NO_EFFECT = 0.05  # a true change of the success rate below this is none
CLOSED = 0.5
SCRIPT = {1: ("wrong", "clearer", "reworded 0"), 2: ("reworded 1",)}


class NotASimulation(DomainError):
    """There is an organization of this name that no simulation made."""


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


def simulate(*, slug: str, cycles: int, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Make the organization, live through so many weeks that end now, and count what came of it.

    An organization of this name that an earlier simulation made is replaced; any other is left alone.

    Raises:
        NotASimulation: the name is taken.
        CommandError: a step of a cycle failed.
    """
    _make_room(slug)
    end = timezone.now().replace(hour=5, minute=0, second=0, microsecond=0)
    start = end - timedelta(days=7 * cycles)
    with set_to(start - timedelta(days=HISTORY_DAYS)) as clock:
        life = _found(slug=slug, seed=seed, clock=clock, say=say)
        _live(life, first=start - timedelta(days=HISTORY_DAYS), days=HISTORY_DAYS)
        for week in range(1, cycles + 1):
            _live(life, first=start + timedelta(days=7 * (week - 1)), days=7)
            clock.set(start + timedelta(days=7 * week))
            run_whole_cycle(organization=life.organization)
            _decide(life, week)
            clock.set(start + timedelta(days=7 * week, hours=2))
            run_whole_cycle(organization=life.organization)  # what was approved becomes real
            _settle_truths(life)
            _take_back(life)
            say(f"week {week}: {_state(life)}")
        return _figures(life, today=end)


def _make_room(slug: str) -> None:
    left = Organization.objects.filter(slug=slug).first()
    if left is None:
        return
    if not (left.is_demo and left.name.startswith(f"{NAME} ")):
        raise NotASimulation(f"“{left}” ({slug}) was not made by a simulation; choose another short name.")
    discard_organization(organization=left)
    User.objects.filter(email__endswith=f"@{slug}.example").delete()


def _found(*, slug: str, seed: int, clock: Clock, say: Callable[[str], None]) -> Life:
    town = Town(seed=seed)
    organization = create_organization(name=f"{NAME} {seed}", slug=slug, is_demo=True)
    with organization_scope(organization.pk):
        organization.gap_window_days = WINDOW_DAYS
        organization.is_cycle_paused = True  # the schedule would learn at the time of the wall
        organization.save()
        create_entries(
            organization=organization,
            entries=[
                EntryDraft(
                    title=matter.intent.title,
                    body=matter.intent.body,
                    category=matter.category,
                    tags=matter.intent.tags,
                    external_ref=matter.key,
                    reason="Starting knowledge of the simulation",
                )
                for matter in town.matters
                if matter.is_taught
            ],
        )
    return Life(
        organization=organization,
        town=town,
        manager=hire(organization=organization, role="manager"),
        admin=hire(organization=organization, role="admin"),
        clock=clock,
        say=say,
    )


# --- a week


def _live(life: Life, *, first: datetime, days: int) -> None:
    """Some days are asked and answered with what is live, and imported."""
    life.clock.set(first + timedelta(days=days))
    first = first.astimezone(UTC).replace(hour=0)
    with organization_scope(life.organization.pk):
        bodies = _live_bodies(life.organization)
        is_clearer = LearningUpdate.objects.filter(pk=life.clearer_update, status="applied").exists()
    lines = life.town.days(
        first=first,
        count=days,
        serve=lambda questions, matters: _serve(life.organization, questions, matters, bodies),
        clearer=frozenset({life.town.unclear.key}) if is_clearer else frozenset(),
    )
    import_lines(organization=life.organization, lines=lines, now=life.clock.now())


def _live_bodies(organization: Organization) -> dict[int, tuple[str, str]]:
    """Text and external reference of each live entry."""
    live = KnowledgeVersion.objects.for_organization(organization).live_at(None).select_related("entry")
    return {version.entry_id: (version.body, version.entry.external_ref) for version in live}


def _serve(
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


# --- decisions


def _decide(life: Life, week: int) -> None:
    """What this desk's people do after a cycle: the script's own updates, then gaps, the most costly first."""
    for name in SCRIPT.get(week, ()):
        update = _propose(life, name)
        _note_truth(life, update, clearer=name == "clearer")
        with organization_scope(life.organization.pk):
            replay_now(update=update, requested_by=life.admin)
            approve_update(update_id=update.pk, reviewer=life.admin, has_seen_flags=bool(update.flags))
    known = set(life.truths)
    if week > 1:
        decide_gaps(
            organization=life.organization,
            manager=life.manager,
            admin=life.admin,
            diary=life.diary,
            most=GAPS_A_WEEK,
            waits=_Measured(life.organization).has,
        )
    with organization_scope(life.organization.pk):
        approved = list(LearningUpdate.objects.for_organization(life.organization).approved().exclude(pk__in=known))
    for update in approved:
        _note_truth(life, update)


def _propose(life: Life, name: str) -> LearningUpdate:
    """One of the script's updates, with evidence of customers who really asked."""
    town = life.town
    matter = {"wrong": town.mistaken, "clearer": town.unclear}.get(name) or town.reworded[int(name[-1])]
    text = {
        "wrong": matter.intent.body.replace(matter.intent.fact, town.wrong_fact),
    }.get(name, line_by_line(matter.intent.body))
    with organization_scope(life.organization.pk):
        entry = KnowledgeEntry.objects.for_organization(life.organization).get(external_ref=matter.key)
        asked = (
            Conversation.objects.for_organization(life.organization)
            .filter(given_intent=matter.key)
            .order_by("-started_at")
            .distinct()[:5]
        )
        update = propose_update(
            organization=life.organization,
            kind=LearningUpdate.Kind.KNOWLEDGE_UPDATE,
            title=entry.title,
            payload={
                "action": "update",
                "entry_id": entry.pk,
                "expected_version_id": entry.current_version_id,
                "title": entry.title,
                "body": text,
            },
            confidence=0.8,
            impact=1.0,
            evidence=[
                Evidence(
                    role="question",
                    quote=one.messages.get(position=0).text,
                    said_at=one.started_at,
                    customer_key=one.customer_key,
                    conversation_id=one.pk,
                )
                for one in asked
            ],
            proposed_by=life.manager,
        )
    if name == "clearer":
        life.clearer_update = update.pk
    return update


class _Measured:
    """Which gaps wait: one change of a matter at a time, until the ledger has spoken of the last."""

    def __init__(self, organization: Organization) -> None:
        with organization_scope(organization.pk):
            still = ImpactMeasurement.objects.for_organization(organization).still_read()
            self.keys = {key for topics in still.values_list("topics", flat=True) for key in topics}
            pending = LearningUpdate.objects.for_organization(organization).approved()
            self.entries = {update.payload.get("entry_id") for update in pending} - {None}

    def has(self, gap: KnowledgeGap) -> bool:
        """Whether a part of a gap's questions is being measured, or its entry is about to change."""
        if (gap.suggested_fix or {}).get("entry_id") in self.entries:
            return True
        asked = GapQuestion.objects.for_organization(gap.organization_id).filter(gap=gap)
        told = asked.filter(topics__overlap=sorted(self.keys)).count() if self.keys else 0
        fix = (gap.suggested_fix or {}).get("entry_id")
        return told > SHARED * asked.count() or f"entry:{fix}" in self.keys


def _note_truth(life: Life, update: LearningUpdate, *, clearer: bool = False) -> None:
    """Work out what an update truly does, from answers with and without it; the desk never sees it."""
    with organization_scope(life.organization.pk):
        names = update.evidence.filter(role="question", conversation__isnull=False)
        told = Counter(
            life.town.told.get(name, "") for name in names.values_list("conversation__external_id", flat=True)
        )
        overlay = applier_for(update).would_be(update=update)  # type: ignore[attr-defined] # it is of knowledge
        bodies = _live_bodies(life.organization)
    panel = [(matter, text) for matter in life.town.matters for text in life.town.sample(matter, PANEL)]
    matters, questions = [matter for matter, _ in panel], [text for _, text in panel]
    before = _serve(life.organization, questions, matters, bodies)
    after = _serve(life.organization, questions, matters, bodies, overlay)
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


def _settle_truths(life: Life) -> None:
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


def _take_back(life: Life) -> None:
    """Roll back what the ledger says hurts, as an admin does who reads the alert."""
    with organization_scope(life.organization.pk):
        hurting = (
            ImpactMeasurement.objects.for_organization(life.organization)
            .filter(verdict=Verdict.HURT.value, ended_on__isnull=True)
            .select_related("update")
        )
        for measurement in hurting:
            try:
                with transaction.atomic():
                    roll_back_update(update_id=measurement.update_id, reviewer=life.admin)
            except DomainError as exc:
                life.say(f"not rolled back: {exc}")
            else:
                life.say(f"rolled back: {measurement.update}")


# --- what came of it


def _state(life: Life) -> str:
    with organization_scope(life.organization.pk):
        verdicts = Counter(
            ImpactMeasurement.objects.for_organization(life.organization).values_list("verdict", flat=True)
        )
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())) or "nothing applied yet"


def _figures(life: Life, *, today: datetime) -> dict[str, Any]:
    with organization_scope(life.organization.pk):
        found = list(
            ImpactMeasurement.objects.for_organization(life.organization).select_related("update").order_by("id")
        )
        conversations = Conversation.objects.for_organization(life.organization).count()
    day = today.date()
    rows = []
    for one in found:
        truth = life.truths.get(one.update_id)
        is_over = one.ended_on is None and one.applied_on + timedelta(days=one.after_days + 1) <= day
        rows.append(
            {
                "update": one.update.title,
                "about": truth.matter if truth else "",
                "applied_on": one.applied_on.isoformat(),
                "true_effect": round(truth.effect, 3) if truth and truth.effect is not None else None,
                "truth": truth.verdict.value if truth and truth.effect is not None else "",
                "verdict": one.verdict,
                "reason": one.reason,
                "is_over": is_over,
                **_last_look(one),
            }
        )
    judged = [row for row in rows if row["truth"] and (row["is_over"] or row["verdict"] != Verdict.TOO_EARLY)]
    right = sum(row["truth"] == row["verdict"] for row in judged)
    closed = {matter.key: _share_answered(life, matter) for matter in life.town.matters if not matter.is_taught}
    table = Counter(f"{row['truth']} / {row['verdict']}" for row in rows if row["truth"])
    return {
        "conversations": conversations,
        "updates": len(rows),
        "judged": len(judged),
        "hurt_called_helped": sum(row["truth"] == Verdict.HURT and row["verdict"] == Verdict.HELPED for row in rows),
        "verdict_accuracy": round(right / len(judged), 4) if judged else None,
        "gaps_closed_share": round(sum(share >= CLOSED for share in closed.values()) / len(closed), 4),
        "truth_and_verdict": dict(sorted(table.items())),
        "gaps": {key: round(share, 2) for key, share in sorted(closed.items())},
        "by_update": rows,
    }


def _last_look(measurement: ImpactMeasurement) -> dict[str, Any]:
    """What the last look found of the success rate, to be read beside the truth."""
    with organization_scope(measurement.organization_id):
        look = measurement.readings.filter(metric=ImpactReading.Metric.SUCCESS).order_by("-read_on").first()
    names = ("effect", "low", "high", "size_before", "size_after", "controls")
    values = [getattr(look, name) for name in names] if look else [None] * len(names)
    return {
        name: round(value, 3) if isinstance(value, float) else value for name, value in zip(names, values, strict=True)
    }


def _share_answered(life: Life, matter: Matter) -> float:
    """Of questions on an untaught matter, asked now, those that are answered with what is true."""
    with organization_scope(life.organization.pk):
        bodies = _live_bodies(life.organization)
    served = _serve(life.organization, life.town.sample(matter, SAMPLE), [matter] * SAMPLE, bodies)
    return sum(one.is_right and not one.is_handoff for one in served) / len(served)
