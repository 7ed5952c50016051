"""How the same question looks in an e-mail, a messenger, on the phone: greetings, fillers, typing mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from config.demo.shapes import Customer
from config.demo.wording import common
from config.demo.wording.base import pick
from config.demo.wording.slots import PLAIN, SINGLE

_TYPO_SHARE = {"chat": 0.2, "email": 0.08, "whatsapp": 0.4, "web_form": 0.08, "phone": 0.0, "social": 0.22}
_TALKATIVE = {"email": 0.45, "web_form": 0.25, "phone": 0.18, "chat": 0.12, "social": 0.08, "whatsapp": 0.05}
_PLAIN_SHARE = 0.45
_REWORD_SHARE = 0.4
# Other ways to begin the same sentence.
_BEGINNINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Can I",
        (
            "Could I",
            "May I",
            "Is it possible to",
            "Would it be possible to",
            "Am I able to",
            "I'd like to know if I can",
        ),
    ),
    ("How do I", ("How can I", "How would I", "What do I have to do to", "Please tell me how to", "What's the way to")),
    ("How can I", ("How do I", "What must I do to", "Can you explain how to", "How could I")),
    (
        "Do you",
        (
            "Does your shop",
            "I wanted to ask: do you",
            "Just wondering, do you",
            "Do you guys",
            "Maybe you can tell me, do you",
        ),
    ),
    ("Can you", ("Could you", "Would you", "Are you able to", "Is it possible that you", "Can you please")),
    ("I want to", ("I'd like to", "I would like to", "I wanted to", "I need to")),
    ("I'd like to", ("I want to", "I would like to", "I was hoping to", "I plan to")),
    ("How long", ("Question: how long", "Roughly how long")),
    ("Is there", ("Would there be", "I was wondering, is there", "Do you know if there is", "Is there maybe")),
    ("My", ("So my", "Unfortunately my", "Problem: my", "It seems my")),
    ("The", ("Hm, the", "Sadly the", "It's like this: the")),
    ("I", ("Well, I", "So I", "Actually I", "You see, I")),
)
_SHORT_FORMS = (
    ("please", "pls"), ("you", "u"), ("thanks", "thx"), ("because", "cuz"), ("tomorrow", "tmrw"), ("are", "r"),
    ("without", "w/o"),
    ("I don't", "dont"), ("doesn't", "doesnt"), ("can't", "cant"), ("what's", "whats"),
)  # fmt: skip
_FILLERS = ("um,", "uh,", "you know,", "er,", "uh,", "hm,", "like,")
_PAUSES = frozenset(
    (
        "the",
        "my",
        "a",
        "and",
        "but",
        "if",
        "is",
        "can",
        "how",
        "what",
        "when",
        "where",
        "with",
        "for",
        "from",
        "because",
    )
)
_WORD = re.compile(r"[A-Za-z]{5,}")


def slots_for(*, rng: Random, customer: Customer) -> dict[str, str]:
    """The values that stay the same through one conversation."""
    slots = {name: rng.choice(values) for name, values in SINGLE.items()}
    for name, words in PLAIN.items():
        if rng.random() < _PLAIN_SHARE:
            slots[name] = rng.choice(words)
    slots["city"], slots["street"] = customer.city, f"{rng.randint(1, 98)} {slots['street_name']}"
    slots |= {"first": customer.first, "name": customer.name, "email": customer.email, "phone": customer.phone}
    slots["order"] = f"LH-{rng.randint(200_000, 899_999)}"
    return slots


def _misspell(*, rng: Random, word: str) -> str:
    at = rng.randint(1, len(word) - 2)
    kind = rng.randint(0, 2)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def reworded(*, rng: Random, text: str) -> str:
    """The same question with another beginning, where one fits."""
    if rng.random() >= _REWORD_SHARE:
        return text
    for beginning, others in _BEGINNINGS:
        if text.startswith(f"{beginning} "):
            return rng.choice(others) + text[len(beginning) :]
    return text


def with_typos(*, rng: Random, text: str, channel: str) -> str:
    """One or two slips of the finger in longer words, more often where people type on phones."""
    if rng.random() >= _TYPO_SHARE[channel]:
        return text
    for _ in range(rng.choice((1, 1, 1, 2))):
        words = [match for match in _WORD.finditer(text) if "@" not in text[match.start() - 1 : match.end() + 1]]
        if not words:
            return text
        match = rng.choice(words)
        text = text[: match.start()] + _misspell(rng=rng, word=match.group()) + text[match.end() :]
    return text


def _terse(*, rng: Random, text: str) -> str:
    text = text.rstrip(".") if rng.random() < 0.7 else text
    for long, short in _SHORT_FORMS:
        if rng.random() < 0.4:
            text = re.sub(rf"\b{re.escape(long)}\b", short, text)
    return re.sub(r"\bLh-(?=\d)", "LH-", text.lower().replace("lh-", "LH-")) if rng.random() < 0.85 else text


def _spoken(*, rng: Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(1 + (len(words) > 20)):
        places = [number for number, word in enumerate(words) if number and word.lower() in _PAUSES]
        words.insert(rng.choice(places) if places else 1, rng.choice(_FILLERS))
    return " ".join(words)


def _closed(part: str) -> str:
    return part if part[-1] in ".?!" else f"{part}."


def _run_on(text: str) -> str:
    """The text as it goes on after a greeting with a comma."""
    return text if re.match(r"I\b|I'|LH-|[A-Z]{2}|Lindenhof|PayPal", text) else text[:1].lower() + text[1:]


def say_short(*, rng: Random, text: str, channel: str) -> str:
    """A reply in the middle of a conversation."""
    if channel == "whatsapp":
        text = _terse(rng=rng, text=text)
    elif channel == "phone" and len(text.split()) > 5:
        text = _spoken(rng=rng, text=text)
    return with_typos(rng=rng, text=text, channel=channel)


def opening(
    *, rng: Random, channel: str, question: str, detail: str, customer: Customer, slots: Mapping[str, str], earlier: int
) -> list[str]:
    """The customer's first message, or the first two where people press return after their greeting."""
    greeting = rng.choice(common.CUSTOMER_GREETINGS[channel])
    long = _TALKATIVE[channel]
    before = pick(common.CONTEXT, rng, slots) if rng.random() < long else ""
    if earlier and rng.random() < 0.65:
        before = pick(common.AGAIN if earlier == 1 else common.ONCE_MORE, rng, slots)
    personal = pick(common.PERSONAL_DATA, rng, slots) if rng.random() < (0.2 if channel == "web_form" else 0.07) else ""
    wish = pick(common.PLEASE_REPLY, rng, slots) if rng.random() < long + 0.1 else ""
    is_told = detail in question or (slots["order"] in detail and slots["order"] in question)
    detail = detail if rng.random() < 0.12 + long / 3 and not is_told else ""
    if channel == "phone" or (channel == "social" and rng.random() < 0.5):
        wish = ""
    if channel == "social":
        personal = ""
    body = " ".join(_closed(part) for part in (before, question, detail, personal, wish) if part)
    body = with_typos(rng=rng, text=body, channel=channel)
    if channel == "email":
        sign_off = rng.choice(common.SIGN_OFFS)
        tail = f"\n{customer.phone}" if rng.random() < 0.12 else ""
        return [f"{greeting}\n\n{body}\n\n{sign_off}\n{customer.name}{tail}"]
    if channel == "web_form":
        head = f"Order number: {slots['order']}\n" if slots["order"] not in body and rng.random() < 0.25 else ""
        return [f"{head}{greeting}{chr(10) if greeting else ''}{body}"]
    if channel == "whatsapp":
        body = _terse(rng=rng, text=body)
        if greeting and rng.random() < 0.25:
            return [greeting, body]
        body = _run_on(body) if greeting else body
        return [f"{greeting} {_run_on(body) if greeting.endswith(',') else body}".strip()]
    if channel == "phone":
        return [f"{greeting} {_spoken(rng=rng, text=_run_on(body))}"]
    if channel == "chat" and greeting and rng.random() < 0.12:
        return [greeting.rstrip(",:") + rng.choice(("", "!", " :)")), body]
    return [f"{greeting} {_run_on(body) if greeting.endswith(',') else body}".strip()]
