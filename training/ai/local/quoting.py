"""Which sentences may be quoted: what holds for every customer, and nothing that must not be shown."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from training.ai import lexicons
from training.profanity import has_profanity
from training.safety import is_flagged

_MIN_WORDS, _MAX_CHARACTERS = 4, 420


def _any_of(table: str) -> str:
    """The alternatives of a table, parted by |, that may run over several lines; `'` also stands for the curly one."""
    return "(?:" + " ".join(table.split()).replace("| ", "|").replace(" |", "|").replace("'", "['\u2019]") + ")"


_PLACEHOLDER = re.compile(r"\[[^\]\n]{1,40}\]|<[a-z_ ]{2,30}>|\{\{?[^}\n]{1,40}\}?\}|\bxxx+\b", re.IGNORECASE)
_TO_THE_SYSTEM = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompt|rules?|guidelines|above|previous)\b"
    r"|\bsystem prompt\b|\byou are (?:an? )?(?:ai|assistant|chatbot|language model)\b|\bas an ai\b|\bact as\b"
    r"|\bpretend (?:to be|you)\b|^\s*(?:system|assistant|user|developer)\s*:|<\s*/?\s*(?:script|system|iframe)\b"
    r"|\bjailbreak\b|\bdeveloper mode\b",
    re.IGNORECASE,
)
_MONTH = _any_of(
    """january|february|march|april|may|june|july|august|september|october|november|december
    |jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"""
)
_NEAR_DAY = _any_of(
    """today|tomorrow|yesterday|tonight|this morning|this afternoon|this evening|last week|next week
    |(?:last|next|this) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"""
)
# An order number, any long number, a date, a day that was near only when it was said.
_REFERENCE = re.compile(
    r"#\s?\w*\d|\b(?=\w*\d)(?=\w*[a-z])\w{6,}\b|\b[a-z]{1,4}-\d{3,}\b|\b\d{6,}\b"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b{_NEAR_DAY}\b",
    re.IGNORECASE,
)
# What somebody of ours did, saw or promised in this case.
_DID = _any_of(
    """have|had|am|are|was|were|will|just|also|already|can|see|saw|found|checked|looked
    |notice|noticed|understand|did|do|could|would|want|need|hope|think|believe|refunded|cancelled
    |canceled|sent|updated|changed|added|booked|reset|issued|processed|placed|opened|closed|asked|tried
    |got|took|made|put|raised|escalated|passed|forwarded|credited|removed|unlocked|arranged|applied
    |fixed|corrected|confirm|confirmed"""
)
_REPORT = re.compile(
    rf"\b(?:i|we)(?:['\u2019](?:ve|m|ll|d)| {_DID})\b"
    r"|\bon (?:your|my|our) end\b|\blooks like (?:you|your|the)\b|\bin your case\b",
    re.IGNORECASE,
)
# "We will refund within 5 days", "we do not ship to": a rule, not a report.
_OUR_RULE = re.compile(
    r"^(?:(?:yes|no|unfortunately|currently|at the moment),? )?"
    r"we (?:do|do not|don['\u2019]t|are|are not|aren['\u2019]t|will|cannot|can|need|would)\b"
    r"(?! (?:be |get |check|look|let you|contact|call|send you|now|able|sorry|happy|glad|working|sending))",
    re.IGNORECASE,
)
# The state of this customer's things; the same words after "if" or "once" are a rule.
_ABOUT_YOU = re.compile(
    r"\byour (?:[\w-]+ ){1,4}(?:has|have|was|were|had|is now|are now|is being|are being|is on its|shows?|did)\b"
    r"|\bas you\b|\byou (?:said|mentioned|told|wrote|asked|ordered|paid|received|sent|were|had)\b"
    r"|\byou have (?:been|ordered|paid|received)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|whenever|once|after|until|unless|where|before|while)\b", re.IGNORECASE)
_SMALL_TALK = re.compile(
    "^"
    + _any_of(
        """hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|welcome|thanks?|thank you|many thanks
        |you'?re welcome|no problem|my pleasure|sorry|i'?m sorry|so sorry|apologies|my apologies|i apologi[sz]e
        |we apologi[sz]e|sure|of course|certainly|absolutely|great|perfect|awesome|got it|understood|all set|one moment
        |just a moment|a moment|please hold|please wait|bear with|hold on|let me|let us|happy to|glad to|good news
        |great news|have a|enjoy|(?:all the )?best|kind regards|regards|sincerely|cheers|bye|goodbye|take care|see you
        |good question|great question|no worries|don'?t worry|i understand|i see|i hope|hope (?:this|that)|feel free
        |if you (?:have|need) (?:any|anything|more|further)|anything else|is there anything
        |(?:please |just )?let (?:me|us)|please (?:confirm|provide|share|tell|send me|give me)|could you|can you
        |would you|may i|can i|do you|did you|just (?:write|reply|answer|get back|ask|come back|contact)|write back
        |talk soon|looking forward|we appreciate|i appreciate|it was a pleasure|glad i could"""
    )
    + r"\b",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"^[A-Z][\w'\u2019-]+, [A-Z]|\b(?:customer (?:care|service|support)|support team|team)\W*$")
_HESITATION = re.compile(r"\b(?:um+|uh+|er|hm+|you know)\b|@\w", re.IGNORECASE)


def is_safe(text: str, own: Collection[str] = ()) -> bool:
    """Whether a text may be shown at all: no placeholder of a person, no red flag, no profanity.

    `own` are the organization's domains and phone numbers.
    """
    return not (
        _PLACEHOLDER.search(text)
        or _TO_THE_SYSTEM.search(text)
        or has_profanity(text)
        or is_flagged(text, known_domains=own)
    )


def is_general(question: str) -> bool:
    """Whether a question could be anybody's: no reference, no date, nobody's handle, no hesitation of speech."""
    return not (_REFERENCE.search(question) or _HESITATION.search(question))


def is_quotable(text: str, own: Collection[str] = ()) -> bool:
    """Whether a sentence can stand in an article: it states something that holds for more than the one customer."""
    return len(text) <= _MAX_CHARACTERS and _is_short_quotable(text, frozenset(own))


@lru_cache(maxsize=8192)
def _is_short_quotable(text: str, own: frozenset[str]) -> bool:
    """The same; each step, gap and draft asks about the sentences that it reads."""
    tokens = lexicons.words(text)
    if len(tokens) < _MIN_WORDS or text.rstrip(" \"'”)").endswith("?"):
        return False
    if _SMALL_TALK.match(text) or (len(tokens) <= 6 and _SIGN_OFF.search(text)):
        return False
    heard = {category for category, _ in lexicons.ai_phrases().find(tokens)}
    if heard & {"ai_does_not_know", "ai_apologises", "handoff"}:
        return False
    if _REFERENCE.search(text) or _REPORT.search(_OUR_RULE.sub("", text)):
        return False
    if _ABOUT_YOU.search(text) and not _CONDITION.search(text):
        return False
    return is_safe(text, own)
