"""The import: conversations of a file into the desk, scrubbed, any number of times.

`reading` makes typed conversations of lines, `times` moves them, `rows` scrubs them, `workers` does both beside the
database, `files` streams, `writing` writes, `running` brings them together.
"""

from __future__ import annotations

from training.services.importing.files import ImportFileUnreadable
from training.services.importing.running import ImportNotPossible, ImportResult, import_conversations
from training.services.importing.workers import ImportWorkerFailed

__all__ = ["ImportFileUnreadable", "ImportNotPossible", "ImportResult", "ImportWorkerFailed", "import_conversations"]
