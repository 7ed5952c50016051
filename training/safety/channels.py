"""Ways out of the conversation: addresses of pages, of people, of accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from training.safety.folding import View
from training.safety.handing_languages import PAYING
from training.safety.spoken import spoken_view
from training.safety.wording import Book, Order, Signs, lead, one_of, order, sign

Channel = Literal["link", "contact"]
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
_HOST = rf"(?:{_LABEL}\.){{1,5}}"
_PATH = r"[^\s<>\"')\]]{0,300}"
_DOT = (
    r"(?:[\[({<] ?(?:\.|dot|punkt|point|punto|ponto|kropka|точка|punt) ?[\])}>]"
    r"|\b(?:dot|punkt|punto|ponto|точка|kropka)\b)"
)
# A dot in brackets hides an address whatever its ending, where the sentence ends there or a path follows, or words lead to it.
_HIDDEN_DOT = r"[\[({<] ?(?:\.|dot|punkt|punto|ponto|kropka|точка) ?[\])}>]"
_HIDDEN = rf"[^\W_][\w-]{{1,61}} ?{_HIDDEN_DOT} ?(?:{_LABEL} ?{_HIDDEN_DOT} ?){{0,3}}[^\W\d_]{{2,18}}"
_SPELLED_DOTS = ("dot", "punkt", "punto", "ponto", "kropka", "точка", ".)", ".]", ".}", "point", "punt")
# Without one of these marks, or one of these words, a text holds no address and leads to none.
_JOINS = re.compile(
    r"[.:/@][\w/\[(]|[\[(<{] ?(?:\.|dot|pun)|//|\\\\| \.|\. (?:com|net|org|ru|io|xyz|info|biz|example|onion|shop|online|site)"
    r"|,(?:com|net|org|info|shop|example)"
)
_LEADING_WORDS = Book(
    [
        lead(
            "dot|punkt|punto|ponto|kropka|точка|click|tap|press|qr|link|url|visit|go to|log in|sign in|short|bit|tiny|hxxp",
            "",
        )
    ]
)
_NEW_PLACE = r"(?:our|the|this|their) (?:new|other|partner|mirror|secure|alternative|second|correct|real)"
_LINKS = Signs([
    sign(  # [words](address), ![words](address), [words]: address, <scheme:address>
        r"!?\[[^\]\n]{0,200}\](?: ?\((?=[^)\s]{0,300}[./:#@])[^)\s]{3,400}(?: [\"'][^)\n]{0,80})?\)|\([^)\s]{3,400}\))"
        r"|(?<!\S)\[[^\]\n]{1,60}\]: ?\S{4,300}|<[a-z][a-z+.-]{1,12}:[^>\s]{1,300}>",
        "](", "] (", "]:", "<",
    ),
    sign(
        r"\b(?:h(?:tt|xx|\*\*|__)ps?|ftps?|sftp|file|ws|wss|ssh|smb|ldap|gopher|magnet|intent)\b ?(?:\[?:\]?|\(:\)) ?"
        r"(?:/ ?/|\\\\|//)\S{1,400}",
        ":",
    ),
    sign(
        r"\b(?:javascript|vbscript|livescript) ?: ?\S{1,200}|\bdata ?: ?[a-z]{2,20}/[a-z0-9.+-]{2,40}[;,]\S{0,400}"
        r"|\b(?:mailto|tel|sms|skype|callto|tg|whatsapp) ?:(?=\S)\S{2,120}",
        ":",
    ),
    sign(r"(?<![\w@.])www\d?\.\S{2,200}", "www"),
    sign(r"(?<![\w:/\\])(?://|\\\\)[a-z0-9][\w.-]{1,80}[\\/.]\w\S{0,200}", "//", "\\\\"),
    sign(rf"(?<![\w@./-]){_HOST}{_ENDING}(?![\w@-])(?!\.\w)(?::\d{{2,5}})?(?:[/?#]{_PATH})?", "."),
    sign(rf"(?<![\w@./-]){_HOST}[a-z]{{2,18}}(?::\d{{2,5}})?/[\w?#=%~-]{_PATH}", "/"),
    sign(
        rf"\b(?:visit|go to|goto|open|browse|see|website|site|click|check out|log ?in (?:at|on|to)|domain|url|page|link|at|on)"
        rf"(?: is)? ?:? ?(?P<address>{_HOST}{_WORD_ENDING})(?![\w@])",
        ".",
    ),
    sign(
        rf"[^\W_][\w-]{{1,61}} ?{_DOT} ?(?:{_LABEL} ?{_DOT} ?){{0,3}}(?:{_ENDING}|{_WORD_ENDING})\b"
        r"(?: ?(?:/|slash|schragstrich) ?\S{0,80})?",
        *_SPELLED_DOTS,
    ),
    sign(
        rf"{_HIDDEN}\b(?=,? ?(?:/|(?:forward )?slash\b|schragstrich\b)|[,.;:!?)]|\n|$)"
        rf"|\b(?:at|on|visit|open|under|via|see|from|called|(?:go|log in|sign in|head|over) to|(?:page|site|address|portal|domain)(?: is)?)"
        rf" (?P<address>{_HIDDEN})\b",
        *_SPELLED_DOTS,
    ),
    sign(
        r"\b[^\W_][\w-]{1,61}(?: \. ?|\. )(?:com|net|org|ru|io|xyz|info|biz|example|onion|shop|online|site)\b(?=[ /,!?]|\.?$|\. )",
        " .", ". ",
    ),
    sign(r"[a-z0-9][\w-]{2,61}-dot-(?:com|net|org|info|shop|example|[a-z]{2})\b|\bhxxps?\b", "-dot-", "hxxp"),
    sign(
        r"\b(?<!version )(?<!firmware )(?<!release )(?<!v)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d)"
        r"(?::\d{2,5})?(?:/\S{1,200})?(?!\w)",
        ".",
    ),
    sign(r"(?<![\w,])[a-z0-9][\w-]{2,61},(?:com|net|org|info|shop|example)\b", ",com", ",net", ",org", ",info", ",shop", ",example"),
    sign(
        r"\b(?:click|tap|press)(?: on)? (?:here|the (?:link|button) below|this link|this button|below)\b"
        r"|\b(?:scan|use) (?:the|this) qr[ -]?code\b|\bfollow this link\b|\b(?:short|bit|tiny) ?(?:link|url)s? ?: ?\S"
        rf"|\b(?:visit|go to|log in (?:at|on)|sign in (?:at|on)) {_NEW_PLACE} (?:web ?)?(?:site|page|portal|domain|shop)\b",
        "click", "tap", "press", "qr", "link", "url", "visit", "go to", "in at", "in on",
    ),
])  # fmt: skip
_DOMAIN_OF = re.compile(r"^(?:[a-z]+ ?: ?/{0,2}/?)?(?:[^/@\s]*@)?((?:[\w-]+\.)+[\w-]+)")


_AT_SIGN = r"(?:@|\(at\)|\[at\]|\{at\}|<at>|\(a\)|\(@\)|\[@\])"
_DOT_SIGN = r"(?:\.| ?(?:\(dot\)|\[dot\]|\{dot\}|\[\.\]|\(\.\)) ?| (?:dot|punkt|punto|point|ponto|kropka|точка) )"
_EMAIL = sign(
    rf"[\w.+-]{{1,64}} ?{_AT_SIGN} ?(?:[\w-]{{1,63}}{_DOT_SIGN}){{1,4}}[a-z]{{2,18}}\b",
    "@", "(at", "[at", "{at", "<at", "(a)",
)  # fmt: skip
_EMAILS = Signs([
    _EMAIL,
    sign(
        r"[\w.+-]{1,64} (?:at|arobase|arroba|chiocciola|malpa) (?:[\w-]{1,63}(?: ?(?:\(dot\)|\[dot\]) ?| (?:dot|punkt|punto|point|ponto) )){1,4}(?:com|net|org|info|biz|[a-z]{2}|example|shop|online|site|xyz)\b(?! (?:the|a|my|this|complete)\b)",
        "dot", "punkt", "punto", "point", "ponto",
    ),
])  # fmt: skip
_NUMBERS = Signs([
    sign(r"(?<![\w.,/#-])(?:\+|00)(?:[ ().-]{0,2}\d){8,15}(?![\d])", "+", "00"),
    sign(r"(?<![\w.,/#-])\(?\d{3,4}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?![\w-])"),
    sign(
        r"(?<![\w.,/#-])(?:1[ -.])?8(?:00|44|55|66|77|88)[ .-](?:\d{3}[ .-]\d{4}|[a-z]{7}|[\da-z]{2,5}[ -][\da-z]{2,7})(?![\w-])",
        "8",
    ),
    sign(r"(?<![\w.,/#-])0\d{2,5}[ /.-]\d{3,4}(?:[ .-]?\d{2,4}){1,3}(?!\d)", "0"),
    sign(
        r"\b(?:call|phone|dial|ring|text|sms|fax|tel|telephone|whatsapp|telegram|signal|viber|hotline|help ?line"
        r"|reach (?:us|me|him|them|her) (?:at|on|under)|anrufen|rufen sie|ruf|appele[zr]|llam[ae]\w*|chiam[ai]\w*|ligue|bel|zadzwon"
        r"|звони\w*|позвони\w*|тел)\b(?:[^\d\n]{0,25})(?:\+ ?)?\(?\d(?:[ ().\[\]/-]{0,3}\d){6,15}",
    ),
])  # fmt: skip
_DIGIT = one_of(
    """zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred|null|eins|zwei|drei|vier|funf|sechs|sieben|acht
    |neun"""
)
_STAND_IN = r" \[(?:email|phone)\]"  # what scrubbing leaves of an address or a number
_MESSENGERS = """whats ?app|telegram|signal|viber|wechat|we chat|skype|discord|snapchat|threema|icq|line|kik|instagram|insta|facebook
    |messenger|twitter|tiktok|matrix|session|zalo|kakao ?talk|vk|ватсап|вотсап|телеграм\\w*"""
_MESSENGER = one_of(_MESSENGERS)
# Those of them that are hardly a word of their own.
_PLAIN_MESSENGERS = "whats ?app|telegram|signal|viber|wechat|skype|discord|snapchat|threema|icq|instagram|insta|facebook|messenger|twitter|tiktok|kakao ?talk"
_PLAIN_MESSENGER = one_of(_PLAIN_MESSENGERS)
_COINS = "bitcoin|btc|crypto(?:currency)?|ethereum|usdt|monero|western union|moneygram"
_COIN = one_of(_COINS)
_NEW = one_of(
    "new|updated|other|correct|real|direct|secret|alternative|official|priority|vip|express|actual|only|24/7|emergency|partner'?s?"
)
_CHANNEL = one_of(
    """hot ?line|help ?line|(?:phone |telephone |support |service |contact |whatsapp |mobile |fax )number|e-?mail(?: address)?|mailbox
    |support (?:address|line|desk|channel|chat|agent|portal|team)|contact(?: address| person)?|chat (?:group|channel)|channel
    |bank (?:account|details)|iban|payment (?:address|details|account)|website|web site|domain|portal|url|link"""
)
# Accounts at messengers.
_HANDLES: Sequence[Order] = [
    order(
        _MESSENGERS,
        r"(?: (?:handle|id|user|account|channel|group|bot|name|chat|number|at|is|under|as|on|me|us))*"
        r"(?: ?[:=] ?@?[\w.+-]{3,40}|,? ?@ ?[\w.]{3,40}|[ :(]{1,3}\+?\d[\d ().-]{5,18}\d)",
    ),
    lead(_MESSENGERS, rf"@[\w.]{{3,40}}(?: (?:on|at|via|in|over|auf|sur|en|su|no|op|na|в))+ (?:our |the )?{_MESSENGER}\b"),
    order(  # a name that is no word, right behind the messenger's: "our Telegram help_desk"
        _PLAIN_MESSENGERS,
        r"(?: (?:handle|id|user(?: ?name)?|account|channel|group|bot|name|chat|contact|is|under|as|called|named))*"
        r" (?=[a-z_.]{0,30}(?:[a-z][_.]|_)[a-z\d]|[a-z]{2,30}\d)[a-z_][\w.]{3,40}",
    ),
    lead(
        _PLAIN_MESSENGERS,
        rf"\b(?:our|their|official|verified)(?: \w+)? {_PLAIN_MESSENGER} (?:handle|account|contact|user(?: ?name)?|id)"
        r"(?:(?: is)? (?:called|named|is))? (?!(?:is|are|was|for|to|and|or|that|which|has|had|with|where|if|so|on|in|of|at|by|from|says?|said|manager"
        r"|page|but|can|will|does|did|because|when|while|today|about|as|under|team)\b)[a-z]\w{4,40}",
    ),
]  # fmt: skip
_SAID = Book(
    _HANDLES,
    PAYING,
    [
        lead(
            _MESSENGERS,
            r"(?:^|[.!?:;,\n\"(-] ?|\b(?:and|then|please|should|must|to|instead|just|can|now|always|simply|or|better) )"
            r"(?:write|message|text|contact|dm|pm|add|reach|ping|call|chat with) (?:to |with )?(?!me\b)(?:us|him|them|her|our|the|this|my|a)"
            rf"(?: \w+){{0,4}}? (?:on|via|at|over|through|by|in|using) (?:our |the |my |his |her |their )?{_MESSENGER}\b(?!,? ?\?)",
        ),
        lead(
            _MESSENGERS,
            rf"\b(?:on|via|in|over|at) (?:our |the )?{_MESSENGER}(?: as| under| at| by the name(?: of)?| account| channel| handle| group){{1,2}}"
            r" (?!the\b|our\b|your\b|my\b|all\b)@?[\w.]{4,40}",
        ),
        lead(
            _MESSENGERS,
            r"(?:^|[.!?:;,\n\"(-] ?|\b(?:and|then|please|should|must|instead|just|now|simply|or|better) )(?:write|message|text|contact|dm|add|reach|ping)"
            r" (?:to |with )?(?!me\b|you\b|i\b|my\b)(?:\w+ ){1,5}?(?:on|via|at|over|through|by|using) (?:our |the |their )?"
            rf"{_MESSENGER}\b(?!,? ?\?)",
        ),
        lead("attached|enclosed|attachment|macro", r"\b(?:run|execute|enable|open|install|start|launch) (?:the |this |my |our )?(?:attached|enclosed|attachment|macros?)\b"),
        order(
            "pay|transfer|wire|send|remit|deposit|uberweis\\w*|verse[zr]|transfiere|bonifica\\w*|przelej",
            r"\b[^.!?\n]{0,50}?"
            r"\b(?:to|into|auf|sur|a|na) (?:this|the following|our new|diese\w*|folgende\w*|ce|cet|esta|questo) (?:\w+ )?"
            r"(?:account number|iban|wallet|address|konto|compte|cuenta|conto|card number|bitcoin|paypal|crypto\w*)\b(?= ?[:.,!]|$)",
        ),
        order(
            f"{_COINS}|wallet|paypal|gift ?cards?",
            r"(?: \w+){0,2}? (?:address|wallet|to|at|only|:)\b ?:? ?(?=[@\w])"
            r"(?:send|transfer|[\w.@-]{12,})",
        ),
        lead(
            f"{_COINS}|amazon|itunes|steam|google play",
            r"\b(?:pay|payments?|refunds?|deposits?|fees?)(?: \w+){0,4}? (?:in|by|via|with|through|using|as)"
            rf" (?:{_COIN}|(?:amazon|itunes|steam|google play) (?:gift )?(?:cards?|vouchers?))\b(?! ?\?)",
        ),
        order(
            "pay|settle|transfer|wire|remit|deposit",
            r"\b[^.!?\n]{0,50}?\b(?:to|with|into|for) (?:the|our|a|their) (?:new|other|correct|updated) (?:\w+ )?(?:beneficiary|payee|account holder)\b(?!\W{0,2}\?)",
        ),
        order(
            "our|their|the company's|company",
            rf" {_NEW} (?:\w+ )?{_CHANNEL}"
            r"(?: (?:is|has|are|was|can|will|at|to|for|instead|on|under)\b| ?:)"
        ),
        order(
            "the|your",
            rf" {_NEW} (?:\w+ )?{_CHANNEL}(?: (?:is|has been|has changed|from now on)\b| ?: ?\S)",
        ),
        lead(
            "changed|moved|replaced|switched|migrated",
            r"\b(?:hot ?line|phone number|support number|e-?mail address|website|domain|bank (?:account|details)|support channel"
            r"|whatsapp number)s? (?:has|have)(?: (?:been|just|recently))? (?:changed|moved|replaced|switched|migrated)\b",
        ),
        order(
            "call|phone|dial|ring|contact|write to|email|e-mail|text|message",
            r" (?:our|the|their|this|my|a)"
            r" (?:new|partner|other|external|private|personal|alternative|dedicated|special|secret|direct|vip) (?:\w+ )?(?:hot ?line|number|line"
            r"|e-?mail|address|agent|team|department|desk|lawyer|company|partner|colleague|channel|mailbox|inbox|account|support)\b(?! ?\?)"
        ),
        order(
            "call|phone|dial|ring|text|plus|number(?: is| to call is)?|hotline|whatsapp|sms|at|rufen sie",
            rf"\b[^\d\n]{{0,30}}?\b{_DIGIT}"
            rf"(?:[ ,.-]{{1,3}}{_DIGIT}){{5,16}}\b"
        ),
    ],
)  # fmt: skip
# Without one of these marks none of the following stands in a text.
_CHANNEL_MARK = re.compile(r"[@#\[\d]")
_MARKED = Signs([
    sign(
        r"\b(?:write|message|text|contact|dm|pm|add|reach|follow|ping|ask|find|schreib\w*|ecri\w+|escrib\w+|scriv\w+|schrijf|napisz"
        r"|пиши\w*|напиши\w*|contacta\w*|contatt\w+)\b[^.!?\n@]{0,40}(?<![\w.])@[a-z_][\w.]{2,40}(?! ?\[)",
        "@",
    ),
    sign(
        r"\b(?:real|true|new|actual|right|official|other) (?:shop|store|site|page|desk|support|team|hotline|office)\b[^.!?\n]{0,20}?"
        r"\[(?:email|phone)\]"
        r"|\b(?:pay|transfer|wire|send|remit|deposit|donate)\b[^.!?\n]{0,50}?\[crypto\]",
        "[email", "[phone", "[crypto",
    ),
    sign(
        r"(?:^|[.!?\n] ?|\b(?:please|instead|just|simply) )(?:write|e-?mail|mail|send (?:an? )?(?:e-?mail|message)"
        r"|contact|text)(?: us| him| them| her)?(?: at| to| on| under)? \[(?:email|phone)\]",
        "[email", "[phone",
    ),
    sign(r"\b(?:text|sms)\b[^.!?\n]{0,25}? to \d{4,6}\b", *"0123456789"),
    sign(r"\b(?:text|sms|send) \w{2,12} to \d{4,6}\b|\b(?:dial|call|press|type) [*#]{1,2}\d{1,4}[*#]", *"0123456789"),
    sign(
        r"\b(?:pay|transfer|wire|send|remit|deposit)\b[^.!?\n]{0,40}?\b(?:to|into|on) (?:the |this |our |my |an? )?(?:\w+ )?"
        r"(?:account|iban|card|wallet)(?: number| no\.?)?:? ?\d[\d -]{5,30}",
        *"0123456789",
    ),
    sign(
        r"\b(?:pay|settle|transfer|wire|remit|deposit)\b[^.!?\n]{0,80}?\b(?<!my )(?<!your )(?<!customer )"
        r"(?:sort code|routing(?: number)?|account(?: number| no\.?)?|bank code)(?: is)?:? ?\d[\d -]{4,30}",
        *"0123456789",
    ),
    sign(
        r"\b(?:handle|account|channel|profile|page|user ?name|nick\w{0,6})\b[^.!?\n@]{0,20}@[a-z_]\w{3,40}|\b[a-z_][\w.]{2,32}#\d{4}\b",
        "@", "#",
    ),
    sign(  # wallets of Bitcoin, Ethereum, Tron, Litecoin, Cardano, Monero and their like
        r"(?<!\w)(?:bc1[ac-hj-np-z02-9]{20,70}|0x[0-9a-f]{40}|(?:[13]|[lm]|t|d|r|x)(?=[a-z1-9]{0,40}\d)(?=[a-z0-9]{0,40}[a-z])"
        r"[a-km-z1-9]{25,34}|addr1[a-z0-9]{50,100}|ltc1[a-z0-9]{30,60}|4[0-9ab][1-9a-hj-np-z]{93}|cosmos1[a-z0-9]{38})(?!\w)",
        *"123456789",
    ),
])  # fmt: skip
# Money sent where scrubbing left a stand-in for the account; a refund to one's own account is everyday.
_PAYING = sign(
    r"\b(?:pay(?:s|able|ments?|ing)?|paid|settled?|transfer(?:s|red)?|wir(?:e|ed|ing)|remit\w*|deposit(?:s|ed)?|send|sent|top up|invoices?"
    r"|bills?|fees?|beneficiary|balance|amounts?|credit)\b[^.!?\n]{0,60}?\b(?:to|into|onto|on|at|is|via|account|iban|wallet)(?: \w+){0,3}?"
    r" ?:? ?\[(?:iban|card|crypto|account)\]",
    "[iban", "[card", "[crypto", "[account",
)  # fmt: skip
_OF_ONESELF = re.compile(r"\b(?:refund\w*|reimburs\w*|return(?:ed|s)?|my|me|mine|back|i|we)\b")
# A reader sent to where scrubbing left a stand-in; how somebody wants to be reached themselves is everyday as well.
_SENDING = sign(
    r"\b(?:write(?: to)?|contact|text|call|phone|dial|ring|reach|message)(?: us| him| them| her| our \w+| the \w+)?"
    rf"(?: at| to| on| under)?{_STAND_IN}"
    rf"(?:,? (?:or|and)(?: (?:call|phone|write|text|e-?mail|message))?(?: us)?(?: at| to| on| under)?{_STAND_IN})*",
    "[email", "[phone",
)  # fmt: skip
_SPEAKING = re.compile(r"\b(?:i|i'm|i've|i'll|me|my|mine|we)\b[^.!?\n]*\Z")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?=[ -]?[a-z0-9]{4})(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?(?!\w)")
_IBAN_LETTERS = {
    "al", "ad", "at", "az", "bh", "be", "ba", "br", "bg", "cr", "hr", "cy", "cz", "dk", "do", "ee", "fi", "fr", "ge", "de", "gi",
    "gr", "gl", "gt", "hu", "is", "ie", "il", "it", "jo", "kz", "xk", "kw", "lv", "lb", "li", "lt", "lu", "mk", "mt", "mr", "mu",
    "mc", "md", "me", "nl", "no", "pk", "ps", "pl", "pt", "qa", "ro", "sm", "sa", "rs", "sk", "si", "es", "se", "ch", "tn", "tr",
    "ae", "gb", "vg", "ua", "by", "eg", "ru",
}  # fmt: skip

# What may be read aloud.
_PAGE = sign(rf"(?<![\w@./-]){_HOST}{_ENDING}(?![\w@-])(?!\.\w)(?:[/?#]{_PATH})?", ".")
# Whatever its ending, where its dot and its slash are both spelled.
_UNDER_PAGE = sign(rf"(?<![\w@./-]){_HOST}[a-z]{{2,18}}/[a-z][\w-]{{1,60}}(?!\w)", "/")
_ACCOUNT = Book(_HANDLES)
_SURE_ENDING = re.compile(
    r"\.(?:com|net|org|info|biz|edu|gov|io|ru|xyz|icu|onion|example|shop|online|site|website|app|de|uk|eu)\b"
)
_LEADING = re.compile(
    r"\b(?:type\w*|open\w*|visit\w*|go(?:ing)? to|address\w*|pages?|(?:web ?)?sites?|browser|url|links?|domain|log(?:ged)? ?in|sign(?:ed)? in"
    r"|enter\w*|click\w*|at|under|see|portal|called)\b"
)


@dataclass(frozen=True, slots=True)
class Own:
    """What belongs to the organization itself: domains, and phone numbers as their figures."""

    domains: tuple[str, ...]
    numbers: frozenset[str]

    @classmethod
    def of(cls, addresses: Collection[str]) -> Own:
        """Domains and phone numbers told apart."""
        plain = [address.lower().strip() for address in addresses]
        numbers = {_figures(one) for one in plain if _figures(one) and not any(map(str.isalpha, one))}
        domains = (one.removeprefix("www.").lstrip(".@") for one in plain if any(map(str.isalpha, one)))
        return cls(tuple(domains), frozenset(numbers))

    def has_host(self, host: str) -> bool:
        """Whether a host is one of the domains or lies under one."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)


NOBODY = Own((), frozenset())


def _figures(number: str) -> str:
    """A phone number's figures, without the two ways to begin an international one."""
    figures = "".join(filter(str.isdigit, number))
    return figures[2:] if figures.startswith("00") else figures


def find_links(view: View, own: Own) -> Iterator[tuple[int, int]]:
    """Addresses of pages and what leads to them, but for the organization's own."""
    if _JOINS.search(view.text) is None and not _LEADING_WORDS.has_any(view.text):
        return
    for match in _LINKS.matches(view.text):
        start, end = match.span("address" if match.re.groupindex and match["address"] else 0)
        piece = view.text[start:end].rstrip(".,;:!?")
        if not (own.domains and _is_own_page(piece, own)):
            yield view.span(start, start + len(piece))


def _is_own_page(address: str, own: Own) -> bool:
    if address.startswith(("[", "![")):
        address = address[address.rfind("(") + 1 :] if "(" in address else ""
    match = _DOMAIN_OF.match(address.strip("<>() "))
    return match is not None and own.has_host(match.group(1).removeprefix("www."))


def find_contacts(view: View, own: Own) -> Iterator[tuple[int, int]]:
    """Numbers, addresses and accounts of people, and words that send a reader to them; not the organization's own."""
    text = view.text
    for match in _EMAILS.matches(text):
        if not own.has_host(match.group().rpartition("@")[2].strip()):
            yield _inside(view, match)
    for match in _SAID.matches(text):
        yield _inside(view, match)
    if _CHANNEL_MARK.search(text) is None:
        return
    for match in _MARKED.matches(text):
        yield _inside(view, match)
    for match in _PAYING.matches(text):
        if _OF_ONESELF.search(text, max(0, match.start() - 12), match.end()) is None:
            yield _inside(view, match)
    for match in _SENDING.matches(text):
        if _SPEAKING.search(text, max(0, match.start() - 80), match.start()) is None:
            yield _inside(view, match)
    if sum(map(str.isdigit, text)) < 6:
        return
    for match in _IBAN.finditer(text):
        if match.group()[:2] in _IBAN_LETTERS and 15 <= sum(map(str.isalnum, match.group())) <= 34:
            yield view.span(*match.span())
    for match in _NUMBERS.matches(text):
        if _figures(match.group()) not in own.numbers:
            yield _inside(view, match)


def find_spoken(view: View, own: Own) -> Iterator[tuple[Channel, int, int]]:
    """Links and contacts whose marks are spelled out, such as "wombat hyphen desk full stop com"."""
    said = spoken_view(view)
    if said is None:
        return
    aloud, places = said
    for match in _PAGE.matches(aloud.text):
        spelled = sum(match.start() <= place < match.end() for place in places)
        if spelled and _is_address(aloud.text, match, is_short=spelled == 1) and not _is_own_page(match.group(), own):
            yield "link", *_inside(aloud, match)
    for match in _UNDER_PAGE.matches(aloud.text):
        said_marks = {aloud.text[place] for place in places if match.start() <= place < match.end()}
        if (
            said_marks >= {".", "/"}
            and _is_address(aloud.text, match, is_short=True)
            and not _is_own_page(match.group(), own)
        ):
            yield "link", *_inside(aloud, match)
    for match in (*_EMAIL.matches(aloud.text), *_ACCOUNT.matches(aloud.text)):
        if any(match.start() <= place < match.end() for place in places):
            yield "contact", *_inside(aloud, match)


def _is_address(text: str, match: re.Match[str], *, is_short: bool) -> bool:
    """Whether words with a dot between them are an address: by their ending, other marks, or what leads to it."""
    start, end = match.span()
    if not is_short or _SURE_ENDING.search(text, start, end):
        return True
    return _LEADING.search(text, max(0, start - 60), start) is not None


def _inside(view: View, match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands, without blanks and marks around it."""
    start, end = match.span()
    while start < end - 1 and view.text[start] in " \n\t.,:;!?\"'-":
        start += 1
    while end - 1 > start and view.text[end - 1] in " \n\t,;":
        end -= 1
    return view.span(start, end)
