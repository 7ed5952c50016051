"""What people type into the pages of frequent questions."""

from __future__ import annotations

from django import forms

from knowledge.models import QuestionPattern
from training.forms import choices
from training.listing import FilterForm


class PatternFilterForm(FilterForm):
    """The filters of the list of frequent questions."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Words"}))
    state = forms.ChoiceField(label="What answers it", choices=choices(QuestionPattern.State.choices, "Anything"))
