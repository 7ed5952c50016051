"""A file of conversations into the database, any number of times."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.training.importing.lines import NOON, NOW, conversation, message, write
from training.models import Conversation, ConversationAnalysis, Feedback, ImportSource, Message
from training.services.agents import change_agent, ensure_first_version
from training.services.importing import (
    ImportFileUnreadable,
    ImportNotPossible,
    ImportResult,
    files,
    import_conversations,
    writing,
)

Import = Callable[..., ImportResult]


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.unchanged, result.updated, result.refused


@pytest.fixture
def run(organization: Any, tmp_path: Path) -> Import:
    def run(*lines: Any, name: str = "x.jsonl", **more: Any) -> ImportResult:
        path = write(tmp_path / name, *lines)
        return import_conversations(organization_id=organization.pk, path=path, **({"now": NOW} | more))

    return run


def test_the_version_that_answered_is_told_by_its_label(run: Import, organization: Any) -> None:
    first = ensure_first_version(organization)
    result = run(conversation("a", agent_version="1.0.0"), conversation("b", agent_version="7.0.0"), conversation("c"))
    assert dict(Conversation.objects.values_list("external_id", "agent_version")) == {
        "a": first.pk, "b": None, "c": None,
    }  # fmt: skip
    assert result.notes == ("1 conversation names a version of the agent that is not here; they came in without it.",)
    later = change_agent(organization=organization, changes={"temperature": 0})
    moved = conversation("a", agent_version="1.0.1")
    assert counts(run(moved)) == (0, 0, 1, 0)
    assert Conversation.objects.get(external_id="a").agent_version == later
    assert counts(run(conversation("c"))) == (0, 1, 0, 0)


def test_conversations_messages_and_ratings_go_in(run: Import, organization: Any) -> None:
    edit = {"text": "On Friday.", "editor": "kim", "reason": "wrong"}
    told = {"model": "m-1", "confidence": 0.5, "tokens": 12, "cost": 0.25, "latency_seconds": 1.5}
    ai = message("ai", "It arrives tomorrow.", 9, citations=["kb-1", 'a "b"'], edit=edit, **told)
    result = run(
        conversation("a", message(text="I am jane@example.com"), ai, rating=2, comment="late", intent="where",
                     escalated=True, handoff_reason="asked", resolved=False, customer="u-1", converted=True, value=12.5,
                     cost=0.5)
    )  # fmt: skip
    assert counts(result) == (1, 0, 0, 0)
    found = Conversation.objects.get()
    assert (found.external_id, found.source, found.channel, found.status) == ("a", "x", "chat", "closed")
    assert (found.started_at, found.ended_at) == (NOON, NOON + timedelta(seconds=9))
    assert (found.message_count, found.is_resolved_told, found.is_handed_off, found.handoff_reason) == (
        2,
        False,
        True,
        "asked",
    )
    assert (found.given_intent, found.ai_confidence, found.is_converted) == ("where", 0.5, True)
    assert (float(found.value or 0), float(found.cost or 0), found.satisfaction) == (12.5, 0.5, None)
    assert (found.is_ai_involved, found.has_human_reply, found.first_response_seconds, found.resolution_seconds) == (
        True,
        False,
        9,
        9,
    )
    assert len(found.customer_key) == 32
    assert found.analysed_at is None
    question, answer = Message.objects.all()
    assert (question.text, question.is_scrubbed, question.position) == ("I am [email]", True, 0)
    assert (answer.model, answer.confidence, answer.tokens, answer.latency_seconds) == ("m-1", 0.5, 12, 1.5)
    assert (answer.cited_refs, answer.edited_text, answer.edited_by) == (["kb-1", 'a "b"'], "On Friday.", "kim")
    feedback = Feedback.objects.get()
    assert (feedback.key, feedback.source, feedback.rating, feedback.comment) == ("import:a", "customer", 2, "late")
    assert (feedback.given_at, feedback.processed_at) == (found.ended_at, None)


def test_the_same_file_again_changes_nothing(run: Import) -> None:
    lines = [conversation(f"c-{number}", rating=3) for number in range(5)]
    assert counts(run(*lines)) == (5, 0, 0, 0)
    before = list(Conversation.objects.order_by("id").values())
    assert counts(run(*lines)) == (0, 5, 0, 0)
    assert counts(run(*lines, name="other.jsonl.gz", now=NOW + timedelta(days=1))) == (0, 5, 0, 0)
    assert list(Conversation.objects.order_by("id").values()) == before
    assert Message.objects.count() == 10
    assert Feedback.objects.count() == 5


def test_a_conversation_that_gained_messages_is_updated_and_analysed_anew(run: Import) -> None:
    run(conversation("a"), conversation("b"))
    Conversation.objects.update(analysed_at=NOW, is_success=True, is_resolved=True)
    kept = list(Message.objects.filter(conversation__external_id="a").values_list("pk", flat=True))
    longer = conversation("a", message(), message("ai", "It arrives tomorrow.", 9), message(text="Thanks", after=20))
    assert counts(run(longer, conversation("b"))) == (0, 1, 1, 0)
    changed, same = Conversation.objects.order_by("external_id")
    assert (changed.analysed_at, changed.is_success, changed.is_resolved, changed.message_count) == (
        None,
        None,
        None,
        3,
    )
    assert same.analysed_at == NOW
    assert list(changed.messages.values_list("pk", flat=True))[:2] == kept


def test_messages_that_are_gone_from_the_file_are_deleted_with_what_points_at_them_let_go(
    run: Import, organization: Any
) -> None:
    run(conversation("a", message(), message("ai", "One", 1), message(text="Two", after=2)))
    made = Conversation.objects.get()
    ConversationAnalysis.objects.create(
        organization=organization, conversation=made, question_message=made.messages.get(position=2),
        resolution_probability=0.5, judged_rating=3, sentiment=0, engine="local", engine_version="1",
    )  # fmt: skip
    assert counts(run(conversation("a", message(), message("ai", "Uno", 1)))) == (0, 0, 1, 0)
    assert list(made.messages.values_list("text", flat=True)) == ["Where is my order?", "Uno"]
    connection.check_constraints()
    assert ConversationAnalysis.objects.get().question_message is None


def test_a_rating_that_comes_later_or_changes_is_to_be_ingested_anew(run: Import) -> None:
    run(conversation("a"))
    assert not Feedback.objects.exists()
    assert counts(run(conversation("a", rating=4))) == (0, 0, 1, 0)
    Feedback.objects.update(processed_at=NOW)
    run(conversation("a", rating=4, intent="other"))
    assert Feedback.objects.get().processed_at == NOW
    run(conversation("a", rating=1))
    assert Feedback.objects.values_list("rating", "processed_at").get() == (1, None)


@pytest.mark.parametrize(("comment", "left"), [("", []), ("so so", [("import:a", None, "so so")])])
def test_a_rating_that_is_withdrawn_goes(run: Import, organization: Any, comment: str, left: list[Any]) -> None:
    run(conversation("a", rating=4, comment=comment))
    made = Conversation.objects.get()
    Feedback.objects.create(
        organization=organization, conversation=made, key="desk:1", source="agent", rating=5, given_at=NOW
    )
    Feedback.objects.update(processed_at=NOW)
    Conversation.objects.update(satisfaction=4)
    run(conversation("a", comment=comment))
    made.refresh_from_db()
    assert made.satisfaction is None
    assert list(Feedback.objects.filter(key="import:a").values_list("key", "rating", "comment")) == left
    assert Feedback.objects.get(key="desk:1").processed_at is None


def test_of_two_lines_with_one_id_the_later_wins(run: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [conversation("a", intent="first"), conversation("a", intent="second"), conversation("a", intent="second")]
    assert counts(run(*lines)) == (1, 1, 1, 0)
    assert Conversation.objects.get().given_intent == "second"
    monkeypatch.setattr(files, "BATCH_LINES", 1)
    back = [conversation("a", intent=intent) for intent in ("second", "third", "second")]
    assert counts(run(*back)) == (0, 1, 2, 0)
    assert Conversation.objects.get().given_intent == "second"


def test_bad_lines_are_listed_without_their_text_and_the_rest_goes_in(run: Import, tmp_path: Path) -> None:
    result = run(
        conversation("a"), '{"id": "jane@example.com"', {"id": "x"}, conversation("b", rating=9), conversation("c")
    )
    assert counts(result) == (2, 0, 0, 3)
    assert result.refused_path == tmp_path / "x.jsonl.refused.jsonl"
    listed = [json.loads(line) for line in result.refused_path.read_text().splitlines()]
    assert [(entry["line"], entry["field"]) for entry in listed] == [(2, ""), (3, "channel"), (4, "rating")]
    assert "jane" not in result.refused_path.read_text()
    assert [str(refusal) for refusal in result.first_refusals][1] == "Line 3: channel is missing."
    result = run(conversation("a"))
    assert result.refused_path is None
    assert not (tmp_path / "x.jsonl.refused.jsonl").exists()


def test_a_list_that_cannot_be_written_does_not_stop_the_import(run: Import, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.refused.jsonl").mkdir()
    result = run(conversation("a"), {"id": "x"})
    assert counts(result) == (1, 0, 0, 1)
    assert result.refused_path is None
    assert "could not be written" in result.notes[0]


def test_an_empty_file_adds_nothing(run: Import) -> None:
    result = run(shift_to_now=True)
    assert counts(result) == (0, 0, 0, 0)
    assert not ImportSource.objects.exists()


def test_times_in_the_future_are_refused_unless_times_are_moved(run: Import) -> None:
    late = conversation("a", message(at=(NOW + timedelta(hours=25)).isoformat()), started_at=NOON.isoformat())
    soon = conversation("b", message(at=(NOW + timedelta(hours=23)).isoformat()), started_at=NOON.isoformat())
    assert counts(run(late, soon)) == (1, 0, 0, 1)
    assert counts(run(late, soon, name="y.jsonl", shift_to_now=True)) == (1, 0, 1, 0)


def test_moved_times_are_remembered_so_that_the_file_stays_unchanged(run: Import) -> None:
    lines = [conversation("a"), conversation("b", message(after=86_400 * 9), message("ai", "Yes", 86_400 * 9 + 7))]
    run(*lines, shift_to_now=True, span_days=3)
    first, last = Conversation.objects.order_by("started_at")
    assert last.ended_at == NOW
    assert last.ended_at - first.started_at == timedelta(days=3)
    assert (first.first_response_seconds, last.first_response_seconds) == (9, 7)
    tomorrow = NOW + timedelta(days=1)
    assert counts(run(*lines, shift_to_now=True, span_days=3, now=tomorrow)) == (0, 2, 0, 0)
    plain = run(*lines, now=tomorrow)
    assert counts(plain) == (0, 2, 0, 0)
    assert plain.notes == (
        f"Times are moved as on {timezone.now():%Y-%m-%d}, when “x” was first imported with its times moved.",
    )


def test_the_newer_conversations_of_a_later_file_are_moved_alike_and_told_when_they_lie_ahead(run: Import) -> None:
    run(conversation("a"), shift_to_now=True)
    later = conversation("b", message(after=3_600), message("ai", "Yes", 3_609))
    result = run(conversation("a"), later, shift_to_now=True)
    assert counts(result) == (1, 1, 0, 0)
    assert "Some conversations lie in the future, up to 2026-03-20 10:30 UTC" in result.notes[0]
    assert Conversation.objects.get(external_id="b").ended_at == NOW + timedelta(hours=1)


def test_moving_what_was_imported_unmoved_updates_it(run: Import) -> None:
    run(conversation("a"))
    assert counts(run(conversation("a"), shift_to_now=True)) == (0, 0, 1, 0)
    assert Conversation.objects.get().ended_at == NOW


def test_a_named_source_is_remembered_under_its_name(run: Import) -> None:
    run(conversation("a"), shift_to_now=True, source="shop")
    assert ImportSource.objects.get().name == "shop"
    assert counts(run(conversation("a"), source="shop", name="export-2.jsonl")) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"span_days": 3}, "ask for both"),
        ({"span_days": 0, "shift_to_now": True}, "between 0 and 36,500"),
        ({"span_days": float("nan"), "shift_to_now": True}, "between 0 and 36,500"),
        ({"span_days": 0.0001, "shift_to_now": True}, r"lasts longer than 0\.0001 days"),
        ({"source": "x" * 201}, "1 to 200 printable characters"),
        ({"now": NOW.replace(tzinfo=None)}, "needs a time zone"),
    ],
)
def test_it_says_what_was_asked_wrongly(run: Import, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImportNotPossible, match=sentence):
        run(conversation("a"), conversation("b", message(after=900)), **asked)
    assert not Conversation.objects.exists()


def test_another_organization_has_its_own_conversations_and_customers(
    run: Import, organization: Any, other_organization: Any, in_organization: Callable[[Any], None], tmp_path: Path
) -> None:
    run(conversation("a", customer="u-1"), conversation("b", customer="u-1"))
    path = tmp_path / "x.jsonl"
    in_organization(other_organization)
    assert counts(import_conversations(organization_id=other_organization.pk, path=path, now=NOW)) == (2, 0, 0, 0)
    theirs = set(Conversation.objects.values_list("customer_key", flat=True))
    in_organization(organization)
    ours = set(Conversation.objects.values_list("customer_key", flat=True))
    assert (len(ours), len(theirs), ours & theirs) == (1, 1, set())


def test_what_was_read_before_a_damaged_end_stays(
    run: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, organization: Any
) -> None:
    monkeypatch.setattr(files, "BATCH_LINES", 10)
    path = write(
        tmp_path / "y.jsonl.gz",
        *(conversation(f"c-{number}", message(text=f"{number} " * 500)) for number in range(400)),
    )
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(ImportFileUnreadable, match="is damaged after line"):
        import_conversations(organization_id=organization.pk, path=path, now=NOW)
    assert 0 < Conversation.objects.count() < 400


def test_it_tells_how_far_it_is(run: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BATCH_LINES", 2)
    told: list[tuple[int, int]] = []
    run(*(conversation(f"c-{number}") for number in range(5)), progress=lambda done, total: told.append((done, total)))
    size = (tmp_path / "x.jsonl").stat().st_size
    assert len(told) == 3
    assert told[-1] == (size, size)
    assert told == sorted(told)


def test_nothing_raw_reaches_the_database(run: Import) -> None:
    """Every column of every row it wrote is searched."""
    secret = "4111 1111 1111 1111"
    said = message(text=f"My card is {secret}", edit={"text": secret, "editor": "kim", "reason": secret})
    run(conversation("a", said, comment=f"card {secret}", customer=secret, handoff_reason=secret))
    with connection.cursor() as cursor:
        for table in (
            "training_conversation",
            "training_message",
            "training_feedback",
            "import_conversation",
            "import_message",
        ):
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE t::text LIKE '%%4111%%') FROM {table} AS t")  # noqa: S608
            assert cursor.fetchone() == (1, 0), table


def test_the_staging_tables_know_no_organization() -> None:
    assert "organization" not in writing._CREATE


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again_and_other_trouble_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def collide(organization_id: int, rows: Any) -> writing._Written:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError from psycopg.errors.DeadlockDetected()
        return writing._Written(2, 1, None, 0)

    monkeypatch.setattr(writing, "_write_once", collide)
    found = writing.Counts()
    writing.write_batch(1, None, 4, found)  # type: ignore[arg-type]
    assert (len(tries), found.added, found.updated, found.unchanged) == (3, 2, 1, 1)

    def fail(organization_id: int, rows: Any) -> None:
        raise OperationalError from psycopg.errors.DiskFull()

    monkeypatch.setattr(writing, "_write_once", fail)
    with pytest.raises(OperationalError):
        writing.write_batch(1, None, 4, found)  # type: ignore[arg-type]
