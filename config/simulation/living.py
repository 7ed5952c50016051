"""Lives a simulation through: weeks are asked and answered, imported and learned from; a careful script decides.

The updates are of three kinds that nobody tells the desk: those that help (gaps that are closed, an unclear entry that
is made clear), those that do nothing (the same done to a clear one), and one that hurts (a wrong fact that looks
right). What each truly does is worked out beside it, from what the agent answers with and without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from config.demo.loading import discard_organization, import_lines
from config.evaluation.scratch import hire, run_whole_cycle
from config.simulation.clock import Clock, set_to
from config.simulation.desk import decide, take_back
from config.simulation.life import Life, live_bodies, serve
from config.simulation.town import Matter, Town
from config.simulation.truths import settle_truths
from knowledge.services.entries import EntryDraft, create_entries
from training.errors import DomainError
from training.impact import Verdict
from training.models import Conversation, ImpactMeasurement, ImpactReading, LearningUpdate, Organization, User
from training.services.organizations import create_organization
from training.tenancy import organization_scope

NAME = "Simulation"
HISTORY_DAYS = 42
WINDOW_DAYS = 14  # of the gaps; the days that lead to an update are left out of its measurement
SAMPLE = 40  # questions on a matter that are asked at the beginning and in the end
CLOSED = 0.5


class NotASimulation(DomainError):
    """There is an organization of this name that no simulation made."""


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
            decide(life, week)
            clock.set(start + timedelta(days=7 * week, hours=2))
            run_whole_cycle(organization=life.organization)  # what was approved becomes real
            settle_truths(life)
            take_back(life)
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
    life = Life(
        organization=organization,
        town=town,
        manager=hire(organization=organization, role="manager"),
        admin=hire(organization=organization, role="admin"),
        clock=clock,
        say=say,
    )
    town.cast({matter.key: _share_answered(life, matter, alone=True) for matter in town.often_asked})
    return life


# --- a week


def _live(life: Life, *, first: datetime, days: int) -> None:
    """Some days are asked and answered with what is live, and imported."""
    life.clock.set(first + timedelta(days=days))
    first = first.astimezone(UTC).replace(hour=0)
    with organization_scope(life.organization.pk):
        bodies = live_bodies(life.organization)
        is_clearer = LearningUpdate.objects.filter(pk=life.clearer_update, status="applied").exists()
    lines = life.town.days(
        first=first,
        count=days,
        serve=lambda questions, matters: serve(life.organization, questions, matters, bodies),
        clearer=frozenset({life.town.unclear.key}) if is_clearer else frozenset(),
    )
    import_lines(organization=life.organization, lines=lines, now=life.clock.now())


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
    """What the last look found of the success rate (of CSAT, where only that decides), to be read beside the truth."""
    metric = (measurement.metrics or [ImpactReading.Metric.SUCCESS.value])[0]
    with organization_scope(measurement.organization_id):
        look = measurement.readings.filter(metric=metric).order_by("-read_on").first()
    names = ("metric", "effect", "low", "high", "size_before", "size_after", "controls")
    values = [getattr(look, name) for name in names] if look else [None] * len(names)
    return {
        name: round(value, 3) if isinstance(value, float) else value for name, value in zip(names, values, strict=True)
    }


def _share_answered(life: Life, matter: Matter, *, alone: bool = False) -> float:
    """Of questions on a matter, asked now, those that are answered with what is true; `alone` from its entry alone."""
    with organization_scope(life.organization.pk):
        bodies = live_bodies(life.organization)
    served = serve(life.organization, life.town.sample(matter, SAMPLE), [matter] * SAMPLE, bodies)
    right = [one for one in served if one.is_right and not one.is_handoff]
    return sum(not alone or one.refs == (matter.key,) for one in right) / len(served)
