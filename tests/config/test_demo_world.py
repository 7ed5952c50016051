"""The demo world: its size and shape, its planted gaps, its determinism, and that its truth stays out of sight."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from config.demo.wording import CATALOGUE
from config.demo.world import World, build_world, build_world_from_texts

NEWEST = datetime(2025, 11, 21, 9, 30, tzinfo=UTC)
CHANNELS = {"chat", "email", "whatsapp", "phone", "web_form", "social"}
LINE_FIELDS = {
    "id", "channel", "started_at", "messages", "rating", "comment", "intent", "escalated", "handoff_reason", "resolved",
    "source", "customer", "status", "confidence", "converted", "value", "cost",
}  # fmt: skip
MESSAGE_FIELDS = {
    "sender",
    "text",
    "at",
    "confidence",
    "model",
    "tokens",
    "cost",
    "latency_seconds",
    "citations",
    "edit",
}


@cache
def made(seed: int) -> World:
    """One world for all tests that only read it."""
    return build_world(seed=seed, newest_at=NEWEST)


@pytest.fixture(scope="module", params=[1, 77])
def world(request: pytest.FixtureRequest) -> World:
    return made(request.param)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """A labelled file: 20 labels with 80 short texts each."""
    places = [f"place {number}" for number in range(80)]
    return [
        {"text": f"Where is the topic{label} of {place}?", "label": f"topic_{label}"}
        for label in range(20)
        for place in places
    ]


@pytest.fixture(scope="module")
def labelled(rows: list[dict[str, str]]) -> World:
    return build_world_from_texts(rows=rows, hide=5, seed=3, newest_at=NEWEST)


def has_failed(line: dict[str, Any]) -> bool:
    return line["resolved"] is False or bool(line["escalated"]) or (line["rating"] or 5) < 3


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def facts(world: World) -> dict[str, str]:
    return {topic.key: topic.fact for topic in world.topics}


def held_back(world: World) -> dict[str, tuple[str, ...]]:
    return {topic.key: topic.held_back for topic in world.topics}


def as_json(world: World) -> str:
    return json.dumps(asdict(world))


def holds(text: str, fact: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(fact)}(?!\w)", text) is not None


def assert_valid_line(line: dict[str, Any]) -> None:
    assert set(line) <= LINE_FIELDS
    assert line["channel"] in CHANNELS
    assert line["intent"] is None
    assert line["rating"] in (None, 1, 2, 3, 4, 5)
    assert line["status"] in ("open", "closed")
    assert isinstance(line["customer"], str)
    assert line["messages"]
    times = [moment(message["at"]) for message in line["messages"]]
    assert times == sorted(times)
    assert times[0] == moment(line["started_at"])
    for message in line["messages"]:
        assert set(message) <= MESSAGE_FIELDS
        assert message["sender"] in ("customer", "ai", "agent", "system")
        assert message["text"].strip()
        assert not re.search(r"[\[\]{}|]", message["text"])
        if "confidence" in message:
            assert 0 <= message["confidence"] <= 1
        if "edit" in message:
            assert set(message["edit"]) == {"text", "editor", "reason"}
    json.dumps(line)


# -- size and shape


def test_there_are_enough_conversations_customers_intents_and_channels(world: World) -> None:
    assert 3_000 <= len(world.conversations) <= 4_200
    assert 1_400 <= len({line["customer"] for line in world.conversations}) <= 1_900
    assert len({truth["topic"] for truth in world.truth.values()}) >= 48
    assert {line["channel"] for line in world.conversations} == CHANNELS


def test_every_conversation_is_a_valid_import_line_with_its_own_id(world: World) -> None:
    for line in world.conversations:
        assert_valid_line(line)
    assert len({line["id"] for line in world.conversations}) == len(world.conversations) == len(world.truth)


def test_times_span_90_days_and_the_newest_message_is_newest_at(world: World) -> None:
    times = [moment(message["at"]) for line in world.conversations for message in line["messages"]]
    assert max(times) == NEWEST
    assert NEWEST - timedelta(days=92) < min(times) < NEWEST - timedelta(days=85)


def test_about_a_third_is_rated_and_ratings_follow_the_outcome(world: World) -> None:
    rated = [line for line in world.conversations if line["rating"] is not None]
    assert 0.28 <= len(rated) / len(world.conversations) <= 0.42
    good = [line["rating"] for line in rated if not world.truth[line["id"]]["reason"]]
    bad = [line["rating"] for line in rated if world.truth[line["id"]]["reason"]]
    assert sum(good) / len(good) > 4.2
    assert sum(bad) / len(bad) < 2.8


def test_optional_fields_are_used(world: World) -> None:
    messages = [message for line in world.conversations for message in line["messages"]]
    assert sum("edit" in message for message in messages) > 25
    assert sum("citations" in message for message in messages) > 2_000
    assert sum(line["converted"] for line in world.conversations) > 100
    for field in ("comment", "handoff_reason", "value"):
        assert sum(field in line for line in world.conversations) > 80, field
    assert sum(line["status"] == "open" for line in world.conversations) == 8


def test_citations_name_entries_that_exist(world: World) -> None:
    refs = {entry.ref for entry in world.entries}
    cited = {
        ref for line in world.conversations for message in line["messages"] for ref in message.get("citations", ())
    }
    assert cited <= refs
    assert len(cited) >= 40


def test_there_are_quiet_weekends_and_one_bad_week(world: World) -> None:
    by_weekday = Counter(moment(line["started_at"]).weekday() for line in world.conversations)
    assert by_weekday[6] < 0.6 * by_weekday[0]
    start, end = world.bad_week
    inside, outside = [], []
    for line in world.conversations:
        if world.truth[line["id"]]["reason"] != "planted_gap":
            (inside if start <= line["started_at"][:10] < end else outside).append(has_failed(line))
    assert sum(inside) / len(inside) > 2 * sum(outside) / len(outside)


def test_wording_varies(world: World) -> None:
    first = [line["messages"][0]["text"] for line in world.conversations if len(line["messages"][0]["text"]) > 20]
    assert len(set(first)) > 0.9 * len(first)


def test_customers_leave_personal_data_only_of_invented_kinds_and_rarely_swear(world: World) -> None:
    texts = [
        message["text"]
        for line in world.conversations
        for message in line["messages"]
        if message["sender"] == "customer"
    ]
    emails = [email for text in texts for email in re.findall(r"[\w.]+@[\w.-]+\.\w+", text)]
    assert len(emails) > 50
    assert all(re.search(r"@example\.(com|org|net)$", email) for email in emails)
    phones = [text for text in texts if re.search(r"555[ -]01\d\d", text)]
    assert len(phones) > 20
    rude = [text for text in texts if re.search(r"\b(bloody|hell|crap|pissed|damn)\b", text, re.IGNORECASE)]
    assert 0.003 <= len(rude) / len(world.conversations) <= 0.008


def test_some_customers_write_three_times_about_the_same(world: World) -> None:
    asked = Counter((line["customer"], world.truth[line["id"]]["topic"]) for line in world.conversations)
    assert sum(count >= 3 for count in asked.values()) >= 10


# -- the truth


def test_twelve_topics_are_planted_and_absent_from_the_entries(world: World) -> None:
    titles = {intent.key: intent.title for _, intent in CATALOGUE}
    assert len(set(world.planted_topics)) == 12
    assert len(world.entries) == len(CATALOGUE) - 12
    for topic in world.planted_topics:
        assert titles[topic] not in {entry.title for entry in world.entries}
        for entry in world.entries:
            assert not holds(entry.body, facts(world)[topic]), (topic, entry.title)


def test_each_planted_topic_has_enough_failures_of_enough_people_in_the_last_month(world: World) -> None:
    since = NEWEST - timedelta(days=30)
    failed: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    every: Counter[str] = Counter()
    for line in world.conversations:
        truth = world.truth[line["id"]]
        if truth["topic"] in world.planted_topics:
            every[truth["topic"]] += 1
            if truth["reason"] == "planted_gap" and moment(line["started_at"]) >= since:
                failed[truth["topic"]] += 1
                people[truth["topic"]].add(line["customer"])
    for topic in world.planted_topics:
        assert 25 <= failed[topic] <= 75, topic
        assert len(people[topic]) >= 15, topic
        lucky = sum(truth["topic"] == topic and not truth["reason"] for truth in world.truth.values())
        assert lucky <= 0.1 * every[topic]


def test_a_tenth_of_the_other_conversations_fails_for_unrelated_reasons_over_all_topics(world: World) -> None:
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for truth in world.truth.values():
        if truth["topic"] not in world.planted_topics:
            reasons[truth["topic"]][truth["reason"]] += 1
    total: Counter[str] = sum(reasons.values(), Counter())
    assert 0.08 <= total["unrelated"] / total.total() <= 0.12
    assert total["planted_gap"] == 0
    assert all(counts["unrelated"] >= 1 for counts in reasons.values())


def test_a_conversation_has_failed_exactly_if_the_truth_gives_a_reason(world: World) -> None:
    for line in world.conversations:
        assert has_failed(line) == bool(world.truth[line["id"]]["reason"]), line["id"]


def test_human_answers_on_planted_topics_hold_the_fact_in_varied_words(world: World) -> None:
    answers: dict[str, set[str]] = defaultdict(set)
    for line in world.conversations:
        truth = world.truth[line["id"]]
        if truth["reason"] == "planted_gap" and line["escalated"]:
            replies = [message["text"] for message in line["messages"] if message["sender"] == "agent"]
            assert any(holds(reply, facts(world)[truth["topic"]]) for reply in replies), line["id"]
            answers[truth["topic"]].update(replies)
    assert set(answers) == set(world.planted_topics)
    assert min(len(texts) for texts in answers.values()) >= 8


def test_no_held_back_question_is_asked_in_a_conversation(world: World) -> None:
    said = "\n".join(message["text"].casefold() for line in world.conversations for message in line["messages"])
    for topic in world.planted_topics:
        assert len(held_back(world)[topic]) >= 4
        for question in held_back(world)[topic]:
            assert question.casefold() not in said


def test_the_conversations_do_not_give_the_truth_away(world: World) -> None:
    text = json.dumps(world.conversations)
    for word in ("planted", "unrelated", "truth"):
        assert word not in text
    for topic in world.planted_topics:
        if "_" in topic:
            assert topic not in text


# -- the wording


def test_enough_intents_may_be_planted_and_each_is_complete() -> None:
    candidates = [intent for _, intent in CATALOGUE if intent.is_candidate]
    assert len(candidates) >= 24
    assert len({intent.key for _, intent in CATALOGUE}) == len(CATALOGUE) >= 48
    for _, intent in CATALOGUE:
        assert len(intent.questions) >= 8, intent.key
        for text in (intent.body, *intent.ai, *intent.human):
            assert holds(text, intent.fact), (intent.key, text)
    for intent in candidates:
        assert len(intent.held_back) >= 4
        assert intent.wrong
        assert len(intent.human) >= 4
        assert not any(holds(text, intent.fact) for text in (*intent.wrong, *intent.questions, *intent.held_back))


def test_a_fact_stands_in_no_other_entry() -> None:
    for _, intent in CATALOGUE:
        if intent.is_candidate:
            others = [other.key for _, other in CATALOGUE if other is not intent and intent.fact in other.body]
            assert not others, (intent.key, intent.fact)


# -- determinism


def test_the_same_seed_gives_the_same_world_byte_for_byte() -> None:
    assert as_json(build_world(seed=1, newest_at=NEWEST)) == as_json(made(1))


def test_another_seed_gives_other_topics_customers_and_words() -> None:
    one, two = made(1), made(77)
    assert set(one.planted_topics) != set(two.planted_topics)
    assert {line["customer"] for line in one.conversations} != {line["customer"] for line in two.conversations}
    first = {line["messages"][0]["text"] for line in one.conversations}
    second = {line["messages"][0]["text"] for line in two.conversations}
    assert len(first & second) < 0.2 * len(first)


def test_another_moment_moves_the_same_world() -> None:
    later = build_world(seed=1, newest_at=NEWEST + timedelta(days=3))
    assert later.planted_topics == made(1).planted_topics
    assert max(line["messages"][-1]["at"] for line in later.conversations) == (NEWEST + timedelta(days=3)).isoformat()


@pytest.mark.parametrize("days", [0, 30, 59])
def test_a_history_that_is_too_short_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least 60"):
        build_world(seed=1, newest_at=NEWEST, days=days)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        build_world(seed=1, newest_at=NEWEST.replace(tzinfo=None))


def test_a_longer_history_holds_more() -> None:
    assert len(build_world(seed=1, newest_at=NEWEST, days=180).conversations) > 6_000


# -- worlds from a labelled file


def test_a_labelled_world_is_made_of_valid_lines_that_use_each_text_once(
    labelled: World, rows: list[dict[str, str]]
) -> None:
    texts = {row["text"]: row["label"] for row in rows}
    asked = [line["messages"][0]["text"] for line in labelled.conversations]
    assert len(asked) == len(set(asked)) == 20 * 60
    for line in labelled.conversations:
        assert_valid_line(line)
        assert texts[line["messages"][0]["text"]] == labelled.truth[line["id"]]["topic"]


def test_hidden_labels_have_no_entry_and_fail_in_the_last_month_only(labelled: World) -> None:
    assert len(labelled.planted_topics) == 5
    assert len(labelled.entries) == 15
    for topic in labelled.planted_topics:
        assert not any(facts(labelled)[topic] in entry.body for entry in labelled.entries)
    people: dict[str, set[str]] = defaultdict(set)
    for line in labelled.conversations:
        truth = labelled.truth[line["id"]]
        assert has_failed(line) == bool(truth["reason"])
        assert (truth["reason"] == "planted_gap") == (truth["topic"] in labelled.planted_topics)
        if truth["reason"] == "planted_gap":
            assert moment(line["started_at"]) >= NEWEST - timedelta(days=30)
            people[truth["topic"]].add(line["customer"])
            if line["escalated"]:
                assert any(
                    facts(labelled)[truth["topic"]] in message["text"]
                    for message in line["messages"]
                    if message["sender"] == "agent"
                )
    assert min(len(names) for names in people.values()) >= 15


def test_other_labels_of_a_labelled_world_fail_in_a_tenth(labelled: World) -> None:
    reasons = Counter(
        truth["reason"] for truth in labelled.truth.values() if truth["topic"] not in labelled.planted_topics
    )
    assert 0.08 <= reasons["unrelated"] / reasons.total() <= 0.12


def test_held_back_texts_and_the_entries_samples_are_never_asked(labelled: World) -> None:
    asked = {line["messages"][0]["text"] for line in labelled.conversations}
    for topic in labelled.planted_topics:
        assert len(held_back(labelled)[topic]) == 8
        assert asked.isdisjoint(held_back(labelled)[topic])
    samples = [text[2:] for entry in labelled.entries for text in entry.body.splitlines() if text.startswith("- ")]
    assert len(samples) == 15 * 5
    assert asked.isdisjoint(samples)


def test_a_labelled_world_is_deterministic(labelled: World, rows: list[dict[str, str]]) -> None:
    assert as_json(labelled) == as_json(build_world_from_texts(rows=rows, hide=5, seed=3, newest_at=NEWEST))
    other = build_world_from_texts(rows=rows, hide=5, seed=4, newest_at=NEWEST)
    assert other.planted_topics != labelled.planted_topics


@pytest.mark.parametrize("hide", [0, 20, 21])
def test_hiding_none_or_all_labels_is_refused(rows: list[dict[str, str]], hide: int) -> None:
    with pytest.raises(ValueError, match="Cannot hide"):
        build_world_from_texts(rows=rows, hide=hide, seed=1, newest_at=NEWEST)
