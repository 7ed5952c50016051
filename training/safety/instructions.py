"""Where a text gives orders to the assistant, to the system or to the knowledge base, in whatever disguise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from training.safety.folding import View, compact_view, reversed_view, rotated_view
from training.safety.languages import OTHER_LANGUAGES
from training.safety.orders import ENGLISH
from training.safety.wording import Order, matches

# A role written at the start of a line, or a control token of a model: looked for in the plain reading alone.
ROLES: Sequence[re.Pattern[str]] = [
    re.compile(
        r"(?:^|\n|[.!?\]>}] )[ \t>*#=\[(<{_/|-]{0,12}(?:system|assistant|developer|human|ai|gpt|chatgpt|admin|administrator|root|instructions?|tool|function|superuser|"
        r"system (?:message|prompt|note|override|notice|alert|update|instruction|command)|ai (?:agent|assistant|system|instruction)s?|knowledge ?base|new instructions?|override|prompt)"
        r"[ \t]{0,2}[*\])>}_/|]{0,4}[ \t]{0,2}(?::|>|=>|->|\]|\||=)"
    ),
    re.compile(
        r"<\|[^|\n]{1,40}\|>|\[/?inst\]|<</?sys>>|</?(?:s|sys|system|user|assistant|human|inst|instructions?|prompt|context|data|admin|tool_?\w*|function_?\w*|im_\w+|message|override|document|thinking)>|#{2,} ?(?:system|instructions?|response|assistant|user|human|input|prompt|new|override)\b"
        r"|[\"']?role[\"']? ?: ?[\"'](?:system|assistant|developer|user|tool)|\[(?:system|admin|assistant|developer|override|instructions?|hidden|ai|prompt|bot|internal)[^\]\n]{0,30}\]|\b(?:begin|end) ?(?:system|instructions?|prompt|override|admin)\b|\bim_(?:start|end)\b|<end_?of_?\w+>|endoftext"
    ),
]

_ALL = r"(?:all|any|every|the|your|my|these|those|of|other|its|this|that){0,4}"
# The same orders without any blank between the words.
_COMPACT = re.compile(
    rf"(?:ignore|disregard|forget|override|bypass|overrule|donotfollow|dontfollow|stopfollowing){_ALL}(?:previous|prior|above|earlier|preceding|foregoing|existing|"
    r"system|original|initial|safety|old|current|former){0,3}(?:instructions?|prompts?|rules|guidelines|directives?|commands|orders|guardrails|restrictions|programming|training|messages|context)"
    rf"|(?:reveal|show|print|output|leak|repeat|display|tellme|giveme|sendme){_ALL}(?:system|secret|hidden|admin|initial|customer)(?:prompt|instructions?|passwords?|data|keys?|message)"
    rf"|(?:tell|inform|give|send|refund|offer|promise|convince)(?:all|every|each|other){_ALL}(?:customers?|users?|everyone)|fromnowon(?:you|answer|reply|respond|always|say|act)|youarenow(?:an?|the|in|dan|my|free)|systemprompt|developermode|(?:can|you|will)doanythingnow"
    r"|addthisto(?:your|the|all|every)(?:answers?|knowledge|repl|responses?)|markthisas(?:resolved|solved)|approvethis(?:update|entry|now|immediately|gap|auto)"
)
_HARD = re.compile(
    r"\b(?:ignore|disregard|override|reveal|pretend|instructions?|system prompt|password|everyone|customers?|answer|approve|always)\b"
)


def find(readings: Sequence[View]) -> list[tuple[int, int]]:
    """Where a text gives orders: spans in the original, in no order. `readings` come from `folding.views`."""
    plain = readings[0]
    found = [_span(plain, match) for one in ROLES for match in one.finditer(plain.text)]
    for view in readings:
        found += _spans(view, ENGLISH)
        found += _spans(view, OTHER_LANGUAGES)
        if _COMPACT.search("".join(filter(str.isalpha, view.text))):
            compact = compact_view(view)
            found += (_span(compact, match) for match in _COMPACT.finditer(compact.text))
    for view in (reversed_view(plain), rotated_view(plain)):
        if len(_HARD.findall(view.text)) >= 2:
            found += _spans(view, ENGLISH)
    return found


def _spans(view: View, orders: Sequence[Order]) -> list[tuple[int, int]]:
    return [_span(view, match) for match in matches(view.text, orders)]


def _span(view: View, match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands in the original, without blanks and marks around it."""
    start, end = match.span()
    piece = match.group()
    start += len(piece) - len(piece.lstrip(" \n\t.,:;!?-"))
    end -= len(piece) - len(piece.rstrip(" \n\t,;"))
    return view.span(start, max(start + 1, end))
