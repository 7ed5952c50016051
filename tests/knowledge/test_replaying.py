"""Replays: what is asked, what comes out, what keeps them fresh, and that they foresee what applying does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import Citation, KnowledgeEntry, ReplayRun
from knowledge.services import entries, golden, replaying
from knowledge.services.answering import answer_many
from knowledge.services.replaying import asking, running
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.knowledge.replays import applied, counts_of, golden_question, outcomes, update_with
from tests.training.factories import UserFactory, conversation_with
from training.appliers import ApprovalWaits
from training.models import ConversationAnalysis, LearningUpdate
from training.services import updates

RACKS = {"title": "Where can I park my bicycle?", "body": "There are twelve bicycle racks beside the entrance."}
BICYCLES = ("where can I park my bicycle", "is there bicycle parking", "bicycle racks at the entrance?")


def edit_of(entry: KnowledgeEntry, body: str) -> dict[str, Any]:
    return {
        "action": "update",
        "entry_id": entry.pk,
        "expected_version_id": entry.current_version_id,
        "title": entry.title,
        "body": body,
    }


def served(organization: Any, entry: KnowledgeEntry, question: str, *, is_success: bool = True) -> None:
    """A conversation that was answered from the entry."""
    conversation = conversation_with(
        organization, ("customer", question), ("ai", "So it is."), is_success=is_success, analysed_at=timezone.now()
    )
    ConversationAnalysis.objects.create(
        organization=organization,
        conversation=conversation,
        question=question,
        resolution_probability=0.9,
        judged_rating=5,
        sentiment=0.5,
        engine="local",
        engine_version="1",
    )
    Citation.objects.create(
        organization=organization, message=conversation.messages.get(sender="ai"), version=entry.current_version
    )


def test_a_new_entry_fixes_its_evidence(organization: Any) -> None:
    shop_entries(organization)
    run = replaying.replay_now(update=update_with(organization, *BICYCLES, **RACKS))
    found = outcomes(run)
    assert [found[text] for text in BICYCLES] == ["fixes"] * 3
    assert (run.status, run.fixes, run.breaks, run.done_count) == ("done", 3, 0, run.question_count)
    result = run.results.get(question=BICYCLES[0])
    assert result.before["is_handoff"]
    assert "twelve bicycle racks" in result.after["text"]
    assert str(run) == f"fixes 3 · changes {run.changes} · breaks 0"


def test_an_edit_against_the_golden_set_breaks_it(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, "How long can I send something back?", "Within 30 days.", entry_id=returns.pk)
    run = replaying.replay_now(update=update_with(organization, **edit_of(returns, "You have **14 days**.")))
    result = run.results.get(source="golden")
    assert (result.outcome, run.golden_breaks) == ("breaks", 1)
    assert "instead of “30 days”" in result.reason


def test_a_golden_question_that_was_wrong_is_fixed(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, "How long can I send something back?", "Within 14 days.", entry_id=returns.pk)
    run = replaying.replay_now(update=update_with(organization, **edit_of(returns, "You have **14 days**.")))
    assert run.results.get(source="golden").outcome == "fixes"


def test_what_the_neighbours_serve_is_asked_and_breaks_when_it_is_taken_from_them(organization: Any) -> None:
    made = shop_entries(organization)
    served(organization, made[1], "when will my refund be on my account")
    run = replaying.replay_now(
        update=update_with(
            organization,
            title="When does my refund arrive on my account?",
            body="Refunds go to your account. When will my refund be on my account? Within a year.",
        )
    )
    found = {row.question: row.outcome for row in run.results.filter(source="neighbour")}
    assert made[1].title in found
    assert found["when will my refund be on my account"] == "breaks"
    assert run.breaks >= 1
    assert run.golden_breaks == 0


def test_questions_that_went_badly_do_not_speak_for_an_entry(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    served(organization, returns, "what about my broken lamp", is_success=False)
    run = replaying.replay_now(update=update_with(organization, **edit_of(returns, "You have 14 days.")))
    assert "what about my broken lamp" not in outcomes(run)


def test_a_question_is_asked_once_and_judged_as_golden(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.")
    run = replaying.replay_now(update=update_with(organization, SHOP[0][0].lower(), **edit_of(returns, "14 days.")))
    assert run.results.filter(question__iexact=SHOP[0][0]).get().source == "golden"


def test_what_is_switched_off_is_not_asked(organization: Any) -> None:
    shop_entries(organization)
    made = golden_question(organization, "Do you wrap gifts?", "Yes.")
    golden.set_golden_active(organization=organization, golden_id=made.pk, is_active=False)
    run = replaying.replay_now(update=update_with(organization, *BICYCLES, **RACKS))
    assert not run.results.filter(source="golden").exists()


def test_a_hand_off_rule_fixes_its_evidence_and_not_its_neighbours(organization: Any) -> None:
    shop_entries(organization)
    rule = {
        "title": "Can you change the bank account of my contract?",
        "body": "A colleague changes the bank account of a contract after a call.",
        "entry_kind": "handoff",
    }
    update = update_with(organization, "please change the bank account of my contract", **rule)
    run = replaying.replay_now(update=update)
    assert run.results.get(source="evidence").outcome == "fixes"
    assert run.breaks == 0


def test_an_update_that_cannot_be_applied_fails_with_its_sentence(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    update = update_with(organization, **edit_of(returns, "You have 14 days."))
    entries.archive_entry(organization=organization, entry_id=returns.pk)
    run = replaying.replay_now(update=update)
    assert run.status == "failed"
    assert "archived" in run.error


def test_a_decided_update_is_not_replayed(organization: Any) -> None:
    shop_entries(organization)
    update = applied(update_with(organization, *BICYCLES, **RACKS))
    with pytest.raises(replaying.NothingToReplay):
        replaying.replay_now(update=update)
    assert replaying.ensure_replay(update=update) == replaying.latest_run(update)


@pytest.mark.parametrize("change", ["knowledge", "golden", "payload"])
def test_a_replay_is_stale_when_what_it_stands_on_changes(organization: Any, change: str) -> None:
    shop_entries(organization)
    update = update_with(organization, *BICYCLES, **RACKS)
    run = replaying.replay_now(update=update)
    assert replaying.is_fresh(run, update)
    assert replaying.ensure_replay(update=update) == run
    if change == "knowledge":
        entry_with(organization, "Gift cards", "Three years.")
    elif change == "golden":
        golden_question(organization, "Do you wrap gifts?", "Yes.")
    else:
        update.payload = update.payload | {"body": "There are two."}
        update.save()
    assert not replaying.is_fresh(run, update)
    again = replaying.ensure_replay(update=update)
    assert again is not None
    assert (again.pk != run.pk, again.status) == (True, "waiting")
    assert replaying.request_replay(update_id=update.pk) == again


def test_a_failed_replay_is_not_tried_again_while_nothing_changed(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    update = update_with(organization, **edit_of(returns, "You have 14 days."))
    entries.archive_entry(organization=organization, entry_id=returns.pk)
    run = replaying.replay_now(update=update)
    assert replaying.ensure_replay(update=update) == run


def test_a_run_is_claimed_once(organization: Any) -> None:
    shop_entries(organization)
    run = replaying.request_replay(update_id=update_with(organization, *BICYCLES, **RACKS).pk)
    done = replaying.run_replay(organization=organization, run_id=run.pk)
    again = replaying.run_replay(organization=organization, run_id=run.pk)
    assert (again.epoch, again.finished_at) == (1, done.finished_at)


def test_a_run_that_a_dead_process_left_is_taken_over_and_begun_anew(
    organization: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_entries(organization)
    monkeypatch.setattr(running, "BATCH", 2)
    run = replaying.request_replay(update_id=update_with(organization, *BICYCLES, **RACKS).pk)
    answer_batch = running._answer_batch

    class Killed(BaseException):
        pass

    def die_in_the_second(job: Any, start: int) -> None:
        if start:
            raise Killed
        answer_batch(job, start)

    monkeypatch.setattr(running, "_answer_batch", die_in_the_second)
    with pytest.raises(Killed):
        replaying.run_replay(organization=organization, run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.done_count, run.results.count()) == ("running", 2, 2)

    monkeypatch.setattr(running, "_answer_batch", answer_batch)
    assert replaying.run_replay(organization=organization, run_id=run.pk).status == "running"  # thought alive
    ReplayRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert replaying.resume_left_runs(organization=organization) == 1
    done = replaying.run_replay(organization=organization, run_id=run.pk)
    assert (done.status, done.epoch, done.fixes) == ("done", 2, 3)
    assert done.results.count() == done.question_count


def test_who_was_only_thought_dead_writes_nothing(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shop_entries(organization)
    monkeypatch.setattr(running, "BATCH", 2)
    run = replaying.request_replay(update_id=update_with(organization, *BICYCLES, **RACKS).pk)
    answer_batch = running._answer_batch
    taken: list[ReplayRun] = []

    def be_late(job: Any, start: int) -> None:
        answer_batch(job, start)
        if not taken:
            taken.append(run)
            ReplayRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            replaying.run_replay(organization=organization, run_id=run.pk)

    monkeypatch.setattr(running, "_answer_batch", be_late)
    done = replaying.run_replay(organization=organization, run_id=run.pk)
    assert (done.status, done.epoch, done.results.count()) == ("done", 2, done.question_count)


def test_old_runs_are_forgotten(organization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "RUNS_KEPT", 2)
    shop_entries(organization)
    update = update_with(organization, *BICYCLES, **RACKS)
    other = replaying.replay_now(update=update_with(organization, "where do I park", **RACKS))
    runs = [replaying.replay_now(update=update) for _ in range(3)]
    assert set(ReplayRun.objects.values_list("pk", flat=True)) == {other.pk, runs[1].pk, runs[2].pk}


def test_the_golden_set_is_asked_of_the_live_knowledge(organization: Any) -> None:
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.", entry_id=returns.pk)
    golden_question(organization, SHOP[1][0], "After 10 working days.")
    golden_question(organization, "Are you a robot?", expects_handoff=True)
    run = replaying.run_golden_set_now(organization=organization)
    assert (run.question_count, run.breaks, run.golden_breaks) == (3, 1, 1)
    assert str(run) == "right 2 · wrong 1"
    wrong = run.results.get(outcome="breaks")
    assert (wrong.question, wrong.before["text"]) == (SHOP[1][0], "After 10 working days.")


def test_an_empty_golden_set_says_so(organization: Any) -> None:
    with pytest.raises(replaying.NothingToReplay, match="golden set is empty"):
        replaying.request_golden_run(organization=organization)


def ask_again(update: LearningUpdate, questions: Any, before: Any) -> dict[str, int]:
    """The same questions, asked of the knowledge after the update was applied, judged by the same rules."""
    result = applied(update, break_reason="It is right.").result
    after = answer_many(organization=update.organization, questions=[one.text for one in questions])
    changed = frozenset({result["entry_id"]})
    return counts_of(
        [
            running.verdict_on(question, was, becomes, changed)
            for question, was, becomes in zip(questions, before, after, strict=True)
        ]
    )


def change(action: str, made: list[KnowledgeEntry]) -> dict[str, Any]:
    """A change of each kind that fixes, changes and breaks something."""
    if action == "create":
        return RACKS | {"body": "Twelve racks. How long can I send something back? When does my refund arrive? Never."}
    if action == "update":
        return edit_of(made[0], "You can send anything back within **14 days**. Tents are rented for 20 euros a day.")
    if action == "handoff":
        return RACKS | {
            "title": "Where can I park my bicycle, and how do I cancel an order?",
            "body": "A colleague answers where you can park a bicycle, and cancels an order.",
            "entry_kind": "handoff",
        }
    return edit_of(made[0], "Send it back within **14 days**; a refund takes 9 working days. Racks: twelve.") | {
        "action": "merge",
        "other_entry_id": made[1].pk,
        "expected_other_version_id": made[1].current_version_id,
    }


@pytest.mark.parametrize("action", ["create", "update", "handoff", "merge"])
def test_the_counts_are_those_of_applying_for_real_and_asking_again(organization: Any, action: str) -> None:
    made = shop_entries(organization)
    for title, body in SHOP:
        golden_question(organization, title, body)
    golden_question(organization, "Do you rent out tents?", expects_handoff=True)
    for entry in made[:4]:
        served(organization, entry, f"please tell me: {entry.title.lower()}")
    evidence = ("how many days until I must send it back", "return it after 20 days?", *BICYCLES)
    update = update_with(organization, *evidence, **change(action, made))
    run = replaying.replay_now(update=update)
    overlay = running.would_be(update)
    questions = asking.questions_of_update(update=update, overlay=overlay, engine=running.engine_for(organization))
    before = answer_many(organization=organization, questions=[one.text for one in questions])
    foreseen = {name: getattr(run, name) for name in ("fixes", "changes", "breaks")}
    found = ask_again(update, questions, before)
    assert len(questions) == run.question_count
    assert {name: found[name] for name in foreseen} == foreseen
    assert sum(foreseen.values()) >= 3
    assert found["same"] == run.question_count - sum(foreseen.values())


def test_what_a_merged_entry_should_have_answered_the_one_that_stayed_may(organization: Any) -> None:
    kept, gone = entry_with(organization), entry_with(organization, "May I return it?", "Yes, within 30 days.")
    golden_question(organization, "May I return it?", "Within 30 days.", entry_id=gone.pk)
    merge = edit_of(kept, "You may return it: send anything back within **30 days** of delivery.") | {
        "action": "merge",
        "asked_as": ["May I return it?"],
        "other_entry_id": gone.pk,
        "expected_other_version_id": gone.current_version_id,
    }
    update = update_with(organization, "can I give it back", **merge)
    run = replaying.replay_now(update=update)
    assert (run.status, run.breaks) == ("done", 0)
    update = applied(update)
    assert replaying.run_golden_set_now(organization=organization).breaks == 0
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert replaying.run_golden_set_now(organization=organization).breaks == 0


def test_approving_needs_a_replay_and_starts_one(organization: Any) -> None:
    shop_entries(organization)
    update = update_with(organization, *BICYCLES, **RACKS)
    with pytest.raises(ApprovalWaits, match="was not replayed yet"):
        updates.approve_update(update_id=update.pk, reviewer=UserFactory())
    run = replaying.latest_run(update)
    assert run is not None
    assert run.status == "waiting"
    with pytest.raises(ApprovalWaits, match="still running"):
        updates.approve_update(update_id=update.pk, reviewer=UserFactory())
    replaying.run_replay(organization=organization, run_id=run.pk)
    assert updates.approve_update(update_id=update.pk, reviewer=UserFactory()).status == "approved"


def test_a_stale_replay_does_not_count(organization: Any) -> None:
    shop_entries(organization)
    update = update_with(organization, *BICYCLES, **RACKS)
    replaying.replay_now(update=update)
    entry_with(organization, "Gift cards", "Three years.")
    with pytest.raises(ApprovalWaits, match="before something changed"):
        updates.approve_update(update_id=update.pk, reviewer=UserFactory())
    assert ReplayRun.objects.of_update(update).count() == 2


def test_edits_are_kept_and_replayed_before_they_are_approved(organization: Any) -> None:
    shop_entries(organization)
    update = update_with(organization, *BICYCLES, **RACKS)
    replaying.replay_now(update=update)
    edits = {"body": "There are ten bicycle racks beside the entrance."}
    with pytest.raises(ApprovalWaits, match="Your edits are kept"):
        updates.approve_update(update_id=update.pk, reviewer=UserFactory(), edits=edits)
    update.refresh_from_db()
    assert (update.status, update.payload["body"]) == ("pending", edits["body"])
    run = replaying.latest_run(update)
    assert run is not None
    replaying.run_replay(organization=organization, run_id=run.pk)
    assert updates.approve_update(update_id=update.pk, reviewer=UserFactory(), edits=edits).status == "approved"


@pytest.fixture
def breaking(organization: Any) -> LearningUpdate:
    returns = shop_entries(organization)[0]
    golden_question(organization, SHOP[0][0], "Within 30 days.", entry_id=returns.pk)
    update = update_with(organization, **edit_of(returns, "You have **14 days**."))
    replaying.replay_now(update=update)
    return update


def test_what_breaks_a_golden_question_needs_a_written_reason(breaking: LearningUpdate) -> None:
    with pytest.raises(replaying.BreakReasonMissing, match="1 golden question"):
        updates.approve_update(update_id=breaking.pk, reviewer=UserFactory(), break_reason=" ")
    done = updates.approve_update(update_id=breaking.pk, reviewer=UserFactory(), break_reason=" The law changed. ")
    assert (done.status, done.break_reason) == ("approved", "The law changed.")


def test_what_breaks_a_golden_question_is_not_approved_in_bulk(breaking: LearningUpdate) -> None:
    with pytest.raises(replaying.BreaksInBulk, match="decide it by itself"):
        updates.approve_update(
            update_id=breaking.pk, reviewer=UserFactory(), is_bulk=True, break_reason="The law changed."
        )
    breaking.refresh_from_db()
    assert breaking.status == "pending"


def test_taking_it_back_forgets_the_reason(breaking: LearningUpdate) -> None:
    updates.approve_update(update_id=breaking.pk, reviewer=UserFactory(), break_reason="The law changed.")
    assert updates.undo_decision(update_id=breaking.pk, reviewer=UserFactory()).break_reason == ""


def test_what_was_rolled_back_passes_the_gate_again(organization: Any) -> None:
    shop_entries(organization)
    update = applied(update_with(organization, *BICYCLES, **RACKS))
    updates.roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert updates.undo_decision(update_id=update.pk, reviewer=UserFactory()).status == "pending"
    again = applied(LearningUpdate.objects.get(pk=update.pk))
    assert again.status == "applied"
    assert KnowledgeEntry.objects.filter(title=RACKS["title"]).count() == 1


def test_a_proposal_is_replayed_by_itself(organization: Any) -> None:
    shop_entries(organization)
    update = updates.propose_update(
        organization=organization,
        kind="knowledge_update",
        title=RACKS["title"],
        payload={"action": "create", "category": "", "tags": [], **RACKS},
        confidence=0.7,
        impact=3.0,
        evidence=[],
    )
    run = replaying.latest_run(update)
    assert run is not None
    assert run.status == "waiting"


def test_the_notes_of_many_updates_take_a_fixed_number_of_queries(
    organization: Any, breaking: LearningUpdate, django_assert_num_queries: Any
) -> None:
    fresh = breaking
    missing = update_with(organization, *BICYCLES, **RACKS)
    stale = update_with(organization, "how many", **RACKS)
    replaying.replay_now(update=stale)
    stale.payload = stale.payload | {"body": "Two."}
    stale.save()
    every = [fresh, missing, stale]
    with django_assert_num_queries(3):
        notes = replaying.replay_notes(updates=every)
    assert [notes[one.pk].state for one in every] == ["fresh", "missing", "stale"]
    assert notes[fresh.pk].needs_reason
    assert "breaks 1" in notes[fresh.pk].text
