"""One line becomes a typed conversation or a refusal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.training.importing.lines import NOON, NOW, RULES, conversation, message, read, read_good
from training.services.importing.reading import MAX_LINE_BYTES, ConversationLine, ReadingRules, Refusal

WITHOUT_ID = {key: value for key, value in conversation().items() if key != "id"}
WITHOUT_MESSAGES = {key: value for key, value in conversation().items() if key != "messages"}


def test_it_reads_every_field() -> None:
    edit = {"text": "It arrives on Friday.", "editor": "kim", "reason": "wrong day"}
    ai = message("ai", "Tomorrow.", 9, model="m-1", confidence=0.7, tokens=12, cost=0.01, latency_seconds=1.5,
                 citations=["kb-1", "kb-2"], edit=edit)  # fmt: skip
    line = read_good(
        conversation("c-9", message(), ai, rating=4, comment="fine", intent="where", escalated=True,
                     handoff_reason="asked", resolved=False, source="shop", customer="u-1", status="open",
                     confidence=0.5, converted=True, value=12.5, cost=0.02, agent_version="1.2.0")
    )  # fmt: skip
    assert line[:2] == (7, "c-9")
    assert line[3:5] == ("chat", NOON)
    assert line[6:] == (4, "fine", "where", True, "asked", False, "shop", "u-1", "open", 0.5, True, 12.5, 0.02, "1.2.0")
    assert line.messages[0] == ("customer", "Where is my order?", NOON, "", None, None, None, None, (), None)
    assert line.messages[1][3:9] == ("m-1", 0.7, 12, 0.01, 1.5, ("kb-1", "kb-2"))
    assert line.messages[1].edit == ("It arrives on Friday.", "kim", "wrong day")


def test_it_reads_the_least_there_can_be() -> None:
    line = read_good(conversation())
    assert line.status == "closed"
    assert (line.rating, line.comment, line.customer, line.resolved, line.value) == (None, "", "", None, None)


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        (b"{not json", "", "is not JSON: it stops making sense at character 2"),
        (b'{"id": "a"', "", "is not JSON: it stops making sense at character 11"),
        (b"\xff\xfe", "", "is not UTF-8 text"),
        (b'{"id": "\xed\xa0\x80"}', "", "is not UTF-8 text"),
        (b'{"id": "a\x00"}', "", "holds a NUL byte"),
        (b"[" * 100_000, "", "is not JSON that can be read: a number too long, or nested too deeply"),
        (b"1" * 5_000, "", "is not JSON that can be read: a number too long, or nested too deeply"),
        (b"[1]", "", "is not a JSON object"),
        (b'"' + b"a" * MAX_LINE_BYTES + b'"', "", "is longer than 16 MB"),
        (WITHOUT_ID, "id", "is missing"),
        (conversation(""), "id", "is missing"),
        (conversation([1]), "id", "must be text"),
        (conversation(True), "id", "must be text"),
        (conversation("x" * 201), "id", "is longer than 200 characters"),
        (conversation("a\tb"), "id", "holds characters that cannot be shown"),
        (conversation("  "), "id", "holds characters that cannot be shown"),
        (conversation(agent_version="v2"), "agent_version", "must be a version such as 1.2.0"),
        (conversation(agent_version="1.2.²"), "agent_version", "must be a version such as 1.2.0"),
        (conversation(channel=None), "channel", "is missing"),
        (conversation(channel=3), "channel", "must be text"),
        (conversation(channel="x" * 41), "channel", "is longer than 40 characters"),
        (conversation(started_at=None), "started_at", "is missing"),
        (conversation(started_at=1700000000), "started_at", "must be a time like 2025-01-31T12:00:00Z"),
        (conversation(started_at="yesterday"), "started_at", "is not a time like 2025-01-31T12:00:00Z"),
        (conversation(started_at="1969-12-31T23:59:59Z"), "started_at", "lies before 1970"),
        (conversation(started_at="2200-01-02T00:00:00Z"), "started_at", "lies after the year 2199"),
        (WITHOUT_MESSAGES, "messages", "is missing"),
        (conversation(messages={}), "messages", "must be a list"),
        (conversation(messages=[]), "messages", "is empty"),
        (conversation(messages=["hi"]), "messages[0]", "must be an object"),
        (conversation(messages=[message("bot")]), "messages[0].sender", "must be customer, ai, agent or system"),
        (conversation(messages=[message(["ai"])]), "messages[0].sender", "must be customer, ai, agent or system"),
        (conversation(messages=[message(), {"sender": "ai"}]), "messages[1].text", "is missing"),
        (conversation(messages=[message(text=5)]), "messages[0].text", "must be text"),
        (conversation(messages=[message(text="x" * 100_001)]), "messages[0].text", "is over 100 kB"),
        (conversation(messages=[message(text="é" * 50_001)]), "messages[0].text", "is over 100 kB"),
        (conversation(messages=[message(text="a\x00b")]), "messages[0].text", "holds a NUL byte"),
        (conversation(comment="\ud800"), "comment", "holds half of a character (a lone surrogate)"),
        (conversation(**{"od\x00d": 1}), "the line (a key)", "holds a NUL byte"),
        (conversation(messages=[{"sender": "ai", "text": "x"}]), "messages[0].at", "is missing"),
        (conversation(messages=[message(at=5)]), "messages[0].at", "must be a time like 2025-01-31T12:00:00Z"),
        (conversation(messages=[message(at="25:00")]), "messages[0].at", "is not a time like 2025-01-31T12:00:00Z"),
        (conversation(messages=[message(at="0001-01-01T00:00:00+09:00")]), "messages[0].at", "lies before 1970"),
        (conversation(messages=[message(model=1)]), "messages[0].model", "must be text"),
        (conversation(messages=[message(confidence=1.1)]), "messages[0].confidence", "must lie between 0 and 1"),
        (conversation(messages=[message(tokens=1.5)]), "messages[0].tokens", "must be a whole number"),
        (conversation(messages=[message(tokens=2**40)]), "messages[0].tokens", "must lie between 0 and 2.14748e+09"),
        (conversation(messages=[message(cost=-1)]), "messages[0].cost", "must lie between 0 and 999999"),
        (conversation(messages=[message(latency_seconds="1")]), "messages[0].latency_seconds", "must be a number"),
        (conversation(messages=[message(citations="kb")]), "messages[0].citations", "must be a list"),
        (conversation(messages=[message(citations=["a", 2])]), "messages[0].citations[1]", "must be text"),
        (conversation(messages=[message(citations=["a" * 201])]), "messages[0].citations[0]",
         "is longer than 200 characters"),
        (conversation(messages=[message(edit="x")]), "messages[0].edit", "must be an object"),
        (conversation(messages=[message(edit={})]), "messages[0].edit.text", "is missing"),
        (conversation(messages=[message(edit={"text": 3})]), "messages[0].edit.text", "must be text"),
        (conversation(messages=[message(edit={"text": "x", "editor": 3})]), "messages[0].edit.editor", "must be text"),
        (conversation(rating=0), "rating", "must be a whole number from 1 to 5, or null"),
        (conversation(rating=4.5), "rating", "must be a whole number from 1 to 5, or null"),
        (conversation(rating=True), "rating", "must be a whole number from 1 to 5, or null"),
        (conversation(rating="5"), "rating", "must be a whole number from 1 to 5, or null"),
        (conversation(comment=[]), "comment", "must be text"),
        (conversation(comment="x" * 100_001), "comment", "is over 100 kB"),
        (conversation(intent=1), "intent", "must be text"),
        (conversation(escalated="no"), "escalated", "must be true, false or null"),
        (conversation(handoff_reason="x" * 201), "handoff_reason", "is longer than 200 characters"),
        (conversation(resolved=1), "resolved", "must be true, false or null"),
        (conversation(source="x" * 201), "source", "is longer than 200 characters"),
        (conversation(customer=[1]), "customer", "must be text"),
        (conversation(status="done"), "status", "must be open or closed"),
        (conversation(status=[]), "status", "must be open or closed"),
        (conversation(confidence=float("nan")), "confidence", "must lie between 0 and 1"),
        (conversation(converted=1), "converted", "must be true, false or null"),
        (conversation(value=float("inf")), "value", "must lie between -1e+10 and 1e+10"),
        (conversation(cost=-0.5), "cost", "must lie between 0 and 999999"),
    ],
)  # fmt: skip
def test_it_says_line_field_and_reason(said: Any, field: str, reason: str) -> None:
    assert read(said) == Refusal(7, field, reason)


def test_a_refusal_is_a_sentence() -> None:
    assert str(read(b"[1]")) == "Line 7: the line is not a JSON object."
    assert str(read(conversation(rating=9))) == "Line 7: rating must be a whole number from 1 to 5, or null."


@pytest.mark.parametrize("secret", ["jane@example.com", "4111 1111 1111 1111"])
def test_a_refusal_repeats_nothing_of_the_line(secret: str) -> None:
    for said in (
        conversation(secret * 20),
        conversation(status=secret),
        conversation(started_at=secret),
        conversation(messages=[message(secret)]),
        conversation(messages=[message(at=secret)]),
        conversation(**{f"\x00{secret}": 1}),
        f'{{"id": "{secret}'.encode(),
    ):
        assert secret not in str(read(said))


def test_a_time_in_the_future_is_refused_unless_times_are_moved() -> None:
    rules = ReadingRules(latest=NOW, hash_key=b"k")
    late = (NOW + timedelta(minutes=1)).isoformat()
    assert read(conversation(started_at=late), rules) == Refusal(7, "started_at", "lies in the future")
    assert read(conversation("c", message(at=late), started_at=NOW.isoformat()), rules) == Refusal(
        7, "messages[0].at", "lies in the future"
    )
    assert isinstance(read(conversation(started_at=late)), ConversationLine)


def test_a_time_without_offset_is_utc_and_others_keep_theirs() -> None:
    line = read_good(conversation("c", message(at="2026-03-02T13:00:00+01:00"), started_at="2026-03-02 12:00"))
    assert line.started_at == NOON == line.messages[0].at


def test_numbers_are_taken_where_text_is_meant_for_ids() -> None:
    line = read_good(conversation(12, customer=34, rating=5.0))
    assert (line.external_id, line.customer, line.rating) == ("12", "34", 5)


def test_an_escaped_pair_of_surrogates_is_one_good_character() -> None:
    raw = json.dumps(conversation(comment="😀 ok")).encode()
    assert b"\\ud83d" in raw
    assert read_good(raw).comment == "😀 ok"


def test_a_long_text_within_100_kb_is_kept() -> None:
    assert len(read_good(conversation(messages=[message(text="x" * 100_000)])).messages[0].text) == 100_000


def test_the_content_hash_knows_no_order_of_keys_and_no_fields_of_others() -> None:
    said = conversation(rating=4)
    other_way_round = dict(reversed(said.items())) | {"exported_by": "someone", "comment": None}
    assert read_good(said).content_hash == read_good(other_way_round).content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 5},
        {"status": "open"},
        {"comment": "x"},
        {"messages": [message(), message("ai", "It arrives today.", 9)]},
        {"messages": [message(), message("ai", "It arrives tomorrow.", 10)]},
        {"messages": [message(), message("ai", "It arrives tomorrow.", 9, model="m")]},
        {"messages": [message()]},
        {"customer": "u"},
        {"started_at": "2026-03-02T11:00:00Z"},
    ],
)
def test_the_content_hash_changes_with_the_content(change: dict[str, Any]) -> None:
    assert read_good(conversation(rating=4)).content_hash != read_good(conversation(rating=4) | change).content_hash


def test_the_content_hash_depends_on_key_and_mapping() -> None:
    said = conversation()
    salted = ReadingRules(latest=RULES.latest, hash_key=RULES.hash_key, hash_salt="moved")
    keyed = ReadingRules(latest=RULES.latest, hash_key=b"another")
    hashes = {line.content_hash for line in (read_good(said), read(said, salted), read(said, keyed))}  # type: ignore[union-attr]
    assert len(hashes) == 3
    assert {len(value) for value in hashes} == {16}
