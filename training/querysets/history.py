"""The readable history: what the triggers recorded, across all tables that keep one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import pghistory.models
from django import forms
from django.apps import apps
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.text import capfirst

from training.listing import FilterForm

# The event has a time of its own.
HIDDEN = ("updated_at", "created_at", "decided_at", "applied_at", "rolled_back_at", "result")
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
            found[cast(Any, model).pgh_tracked_model._meta.label_lower] = model
    return found


class HistoryFilter(FilterForm):
    """The filters of the history."""

    what = forms.ChoiceField(label="What")
    who = forms.CharField(label="Who", max_length=120)
    first = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any) -> None:
        """Offer the tables that keep a history."""
        names = [
            (label, capfirst(model.pgh_tracked_model._meta.verbose_name)) for label, model in event_models().items()
        ]
        super().__init__(data, offered={"what": [("", "Anything"), *sorted(names, key=lambda pair: pair[1])]})


class history_page(Sequence[HistoryRow]):  # lower case: reads as the queryset method it stands for
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
                rows.annotate(of=Value(label, output_field=CharField()), at=F("pgh_created_at")).values_list(
                    "at", "of", "pgh_id"
                )
            )
        self.rows = parts[0].union(*parts[1:], all=True).order_by("-at", "-pgh_id")

    def __len__(self) -> int:
        """How many events there are."""
        return int(self.rows.count())

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
    """The events of one table, by their id. Three SQL queries, and one for each table that a changed column names."""
    tracked = model.pgh_tracked_model
    before = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    events = list(model.objects.filter(pgh_id__in=wanted).annotate(before_id=Subquery(before.values("pgh_id")[:1])))
    targets = _targets(tracked, events)
    earlier = model.objects.in_bulk([event.before_id for event in events if event.before_id], field_name="pgh_id")
    changed: dict[int, list[tuple[Any, Any, Any]]] = {
        event.pgh_id: _changed_columns(tracked, earlier[event.before_id], event) if event.before_id else []
        for event in events
    }
    names = _names(found for columns in changed.values() for found in columns)
    ready = {}
    for event in events:
        target = targets[event.pgh_obj_id]
        has_page = target.pk is not None and hasattr(target, "get_absolute_url")
        ready[event.pgh_id] = HistoryRow(
            at=event.pgh_created_at,
            who=(event.pgh_context or {}).get("who", "the system"),
            what=str(tracked._meta.verbose_name),
            verb=VERBS.get(event.pgh_label, event.pgh_label),
            title=str(target),
            url=target.get_absolute_url() if has_page else "",
            changes=[change for found in changed[event.pgh_id] for change in _in_words(*found, names=names)],
        )
    return ready


def _targets(tracked: Any, events: Sequence[Any]) -> dict[int, Any]:
    """The rows that the events follow, with what they point at; one that is gone is made up from its last event."""
    relations = [column for column in tracked._meta.concrete_fields if column.is_relation]
    ids = {event.pgh_obj_id for event in events}
    targets: dict[int, Any] = tracked._default_manager.select_related(*(column.name for column in relations)).in_bulk(
        list(ids)
    )
    gone = {event.pgh_obj_id: event for event in events if event.pgh_obj_id not in targets}
    pointed_at = {
        column: column.related_model._default_manager.in_bulk(
            [getattr(event, column.attname) for event in gone.values()]
        )
        for column in relations
        if gone
    }
    for pk, event in gone.items():
        known = {
            c.attname: getattr(event, c.attname) for c in tracked._meta.concrete_fields if hasattr(event, c.attname)
        }
        targets[pk] = tracked(**known | {tracked._meta.pk.attname: None})
        for column, rows in pointed_at.items():
            if getattr(event, column.attname) in rows:
                setattr(targets[pk], column.name, rows[getattr(event, column.attname)])
    return targets


def _changed_columns(tracked: Any, before: Any, after: Any) -> list[tuple[Any, Any, Any]]:
    """The columns whose values differ, each with both values."""
    found = []
    for column in tracked._meta.concrete_fields:
        if column.name in HIDDEN or not hasattr(after, column.attname):
            continue
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old != new:
            found.append((column, old, new))
    return found


def _names(found: Iterable[tuple[Any, Any, Any]]) -> dict[Any, dict[Any, str]]:
    """For each table that changed columns point at: the names of the rows they point at. One SQL query each."""
    wanted: dict[Any, set[Any]] = {}
    for column, old, new in found:
        if column.is_relation:
            wanted.setdefault(column.related_model, set()).update({old, new} - {None})
    return {
        model: {pk: str(row) for pk, row in model._default_manager.in_bulk(list(keys)).items()}
        for model, keys in wanted.items()
    }


def _in_words(column: Any, old: Any, new: Any, *, names: dict[Any, dict[Any, str]]) -> list[Change]:
    """What changed in one column; of a JSON object, each key that differs."""
    label = str(column.verbose_name)
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        return [
            Change(name=str(key).replace("_", " "), before=_short(old.get(key)), after=_short(new.get(key)))
            for key in keys
        ]
    if column.is_relation:
        known = names.get(column.related_model, {})
        old, new = (value and known.get(value, f"no. {value}") for value in (old, new))
    elif column.choices:
        labels = dict(column.flatchoices)
        old, new = labels.get(old, old), labels.get(new, new)
    return [Change(name=label, before=_short(old), after=_short(new))]


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d %b %Y, %H:%M}"
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    text = "–" if value in (None, "", {}) else str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
