"""What people type into the pages of replays."""

from __future__ import annotations

from django import forms

from knowledge.models import ReplayResult
from training.forms import choices
from training.listing import FilterForm


class ReplayFilterForm(FilterForm):
    """The filters of one replay's questions."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question"}))
    outcome = forms.ChoiceField(label="Outcome", choices=choices(ReplayResult.Outcome.choices, "Any"))
    source = forms.ChoiceField(label="From", choices=choices(ReplayResult.Source.choices, "Anywhere"))


class ReplayListFilterForm(FilterForm):
    """The filters of the history of replays."""

    of = forms.ChoiceField(label="Of", choices=choices([("golden", "The golden set"), ("updates", "Updates")], "All"))
    found = forms.ChoiceField(
        label="Found", choices=choices([("breaks", "Breaks"), ("fixes", "Fixes"), ("changes", "Changes")], "Anything")
    )
