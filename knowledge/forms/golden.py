"""What people type into the pages of the golden set."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html

from knowledge.models import GoldenQuestion, KnowledgeEntry
from training.forms import choices
from training.listing import FilterForm


class GoldenFilterForm(FilterForm):
    """The search box and the filters of the golden set."""

    q = forms.CharField(
        label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question, answer or entry"})
    )
    state = forms.ChoiceField(label="State", choices=choices([("active", "Active"), ("off", "Switched off")], "Any"))
    source = forms.ChoiceField(label="From", choices=choices(GoldenQuestion.Source.choices, "Anywhere"))
    last = forms.ChoiceField(label="Last run", choices=choices([("wrong", "Wrong"), ("right", "Not wrong")], "Any"))


class GoldenRunFilterForm(FilterForm):
    """The filters of a run of the golden set: it knows right and wrong only."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question"}))
    outcome = forms.ChoiceField(label="Answered", choices=choices([("breaks", "Wrong"), ("same", "Right")], "Any"))


class GoldenForm(forms.Form):
    """A question and what is right."""

    question = forms.CharField(max_length=2000, help_text="As a customer would ask it.")
    expected_answer = forms.CharField(
        label="Right answer",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Its facts (numbers, yes and no, names) must be in the answer; the words may differ.",
    )
    entry = forms.CharField(
        label="Entry that answers it",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "entries", "autocomplete": "off"}),
        help_text="Number, reference or title. Empty: whichever entry answers right.",
    )
    expects_handoff = forms.BooleanField(label="Right is: a person answers it", required=False)
    source = forms.ChoiceField(
        choices=[("", ""), *GoldenQuestion.Source.choices], required=False, widget=forms.HiddenInput
    )
    message = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    entry_id: int | None = None

    def say_entry(self, entry: KnowledgeEntry) -> None:
        """Say beside the field which entry the number in it means."""
        field = self.fields["entry"]
        field.help_text = format_html(
            '{} No. {} is <a href="{}">{}</a>.', field.help_text, entry.pk, entry.get_absolute_url(), entry.title
        )

    def clean_entry(self) -> str:
        """The name without blanks around it."""
        return str(self.cleaned_data["entry"]).strip()


class GoldenFileForm(forms.Form):
    """A CSV file of golden questions."""

    file = forms.FileField(label="CSV file", widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))
