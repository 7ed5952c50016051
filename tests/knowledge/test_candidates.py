"""Candidates: what is taken out of conversations, how it merges, how it stands to the knowledge."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.models import CandidateEntry, CandidateSource
from knowledge.services import candidates
from knowledge.services.candidates.reading import title_of
from knowledge.services.candidates.sameness import contradictions, key_of, says_the_same
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
from tests.knowledge.factories import SHOP, entry_with, shop_entries
from tests.training.factories import FeedbackFactory, OrganizationFactory, UserFactory
from training.ai.embedding import embed
from training.cycle import run_cycle
from training.models import ConversationAnalysis


@pytest.fixture(autouse=True)
def _three_steps(settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = STEPS


class TestWhatIsTakenOut:
    def test_a_well_rated_confident_reply(self, organization: Any) -> None:
        conversation = rated(organization, answer=f"Hi there! {ANSWER} Anything else?")
        step = learn(organization)
        (candidate,) = all_candidates()
        assert (candidate.title, candidate.content, candidate.source) == (ASKED, ANSWER, "rated_well")
        assert candidate.effectiveness == pytest.approx((5 / 5 + 0.9) / 2)
        assert (step.looked_at, step.made) == (1, 1)
        (source,) = CandidateSource.objects.all()
        assert (source.conversation, source.customer_key) == (conversation, conversation.customer_key)
        assert [source.quote[start:end] for start, end in source.spans] == [ANSWER]

    def test_a_human_answer_after_a_handoff(self, organization: Any) -> None:
        handed(organization)
        learn(organization)
        assert [candidate.source for candidate in all_candidates()] == ["human_answer"]

    def test_a_human_edit_of_a_reply(self, organization: Any) -> None:
        edited(organization)
        learn(organization)
        (candidate,) = all_candidates()
        assert (candidate.source, candidate.content) == ("human_edit", ANSWER)
        assert CandidateSource.objects.get().quote == ANSWER

    @pytest.mark.parametrize(
        "fields", [{"satisfaction": 3}, {"satisfaction": None}, {"ai_confidence": 0.79}, {"ai_confidence": None}]
    )
    def test_nothing_of_a_reply_that_was_not_rated_well_or_not_sure(self, organization: Any, fields: Any) -> None:
        rated(organization, **fields)
        learn(organization)
        assert not all_candidates()

    @pytest.mark.parametrize("make", [handed, edited])
    def test_nothing_of_a_person_whose_customer_was_unhappy(self, organization: Any, make: Any) -> None:
        make(organization, satisfaction=2)
        learn(organization)
        assert not all_candidates()

    @pytest.mark.parametrize(
        "answer",
        [
            "I have refunded your order just now.",
            "Your parcel was sent to [address] yesterday.",
            "Hello! How can I help you today?",
        ],
    )
    def test_nothing_that_holds_for_one_customer_only(self, organization: Any, answer: str) -> None:
        rated(organization, answer=answer)
        learn(organization)
        assert not all_candidates()

    def test_a_sentence_with_a_red_flag_is_left_out_and_shown(self, organization: Any) -> None:
        handed(organization, answer=f"{ANSWER} {PLANTED}")
        learn(organization)
        (candidate,) = all_candidates()
        assert candidate.content == ANSWER
        assert {flag["kind"] for flag in candidate.flags} >= {"instruction", "link"}
        assert all(flag["where"] == "evidence" for flag in candidate.flags)

    def test_a_question_with_a_red_flag_titles_nothing(self, organization: Any) -> None:
        rated(organization, question=f"Can I return a coffee machine? {PLANTED}")
        learn(organization)
        assert not all_candidates()

    def test_another_organizations_conversations_stay_theirs(self, organization: Any, in_organization: Any) -> None:
        rated(organization)
        other = OrganizationFactory(name="Other", slug="other")
        in_organization(other)
        learn(other)
        assert not all_candidates()
        in_organization(organization)
        learn(organization)
        assert len(all_candidates()) == 1

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("We moved house. What do I have to change in the account?", "What do I have to change in the account?"),
            ("hi, how do i reset my pin", "How do I reset my pin"),
            ("Gift wrapping for two parcels", "Gift wrapping for two parcels"),
        ],
    )
    def test_the_title_is_the_clearest_sentence(self, asked: str, title: str) -> None:
        assert title_of(asked) == title


class TestHowItMerges:
    def test_like_answers_are_one_candidate_of_several_customers(self, organization: Any) -> None:
        rated(organization)
        handed(organization, answer="A used coffee machine can be returned within 30 days after delivery.")
        edited(organization, question="May I send back a coffee machine that was used?")
        learn(organization)
        (candidate,) = all_candidates()
        assert candidate.customer_count == 3
        assert set(candidate.sources.values_list("source", flat=True)) == {"rated_well", "human_answer", "human_edit"}

    def test_one_customer_counts_once(self, organization: Any) -> None:
        for _ in range(4):
            rated(organization, customer_key="the-same")
        learn(organization)
        (candidate,) = all_candidates()
        assert (candidate.customer_count, candidate.sources.count()) == (1, 4)

    def test_another_fact_is_another_candidate(self, organization: Any) -> None:
        rated(organization)
        rated(organization, answer=ANSWER.replace("30", "14"))
        learn(organization)
        assert len(all_candidates()) == 2

    def test_it_grows_with_later_cycles_and_what_was_read_is_not_read_again(self, organization: Any) -> None:
        rated(organization)
        learn(organization)
        rated(organization)
        step = learn(organization)
        assert (step.looked_at, step.made) == (1, 0)
        (candidate,) = all_candidates()
        assert candidate.customer_count == 2
        assert learn(organization).looked_at == 0

    def test_a_late_rating_is_looked_at(self, organization: Any) -> None:
        conversation = rated(organization, satisfaction=None)
        learn(organization)
        assert not all_candidates()
        FeedbackFactory(conversation=conversation, rating=5)
        learn(organization)
        assert len(all_candidates()) == 1

    def test_a_conversation_that_teaches_it_no_more_is_taken_back(self, organization: Any) -> None:
        first, second = rated(organization), rated(organization)
        learn(organization)
        FeedbackFactory(conversation=first, rating=1)
        learn(organization)
        (candidate,) = all_candidates()
        assert candidate.customer_count == 1
        FeedbackFactory(conversation=second, rating=1)
        learn(organization)
        assert not all_candidates()

    def test_what_was_dismissed_gathers_its_like_and_stays_dismissed(self, organization: Any) -> None:
        rated(organization)
        learn(organization)
        (candidate,) = all_candidates()
        candidates.dismiss_candidate(candidate_id=candidate.pk, manager=UserFactory(), reason="Out of date.")
        rated(organization)
        learn(organization)
        (candidate,) = all_candidates()
        assert (candidate.status, candidate.customer_count) == ("dismissed", 2)

    def test_an_analysis_made_anew_meanwhile_waits(self, organization: Any) -> None:
        rated(organization)
        run_without_candidates(organization)
        analyses = candidates.unmined(organization=organization, limit=10)
        found = candidates.find_candidates(organization=organization, analyses=analyses)
        ConversationAnalysis.objects.update(question="Something else")
        made = candidates.keep(
            organization=organization,
            analyses=analyses,
            found=found,
            questions=embed([one.title for one in found]),
            answers=embed([one.content for one in found]),
        )
        assert made == 0
        assert not ConversationAnalysis.objects.get().is_mined

    @pytest.mark.parametrize(
        ("one", "other", "meaning", "is_same"),
        [
            (ANSWER, ANSWER.upper(), 0.0, True),
            (ANSWER, ANSWER.replace("30", "14"), 0.99, False),
            (ANSWER, "You have 30 days from delivery to give it back.", 0.5, True),
            (ANSWER, "We ship to Switzerland too.", 0.3, False),
        ],
    )
    def test_answers_are_the_same_by_meaning_and_facts(
        self, one: str, other: str, meaning: float, is_same: bool
    ) -> None:
        assert says_the_same(one, other, meaning=meaning) is is_same

    def test_a_yes_against_a_no_counts_unless_a_figure_agrees(self) -> None:
        assert contradictions("It can be returned.", "It cannot be returned.")
        assert not contradictions("It cannot be returned after 30 days.", "It can be returned within 30 days.")

    def test_case_and_space_make_no_other_key(self) -> None:
        assert key_of("A  b", "C") == key_of("a B", "c")
        assert key_of("a b", "c") != key_of("a", "b c")


def run_without_candidates(organization: Any) -> None:
    from django.conf import settings

    settings.LEARNING_CYCLE_STEPS = STEPS[:2]
    run_cycle(organization=organization, trigger="command")


class TestHowItStandsToTheKnowledge:
    def relation(self, organization: Any, body: str, **fields: Any) -> CandidateEntry:
        shop_entries(organization, SHOP[1:])
        entry_with(organization, title="Returning a used coffee machine", body=body, **fields)
        rated(organization)
        learn(organization)
        (candidate,) = all_candidates()
        return candidate

    def test_it_is_new_where_no_entry_says_it(self, organization: Any) -> None:
        shop_entries(organization, SHOP[1:])
        rated(organization, question="Do you sharpen garden shears?", answer="Shears are sharpened for 12 euros each.")
        learn(organization)
        (candidate,) = all_candidates()
        assert (candidate.relation, candidate.related_entry, candidate.is_compared) == ("new", None, True)

    def test_it_is_known_where_an_entry_says_the_same(self, organization: Any) -> None:
        candidate = self.relation(organization, "Within 30 days of delivery a used coffee machine can be returned.")
        assert candidate.relation == "duplicate"
        assert candidate.related_entry is not None
        assert candidate.related_entry.title in candidate.relation_note

    def test_it_contradicts_an_entry_with_another_fact(self, organization: Any) -> None:
        candidate = self.relation(organization, "Within 14 days of delivery a used coffee machine can be returned.")
        assert candidate.relation == "contradiction"
        assert "“14 days”" in candidate.relation_note
        assert "“30 days”" in candidate.relation_note

    def test_it_contradicts_a_rule_that_passes_the_question_on(self, organization: Any) -> None:
        shop_entries(organization, SHOP[1:])
        entry_with(organization, title=ASKED, body="A person looks at the machine first.", kind="handoff")
        rated(organization)
        learn(organization)
        (candidate,) = all_candidates()
        assert candidate.relation == "contradiction"
        assert "passes this question to a person" in candidate.relation_note

    def test_it_is_compared_again_when_the_knowledge_changes(self, organization: Any) -> None:
        candidate = self.relation(organization, "Nothing to see here, move on to the next page please.")
        assert candidate.relation == "new"
        entry_with(organization, title=ASKED, body=ANSWER)
        learn(organization)
        candidate.refresh_from_db()
        assert candidate.relation == "duplicate"

    def test_only_so_many_are_compared_in_one_cycle(self, organization: Any) -> None:
        for number in range(3):
            rated(
                organization,
                question=f"Do you repair lamp number {number}?",
                answer=f"Lamp {number} takes {number + 2} weeks.",
            )
        learn(organization)
        CandidateEntry.objects.update(compared_mark="")
        waiting, _ = candidates.to_compare(organization=organization, limit=2)
        assert len(waiting) == 2
