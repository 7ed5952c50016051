"""Files of entries: a folder of Markdown documents, CSV, JSONL. Pure: bytes in, entries out, and back again.

What one of these writes, it reads back unchanged. A field that a file does not have is None and leaves an entry's own
as it is. What cannot be read is refused with its place and a sentence; the rest is kept.
"""

from knowledge.formats.archives import read_documents, read_folder, read_zip, write_zip
from knowledge.formats.lines import read_jsonl, write_jsonl
from knowledge.formats.shapes import FileEntry, FileInvalid, Reading, Refused
from knowledge.formats.tables import read_csv, write_csv

FORMATS = {"markdown": "Markdown", "csv": "CSV", "jsonl": "JSON lines"}
__all__ = [
    "FORMATS",
    "FileEntry",
    "FileInvalid",
    "Reading",
    "Refused",
    "read_csv",
    "read_documents",
    "read_folder",
    "read_jsonl",
    "read_zip",
    "write_csv",
    "write_jsonl",
    "write_zip",
]
