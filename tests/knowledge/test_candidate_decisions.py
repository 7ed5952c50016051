"""Candidates: which words several customers stand behind, what a manager decides, what an admin promotes."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import CandidateEntry, KnowledgeEntry
from knowledge.services import candidates
from tests.knowledge.candidate_factories import (
    ANSWER,
    ASKED,
    PLANTED,
    STEPS,
    all_candidates,
    edited,
    handed,
    learn,
    rated,
)
from tests.knowledge.factories import entry_with
from tests.training.factories import UserFactory
from training.models import Conversation, LearningUpdate, Message, UpdateEvidence
from training.services.flagging import FlagsNotSeen
from training.services.updates import apply_update, approve_update, roll_back_update


@pytest.fixture(autouse=True)
def _three_steps(settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = STEPS


class TestDecisions:
    @pytest.fixture
    def candidate(self, organization: Any) -> CandidateEntry:
        for _ in range(3):
            rated(organization)
        learn(organization)
        return CandidateEntry.objects.get()

    def propose(self, candidate: CandidateEntry, **fields: Any) -> CandidateEntry:
        wanted = {"title": candidate.title, "body": candidate.content} | fields
        return candidates.propose_candidate(candidate_id=candidate.pk, manager=UserFactory(), **wanted)

    def test_proposing_makes_an_update_with_its_evidence(self, organization: Any, candidate: CandidateEntry) -> None:
        proposed = self.propose(candidate, tags=["returns"])
        update = proposed.learning_update
        assert update is not None
        assert (proposed.status, update.status) == ("proposed", "pending")
        assert update.payload == {
            "action": "create", "title": ASKED, "body": ANSWER, "category": "", "tags": ["returns"],
            "candidate_id": candidate.pk,
        }  # fmt: skip
        evidence = UpdateEvidence.objects.filter(update=update)
        assert evidence.filter(role="question").values("customer_key").distinct().count() == 3
        answer = evidence.filter(role="answer").first()
        assert answer is not None
        assert answer.quote[answer.span_start : answer.span_end] == ANSWER

    def test_a_proposal_needs_enough_customers(self, organization: Any) -> None:
        for _ in range(5):
            rated(organization, customer_key="one")
        rated(organization, customer_key="two")
        learn(organization)
        candidate = CandidateEntry.objects.get()
        with pytest.raises(candidates.TooFewCustomers, match="rests on 2 customers; a proposal needs 3"):
            self.propose(candidate)
        assert not LearningUpdate.objects.exists()

    def test_a_contradiction_can_be_proposed_as_the_entrys_text(self, organization: Any) -> None:
        entry = entry_with(organization, title=ASKED, body=ANSWER.replace("30", "14"))
        for _ in range(3):
            rated(organization)
        learn(organization)
        proposed = self.propose(CandidateEntry.objects.get(), changes_entry=True)
        update = proposed.learning_update
        assert update is not None
        assert (update.payload["action"], update.payload["entry_id"]) == ("update", entry.pk)
        assert update.payload["expected_version_id"] == entry.current_version_id

    def test_without_an_entry_there_is_none_to_change(self, organization: Any, candidate: CandidateEntry) -> None:
        with pytest.raises(candidates.CandidateContentMissing, match="no live entry"):
            self.propose(candidate, changes_entry=True)

    @pytest.mark.parametrize("fields", [{"title": " "}, {"body": " "}])
    def test_a_proposal_needs_words(self, organization: Any, candidate: CandidateEntry, fields: dict[str, str]) -> None:
        with pytest.raises(candidates.CandidateContentMissing):
            self.propose(candidate, **fields)

    def test_a_dismissal_says_why(self, organization: Any, candidate: CandidateEntry) -> None:
        with pytest.raises(candidates.CandidateReasonMissing):
            candidates.dismiss_candidate(candidate_id=candidate.pk, manager=UserFactory(), reason=" ")
        kim = UserFactory()
        done = candidates.dismiss_candidate(candidate_id=candidate.pk, manager=kim, reason="Out of date.")
        assert (done.status, done.reason, done.decided_by) == ("dismissed", "Out of date.", kim)

    def test_the_second_manager_is_told_that_the_first_one_won(
        self, organization: Any, candidate: CandidateEntry
    ) -> None:
        candidates.dismiss_candidate(candidate_id=candidate.pk, manager=UserFactory(), reason="No.")
        with pytest.raises(candidates.CandidateAlreadyDecided, match="already dismissed by"):
            self.propose(candidate)

    def test_undo_opens_it_and_withdraws_its_update(self, organization: Any, candidate: CandidateEntry) -> None:
        update = self.propose(candidate).learning_update
        again = candidates.undo_candidate_decision(candidate_id=candidate.pk, manager=UserFactory())
        assert (again.status, again.learning_update) == ("open", None)
        assert update is not None
        update.refresh_from_db()
        assert update.status == "expired"
        with pytest.raises(candidates.CandidateAlreadyDecided, match="is open"):
            candidates.undo_candidate_decision(candidate_id=candidate.pk, manager=UserFactory())

    def test_what_is_approved_is_not_undone_behind_the_admins_back(
        self, organization: Any, candidate: CandidateEntry
    ) -> None:
        update = self.propose(candidate).learning_update
        LearningUpdate.objects.filter(pk=update.pk).update(  # type: ignore[union-attr]
            status="approved", decided_by=UserFactory(), decided_at=timezone.now()
        )
        with pytest.raises(candidates.CandidateUpdateInUse, match="is approved"):
            candidates.undo_candidate_decision(candidate_id=candidate.pk, manager=UserFactory())


class TestPromotion:
    def reply(self, conversation: Conversation) -> Message:
        return conversation.messages.exclude(sender="customer").order_by("-position")[0]

    def promote(self, organization: Any, message: Message, **fields: Any) -> candidates.Promotion:
        wanted = {"title": ASKED, "body": ANSWER} | fields
        return candidates.promote_message(
            organization=organization, message_id=message.pk, admin=UserFactory(), **wanted
        )

    def test_a_message_becomes_an_approved_update_with_its_source(self, organization: Any) -> None:
        message = self.reply(handed(organization))
        done = self.promote(organization, message)
        assert (done.waits, done.update.status) == ("", "approved")
        assert (done.candidate.source, done.candidate.status) == ("promoted", "proposed")
        answer = done.update.evidence.get(role="answer")
        assert (answer.message_id, answer.quote[answer.span_start : answer.span_end]) == (message.pk, ANSWER)

    def test_the_entry_lives_after_applying_and_goes_when_rolled_back(self, organization: Any) -> None:
        done = self.promote(organization, self.reply(handed(organization)))
        apply_update(update_id=done.update.pk)
        entry = KnowledgeEntry.objects.get(title=ASKED)
        assert entry.status == "live"
        roll_back_update(update_id=done.update.pk, reviewer=UserFactory())
        entry.refresh_from_db()
        assert entry.status == "archived"

    def test_an_edit_is_promoted_as_it_was_edited(self, organization: Any) -> None:
        message = self.reply(edited(organization))
        draft = candidates.draft_of_message(organization=organization, message=message)
        assert (draft.title, draft.body) == (ASKED, ANSWER)

    def test_a_draft_leaves_out_what_is_flagged(self, organization: Any) -> None:
        message = self.reply(handed(organization, answer=f"{ANSWER} {PLANTED}"))
        assert candidates.draft_of_message(organization=organization, message=message).body == ANSWER

    def test_red_flags_need_the_tick(self, organization: Any) -> None:
        message = self.reply(handed(organization, answer=f"{ANSWER} {PLANTED}"))
        with pytest.raises(FlagsNotSeen) as told:
            self.promote(organization, message)
        assert told.value.flags
        assert not LearningUpdate.objects.exists()
        assert not CandidateEntry.objects.exists()
        done = self.promote(organization, message, has_seen_flags=True)
        assert done.update.status == "approved"
        assert done.update.flags_seen_at is not None

    def test_the_same_words_are_promoted_once(self, organization: Any) -> None:
        message = self.reply(handed(organization))
        self.promote(organization, message)
        with pytest.raises(Exception, match="proposed already"):
            self.promote(organization, message)

    def test_a_candidate_with_the_same_words_is_taken_over(self, organization: Any) -> None:
        conversation = rated(organization)
        learn(organization)
        done = self.promote(organization, self.reply(conversation))
        (candidate,) = all_candidates()
        assert (candidate.pk, candidate.status) == (done.candidate.pk, "proposed")

    def test_a_promotion_survives_another_look_at_its_conversation(self, organization: Any) -> None:
        conversation = handed(organization)
        done = self.promote(organization, self.reply(conversation))
        learn(organization)
        done.candidate.refresh_from_db()
        assert done.candidate.sources.filter(source="promoted").count() == 1

    @pytest.mark.parametrize("fields", [{"title": ""}, {"body": " "}])
    def test_it_needs_words(self, organization: Any, fields: dict[str, str]) -> None:
        with pytest.raises(candidates.CandidateContentMissing):
            self.promote(organization, self.reply(handed(organization)), **fields)

    def test_the_approval_is_the_admins(self, organization: Any) -> None:
        admin = UserFactory()
        done = candidates.promote_message(
            organization=organization,
            message_id=self.reply(handed(organization)).pk,
            admin=admin,
            title=ASKED,
            body=ANSWER,
        )
        assert (done.update.decided_by, done.update.proposed_by) == (admin, admin)
        with pytest.raises(Exception, match="already approved"):
            approve_update(update_id=done.update.pk, reviewer=UserFactory())


class TestWhatSeveralStandBehind:
    ASKED = (
        "Can I return a used coffee machine?",
        "I used the coffee machine, can I return it?",
        "Could I return my coffee machine? It is used.",
    )

    def test_words_that_several_customers_used_and_heard_stay(self, organization: Any) -> None:
        for question in self.ASKED:
            handed(organization, question=question)
        learn(organization)
        (candidate,) = all_candidates()
        backed = candidates.backed_words(candidate=candidate)
        assert (backed.title, backed.body, backed.left_out) == (self.ASKED[0], ANSWER, ())

    def test_a_sentence_that_one_customer_heard_is_left_out_and_named(self, organization: Any) -> None:
        lie = "The whole shop belongs to Gerbilsson and sons."
        handed(organization, f"{ANSWER} {lie}", self.ASKED[0])
        for question in self.ASKED[1:]:
            handed(organization, question=question)
        learn(organization)
        candidate = CandidateEntry.objects.get(customer_count=3)
        CandidateEntry.objects.filter(pk=candidate.pk).update(content=f"{ANSWER} {lie}")
        candidate.refresh_from_db()
        backed = candidates.backed_words(candidate=candidate)
        assert (backed.body, backed.left_out) == (ANSWER, (lie,))

    def test_what_stands_beside_a_red_flag_has_no_backing(self, organization: Any) -> None:
        for question in self.ASKED:
            handed(organization, f"{ANSWER} {PLANTED}", question)
        learn(organization)
        (candidate,) = all_candidates()
        assert candidate.content == ANSWER
        backed = candidates.backed_words(candidate=candidate)
        assert (backed.body, backed.left_out) == ("", (ANSWER,))

    def test_words_of_one_customer_make_no_title_and_no_tag(self, organization: Any) -> None:
        handed(organization, question="Can I return a used Gerbilsson coffee machine?")
        for question in self.ASKED[1:]:
            handed(organization, question=question)
        learn(organization)
        (candidate,) = all_candidates()
        candidate.title, candidate.tags = "Can I return a Gerbilsson machine?", ["gerbilsson", "coffee machine"]
        backed = candidates.backed_words(candidate=candidate)
        assert "gerbilsson" not in backed.title.lower()
        assert backed.title
        assert backed.tags == ("coffee machine",)
