"""Each kind of gap has its own fix, and its own draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from knowledge.facts import Fact, Facts, as_facts, common_facts, compare, facts_of, label_stems
from knowledge.models import KnowledgeEntry, KnowledgeGap, KnowledgeVersion
from knowledge.rewriting import Replacement, joined, rewritten, with_new_values
from knowledge.services.drafting.handing_off import hand_off_rule
from knowledge.services.drafting.material import Material
from knowledge.titles import choose_title
from training import profanity
from training.ai.base import DraftSentence, SourceText
from training.ai.embedding import embed
from training.ai.local.wordings import common_wordings
from training.safety import is_flagged
from training.services.engine import Engine
from training.text import sentences

Kind = KnowledgeGap.Kind
MOST_ASKED_AS = 20  # wordings that a draft gives an entry, its own included
_SAID_ALREADY = 0.6  # cosine from which on a text says a sentence already, in much the same words
_CENTRAL = 0.25  # share of the answers that state a fact from which on it is what people answer
NO_SOURCE = (
    "No person has answered this yet and no customer confirmed an answer: nothing to draft from. Write it yourself."
)
NO_COMMON_ANSWER = (
    "The answers given so far hold nothing that two people said and that serves every customer. Write it yourself."
)
NAMED = 3  # conversations that a note names
NO_ENTRY = "The entry that this is about is not live any more. What people answer is drafted as a new entry."
KEPT_AS_IT_IS = "The text stays as it is; the entry gets other wordings of the question, by which a search finds it."
DRAFT_FIELDS = [
    "suggested_title",
    "suggested_content",
    "suggested_asked_as",
    "suggested_fix",
    "suggestion_sources",
    "suggestion_note",
    "suggestion_engine",
    "drafted_question_count",
    "drafted_at",
]


@dataclass(kw_only=True)
class _Draft:
    """What is proposed, before it is written into the gap."""

    title: str
    body: str
    sentences: list[DraftSentence] = field(default_factory=list)
    asked_as: list[str] = field(default_factory=list)
    note: str = ""
    engine: str = ""
    action: str = "create"
    entry_kind: str = KnowledgeEntry.Kind.ANSWER
    entry: KnowledgeVersion | None = None
    other: KnowledgeVersion | None = None


def draft_gap(*, gap: KnowledgeGap, material: Material, engine: Engine) -> KnowledgeGap:
    """Fill in (without saving) what accepting the gap would propose; without a source there is no text."""
    draft = _ROUTES[Kind(gap.kind)](gap, material, engine)
    conversations = {source.message_id: source.conversation_id for source in material.request.sources}
    gap.suggested_title = draft.title[:300]
    gap.suggested_content = draft.body
    gap.suggested_asked_as = _wordings(draft, material)
    gap.suggested_fix = _fix(draft)
    gap.suggestion_sources = [
        {**sentence.model_dump(), "conversation_id": conversations[sentence.message_id]}
        for sentence in draft.sentences
        if sentence.message_id in conversations
    ]
    gap.suggestion_note, gap.suggestion_engine = _note(draft, material), draft.engine
    gap.drafted_question_count, gap.drafted_at = gap.question_count, timezone.now()
    return gap


def _note(draft: _Draft, material: Material) -> str:
    """What is to be known of the draft, and whose words were left out."""
    conversations = material.request.left_out
    if not conversations:
        return draft.note
    named = ", ".join(name[:40] for name in conversations[:NAMED])
    more = f" and {len(conversations) - NAMED} more" if len(conversations) > NAMED else ""
    return f"{draft.note} Left out because of red flags: what was said in {named}{more}.".strip()[:300]


def _fix(draft: _Draft) -> dict[str, Any]:
    found: dict[str, Any] = {"action": draft.action, "entry_kind": draft.entry_kind}
    if draft.entry is not None and draft.action != "create":
        found |= {"entry_id": draft.entry.entry_id, "version_id": draft.entry.pk}
    if draft.other is not None and draft.action == "merge":
        found |= {"other_entry_id": draft.other.entry_id, "other_version_id": draft.other.pk}
    return found


def _wordings(draft: _Draft, material: Material) -> list[str]:
    """The entry's own wordings, those of the entry that goes, and what customers asked, each once."""
    own = draft.entry.asked_as.splitlines() if draft.entry and draft.action != "create" else []
    if draft.other is not None and draft.action == "merge":
        own += [draft.other.title, *draft.other.asked_as.splitlines()]
    fresh = common_wordings(
        asked=[(question.customer_key, question.text) for question in material.asked],
        least=material.least_customers,
        shared=material.shared,
    )
    return [line for line in dict.fromkeys([*own, *draft.asked_as, *fresh]) if line and line != draft.title][
        :MOST_ASKED_AS
    ]


def _new_entry(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    """A new entry of what people answer."""
    title = choose_title(material.asked, topic=gap.title) or gap.title
    if not material.request.sources:
        return _Draft(title=title, body="", note=NO_SOURCE)
    drafted, stamp = engine.draft(material.request)
    kept = showable(drafted.sentences, material)
    return _Draft(
        title=title,
        body=" ".join(sentence.text for sentence in kept),
        sentences=kept,
        note="" if kept else NO_COMMON_ANSWER,
        engine=str(stamp),
    )


def showable(drafted: Sequence[DraftSentence], material: Material) -> list[DraftSentence]:
    own = material.request.own_addresses
    return [s for s in drafted if not profanity.has_profanity(s.text) and not is_flagged(s.text, known_domains=own)]


def _other_words(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    """The entry with the words in which customers ask, and a new title where its own shares none with them.

    Its text stays; where it is far from how people say the same, their sentences go before it, and what it lacks of
    what they have in common goes behind it.
    """
    entry = material.entry
    if entry is None:
        return _without_entry(gap, material, engine)
    asked_stems = {stem for question in material.asked for stem in label_stems(question.text.lower())}
    title = entry.title
    if not label_stems(title.lower()) & asked_stems:
        title = choose_title(material.asked, topic=title) or title
    draft = _Draft(
        title=title,
        body=entry.body,
        asked_as=[entry.title] if title != entry.title else [],
        note=KEPT_AS_IT_IS,
        action="optimize",
        entry_kind=entry.kind,
        entry=entry,
    )
    if entry.kind != KnowledgeEntry.Kind.ANSWER or not material.request.sources:
        return draft
    drafted, stamp = engine.draft(material.request)
    said = showable(drafted.sentences, material)
    plain = in_plain_words(entry.body, said)
    body = "\n\n".join([*filter(None, [" ".join(one.text for one in plain)]), entry.body])
    more = _more(gap, body, [one for one in said if one not in plain], material)
    body = joined(body, " ".join(one.text for one in more))
    if body != entry.body:
        draft.sentences = [*plain, *(one for one in more if _is_added(one.text, old=entry.body, new=body))]
        draft.body, draft.engine, draft.note, draft.action = body, str(stamp), "", "update"
    return draft


def _more(gap: KnowledgeGap, body: str, said: Sequence[DraftSentence], material: Material) -> Sequence[DraftSentence]:
    """What may go behind an entry's text: nothing where a person said that it holds the answer, what several answers
    have in common, and anything where the text is an earlier answer to this gap: it was drafted from less than is
    known by now.
    """
    if gap.is_kind_fixed:
        return []
    update = material.entry.update if material.entry else None
    is_own = update is not None and update.payload.get("gap_id") == gap.pk
    return said if is_own else what_it_lacks(body, said, in_common(material))


def _is_added(quote: str, *, old: str, new: str) -> bool:
    """Whether a sentence of a quote stands in the new text and did not in the old one, whatever the line breaks."""
    old, new = " ".join(old.split()), " ".join(new.split())
    pieces = [" ".join(quote[start:end].split()) for start, end in sentences(quote)]
    return any(piece and piece in new and piece not in old for piece in pieces)


def in_plain_words(body: str, said: Sequence[DraftSentence]) -> list[DraftSentence]:
    """Of what people say the sentences that agree with a text on a fact, contradict none and are far from its words."""
    own = [body[start:end].strip() for start, end in sentences(body) if body[start:end].strip()]
    if not own or not said:
        return []
    nearness = embed([one.text for one in said]) @ embed(own).T
    found = []
    for one, row in zip(said, nearness, strict=True):
        compared = compare(facts_of(one.text), facts_of(body))
        agrees = any(mine and theirs and mine.kind != "rule" for mine, theirs in compared.agreements)
        if agrees and not compared.conflicts and float(row.max()) < _SAID_ALREADY:
            found.append(one)
    return found


def what_it_lacks(body: str, said: Sequence[DraftSentence], common: Facts) -> list[DraftSentence]:
    """Of what people say the sentences with a figure or name that their answers have in common and a text lacks."""
    missing = [fact for fact in compare(facts_of(body), common).only_right if fact.kind != "rule"]
    return [one for one in said if any(_key(fact) in map(_key, missing) for fact in facts_of(one.text).facts)]


def _up_to_date(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    """The entry with what people answer now in the place of what holds no more."""
    if material.entry is None:
        return _without_entry(gap, material, engine)
    body, used, stamp = mended(material.entry, material, engine, common=in_common(material))
    return _Draft(
        title=material.entry.title,
        body=body,
        sentences=used,
        note="" if body != material.entry.body else NO_COMMON_ANSWER,
        engine=stamp,
        action="update",
        entry_kind=material.entry.kind,
        entry=material.entry,
    )


def _one_of_two(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    """One entry in the place of two: the one that people stand behind, brought up to date, with what only the other
    says and nobody contradicts.
    """
    if material.entry is None or material.other_entry is None:
        return (_up_to_date if gap.kind == Kind.CONTRADICTORY and material.entry else _without_entry)(
            gap, material, engine
        )
    common = in_common(material)
    body, used, stamp = mended(material.entry, material, engine, common=common, is_mending_whole=False)
    wrong = compare(common, facts_of(material.other_entry.body)).conflicts
    body = joined(body, material.other_entry.body, against=[theirs for _, theirs in wrong])
    return _Draft(
        title=material.entry.title,
        body=body,
        sentences=used,
        engine=stamp,
        action="merge",
        entry_kind=material.entry.kind,
        entry=material.entry,
        other=material.other_entry,
    )


def _by_a_person(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    """A rule that passes such questions to a person, saying why and what the person needs."""
    if material.entry is not None:  # a rule that there is already, for a gap that came back
        return _other_words(gap, material, engine)
    title = choose_title(material.asked, topic=gap.title) or gap.title
    body, quotes = hand_off_rule(kind=Kind(gap.kind), reason=gap.kind_reason, material=material)
    return _Draft(
        title=title,
        body=body,
        sentences=quotes,
        engine=str(engine.local.stamp),
        entry_kind=KnowledgeEntry.Kind.HANDOFF,
    )


def _without_entry(gap: KnowledgeGap, material: Material, engine: Engine) -> _Draft:
    draft = _new_entry(gap, material, engine)
    draft.note = draft.note or NO_ENTRY
    return draft


_ROUTES = {
    Kind.MISSING_CONTENT: _new_entry,
    Kind.NOT_RETRIEVED: _other_words,
    Kind.STALE: _up_to_date,
    Kind.CONTRADICTORY: _one_of_two,
    Kind.DUPLICATE: _one_of_two,
    Kind.NEEDS_DATA: _by_a_person,
    Kind.POLICY: _by_a_person,
}


def in_common(material: Material) -> Facts:
    """What people's answers have in common, a conversation once, in the shape of one text."""
    by_conversation: dict[int, str] = {}
    for source in material.request.sources:
        if source.kind != "successful_ai_reply":
            by_conversation.setdefault(source.conversation_id, source.text)
    texts = [facts_of(text) for text in by_conversation.values()]
    least = max(2, round(_CENTRAL * len(texts)))
    central = tuple(one for one in common_facts(texts, least=least) if not one.fact.is_plain)
    return as_facts(central, texts)


def mended(
    entry: KnowledgeVersion, material: Material, engine: Engine, *, common: Facts, is_mending_whole: bool = True
) -> tuple[str, list[DraftSentence], str]:
    """The entry's text brought up to date, the sentences that it rests on, and the engine that drafted them, if any."""
    title_end = len(entry.title) + 1
    conflicts = [
        (old, new)
        for old, new in compare(facts_of(f"{entry.title}\n{entry.body}"), common).conflicts
        if old.start >= title_end and old.kind != "rule"
    ]
    if conflicts:
        found = [(old, new, _said(new, material)) for old, new in conflicts]
        body = with_new_values(
            entry.body,
            [Replacement(old=old, new=new, sentence=said.text if said else "") for old, new, said in found],
        )
        if body != entry.body:
            return body, [said for *_, said in found if said], ""
    if not is_mending_whole:
        return entry.body, [], ""
    drafted, stamp = engine.draft(material.request)
    kept = showable(drafted.sentences, material)
    return rewritten(entry.body, [sentence.text for sentence in kept]), kept, str(stamp)


def _said(fact: Fact, material: Material) -> DraftSentence | None:
    """The shortest sentence in which somebody stated a fact."""
    found: list[tuple[int, int, SourceText]] = []
    for source in material.request.sources:
        for start, end in sentences(source.text):
            piece = source.text[start:end]
            own = facts_of(piece).facts
            if any(_key(one) == _key(fact) for one in own):
                start += len(piece) - len(piece.lstrip())
                found.append((start, start + len(piece.strip()), source))
    if not found:
        return None
    start, end, source = min(found, key=lambda one: (one[1] - one[0], -one[2].message_id))
    return DraftSentence(text=source.text[start:end], message_id=source.message_id, start=start, end=end)


def _key(fact: Fact) -> tuple[str, str, float, float, str]:
    """What makes two facts one: "3 euros" and "three euros" are."""
    return fact.kind, fact.measure, fact.low, fact.high, "" if fact.kind == "quantity" else fact.value
