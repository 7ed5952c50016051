"""How a sentence introduces a person's name: "my name is …", "Dear …", a form field, a signature."""

# ruff: noqa: E501, SIM905 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re

from training.pii.lexicon import UPPER

_RELATION = (
    "wife|husband|partner|spouse|son|daughter|brother|sister|mother|father|mom|mum|dad|uncle|aunt|cousin|nephew|niece|fianc[ée]e?|"
    "girlfriend|boyfriend|roommate|flatmate|housemate|friend|boss|colleague|coworker|co-worker|neighbou?r|grandmother|grandfather|"
    "grandson|granddaughter|assistant|secretary|child|baby|ex|landlord|tenant|buddy|stepson|stepdaughter"
)
_ROLE = (
    "on behalf of|account holder|card ?holder|policy ?holder|beneficiary|applicant|passenger|guest|patient|customer|client|employee|"
    "attn|attention|attendee|recipient|care of|c/o|signed(?: by)?|(?:spoke|speak|spoken|speaking|talk|talked|chatted|talking) (?:to|with)|"
    "named|agent|representative|rep|manager|supervisor|officer|nurse|doctor|teacher|driver|courier|technician|engineer|user|sender|"
    "goes by|known as|registered (?:to|under)|belong(?:s|ing) to|addressed to|assigned to|travell?er|under|contact"
)
# How a name may be introduced, and how sure that makes us: "own" takes any word, "cap" a capitalised one, "two" two of them or a
# known first name, "known" only a known first name. Each pattern is tried only at its first word.
_NAME_IS = (
    r"(?:(?:full|first|last|family|given|legal|preferred|real|maiden|and|sur)[ ]?){0,3}"
    r"name(?:s? (?:is|was|should be|are)|['’]s|[ ]?[:=])[ ]{0,8}"
)
_NAME_OF = r"(?:[\w'’]+ )?names?(?:,| of| to| from)?[ ]"
_OWNERS = (
    "my his her their full first last family given legal preferred real maiden cardholder cardholder's customer customer's passenger "
    "passenger's guest guest's contact"
).split()
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor herr frau monsieur madame señor senor señora senora sr sra".split()
)
_INTRO_TABLE: tuple[tuple[str, list[str], str], ...] = (
    ("own", _OWNERS, rf"[\w'’]+ {_NAME_IS}"),
    ("own", ["account", "card"], rf"(?:account|card) holder(?:['’]s)? {_NAME_IS}"),
    ("own", ["what", "what's"], r"what(?:['’]s| is) your (?:full |first |last |sur)?name[ ]?\?[ \n]{1,3}"),
    ("own", ["call", "calls", "called"], r"\w+ me "),
    ("cap", sorted(TITLES), r"\w+\.?[ ]{1,2}"),
    ("cap", ["dear"], r"dear[ ]{1,2}"),
    (
        "cap",
        ["my"],
        r"my (?:late |ex[- ]|older |younger |little |big |eldest |\d+[- ]year[- ]old )?"
        rf"(?:{_RELATION})(?:['’]s name(?: is)?| is (?:called|named)|,| is| named| called)?,?[ ]",
    ),
    ("cap", ["my", "his", "her", "their", "the"], rf"\w+ {_NAME_OF}"),
    ("cap", ["name"], r"name (?:is|to|of)[ ]"),
    ("cap", ["by"], r"by the name of[ ]"),
    ("cap", ["in", "under"], r"\w+ (?:the |[\w'’]+ [\w'’]+['’]s |[\w'’]+ )?name(?: of)?[ ]"),
    ("cap", ["add"], r"add (?=(?:\S+ ){1,3}as (?:an? |the |my ))"),
    ("two", ["i'm", "im", "i"], r"(?:i['’]?m|i am)[ ]"),
    ("two", ["correct", "change", "update"], r"\w+ it to[ ]"),
    ("two", [], rf"(?:{_ROLE})[ ]?:?[ ]"),
    ("known", ["this", "here", "it"], r"\w+ is[ ]"),
    ("known", ["it's", "that's"], r"\w+['’]s[ ]"),
    (
        "known",
        ["hi", "hello", "hey", "hiya", "welcome", "sorry", "greetings", "cheers", "love", "thanks"],
        r"\w+[ ,]{1,2}",
    ),
    ("known", ["good"], r"good (?:morning|afternoon|evening)[ ,]{1,2}"),
    ("known", ["thank"], r"thank you[ ,]{1,2}(?:so much[ ,]{1,2}|very much[ ,]{1,2})?"),
)


_ROLE_FIRST_WORDS = (
    "on account card cardholder policy policyholder beneficiary applicant passenger guest patient customer client employee attn "
    "attention attendee recipient care c signed spoke speak spoken speaking talk talked chatted talking named agent representative rep "
    "manager supervisor officer nurse doctor teacher driver courier technician engineer user sender goes known registered belong belongs "
    "belonging addressed assigned traveler traveller under contact"
).split()


def _by_first_word() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    table: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for rule, first_words, source in _INTRO_TABLE:
        pattern = re.compile(source, re.IGNORECASE)
        for word in first_words or _ROLE_FIRST_WORDS:
            table.setdefault(word, []).append((rule, pattern))
    for relation in _RELATION.replace("[ée]e?", "e").replace("neighbou?r", "neighbour|neighbor").split("|"):
        table.setdefault(f"{relation}'s", []).append(("own", re.compile(rf"[\w'’-]+ {_NAME_IS}", re.IGNORECASE)))
    return table


INTROS = _by_first_word()
FIELD = re.compile(
    r"^[ \t>*•-]{0,6}(?:(?:full|first|last|customer|passenger|guest|contact|cardholder|recipient|sender|patient|account holder|holder|sur)[ ]?"
    r"(?:and last )?)?(?:name|names|passenger|guest|attn|attention|recipient|patient|signed|ship to|bill to|contact person)\*{0,2}[ ]{0,2}[:=]\*{0,2}[ \t]{0,10}",
    re.IGNORECASE | re.MULTILINE,
)
SIGN_OFF = re.compile(
    r"(?:(?:kind|best|warm|warmest|many|kindest)[ ]?)?(?:regards|sincerely|yours(?: (?:truly|sincerely|faithfully))?|"
    r"respectfully|best(?: wishes)?|cheers|thanks(?: (?:again|a lot|in advance|so much))?|thank you(?: (?:very|so) much| in advance)?|love|warmly"
    r"|take care|signed|thx|xoxo)[ ]?[,.!-]{0,2}[ \t]{0,3}(?P<gap>\n[ \t]{0,3}\n?[ \t]{0,3}[-–—]?|[-–—]?)[ \t]{0,2}",
    re.IGNORECASE,
)
SIGN_OFF_WORDS = frozenset(
    "kind best warm warmest many kindest regards sincerely yours respectfully cheers thanks thank love warmly take signed thx xoxo".split()
)
SIGN_OFF_PLACE = re.compile(r"(?:^|[\n.!?,])[ \t]{0,3}\Z")
SPEAKING = re.compile(r"(?:^|[.!?\n,] ?|\b(?:hi|hello|hey),? )(?P<name>[^\W\d_]+(?: [^\W\d_]+)?) \Z", re.IGNORECASE)
SPEAKING_END = re.compile(r"\w+(?=[\s,.!]|$)")
AFTER_GREETING = re.compile(r"\s{0,2}(?:[,!.:]|\n|$|[-–—])")
QUOTED = re.compile(
    rf"^[ \t]{{0,4}}({UPPER}[^\W\d_]{{1,20}}(?: {UPPER}[^\W\d_]{{1,20}})?):\s?(?:\\?[\"“])", re.MULTILINE
)
GREETED = re.compile(rf"({UPPER}[^\W\d_]+)[,!]")
