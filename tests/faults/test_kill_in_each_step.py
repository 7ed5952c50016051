"""What can happen to a process in the middle of a cycle: killed, doubled, cut off, left without database or engine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from analytics.models import HourlyRollup
from analytics.services.rollups import refresh_rollups
from knowledge.steps import DRAFTS_AT_ONCE
from tests.config.runtime_helpers import CHECKOUT
from tests.faults.databases import admit_visitors, copy_of, refuse_visitors, url_of, using
from tests.faults.nursery import Nursery
from tests.faults.shop import PUBLIC, SLUG, bring_public_conversations, the_shop
from tests.faults.snapshot import Snapshot, difference, snapshot_of
from tests.faults.traps import Watch, environment_for, hold_inside, wait_for
from tests.openai_server import OpenAIServer, Reply, chat
from training.cycle import run_cycle
from training.models import Conversation, CycleStep, InferenceLog, LearningUpdate
from training.steps import LOCAL_BATCH
from training.tenancy import organization_scope

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.slow]

# What holds a worker in the middle of each step: a lock on something that the step writes late. A step that is added to
# LEARNING_CYCLE_STEPS needs its trap here.
TRAPS = {
    # A row that is not committed yet, for a conversation of the second batch: the first is done and stays.
    "analyse_conversations": f"""
        INSERT INTO training_conversationanalysis (organization_id, conversation_id, question, resolution_probability,
            judged_rating, is_question_repeated, topics, intent, sentiment, learning_points, engine, engine_version,
            created_at)
        SELECT organization_id, id, '', 0, 0, false, '{{}}', '', 0, '{{}}', '', '', now()
        FROM (
            SELECT * FROM training_conversation c WHERE c.status = 'closed' AND c.analysed_at IS NULL ORDER BY c.id
            LIMIT {LOCAL_BATCH + 1}
        ) AS next
        WHERE NOT EXISTS (SELECT FROM training_conversationanalysis a WHERE a.conversation_id = next.id)
        ORDER BY id DESC LIMIT 1""",  # noqa: S608 - a number of ours
    # The intents are learned and told, not written.
    "tell_intents": "LOCK TABLE training_conversationanalysis IN SHARE MODE",
    # The conversations have their ratings, the ratings are not marked yet.
    "ingest_ratings": "LOCK TABLE training_feedback IN SHARE MODE",
    # The citations are written, the messages are not marked yet.
    "link_citations": "LOCK TABLE training_message IN SHARE MODE",
    # The days are summed anew in one transaction; their marks wait.
    "measure_entries": "LOCK TABLE knowledge_entryperformance IN SHARE MODE",
    # The answers are compared; what came out and the marks go together.
    "check_entries": "LOCK TABLE knowledge_entrycheck IN SHARE MODE",
    # The questions are noted and stay; they are placed and counted, all but committed.
    "detect_gaps": "LOCK TABLE knowledge_gapupkeep IN SHARE MODE",
    # Gaps are merged and counted, all but committed.
    "merge_gaps": "LOCK TABLE knowledge_gapupkeep IN SHARE MODE",
    # The kinds of all are decided, those of the last few are not written.
    "decide_gap_kinds": """
        SELECT 1 FROM knowledge_knowledgegap WHERE id = (
            SELECT max(id) FROM knowledge_knowledgegap WHERE status = 'open' AND kind_decided_at IS NULL
        ) FOR UPDATE""",
    # Some gaps are drafted and stay, the last is not.
    "draft_gap_content": """
        SELECT 1 FROM knowledge_knowledgegap WHERE id = (
            SELECT max(id) FROM knowledge_knowledgegap WHERE status = 'open' AND drafted_at IS NULL
        ) FOR UPDATE""",
    # What a batch taught is found, not written.
    "extract_candidates": "LOCK TABLE knowledge_candidatesource IN SHARE MODE",
    # What was measured of the agent is written together with what it calls for.
    "tune_agent": "LOCK TABLE training_agentreading IN SHARE MODE",
    # The questions are placed and counted in one transaction, all but committed.
    "mine_patterns": "LOCK TABLE knowledge_questionpattern IN SHARE MODE",
    # Another text is drafted for the entry that helps too seldom; that and the note of the look go together.
    "improve_content": "LOCK TABLE knowledge_contentoptimization IN SHARE MODE",
    # The guardrail is read, its figures are not written.
    "watch_canaries": "LOCK TABLE training_canary IN SHARE MODE",
    # The rule is held against its record, all but committed.
    "approve_by_rule": "LOCK TABLE training_autonomyrule IN SHARE MODE",
    # Two updates are applied and stay; of the third the entry, its version and its vector are written.
    "apply_approved_updates": """
        SELECT 1 FROM knowledge_knowledgegap WHERE id = (
            SELECT (payload ->> 'gap_id')::bigint FROM training_learningupdate
            WHERE status = 'approved' AND payload ? 'gap_id' ORDER BY decided_at DESC, id DESC LIMIT 1
        ) FOR UPDATE""",
    "embed_missing_versions": "LOCK TABLE knowledge_embedding IN SHARE MODE",
    # The questions are told which topic they are on; the first look is not written down.
    "measure_impact": "LOCK TABLE training_impactreading IN SHARE MODE",
    # They are computed, all but written.
    "find_insights": "LOCK TABLE training_insightupkeep IN SHARE MODE",
    # The hours are summed, the days are not.
    "refresh_rollups": "LOCK TABLE analytics_dailyrollup IN SHARE MODE",
    # What is wrong is known, no alert is written.
    "raise_alerts": "LOCK TABLE analytics_alert IN SHARE MODE",
}
WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")
CYCLE_TABLES = {"training_cyclestep", "training_learningcycle", "training_inferencelog"}
# Steps that commit on the way, each with how much it does at once: what more there is comes after a commit.
KEPT = {"draft_gap_content": DRAFTS_AT_ONCE, "apply_approved_updates": 1, "detect_gaps": 0}


def step_names() -> list[str]:
    return [path.rsplit(".", 1)[1] for path in settings.LEARNING_CYCLE_STEPS]


@pytest.fixture(params=["our shop", "our shop and sgd_dev"])
def pair(request: pytest.FixtureRequest, shop: str, django_db_blocker: Any) -> Iterator[tuple[str, str]]:
    """Two databases with the same rows."""
    if not settings.BROKER_URL:
        pytest.skip("A worker needs a broker: set BROKER_URL too.")
    is_public = request.param.endswith("sgd_dev")
    if PUBLIC.exists() and not is_public:
        pytest.skip("our shop is in the other run too")
    with django_db_blocker.unblock(), ExitStack() as stack:
        one = stack.enter_context(copy_of(shop))
        if is_public:
            with using(one):
                bring_public_conversations()
        yield one, stack.enter_context(copy_of(one))


@pytest.fixture(scope="module")
def nursery(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(database=shop, folder=tmp_path_factory.mktemp("nursery")) as made:
        yield made


def test_a_worker_killed_in_each_step_leaves_what_an_undisturbed_one_leaves(
    nursery: Nursery, pair: tuple[str, str]
) -> None:
    undisturbed, disturbed = pair
    steps = step_names()
    assert set(TRAPS) == set(steps), "each step needs a trap"
    with using(undisturbed):
        organization = the_shop()
        cycle = run_cycle(organization=organization, trigger="schedule")
        with organization_scope(organization.pk):
            did = {step.name: (step.looked_at, step.error) for step in cycle.steps.all()}
        wanted = snapshot_of(organization)
    assert all(seen and not error for seen, error in did.values()), f"each step must have work: {did}"

    killed_in = []
    bear = partial(nursery.bear, "worker", database=disturbed, organization_id=organization.pk)
    next_one = bear("worker-1")
    with Watch(disturbed, organization.pk) as watch:
        for number, step in enumerate(steps, start=1):
            victim, next_one = next_one, bear(f"worker-{number + 1}")
            with hold_inside(
                victim.learn, name=victim.name, watch=watch, step=step, statement=TRAPS[step], log=victim.log
            ):
                status, seen = watch.steps()[step]
                assert status == "running"
                assert watch.epoch() == number
                if step in KEPT and did[step][0] > KEPT[step]:
                    assert seen, f"{step}: what was committed before the kill stays"
                if number == 1:
                    next_one.learn()
                    next_one.says("is running already")
                victim.kill_worker()
                killed_in.append(step)
            wait_for(lambda name=victim.name: not watch.backends(name), f"{victim.name} is gone", log=victim.log)
        assert killed_in == steps
        next_one.learn()
        wait_for(lambda: not watch.is_running(), "the cycle is finished", log=next_one.log)
        assert watch.epoch() == len(steps) + 1
        next_one.kill_worker()

    with using(disturbed):
        found = snapshot_of(organization)
        with organization_scope(organization.pk):
            decided = LearningUpdate.objects.exclude(status="pending").order_by("id")
            statuses = list(decided.values_list("status", flat=True))
    assert difference(wanted, found) == ""
    assert statuses == ["applied"] * 4 + ["failed", "approved"]


# --- killed at each write


@contextmanager
def writes_noted() -> Iterator[list[tuple[str, str]]]:
    """The tables that each step writes to, in the order in which it first does."""
    noted: dict[tuple[str, str], None] = {}
    step = ""

    def note(execute: Any, statement: Any, values: Any, many: bool, context: Any) -> Any:
        nonlocal step
        result = execute(statement, values, many, context)
        if table := WRITE.match(str(statement)):
            if table[1] == "training_cyclestep" and values and "running" in values:
                step = CycleStep.objects.get(pk=values[-1]).name
            elif step and table[1] not in CYCLE_TABLES:
                noted[step, table[1]] = None
        return result

    found: list[tuple[str, str]] = []
    with connection.execute_wrapper(note):
        yield found
    found += noted


@dataclass(frozen=True)
class Result:
    """What an undisturbed cycle on the local engine leaves, and which tables each step wrote."""

    rows: Snapshot
    writes: list[tuple[str, str]]


@pytest.fixture(scope="module")
def local(shop: str, django_db_blocker: Any) -> Result:
    with django_db_blocker.unblock(), copy_of(shop) as name, using(name):
        organization = the_shop()
        with writes_noted() as writes:
            run_cycle(organization=organization, trigger="schedule")
        return Result(rows=snapshot_of(organization), writes=writes)


def test_a_process_killed_at_each_write_of_each_step_loses_and_doubles_nothing(
    local: Result, nursery: Nursery, database: str
) -> None:
    assert {step for step, _ in local.writes} == set(step_names())
    organization = the_shop()
    bear = partial(nursery.bear, "cycle", database=database, organization_id=organization.pk)
    with Watch(database, organization.pk) as watch:
        for step, table in local.writes:
            name = f"{step}-{table}"
            lock = f"LOCK TABLE {table} IN SHARE MODE"
            with hold_inside(partial(bear, name), name=name, watch=watch, step=step, statement=lock) as trap:
                os.kill(trap.child.pid, signal.SIGKILL)
            wait_for(lambda name=name: not watch.backends(name), f"{name} is gone")
        assert bear("last").outcome() == f"done as number {len(local.writes) + 1}"
    assert difference(local.rows, snapshot_of(organization)) == ""


# --- cut off


def test_a_process_that_was_only_thought_dead_writes_nothing_more(nursery: Nursery, database: str) -> None:
    """Its connection is ended, and with it its lock, while it stands still; when it goes on another has taken over."""
    organization = the_shop()
    bear = partial(nursery.bear, "cycle", database=database, organization_id=organization.pk)
    with Watch(database, organization.pk) as watch:
        with hold_inside(
            partial(bear, "slow"),
            name="slow",
            watch=watch,
            step="apply_approved_updates",
            statement="LOCK TABLE knowledge_knowledgeversion IN SHARE MODE",
        ) as trap:
            slow = trap.child
            told = bear("early").outcome()
            os.kill(slow.pid, signal.SIGSTOP)
            watch.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slow'")
        assert told == "CycleAlreadyRunning: A learning cycle of Lindenhof is running already."
        wait_for(lambda: not watch.backends("slow"), "slow is cut off")
        assert bear("second").outcome() == "done as number 2"
        wanted = snapshot_of(organization)
        os.kill(slow.pid, signal.SIGCONT)
        assert slow.outcome().startswith("OperationalError: ")
        assert not watch.is_running()
        assert watch.epoch() == 2
    assert difference(wanted, snapshot_of(organization)) == ""


def test_a_change_that_is_not_committed_while_its_hour_is_summed_is_summed_next_time(database: str) -> None:
    organization = the_shop()
    with organization_scope(organization.pk):
        refresh_rollups(organization=organization)
        changed = Conversation.objects.order_by("id").last()
    with organization_scope(organization.pk):
        Conversation.objects.filter(pk=changed.pk).update(value=1)
    with psycopg.connect(url_of(database)) as other:
        other.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
        other.execute("UPDATE training_conversation SET value = 123456 WHERE id = %s", [changed.pk])
        with organization_scope(organization.pk):
            assert refresh_rollups(organization=organization) == 1
    with organization_scope(organization.pk):
        assert refresh_rollups(organization=organization) == 1
        assert HourlyRollup.objects.order_by("value_sum").last().value_sum >= 123456


# --- the database stops


def test_a_stopped_database_ends_learn_with_a_sentence_and_nothing_half_applied(database: str) -> None:
    organization = the_shop()
    before = snapshot_of(organization)
    connection.close()

    def learn() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "learn", "--organization", SLUG],
            cwd=CHECKOUT,
            env=environment_for(database, name="learn"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with (
        Watch(database, organization.pk) as watch,
        hold_inside(
            learn,
            name="learn",
            watch=watch,
            step="apply_approved_updates",
            statement="LOCK TABLE knowledge_knowledgeversion IN SHARE MODE",
        ) as trap,
    ):
        process = trap.child
        try:
            refuse_visitors(database)
            printed, errors = process.communicate(timeout=60)
        finally:
            process.kill()
            admit_visitors(database)
    assert process.returncode == 1
    assert errors.startswith("The database refused or is gone: ")
    assert errors.count("\n") == 1, errors
    assert printed == ""

    after = snapshot_of(organization)
    # Of the entries an earlier step had measured how they do, and that stays; their texts are versions.
    assert after["KnowledgeEntry"].total() == before["KnowledgeEntry"].total()
    for name in ("KnowledgeVersion", "Embedding"):
        assert after[name] == before[name]
    assert before["LearningUpdate"] <= after["LearningUpdate"]  # earlier steps propose, and that stays
    finished = run_cycle(organization=organization, trigger="command")
    assert (finished.status, finished.epoch) == ("done", 2)
    with organization_scope(organization.pk):
        decided = LearningUpdate.objects.exclude(status="pending").values_list("status", flat=True)
        assert sorted(decided) == ["applied"] * 4 + ["approved", "failed"]


# --- the hosted engine is not there, or lies


@pytest.fixture
def hosted(settings: Any) -> Any:
    """Settings of a hosted engine that is asked once and quickly."""
    settings.OPENAI_API_KEY = "key-of-a-test"
    settings.OPENAI_MAX_RETRIES = 0
    settings.OPENAI_TIMEOUT_SECONDS = 5
    return settings


def run_hosted_cycle() -> tuple[dict[str, CycleStep], list[InferenceLog]]:
    """Run a cycle that is done at its end: its steps by name, and the calls it made."""
    organization = the_shop()
    cycle = run_cycle(organization=organization, trigger="schedule")
    assert cycle.status == "done"
    with organization_scope(organization.pk):
        return {step.name: step for step in cycle.steps.all()}, list(InferenceLog.objects.order_by("id"))


def test_with_the_hosted_engine_out_of_reach_the_cycle_finishes_on_the_local_one_and_says_so(
    local: Result, database: str, hosted: Any
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hosted.OPENAI_BASE_URL = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        steps, calls = run_hosted_cycle()
    assert "The hosted engine could not be reached" in steps["analyse_conversations"].note
    assert steps["analyse_conversations"].engine == "local 1"
    assert {call.status for call in calls} == {"unavailable"}
    assert difference(local.rows, snapshot_of(the_shop())) == ""


LIES = (
    Reply(b"<html>Welcome to the hotel's network</html>", content_type="text/html"),
    Reply(b""),
    Reply({"choices": []}),
    Reply([1, 2, 3]),
    chat("I would rather not answer in JSON."),
    chat({"judgements": [], "title": 3, "sentences": "none", "answer": None}),
    chat(None, refusal="I cannot help with that."),
    chat('{"judgements": [', finish_reason="length"),
    Reply({"object": "list", "data": [{"index": 0, "embedding": [0.0, float("inf")]}], "usage": {"prompt_tokens": -1}}),
)


def test_with_a_lying_hosted_engine_the_cycle_finishes_on_the_local_one_and_says_so(
    local: Result, database: str, hosted: Any
) -> None:
    with OpenAIServer() as server:
        server.script(*LIES * 100)
        hosted.OPENAI_BASE_URL = server.base_url
        hosted.OPENAI_EMBEDDING_MODEL = "text-embedding-test"
        steps, calls = run_hosted_cycle()
    for name in ("analyse_conversations", "detect_gaps", "draft_gap_content", "embed_missing_versions"):
        assert "The hosted engine's answer was unusable" in steps[name].note, name
    assert steps["analyse_conversations"].engine == steps["draft_gap_content"].engine == "local 1"
    assert steps["detect_gaps"].engine == "wordllama-256"
    assert {call.status for call in calls} == {"rejected"}
    assert difference(local.rows, snapshot_of(the_shop())) == ""
