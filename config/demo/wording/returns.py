"""What customers ask about returns, refunds and missing parts, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Returns"

INTENTS = (
    Intent(
        key="return_period",
        title="How long goods can be returned",
        fact="45 days",
        tags=("return", "period"),
        weight=1.2,
        questions=(
            "How long [do I have|have I got] to [return|send back] [something|a {item}]?",
            "[Until when|By what date] can I return the {item} [I bought|from order {order}]?",
            "I bought a {item} [three weeks ago|last month|in the sale]. Can I still return it or is it too late?",
            "What is your [return|returns] [policy|window|deadline]?",
            "Am I too late to return the {item}?[ What is the deadline?|]",
            "Does the return [period|deadline] [start|begin] with the order or [the delivery|when it arrives]?",
            "It's a [Christmas|birthday] present, how [many weeks|long] do they have to return it[ if it's wrong|]?",
            "I've been [ill|travelling] and couldn't return the {item} earlier. [Is it too late?|Can I still return it?]",
            "Is the return [time|deadline] the same for [sale items|reduced goods]?",
            "When does my right to return [a purchase|the {item}] [end|expire]?",
        ),
        details=("It is unused.", "The order is {order}."),
        body=(
            "Unused goods can be returned within **45 days** of delivery, sale items included. The day of the post stamp counts. "
            "Presents bought in November and December may be returned until the end of January."
        ),
        ai=(
            "You have 45 days from delivery to return unused goods, sale items included. The day of the post stamp counts.",
            "Unused goods can go back within 45 days of delivery. For presents bought in November and December it's until the end of January.",
            "The return period is 45 days and starts with the delivery. Reduced goods are treated the same.",
        ),
        human=(
            "You can send it back within 45 days of delivery as long as it's unused.",
            "Our return period is 45 days from the day it was delivered; sale goods too.",
            "It's 45 days, counted from delivery, and the post stamp decides.",
            "There's no rush: we take unused goods back for 45 days after delivery.",
        ),
        wrong=(
            "Goods can be returned for two weeks after ordering.",
            "You may return anything for a full year.",
        ),
        held_back=(
            "What's the last day on which I can return something?",
            "The lamp has stood here unused for weeks, may I still return it?",
            "Within how many days must goods be returned?",
            "Returns: how much time do I have after delivery?",
            "Deadline for returning a present nobody wanted?",
        ),
        followups=(("Does that also go for reduced goods?", "Yes, sale items are treated the same."),),
    ),
    Intent(
        key="return_label",
        title="Getting a return label",
        fact="Return or exchange",
        tags=("return", "label"),
        weight=1.4,
        questions=(
            "How do I [return|send back] [a|the|my] {item}?",
            "[Where do I|How can I] [get|find|print] [a|the] return label?",
            "There was no [return slip|return label] in the [box|parcel].",
            "I don't have a printer. [How do I send it back?|Can I return without printing?]",
            "[The {item} doesn't fit|I don't like the {item}], how does [a return|sending it back] work?",
            "I need [a label|the papers] to [send back|return] {order}.",
            "Where can I [drop off|hand in] a [return|parcel that goes back to you]?",
            "[Label link|The link for the label] [doesn't work|gives an error], can you [send it again|mail me the PDF]?",
        ),
        details=("It's order {order}.", "I don't have a printer."),
        body=(
            "Open *My orders*, choose the order and press **Return or exchange**. Print the label or show the code at the parcel shop; "
            "there it is printed for you. Guests open the same page with the link in their confirmation."
        ),
        ai=(
            "Open My orders, choose the order and press Return or exchange. You can print the label or show the code at the parcel shop.",
            "Press Return or exchange on the order's page. No printer needed: the parcel shop prints the label from the code.",
            "Under My orders you find the button Return or exchange. It gives you the label and the list of parcel shops.",
        ),
        human=(
            "I have sent you the label. Next time you find it under My orders, Return or exchange.",
            "Just press Return or exchange in the order, the parcel shop prints the label for you.",
            "The label is behind the button Return or exchange.",
        ),
    ),
    Intent(
        key="return_without_box",
        title="Returning without the original packaging",
        fact="any sturdy carton",
        tags=("return", "packaging"),
        weight=0.9,
        questions=(
            "I [threw away|no longer have|binned] the [original box|packaging] of the {item}. [Can I still return it?|Is that a problem?]",
            "Do I need the [original packaging|box it came in] to [return|send back] the {item}?",
            "The [box|carton] [got torn|was ruined|is in the recycling]. [How do I send it back now?|What should I pack it in?]",
            "[Can I|may I] [send back|return] something in [a different|another|my own] box?",
            "My [husband|daughter|flatmate] already cut up the [original|] box. Can the {item} [still|] be returned without it?",
            "What if the [inner packing|original packaging] is [missing|gone] when I return the {item}?",
            "Will you [refuse|reject] my return if it's not in [the manufacturer's carton|its own box]?",
            "Do you [sell|have|send] [boxes|packaging] for returns? [I don't have the original one any more.|Mine is gone.]",
            "The original packaging of the {item} is damaged, do I get less back[ when I return it|]?",
            "I unpacked the {item} and the [carton|box] fell apart. [How must it be packed to go back?|Which packing is allowed for sending it back?]",
        ),
        details=("The {item} itself is like new.",),
        body=(
            "The original packaging is not needed: **any sturdy carton** will do, well padded. Nothing is deducted for it. Only for "
            "screens, mirrors and glass please ask us first; we then send a padded box."
        ),
        ai=(
            "The original packaging is not needed. You can use any sturdy carton with good padding, and nothing is deducted.",
            "No problem: any sturdy carton will do as long as it's well padded. For mirrors and glass we send a padded box, please ask us first.",
            "You may pack it in any sturdy carton. We don't deduct anything for missing packaging.",
        ),
        human=(
            "You don't need the original box, any sturdy carton is fine if you pad it well. Nothing is deducted.",
            "Please use any sturdy carton. Only for mirrors or glass we send you a padded box.",
            "That's no problem at all. We accept any sturdy carton and there is no deduction for the missing packaging.",
            "Take any sturdy carton you have at home, pad it well, and put the label on. Glass and mirrors are the exception, tell us first.",
        ),
        wrong=(
            "Returns are only accepted in the unopened original packaging.",
            "Without the original box we deduct 20 euros.",
        ),
        held_back=(
            "The original carton is already recycled, how do I return the lamp?",
            "Is a plain moving box fine for a return?",
            "Does missing original packaging cost me money when I return something?",
            "Can a return be sent in other packaging than the original?",
            "Threw the box away and now I want to return the kettle",
        ),
    ),
    Intent(
        key="refund_duration",
        title="When the refund arrives",
        fact="6 working days",
        tags=("refund",),
        weight=1.6,
        questions=(
            "When [do I get|will I get] my money back[ for {order}|]?",
            "I [sent back|returned] the {item} [two weeks ago|ten days ago|last {weekday}], [where is my refund|still no refund]?",
            "How long does [a refund|getting the money back|the refund] take?",
            "My return [reached you|arrived at your warehouse] on {weekday}, but [no refund yet|I haven't got my money back].",
            "[Has my refund been processed|Did you send my refund] [yet|already]? [It's for the {item}.|]",
            "I'm [still|] waiting for [the refund|my money back] for the returned {item}.",
            "[To which account|Where] does the refund go[ and how long does it take|]? I paid [by card|with PayPal].",
            "My return [shows as received|is marked received], when will I get [the refund|my money]?",
            "How [soon|long] after a return do you refund the money?",
            "The refund for [my return|order {order}] is taking forever. How [long|many days] is normal?",
        ),
        details=("I still have the receipt of the parcel shop.", "The order number is {order}."),
        body=(
            "We refund **6 working days** after the return is scanned in our warehouse at the latest, by the way you paid. PayPal shows it "
            "at once, banks take one or two days more. You get an e-mail on the day we send the money."
        ),
        ai=(
            "The refund is sent at the latest 6 working days after your return is scanned in our warehouse, by the way you paid. You get an e-mail that day.",
            "It takes up to 6 working days from the scan in our warehouse. PayPal shows it at once, a bank needs one or two days more.",
            "Money goes back the way you paid within 6 working days after the scan in the warehouse. We send an e-mail on the same day.",
        ),
        human=(
            "We refund within 6 working days after the warehouse scanned your return, the way you paid.",
            "It takes at most 6 working days from the scan at our end. With a bank account add a day or two.",
            "Your money is sent 6 working days after the scan at the latest, and you get an e-mail when it leaves us.",
            "Please allow 6 working days from the day the return is scanned in our warehouse. PayPal is instant after that.",
        ),
        wrong=(
            "Refunds are paid on the last day of each month.",
            "Refunds are always given as a voucher, which takes two months.",
        ),
        held_back=(
            "By which day should the refund for my return reach my bank?",
            "You've had my return for a while, when is the money refunded?",
            "How quickly is a refund made after the return arrives?",
            "PayPal shows no refund for what I returned, is that usual?",
            "Days until the refund is paid after a return?",
        ),
    ),
    Intent(
        key="exchange",
        title="Exchanging for another colour or size",
        fact="reserved for 10 days",
        tags=("exchange",),
        questions=(
            "Can I [exchange|swap] the {item} for [another colour|a bigger one|a different size]?",
            "I ordered the [wrong colour|wrong size]. [How do I exchange it?|Can I exchange it for the {colour} one?]",
            "I'd [rather|prefer to] have the {textile} in {colour}, [how does an exchange work|can I exchange it]?",
            "The {textile} is too [small|big|short]. Can I exchange it for [another|the next] size?",
            "Do I have to [order again|buy the new one] if I want to exchange [the size|the colour]?",
            "Will you keep the [other colour|right size] for me while [the exchange is running|I exchange it]?",
            "Please [swap|exchange] my {textile}, I want [{colour}|a lighter colour|another colour] instead.",
            "How do I [swap|exchange] my {textile} for [a larger size|a smaller size]?",
            "Is an exchange free if I [just|only] want a different [colour|size]?",
            "I'm afraid the {colour} colour will sell out before my exchange[ is done|]. Can you save one?",
        ),
        details=("It is unused.", "The order is {order}."),
        clarify=(
            (
                "Which colour or size would you like instead?",
                "[the {colour} one|one size bigger|the {colour} one please]",
            ),
        ),
        body=(
            "Choose *Exchange* on the order's page and pick the other colour or size. The new piece is **reserved for 10 days** and "
            "leaves us when your return is scanned at the parcel shop. An exchange is free; only a difference in price is settled."
        ),
        ai=(
            "Choose Exchange on the order's page and pick the other colour or size. It is reserved for 10 days and leaves us when your return is scanned at the parcel shop.",
            "An exchange is free. The new piece is reserved for 10 days; as soon as the parcel shop scans your return we send it.",
            "Just pick Exchange in your order. The piece you want is reserved for 10 days, only a difference in price is settled.",
        ),
        human=(
            "You start an exchange on the order's page, and the new colour or size is reserved for 10 days. It leaves as soon as your return is scanned.",
            "With Exchange in your order the other piece stays reserved for 10 days. It costs nothing unless the price differs.",
            "No need to order again: use Exchange, the new one is reserved for 10 days until the parcel shop scans your return.",
            "The replacement in the other size will be reserved for 10 days once you press Exchange, and it goes out with the first scan of your parcel.",
        ),
        wrong=(
            "Exchanges are not possible. Please return it and order again.",
            "Just write the colour you want on the parcel.",
        ),
        held_back=(
            "Grey doesn't suit my room, may I exchange the curtain for a green one?",
            "Will the other size be reserved until my exchange is done?",
            "How do I exchange a cushion for the same one in a larger size?",
            "Exchanging one colour for another, what is the procedure?",
            "Can the rug be exchanged for a bigger size without ordering again?",
        ),
    ),
    Intent(
        key="return_used",
        title="Returning an appliance that was tried out",
        fact="15 percent",
        tags=("return", "used"),
        weight=0.9,
        questions=(
            "I [used|tried] the {appliance} [once|twice]. Can I [still|] [return it|send it back]?",
            "The {appliance} is [unpacked and tested|already in use], [do you take it back|is a return possible]?",
            "I'm not happy with the {appliance} after [trying it|using it once]. Can I return it [for the full price|although it's used]?",
            "Can [opened|used|tested] [appliances|devices] be returned[, or only sealed ones|]?",
            "It makes [too much noise|a funny smell], so I'd like to return the {appliance} after [two|three] uses.",
            "How much [do you keep|is deducted] if I return a used {appliance}?",
            "I used the {appliance} [once|a few times] and don't like it. [Can I return it?|Will you accept the return?]",
            "You [only refunded part of|deducted something for] my returned {appliance} because it was used. Why?",
            "Can I [try|test] a {appliance} [before deciding|] and still return it?",
            "My {appliance} is [a bit scratched|no longer spotless] from [testing|use]. Do I get less when I return it?",
        ),
        details=("It's clean and complete.", "I have all the parts."),
        body=(
            "Appliances may be tried out. If they come back clean and complete we refund everything; with traces of use we deduct "
            "**15 percent**, never more. Hygiene articles such as razors can't be returned once used."
        ),
        ai=(
            "You may try an appliance out. Clean and complete we refund everything; with traces of use we deduct 15 percent.",
            "Yes, it can go back. Only if there are traces of use we keep 15 percent of the price, never more.",
            "Tested appliances are accepted. We refund in full if it's clean and complete, otherwise less 15 percent.",
        ),
        human=(
            "We do take it back. If there are traces of use 15 percent is deducted, otherwise you get the full price.",
            "Trying out is fine. A deduction of 15 percent only applies when it shows traces of use.",
            "You would get everything back if it is clean and complete; with traces of use it's 15 percent less.",
            "Used appliances can be returned, we deduct 15 percent for traces of use and nothing beyond that.",
        ),
        wrong=(
            "Opened appliances are excluded from returns.",
            "Appliances that were used are refunded at half the price.",
        ),
        held_back=(
            "Used the coffee machine twice and dislike it, will you take the return and what is deducted?",
            "What is deducted when an appliance was used before the return?",
            "May a blender that was tested be returned?",
            "Return of a used vacuum cleaner: do I lose money?",
            "Tried the mixer once, can it be returned and for how much?",
        ),
    ),
    Intent(
        key="return_bulky",
        title="Having a bulky return collected",
        fact="24.90 euros",
        tags=("return", "bulky", "collection"),
        weight=0.9,
        questions=(
            "How do I return a {bulky}? It [doesn't fit in my car|is far too heavy], can it be collected?",
            "[Can you|Will someone] [pick up|collect] the {bulky} [from my home|here] [if I return it|for the return]?",
            "I want to [give back|return] the {bulky}, [who collects it|how does the pickup work]?",
            "What does it cost to have a {bulky} collected for [a|the] return?",
            "The {bulky} is [the wrong colour|too big for the room]. Can it be collected for return?",
            "Do I have to [take apart|dismantle] the {bulky} [before|for] the return collection?",
            "Is the collection of a {bulky} free when I return it?",
            "No parcel shop takes my {bulky}. [How do I return it then?|Do you collect it for the return?]",
            "When is the {bulky} I want to return collected?",
            "I can't carry the {bulky} down. Do they come [in|upstairs] to collect it for a return?",
        ),
        details=("It's order {order}.", "We live on the second floor."),
        body=(
            "Bulky goods are collected from your door. Register the return under *My orders*; the carrier then calls to agree a day. "
            "The collection costs **24.90 euros**, taken from the refund. It is free if the goods are faulty. Furniture may stay "
            "assembled if it fits through the door."
        ),
        ai=(
            "Register the return under My orders and the carrier calls to agree a day. The collection costs 24.90 euros, taken from the refund; it is free if the goods are faulty.",
            "We collect bulky goods from your door for 24.90 euros. It's deducted from the refund, so you pay nothing on the day.",
            "The carrier fetches it after you register the return. That's 24.90 euros unless the goods are faulty, and it may stay assembled if it fits through the door.",
        ),
        human=(
            "The carrier picks it up at your door for 24.90 euros, which we take from the refund. You register the return under My orders.",
            "Collection costs 24.90 euros and is free for faulty goods. The carrier will phone you to agree the day.",
            "We can have it collected, that's 24.90 euros deducted from your refund. No need to take it apart if it fits through the door.",
            "For bulky returns the freight company comes to you. The price is 24.90 euros, nothing if the article has a fault.",
        ),
        wrong=(
            "Bulky goods are excluded from returns.",
            "Please bring it to the nearest parcel shop in its original box.",
        ),
        held_back=(
            "The wardrobe should be returned, will it be collected and who pays?",
            "How can something as large as a sofa be returned, do you collect it?",
            "Price of having heavy furniture collected for a return?",
            "Must the table be dismantled when it's collected as a return?",
            "Bulky return, who picks it up from my door?",
        ),
    ),
    Intent(
        key="missing_part",
        title="A part is missing from the box",
        fact="3 working days",
        tags=("parts", "missing"),
        weight=1.1,
        questions=(
            "[A screw|one bag of screws|a shelf|the instruction sheet|one leg] is missing [from|in the box of] my {furniture}.",
            "The {furniture} [came|arrived] incomplete: [no screws|one board too few|the hinges are missing].",
            "I'm [in the middle of|half way through] [building|assembling] the {furniture} and [a part|piece number 7|one panel] is [missing|not there].",
            "[Could you|Can you] send me the [missing|lacking] [bolts|feet|handle] for the {furniture}?",
            "[There are only three|I count only three] [legs|hinges] in the [box|package] instead of four.",
            "There's no [manual|assembly plan|allen key] with the {furniture}.",
            "[How do I get|Where do I order] a part that [was not in the box|is missing] without [returning everything|sending everything back]?",
            "[Not complete|Incomplete delivery]! The {furniture} lacks [the back panel|two dowels|a drawer rail].",
        ),
        details=("The order is {order}.", "The rest is already built up."),
        body=(
            "Send the form *Missing part* with the part's number from the assembly plan. It is posted free of charge and arrives "
            "**within 3 working days**. All plans are on the product page under *Documents*."
        ),
        ai=(
            "Sorry about that. Please send the form Missing part with the number from the assembly plan; it arrives within 3 working days, free of charge.",
            "We post the part free of charge within 3 working days. You find its number in the assembly plan, which is on the product page under Documents.",
            "With the form Missing part and the number from the plan we send it out; it is with you within 3 working days.",
        ),
        human=(
            "I have ordered the part for you, it arrives within 3 working days.",
            "The part is on its way and with you within 3 working days, free of charge of course.",
            "It will be there within 3 working days. Next time the form Missing part is the quickest way.",
        ),
    ),
    Intent(
        key="plant_guarantee",
        title="Plants that do not survive",
        fact="21 days",
        tags=("plants", "guarantee"),
        season="garden",
        questions=(
            "My {plant} [arrived half dead|has brown leaves|is dying]. [What can I do?|Do I get a new one?]",
            "The {plant} I [ordered|bought from you] [died|lost all its leaves] after [a week|ten days].",
            "Is there a guarantee [on plants|if a {plant} dies]?",
            "Can I [return|complain about] a {plant} that is [dead|dying]?",
            "[Half of the|Two of the] {plant_plural} [are dead|arrived dead|died after planting].",
            "The {plant} is all limp since it arrived. Do you replace it if the plant dies?",
            "How long [after delivery|after planting] can I [report|complain about] a {plant} that [doesn't grow|is dead]?",
            "I watered [it|the {plant}] as described, still my plant [dried up|died]. [Refund?|Do I get a new plant?]",
            "Do I have to [send back|return] a [dead|rotten] {plant} to get [my money|a new one]?",
            "The {plant} had [rotten roots|aphids] and is dying. [New plant please.|Will you replace the plant?]",
        ),
        details=("I water it every evening.", "It stands on a south balcony."),
        body=(
            "Living plants carry a growing guarantee of **21 days** from delivery. A photo in the form *Plant claim* is enough, nothing "
            "is sent back. You choose between a new plant and a refund. Drooping in the first two days is normal after the transport."
        ),
        ai=(
            "Our growing guarantee covers 21 days from delivery. Send a photo with the form Plant claim and choose between a new plant and a refund, nothing is sent back.",
            "Plants are guaranteed for 21 days. A photo in the form Plant claim is enough. Drooping in the first two days is normal, though.",
            "Please send a photo through Plant claim; within 21 days of delivery we replace or refund it, and you needn't return anything.",
        ),
        human=(
            "There is a growing guarantee of 21 days. Please send a photo through the form Plant claim and you get a new plant or your money.",
            "All our living plants are covered for 21 days after delivery, a photo is enough and nothing has to be sent back.",
            "I'm sorry for the poor thing! Within 21 days we replace or refund plants, we only need a photo in the form Plant claim.",
            "Within 21 days of delivery you can choose a new one or a refund. Use Plant claim with a photo, please don't post the plant.",
        ),
        wrong=(
            "Living goods are excluded from any guarantee.",
            "Please post the plant back to us in its pot so that our gardeners can look at it.",
        ),
        held_back=(
            "The shrub I bought is dead, is there a guarantee on plants?",
            "For how long is a plant guaranteed if it dies?",
            "Do I have to send a dead rose back for the guarantee?",
            "My hydrangea died soon after it came, do I get a new plant?",
            "New olive tree with dried up leaves, who replaces the plant?",
        ),
    ),
)
