"""Entries out of files and into files: planned first, then applied; what is written can be read again unchanged."""

from knowledge.services.entry_files.applying import (
    ImportDecided,
    ImportFlagsNotSeen,
    ImportResult,
    apply_plan,
    apply_upload,
    discard_upload,
    plan_upload,
)
from knowledge.services.entry_files.exporting import ExportTargetTaken, export_entries, export_file, export_to_path
from knowledge.services.entry_files.planning import Planned, Problem, plan_import, read_file

__all__ = [
    "ExportTargetTaken",
    "ImportDecided",
    "ImportFlagsNotSeen",
    "ImportResult",
    "Planned",
    "Problem",
    "apply_plan",
    "apply_upload",
    "discard_upload",
    "export_entries",
    "export_file",
    "export_to_path",
    "plan_import",
    "plan_upload",
    "read_file",
]
