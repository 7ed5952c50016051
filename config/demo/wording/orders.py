"""What customers ask about placed orders, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Orders"

INTENTS = (
    Intent(
        key="order_address_change",
        title="Sending a placed order to another address",
        fact="90 minutes",
        tags=("address", "open order"),
        weight=1.2,
        questions=(
            "I [just ordered|placed an order] and [typed|put in] the wrong [delivery address|house number]. Can you change [it|the address of the order]?",
            "[Can|Could] [you|someone] change the delivery address of order {order} to {street}[ instead|]?",
            "My order is going to my old address. [How do I|Can I still] change [it|the delivery address] to the new place?",
            "[My order|Order {order}] still shows [my parents'|my previous|the wrong] address as the destination, [how can I|is there a way to] fix that before it ships?",
            "[Is it possible to|Can I] [change|correct] the delivery address of an order after [I have paid|checkout]?",
            "I need my [order from this morning|order] to go to [my office|a neighbour's address] rather than home. Can the address be changed[ for that order|]?",
            "[Oops,|Silly me,] I [picked|selected] the wrong saved address [at checkout|when paying]. [Can that be|Can it still be] corrected for this order?",
            "Please change the shipping address on order {order}, it should be {street}[, {city}|].",
            "[I won't be home|We're away] next week, can the order [I placed|with the {item}] go to another address[, {street}|]?",
            "How [late|long after ordering] can I still [edit|change] the delivery address of an order?",
        ),
        details=(
            "I only noticed when [the confirmation came|I read the confirmation].",
            "The order number is {order}.",
            "It has not [shipped|left your warehouse] yet as far as I can see.",
        ),
        body=(
            "A placed order can be sent to another address **within 90 minutes** of ordering.\n\n"
            "1. Open *My orders* and choose the order.\n2. Press *Change destination* and enter the new address.\n\n"
            "After that the label is printed and the address is fixed. The parcel can then only be redirected with the carrier, "
            "through the link in the dispatch e-mail."
        ),
        ai=(
            "You can change the destination yourself within 90 minutes of ordering: open My orders, choose the order and press Change destination. [After that|Later on] the label is printed and only the carrier can redirect it.",
            "[Yes, if you are quick.|That works if you act soon.] Within 90 minutes of placing the order the button Change destination is shown under My orders. Once the label is printed, use the redirect link in the dispatch e-mail.",
            "An order's address stays open within 90 minutes of checkout. Go to My orders, pick the order, then Change destination. [If that time is over|If it's later], the carrier's link in the dispatch e-mail is the way to redirect it.",
        ),
        human=(
            "[You can|Customers can] change the destination of an order within 90 minutes of placing it, under My orders with the button Change destination. After that only the carrier's redirect link in the dispatch e-mail helps.",
            "The rule is: a new address is possible within 90 minutes after you order. Go to My orders and press Change destination. [Later we print the label and can no longer touch it.|Once the label is printed our hands are tied.]",
            "[Good news first:|So:] the address can be changed within 90 minutes of ordering via My orders, Change destination. [When the time is up|After that], please use the redirect link from the carrier in the dispatch e-mail.",
            "Addresses of placed orders can be corrected within 90 minutes by opening the order in My orders. After this window the parcel label exists and only the carrier can send it elsewhere.",
        ),
        wrong=(
            "Once an order is placed its address can never be changed. Please refuse the parcel and order again.",
            "Just update the address in your customer profile; open orders take it over automatically.",
        ),
        held_back=(
            "Wrong house number on the order I submitted a moment ago, how do I correct the address?",
            "Until when am I allowed to send an order to a different address than the one I entered?",
            "My order is addressed to the apartment we moved out of. What can I do about the destination?",
            "The order should be delivered to work and not to my home address, is that still possible?",
            "Typo in the delivery address of an order placed ten minutes ago",
        ),
        followups=(
            (
                "And if it's too late for that?",
                "Then the carrier's redirect link in the dispatch e-mail still lets you pick another address or a shop.",
            ),
        ),
    ),
    Intent(
        key="order_cancel",
        title="Cancelling an order",
        fact="6 p.m.",
        tags=("cancel", "open order"),
        weight=1.3,
        questions=(
            "[I'd like to|I want to|please help me] cancel [my order|order {order}|the order I placed today].",
            "[Can|How can] I [call off|stop|undo] an order [I no longer need|I placed by mistake]?",
            "I ordered the {item} twice by [accident|mistake], [how do I get rid of one?|can one be cancelled?]",
            "I [changed my mind|found it cheaper elsewhere]. [Can you cancel|Is it too late to cancel] my order for the {item}?",
            "[Where is|I can't find] the cancel button for {order}[?|, it seems to be gone.]",
            "My [wife|husband] [already bought|got us] the same {item}, please cancel our order.",
            "[How much time do I have|What is the deadline] to cancel an order before it's [sent|dispatched]?",
            "Don't send order {order} please, I [want to cancel it|cancel it herewith].",
            "Is there a [fee|charge] if I [cancel|drop] an order [the same day|right away]?",
            "I ordered the wrong {item} [an hour ago|this morning], can [the order still be cancelled|you cancel the whole order]?",
        ),
        details=(
            "The order number is {order}.",
            "I have not had a dispatch message yet.",
            "It was placed [today|last night|this morning].",
        ),
        body=(
            "You can cancel free of charge **until 6 p.m.** on the day of the order, under *My orders* → *Cancel*.\n\n"
            "Later the parcel is in packing. Please let it arrive and send it back; nothing is charged for the return. "
            "Money already paid goes back the same way."
        ),
        ai=(
            "You can cancel free of charge until 6 p.m. on the day you ordered: My orders, then Cancel. [After that|Later] the parcel is being packed, so please let it arrive and send it back at no cost.",
            "Cancelling is [possible|open] until 6 p.m. on the order day with the Cancel button under My orders. If it is later than that, just return the parcel free of charge.",
            "[Sure.|No problem.] The Cancel button under My orders works until 6 p.m. on the same day, and money already paid goes back the way it came. Past that time, return the parcel free of charge.",
        ),
        human=(
            "Orders can be cancelled free of charge until 6 p.m. on the day they are placed, with Cancel under My orders. After that the parcel is in packing and you would have to send it back, free of charge.",
            "You have until 6 p.m. on the day of ordering to cancel under My orders. [Later than that|Past that] we can't pull it out of packing any more, so please return it when it arrives, we pay the label.",
            "[In short:|So] cancellations work until 6 p.m. of the order day through My orders, Cancel. Payment goes back automatically.",
            "Our cut-off for cancelling is the same day until 6 p.m., you will find the button under My orders. If it is gone, the parcel is already being packed and a free return is the way to go.",
        ),
        wrong=(
            "Orders can be cancelled at any time up to delivery, simply ignore the parcel.",
            "An order is binding once placed and can't be cancelled.",
        ),
        held_back=(
            "What's the latest moment to cancel something I ordered from you?",
            "I regret what I ordered this afternoon, how does cancelling work?",
            "We no longer need what we ordered, how do we cancel?",
            "By what hour must an order be cancelled so that it isn't sent?",
            "Order placed by accident, please take me through the cancellation",
        ),
        followups=(
            (
                "Do I get my money back right away?",
                "The money goes back the way you paid as soon as the cancellation is confirmed.",
            ),
        ),
    ),
    Intent(
        key="order_add_item",
        title="Adding something to an order that is already placed",
        fact="3 items",
        tags=("open order", "combine"),
        questions=(
            "I forgot [to put|] the {item} in my basket. Can it [be added|still be added] to [my order|order {order}]?",
            "[Can I|is there any way to] add [something|another thing|one more product] to an order I've [already paid|just placed]?",
            "I placed two orders [today|this morning], can you add one to the other [so that they come|and send it all] in one parcel?",
            "[How do I|Is it possible to] add a {item} to order {order} so I don't pay [postage|delivery] twice?",
            "I need [a second|one more] {item}, can you just add it to [my order|order {order}]?",
            "My order is [not shipped yet|still open]. Can I add [something|another product] to it?",
            "[Could you|Would you] add a {item} to [the order I placed yesterday|my last order]?",
            "Do I have to [place a new order|order again] if I [left something out|forgot an article], or can it be added[ to the old order|]?",
            "[I wanted two|I'd like two] instead of one {item} on order {order}, can you add [the second|one more]?",
            "[Is there|do you have] an 'add to existing order' [option|function][ somewhere|]?",
        ),
        details=("Order number is {order}.", "I really don't want to pay shipping twice.", "It's only a small thing."),
        body=(
            "While an order shows *Received*, you can add **up to 3 items** to it: open the order and press *Add to this order*. "
            "They travel in the same parcel, with no second delivery charge.\n\nSeparate orders can't be merged afterwards."
        ),
        ai=(
            "As long as the order shows Received you can add up to 3 items with the button Add to this order. They travel in the same parcel without a second delivery charge.",
            "[Yes.|Good news, that works.] Open the order and press Add to this order; up to 3 items are possible while its status is Received. Two separate orders can't be merged, though.",
            "You may add up to 3 items while the order is still marked Received. Use Add to this order on the order's page, delivery is not charged again.",
        ),
        human=(
            "You can add up to 3 items yourself while the order is shown as Received, with Add to this order. No second delivery charge.",
            "There is a button Add to this order on the order page. It takes up to 3 items as long as the status says Received, and everything comes in one parcel.",
            "We allow up to 3 items to be added to an open order (status Received). Merging two separate orders is [not possible, sorry|something we can't do].",
            "Please open the order and choose Add to this order. Up to 3 items can go in before the status leaves Received, and you don't pay for delivery twice.",
        ),
        wrong=(
            "Adding articles is not possible. Each product needs its own order.",
            "Simply place a second order and our warehouse merges it with the first one automatically.",
        ),
        held_back=(
            "I left an article out of my order earlier, could it be added afterwards?",
            "How many extra items may be added to an existing order?",
            "Forgot the potting soil, can you still put it into the order?",
            "Adding one more product to an order that is already paid: how?",
            "Extend my existing order with another item, same parcel",
        ),
    ),
    Intent(
        key="order_confirmation_missing",
        title="No order confirmation has arrived",
        fact="20 minutes",
        tags=("e-mail", "confirmation"),
        questions=(
            "I [ordered|bought] a {item} [this morning|yesterday] but [got no|never got a] confirmation [e-mail|mail|].",
            "[Did my order go through?|Was my order received?] Nothing in my inbox[ so far|].",
            "[No|Still no] confirmation for my order[, should I be worried?|. Is that normal?]",
            "The page [froze|crashed] when I pressed buy. [How do I know whether|Can you tell if] the order exists?",
            "I paid [with PayPal|by card], money is gone, but there is no [order number|mail from you].",
            "How long does the [order confirmation|mail after ordering] [usually take|take to arrive]?",
            "[Checked my spam as well|Looked everywhere]: no [receipt|message] for the {item} I ordered.",
            "I [can't see|don't see] my [purchase|new order] anywhere, neither [in my mails|by e-mail] nor in the account.",
        ),
        details=("I used {email}.", "I ordered as a guest."),
        clarify=(("Did you order with a customer account or as a guest?", "[as a guest|with my account|account]"),),
        body=(
            "The confirmation is sent **within 20 minutes**. If it is missing, look in the spam folder and check under *My orders* "
            "whether the order is listed.\n\nNo entry there and no money taken: the order did not go through and can be placed again. "
            "A typing mistake in a guest's e-mail address is the commonest cause; we can correct it."
        ),
        ai=(
            "The confirmation is sent within 20 minutes. Please look in the spam folder and under My orders; if the order is listed there, all is well.",
            "[It normally arrives|You should have it] within 20 minutes. If My orders doesn't list the order and no money was taken, it did not go through and you can place it again.",
            "Confirmations go out within 20 minutes of ordering. Is the order shown under My orders? Then it is safely with us and the mail probably landed in spam.",
        ),
        human=(
            "The mail goes out within 20 minutes, so something went wrong with the address. I can see your order and have sent the confirmation again.",
            "Normally it is there within 20 minutes. There was a typing mistake in the e-mail address, I corrected it.",
            "Confirmations are sent within 20 minutes. I have just triggered yours again.",
        ),
    ),
    Intent(
        key="order_status",
        title="Following an order on its way",
        fact="tracking page",
        tags=("tracking", "status"),
        weight=2.2,
        questions=(
            "Where is my order[?| {order}?]",
            "[When will|When does] my {item} [arrive|get here|finally come]?",
            "Has [order|] {order} [been shipped|shipped|left the warehouse] yet?",
            "The tracking [hasn't moved|shows nothing new|is stuck] since {weekday}[, what's going on?|.]",
            "[Any news|Any update|What's the status] on [my order|my parcel|{order}]?",
            "[How can I|Where do I] [track|follow] my [parcel|package|delivery]?",
            "I ordered a {item} last week and [heard nothing since|it still says processing].",
            "My [account|order page] says 'in preparation' for {order}, what does that mean?",
            "[Is my parcel|will it be] coming today? [I need to be home.|I'd have to take time off.|]",
        ),
        details=("Order number {order}.", "It is a birthday present.", "I have been waiting at home."),
        body=(
            "Each order has a **tracking page**: open *My orders* and press *Track*. The link is in the dispatch e-mail too.\n\n"
            "- *In preparation*: being picked and packed.\n- *With the carrier*: on its way, scanned once a day.\n"
            "- *Out for delivery*: arrives today.\n\nNo scan at weekends is normal."
        ),
        ai=(
            "You can follow it on the tracking page: open My orders and press Track. The carrier scans it once a day, so a quiet weekend is normal.",
            "The tracking page under My orders shows each step. In preparation means it is being picked and packed, Out for delivery means it arrives today.",
            "[Happy to help.|] Please open the tracking page from My orders or from the link in the dispatch e-mail; it always shows the latest scan.",
        ),
        human=(
            "I have looked at the tracking page for you: the parcel is with the carrier and moves again today.",
            "The tracking page shows it left the depot this morning. You can follow it under My orders, Track.",
            "According to the tracking page it is out for delivery tomorrow.",
        ),
    ),
    Intent(
        key="order_minimum",
        title="Small orders and the minimum order value",
        fact="3.50 euros",
        tags=("basket", "surcharge"),
        is_presale=True,
        questions=(
            "Is there a minimum [order value|amount|basket value][ in your shop|]?",
            "Why do you add [a surcharge|an extra fee] to my small order[ when I only buy a {small}|]?",
            "Can I order only [one {small}|a single {small}], or [is that below the minimum order|is there a minimum]?",
            "My order is only [8|11|14|17] euros. [Is there a minimum?|Is that enough for an order?]",
            "There is a 'small order' [line|item|position] in my [checkout|basket]. [What's that?|What does it mean?]",
            "From which order value does the [small order fee|surcharge for small orders] [go away|disappear]?",
            "I'd like to order [just|only] a {small}, do I have to reach [some|a] minimum[ amount|]?",
            "Do you charge [extra|a fee|a surcharge] for [tiny|very small|small] orders?",
            "[How small can an order be|What's the minimum for an order]? I only need a {small}.",
            "I [wanted to order|ordered] one {small} and [a small order fee appeared|a surcharge was added]. Why?",
        ),
        details=("It's just one small thing that I need.", "I don't need anything else at the moment."),
        body=(
            "There is no minimum order. Baskets **below 20 euros** carry a small-order surcharge of **3.50 euros**; it disappears as "
            "soon as the goods reach that value. Vouchers count as payment and do not lower the value."
        ),
        ai=(
            "There is no minimum. Below a goods value of 20 euros we add a small-order surcharge of 3.50 euros, which disappears as soon as the basket reaches that value.",
            "You can order as little as you like; baskets below 20 euros carry a surcharge of 3.50 euros. Paying with a voucher does not change that.",
            "The line you see is the surcharge of 3.50 euros for baskets below 20 euros. There's no minimum apart from that.",
        ),
        human=(
            "We have no minimum, but a basket below 20 euros costs a small-order surcharge of 3.50 euros. Add anything that lifts it to 20 and it is gone.",
            "That is our small-order surcharge: 3.50 euros when the goods are worth less than 20 euros.",
            "You can buy a single small thing, only a surcharge of 3.50 euros comes on top below 20 euros of goods.",
            "For baskets under 20 euros we charge 3.50 euros extra for handling. From 20 euros on it drops off automatically.",
        ),
        wrong=(
            "We only accept orders of 25 euros or more.",
            "There is no charge for small baskets, what you see is VAT.",
        ),
        held_back=(
            "Do small orders cost anything extra?",
            "Is there a smallest order value you accept?",
            "Only one packet of seeds is what I want to order, is there a minimum?",
            "At which amount does the surcharge for a small order disappear?",
            "Fee for a tiny order, how high is it?",
        ),
    ),
    Intent(
        key="order_bulk",
        title="Quantity discount for larger orders",
        fact="10 pieces",
        tags=("business", "discount"),
        weight=0.8,
        is_presale=True,
        questions=(
            "We need [20|24|30|40] {item_plural} for our [office|nursery school|hotel|club]. Is there a [discount|better price]?",
            "[Do you offer|Do you have] [quantity|volume|bulk] [discounts|prices|rates]?",
            "What discount [would I get|do you give] if I order [a larger number of|many|a dozen or more] {item_plural}?",
            "I'm furnishing [a guest house|six holiday flats] and would order [a lot of|quite a few] {item_plural}, is there [any|a bulk] discount?",
            "How many {item_plural} do I have to order to get [a discount|a quantity discount|a lower price per piece]?",
            "[Is it cheaper|Is there a discount] per piece when ordering in bulk?",
            "As a [company|school|landscaper] we'd like a [quantity discount|bulk price] for [15|25|50] {item_plural}.",
            "Can [businesses|companies|clubs] get a discount for [large quantities|bulk orders]?",
            "Who do I ask about a [bulk discount|discount for large quantities] of {item_plural}?",
            "We want to order {item_plural} for the whole [team|allotment association]. [Any discount for so many?|Is there a quantity discount?]",
        ),
        details=(
            "We would need an invoice for the company.",
            "Delivery could be to one place.",
            "It is for our [anniversary|new premises].",
        ),
        body=(
            "**From 10 pieces** of the same article we take 8 percent off, from 40 pieces 12 percent. The reduction is worked out "
            "in the basket by itself and can't be combined with vouchers. For mixed orders above 3,000 euros ask for a written offer "
            "with the form *Business enquiry*."
        ),
        ai=(
            "Yes: from 10 pieces of the same article the basket takes 8 percent off, from 40 pieces 12 percent. It happens by itself.",
            "Our quantity discount starts from 10 pieces of one article with 8 percent and grows to 12 percent from 40. For a mixed order above 3,000 euros please use the form Business enquiry.",
            "You pay 8 percent less from 10 pieces of the same article. The basket works it out, [vouchers can't be added on top|it can't be combined with a voucher].",
        ),
        human=(
            "We give 8 percent from 10 pieces of the same article and 12 percent from 40 pieces, worked out in the basket.",
            "The discount starts from 10 pieces of one article (8 percent). Larger mixed orders above 3,000 euros get a written offer through the form Business enquiry.",
            "If you take the same article, it's 8 percent off from 10 pieces on. No voucher on top, I'm afraid.",
            "Yes we do. 8 percent from 10 pieces, 12 percent from 40, the basket does it automatically.",
        ),
        wrong=(
            "We sell to private households only and have one price for any quantity.",
            "You get 20 percent off as soon as two of the same article are in the basket.",
        ),
        held_back=(
            "Is there money off when our association orders thirty of the same thing?",
            "At what quantity does the discount start?",
            "Our hotel wants thirty identical lamps, which quantity discount applies?",
            "Do I pay less per piece for a large quantity?",
            "Company order of sixty chairs, what discount do you grant?",
        ),
    ),
    Intent(
        key="order_preorder",
        title="Pre-ordering something that is not out yet",
        fact="10 percent deposit",
        tags=("pre-order", "payment"),
        weight=0.8,
        is_presale=True,
        questions=(
            "[If I pre-order|When pre-ordering] the {item}, [when do I have to pay|when is my card charged]?",
            "The {item} is [on pre-order|available from next month]. [Can I pre-order one|How do I pre-order] and when do I pay?",
            "Do I pay [the full price|everything] [up front|now] for [a pre-order|something not released yet]?",
            "I want to pre-order the new {item} before it [comes out|is released]. [How does that work?|When do I pay?]",
            "Is a pre-order binding, or can I [drop out|cancel the pre-order] before it ships?",
            "[What happens with|Can you explain] [advance orders|pre-orders]: [is money taken now?|do you take money right away?]",
            "My pre-ordered {item} has been delayed, [what about the money I paid?|can I cancel the pre-order?]",
            "How much [of the price|money] do you [want|take] [in advance|now] for a pre-order?",
            "Can I pre-order the [spring collection|new {item}] [already now|today]? What do I pay [in advance|now]?",
            "There is a pre-order button [on|next to] the {item}. [What do I pay if I press it?|Do I pay now?]",
        ),
        details=("It's the one from your spring catalogue.", "The page gives next month as the date."),
        body=(
            "A pre-order reserves one of the first pieces against a **10 percent deposit**. The rest is charged on the day of "
            "dispatch. You can step back free of charge until then and get the deposit back; if we move the date by more than two "
            "weeks we ask you again."
        ),
        ai=(
            "You pay a 10 percent deposit now, the rest is charged on the day of dispatch. Until then you can step back free of charge.",
            "A pre-order takes a 10 percent deposit and reserves one of the first pieces. If the date moves by more than two weeks we ask you again.",
            "Only a 10 percent deposit is due at first; everything else is charged when it is sent. The deposit comes back if you step back before dispatch.",
        ),
        human=(
            "With a pre-order we take a 10 percent deposit and charge the rest when the goods leave us. You may step back until dispatch.",
            "It's a 10 percent deposit now and the remainder on the day of dispatch. The deposit is refunded if you change your mind before.",
            "Pre-orders cost a 10 percent deposit. Should our date slip by more than two weeks we ask whether you still want it.",
            "You only pay a 10 percent deposit to reserve. The balance is taken on the dispatch day, and stepping back before that is free.",
        ),
        wrong=(
            "Pre-orders are charged in full at once and can't be cancelled.",
            "You pay nothing in advance and we send it with an open invoice.",
        ),
        held_back=(
            "How much has to be paid when I pre-order?",
            "If I pre-order the upcoming model, how much leaves my account at that moment?",
            "Can a pre-order be withdrawn when I change my mind?",
            "Paying for a pre-order: at once or on dispatch?",
            "Deposit needed for pre-ordering a product that isn't out yet?",
        ),
    ),
)
