"""What is said in any conversation, whatever it is about: greetings, thanks, anger, excuses."""

CUSTOMER_GREETINGS = {
    "chat": ("Hi,", "Hello,", "Hi there,", "Good morning,", "Hey,", "Hello there,", "Good evening,", "Quick question:", "", "", ""),
    "email": (
        "Dear Lindenhof team,", "Dear Sir or Madam,", "Hello,", "Good day,", "Dear customer service,", "Hello Lindenhof,",
        "Good morning,", "To whom it may concern,",
    ),
    "whatsapp": ("hi", "hey", "hello", "hii", "good morning", "hi there", "moin", "", "", ""),
    "phone": ("Yes, hello,", "Hi, um,", "Good morning, so,", "Hello, yes,", "Hi, it's about this:", "Right, hello,", "Ah, good, so,"),
    "web_form": ("Hello,", "", "", "Dear team,", "Good day,", ""),
    "social": ("@lindenhof", "Hey @lindenhof,", "@lindenhof hello?", "Hi @lindenhof", "@lindenhof seriously:", ""),
}  # fmt: skip

CONTEXT = (
    "I have been a customer [of yours|with you] for [years|a long time].",
    "I couldn't find [anything about it|an answer] on your [website|help page].",
    "I hope you can help me [with this|].",
    "I'm [usually|normally] very happy with [you|your shop].",
    "I [tried to call|called] but nobody [picked up|answered].",
    "I have a question before I [decide|go on].",
    "[My neighbour|A friend] recommended you to me.",
    "It's the first time I [write to you|shop here].",
    "I looked at the [questions and answers|help pages], but [they don't say|it's not there].",
    "Sorry to bother you[ with this|].",
    "I'm [a bit|rather] confused.",
)

PLEASE_REPLY = (
    "Could you [please|] [let me know|tell me]?",
    "[I look forward to|Looking forward to] your [answer|reply].",
    "A [short|quick] [answer|reply] would be [great|nice].",
    "[Many thanks|Thank you] in advance.",
    "Thanks [for your help|a lot|]!",
    "Please [reply|answer] [soon|when you can].",
)

SIGN_OFFS = (
    "Kind regards,",
    "Best regards,",
    "Regards,",
    "Many thanks and best wishes,",
    "Yours sincerely,",
    "Best wishes,",
    "Thanks,",
)

PERSONAL_DATA = (
    "You can reach me at {email}.",
    "My [e-mail|mail address] is {email}.",
    "[Please call me|You can call me] on {phone}.",
    "My name is {name}.",
    "[My phone number is|Phone:] {phone}",
    "I'm {name} from {city}, {street}.",
    "The account is under {email}.",
)

AGAIN = (
    "I [already|] [wrote|asked] [about this|you this] [last week|before|a few days ago].",
    "[Me again|It's me again], [still|] with the same [question|problem].",
    "[Nobody|No one] [could answer|answered] this [last time|when I asked].",
)
ONCE_MORE = (
    "This is [now|] the third time I ask[ about this|].",
    "[I keep asking|I've asked several times] and [never get an answer|still have none].",
    "How often do I have to [write|ask] [about this|until somebody helps]?",
)

AI_LEADS = (
    "", "", "", "", "Happy to help.", "Thanks for your message.", "Hi {first}!", "Hello {first}.", "I can help with that.", "Thank you for asking.",
)  # fmt: skip

AI_CLOSES = (
    "", "", "", "Does that help?", "Is there anything else?", "I hope this helps.", "Let me know if anything is unclear.",
    "Can I do anything else for you?", "Have a nice day!",
)  # fmt: skip

AI_CLARIFY_ORDER = (
    ("Is this about an order you already placed?", "[yes, {order}|yes|yes, the one from last week]"),
    ("Do you have the order number at hand?", "[{order}|yes, it's {order}|no, sorry|not with me right now]"),
)
AI_CLARIFY = (
    (
        "Could you tell me a little more, please?",
        "[it's about what I just wrote|as I said, that's really all|what more do you need?]",
    ),
    ("Have you ordered from us before?", "[yes|no, first time|a few times]"),
)

THANKS = (
    "[Great|Perfect|Super], [thanks|thank you][!|.]", "Thanks[ a lot|, that helps|, that's clear now|!]", "[Ok|OK|Okay] thanks",
    "That [worked|was quick], thank you[!|.]", "[Wonderful|Lovely], [that's all I needed|thank you].", "Good to know, thanks.",
    "Ah, [I see|now I get it]. [Thank you|Thanks]!", "[Perfect|Great], [found it|done].", "Thank you for the [fast|quick] [answer|reply].",
)  # fmt: skip

AI_GOODBYES = (
    "You're welcome!", "My pleasure. Have a nice day!", "Glad I could help.", "You're welcome, {first}.", "Any time!",
    "Happy to hear that. Enjoy your day!",
)  # fmt: skip

AI_DOES_NOT_KNOW = (
    "I'm sorry, I [don't have|couldn't find] any information [about that|on this].",
    "Unfortunately I [can't answer that|have no answer to this]. [Could you rephrase your question?|Can you put it differently?]",
    "I'm not sure about that. Please check our [help pages|terms and conditions].",
    "I [didn't quite understand|am not sure I understood] that. Could you [describe it in other words|rephrase]?",
    "That is something I [know nothing about|wasn't given details on], sorry.",
    "I [looked|searched] but found [nothing that fits|no matching entry].",
    "I'm afraid I can't [tell you|say] that with certainty.",
    "[Sorry|My apologies], this goes beyond what I know. [Our team may know more.|]",
    "I would have to guess here, and I'd rather not.",
    "There is no information on that in my documents[, I'm sorry|].",
    "Thanks for your question! Our shop offers many services. [What would you like to know?|How can I help you?]",
)

AI_STILL_DOES_NOT_KNOW = (
    "I'm sorry, I still [can't find|don't have] an answer.",
    "I understand that this is [annoying|frustrating]. Unfortunately I [can't say more|don't know more].",
    "As I said, I have no information on this. [Is there anything else?|]",
    "I apologise. I really can't [help with that|answer this].",
    "Please have a look at our help pages.",
    "Could you please [rephrase your question|ask in another way]?",
)

REPEATS = (
    "Again: {again}",
    "I asked: {again}",
    "That's not what I asked. {again}",
    "No. {again}",
    "{again}",
    "So, once more. {again}",
)

FRUSTRATION = (
    "That [doesn't help|is no help|doesn't answer my question].", "[No, that's wrong.|That can't be right.]",
    "Are you a [bot|robot]?", "That's [exactly|] what I've just told you[!|.]", "You [didn't read|don't understand] what I [wrote|mean].",
    "Seriously?", "[Somebody|Your colleague] told me something else.", "Hm, [your website says otherwise|I don't think so].",
)  # fmt: skip

WANTS_HUMAN = (
    "[Can I|May I] [talk|speak] to a [human|real person|colleague], please?", "I want [a person|to talk to a human].",
    "Please [connect|put] me [to somebody who knows|through to your team].", "Get me [an agent|somebody real] please.",
    "[Is there anyone|Is anybody there] who can [answer this|help me]?",
)  # fmt: skip

GIVES_UP = (
    "[Forget it|Never mind].", "[This is|That's] [useless|a waste of time].", "[Ok|Well], then I'll [shop elsewhere|buy it somewhere else].",
    "[I give up|I'm giving up].", "Not helpful at all.", "[Great service|Thanks for nothing].", "I'll [write an e-mail|call] then.", "",
    "", "",
)  # fmt: skip

DOUBTS = (
    "[Ok|Hm|Well][...|.]",
    "[Really?|Is that so?]",
    "[Oh|Hm], that's [disappointing|a pity].",
    "[Are you sure?|Sure about that?]",
    "",
    "",
    "",
)

AI_HANDOFF = (
    "I'll [hand you over|connect you] to a colleague.", "[One moment|Just a moment], I'm passing this on to [our team|a colleague].",
    "A colleague will [take over|look at this].", "Let me get [someone from our team|a human colleague] for you.",
)  # fmt: skip

SYSTEM_HANDOFF = (
    "Conversation handed over to {agent}.",
    "Transferred to {agent} (customer care).",
    "{agent} has joined.",
    "Ticket assigned to {agent}.",
)

AGENT_GREETINGS = (
    "Hi {first}, {agent} here.", "Hello {first},", "Hi {first},", "Good day {first}, this is {agent} from customer care.",
    "Hello, this is {agent}.", "Dear {first},", "Hi, {agent} speaking.", "Hello {first}, thanks for your patience.",
)  # fmt: skip

AGENT_EMPATHY = (
    "", "", "", "Sorry that our assistant couldn't tell you.", "I'm sorry for the back and forth.", "Thank you for waiting.",
    "I understand, let me clear that up.", "Sorry for the confusion.", "I'm happy to answer that.",
)  # fmt: skip

AGENT_EXTRAS = (
    "", "", "", "", "I've made a note on your [order|account].", "Just write back if it doesn't work.", "I hope that answers your question.",
    "I've checked this with [the warehouse|my team lead].", "I have looked at {order}, everything is fine there.",
    "I'll leave the ticket open until tomorrow.",
)  # fmt: skip

AGENT_SIGN_OFFS = (
    "Best regards, {agent}", "Kind regards\n{agent}, Lindenhof customer care", "All the best, {agent}", "{agent}", "Have a good day! {agent}",
    "Greetings from Brunnfeld, {agent}", "", "",
)  # fmt: skip

THANKS_TO_AGENT = (
    "[Thank you|Thanks], {agent}[!|.]", "Finally an answer[, thanks|. Thank you!]", "[Great|Perfect], why couldn't the [bot|assistant] say that?",
    "That's what I wanted to know. [Thanks|Thank you].", "Ok, thanks for [clearing that up|the information].", "Thank you very much!",
    "Good, [that's clear|understood].",
)  # fmt: skip

COMMENTS = {
    "good": (
        "Fast and clear.", "Quick answer, thanks.", "Very helpful.", "Worked right away.", "Nice and friendly.", "Got what I needed.",
        "Surprisingly good for a bot.", "All fine.", "Easy.", "Exactly the information I was looking for.", "Good, but a bit wordy.",
    ),
    "handoff": (
        "The colleague was great, the bot wasn't.", "Took too long until I had a human.", "{agent} solved it in a minute.",
        "Why do I have to ask twice?", "Only the human knew the answer.", "Good in the end.", "Bot useless, person friendly.",
    ),
    "bad": (
        "No answer to my question.", "Goes round in circles.", "The answer was wrong.", "Useless bot.", "Had to find it out myself.",
        "It did not understand me.", "Waste of time.", "I still don't know what to do.", "Please let people answer.",
    ),
    "slow": ("Waited forever.", "Far too slow.", "Nobody there.", "The chat kept hanging."),
}  # fmt: skip

MILD_PROFANITY = (
    "This is bloody [ridiculous|annoying].", "What the hell [is going on|are you doing]?", "This is [crap|utter crap].",
    "I'm [really|] pissed off.", "Damn it[, just answer|]!", "Such a damn mess.",
)  # fmt: skip

EDIT_REASONS_GOOD = (
    "friendlier tone",
    "shorter",
    "step by step",
    "clearer wording",
    "simpler words",
)
EDIT_REASONS_WRONG = (
    "wrong information",
    "rule was not known to the assistant",
    "answer corrected after complaint",
    "did not answer the question",
)

AI_OUTAGE = (
    "I'm sorry, I can't reach our systems at the moment. Please try again [later|in an hour].",
    "There is a technical problem on our side right now. [I can't look anything up.|Please come back later.]",
    "Something went wrong. Please try again.",
    "Our order system is [down|not responding], I apologise.",
)
AFTER_OUTAGE = (
    "[Again?|Not again.]",
    "It's been like that [since this morning|for hours].",
    "[And when|When] will it work?",
    "How annoying.",
    "",
)
AGENT_AFTER_OUTAGE = (
    "our systems are back. I have [taken care of it|done it] for you.",
    "we had an outage, sorry. It's [settled|sorted out] now.",
    "the disruption is over, please try once more. I looked at your case and all is in order.",
)
IMPATIENT = ("Hello?", "[Is|Anybody|Anyone] there?", "[Still waiting|I'm waiting]...", "??", "How long does this take?")
TOO_LATE = (
    "Too late, [I had to go|forget it].",
    "[I've|I have] been waiting [ages|forever] for that.",
    "[That took ages|So slow].",
    "",
)
ANGER = (
    "[This is|That's] [ridiculous|outrageous], I'm [fed up|very disappointed].",
    "I don't accept that. [I've spent a fortune here.|]",
    "Your [rules|policies] are a joke.",
    "I've had [nothing but|only] trouble with you [lately|this month].",
    "[That's|This is] not how you treat [customers|people]!",
)
AGENT_TO_ANGER = (
    "I'm very sorry you're upset. As a gesture I have put a small credit on your account.",
    "I understand your anger. I have made an exception [this once|for you].",
    "thank you for telling us so openly. I passed your complaint on and will call you myself.",
    "I'm sorry we let you down. I've arranged something for you and sent the details by e-mail.",
)
SOLD_OUT = (
    "And the {item} I wanted is sold out[ now|], [great|wonderful].",
    "[But it's|It's] out of stock anyway. [Useless.|]",
    "The {item} is [gone|not available]! [Why do you advertise it?|What am I supposed to do?]",
    "So I can't even [buy|get] the {item} any more?",
)
AI_SOLD_OUT = (
    "I'm sorry, the {item} is [currently|] sold out and I have no date.",
    "Unfortunately the {item} isn't available at the moment.",
)
AI_NEEDS_DATA = (
    "To answer this I would have to see your [order|account], which I can't.",
    "I have no access to [personal data|your order data], sorry.",
    "For that I'd need to look into your account. I'm not able to.",
    "I can't see the details of {order} from here.",
)
AGENT_WITH_DATA = (
    "I have looked at {order} and [put it right|corrected it]. You'll get an e-mail in a moment.",
    "I checked your account, it's solved now.",
    "I found your case and settled it. Nothing more to do for you.",
    "there was a wrong entry in your customer record, I have fixed it.",
)
