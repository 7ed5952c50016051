"""Texts that people type, and the fields that take them."""

from __future__ import annotations

from typing import Any

from django import forms

from training.forms import LongText


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


class AnswerForm(forms.Form):
    """A question and what the agent shall answer to it."""

    title = forms.CharField(label="Title", max_length=300, help_text="The question it answers.")
    body = LongText(label="Answer", rows=8, help_text="Markdown works. The agent answers from this text.")
