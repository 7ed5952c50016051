"""One cycle with its steps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.views.test_cycle_list import cycle_of
from tests.views import HTMX, client_as
from training.models import CycleStep


def test_it_shows_what_each_step_did_and_what_went_wrong(organization: Any) -> None:
    cycle = cycle_of(organization, "failed")
    note = "The hosted engine could not be reached; the local engine did this."
    CycleStep.objects.filter(name="analyse_conversations").update(engine="local 1", note=note)
    CycleStep.objects.filter(name="detect_gaps").update(status="failed", error="The database refused.")
    text = client_as(organization, "analyst").get(cycle.get_absolute_url()).text
    for expected in ("Analyse conversations", "1,200", "local 1", note, "The database refused.", "A step failed"):
        assert expected in text


@pytest.mark.parametrize(("status", "polls"), [("running", True), ("done", False)])
def test_it_asks_again_only_while_it_runs(organization: Any, status: str, polls: bool) -> None:
    cycle = cycle_of(organization, status)
    answer = client_as(organization, "analyst").get(cycle.get_absolute_url(), **HTMX)
    assert "<html" not in answer.text
    assert ('hx-trigger="every 3s"' in answer.text) is polls


def test_a_cycle_that_was_taken_over_says_so(organization: Any) -> None:
    cycle = cycle_of(organization, epoch=2)
    assert "another one finished it" in client_as(organization, "analyst").get(cycle.get_absolute_url()).text
