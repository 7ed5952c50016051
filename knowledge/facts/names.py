"""Named values: buttons and menu paths, codes, ways to pay and to reach somebody, days of the week."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.facts.fact import Fact
from knowledge.facts.qualifiers import qualifiers_of
from knowledge.facts.words import Clause, stems
from training.ai.lexicons import split_words
from training.text import STOP_WORDS

_MARKED = re.compile(
    r"\*\*(?P<a>[^*\n]{2,60})\*\*|\*(?P<b>[^*\n]{2,60})\*|\"(?P<c>[^\"\n]{2,60})\"|(?<!\w)'(?P<d>[^'\n]{2,60})'(?!\w)"
)
_PATH = re.compile(r"[A-Z][\w ]{1,30}(?:\s*(?:>|→|»)\s*[\w][\w ]{1,30})+")
_CODE = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2,}(?:-[A-Z0-9]+)*\b")
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: (?:or|and|of|to|the) (?=[A-Z])| [A-Z][\w-]+)*")
_REFERENCE = re.compile(r"\d{3,}")
_AFTER_GREETING = re.compile(r"\b(?:hi|hello|hey|dear|mr|mrs|ms|regards|sincerely|from|is|am)\s*$", re.IGNORECASE)
_POINTING = split_words(
    """press click tap choose select open under find enter use see go called named pick hit button tab menu page
    section field link code via through in"""
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = split_words("january february march april may june july august september october november december")
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b(?:\s*(?:to|until|till|through|-|–)\s*({'|'.join(_DAYS)})s?\b)?")
_METHODS: dict[str, tuple[str, ...]] = {
    "payment": (
        "invoice", "credit card", "debit card", "paypal", "klarna", "apple pay", "google pay", "bank transfer",
        "direct debit", "cash on delivery", "cash", "prepayment", "instalments", "gift card", "cheque", "store credit",
        "original payment method", "same payment method",
    ),
    "contact": ("phone", "telephone", "e-mail", "email", "chat", "post", "letter", "contact form", "form", "whatsapp",
                "sms", "text message", "fax", "app", "in person", "video"),
    "carrier": ("dhl", "ups", "dpd", "hermes", "gls", "fedex", "tnt", "royal mail"),
}  # fmt: skip
_SAME_METHOD = {
    "telephone": "phone", "email": "e-mail", "letter": "post", "contact form": "form", "text message": "sms",
    "same payment method": "original payment method",
}  # fmt: skip
_BEFORE_METHOD = r"\b(?:by|via|with|to|through|per|take|accept|and|or|using|use|offer)\s+(?:an? |the |your )?"
_METHOD = {
    kind: re.compile(rf"{_BEFORE_METHOD}({'|'.join(names)})s?\b|({'|'.join(names)})s?\b(?=\s*(?:,|and|or)\b)")
    for kind, names in _METHODS.items()
}


def names_of(text: str, low: str, clause: Clause) -> Iterator[Fact]:
    """The named values of one clause; `text` is the whole text with straight quotes, `low` the same in lower case."""
    taken: list[tuple[int, int]] = []
    for measure, start, end in _labels(text, clause):
        value = " ".join(low[start:end].split())
        if stems_of_label(value) and not any(start < e and s < end for s, e in taken):
            taken.append((start, end))
            yield _name(clause, measure, value, start, end)
    piece = low[clause.start : clause.end]
    for found in _DAY.finditer(piece):
        value = f"{found[1]} to {found[2]}" if found[2] else found[1]
        yield _name(clause, "weekday", value, clause.start + found.start(), clause.start + found.end())
    for kind, pattern in _METHOD.items():
        for found in pattern.finditer(piece):
            group = 1 if found[1] else 2
            value = _SAME_METHOD.get(found[group], found[group])
            yield _name(clause, kind, value, clause.start + found.start(group), clause.start + found.end(group))


def days_of(value: str) -> frozenset[int]:
    """The days of the week that a value names, 0 for Monday: "friday to sunday" is 4, 5, 6."""
    first, _, last = value.partition(" to ")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return frozenset(day % 7 for day in range(start, end + 1 + (7 if end < start else 0)))


def stems_of_label(value: str) -> frozenset[str]:
    """The words of a name that are no stop words."""
    return frozenset(word for word in re.findall(r"[^\W_]+", value) if word not in STOP_WORDS)


def _labels(text: str, clause: Clause) -> Iterator[tuple[str, int, int]]:
    for found in _PATH.finditer(text, clause.start, clause.end):
        yield "label", found.start(), found.end()
    for found in _MARKED.finditer(text, clause.start, clause.end):
        name = found.lastgroup or "a"
        start, end = found.span(name)
        words = text[start:end].split()
        if not re.search(r"\d", text[start:end]) and len(words) <= 5:
            yield ("label" if words[0][:1].isupper() or name in "cd" else "phrase"), start, end
    for found in _CODE.finditer(text, clause.start, clause.end):
        if not _REFERENCE.search(found.group()) and not found.group().isdigit():
            yield "code", found.start(), found.end()
    for found in _CAPITALS.finditer(text, clause.start, clause.end):
        lone = found.group().lower()
        is_time = lone.split()[0].rstrip("s") in _DAYS or lone.split()[0] in _MONTHS or bool(_REFERENCE.search(lone))
        if lone not in STOP_WORDS and not is_time and not _AFTER_GREETING.search(text, clause.start, found.start()):
            yield ("label" if len(stems_of_label(lone)) > 1 else "proper"), found.start(), found.end()


def _name(clause: Clause, measure: str, value: str, start: int, end: int) -> Fact:
    outside = [token for token in clause.tokens if not start <= token.start < end]
    before = [token.text for token in clause.tokens if token.end <= start][-3:]
    return Fact(
        kind="name",
        measure=measure,
        value=value,
        start=start,
        end=end,
        about=stems(outside),
        context=stems([token for token in clause.sentence if not start <= token.start < end]),
        unit=frozenset(word for word in before if word in _POINTING),
        qualifiers=qualifiers_of(outside),
    )
