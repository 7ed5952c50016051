"""What customers ask about paying, vouchers and invoices, and the answers."""

from config.demo.wording.base import Intent

CATEGORY = "Payment"

INTENTS = (
    Intent(
        key="pay_invoice",
        title="Paying by invoice",
        fact="400 euros",
        tags=("payment", "invoice"),
        is_presale=True,
        questions=(
            "Can I [pay|buy] [by invoice|on account|after delivery]?",
            "Why [can't I pay by invoice|is payment by invoice not offered] [in my checkout|for my basket]?",
            "I'd like to see the goods first and pay [by invoice|later by invoice]. [Is that possible?|Do you do that?]",
            "How [long|many days|much time] do I have to [pay|settle] [an invoice|your invoice|the invoice][ after delivery|]?",
            "[Is there a|What is the] [limit|maximum|maximum amount] for [paying by invoice|invoices|payment on invoice]?",
            "I always paid by invoice after I got the parcel, now that option [is gone|vanished].",
            "I don't have [a credit card|PayPal|any card]. Can I [pay|order] [by invoice|on invoice] instead?",
            "As a new customer: can I pay [later|by invoice] for a {item}?",
            "Up to [what|which] [amount|sum|price] can I [pay|buy|order] [by invoice|on invoice]?",
            "Checkout only shows card and PayPal. Where's the option to pay [by invoice|later|on invoice]?",
        ),
        details=("I've never missed a payment.", "I don't want to give my card number on the internet."),
        body=(
            "Payment by invoice is possible **up to 400 euros** for customers with at least one paid order; it is due two weeks after "
            "delivery. New customers and deliveries to a locker can't use it. If it is not offered, the credit check said no."
        ),
        ai=(
            "Invoice is possible up to 400 euros for customers with at least one paid order. It's due two weeks after delivery.",
            "You can pay by invoice for baskets up to 400 euros once you have one paid order with us. It is not offered to new customers or for lockers.",
            "The option appears for baskets up to 400 euros after your first paid order. Then you have two weeks from delivery to pay.",
        ),
        human=(
            "Payment by invoice works up to 400 euros and needs one earlier order that has been paid.",
            "You need one paid order before, then you may buy by invoice up to 400 euros. It is due two weeks after delivery.",
            "Our limit for invoices is up to 400 euros. New customers and locker deliveries don't see that option.",
            "We offer it for baskets up to 400 euros, except on a first order. The bill has to be paid within two weeks of delivery.",
        ),
        wrong=(
            "We have no payment by invoice, only cards and PayPal.",
            "Everybody can pay by invoice without any limit.",
        ),
        held_back=(
            "Goods first and payment by invoice afterwards: up to which sum?",
            "Could I order on invoice and transfer the amount later?",
            "Paying by invoice has vanished from my checkout, why?",
            "What is the highest amount for payment by invoice?",
            "Who may pay by invoice in your shop?",
        ),
    ),
    Intent(
        key="pay_instalments",
        title="Paying in instalments",
        fact="6, 12 or 24 months",
        tags=("payment", "instalments"),
        is_presale=True,
        questions=(
            "Can I pay [in instalments|monthly|in monthly rates] for [a|the] {bulky}?",
            "Do you [offer|have] [financing|instalment plans|hire purchase]?",
            "The {bulky} is quite expensive, can I pay [monthly|in instalments]?",
            "What [interest|rate of interest] do you [charge|take] on [instalments|monthly payments]?",
            "For how many months can I pay [in instalments|monthly instalments]?",
            "I can't pay the whole amount at once. [Can I pay in instalments?|Do you offer monthly payment?]",
            "How do I [apply for|start] [monthly instalments|paying in instalments] for my order?",
            "My instalment [request|application] was [declined|turned down]. [Why?|What are the conditions for monthly payment?]",
            "Can I [pay back my instalments early|settle the rest of my instalments in one go]?",
            "[Is there|Do you have] [zero percent|interest-free] [financing|monthly payment] for [garden furniture|larger purchases]?",
        ),
        details=("I have a regular income.", "It's about 900 euros."),
        body=(
            "Baskets above 150 euros can be paid over **6, 12 or 24 months**. The shortest plan is free of interest, the others cost "
            "7.9 percent a year. Choose *Instalments* in the checkout; the bank decides within a minute. Paying off early is free."
        ),
        ai=(
            "Yes, for baskets above 150 euros you can choose 6, 12 or 24 months. The shortest plan is free of interest, the others cost 7.9 percent a year.",
            "Choose Instalments in the checkout and then 6, 12 or 24 months. The bank decides within a minute, and paying off early is free.",
            "You can spread it over 6, 12 or 24 months if the basket is above 150 euros. Only the shortest plan has no interest.",
        ),
        human=(
            "We offer instalments over 6, 12 or 24 months above 150 euros, the shortest without interest.",
            "You choose Instalments in the checkout, with 6, 12 or 24 months. Beyond the shortest plan the interest is 7.9 percent a year.",
            "It's possible to pay over 6, 12 or 24 months. The bank answers within a minute, and you may pay off early for free.",
            "From 150 euros on you can split the amount over 6, 12 or 24 months. The bank that runs it decides on the application.",
        ),
        wrong=(
            "We don't offer any financing.",
            "You can pay in as many monthly parts as you like, just transfer what you can.",
        ),
        held_back=(
            "Is it possible to pay for a sofa in instalments over a year?",
            "A thousand euros at once is too much for me, can I pay monthly?",
            "Which number of months can I select for instalments, and is interest added?",
            "Do you offer instalments for expensive furniture?",
            "Monthly payment of my order: what are the terms?",
        ),
    ),
    Intent(
        key="payment_declined",
        title="A payment was declined",
        fact="three attempts",
        tags=("payment", "declined"),
        weight=1.1,
        questions=(
            "My [card|credit card] [was declined|is not accepted|gets rejected] [at checkout|].",
            "I [can't pay|am unable to pay], it [always|just] says 'payment [failed|not possible]'.",
            "Payment with PayPal [doesn't go through|keeps failing], [what's wrong?|what can I do?]",
            "[Why was my payment refused?|Why is my card refused?] There's enough money [on it|in the account].",
            "I tried [twice|several times] to pay for the {item}, [error every time|no luck].",
            "[The bank says it's not them|My bank sees nothing], so why [does the shop decline my card|won't your checkout take it]?",
            "The [confirmation|security] step of my bank [never appears|hangs] when I [pay|check out].",
            "Checkout [blocked me|locked me out] after [some|a few] failed payments[, how do I continue?|.]",
        ),
        details=("It's a debit card.", "The card works elsewhere."),
        clarify=(("Which way of paying did you choose?", "[credit card|visa|paypal|my debit card]"),),
        body=(
            "After **three attempts** the checkout locks for one hour for your safety. Common causes: the confirmation in the bank's app "
            "was missed, the daily limit is reached, or the billing address differs from the bank's. Another way of paying works at once."
        ),
        ai=(
            "Usually the confirmation in the bank's app was missed or the daily limit is reached. After three attempts the checkout locks for one hour.",
            "Please check the confirmation in your bank's app and whether the billing address is the one your bank knows. After three attempts there is a lock of one hour; another way of paying works at once.",
            "The checkout locks for one hour after three attempts. Try another way of paying, or confirm the payment in your bank's app.",
        ),
        human=(
            "The checkout was locked after three attempts; I have opened it again for you.",
            "Your bank asked for a confirmation that ran out. After three attempts we lock the checkout for an hour.",
            "I unlocked it, after three attempts it closes for an hour. Please confirm in your bank's app this time.",
        ),
    ),
    Intent(
        key="voucher_validity",
        title="How long a gift card is valid",
        fact="three years",
        tags=("voucher", "gift card"),
        weight=0.9,
        questions=(
            "How long is [a gift card|a voucher|my gift voucher] valid?",
            "I found an old [gift card|voucher] in a drawer[ from my birthday|]. [Is it still good?|Can I still use it?]",
            "[When does|Does] [a|my] gift card [expire|run out]?",
            "My [voucher|gift card] [is not accepted|says expired]. [Is there a time limit?|How can that be?]",
            "I got a [gift voucher|gift card] [two years ago|last Christmas|for my wedding]. [Till when must I spend it?|Has it lapsed?]",
            "There's no [date|expiry date] on the gift card[. Until when can I use it?|, how long do I have?]",
            "[Can I|May I] [spend|use] [only part|a part] of a gift card[ and the rest later|, does the rest expire]?",
            "Is the [remaining balance|rest] on [my|a] [gift card|voucher] [kept|lost] [after a while|at some point]?",
            "I want to [give|buy] a gift card [as a present|for my mother]. [How much time does she have to spend it?|Does it expire quickly?]",
            "[Where can I see|How do I check] [the balance|what's left] and [the end date|how long it lasts] on my gift card?",
        ),
        details=("It's worth 50 euros.", "It was a present from colleagues."),
        body=(
            "Gift cards are valid for **three years**, counted from the end of the year of purchase. Any rest stays on the card. The "
            "balance and the last day are shown when you enter the code under *Vouchers*. Gift cards can't be paid out."
        ),
        ai=(
            "A gift card is valid for three years, counted from the end of the year of purchase. Any rest stays on the card.",
            "It's good for three years from the end of the year it was bought. Enter the code under Vouchers to see the balance and the last day.",
            "Gift cards last three years from the end of the year of purchase, and you can spend them bit by bit.",
        ),
        human=(
            "Gift cards keep for three years, starting at the end of the year in which they were bought.",
            "You have three years, counted from the end of the year of purchase. The rest stays on the card.",
            "They're valid for three years. Under Vouchers you can enter the code and see the exact last day.",
            "It runs out after three years (from the end of the year of purchase), not before. Paying out in cash isn't possible.",
        ),
        wrong=(
            "Gift cards are valid for six months.",
            "Gift cards never expire.",
        ),
        held_back=(
            "Does my gift card from last Christmas expire if I don't spend it soon?",
            "Until which date is a gift card bought today valid?",
            "Discovered a forgotten gift card, is it still valid?",
            "How many years can a gift voucher be used?",
            "Gift card expiry, when is it?",
        ),
    ),
    Intent(
        key="voucher_combine",
        title="Using more than one discount code",
        fact="one code per order",
        tags=("voucher", "discount code"),
        questions=(
            "Can I use [two|several|more than one] [discount codes|vouchers|promo codes] [in one order|together|at once]?",
            "My [second|other] [code|coupon] is [not accepted|rejected][ when the first is in|].",
            "I have [a newsletter code and a birthday code|two coupons], [can I combine them|do they add up]?",
            "Why is the first discount code removed when I enter the [second|other] code?",
            "Is the [welcome|newsletter] discount [valid|usable] on top of [another code|a promotion code]?",
            "[Can codes be stacked?|Are codes stackable?] [I've got 10 percent and 5 euros off.|]",
            "The discount code field only takes [one|a single] code. [Can I use two?|I have three codes.]",
            "[Does|Will] a [promotion code|discount code] work on [goods that are already reduced|sale items]?",
            "It says 'code [can't be combined|not combinable]'. [Which ones go together then?|What may I combine?]",
            "I'd like to [redeem|use] both my discount codes [for the {item}|in one order].",
        ),
        details=("Both codes are new.", "Nothing about that is in the mail with the code."),
        body=(
            "You can use **one code per order**. Gift cards are not codes: as many as you like can be added as payment. Codes also work "
            "on reduced goods unless the mail says otherwise. The basket keeps the code that you entered last."
        ),
        ai=(
            "It's one code per order; the basket keeps the one entered last. Gift cards can be added on top, because they count as payment.",
            "We accept one code per order, also on reduced goods. Gift cards aren't codes, you can add as many as you like.",
            "Only one code per order is possible. If you enter another, it replaces the first.",
        ),
        human=(
            "We allow one code per order, so please pick the better one. A gift card can be used in addition.",
            "That's how it is meant: one code per order. Enter the one that saves you more as the last.",
            "I'm afraid it's one code per order. Gift cards count as payment and can be added freely.",
            "The rule says one code per order, also for sale goods. You can keep the other for the next purchase.",
        ),
        wrong=(
            "You can combine as many codes as you like in the checkout.",
            "Codes can't be used on sale goods, that must be the reason.",
        ),
        held_back=(
            "Do discounts add up if I have two codes?",
            "When I type the second code the first one vanishes, bug or rule?",
            "How many discount codes may I use in a single order?",
            "May the welcome code be combined with the summer code?",
            "Two vouchers for one basket, does that work?",
        ),
    ),
    Intent(
        key="double_charge",
        title="Charged twice",
        fact="after 8 days",
        tags=("payment", "reservation"),
        questions=(
            "I was charged twice for [order {order}|the {item}|the same order].",
            "There are two [charges|payments] from you on my [card|account] for [one order|the same order].",
            "You [took|debited] the [money|amount] [two times|twice]. [Please return one.|I want one back.]",
            "Why is the [amount|payment] [charged|shown] twice on my card when I ordered once?",
            "My first payment [failed|was cancelled] and I paid again, now I'm charged twice. [When do I get it back?|]",
            "Paid twice: the checkout hung and I clicked again. [What happens with the second charge?|Do I get one charge back?]",
            "A [pending|second] charge from you is still on my card, I was charged twice.",
            "My bank shows the same amount from you twice[. Mistake?|, is that an error?]",
            "I see two charges but only one order[ went through|]. [Will the second one vanish?|Do I get one back?]",
            "I paid the {item} by card and the money was taken twice, [can you check?|please fix it.]",
        ),
        details=("It was a credit card.", "It's about 130 euros."),
        body=(
            "A second line is nearly always a reservation from an attempt that failed. It is not booked, and the bank lets go of it "
            "**after 8 days** by itself. If two amounts are really *booked*, send us the statement and we refund one the same day."
        ),
        ai=(
            "The second line is nearly always a reservation from a failed attempt. Your bank lets go of it after 8 days by itself.",
            "It's most likely a reservation, which disappears after 8 days. If both are really booked, send us the statement and we refund one the same day.",
            "Reservations look like charges but are not booked; they are gone after 8 days at the latest.",
        ),
        human=(
            "What you see is a reservation, your bank releases it after 8 days. Only one amount was booked.",
            "The second line disappears by itself after 8 days, it comes from the attempt that failed.",
            "I checked: only one payment was booked. The other is a reservation that your bank drops after 8 days.",
            "Please wait for it to drop off after 8 days. Should both be booked then, send us the statement and we refund one the same day.",
        ),
        wrong=(
            "Two charges mean two orders, you will get the goods twice.",
            "Please ask your bank to block our charges.",
        ),
        held_back=(
            "My statement shows two charges for a single order. When does the second disappear?",
            "The same amount was charged twice to my card, how is that undone?",
            "Charged two times after the payment page crashed",
            "Two payments for one order: do I need to act or does one get released?",
            "Why did you charge my credit card twice?",
        ),
    ),
    Intent(
        key="invoice_copy",
        title="Downloading an invoice",
        fact="Documents tab",
        tags=("invoice", "download"),
        weight=1.1,
        questions=(
            "I need [the|an] invoice for [order {order}|my {item}|my tax adviser].",
            "Where [can I|do I] [find|download|get] [my invoice|the bill|a receipt]?",
            "[Could you|Can you] [send|mail] me the invoice [again|once more]?",
            "There was no [bill|invoice] in the [parcel|box].",
            "I lost the [receipt|invoice] for the {item}, [can I get a copy|I need it for the guarantee].",
            "[Do you send invoices|Is the invoice sent] by post or [as a PDF|by e-mail]?",
            "The [PDF|invoice file] [won't open|is empty][. Can you send a new one?|, help please.]",
            "I [need|want] [all invoices|every bill] of [last year|this year] for my [accounts|tax return].",
        ),
        details=("I ordered as a guest.",),
        body=(
            "Each order has a **Documents tab** with the invoice as a PDF, from the day of dispatch. Guests open it with the link in the "
            "confirmation. We don't send paper."
        ),
        ai=(
            "You find the invoice as a PDF in the Documents tab of your order, from the day of dispatch.",
            "Open the order under My orders and then the Documents tab. Guests use the link in their confirmation.",
            "It's in the Documents tab of the order. It is there from the day of dispatch, we don't send paper.",
        ),
        human=(
            "I've mailed you the invoice. You also find it in the Documents tab of the order.",
            "Here you go, it is attached. The Documents tab of your order has it too.",
            "It's waiting in the Documents tab, I have just checked.",
        ),
    ),
    Intent(
        key="invoice_company",
        title="Changing the name on an invoice",
        fact="within 60 days",
        tags=("invoice", "company", "VAT"),
        weight=0.8,
        questions=(
            "Can you [put|write] my company's name on the invoice[ for {order}|]?",
            "The invoice [has|shows] my private name but I need [the company|our firm|the club] [on it|as recipient].",
            "My [accountant|tax adviser|boss] wants the [VAT number|company address] on the invoice. Can it be changed?",
            "[Please reissue|I need a corrected] invoice {order}, the [recipient|billing name] is wrong.",
            "I forgot to enter the [company name|VAT ID]. Can the invoice be [changed|corrected] afterwards?",
            "[How do I|Is it possible to] [change|correct] the billing [name|address] on [an old|an existing|a finished] invoice?",
            "Invoice made out to [my wife|the wrong person], it should be [me|our company].",
            "We're a small business and need our [VAT number|company name] on the invoice. [Help?|Can you add it?]",
            "[How long after buying|Until when] can you change [the name on an invoice|an invoice to a company]?",
            "The name of our company on the invoice has a [typo|spelling mistake]. Can you correct it?",
        ),
        details=("We need it for the books.", "The number is {order}."),
        body=(
            "The name and VAT number on an invoice can be corrected **within 60 days** of purchase, once per invoice: *Documents* → "
            "*Correct invoice*. The old one is cancelled and a new number given. Prices and date stay."
        ),
        ai=(
            "The name and VAT number can be corrected within 60 days of purchase, once per invoice, with Correct invoice under Documents.",
            "Use Correct invoice under Documents; that works once and within 60 days of purchase. The old invoice is cancelled and you get a new number.",
            "You can correct it yourself within 60 days of purchase: Documents, then Correct invoice. Prices and date stay as they are.",
        ),
        human=(
            "You can change the name or VAT number within 60 days of purchase with Correct invoice under Documents, once per invoice.",
            "We may reissue an invoice within 60 days of purchase. Please use Correct invoice, then the old one is cancelled.",
            "It's possible within 60 days after you bought it, through Documents and Correct invoice. Only once, so check the spelling.",
            "The button Correct invoice under Documents lets you enter the company within 60 days of purchase. The new invoice has a new number.",
        ),
        wrong=(
            "An invoice that has been issued can never be changed.",
            "Just write the company's name on the printout by hand.",
        ),
        held_back=(
            "Our bookkeeping rejects the invoice because the company isn't named, can it be changed?",
            "Until when can the name on an invoice be changed?",
            "The VAT number is missing on my invoice, may it be added later?",
            "Bought privately by mistake, the invoice should be on the company. How?",
            "Correct invoice with our firm's name needed",
        ),
    ),
    Intent(
        key="price_drop",
        title="The price fell after the purchase",
        fact="12 days",
        tags=("price", "difference"),
        weight=0.9,
        questions=(
            "I bought the {item} [last week|a few days ago] and now the price is lower. Do I get the difference?",
            "The price of the {item} [dropped|went down] [right after|just after] I ordered. [Do I get the difference?|Can you refund the difference?]",
            "Do you have a price guarantee if the price drops after [I bought|buying]?",
            "The {item} is cheaper today and I paid [full price|more] [yesterday|three days ago]. [Can I get the difference?|How annoying.]",
            "Can I get the price difference back if something becomes cheaper after [I bought it|my purchase]?",
            "Should I return the {item} and buy it again at the lower price, or can you refund the difference?",
            "[A competitor|Another shop] sells the same {item} for less. [Do you match that?|Will you match the price?]",
            "I just saw the {item} in your [sale|newsletter] for a lower price than I paid.",
            "Your [weekend offer|sale] price is [15|30] euros lower than what I paid [this week|last {weekday}]. Can I get the difference?",
            "Will you refund the price difference for [an order|a {item}] from [last {weekday}|a week ago]?",
        ),
        details=("My order was {order}.", "It has not even arrived yet."),
        body=(
            "If our own price falls **12 days** or less after your order, we pay the difference as a credit on your account. Press "
            "*Price fell* on the order's page while the lower price is shown. Prices of other shops, vouchers and clearance are left out."
        ),
        ai=(
            "If our own price falls 12 days or less after the order, we credit the difference. Press Price fell on the order's page while the lower price is shown.",
            "Yes: for 12 days after your order we credit the difference if our price falls. Other shops' prices are left out.",
            "You are covered for 12 days. Use the button Price fell on the order's page and the difference goes to your account as a credit.",
        ),
        human=(
            "We credit the difference when our price falls 12 days or less after your order, with the button Price fell on the order's page.",
            "Our price protection lasts 12 days. Press Price fell while the lower price is shown and you get a credit.",
            "You can have the difference as a credit if it's no more than 12 days since you ordered. We don't match other shops, though.",
            "It runs for 12 days from the order: open it, press Price fell, and the gap is put on your account.",
        ),
        wrong=(
            "Prices change all the time. There is no refund of a difference.",
            "We match any price of any shop at any time.",
        ),
        held_back=(
            "The price fell by 30 euros since I bought it. Do you refund the difference?",
            "Do buyers get the difference when you reduce the price afterwards?",
            "It's now cheaper in your sale, though I paid full price days ago. Price difference back?",
            "For how many days after buying am I covered if the price drops?",
            "Price went down the day after my order, can I claim the difference?",
        ),
    ),
)
