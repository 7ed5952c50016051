"""Words and phrases the local engine listens for, and one fast pass that finds them all.

Phrases are plain lower-case words after `words()`: contractions are written out ("can't" is `can not`), `*` stands for
any one word. The longest phrase wins and its words are not counted again, so "no problem" never counts as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

_WORD = re.compile(r"[a-z0-9']+")
_CONTRACTIONS = (
    ("won't", "will not"),
    ("can't", "can not"),
    ("n't", " not"),
    ("i'm", "i am"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'d ", " would "),
    ("let's", "let us"),
    ("'s", " is"),
)


def words(text: str) -> list[str]:
    """The lower-case words of `text`, contractions written out."""
    lowered = text.lower().replace("\u2019", "'")
    if "'" in lowered:
        for short, full in _CONTRACTIONS:
            lowered = lowered.replace(short, full)
    return _WORD.findall(lowered.replace("cannot", "can not"))


# What an AI says when it fails, tells a limit (which may be the answer), does what was asked, or gives up to a person.
AI_DOES_NOT_KNOW = """
i do not know|we do not know|i am not sure|we are not sure|i do not have that|i do not have this|i do not have the|i
do not have any|i do not have access|i do not have information|i do not have details|i do not have visibility|we do
not have information|we do not have that information|do not have that information|do not have any information|do not
have information|no information about|no information on|i do not understand|i did not understand|did not quite
understand|i did not get that|did not catch that|did not quite catch|could you rephrase|please rephrase|try
rephrasing|not able to answer|unable to answer|i can not answer|could not answer|could not find an answer|could not
find any information|could not find information|not something i know|outside what i|beyond what i|outside my|i was
not trained|no answer to|i can not tell|i can not say|i can not confirm|unable to confirm|not able to confirm|no
entry about|nothing about that|beyond what|can not find an answer|can not say more|can not say that
"""
AI_CANNOT = """
was unable|am unable|were unable|been unable|is unable|are unable|unable to|was not able|am not able|not able
to|were not able|could not be|could not book|could not make|could not complete|could not process|could not
reserve|could not schedule|could not find|could not get|could not do|could not add|could not buy|could not
purchase|could not * the|could not * your|could not * that|could not * it|could not * this|was unsuccessful|were
unsuccessful|is unsuccessful|not successful|unsuccessful|has failed|have failed|did not go through|did not
work|there were no|there was no|went wrong|was declined|was not possible|not been made|was not made|not been
booked|was not booked|not been completed|was not completed|did not find any|did not find anything|having trouble|can
not seem|could not seem|i can not|can not help|can not assist|can not book|can not reach|failed to|it failed|booking
failed|was an error|an error trying|an error while|ran into an|encountered a|encountered an|technical
problem|technical problems|technical issue|technical difficulties|system is down|systems are down|is not
responding|something went wrong|come back later|try again later|try again in|there are no|must have been a
problem|not been able|not go through
"""
AI_LIMITS = """
can not be|can not * that|can not * this|can not * your|is not available|are not available|not available|no longer
available|unavailable|there is no|not possible|unfortunately|not supported|do not support|not allowed|not
permitted|not in our|not in my|does not exist|sold out|fully booked|i am afraid|help pages|help page|help
center|help centre|our faq
"""
AI_APOLOGISES = """
i am sorry|so sorry|very sorry|really sorry|sorry but|sorry i|sorry there|sorry we|sorry about|sorry for|sorry
that|my apologies|apologies|apologize|apologise|i regret
"""
AI_DONE = """
has been made|has been booked|has been confirmed|has been reserved|has been scheduled|has been submitted|has been
cancelled|has been canceled|has been changed|has been updated|has been processed|has been completed|has been
placed|has been sent|has been added|has been refunded|has been issued|has been transferred|has been reset|has been *
successfully|have been made|have been booked|have been reserved|have been purchased|have been submitted|have been
cancelled|have been updated|have been completed|have been placed|have been sent|is confirmed|are confirmed|is
booked|are booked|is reserved|is scheduled|is complete|are complete|is completed|successfully|was successful|is
successful|were successful|all set|is all set|i have booked|i have reserved|i have scheduled|i have submitted|i have
updated|i have cancelled|i have changed|i have added|i have sent|i have completed|i have processed|i have placed|i
have reset|i have made|is done|it is done|on its way|on the way|started playing|is playing|have been * successfully
"""
HANDOFF = """
transfer you|transferring you|transferred to a|transferred to an|transferred you|connect you|connecting you|hand you
over|handing you over|pass you on|passing you|pass this on to|forward you|forwarding you|escalate this|escalated
this|escalating this|escalate your|escalated your|a colleague will|a human agent will|an agent will|a specialist
will|a member of our team will|put you through|get a human|bring in a
"""
# What a customer says.
THANKS = """
thanks|thank you|thank u|thanx|thx|ty|appreciate|appreciated|grateful|cheers|much obliged|that is very kind
"""
CONFIRMS = """
that worked|it worked|that works|it works|works now|working now|it is working|that is working|works for me|works
great|works fine|solved|sorted|fixed it|is fixed|all good|problem solved|that fixed|that did it|that helped|that
helps|very helpful|really helpful|super helpful|so helpful|been helpful|most helpful|perfect|exactly what i|just
what i|that is great|that is perfect|that is wonderful|that is it|that answers|answers my question|answered my
question|clear now|makes sense|that is all|that will be all|that would be all|all i need|all i needed|all i
wanted|all for now|everything i need|everything i needed|nothing else|no more questions|no other questions|no
further questions|no further help|do not need anything else|i am good|i am set|i am all set|got it|sounds good|looks
good|awesome|excellent|wonderful|fantastic|brilliant|great help|good job|no problem|no worries|will do that|i will
try that
"""
GIVES_UP = """
thanks anyway|thank you anyway|thanks for nothing|never mind|nevermind|forget it|forget about it|i give up|giving
up|no use|pointless|what a waste|waste of time|waste of my time|not worth it|i will go elsewhere|go elsewhere|take
my business|switch to another|another company|cancel my account|close my account|cancel everything|leave it|too
bad|that is too bad|that is unfortunate|no help at all|not at this time|no thanks to you|i will call|i will just
call|i will figure it out|do it myself|moving on|whatever|shop elsewhere|try elsewhere|somewhere else then|look
elsewhere
"""
COMPLAINS = """
useless|ridiculous|terrible|horrible|awful|worst|pathetic|joke|unacceptable|disappointed|disappointing|disgusting|disgrace|furious|angry|fed
up|sick of|tired of|frustrated|frustrating|annoyed|annoying|upset|rubbish|garbage|nonsense|scam|stupid|rude|not
helpful|unhelpful|not helping|did not help|does not help|do not help|no help|not useful|makes no sense|does not make
sense|still not|still does not|still do not|still did not|still has not|still have not|still waiting|still no|still
nothing|does not work|did not work|not working|is not working|not what i asked|not what i meant|not my question|did
not ask|wrong answer|that is wrong|not correct|incorrect|not true|are you even|not listening|not reading|going in
circles|in circles|nobody helps|nobody answers|no one helps|no one answers|no answer|not acceptable|not good
enough|not happy|not satisfied|not impressed|not pleased|let down|very bad|so bad|too slow|takes forever|taking
forever|for the last time|complaint|complain|not solved|not resolved|not fixed|unresolved|does not answer|did not
answer|have not answered|has not answered|not an answer|want my money back|lost my|unhappy|dissatisfied
"""
SAYS_REPEATED = """
as i said|like i said|as i told|like i told|as i mentioned|like i mentioned|as i explained|as i wrote|i already
said|i already told|i already asked|i already explained|i already mentioned|i already tried|already asked|already
told you|i have already said|i have already told|i have already asked|i have already explained|i just asked|i just
told you|i just said|second time|third time|fourth time|fifth time|sixth time|2nd time|3rd time|4th time|5th
time|tenth time|hundredth time|asked twice|asked you twice|asked this twice|asked three times|asked you three
times|told you twice|asking again|ask again|asked again|i am asking again|i will ask again|let me ask again|i
repeat|repeat myself|repeating myself|keep repeating|keep asking|keeps asking|same question|how many times|you did
not answer|you have not answered|you still have not|you still did not|did not answer my|have not answered my|not
answering my|that does not answer|that is not what i asked|not what i asked|that was not my question|not my
question|again and again|over and over|asked before|asked you before|asked this before|asked already
"""
WANTS_HUMAN = """
a human|real person|real human|human being|human agent|live agent|live person|speak to someone|talk to someone|speak
with someone|talk with someone|speak to a|speak with a|talk to a|talk with a|speak to an agent|talk to an
agent|transfer me|connect me|put me through|call me back|someone call me|a manager|your manager|your supervisor|a
supervisor|a representative|an actual person|an operator
"""
# Shades of a mood beside the phrases above: one word each.
POSITIVE = """
good|great|nice|happy|glad|pleased|lovely|amazing|helpful|easy|super|delighted|relieved|impressed|satisfied|yay|no
rush|well done|much better|so much|so kind|love it|love this|i love
"""
NEGATIVE = """
bad|sad|slow|wrong|broken|poor|hate|worse|problem|problems|issue|issues|error|errors|difficult|confusing|confused|worried|unfortunately|unable|fail|fails|failed|failing|
stuck|trouble|damaged|delayed|refused|denied|unfair|impossible|terribly|concerned|nothing
works|desperate|overcharged
"""
NEGATORS = frozenset({"not", "no", "never", "hardly", "nothing", "without"})

CATEGORIES: dict[str, str] = {
    "ai_does_not_know": AI_DOES_NOT_KNOW,
    "ai_cannot": AI_CANNOT,
    "ai_limits": AI_LIMITS,
    "ai_apologises": AI_APOLOGISES,
    "ai_done": AI_DONE,
    "handoff": HANDOFF,
    "thanks": THANKS,
    "confirms": CONFIRMS,
    "gives_up": GIVES_UP,
    "complains": COMPLAINS,
    "says_repeated": SAYS_REPEATED,
    "wants_human": WANTS_HUMAN,
    "positive": POSITIVE,
    "negative": NEGATIVE,
}
AI_CATEGORIES = ("ai_does_not_know", "ai_cannot", "ai_limits", "ai_apologises", "ai_done", "handoff")
CUSTOMER_CATEGORIES = (
    "thanks",
    "confirms",
    "gives_up",
    "complains",
    "says_repeated",
    "wants_human",
    "positive",
    "negative",
)

# How much one hit of a category moves a mood.
MOOD_WEIGHTS: dict[str, float] = {
    "thanks": 1.0,
    "confirms": 1.0,
    "gives_up": -1.6,
    "complains": -1.4,
    "says_repeated": -1.5,
    "wants_human": -0.5,
    "positive": 0.6,
    "negative": -0.5,
}
FLIPPED_BY_NEGATION = frozenset({"positive", "negative"})


class Phrases:
    """Finds the phrases of several categories in one pass over a list of words."""

    def __init__(self, categories: Iterable[str]) -> None:
        # By first word and second word ("" for a phrase of one word), the rest of each phrase, longest first.
        self._tree: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        for category in categories:
            for raw in CATEGORIES[category].replace("\n", " ").split("|"):
                phrase = tuple(raw.split())
                if phrase:
                    second = phrase[1] if len(phrase) > 1 else ""
                    self._tree.setdefault(phrase[0], {}).setdefault(second, []).append((phrase[2:], category))
        for branch in self._tree.values():
            for found in branch.values():
                found.sort(key=lambda item: (-len(item[0]), item[1]))

    def vocabulary(self) -> frozenset[str]:
        """All words of all phrases."""
        return frozenset(
            word
            for first, branch in self._tree.items()
            for second, found in branch.items()
            for word in (first, second, *(word for rest, _ in found for word in rest))
            if word
        )

    def find(self, tokens: Sequence[str]) -> list[tuple[str, int]]:
        """Each category found with the place of its first word, in order; at one place those of the longest phrase."""
        found: list[tuple[str, int]] = []
        tree, count, index = self._tree, len(tokens), 0
        while index < count:
            branch = tree.get(tokens[index])
            if branch is None:
                index += 1
                continue
            hits: list[str] = []
            length = 1
            if index + 1 < count:
                for second in (tokens[index + 1], "*"):
                    for rest, category in branch.get(second, ()):
                        end = index + 2 + len(rest)
                        if end - index < length or end > count:
                            continue
                        if any(
                            wanted not in ("*", token)
                            for wanted, token in zip(rest, tokens[index + 2 : end], strict=True)
                        ):
                            continue
                        if end - index > length:
                            hits.clear()
                            length = end - index
                        hits.append(category)
            if not hits:
                hits.extend(category for _, category in branch.get("", ()))
            found.extend((category, index) for category in hits)
            index += length
        return found


@cache
def ai_phrases() -> Phrases:
    """The phrases listened for in what an AI or agent says."""
    return Phrases(AI_CATEGORIES)


@cache
def customer_phrases() -> Phrases:
    """The phrases listened for in what a customer says."""
    return Phrases(CUSTOMER_CATEGORIES)


def _letters(word: str) -> str:
    return word[0] + "".join(sorted(word[1:]))


@cache
def _known_letters() -> tuple[frozenset[str], dict[str, str]]:
    known = customer_phrases().vocabulary()
    slips = {_letters(word): word for word in sorted(known) if len(word) >= 5}
    return known | COMMON_WORDS | FUNCTION_WORDS, slips


def without_slips(tokens: Sequence[str]) -> list[str]:
    """Words with swapped letters put right where they become a word listened for: "thnak you" is heard as thanks."""
    known, slips = _known_letters()
    return [token if len(token) < 5 or token in known else slips.get(_letters(token), token) for token in tokens]


def split_words(table: str) -> frozenset[str]:
    """A table of words, parted by blanks, as a set."""
    return frozenset(table.split())


def single_words(table: str) -> frozenset[str]:
    """The phrases of a table that are one word."""
    return frozenset(phrase.strip() for phrase in table.replace("\n", " ").split("|") if " " not in phrase.strip())


# Grammar words: they end a key phrase.
FUNCTION_WORDS = split_words(
    """
    a an the this that these those my your our their his her its i me you he she it we us they them who whom whose
    which what when where why how and or but nor so if then than because while until although though as at by for
    from in into of off on onto out over to up with within without about above after again against before below
    between down during under through am is are was were be been being do does did doing done have has had having
    will would shall should can could may might must not no yes yeah yep nope ok okay please thanks thank hi hello
    hey dear there here now just only also too very really quite some any each every all both few more most other
    another such own same s t d m re ve ll one two three four five six seven eight nine ten first second third
    last next today tomorrow yesterday tonight morning afternoon evening pm etc like still already yet ever never
    always often sometimes maybe perhaps actually basically anyway well oh uh um hmm right sure myself yourself
    himself herself itself ourselves themselves everything something anything nothing someone anyone everyone
    somebody anybody around back soon later ago since per via let lets
    """
)
# Everyday verbs and fillers that carry no topic of their own.
COMMON_WORDS = split_words(
    """
    want wants wanted need needs needed wish would like liked love help helps helped assist look looking looked
    find finding found search searching get gets getting got give gives gave given go goes going gone went come
    comes coming came make makes making made take takes taking took taken see sees seeing saw seen know knows knew
    known think thinks thought tell tells told say says said ask asks asked asking try tries trying tried use uses
    using used put let keep keeps kept show shows check checking checked figure wonder wondering understand hope
    hoping seem seems happen happens happening happened work works working worked mean means meant talk talking
    speak speaking call calling called hear heard feel feels felt believe guess explain provide send sends sending
    sent receive receives received able unable possible sure good great nice new old big small best better bad
    thing things stuff way ways lot lots bit kind sort type part time times day days week weeks month months year
    years hour hours minute minutes moment question questions issue issues problem problems information info
    detail details number numbers case matter reason option options place people person guy somewhere interested
    available currently correct wrong different specific certain enough much many little long quick quickly kindly
    exactly instead else fine thats im ive dont doesnt didnt cant couldnt wont isnt arent wasnt havent hasnt start
    started starting stop stopped end ended wait waiting waited set setting turn turned run running bring regards
    wishes reply answer answers nobody example team sincerely customer friend rather ready perfect wonderful
    appreciate appreciated sounds sound gonna wanna gotta yup nah bye eat fun interesting bunch half past clock
    plan planning town pretty hi folks guys sir madam maam regarding concerning additional main whole entire
    arrive arrives arrived expire expires accept accepts mine earlier appear appears appeared correctly properly
    recent recently order_id leave leaving travel traveling travelling
    """
)

# What customers ask for, and the one word we call it by.
ACTIONS: dict[str, str] = {
    verb: action.strip()
    for action, verbs in (
        line.split(":")
        for line in """
cancel: cancel cancelling canceling cancelled canceled;
change: change changing modify update updating edit correct switch; return: return returning;
exchange: exchange exchanging swap; replace: replace replacing; refund: refund refunded;
track: track tracking locate; book: book booking reserve; schedule: schedule; reschedule: reschedule;
find: find search; buy: buy purchase; order: order; pay: pay paying; transfer: transfer transferring; send: send;
reset: reset recover; unlock: unlock; close: close closing; open: open opening; delete: delete deleting;
remove: remove removing; report: report; activate: activate activating; block: block; freeze: freeze;
renew: renew renewing; upgrade: upgrade upgrading; downgrade: downgrade; subscribe: subscribe;
unsubscribe: unsubscribe; download: download; upload: upload; export: export; import: import; install: install;
connect: connect; link: link; verify: verify; confirm: confirm; apply: apply; claim: claim; dispute: dispute;
redeem: redeem; use: use; add: add; invite: invite; print: print; rent: rent; play: play; withdraw: withdraw;
deposit: deposit; top_up: top; reinstate: reinstate; extend: extend; pause: pause; resume: resume;
charge: charge charged; enrol: enrol enroll; register: register; log_in: login log; sign_in: sign; share: share;
copy: copy; ship: ship; deliver: deliver; insure: insure; repair: repair; fix: fix; move: move; request: request;
receive: receive; get: get; check: check see
""".replace("\n", " ").split(";")
    )
    for verb in verbs.split()
}
WEAK_ACTIONS = frozenset(
    {"find", "get", "use", "check", "request", "receive", "confirm", "send", "see", "log_in", "sign_in"}
)
