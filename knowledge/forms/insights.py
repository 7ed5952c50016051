"""What people type into the pages of insights."""

from __future__ import annotations

from django import forms

from knowledge.forms.texts import AnswerForm
from training.forms import choices
from training.listing import FilterForm
from training.models import LearningInsight

INSIGHT_STATES = [
    ("new", "Open and acknowledged"),
    ("open", "Open"),
    ("acknowledged", "Acknowledged"),
    ("dismissed", "Dismissed"),
    ("turned", "Turned into updates"),
    ("all", "All"),
]


class InsightFilterForm(FilterForm):
    """The filters of the insights."""

    q = forms.CharField(
        label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Channel, intent, entry, wording"})
    )
    kind = forms.ChoiceField(label="Kind", choices=choices(LearningInsight.Kind.choices, "Any"))
    dimension = forms.ChoiceField(label="Of", choices=choices(LearningInsight.Dimension.choices, "Anything"))
    status = forms.ChoiceField(label="Status", choices=choices(INSIGHT_STATES, "Open and acknowledged"))
    found = forms.ChoiceField(
        label="Found",
        choices=choices([("now", "Still found"), ("past", "No longer found"), ("any", "Any time")], "Still found"),
    )


class InsightDismissForm(forms.Form):
    """Why an insight is of no use."""

    reason = forms.CharField(max_length=2000, required=False, help_text="It stays dismissed when it is found again.")


class InsightUpdateForm(AnswerForm):
    """What the agent shall learn from an insight."""
