"""`manage.py evaluate`: one sub-command for each module of the evaluation, its figures and its bounds."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config import evaluation
from config.management.parts import parts_of


def test_each_part_takes_arguments_runs_and_says_what_it_is() -> None:
    assert "gaps" in parts_of(evaluation)
    for name, part in parts_of(evaluation).items():
        assert callable(part.add_arguments), name
        assert callable(part.run), name
        assert part.__doc__, name


def test_helpers_of_the_evaluation_are_no_part() -> None:
    assert "gap_scores" not in parts_of(evaluation)


@pytest.mark.usefixtures("db")
def test_an_unknown_organization_is_named() -> None:
    with pytest.raises(CommandError, match="no organization “nobody”"):
        call_command("evaluate", "gaps", "--organization=nobody", "--label=intent", stdout=StringIO())
