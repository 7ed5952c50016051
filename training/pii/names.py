"""Person names: by the sentence that introduces them, and by a lexicon of first names."""

# ruff: noqa: E501 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from training.pii.introductions import (
    AFTER_GREETING,
    FIELD,
    GREETED,
    INTROS,
    QUOTED,
    SIGN_OFF,
    SIGN_OFF_PLACE,
    SIGN_OFF_WORDS,
    SPEAKING,
    SPEAKING_END,
    TITLES,
)
from training.pii.lexicon import (
    AMBIGUOUS_NAMES,
    BRANDS,
    BUSINESS_WORDS,
    FIRST_NAMES,
    NOT_NAMES,
    PARTICLES,
    PLACE_PREFIXES,
    SURNAME_ENDINGS,
    SURNAMES,
    UPPER,
    fold,
)
from training.text import STOP_WORDS

Found = Iterator[tuple[int, int, str]]


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_INITIAL = re.compile(rf" {UPPER}\.?(?= {UPPER})")


@lru_cache(maxsize=20_000)
def _kind(word: str) -> str:
    """What the lexicon says of one word: first, maybe (first name and word), surname, stop, or nothing."""
    low = _POSSESSIVE.sub("", fold(word))
    head = low.split("-", 1)[0]
    if low in FIRST_NAMES or (head != low and head in FIRST_NAMES):
        return "first"
    if low in AMBIGUOUS_NAMES:
        return "maybe"
    if low in SURNAMES or (low.endswith(SURNAME_ENDINGS) and len(low) > 5 and low not in NOT_NAMES):
        return "surname"
    return "stop" if low in NOT_NAMES else ""


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


def _is_brand(words: list[str]) -> bool:
    low = [fold(_bare(word)) for word in words[:2]]
    return (
        (low[0] in BRANDS and (len(words) == 1 or words[0] != _bare(words[0])))
        or " ".join(low) in BRANDS
        or fold(words[0]) in BRANDS
    )


def _surname_follows(text: str, end: int, *, least: str) -> int:
    """End of the surname(s) after a first name that ends at `end`; `end` itself where none follows.

    `least` is "surname" where only a known surname counts, "capital" where any capitalised word that is no common word does.
    """
    position = end
    for _ in range(4):
        initial = _INITIAL.match(text, position)
        if initial:
            position = initial.end()
        match = _WORD.match(text, position + 1) if text[position : position + 1] == " " else None
        if match is None:
            break
        word = match.group()
        low = fold(word)
        if low in PARTICLES and position + 1 < len(text) and (following := _WORD.match(text, match.end() + 1)):
            second = following
            if fold(following.group()) in PARTICLES and (third := _WORD.match(text, following.end() + 1)):
                second = third
            if second.group()[0].isupper() and _kind(second.group()) != "stop" and text[match.end()] == " ":
                position = second.end()
                end = position
                continue
        kind = _kind(word)
        if not word[0].isupper() or kind == "stop":
            break
        if least == "surname" and kind not in ("surname",) and fold(_bare(word)) not in SURNAMES:
            break
        if fold(_bare(word)) in BUSINESS_WORDS:
            return -1
        position = end = match.end()
        if _bare(word) != word:
            break
    return end


def _trim_possessive(text: str, start: int, end: int) -> int:
    return start + len(_bare(text[start:end]))


_FIRST, _MAYBE, _INTRODUCES, _SIGNS, _SPEAKS = 1, 2, 4, 8, 16


class _Roles(dict[str, int]):
    """What one word may be to the name detectors, worked out once per different word. Bounded."""

    def __missing__(self, word: str) -> int:
        low = word.lower().replace("’", "'")
        kind = _kind(word)
        role = _FIRST if kind == "first" else _MAYBE if kind == "maybe" and word[0].isupper() else 0
        if low in INTROS:
            role |= _INTRODUCES
        if low in SIGN_OFF_WORDS:
            role |= _SIGNS
        if low in ("here", "speaking"):
            role |= _SPEAKS
        if len(self) >= 50_000:
            self.clear()
        self[word] = role
        return role


_ROLES = _Roles()


def names(text: str) -> Found:
    """Names that a sentence announces ("my name is …", "Dear …", a signature, a form field), then known first names."""
    known: list[tuple[int, int, str]] = []
    consumed = announced = 0
    for match in _WORD.finditer(text):
        role = _ROLES[match.group()]
        if not role:
            continue
        start, end = match.span()
        if role & _INTRODUCES and start >= announced:
            span = _announced(text, start, match.group().lower().replace("’", "'"))
            if span:
                yield *span, "name"
                announced = span[1]
        if role & _SIGNS:
            span = _signed(text, start)
            if span:
                yield *span, "name"
        if role & _SPEAKS:
            span = _speaking(text, start)
            if span:
                yield *span, "name"
        if role & (_FIRST | _MAYBE) and start >= consumed:
            stop, consumed = _lexicon_name(text, start, end, match.group(), is_sure=bool(role & _FIRST))
            if stop:
                known.append((start, stop, "name"))
    if ":" in text or "=" in text:
        for match in FIELD.finditer(text):
            found = _name_at(text, match.end(), "own", "name:")
            if found:
                yield match.end(), found, "name"
        if ':"' in text or ':\\"' in text or ': "' in text or ": “" in text:
            for match in QUOTED.finditer(text):
                if all(_kind(word) != "stop" for word in match.group(1).split()):
                    yield match.start(1), match.end(1), "name"
    yield from known


_WORD_BEFORE = re.compile(r"([^\W\d_]+)(?: |\. |-)\Z")


def _lexicon_name(text: str, start: int, end: int, word: str, *, is_sure: bool) -> tuple[int, int]:
    """(end of the name or 0, where to go on) for a known first name at `start`; an ambiguous one needs a known surname after it."""
    if (
        (text[start - 1 : start] in ("@", "/", "#", ".", "_") and start)
        or text[end : end + 1] in ("_", "@")
        or text[end : end + 2] == ".c"
    ):
        return 0, end
    found = _WORD_BEFORE.search(text, max(0, start - 20), start)
    before = fold(found.group(1)) if found else ""
    is_capital = word[0].isupper()
    if before in PLACE_PREFIXES:
        return 0, end
    if not is_capital:
        if len(word) < 5 or not is_sure or _is_brand([word]) or fold(_bare(word)) in BUSINESS_WORDS:
            return 0, end
        stop = _lower_surname(text, end)
        return (0 if _business_follows(text, stop) else _trim_possessive(text, start, stop)), stop
    shouting = len(word) > 1 and word.isupper() and text[start : start + 40].isupper()
    stop = _surname_follows(text, end, least="capital" if is_sure and not shouting else "surname")
    if stop < 0 or (not is_sure and stop == end) or _is_brand(text[start:stop].split()):
        return 0, end
    if _bare(word) != word:
        # "Alfredo's Kitchen", "at Luigi's": a business. "Jane's card": a person.
        if before in ("at", "from", "in") or re.match(rf" {UPPER}", text[end : end + 2]):
            return 0, end
        stop = end
    if _business_follows(text, stop):
        return 0, stop
    return _trim_possessive(text, start, stop), stop


def _announced(text: str, start: int, word: str) -> tuple[int, int] | None:
    for rule, pattern in INTROS[word]:
        match = pattern.match(text, start)
        if match is None:
            continue
        intro = match.group().lower()
        found = _name_at(text, match.end(), rule, intro)
        if found:
            return match.end(), found
        if rule == "known" and start <= 1 and intro.startswith(("hi", "hello", "hey")):
            greeted = GREETED.match(text, match.end())
            if greeted and _kind(greeted.group(1)) != "stop":
                return greeted.span(1)
    return None


def _signed(text: str, start: int) -> tuple[int, int] | None:
    """A sign-off stands alone on its line ("Thanks,\nJohn"); on the same line only a known first name counts."""
    if not SIGN_OFF_PLACE.search(text, max(0, start - 5), start) and start > 3:
        return None
    match = SIGN_OFF.match(text, start)
    found = _name_at(text, match.end(), "sign", "") if match else 0
    if match is None or not found:
        return None
    is_last = re.match(r"[ \t.!]{0,3}(?:\n|$)", text[found : found + 6]) is not None
    is_known = match.group("gap") == "" and _kind(text[match.end() : found].split()[0]) == "first"
    return (match.end(), found) if is_last or is_known else None


def _speaking(text: str, start: int) -> tuple[int, int] | None:
    match = SPEAKING.search(text, max(0, start - 40), start)
    if match is None or not SPEAKING_END.match(text, start):
        return None
    first = match.group("name").split()[0]
    kind = _kind(first)
    return match.span("name") if kind == "first" or (kind == "maybe" and first[0].isupper()) else None


def _lower_surname(text: str, end: int) -> int:
    match = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    if (
        match
        and fold(_bare(match.group())) in SURNAMES
        and fold(_bare(match.group())) not in STOP_WORDS
        and _kind(match.group()) == "surname"
    ):
        return match.end()
    return end


def _business_follows(text: str, end: int) -> bool:
    match = re.match(r"(?:['’]s)?(?: ?& ?| and )?[ ]?([^\W\d_]+|&)", text[end : end + 40])
    if match is None or text[end : end + 1] in (".", ",", "!", "?", "\n", ":", ";"):
        return False
    word = match.group(1)
    return word == "&" or (word[0].isupper() and fold(word) in BUSINESS_WORDS)


def _name_at(text: str, start: int, rule: str, intro: str) -> int:
    """End of the name that begins exactly at `start` under a rule of `INTROS`, or 0."""
    while text[start : start + 1] in ("'", '"', "“", "‘"):
        return 0 if rule != "own" else _name_at_word(text, start + 1, rule, intro)
    return _name_at_word(text, start, rule, intro)


def _name_at_word(text: str, start: int, rule: str, intro: str) -> int:
    match = _WORD.match(text, start)
    if match is None or text[match.end() : match.end() + 1] in ("@", "_", "/"):
        return 0
    word = match.group()
    kind = _kind(word)
    is_capital = word[0].isupper()
    title = rule == "cap" and intro.rstrip(" .") in TITLES
    if _is_brand([*([intro.rstrip(" .")] if title else []), word, *text[match.end() : match.end() + 30].split()[:1]]):
        return 0
    if kind == "stop" and not (title and is_capital and fold(word) in SURNAMES):
        return 0
    if is_capital and len(word) <= 4 and word.isupper() and not kind and not text[: start + 60].isupper():
        return 0  # an abbreviation: "patient MRN"
    if not is_capital:
        return _lower_name(text, match, kind, rule)
    if rule == "sign" and kind not in ("first", "maybe") and "\n" not in text[max(0, start - 3) : start]:
        return 0
    if text[match.end() : match.end() + 1] == "." and len(word) == 1:
        following = re.compile(rf"\.[ ]?{UPPER}[^\W\d_]+").match(text, match.end())
        return following.end() if following else 0
    end = _surname_follows(text, match.end(), least="capital") if _bare(word) == word else match.end()
    if end < 0 or _business_follows(text, end):
        return 0
    strong = kind in ("first", "maybe")
    if rule == "two" and not strong and (end == match.end() or kind == "stop"):
        return 0
    if rule == "two" and kind == "maybe" and end == match.end() and intro.strip() not in ("i'm", "i’m", "i am", "im"):
        return 0
    if rule == "known" and not (kind == "first" or (kind == "maybe" and AFTER_GREETING.match(text, end))):
        return 0
    return _trim_possessive(text, start, end)


def _lower_name(text: str, match: re.Match[str], kind: str, rule: str) -> int:
    word, end = match.group(), match.end()
    if rule == "sign":
        return end if kind == "first" and len(word) > 2 else 0
    if (kind == "first" and (rule != "two" or len(word) >= 4)) or (rule == "own" and kind in ("maybe", "surname")):
        following = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if (
            following
            and _kind(following.group()) in ("surname", "first", "maybe")
            and fold(following.group()) not in STOP_WORDS
        ):
            return _trim_possessive(text, match.start(), following.end())
        if (
            rule == "own"
            and following
            and _kind(following.group()) != "stop"
            and re.match(r"\s{0,2}(?:[.,!?;\n]|$)", text[following.end() :][:3])
        ):
            return following.end()
        return _trim_possessive(text, match.start(), end)
    if rule == "own" and len(word) >= 3:
        # Not in the lexicon and in lower case: one word, or two where the sentence ends after them.
        following = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if following is None:
            return end
        if _kind(following.group()) != "stop" and re.match(r"\s{0,2}(?:[.,!?;\n]|$)", text[following.end() :][:3]):
            return following.end()
        return (
            end
            if _kind(following.group()) == "stop"
            and fold(following.group()) in {"and", "i", "my", "please", "with", "from"}
            else 0
        )
    return 0


def block_names(text: str, address_starts: list[int]) -> Found:
    """The line above a postal block, where it reads like a name: two to four capitalised words, none of them a business word."""
    for start in address_starts:
        head = text[:start].rstrip(" \t>")
        if not head.endswith("\n"):
            continue
        for line in re.split(r"\n", head.rstrip("\n \t>"))[-3:]:
            body = line.strip(" \t>,\\")
            words = body.split()
            begin = text.rfind(body, 0, start) if body else -1
            if not (1 <= len(words) <= 4 and begin >= 0) or any(char.isdigit() for char in body):
                continue
            folded = [fold(word.strip(".,")) for word in words]
            if ":" in body or any(word in NOT_NAMES or word in BUSINESS_WORDS for word in folded):
                continue
            known = any(_kind(word.strip(".,")) in ("first", "maybe") for word in words[:2])
            if known or (
                len(words) >= 2
                and all(word[0].isupper() or fold(word) in PARTICLES for word in words)
                and _kind(words[-1]) == "surname"
            ):
                yield begin, begin + len(body), "name"
