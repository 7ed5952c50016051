"""An unsure agent: would it be surer with more passages? Questions that it was unsure of are answered both ways."""

from __future__ import annotations

from dataclasses import replace

from knowledge.services.answering import AgentSettings, answer_many
from knowledge.services.tuning.looking import Look
from training.models import ConversationAnalysis
from training.services.engine import Engine
from training.tenancy import organization_scope
from training.tuning import FEWEST_IN_PART, UNSURE, Finding, mean_of, p_of_mean

CAUSE = "unsure"
MORE = (8, 12)
QUESTIONS, HOSTED_QUESTIONS = 100, 30  # hosted answers cost money
WORTH = 0.05  # of confidence


def try_settings(*, look: Look, engine: Engine) -> Finding:
    """Answer what it was unsure of with as many passages as now and with more; slow, so outside of any transaction."""
    if look.confidence is None:
        raise ValueError("Only an agent whose confidence was measured is tried with more passages.")
    figures = [look.confidence]
    asked = _asked(look, limit=HOSTED_QUESTIONS if engine.hosted else QUESTIONS)
    if len(asked) < FEWEST_IN_PART:
        return Finding(
            cause=CAUSE,
            sentence=f"It is unsure, but only {len(asked)} customers asked it something to try.",
            figures=figures,
        )
    texts = list(asked.values())
    now = AgentSettings.of_version(look.version)
    with organization_scope(look.organization.pk):
        before = answer_many(organization=look.organization, questions=texts, agent=now, engine=engine)
    for size in (size for size in MORE if size > now.context_size):
        agent = replace(now, context_size=size)
        with organization_scope(look.organization.pk):
            after = answer_many(organization=look.organization, questions=texts, agent=agent, engine=engine)
        gains = [new.confidence - old.confidence for old, new in zip(before, after, strict=True)]
        gain = mean_of(f"Gain of confidence with {size} passages", gains)
        figures.append(gain)
        if gain.low > 0 and gain.value >= WORTH:
            kept = sum(not one.is_handoff for one in after) - sum(not one.is_handoff for one in before)
            return Finding(
                cause=CAUSE,
                sentence=(
                    f"It is {look.confidence.value:.0%} sure on average. {len(texts)} questions that it was unsure of, "
                    f"asked again with {size} passages instead of {now.context_size}, make it {gain.value:+.0%} surer."
                ),
                changes={"context_size": size},
                figures=figures,
                forecast=f"It answers {kept:+d} of those {len(texts)} questions instead of passing them on.",
                keys=list(asked),
                effect=gain.value,
                affected=len(asked),
                p_value=p_of_mean(gains),
            )
    return Finding(
        cause=CAUSE,
        sentence="It is unsure, and more passages do not make it surer: what it lacks is knowledge.",
        figures=figures,
    )


def _asked(look: Look, *, limit: int) -> dict[int, str]:
    """What it was unsure of, newest first, one question for each customer. One SQL query."""
    unsure: dict[str, int] = {}
    for one in look.outcomes:
        if one.confidence < UNSURE and len(unsure) < limit:
            unsure.setdefault(one.customer, one.key)
    with organization_scope(look.organization.pk):
        rows = ConversationAnalysis.objects.filter(
            organization=look.organization, conversation__in=list(unsure.values())
        ).exclude(question="")
        return dict(rows.order_by("-conversation_id").values_list("conversation_id", "question"))
