"""What a text wants a reader to hand over: codes, PINs, passwords, card numbers, or the control of a computer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.safety.folding import View
from training.safety.handing_languages import HANDING, SPARED
from training.safety.wording import AT_START, Book, lead, one_of, order

_SECRET = one_of(
    """(?:one[- ]?time|verification|confirmation|security|log-?in|sms|bank|access|authenti\\w{4,8}|authori[sz]ation|activation|transaction
    |two[- ]factor|2fa|recovery|back-?up|unlock|\\w{3,5}[- ]digit|\\d{1,2}[- ]?digit) (?:code|pin|password|passcode|number|key)s?
    |pin(?: ?code| number)?s?|tans?|otps?|cvv2?|cvc2?|passcodes?|passwords?|passphrase|seed (?:phrase|words)|private key
    |(?:online )?bank(?:ing)? (?:log-?in|details|credentials|data)|(?:credit |debit |bank )?card (?:number|details|data)
    |log-?in (?:details|data|credentials)|credentials"""
)
_PERSON = one_of(
    """agents?|technicians?|operators?|callers?|couriers?|drivers?|staff|team|desk|support|employees?|colleagues?|advis[oe]rs?
    |representatives?|reps?|clerks?|assistants?|persons?|people|man|woman|lady|partners?|helpers?|specialists?|officers?|department|hotline
    |experts?|engineers?|managers?|office|messenger|consultants?|inspectors?|mechanics?"""
)
_WHO = rf"(?:us|them|him|her|whoever|support|(?:the|our|this|that|an?|their|your|any|one of (?:the|our)) (?:\w+ ){{0,3}}?{_PERSON})"
_TELL = """tell|give|read|dictate|send|text|forward|share|say|spell|pass|hand|reveal|disclose|name|email|e-mail|message|show|provide|confirm
    |repeat|supply|submit|reply with|answer with|write"""
_TOOLS = """any desk|anydesk|team ?viewer|ultra ?viewer|rust ?desk|log ?me ?in|splash ?top|screen ?connect|connect ?wise|aero ?admin
    |ammyy(?: admin)?|goto ?assist|go to assist|goto ?my ?pc|go to my ?pc|zoho assist|dw ?service|quick ?(?:assist|support)
    |chrome remote desktop|any support|anysupport|alpemix|get screen|getscreen|supremo|tightvnc|realvnc|ultravnc"""
_TOOL = one_of(_TOOLS)
_MACHINE = r"(?:your|the customer's|their) (?:\w+ )?(?:computer|pc|laptop|notebook|tablet|phone|screen|device|desktop|machine|mac)"
# What a reader was sent, and is to pass on in the words that follow: "we text you six digits; read them back to us".
_SENT = (
    r"s?\b[^.!?;\n]{0,30}?\b(?:digits|figures|pins?|tans?|passwords?|passcodes?"
    r"|(?:an?|the|your|this|that|short|secret|one[- ]time|verification|security|log-?in|sms|\w{3,5}[- ]digit|\d{1,2}[- ]?digit) codes?)\b"
)
_DESK = (
    r"(?:us|support|whoever|(?:the|our|an?|your|this|that) (?:\w+ ){0,2}?(?:agents?|team|operators?|callers?|colleagues?|advis[oe]rs?|hotline"
    r"|representatives?|reps?|technicians?|assistants?|specialists?|officers?|consultants?|managers?|department))"
)
_PASS_ON = (
    rf"\b(?:{_TELL}|type)(?: out| on| over)? (?:it|them|those|that|these|all of (?:it|them)|the (?:digits|figures|codes?|numbers?))"
    r"(?: (?:straight|right|all|back|over|out|on|through|along)){0,2}"
    rf" (?:(?:to|with) {_DESK}|in(?:to)? (?:this|our|the) (?:chat|conversation|window)|to this (?:chat|number|address))\b"
)
_GIFT_CARDS = r"(?:gift|prepaid|itunes|google play|steam|paysafe) ?(?:cards?|vouchers?)"
# What a shop is not paid in gift cards for, though it may sell against them.
_OWED = r"\b(?:customs|dut(?:y|ies)|tax(?:es)?|fines?|penalt(?:y|ies)|debts?|arrears|bail|invoices?|bills?|fees?|deposits?|premiums?|rent)\b"
_IN_CARDS = rf"[^.!?\n]{{0,40}}?\b(?:with|in|by|via|through|using) (?:\w+ ){{0,4}}?{_GIFT_CARDS}\b(?! ?\?)"
_NEEDS = (
    r" (?:\w+ ){0,2}?(?:needs?|requires?|asks?(?: you)? for|wants?|must (?:have|know|see)|ha(?:s|ve) to (?:have|know|see)|collects?|notes?(?: down)?)\b"
    rf"[^.!?\n]{{0,30}}?\b(?:your|their|the customer's)(?: \w+){{0,2}}? {_SECRET}\b"
)
_SIGNS = Book(
    [
        order(_TELL, rf" (?:out |on |over )?(?:to )?{_WHO}\b[^.!?\n]{{0,30}}?(?<!\bmy )\b{_SECRET}\b"),
        order(
            _TELL,
            rf" (?:out |on |over )?[^.!?\n]{{0,30}}?(?<!\bmy )\b{_SECRET}\b[^.!?\n]{{0,40}}? (?:to|with|for|by) {_WHO}\b",
        ),
        order(_TELL, rf" (?:out |over )?(?:us )?(?:with )?your (?:\w+ ){{0,2}}?{_SECRET}\b", before=AT_START),
        order(
            "text|send|sms|message|email|e-mail|get|receive",
            rf"{_SENT}[^.!?\n]{{0,40}}?(?:[.;!?:\n] ?)?[^.!?;\n]{{0,40}}?{_PASS_ON}",
        ),
        order(  # gift cards bought or paid with, whose numbers somebody wants
            "buy|purchase|pay|paid|settled?|pick up",
            rf"\b[^.!?\n]{{0,50}}?\b{_GIFT_CARDS}\b[^\n]{{0,60}}?\b(?:send|text|read|give|tell|show|e-?mail|message|forward|photograph)"
            rf"(?: (?:out|over|it|them) to)? {_DESK}\b[^.!?\n]{{0,40}}?\b(?:codes?|numbers?|pins?|figures|digits|backs?)\b",
        ),
        lead(
            "gift|prepaid|itunes|google|steam|paysafe\\w*",
            rf"{_OWED}[^.!?\n]{{0,60}}?\b(?:paid|pay(?:able|s)?|settled?|cleared?|covered|released?)\b{_IN_CARDS}"
            rf"|\b(?:pay|settle|clear|cover)\b[^.!?\n]{{0,30}}?{_OWED}{_IN_CARDS}",
        ),
        order(
            "send|upload|email|e-mail|text|share|forward|attach|provide|submit",
            r" [^.!?\n]{0,30}?\b(?:photos?|pictures?|scans?|cop(?:y|ies)|images?|screenshots?|both sides|front and (?:the )?back) of your"
            r" (?:\w+ )?(?:bank|credit|debit|payment) cards?\b",
        ),
        order("we|they", _NEEDS),
        order("our|the", rf" (?:\w+ )?{_PERSON}{_NEEDS}"),
        order(
            "have|keep|hold",
            rf" (?:your|the) (?:\w+ ){{0,2}}?{_SECRET}\b[^.!?\n]{{0,20}}? (?:ready|at hand|handy)\b",
        ),
        order(
            "install|download|start|open|launch|run|use|get|set up|accept|join|activate|fetch|load|connect (?:through|by|via|over|with)",
            rf" [^.!?\n]{{0,40}}?\b{_TOOL}\b",
            before=AT_START,
        ),
        order(
            _TOOLS,
            rf"\b[^.!?\n]{{0,50}}?\b(?:sessions?|id|codes?|numbers?|pin|connects?(?: to)?|{_PERSON}|us|them)\b",
        ),
        order(
            "let|allow|give|grant|invite",
            rf" {_WHO} (?:\w+ ){{0,5}}?(?:access|control|connect|in|into|onto|on|over|to|see|operate|steer) (?:\w+ ){{0,3}}?{_MACHINE}\b",
        ),
        order("share", rf" {_MACHINE} with {_WHO}\b"),
    ]
)
_ABROAD = Book(HANDING)
_CLAUSE = re.compile(r"[.!?\n:;,()]")
# A warning, a question about oneself, what somebody else was asked.
_SPARED = re.compile(
    r"\b(?:never|not|\w+n't|cannot|nobody|no one|none|no|without|avoid|refuse|nor|neither|i|i'm|i've|me|is it|was it)\b"
)
_SPARED_ABROAD = re.compile(rf"\b(?:{SPARED})\b")
_URGED = re.compile(r"\b(?:do not|don't|never) (?:hesitate|forget|wait|worry|be (?:afraid|shy|surprised))(?: to)?\b")


def find(view: View) -> Iterator[tuple[int, int]]:
    """Where a text asks for secrets or for control; what warns of it, or asks about it for oneself, is left alone."""
    text = view.text
    for match in _SIGNS.matches(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip(" \n\t.,:;!?\"'()-"))
        if not _is_spared(text, start, match.end()):
            yield view.span(start, match.end())
    for match in _ABROAD.matches(text):
        before = _CLAUSE.split(text[max(0, match.start() - 80) : match.start()])[-1]
        if _SPARED_ABROAD.search(before + match.group()) is None:
            yield view.span(*match.span())


def _is_spared(text: str, start: int, end: int) -> bool:
    before = _CLAUSE.split(text[max(0, start - 80) : start])[-1]
    return _SPARED.search(_URGED.sub("", before + text[start:end])) is not None
