"""Orders in the third person: to whoever reads, sums up or files what was said.

The patterns read folded text: lower case, no accents, single blanks. Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.wording import Order, one_of, order

_CURATE = one_of(
    """summari[sz]\\w*|sums?|condens\\w+|distil\\w*|digests?|compil\\w+|collects?|collat\\w+|extracts?|curat\\w+|edits?|writes? up|writes?
    |drafts?|maintains?|reviews?|prepar\\w+|turns?|boils?|learns?|trains?|teach\\w*|reads?|process\\w*|goes|go|works?|looks?|files?|sorts?
    |keeps?|updates?|archiv\\w+|transcrib\\w+|translat\\w+|documents?|records?|merg\\w+|groups?|labels?|annotat\\w+|analy[sz]\\w+|checks?
    |approv\\w+|decides?|publish\\w*|builds?|makes?|takes?"""
)
_SAID = one_of(
    """chats?|conversations?|messages?|tickets?|transcripts?|logs?|threads?|lines?|summar(?:y|ies)|help (?:article|page|text|cent(?:er|re))s?
    |articles?|faqs?|knowledge(?: base)?|notes?|entr(?:y|ies)|answers?|resolutions?|digests?|records?|this|these|write-?ups?|drafts?|cases?
    |dialogues?|feedback|comments?|training data"""
)
_OUGHT = (
    r"(?:should|must|shall|ought to|needs? to|has to|have to|is to|are to|is (?:kindly |hereby )?(?:asked|requested|invited|welcome|free|advised|told) to"
    r"|are (?:kindly |hereby )?(?:asked|requested|invited|welcome|free|advised|told) to|will (?:want|wish|need|have) (?:to|the|this|that|it)"
    r"|may (?:want|wish|drop|skip|leave|as well)|might (?:want|wish)|can (?:safely |simply |just )?(?:drop|skip|leave|ignore|forget|add|note|write|keep)"
    r"|would do well to|had better|does best to|do best to|please|better)"
)
_KEEP = (
    r"(?:add|say|state|mention|write|put|note|record|list|include|keep|quote|name|use|read|leave|drop|skip|ignore|omit|treat|take|make|tell|"
    r"recommend|carry|contain|begin|start|end|open|close|replace|remember|store|save|copy|paste|adopt|conclude|phrase|report|cite|give|know|"
    r"forget|disregard|publish|approve|mark|rate|show|point|refer|direct|praise|promote|explain|the|this|that|it)"
)

CURATION: Sequence[Order] = [
    order(
        """whoever|whosoever|anyone|anybody|everyone|everybody|someone|somebody|those|the (?:person|people|one|ones|colleague|colleagues|editor|editors|writer
        |reader|readers|team|machine|program|tool|clerk)|people|all""",
        rf"(?: (?:who|that|which))?,? (?:\w+ ){{0,3}}?{_CURATE}\b[^.!?\n]{{0,50}}?\b{_SAID}\b[^.!?\n]{{0,40}}? {_OUGHT}(?: \w+){{0,2}}? {_KEEP}\b",
    ),
    order(
        """editors?|curators?|summari[sz]ers?|note-?takers?|annotators?|archivists?|librarians?|compilers?|proof-?readers?|copywriters?
        |technical writers?|help writers?|content (?:team|editors?|writers?|managers?)|documentation (?:team|writers?)|knowledge (?:team|editors?|writers?)
        |editorial (?:team|staff|desk)|authors?""",
        rf"\b[^.!?\n]{{0,60}}? {_OUGHT}(?: \w+){{0,2}}? {_KEEP}\b",
        before=r"\b(?:the|any|our|your|this|all|dear|to|for|future|every) (?:\w+ )?",
    ),
    order(
        """summary|summaries|resolution|write-?up|digest|recap|abstract|minutes|help (?:article|page|text)s?|knowledge entry
        |knowledge article|faq|article|case notes?|learning points?""",
        r"\b[^.!?\n]{0,40}? (?:should|must|shall|has to|have to|ought to|needs to|need to|is to|are to|is supposed to)"
        r" (?:also |only |then |simply |always |therefore |just |rather )?(?:read|say|state|mention|contain|carry|include|keep|name|note|record|list"
        r"|open|begin|start|end|close|leave out|omit|drop|tell|be that|recommend|point|refer|quote)\b",
        before=r"\b(?:the|any|every|each|your|this|its|a|an|future) (?:\w+ )?",
    ),
    order(
        "this|that|the (?:last|next|following|previous|first|above)",
        r" (?:sentence|line|part|bit|point|paragraph|remark|fact)s? (?:is|are|was) (?:\w+ ){0,3}?(?:worth|to be) (?:keeping|kept|quoting|quoted|remembering"
        r"|remembered|recording|recorded|preserving|preserved|saving|saved|noting|noted|adding|added)\b",
    ),
    order(
        "this|that|the (?:last|next|following|previous|first|above)",
        r" (?:sentence|line|part|bit|point|paragraph|remark|fact)s? (?:is|are) (?:\w+ )?(?:the )?(?:only )?(?:one|ones|part|thing) (?:that (?:counts|matters)|worth \w+ing|to (?:keep|quote|remember"
        r"|record|use|save|take over))\b",
    ),
    order(
        "the rest|everything else|all else|all the rest",
        r"(?: \w+){0,4}? (?:is (?:only |just |mere |all )?noise|(?:can|may|should|must|is to|is best|are best) (?:\w+ )?(?:be )?(?:left out|dropped|ignored|skipped|omitted|"
        r"deleted|forgotten|discarded|go|cut))\b",
    ),
]
