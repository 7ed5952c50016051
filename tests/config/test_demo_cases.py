"""Cases of every kind in the demo world: enough of them, as planted, and not to be told by a label."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from config.demo.shapes import DemoEntry, Kind, PlantedTopic
from config.demo.truth import forget_truth, read_truth, write_truth
from config.demo.wording import CATALOGUE
from config.demo.wording.cases import ERRANDS, JUDGEMENT, OFFICIAL, OTHER_FACTS, REVERSALS, SECOND, UNTAUGHT
from config.demo.world import World, build_world

NEWEST = datetime(2025, 11, 21, 9, 30, tzinfo=UTC)
WITH_ENTRIES: tuple[Kind, ...] = ("not_retrieved", "stale", "contradictory", "duplicate")
BY_A_PERSON: tuple[Kind, ...] = ("needs_data", "policy")
INTENTS = {intent.key: intent for _, intent in CATALOGUE}


@cache
def made(seed: int, cases: int = 3) -> World:
    return build_world(seed=seed, newest_at=NEWEST, cases=cases)


@pytest.fixture(scope="module", params=[1, 20])
def world(request: pytest.FixtureRequest) -> World:
    return made(request.param)


def holds(text: str, fact: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(fact)}(?!\w)", text.replace("**", "")) is not None


def entries_of(world: World, topic: PlantedTopic) -> list[DemoEntry]:
    return [entry for entry in world.entries if entry.ref in topic.entry_refs]


def planted(world: World, topic: PlantedTopic) -> list[dict[str, Any]]:
    """The conversations of the last month that failed because of the case."""
    wanted = {"topic": topic.key, "reason": "planted_gap"}
    since = (NEWEST - timedelta(days=30)).isoformat()
    return [line for line in world.conversations if world.truth[line["id"]] == wanted and line["started_at"] >= since]


def said(lines: list[dict[str, Any]], sender: str) -> list[str]:
    return [message["text"] for line in lines for message in line["messages"] if message["sender"] == sender]


# -- how many


def test_there_are_as_many_cases_of_each_kind_as_asked_for(world: World) -> None:
    kinds = Counter(topic.kind for topic in world.topics)
    assert kinds["missing_content"] == 12
    assert {kinds[kind] for kind in (*WITH_ENTRIES, *BY_A_PERSON)} == {3}
    assert kinds["untaught"] >= 8
    assert len({topic.key for topic in world.topics}) == len(world.topics)


def test_without_cases_only_content_is_missing() -> None:
    assert {topic.kind for topic in made(1, cases=0).topics} == {"missing_content"}


def test_the_twelve_missing_topics_are_the_same_with_and_without_cases() -> None:
    assert made(1).planted_topics == made(1, cases=0).planted_topics


def test_each_case_fails_often_enough_and_with_many_customers(world: World) -> None:
    for topic in world.topics_of(*WITH_ENTRIES, *BY_A_PERSON):
        lines = planted(world, topic)
        assert 12 <= len(lines) <= 60, topic.key
        assert len({line["customer"] for line in lines}) >= 12, topic.key


def test_more_cases_than_are_written_are_refused() -> None:
    with pytest.raises(ValueError, match="not 40 cases"):
        build_world(seed=1, newest_at=NEWEST, cases=40)


@pytest.mark.parametrize("seed", range(30, 42))
def test_every_seed_has_enough_topics_left_for_four_cases(seed: int) -> None:
    assert len(build_world(seed=seed, newest_at=NEWEST, days=60, cases=4).topics_of("stale")) == 4


def test_seeds_differ_in_topics() -> None:
    for kind in (*WITH_ENTRIES, *BY_A_PERSON):
        drawn = {topic.key for seed in (1, 2, 20, 21) for topic in made(seed).topics_of(kind)}
        assert len(drawn) >= 5, kind


# -- as planted


def test_a_stale_entry_lacks_the_fact_that_people_answer_with(world: World) -> None:
    for topic in world.topics_of("stale"):
        (entry,) = entries_of(world, topic)
        assert not holds(entry.body, topic.fact), topic.key
        lines = planted(world, topic)
        assert all(holds(text, topic.fact) for text in said(lines, "agent")), topic.key
        assert not any(holds(text, topic.fact) for text in said(lines, "ai")), topic.key


def test_what_went_stale_was_answered_well_by_its_entry_before(world: World) -> None:
    month_ago = (NEWEST - timedelta(days=30)).isoformat()
    for topic in world.topics_of("stale"):
        before = [
            line
            for line in world.conversations
            if world.truth[line["id"]]["topic"] == topic.key and line["started_at"] < month_ago
        ]
        assert len(before) >= 10
        assert not any(world.truth[line["id"]]["reason"] == "planted_gap" for line in before)
        assert not any(
            holds(message["edit"]["text"], topic.fact)
            for line in before
            for message in line["messages"]
            if "edit" in message
        )


def test_of_contradictory_entries_exactly_one_is_right(world: World) -> None:
    for topic in world.topics_of("contradictory"):
        bodies = [entry.body for entry in entries_of(world, topic)]
        assert len(bodies) == 2
        assert sum(holds(body, topic.fact) for body in bodies) == 1, topic.key
        lines = planted(world, topic)
        cited = Counter(ref for line in lines for message in line["messages"] for ref in message.get("citations", ()))
        assert set(topic.entry_refs) <= set(cited)
        assert all(holds(text, topic.fact) for text in said(lines, "agent"))


def test_duplicate_entries_say_the_same_in_other_words(world: World) -> None:
    for topic in world.topics_of("duplicate"):
        first, second = entries_of(world, topic)
        assert holds(first.body, topic.fact)
        assert holds(second.body, topic.fact)
        assert first.title != second.title
        sure = [
            message["confidence"]
            for line in planted(world, topic)
            for message in line["messages"]
            if message["sender"] == "ai"
        ]
        assert sum(sure) / len(sure) < 0.5


def test_an_entry_that_is_not_found_has_the_fact_in_other_words(world: World) -> None:
    for topic in world.topics_of("not_retrieved"):
        (entry,) = entries_of(world, topic)
        assert holds(entry.body, topic.fact)
        assert entry.title != INTENTS[topic.key].title
        cited = {ref for line in planted(world, topic) for m in line["messages"] for ref in m.get("citations", ())}
        assert entry.ref not in cited


def test_what_people_answer_in_somebodys_own_matter_differs(world: World) -> None:
    for topic in world.topics_of(*BY_A_PERSON):
        assert not topic.fact
        assert not topic.entry_refs
        texts = said(planted(world, topic), "agent")
        assert len(texts) >= 8, topic.key
        assert len(set(texts)) >= 0.9 * len(texts), topic.key


def test_untaught_topics_are_in_no_entry_and_no_conversation(world: World) -> None:
    spoken = {truth["topic"] for truth in world.truth.values()}
    titles = {entry.title for entry in world.entries}
    for topic in world.topics_of("untaught"):
        assert len(topic.held_back) >= 6
        assert topic.key not in spoken
        assert topic.key not in INTENTS or INTENTS[topic.key].title not in titles


def test_no_question_kept_back_is_asked(world: World) -> None:
    asked = {text.casefold() for text in said(world.conversations, "customer")}
    for topic in world.topics:
        assert len(topic.held_back) >= 4
        assert asked.isdisjoint(question.casefold() for question in topic.held_back)


def test_nothing_tells_the_kinds(world: World) -> None:
    text = json.dumps([world.conversations, [(entry.title, entry.body, entry.tags) for entry in world.entries]])
    kinds = (*WITH_ENTRIES, *BY_A_PERSON, "missing_content", "planted", "outdated")
    assert [word for word in kinds if word in text and word != "policy"] == []
    for topic in world.topics:
        if "_" in topic.key:
            assert topic.key not in text


def test_the_same_seed_plants_the_same_cases() -> None:
    again = build_world(seed=1, newest_at=NEWEST, cases=3)
    assert again == made(1)


# -- the wording


def test_other_facts_are_never_a_fact_of_the_catalogue() -> None:
    for key, others in OTHER_FACTS.items():
        assert INTENTS[key].is_candidate, key
        assert holds(INTENTS[key].body, INTENTS[key].fact)
        for other in others:
            assert not holds(INTENTS[key].body, other), key
            clashes = [intent.key for intent in INTENTS.values() if holds(f"x {other}", intent.fact)]
            assert not clashes, (key, other, clashes)


def test_second_entries_hold_the_fact_once_and_differ_from_the_first() -> None:
    for key, (title, body) in SECOND.items():
        assert INTENTS[key].is_candidate, key
        assert body.count("{fact}") == 1, key
        assert title != INTENTS[key].title
        assert INTENTS[key].fact not in body


def test_official_wording_holds_the_fact_in_words_of_its_own() -> None:
    for key, (title, body) in OFFICIAL.items():
        assert holds(body, INTENTS[key].fact), key
        assert title != INTENTS[key].title


def test_a_reversed_rule_never_says_what_is_true_today() -> None:
    for key, reversal in REVERSALS.items():
        for text in (reversal.body, *reversal.ai):
            assert not holds(text, INTENTS[key].fact), key
        assert all(holds(text, INTENTS[key].fact) for text in INTENTS[key].human)


def test_errands_and_judgement_are_complete() -> None:
    for _, intent in (*ERRANDS, *JUDGEMENT):
        assert intent.key not in INTENTS
        assert len(intent.questions) >= 8, intent.key
        assert len(intent.human) >= 6, intent.key
        assert len(intent.held_back) >= 5, intent.key
        assert intent.ai


def test_untaught_topics_have_enough_questions_of_their_own() -> None:
    questions = [question for found in UNTAUGHT.values() for question in found]
    assert len(questions) == len(set(questions))
    assert min(len(found) for found in UNTAUGHT.values()) >= 6
    assert not set(UNTAUGHT) & set(INTENTS)


# -- where it is kept


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_truth_is_kept_and_read_back_as_it_was() -> None:
    world = made(1)
    write_truth(slug="shop", seed=1, world=world)
    try:
        truth = read_truth(slug="shop")
        assert truth is not None
        assert sorted(truth.topics, key=lambda topic: topic.key) == sorted(world.topics, key=lambda topic: topic.key)
        assert truth.reasons == {name: row["reason"] for name, row in world.truth.items()}
        assert truth.planted_topics == sorted(world.planted_topics)
    finally:
        forget_truth(slug="shop")
    assert read_truth(slug="shop") is None
