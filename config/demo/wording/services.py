"""What customers ask about guarantee, repair and other services, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Services"

INTENTS = (
    Intent(
        key="warranty_register",
        title="Registering for the longer guarantee",
        fact="28 days",
        tags=("guarantee", "registration"),
        questions=(
            "How do I [register|sign up] my {appliance} for the [longer|five-year|extended] guarantee?",
            "Does my {appliance} have [a five-year|an extended] guarantee[ or must I register it|]?",
            "[Until when|How soon] do I have to [register|activate] the [guarantee|warranty] [for|of] the {appliance}?",
            "I forgot to register the {appliance} for the guarantee. [Can I still do it?|Is it too late?]",
            "The box says '5 years [guarantee|warranty] [after registration|if registered]'. [Where do I register?|How does that work?]",
            "The guarantee registration page doesn't accept the serial number of my {appliance}.",
            "Where is the serial number to register the {appliance} for the guarantee?",
            "How long does the [guarantee|warranty] on a {appliance} [last|run], and can [it be made longer|I extend it]?",
            "Do I need to register my new {appliance} to get the [long|five-year] guarantee?",
            "Does the longer guarantee cost anything if I register[ the {appliance}|]?",
        ),
        details=("I have the receipt.", "I bought it on {weekday}."),
        body=(
            "Our own appliances carry two years; registered **28 days** or less after delivery it becomes five, free of charge. Go to "
            "*Guarantee* and enter the serial number from the type plate and the order number. A certificate comes by e-mail."
        ),
        ai=(
            "Register it no later than 28 days after delivery under Guarantee with the serial number and the order number; then two years become five, free of charge.",
            "The longer guarantee is free if you register 28 days or less after delivery. You need the serial number from the type plate.",
            "You have 28 days from delivery to register under Guarantee. A certificate comes by e-mail.",
        ),
        human=(
            "You have 28 days after delivery to register under Guarantee, then the two years become five.",
            "The five years apply if it is registered at most 28 days after delivery, with the serial number from the type plate.",
            "Please register on the page Guarantee, it must be done 28 days or less after delivery. It is free.",
            "Registration is open for 28 days from delivery. Enter serial and order number under Guarantee and you get a certificate by e-mail.",
        ),
        wrong=(
            "All appliances have five years automatically, nothing needs to be done.",
            "The longer guarantee costs 49 euros and can be bought at any time.",
        ),
        held_back=(
            "What must I do, and how fast, so that my kettle gets the five-year guarantee?",
            "Registering a device late: do I lose the longer guarantee?",
            "Is the extended guarantee of a new mixer free, and where do I register?",
            "Deadline for entering the serial number for the guarantee?",
            "Guarantee registration, until when?",
        ),
    ),
    Intent(
        key="repair_service",
        title="Repair after the guarantee",
        fact="35 euros",
        tags=("repair",),
        questions=(
            "Do you repair [a|my] {appliance} [out of guarantee|that's three years old|when the warranty is over]?",
            "My {appliance} is broken and the guarantee is over. [Can you repair it?|Do you do repairs?]",
            "What does [a repair|repairing my {appliance}] cost[ without guarantee|]?",
            "Can I send in my {appliance} for repair?",
            "Is it worth repairing a [four|five]-year-old {appliance}, and do you do repairs?",
            "I'd rather repair my {appliance} than throw it away. Do you [repair it|have a repair service]?",
            "How much is it to have a [broken|defective] {appliance} checked for a repair?",
            "Where do I send a broken {appliance} for repair [without a guarantee|after more than two years]?",
            "How long does a repair of a {appliance} take[, and what does it cost|]?",
            "The [motor|switch|pump] of the {appliance} is broken, out of guarantee. Can it be repaired?",
        ),
        details=("It worked well for years.", "It doesn't switch on any more."),
        body=(
            "After the guarantee our workshop looks at the appliance for a fee of **35 euros** and sends an estimate. If you have it "
            "repaired the sum is taken off the bill; if not we return or recycle it. Fill in *Repair order* and use the label you get. It "
            "takes about two weeks."
        ),
        ai=(
            "Our workshop looks at it for 35 euros and sends an estimate. If you have it repaired the sum is taken off the bill. Please fill in Repair order.",
            "Yes. Fill in Repair order and send it in; the check costs 35 euros, which is taken off the bill when you go ahead.",
            "A check costs 35 euros and takes about two weeks with repair. You start with the form Repair order.",
        ),
        human=(
            "We check it for 35 euros and send you an estimate. If you go ahead, that sum is taken off.",
            "Send it in with the form Repair order. The check is 35 euros and counts towards the repair.",
            "The workshop takes 35 euros for looking at it; you then decide. The whole thing takes about two weeks.",
            "Fill in Repair order and you get a label. The estimate costs 35 euros, nothing more unless you agree.",
        ),
        wrong=(
            "Repairs outside the guarantee are not offered.",
            "Repairs are free for life, just send it in.",
        ),
        held_back=(
            "Does your workshop repair an older blender, and what does it cost?",
            "The guarantee has ended and it is broken. Do you repair things?",
            "What would it cost to have you look at my dehumidifier for a repair?",
            "Instead of throwing it away I want it repaired, how do I proceed?",
            "Repair of a toaster out of guarantee?",
        ),
    ),
    Intent(
        key="assembly_service",
        title="Having furniture assembled",
        fact="49 euros",
        tags=("assembly", "furniture"),
        is_presale=True,
        questions=(
            "Do you [assemble|build up|put together] [furniture|the {furniture}] [at my home|for me]?",
            "Can [somebody|a fitter] come and [assemble|build] the {furniture}?",
            "What does [assembly|putting together a {furniture}] cost?",
            "I'm [no good|hopeless] with a screwdriver. [Can I book|Do you offer] [help with the assembly|someone to put the {furniture} together]?",
            "[How do I|Where do I] [book|order] the assembly [service|of the {furniture}]?",
            "I [already have|just received] the {furniture}, can I [still|] [order|get] [assembly|somebody to build it]?",
            "Does the price of the {furniture} include assembly?",
            "We can't manage to assemble the {furniture}. Could [a fitter|somebody] come?",
            "Will the fitter take away the packaging after assembling the {furniture}?",
            "I need someone to assemble the {furniture}[, I'm 80|, my back is bad]. [Price?|What does it cost?]",
        ),
        details=("I live in {city}.",),
        body=(
            "A fitter assembles one piece of furniture for **49 euros**, each further one for half of that. Tick *Assembly* in the basket, or "
            "add it to a delivered order for up to a month. The packaging is taken away. Wall mounting is not part of it."
        ),
        ai=(
            "A fitter assembles one piece for 49 euros, each further one for half of that. Tick Assembly in the basket; the packaging is taken away.",
            "Yes, assembly costs 49 euros for the first piece. You can also add it to a delivered order for up to a month.",
            "For 49 euros a fitter puts it together and takes the packaging away. Wall mounting is not part of it.",
        ),
        human=(
            "Our fitter assembles the first piece for 49 euros, every further one costs half. Tick Assembly in the basket.",
            "Assembly is 49 euros and can be added up to a month after delivery. The packaging goes with the fitter.",
            "You can book a fitter for 49 euros. Please note that nothing is mounted on the wall.",
            "It costs 49 euros for one piece of furniture. I can add it to your delivered order as well.",
        ),
        wrong=(
            "Assembly is included in every delivery.",
            "We don't assemble. There is a video for each product.",
        ),
        held_back=(
            "Flat-pack isn't my thing, can somebody assemble it and at what price?",
            "Would someone assemble the wardrobe in my bedroom?",
            "The chest of drawers lies here in pieces, could a fitter assemble it?",
            "Is assembly of the desk part of the price?",
            "Booking a fitter for a bookcase I received last week",
        ),
    ),
    Intent(
        key="appliance_takeback",
        title="Giving back old appliances",
        fact="25 centimetres",
        tags=("recycling", "old appliance"),
        weight=0.9,
        questions=(
            "Do you take [back|away] [my old|old] {appliance_plural}?",
            "How do I give you my old {appliance} [when the new one comes|for recycling]?",
            "Where do I get rid of an old {appliance}? Do you [take it back|recycle it]?",
            "[Will the driver|Does the courier] take the old {appliance} back[ with him|]?",
            "You have to take back old [electrical devices|appliances], don't you? How does that work?",
            "I [bought|ordered] a new {appliance}. [What do I do with the old one?|Can you scrap the old one?]",
            "Does it cost anything to have you [recycle|take back] an old {appliance}?",
            "Can I send you old electrical devices by post for recycling?",
            "I don't want to throw the old {appliance} away. Do you [recycle|take it back]?",
            "How big may an old device be for you to take it back[ without a new purchase|]?",
        ),
        details=("It doesn't work any more.",),
        body=(
            "Old electrical appliances up to **25 centimetres** are taken back free of charge without a purchase: print the recycling label "
            "and post them. Larger ones go with the driver when a new one of the same kind is delivered; say so in the checkout. Remove "
            "batteries first."
        ),
        ai=(
            "Appliances up to 25 centimetres can be posted to us free of charge with the recycling label. Larger ones go with the driver when a new one of the same kind comes.",
            "Yes. Up to 25 centimetres you just post it, no purchase needed. For a larger one tick the take-back in the checkout. Please remove batteries.",
            "We take back anything up to 25 centimetres by post with our recycling label; bigger appliances are exchanged on delivery.",
        ),
        human=(
            "Up to 25 centimetres you can post it to us free with the recycling label. Larger appliances go along when the new one is delivered.",
            "We take it back free of charge: small ones up to 25 centimetres by post, larger ones with the driver who brings the new one.",
            "If no edge is longer than 25 centimetres just print the recycling label and send it. Batteries out first, please.",
            "The limit for the post is 25 centimetres. Everything above goes with the driver against a new one of the same kind.",
        ),
        wrong=(
            "We don't take back old appliances. Please use the household bin.",
            "Take-back costs 40 euros per appliance.",
        ),
        held_back=(
            "My old toaster is dead, do you take it back for recycling?",
            "Must I buy something new for you to take back an old appliance, and what's the size limit?",
            "Would the driver bringing my new vacuum take the old one away?",
            "How does one recycle old electrical appliances through you?",
            "Old kettle to give back, how does that work?",
        ),
    ),
    Intent(
        key="knife_sharpening",
        title="Having knives and shears sharpened",
        fact="12 euros",
        tags=("sharpening", "garden"),
        weight=0.7,
        questions=(
            "Do you [sharpen|grind] [kitchen knives|garden shears|knives]?",
            "My [knives|hedge shears|secateurs|mower blades] [are blunt|don't cut any more]. [Can you sharpen them?|Do you have a service for that?]",
            "[Where|How] can I [get|have] my [chef's knife|mower blade|scissors] sharpened?",
            "What does [sharpening|grinding] [a knife|a pair of shears|one blade] cost?",
            "I [bought|got] a knife set from you [three years ago|a while back], it needs [sharpening|a new edge].",
            "[How do I|Can I] send [blades|knives] [to you|in] for [sharpening|grinding]? [Is that safe by post?|How do I pack them?]",
            "How long will my [knives|shears] be [away|gone] if you [sharpen|grind] them?",
            "Do you [also|] [sharpen|put an edge on] [serrated|bread|Japanese] knives?",
            "[Before I buy new ones|Instead of new ones]: can dull [shears|blades|kitchen knives] be made [sharp|keen] again [by you|]?",
            "Is there a [grinding|sharpening] [service|offer] for [lawn mower blades|cutlery] [from other brands|]?",
        ),
        details=("It's a set of five.",),
        body=(
            "Our grinder sharpens knives, shears and mower blades for **12 euros** a piece, of any brand. Order *Sharpening*, get the padded "
            "box by post, and have them back in a week. Serrated and ceramic blades can't be done."
        ),
        ai=(
            "Yes, for 12 euros a piece, any brand. Order Sharpening, you get a padded box by post and have them back in a week.",
            "Our grinder sharpens knives, shears and mower blades at 12 euros each. Serrated and ceramic blades can't be done.",
            "It costs 12 euros a piece. With the order Sharpening a padded box comes to you, so posting is safe.",
        ),
        human=(
            "We sharpen for 12 euros a piece, any brand. You get a padded box when you order Sharpening.",
            "Our grinder does that for 12 euros each and you have them back in a week. No serrated or ceramic blades, though.",
            "Just order Sharpening in the shop, it's 12 euros a piece and the padded box comes by post.",
            "Sharpening is 12 euros for each blade. Please only use our padded box.",
        ),
        wrong=(
            "We don't sharpen. Blunt knives belong in the bin.",
            "Please bring your knives to any parcel shop, they are sharpened there.",
        ),
        held_back=(
            "My garden shears are blunt, do you sharpen them?",
            "What is the price per knife for sharpening?",
            "Can blunt knives be sent in for sharpening safely?",
            "Is there a sharpening service for kitchen knives in your shop?",
            "Mower blade no longer sharp, do you offer sharpening?",
        ),
    ),
    Intent(
        key="gift_wrap",
        title="Gift wrapping and a card",
        fact="4.50 euros",
        tags=("gift",),
        season="winter",
        is_presale=True,
        questions=(
            "Can you [wrap|gift-wrap] the {item} [as a present|for me]?",
            "Do you [offer|have] [gift wrapping|gift paper]?",
            "[Can I|Is it possible to] add gift wrapping and a [card|greeting]?",
            "The {item} is a [birthday|wedding] present [for my sister|for a friend]. [Can you send it wrapped?|Can it go straight to her, wrapped?]",
            "What does gift wrapping cost[ with a card|]?",
            "I forgot to tick gift wrapping. Can you still wrap it[ as a present|]?",
            "Will there be a bill in the parcel when it's gift-wrapped [as a present|and sent to my friend]?",
            "How long can the [message|greeting] on the card of a gift-wrapped present be?",
            "Do you wrap [the {item}|it] in pretty gift paper[ with a ribbon|]?",
            "I'd like the {item} gift-wrapped with [a card|a note]. [How?|Where do I choose that?]",
        ),
        details=("Her birthday is on {weekday}.",),
        body=(
            "Gift wrapping with a card costs **4.50 euros** per item: tick *It is a gift* in the basket and write up to 200 characters. No "
            "invoice is put in the parcel. Bulky goods and plants can't be wrapped."
        ),
        ai=(
            "Tick It is a gift in the basket: wrapping with a card costs 4.50 euros per item. No invoice is put in the parcel.",
            "Yes, for 4.50 euros per item we wrap it and add a card with up to 200 characters. Bulky goods and plants can't be wrapped.",
            "You can add wrapping with a card for 4.50 euros; the price does not show, because no invoice is put in the parcel.",
        ),
        human=(
            "We wrap it and add a card for 4.50 euros per item. Tick It is a gift in the basket.",
            "Wrapping costs 4.50 euros including a card with up to 200 characters. There's no invoice in the parcel.",
            "It's 4.50 euros an item, card included. You'll find It is a gift in the basket.",
            "For 4.50 euros we make a proper present of it. Only bulky goods and plants can't be wrapped.",
        ),
        wrong=(
            "We don't wrap presents, sorry.",
            "Every parcel comes in gift paper free of charge.",
        ),
        held_back=(
            "Could my cousin receive it gift-wrapped with some lines from me?",
            "Is the price visible to the recipient of a gift-wrapped parcel?",
            "Gift wrapping of a parcel: what is the fee?",
            "Where do I type the words for the card of a gift?",
            "Please wrap the lamp as a birthday gift, how do I order that?",
        ),
    ),
    Intent(
        key="store_pickup",
        title="Collecting an order in the showroom",
        fact="5 opening days",
        tags=("pickup", "showroom"),
        weight=0.9,
        is_presale=True,
        questions=(
            "Can I [collect|pick up] my order [in your showroom|at the store|myself]?",
            "Do you offer [pickup in the showroom|click and collect|store pickup]?",
            "My order is ready for pickup but I can't come before {weekday}. How long do you keep it?",
            "What [do I need|papers do I need] to [bring|show] when I [collect|pick up] [the {item}|my order] [at the showroom|at the shop]?",
            "Can [my son|my wife] pick up my order in the showroom[ for me|]?",
            "How soon can I pick up [an order|a {item}] in the showroom?",
            "I'd like to save the delivery fee and pick up the {bulky} [myself in the showroom|at the store]. [Possible?|Can I?]",
            "Until when do you keep an order for pickup in the showroom?",
            "I missed the pickup, is my {item} still at the showroom?",
            "Does pickup in the showroom cost anything, and how long is the order kept?",
        ),
        details=("I live round the corner.",),
        body=(
            "Choose *Showroom* as the delivery place, free of charge. You get a message when the order is ready, usually the next day. It "
            "is kept for **5 opening days**. Bring the code from the message; anybody who has it may collect."
        ),
        ai=(
            "Choose Showroom as the delivery place, it's free. The order is kept for 5 opening days after our message; bring the code.",
            "Yes. You get a message when it is ready, then we keep it for 5 opening days. Anybody with the code may collect.",
            "Collection is free and usually ready the next day. It stays at the counter for 5 opening days.",
        ),
        human=(
            "We keep it for 5 opening days after the message. Anybody with the code can collect it.",
            "You can collect free of charge, choose Showroom as delivery place. It waits for you for 5 opening days.",
            "It's held for 5 opening days, then it goes back on the shelf and is refunded. Please bring the code.",
            "Your order stays at the counter for 5 opening days. Whoever brings the code gets it.",
        ),
        wrong=(
            "Collection isn't possible, everything is delivered.",
            "Orders are kept until the evening of the same day.",
        ),
        held_back=(
            "I would rather pick up the order at the showroom, for how long is it kept?",
            "May somebody else collect my order from the showroom?",
            "Collecting an order in the showroom to skip postage, does that work?",
            "Can't make it to the showroom this week, how long is my order kept for pickup?",
            "Pickup at your store: what must I bring along?",
        ),
    ),
    Intent(
        key="showroom_hours",
        title="Showroom: where and when",
        fact="Monday to Saturday",
        tags=("showroom",),
        questions=(
            "[What are|When are] your opening hours?",
            "Where is your [showroom|shop|store]?",
            "Are you open on [Saturday|Sunday|public holidays]?",
            "Can I [look at|try out|see] the {bulky} [somewhere|in a store]?",
            "Do I need an appointment [for|to visit] the showroom?",
            "Is there [parking|a car park] at your [showroom|store]?",
            "[How late|Until what time] are you open [today|on {weekday}]?",
            "[We'd like to drop by|I want to come by] on {weekday}, [is somebody there|are you open then]?",
        ),
        details=("We come from {city}.",),
        body=(
            "The showroom in Brunnfeld is open **Monday to Saturday** from 10 to 19 o'clock, no appointment needed. Parking is free behind "
            "the building. Most furniture and garden products are on show; ask before a long drive."
        ),
        ai=(
            "Our showroom in Brunnfeld is open Monday to Saturday from 10 to 19 o'clock. You need no appointment and parking is free.",
            "You can visit us Monday to Saturday, 10 to 19 o'clock, in Brunnfeld. Ask before a long drive whether the piece is on show.",
            "We are open Monday to Saturday from 10 to 19 o'clock, closed on Sundays and holidays.",
        ),
        human=(
            "We're open Monday to Saturday, 10 to 19 o'clock. See you soon!",
            "Monday to Saturday from 10 to 19, no appointment needed.",
            "The showroom is open Monday to Saturday. I checked, the piece is on show.",
        ),
    ),
    Intent(
        key="garden_consultation",
        title="Planning talk with a gardener",
        fact="30 minutes by video",
        tags=("garden", "consultation"),
        season="garden",
        weight=0.8,
        is_presale=True,
        questions=(
            "Do you [offer|have] [garden planning|advice from a gardener|a consultation]?",
            "Can [somebody|a gardener] help me [plan|design] my [balcony|front garden|terrace]?",
            "I have [a shady garden|a new house with bare ground|a windy balcony] and [don't know what to plant|need advice].",
            "[How do I|Where do I] [book|get] a [planning talk|garden consultation]?",
            "What does [a garden consultation|the planning help] cost?",
            "[Could an expert|Can one of your experts] [look at|give tips for] [our garden|my terrace]?",
            "Which plants [suit|go well with] [a north side|clay soil|a roof terrace]? [Is there someone to ask?|Can I talk to a gardener?]",
            "I [missed|have to move] my [planning talk|appointment with the gardener], [can I get a new one|how do I change it]?",
        ),
        details=("It's about 40 square metres.",),
        body=(
            "A gardener takes **30 minutes by video** for you, for 19 euros, which are credited on orders above 100 euros. Book on the page "
            "*Garden talk*, and upload two or three pictures of the place beforehand. You get a planting list afterwards."
        ),
        ai=(
            "A gardener takes 30 minutes by video for you. It costs 19 euros, credited on orders above 100 euros; book on the page Garden talk.",
            "Yes, book 30 minutes by video on the page Garden talk and upload a few pictures before. You get a planting list afterwards.",
            "Our gardeners plan with you for 30 minutes by video. That's 19 euros, which you get back on an order above 100 euros.",
        ),
        human=(
            "I booked you a new talk, it's 30 minutes by video again.",
            "Our gardener has time for 30 minutes by video this week, please pick a slot on the page Garden talk.",
            "You get 30 minutes by video with a gardener. Please upload pictures beforehand.",
        ),
    ),
)
