"""Filters of the pages of numbers."""

from __future__ import annotations

from django import forms

from analytics.coverage import STATES
from analytics.models import Alert
from training.forms import choices
from training.listing import FilterForm
from training.models import LearningUpdate
from training.models.impact import VERDICTS

PERIODS = [7, 30, 90]
USUAL_PERIOD = 30


class PeriodForm(FilterForm):
    """How many days up to today; links set it and the forms of the page keep it."""

    days = forms.ChoiceField(
        label="Days", choices=[(str(days), f"{days} days") for days in PERIODS], widget=forms.HiddenInput
    )

    @property
    def length(self) -> int:
        """The days of the period; the usual ones where the URL names none that are offered."""
        return int(self.cleaned_data.get("days") or USUAL_PERIOD)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the period is set."""
        return any(value for name, value in self.cleaned_data.items() if name != "days")


class CoverageFilterForm(PeriodForm):
    """The period, and which topics the table shows."""

    state = forms.ChoiceField(
        label="State", choices=choices([(name, label) for name, (label, _) in STATES.items()], "All states")
    )


class ImpactFilterForm(FilterForm):
    """The filters of the impact ledger."""

    q = forms.CharField(label="Search", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=choices(LearningUpdate.Kind.choices, "Any kind"))
    verdict = forms.ChoiceField(label="Verdict", choices=choices(VERDICTS, "Any verdict"))
    state = forms.ChoiceField(
        label="State", choices=choices([("live", "Live"), ("rolled_back", "Rolled back")], "Any state")
    )
    first = forms.DateField(label="Applied from", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))


class AlertFilterForm(FilterForm):
    """The filters of the alerts."""

    status = forms.ChoiceField(
        label="Status", choices=choices([*Alert.Status.choices, ("all", "All")], "Open and acknowledged")
    )
    kind = forms.ChoiceField(label="Kind", choices=choices(Alert.Kind.choices, "Any kind"))
    severity = forms.ChoiceField(label="Severity", choices=choices(Alert.Severity.choices, "Any severity"))
