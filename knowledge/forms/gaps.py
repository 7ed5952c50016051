"""What people type into the pages of gaps."""

from __future__ import annotations

from typing import Any

from django import forms

from knowledge.forms.periods import PERIODS
from knowledge.forms.texts import AnswerForm, LinesField
from knowledge.models import KnowledgeEntry, KnowledgeGap
from training.forms import channel_label, choices
from training.listing import FilterForm

STATES = [
    ("open", "Open"),
    ("in_review", "In review"),
    ("approved", "Approved"),
    ("answered", "Answered"),
    ("rejected", "Update rejected"),
    ("rolled_back", "Rolled back"),
    ("dismissed", "Dismissed"),
    ("expired", "Expired"),
    ("merged", "Merged"),
    ("all", "All"),
]


class GapFilterForm(FilterForm):
    """The filters of the gap list."""

    q = forms.CharField(
        label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Title or keyword"})
    )
    status = forms.ChoiceField(label="Status", choices=choices(STATES, "Open"))
    kind = forms.ChoiceField(label="Kind", choices=choices(KnowledgeGap.Kind.choices, "Any"))
    priority = forms.ChoiceField(label="Priority", choices=choices(KnowledgeGap.Priority.choices, "Any"))
    channel = forms.ChoiceField(label="Channel")
    days = forms.ChoiceField(label="Asked", choices=choices(PERIODS, "Any time"))

    def __init__(self, data: Any, *, channels: list[str]) -> None:
        """Offer the channels on which gaps were heard."""
        super().__init__(data, offered={"channel": choices([(name, channel_label(name)) for name in channels], "Any")})


class GapQuestionFilterForm(FilterForm):
    """The search box above a gap's questions."""

    q = forms.CharField(label="Find", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Words they used"}))


class GapKindForm(forms.Form):
    """Another kind for a gap, and the entries it is about."""

    kind = forms.ChoiceField(label="Kind", choices=KnowledgeGap.Kind.choices)
    entry = forms.TypedChoiceField(
        label="Entry",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="What to mend where it is not found or out of date. Where two disagree or say the same: what stays.",
    )
    other_entry = forms.TypedChoiceField(
        label="Other entry",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Where two disagree or say the same: what goes.",
    )

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the entries that it could be about."""
        super().__init__(*args, **kwargs)
        offered = [("", "None"), *entries]
        for name in ("entry", "other_entry"):
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class GapAcceptForm(AnswerForm):
    """What the agent shall answer, in the words a manager stands for."""

    asked_as = LinesField(
        label="Also asked as",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Other wordings of the question, one a line: found by the search, never shown to customers.",
    )
    category = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, gap: KnowledgeGap | None = None, **kwargs: Any) -> None:
        """With a gap, start from its draft and say what the text is for."""
        if gap is not None and not args:
            kwargs["initial"] = {
                "title": gap.suggested_title or gap.title,
                "body": gap.suggested_content,
                "asked_as": gap.suggested_asked_as,
            }
        super().__init__(*args, **kwargs)
        fix = gap.suggested_fix if gap is not None else {}
        if fix.get("entry_kind") == KnowledgeEntry.Kind.HANDOFF:
            self.fields["body"].label = "Why a person answers"
            self.fields["body"].help_text = "Customers are not told this. Say what the person needs to know."
        if fix.get("action") in ("update", "optimize", "merge"):
            del self.fields["category"]


class GapDismissForm(forms.Form):
    """Why a gap is none."""

    reason_code = forms.ChoiceField(label="Reason", choices=choices(KnowledgeGap.Reason.choices, "Choose a reason"))
    reason = forms.CharField(
        label="In words", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
