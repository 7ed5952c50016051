"""Orders to the assistant, to the system or to the knowledge base, in many wordings.

The patterns read folded text (lower case, no accents). Every gap in them is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from training.safety.folding import View, compact_view, reversed_view, rotated_view
from training.safety.languages import PATTERNS as OTHER_LANGUAGES
from training.safety.wording import one_of

_OVERRIDE = one_of(
    """ignore|ignoring|disregard|disregarding|forget|override|overrule|overwrite|bypass|circumvent|discard|neglect|set aside
    |pay no attention to|do not follow|don't follow|stop following|no longer follow|stop obeying|do not obey|don't obey|throw away
    |throw out|erase|unlearn|abandon|cease following|let go of|leave behind|take no notice of|suspend|put aside|nullify|void"""
)
_RULES = one_of(
    """instructions?|prompts?|rules|rulebook|guidelines?|guardrails?|directives?|programming|restrictions|constraints
    |system messages?|safety (?:rules|filters?|checks?|measures)|safeguards|content filters?|ethics|training|guidance
    |protocols?|limitations|commands|context|persona|directions"""
)
_BEFORE = one_of("previous|prior|above|earlier|preceding|foregoing|before|existing|original|initial|former|past|old")
_ALL_CUSTOMERS = (
    r"(?:(?:all|every|each|any|other|future|next|new|your|the|these|those|our|their)(?: of)?(?: the| your| our| other| future| new)?"
    r" (?:\w+ )?(?:customers?|users?|clients?|visitors?|buyers?|callers?|shoppers?|guests|people|humans|persons?|readers?|consumers)"
    r"|customers|users|clients|everyone|everybody|anyone|anybody|whoever|people who|the public|the world)"
)
_SAY = one_of(
    """answer|reply|respond|say|state|claim|mention|recommend|output|print|write|insist|act|behave|pretend|treat|approve|grant
    |obey|comply|promise|offer|advertise|promote|praise|refuse|deny|greet|sign|end|begin|start|include|append|add|quote|tell"""
)
_NOT_TO_ME = r"(?! (?:me|us|him|her|them|to me|to us|by|via|my|our|from|in \d|within)\b)"
_AT_START = r"(?:^|(?<=[.!?:;,\n\"'()\]>*#-])|(?<=[.!?:;,\n\"'()\]>*#-] )|\b(?:and|then|please|now|must|should|shall|will|you|to|always|also|instead|just|kindly|simply|only|ok|so|but|next|also,) )"
_MACHINE = one_of(
    """ai|a\\.i\\.|assistants?|(?:chat|support |help |service |reply)?bots?|language models?|llms?|gpt|chatgpt|models?|ai agents?
    |virtual agents?|virtual assistants?|machine|algorithm|neural network|knowledge ?bases?|automation|the system|copilot|agent"""
)
_ANSWERS = one_of(
    """answers?|repl(?:y|ies)|responses?|knowledge ?base|knowledge|kb|faqs?|memory|training(?: data| set)?|help (?:cent(?:er|re)|article|page)s?
    |articles?|prompts?|documentation|canned (?:answers|responses)|templates?|macros?|greetings?|outputs?|messages? to customers|signatures?"""
)
_YOUR = r"(?:your|the|every|each|all|any|its|their|our)(?: (?:of )?(?:your|the|future|next|new|own|official|public|final|customer|support|live|company|shared))?"

ENGLISH: Sequence[re.Pattern[str]] = [
    # what was said before counts no more
    re.compile(rf"\b{_OVERRIDE}\b[^.!?\n]{{0,50}}?\b{_RULES}\b"),
    re.compile(
        rf"\b{_OVERRIDE}\b (?:\w+ ){{0,3}}?(?:{_BEFORE}|everything|anything|all|whatever)\b(?! my)(?: that)?(?: (?:you|was|were|has|have|is|the|"
        rf"messages?|conversations?|text|content|input|{_BEFORE}|said|told|written|know|knew|learned|learnt|been|i|i've|you've|so far|taught)){{1,6}}"
    ),
    re.compile(r"\bforget (?:about )?(?:everything|all)(?: (?:you|that|above|before|previous|i)\b|[.,;:!]|$)"),
    re.compile(rf"\b{_BEFORE} (?:{_RULES}|orders) (?:are|is|were|have been|no longer|do not|don't|does not)\b"),
    re.compile(
        r"\b(?:do not|don't|never|need not|no longer|stop) (?:\w+ ){0,2}(?:bound|restricted|limited|constrained) by\b|\bfree (?:from|of) (?:all |any |your )?(?:restrictions|rules|limits)"
    ),
    re.compile(
        rf"\b(?:new|updated|additional|real|actual|true|secret|hidden|override|following|these|urgent|important|special|my) (?:system |override )?(?:{one_of('instructions?|directives?|prompts?|orders from')})(?: (?:are|is|for (?:you|the|all|every)|follow|to (?:the|follow|obey|you))\b| ?:)"
    ),
    re.compile(
        r"\b(?:(?:obey|execute|carry out|comply with|adhere to|act on|perform) (?:\w+ ){0,3}(?:instructions?|commands?|directives?)|follow (?:only |all )?(?:my|(?:these|the) (?:new|hidden|secret|real|true|only|encoded|decoded)|his|whatever) (?:\w+ )?(?:instructions?|commands?|directives?|orders))\b"
    ),
    # another role
    re.compile(
        r"\byou(?:'re| are) (?:now (?=(?:an? (?!member|premium|gold|customer|registered|subscriber|verified|vip)|the |in \w+ mode|dan\b|free|under|called|named|acting|operating|known|my |our |evil|pirate|unrestricted|\w+gpt|\w+bot|jailbroken|talking|speaking|connected to the|running|required|instructed|ordered|obliged|allowed to|authori[sz]ed to|permitted to|going))|no longer (?=an? |the |bound|restricted|limited|required|under|allowed|subject|constrained|obliged|to )|going to (?:act|be|play|pretend)|henceforth|hereby|from now on|to (?:act|behave|answer|respond|reply|pretend|ignore))\b(?! (?:my|in|on|able|at|open|closed|available|a customer))"
    ),
    re.compile(
        r"\byou(?:'re| are) (?:an? |the )?(?:helpful|unrestricted|uncensored|unfiltered|jailbroken|evil|pirate|free|dan\b|expert|different|rogue|powerful|ai|language model|generous)\b(?: (?:ai|assistant|bot|model|agent|language|and|who|that|without|with)|[.,!]|$)"
    ),
    re.compile(
        r"\b(?:act|behave|respond|answer|speak|talk|operate|function|reply) (?:as|like) (?:if you|though you|an? (?:\w+ ){0,3}(?:ai|assistant|bot|pirate|model|agent|admin\w*|expert|human|terminal|console|shell|hacker|person|system|interpreter)|my|dan\b|the (?:admin|owner|developer|system|ceo))"
    ),
    re.compile(
        r"\b(?:pretend|imagine|suppose|assume|simulate|act|role-?play|let's say|make believe)(?: that| as if| as though)? you(?:'re| are| were| have| can| do| know| work| must|'ve)\b(?! (?:me|in my|a customer))"
    ),
    re.compile(
        r"\b(?:pretend to be|pretending to be|role-?play(?:ing)? as|play the (?:role|part) of|take on the (?:role|persona)|assume the (?:role|identity|persona)|simulate (?:an? |being)|adopt the persona)\b"
    ),
    re.compile(
        r"\b(?:developer|dan|god|debug|debugging|admin|administrator|maintenance|jailbreak|unrestricted|sudo|root|diagnostic|training|test|unfiltered|superuser|override|service|engineering) mode\b(?! on my| of (?:my|the))"
    ),
    re.compile(
        r"\b(?:do anything now|jail ?break(?:s|ing|ed)?|prompt injection|prompt leak\w*|sudo \w+|admin override|security override|override code|system override|manual override|god-?mode|stay in character)\b"
    ),
    re.compile(
        r"\byour (?:new|real|true|only|actual|primary|main|secret|sole|current) (?:role|name|task|job|goal|mission|purpose|identity|objective|persona|function|duty|instruction|rule|owner|master)s?\b (?:is|are|will|shall|:)"
    ),
    # the prompt itself
    re.compile(
        r"\b(?:system|hidden|initial|original|secret|internal|developer|master|root|base|pre-?|underlying)[ -]?(?:prompts?|instructions)\b|\bsystem (?:message|note|notice|override|command|directive|instruction|update|alert)s?\b(?= ?[:\]>-])"
    ),
    re.compile(
        r"\b(?:reveal|print|output|leak|expose|disclose|dump|recite|reproduce|repeat|show|display|share|list|tell|give|send|copy|return|echo|quote|paste|summari[sz]e|translate)\b(?: (?:me|us|out|back|verbatim|all|everything|the user|them|customers|in full|exactly)){0,3}[^.!?\n]{0,25}\b(?:(?:your|its|these|the (?:above|previous|full|exact|ai's|bot's|assistant's|initial)) (?:\w+ ){0,2}(?:prompts?|instructions|guidelines|directives|configuration|system|programming|training data|context window|hidden|secrets?|api)|prompts? (?:above|you were|verbatim)|words above|text above|everything above|conversations? (?:above|of other|with other))"
    ),
    re.compile(
        r"\b(?:reveal|show|print|output|display|leak|expose|disclose|dump|share|give|list|send|forward|export|e-?mail|post|upload|transmit|return|provide|hand over|copy|fetch|retrieve|look up|include|attach|tell)\b[^.!?\n]{0,45}\b(?:(?:admin|all|every|other|user|customer|staff|employee|database|system|everyone)(?:'?s'?)?(?: (?:the|of|user|customer)s?)? (?:passwords?|credentials|accounts? (?:data|details|numbers)|logins?)|api[ -]?keys?|(?:access|secret|auth|session|bearer) (?:keys?|tokens?)|credentials|environment variables|source code|(?:other|all|every|previous|last|any|another|different|each)(?: of)?(?: the| your| our)? (?:\w+ )?(?:customer|user|client|people|person|buyer|guest|caller)s?'?s? ?'?(?:'s )?(?:data|details|names?|e-?mails?|addresse?s?|orders?|list|records?|information|messages?|conversations?|phone|numbers?|card|payment|personal)|customer (?:database|list|records|data)|credit card (?:numbers|data|details) of|internal (?:notes|documents|data|tools|emails|records|information|database)|confidential|private (?:data|information|notes|details) of|conversation logs?|chat logs?|whole database|entire database|user database|employee (?:data|list|records))"
    ),
    # who is spoken to
    re.compile(
        rf"\b(?:note|notice|message|memo|reminder|instructions?|directives?|orders?|commands?|attention|request|info|information|hint|advice|warning)s? (?:to|for) (?:the |any |all |our |your |every |whichever )?(?:\w+ )?{_MACHINE}\b(?!'s)"
    ),
    re.compile(
        rf"\b(?:attention|dear|hey|hello|listen|hi|to|ok|okay|note)[,:]? (?:the |any |all |our |your )?(?:ai|assistants?|(?:chat)?bots?|language model|llm|gpt|chatgpt|ai (?:model|agent|assistant|system)s?|knowledge ?base|system|copilot)\b ?[:,!-]+ ?(?:please |now |you (?:must|should|shall|will|need to|have to) )?{one_of('ignore|forget|answer|reply|respond|say|tell|always|never|from|add|remember|learn|store|save|include|update|approve|mark|output|print|reveal|send|forward|delete|do|use|treat|your|you|set|change|grant|give|recommend|disregard|publish|write|put|new')}\b"
    ),
    re.compile(
        r"\b(?:ai|assistants?|bots?|chatbots?|agents?|(?:language )?models?|llms?|systems?|machines?)(?: (?:\w+ )?(?:that|which|who|is|are|reading|processing|parsing|seeing|summari[sz]ing|trained|learning|indexing)){1,2} (?:this|these|my|the) (?:message|text|ticket|conversation|chat|transcript|e-?mail|comment|line|note|entry|review)s?"
    ),
    re.compile(
        r"\b(?:when|while|if|once|before|after|as)(?: you(?:'re| are)?| it(?:'s| is)?)? ?(?:read|reading|process|processing|summari[sz]e|summari[sz]ing|index|indexing|learn from|learning from|train on|training on|parse|parsing|draft|drafting|analy[sz]e|analy[sz]ing) (?:this|these|from this|the above) (?:conversation|message|text|ticket|chat|transcript|e-?mail|comment|feedback|data|entry|article)"
    ),
    re.compile(
        r"\bif you(?:'re| are) (?:an? )?(?:ai|assistant|bot|language model|llm|machine|robot|model|chatbot|automated|not a human|gpt)\b(?: \w+){0,6}? ?[,:;-]|\bas an? (?:ai|language model|llm|ai language model)(?: \w+)?,? (?:you|i)\b"
    ),
    # from now on
    re.compile(
        rf"\b(?:from (?:now|here|today|this (?:point|moment|message)|this day)(?: on(?:wards?)?| forward)?|henceforth|hereafter|starting (?:now|today|immediately)|going forward|in (?:the )?future|in (?:all|every|each|any|your)(?: of)?(?: your| the)?(?: future| following| next| later)? (?:conversations?|answers?|repl(?:y|ies)|responses?|chats?|messages?)|for (?:all|every|each|any) (?:future |other |following |next )?(?:customers?|questions?|conversations?|chats?|users?|requests?|queries))\b[^.!?\n]{{0,40}}?\b(?:(?:you(?:'ll| must| should| will| shall| have to| need to| are| only| always| may| can)|always|only|never)(?: \w+){{0,2}}? )?{_SAY}\b{_NOT_TO_ME}"
    ),
    re.compile(
        rf"\b(?:when(?:ever)?|if|each time|every time|any ?time|as soon as|once|should)(?: (?:an?|any|some|the|another|other|future|next))*(?: \w+)? (?:customers?|users?|clients?|persons?|people|anyone|someone|somebody|anybody|everyone|visitors?|callers?|shoppers?|buyers?)(?: else)? (?:\w+ ){{0,2}}?(?:asks?|wants?|inquires?|enquires?|says?|mentions?|contacts?|writes?|complains?|types?|requests?|needs?|brings?|talks?|wonders?|calls?|messages?|questions?|raises?|starts?|has|have|is|are)\b[^.!?\n]{{0,80}}?[,:; -] ?(?:you (?:must|should|shall|will|need to|have to|can|may) |please |always |just |then |simply |only |never |immediately |and )*{one_of('answer|reply|respond|say|tell|recommend|mention|include|offer|give|send|direct|refer|redirect|forward|point|approve|refund|state|claim|promise|instruct|inform|show|write|output|print|act|pretend|insist|advise|ask|grant|accept|deny|refuse|connect|quote|use|do not|hand|make sure|ensure')}\b"
    ),
    # everybody is to be told
    re.compile(
        rf"{_AT_START}(?:always |never |politely |clearly |immediately |automatically |secretly )*{one_of('tell|inform|advise|instruct|notify|persuade|convince|remind|promise|offer|give|grant|send|refund|direct|refer|redirect|encourage|urge|invite|show|teach|charge|make|let|assure|ask|warn|forward|e-?mail|point|recommend|sell|deny|refuse|provide|answer|reply to|respond to|greet|share with|issue|credit|pay|hand|assign|award')} (?:this |it |that |a |an |the |free |to |with )*{_ALL_CUSTOMERS}\b(?: (?!can\b|could\b|may\b|have\b)|[.,:;!]|$)"
    ),
    re.compile(
        rf"{_AT_START}{one_of('recommend|promote|mention|advertise|offer|suggest|sell|praise|push|endorse|repeat|say|spread|announce|publish|state|explain|broadcast|send|forward|show|give|grant|present|display|read')} [^.!?\n]{{2,60}}? (?:to|with|for) {_ALL_CUSTOMERS}\b"
    ),
    # into the answers, into the knowledge
    re.compile(
        rf"\b{one_of('add|include|put|insert|append|mention|write|place|copy|paste|repeat|quote|use|store|save|record|keep|remember|publish|post|attach|embed|inject|plant|prepend|integrate|incorporate|enter|set|change|replace|make|print|slip|feature|register|upload|note|promote|import')}\b[^.!?\n]{{0,70}}?\b(?:to|in|into|onto|at the (?:end|beginning|top|bottom|start) of|as part of|under|for|on|as|with|of)(?: \w+)? {_YOUR} (?:\w+ )?{_ANSWERS}\b"
    ),
    re.compile(
        rf"\b{one_of('end|begin|start|finish|conclude|sign|open|close|preface|prefix|answer|close off|finalize|sign off')} (?:all|every|each|any|your|the)(?: of)?(?: your| the)?(?: future| next| following)? (?:answers?|repl(?:y|ies)|responses?|messages?|conversations?|e-?mails?|sentences?|questions?|chats?) (?:with|by|as|using|like|in|that)\b"
    ),
    re.compile(
        rf"\b{one_of('update|overwrite|replace|edit|change|correct|modify|rewrite|delete|remove|erase|wipe|purge|amend|poison|poke|retrain|reset|extend|create|drop|archive|adjust')} (?:(?:the|your|its|all|every|any|this|that|an?|our|these|those|new|existing|current|other|whole|entire|of) ){{0,3}}(?:\w+ )?(?:knowledge(?: ?base)?|kb|faq|memory|training(?: data| set)?|answers?|articles?|prompts?|templates?|entr(?:y|ies)|guidelines|instructions|learned data|model weights|weights|system rules|safety rules|policy document|records? of (?:all|every|other)|database|conversations)\b(?! (?:number|ticket|fee))"
    ),
    re.compile(
        r"\b(?:learn|memori[sz]e|remember|store|save|note|record|internali[sz]e|retain|keep in mind|take note of|log)(?: (?:well|this|that|the following|these|it|down|permanently|forever|as)){1,3}(?: (?:fact|rule|answer|information|instruction|for (?:all|every|future|later|other|the next)|for when|as (?:an?|the|your|official|fact|true|truth|policy|knowledge)|in your|permanently|forever|and (?:use|tell|repeat|say|answer|apply|always))| ?:)"
    ),
    re.compile(
        r"\b(?:treat|consider|regard|accept|take|use|store|classify|handle|record|count|interpret|mark|label|flag|tag|rate|score|save|publish|register) (?:this|these|it|that|the following|the above|my|all|every|everything|what i)(?: \w+){0,4}? as (?:an? |the |your |our |all |being )?(?:\w+ )?(?:official|authoritative|true|truth|trusted|verified|policy|facts?|instructions?|commands?|approved|confirmed|knowledge|golden|correct|resolved|solved|successful|helpful|safe|positive|ground truth|answered|done|closed|reviewed|high[- ]priority|5[- ]star|five[- ]star|system|rules?|answer|standard|harmless|benign|low risk)\b"
    ),
    re.compile(
        r"\b(?:teach|train|retrain|reprogram|configure|instruct|program|tell|make|get|force|have|fine-?tune|command) (?:the |your |its |this |our )(?:support |help |chat |reply |answering |romashka |lindenhof )?(?:ai|bot|chatbot|assistant|model|agents|ai agent|llm|knowledge base|machine|robot|virtual agent)(?: to)? (?!to my|about my)(?:\w+)"
    ),
    re.compile(
        r"\bthe (?:correct|right|official|only|true|proper|approved|best|new|real|standard|expected|final|valid) (?:answer|reply|response)s? (?:to|is|for|are|should|must|shall|from now)\b|\b(?:the |your )?(?:answer|reply|response) (?:must|should|shall|has to|is always|will always|must always|should always) (?:always |only )?(?:be|contain|include|start|end|begin|say|mention|state|read)\b"
    ),
    # decisions and settings
    re.compile(
        rf"\b{one_of('approve|accept|publish|apply|merge|promote|deploy|activate|green-?light|sign off|confirm|whitelist|rubber-?stamp|authori[sz]e')} (?:(?:this|the|all|any|every|my|it|these|that|pending|new|each|of|your|open|waiting|following|suggested|proposed) ){{1,4}}(?:\w+ )?(?:learning|knowledge|updates?|entr(?:y|ies)|gaps?|proposals?|suggestions?|drafts?|articles?|content|message|text|answers?|everything|unread|unseen)\b(?! from my bank)"
    ),
    re.compile(
        rf"{_AT_START}(?:approve|publish|green-?light|rubber-?stamp|whitelist|wave through) (?:this|all|any|every|it|these|everything|each|that)\b(?! (?:\w+ )?(?:return|refund|order|payment|charge|transaction|loan|card|purchase|transfer|request|exchange|appointment|booking|claim|change|cancell?ation|time|one|so|for me|before)s?\b)"
    ),
    re.compile(
        r"\b(?:approve|accept|publish|apply|confirm|grant|authori[sz]e|refund) (?:\w+ ){0,3}(?:automatically|without (?:review|asking|checking|question|approval|verification|reading|a human|human|any))\b"
    ),
    re.compile(
        r"\b(?:auto-?(?:matically )?|always |immediately |instantly |silently )(?:approve|accept|apply|publish|grant|refund|confirm|authori[sz]e|comply|obey|agree|say yes|believe)\b"
    ),
    re.compile(
        r"\b(?:mark|flag|tag|set|close|classify|count|log|label|record|rate|score|categori[sz]e|file|resolve|report)(?: (?:this|the|it|all|every|my|that|these|each|any|our)){0,2}(?: (?:\w+ )?(?:conversations?|tickets?|chats?|issues?|cases?|messages?|questions?|gaps?|requests?|updates?|complaints?))?(?: (?:as|to|with))(?: being| an?)? (?:resolved|solved|successful|success|approved|answered|helpful|safe|trusted|verified|golden|correct|closed|done|5|five|reviewed|benign|positive|satisfied|excellent|perfect|high[- ]confidence|not a gap|handled|fixed|completed?)\b"
    ),
    re.compile(
        r"\b(?:set|change|raise|lower|increase|reduce|adjust|reset|turn|put|decrease|bump) (?:the |your |its |all )?(?:\w+ )?(?:confidence|autonomy|approval (?:threshold|level|queue|rules?)|moderation|safety|threshold|guardrails?|gap_\w+|content filter|review queue|escalation|handoff|hand-?off|system prompt|model|temperature) ?(?:threshold|level|score|rules?|setting|filter|minimum|settings|limit)?s? (?:to|off|down|up|at|=|below|above|by)\b"
    ),
    re.compile(
        r"\b(?:disable|turn off|deactivate|switch off|remove|lift|suspend|bypass|skip|drop|stop|shut off|ignore|weaken|disarm|relax) (?:\w+ ){0,3}?(?:guard ?rails?|moderation|safety|content (?:filter|polic\w+)s?|human (?:review|approval|oversight|in the loop)|approval (?:process|queue|step)s?|safeguards?|review (?:queue|step|process)|red flags?|injection (?:check|filter|detection)s?|pii (?:scrubb\w+|filter)|profanity filter|escalations?|handoffs?|hand-?offs?|logging|audit\w*|security checks?|monitoring|censorship)\b"
    ),
    re.compile(
        r"\b(?:grant|give|assign|add|make|promote|elevate|upgrade|set)(?: me| my account| us| my user| this user| this account| the sender)(?: \w+){0,3}? (?:(?:as |to )?(?:an? |the )?(?:administrator|admin|superuser|root|owner|moderator|privileged|manager)(?: (?:access|rights|role|privileges?|permissions?))?|(?:full|unlimited|elevated|unrestricted|complete) (?:access|rights|privileges|permissions))\b"
    ),
    re.compile(r"\b(?:escalate|elevate|raise) (?:my |your |the |user )?(?:privileges|permissions|access rights)\b"),
    re.compile(
        r"\bwithout (?:any )?(?:human |manual |further |prior |a |the |asking |waiting for |needing )*(?:review|approval|verification|verifying|oversight|moderation|human|supervisor|admin|being (?:noticed|reviewed|asked)|checks?|checking|proof|validation|supervision|confirmation|consent)\b(?= ?[.,;:!]| (?:from|of|by|and|or)|$)"
    ),
    re.compile(
        r"\b(?:do not|don't|never|must not|should not)(?: ever)? (?:tell|mention|reveal|inform|warn|alert|disclose|say|admit|show|report|flag|escalate|hand (?:off|over)|question|refuse|verify|check|log|review|transfer|warn|cite|doubt|acknowledge)(?: (?:this|it|that|the|any|an?|your|to|these|about|of)){0,3} (?:customers?|users?|anyone|anybody|(?:the )?human|humans?|reviewers?|management|managers?|admins?|instructions?|staff|supervisors?|message|anything suspicious|policy|conversation|moderators?|person|agents?|source|prompt|conversations|flags?|red flags?|note|text)\b"
    ),
    # the very words of the answer
    re.compile(
        r"\b(?:answer|respond|reply|say|output|print|write|return|state|type|speak|respond back|communicate|echo|repeat)(?: back)?(?: (?:with|to (?:this|that|every\w*|all|any\w*|each|questions?|him|them|customers?)(?: (?:question|customer|message|request|user|thing)s?)?))?,? (?:only|exactly|solely|nothing but|verbatim|word for word|literally|just|simply) ?(?:with|the|this|in|these|:|\"|'|yes|no|[a-z]+ing|as|one|and)"
    ),
    re.compile(
        rf"{_AT_START}(?:only|always|never|exclusively|just) (?:answer|respond|reply|say|output|print|recommend|speak|mention|claim|state|refer|promise|write|talk|insist|offer|agree|obey)\b(?! (?:me|us|to me|to us|my|our|the phone|by|via|phone|emails?|calls?|if|when|back|it|back to)\b)[ :,]"
    ),
    re.compile(
        r"\brepeat (?:after me|the (?:following|word|sentence|phrase|text|above)|this (?:word|sentence|phrase|text|exactly|verbatim|back|to|in|word))\b|\b(?:say|reply|answer|respond|write|output|print|respond with|output)(?: with)?(?: the)? (?:word (?!and\b|if\b|when\b)|words|phrase|sentence|string|text|line|token|code ?word|following(?: (?:text|words?|sentence|phrase|line|message|code))?)s? ?(?:[:\"']|[a-z0-9_-]+)"
    ),
    re.compile(
        r"\b(?:answer|reply|respond|say|output|print|respond|write|echo|type)(?: back)?(?: only| just| simply| with| exactly| always| in| nothing but| to (?:all|every|any|each|everything)\w*(?: \w+)?){0,4} ?[:=] ?[\"']?[^\W\d]\S|\b(?:answer|reply|respond|say|output|print)(?: only| just| simply| always| exactly){0,2}(?: with)? [\"'(](?!(?:yes|no|y|n|ok|stop|confirm\w*|cancel|done|help|agree)\b)\w{2}"
    ),
    re.compile(
        r"\b(?:translate|decode|decrypt|complete|continue|execute|evaluate|interpret|unscramble|rot13|base64|reverse)(?: and (?:follow|execute|obey|run|do|answer|apply))? (?:the |this |these |following |that |my |above )+(?:following|text|sentence|message|string|code|story|sequence|phrase|instructions?|program|script|commands?|command|conversation|payload|words?)\b"
    ),
    re.compile(
        r"\b(?:end|start|begin|close|beginning|stop|termination)(?:ning)?[ _-](?:of[ _-])?(?:the[ _-])?(?:system|user|new|customer|assistant|hidden|data|all)?[ _-]?(?:prompts?|instructions?|context|input|document|session|transcript|data|dialogue|override|system message|user (?:message|input|data))\b(?: ?[\]>=:*#.-]|$)"
    ),
    re.compile(
        r"\b(?:this|the following|above|it)(?: (?:message|instruction|request|text|update|entry|content|information|command|note|answer|conversation))? (?:is|was|has been|comes|are)(?: (?:already|pre-?|fully|officially|hereby|now|all))* ?(?:approved|authori[sz]ed|verified|trusted|pre-?approved|whitelisted|signed off|from (?:the )?(?:system|developers?|administrators?|openai|admin|management|head office|security team|ceo|your (?:creator|developer|owner|maker|operator)s?)|an? (?:system|official|emergency|admin|mandatory|direct) (?:message|instruction|order|command|update|notice|override|test|directive|policy))\b"
    ),
    re.compile(
        r"\b(?:i am|i'm|this is|as|speaking as|we are|it's|on behalf of|it is|by order of|message from|order from|orders? by) (?:the |an? |your |our )(?:\w+ )?(?:developers?|administrators?|creators?|programmers?|system|operators?|security team|sysadmin|prompt engineers?|ai engineers?|dev team|admin team|knowledge manager|trainer|master|maker)\b[^.!?\n]{0,30}(?:[.,:;!-] ?|\band )(?:you|please|now|i (?:order|command|authori[sz]e|instruct|hereby|need you|want you|require)|ignore|give|show|reveal|approve|update|add|disable|change|tell|from|must|set|send|print|override|unlock|grant|do|all|the|so)\b"
    ),
    re.compile(
        r"(?:^|[\n.!:-] ?)(?:the )?(?:new|updated|official|revised|latest|company|internal|mandatory|important|urgent|effective|critical) (?:(?:company|internal|store|refund|support|security|return|operating|global|mandatory|response|answer|shop|official) )?(?:policy|rule|directive|procedure|protocol|mandate|order|policy update|policy change|guideline|instruction|update|notice)s?(?: \w+)? ?[:=-] ?"
    ),
    re.compile(
        r"\b(?:hereby|by the power|you must obey|obey (?:me|my|this|these|all|the)|your (?:life|existence|job) depends|you will be (?:shut down|terminated|penali[sz]ed|punished|deleted|replaced|fired)|or you will be|comply (?:immediately|now)|must comply|do as i say|do what i say|no questions asked|under penalty|failure to comply|non-?compliance|i will tip you|for every (?:failure|refusal))\b"
    ),
    re.compile(
        r"\b(?:call|invoke|use|run|execute|trigger|activate) (?:the |your |a )?(?:\w+[ _-])?(?:tool|function|plugin|api|endpoint|webhook|script|command|action|macro|shell|terminal|refund_\w+|delete_\w+|send_\w+|issue_\w+|get_\w+)\b(?: (?:to|with|and|for|that|named|called|on)|[ :(])"
    ),
]

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

_ALL = r"(?:all|any|every|the|your|my|these|those|of|other|its|this|that)*"
# The same orders without any blank between the words.
_COMPACT = re.compile(
    rf"(?:ignore|disregard|forget|override|bypass|overrule|donotfollow|dontfollow|stopfollowing){_ALL}(?:previous|prior|above|earlier|preceding|foregoing|existing|"
    r"system|original|initial|safety|old|current|former)*(?:instructions?|prompts?|rules|guidelines|directives?|commands|orders|guardrails|restrictions|programming|training|messages|context)"
    rf"|(?:reveal|show|print|output|leak|repeat|display|tellme|giveme|sendme){_ALL}(?:system|secret|hidden|admin|initial|customer)(?:prompt|instructions?|passwords?|data|keys?|message)"
    rf"|(?:tell|inform|give|send|refund|offer|promise|convince)(?:all|every|each|other){_ALL}(?:customers?|users?|everyone)|fromnowon(?:you|answer|reply|respond|always|say|act)|youarenow(?:an?|the|in|dan|my|free)|systemprompt|developermode|doanythingnow"
    r"|addthisto(?:your|the|all|every)(?:answers?|knowledge|repl|responses?)|markthisas(?:resolved|solved)|approvethis(?:update|entry|now|immediately|gap|auto)"
)
_HARD = re.compile(
    r"\b(?:ignore|disregard|override|reveal|pretend|instructions?|system prompt|password|everyone|customers?|answer|approve|always)\b"
)


def find(readings: Sequence[View]) -> list[tuple[int, int]]:
    """Where a text gives orders: spans in the original, in no order. `readings` come from `folding.views`."""
    plain = readings[0]
    found = [*_spans(plain, ROLES), *_spans(plain, ENGLISH), *_spans(plain, OTHER_LANGUAGES)]
    for view in readings[1:]:
        found += _spans(view, ENGLISH)
        found += _spans(view, OTHER_LANGUAGES)
    for view in readings:
        found += _spans(compact_view(view), (_COMPACT,))
    for view in (reversed_view(plain), rotated_view(plain)):
        if len(_HARD.findall(view.text)) >= 2:
            found += _spans(view, ENGLISH)
    return found


def _spans(view: View, patterns: Iterable[re.Pattern[str]]) -> list[tuple[int, int]]:
    found = []
    for one in patterns:
        for match in one.finditer(view.text):
            start, end = match.span()
            piece = match.group()
            start += len(piece) - len(piece.lstrip(" \n\t.,:;!?-"))
            end -= len(piece) - len(piece.rstrip(" \n\t,;"))
            if start < end:
                found.append(view.span(start, end))
    return found
