"""Whether an answer that was accepted answers what is asked since; a gap that it leaves open comes back, saying so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from knowledge.models import GapQuestion, KnowledgeGap
from knowledge.services import detecting
from knowledge.services.answering import answer_many
from knowledge.services.kinds.deciding import GROWTH, MOST_GAPS
from training.models import LearningUpdate, Organization
from training.services.engine import Engine

NEWEST = 50  # questions of a gap that are asked again
LEFT_OPEN = 0.2  # share of them without an answer from which on a gap comes back


@dataclass(frozen=True, kw_only=True)
class Following:
    """What the knowledge says to an answered gap's newest questions."""

    gap_id: int
    question_count: int
    entry_title: str
    asked: int
    answered: int
    customers_left: int

    @property
    def is_left_open(self) -> bool:
        """Whether so many go unanswered that somebody should look again."""
        return self.asked - self.answered >= LEFT_OPEN * self.asked


def gaps_to_follow(*, organization: Organization) -> list[int]:
    """Gaps with an applied answer that since grew by a quarter. One SQL query."""
    answered = KnowledgeGap.objects.for_organization(organization).filter(
        status=KnowledgeGap.Status.ACCEPTED,
        learning_update__status=LearningUpdate.Status.APPLIED,
        question_count__gte=F("kind_question_count") * GROWTH + 1,
    )
    return list(answered.order_by("-score", "id").values_list("id", flat=True)[:MOST_GAPS])


def follow(*, organization: Organization, gap_ids: Sequence[int], engine: Engine | None = None) -> list[Following]:
    """Ask these gaps' newest questions again. Two SQL queries and one for each gap, and one replay for all."""
    gaps = KnowledgeGap.objects.for_organization(organization).filter(pk__in=gap_ids).select_related("learning_update")
    rows = {gap.pk: _newest(gap) for gap in gaps}
    texts = [text for of_gap in rows.values() for _, text in of_gap]
    answers = iter(answer_many(organization=organization, questions=texts, engine=engine) if texts else [])
    found = []
    for gap in gaps:
        update = gap.learning_update
        again = [next(answers) for _ in rows[gap.pk]]
        if update is None or "entry_id" not in update.result:
            continue
        is_answered = [one.is_settled_by(int(update.result["entry_id"])) for one in again]
        left = {key for (key, _), done in zip(rows[gap.pk], is_answered, strict=True) if not done}
        found.append(
            Following(
                gap_id=gap.pk,
                question_count=gap.question_count,
                entry_title=update.title,
                asked=len(again),
                answered=sum(is_answered),
                customers_left=len(left),
            )
        )
    return found


def bring_back(*, organization: Organization, followed: Collection[Following], now: datetime) -> int:
    """Note what was seen, and open again the gaps that too many are not answered on; returns how many.

    What a person decided meanwhile stays. The choice of a kind was for the answer that was made, and ends with it.
    """
    seen = {one.gap_id: one for one in followed}
    gaps = KnowledgeGap.objects.for_organization(organization).filter(
        pk__in=seen, status=KnowledgeGap.Status.ACCEPTED, learning_update__status=LearningUpdate.Status.APPLIED
    )
    count = 0
    for gap in gaps.order_by("id").select_for_update(of=("self",)):
        one = seen[gap.pk]
        gap.kind_question_count = one.question_count
        gap.answered_count, gap.asked_again_count, gap.asked_again_at = one.answered, one.asked, now
        if one.is_left_open and one.customers_left >= organization.gap_min_customers:
            _open_again(gap, one, organization=organization, now=now)
            count += 1
        gap.save()
    return count


def _newest(gap: KnowledgeGap) -> list[tuple[str, str]]:
    """Who asked and what, the newest failed questions."""
    failed = GapQuestion.objects.for_organization(gap.organization_id).failed().filter(gap=gap).exclude(text="")
    return list(failed.order_by("-asked_at", "-id").values_list("customer_key", "text")[:NEWEST])


def _open_again(gap: KnowledgeGap, one: Following, *, organization: Organization, now: datetime) -> None:
    day = detecting.day_in_words(gap.decided_at or now, organization)
    gap.return_reason = (
        f"Accepted on {day}. Asked again since, {one.asked - one.answered} of its {one.asked} newest questions "
        f"are not answered from “{one.entry_title}”."
    )
    gap.status, gap.returned_at, gap.learning_update = KnowledgeGap.Status.OPEN, now, None
    gap.decided_by = gap.decided_at = None
    gap.is_kind_fixed, gap.kind_decided_at = False, None
