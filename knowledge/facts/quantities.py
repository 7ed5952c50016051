"""Numbers with what they count: durations, money, shares, times of day, dates, measures and counted things."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.facts import units
from knowledge.facts.fact import Bound, Fact
from knowledge.facts.qualifiers import qualifiers_of
from knowledge.facts.words import Clause, Token, root, stems
from training.text import STOP_WORDS

_WORKDAYS = frozenset({"weekday", "weekdays", "workday", "workdays"})
_HALF_OF_DAY = re.compile(r"\s*([ap])(?:\.\s?m\b\.?|m\b)")
_O_CLOCK = re.compile(r"\s*o\s?'?\s?clock\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?")
_RANGE_SIGN = re.compile(r"\s*[-–—]\s*")
_FREE = re.compile(
    r"(?<![\w-])(?:free(?: of (?:charge|cost))?(?! (?:to (?!\w+ (?:address|countr))|of|time|day|weekend))|"
    r"(?:at|for|with) no (?:extra |additional |further )?(?:charge|costs?|fees?)|"
    r"(?:at|for|with)out (?:any )?(?:extra |additional |further )?(?:charge|costs?|fees?|paying)|"
    r"no (?:extra |additional |further |delivery |shipping )?(?:charge|costs?|fees?)\b(?! for)|"
    r"(?:costs?|pay|charged?|deduct(?:ed)?) nothing|nothing is (?:charged|deducted|due|withheld)|"
    r"(?:not|n't) (?:cost|charge|pay|deduct)(?: you)? anything|on the house|for nothing|"
    r"(?:is|are|it's|that's|postage|delivery|shipping) on us)(?![\w-])"
)
_NOT_FREE = re.compile(
    r"(?<![\w-])(?:(?:not|n't|no longer|never) (?:be )?(?:free(?: of (?:charge|cost))?|on us)|"
    r"at (?:your|the customer's) (?:own )?(?:cost|expense)|subject to a (?:charge|fee))(?![\w-])"
)
_IDLE_FREE = re.compile(r"(?:feel|are|you're|be|toll|hands|worry)[\s-]+(?:always |completely )?$")
_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|above|from|over|after|until|at least|or more|only|except|on orders|for orders|with)\b"
)


@dataclass(frozen=True, slots=True)
class _Number:
    low: float
    high: float
    first: int  # index of its first token
    after: int  # index of the token behind it
    is_listed: bool = False  # one of several that share the unit behind the last


def quantities_of(low: str, clause: Clause) -> Iterator[Fact]:
    """The quantities of one clause; `low` is the whole text in lower case."""
    yield from _prices_of_nothing(low, clause)
    tokens = clause.tokens
    at = 0
    while at < len(tokens):
        date = _date(low, tokens, at)
        if date is not None:
            value, after = date
            if after < len(tokens) and _YEAR.fullmatch(tokens[after].text):
                after += 1
            yield _fact(clause, "date", (value, value), tokens[at], tokens[after - 1], low)
            at = after
            continue
        clock = _clock(low, tokens, at)
        if clock is not None:
            value, end = clock
            last = max(i for i in range(at, len(tokens)) if tokens[i].start < end)
            yield _fact(
                clause, "clock", (value, value), tokens[at], tokens[last], low, end=end, bound=_before(tokens, at)
            )
            at = last + 1
            continue
        numbers = _numbers(low, tokens, at)
        if not numbers:
            at += 1
            continue
        found = _with_unit(low, clause, numbers)
        yield from found
        at = numbers[-1].after


def _fact(
    clause: Clause,
    measure: str,
    span: tuple[float, float],
    first: Token,
    last: Token,
    low: str,
    *,
    unit: frozenset[str] = frozenset(),
    bound: Bound = "",
    end: int = 0,
    is_conditional: bool = False,
    said: str = "",
) -> Fact:
    end = end or last.end
    outside = [token for token in clause.tokens if not first.start <= token.start < end]
    around = [token for token in clause.sentence if not first.start <= token.start < end]
    return Fact(
        kind="quantity",
        measure=measure,
        value=" ".join((low[first.start : end] + said).split()),
        start=first.start,
        end=end,
        about=stems(outside),
        context=stems(around),
        low=span[0],
        high=span[1],
        unit=unit,
        bound=bound,
        qualifiers=qualifiers_of(outside) or qualifiers_of(around),
        is_conditional=is_conditional,
    )


def _prices_of_nothing(low: str, clause: Clause) -> Iterator[Fact]:
    text = low[clause.start : clause.end]
    costly = [found.span() for found in _NOT_FREE.finditer(text)]
    for found in _NOT_FREE.finditer(text):
        yield _nothing(clause, low, found.span(), (0.001, math.inf))
    for found in _FREE.finditer(text):
        is_idle = found.group().startswith("free") and _IDLE_FREE.search(text[: found.start()])
        if not is_idle and not any(start <= found.start() < end for start, end in costly):
            yield _nothing(clause, low, found.span(), (0.0, 0.0))


def _nothing(clause: Clause, low: str, span: tuple[int, int], value: tuple[float, float]) -> Fact:
    start, end = clause.start + span[0], clause.start + span[1]
    first, last = Token("", start, start), Token("", end, end)
    rest = low[clause.start : start] + " " + low[end : clause.end]
    return _fact(clause, "money", value, first, last, low, end=end, is_conditional=bool(_CONDITION.search(rest)))


def _numbers(low: str, tokens: Sequence[Token], at: int) -> list[_Number]:
    """The number at a place, or the range or the list of numbers that begins there."""
    first = _number(low, tokens, at)
    if first is None:
        return []
    found = [first]
    while True:
        last = found[-1]
        joint = _joint(low, tokens, last.after)
        if joint is None:
            return found
        kind, after = joint
        following = _number(low, tokens, after)
        if following is None:
            return found
        is_between = first.first > 0 and tokens[first.first - 1].text == "between"
        if (kind == "to" or (kind == "and" and is_between)) and last.low <= following.high:
            return [*found[:-1], _Number(last.low, following.high, last.first, following.after)]
        if kind == "to":
            return found
        found[-1] = _Number(last.low, last.high, last.first, last.after, is_listed=True)
        found.append(following)


def _joint(low: str, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """What joins a number that ends before `at` to the next one, and where that begins."""
    if at >= len(tokens):
        return None
    between = low[tokens[at - 1].end : tokens[at].start]
    if tokens[at].text in ("to", "or", "and") and not between.strip():
        return tokens[at].text, at + 1
    if _RANGE_SIGN.fullmatch(between) and tokens[at].is_number:
        return "to", at
    if between.strip() == "," and tokens[at].is_number:
        return "or", at
    return None


def _number(low: str, tokens: Sequence[Token], at: int) -> _Number | None:
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.is_number:
        before, after = low[token.start - 1 : token.start], low[token.end : token.end + 1]
        if (before.isalpha() and before) or before in ("#", "_") or (before == "/" or after == "/"):
            return None
        value = _figure(token.text)
        if value is None:
            return None
        if after.isalpha() and not (at + 1 < len(tokens) and tokens[at + 1].text in units.GLUED | units.NOT_COUNTED):
            return None
        scale = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if scale in units.SCALES:
            return _Number(value * units.SCALES[scale], value * units.SCALES[scale], at, at + 2)
        return _Number(value, value, at, at + 1)
    return _number_word(low, tokens, at)


def _number_word(low: str, tokens: Sequence[Token], at: int) -> _Number | None:
    word = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word == "half" and following in ("a", "an") and at + 2 < len(tokens):
        return _Number(0.5, 0.5, at, at + 2) if tokens[at + 2].text in units.A_UNIT else None
    if word in ("twice",):
        return None
    if word in ("a", "an"):
        if following in units.SCALES:
            return _Number(units.SCALES[following], units.SCALES[following], at, at + 2)
        is_rate = at > 0 and (tokens[at - 1].text in units.UNITS or tokens[at - 1].text in ("once", "twice"))
        if following in units.A_UNIT and not is_rate:
            return _Number(1.0, 1.0, at, at + 1)
        return None
    value, after = units.ONES.get(word), at + 1
    if word in units.TENS:
        value = units.TENS[word]
        if units.ONES.get(following, 99) < 10 and low[tokens[at].end : tokens[after].start].strip(" -") == "":
            value, after = value + units.ONES[following], at + 2
    if value is None:
        return None
    if after < len(tokens) and tokens[after].text in units.SCALES:
        value, after = value * units.SCALES[tokens[after].text], after + 1
    if [token.text for token in tokens[after : after + 3]] == ["and", "a", "half"]:
        value, after = value + 0.5, after + 3
    if word == "one":
        is_pronoun = at > 0 and tokens[at - 1].text in units.PRONOUN_BEFORE_ONE
        if is_pronoun or after >= len(tokens) or not tokens[after].is_word or tokens[after].text in STOP_WORDS:
            return None
    return _Number(value, value, at, after)


def _figure(text: str) -> float | None:
    """A number as it is written: "1,000" and "1.000" are a thousand, "4,90" and "4.90" four and ninety hundredths."""
    if ":" in text:
        return None
    if _THOUSANDS.fullmatch(text):
        whole, mark = text, ""
        if len(re.split(r"[.,]", text)[-1]) < 3:
            whole, mark = re.split(r"[.,](?=\d+$)", text)
        return float(re.sub(r"[.,]", "", whole) + (f".{mark}" if mark else ""))
    if text.count(".") + text.count(",") > 1:
        return None
    digits = text.replace(",", ".")
    return float(digits) if len(digits.split(".")[0]) <= 4 else None


def _with_unit(low: str, clause: Clause, numbers: Sequence[_Number]) -> list[Fact]:
    tokens = clause.tokens
    last = numbers[-1]
    sign = tokens[numbers[0].first - 1].text if numbers[0].first else ""
    at, is_working = last.after, False
    while at < len(tokens) and tokens[at].text in units.FILLERS and at - last.after < 3:
        is_working = is_working or tokens[at].text in units.WORKING
        at += 1
    name = tokens[at].text if at < len(tokens) and not _is_apart(low, tokens, last.after, at) else ""
    first_index, end_index = numbers[0].first, last.after
    measure, factor, top, unit = "", 1.0, 1.0, frozenset[str]()
    if name == "per" and at + 1 < len(tokens) and tokens[at + 1].text == "cent":
        measure, end_index = "share", at + 2
    elif name in ("square", "cubic", "sq") and at + 1 < len(tokens):
        measure, end_index, unit = "area" if name != "cubic" else "volume m", at + 2, frozenset({tokens[at + 1].text})
    elif sign in units.SIGNS and not (
        name in units.UNITS and units.UNITS[name][0] != f"money {units.SIGNS[sign]}" and name in units.GLUED
    ):
        measure, factor, top = units.UNITS[units.SIGNS[sign]]
        first_index, end_index = first_index - 1, (at + 1 if name in units.SIGNS else end_index)
    elif name in units.UNITS and not (name in units.GLUED and len(name) == 1 and _gap(low, tokens, at) > 1):
        measure, factor, top = units.UNITS[name]
        end_index, unit = at + 1, frozenset({root(name)})
    else:
        unit, end_index = _counted(low, tokens, last.after)
        measure = "count" if unit else "number"
    if measure == "number" and _is_ordering(tokens, numbers[0].first):
        return []
    if measure == "time":
        unit = frozenset({"working day"}) if is_working or name in _WORKDAYS else unit
        top = max(top, 1.4) if is_working else top
    if measure.startswith("money"):
        unit, measure = frozenset({measure.removeprefix("money ")}), "money"
    if measure == "length" and name == "m" and _gap(low, tokens, at) and any(number.low > 1000 for number in numbers):
        return []
    bound = _after(low, tokens, end_index) or _before(tokens, first_index)
    said = low[tokens[last.after - 1].end : tokens[end_index - 1].end] if end_index > last.after else ""
    return [
        _fact(
            clause,
            measure,
            _span(number, factor, top, is_working=is_working),
            tokens[first_index if index == 0 else number.first],
            tokens[end_index - 1 if index == len(numbers) - 1 else number.after - 1],
            low,
            unit=unit,
            bound=bound,
            said=said if number.is_listed else "",
        )
        for index, number in enumerate(numbers)
    ]


def _span(number: _Number, factor: float, top: float, *, is_working: bool) -> tuple[float, float]:
    """In base units; five working days are five to nine days."""
    more = 2.0 if is_working and factor == 1.0 else 0.0
    return round(number.low * factor, 9), round(number.high * max(factor, top) + more, 9)


def _is_apart(low: str, tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a mark stands between the number and what would be its unit."""
    between = low[tokens[first - 1].end : tokens[at].start]
    return bool(re.search(r"[.!?\n,\"]", between))


def _gap(low: str, tokens: Sequence[Token], at: int) -> int:
    return tokens[at].start - tokens[at - 1].end


def _counted(low: str, tokens: Sequence[Token], at: int) -> tuple[frozenset[str], int]:
    """The stems of what is counted: up to two words behind the number, and where they end."""
    found: list[str] = []
    end = at
    for index in range(at, min(at + 3, len(tokens))):
        token = tokens[index]
        if not token.is_word or _is_apart(low, tokens, index, index) or token.text in units.NOT_COUNTED:
            break
        if token.text in units.FILLERS:
            continue
        if token.text in STOP_WORDS or token.text in units.NO_NOUNS or len(found) == 2:
            break
        found.append(root(token.text))
        end = index + 1
    return frozenset(found), end if found else at


def _is_ordering(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number only counts through ("step 2"), or stands for nothing."""
    before = tokens[at - 1].text if at else ""
    is_year = _YEAR.fullmatch(tokens[at].text) is not None
    return at == 0 or is_year or before in units.ORDERING or not any(token.is_word for token in tokens)


def _before(tokens: Sequence[Token], at: int) -> Bound:
    words = tuple(token.text for token in tokens[max(0, at - 3) : at] if token.text not in ("the", "about", "around"))
    for bound, phrases in (("min", units.LOWER), ("max", units.UPPER)):
        if any(words[-len(phrase) :] == phrase for phrase in phrases):
            return "min" if bound == "min" else "max"
    return ""


def _after(low: str, tokens: Sequence[Token], at: int) -> Bound:
    words = tuple(token.text for token in tokens[at : at + 3])
    if any(words[: len(phrase)] == phrase for phrase in units.MIN_AFTER):
        return "min"
    if any(words[: len(phrase)] == phrase for phrase in units.MAX_AFTER):
        return "max"
    return ""


def _clock(low: str, tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Minutes past midnight, and where the time of day ends; o'clock leaves open which half of the day is meant."""
    token = tokens[at]
    if token.text in ("noon", "midday"):
        return 720.0, token.end
    if token.text == "midnight":
        return 1440.0, token.end
    exact = _CLOCK.fullmatch(token.text)
    half = _HALF_OF_DAY.match(low, token.end)
    if not token.is_number:
        return None
    if not (half or ":" in token.text or _O_CLOCK.match(low, token.end)):
        return _first_hour(low, tokens, at)
    if exact:
        hour, minute = int(exact[1]), int(exact[2])
    elif token.text.isdecimal() and int(token.text) <= 24:
        hour, minute = int(token.text), 0
    else:
        return None
    if half:
        return (hour % 12 + (12 if half[1] == "p" else 0)) * 60.0 + minute, half.end()
    o_clock = _O_CLOCK.match(low, token.end)
    return hour * 60.0 + minute, o_clock.end() if o_clock else token.end


def _first_hour(low: str, tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The 9 of "9 to 18:00" and of "9 to 6 pm"."""
    joint = _joint(low, tokens, at + 1)
    if joint is None or joint[0] != "to" or not tokens[at].text.isdecimal() or joint[1] >= len(tokens):
        return None
    after = tokens[joint[1]]
    if not after.is_number or not (":" in after.text or _HALF_OF_DAY.match(low, after.end)):
        return None
    last = _clock(low, tokens, joint[1])
    hour = float(tokens[at].text)
    return (hour * 60.0, tokens[at].end) if last and hour <= 24 else None


def _date(low: str, tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Month × 100 + day, and the index behind it: "31 January", "January 31st", "the end of January"."""
    words = [token.text for token in tokens[at : at + 4]]
    if words[0] in ("end", "beginning", "start", "middle") and "of" in words[1:2]:
        rest = words[3:] if words[2:3] == ["the"] else words[2:]
        month = units.MONTHS.get(rest[0]) if rest else None
        if month:
            day = {"end": 31, "middle": 15}.get(words[0], 1)
            return month * 100.0 + day, at + len(words) - len(rest) + 1
    if words[0] in units.MONTHS and len(words) > 1 and words[1].isdecimal() and 1 <= int(words[1]) <= 31:
        follows = _ORDINAL.match(low, tokens[at + 1].end)
        return units.MONTHS[words[0]] * 100.0 + int(words[1]), at + (3 if follows else 2)
    if words[0].isdecimal() and 1 <= int(words[0]) <= 31:
        rest_at = 1
        if len(words) > rest_at and words[rest_at] in ("st", "nd", "rd", "th"):
            rest_at += 1
        if len(words) > rest_at and words[rest_at] == "of":
            rest_at += 1
        is_month = len(words) > rest_at and words[rest_at] in units.MONTHS
        # "within 5 may" is no date, "the 5th of May" is.
        if is_month and (words[rest_at] != "may" or rest_at > 1):
            return units.MONTHS[words[rest_at]] * 100.0 + int(words[0]), at + rest_at + 1
    return None
