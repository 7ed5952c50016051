"""What people type into knowledge's pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html

from knowledge.formats.shapes import MOST_BYTES
from knowledge.models import CandidateEntry, GoldenQuestion, KnowledgeEntry, KnowledgeGap, QuestionPattern, ReplayResult
from training.forms import channel_label, choices
from training.listing import FilterForm
from training.models import AgentVersion, LearningInsight

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
PERIODS = [("7", "Last 7 days"), ("30", "Last 30 days"), ("90", "Last 90 days")]


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


class PatternFilterForm(FilterForm):
    """The filters of the list of frequent questions."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Words"}))
    state = forms.ChoiceField(label="What answers it", choices=choices(QuestionPattern.State.choices, "Anything"))


class GapQuestionFilterForm(FilterForm):
    """The search box above a gap's questions."""

    q = forms.CharField(label="Find", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Words they used"}))


class LinesField(forms.CharField):
    """One entry a line; cleaned to a list."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; what was typed as it was typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that hold something, each once."""
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class TagsField(forms.CharField):
    """Tags between commas; cleaned to a list."""

    def prepare_value(self, value: Any) -> Any:
        """A list between commas; what was typed as it was typed."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """The tags without blanks around them."""
        return [tag.strip() for tag in super().clean(value).split(",") if tag.strip()]


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


class GapAcceptForm(forms.Form):
    """What the agent shall answer, in the words a manager stands for."""

    title = forms.CharField(label="Title", max_length=300, help_text="The question it answers.")
    body = forms.CharField(
        label="Answer",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown works. The agent answers from this text.",
    )
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


AGES = [
    ("7", "In the last 7 days"),
    ("30", "In the last 30 days"),
    ("90", "In the last 90 days"),
    ("-90", "Over 90 days ago"),
    ("-365", "Over a year ago"),
]
PERFORMANCES = [("good", "Good"), ("fair", "Fair"), ("poor", "Poor"), ("few", "Too few to say")]
HEALTHS = [("stale", "Stale"), ("drifting", "Contradicted"), ("either", "Stale or contradicted")]


class AgentFilterForm(FilterForm):
    """The filter of the agent's versions."""

    status = forms.ChoiceField(label="Status", choices=choices(AgentVersion.Status.choices, "Any"))


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


class ImportForm(forms.Form):
    """A file of entries. What it is, its name says; the size is looked at before the file is read."""

    SUFFIXES: ClassVar[dict[str, str]] = {
        ".zip": "markdown",
        ".md": "document",
        ".csv": "csv",
        ".tsv": "csv",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
    }

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".zip,.md,.csv,.tsv,.jsonl,.ndjson"}),
        help_text="A .zip of Markdown documents, one .md, a .csv or a .jsonl file, at most 20 MB.",
    )

    def clean_file(self) -> Any:
        """A file of a kind and a size that can be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; {MOST_BYTES // 1024 // 1024} MB are allowed. Split it."
            )
        if self.format_of(file.name) == "":
            raise forms.ValidationError("Send a .zip of Markdown documents, a .md, a .csv or a .jsonl file.")
        return file

    @classmethod
    def format_of(cls, name: str) -> str:
        """What a file is by its name; empty: nothing that is known."""
        return next((form for suffix, form in cls.SUFFIXES.items() if name.lower().endswith(suffix)), "")


class ImportFilterForm(FilterForm):
    """Which rows of a preview are shown."""

    show = forms.ChoiceField(
        label="Show",
        choices=choices(
            [
                ("added", "Added"),
                ("changed", "Changed"),
                ("unchanged", "Unchanged"),
                ("refused", "Refused"),
                ("flagged", "With red flags"),
                ("scrubbed", "With personal data taken out"),
            ],
            "Everything",
        ),
    )


class LabelRenameForm(forms.Form):
    """Another name for a category or a tag; the name of another one joins the two."""

    old = forms.CharField(max_length=80, widget=forms.HiddenInput)
    new = forms.CharField(label="New name", max_length=80, required=False)
    is_merge = forms.BooleanField(required=False, widget=forms.HiddenInput)


class EntryForm(forms.Form):
    """An entry's text. `expected_version` keeps two editors from overwriting each other."""

    title = forms.CharField(max_length=300, help_text="The question it answers, as a customer would ask it.")
    body = forms.CharField(
        label="Text", max_length=100_000, widget=forms.Textarea(attrs={"rows": 14}), help_text="Markdown works."
    )
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


class AskForm(forms.Form):
    """A question to the agent."""

    question = forms.CharField(
        label="Ask what a customer would ask",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "How long do I have to send something back?"}),
    )


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


class CandidateForm(forms.Form):
    """What the agent shall answer, out of what worked."""

    title = forms.CharField(label="Title", max_length=300, help_text="The question it answers.")
    body = forms.CharField(
        label="Answer",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown works. The agent answers from this text.",
    )
    category = forms.CharField(max_length=80, required=False)
    tags = TagsField(max_length=400, required=False, help_text="Separated by commas.")


class CandidateDismissForm(forms.Form):
    """Why a candidate teaches nothing."""

    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


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


class InsightUpdateForm(forms.Form):
    """What the agent shall learn from an insight."""

    title = forms.CharField(max_length=300, help_text="The question it answers.")
    body = forms.CharField(
        label="Answer",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown works. The agent answers from this text.",
    )


class ReplayFilterForm(FilterForm):
    """The filters of one replay's questions."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question"}))
    outcome = forms.ChoiceField(label="Outcome", choices=choices(ReplayResult.Outcome.choices, "Any"))
    source = forms.ChoiceField(label="From", choices=choices(ReplayResult.Source.choices, "Anywhere"))


class GoldenRunFilterForm(FilterForm):
    """The filters of a run of the golden set: it knows right and wrong only."""

    q = forms.CharField(label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question"}))
    outcome = forms.ChoiceField(label="Answered", choices=choices([("breaks", "Wrong"), ("same", "Right")], "Any"))


class ReplayListFilterForm(FilterForm):
    """The filters of the history of replays."""

    of = forms.ChoiceField(label="Of", choices=choices([("golden", "The golden set"), ("updates", "Updates")], "All"))
    found = forms.ChoiceField(
        label="Found", choices=choices([("breaks", "Breaks"), ("fixes", "Fixes"), ("changes", "Changes")], "Anything")
    )


class GoldenFilterForm(FilterForm):
    """The search box and the filters of the golden set."""

    q = forms.CharField(
        label="Search", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Question, answer or entry"})
    )
    state = forms.ChoiceField(label="State", choices=choices([("active", "Active"), ("off", "Switched off")], "Any"))
    source = forms.ChoiceField(label="From", choices=choices(GoldenQuestion.Source.choices, "Anywhere"))
    last = forms.ChoiceField(label="Last run", choices=choices([("wrong", "Wrong"), ("right", "Not wrong")], "Any"))


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
