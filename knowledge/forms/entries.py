"""What people type into the pages of entries."""

from __future__ import annotations

from typing import Any

from django import forms

from knowledge.forms.texts import LinesField, TagsField
from knowledge.models import KnowledgeEntry
from training.forms import LongText, choices
from training.listing import FilterForm

AGES = [
    ("7", "In the last 7 days"),
    ("30", "In the last 30 days"),
    ("90", "In the last 90 days"),
    ("-90", "Over 90 days ago"),
    ("-365", "Over a year ago"),
]
PERFORMANCES = [("good", "Good"), ("fair", "Fair"), ("poor", "Poor"), ("few", "Too few to say")]
HEALTHS = [("stale", "Stale"), ("drifting", "Contradicted"), ("either", "Stale or contradicted")]


class EntryFilterForm(FilterForm):
    """The search box and the filters of the knowledge list."""

    q = forms.CharField(
        label="Search", max_length=400, widget=forms.TextInput(attrs={"placeholder": "Words or a question"})
    )
    status = forms.ChoiceField(
        label="Status", choices=choices([*KnowledgeEntry.Status.choices, ("all", "All")], "Live")
    )
    category = forms.ChoiceField(label="Category")
    tag = forms.ChoiceField(label="Tag")
    kind = forms.ChoiceField(label="Kind", choices=choices(KnowledgeEntry.Kind.choices, "Any"))
    origin = forms.ChoiceField(
        label="From", choices=choices([("learned", "Learned updates"), ("written", "People")], "Any")
    )
    age = forms.ChoiceField(label="Text changed", choices=choices(AGES, "Any time"))
    performance = forms.ChoiceField(label="Performance", choices=choices(PERFORMANCES, "Any"))
    health = forms.ChoiceField(label="Health", choices=choices(HEALTHS, "Any"))

    def __init__(self, data: Any, *, categories: list[str], tags: list[str]) -> None:
        """Offer the categories and tags that exist."""
        offered = {
            "category": choices([(name, name) for name in categories], "Any"),
            "tag": choices([(name, name) for name in tags], "Any"),
        }
        super().__init__(data, offered=offered)


class EntryForm(forms.Form):
    """An entry's text. `expected_version` keeps two editors from overwriting each other."""

    title = forms.CharField(max_length=300, help_text="The question it answers, as a customer would ask it.")
    body = LongText(label="Text", rows=14, help_text="Markdown works.")
    asked_as = LinesField(
        label="Also asked as, one per line",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Other wordings of the question. They help to find the entry; customers never see them.",
    )
    kind = forms.ChoiceField(
        choices=KnowledgeEntry.Kind.choices,
        required=False,
        help_text="A hand-off rule is found like an answer, and then a person answers.",
    )
    category = forms.CharField(max_length=80, required=False)
    tags = TagsField(max_length=400, required=False, help_text="Separated by commas.")
    reason = forms.CharField(label="Why", max_length=300, required=False, help_text="Kept with the version.")
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_kind(self) -> str:
        """The kind; an answer where none is chosen."""
        return str(self.cleaned_data["kind"] or KnowledgeEntry.Kind.ANSWER)


class LabelRenameForm(forms.Form):
    """Another name for a category or a tag; the name of another one joins the two."""

    old = forms.CharField(max_length=80, widget=forms.HiddenInput)
    new = forms.CharField(label="New name", max_length=80, required=False)
    is_merge = forms.BooleanField(required=False, widget=forms.HiddenInput)
