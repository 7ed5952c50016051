"""`manage.py import_conversations`: counts at the end, a sentence and exit code 1 when it cannot."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from tests.training.factories import OrganizationFactory
from tests.training.importing.lines import conversation, message, write
from training.management.commands import import_conversations as command
from training.models import Conversation, Organization
from training.services.importing import ImportWorkerFailed

pytestmark = pytest.mark.django_db


def run(path: Path | str, *options: str, organization: str = "acme", stderr: Any = None) -> tuple[str, str]:
    out, err = io.StringIO(), stderr or io.StringIO()
    call_command("import_conversations", str(path), "--organization", organization, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_ends_with_the_counts(organization: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", *(conversation(f"c-{number}") for number in range(4)), "broken")
    out, err = run(path)
    assert re.fullmatch(r"4 added, 0 unchanged, 0 updated, 1 refused \(\d+\.\d s\)\n", out)
    assert err.splitlines() == [
        "Line 5: the line is not JSON: it stops making sense at character 1.",
        f"The refused lines are listed in {path}.refused.jsonl",
    ]
    assert run(path)[0].startswith("0 added, 4 unchanged, 0 updated, 1 refused")


def test_it_shows_three_refused_lines_and_says_how_many_more(organization: Any, tmp_path: Path) -> None:
    _, err = run(write(tmp_path / "x.jsonl", *["broken"] * 1005))
    assert err.count("Line ") == 3
    assert "… and 1,002 more." in err


def test_it_makes_the_organization_when_asked(db: None, tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", conversation("a"))
    OrganizationFactory(slug="other")
    sentence = r"There is no organization “my-shop”\. There is “other”\. Add --create to make it\."
    with pytest.raises(CommandError, match=sentence):
        run(path, organization="my-shop")
    run(path, "--create", organization="my-shop")
    assert Organization.objects.get(slug="my-shop").name == "My shop"
    run(path, "--create", organization="my-shop")


def test_it_moves_times_and_scales_them(organization: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", conversation("a"), conversation("b", message(after=900_000)))
    run(path, "--shift-to-now", "--span-days", "2", "--source", "shop")
    first, last = Conversation.objects.order_by("started_at")
    assert round((last.ended_at - first.started_at).total_seconds()) == 2 * 86_400
    assert "0 updated" in run(path, "--shift-to-now", "--span-days", "2", "--source", "shop")[0]


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("missing.jsonl", [], "There is no file"),
        (".", [], "is a folder"),
        ("x.jsonl", ["--span-days", "3"], "ask for both"),
        ("x.jsonl", ["--span-days", "-1", "--shift-to-now"], "between 0 and"),
    ],
)
def test_it_answers_with_a_sentence(
    organization: Any, tmp_path: Path, name: str, options: list[str], sentence: str
) -> None:
    write(tmp_path / "x.jsonl", conversation("a"))
    with pytest.raises(CommandError, match=sentence):
        run(tmp_path / name, *options)


def test_an_organization_is_not_made_for_a_file_that_cannot_be_read(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "missing.jsonl", "--create", organization="my-shop")
    assert not Organization.objects.filter(slug="my-shop").exists()


def test_an_unusable_slug_is_told(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="slug cannot be used"):
        run(write(tmp_path / "x.jsonl", conversation("a")), "--create", organization="my shop")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DatabaseError("no space left on device\nDETAIL: row"), r"import: no space left on device\. What"),
        (DatabaseError(), "it gave no reason"),
        (OSError(28, "No space left on device"), "No space left on device. What was imported"),
        (OSError(), "the system refused"),
        (ImportWorkerFailed("A helper died."), "A helper died."),
    ],
)  # fmt: skip
def test_a_failure_on_the_way_is_a_sentence(
    organization: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(**_: Any) -> None:
        raise error

    monkeypatch.setattr(command, "import_conversations", fail)
    with pytest.raises(CommandError, match=sentence) as raised:
        run(write(tmp_path / "x.jsonl", conversation("a")))
    assert "DETAIL" not in str(raised.value)
    assert raised.value.returncode == 1


class Terminal(io.StringIO):
    """Standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar(organization: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(write(tmp_path / "x.jsonl", conversation("a")), stderr=Terminal())
    assert "Importing" in capsys.readouterr().err


def test_a_long_import_tells_a_log_now_and_then(
    organization: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_QUIET_SECONDS", 0)
    _, err = run(write(tmp_path / "x.jsonl", conversation("a")))
    assert re.search(r"0 of 0 MB, about 0 s left", err)
