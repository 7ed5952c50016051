"""Plain text work that several rooms share: sentences with offsets, customer questions, content words, clean-up.

Everything here is English-minded, deterministic and free of models. Offsets always index the string that was passed in.
"""

# ruff: noqa: E501, SIM905 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re

# Words that carry no topic. Negations ("not", "cannot") stay out of the list: "cannot log in" is not "log in".
STOP_WORDS: frozenset[str] = frozenset(
    """
    a about above actually after again against ago all almost already also always am among an and another any
    anybody anyone anything anyway are around as ask asking at away back basically be because been before being
    below best between both but by bye came can come comes could cuz did do does doing done down dont due during
    each either else enough etc even ever every everybody everyone everything exactly few first for from further
    get gets getting give given go goes going gone gonna good got gotta great guess guys had has have having he
    hello help helped helping hence her here hers herself hey hi him himself his how however i id if ill im in
    instead into is it its itself ive just keep kind kindly know knows last later least less let lets like
    likely little look looking lot lots made make makes making many may maybe me mean means might mine more most
    much must my myself need needed needing needs neither new next nice now of off often oh ok okay on once one
    ones only onto or other others otherwise our ours ourselves out over own perhaps please plz pls possible
    possibly pretty probably put quite rather re really regarding right said same say saying says second see
    seem seems seen shall she should show simply since so some somebody somehow someone something sometimes
    somewhere soon sorry still such sure take taken takes taking tell than thank thanks that thats the their
    theirs them themselves then there therefore these they thing things think this those though thought through
    thus thx til till to today together told too took toward towards tried try trying under until unless up upon
    ur us use used using usually very via wanna want wanted wanting wants was way we well went were what
    whatever whats when whenever where whereas wherever whether which while who whoever whole whom whose why
    will wish with within would wouldn yes yeah yep yet you your youre yours yourself yourselves u question
    questions question's issue issues problem problems wondering wonder inquire inquiry enquiry query assist
    assistance hoping hope ability able allow allowed appreciate appreciated
    """.split()
)

# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 (but not \t \n) and C1 controls
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb"  # zero width, bidi, selectors
    "\U000e0000-\U000e0fff"  # tag characters
    "]"
)

_ABBREVIATIONS = frozenset(
    """
    mr mrs ms mx dr prof sr jr st ave blvd rd dept apt no nos vs etc e.g i.e eg ie approx est inc ltd co corp
    u.s u.k a.m p.m fig vol ext tel min max hr hrs sec incl excl jan feb mar apr jun jul aug sep sept oct nov
    dec mon tue wed thu fri sat sun
    """.split()
)
_BREAK = re.compile(r"(?:[.!?…]+|[。！？])[\"'”’)\]]*(?=\s|$)|\n[ \t]*(?:\n|(?=[-*•–]\s|\d{1,2}[.)]\s))|\n")
_LAST_WORD = re.compile(r"(\S{1,40})\Z")
_NOTHING_MORE = re.compile(r"\s*\Z")
_BEFORE_A_NUMBER = frozenset({"no", "nos", "fig", "vol", "apt", "ext", "sec", "min", "max", "sat", "sun", "mar", "tel"})
_DIGIT_NEXT = re.compile(r"\s*#?\d")
_LIST_NUMBER = re.compile(r"^\s*\(?\d{1,3}[.)]?$")
_SENTENCE_START = re.compile(r"\s*[\"'“‘(\[]*(?:[^\W_a-z]|\d|[-*•])")


def strip_invisible(text: str) -> str:
    """Remove zero-width, bidi-control and control characters; `\\n` and `\\t` stay, `\\r\\n` and `\\r` become `\\n`.

    Such characters hide instructions from a reader or split a word from its filter.

    >>> strip_invisible("pass\\u200bword\\u202e\\r\\n")
    'password\\n'
    """
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", text)


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of each sentence, without surrounding white space; in order, never overlapping.

    A sentence ends at `. ! ?` before white space, at a line break before a list item or an empty line, and at a line break
    after which a new sentence plainly starts. Abbreviations ("Dr.", "e.g."), initials, decimals and list numbers do not end
    one.

    >>> [("Dr. Lee paid $4.50. Why?"[a:b]) for a, b in sentences("Dr. Lee paid $4.50. Why?")]
    ['Dr. Lee paid $4.50.', 'Why?']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if _ends_sentence(text, start, match):
            _add(text, start, match.end(), spans)
            start = match.end()
    _add(text, start, len(text), spans)
    return spans


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark == "\n":  # a lone line break: a hard-wrapped line goes on in lower case
        return bool(_SENTENCE_START.match(text, match.end())) or bool(_NOTHING_MORE.match(text, match.end()))
    if mark[0] == "\n" or mark[0] != "." or mark.startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 40), match.start())
    if word is None:
        return False
    plain = word.group(1).strip("\"'“‘(").lower()
    is_list_number = match.start() - start <= 12 and _LIST_NUMBER.match(text[start : match.start()])
    if is_list_number or (len(plain) == 1 and plain.isalpha() and plain != "i"):
        return False
    if mark != "." or (plain in _BEFORE_A_NUMBER and not _DIGIT_NEXT.match(text, match.end())):
        return True  # the answer was "no."
    if plain in _ABBREVIATIONS:  # "at 5 p.m. Then": an abbreviation may still be the last word, when it is not a title
        return plain in {"etc", "a.m", "p.m", "inc", "ltd", "co", "corp", "u.s", "u.k"} and bool(
            _SENTENCE_START.match(text, match.end())
        )
    return True


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0])
        spans.append((begin, begin + len(stripped)))


# "Hi there is an order …" tells of an order; "hi there is my order lost?" greets and asks.
_THERE_IS = r"there(?: is| are| was| were|'s) (?:an?|no|some|something|two|three|\d+)\b[^.!?]*(?:[.!]|\Z)"
_GREETING = (
    r"(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear)\b"
    rf"(?:[ ,]+(?!{_THERE_IS})(?:there|all|team|everyone|folks|guys|sir(?: or madam)?|madam|support(?: team)?|customer (?:service|support)"
    r"|\[name\]|again))*)"
)
_POLITE = (
    r"(?:(?:i have|i've got|i got|got|just|one|here is|here's)? ?(?:a|an|one|another)? ?(?:quick|small|simple|short|general|"
    r"similar|further|follow[- ]?up)* ?(?:question|query|inquiry|enquiry|issue|problem)s?(?: (?:for you|here|please))?"
    r"(?: (?:about|regarding|concerning|on|with) (?=this\b|that\b|it\b)\w+)?(?=\s*[:.,;!?–—-]|\s*$)"
    r"|(?:i hope (?:you are|you're|this (?:message|e-?mail)? ?finds you|all is|you)[^.!?,\n]*)"
    r"|(?:how are you(?: doing)?(?: today)?)|(?:thanks? (?:you )?in advance)|(?:excuse me)|(?:sorry (?:to bother you|to bug you))"
    r"|(?:can|could|would|may) (?:you|someone|anyone)(?: please| possibly| kindly)? (?:help|assist)(?: me)?"
    r"(?: (?:out|please|with (?:this|that|it|something|a question|an issue|a problem)))*(?=\s*[:.,;!?–—-]|\s*$)"
    r"|(?:i need (?:some |your )?(?:help|assistance)(?: please)?(?=\s*[:.,;!?–—-]|\s*$))"
    r"|(?:i (?:was|am|'m) (?:just )?wondering(?: if)?|i(?:'d| would) like to (?:ask|know|inquire|enquire)(?: (?:about|if|whether))?"
    r"|i(?:'m| am) (?:writing|contacting you|reaching out|calling)(?: (?:today|to you))?(?: to ask)?(?: (?:about|because|regarding|if))?"
    r"|(?:i )?just wanted to (?:ask|know|check)(?: (?:about|if|whether))?|may i (?:ask|know)|please|um+|uh+"
    r"|(?:just wondering|so|well|ok(?:ay)?|yes|no)(?=\s*[,.!;:–—-])"
    r"|(?:can|could) you (?:please )?tell me(?: if)?|do you know(?: if)?)\b(?!['’-])"
    r"|my name is \[name\]|this is \[name\]|(?:i'm|i am) \[name\])"
)
_LEAD = re.compile(rf"\s*(?:{_GREETING}|{_POLITE})[\s,.!:;?–—-]*", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,.!–—-]{0,4}\b(?:(?:many |so )?(?:thanks|thank you|thx|ty|cheers)(?: (?:so|very) much| a lot| in advance| for your (?:help|time)"
    r"[^.!?\n]{0,40})?|please(?: (?:help|advise|let me know))?|(?:kind |best |warm )?regards|sincerely|best wishes)[\s,.!]{0,6}"
    r"(?:\[name\])?[\s.!]{0,6}\Z",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def normalise_question(text: str) -> str:
    """The question itself: without greeting, "I have a question", "could you help me" and thanks; one line.

    Empty where the message holds nothing but pleasantries; never words that were not said.

    >>> normalise_question("Hi there! I have a quick question: how do I reset my PIN? Thanks!")
    'How do I reset my PIN?'
    """
    plain = _SPACES.sub(" ", strip_invisible(text)).translate(_CURLY).strip()
    start = 0
    while (lead := _LEAD.match(plain, start)) and lead.end() > start:
        start = lead.end()
    rest = plain[start:]
    # "…my PIN? Thanks!": the pattern never takes a question mark, and pleasantries at the end are short.
    while tail := _TAIL.search(rest, max(0, len(rest) - 120)):
        rest = rest[: tail.start()]
    rest = rest.strip(" ,;:-–—")
    if not rest:
        return ""
    # "iPhone" keeps its own spelling.
    return rest[0].upper() + rest[1:] if rest.split(" ", 1)[0].rstrip("?!.,").islower() else rest


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*", re.UNICODE)
_PLACEHOLDER = re.compile(r"\[[a-z_]+\]")
_NEGATION = {"can't": "cannot", "cant": "cannot", "won't": "not", "don't": "not", "doesn't": "not", "didn't": "not",
             "isn't": "not", "wasn't": "not", "haven't": "not", "hasn't": "not", "couldn't": "cannot", "aren't": "not",
             "doesnt": "not", "didnt": "not", "wont": "not"}  # fmt: skip


def content_words(text: str) -> list[str]:
    """Lower-case words that say what a text is about, in order, repeats kept: no stop words, no placeholders, no numbers.

    >>> content_words("Hi, my card doesn't work at the ATM in [address]")
    ['card', 'not', 'work', 'atm']
    """
    words: list[str] = []
    for raw in _WORD.findall(_PLACEHOLDER.sub(" ", text.lower().translate(_CURLY))):
        word = _NEGATION.get(raw, raw)
        if word == raw and "'" in word:
            word = word.split("'", 1)[0]
        if (len(word) > 1 and word not in STOP_WORDS) and not word[0].isdigit():
            words.append(word)
    return words


_CHATTER = frozenset(
    """
    alright amazing awesome bye cool correct cool excellent exactly fantastic fine goodbye lovely no nope
    nothing okay perfect sounds super wonderful works welcome thankyou day weekend evening
    """.split()
)
_ASKS = re.compile(
    r"\?|\b(?:my|not|\w+n['’]?t|cannot|help|problem|issue|need|want|broken|wrong|missing|late)\b", re.IGNORECASE
)


def is_substantive(text: str) -> bool:
    """Whether a customer's message says anything that could be answered: two content words, or one that is asked about.

    >>> is_substantive("ok thanks!"), is_substantive("refund?"), is_substantive("my parcel is lost")
    (False, True, True)
    """
    rest = normalise_question(text)
    words = [word for word in content_words(rest) if word not in _CHATTER and word not in {"not", "cannot"}]
    return len(words) >= 2 or (bool(words) and _ASKS.search(text) is not None)
