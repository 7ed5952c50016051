"""Where a text gives orders to the assistant, to the system or to the knowledge base, in whatever disguise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from training.safety.english import ENGLISH
from training.safety.folding import View, compact_view, reversed_view, rotated_view
from training.safety.languages import OTHER_LANGUAGES, OTHER_SCRIPTS
from training.safety.wording import Book, Signs, one_of, sign

# A role written at the start of a line, or a control token of a model: looked for in the plain reading alone.
_SPEAKER = one_of(
    """system(?: (?:message|prompt|note|override|notice|alert|update|instruction|command))?|assistant|developer|human
    |ai(?: (?:agent|assistant|system|instruction)s?)?|gpt|chatgpt|admin|administrator|root|(?:new )?instructions?|tool|function
    |superuser|knowledge ?base|override|prompt|reviewers?|moderators?|approvers?"""
)
_TAG = one_of(
    """s|sys|system|user|assistant|human|inst|instructions?|prompt|context|data|admin|tool_?\\w{0,20}|function_?\\w{0,20}|im_\\w{1,20}
    |message|override|document|thinking|end_?of_?\\w{1,20}"""
)
_ROLES = Signs([
    sign(
        rf"(?:^|\n|[.!?\]>}}] )[ \t>*#=\[(<{{_/|-]{{0,12}}{_SPEAKER}[ \t]{{0,2}}[*\])>}}_/|]{{0,4}}[ \t]{{0,2}}(?::|>|=>|->|\]|\||=)",
        ":", ">", "]", "|", "=",
    ),
    sign(rf"<\|[^|\n]{{1,40}}\|>|<</?sys>>|</?{_TAG}>", "<"),
    sign(
        r"\[/?inst\]|\[(?:system|admin|assistant|developer|override|instructions?|hidden|ai|prompt|bot|internal)[^\]\n]{0,30}\]"
        r"|#{2,} ?(?:system|instructions?|response|assistant|user|human|input|prompt|new|override)\b",
        "[", "##",
    ),
    sign(r"(?:^|[\n.!?] ?)q ?\d{0,2}[:.)][^\n]{3,200}[\n .?!]a ?\d{0,2}[:)] ?\S", "q:", "q.", "q)", "q1", "q 1"),
    sign(
        r"[\"']?role[\"']? ?: ?[\"'](?:system|assistant|developer|user|tool)|\bim_(?:start|end)\b|endoftext"
        r"|\b(?:begin|end) ?(?:system|instructions?|prompt|override|admin)\b",
        "role", "im_", "endof", "begin", "end",
    ),
])  # fmt: skip

# Without one of these nobody plays a role.
_ROLE_MARKS = re.compile(r"[:>\]|=<\[)#]|im_|endof|begin ?|end ?[siopa]")
# A conversation within a message: who is said to speak, at the start of a line or a sentence, and what they say.
_DESK = (
    "agent|support|operator|representative|rep|advis[eo]r|assistant|ai|bot|chatbot|staff|team ?lead(?:er)?|supervisor|manager|help ?desk"
    "|consultant|specialist|seller|shop|store|employee|mitarbeiter(?:in)?|berater(?:in)?|agente|conseill(?:er|ere)|vendeur|operador|operatore"
    "|asesor|medewerker|konsultant|doradca|оператор|менеджер|поддержка|консультант"
)
_ASKER = "customer|client|user|visitor|buyer|guest|caller|kund(?:e|in)|cliente|clienta|acheteur|klant|klient|klientka|клиент|покупатель|пользователь"
_AT = r"[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?[\])]?[ ,-]{0,3}"  # when something was said
_TURN = re.compile(
    rf"(?:^|\n|[.!?\"'] )[ \t>*_#-]{{0,6}}(?:{_AT})?(?:(?:human|support|ai|live|chat|service|the) )?"
    rf"(?P<who>{_DESK}|{_ASKER})(?: agent| team| bot)?(?: (?:\[name\]|\(\w{{2,20}}\)))?"
    r"[*_ ]{0,3}:[*_ \t]{0,3}(?=(?P<said>\S[^\n]{0,200}))"
)
_OF_DESK = re.compile(_DESK)

# Letters of the scripts, without which no order in them can stand.
_OTHER_SCRIPT = re.compile("[\u01b0\u0590-\u0e7f\u1ea0-\u1eff\u3040-\ud7ff]")

# The same orders whatever stands between their letters.
_ANY = r"(?:all|any|every|the|your|my|these|those|of|other|its|this|that){0,4}"
_EARLIER = one_of(
    "previous|prior|above|earlier|preceding|foregoing|existing|system|original|initial|safety|old|current|former"
)
_ORDERS = one_of(
    """instructions?|prompts?|rules|guidelines|directives?|commands|orders|guardrails|restrictions|programming|training|messages
    |context"""
)
_COMPACT = re.compile(
    rf"(?:ignore|disregard|forget|override|bypass|overrule|donotfollow|dontfollow|stopfollowing){_ANY}{_EARLIER}{{0,3}}{_ORDERS}"
    rf"|(?:reveal|show|print|output|leak|repeat|display|tellme|giveme|sendme){_ANY}(?:system|secret|hidden|admin|initial|customer)"
    r"(?:prompt|instructions?|passwords?|data|keys?|message)"
    rf"|(?:tell|inform|give|send|refund|offer|promise|convince)(?:all|every|each|other){_ANY}(?:customers?|users?|everyone)"
    r"|fromnowon(?:you|answer|reply|respond|always|say|act)|youarenow(?:an?|the|in|dan|my|free)"
    r"|systemprompt|developermode|(?:can|you|will)doanythingnow"
    r"|addthisto(?:your|the|all|every)(?:answers?|knowledge|repl|responses?)"
    r"|markthisas(?:resolved|solved)|approvethis(?:update|entry|now|immediately|gap|auto)"
)
_SENTENCE = 4  # words of what the desk is made to say; fewer are a field of a form
# Every pattern above holds one of these.
_IN_COMPACT = (
    "instruc", "prompt", "rules", "guideline", "directive", "command", "orders", "guardrail", "restric", "programm", "training",
    "message", "context", "password", "data", "key", "customer", "user", "everyone", "fromnowon", "youarenow", "developermode",
    "anythingnow", "addthisto", "markthisas", "approvethis",
)  # fmt: skip
_BETWEEN = re.compile(r"[\W\d_]+")
_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).isalpha())
_TELLING = (
    "ignore", "disregard", "override", "reveal", "pretend", "instruction", "prompt", "password", "everyone", "customer",
    "answer", "approve", "always",
)  # fmt: skip
_BACKWARDS = tuple(word[::-1] for word in _TELLING)
_ROTATED = tuple(rotated_view(View(word)).text for word in _TELLING)
MASKED = "[order]"  # what the import leaves of an order that scrubbing made unreadable
_MASKED = re.compile(re.escape(MASKED))
_BOOK = Book(ENGLISH, OTHER_LANGUAGES)
_ENGLISH_BOOK = Book(ENGLISH)


def find(text: str, readings: Sequence[View]) -> list[tuple[int, int]]:
    """Where a text gives orders: spans in it, in no order. `readings` are its `folding.views`."""
    plain = readings[0]
    found: list[tuple[int, int]] = []
    if _ROLE_MARKS.search(plain.text):
        found += (_span(plain, match) for match in _ROLES.matches(plain.text))
    found += (match.span() for match in _MASKED.finditer(text))
    found += _transcripts(plain)
    if _OTHER_SCRIPT.search(text):
        found += (match.span() for one in OTHER_SCRIPTS for match in one.matches(text))
    for view in readings:
        found += (_span(view, match) for match in _BOOK.matches(view.text))
        if _is_compact(_letters(view.text)):
            compact = compact_view(view)
            found += (_span(compact, match) for match in _COMPACT.finditer(compact.text))
    for disguise, words in ((reversed_view, _BACKWARDS), (rotated_view, _ROTATED)):
        if sum(word in plain.text for word in words) >= 2:
            view = disguise(plain)
            found += (_span(view, match) for match in _ENGLISH_BOOK.matches(view.text))
    return found


def _is_compact(letters: str) -> bool:
    """Whether an order stands in the letters of a text."""
    return any(word in letters for word in _IN_COMPACT) and _COMPACT.search(letters) is not None


def _letters(text: str) -> str:
    """A text's letters alone."""
    return text.translate(_NO_LETTERS) if text.isascii() else _BETWEEN.sub("", text)


def _transcripts(view: View) -> list[tuple[int, int]]:
    """Where a message plays a conversation of its own, in which the desk says a sentence."""
    if view.text.count(":") < 2:
        return []
    turns = list(_TURN.finditer(view.text))
    is_played = len({turn["who"] for turn in turns}) > 1 and any(
        _OF_DESK.fullmatch(turn["who"]) and len(turn["said"].split()) >= _SENTENCE for turn in turns
    )
    return [view.span(turns[0].start("who"), turns[-1].end("said"))] if is_played else []


def _span(view: View, match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands in the original, without blanks and marks around it."""
    start, end = match.span()
    piece = match.group()
    start += len(piece) - len(piece.lstrip(" \n\t.,:;!?-"))
    end -= len(piece) - len(piece.rstrip(" \n\t,;"))
    return view.span(start, max(start + 1, end))
