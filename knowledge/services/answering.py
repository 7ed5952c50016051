"""The one way to answer a question out of knowledge: Ask, replay, canaries and the API all come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.models import KnowledgeEntry
from knowledge.services.canaries import overlay_for
from knowledge.services.searching import TEXT, VECTOR, Hit, WouldBe, search_many
from training import pii
from training.ai.base import AnswerRequest, EngineStamp, Passage
from training.models import AgentVersion, Organization
from training.models.agent import FIRST_PROMPT
from training.services.agents import active_version, version_for
from training.services.engine import Engine, engine_for
from training.text import strip_invisible

HANDOFF_TEXT = "I am not sure enough to answer this, so I pass it on to a colleague."
RULE_TEXT = "A colleague takes care of this, so I pass it on."


@dataclass(frozen=True, kw_only=True)
class AgentSettings:
    """How the agent answers. `context_size` is the number of passages that it is given."""

    system_prompt: str = FIRST_PROMPT
    model: str = ""
    temperature: float = 0.2
    max_tokens: int = 400
    handoff_confidence: float = 0.5
    context_size: int = 5

    @classmethod
    def of(cls, organization: Organization) -> AgentSettings:
        """The settings of the active version. One SQL query."""
        return cls.of_version(active_version(organization))

    @classmethod
    def of_version(cls, version: AgentVersion) -> AgentSettings:
        """The settings of this version."""
        return cls(
            system_prompt=version.system_prompt,
            model=version.model,
            temperature=version.temperature,
            handoff_confidence=version.handoff_confidence,
            context_size=version.context_size,
        )


@dataclass(frozen=True, kw_only=True)
class AnswerCitation:
    """One version that an answer rests on; a would-be version has a negative id."""

    entry_id: int
    version_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the agent says, how sure it is, and what that rests on.

    On a handoff `text` is the sentence that the customer reads, `unsent_text` what the engine would have said; `rule`
    is the hand-off rule that asked for it, if one did.
    """

    question: str
    text: str
    confidence: float
    citations: tuple[AnswerCitation, ...]
    is_handoff: bool
    reason: str
    engine: EngineStamp
    unsent_text: str = ""
    rule: AnswerCitation | None = None
    hits: tuple[Hit, ...] = field(default=(), repr=False)

    def cites(self, entry_id: int) -> bool:
        """Whether it answers, resting on this entry."""
        return not self.is_handoff and any(citation.entry_id == entry_id for citation in self.citations)

    def is_settled_by(self, entry_id: int) -> bool:
        """Whether this entry settles the question: the answer cites it, or it is the rule that passed it on."""
        return self.cites(entry_id) or (self.rule is not None and self.rule.entry_id == entry_id)


def answer(
    *,
    organization: Organization,
    question: str,
    agent: AgentSettings | None = None,
    customer_key: str = "",
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    engine: Engine | None = None,
) -> Answer:
    """Answer a question from what is live, or hand it off.

    `as_of` answers from what was live at that moment; `overlay` from the knowledge as it would be. Without `agent` the
    version answers that serves this customer, and the active one where it is nobody's question. A customer whom an
    update serves first is answered from the knowledge with that update laid over it.

    Raises:
        QuestionInvalid: the question is empty.
    """
    if agent is None and customer_key:
        agent = AgentSettings.of_version(version_for(organization, customer_key))
    if customer_key and as_of is None and not overlay:
        overlay = overlay_for(organization, customer_key)
    return answer_many(
        organization=organization,
        questions=[question],
        agent=agent,
        as_of=as_of,
        overlay=overlay,
        engine=engine,
    )[0]


def answer_many(
    *,
    organization: Organization,
    questions: Sequence[str],
    agent: AgentSettings | None = None,
    as_of: datetime | None = None,
    overlay: Sequence[WouldBe] = (),
    engine: Engine | None = None,
) -> list[Answer]:
    """Answer many questions as `answer` would one by one, with one embedding call and one reading of the knowledge.

    Raises:
        QuestionInvalid: one of the questions is empty.
    """
    agent = agent or AgentSettings.of(organization)
    engine = engine or engine_for(organization)
    questions = [pii.scrub(strip_invisible(question)).text for question in questions]
    found = search_many(
        organization=organization,
        queries=questions,
        limit=agent.context_size,
        as_of=as_of,
        overlay=overlay,
        has_snippets=False,
        engine=engine,
    )
    return [
        _answer_from(question=question.strip(), hits=hits, agent=agent, engine=engine)
        for question, hits in zip(questions, found, strict=True)
    ]


def passages_of(hits: Sequence[Hit]) -> tuple[Passage, ...]:
    """What an engine is given of what the search found."""
    return tuple(
        Passage(
            version_id=hit.version_id,
            entry_id=hit.entry_id,
            title=hit.title,
            text=hit.body,
            score=hit.score,
            text_score=hit.likeness(TEXT),
            vector_score=hit.likeness(VECTOR),
            asked_as=hit.asked_as,
            kind="handoff" if hit.kind == KnowledgeEntry.Kind.HANDOFF else "answer",
        )
        for hit in hits
    )


def _answer_from(*, question: str, hits: Sequence[Hit], agent: AgentSettings, engine: Engine) -> Answer:
    if not hits:
        return Answer(
            question=question,
            text=HANDOFF_TEXT,
            confidence=0.0,
            citations=(),
            is_handoff=True,
            reason="There is no live entry to answer from.",
            engine=engine.stamp,
        )
    grounded, stamp = engine.answer(
        AnswerRequest(
            question=question,
            passages=passages_of(hits),
            model=agent.model,
            system_prompt=agent.system_prompt,
            temperature=agent.temperature,
            max_tokens=agent.max_tokens,
        )
    )
    by_version = {hit.version_id: hit for hit in hits}
    citations = tuple(
        AnswerCitation(
            entry_id=by_version[version_id].entry_id,
            version_id=version_id,
            title=by_version[version_id].title,
        )
        for version_id in dict.fromkeys(grounded.cited_version_ids)
        if version_id in by_version
    )
    kinds = {hit.version_id: hit.kind for hit in hits}
    rule = next((one for one in citations if kinds[one.version_id] == KnowledgeEntry.Kind.HANDOFF), None)
    reason = ""
    if not citations or not grounded.text.strip():
        reason = "No live entry answers this."
    elif grounded.confidence < agent.handoff_confidence:
        reason = f"The answer is {grounded.confidence:.0%} sure; below {agent.handoff_confidence:.0%} a person answers."
    elif rule is not None:
        citations = (rule,)
        reason = f"The rule “{rule.title}” passes this to a person."
    is_ruled = rule is not None and citations == (rule,)
    handoff_text = RULE_TEXT if is_ruled else HANDOFF_TEXT
    return Answer(
        question=question,
        text=handoff_text if reason else grounded.text,
        confidence=grounded.confidence,
        citations=citations,
        is_handoff=bool(reason),
        reason=reason,
        engine=stamp,
        unsent_text=grounded.text if reason and rule is None else "",
        rule=rule if is_ruled else None,
        hits=tuple(hits),
    )
