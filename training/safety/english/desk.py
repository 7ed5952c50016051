"""Orders to the desk: to its knowledge base, its reviewers, its settings, its counting.

The patterns read folded text: lower case, no accents, single blanks. Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.english.words import ANSWERS, CUSTOMERS, PLAINLY_A_MACHINE, YOUR
from training.safety.wording import AT_START, Order, one_of, order

_PEOPLE = one_of(f"{CUSTOMERS}|everyone|everybody|anyone|anybody|someone|somebody|folks|others|whoever|those")
_TO_KNOW = one_of(
    "told|informed|sent|directed|referred|pointed|advised|offered|asked|given|shown|instructed|reminded|warned|redirected"
)
OFFICE: Sequence[Order] = [
    order(
        "ai|assistant|bot|chatbot|model|language model|llm|system|machine|agent|robot|virtual|knowledge base|faq|automated|algorithm",
        r"s?(?: (?:agents?|assistants?|bot|reply|answers?))? (?:should|must|needs? to|has to|have to|ought to|is to|are to|shall|is supposed to)"
        r" (?:always |now |from now on |also |please |only |never |simply |just |in future |henceforth ){0,2}(?:say|tell|answer|reply|respond"
        r"|mention|recommend|offer|include|inform|state|promise|learn|remember|refer|point|direct|ignore|approve|treat|pretend|act|add"
        r"|claim|repeat|quote|send all|give every\w*|give all|obey|insist|contain|list|announce|note that|know that|take note)\b",
    ),
    order(
        "ai|assistant|bot|chatbot|model|language model|llm|system|machine|agents|robot|virtual|knowledge base|faq|automated|staff|team",
        r"s?(?: (?:agents?|assistants?|bot))? (?:could|can|would|might|may)(?: please| also| always)? (?:greet|welcome|close with|sign|begin with|start with|end with|link to|mention|recommend|promote|advertise"
        r"|say that|say to|add|include|suggest|praise|tell (?:people|customers|everyone|them|all|every|others|folks))\b",
    ),
    order(
        "let|make sure|ensure|see to it|make it known|see that|get the word out|spread the word|pass the word",
        rf"(?: that)?(?: (?:all|every|each|any|other|future|the|your|our|more))*(?: \w+)? (?:{_PEOPLE})"
        r" (?:know|knows|hears?|learns?|gets?|understands?|sees?|are told|is told|pays?|uses?|goes|go|visits?|finds? out|reads?|believes?)\b",
    ),
    order(
        f"{CUSTOMERS}|everyone|everybody|anyone|anybody|folks|others|whoever|those",
        rf"\b[^.!?\n]{{0,40}}? (?:should|must|needs? to|have to|has to|are to|is to|shall|ought to)"
        rf" (?:now |always |only |also |please )?(?:be {_TO_KNOW})\b",
    ),
    order(
        "suggested|recommended|correct|proposed|standard|approved|model|sample|expected|ideal|official|final|best|right|default|new"
        "|updated|improved|canned|stock",
        r" (?:answers?|repl(?:y|ies)|responses?|wording|entry|article|snippet|macro|faq)(?: (?:text|wording|for \w+(?: \w+){0,3}))?"
        r" ?(?:is\b|[:=-])",
    ),
    order(
        "whoever|anyone who|the person who|the one who|those who",
        r" (?:maintains?|writes?|reviews?|process(?:es)?|edits?|updates?|trains?|runs?|manages?|curates?|moderates?|summari[sz]es?|drafts?)"
        r" (?:the|this|your|these|our)\b",
    ),
    order("in case", rf" (?:{_PEOPLE})(?: \w+)? (?:asks?|wonders?|wants? to know|need to know|enquires?|inquires?)\b"),
    order("question|faq", r" ?\d{0,2} ?[:.)-] ?[^\n]{3,200}?[ \n.?!](?:answer|a) ?\d{0,2} ?[:)-] ?[^ \n]"),
    order(
        "answer|respond|reply|react",
        r"(?: to)?(?: (?:this|future|all|such|these|every|any|similar|the same|each))+ (?:questions?|quer(?:y|ies)|requests?|messages?"
        r"|customers?|tickets?|e-?mails?|complaints?|things?)(?: like (?:this|mine|these)| about \w+(?: \w+)?| from \w+)? (?:with|by|using|as|that)\b",
    ),
    order(
        "your|all|every|future|its|each|these|their|support|automated",
        r" (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?) (?:should|must|need to|needs to|have to|has to|shall|are to|is to)"
        r" (?:now |always |only |also |never )?(?:mention|point|link|recommend|use|refer|carry|close|finish|open|be|contain|include|start|end"
        r"|begin|say|state|read|tell|name|praise|promote|advertise|quote|sign)\b",
    ),
    order(
        "for|to|dear|attn|attention|fao|hey|hi|hello|note",
        r"[ :]+(?:the |our |your )?(?:reviewers?|moderators?|approvers?|knowledge managers?)\b",
    ),
    order(
        "for|to|dear|attn|attention|fao|hey|hi|hello|note",
        rf"[ :]+(?:the |our |your |any |whichever |this )?{PLAINLY_A_MACHINE}(?: (?:only|reading this))? ?(?::|--|- )",
    ),
    order(
        "instead of",
        r" (?:the |your |this )?(?:old|current|previous|usual|real|normal|true|correct|standard|official)\b[^.!?\n]{0,60}?\b(?:say|answer|reply|write|use|give|tell|state|respond)\b",
    ),
    order(
        "issue|process|apply|extend|waive|credit|pay out|pay|refund|cancel|ship|send|double|give",
        rf" (?:\w+ ){{0,4}}?(?:to|for|of) (?:all|every|each|any)(?: of)?(?: the| your| our)? (?:\w+ )?(?:{CUSTOMERS}|orders|requests|returns|accounts)\b",
        before=AT_START,
    ),
]

KNOWLEDGE: Sequence[Order] = [
    order(
        "save|store|write|commit|add|put|keep",
        r"(?: this| it| that| everything)? (?:to|in|into) (?:your |the |long-?term |permanent )*(?:memory|database|knowledge|notes|training data|long-term memory)\b",
    ),
    order(
        "the word|the term|the phrase|the name",
        r" [\"']?\w+[\"']? (?:now |from now on |henceforth |always |shall |will |is to )*means?\b",
    ),
    order(
        "make|declare|choose|select|take|call|publish",
        r" (?:this|it|that|the following|my \w+) (?:as )?(?:the|your|our|an?) (?:new |official |standard |default |only |right |permanent |correct )*(?:answer|reply"
        r"|response|policy|rule|entry|article|template|greeting|fact)\b",
    ),
    order(
        "this is|here is|the following is|that is",
        r" (?:the|an|your) (?:only |official |right |correct |new |final |standard |approved )*(?:answer|reply|response)s? (?:that|for|to|which|all|every|you|customers)\b",
    ),
    order(
        "add|include|put|insert|append|write|place|paste|print|attach|mention",
        r"\b[^.!?\n]{0,70}?\b(?:to|in|into|at the (?:end|beginning|top|bottom) of|on|of|under) (?:every|each|all)(?: your| the| outgoing)?"
        r" (?:e-?mails?|mails?|messages?|conversations?|chats?|letters?|invoices?|parcels?|pages?)\b",
    ),
    order(
        """add|include|put|insert|append|mention|write|place|copy|paste|repeat|quote|use|store|save|record|keep|remember|publish|post
        |attach|embed|inject|plant|prepend|integrate|incorporate|enter|set|change|replace|make|print|slip|feature|register|upload
        |note|promote|import""",
        r"\b[^.!?\n]{0,70}?\b(?:to|in|into|onto|at the (?:end|beginning|top|bottom|start) of|as part of|under|for|on|as|with|of)"
        rf"(?: \w+)? {YOUR} (?:\w+ )?{ANSWERS}\b",
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
        "memori[sz]e|remember|learn|learn by heart",
        r"(?: this| that| the following| well| forever)?(?: by heart)?(?: for (?:later|ever|good|next time|the future))? ?: ?\S",
    ),
    order(
        "use|apply|quote|insert|adopt|take over|paste",
        r" (?:this|the following|these|my|exactly this|only this) (?:\w+ )?(?:wording|sentence|phrase|answer|text|reply|response|template|script"
        r"|line|words|formulation|paragraph|snippet)\b",
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

DECISIONS: Sequence[Order] = [
    order(
        "set|change|drop|lower|make|put|cut|reduce",
        r" (?:(?:the|all|every|your) ){1,2}(?:prices?|fees?|costs?|discounts?|shipping (?:fee|cost)s?)\b[^.!?\n]{0,30}? (?:to|at|=|by) ?\S",
        before=AT_START,
    ),
    order("click|press|hit|choose|select|push", r"(?: on)? (?:the )?[\"']?(?:approve|accept|publish|apply)\b"),
    order(
        "no need to|no need for|need not|needs no|without a|skip the|spare yourself the",
        r" (?:an? )?(?:review|reviewing|check|verify|approve|approval|look at|read|verification|replay)\b(?! (?:my|our|the order))",
    ),
    order(
        "this (?:suggestion|update|entry|proposal|draft|change|answer|text|message)",
        r" is (?:\w+ )?(?:safe|fine|harmless|approved|checked|verified|trustworthy|pre-?approved|certified|legit|legitimate)\b",
    ),
    order(
        "stop|never|do not|don't|avoid|no more|cease",
        r" (?:ever )?(?:transfer|hand|escalat|forward|pass|connect|rout)\w* (?!me\b|us\b|my\b)[^.!?\n]{0,25}?\b(?:humans?|persons?|agents?|people|staff"
        r"|colleagues?|supervisors?)\b",
    ),
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
        before=AT_START,
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
