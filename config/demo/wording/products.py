"""What customers ask about products and their use, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Products"

INTENTS = (
    Intent(
        key="stock_notify",
        title="When something is sold out",
        fact="Notify me",
        tags=("stock",),
        weight=1.3,
        is_presale=True,
        questions=(
            "When [will|is] the {item} [be back|available again|in stock again]?",
            "The {item} is sold out. [Will you get more?|Will there be new ones?]",
            "Is the {item} in {colour} [coming back|still made]?",
            "[Can you|Could you] [tell me|let me know] when the {item} [is back|can be ordered again]?",
            "It says [unavailable|currently not available] for the {item}[. Since when?|, how long will that last?]",
            "[I've been waiting for|I'd love to buy] the {item} [for weeks|] but it's [always|still] out of stock.",
            "[Do you have|Is there] any {item} left [anywhere|in the warehouse]?",
            "Can I [reserve|put my name down for] a {item} that's [sold out|gone]?",
        ),
        details=("I'd take two.",),
        body=(
            "Press **Notify me** on the product page: you get an e-mail as soon as it can be ordered, an hour before everybody else. "
            "The date shown there is the supplier's estimate. Pages without the button are discontinued."
        ),
        ai=(
            "Press Notify me on the product page and you get an e-mail as soon as it can be ordered.",
            "With Notify me you hear it an hour before everybody else. The date on the page is the supplier's estimate.",
            "Please use Notify me on its page. If there is no such button, the product is discontinued.",
        ),
        human=(
            "The supplier gives us the end of the month. With Notify me you get an e-mail.",
            "I've no firm date. Please press Notify me on the product page.",
            "A new delivery is planned, Notify me will tell you first.",
        ),
    ),
    Intent(
        key="mower_battery",
        title="Storing the battery of a cordless garden tool",
        fact="40 percent",
        tags=("garden", "battery"),
        season="garden",
        questions=(
            "How do I [store|keep] the battery of my {garden_tool} [over winter|when it's not used]?",
            "Should the [battery|rechargeable pack] of the {garden_tool} be [full|empty|charged] [when I put it away|for the winter]?",
            "My {garden_tool}'s battery [won't charge|is dead] after [winter|the winter break]. [Did I store it wrong?|What did I do wrong?]",
            "[Can I|Is it OK to] leave the battery [in the charger|in the shed|in the cold] [for months|until spring]?",
            "How [often|long] must I [charge|recharge] the battery of the {garden_tool} [in storage|during winter]?",
            "[What's the best way|How should I go about it] to [keep|make] the {garden_tool} battery [healthy|last longer] [when not mowing|in the off season]?",
            "The [battery pack|accu] of my {garden_tool} [lost|has lost] a lot of [power|capacity] since [last autumn|it stood in the garage]. [Why?|]",
            "I'm putting the {garden_tool} away [until spring|for the season]. What do I do with the [battery|power pack]?",
            "[At which charge|With how much charge] should a [tool battery|garden tool battery] [rest|lie] [for a longer time|for months]?",
            "Does frost [harm|damage] the [battery|power pack] of a {garden_tool}? [Mine is in the shed.|Where should it be kept?]",
        ),
        details=("It's the 36 volt model.", "I bought it from you last year."),
        body=(
            "Store the battery **at 40 percent** charge, dry, between 5 and 20 degrees, out of the tool and out of the charger. Top it "
            "up halfway through the winter. Never store it empty: deep discharge is not covered by the guarantee."
        ),
        ai=(
            "Store the battery at 40 percent charge, dry and between 5 and 20 degrees, out of the tool and out of the charger.",
            "It lasts longest at 40 percent, in a dry place without frost. Top it up halfway through the winter and never store it empty.",
            "Take it out of the tool and keep it at 40 percent between 5 and 20 degrees. Deep discharge isn't covered by the guarantee.",
        ),
        human=(
            "Put the battery away at 40 percent, dry and free of frost, not in the charger.",
            "The battery should rest at 40 percent charge and between 5 and 20 degrees. Top it up halfway through the winter.",
            "Lithium batteries like it best at 40 percent, out of the tool. Please never leave it empty for months.",
            "For the winter: at 40 percent, somewhere dry between 5 and 20 degrees, neither in the tool nor in the charger.",
        ),
        wrong=(
            "Run the battery empty before winter and leave it in the tool.",
            "Leave it in the charger all winter, that is what it's made for.",
        ),
        held_back=(
            "Winter is coming: in which state do I store my trimmer's battery?",
            "Full or empty, how should a mower battery be stored until spring?",
            "Is the unheated shed a good place for storing my mower's battery?",
            "What ruined the battery of my cordless mower during the winter?",
            "Charge level for storing a garden tool battery?",
        ),
    ),
    Intent(
        key="coffee_descale",
        title="Descaling the coffee machine",
        fact="200 cups",
        tags=("coffee machine", "care"),
        questions=(
            "How often [do I have to|should I] descale the coffee machine?",
            "The [descaling light|red lamp|limescale symbol] on my coffee machine is [on|blinking]. [What do I do?|What does that mean?]",
            "[Can I use|Is it OK to use] [vinegar|citric acid] [to descale|for limescale in] the [espresso|coffee] machine?",
            "My coffee machine is [very slow|loud|only lukewarm] and [there's white stuff in the tank|I think it's limescale].",
            "[How do I|What's the way to] [get rid of|remove] limescale [in|from] the [espresso machine|coffee maker]?",
            "The [coffee maker|espresso machine] [still asks to be descaled|keeps showing the lime warning] though I [just did it|cleaned it]. [How do I reset it?|]",
            "[Which|What] [descaler|product] [may I|should I] use for [your|the] coffee machine [and how often|]?",
            "After how many [coffees|brews] does [the machine|my espresso maker] [need decalcifying|have to be freed of lime]?",
            "[Hardly any|Only a trickle of] coffee comes out and the [water tastes chalky|machine hisses]. [Is that chalk?|Does it need a clean?]",
            "We have very hard water [here in {city}|]. Do I [descale|treat] the coffee machine [more often|every week]?",
        ),
        details=("It's the model with the milk foamer.", "We have hard water here."),
        body=(
            "Descale the machine every **200 cups** or when the lamp lights, with a descaler on citric or amidosulfonic acid. **No "
            "vinegar**, it eats the seals. Fill the tank to the mark, hold the steam key for five seconds and let the programme run; "
            "rinse twice. The lamp goes out after the second rinse."
        ),
        ai=(
            "Descale every 200 cups or when the lamp lights. Hold the steam key for five seconds to start the programme and rinse twice; please don't use vinegar.",
            "The machine wants descaling after 200 cups. Use a descaler on citric acid, never vinegar, and rinse twice so that the lamp goes out.",
            "It's due every 200 cups. Fill descaler to the mark, hold the steam key for five seconds, then rinse twice.",
        ),
        human=(
            "Please descale every 200 cups, with citric acid descaler but no vinegar because it eats the seals.",
            "The lamp comes on after 200 cups. Hold the steam key for five seconds, let the programme run and rinse twice, then it goes out.",
            "About every 200 cups is right. Hold the steam key for five seconds to start, and leave the vinegar in the kitchen.",
            "It needs descaling every 200 cups. The lamp only goes out after the second rinse, many people miss that.",
        ),
        wrong=(
            "The machine never needs descaling, it has a filter.",
            "Boil half a litre of vinegar in the tank once a year.",
        ),
        held_back=(
            "After how many cups does my coffee machine have to be descaled?",
            "The descaling lamp on the espresso machine won't go out, what did I skip?",
            "Which descaler is safe for the coffee machine's seals?",
            "Barely any coffee comes out, must the machine be descaled?",
            "Descaling my coffee machine: how does it go?",
        ),
    ),
    Intent(
        key="spare_parts",
        title="Spare parts and how long they are available",
        fact="10 years",
        tags=("spare parts", "repair"),
        questions=(
            "Do you [sell|have] spare parts for [a|my] {appliance}?",
            "I need a spare [seal|lid|filter|jug|wheel] for my {appliance}. Where can I order [it|the part]?",
            "[Can I get|Where do I get] [replacement|spare] parts for an old {appliance}?",
            "The [handle|knob|hinge] of my {appliance} is broken. Can I [buy|get] [that part|a spare part]?",
            "How long [are|do you keep] spare parts [available|in stock] [for a product|after it's discontinued]?",
            "My {appliance} is [five|six|seven] years old. Are there still spare parts[ like the motor|]?",
            "[Rather than|Instead of] buying a new {appliance} I'd like to replace the broken part. Do you sell spare parts?",
            "I can't find the part number of the [filter|hose] for my {appliance}[. Where are the spare parts?|.]",
            "Is the [dust container|blade] for the {appliance} still available as a spare part?",
            "How do I order spare parts for [my {appliance}|something I bought years ago]?",
        ),
        details=("I have the type plate here.", "It works fine otherwise."),
        body=(
            "Spare parts for our own appliances are kept for **10 years** after the last sale. Enter the model number from the type "
            "plate on the page *Spare parts*; the drawing shows each part with its price. For other brands we pass on the maker's contact."
        ),
        ai=(
            "We keep spare parts for 10 years after the last sale. Enter the model number from the type plate on the page Spare parts.",
            "Yes, on the page Spare parts: type in the model number from the type plate and pick the part in the drawing. They're available for 10 years after the last sale.",
            "Parts for our own appliances are available for 10 years. The page Spare parts shows a drawing with prices when you enter the model number.",
        ),
        human=(
            "Parts for our own appliances are kept for 10 years after the last sale, look on the page Spare parts with your model number.",
            "You should be lucky, we store parts for 10 years. The model number on the type plate leads you to the drawing on the page Spare parts.",
            "We guarantee spare parts for 10 years after a product leaves the range. Order them on the page Spare parts.",
            "Just enter the model number on the page Spare parts. Everything stays available for 10 years after the last sale.",
        ),
        wrong=(
            "We don't sell parts, please buy a new appliance.",
            "Parts are available for as long as the product is in the shop and not a day longer.",
        ),
        held_back=(
            "The jug of my blender cracked. Is it sold as a spare part?",
            "For how many years are spare parts available?",
            "Only the hose of the vacuum is torn, where do I buy that spare part?",
            "Do you stock spare parts for a machine that is no longer sold?",
            "Ordering a replacement part for an old mixer",
        ),
    ),
    Intent(
        key="paint_coverage",
        title="How much paint is needed",
        fact="9 square metres",
        tags=("paint", "quantity"),
        weight=0.9,
        is_presale=True,
        questions=(
            "How much paint do I need for [a room of 20 square metres|a wall 4 by 2.5 metres|my bedroom]?",
            "How many square metres does [a can|one litre|a tin] of [your|the] [wall paint|paint] cover?",
            "Is [one tin|one can|a 2.5 litre tin] [enough|sufficient] for [the living room|a small hallway|two coats]?",
            "I want to paint [the nursery|our kitchen] in {colour}. [How many tins should I order?|How much should I buy?]",
            "Do I need [two coats|a second coat] with your [wall paint|chalk paint]?",
            "What's the [coverage|spreading rate] of the {colour} [wall|interior] paint?",
            "[I ran out of paint|The tin is empty] after [half the wall|one wall]. [How much is it supposed to cover?|Is that normal?]",
            "[Can you help me work out|How do I calculate] the [amount|quantity] of paint for [four walls and a ceiling|the stairwell]?",
            "Painting over [dark red|a dark wall]: how [many litres|much paint] [should I plan|will it take]?",
            "[How many litres|Which tin size] for about [30|45|60] square metres of [wall|ceiling]?",
        ),
        details=("The wall is white at the moment.", "The ceiling is 2.5 metres high."),
        body=(
            "One litre of our wall paint covers **9 square metres** per coat on smooth plaster, a third less on rough ground. Plan two "
            "coats for strong colours. The calculator on the product page works out the tins from your wall sizes."
        ),
        ai=(
            "One litre covers 9 square metres per coat on smooth plaster, a third less on rough ground. Plan two coats for strong colours.",
            "Please reckon with 9 square metres per litre and coat. The calculator on the product page works out the tins from your wall sizes.",
            "Per coat a litre is enough for 9 square metres of smooth wall. Strong colours need two coats.",
        ),
        human=(
            "One litre does 9 square metres per coat on a smooth wall, and you should plan two coats for strong colours.",
            "Count on 9 square metres per litre and coat. On rough ground it's about a third less.",
            "Our wall paint reaches 9 square metres a litre. The calculator on the product page does the sums for you.",
            "You need a litre for every 9 square metres and coat, so measure the walls first and take two coats for dark shades.",
        ),
        wrong=(
            "One tin is enough for any normal room.",
            "One litre covers about 30 square metres in a single coat.",
        ),
        held_back=(
            "Walls of 36 square metres in total, how much paint must I buy?",
            "Is one tin of paint enough for the corridor?",
            "How many square metres per litre does the wall paint cover?",
            "I'd like to paint our lounge, what quantity of paint makes sense?",
            "Paint needed for a ceiling, how do I work that out?",
        ),
    ),
    Intent(
        key="raised_bed",
        title="Filling a raised bed",
        fact="480 litres",
        tags=("garden", "raised bed"),
        season="garden",
        weight=0.9,
        is_presale=True,
        questions=(
            "How much [soil|earth] do I need for [the|your|a] raised bed?",
            "How [do I|should I] fill the raised bed[, what goes at the bottom|]?",
            "How many [bags|sacks] of [compost|soil] [fit in|go into] the [large|wooden|] raised bed?",
            "What [layers|material] [belong in|should I put in] a raised bed?",
            "[I've built|We've just set up] the raised bed. [What do I fill it with?|How much earth goes in?]",
            "Is it [OK|enough] to fill the raised bed [only with potting soil|just with garden soil]?",
            "The [soil|earth] in our raised bed [sank|has dropped] [a lot|by a hand]. [Did I fill it wrongly?|Is that normal?]",
            "Do you sell a [soil set|filling set] for the raised bed[ and how many do I need|]?",
            "[What volume|How many litres] does the [raised bed|planter bed] [hold|take]?",
            "[Before I order soil|So that I order enough]: what [amount|quantity] does the [timber|wooden] raised bed [swallow|need]?",
        ),
        details=("I want to grow tomatoes and salad.", "It's the larch one."),
        body=(
            "The standard raised bed takes **480 litres**: a third branches and cuttings, a third compost, a third plant soil on top. "
            "Line the sides with the foil supplied. The filling sinks by about 10 cm in the first year, that is normal; top it up in spring."
        ),
        ai=(
            "The standard raised bed takes 480 litres: a third branches, a third compost and a third plant soil on top.",
            "You need 480 litres in all. Put branches and cuttings at the bottom, then compost, then plant soil, a third each.",
            "It holds 480 litres. The filling sinks by about 10 cm in the first year, just top it up in spring.",
        ),
        human=(
            "The bed takes 480 litres altogether, a third each of branches, compost and plant soil from bottom to top.",
            "Please plan 480 litres. Branches go to the bottom, then compost, and plant soil on top; some sinking is normal.",
            "It's 480 litres for the standard size. Only soil would be expensive, so use branches and compost below.",
            "With 480 litres it is full: one third branches, one third compost, one third soil. It will sink about 10 cm in the first year.",
        ),
        wrong=(
            "Fill the raised bed with gravel up to half its height and then any soil.",
            "Two bags of soil are enough for a raised bed.",
        ),
        held_back=(
            "What do I fill into the raised bed so vegetables thrive, and how much in total?",
            "How many litres does the larch raised bed take?",
            "I'm about to order soil for my raised bed. Which amount?",
            "The soil of our raised bed sinks after one season, what was the proper filling?",
            "Layers for a new raised bed, from bottom to top?",
        ),
    ),
    Intent(
        key="fabric_samples",
        title="Ordering fabric samples",
        fact="4 swatches",
        tags=("samples", "fabric"),
        weight=0.8,
        is_presale=True,
        questions=(
            "Can I [get|order] [fabric samples|a sample of the fabric] [for the {textile}|]?",
            "I'd like to [see|feel|touch] the [fabric|material] before I [buy|order] the [sofa|curtains|armchair].",
            "Do you send [fabric samples|samples of your fabrics]?",
            "[How many|What number of] [samples|pieces of fabric] [can I order|do you send]?",
            "What do [fabric samples|sample pieces] cost?",
            "I can't judge the fabric colour on the screen. Is there a sample?",
            "[Where|How] do I [ask for|order] a [piece of cloth|snippet|sample] of the [sofa cover|curtain fabric]?",
            "Does the {colour} [sofa fabric|curtain] match my carpet? A fabric sample would help.",
            "Could you [mail|post] me some samples of the fabric [in {colour}|] [to compare|]?",
            "Before buying a sofa I want to see a sample of the fabric at home.[ How?|]",
        ),
        details=("It has to match our carpet.",),
        body=(
            "You can order up to **4 swatches** at a time free of charge: press *Order a sample* next to the colours on the product page. "
            "They come by letter in about three days and need not be returned. Further sets cost 2 euros each."
        ),
        ai=(
            "You can order up to 4 swatches at a time free of charge with Order a sample next to the colours. They come by letter and need not be returned.",
            "Yes, press Order a sample on the product page. Up to 4 swatches are free, they come by letter in about three days.",
            "We send up to 4 swatches for free, you find the button next to the colours. Keep them as long as you like.",
        ),
        human=(
            "Samples are free: up to 4 swatches at a time, with the button Order a sample next to the colours.",
            "You may choose 4 swatches free of charge, they arrive by letter in about three days.",
            "We gladly post you 4 swatches, just press Order a sample on the product page. No need to send them back.",
            "It's 4 swatches at a time without charge, a further set costs 2 euros. They come by letter.",
        ),
        wrong=(
            "We don't send samples, please trust the photos.",
            "A sample book costs 30 euros and has to be returned.",
        ),
        held_back=(
            "May I get a sample of the fabric before buying the couch?",
            "Screen colours deceive. Could fabric samples be mailed to me?",
            "How many fabric samples are free?",
            "I want to compare several curtain fabrics at home first, are there samples?",
            "Samples of sofa covers, how are they ordered?",
        ),
    ),
    Intent(
        key="grill_gas",
        title="Which gas and regulator fit the grill",
        fact="50 millibar",
        tags=("grill", "gas"),
        season="garden",
        weight=0.9,
        questions=(
            "Which gas [bottle|cylinder] [fits|do I need for] [the|my] grill?",
            "[What|Which] [regulator|pressure regulator] does the [gas grill|barbecue] need?",
            "Is the [hose|regulator|gas bottle] included [with|when I buy] the [gas grill|barbecue]?",
            "My [gas grill|barbecue] [doesn't get hot|burns with a tiny flame]. [Wrong gas?|Is it the regulator?]",
            "Can I [connect|use] [a camping gas bottle|a 5 kg bottle|an 11 kg bottle] [on|with] the [gas grill|barbecue]?",
            "[Does it run|Do I run the barbecue] on [propane or butane|propane]?",
            "I [have|own] a regulator from [my camper|the old grill]. [Does it fit|May I use it for] the new [gas grill|barbecue]?",
            "At [what|which] [gas pressure|pressure] does the [gas grill|grill] [work|run]?",
            "[Where do I get|Do you sell] the [right|matching] gas [for the grill|and hose for the barbecue]?",
            "The flame of the gas grill [keeps going out|is yellow]. Is it the wrong [gas|regulator]?",
        ),
        details=("It's the three burner model.",),
        body=(
            "Our gas grills run on propane from a 5 or 11 kg bottle with a regulator of **50 millibar**. Regulator and hose are in the box, "
            "the bottle is not. Regulators of campers have less pressure: the flame stays small. Check for leaks with soapy water."
        ),
        ai=(
            "The grill runs on propane from a 5 or 11 kg bottle with a regulator of 50 millibar. Regulator and hose are in the box, the bottle isn't.",
            "Please use the regulator supplied, it has 50 millibar. One from a camper has less, then the flame stays small.",
            "You need propane and a 50 millibar regulator, which is in the box. Any 5 or 11 kg bottle fits.",
        ),
        human=(
            "It needs a regulator of 50 millibar and propane, 5 or 11 kg bottle. Hose and regulator come with the grill.",
            "The regulator must have 50 millibar. Those from campers are weaker, so the flame stays small.",
            "Any 5 or 11 kg propane bottle does, together with the 50 millibar regulator from the box.",
            "Please check that your regulator says 50 millibar, that's what the grill is built for. The bottle isn't included.",
        ),
        wrong=(
            "Any regulator will do, also the one of your camper.",
            "The grill runs on natural gas from the wall.",
        ),
        held_back=(
            "My gas grill only gives a feeble flame with the camper's regulator, why?",
            "Which pressure regulator suits your gas grills?",
            "Propane or butane for the grill, and what regulator must I have?",
            "What has to be bought besides the gas grill so it can be lit?",
            "Gas bottle size and regulator pressure for the barbecue?",
        ),
    ),
    Intent(
        key="heater_size",
        title="Which heater for which room",
        fact="18 square metres",
        tags=("heater",),
        season="winter",
        weight=0.9,
        is_presale=True,
        questions=(
            "Which heater [do I need|is right] for [a room of 15 square metres|my bathroom|the home office]?",
            "How [big|large] a room can the [convector|panel heater|electric heater] [heat|warm up]?",
            "Is the [1500 watt|small] heater [enough|strong enough] for [a conservatory|the living room|25 square metres]?",
            "[The heater I bought|Your electric heater] [hardly warms|doesn't warm] [the room|our bedroom]. [Is it too weak?|Is the room too big for it?]",
            "How many watts do I need [to heat|for heating] [the cellar|an attic|a garage]?",
            "[Can I|Is it possible to] heat [the whole flat|two rooms|a summer house] with one [electric|mobile] heater?",
            "For what [room size|room] is the [electric heater|panel heater|oil radiator] [meant|made|suitable]?",
            "I'm looking for [a heater|an electric radiator] for [the nursery|my workshop], [what power should it have|how strong should it be]?",
            "Do I [need|have to buy] one or two [heaters|convectors] for [30|35|24] square metres?",
            "Will the [little|1500 watt] [convector|radiator] keep [an old, draughty room|the garden studio] warm?",
        ),
        details=("The room is not well insulated.", "The ceiling is quite high."),
        body=(
            "The heater with 1,500 watts warms up to **18 square metres** in an insulated house; in an old building count a third less. "
            "For larger rooms take the one with 2,000 watts or two heaters. Bathrooms need protection class IP24."
        ),
        ai=(
            "The heater with 1,500 watts warms up to 18 square metres in an insulated house, a third less in an old building.",
            "It depends on the room: 1,500 watts are good for 18 square metres when insulated. For more take 2,000 watts or two heaters.",
            "Up to 18 square metres the model with 1,500 watts is right. Bathrooms need protection class IP24.",
        ),
        human=(
            "With 1,500 watts you can heat 18 square metres if the house is insulated. In an old building it's a third less.",
            "The small one is made for up to 18 square metres. For anything bigger take 2,000 watts.",
            "Rule of thumb: 18 square metres for the heater with 1,500 watts, less in old buildings. Bathrooms need IP24.",
            "Our 1,500 watt heater manages 18 square metres, beyond that I'd take two of them or the 2,000 watt model.",
        ),
        wrong=(
            "One heater is enough for an entire flat.",
            "Please take 5,000 watts for every room, to be safe.",
        ),
        held_back=(
            "The study stays cold with the small heater, which room size is it designed for?",
            "How many watts should a heater for a poorly insulated room have?",
            "Up to what room size does the electric heater work?",
            "Choosing a heater for the loft: how strong must it be?",
            "Heater for 22 square metres, which one do I take?",
        ),
    ),
)
