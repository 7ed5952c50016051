"""Categories and tags over all entries: renamed, joined, taken away. The history keeps each entry's change."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Func, Value

from knowledge.models import KnowledgeEntry
from knowledge.services.entries.cleaning import EntryInvalid, clean_category, clean_tags
from training.errors import DomainError
from training.models import Organization


class LabelUnknown(DomainError):
    """No entry has this category or tag any more."""


class LabelTaken(DomainError):
    """Entries have the new name already: the two would be joined, which must be meant."""

    def __init__(self, message: str, *, new: str, count: int) -> None:
        """Keep the name and how many entries have it."""
        super().__init__(message)
        self.new = new
        self.count = count


@transaction.atomic
def rename_category(*, organization: Organization, old: str, new: str, is_merge: bool = False) -> int:
    """Give all entries of a category, archived ones too, another; an empty one takes it away. Returns how many.

    Raises:
        EntryInvalid: the new name cannot be kept.
        LabelUnknown: no entry has the old one.
        LabelTaken: entries have the new one, and `is_merge` does not say that the two are to be joined.
    """
    new = clean_category(new)
    entries = KnowledgeEntry.objects.for_organization(organization)
    found = _locked(entries.filter(category=old))
    if not found:
        raise LabelUnknown(f"No entry has the category “{old}” any more.")
    if new == old:
        return 0
    count = entries.filter(category=new).count() if new else 0
    if count and not is_merge:
        raise LabelTaken(_taken_sentence("category", old, new, count), new=new, count=count)
    return entries.filter(pk__in=found).update(category=new)


@transaction.atomic
def rename_tag(*, organization: Organization, old: str, new: str, is_merge: bool = False) -> int:
    """Give all entries with a tag, archived ones too, another; an empty one takes it away. Returns how many.

    Raises:
        EntryInvalid: the new name cannot be kept.
        LabelUnknown: no entry has the old one.
        LabelTaken: entries have the new one, and `is_merge` does not say that the two are to be joined.
    """
    new = next(iter(clean_tags([new])), "")
    if "," in new:
        raise EntryInvalid("A tag has no comma.", field="tags")
    entries = KnowledgeEntry.objects.for_organization(organization)
    found = _locked(entries.filter(tags__contains=[old]))
    if not found:
        raise LabelUnknown(f"No entry has the tag “{old}” any more.")
    if new == old:
        return 0
    count = entries.filter(tags__contains=[new]).count() if new else 0
    if count and not is_merge:
        raise LabelTaken(_taken_sentence("tag", old, new, count), new=new, count=count)
    # Those that have both lose the old one; it keeps its place in the others.
    without = entries.filter(pk__in=found)
    if new:
        without = without.filter(tags__contains=[new])
    removed = without.update(tags=_array("array_remove", old))
    return removed + entries.filter(pk__in=found, tags__contains=[old]).update(tags=_array("array_replace", old, new))


def _array(function: str, *names: str) -> Func:
    return Func(F("tags"), *(Value(name) for name in names), function=function)


def _locked(rows: object) -> list[int]:
    return list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))  # type: ignore[attr-defined] # a queryset


def _taken_sentence(what: str, old: str, new: str, count: int) -> str:
    entries = "1 entry has" if count == 1 else f"{count} entries have"
    return (
        f"{entries} the {what} “{new}” already. Joining makes “{old}” and “{new}” one; it cannot be told apart again."
    )
