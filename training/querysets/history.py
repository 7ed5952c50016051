"""The readable history: what the triggers recorded, across all tables that keep one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory.models
from django import forms
from django.apps import apps
from django.db.models import CharField, F, Value
from django.db.models.fields.json import KT
from django.utils.text import capfirst

from training.listing import FilterForm

HIDDEN = ("updated_at", "created_at", "result")
VERBS = {"insert": "created", "update": "changed", "delete": "removed"}
LONG = 300


@dataclass(frozen=True)
class Change:
    """One field that changed: its name and both values, shortened for reading."""

    name: str
    before: str
    after: str


@dataclass
class HistoryRow:
    """One recorded event, ready to read."""

    at: datetime
    who: str
    what: str
    verb: str
    title: str
    url: str
    changes: list[Change] = field(default_factory=list)


def event_models() -> dict[str, Any]:
    """The history tables, by the label of the table they follow."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, pghistory.models.Event) and not model._meta.proxy and not model._meta.abstract:
            found[model.pgh_tracked_model._meta.label_lower] = model
    return found


class HistoryFilter(FilterForm):
    """The filters of the history."""

    what = forms.ChoiceField(label="What")
    who = forms.CharField(label="Who", max_length=120)
    first = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any) -> None:
        """Offer the tables that keep a history."""
        names = [(label, capfirst(model.pgh_tracked_model._meta.verbose_name)) for label, model in event_models().items()]
        self.base_fields["what"].choices = [("", "Anything"), *sorted(names, key=lambda pair: pair[1])]  # type: ignore[attr-defined]
        super().__init__(data)


class history_page(Sequence[HistoryRow]):  # noqa: N801 - reads as the queryset method it stands for
    """The history as a sequence that a paginator can cut: one SQL query for its length, a few for each slice.

    Row-level security keeps it to one organization.
    """

    def __init__(self, *, form: HistoryFilter) -> None:
        """Prepare the union of all history tables under the form's filters."""
        wanted = form.cleaned_data
        parts = []
        for label, model in event_models().items():
            if wanted.get("what") not in (None, "", label):
                continue
            rows = model.objects.order_by()
            if wanted.get("who"):
                rows = rows.annotate(who=KT("pgh_context__who")).filter(who__icontains=wanted["who"])
            if wanted.get("first"):
                rows = rows.filter(pgh_created_at__date__gte=wanted["first"])
            if wanted.get("last"):
                rows = rows.filter(pgh_created_at__date__lte=wanted["last"])
            parts.append(
                rows.annotate(of=Value(label, output_field=CharField()), at=F("pgh_created_at")).values_list("at", "of", "pgh_id")
            )
        self.rows = parts[0].union(*parts[1:], all=True).order_by("-at", "-pgh_id")

    def __len__(self) -> int:
        """How many events there are."""
        return self.rows.count()

    def __getitem__(self, index: Any) -> Any:
        """A slice of events, each with what changed since the event before it on the same row."""
        picked = list(self.rows[index])
        models = event_models()
        ids: dict[str, list[int]] = {}
        for _, label, pk in picked:
            ids.setdefault(label, []).append(pk)
        ready: dict[tuple[str, int], HistoryRow] = {}
        for label, wanted in ids.items():
            for pk, row in _readable(models[label], wanted).items():
                ready[label, pk] = row
        return [ready[label, pk] for _, label, pk in picked]


def _readable(model: Any, wanted: list[int]) -> dict[int, HistoryRow]:
    """The events of one table, by their id. Two SQL queries."""
    events = list(model.objects.filter(pgh_id__in=wanted).select_related("pgh_obj"))
    earlier: dict[int, list[Any]] = {}
    for event in model.objects.filter(pgh_obj_id__in={event.pgh_obj_id for event in events}).order_by("pgh_id"):
        earlier.setdefault(event.pgh_obj_id, []).append(event)
    tracked = model.pgh_tracked_model
    ready = {}
    for event in events:
        before = [other for other in earlier[event.pgh_obj_id] if other.pgh_id < event.pgh_id]
        target = event.pgh_obj
        has_page = target is not None and hasattr(target, "get_absolute_url")
        ready[event.pgh_id] = HistoryRow(
            at=event.pgh_created_at,
            who=(event.pgh_context or {}).get("who", "the system"),
            what=str(tracked._meta.verbose_name),
            verb=VERBS.get(event.pgh_label, event.pgh_label),
            title=str(target) if target is not None else f"no. {event.pgh_obj_id}",
            url=target.get_absolute_url() if has_page else "",
            changes=_changes(tracked, before[-1], event) if before else [],
        )
    return ready


def _changes(tracked: Any, before: Any, after: Any) -> list[Change]:
    found = []
    for column in tracked._meta.concrete_fields:
        if column.name in HIDDEN or not hasattr(after, column.attname):
            continue
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old != new:
            found.append(Change(name=str(column.verbose_name), before=_short(old), after=_short(new)))
    return found


def _short(value: Any) -> str:
    text = "–" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
