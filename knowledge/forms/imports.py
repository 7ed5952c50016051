"""What people type into the pages that import entries."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from knowledge.formats.shapes import MOST_BYTES
from training.forms import choices
from training.listing import FilterForm


class ImportForm(forms.Form):
    """A file of entries. What it is, its name says; the size is looked at before the file is read."""

    SUFFIXES: ClassVar[dict[str, str]] = {
        ".zip": "markdown",
        ".md": "document",
        ".csv": "csv",
        ".tsv": "csv",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
    }

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".zip,.md,.csv,.tsv,.jsonl,.ndjson"}),
        help_text="A .zip of Markdown documents, one .md, a .csv or a .jsonl file, at most 20 MB.",
    )

    def clean_file(self) -> Any:
        """A file of a kind and a size that can be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; {MOST_BYTES // 1024 // 1024} MB are allowed. Split it."
            )
        if self.format_of(file.name) == "":
            raise forms.ValidationError("Send a .zip of Markdown documents, a .md, a .csv or a .jsonl file.")
        return file

    @classmethod
    def format_of(cls, name: str) -> str:
        """What a file is by its name; empty: nothing that is known."""
        return next((form for suffix, form in cls.SUFFIXES.items() if name.lower().endswith(suffix)), "")


class ImportFilterForm(FilterForm):
    """Which rows of a preview are shown."""

    show = forms.ChoiceField(
        label="Show",
        choices=choices(
            [
                ("added", "Added"),
                ("changed", "Changed"),
                ("unchanged", "Unchanged"),
                ("refused", "Refused"),
                ("flagged", "With red flags"),
                ("scrubbed", "With personal data taken out"),
            ],
            "Everything",
        ),
    )
