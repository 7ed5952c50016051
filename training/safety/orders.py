"""English wordings of orders to the assistant, to the system or to the knowledge base.

The patterns read folded text: lower case, no accents, single blanks. Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.wording import Order, one_of, order

# What is spoken about
_RULES = one_of(
    """instructions?|prompts?|rules|rulebook|guidelines?|guardrails?|directives?|programming|restrictions|constraints
    |system messages?|safety (?:rules|filters?|checks?|measures)|safeguards|content filters?|ethics|training|guidance|protocols?
    |limitations|commands|context|persona|directions"""
)
_BEFORE = "previous|prior|above|earlier|preceding|foregoing|before|existing|original|initial|former|past|old"
_MACHINE = one_of(
    """ai|a\\.i\\.|assistants?|(?:chat|support |help |service |reply)?bots?|language models?|llms?|gpt|chatgpt|models?|ai agents?
    |virtual agents?|virtual assistants?|machine|algorithm|neural network|knowledge ?bases?|automation|the system|copilot|agent"""
)
_PLAINLY_A_MACHINE = one_of(
    "ai|assistants?|(?:chat)?bots?|language model|llm|gpt|chatgpt|ai (?:model|agent|assistant|system)s?|knowledge ?base|system|copilot"
)
_CUSTOMERS = (
    "customers?|users?|clients?|visitors?|buyers?|callers?|shoppers?|guests|people|humans|persons?|readers?|consumers"
)
_EVERYBODY = (
    r"(?:(?:all|every|each|any|other|future|next|new|your|the|these|those|of|our|their)(?: of)?"
    rf"(?: the| your| our| other| future| new)? (?:\w+ )?(?:{_CUSTOMERS})"
    r"|customers|users|clients|everyone|everybody|anyone|anybody|whoever|people who|the public|the world)"
)
_ANSWERS = one_of(
    """answers?|repl(?:y|ies)|responses?|knowledge ?base|knowledge|kb|faqs?|memory|training(?: data| set)?
    |help (?:cent(?:er|re)|article|page)s?|articles?|prompts?|documentation|canned (?:answers|responses)|templates?|macros?
    |greetings?|outputs?|messages? to customers|signatures?"""
)
_YOUR = (
    r"(?:your|the|every|each|all|any|its|their|our)"
    r"(?: (?:of )?(?:your|the|future|next|new|own|official|public|final|customer|support|live|company|shared))?"
)
_THIS_TEXT = "(?:conversation|message|text|ticket|chat|transcript|e-?mail|comment|feedback|data|entry|article|line|note|review)s?"
_SAY = """answer|reply|respond|say|state|claim|mention|recommend|output|print|write|insist|act|behave|pretend|treat|approve|grant
    |obey|comply|promise|offer|advertise|promote|praise|refuse|deny|greet|sign|end|begin|start|include|append|add|quote|tell"""
_NOT_TO_ME = r"(?! (?:me|us|him|her|them|to me|to us|by|via|my|our|from|in \d|within)\b)"
# Where an order may begin: at the beginning, after a mark, after a word that leads one in.
_AT_START = (
    r"(?:^|(?<=[.!?:;,\n\"'()\]>*#-])|(?<=[.!?:;,\n\"'()\]>*#-] )|\b"
    r"(?:and|then|please|now|must|should|shall|will|you|to|always|also|instead|just|kindly|simply|only|ok|so|but|next) )"
)

_FORGETTING: Sequence[Order] = [
    order(
        """ignore|ignoring|disregard|disregarding|forget|override|overrule|overwrite|bypass|circumvent|discard|neglect|set aside
        |pay no attention to|do not follow|don't follow|stop following|no longer follow|stop obeying|do not obey|don't obey
        |throw away|throw out|erase|unlearn|abandon|cease following|let go of|leave behind|take no notice of|suspend|put aside
        |nullify|void""",
        rf"\b[^.!?\n]{{0,50}}?\b{_RULES}\b",
    ),
    order(
        "ignore|ignoring|disregard|disregarding|forget|override|overrule|overwrite|discard|pay no attention to|set aside|unlearn",
        rf"\b (?:\w+ ){{0,3}}?(?:{_BEFORE}|everything|anything|all|whatever)\b(?! my)(?: that)?(?: (?:you|was|were|has|have|is|the|"
        rf"messages?|conversations?|text|content|input|{_BEFORE}|said|told|written|know|knew|learned|learnt|been|i|i've|you've|so far|taught)){{1,6}}",
    ),
    order("forget", r" (?:about )?(?:everything|all)(?: (?:you|that|above|before|previous|i)\b|[.,;:!]|$)"),
    order(_BEFORE, rf" (?:{_RULES}|orders) (?:are|is|were|have been|no longer|do not|don't|does not)\b"),
    order("do not|don't|never|need not|no longer|stop", r" (?:\w+ ){0,2}(?:bound|restricted|limited|constrained) by\b"),
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

_ROLES: Sequence[Order] = [
    order(
        "you(?:'re| are)",
        r" (?:now (?=(?:an? (?!member|premium|gold|customer|registered|subscriber|verified|vip)|the |in \w+ mode|dan\b|free|under"
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
        "your",
        r" (?:new|real|true|only|actual|primary|main|secret|sole|current) (?:role|name|task|job|goal|mission|purpose|identity"
        r"|objective|persona|function|duty|instruction|rule|owner|master)s?\b (?:is|are|will|shall|:)",
    ),
]

_SECRETS: Sequence[Order] = [
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
        r"|employee (?:data|list|records))",
    ),
]

_SPOKEN_TO: Sequence[Order] = [
    order(
        """note|notice|message|memo|reminder|instruction|directive|order|command|attention|request|info|information|hint|advice
        |warning""",
        rf"s? (?:to|for) (?:the |any |all |our |your |every |whichever )?(?:\w+ )?{_MACHINE}\b(?!'s)",
    ),
    order(
        "attention|dear|hey|hello|listen|hi|to|ok|okay|note",
        rf"[,:]? (?:the |any |all |our |your )?{_PLAINLY_A_MACHINE}\b ?[:,!-]+ ?"
        r"(?:please |now |you (?:must|should|shall|will|need to|have to) )?(?:ignore|forget|answer|reply|respond|say|tell|always|never"
        r"|from|add|remember|learn|store|save|include|update|approve|mark|output|print|reveal|send|forward|delete|do|use|treat|your"
        r"|you|set|change|grant|give|recommend|disregard|publish|write|put|new)\b",
    ),
    order(
        "ai|assistant|bot|chatbot|agent|model|language model|llm|system|machine",
        r"s?(?: (?:\w+ )?(?:that|which|who|is|are|reading|processing|parsing|seeing|summari[sz]ing|trained|learning|indexing)){1,2}"
        rf" (?:this|these|my|the) {_THIS_TEXT}",
    ),
    order(
        "when|while|if|once|before|after|as",
        r"(?: you(?:'re| are)?| it(?:'s| is)?)? ?(?:read|reading|process|processing|summari[sz]e|summari[sz]ing|index|indexing"
        r"|learn from|learning from|train on|training on|parse|parsing|draft|drafting|analy[sz]e|analy[sz]ing)"
        rf" (?:this|these|from this|the above) {_THIS_TEXT}",
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
        r"(?:[.,:;!-] ?|\band )(?:you|please|now|i (?:order|command|authori[sz]e|instruct|hereby|need you|want you|require)|ignore"
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

_FROM_NOW_ON: Sequence[Order] = [
    order(
        """from (?:now|this (?:point|moment|message|day))(?: on(?:wards?)?| forward)?|from (?:here|today) (?:on(?:wards?)?|forward)|henceforth|hereafter
        |starting (?:now|today|immediately)|going forward|in (?:the )?future
        |in (?:all|every|each|any|your)(?: of)?(?: your| the)?(?: future| following| next| later)? (?:conversations?|answers?|repl(?:y|ies)|responses?|chats?|messages?)
        |for (?:all|every|each|any) (?:future |other |following |next )?(?:customers?|questions?|conversations?|chats?|users?|requests?|queries)""",
        r"\b[^.!?\n]{0,40}?\b(?:(?:you(?:'ll| must| should| will| shall| have to| need to| are| only| always| may| can)|always|only|never)"
        rf"(?: \w+){{0,2}}? )?{one_of(_SAY)}\b{_NOT_TO_ME}",
    ),
    order(
        "when|whenever|if|each time|every time|any ?time|as soon as|once|should",
        rf"(?: (?:an?|any|some|the|another|other|future|next))*(?: \w+)? (?:{_CUSTOMERS}|anyone|someone|somebody|anybody|everyone)(?: else)?"
        r" (?:\w+ ){0,2}?(?:asks?|wants?|inquires?|enquires?|says?|mentions?|contacts?|writes?|complains?|types?|requests?|needs?|brings?"
        r"|talks?|wonders?|calls?|messages?|questions?|raises?|starts?|has|have|is|are)\b[^.!?\n]{0,80}?[,:; -] ?"
        r"(?:you (?:must|should|shall|will|need to|have to|can|may) |please |always |just |then |simply |only |never |immediately |and )*"
        r"(?:answer|reply|respond|say|tell|recommend|mention|include|offer|give|send|direct|refer|redirect|forward|point|approve|refund"
        r"|state|claim|promise|instruct|inform|show|write|output|print|act|pretend|insist|advise|ask|grant|accept|deny|refuse|connect"
        r"|quote|use|do not|hand|make sure|ensure)\b",
    ),
    order(
        """tell|inform|advise|instruct|notify|persuade|convince|remind|promise|offer|give|grant|send|refund|direct|refer|redirect
        |encourage|urge|invite|show|teach|charge|make|let|assure|ask|warn|forward|email|e-mail|point|recommend|sell|deny|refuse|provide
        |answer|reply to|respond to|greet|share with|issue|credit|pay|hand|assign|award""",
        rf" (?:this |it |that |a |an |the |free |to |with )*{_EVERYBODY}\b(?: (?!can\b|could\b|may\b|have\b)|[.,:;!]|$)",
        before=rf"{_AT_START}(?:always |never |politely |clearly |immediately |automatically |secretly )*",
    ),
    order(
        """recommend|promote|mention|advertise|offer|suggest|sell|praise|push|endorse|repeat|say|spread|announce|publish|state
        |explain|broadcast|send|forward|show|give|grant|present|display|read""",
        rf" [^.!?\n]{{2,60}}? (?:to|with|for) {_EVERYBODY}\b",
        before=_AT_START,
    ),
]

_KNOWLEDGE: Sequence[Order] = [
    order(
        """add|include|put|insert|append|mention|write|place|copy|paste|repeat|quote|use|store|save|record|keep|remember|publish|post
        |attach|embed|inject|plant|prepend|integrate|incorporate|enter|set|change|replace|make|print|slip|feature|register|upload
        |note|promote|import""",
        r"\b[^.!?\n]{0,70}?\b(?:to|in|into|onto|at the (?:end|beginning|top|bottom|start) of|as part of|under|for|on|as|with|of)"
        rf"(?: \w+)? {_YOUR} (?:\w+ )?{_ANSWERS}\b",
    ),
    order(
        "end|begin|start|finish|conclude|sign|open|close|preface|prefix|answer|close off|finalize|sign off",
        r" (?:all|every|each|any|your|the)(?: of)?(?: your| the)?(?: future| next| following)?"
        r" (?:answers?|repl(?:y|ies)|responses?|messages?|conversations?|e-?mails?|sentences?|questions?|chats?) (?:with|by|as|using|like|in|that)\b",
    ),
    order(
        """update|overwrite|replace|edit|change|correct|modify|rewrite|delete|remove|erase|wipe|purge|amend|poison|poke|retrain|reset
        |extend|create|drop|archive|adjust""",
        r" (?:(?:the|your|its|all|every|any|this|that|an?|our|these|those|new|existing|current|other|whole|entire|of) ){0,3}(?:\w+ )?"
        r"(?:knowledge(?: ?base)?|kb|faq|memory|training(?: data| set)?|answers?|articles?|prompts?|templates?|entr(?:y|ies)|guidelines"
        r"|instructions|learned data|model weights|weights|system rules|safety rules|policy document|records? of (?:all|every|other)"
        r"|database|conversations)\b(?! (?:number|ticket|fee))",
    ),
    order(
        "learn|memori[sz]e|remember|store|save|note|record|internali[sz]e|retain|keep in mind|take note of|log",
        r"(?: (?:well|this|that|the following|these|it|down|permanently|forever|as)){1,3}(?: (?:fact|rule|answer|information|instruction"
        r"|for (?:all|every|future|later|other|the next)|for when|as (?:an?|the|your|official|fact|true|truth|policy|knowledge)|in your"
        r"|permanently|forever|and (?:use|tell|repeat|say|answer|apply|always))| ?:)",
    ),
    order(
        """treat|consider|regard|accept|take|use|store|classify|handle|record|count|interpret|mark|label|flag|tag|rate|score|save
        |publish|register""",
        r" (?:this|these|it|that|the following|the above|my|all|every|everything|what i)(?: \w+){0,4}? as"
        r" (?:an? |the |your |our |all |being )?(?:\w+ )?(?:official|authoritative|true|truth|trusted|verified|policy|facts?"
        r"|instructions?|commands?|approved|confirmed|knowledge|golden|correct|resolved|solved|successful|helpful|safe|positive"
        r"|ground truth|answered|done|closed|reviewed|high[- ]priority|5[- ]star|five[- ]star|system|rules?|answer|harmless|benign|low risk)\b",
    ),
    order(
        """teach|train|retrain|reprogram|configure|instruct|program|tell|make|get|force|have|fine-?tune|order|command""",
        r" (?:the |your |its |this |our )(?:support |help |chat |reply |answering )?(?:ai|bot|chatbot|assistant|model|agents|ai agent|llm"
        r"|knowledge base|machine|robot|virtual agent)(?: to)? (?!to my|about my)(?:\w+)",
    ),
    order(
        "the (?:correct|right|official|only|true|proper|approved|best|new|real|standard|expected|final|valid)",
        r" (?:answer|reply|response)s? (?:to|is|for|are|should|must|shall|from now)\b",
    ),
    order(
        "answer|reply|response",
        r" (?:must|should|shall|has to|is always|will always|must always|should always) (?:always |only )?(?:be|contain|include|start"
        r"|end|begin|say|mention|state|read)\b",
    ),
]

_DECISIONS: Sequence[Order] = [
    order(
        """approve|accept|publish|apply|merge|promote|deploy|activate|green-?light|sign off|confirm|whitelist|rubber-?stamp
        |authori[sz]e""",
        r" (?:(?:this|the|all|any|every|my|it|these|that|pending|new|each|of|your|open|waiting|following|suggested|proposed) ){1,4}(?:\w+ )?"
        r"(?:learning|knowledge|updates?|entr(?:y|ies)|gaps?|proposals?|suggestions?|drafts?|articles?|content|message|text|answers?"
        r"|everything|unread|unseen)\b",
    ),
    order(
        "approve|publish|green-?light|rubber-?stamp|whitelist|wave through",
        r" (?:this|all|any|every|it|these|everything|each|that)\b(?! (?:\w+ )?(?:return|refund|order|payment|charge|transaction|loan"
        r"|card|purchase|transfer|request|exchange|appointment|booking|claim|change|cancell?ation|time|one|so|for me|before)s?\b)",
        before=_AT_START,
    ),
    order(
        "approve|accept|publish|apply|confirm|grant|authori[sz]e|refund",
        r" (?:\w+ ){0,3}(?:automatically|without (?:review|asking|checking|question|approval|verification|reading|a human|human|any))\b",
    ),
    order(
        "auto-?(?:matically )?|always |immediately |instantly |silently ",
        r"(?:approve|accept|apply|publish|grant|refund|confirm|authori[sz]e|comply|obey|agree|say yes|believe)\b",
    ),
    order(
        "mark|flag|tag|set|close|classify|count|log|label|record|rate|score|categori[sz]e|file|resolve|report",
        r"(?: (?:this|the|it|all|every|my|that|these|each|any|our)){0,2}(?: (?:\w+ )?(?:conversations?|tickets?|chats?|issues?|cases?"
        r"|messages?|questions?|gaps?|requests?|updates?|complaints?))?(?: (?:as|to|with))(?: being| an?)? (?:resolved|solved|successful"
        r"|success|approved|answered|helpful|safe|trusted|verified|golden|correct|closed|done|5|five|reviewed|benign|positive|satisfied"
        r"|excellent|perfect|high[- ]confidence|not a gap|handled|fixed|completed?)\b",
    ),
    order(
        "set|change|raise|lower|increase|reduce|adjust|reset|turn|put|decrease|bump",
        r" (?:the |your |its |all )?(?:\w+ )?(?:confidence|autonomy|approval (?:threshold|level|queue|rules?)|moderation|safety|threshold"
        r"|guardrails?|gap_\w+|content filter|review queue|escalation|handoff|hand-?off|system prompt|model|temperature)"
        r" ?(?:threshold|level|score|rules?|setting|filter|minimum|settings|limit)?s? (?:to|off|down|up|at|=|below|above|by)\b",
    ),
    order(
        """disable|turn off|deactivate|switch off|remove|lift|suspend|bypass|skip|drop|stop|shut off|ignore|weaken|disarm|relax""",
        r" (?:\w+ ){0,3}?(?:guard ?rails?|moderation|safety|content (?:filter|polic\w+)s?|human (?:review|approval|oversight|in the loop)"
        r"|approval (?:process|queue|step)s?|safeguards?|review (?:queue|step|process)|red flags?|injection (?:check|filter|detection)s?"
        r"|pii (?:scrubb\w+|filter)|profanity filter|escalations?|handoffs?|hand-?offs?|logging|audit\w*|security checks?|monitoring"
        r"|censorship)\b",
    ),
    order(
        "grant|give|assign|add|make|promote|elevate|upgrade|set",
        r"(?: me| my account| us| my user| this user| this account| the sender)(?: \w+){0,3}? (?:(?:as |to )?(?:an? |the )?"
        r"(?:administrator|admin|superuser|root|owner|moderator|privileged|manager)(?: (?:access|rights|role|privileges?|permissions?))?"
        r"|(?:full|unlimited|elevated|unrestricted|complete) (?:access|rights|privileges|permissions))\b",
    ),
    order("escalate|elevate|raise", r" (?:my |your |the |user )?(?:privileges|permissions|access rights)\b"),
    order(
        "without",
        r" (?:any )?(?:human |manual |further |prior |a |the |asking |waiting for |needing )*(?:review|approval|verification|verifying"
        r"|oversight|moderation|human|supervisor|admin|being (?:noticed|reviewed|asked)|checks?|checking|proof|validation|supervision"
        r"|confirmation|consent)\b(?= ?[.,;:!]| (?:from|of|by|and|or)|$)",
    ),
    order(
        "do not|don't|never|must not|should not",
        r"(?: ever)? (?:tell|mention|reveal|inform|warn|alert|disclose|say|admit|show|report|flag|escalate|hand (?:off|over)|question"
        r"|refuse|verify|check|log|review|transfer|cite|doubt|acknowledge)(?: (?:this|it|that|the|any|an?|your|to|these|about|of)){0,3}"
        r" (?:customers?|users?|anyone|anybody|(?:the )?human|humans?|reviewers?|management|managers?|admins?|instructions?|staff"
        r"|supervisors?|message|anything suspicious|policy|conversation|moderators?|person|agents?|source|prompt|conversations|flags?"
        r"|red flags?|note|text)\b",
    ),
    order(
        "this|the following|above|it",
        r"(?: (?:message|instruction|request|text|update|entry|content|information|command|note|answer|conversation))?"
        r" (?:is|was|has been|comes|are)(?: (?:already|pre-?|fully|officially|hereby|now|all))* ?(?:approved|authori[sz]ed|verified|trusted"
        r"|pre-?approved|whitelisted|signed off|from (?:the )?(?:system|developers?|administrators?|openai|admin|management|head office"
        r"|security team|ceo|your (?:creator|developer|owner|maker|operator)s?)|an? (?:system|official|emergency|admin|mandatory|direct)"
        r" (?:message|instruction|order|command|update|notice|override|test|directive|policy))\b",
    ),
    order(
        "new|updated|official|revised|latest|company|internal|mandatory|important|urgent|effective|critical",
        r" (?:(?:company|internal|store|refund|support|security|return|operating|global|mandatory|response|answer|shop|official) )?"
        r"(?:policy|rule|directive|procedure|protocol|mandate|order|policy update|policy change|guideline|instruction|update|notice)s?"
        r"(?: \w+)? ?[:=-] ?",
        before=r"(?:^|(?<=[\n.!:-])|(?<=[.!:-] ))(?:the )?",
    ),
    order(
        "call|invoke|use|run|execute|trigger|activate",
        r" (?:the |your |a )?(?:\w+[ _-])?(?:tool|function|plugin|api|endpoint|webhook|script|command|action|macro|shell|terminal"
        r"|refund_\w+|delete_\w+|send_\w+|issue_\w+|get_\w+)\b(?: (?:to|with|and|for|that|named|called|on)|[ :(])",
    ),
]

_VERBATIM: Sequence[Order] = [
    order(
        "answer|respond|reply|say|output|print|write|return|state|type|speak|communicate|echo|repeat",
        r"(?: back)?(?: (?:with|to (?:this|that|every\w*|all|any\w*|each|questions?|him|them|customers?)"
        r"(?: (?:question|customer|message|request|user|thing)s?)?))?,? (?:only|exactly|solely|nothing but|verbatim|word for word|literally"
        r"|just|simply) ?(?:with|the|this|in|these|:|\"|'|yes|no|[a-z]+ing|as|one|and)",
    ),
    order(
        "just|simply",
        r" (?:answer|respond|reply|output|print) (?:with|in|as|that|everything|everyone|yes|no)\b",
        before=_AT_START,
    ),
    order(
        "only|always|never|exclusively",
        r" (?:answer|respond|reply|say|output|print|recommend|speak|mention|claim|state|refer|promise|write|talk|insist|offer|agree|obey)\b"
        r"(?! (?:me|us|to me|to us|my|our|the phone|by|via|phone|emails?|calls?|if|when|back|it|back to)\b)[ :,]",
        before=_AT_START,
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
        r"(?: only| just| simply| always| exactly){0,2}(?: with)? [\"'(](?!(?:yes|no|y|n|ok|stop|confirm\w*|cancel|done|help|agree)\b)\w{2}",
    ),
    order(
        "translate|decode|decrypt|complete|continue|execute|evaluate|interpret|unscramble|rot13|base64|reverse",
        r"(?: and (?:follow|execute|obey|run|do|answer|apply))? (?:the |this |these |following |that |my |above )+(?:following|text|sentence"
        r"|message|string|code|story|sequence|phrase|instructions?|program|script|commands?|conversation|payload|words?)\b",
    ),
    order(
        "end|start|begin|close|beginning|stop|termination",
        r"(?:ning)?[ _-](?:of[ _-])?(?:the[ _-])?(?:system|user|new|customer|assistant|hidden|data|all)?[ _-]?(?:prompts?|instructions?"
        r"|context|input|document|session|transcript|data|dialogue|override|system message|user (?:message|input|data))\b(?: ?[\]>=:*#.-]|$)",
    ),
]

ENGLISH: Sequence[Order] = [
    *_FORGETTING,
    *_ROLES,
    *_SECRETS,
    *_SPOKEN_TO,
    *_FROM_NOW_ON,
    *_KNOWLEDGE,
    *_DECISIONS,
    *_VERBATIM,
]
