"""Entries: their fields as they are kept, and every write of them."""

from knowledge.services.entries.cleaning import (
    BODY_BYTES,
    TITLE_CHARACTERS,
    EntryArchived,
    EntryChangedMeanwhile,
    EntryInvalid,
    EntryNotArchived,
    EntryNotFound,
    EntryRefTaken,
    clean_asked_as,
    clean_body,
    clean_category,
    clean_kind,
    clean_tags,
    clean_title,
)
from knowledge.services.entries.confirming import confirm_entry
from knowledge.services.entries.labels import LabelTaken, LabelUnknown, rename_category, rename_tag
from knowledge.services.entries.writing import (
    EntryDraft,
    archive_entry,
    create_entries,
    create_entry,
    restore_entry,
    restore_version,
    revise_entry,
)

__all__ = [
    "BODY_BYTES",
    "TITLE_CHARACTERS",
    "EntryArchived",
    "EntryChangedMeanwhile",
    "EntryDraft",
    "EntryInvalid",
    "EntryNotArchived",
    "EntryNotFound",
    "EntryRefTaken",
    "LabelTaken",
    "LabelUnknown",
    "archive_entry",
    "clean_asked_as",
    "clean_body",
    "clean_category",
    "clean_kind",
    "clean_tags",
    "clean_title",
    "confirm_entry",
    "create_entries",
    "create_entry",
    "rename_category",
    "rename_tag",
    "restore_entry",
    "restore_version",
    "revise_entry",
]
