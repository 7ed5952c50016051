"""`manage.py replay`: the golden set as a regression test."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import ReplayRun
from knowledge.services import entries
from tests.knowledge.factories import SHOP, shop_entries
from tests.knowledge.replays import golden_question


def replay(slug: str = "acme") -> str:
    out = StringIO()
    try:
        call_command("replay", organization=slug, stdout=out)
    except CommandError as exc:
        return f"{out.getvalue()}{exc} (exit {exc.returncode})"
    return out.getvalue()


def test_all_right(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.", entry_id=returns.pk)
    golden_question(organization, "Do you rent out wedding tents in the mountains?", expects_handoff=True)
    assert replay().startswith("2 golden questions: 2 right, 0 wrong")


def test_a_break_is_printed_with_what_was_expected_and_what_came(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.", entry_id=returns.pk)
    entries.revise_entry(
        organization=organization, entry_id=returns.pk, title=returns.title, body="You have **14 days**."
    )
    said = replay()
    assert f"BREAK     {SHOP[0][0]}" in said
    assert "expected  Within 30 days. [How long can I send something back?]" in said
    assert "14 days" in said
    assert "instead of “30 days”" in said
    assert "1 golden questions: 0 right, 1 wrong" in said
    assert said.endswith("1 golden question broken. (exit 1)")
    assert ReplayRun.objects.get().breaks == 1


@pytest.mark.parametrize(
    ("slug", "sentence"), [("nobody", "There is no organization “nobody”."), ("acme", "The golden set is empty")]
)
def test_what_cannot_be_run_is_said_in_a_sentence(organization: Any, slug: str, sentence: str) -> None:
    said = replay(slug)
    assert sentence in said
    assert said.endswith("(exit 2)")
