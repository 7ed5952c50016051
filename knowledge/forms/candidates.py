"""What people type into the pages of candidates."""

from __future__ import annotations

from django import forms

from knowledge.forms.periods import PERIODS
from knowledge.forms.texts import AnswerForm, TagsField
from knowledge.models import CandidateEntry
from training.forms import choices
from training.listing import FilterForm

CANDIDATE_STATES = [
    ("open", "Open"),
    ("ready", "Open, enough customers, not known"),
    ("proposed", "Proposed"),
    ("dismissed", "Dismissed"),
    ("all", "All"),
]


class CandidateFilterForm(FilterForm):
    """The search box and the filters of the candidates."""

    q = forms.CharField(
        label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question or answer"})
    )
    status = forms.ChoiceField(label="Status", choices=choices(CANDIDATE_STATES, "Open"))
    relation = forms.ChoiceField(label="Knowledge", choices=choices(CandidateEntry.Relation.choices, "Any"))
    source = forms.ChoiceField(label="From", choices=choices(CandidateEntry.Source.choices, "Anywhere"))
    flags = forms.ChoiceField(label="Red flags", choices=choices([("yes", "With red flags"), ("no", "Without")], "Any"))
    days = forms.ChoiceField(label="Said", choices=choices(PERIODS, "Any time"))


class CandidateForm(AnswerForm):
    """What the agent shall answer, out of what worked."""

    category = forms.CharField(max_length=80, required=False)
    tags = TagsField(max_length=400, required=False, help_text="Separated by commas.")


class CandidateDismissForm(forms.Form):
    """Why a candidate teaches nothing."""

    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
