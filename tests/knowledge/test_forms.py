"""What people type into knowledge's forms, as the services get it."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.forms import CandidateForm, EntryForm, GapAcceptForm

TEXT = {"title": "Gifts", "body": "30 days."}


@pytest.mark.parametrize("form", [EntryForm, GapAcceptForm])
@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("", []),
        ("  return  a gift \r\n\r\ngift back\nreturn a gift", ["return a gift", "gift back"]),
    ],
)
def test_wordings_are_lines_each_once(form: Any, typed: str, cleaned: list[str]) -> None:
    filled = form(TEXT | {"asked_as": typed})
    assert filled.is_valid()
    assert filled.cleaned_data["asked_as"] == cleaned


@pytest.mark.parametrize("form", [EntryForm, CandidateForm])
@pytest.mark.parametrize(("typed", "cleaned"), [("", []), (" gifts,, returns , ", ["gifts", "returns"])])
def test_tags_stand_between_commas(form: Any, typed: str, cleaned: list[str]) -> None:
    filled = form(TEXT | {"tags": typed})
    assert filled.is_valid()
    assert filled.cleaned_data["tags"] == cleaned


def test_lists_are_shown_as_they_are_typed_and_what_was_typed_stays_as_it_is() -> None:
    fresh = EntryForm(initial={"tags": ("gifts", "returns"), "asked_as": ["gift back", "a gift"]})
    assert fresh["tags"].value() == "gifts, returns"
    assert fresh["asked_as"].value() == "gift back\na gift"
    refused = EntryForm({"tags": "gifts,,", "asked_as": " gift "})
    assert not refused.is_valid()
    assert (refused["tags"].value(), refused["asked_as"].value()) == ("gifts,,", " gift ")


@pytest.mark.parametrize("form", [EntryForm, GapAcceptForm])
def test_a_text_that_is_too_long_is_refused_and_not_cut_by_the_browser(form: Any) -> None:
    assert "maxlength" not in str(form()["body"])
    refused = form({**TEXT, "body": "a" * 100_001})
    assert "100000" in str(refused.errors["body"])
    assert "a" * 100_001 in str(refused["body"])
