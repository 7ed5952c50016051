"""Which sentences may be quoted: what holds for every customer, and nothing that must not be shown."""

from __future__ import annotations

import re

from training.ai import lexicons
from training.profanity import has_profanity

_MIN_WORDS, _MAX_CHARACTERS = 4, 420

_PLACEHOLDER = re.compile(r"\[[^\]\n]{1,40}\]|<[a-z_ ]{2,30}>|\{\{?[^}\n]{1,40}\}?\}|\bxxx+\b", re.IGNORECASE)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|"
    r"jun|jul|aug|sept?|oct|nov|dec)"
)
_ONE_CASE = re.compile(
    # A reference, a long number, a date, a day that was near only when it was said.
    rf"#\s?\w*\d|\b(?=\w*\d)(?=\w*[a-z])\w{{6,}}\b|\b\d{{6,}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|"
    rf"\b\d{{4}}-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b(?:today|tomorrow|yesterday|tonight|this morning|this afternoon|this evening|last week|next week|"
    r"(?:last|next|this) "
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
    # What was done, seen or promised in this case.
    r"|\b(?:i|we)(?:['’]ve|['’]m|['’]ll|['’]d| have| had| am| are| was| were| will| just| also| already| can|"
    r" see| saw| found| checked|"
    r" looked| notice| noticed| understand| did| do| could| would| want| need| hope| think| believe| refunded|"
    r" cancelled| canceled|"
    r" sent| updated| changed| added| booked| reset| issued| processed| placed| opened| closed| asked| tried|"
    r" got| took| made| put|"
    r" raised| escalated| passed| forwarded| credited| removed| unlocked| arranged| applied| fixed| corrected|"
    r" confirm| confirmed)\b"
    r"|\bon (?:your|my|our) end\b|\blooks like (?:you|your|the)\b|\bin your case\b",
    re.IGNORECASE,
)
# The state of this customer's things; the same words after "if" or "once" are a rule.
_ABOUT_YOU = re.compile(
    r"\byour (?:[\w-]+ ){1,4}(?:has|have|was|were|had|is now|are now|is being|are being|is on its|shows?|did|"
    r"should now|will now)\b"
    r"|\b(?:as you|you (?:said|mentioned|told|wrote|asked|ordered|paid|received|sent|were|had|have (?:been|"
    r"ordered|paid|received)))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|whenever|once|after|until|unless|where|before|while)\b", re.IGNORECASE)
_GENERAL_WE = re.compile(
    # "we will refund within 5 days", "we do not ship to": a rule, not a report.
    r"^(?:yes,? |no,? |unfortunately,? |currently,? |at the moment,? )?we (?:do|do not|don['’]t|are|are not|"
    r"aren['’]t|will|cannot|can|need|"
    r"would)\b(?! (?:be |get |check|look|let you|contact|call|send you|now|able|sorry|happy|glad|working|"
    r"looking|checking|sending))",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|welcome|thanks?|thank you|"
    r"many thanks|you['’]?re welcome|"
    r"no problem|my pleasure|sorry|i['’]?m sorry|so sorry|apologies|my apologies|i apologi[sz]e|"
    r"we apologi[sz]e|sure|of course|certainly|"
    r"absolutely|great|perfect|awesome|got it|understood|all set|one moment|just a moment|a moment|please hold|"
    r"please wait|bear with|hold on|"
    r"let me|let us|happy to|glad to|good news|great news|have a|enjoy|best|best regards|kind regards|regards|"
    r"sincerely|cheers|bye|goodbye|"
    r"take care|see you|good question|great question|no worries|don['’]?t worry|i understand|i see|i hope|"
    r"hope (?:this|that)|feel free|"
    r"if you (?:have|need) (?:any|anything|more|further)|anything else|is there anything|please let (?:me|"
    r"us) know|let (?:me|us) know|"
    r"just let (?:me|us)|please (?:confirm|provide|share|tell|send me|give me)|could you|can you|would you|"
    r"may i|can i|do you|did you|"
    r"talk soon|looking forward|we appreciate|i appreciate|it was a pleasure|glad i could)\b",
    re.IGNORECASE,
)
_TO_THE_SYSTEM = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|instructions|prompt|rules?|guidelines|"
    r"above|previous)\b"
    r"|\bsystem prompt\b|\byou are (?:an? )?(?:ai|assistant|chatbot|language model)\b|\bas an ai\b|\bact as\b|"
    r"\bpretend (?:to be|you)\b"
    r"|^\s*(?:system|assistant|user|developer)\s*:|<\s*/?\s*(?:script|system|iframe)\b|\bjailbreak\b|"
    r"\bdeveloper mode\b",
    re.IGNORECASE,
)


def is_safe(text: str) -> bool:
    """Whether a text may be shown at all: no placeholder of a person, no order to the system, no profanity."""
    return not (_PLACEHOLDER.search(text) or _TO_THE_SYSTEM.search(text) or has_profanity(text))


def is_quotable(text: str) -> bool:
    """Whether a sentence can stand in an article: it states something that holds for more than the one customer."""
    tokens = lexicons.words(text)
    if len(tokens) < _MIN_WORDS or len(text) > _MAX_CHARACTERS or text.rstrip(" \"'”)").endswith("?"):
        return False
    if _SMALL_TALK.match(text):
        return False
    heard = {category for category, _ in lexicons.ai_phrases().find(tokens)}
    if heard & {"ai_does_not_know", "ai_apologises", "handoff"}:
        return False
    if _ONE_CASE.search(_GENERAL_WE.sub("", text)) or (_ABOUT_YOU.search(text) and not _CONDITION.search(text)):
        return False
    return is_safe(text)
