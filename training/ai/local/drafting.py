"""Knowledge text out of what was really said: sentences of people and of answers that helped, word for word.

Every sentence is a span of its source. What is about one customer only, small talk, questions back and orders to the
system are left out; of statements that contradict each other only the better supported one is kept.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.ai import lexicons
from training.ai.base import ContentDraft, DraftRequest, DraftSentence, SourceText
from training.ai.embedding import centre_of, embed
from training.ai.local.quoting import is_general, is_quotable, is_safe
from training.ai.local.topics import key_phrases
from training.ai.support import Support
from training.text import content_words, normalise_question, sentences

KIND_WEIGHTS = {"human_edit": 3.0, "agent_reply": 2.0, "successful_ai_reply": 1.0}
MAX_SENTENCES = 5
SAME_MEANING = 0.78  # cosine of two sentences that say the same, numbers left out
_SAME_FIGURES = 0.35  # cosine that is enough where the figures are the same
_REPEATED = 0.7  # cosine above which a second sentence says the same again
_FEW_NEW_WORDS, _HALF_NEW_WORDS = 0.2, 0.6  # share of a sentence's words that another lacks
_NEARBY = 0.55  # cosine above which different figures of the same unit contradict each other
_MIN_RELEVANCE = 0.22
_OFTEN_SAID = 3  # conversations in which people said it: then it answers, whatever words it shares with the questions
_SHARE_OF_BEST = 0.25  # a sentence far weaker than the best one is left out

_FITS_AS_WELL = 0.5  # a fuller sentence takes the place of a shorter one that fits at most twice as well
_LEAST_SUPPORT = (
    0.06  # share of the conversations that must say it: what one of twenty says may be about something else
)

_TITLE_WORDS = 4  # of the questions' commonest words, what a good title names

_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fourteen": "14", "fifteen": "15", "twenty": "20", "thirty": "30",
    "sixty": "60", "ninety": "90",
}  # fmt: skip
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_NEGATION = frozenset({"not", "no", "never", "without", "neither", "nor", "nobody", "nothing", "none"})
_BULLET = re.compile(r"\s*(?:[-*•–—]|\(?\d{1,2}[.)])\s+")
_LEANS_ON_BEFORE = frozenset(
    {"it", "this", "that", "they", "those", "these", "then", "also", "so", "he", "she", "which", "otherwise"}
)

_PAST = frozenset({"was", "were", "had"})  # more often a report than a rule


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, where it stands, and what it claims."""

    source: SourceText
    start: int
    end: int
    place: float  # 0 first sentence of its message, 1 last
    words: frozenset[str]
    figures: frozenset[tuple[str, str]]  # each figure with the word after it
    is_negated: bool

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def claim(self) -> tuple[frozenset[str], bool]:
        """What must agree among sentences of one meaning: the figures and the yes or no."""
        return frozenset(figure for figure, _ in self.figures), self.is_negated


def _figures(tokens: Sequence[str]) -> frozenset[tuple[str, str]]:
    found = set()
    for index, word in enumerate(tokens):
        figure = _NUMBER_WORDS.get(word) or (word if word[0].isdigit() else "")
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if figure and not (word == "one" and following in {"of", "is", "that"}):
            unit = next(
                (word for word in tokens[index + 1 : index + 4] if word.isalpha() and word not in _UNIT_FILLERS), ""
            )
            found.add((figure, unit.removesuffix("s")))
    return frozenset(found)


_UNIT_FILLERS = frozenset(
    {"to", "or", "and", "business", "working", "calendar", "full", "of", "more", "than", *_NUMBER_WORDS}
)


def candidates_of(source: SourceText, own: Collection[str] = ()) -> list[Candidate]:
    """The quotable sentences of one source; `own` are the organization's domains and phone numbers."""
    spans = sentences(source.text)
    found = []
    for index, (raw_start, raw_end) in enumerate(spans):
        bullet = _BULLET.match(source.text, raw_start, raw_end)
        start = bullet.end() if bullet else raw_start
        piece = source.text[start:raw_end]
        start += len(piece) - len(piece.lstrip())
        end = raw_end - (len(piece) - len(piece.rstrip()))
        text = source.text[start:end]
        if text and is_quotable(text, own):
            found.append(_candidate(source, start, end, place=index / max(1, len(spans) - 1)))
    return found


def _candidate(source: SourceText, start: int, end: int, place: float = 0.0) -> Candidate:
    text = source.text[start:end]
    tokens = lexicons.words(text)
    return Candidate(
        source=source,
        start=start,
        end=end,
        place=place,
        words=frozenset(content_words(text)),
        figures=_figures(tokens),
        is_negated=not _NEGATION.isdisjoint(tokens),
    )


def supporters_of(text: str, sources: Sequence[SourceText]) -> list[SourceText]:
    """The sources that say each sentence of a text in their own words: the same meaning, figures, and yes or no."""
    said = [
        _candidate(source, start, end) for source in sources for start, end in sentences(source.text) if end - start > 3
    ]
    own = [_candidate(SourceText(message_id=0, conversation_id=0, kind="agent_reply", text=text), start, end)
           for start, end in sentences(text)]  # fmt: skip
    if not said or not own:
        return []
    likeness = (
        embed([_without_figures(one.text) for one in own]) @ embed([_without_figures(one.text) for one in said]).T
    )
    backing = [
        {
            other.source.message_id
            for other, value in zip(said, row, strict=True)
            if value >= SAME_MEANING and other.claim == one.claim
        }
        for one, row in zip(own, likeness.tolist(), strict=True)
    ]
    common = set.intersection(*backing)
    return [source for source in sources if source.message_id in common]


def _without_figures(text: str) -> str:
    """A sentence with its numbers taken out, so that "3 days" and "five days" come to lie together."""
    bare = _FIGURE.sub(" ", text)
    return " ".join(word for word in bare.split() if word.lower().strip(".,") not in _NUMBER_WORDS)


def _weight(members: Sequence[Candidate]) -> float:
    """Support: each conversation counts once, by its best kind."""
    best: dict[int, float] = defaultdict(float)
    for member in members:
        key = member.source.conversation_id
        best[key] = max(best[key], KIND_WEIGHTS[member.source.kind])
    return sum(best.values())


def _cluster(vectors: np.ndarray) -> list[list[int]]:
    """Group rows of one meaning: each joins the nearest group whose first member is close enough, else starts one."""
    groups: list[list[int]] = []
    for index in range(len(vectors)):
        if groups:
            likeness = vectors[[group[0] for group in groups]] @ vectors[index]
            nearest = int(np.argmax(likeness))
            if likeness[nearest] >= SAME_MEANING:
                groups[nearest].append(index)
                continue
        groups.append([index])
    return groups


def _merged(groups: list[list[int]], pool: Sequence[Candidate], vectors: np.ndarray) -> list[list[int]]:
    """Groups joined where they state the same figures of the same units in other words."""
    joined: list[list[int]] = []
    for group in groups:
        figures = pool[group[0]].figures
        for other in joined:
            first = pool[other[0]]
            alike = first.figures == figures and first.is_negated == pool[group[0]].is_negated
            if figures and alike and float(vectors[group[0]] @ vectors[other[0]]) >= _SAME_FIGURES:
                other.extend(group)
                break
        else:
            joined.append(list(group))
    return joined


def _says_nothing_new(one: Candidate, other: Candidate, likeness: float) -> bool:
    """Whether a sentence only repeats another: all its figures are there, and most of its words or its meaning."""
    if one.figures and not {figure for figure, _ in one.figures} <= {figure for figure, _ in other.figures}:
        return False
    new_words = len(one.words - other.words) / max(1, len(one.words))
    if likeness >= _REPEATED or new_words <= _FEW_NEW_WORDS:
        return True
    return bool(one.figures) and likeness >= _SAME_FIGURES and new_words <= _HALF_NEW_WORDS


def _best_supported(members: list[Candidate]) -> list[Candidate]:
    """Of a group that disagrees on figures or on yes and no, the members of the best supported claim."""
    by_claim: dict[tuple[frozenset[str], bool], list[Candidate]] = defaultdict(list)
    for member in members:
        by_claim[member.claim].append(member)
    by_answer: dict[bool, float] = defaultdict(float)
    for (_, negated), said in by_claim.items():
        by_answer[negated] += _weight(said)
    answer = max(by_answer, key=lambda negated: (by_answer[negated], not negated))
    claims = {claim: said for claim, said in by_claim.items() if claim[1] == answer}
    # A statement without a figure contradicts none, and says less than one with it.
    exact = {claim: said for claim, said in claims.items() if claim[0]} or claims
    chosen = max(exact, key=lambda claim: (_weight(exact[claim]), -min(m.source.message_id for m in exact[claim])))
    return exact[chosen]


def _contradicts(one: Candidate, other: Candidate, likeness: float) -> bool:
    """Whether two sentences near each other in meaning claim different figures of one unit, or yes and no."""
    if likeness < _NEARBY:
        return False
    mine: dict[str, set[str]] = defaultdict(set)
    for figure, unit in one.figures:
        mine[unit].add(figure)
    theirs: dict[str, set[str]] = defaultdict(set)
    for figure, unit in other.figures:
        theirs[unit].add(figure)
    if any(unit and mine[unit] != theirs[unit] for unit in mine.keys() & theirs.keys()):
        return True
    shared = len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))
    return one.is_negated != other.is_negated and likeness >= 0.7 and shared >= 0.6


def _title_candidates(question: str) -> list[str]:
    """What of a question could be a title: the question itself and each sentence of it that asks."""
    parts = [question[start:end] for start, end in sentences(question)]
    asking = [normalise_question(part) for part in parts if part.rstrip().endswith("?")]
    return asking or [normalise_question(part) for part in parts[:3]]


def _title(request: DraftRequest, centre: np.ndarray, support: Support) -> str:
    """The most central clean question all of whose words several customers used, else the topic."""
    options = dict.fromkeys(option for question in request.questions for option in _title_candidates(question))
    clean = [
        option
        for option in options
        if 3 <= len(option.split()) <= 16
        and len(option) <= 100
        and is_general(option)
        and support.allows_title(option)
        and is_safe(option)
    ]
    topic = " ".join(request.topic.replace("_", " ").split())
    title = topic
    if clean:
        counts = _word_counts(request.questions)
        common = sum(sorted(counts.values(), reverse=True)[:_TITLE_WORDS]) or 1
        naming = [
            0.5 * min(1.0, sum(counts.get(word, 0) for word in set(content_words(option))) / common)
            + (0.1 if option.endswith("?") else 0.0)
            for option in clean
        ]
        title = clean[int(np.argmax(embed(clean) @ centre + np.array(naming)))]
    return title[:1].upper() + title[1:]


def draft(request: DraftRequest) -> ContentDraft:
    """Draft knowledge text about a topic; no sentence where no source says anything useful."""
    questions = [normalise_question(question) or question for question in request.questions]
    texts = [*questions, request.topic.replace("_", " ")]
    question_vectors = embed(texts)
    centre = question_vectors.mean(axis=0)
    support = Support(request)
    title = _title(request, centre, support)
    keywords = _keywords(questions, request.topic, support)
    pool = [
        candidate
        for source in sorted(request.sources, key=lambda s: (-KIND_WEIGHTS[s.kind], s.message_id))
        for candidate in candidates_of(source, request.own_addresses)
    ]
    if not pool:
        return ContentDraft(title=title, sentences=(), keywords=keywords)
    vectors = embed([candidate.text for candidate in pool])
    relevance = _relevance(pool, vectors, question_vectors, questions)
    groups = _merged(_cluster(embed([_without_figures(candidate.text) for candidate in pool])), pool, vectors)
    index_of = {id(candidate): index for index, candidate in enumerate(pool)}

    ranked: list[tuple[float, int, float]] = []  # score, index of the sentence to quote, usual place in a reply
    least_support = _LEAST_SUPPORT * len({candidate.source.conversation_id for candidate in pool})
    named = _named_by_people(pool)
    for group in groups:
        members = _best_supported([pool[index] for index in group])
        if len({member.source.conversation_id for member in members}) < least_support and not _is_edited(members):
            continue
        indices = [index_of[id(member)] for member in members]
        sources = [member.source for member in members]
        backed = [index for index in indices if support.allows_sentence(pool[index].text, sources)]
        if not backed:
            continue
        quoted = max(backed, key=lambda i: (relevance[i] * KIND_WEIGHTS[pool[i].source.kind] ** 0.5, -i))
        said_by = max(_people_saying(members), _people_naming(pool[quoted].figures, named))
        if relevance[quoted] < _MIN_RELEVANCE and said_by < _OFTEN_SAID:
            continue
        score = float(relevance[quoted]) * math.log1p(_weight(members))
        ranked.append((score, quoted, sum(member.place for member in members) / len(members)))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    chosen = _without_repeats(ranked, pool, vectors)
    chosen = _in_order(chosen, pool)
    return ContentDraft(
        title=title,
        sentences=tuple(
            DraftSentence(
                text=pool[index].text,
                message_id=pool[index].source.message_id,
                start=pool[index].start,
                end=pool[index].end,
            )
            for _, index, _ in chosen
        ),
        keywords=keywords,
    )


def _without_repeats(
    ranked: Sequence[tuple[float, int, float]], pool: Sequence[Candidate], vectors: np.ndarray
) -> list[tuple[float, int, float]]:
    """The best sentences of which none contradicts another or says it again in other words.

    Of two that say the same the one with more figures stays, unless it fits far worse.
    """
    chosen: list[tuple[float, int, float]] = []
    for item in ranked:
        score, index, _ = item
        if score < _SHARE_OF_BEST * ranked[0][0]:
            break
        others = [(place, other, float(vectors[index] @ vectors[other])) for place, (_, other, _) in enumerate(chosen)]
        if any(_contradicts(pool[index], pool[other], near) for _, other, near in others):
            continue
        if any(_says_nothing_new(pool[index], pool[other], near) for _, other, near in others):
            continue
        said_less = [place for place, other, near in others if _says_nothing_new(pool[other], pool[index], near)]
        if said_less and score >= _FITS_AS_WELL * chosen[said_less[0]][0]:
            chosen = [kept for place, kept in enumerate(chosen) if place not in said_less]
        elif said_less:
            continue
        if len(chosen) < MAX_SENTENCES:
            chosen.append(item)
    return chosen


def _is_edited(members: Sequence[Candidate]) -> bool:
    return any(member.source.kind == "human_edit" for member in members)


def _keywords(questions: Sequence[str], topic: str, support: Support) -> tuple[str, ...]:
    """The phrases that most questions have, of words that several customers used; else those of the topic."""
    counts: Counter[str] = Counter()
    for question in questions:
        counts.update(key_phrases(question=question))
    least = 2 if len(questions) >= 4 else 1
    found = sorted(
        (phrase for phrase in counts if counts[phrase] >= least and support.allows_title(phrase)),
        key=lambda phrase: (-counts[phrase], phrase),
    )
    return tuple(found[:8]) or key_phrases(question=topic.replace("_", " "))


def _people_saying(members: Sequence[Candidate]) -> int:
    """In how many conversations a person, not the AI, said it."""
    return len({m.source.conversation_id for m in members if m.source.kind != "successful_ai_reply"})


def _named_by_people(pool: Sequence[Candidate]) -> dict[tuple[str, str], set[int]]:
    """The conversations in which a person named each figure, whatever else the sentence said."""
    named: dict[tuple[str, str], set[int]] = defaultdict(set)
    for candidate in pool:
        if candidate.source.kind != "successful_ai_reply":
            for figure in candidate.figures:
                named[figure].add(candidate.source.conversation_id)
    return named


def _people_naming(figures: Collection[tuple[str, str]], named: Mapping[tuple[str, str], Collection[int]]) -> int:
    """In how many conversations a person named the figure of a sentence that fewest did; 0 for one without figures."""
    return min((len(named.get(figure, ())) for figure in figures), default=0)


def _word_counts(questions: Sequence[str]) -> dict[str, int]:
    """In how many questions each telling word stands."""
    counts: dict[str, int] = defaultdict(int)
    for question in questions:
        for word in set(content_words(question)) - lexicons.COMMON_WORDS:
            counts[word] += 1
    return counts


def _relevance(
    pool: Sequence[Candidate], vectors: np.ndarray, question_vectors: np.ndarray, questions: Sequence[str]
) -> np.ndarray:
    """How near each sentence is to what was asked, 0–1: by meaning, shared words and the rest of its message."""
    centre = centre_of(question_vectors)
    nearest = np.sort(vectors @ question_vectors.T, axis=1)[:, -3:].mean(axis=1)
    meaning = 0.5 * np.clip(vectors @ centre, 0, 1) + 0.5 * np.clip(nearest, 0, 1)
    counts = _word_counts(questions)
    total = sum(sorted(counts.values(), reverse=True)[:6]) or 1
    overlap = np.array([min(1.0, sum(counts.get(word, 0) for word in c.words) / total) for c in pool])
    own = 0.7 * meaning + 0.3 * overlap
    best: dict[int, float] = defaultdict(float)
    for candidate, value in zip(pool, own.tolist(), strict=True):
        best[candidate.source.message_id] = max(best[candidate.source.message_id], value)
    company = np.array([best[candidate.source.message_id] for candidate in pool])
    tokens = [lexicons.words(candidate.text) for candidate in pool]
    leaning = np.array([words[0] in _LEANS_ON_BEFORE for words in tokens])
    past = np.array([not _PAST.isdisjoint(words) for words in tokens])
    relevance: np.ndarray = np.where(leaning, 0.85, 1.0) * np.where(past, 0.8, 1.0) * (0.65 * own + 0.35 * company)
    return relevance


def _in_order(chosen: list[tuple[float, int, float]], pool: Sequence[Candidate]) -> list[tuple[float, int, float]]:
    """The order in which people usually put them; sentences of one message stay in its order."""
    ordered = sorted(chosen, key=lambda item: (round(item[2], 1), -item[0], item[1]))
    by_message: dict[int, list[tuple[float, int, float]]] = defaultdict(list)
    for item in ordered:
        by_message[pool[item[1]].source.message_id].append(item)
    queues = {key: iter(sorted(items, key=lambda item: pool[item[1]].start)) for key, items in by_message.items()}
    return [next(queues[pool[item[1]].source.message_id]) for item in ordered]
