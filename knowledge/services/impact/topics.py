"""Tells which questions an update is for, by nearness to a centre that was fixed when it was applied.

A gap draws its questions by what fails; counted by the gap alone, what failed would be in it and what went well beside
it would not, and the days before the gap was found would hold none at all. So each matter that an update was for gets a
centre of its own, and the questions of the days that are compared are told by whether it reaches them, failed or not,
before or after. A question may lie within the reach of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from knowledge.models import (
    Citation,
    GapQuestion,
    KnowledgeGap,
    KnowledgeVersion,
    QuestionPattern,
    TopicCentre,
)
from knowledge.services.detecting.counting import window_start
from knowledge.services.detecting.noting import mark_period, read_changes, write_changes
from knowledge.services.detecting.placing import middle_of, stacked
from knowledge.services.impact.targets import ENTRY, GAP, PATTERN
from training.cycle import StepContext
from training.models import ImpactMeasurement, Organization
from training.rows import update_rows

BATCH = 2000
FEWEST_ANSWERED = 5  # questions that an entry answered, from which they say what it is asked
MOST_ANSWERED = 500
REACH_OF_TITLE = 0.6  # where nothing was answered from an entry yet, its title and other wordings are the centre


def prepare_topics(context: StepContext, *, measurements: Iterable[ImpactMeasurement], since: datetime) -> None:
    """Make the centres of these measurements' topics where they are missing, and tell by them what was asked since.

    Where none is missing only the questions that came since the last time are told. Each part commits by itself and may
    be repeated.
    """
    organization = context.organization
    with context.reading():
        missing = _missing(organization, measurements)
        texts = {key: text for key, text in missing.items() if text}
    if missing:
        keys = list(texts)
        vectors, model = context.engine.embed([texts[key] for key in keys]) if keys else (np.zeros((0, 1)), "")
        with context.transaction():
            _make_centres(organization, missing, dict(zip(keys, vectors, strict=True)), model)
    with context.reading():
        is_spread = not TopicCentre.objects.filter(organization=organization, is_spread=False).exists()
    if not is_spread:
        _note_earlier(context, since=since)
    _tell(context, since=since, is_everything=not is_spread)
    with context.transaction():
        TopicCentre.objects.filter(organization=organization, is_spread=False).update(is_spread=True)


def keys_of(measurement: ImpactMeasurement) -> list[str]:
    """The keys of all centres whose questions are a measurement's."""
    return sorted(measurement.topics)


def _missing(organization: Organization, measurements: Iterable[ImpactMeasurement]) -> dict[str, str]:
    """Keys without a centre; for each the text that stands for it where no vectors do. A few SQL queries."""
    wanted = {key for measurement in measurements for key in measurement.topics}
    known = set(TopicCentre.objects.filter(organization=organization).values_list("key", flat=True))
    missing = dict.fromkeys(wanted - known, "")
    if not missing:
        return {}
    drawing = _drawing(organization, missing)
    for key in list(missing):
        kind, _, name = key.partition(":")
        if kind in (GAP, PATTERN) and key not in drawing:
            del missing[key]
        elif kind == ENTRY:
            missing[key] = _text_of(organization, int(name))
            if not missing[key]:
                del missing[key]
    return missing


def _drawing(organization: Organization, keys: Iterable[str]) -> dict[str, KnowledgeGap | QuestionPattern]:
    """The gaps and frequent questions of these keys, which have centres of their own. Two SQL queries."""
    found: dict[str, KnowledgeGap | QuestionPattern] = {}

    def ids(kind: str) -> list[int]:
        return [int(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]

    for gap in KnowledgeGap.objects.for_organization(organization).filter(pk__in=ids(GAP)):
        found[f"{GAP}:{gap.pk}"] = gap
    for pattern in QuestionPattern.objects.filter(organization=organization, pk__in=ids(PATTERN)):
        found[f"{PATTERN}:{pattern.pk}"] = pattern
    return found


def _text_of(organization: Organization, entry_id: int) -> str:
    """Title and other wordings of an entry's newest version; what it is asked, as far as the entry says."""
    versions = KnowledgeVersion.objects.for_organization(organization).filter(entry=entry_id)
    last = versions.order_by("-number").values_list("title", "asked_as").first()
    return "\n".join(filter(None, last)) if last else ""


def _make_centres(
    organization: Organization, missing: dict[str, str], vectors: dict[str, np.ndarray], model: str
) -> None:
    """Write the centres of these keys: a gap's or frequent question's own, an entry's of what it answered or says."""
    made = []
    drawing = _drawing(organization, missing)
    for key in sorted(missing):
        kind, _, name = key.partition(":")
        if key in drawing:
            one = drawing[key]
            made.append(_centre(organization, key, bytes(one.centroid), one.embedding_model, one.reach))
        elif kind == ENTRY:
            answered = _centre_of_answered(organization, key, int(name))
            made.append(answered or _centre(organization, key, _unit(vectors[key]).tobytes(), model, REACH_OF_TITLE))
    TopicCentre.objects.bulk_create(made, ignore_conflicts=True)


def _centre(organization: Organization, key: str, centroid: bytes, model: str, reach: float) -> TopicCentre:
    return TopicCentre(organization=organization, key=key, centroid=centroid, embedding_model=model, reach=reach)


def _centre_of_answered(organization: Organization, key: str, entry_id: int) -> TopicCentre | None:
    """The middle of the questions that an entry had answered before anything changed it; None where they are few."""
    measured = ImpactMeasurement.objects.for_organization(organization).filter(topics__contains=[key])
    first = measured.order_by("applied_on").select_related("update").first()
    cited = Citation.objects.for_organization(organization).of_entry(entry_id)
    if first is not None and first.update.applied_at:
        cited = cited.filter(started_at__lt=first.update.applied_at)
    rows = list(
        GapQuestion.objects.for_organization(organization)
        .filter(conversation__in=cited.values("conversation"))
        .order_by("-asked_at", "-id")
        .values_list("vector", "embedding_model")[:MOST_ANSWERED]
    )
    if not rows:
        return None
    model = rows[0][1]
    vectors = [vector for vector, of in rows if of == model]
    if len(vectors) < FEWEST_ANSWERED:
        return None
    middle = middle_of(stacked(vectors))
    return _centre(organization, key, middle.centre.tobytes(), model, middle.reach)


def _unit(vector: np.ndarray) -> np.ndarray:
    return (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)


def _note_earlier(context: StepContext, *, since: datetime) -> None:
    """Note what was asked in conversations from before the gaps' window; no gap is sought for it."""
    organization = context.organization
    until = window_start(organization=organization, now=context.started_at)
    if since >= until:
        return
    with context.transaction():
        mark_period(organization=organization, first=since, last=until)
    while True:
        with context.reading():
            changes = read_changes(organization=organization, since=since, limit=BATCH)
        if changes is None:
            return
        vectors, model = context.engine.embed([question.text for question in changes.fresh])
        with context.transaction():
            write_changes(changes=changes, vectors=vectors, embedding_model=model)
            noted = [one.conversation_id for one in changes.fresh if one.asked_at < until]
            GapQuestion.objects.for_organization(organization).filter(conversation__in=noted).update(is_new=False)


def _tell(context: StepContext, *, since: datetime, is_everything: bool) -> None:
    """Write the keys of the centres that reach it to each question asked since; without `is_everything` to new ones."""
    organization = context.organization
    with context.reading():
        centres = list(TopicCentre.objects.filter(organization=organization).order_by("key", "id"))
    last_id = 0
    while True:
        with context.reading():
            rows = list(_to_tell(organization, since, last_id, is_everything=is_everything)[:BATCH])
        if not rows:
            return
        last_id = rows[-1][0]
        told = _reached_by(rows, centres)
        changed = [(pk, told[pk]) for pk, _, _, before in rows if told[pk] != before]
        with context.transaction():
            update_rows(GapQuestion, ["topics"], changed)


def _to_tell(
    organization: Organization, since: datetime, last_id: int, *, is_everything: bool
) -> QuerySet[GapQuestion, tuple[int, bytes, str, list[str] | None]]:
    found = GapQuestion.objects.for_organization(organization).asked_since(since).filter(pk__gt=last_id)
    if not is_everything:
        found = found.filter(topics__isnull=True)
    return found.order_by("id").values_list("id", "vector", "embedding_model", "topics")


def _reached_by(
    rows: Sequence[tuple[int, bytes, str, list[str] | None]], centres: Sequence[TopicCentre]
) -> dict[int, list[str]]:
    """The keys of the centres that reach each question. Vectors of different models are not compared."""
    told: dict[int, list[str]] = {pk: [] for pk, *_ in rows}
    for model in sorted({centre.embedding_model for centre in centres}):
        here = [centre for centre in centres if centre.embedding_model == model]
        mine = [(pk, vector) for pk, vector, of, _ in rows if of == model]
        if not mine:
            continue
        vectors, middles = stacked([vector for _, vector in mine]), stacked([centre.centroid for centre in here])
        reach = np.array([centre.reach for centre in here], dtype=np.float32)
        for place, column in np.argwhere(vectors @ middles.T >= reach):
            told[mine[place][0]].append(here[column].key)
    return told
