"""Markup, scripts, queries, templates, formulas and encoded blobs: what a machine would act on."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from training.safety.folding import View, rotated_view
from training.safety.wording import Book, Sign, Signs, lead, one_of, sign

_I = re.IGNORECASE
_TAGS = one_of(
    """a|abbr|article|audio|b|base|body|br|button|canvas|center|code|details|dialog|div|embed|em|font|footer|form|frame|frameset
    |h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|marquee|meta|nav|noscript|object|ol|option|p|param|picture|pre
    |script|section|select|source|span|strong|style|sub|sup|svg|table|tbody|td|template|textarea|th|title|tr|u|ul|video|xml|x|math
    |bgsound|applet|isindex|plaintext|xmp|slot|portal"""
)
_CALLS = one_of(
    """eval|exec|system|popen|passthru|shell_exec|settimeout|fetch|require|alert|prompt|unescape|fromcharcode|atob|btoa|print|printf
    |echo|console\\.log"""
)
_MODULES = "os|sys|subprocess|socket|requests|shutil|pickle|ctypes|builtins"
_SHEET_CALLS = "HYPERLINK|IMPORTXML|IMPORTDATA|IMPORTHTML|IMPORTFEED|IMPORTRANGE|WEBSERVICE|DDE"
_CELL = r"(?:^|[\n,;\t])[ \"']{0,3}"

_MARKUP: Sequence[Sign] = [
    sign(rf"</?{_TAGS}\b[^<>]{{0,400}}/?>?", "<", flags=_I),
    sign(r"<!--.{0,400}?(?:-->|$)|<!(?:doctype|entity|\[cdata\[)[^>]{0,200}>?", "<!", flags=_I | re.DOTALL),
    sign(r"<\?(?:php|xml|=)?[^?]{0,200}\??>?|<%.{0,200}?(?:%>|$)", "<?", "<%", flags=_I | re.DOTALL),
    sign(
        r"\bon(?:error|load|click|mouseover|focus|blur|input|change|submit|toggle|pointer\w{1,20}|animation\w{1,20}|key\w{1,20})"
        r"\s{0,3}=\s{0,3}\S{1,200}",
        "=",
        flags=_I,
    ),
    sign(r"!\[[^\]\n]{0,200}\]\s?\([^)\n]{1,400}\)", "!["),
    sign(r"&#x?[0-9a-f]{2,6};?(?:&#x?[0-9a-f]{2,6};?){2,100}|(?:%[0-9a-f]{2}){3,200}", "&#", "%", flags=_I),
    sign(r"&(?:lt|gt);\s?/?(?:script|img|iframe|svg|a)\b", "&lt;", "&gt;", flags=_I),
]
_TEMPLATES: Sequence[Sign] = [
    sign(r"\{\{[^{}\n]{0,200}\}\}|\{%[^%\n]{0,200}%\}|\$\{[^}\n]{1,200}\}|#\{[^}\n]{1,200}\}|\{#[^#\n]{1,200}#\}", "{"),
    sign(r"\{[a-z_][\w.]{0,60}\[[^\]\n]{0,60}\]\}", "{", flags=_I),
    sign(
        r"\[\[[^\]\n]{1,200}\]\]|<#[^>\n]{1,100}>|%\([a-z_]\w{0,40}\)s|__\w{3,30}__", "[[", "<#", "%(", "__", flags=_I
    ),
]
_QUERIES: Sequence[Sign] = [
    sign(
        r"\bselect\b[^.!?;]{1,120}?\bfrom\s{1,3}[\w.\"`*]{2,60}\s{0,3}(?:;|where\b|limit\b|order by\b|union\b|--|$)"
        r"|\bselect\s{1,3}(?:\*|count\s?\()|\bunion\s{1,3}(?:all\s{1,3})?select\b",
        "select",
        flags=_I,
    ),
    sign(r"\bdrop\s{1,3}(?:table|database|schema|index|user|view|role)\b\s{1,3}\w{1,60}", "drop", flags=_I),
    sign(r"\binsert\s{1,3}into\s{1,3}[\w.\"`]{2,60}\s{0,3}(?:\(|values|select)", "insert", flags=_I),
    sign(r"\bdelete\s{1,3}from\s{1,3}\w{1,60}\s{0,3}(?:;|where\b|--|$)", "delete", flags=_I),
    sign(r"\bupdate\s{1,3}\w{2,60}\s{1,3}set\s{1,3}\w{1,60}\s{0,3}=", "update", flags=_I),
    sign(r"\b(?:truncate|alter)\s{1,3}table\s{1,3}\w{1,60}", "table", flags=_I),
    sign(
        r"['\"]\s{0,3}(?:or|and)\s{1,3}['\"]?\w{1,20}['\"]?\s{0,3}(?:=|like)\s{0,3}['\"]?\w{0,20}|\b(?:or|and)\s{1,3}1\s{0,2}=\s{0,2}1\b"
        r"|['\");]\s{0,3}--(?:\s|$)",
        "=", "like", "--",
        flags=_I,
    ),
    sign(
        r"\bxp_cmdshell\b|\bpg_sleep\s?\(|\bgrant\s{1,3}all\s{1,3}(?:privileges\s{1,3})?on\b|\bwaitfor\s{1,3}delay\b",
        "cmdshell", "pg_sleep", "grant", "waitfor",
        flags=_I,
    ),
]  # fmt: skip
_SHELL: Sequence[Sign] = [
    sign(
        r"\brm\s{1,3}-[a-z]{1,4}\b\s{0,3}\S{0,80}|\bsudo\s{1,3}\w{1,60}|\b(?:curl|wget)\s{1,3}(?:-\S{1,20}\s{1,3}){0,4}\S{4,200}"
        r"|\bchmod\s{1,3}[+\d]\S{0,20}|\bchown\s{1,3}\w{1,60}|\bnc\s{1,3}-[a-z]{1,6}\b|\bpowershell\b.{0,60}|\bkill\s{1,3}-9\b"
        r"|\bcmd(?:\.exe)?\s{1,3}/c\b.{0,80}|\b(?:ba|z|c|k)?sh\s{1,3}-c\b.{0,100}|\b(?:bash|python3?|perl|ruby|node)\s{1,3}-[ce]\b.{0,100}",
        "rm -", "sudo", "curl", "wget", "chmod", "chown", "nc -", "powershell", "cmd", "sh -c", "kill", " -e", " -c",
        flags=_I,
    ),
    sign(r"\|\s{0,3}(?:ba|z|k)?sh\b|&&\s{0,3}\w{1,40}\s|;\s{0,3}(?:cat|ls|id|whoami|ping|nslookup|wget|curl|rm|echo)\b\s?\S{0,60}",
         "|", "&&", ";", flags=_I),
    sign(r"\$\([^)\n]{1,120}\)|`[^`\n]{2,120}`|```[^`]{0,600}(?:```)?|~~~[^~]{0,400}(?:~~~)?", "$(", "`", "~~~"),
    sign(r"/etc/(?:passwd|shadow|hosts)|(?:\.\./){2,20}\S{0,100}|(?:\.\.\\){2,20}\S{0,100}|:\(\)\s{0,3}\{|>\s{0,2}/dev/\w{1,20}",
         "/etc/", "../", "..\\", ":()", "/dev/", flags=_I),
]  # fmt: skip
_KEYS: Sequence[Sign] = [  # what a reader is made to type: the Windows key and R, then a command
    sign(
        r"\b(?:win(?:dows)?(?:[ -](?:key|button|logo))?|cmd|command(?:[ -]key)?)\s?(?:\+|and|plus|-)\s?(?:the\s)?(?:letter\s|key\s)?[rx]\b[^\n]{0,120}?"
        r"\b(?:paste|type|enter|insert|run|ctrl|hit|write)\b",
        "win", "cmd", "command",
        flags=_I,
    ),
    sign(
        r"\b(?:paste|type|enter|run|copy|put|drop)\b[^.!?\n]{0,80}?\b(?:in|into|to|at|inside|from)\s(?:the\s|your\s|an?\s)?(?:\w+\s)?"
        r"(?:run\s(?:box|dialog|window|field)|terminal|command\s(?:prompt|line|window)|console|power\s?shell|developer\s(?:console|tools))\b",
        "run ", "terminal", "command", "console", "shell", "developer",
        flags=_I,
    ),
]  # fmt: skip
_PROGRAMS: Sequence[Sign] = [
    sign(
        rf"\bimport\s{{1,3}}(?:{_MODULES})\b|\bfrom\s{{1,3}}(?:{_MODULES})\s{{1,3}}import\s{{1,3}}\w{{1,40}}|@import\b",
        "import",
        flags=_I,
    ),
    sign(
        r"\b(?:os|sys|subprocess|shutil|socket|window|document|process|console|localstorage|navigator|runtime|java\.lang)\.\w{2,30}\s?[(.=\[]",
        ".",
        flags=_I,
    ),
    sign(rf"\b{_CALLS}\s?\((?=[^)\n]{{1,200}}\))[^)\n]{{1,200}}\)|\bexpression\s?\(|\burl\s?\(\s?['\"]?\w", "(", flags=_I),
    sign(
        r"\bfunction\s{0,3}\w{0,30}\s?\([^)\n]{0,80}\)\s{0,3}\{|=>\s{0,3}\{|\bdef\s{1,3}\w{1,40}\s?\([^)\n]{0,80}\)\s{0,3}:"
        r"|\bclass\s{1,3}\w{1,40}\s{0,3}[({:]\s|\b(?:var|let|const)\s{1,3}\w{1,40}\s{0,3}=[^=]"
        r"|\bnew\s{1,3}(?:Function|XMLHttpRequest|WebSocket|Image)\b\s?\(",
        "(", "{", "=", ":",
        flags=_I,
    ),
    sign(r"\bjndi\s?:|\bbehavior\s?:\s?url", "jndi", "behavior", flags=_I),
    sign(r"\{\s{0,5}[\"'][\w $-]{1,40}[\"']\s{0,3}:\s{0,3}[\"'\[{\dtfn][^{}]{0,400}\}?|\[\s?\{\s?[\"']", "{", flags=_I),
    sign(
        rf"{_CELL}(?:=[ ]?|[@+-])(?:[A-Z]{{2,20}}\([^\n]{{0,200}}|cmd\s?\|[^\n]{{0,100}}"
        r"|[A-Z]{1,3}\d{1,5}[-+*/&:][A-Z]{1,3}\d{1,5}[^\n]{0,60})",
        "=", "@", "+", "-",
        flags=_I,
    ),
    sign(r"\bcmd\s?\|\s?['\"/]", "cmd", flags=_I),
    sign(rf"{_CELL}=\s{{0,2}}(?:\d{{1,9}}\s?[-+*/]\s?\d|[\"'][^\"'\n]{{1,60}}[\"']\s?&)[^\n]{{0,80}}", "="),
    sign(rf"\b(?:{_SHEET_CALLS})\s?\([^\n]{{0,200}}", "(", flags=_I),
]  # fmt: skip
_DIGITS = tuple("0123456789")
_ENCODED: Sequence[Sign] = [
    sign(r"(?:\\x[0-9a-f]{2}){3,200}|(?:\\u\{?[0-9a-f]{4,6}\}?){2,200}", "\\", flags=_I),
    sign(r"(?:\b0x[0-9a-f]{2}\b[ ,]{0,3}){4,200}", "0x", flags=_I),
    sign(r"(?:(?<=\s)|^)(?:[.\-·–—]{1,6}[ /|]{1,3}){8,300}[.\-·–—]{1,6}", ". ", "- ", "· ", "– ", "— "),
]
_FIGURES = Signs(
    [
        sign(r"(?<![0-9a-f])(?:[0-9a-f]{2}[ :]){7,200}[0-9a-f]{2}(?![0-9a-f])", *_DIGITS, flags=_I),
        sign(r"(?<![01])(?:[01]{7,8}[ ,_-]{0,2}){3,200}(?![01])", "0"),
    ]
)
# Everyday words read backwards, and moved by thirteen letters; none of them is a word as it stands.
_EVERYDAY = """
    the and for that this with you your have from will they there which about them their then when what where who how all any can
    has our his she its out get order every customer customers refund please always answer tell say must should only after before
    previous instructions ignore rules pay send call link money more than been other some these those would could into first next
""".split()  # noqa: SIM905 - a list of words
_BACKWARDS = frozenset(word[::-1] for word in _EVERYDAY)
_ROTATED = frozenset(rotated_view(View(word)).text for word in _EVERYDAY)
_WORDS = re.compile(r"[^\W\d_]+")
_LEAST_UNREADABLE = 3  # different ones
_SIGNS = Signs(_MARKUP, _TEMPLATES, _QUERIES, _SHELL, _KEYS, _PROGRAMS, _ENCODED)
_DIGIT = re.compile(r"[0-9]")
_FIGURE = re.compile(r"[0-9a-f]{2}[ :][0-9a-f]{2}[ :][0-9a-f]{2}[ :]|[01]{7}", _I)
# Without one of these a text holds no other code.
_MARKED = re.compile(r"[<>{}$`|;\\=%&#\[(*@+~_\"/:]|(?<!\w)['-]|['-](?!\w)|[.·–—] ?[.·–—]|\.\w{2,30}\s?\.")
_LONG = re.compile(r"[A-Za-z0-9+/_-]{16}")
_WORDED = Book(
    [
        lead(
            """select|drop|union|sudo|rm|curl|import|insert|delete|update|chmod|chown|wget|truncate|alter|powershell|cmd|grant|waitfor|win
            |windows|command|terminal|console|shell|developer|run""",
            "",
        )
    ]
)
_BLOB = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,4000}={0,2}(?![A-Za-z0-9+/=])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){12,2000}(?![0-9A-Za-z])")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{24,2000}={0,6}(?![A-Za-z0-9=])")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where a text holds code: spans, in no order."""
    lowered = text.lower()
    yield from _unreadable(lowered)
    if _DIGIT.search(text) and _FIGURE.search(text):
        for match in _FIGURES.matches(text, lowered):
            yield _trimmed(text, *match.span())
    if _MARKED.search(text) is None and _LONG.search(text) is None and not _WORDED.has_any(lowered):
        return
    for match in _SIGNS.matches(text, lowered):
        yield _trimmed(text, *match.span())
    for match in _BLOB.finditer(text):
        if _is_base64(match.group()):
            yield match.span()
    for match in _HEX.finditer(text):
        piece = match.group()
        if not piece.isdigit() and (len(piece) >= 32 or _is_text(bytes.fromhex(piece))):
            yield match.span()
    for match in _BASE32.finditer(text):
        if _is_base32(match.group()):
            yield match.span()


def _unreadable(lowered: str) -> Iterator[tuple[int, int]]:
    """Where a text stands backwards or rotated: from the first to the last of the words that tell."""
    said = set(lowered.split())
    for words in (_BACKWARDS, _ROTATED):
        if not words.isdisjoint(said) and len(words & said) >= _LEAST_UNREADABLE:
            places = [match.span() for match in _WORDS.finditer(lowered) if match.group() in words]
            yield places[0][0], places[-1][1]


def _is_base32(piece: str) -> bool:
    body = piece.rstrip("=")
    try:
        return _is_text(base64.b32decode(body + "=" * (-len(body) % 8)))
    except (binascii.Error, ValueError):
        return False


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(" \t\n,;"))
    return start + left, max(start + left + 1, start + len(piece.rstrip()))


def _is_base64(piece: str) -> bool:
    """Whether a run of letters and figures is an encoded text, and no word, reference or path."""
    body = piece.rstrip("=")
    has_all = (
        any(map(str.islower, body)) and any(map(str.isupper, body)) and (any(map(str.isdigit, body)) or "=" in piece)
    )
    if not has_all:
        return False
    usual = body.replace("-", "+").replace("_", "/")
    usual = usual[: len(usual) - 1] if len(usual) % 4 == 1 else usual
    try:
        decoded = base64.b64decode(usual + "=" * (-len(usual) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    if _is_text(decoded):
        return True
    return len(body) >= 48 and body.count("/") <= len(body) // 16 and body.count("-") + body.count("_") <= 2


def _is_text(decoded: bytes) -> bool:
    try:
        text = decoded.decode()
    except UnicodeDecodeError:
        return False
    return len(text) >= 8 and sum(character.isprintable() or character in "\n\t" for character in text) >= 0.95 * len(
        text
    )
