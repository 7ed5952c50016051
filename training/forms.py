"""What people type into the ground floor's pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator

from training.listing import FilterForm
from training.models import LearningUpdate, Membership, Organization
from training.querysets.conversation import COUNTS

OWN_ADDRESS = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,30}|\+?[\d ()./-]{6,30}")
DATE = forms.DateInput(attrs={"type": "date"})
COUNT_LABELS = {
    "conversations": "All",
    "ai_involved": "AI took part",
    "ai_ended": "AI took part, ended",
    "contained": "Contained",
    "handed_off": "Handed off",
    "analysed": "Analysed",
    "succeeded": "Succeeded",
    "ai_analysed": "AI took part, analysed",
    "auto_resolved": "Resolved automatically",
    "rated": "Rated",
    "satisfied": "Rated 4 or 5",
    "converted": "Converted",
}


CHANNEL_LABELS = {"email": "E-mail", "whatsapp": "WhatsApp"}


def channel_label(name: str) -> str:
    """A channel's name for reading; channels are free text."""
    return CHANNEL_LABELS.get(name) or name.replace("_", " ").capitalize()


class DayField(forms.DateField):
    """A day that a clock of any timezone can still show."""

    widget = DATE
    default_validators = [  # noqa: RUF012 - Django reads it from the class, and declares it without ClassVar
        MinValueValidator(date(1970, 1, 1), "Choose a day after 1970."),
        MaxValueValidator(date(2999, 12, 31), "Choose a day before 3000."),
    ]


def choices(values: Any, everything: str) -> list[tuple[str, str]]:
    """Select options with a first one that filters nothing."""
    return [("", everything), *[(str(value), str(label)) for value, label in values]]


class ConversationFilterForm(FilterForm):
    """The filters of the conversation list; `counted` is where a card's click leads."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Words or id"}))
    channel = forms.ChoiceField(label="Channel")
    counted = forms.ChoiceField(label="Counted as", choices=choices([(k, COUNT_LABELS[k]) for k in COUNTS], "Anything"))
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=choices(
            [
                ("failed", "Failed"),
                ("failed_outright", "Failed, no success"),
                ("success", "Success"),
                ("neither", "Neither"),
                ("handed_off", "Handed off"),
                ("waiting", "Not analysed"),
            ],
            "Any",
        ),
    )
    rating = forms.ChoiceField(
        label="Rating", choices=choices([(n, "★" * n) for n in range(5, 0, -1)] + [("rated", "Rated")], "Any")
    )
    first = DayField(label="From")
    last = DayField(label="To")

    def __init__(self, data: Any, *, channels: list[str]) -> None:
        """Offer the channels that exist, and keep what other apps narrow the list to."""
        super().__init__(
            data,
            offered={"channel": choices([(name, channel_label(name)) for name in channels], "Any")},
            hidden=settings.CONVERSATION_FILTERS,
        )


class UpdateFilterForm(FilterForm):
    """The filters of the review queue."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Title"}))
    status = forms.ChoiceField(
        label="Status",
        choices=choices([*LearningUpdate.Status.choices, ("canary", "Canary"), ("all", "All")], "Pending"),
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=choices(LearningUpdate.Kind.choices, "Any"),
    )
    flags = forms.ChoiceField(label="Red flags", choices=choices([("yes", "Flagged"), ("no", "None")], "Any"))


class LongText(forms.CharField):
    """A text of many lines. What is too long comes back with a sentence; a browser told of the limit just cuts it."""

    def __init__(self, *, rows: int, max_length: int = 100_000, **more: Any) -> None:
        """`rows` is how high its box is."""
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **more)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The attributes of its box, without a limit."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class UpdateEditForm(forms.Form):
    """A reviewer's edits of a knowledge update before approving it."""

    title = forms.CharField(max_length=300)
    body = LongText(label="Text", rows=8)
    category = forms.CharField(max_length=80, required=False)


class CanaryForm(forms.Form):
    """Whether an approved update serves a share of the customers first, and which."""

    is_canary = forms.BooleanField(required=False)
    canary_percent = forms.IntegerField(min_value=1, max_value=50, required=False)

    def share(self, default: int) -> float | None:
        """The share, 0–1; None where everyone gets it at once. `default` is in percent."""
        if not self.cleaned_data.get("is_canary"):
            return None
        return (self.cleaned_data.get("canary_percent") or default) / 100


class AutonomyForm(forms.Form):
    """Which updates may approve themselves, and from which precision on, in percent."""

    kind = forms.CharField(max_length=24)
    risk = forms.CharField(max_length=4)
    is_on = forms.ChoiceField(choices=[("yes", "On"), ("no", "Off")])
    percent = forms.IntegerField(min_value=50, max_value=100)


class UpdateRejectForm(forms.Form):
    """Why an update is rejected."""

    reason_code = forms.ChoiceField(label="Reason", choices=choices(LearningUpdate.Reason.choices, "Choose a reason"))
    reason = forms.CharField(
        label="In words", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg] # not generic at run time
    """An organization's settings."""

    own_addresses = forms.CharField(
        label="Own domains and phone numbers",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One per line, such as shop.example. Links and numbers of your own are no red flag.",
    )

    handoff_confidence = forms.FloatField(
        label="Hand off below confidence",
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text="0 to 1. Below it the agent passes the question to a person. Another value makes a new version of "
        "the agent.",
    )

    class Meta:
        model = Organization
        fields: ClassVar[list[str]] = [
            "name",
            "timezone",
            "currency",
            "human_ticket_cost",
            "success_resolution_seconds",
            "min_rate_n",
            "gap_min_customers",
            "gap_window_days",
            "own_addresses",
            "gap_return_customers",
            "gap_expiry_days",
            "entry_stale_days",
            "canary_percent",
            "cycle_interval_minutes",
            "is_cycle_paused",
            "engine",
            "monthly_budget",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the timezones as suggestions."""
        super().__init__(*args, **kwargs)
        self.fields["timezone"].widget.attrs["list"] = "timezones"
        self.initial["own_addresses"] = "\n".join(self.initial.get("own_addresses") or [])

    @property
    def timezones(self) -> list[str]:
        """Every timezone known here."""
        return sorted(available_timezones())

    def clean_timezone(self) -> str:
        """A timezone must exist."""
        name = str(self.cleaned_data["timezone"])
        if name not in available_timezones():
            raise forms.ValidationError(f"“{name}” is no timezone. Choose one such as Europe/Berlin.")
        return name

    def clean_own_addresses(self) -> list[str]:
        """Each line is a domain or a phone number."""
        lines = [line.strip().lower() for line in str(self.cleaned_data["own_addresses"]).splitlines()]
        for line in filter(None, lines):
            if not OWN_ADDRESS.fullmatch(line):
                raise forms.ValidationError(f"“{line}” is no domain such as shop.example, and no phone number.")
        return list(dict.fromkeys(filter(None, lines)))

    def clean_currency(self) -> str:
        """Three letters."""
        code = str(self.cleaned_data["currency"]).upper()
        if len(code) != 3 or not code.isalpha():
            raise forms.ValidationError("Use the three-letter code of the currency, such as EUR.")
        return code


class MemberForm(forms.Form):
    """Somebody to work here."""

    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(choices=Membership.Role.choices)


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=Membership.Role.choices)
