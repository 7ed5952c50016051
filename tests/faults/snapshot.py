"""All rows of an organization by natural key: what two runs that did the same work must share.

Left out are ids, the times at which the machine did something, the rows of the cycle itself, and replays, which no
cycle runs. Every other table with an organization is compared, so that a table added later is too.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import zip_longest
from typing import Any

import numpy as np
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from knowledge.models import CandidateEntry, KnowledgeEntry, KnowledgeGap, KnowledgeVersion, QuestionPattern
from training.models import Conversation, LearningUpdate, Message, Organization
from training.tenancy import organization_scope

NOT_COMPARED = {"LearningCycle", "CycleStep", "InferenceLog", "ReplayRun", "ReplayResult"}
# When the machine did something: only whether it did is compared. Times out of the data are compared as they are.
CLOCK = {
    "acknowledged_at", "activated_at", "analysed_at", "applied_at", "asked_again_at", "compared_mark", "computed_at",
    "counted_since", "created_at", "decided_at", "drafted_at", "expired_at", "finished_at", "found_at",
    "kind_decided_at", "live_from", "live_to", "merged_at", "pgh_created_at", "processed_at", "raised_at",
    "resolved_at", "looked_at", "retired_at", "returned_at", "updated_at", "window_from", "window_until",
}  # fmt: skip
CLOCK_OF = {
    "AutonomyRule": {"read_at", "switched_at", "withdrawn_at"},
    "AutonomyRuleEvent": {"switched_at", "withdrawn_at"},
    "Canary": {"started_at", "ended_at", "read_at"},
    "Deployment": {"started_at", "ended_at"},
    "DeploymentEvent": {"started_at", "ended_at"},
}
SETS = {"topics"}  # lists whose order says nothing
IDS = {"id", "pgh_id", "pgh_context_id"}
NATURAL = {
    "Conversation": ("external_id",),
    "Message": ("conversation", "position"),
    "KnowledgeEntry": ("title",),
    "KnowledgeVersion": ("entry", "number"),
    "KnowledgeGap": ("title", "first_asked_at"),
    "CandidateEntry": ("question_key",),
    "QuestionPattern": ("title", "first_asked_at"),
    "LearningUpdate": ("title",),
    "ImpactMeasurement": ("update",),
    "Alert": ("kind", "title"),
    "LearningInsight": ("dimension", "value"),
    "AutonomyRule": ("kind", "risk"),
    "Canary": ("update",),
    "AgentVersion": ("major", "minor", "patch"),
    "Deployment": ("agent_version", "share", "salt", "end_reason"),
    "ReplayRun": ("update", "payload_mark"),
    "Membership": ("organization", "user"),
    "Organization": ("slug",),
    "User": ("email",),
    "EmbeddingModel": ("key",),
}
IN_JSON: dict[str, type[models.Model]] = {
    "conversation_id": Conversation,
    "message_id": Message,
    "entry_id": KnowledgeEntry,
    "version_id": KnowledgeVersion,
    "previous_version_id": KnowledgeVersion,
    "expected_version_id": KnowledgeVersion,
    "other_entry_id": KnowledgeEntry,
    "other_version_id": KnowledgeVersion,
    "expected_other_version_id": KnowledgeVersion,
    "gap_id": KnowledgeGap,
    "pattern_id": QuestionPattern,
    "candidate_id": CandidateEntry,
    "update_id": LearningUpdate,
}
# Texts that name a row by its id: the keys of topics and alerts, and addresses of pages.
IN_TEXT: dict[str, type[models.Model]] = {
    "gap": KnowledgeGap,
    "gaps": KnowledgeGap,
    "entry": KnowledgeEntry,
    "knowledge": KnowledgeEntry,
    "pattern": QuestionPattern,
    "questions": QuestionPattern,
    "update": LearningUpdate,
    "updates": LearningUpdate,
}
NAMED = re.compile(rf"\b({'|'.join(IN_TEXT)})([:/])(\d+)\b")
Row = tuple[tuple[str, str], ...]  # (column, value)
Snapshot = dict[str, Counter[Row]]


def snapshot_of(organization: Organization) -> Snapshot:
    """Each table's rows, as often as they are there."""
    with organization_scope(organization.pk):
        reader = _Reader()
        found: Snapshot = {}
        for model in apps.get_models():
            names = {field.name for field in model._meta.concrete_fields}
            if "organization" in names and model.__name__ not in NOT_COMPARED and not model._meta.proxy:
                found[model.__name__] = Counter(reader.rows(model))
        return found


def difference(one: Snapshot, other: Snapshot) -> str:
    """What differs, for reading: of each table the first rows that only one of them has; empty when nothing does."""
    lines = []
    for name in sorted({*one, *other}):
        lacking, surplus = one[name] - other[name], other[name] - one[name]
        if lacking or surplus:
            lines.append(f"{name}: {lacking.total()} rows only in the first, {surplus.total()} only in the second")
        for mine, theirs in zip_longest(sorted(lacking)[:3], sorted(surplus)[:3], fillvalue=()):
            lines.append(f"  first:  {[pair for pair in mine if pair not in theirs]}")
            lines.append(f"  second: {[pair for pair in theirs if pair not in mine]}")
    return "\n".join(lines)


class _Reader:
    """Rows as pairs of strings, with foreign keys as natural keys."""

    def __init__(self) -> None:
        self.keys: dict[type[models.Model], dict[Any, str]] = {}

    def rows(self, model: type[models.Model]) -> list[Row]:
        fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in IDS and not isinstance(field, SearchVectorField | models.GeneratedField)
        ]
        rows = model._default_manager.order_by().values_list(*[field.attname for field in fields])
        return [
            tuple((field.name, str(self.value(field, value))) for field, value in zip(fields, row, strict=True))
            for row in rows.iterator()
        ]

    def value(self, field: Any, value: Any) -> Any:
        if field.name in CLOCK or field.name in CLOCK_OF.get(field.model.__name__, ()):
            return value is not None
        if field.is_relation and value is not None:
            return self.natural(field.related_model, value)
        if isinstance(value, dict | list | str):
            found = self.json(value)
            return sorted(found) if field.name in SETS else found
        if isinstance(value, bytes | memoryview | np.ndarray):
            return bytes(value).hex()[:16] + hashlib.sha256(bytes(value)).hexdigest()[:16]
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return value

    def natural(self, model: type[models.Model], pk: Any) -> str:
        if model not in self.keys:
            names = NATURAL[model.__name__]
            fields = [model._meta.get_field(name) for name in names]
            rows = model._default_manager.order_by().values_list("pk", *[field.attname for field in fields])  # type: ignore[union-attr]
            self.keys[model] = {}
            for key, *values in list(rows):
                parts = [
                    self.natural(field.related_model, value) if field.is_relation else str(value)  # type: ignore[arg-type]
                    for field, value in zip(fields, values, strict=True)
                ]
                self.keys[model][key] = " / ".join(parts)
        return self.keys[model].get(pk, f"a row that is gone ({model.__name__})")

    def json(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, dict):
            return {
                key: self.natural(IN_JSON[key], item) if key in IN_JSON and item is not None else self.json(item)
                for key, item in sorted(value.items())
            }
        if isinstance(value, str):
            return NAMED.sub(
                lambda named: f"{named[1]}{named[2]}{self.natural(IN_TEXT[named[1]], int(named[3]))}", value
            )
        return value
