"""The questions of a replay: an update's evidence, the golden set, and what the entries nearby serve today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.models import Citation, GoldenQuestion, KnowledgeVersion
from knowledge.services.golden import question_key
from knowledge.services.searching import WouldBe, nearest_entries
from knowledge.verdicts import Expected, Source
from training.models import LearningUpdate, Organization
from training.services.engine import Engine

MOST_EVIDENCE = 200
NEIGHBOURS = 5
MOST_WORDINGS = 3  # of one entry's other wordings
MOST_SERVED = 30  # questions that the neighbours served lately …
MOST_SERVED_BY_ONE = 6  # … and of one entry
_SERVED_LOOKED_AT = 300


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of a replay: where it comes from and what decides about it."""

    source: Source
    text: str
    conversation_id: int | None = None
    golden_id: int | None = None
    expected: Expected | None = None
    expected_entry: tuple[int, str] | None = None  # its number and title
    own_ids: frozenset[int] = frozenset()


def changed_ids(overlay: Sequence[WouldBe]) -> frozenset[int]:
    """The entries that an overlay writes, as answers out of it name them: a new one has a negative id."""
    return frozenset(
        one.entry_id if one.entry_id is not None else -(place + 1)
        for place, one in enumerate(overlay)
        if not one.is_removed
    )


def questions_of_update(*, update: LearningUpdate, overlay: Sequence[WouldBe], engine: Engine) -> list[Question]:
    """All questions that decide about an update, each once: a golden one is judged as such, then comes evidence.

    Without an overlay it is the agent that changes, and every entry is near.
    """
    removed = {one.entry_id for one in overlay if one.is_removed and one.entry_id is not None}
    kept = frozenset(entry_id for entry_id in changed_ids(overlay) if entry_id > 0)
    stand_ins = dict.fromkeys(removed, kept | frozenset(one.stand_in_id for one in overlay if one.stand_in_id))
    beside = (
        _neighbours(update.organization, overlay, engine, stand_ins)
        if overlay
        else _served_lately(update.organization, None, stand_ins)
    )
    return _once([*golden_questions(update.organization, stand_ins=stand_ins), *_evidence(update), *beside])


def golden_questions(
    organization: Organization, *, stand_ins: dict[int, frozenset[int]] | None = None
) -> list[Question]:
    """The active golden set, oldest first; what an archived entry should have answered, the one it was merged into may.

    Two SQL queries.
    """
    rows = list(GoldenQuestion.objects.for_organization(organization).active().select_related("entry").order_by("id"))
    others = _merged_into(organization) if any(row.entry and row.entry.status != "live" for row in rows) else {}
    others |= stand_ins or {}
    return [
        Question(
            source="golden",
            text=row.question,
            conversation_id=row.conversation_id,
            golden_id=row.pk,
            expected_entry=(row.entry.pk, row.entry.title) if row.entry else None,
            expected=Expected(
                answer=row.expected_answer,
                is_handoff=row.expects_handoff,
                entry_ids=_with_stand_ins(row.entry_id, others),
            ),
        )
        for row in rows
    ]


def _evidence(update: LearningUpdate) -> list[Question]:
    """The update's snapshots of questions, newest first, each wording once. One SQL query."""
    rows = update.evidence.filter(role="question").order_by("-said_at", "-id").values_list("quote", "conversation_id")
    found: dict[str, Question] = {}
    for text, conversation_id in rows.iterator(chunk_size=500):
        if text.strip():
            question = Question(source="evidence", text=text, conversation_id=conversation_id)
            found.setdefault(question_key(text), question)
        if len(found) == MOST_EVIDENCE:
            break
    return list(found.values())


def _neighbours(
    organization: Organization,
    overlay: Sequence[WouldBe],
    engine: Engine,
    stand_ins: dict[int, frozenset[int]],
) -> list[Question]:
    """What the entries near to the change answer today: titles, other wordings, and what customers asked lately."""
    touched = [one.entry_id for one in overlay if one.entry_id is not None]
    near = [*touched, *(one.stand_in_id for one in overlay if one.stand_in_id)]
    for one in overlay:
        if not one.is_removed:
            found = nearest_entries(
                organization=organization,
                title=one.title,
                body=one.body,
                limit=NEIGHBOURS + len(touched),
                engine=engine,
            )
            near += [entry.entry_id for entry in found if entry.entry_id not in touched][:NEIGHBOURS]
    near = list(dict.fromkeys(near))
    versions = KnowledgeVersion.objects.for_organization(organization).live_at(None).filter(entry__in=near)
    titles = [
        Question(source="neighbour", text=text, own_ids=_with_stand_ins(version.entry_id, stand_ins))
        for version in versions.order_by("entry_id")
        for text in [version.title, *version.asked_lines[:MOST_WORDINGS]]
    ]
    # What a customer asked in the very words of a title is kept as theirs.
    return _served_lately(organization, near, stand_ins) + titles


def _served_lately(
    organization: Organization, entry_ids: Sequence[int] | None, stand_ins: dict[int, frozenset[int]]
) -> list[Question]:
    """Questions of conversations that went well and cite one of these entries (or any), newest first. One SQL query."""
    cited = Citation.objects.filter(organization=organization, message__conversation__is_success=True)
    if entry_ids is not None:
        cited = cited.filter(version__entry__in=entry_ids)
    rows = (
        cited.exclude(message__conversation__analysis__question="")
        .exclude(message__conversation__analysis__question=None)
        .order_by("-id")
        .values_list("version__entry_id", "message__conversation_id", "message__conversation__analysis__question")[
            :_SERVED_LOOKED_AT
        ]
    )
    counts: dict[int, int] = {}
    found: list[Question] = []
    for entry_id, conversation_id, text in rows:
        if counts.get(entry_id, 0) < MOST_SERVED_BY_ONE and len(found) < MOST_SERVED:
            counts[entry_id] = counts.get(entry_id, 0) + 1
            found.append(
                Question(
                    source="neighbour",
                    text=text,
                    conversation_id=conversation_id,
                    own_ids=_with_stand_ins(entry_id, stand_ins),
                )
            )
    return found


def _merged_into(organization: Organization) -> dict[int, frozenset[int]]:
    """For each entry in whose place an applied update put another: that other, and where it went since. One SQL query.

    So does a merge, and a deprecation that names what answers instead.
    """
    rows = (
        LearningUpdate.objects.for_organization(organization)
        .filter(status=LearningUpdate.Status.APPLIED, payload__action__in=["merge", "deprecate"])
        .values_list("payload__action", "payload__entry_id", "payload__other_entry_id", "payload__replaced_by_id")
    )
    pairs = [(other, entry) if action == "merge" else (entry, instead) for action, entry, other, instead in rows]
    into = {other: kept for other, kept in pairs if isinstance(other, int) and isinstance(kept, int)}
    found: dict[int, frozenset[int]] = {}
    for other in into:
        seen, at = {other}, other
        while (at := into.get(at, other)) not in seen:
            seen.add(at)
        found[other] = frozenset(seen - {other})
    return found


def _with_stand_ins(entry_id: int | None, stand_ins: dict[int, frozenset[int]]) -> frozenset[int]:
    return frozenset() if entry_id is None else frozenset({entry_id}) | stand_ins.get(entry_id, frozenset())


def _once(questions: Iterable[Question]) -> list[Question]:
    found: dict[str, Question] = {}
    for question in questions:
        found.setdefault(question_key(question.text), question)
    return list(found.values())
