"""Profanity in English text: found with its offsets, told, masked. Whole words only, so Scunthorpe stays Scunthorpe.

Disguises are read: repeated letters ("fuuuck"), look-alikes ("sh1t", "@ss"), masked vowels ("f*ck", "sh!t") and letters
spelled out ("f u c k", "s.h.i.t"). Not promised: other languages, new coinages, insults made of harmless words.
"""

# ruff: noqa: E501 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re

# Stem, then the endings it may take. "=" forbids look-alikes and repeats: too near to harmless words otherwise.
_STEMS = {
    "fuck": r"(?:s|ed|er|ers|ing|in|in'|wit|wits|face|head|up|off|ery)?",
    "motherfuck": r"(?:er|ers|ing|in)",
    "clusterfuck": r"s?",
    "shit": r"(?:s|ty|tier|tiest|ted|ting|head|heads|hole|holes|show|load|storm|bag|face)?",
    "bullshit": r"(?:ting|ter|ted)?",
    "horseshit": "",
    "dipshit": "s?",
    "bitch": r"(?:es|y|ing|ed|in)?",
    "asshole": "s?",
    "arsehole": "s?",
    "dumbass": r"(?:es)?",
    "jackass": r"(?:es)?",
    "smartass": r"(?:es)?",
    "asshat": "s?",
    "bastard": "s?",
    "cunt": r"(?:s|y|ish)?",
    "dickhead": "s?",
    "cocksuck": r"(?:er|ers|ing)",
    "prick": "s?",
    "wank": r"(?:er|ers|ing|y)?",
    "twat": "s?",
    "bollock": r"(?:s|ed)",
    "bugger": r"(?:s|ed|ing)?",
    "douchebag": "s?",
    "douche": "s?",
    "piss": r"(?:ed|ing|er|off)?",
    "slut": r"(?:s|ty)?",
    "whore": "s?",
    "pussy": "",
    "tosser": "s?",
    "goddamn": r"(?:ed|it)?",
    "dammit": "",
    "damnit": "",
    "nigger": "s?",
    "nigga": "s?",
    "faggot": "s?",
    "retard": r"(?:s|ed)",
    "tranny": "",
}
_WORDS_AS_WRITTEN = ("ass", "arse", "crap", "crappy", "damn", "damned", "wtf", "stfu", "gtfo", "fu", "pos", "milf", "kike", "spic",
                     "chink", "dick", "dicks", "cock", "cocks", "tits", "fag", "fags", "omfg", "lmfao", "effing")  # fmt: skip
# "fu" and "pos" are also names and "point of sale"; "dick" and "cock" a name and a bird: only in these sentences.
_ONLY_AFTER = {
    "fu": r"(?:^|[.!?]\s*)(?=\bfu\b[\s!.]*$)",
    "pos": r"\b(?:this|a|such a|your|stupid|total|absolute|worthless)\s+(?=pos\b(?!\s+(?:system|terminal|machine|device|integration)))",
    "dick": r"\b(?:a|such a|being a|total|absolute|complete|huge|my|your|suck(?:ing)?(?: my)?)\s+(?=dick\b)",
    "dicks": r"\b(?:you|of|bunch of|are|total)\s+(?=dicks\b)",
    "cock": r"\b(?:my|your|suck(?:ing)?(?: my)?|a total)\s+(?=cock\b)",
    "cocks": r"\b(?:you|bunch of)\s+(?=cocks\b)",
}
_LOOKALIKE = {
    "a": "a@4",
    "b": "b8",
    "e": "e3",
    "g": "g9",
    "i": "i1!|",
    "o": "o0",
    "s": "s$5",
    "t": "t7+",
    "u": "uv",
    "l": "l1|",
}
_VOWELS = frozenset("aeiou")
_GAP = r"[\s._\-*]"


def _letter(char: str, *, masked: bool) -> str:
    options = _LOOKALIKE.get(char, char) + ("*#%" if masked else "")
    return f"[{re.escape(options)}]+" if char != "'" else "'"


def _stem_pattern(stem: str) -> str:
    # A masked letter ("f*ck") counts for vowels only, and not for the first letter.
    return "".join(_letter(char, masked=index > 0 and char in _VOWELS) for index, char in enumerate(stem))


def _spaced_pattern(stem: str) -> str:
    # Every letter apart, by the same kind of gap: "f u c k", "s.h.i.t". One gap missing and it is two words.
    first, *rest = (f"[{re.escape(_LOOKALIKE.get(char, char))}]" for char in stem)
    return rf"{first}(?P<gap_{stem}>{_GAP}){rest[0]}" + "".join(rf"(?P=gap_{stem}){letter}" for letter in rest[1:])


def _compile() -> re.Pattern[str]:
    free = [_stem_pattern(stem) + ending for stem, ending in _STEMS.items()]
    plain = [re.escape(word) for word in _WORDS_AS_WRITTEN if word not in _ONLY_AFTER]
    spaced = [_spaced_pattern(stem) for stem in ("fuck", "shit", "cunt", "bitch")]
    disguised_ass = r"(?:@|4)(?:ss|\$\$)(?:holes?)?|a\$\$(?:holes?)?"
    masked_whole = r"f[*#%@&]{2,3}(?:k|ing|ed)?(?![\w*#%@])|s[*#%]{2,3}t|b[*#%]{3,4}h(?:es)?|a[*#%]{2,5}hole"
    alternatives = "|".join([*spaced, *free, *plain, disguised_ass, masked_whole])
    return re.compile(rf"(?<![\w@$/.#-])(?:{alternatives})(?![\w$@])(?!\.\w)", re.IGNORECASE)


_PROFANE = _compile()
_CONTEXTUAL = re.compile(
    "|".join(rf"{before}(?P<{word}>{word})(?!\w)" for word, before in _ONLY_AFTER.items()), re.IGNORECASE | re.MULTILINE
)
_CACHE_SIZE = 50_000


class _MayBeProfane(dict[str, bool]):
    """Verdict per white-space token, worked out once per different token: nearly every message is told by look-ups alone."""

    def __missing__(self, token: str) -> bool:
        lower = token.lower()
        verdict = (
            len(token) <= 2  # a letter of a spelled-out word ("f u c k"), or part of one ("f. u. c. k.")
            and token[0].isalpha()
            and lower
            not in {"a", "i", "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my"}
            and lower not in {"no", "of", "ok", "on", "or", "so", "to", "up", "us", "we", "i,", "pm", "id", "a."}
        ) or any(part in _ONLY_AFTER for part in _LETTERS.findall(lower))
        verdict = verdict or _PROFANE.search(token) is not None
        if len(self) >= _CACHE_SIZE:
            self.clear()
        if len(token) <= 20:
            self[token] = verdict
        return verdict


_LETTERS = re.compile(r"[a-z]+")
_MAY_BE_PROFANE = _MayBeProfane()


def find(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of every profane word, in order, not overlapping.

    >>> find("this shit app")
    [(5, 9)]
    """
    if not any(map(_MAY_BE_PROFANE.__getitem__, text.split())):
        return []
    spans = [match.span() for match in _PROFANE.finditer(text)]
    for match in _CONTEXTUAL.finditer(text):
        word = match.lastgroup
        if word is not None:
            spans.append(match.span(word))
    spans.sort()
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def has_profanity(text: str) -> bool:
    """Whether `find` would find anything."""
    return bool(find(text))


def clean(text: str) -> str:
    """The text with every profane word masked by as many asterisks, so that offsets of the rest stay true.

    >>> clean("this shit app")
    'this **** app'
    """
    out = text
    for start, end in find(text):
        out = out[:start] + "*" * (end - start) + out[end:]
    return out
