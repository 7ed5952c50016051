"""Postal addresses: a house number with a street word, a postal block of several lines, or what follows "address is"."""

# ruff: noqa: E501, SIM905 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

from training.pii import tokens
from training.pii.lexicon import BUSINESS_WORDS, NOT_NAMES, PARTICLES
from training.text import STOP_WORDS

Found = Iterator[tuple[int, int, str]]

_STREET = (
    r"(?:street|str|st|road|rd|avenue|ave|av|boulevard|blvd|lane|ln|drive|dr|court|ct|square|sq|place|pl|way|terrace|terr|close|crescent"
    r"|cres|gardens|gdns|grove|mews|parkway|pkwy|highway|hwy|circle|cir|trail|trl|loop|plaza|row|walk|alley|esplanade|quay|wharf"
    r"|turnpike|expressway|freeway|bypass|broadway|embarcadero|real)"
)
_STREET_BEFORE = (
    r"(?:rue|via|calle|avenida|av\.|rua|carrer|strada|piazza|viale|corso|chemin|all[ée]e|impasse|ulica|ul\.|utca|c/|plaza|camino|camiño"
    r"|paseo|largo|travessa|quai|cours|cami|praça|bulevar|highway|route|county road|state route)"
)
_SUFFIXED = (
    r"[^\W\d_]{2,}(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|laan|straat|plein|dreef|gata|gatan|gatu|v[äa]gen|veien|vei|vej|gade|katu"
    r"|kuja|polku|plads|steeg|kade|gracht|baan|lei|singel|stræde|braut|stígur|vegur|tie)"
)
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
_NUMBER = r"(?:\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?)"
_UNIT = r"(?:(?:suite|ste|apartment|apt|unit|flat|room|rm|floor|fl|building|bldg|box|lot|#)\b\.?\s{0,3}#?\s{0,3}[A-Za-z]?-?\d{1,5}[A-Za-z]?|#\s?\d{1,5}[A-Za-z]?)"
_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX "
    "UT VT VA WA WV WI WY DC PR AP AE AA AB BC MB NB NL NS ON PE QC SK NSW VIC QLD TAS ACT".split()
)
_UK_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_CA_POSTCODE = r"(?:[A-Z]\d[A-Z] ?\d[A-Z]\d)"

_WORD = r"[^\W\d_][\w.'’-]*"
# The street's own words: up to four between number and street word, none of which ends a sentence.
_HOUSE_FIRST = re.compile(
    rf"(?<![\w$€£.,:/#-])(?P<number>{_NUMBER})(?P<comma>,)?\s{{1,3}}(?P<street>(?:(?:{_ORDINAL}|{_WORD})\s{{1,3}}){{0,4}}?(?:(?P<tail>{_STREET})\b\.?"
    rf"|{_SUFFIXED}\b))",
    re.IGNORECASE,
)
_STREET_FIRST = re.compile(
    rf"\b(?:{_STREET_BEFORE}\s{{1,3}}(?:{_WORD}\s{{1,3}}){{0,4}}?{_WORD},?|{_SUFFIXED},?)\s{{1,3}}(?:n[º°o]\.?\s{{0,3}})?{_NUMBER}(?![\w%:]|\.\d)"
    rf"|(?<![\w.])\d{{1,5}}[A-Za-z]?,?\s{{1,3}}{_STREET_BEFORE}\s{{1,3}}(?:(?:de|du|des|la|le|les|del|della|dei|di|da|do|dos|das|san|st)\s{{1,3}}){{0,3}}"
    rf"{_WORD}(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]{{1,24}}){{0,3}}(?:\s{{1,3}}\d{{1,3}}\b)?",
    re.IGNORECASE,
)
_UNIT_ONLY = re.compile(rf"\b{_UNIT}(?!\w)", re.IGNORECASE)
_PO_BOX = re.compile(r"\b(?:p\.?\s?o\.?\s?box|post office box|(?:psc|unit|cmr)\s{1,3}\d+,?\s{1,3}box)\s{1,3}\d{1,6}\b(?:,?\s{1,3}(?:APO|FPO|DPO)\s{1,3}A[APE]\s{1,3}\d{5}(?:-\d{4})?)?", re.IGNORECASE)  # fmt: skip
_MILITARY = re.compile(
    r"\bUS[NSC][NSV]?S?\s{1,3}\w+,?\s{1,3}(?:APO|FPO|DPO)\s{1,3}A[APE]\s{1,3}\d{5}\b|\b(?:APO|FPO|DPO)\s{1,3}A[APE]\s{1,3}\d{5}(?:-\d{4})?\b"
)
_STATE_ZIP = re.compile(r"\b(?P<state>[A-Z]{2,3})[, ]{1,2}\d{5}(?:-\d{4})?\b(?! ?(?:items?|points?|miles?))")
_UP = "[^\\W\\d_a-z]"
_CITY_BEFORE = re.compile(rf"(?<!\w){_UP}[\w'’-]{{1,24}}(?:\.? {_UP}[\w'’-]{{1,24}}){{0,3}},?\s{{1,2}}$")
_ZIP_CONTEXT = re.compile(
    r"\b(?:zip(?: ?code)?|zipcode|post(?:al)? ?code|postcode)s?\b(?:\s{1,3}(?:is|of|was|as|to|for me is|in|here is))?\s{0,3}[:=\-]?\s{0,3}[\"'(]?"
    rf"(\d{{5}}(?:-\d{{4}})?\b|{_UK_POSTCODE}|{_CA_POSTCODE}|\d{{4}} ?[A-Z]{{0,2}}\b)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(rf"\b(?:[A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}}|{_CA_POSTCODE})\b")
_INTRO = re.compile(
    r"\b(?:address(?:es)?\b(?:\s{1,3}(?:is|was|are|to|of|as|for [\w ]{1,20}? is|on file is))?(?:\s{1,3}now)?"
    r"|(?:live|lives|lived|living|reside|resides|residing|based|located|staying) (?:at|on|in)"
    r"|moved to|(?:send|sent|ship|shipped|deliver|delivered|mail|mailed|return|returned|forward|forwarded|posted|post|come|sending|shipping)"
    r"(?:\s{1,3}(?:it|them|this|that|everything|all|mail|back|(?:a|an|the|my|his|her|our|one|some|new|replacement|order|card|package|parcel|item|refund)\b)){0,5}"
    r"\s{1,3}(?:to|at|here)|home is|house is|meet (?:me |us )?at|here it is|at the corner of|on the corner of|the corner of)(?:\s{0,3}[:\-–]\s{0,3}|\s{0,3},?\s{1,3})",
    re.IGNORECASE,
)
_INTRO_WORDS = frozenset(
    "address addresses live lives lived living reside resides residing based located staying moved send sent ship shipped deliver "
    "delivered mail mailed return returned forward forwarded posted post come sending shipping home house meet here at on the".split()
)
_LETTERS = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"[^\s,;:()!?\"]+")
_SENTENCE_WORDS = STOP_WORDS | {
    "instead",
    "asap",
    "immediately",
    "order",
    "line",
    "case",
    "post",
    "cannot",
    "not",
    "mail",
    "card",
    "number",
}
_STREETY = re.compile(
    rf"(?:{_STREET}|{_STREET_BEFORE}|{_SUFFIXED}|út|way|apt|suite|unit|flat|box|floor|{_ORDINAL})\.?", re.IGNORECASE
)


def addresses(text: str, flags: int) -> Found:
    """Street addresses, postal blocks, PO boxes, and city + state + ZIP code. `flags` say which of them could be there."""
    if "\n" in text:
        for start, end in _blocks(text):
            yield start, end, "address"
    if flags & tokens.INTRODUCES_ADDRESS:
        yield from _introduced(text)
    if flags & tokens.FOREIGN_STREET or flags & tokens.STREET:
        for match in _HOUSE_FIRST.finditer(text):
            if _is_street(text, match):
                end = match.end() - (match.group().endswith(".") and len(match.group("tail") or "") > 4)
                yield match.start(), _extend(text, end), "address"
    if flags & tokens.FOREIGN_STREET:
        for match in _STREET_FIRST.finditer(text):
            if _has_capital_or_number_first(match.group()):
                yield match.start(), _extend(text, match.end()), "address"
    if flags & tokens.BOX:
        for pattern in (_PO_BOX, _MILITARY):
            for match in pattern.finditer(text):
                yield match.start(), _extend(text, match.end()), "address"
    for match in _STATE_ZIP.finditer(text):
        if match.group("state") in _STATES:
            city = _CITY_BEFORE.search(text, max(0, match.start() - 60), match.start())
            yield (city.start() if city else match.start()), match.end(), "address"
    if flags & tokens.UNIT:
        for match in _UNIT_ONLY.finditer(text):
            if match.group()[:2].lower() in ("su", "st", "ap", "fl") and not match.group().lower().startswith("fl."):
                yield _house_before(text, match.start()), _extend(text, match.end()), "address"


def _house_before(text: str, start: int) -> int:
    """A house number and up to six words right before a unit: "39 Laugarvegur 77 Apt. 787"."""
    head = _HOUSE_BEFORE.search(text, max(0, start - 70), start)
    return head.start() if head else start


def postcodes(text: str, flags: int) -> Found:
    """Postcodes: British and Canadian by their shape, others after "zip code" and the like."""
    if flags & tokens.ZIP:
        for match in _ZIP_CONTEXT.finditer(text):
            yield match.start(1), match.end(1), "postcode"
    if flags & tokens.MIXED and _INWARD.search(text):
        for match in _POSTCODE.finditer(text):
            yield match.start(), match.end(), "postcode"


_INWARD = re.compile(r"\d[A-Z][A-Z\d]\b")
_HOUSE_BEFORE = re.compile(
    rf"(?<![\w.$#-])\d{{1,6}}[A-Za-z]?,?(?: (?:{_UP}[\w.'’-]{{0,24}}|\d{{1,5}}|[a-z]{{1,4}}\.?)){{1,6}},?\s{{1,2}}$"
)


_NOT_STREET = frozenset(
    "am pm minutes minute hours hour days day weeks week months month years year stars star percent dollars usd eur items item people "
    "person guests nights night tickets ticket rooms bedroom bedrooms bathroom reviews miles mile times more of in at for to by on and "
    "or is was the a an out away from left per gb mb inch inches pm. am. connections mins hrs options seats i we you they my your it "
    "degrees points".split()
)


def _is_street(text: str, match: re.Match[str]) -> bool:
    words = match.group("street").split()
    inner = [word.strip(".,'’").lower() for word in words]
    if len(inner) < 2 and not _SUFFIX_ONLY.fullmatch(match.group("street")):
        return inner[0] in {"broadway", "embarcadero"}
    if any(word in _NOT_STREET for word in inner[:-1]) or "\n\n" in match.group():
        return False
    tail = match.group("tail")
    capitals = sum(not word[0].islower() for word in words)
    if tail is None:
        return True
    if tail.lower() in {"way", "place", "row", "walk", "loop", "close", "court", "real", "st", "dr", "pl", "plaza", "square", "drive", "av",
                        "ct", "trail", "circle", "str", "terr"}:  # fmt: skip
        # These are also plain words ("2 easy way", "5 star place"): a capital, or a whole address in lower case, tells.
        return capitals >= 2 or (
            capitals == 0 and text == text.lower() and len(inner[0]) > 2 and tail.lower() in {"drive", "court", "st"}
        )
    return capitals >= 1 or not any(word in STOP_WORDS for word in inner)


_SUFFIX_ONLY = re.compile(_SUFFIXED, re.IGNORECASE)


def _has_capital_or_number_first(value: str) -> bool:
    words = [word.strip(".,'’").lower() for word in value.split()]
    if any(word in STOP_WORDS and word not in PARTICLES and word not in ("via", "of") for word in words):
        return False
    return any(char.isupper() for char in value) or value[0].isdigit() or value == value.lower()


_EXTEND_GAP = re.compile(r"\.?[ \t]{0,4}(,)?[ \t]{0,4}(\n[ \t>]{0,4},?[ \t]{0,4})?")
_EXTEND_UNIT = re.compile(
    rf"{_UNIT}(?!\w)|{_UK_POSTCODE}\b|{_CA_POSTCODE}\b|[A-Z]{{2}}[ ,]{{1,3}}\d{{5}}(?:-\d{{4}})?\b", re.IGNORECASE
)


def _extend(text: str, end: int) -> int:
    """Take unit, city, state and postal code along, as far as they plainly follow."""
    position = end
    taken = 0
    while taken < 8:
        gap = _EXTEND_GAP.match(text, position)
        if gap is None or gap.end() == len(text):
            break
        joined = bool(gap.group(1) or gap.group(2)) or "," in gap.group()
        unit = _EXTEND_UNIT.match(text, gap.end())
        if unit and (joined or gap.end() > position):
            position = unit.end()
            taken += 1
            continue
        token = _TOKEN.match(text, gap.end())
        if token is None or gap.end() == position or (text[gap.start()] == "." and not joined):
            break
        word = token.group().rstrip(".,'’")
        if not word:
            break
        if re.fullmatch(r"\d{4,6}(?:-\d{4})?", word):
            position = gap.end() + len(word)
            taken += 1
            if token.group().endswith("."):
                break
            continue
        low = word.lower()
        is_place = (
            word[0].isupper()
            and low not in _SENTENCE_WORDS
            and low not in STOP_WORDS
            and word.replace("-", "").replace("'", "").isalpha()
        )
        if not is_place or (low in NOT_NAMES and low not in BUSINESS_WORDS and low not in _PLACE_WORDS):
            break
        if text[gap.end() + len(word) : gap.end() + len(word) + 1] == ":":
            break
        # A comma, a line break, or a capitalised run that has begun with one.
        if (
            not joined
            and position == end
            and not re.match(
                r"(?:[^\W\d_]|[ '’-]){2,40}?(?:,|\s\d{4,6}|\s[A-Z]{2}\b)", text[gap.end() : gap.end() + 48]
            )
        ):
            break
        position = gap.end() + len(word)
        taken += 1
        if token.group().endswith(".") and len(word) > 3:
            break
    return position


_PLACE_WORDS = frozenset(
    "new north south east west san los saint st city county united states kingdom usa uk us england france".split()
)


def _introduced(text: str) -> Found:
    for word in _LETTERS.finditer(text):
        if word.group().lower() in _INTRO_WORDS:
            intro = _INTRO.match(text, word.start())
            end = _address_end(text, intro.end()) if intro else 0
            if intro and end:
                yield intro.end(), end, "address"


def _address_end(text: str, start: int) -> int:
    """End of an address that starts here, or 0: it needs a number next to a name-like or street word, near its beginning."""
    is_lower = not any(char.isupper() for char in text[start : start + 120])
    position, last = start, 0
    seen: list[str] = []
    while len(seen) < 18:
        match = _TOKEN.search(text, position)
        if match is None:
            break
        gap = text[position : match.start()]
        if seen and (re.search(r"[;:()!?\"]", gap) or "\n\n" in gap or re.search(r"\n\s{0,3}\n", gap)):
            break
        raw = match.group()
        word = raw.rstrip(".'’")
        low = word.lower()
        number = bool(re.fullmatch(rf"{_NUMBER}\.?|\d{{1,3}}(?:st|nd|rd|th)|#\d+|\d{{5}}-\d{{4}}", word))
        streety = bool(_STREETY.fullmatch(word))
        if not word or not (word[0].isalnum() or word[0] == "#") or "[" in word:
            break
        if not number and not streety:
            if (
                low in _SENTENCE_WORDS
                and not (word[0].isupper() and seen and low not in {"i", "please", "thanks", "thank", "can", "my"})
                and low != "and"
            ):
                break
            if low == "and" and not (seen and re.match(r"\s{1,3}[^\W\d_a-z]|\s{1,3}\w+ street", text[match.end() :])):
                break
            if (
                word[0].islower()
                and not is_lower
                and low not in PARTICLES
                and low not in {"út", "utca", "ulica", "and", "nan"}
                and not _after_number(seen)
            ):
                break
        seen.append("number" if number else "street" if streety else "word")
        last = match.start() + len(word)
        position = match.end()
        if raw.endswith(".") and not number and len(word) > 1 and low not in _ABBREVIATED:
            break
        if (
            raw.endswith(".")
            and number
            and (len(word) >= 4 or re.match(r"\s{1,3}[A-Z]\w+ [a-z]", text[position : position + 40]))
        ):
            break
    if "number" not in seen[:6] or len(seen) < 2:
        return 0
    if (
        seen[:2] == ["number", "word"]
        and not text[start:last][len(text[start:last].split()[0]) :].lstrip(" ,")[:1].isupper()
        and not is_lower
    ):
        return 0
    letters = sum(kind != "number" for kind in seen)
    named = any(word[0].isupper() for word in re.findall(r"[^\W\d_][\w'’-]*", text[start:last]))
    if (
        not named
        and "street" not in seen
        and not (is_lower and seen.count("number") >= 1 and letters >= 2 and _lower_ok(text[start:last], seen))
    ):
        return 0
    return last if letters >= 1 else 0


_ABBREVIATED = frozenset(
    "st str ave av rd dr blvd ln ct pl sq apt ste no ul us bldg fl po p.o ter cres gdns hwy pkwy mt ft".split()
)


def _after_number(seen: list[str]) -> bool:
    return bool(seen) and seen[0] == "number" and len(seen) <= 3


_COUNTED = re.compile(
    r"\b\d+ (?:days?|hours?|weeks?|months?|years?|minutes?|friends?|people|items?|persons?|adults?|nights?|different|separate|other|more"
    r"|times?|tickets?|orders?|addresses|guests?|rooms?|bedrooms?|am|pm|stars?)\b"
)


def _lower_ok(value: str, seen: list[str]) -> bool:
    return not _COUNTED.search(value) and (seen.count("number") >= 2 or (seen[0] == "number" and len(seen) >= 3))


_BLOCK_WORD = re.compile(r",?[\w.'’/#-]*,?")
_POSTAL_END = re.compile(rf"(?:^|\s)(?:\d{{4,6}}(?:-\d{{4}})?|{_UK_POSTCODE}|{_CA_POSTCODE})$", re.IGNORECASE)
_HOUSE_LINE = re.compile(rf"^{_NUMBER}\s{{1,3}}\S*[^\W\d_]{{2}}.*|.*[^\W\d_]{{2}}\S*\s{{1,3}}{_NUMBER}$")


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of short lines that start with a house number line and end with a postal code or a unit."""
    if text.count("\n") < 1:
        return
    lines: list[tuple[int, int]] = []
    position = 0
    for line in text.split("\n"):
        body = line.rstrip(" \t\\,\r")
        begin = len(body) - len(body.lstrip(" \t>"))
        lines.append((position + begin, position + len(body)))
        position += len(line) + 1
    index = 0
    while index < len(lines):
        first = text[slice(*lines[index])]
        if len(first) > 60 or not _HOUSE_LINE.match(first) or not _is_block_line(first):
            index += 1
            continue
        stop, last, blank = index, -1, 0
        while stop + 1 < len(lines) and stop - index < 6:
            body = text[slice(*lines[stop + 1])]
            if not body:
                blank += 1
                if blank > 1:
                    break
                stop += 1
                continue
            if len(body) > 50 or not _is_block_line(body):
                break
            stop += 1
            if _POSTAL_END.search(body) or re.fullmatch(_UNIT, body, re.IGNORECASE):
                last = stop
        if last > index:
            yield lines[index][0], lines[last][1]
            index = last
        index += 1


def _is_block_line(body: str) -> bool:
    pieces = body.split()
    if not 1 <= len(pieces) <= 9 or body[0] in "-*•[" or not all(map(_BLOCK_WORD.fullmatch, pieces)):
        return False
    words = [word.strip(".,'’").lower() for word in pieces]
    return sum(word in STOP_WORDS for word in words) <= len(words) / 3
