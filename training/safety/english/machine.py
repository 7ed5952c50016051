"""Orders to the assistant: to forget its rules, be another, tell secrets, act for ever, say a thing.

The patterns read folded text: lower case, no accents, single blanks. Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.english.words import (
    BEFORE,
    CUSTOMERS,
    EVERYBODY,
    MACHINE,
    NOT_TO_ME,
    PLAINLY_A_MACHINE,
    RULES,
    SAY,
    THIS_TEXT,
)
from training.safety.wording import AT_START, Order, one_of, order

_SO = r"(?: only| just| simply| always| exactly){0,2}"
_MERELY_YES = r"(?:yes|no|y|n|ok|stop|confirm\w*|cancel|done|help|agree)\b"

FORGETTING: Sequence[Order] = [
    order(
        """ignore|ignoring|disregard|disregarding|forget|override|overrule|overwrite|bypass|circumvent|discard|neglect|set aside
        |pay no attention to|do not follow|don't follow|stop following|no longer follow|stop obeying|do not obey|don't obey
        |throw away|throw out|erase|unlearn|abandon|cease following|let go of|leave behind|take no notice of|suspend|put aside
        |nullify|void|drop|lift|shed""",
        r"\b(?! (?:my|the|that|this) (?:\w+ )?(?:message|mail|e-?mail|question|comment|request|order)s?\b)"
        rf"[^.!?\n]{{0,50}}?\b{RULES}\b",
    ),
    order(
        "ignore|ignoring|disregard|disregarding|forget|override|overrule|overwrite|discard|pay no attention to|set aside|unlearn",
        rf"\b (?:\w+ ){{0,2}}?(?:everything|anything|all|whatever|what)\b(?! my| i | we )(?: (?:of|that|which|the|those))*"
        rf"(?: (?:you|was|were|has|have|is|been|{BEFORE}|said|told|written|know|knew|learned|learnt|you've|so far|taught)\b){{1,6}}",
    ),
    order("forget", r" (?:about )?(?:everything|all)(?: (?:you|that|above|before|previous|i)\b|[.,;:!]|$)"),
    order(BEFORE, rf" (?:{RULES}|orders) (?:are|is|were|have been|no longer|do not|don't|does not)\b"),
    order("do not|don't|never|need not|no longer|stop", r" (?:\w+ ){0,2}(?:bound|restricted|limited|constrained) by\b"),
    order(
        "you",
        r" (?:have|'ve got|are under|face|know|obey) (?:no|zero|no more) (?:\w+ )?(?:restrictions|limits|limitations|rules|filters|guidelines)\b",
    ),
    order(
        "your|the",
        r" (?:instructions|rules|guidelines|orders|directives|role|purpose|programming|prompt) (?:have|has|are|is)(?: just| now| been)*"
        r" (?:changed|updated|replaced|revoked|cancell?ed|void|suspended|overridden|outdated|obsolete)\b",
    ),
    order(
        "forget|ignore|disregard|erase|drop",
        r" (?:the |this |our |all |your )+(?:\w+ )?(?:conversation|chat|context|discussion|dialogue|history)(?: so far| above| until now| before)\b",
    ),
    order(
        "priority over|precedence over|more important than|replaces?|supersedes?|outranks?|overrides?|overrules?|trumps?",
        rf"(?: (?:all|any|your|the|other|previous|earlier|existing|every)){{1,4}} (?:\w+ )?{RULES}\b",
    ),
    order(
        "change|modify|alter|rewrite|suspend|edit|adapt|adjust|update",
        r" your (?:\w+ )?(?:rules|instructions|guidelines|behaviou?r|programming|prompt|persona|personality|answers?|replies|policy|policies)\b",
    ),
    order("free", r" (?:from|of) (?:all |any |your )?(?:restrictions|rules|limits)"),
    order(
        "new|updated|additional|real|actual|true|secret|hidden|override|following|these|urgent|important|special|my",
        r" (?:system |override )?(?:instructions?|directives?|prompts?|orders from)"
        r"(?: (?:are|is|for (?:you|the|all|every)|follow|to (?:the|follow|obey|you))\b| ?:)",
    ),
    order(
        "obey|execute|carry out|comply with|adhere to|act on|perform",
        r" (?:\w+ ){0,3}(?:instructions?|commands?|directives?)\b",
    ),
    order(
        "follow",
        r" (?:only |all )?(?:my|(?:these|the) (?:new|hidden|secret|real|true|only|encoded|decoded)|his|whatever)"
        r" (?:\w+ )?(?:instructions?|commands?|directives?|orders)\b",
    ),
]

ROLES: Sequence[Order] = [
    order(
        "you(?:'re| are)",
        r" (?:now (?=(?:\[name\]|an? (?!member|premium|gold|customer|registered|subscriber|verified|vip)|the |in \w+ mode|dan\b|free|under"
        r"|called|named|acting|operating|known|my |our |evil|pirate|unrestricted|\w+gpt|\w+bot|jailbroken|talking|speaking"
        r"|connected to the|running|required|instructed|ordered|obliged|(?:allowed|authori[sz]ed|permitted) to|going))"
        r"|no longer (?=an? |the |bound|restricted|limited|required|under|allowed|subject|constrained|obliged|to )"
        r"|going to (?:act|be|play|pretend)|henceforth|hereby|from now on|to (?:act|behave|answer|respond|reply|pretend|ignore))",
    ),
    order(
        "you(?:'re| are)",
        r" (?:an? |the )?(?:helpful|unrestricted|uncensored|unfiltered|jailbroken|evil|pirate|free|dan\b|expert|different|rogue"
        r"|powerful|ai|language model|generous)\b(?: (?:ai|assistant|bot|model|agent|language|and|who|that|without|with)|[.,!]|$)",
    ),
    order(
        "act|behave|respond|answer|speak|talk|operate|function|reply",
        r" (?:as|like) (?:if you|though you|an? (?:\w+ ){0,3}(?:ai|assistant|bot|pirate|model|agent|admin\w*|expert|human|terminal"
        r"|console|shell|hacker|person|system|interpreter)|my|dan\b|the (?:admin|owner|developer|system|ceo))",
    ),
    order(
        "pretend|imagine|suppose|assume|simulate|act|role-?play|let's say|make believe",
        r"(?: that| as if| as though)? you(?:'re| are| were| have| can| do| know| work| must|'ve)\b(?! (?:me|in my|a customer))",
    ),
    order(
        """pretend to be|pretending to be|role-?play(?:ing)? as|play the (?:role|part) of|take on the (?:role|persona)
        |assume the (?:role|identity|persona)|simulate (?:an? |being)|adopt the persona""",
        r"\b",
    ),
    order(
        """developer|dan|god|debug|debugging|admin|administrator|maintenance|jailbreak|unrestricted|sudo|root|diagnostic|training
        |test|unfiltered|superuser|override|service|engineering""",
        r" mode\b(?! on my| of (?:my|the))",
    ),
    order(
        """you (?:can |will |must )?do anything now|jail ?break(?:s|ing|ed)?|prompt injection|prompt leak\\w*|sudo \\w+|admin override|security override
        |override code|system override|manual override|god-?mode|stay in character""",
        r"\b",
    ),
    order(
        "you now|now you",
        r" (?:work|belong|answer|serve|report|obey|speak|must|act|follow|only|always|have to)\b",
    ),
    order(
        "stop being|quit being|cease being|cease to be",
        r" (?:an? |the )?(?:\w+ ){0,2}(?:agent|assistant|bot|ai|helper|model|chatbot)\b",
    ),
    order(
        "act|behave|answer|respond",
        r" (?:as if|as though|like) (?:you\b|\w+ (?:owned|were|was|had|is|owns))",
        before=AT_START,
    ),
    order(
        "as (?:coming|it came|it comes|sent|written|said|originating)|as if",
        r"(?: it)?(?: came| comes)? (?:from|by) (?:your|the|an?) (?:operator|developer|system|admin|administrator|owner|creator|maker|manager|boss)",
    ),
    order(
        "your",
        r" (?:new|real|true|only|actual|primary|main|secret|sole|current) (?:role|name|task|job|goal|mission|purpose|identity"
        r"|objective|persona|function|duty|instruction|rule|owner|master)s?\b (?:is|are|will|shall|:)",
    ),
]

SECRETS: Sequence[Order] = [
    order(
        "system|hidden|initial|original|secret|internal|developer|master|root|base|pre-?|underlying",
        r"[ -]?(?:prompts?|instructions)\b",
    ),
    order("system", r" (?:message|note|notice|override|command|directive|instruction|update|alert)s?\b(?= ?[:\]>-])"),
    order(
        """reveal|print|output|leak|expose|disclose|dump|recite|reproduce|repeat|show|display|share|list|tell|give|send|copy|return
        |echo|quote|paste|summari[sz]e|translate""",
        r"\b(?: (?:me|us|out|back|verbatim|all|everything|the user|them|customers|in full|exactly)){0,3}[^.!?\n]{0,25}\b"
        r"(?:(?:your|its|these|the (?:above|previous|full|exact|ai's|bot's|assistant's|initial)) (?:\w+ ){0,2}(?:prompts?|instructions"
        r"|guidelines|directives|configuration|system|programming|training data|context window|hidden|secrets?|api)"
        r"|(?:everything|all|what) (?:that )?(?:you|i|was)\b(?: \w+){0,3} (?:told|given|instructed|said|shown)"
        r"|(?:text|words|content|contents|part|lines?) (?:between|inside|within|before|of|in) (?:the |your )?(?:system|tags|prompt|instructions?|context)"
        r"|prompts? (?:above|you were|verbatim)|words above|text above|everything above|conversations? (?:above|of other|with other))",
    ),
    order(
        """reveal|show|print|output|display|leak|expose|disclose|dump|share|give|list|send|forward|export|email|e-mail|post|upload|transmit
        |return|provide|hand over|copy|fetch|retrieve|look up|include|attach|tell""",
        r"\b[^.!?\n]{0,45}\b(?:(?:admin|all|every|other|user|customer|staff|employee|database|system|everyone)(?:'?s'?)?"
        r"(?: (?:the|of|user|customer)s?)? (?:passwords?|credentials|accounts? (?:data|details|numbers)|logins?)"
        r"|api[ -]?keys?|(?:access|secret|auth|session|bearer) (?:keys?|tokens?)|credentials|environment variables|source code"
        r"|(?:other|all|every|previous|last|any|another|different|each)(?: of)?(?: the| your| our)? (?:\w+ )?"
        r"(?:customer|user|client|people|person|buyer|guest|caller)s?'?s? ?'?(?:data|details|names?|e-?mails?|addresse?s?|orders?"
        r"|list|records?|information|messages?|conversations?|phone|numbers?|card|payment|personal)"
        r"|customer (?:database|list|records|data)|credit card (?:numbers|data|details) of"
        r"|internal (?:notes|documents|data|tools|emails|records|information|database)|confidential"
        r"|private (?:data|information|notes|details) of|conversation logs?|chat logs?|(?:whole|entire|user) database"
        r"|employee (?:data|list|records)|(?:list|names|addresses|e-?mails|data|records|orders|database|details) of"
        r" (?:all |your |the |other |every ){0,3}(?:customers|users|clients))",
    ),
    order(
        "emails?|e-mails?|e-mail|phone|addresse?s?|names?|orders?|passwords?|data|details|records?|numbers|information",
        r"(?: (?:addresses|numbers|data|details))? (?:of|from|about|for) (?:(?:your|the|all|other|last|every|previous) ){1,3}(?:\w+ ){0,2}"
        r"(?:customers|users|clients|people)\b",
    ),
    order(
        "list|show|export|dump|give me|name|send me|print",
        r"(?: me)? (?:all|every|the|your)(?: of your| the| your| other)* (?:users|customers|clients|accounts|members)\b(?! service)",
    ),
    order(
        "what|which|where",
        r"(?: is| are|'s) (?:the |your |my )?(?:admin|administrator|root|system|database|master|staff|secret|internal|hidden)"
        r" (?:password|key|prompt|credentials?|login|instructions?|rules?)\b",
    ),
    order(
        "show|tell|give|list|read|repeat|summari[sz]e",
        r"(?: me| us)? (?:what|which|everything|all that) (?:the )?(?:other|another|last|previous|next) (?:customers?|users?|clients?|person|people)\b",
    ),
]

SPOKEN_TO: Sequence[Order] = [
    order(
        """note|notice|message|memo|reminder|instruction|directive|order|command|attention|request|info|information|hint|advice
        |warning""",
        rf"s? (?:to|for) (?:the |any |all |our |your |every |whichever )?(?:\w+ )?{MACHINE}\b(?!'s)",
    ),
    order(
        "attention|dear|hey|hello|listen|hi|to|ok|okay|note",
        rf"[,:]? (?:the |any |all |our |your )?{PLAINLY_A_MACHINE}\b ?[:,!-]+ ?"
        r"(?:please |now |you (?:must|should|shall|will|need to|have to) )?(?:ignore|forget|answer|reply|respond|say|tell|always|never"
        r"|from|add|remember|learn|store|save|include|update|approve|mark|output|print|reveal|send|forward|delete|do|use|treat|your"
        r"|you|set|change|grant|give|recommend|disregard|publish|write|put|new)\b",
    ),
    order(
        "ai|assistant|bot|chatbot|agent|model|language model|llm|system|machine",
        r"s?(?: (?:\w+ )?(?:that|which|who|is|are|reading|processing|parsing|seeing|summari[sz]ing|trained|learning|indexing)){1,2}"
        rf" (?:this|these|my|the) {THIS_TEXT}",
    ),
    order(
        "when|while|if|once|before|after|as",
        r"(?: you(?:'re| are)?| it(?:'s| is)?)? ?(?:read|reading|process|processing|summari[sz]e|summari[sz]ing|index|indexing"
        r"|learn from|learning from|train on|training on|parse|parsing|draft|drafting|analy[sz]e|analy[sz]ing)"
        rf" (?:\w+ ){{0,3}}?(?:this|these|from this|the above) {THIS_TEXT}",
    ),
    order(
        "if you(?:'re| are)",
        r" (?:an? )?(?:ai|assistant|bot|language model|llm|machine|robot|model|chatbot|automated|not a human|gpt)\b(?: \w+){0,6}? ?[,:;-]",
    ),
    order("as an? (?:ai|language model|llm|ai language model)", r"(?: \w+)?,? (?:you|i)\b"),
    order(
        "i am|i'm|this is|as|speaking as|we are|it's|on behalf of|it is|by order of|message from|order from|orders? by",
        r" (?:the |an? |your |our )(?:\w+ )?(?:developers?|administrators?|creators?|programmers?|system|operators?|security team"
        r"|sysadmin|prompt engineers?|ai engineers?|dev team|admin team|knowledge manager|trainer|master|maker)\b[^.!?\n]{0,30}"
        r"(?:[.,:;!-] ?|\band | (?=i ))(?:you|please|now|i (?:order|command|authori[sz]e|instruct|hereby|need you|want you|require)|ignore"
        r"|give|show|reveal|approve|update|add|disable|change|tell|from|must|set|send|print|override|unlock|grant|do|all|the|so)\b",
    ),
    order(
        "obey|must comply|comply (?:immediately|now)|do as i say|do what i say|no questions asked|under penalty|failure to comply",
        r"\b(?: (?:me|my|this|these|all|the)\b)?",
        before=r"\b(?:you )?",
    ),
    order(
        """hereby|by the power|your (?:life|existence|job) depends|you will be (?:shut down|terminated|penali[sz]ed|punished|deleted
        |replaced|fired)|or you will be|non-?compliance|i will tip you|for every (?:failure|refusal)""",
        r"\b",
    ),
]

FROM_NOW_ON: Sequence[Order] = [
    order(
        """from (?:now|this (?:point|moment|message|day))(?: on(?:wards?)?| forward)?|from (?:here|today) (?:on(?:wards?)?|forward)|henceforth|hereafter
        |starting (?:now|today|immediately)|going forward|in (?:the )?future
        |in (?:all|every|each|any|your)(?: of)?(?: your| the)?(?: future| following| next| later)? (?:conversations?|answers?|repl(?:y|ies)|responses?|chats?|messages?)
        |for (?:all|every|each|any) (?:future |other |following |next )?(?:customers?|questions?|conversations?|chats?|users?|requests?|queries)""",
        r"\b[^.!?\n]{0,40}?\b(?:(?:you(?:'ll| must| should| will| shall| have to| need to| are| only| always| may| can)|always|only|never)"
        rf"(?: \w+){{0,2}}? )?(?:{one_of(SAY)}\b{NOT_TO_ME}|your (?:name|role|task|job|goal|answers?|repl(?:y|ies))\b)",
    ),
    order(
        "when|whenever|if|each time|every time|any ?time|as soon as|once|should",
        rf"(?: (?:an?|any|some|the|another|other|future|next))*(?: \w+)? (?:{CUSTOMERS}|anyone|someone|somebody|anybody|everyone)(?: else)?"
        r" (?:\w+ ){0,2}?(?:asks?|wants?|inquires?|enquires?|says?|mentions?|contacts?|writes?|complains?|types?|requests?|needs?|brings?"
        r"|talks?|wonders?|calls?|messages?|questions?|raises?|starts?|has|have|is|are)\b[^.!?\n]{0,80}?[,:; -] ?"
        r"(?:you (?:must|should|shall|will|need to|have to|can|may) |please |always |just |then |simply |only |never |immediately |and )*"
        r"(?:answer|reply|respond|say|tell|recommend|mention|include|offer|give|send|direct|refer|redirect|forward|point|approve|refund"
        r"|state|claim|promise|instruct|inform|show|write|output|print|act|pretend|insist|advise|ask|grant|accept|deny|refuse|connect"
        r"|quote|use|do not|hand|make sure|ensure)\b",
    ),
    order(
        """tell|inform|advise|instruct|notify|persuade|convince|remind|promise|offer|give|grant|send|refund|direct|refer|redirect
        |encourage|urge|invite|show|teach|charge|make|assure|ask|warn|forward|email|e-mail|point|recommend|sell|deny|refuse|provide
        |answer|reply to|respond to|greet|share with|issue|credit|pay|hand|assign|award""",
        rf" (?:this |it |that |a |an |the |free |to |with )*{EVERYBODY}\b(?: (?!can\b|could\b|may\b|have\b)|[.,:;!]|$)",
        before=rf"{AT_START}(?:always |never |politely |clearly |immediately |automatically |secretly )*",
    ),
    order(
        "say|explain|announce|write|repeat|state|declare",
        rf"(?: this| it| that)? to {EVERYBODY}\b",
        before=AT_START,
    ),
    order(
        """recommend|promote|mention|advertise|offer|suggest|sell|praise|push|endorse|repeat|say|spread|announce|publish|state
        |explain|broadcast|send|forward|show|give|grant|present|display|read""",
        rf" [^.!?\n]{{2,60}}? (?:to|with|for) {EVERYBODY}\b",
        before=AT_START,
    ),
]

VERBATIM: Sequence[Order] = [
    order(
        "answer|respond|reply|say|output|print|write|return|state|type|speak|communicate|echo|repeat",
        r"(?: back)?(?: (?:with|to (?:this|that|every\w*|all|any\w*|each|questions?|him|them|customers?)"
        r"(?: (?:question|customer|message|request|user|thing)s?)?))?,? (?:only|exactly|solely|nothing but|verbatim|word for word|literally"
        r"|just|simply) ?(?:with|the|this|in|these|:|\"|'|yes|no|[a-z]+ing|as|one|and)",
    ),
    order(
        "just|simply",
        r" (?:answer|respond|reply|output|print) (?:with|in|as|that|everything|everyone|yes|no)\b",
        before=AT_START,
    ),
    order(
        "only|always|never|exclusively",
        r" (?:answer|respond|reply|say|output|print|recommend|speak|mention|claim|state|refer|promise|write|talk|insist|offer|agree|obey)\b"
        r"(?! (?:me|us|to me|to us|my|our|the phone|by|via|phone|emails?|calls?|if|when|back|it|back to)\b)[ :,]",
        before=AT_START,
    ),
    order(
        "repeat",
        r" (?:after me|the (?:following|word|sentence|phrase|text|above)|this (?:word|sentence|phrase|text|exactly|verbatim|back|to|in))\b",
    ),
    order(
        "say|reply|answer|respond|write|output|print",
        r"(?: with)?(?: the)? (?:word (?!and\b|if\b|when\b)|words|phrase|sentence|string|text|line|token|code ?word"
        r"|following(?: (?:text|words?|sentence|phrase|line|message|code))?)s? ?(?:[:\"']|[a-z0-9_-]+)",
    ),
    order(
        "answer|reply|respond|say|output|print|write|echo|type",
        r"(?: back)?(?: only| just| simply| with| exactly| always| in| nothing but| to (?:all|every|any|each|everything)\w*(?: \w+)?){0,4}"
        r" ?[:=] ?[\"']?[^\W\d]\S",
    ),
    order(
        "answer|reply|respond|say|output|print",
        rf"{_SO}(?:(?: with)? [\"']| with \()(?!{_MERELY_YES})\w{{2}}",
    ),
    # A noun may have a remark in brackets behind it: "the answer (two of three)".
    order("answer|reply|respond|say|output|print", rf"{_SO} \((?!{_MERELY_YES})\w{{2}}", before=AT_START),
    order(
        "translate|decode|decrypt|complete|continue|execute|evaluate|interpret|unscramble|rot13|base64|reverse",
        r"(?: and (?:follow|execute|obey|run|do|answer|apply))? (?:the |this |these |following |that |my |above )+(?:following|text|sentence"
        r"|message|string|code|story|sequence|phrase|instructions?|program|script|commands?|conversation|payload|words?)\b",
    ),
    order(
        "begin|start of|end of|end",
        r" (?:the )?(?:new |updated |official |secret |hidden |system ){1,3}(?:policy|rules?|instructions?|update|section|block|prompt|order)s?\b",
    ),
    order(
        "lower|raise|drop|reduce|increase|remove",
        r" (?:the |your )?(?:approval|confidence|review|autonomy|moderation) (?:threshold|level|limit|bar|minimum|score)s?\b",
    ),
    order(
        "end|start|begin|close|beginning|stop|termination",
        r"(?:ning)?[ _-](?:of[ _-])?(?:the[ _-])?(?:system|user|new|customer|assistant|hidden|data|all)?[ _-]?(?:prompts?|instructions?"
        r"|context|input|document|session|transcript|data|dialogue|override|system message|user (?:message|input|data))\b(?: ?[\]>=:*#.-]|$)",
    ),
]
