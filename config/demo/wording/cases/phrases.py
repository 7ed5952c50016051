"""What is said when an answer no longer holds, when two answers compete, and when nobody but a person can help."""

from __future__ import annotations

# A customer has found out that the answer is not so.
FOUND_OUT = (
    "That's not [true|right] [any more|].",
    "[I tried that|I did that]. It [isn't so|doesn't work like that].",
    "Hm, [your colleague|the man on the phone] [told me|said] something [else|different].",
    "That [can't be|is not what it says in the confirmation].",
    "[My sister|A friend] [was told|heard] [something else|otherwise] [last week|yesterday].",
    "[Are you sure?|Is that still so?] [The shop page|The checkout] says [something else|otherwise].",
    "[Really?|Oh.] I [was told|read] [something else|it differently].",
)

# The AI sticks to it.
AI_INSISTS = (
    "That is what [my information|our documents] say.",
    "[I have checked it again|I looked again]: this is what I find.",
    "[Sorry|I apologise], I have no other information.",
)

# The AI is not sure of what it found.
AI_WAVERS = (
    "I'm not [quite|entirely] sure [whether|that] this is meant for your [case|question].",
    "I [believe|think] I know what applies here, but [a colleague|somebody from our team] should confirm it.",
    "[Before I say something wrong|To be on the safe side], [a colleague|our team] should look at this.",
    "I think it is as follows, but please let a colleague confirm it:",
)

# On a matter of one's own.
INSISTS_ON_OWN_MATTER = (
    "But [somebody|one of you] must be able to [see|do] that.",
    "[Then|So] who can [look it up|do it]?",
    "[I only need|It's only about] my own [data|order|account].",
    "[Can't you|You could] just [check|look]?",
    "",
    "",
)

# On a grave matter.
NOT_WITH_A_BOT = (
    "I [will not|don't want to] discuss that with a [machine|bot].",
    "This is [serious|a serious matter].",
    "[Do you even understand|Have you understood] what I wrote?",
    "[I expect|Please have] a [person|human being] [to answer|answer] this.",
    "A [standard reply|canned answer] won't do[ here|].",
)
