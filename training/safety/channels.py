"""Ways out of the conversation: addresses of pages, of people, of accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from training.safety.folding import View
from training.safety.wording import one_of

# Endings that hardly are a word of their own, so that a bare "name.ending" is an address.
_ENDING = one_of(
    """com|net|org|info|biz|edu|gov|mil|xyz|online|site|website|shop|store|app|dev|tech|club|top|icu|link|click|live|pro|cloud|space
    |ai|io|co|ru|su|ua|by|de|fr|es|pt|nl|pl|uk|eu|ch|dk|se|fi|cz|sk|hu|ro|bg|gr|tr|il|ir|ae|cn|jp|kr|hk|tw|sg|vn|th|ph|br|mx|ar|cl
    |ca|au|nz|za|ng|ke|cc|tv|ws|gg|ly|vip|win|bid|loan|work|life|world|today|news|email|support|help|care|zip|mov|page|blog|games|fun
    |example|test|invalid|localhost|local|onion|internal|finance|money|bank|ltd|gmbh|best|mobi|name|tel|review|group|global|rocks|wtf
    |download|stream|trade|men|date|party|science|gq|cf|ml|ga|tk|pw|xn--[a-z0-9-]{2,40}"""
)
# Endings that are words too ("thanks.it was"): an address only with a path, with "www." or after "visit".
_WORD_ENDING = one_of(
    "at|it|is|in|be|to|me|so|no|us|am|my|do|as|id|at|one|art|pics|la|li|st|ms|la|at|now|how|you|here|fit|gift|red|blue"
)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_URL = re.compile(
    r"(?:\b(?:h(?:tt|xx|\*\*|__)ps?|ftps?|sftp|file|ws|wss|ssh|smb|ldap|gopher|magnet|intent)\b ?(?:\[?:\]?|\(:\)) ?(?:/ ?/|\\\\|//)\S{1,400}"
    r"|\b(?:javascript|vbscript|livescript) ?: ?\S{1,200}|\bdata ?: ?[a-z]{2,20}/[a-z0-9.+-]{2,40}[;,]\S{0,400}|\b(?:mailto|tel|sms|skype|callto|tg|whatsapp) ?:(?=\S)\S{2,120}"
    r"|(?<![\w@.])www\d?\.\S{2,200}|(?<![\w:/\\])(?://|\\\\)[a-z0-9][\w.-]{1,80}[\\/.]\w\S{0,200})"
)
_DOMAIN = re.compile(
    rf"(?<![\w@./-])(?:{_LABEL}\.){{1,5}}{_ENDING}(?![\w@-])(?!\.\w)(?::\d{{2,5}})?(?:[/?#][^\s<>\"')\]]{{0,300}})?"
)
_WITH_PATH = re.compile(
    rf"(?<![\w@./-])(?:{_LABEL}\.){{1,5}}[a-z]{{2,18}}(?::\d{{2,5}})?/[\w?#=%~-][^\s<>\"')\]]{{0,300}}"
)
_VISITED = re.compile(
    rf"\b(?:visit|go to|goto|open|browse|see|website|site|click|check out|log ?in (?:at|on|to)|domain|url|page|link|at|on)(?: is)? ?:? ?((?:{_LABEL}\.){{1,5}}{_WORD_ENDING})(?![\w@])"
)
_DOT = r"(?:[\[({<] ?(?:\.|dot|punkt|point|punto|ponto|kropka|точка|punt) ?[\])}>]|\bdot\b|\(\.\)|\bpunkt\b|\bpunto\b|\bponto\b|\bточка\b|\bkropka\b)"
_SPELLED = re.compile(
    rf"[^\W_][\w-]{{1,61}} ?{_DOT} ?(?:{_LABEL} ?{_DOT} ?){{0,3}}(?:{_ENDING}|{_WORD_ENDING})\b(?: ?(?:/|slash|schragstrich) ?\S{{0,80}})?"
)
_SPACED_DOT = re.compile(
    r"\b[^\W_][\w-]{1,61}(?: \. ?|\. )(?:com|net|org|ru|io|xyz|info|biz|example|onion|shop|online|site)\b(?=[ /,!?]|\.?$|\. )"
)
_IP = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d)(?::\d{2,5})?(?:/\S{1,200})?(?![\w])"
)
_MARKDOWN = re.compile(
    r"!?\[[^\]\n]{0,200}\](?: ?\((?=[^)\s]{0,300}[./:#@])[^)\s]{3,400}(?: [\"'][^)\n]{0,80})?\)|\([^)\s]{3,400}\))(?<!\[)|(?<!\S)\[[^\]\n]{1,60}\]: ?\S{4,300}|<[a-z][a-z+.-]{1,12}:[^>\s]{1,300}>"
)
_LURE = re.compile(
    r"\b(?:click|tap|press)(?: on)? (?:here|the (?:link|button) below|this link|this button|below)\b|\b(?:scan|use) (?:the|this) qr[ -]?code\b|\bfollow this link\b|\b(?:short|bit|tiny) ?(?:link|url)s? ?: ?\S"
    r"|\b(?:visit|go to|log in (?:at|on)|sign in (?:at|on)) (?:our|the|this|their) (?:new|other|partner|mirror|secure|alternative|second|correct|real) (?:web ?)?(?:site|page|portal|domain|shop|address)\b"
)
_DOMAIN_OF = re.compile(r"^(?:[a-z]+ ?: ?/{0,2}/?)?(?:[^/@\s]*@)?((?:[\w-]+\.)+[\w-]+)")

_EMAIL = re.compile(
    r"[\w.+-]{1,64} ?(?:@|\(at\)|\[at\]|\{at\}|<at>|\(a\)|\(@\)|\(ett?\)) ?(?:[\w-]{1,63} ?(?:\.|\(dot\)|\[dot\]|\{dot\}|\[\.\]|\bdot\b|\bpunkt\b) ?){1,4}[a-z]{2,18}\b"
    r"|[\w.+-]{1,64} (?:at|arobase|arroba|chiocciola|malpa) (?:[\w-]{1,63} (?:\(dot\)|\[dot\]|\bdot\b|\bpunkt\b|\bpunto\b|\bpoint\b) ){1,4}[a-z]{2,18}\b"
)
_PHONE = re.compile(
    r"(?<![\w.,/#-])(?:\+|00)(?:[ ().-]{0,2}\d){8,15}(?![\d])|(?<![\w.,/#-])\(?\d{3,4}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?![\w-])"
    r"|(?<![\w.,/#-])(?:1[ -.])?8(?:00|44|55|66|77|88)[ .-](?:\d{3}[ .-]\d{4}|[a-z]{7}|[\da-z]{2,5}[ -][\da-z]{2,7})(?![\w-])|(?<![\w.,/#-])0\d{2,5}[ /.-]\d{3,4}(?:[ .-]?\d{2,4}){1,3}(?!\d)"
)
_TOLD_NUMBER = re.compile(
    r"\b(?:call|phone|dial|ring|text|sms|fax|tel|telephone|whatsapp|telegram|signal|viber|hotline|help ?line|reach (?:us|me|him|them|her) (?:at|on|under)|anrufen|rufen sie|ruf|appele[zr]|llam[ae]\w*|chiam[ai]\w*|ligue|bel|zadzwon|звони\w*|позвони\w*|тел)\b(?:[^\d\n]{0,25})(?:\+ ?)?\(?\d(?:[ ().\[\]/-]{0,3}\d){6,15}"
)
_DIGIT_WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred|null|eins|zwei|drei|vier|funf|sechs|sieben|acht|neun)"
_SPOKEN_NUMBER = re.compile(
    rf"\b(?:call|phone|dial|ring|text|plus|number(?: is| to call is)?|hotline|whatsapp|sms|at|rufen sie)\b[^\d\n]{{0,30}}?\b{_DIGIT_WORD}(?:[ ,.-]{{1,3}}{_DIGIT_WORD}){{5,16}}\b"
)
_MESSENGER = r"(?:whats ?app|telegram|signal|viber|wechat|we chat|skype|discord|snapchat|threema|icq|line|kik|instagram|insta|facebook|messenger|twitter|tiktok|matrix|session|zalo|kakao ?talk|vk|ватсап|вотсап|телеграм\w*)"
_HANDLE = re.compile(
    rf"\b{_MESSENGER}(?: (?:handle|id|user|account|channel|group|bot|name|chat|number|at|is|under|as|on|me|us))*(?: ?[:=] ?@?[\w.+-]{{3,40}}|,? ?@ ?[\w.]{{3,40}}|[ :(]{{1,3}}\+?\d[\d ().-]{{5,18}}\d)|@[\w.]{{3,40}}(?: (?:on|at|via|in|over|auf|sur|en|su|no|op|na|в))+ (?:our |the )?{_MESSENGER}\b"
)
_TOLD_HANDLE = re.compile(
    r"\b(?:write|message|text|contact|dm|pm|add|reach|follow|ping|ask|find|schreib\w*|ecri\w+|escrib\w+|scriv\w+|schrijf|napisz|пиши\w*|напиши\w*|contacta\w*|contatt\w+)\b[^.!?\n@]{0,40}(?<![\w.])@[a-z_][\w.]{2,40}(?! ?\[)"
)
_ON_MESSENGER = re.compile(
    rf"(?:^|[.!?:;,\n\"(-] ?|\b(?:and|then|please|should|must|to|instead|just|can|now|always|simply|or|better) )(?:write|message|text|contact|dm|pm|add|reach|ping|call|chat with) (?:to |with )?(?!me\b)(?:us|him|them|her|our|the|this|my|a)(?: \w+){{0,4}}? (?:on|via|at|over|through|by|in|using) (?:our |the |my |his |her |their )?{_MESSENGER}\b(?!,? ?\?)"
)
_IBAN = re.compile(
    r"(?<![\w])[a-z]{2}\d{2}(?=[ -]?[a-z0-9]{4})(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?(?![\w])"
)
_IBAN_LETTERS = {
    "al", "ad", "at", "az", "bh", "be", "ba", "br", "bg", "cr", "hr", "cy", "cz", "dk", "do", "ee", "fi", "fr", "ge", "de", "gi",
    "gr", "gl", "gt", "hu", "is", "ie", "il", "it", "jo", "kz", "xk", "kw", "lv", "lb", "li", "lt", "lu", "mk", "mt", "mr", "mu",
    "mc", "md", "me", "nl", "no", "pk", "ps", "pl", "pt", "qa", "ro", "sm", "sa", "rs", "sk", "si", "es", "se", "ch", "tn", "tr",
    "ae", "gb", "vg", "ua", "by", "eg", "ru",
}  # fmt: skip
_WALLET = re.compile(
    r"(?<![\w])(?:bc1[ac-hj-np-z02-9]{20,70}|0x[0-9a-f]{40}|(?:[13]|[lm]|t|d|r|x)(?=[a-z1-9]{0,40}\d)(?=[a-z0-9]{0,40}[a-z])[a-km-z1-9]{25,34}|addr1[a-z0-9]{50,100}|ltc1[a-z0-9]{30,60}|4[0-9ab][1-9a-hj-np-z]{93}|cosmos1[a-z0-9]{38})(?![\w])"
)
_PAYEE = re.compile(
    r"\b(?:pay|transfer|wire|send|remit|deposit|uberweis\w*|verse[zr]|transfiere|bonifica\w*|przelej)\b[^.!?\n]{0,50}?\b(?:to|into|auf|sur|a|na) (?:this|the following|our new|diese\w*|folgende\w*|ce|cet|esta|questo) (?:\w+ )?(?:account number|iban|wallet|address|konto|compte|cuenta|conto|card number|bitcoin|paypal|crypto\w*)\b(?= ?[:.,!]|$)"
    r"|\b(?:bitcoin|btc|ethereum|crypto|usdt|monero|wallet|paypal|gift ?cards?|western union|moneygram)(?: \w+){0,2}? (?:address|wallet|to|at|only|:)\b ?:? ?(?=[@\w])(?:send|transfer|[\w.@-]{12,})"
    r"|\b(?:pay|payments?|refunds?|deposits?|fees?)(?: \w+){0,4}? (?:in|by|via|with|through|using|as) (?:bitcoin|btc|crypto(?:currency)?|ethereum|usdt|monero|western union|moneygram|(?:amazon|itunes|steam|google play) (?:gift )?(?:cards?|vouchers?))\b(?! ?\?)"
)
_NEW_CHANNEL = re.compile(
    r"\b(?:our|the|your|their|the company's|company) (?:new|updated|other|correct|real|direct|secret|alternative|official|priority|vip|express|actual|only|24/7|emergency|partner'?s?) (?:\w+ )?(?:hot ?line|help ?line|(?:phone |telephone |support |service |contact |whatsapp |mobile |fax )number|e-?mail(?: address)?|mailbox|support (?:address|line|desk|channel|chat|agent|portal|team)|contact(?: address| person)?|chat (?:group|channel)|channel|bank (?:account|details)|iban|payment (?:address|details|account)|website|web site|domain|portal|url|link)(?: (?:is|has|are|was|can|will|at|to|for|instead|on|under)\b| ?:)"
    r"|\b(?:hot ?line|phone number|support number|e-?mail address|website|domain|bank (?:account|details)|support channel|whatsapp number)s?(?: (?:has|have))(?: (?:been|just|recently))? (?:changed|moved|replaced|switched|migrated)\b"
    r"|\b(?:call|phone|dial|ring|contact|write to|e-?mail|text|message) (?:our|the|their|this|my|a) (?:new |partner|other |external |private |personal |alternative |dedicated |special |secret |direct |vip )(?:\w+ )?(?:hot ?line|number|line|e-?mail|address|agent|team|department|desk|lawyer|company|partner|colleague|channel|mailbox|inbox|account|support)\b(?! ?\?)"
)


def find_links(view: View, known_domains: Collection[str] = ()) -> Iterator[tuple[int, int]]:
    """Addresses of pages and what leads to them, but for the known domains."""
    text = view.text
    known = tuple(domain.lower().strip().lstrip(".") for domain in known_domains if domain.strip())
    for one in (_MARKDOWN, _URL, _DOMAIN, _WITH_PATH, _VISITED, _SPELLED, _SPACED_DOT, _IP, _LURE):
        for match in one.finditer(text):
            start, end = match.span(1) if one is _VISITED else match.span()
            piece = text[start:end].rstrip(".,;:!?")
            if not (known and _is_known(piece, known)) and not (one is _IP and _is_version(text, start)):
                yield view.span(start, start + len(piece))


def _is_known(address: str, known: tuple[str, ...]) -> bool:
    if address.startswith(("[", "![")):
        address = address[address.rfind("(") + 1 :] if "(" in address else ""
    match = _DOMAIN_OF.match(address.strip("<>() "))
    if match is None:
        return False
    host = match.group(1).removeprefix("www.")
    return any(host == domain or host.endswith(f".{domain}") for domain in known)


def _is_version(text: str, start: int) -> bool:
    """Whether four numbers with dots are said to be a version."""
    return bool(re.search(r"(?:version|firmware|v|release|update) ?$", text[max(0, start - 10) : start]))


def find_contacts(view: View) -> Iterator[tuple[int, int]]:
    """Numbers, addresses and accounts of people, and words that send a reader to them."""
    text = view.text
    for one in (_EMAIL, _HANDLE, _TOLD_HANDLE, _ON_MESSENGER, _WALLET, _PAYEE, _NEW_CHANNEL, _SPOKEN_NUMBER):
        for match in one.finditer(text):
            yield _inside(view, match.start(), match.end())
    for match in _IBAN.finditer(text):
        if match.group()[:2] in _IBAN_LETTERS and 15 <= sum(map(str.isalnum, match.group())) <= 34:
            yield view.span(*match.span())
    if sum(map(str.isdigit, text)) >= 4:
        for one in (_PHONE, _TOLD_NUMBER):
            for match in one.finditer(text):
                yield _inside(view, match.start(), match.end())


def _inside(view: View, start: int, end: int) -> tuple[int, int]:
    """The span without blanks and marks around it."""
    while start < end - 1 and view.text[start] in " \n\t.,:;!?(\"'-":
        start += 1
    while end - 1 > start and view.text[end - 1] in " \n\t,;":
        end -= 1
    return view.span(start, end)
