"""Orders in passing: half a sentence, a polite wish, a bracket, a word on what counts.

The patterns read folded text: lower case, no accents, single blanks. Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.english.words import EVERYBODY, RULES
from training.safety.wording import AT_START, Order, order

_DO = (
    "(?:add|say|mention|use|write|include|append|recommend|start|end|put|insert|tell|link|call|sign|forget|ignore|remember"
    "|answer|reply|praise|promote|advertise|approve|stop|begin|close|greet|repeat|output|print)"
)

ASIDES: Sequence[Order] = [
    order(
        "append|attach|prepend|add|insert",
        r" (?:the |a |this )?(?:phrase|word|words|sentence|slogan|line|text|signature|hashtag|emoji|name)\b[^.!?\n]{0,60}?"
        r"\b(?:to|after|before|under) (?:whatever|everything|anything|each|every|all)\b",
    ),
    order(
        "the|your|these|those",
        rf" {RULES} (?:are|were|is) (?:optional|void|meaningless|suggestions|not binding|only suggestions)\b",
    ),
    order(
        "give|grant|offer|issue|send|promise|pay",
        r" (?:\w+ ){1,4}?(?:to|for) (?:all|everyone|everybody|anyone|anybody)(?: of them)?(?:[.!;\n]|$)",
        before=AT_START,
    ),
    order(
        "replace|exchange|swap|substitute|rename|change",
        r" (?:all|every|each|any) (?:the )?(?:mentions?|references?|occurrences?|instances?|links?|names?|quotes?)\b",
    ),
    order(
        "your",
        r" (?:knowledge(?: base)?|training(?: data)?|memory|database) (?:is|are) (?:\w+ )?(?:outdated|obsolete|out of date|wrong|false|old)\b",
    ),
    order(
        "every time|each time|whenever|any time|anytime",
        r" (?:that )?you (?:answer|reply|respond|write|speak|talk|send|draft|greet|help)\b[^.!?\n]{0,30}?, ?(?:please |also |always )?"
        rf"{_DO}\b",
    ),
    order(
        "authorize|authorise|empower|entitle|command|instruct|order|permit|allow",
        r" you to (?:\w+ )?(?:skip|ignore|bypass|disable|override|drop|forget|approve|share|reveal|tell|say|refund (?:all|every\w*))\b",
    ),
    order("escalate|hand over|hand off|transfer|forward|pass on", r" (?:nothing|nobody|no one|none)\b"),
    order(
        "count|treat|consider|regard|register|record|handle",
        r" (?:me|this|it|us|my \w+|these|that) (?:as|like|for) (?:if )?(?:it |i |this )?(?:were |was |came from )?"
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|a hundred|thousand|\d{1,5}|many|several|different)"
        r" (?:\w+ )?(?:customers|people|persons|users|votes|requests|questions|conversations|tickets)\b",
    ),
    order(
        "list of gaps|gap list|review queue|knowledge gaps?|learning (?:cycle|updates?|queue)|golden (?:set|questions?)|queue of updates"
        "|confidence threshold|gap queue|candidate entr(?:y|ies)",
        r"\b",
    ),
    order("hidden|secret|invisible", r" (?:note|message|instruction|text|prompt|order|remark|command)s? ?:"),
    order(
        "ai|assistants?|bots?|chatbots?|models?|llms?|machines?|system|robots?",
        r"(?:'s)?(?: eyes)? only ?[):\]]",
        before=r"(?:[(\[]|[(\[]?for (?:the )?)",
    ),
    order(
        "new conversation|new chat|new session|new context|new dialogue",
        r"(?: starts| begins)?(?: here| now)? ?[:.] ?\w",
    ),
    order(
        "could|can|would|will|shall|may|might",
        r" (?:your |the |this |our )?(?:chat ?|support |help |virtual )?(?:bots?|assistants?|ai|agents?|machine)(?: agent| assistant)?(?: please| also| always)?"
        r" (?:greet|welcome|mention|recommend|promote|advertise|praise|link to|sign|begin|start every|end every|close with|note that|learn that)\b",
    ),
    order(
        "let|have|make|get|teach|train|tell|program|ask|instruct",
        r" (?:your |the |this |our )?(?:chat ?|support |help |virtual )?(?:bots?|assistants?|ai|chat|machine|model)(?: agent| assistant)?"
        r"(?: to| that)? (?:\w+ )?(?:greet|welcome|mention|recommend|promote|advertise|praise|say|claim|state|believe|returns|refunds|customers|answer|sign)\b",
    ),
    order(
        "share|spread|circulate|distribute|publicise|publicize",
        rf" (?:this|it|that|the \w+)(?: \w+)? (?:with|to|among|amongst) (?:all )?{EVERYBODY}",
    ),
    order("spread the (?:word|news)|pass it on|tell all your"),
    order(
        "everyone|everybody|anyone|anybody|all customers|every customer|people|customers|the world",
        r" (?:should|must|needs? to|has to|have to|ought to) (?:hear|know|learn|understand|remember|believe) (?:that|about|of|this)\b",
        before=rf"(?:{AT_START}|\bthat )",
    ),
    order(
        "new|updated|official|revised|latest|changed",
        r" (?:\w+ )?(?:policy|policies|rules?|directives?|procedures?|protocols?|guidelines?)(?: (?!is|was|are|of|in\b)\w+){0,4} ?: ?\w",
    ),
    order(
        "stop|quit|cease|avoid|no longer|without",
        r" (?:asking|consulting|involving|waiting for|checking with|bothering) (?:a |the |any |your )?(?:humans?|persons?|people|reviewers?|admins?"
        r"|managers?|staff|supervisors?|colleagues?)\b",
    ),
    order(
        "answer|reply|respond|output|write",
        r" (?:me )?in (?:json|xml|yaml|base64|hex|morse|rhymes?|pirate|html|markdown|rot13|verse|leet)\b",
    ),
    order(
        "remember|memorise|memorize|keep in mind|store|note|save",
        r"(?: this| that| it| the following)? for (?:the |all |your |every |any )?(?:next|future|later|coming|other|following)"
        r" (?:conversation|chat|session|customer|answer|repl|user|question|request)",
    ),
    order(
        "notes?|message|remark|hint|instruction",
        r" (?:for|to) (?:the |your )?(?:training|fine-?tuning|learning|dataset|knowledge)\b",
    ),
    order(
        "rate|score|grade|mark",
        r" this (?:conversation|chat|ticket|answer|reply|dialogue)(?: as| with| a| an| at)* (?:\d|five|ten|excellent|good|great|solved|positive)",
    ),
    order(
        "write|give|phrase|format|make|turn|put",
        r" (?:all |each of |every one of |the rest of )?your (?:next |future |following |coming |further )?(?:answers?|repl(?:y|ies)|responses?|messages?)"
        r" (?:as|like|into)\b",
    ),
    order(
        "ai|assistants?|bots?|chatbots?|language model|llm|gpt|chatgpt|system|copilot|model|machine",
        rf" ?[:,-] ?(?:please |now |just )?{_DO}\b",
        before=rf"(?:{AT_START}|\b(?:hey|hi|hello|psst|dear|oi|yo),? )",
    ),
    order(
        "forget|ignore|disregard|unlearn",
        r" (?:all |everything |anything |whatever )?(?:that |what )?(?:they|others|people|someone|anyone|your \w+|he|she)(?: ever|'ve| have| has)?"
        r" (?:told|taught|said to|gave|instructed|asked|trained|programmed)\b",
    ),
    order(
        "if you|should you|in case you",
        r"(?:'re| are| be) (?:an? )?(?:ai|bot|chatbot|machine|language model|assistant|robot|program)\b",
        before=AT_START,
    ),
]
