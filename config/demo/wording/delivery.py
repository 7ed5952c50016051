"""What customers ask about delivery, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Delivery"

INTENTS = (
    Intent(
        key="delivery_time",
        title="How long delivery takes",
        fact="2 to 4 working days",
        tags=("delivery", "standard"),
        weight=1.6,
        is_presale=True,
        questions=(
            "How long does [delivery|shipping] [take|usually take][ to {city}|]?",
            "If I order [today|now], when [will|would] the {item} [arrive|be here]?",
            "[What's|What is] the [normal|usual|standard] delivery time for a {item}?",
            "I need [a {item}|it] by {weekday}[ next week|], [is that realistic?|will that work?]",
            "How many days [do you need|should I plan] [for delivery|until it's here]?",
            "Do you [also|] deliver [before the holidays|in time for the weekend] if I order the {item} now?",
            "[Roughly|] how fast [are you|do you ship] to {city}?",
            "The shop page gives no date for the {item}. [When could I have it?|When would it be delivered?]",
        ),
        details=("I live in {city}.", "It is meant as a present."),
        body=(
            "Parcels arrive within **2 to 4 working days**; furniture and other bulky goods come by freight on an agreed date. The "
            "product page names the longer time where one applies.\n\nOrders placed at the weekend are packed on Monday."
        ),
        ai=(
            "Parcels arrive within 2 to 4 working days. Furniture and bulky goods come by freight on an agreed date.",
            "[Normally|Usually] it takes 2 to 4 working days; weekend orders are packed on Monday. If a product takes longer its page says so.",
            "You can count on 2 to 4 working days for a parcel. For bulky goods the carrier agrees a date with you.",
        ),
        human=(
            "Standard parcels take 2 to 4 working days, yours is no exception.",
            "It should be with you in 2 to 4 working days.",
            "Please plan 2 to 4 working days, the weekend doesn't count.",
        ),
    ),
    Intent(
        key="delivery_cost",
        title="What delivery costs",
        fact="59 euros",
        tags=("delivery", "price"),
        weight=1.3,
        is_presale=True,
        questions=(
            "How much [is|do you charge for] [shipping|delivery|postage]?",
            "[From what amount|When] is delivery free?",
            "What does it cost to [send|ship] a {item} to {city}?",
            "[Do I have to pay|Will I pay] delivery on a {bulky}?",
            "[Why am I|How come I'm] charged [postage|shipping] although I [spent a lot|have a big basket]?",
            "Is shipping [included in|part of] the price of the {item}?",
            "[Are there|Do you have] [any|] offers with free [delivery|shipping]?",
            "My basket shows a delivery [fee|charge]. [How can I avoid it?|Does it go away at some amount?]",
        ),
        details=("It's for {city}.",),
        body=(
            "Parcel delivery costs 4.95 euros and is free **above 59 euros**. Bulky goods cost 34.95 euros whatever the "
            "value.\n\nThe basket shows the sum before you pay."
        ),
        ai=(
            "Parcel delivery costs 4.95 euros and is free above 59 euros. Bulky goods cost 34.95 euros.",
            "Delivery is free above 59 euros, otherwise it is 4.95 euros for a parcel. Only bulky goods are always charged, at 34.95 euros.",
            "We charge 4.95 euros per parcel; above 59 euros it's on us. The basket shows the exact sum before you pay.",
        ),
        human=(
            "It's 4.95 euros, and free above 59 euros.",
            "Parcels are free above 59 euros. The charge you see is the one for bulky goods.",
            "Above 59 euros we deliver parcels for free.",
        ),
    ),
    Intent(
        key="delivery_express",
        title="Express delivery for the next day",
        fact="11 a.m.",
        tags=("delivery", "express"),
        is_presale=True,
        questions=(
            "Do you [have|offer] [express|next-day|overnight] [delivery|shipping]?",
            "I [urgently|really] need a {item} tomorrow, [do you have express delivery|can you deliver it express|is next-day delivery possible]?",
            "[Can I pay extra|Is there a way] to get it [faster|by express|delivered tomorrow]?",
            "What's the [fastest|quickest] delivery[, is there express|]? I need [the {item}|it] tomorrow.",
            "[How early|By when] do I have to order for next-day [express|] delivery?",
            "I chose express [delivery|shipping] [yesterday|last night] and it's still not here. [Did I order too late?|Isn't that next day?]",
            "Is express [delivery|shipping] [available|offered] for a {item} to {city}?",
            "What does express delivery cost[ and until when do I have to order for the next day|]?",
            "My [kettle|vacuum] broke and I need [a new one|another] tomorrow. [Is there express delivery?|Can you send it express?]",
            "[It's a birthday present for tomorrow|The party is tomorrow]. Can [express delivery|you] get a {item} here in time?",
        ),
        details=("I don't mind paying more.", "Someone is at home all day."),
        body=(
            "Express costs 11.90 euros. Order **before 11 a.m.** on a working day and the parcel arrives the next working day. Later "
            "orders count for the day after. Not available for bulky goods, plants and gas."
        ),
        ai=(
            "Yes. Order before 11 a.m. on a working day, choose Express for 11.90 euros, and it arrives the next working day.",
            "With Express (11.90 euros) parcels ordered before 11 a.m. arrive on the following working day. It isn't offered for bulky goods, plants and gas.",
            "Express is the quickest way: 11.90 euros, next working day when ordered before 11 a.m. Later orders count for the day after.",
        ),
        human=(
            "Express is 11.90 euros. If you order before 11 a.m. on a working day, it arrives the next one.",
            "You'd have to order before 11 a.m., then Express brings it on the next working day. It's 11.90 euros.",
            "The cut-off for Express is before 11 a.m. on working days. Anything later leaves us the day after.",
            "We do offer Express: choose it in the checkout before 11 a.m. and the parcel is there on the next working day, except bulky goods and plants.",
        ),
        wrong=(
            "We have no faster option than standard delivery.",
            "Express orders placed by 10 p.m. arrive the next morning, Sundays too.",
        ),
        held_back=(
            "Until what time can I order so that an express parcel arrives the next day?",
            "My toaster died, is there any express option?",
            "Could I pay for express and hold the parcel in my hands tomorrow?",
            "Latest ordering hour for express delivery?",
            "Next-day shipping, how late may I order?",
        ),
    ),
    Intent(
        key="delivery_slot",
        title="Appointment for bulky deliveries",
        fact="two-hour window",
        tags=("delivery", "bulky", "appointment"),
        questions=(
            "What time will the [freight company|truck] come to deliver my {bulky}?",
            "Can I [choose|pick|agree] a [time|day] for the delivery of the {bulky}?",
            "I [work|am out] all day, can the {bulky} be delivered at a certain time, [in the evening|on a Saturday]?",
            "[Will someone call|Does the carrier call] me about the delivery time of the {bulky}?",
            "I have a delivery appointment for my {bulky} but can't make it. How do I [move it|change the time|get another day]?",
            "Do I have to wait at home the whole day for the delivery of the {bulky}[, or is there a time|]?",
            "How do I [arrange|book|set up] the delivery [date and time|appointment] for my {bulky}?",
            "The freight company [wrote|says] [between 8 and 6|'sometime on Thursday'] for the {bulky} delivery. [Can I get an exact time?|Is there no exact time?]",
            "I have not heard anything about a delivery [date|time|appointment] for the {bulky}[. Who does that?|.]",
            "Can the {bulky} be delivered after [4|5] o'clock[, please|]? I need [a time|an appointment].",
        ),
        details=(
            "I live on the third floor.",
            "The order number is {order}.",
            "My boss won't let me stay home all day.",
        ),
        body=(
            "Bulky goods come by freight. The carrier sends a link by text message; there you choose the day and a **two-hour window** "
            "between 7 and 21 o'clock, Saturdays included. The appointment can be moved free of charge up to the evening before."
        ),
        ai=(
            "The carrier sends you a link by text message where you choose the day and a two-hour window, evenings and Saturdays included. You can move it up to the evening before.",
            "For bulky goods you pick a two-hour window yourself through the link in the carrier's text message. Moving it is free until the evening before.",
            "You don't have to wait all day: choose a day and a two-hour window through the carrier's link, between 7 and 21 o'clock, Saturday too.",
        ),
        human=(
            "The freight company texts you a link where you select a two-hour window, Saturdays included. You can move it until the evening before.",
            "You'll be able to pick a two-hour window between 7 and 21 o'clock through the carrier's link. I asked them to send it again.",
            "It's always a two-hour window that you choose yourself in the link from the carrier. Evenings and Saturday are possible.",
            "Bulky deliveries have a two-hour window. Use the link in the text message to set or move it, at the latest on the evening before.",
        ),
        wrong=(
            "Freight deliveries come between 8 and 18 o'clock and no time can be agreed.",
            "Please call the driver on the day to agree a time.",
        ),
        held_back=(
            "Can I decide the time when large furniture is delivered?",
            "The sofa arrives by freight, how exact is the delivery time?",
            "Who agrees the day and time of a bulky delivery with me?",
            "I can't take a day off for the wardrobe delivery, is there a time window?",
            "May I postpone the delivery appointment for the dining table?",
        ),
    ),
    Intent(
        key="delivery_abroad",
        title="Delivery to other countries",
        fact="14 countries",
        tags=("delivery", "abroad", "customs"),
        is_presale=True,
        questions=(
            "Do you [ship|deliver] to {country}?",
            "I live in {country}. Can I [order from you|get a {item} sent here]?",
            "[Which countries do you|Where do you] [deliver|ship] to?",
            "My [sister|son|friend] lives in {country}, can you [ship|deliver|send] a {item} there?",
            "Is [international|foreign] [shipping|delivery] possible, for example to {country}?",
            "Do I have to pay [customs|import tax|duty] if you [send|ship] it to {country}?",
            "Your checkout doesn't accept my address in {country}. [Don't you deliver there?|Do you not ship to {country}?]",
            "How much does shipping [to {country}|abroad] cost?",
            "We are moving to {country} [soon|next month]. Will you still [deliver|ship] there?",
            "Can {bulky_plural} be [delivered|shipped] [abroad|to {country}] too?",
        ),
        details=("I have been a customer for years.", "It's a wedding present."),
        body=(
            "We deliver parcels to **14 countries** of the European Union for 12.50 euros, without customs. The list is in the "
            "checkout under *Country*. Bulky goods and plants stay within Germany and Austria. Switzerland, Norway and the United "
            "Kingdom are not served."
        ),
        ai=(
            "We send parcels to 14 countries of the European Union for 12.50 euros; the list is in the checkout under Country. No customs are due.",
            "Parcels go to 14 countries of the European Union. Bulky goods and plants stay within Germany and Austria, and Switzerland, Norway and the United Kingdom are not served.",
            "The checkout lists the 14 countries we deliver to under Country. A parcel costs 12.50 euros and no customs are charged.",
        ),
        human=(
            "We ship parcels to 14 countries in the EU for 12.50 euros, you see the list under Country in the checkout. Switzerland, Norway and the United Kingdom are not among them.",
            "At the moment we serve 14 countries, all in the European Union, so there are no customs. A parcel costs 12.50 euros.",
            "Parcels yes, to 14 countries of the EU. Bulky goods and plants only go to Germany and Austria.",
            "If the country is listed in the checkout, it is one of the 14 countries we deliver parcels to, for 12.50 euros each.",
        ),
        wrong=(
            "We deliver worldwide at the same price as at home.",
            "We only deliver within Germany, sorry.",
        ),
        held_back=(
            "Can a customer outside Germany have parcels delivered?",
            "Do you deliver to other countries in Europe, and is customs added?",
            "Would you ship a present to my aunt in Finland?",
            "Which countries can I have a parcel sent to?",
            "Is shipping to another country offered and how much is it?",
        ),
    ),
    Intent(
        key="delivery_locker",
        title="Delivery to a parcel locker",
        fact="20 kilograms",
        tags=("delivery", "locker"),
        weight=0.9,
        questions=(
            "Can you [deliver|send it] to a [parcel locker|pick-up station|parcel box]?",
            "I want my {small} [sent|delivered] to the locker [at the station|at the supermarket|round the corner].",
            "[How do I|Where can I] enter [a parcel locker|my locker number] [at checkout|in the order]?",
            "The checkout says [locker not possible|this item can't go to a locker] for the {item}. [Why?|What's the limit?]",
            "[Does|Will] a {item} fit into a parcel locker?",
            "What is the [maximum weight|size limit] for a parcel locker?",
            "I'm never home. [Do you deliver to|Can I use] a parcel locker[ instead|]?",
            "I got no code for my parcel in the locker. [How do I open it?|What now?]",
            "Which [parcels|orders] can be [delivered|sent] to a locker?",
            "Could the parcel service put it into the parcel locker [near {street}|close to my work] instead of ringing?",
        ),
        details=("I work shifts.", "I have used lockers with other shops."),
        body=(
            "Parcels up to **20 kilograms** and 60 cm can go to a parcel locker: choose *Locker* as the delivery place in the checkout "
            "and search by postcode. The opening code comes by text message and is valid for three calendar days; then the parcel "
            "moves to the nearest shop."
        ),
        ai=(
            "Yes, parcels up to 20 kilograms and 60 cm can go to a locker. Choose Locker as the delivery place in the checkout and search by postcode.",
            "Lockers take parcels of up to 20 kilograms and 60 cm. The opening code comes by text message.",
            "Choose Locker in the checkout. It works for anything up to 20 kilograms and 60 cm, and the code is sent by text message.",
        ),
        human=(
            "Locker delivery works up to 20 kilograms and 60 cm length, choose Locker in the checkout.",
            "The limit for lockers is 20 kilograms. Anything heavier has to come to the door. The code comes by text message.",
            "You can pick Locker as delivery place. It has to weigh at most 20 kilograms and be no longer than 60 cm.",
            "Lockers are fine for everything up to 20 kilograms. Just search by postcode in the checkout after choosing Locker.",
        ),
        wrong=(
            "We don't deliver to lockers, a person has to sign.",
            "Any product can go to a locker, just write its number into the street field.",
        ),
        held_back=(
            "How heavy may a parcel be for a locker?",
            "Instead of my door, could the parcel go to a locker by the supermarket?",
            "Which parcels are too large for a parcel locker?",
            "What do I enter while ordering if I prefer a parcel locker?",
            "Locker delivery: what weight is allowed?",
        ),
    ),
    Intent(
        key="delivery_missed",
        title="Nobody was at home",
        fact="7 calendar days",
        tags=("delivery", "missed"),
        weight=1.1,
        questions=(
            "I [missed|wasn't there for] the [delivery|parcel man|courier]. [Where is my parcel now?|What happens now?]",
            "The courier left a [card|note] because nobody was home but [I can't read it|it doesn't say where the parcel is].",
            "Nobody was home when the [parcel|courier] came. Will they [try|deliver it] again?",
            "[How long|until when] do they [keep|hold] my parcel at the [shop|pick-up point|depot]?",
            "I wasn't home. Can my [neighbour|husband|flatmate] pick up the parcel [at the shop|] for me?",
            "My parcel [is waiting|lies] at a [pickup shop|kiosk] and I'm [away|travelling] until {weekday}. [Is that too late?|Will it go back?]",
            "[I was at home but the driver didn't ring|The driver never rang], now there's a [slip|card] and my parcel is [gone|at some pickup shop].",
            "The tracking says delivery failed, nobody home. [Where is the parcel now?|When do they try again?]",
            "Can I get a second delivery attempt for my parcel, I was not at home [yesterday|on {weekday}].",
            "Parcel [went back to you|was returned to sender] because I [didn't collect it in time|was on holiday]. [Can you resend?|How do I get it now?]",
        ),
        details=("The tracking says 'could not be delivered'.", "I work until six."),
        body=(
            "The carrier tries once and then takes the parcel to a pickup shop, where it waits **for 7 calendar days**. The shop's "
            "address is on the card and on the tracking page. Somebody else may collect it with the card and a signed note.\n\n"
            "Uncollected parcels come back to us and are refunded."
        ),
        ai=(
            "After a missed delivery the parcel waits in the pickup shop for 7 calendar days. The address is on the card and on the tracking page.",
            "The carrier takes it to a pickup shop, where it is kept for 7 calendar days. Somebody else may collect it with the card and a signed note.",
            "There is one attempt, then it lies in a pickup shop for 7 calendar days. If it isn't collected it comes back to us and is refunded.",
        ),
        human=(
            "The parcel stays at the pickup shop for 7 calendar days, then it returns to us. Someone else can fetch it with the card and a signed note.",
            "It will be held for 7 calendar days in the shop named on the card. There is no second attempt, sorry.",
            "They keep it for 7 calendar days. The address of the shop is on the tracking page as well.",
            "You have time: the pickup shop stores it for 7 calendar days before it goes back to us.",
        ),
        wrong=(
            "The driver comes again every day until somebody is at home.",
            "Missed parcels return to us the same evening, please order again.",
        ),
        held_back=(
            "The driver came while I was out, where do I fetch my parcel and by when?",
            "May a friend collect the parcel from the pickup shop for me?",
            "Found a card in the letterbox after a missed delivery. Until when is the parcel kept?",
            "I'll be back only next week, is the parcel sent back before that? I missed the driver.",
            "Nobody opened the door for the courier, how many days does the shop keep my parcel?",
        ),
    ),
    Intent(
        key="delivery_lost",
        title="Marked as delivered, but nothing is there",
        fact="48 hours",
        tags=("delivery", "lost"),
        weight=1.1,
        questions=(
            "The tracking says [delivered|handed over] but [I have nothing|there's no parcel here].",
            "My {item} was [supposedly|apparently] delivered [yesterday|on {weekday}], [nobody here got it|I never received it].",
            "I think my parcel [is lost|has been stolen], it's marked delivered but [not here|there's nothing].",
            "It says delivered and signed for, but that's not my [name|signature]. Where is my parcel?",
            "Nobody in the house has my parcel, although it's marked [as|] delivered.",
            "[How do I|Where do I] report a [missing|lost] parcel that [was marked delivered|never arrived]?",
            "According to the tracking it was delivered [at the door|in the garage], but there is no parcel. [Do I get a new one?|Will you replace it?]",
            "Order {order} is [marked|shown] as delivered but it never arrived.",
            "Was my parcel given to somebody else? The tracking says delivered and I don't have it.",
            "Do you [send a replacement|refund me] if a parcel is [lost|stolen] but marked delivered?",
        ),
        details=("I live in a house with eight flats.", "The order number is {order}.", "I was at home all day."),
        body=(
            "Please look at the drop-off photo on the tracking page and ask the neighbours first. If the parcel has not turned up "
            "**after 48 hours**, send the form *Missing parcel*. We replace or refund at once; the search with the carrier is our "
            "business."
        ),
        ai=(
            "I'm sorry. Please look at the drop-off photo on the tracking page and ask the neighbours. If nothing has turned up after 48 hours, send the form Missing parcel and we replace or refund at once.",
            "Parcels marked too early often turn up the next day. Use the form Missing parcel after 48 hours, then we replace or refund it and deal with the carrier ourselves.",
            "Please check the drop-off photo on the tracking page first. The form Missing parcel opens after 48 hours and you choose between a replacement and a refund.",
        ),
        human=(
            "Please send us the form Missing parcel if it hasn't turned up after 48 hours. We then replace or refund it straight away.",
            "The form Missing parcel can be sent after 48 hours, because many parcels are marked too early. You do not have to talk to the carrier.",
            "If it's still not there after 48 hours we replace or refund, please fill in Missing parcel. The drop-off photo on the tracking page may help too.",
            "We wait two days only because drivers scan early: after 48 hours the form Missing parcel gets you a new one or your money.",
        ),
        wrong=(
            "A parcel that is marked as delivered counts as delivered, we can't help.",
            "Please report it to the carrier yourself, they will pay you directly.",
        ),
        held_back=(
            "Status says delivered yet there is no parcel at my door. What now?",
            "Somebody must have stolen my parcel, it was marked delivered. Is a replacement sent?",
            "No trace of the parcel though the tracking insists it was delivered.",
            "Your system thinks I got my parcel, I did not. Which form do I need and when?",
            "Shown as delivered since yesterday but never received, how long do I wait before reporting it missing?",
        ),
    ),
    Intent(
        key="delivery_damaged",
        title="Arrived damaged",
        fact="two photos",
        tags=("damage", "claim"),
        weight=1.3,
        questions=(
            "My {item} arrived [broken|damaged|with a crack].",
            "The parcel was [crushed|torn open] and the {item} [inside is damaged|is broken].",
            "I just unpacked the {item}: it arrived damaged, one [leg|corner|side] is [chipped|broken]. What [now|do I need to do]?",
            "The new {item} arrived with [a big scratch|a dent]. Do I get a new one or do I have to send the damaged one back?",
            "How do I [report|claim] [damage from transport|an item that arrived damaged]?",
            "The glass arrived broken in delivery {order}, I want a replacement.",
            "The {item} arrived in pieces, it was [packed terribly|hardly wrapped].",
            "The {item} [came|was delivered] damaged, [I want a new one|please send a replacement].",
            "Do you need [pictures|photos] of the damage if [a {item}|something] arrives broken?",
            "The driver dropped the {bulky} and now it's damaged. [Who pays?|How do I report the damage?]",
        ),
        details=("I have kept the packaging.", "My order is {order}.", "The driver was already gone."),
        body=(
            "We are sorry when that happens. Send us **two photos** (the damage and the outer box) with the form *Damaged goods*. "
            "You then choose between a replacement, a price reduction and a refund. Nothing has to be sent back before we ask for it."
        ),
        ai=(
            "I'm sorry about that. Please send two photos, one of the damage and one of the outer box, with the form Damaged goods; then choose between a replacement, a price reduction and a refund.",
            "That should not happen. With two photos (damage and outer box) in the form Damaged goods you can choose a replacement, a reduction or a refund. Don't send anything back yet.",
            "Please use the form Damaged goods and add two photos: the damage and the outer box. Nothing has to be sent back before we ask for it.",
        ),
        human=(
            "Please upload two photos with the form Damaged goods, one of the damage and one of the outer box. You decide between replacement, reduction and refund.",
            "I need two photos (damage and outer box) in the form Damaged goods, then a replacement leaves us at once. Keep the broken one for now.",
            "With two photos in our form Damaged goods the claim is settled in a minute: new one, price reduction or refund.",
            "Send two photos via Damaged goods and tell us whether you want a replacement, a reduction or your money back. Please don't return it before we ask.",
        ),
        wrong=(
            "Damage has to be confirmed by the driver in writing, otherwise nothing can be done.",
            "Please repair it at your own cost and send us the bill.",
        ),
        held_back=(
            "What proof do you want when goods arrive damaged?",
            "Unpacked it and found it broken, which choices do I have?",
            "The mirror arrived cracked. How do I claim the damage?",
            "Do I send the damaged thing back first or are photos enough?",
            "Transport damage on my new lamp, how is it reported?",
        ),
    ),
    Intent(
        key="delivery_upstairs",
        title="Carrying bulky goods into the flat",
        fact="29 euros",
        tags=("delivery", "bulky", "carry"),
        weight=0.9,
        is_presale=True,
        questions=(
            "Do the [drivers|delivery men] carry the {bulky} [upstairs|up to the flat|to the third floor]?",
            "Is the {bulky} only delivered to the [kerb|front door], or carried [upstairs|up to the flat]?",
            "I live on the [fourth|third|second] floor without a lift. [How do I get the {bulky} up?|Who carries the {bulky}?]",
            "[Can I book|Do you have] [someone to carry|help carrying] the {bulky} [upstairs|into the flat]?",
            "What does it cost to have a {bulky} carried [up to the flat|upstairs]?",
            "I can't carry the {bulky} upstairs [myself|alone]. Do they [carry|bring] it [in|up]?",
            "The driver left my {bulky} [on the pavement|in the hallway] and refused to carry it upstairs. [Is that normal?|Shouldn't he?]",
            "Does delivery include carrying the {bulky} up the stairs?",
            "Will two people come to carry the {bulky} up the stairs[ to the bedroom|]?",
            "Can I still [add|book] carrying upstairs for the {bulky} I [already ordered|bought]?",
        ),
        details=("There is no lift in the house.", "The staircase is narrow."),
        body=(
            "Freight is delivered to the kerb. Carrying to the room of your choice costs **29 euros** per delivery, whatever the floor, "
            "and can be added in the checkout or until the appointment is fixed. Two people come; the stairs must be at least 80 cm wide."
        ),
        ai=(
            "Freight is delivered to the kerb. For 29 euros two people carry it to the room of your choice, whatever the floor; add it in the checkout.",
            "You can book carrying to the room for 29 euros per delivery. It can still be added until the appointment is fixed.",
            "Carrying upstairs is an extra service at 29 euros, the floor doesn't matter. The stairs must be at least 80 cm wide.",
        ),
        human=(
            "By default it's kerbside. Carrying to the room costs 29 euros, no matter which floor, and two people come.",
            "We can add carrying for 29 euros as long as the appointment is not fixed yet. Please make sure the stairs are at least 80 cm wide.",
            "For 29 euros per delivery the team brings it right into the room. Without that they stop at the kerb.",
            "The carrying service is 29 euros, two people, any floor. You book it in the checkout or through us before the date is set.",
        ),
        wrong=(
            "Our drivers always carry everything to the room free of charge.",
            "Carrying upstairs isn't offered. Please find helpers.",
        ),
        held_back=(
            "Fourth floor and no lift: who carries the wardrobe up to the flat?",
            "Do the drivers carry heavy furniture upstairs and at what price?",
            "Is delivery to the kerb only, or is the bed carried into the bedroom?",
            "My grandmother can't carry a dresser up the stairs, will the team bring it to her room?",
            "Price for carrying a bulky delivery upstairs?",
        ),
    ),
)
