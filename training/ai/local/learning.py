"""Learning points: true sentences about one conversation, in its own words. Nothing is said that was not heard."""

from __future__ import annotations

from training.ai import lexicons
from training.ai.local.quoting import is_quotable
from training.ai.local.reading import FAILED, Reading
from training.safety import is_flagged, is_planted
from training.text import is_substantive, sentences

_QUOTE_CHARACTERS = 220
_LIMIT = 5
_TELLING_WORDS = 8


def quote(text: str) -> str:
    """A text as a short quotation, cut between words."""
    flat = " ".join(text.split())
    if len(flat) > _QUOTE_CHARACTERS:
        flat = flat[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return f"“{flat}”"


def _telling_sentence(text: str) -> str:
    """The first sentence of a reply that says something, best for everyone; the whole reply where none does."""
    spans = [text[start:end] for start, end in sentences(text)]
    quotable = next((sentence for sentence in spans if is_quotable(sentence)), "")
    if quotable:
        return quotable
    for sentence in spans:
        if is_substantive(sentence) and not sentence.rstrip().endswith("?"):
            return sentence
    return spans[0] if spans else text


def _sentence_with(text: str, categories: frozenset[str]) -> str:
    """The sentence of an AI reply in which it says that it fails."""
    for start, end in sentences(text):
        found = lexicons.ai_phrases().find(lexicons.words(text[start:end]))
        if any(category in categories for category, _ in found):
            return text[start:end]
    return text


def learning_points(reading: Reading, *, probability: float, thanked: bool) -> tuple[str, ...]:
    """What this conversation teaches, most useful first; nothing for a plain success but what worked."""
    turns = reading.conversation.turns
    points: list[tuple[str, str]] = []  # each with the whole text that it quotes
    agent_reply = next((turn for turn in turns if turn.sender == "agent" and is_substantive(turn.text)), None)
    first_agent = next((place for place, turn in enumerate(turns) if turn.sender == "agent"), len(turns))
    failures = [
        place
        for place in reading.replies
        if turns[place].sender == "ai" and place < first_agent and reading.failures.get(place)
    ]
    if agent_reply is not None:
        answer = quote(_telling_sentence(agent_reply.text))
        if failures and "ai_does_not_know" in reading.replies[failures[-1]]:
            point = f"The AI said it did not know; a human agent answered: {answer}"
        elif failures:
            point = f"The AI could not do it; a human agent answered: {answer}"
        else:
            point = f"A human agent answered: {answer}"
        points.append((point, agent_reply.text))
    elif failures and probability < 0.5:
        said = turns[failures[-1]].text
        points.append((f"The AI could not help: {quote(_sentence_with(said, FAILED))}", said))
    if reading.conversation.handed_off and agent_reply is None:
        points.append(("The conversation was handed to a person, and what they answered is not on record.", ""))
    if reading.repeated and reading.question is not None:
        times = len(reading.repeated) + 1
        again = turns[max(reading.repeated)].text
        points.append((f"The customer asked {times} times: {quote(again)}", again))
    last = reading.last_customer
    if last is not None and probability < 0.5:
        is_final = all(turn.sender in ("customer", "system") for turn in turns[last.position :])
        if "complains" in last.found or "gives_up" in last.found:
            points.append((f"The customer left unhappy: {quote(last.turn.text)}", last.turn.text))
        elif is_final and last.is_statement and not reading.conversation.handed_off:
            points.append((f"Nobody answered the customer’s last message: {quote(last.turn.text)}", last.turn.text))
    if not points and thanked and probability >= 0.7:
        worked, said = _what_worked(reading)
        if worked:
            points.append((f"What worked: {quote(worked)}", said))
    return tuple(point for point, said in points if _is_harmless(point, said))[:_LIMIT]


def _is_harmless(point: str, said: str) -> bool:
    """Whether a point may stand that quotes from this text: where something is planted in it, none of it is quoted."""
    return not is_flagged(said) or not (is_planted(said) or is_flagged(point))


def _what_worked(reading: Reading) -> tuple[str, str]:
    """The last thing the AI stated before the customer's closing words, and the reply that it stands in."""
    last = reading.last_customer
    turns = reading.conversation.turns
    if last is None:
        return "", ""
    for turn in reversed(turns[: last.position]):
        if turn.sender != "ai":
            continue
        for start, end in sentences(turn.text):
            sentence = turn.text[start:end]
            tokens = lexicons.words(sentence)
            heard = {category for category, _ in lexicons.ai_phrases().find(tokens)}
            if heard & FAILED or sentence.rstrip().endswith("?"):
                continue
            if "ai_done" in heard or len(tokens) >= _TELLING_WORDS:
                return sentence, turn.text
    return "", ""
