"""What people type into the pages of the agent."""

from __future__ import annotations

from django import forms

from training.forms import choices
from training.listing import FilterForm
from training.models import AgentVersion


class AgentFilterForm(FilterForm):
    """The filter of the agent's versions."""

    status = forms.ChoiceField(label="Status", choices=choices(AgentVersion.Status.choices, "Any"))


class AskForm(forms.Form):
    """A question to the agent."""

    question = forms.CharField(
        label="Ask what a customer would ask",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "How long do I have to send something back?"}),
    )
