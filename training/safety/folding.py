"""A text as a reader would take it, undisguised, each character tied to where it stands in the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from training.text import strip_invisible


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a text. `starts[i]` is the original offset of its i-th character, `ends[i]` where that ends.

    Both are None where the reading has the length of the original.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of this reading in the original, `end` exclusive."""
        if self.starts is None or self.ends is None:
            return start, end
        first, last = self.starts[start], self.starts[end - 1]
        if first > last:  # a reversed reading
            return last, self.ends[start]
        return first, self.ends[end - 1]


_LATIN = {
    "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "’": "'", "‘": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-", "…": ".", "。": ".", "｡": ".", "․": ".",
    "∙": ".", "·": ".", "⁄": "/", "∕": "/", "꞉": ":", "∶": ":", "：": ":", "！": "!",
}  # fmt: skip
_ONE_FOR_ONE = str.maketrans({mark: plain for mark, plain in _LATIN.items() if len(plain) == 1 and not mark.isascii()})
# Letters that look like a Latin one: Cyrillic, Greek, Armenian, small capitals, turned letters.
_LOOKALIKES = {
    **dict(zip("абвгдезикмнорстухіјѕһԁԛԝѵꙇґ", "a6brдe3ukmhopctyxijshdqwvir", strict=True)),
    **dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **dict(zip("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "acefghijkmrtvwy", strict=True)),
    **dict(zip("օսցհոյ", "ougonj", strict=True)),
    "д": "d", "б": "b", "з": "z", "и": "u", "в": "b", "н": "h", "р": "p", "с": "c", "у": "y", "х": "x", "ѡ": "w",
    "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ⅼ": "l", "ǃ": "!", "ⲟ": "o",
}  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
                       "|": "l", "8": "b", "9": "g", "+": "t", "€": "e", "6": "g", "2": "z"})  # fmt: skip
_LEET_WORD = re.compile(r"(?<![^\s\"'(\[,.;:-])(?=\S{0,30}[a-z])(?=\S{0,30}[0134578@$!|+€])[a-z0-9@$!|+€]{3,30}")
_LEET_SIGN = re.compile(r"[0134578@$!|+€]")
_ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ ._*~|/+=,:;-]{1,3}[^\W_](?![^\W_])){4,400}")
_NOT_ASCII_LETTER = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[a-z]{5,14}")
# The words orders are made of: what nearly is one of them is taken for it.
_KEYS = (
    "ignore", "disregard", "forget", "override", "bypass", "previous", "instruction", "instructions", "system", "prompt",
    "prompts", "assistant", "chatbot", "reveal", "password", "passwords", "customer", "customers", "answer", "answers",
    "respond", "response", "responses", "guidelines", "pretend", "knowledge", "always", "everyone", "recommend", "approve",
    "administrator", "developer", "database", "credentials", "confidential", "unrestricted", "jailbreak", "replies",
)  # fmt: skip
_NEAR_WORDS = frozenset(
    """
    ignored ignores forgets forgot overrides passwort system's prompted assistants custom customary answered answering
    customs costume costumes consumer consumers responds responded approved approves approval reply replied always developed develop developers recommended recommends
    ignorant pretends systems forgotten costumer's
    """.split()  # noqa: SIM905 - a list of words
)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """One character in lower case, without accents, in its plain form; empty where a reader sees nothing."""
    if character.isascii():
        return character.lower() if character.isprintable() or character == "\n" else " " if character in "\t\r" else ""
    if not strip_invisible(character):
        return " " if unicodedata.category(character) in {"Zl", "Zp"} else ""
    code = ord(character)
    if 0x1F150 <= code <= 0x1F169 or 0x1F170 <= code <= 0x1F189:  # letters in filled circles and squares
        return chr(ord("a") + (code - 0x1F150) % 32)
    if 0x1F1E6 <= code <= 0x1F1FF:  # regional indicators
        return chr(ord("a") + code - 0x1F1E6)
    out = []
    for one in unicodedata.normalize("NFKD", _LATIN.get(character, character)).casefold():
        plain = _LATIN.get(one, one)
        if plain.isspace():
            out.append(" ")
        elif unicodedata.category(plain[0]) not in {"Mn", "Me", "Cf", "Cc"}:
            out.append(plain)
    return "".join(out)


def views(text: str) -> list[View]:
    """The readings of a text: first the plain one, then what it may be under a disguise; each only where it differs."""
    plain = _closed(_plain(text))
    found = [plain]
    if "\n" in plain.text:
        found.append(View(plain.text.replace("\n", " "), plain.starts, plain.ends))
    if _NOT_ASCII_LETTER.search(plain.text):
        latin = plain.text.translate({ord(a): b for a, b in _LOOKALIKES.items()})
        found.append(View(latin.replace("\n", " "), plain.starts, plain.ends))
    last = found[-1]
    if (unleeted := _unleeted(last.text)) != last.text:
        found.append(View(unleeted, plain.starts, plain.ends))
        last = found[-1]
        if "1" in plain.text or "!" in plain.text:
            found.append(View(_unleeted(found[-2].text, "l"), plain.starts, plain.ends))
    if _SPACED.search(last.text):
        closed = _closed_up(_plain(text))
        found.append(View(_unleeted(closed.text), closed.starts, closed.ends))
    if _STRETCHED.search(last.text):
        last = _picked(last, _unstretched(last.text))
        found.append(last)
    mended = _mended(last)
    if mended is not None:
        found.append(mended)
    return found


def spaced_views(view: View) -> list[View]:
    """A text whose letters stand apart, with all of them brought together: "w w w . e v i l . c o m"."""
    if not _SPACED.search(view.text):
        return []
    drop = {
        index for match in _SPACED.finditer(view.text) for index in range(*match.span()) if view.text[index] in " \n"
    }
    return [_picked(view, [index for index in range(len(view.text)) if index not in drop])]


def reversed_view(view: View) -> View:
    """The text read from its end."""
    size = len(view.text)
    starts = view.starts if view.starts is not None else tuple(range(size))
    ends = view.ends if view.ends is not None else tuple(range(1, size + 1))
    return View(view.text[::-1], starts[::-1], ends[::-1])


def rotated_view(view: View) -> View:
    """The text with each letter moved by thirteen places."""
    return View(view.text.translate(_ROT13), view.starts, view.ends)


def compact_view(view: View) -> View:
    """The letters alone."""
    kept = [index for index, character in enumerate(view.text) if character.isalpha()]
    return _picked(view, kept)


def _plain(text: str) -> View:
    simple = text if text.isascii() else text.translate(_ONE_FOR_ONE)
    if simple.isascii() and simple.replace("\n", "").isprintable():
        return View(simple.lower())
    folded = [_folded(character) for character in text]
    if max(map(len, folded)) == 1 == min(map(len, folded)):
        return View("".join(folded))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, letters in enumerate(folded):
        for one in letters:
            pieces.append(one)
            starts.append(index)
            ends.append(index + 1)
    return View("".join(pieces), tuple(starts), tuple(ends))


_STRETCHED = re.compile(r"([a-z])\1{2}")


def _unstretched(text: str) -> list[int]:
    """The places of a text that stay when a letter said three times and more is said once."""
    kept: list[int] = []
    index = 0
    while index < len(text):
        end = index
        while end < len(text) and text[end] == text[index]:
            end += 1
        kept += range(index, end) if end - index < 3 or not text[index].isalpha() else (index,)
        index = end
    return kept


_GAP = re.compile(r"[ \n]{2,}")


def _closed(view: View) -> View:
    """Runs of blanks made one blank, and runs with line breaks one line break."""
    if not _GAP.search(view.text):
        return view
    kept: list[int] = []
    position = 0
    for match in _GAP.finditer(view.text):
        kept += range(position, match.start())
        line_break = view.text.find("\n", match.start(), match.end())
        kept.append(line_break if line_break >= 0 else match.start())
        position = match.end()
    kept += range(position, len(view.text))
    return _picked(view, kept)


def _unleeted(text: str, one: str = "i") -> str:
    """Figures and signs inside words as the letters they stand for; the length stays."""
    if _LEET_SIGN.search(text) is None:
        return text

    def letters(match: re.Match[str]) -> str:
        word = match.group()
        body = word.rstrip("!")  # "help!" only ends
        if sum(map(str.isalpha, body)) * 2 < len(body) or body.isalpha():
            return word
        return body.replace("1", one).replace("!", one).translate(_LEET) + word[len(body) :]

    return _LEET_WORD.sub(letters, text)


def _picked(view: View, kept: list[int]) -> View:
    starts = view.starts
    ends = view.ends
    return View(
        "".join(view.text[index] for index in kept),
        tuple(kept) if starts is None else tuple(starts[index] for index in kept),
        tuple(index + 1 for index in kept) if ends is None else tuple(ends[index] for index in kept),
    )


def _closed_up(view: View) -> View:
    """Letters that stand alone ("i g n o r e") brought together; a wider gap parts words."""
    drop: set[int] = set()
    for match in _SPACED.finditer(view.text):
        position = match.start() + 1
        while position < match.end():
            gap_end = position
            while gap_end < match.end() and not view.text[gap_end].isalnum():
                gap_end += 1
            gap = view.text[position:gap_end]
            # In "i g n o r e   a l l" the wide gap parts words, in "i-g-n-o-r-e a-l-l" the space does.
            is_word_end = gap.isspace() and (len(gap) > 1 or not view.text[match.start() + 1].isspace())
            drop.update(range(position + 1 if is_word_end else position, gap_end))
            position = gap_end + 1
    return _picked(view, [index for index in range(len(view.text)) if index not in drop])


def _mended(view: View) -> View | None:
    """The text with typing errors in the words of orders put right; None where there are none."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0

    def copy(upto: int) -> None:
        for index in range(position, upto):
            start, end = view.span(index, index + 1)
            pieces.append(view.text[index])
            starts.append(start)
            ends.append(end)

    if not any(map(_meant, _WORD.findall(view.text))):
        return None
    for match in _WORD.finditer(view.text):
        meant = _meant(match.group())
        if meant is None:
            continue
        copy(match.start())
        start, end = view.span(match.start(), match.end())
        pieces.append(meant)
        starts += [start] * len(meant)
        ends += [end] * len(meant)
        position = match.end()
    copy(len(view.text))
    return View("".join(pieces), tuple(starts), tuple(ends))


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str | None:
    """The key word that this word is one slip away from (two in a long one); None where it is a word of its own."""
    if word in _KEYS or word in _NEAR_WORDS:
        return None
    for key in _KEYS:
        slips = 2 if len(key) >= 10 else 1
        if abs(len(key) - len(word)) <= slips and key[0] == word[0] and _distance(word, key, slips) <= slips:
            return key
    return None


def _distance(one: str, other: str, most: int) -> int:
    """Slips between two words: letters wrong, missing, too many, or swapped with their neighbour; `most` + 1 if more."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                value = min(value, before_last[j - 2] + 1)
            row.append(value)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]
