"""Entries that are used often and help too seldom: which are looked at, what is proposed, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from knowledge.appliers import content_improvement as applier
from knowledge.appliers.knowledge_update import PayloadInvalid
from knowledge.improving import record_of, rewrite_of
from knowledge.models import ContentOptimization, KnowledgeEntry
from knowledge.services import improving
from knowledge.services.entries import revise_entry
from tests.knowledge.factories import GapQuestionFactory, KnowledgeGapFactory, entry_with, shop_entries
from tests.knowledge.improvable import SAID, use, used
from tests.knowledge.replays import applied
from tests.knowledge.test_update_actions import served
from tests.training.factories import UserFactory
from training.models import Conversation, LearningUpdate
from training.services.engine import engine_for
from training.services.updates import reject_update, roll_back_update

BODY = "Oak is a living material. Treat it with care."


def look(organization: Any) -> list[improving.Finding]:
    """What the cycle's step does."""
    now, findings = timezone.now(), []
    for weak in improving.weak_entries(organization=organization, now=now):
        improving.read_uses(organization=organization, weak=weak, now=now)
        findings.append(improving.look_at(weak=weak, engine=engine_for(organization)))
        improving.keep_finding(organization=organization, finding=findings[-1])
    return findings


@pytest.fixture
def oak(organization: Any) -> KnowledgeEntry:
    shop_entries(organization)
    return entry_with(organization, "Looking after oak", BODY)


# --- the record


@pytest.mark.parametrize(
    ("helped", "cited", "is_weak"),
    [(3, 10, False), (7, 11, False), (6, 11, False), (1, 11, True), (30, 60, True), (42, 60, False), (0, 11, True)],
)
def test_an_entry_is_weak_when_it_is_used_often_and_surely_helps_too_seldom(
    helped: int, cited: int, is_weak: bool
) -> None:
    assert record_of(cited=cited, helped=helped).is_weak is is_weak


def test_the_interval_is_that_of_statsmodels_and_covers() -> None:
    for cited, helped in ((30, 5), (11, 6), (200, 199)):
        found = record_of(cited=cited, helped=helped)
        assert (found.low, found.high) == pytest.approx(proportion_confint(helped, cited, 0.05, "jeffreys"))
    assert (record_of(cited=9, helped=0).low, record_of(cited=9, helped=9).high) == (0.0, 1.0)
    for rate in (0.5, 0.7, 0.9):
        chances = binom(40, rate)
        covered = sum(chances.pmf(x) for x in range(41) if (r := record_of(cited=40, helped=x)).low <= rate <= r.high)
        assert covered > 0.92


@pytest.mark.parametrize(("cited", "helped"), [(0, 0), (3, 4), (3, -1)])
def test_counts_that_cannot_be_have_no_record(cited: int, helped: int) -> None:
    with pytest.raises(ValueError, match="cannot"):
        record_of(cited=cited, helped=helped)


# --- the rewrite


def test_what_is_missing_goes_first_and_the_rest_stays() -> None:
    found = rewrite_of(body=BODY, said=[SAID], asked_again=0.6)
    assert found is not None
    assert (found.problem, found.body) == ("unclear", f"{SAID}\n\n{BODY}")
    assert rewrite_of(body=BODY, said=[SAID], asked_again=0.1).problem == "fails"  # type: ignore[union-attr]


def test_what_says_it_already_is_not_rewritten() -> None:
    assert rewrite_of(body=f"{SAID} {BODY}", said=[SAID], asked_again=1) is None
    assert rewrite_of(body=BODY, said=[], asked_again=1) is None


def test_a_long_text_about_other_things_gets_its_answer_to_the_front() -> None:
    others = (
        "We are a family business. Our first shop opened in a barn. The barn is a museum today. Many visitors come "
        "in spring. There is a cafe with cake. Dogs are welcome on a lead. The car park has forty places."
    )
    found = rewrite_of(body=f"{others} {SAID}", said=[SAID], asked_again=0)
    assert found is not None
    assert found.problem == "too_broad"
    assert found.body.startswith(SAID)
    assert found.body.count(SAID) == 1
    assert "The car park has forty places." in found.body


# --- the cycle's look


pytestmark = pytest.mark.django_db


def test_an_unclear_entry_gets_what_people_answer_and_goes_back_as_it_was(organization: Any, oak: Any) -> None:
    before = served(organization)
    used(organization, oak, helped=10, failed=20, person=SAID)
    (finding,) = look(organization)
    (update,) = LearningUpdate.objects.filter(kind="content_improvement")
    assert (finding.problem, update.payload["problem"], update.payload["entry_id"]) == ("unclear", "unclear", oak.pk)
    assert SAID in update.payload["body"]
    assert BODY in update.payload["body"]
    assert (update.payload["cited"], update.payload["helped"], update.confidence > 0.99) == (30, 10, True)
    assert update.evidence.filter(role="question").values("customer_key").distinct().count() == 20
    assert update.evidence.filter(role="answer").exists()
    card = applier.card(update=update)
    html = render_to_string(card["template"], {"card": card["context"]})
    assert all(words in html for words in ("Unclear", "30 conversations", "10 went well", "had to ask again", "<ins>"))
    update = applied(update)
    oak.refresh_from_db()
    assert oak.current_version.body == update.payload["body"]
    roll_back_update(update_id=update.pk, reviewer=UserFactory())
    assert served(organization) == before


def test_what_people_say_otherwise_is_brought_up_to_date(organization: Any) -> None:
    entry = entry_with(organization, "How long is the guarantee on pans?", "The guarantee on pans is 2 years.")
    used(
        organization, entry, helped=8, failed=20, question="How long is the guarantee on my pan?",
        person="The guarantee on pans is 5 years.",
    )  # fmt: skip
    (finding,) = look(organization)
    assert (finding.problem, finding.body) == ("out_of_date", "The guarantee on pans is 5 years.")


@pytest.mark.parametrize(
    ("helped", "failed", "person", "why"),
    [
        (3, 7, SAID, "used too seldom"),
        (7, 5, SAID, "bad luck"),
        (27, 3, SAID, "it helps"),
    ],
)
def test_an_entry_that_is_fine_is_not_looked_at(
    organization: Any, oak: Any, helped: int, failed: int, person: str, why: str
) -> None:
    used(organization, oak, helped=helped, failed=failed, person=person)
    assert look(organization) == [], why


@pytest.mark.parametrize("person", ["", "Sorry for the wait! We had a lot to do today.", "Oak is a living material."])
def test_what_fails_for_another_reason_is_not_rewritten(organization: Any, oak: Any, person: str) -> None:
    used(organization, oak, helped=10, failed=20, person=person)
    (finding,) = look(organization)
    assert (finding.body, finding.note) == ("", improving.OTHER_CAUSE)
    assert not LearningUpdate.objects.exists()
    assert ContentOptimization.objects.get().note == improving.OTHER_CAUSE


def test_few_customers_are_no_evidence(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    Conversation.objects.filter(is_success=False).update(customer_key="one")
    (finding,) = look(organization)
    assert finding.note == improving.TOO_FEW


def test_what_a_gap_is_about_is_left_to_it(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    gap = KnowledgeGapFactory(organization=organization, frequency=12)
    for conversation in Conversation.objects.filter(is_success=False)[:12]:
        GapQuestionFactory(gap=gap, conversation=conversation)
    (finding,) = look(organization)
    assert finding.note == improving.COVERED_BY_GAP


def test_what_a_gap_would_mend_is_left_to_it(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    KnowledgeGapFactory(organization=organization, kind="stale", kind_entry=oak)
    (finding,) = look(organization)
    assert finding.note == improving.COVERED_BY_GAP


def test_one_version_is_proposed_once_whatever_becomes_of_it(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    look(organization)
    update = LearningUpdate.objects.get()
    assert look(organization) == []
    reject_update(update_id=update.pk, reviewer=UserFactory(), reason_code="wrong")
    for number in range(100, 130):
        use(organization, oak, number, is_success=False, person=SAID)
    used(organization, oak, helped=0, failed=0)
    assert look(organization) == []


def test_it_is_looked_at_again_when_it_was_used_a_quarter_more(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20)
    assert len(look(organization)) == 1
    assert look(organization) == []
    for number in range(100, 110):
        use(organization, oak, number, is_success=False, person=SAID)
    used(organization, oak, helped=0, failed=0)
    (finding,) = look(organization)
    assert finding.problem == "unclear"


def test_another_text_begins_with_no_record(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    revise_entry(organization=organization, entry_id=oak.pk, title=oak.title, body="Oil it.")
    assert look(organization) == []


def test_an_entry_that_changed_while_it_was_looked_at_is_left_alone(organization: Any, oak: Any) -> None:
    used(organization, oak, helped=10, failed=20, person=SAID)
    now = timezone.now()
    (weak,) = improving.weak_entries(organization=organization, now=now)
    improving.read_uses(organization=organization, weak=weak, now=now)
    finding = improving.look_at(weak=weak, engine=engine_for(organization))
    revise_entry(organization=organization, entry_id=oak.pk, title=oak.title, body="Oil it.")
    assert improving.keep_finding(organization=organization, finding=finding) is None
    assert not ContentOptimization.objects.exists()


@pytest.mark.parametrize("change", [{"problem": "ugly"}, {"action": "create"}, {"action": "deprecate"}])
def test_a_payload_that_is_no_improvement_is_refused(organization: Any, oak: Any, change: dict[str, str]) -> None:
    payload = {"action": "update", "entry_id": oak.pk, "problem": "fails", "title": oak.title, "body": "More."}
    update = LearningUpdate(organization=organization, kind="content_improvement", title="T", payload=payload | change)
    with pytest.raises(PayloadInvalid):
        applier.validate(update=update)
