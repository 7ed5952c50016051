"""Second entries on a topic, written by somebody else: `{fact}` is where the topic's fact stands, or another one."""

from __future__ import annotations

SECOND: dict[str, tuple[str, str]] = {
    "order_address_change": (
        "Wrong delivery address entered: what now?",
        "If you notice a mistake in the delivery address, you have **{fact}** after ordering to put it right under *My orders* with "
        "*Change destination*. Afterwards only the carrier can redirect the parcel.",
    ),
    "order_cancel": (
        "I changed my mind about an order",
        "An order that is no longer wanted can be cancelled until **{fact}** on the same day, at no cost, with the button *Cancel* "
        "under *My orders*. When the button is gone, wait for the parcel and return it free of charge.",
    ),
    "order_add_item": (
        "Forgot something in the basket?",
        "Orders in the state *Received* can still take **{fact}** more: press *Add to this order*. Everything comes in one parcel "
        "and delivery is not charged again.",
    ),
    "order_bulk": (
        "Buying many of one article: prices for offices and clubs",
        "Whoever buys **{fact}** or more of one article gets 8 percent off automatically in the basket. Vouchers cannot be used on "
        "top. For mixed orders above 3,000 euros use the form *Business enquiry*.",
    ),
    "order_preorder": (
        "New products: order before they are in stock",
        "With a pre-order you pay a **{fact}** now and the rest when it is dispatched. Stepping back is free until the day of "
        "dispatch, and the deposit is returned.",
    ),
    "delivery_express": (
        "Need it tomorrow: the express option",
        "Choose *Express* for 11.90 euros in the checkout. Parcels ordered on working days before **{fact}** are delivered on the "
        "next working day. Plants, gas and bulky goods travel by standard delivery only.",
    ),
    "delivery_slot": (
        "Choosing the time when furniture is delivered",
        "The freight carrier texts you a link to choose a day and a **{fact}** for bulky goods, Saturdays too. Until the evening "
        "before you may change the appointment at no cost.",
    ),
    "delivery_abroad": (
        "Do we ship abroad?",
        "Parcels are shipped to **{fact}** in the European Union at 12.50 euros, free of customs. See *Country* in the checkout. "
        "Plants and bulky goods are delivered in Germany and Austria only.",
    ),
    "delivery_locker": (
        "Sending a parcel to a locker",
        "A parcel locker takes parcels of at most **{fact}** and 60 cm. Pick *Locker* as delivery place when you order. You get the "
        "code to open it by text message.",
    ),
    "delivery_missed": (
        "Missed the courier: where the parcel waits",
        "When nobody opens, the parcel goes to a pickup shop and is kept there for **{fact}**. The card in the letterbox names the "
        "shop. With the card and a signed note somebody else can fetch it.",
    ),
    "delivery_lost": (
        "Parcel not found although tracking says delivered",
        "Ask neighbours and look at the drop-off photo. Is the parcel still missing after **{fact}**, fill in *Missing parcel*; we send a "
        "replacement or refund you.",
    ),
    "delivery_upstairs": (
        "Carried up to your flat by two people",
        "Drivers leave freight at the kerb. If two people shall carry it to the room, book carrying for **{fact}**, the same for every "
        "floor, in the checkout or before the appointment is fixed.",
    ),
    "return_period": (
        "Deadline for sending goods back",
        "You may send unused goods back for **{fact}** after delivery; reduced goods count as well. What matters is the post stamp.",
    ),
    "refund_duration": (
        "When do I get my money back?",
        "After the warehouse has scanned your return the money is sent within **{fact}**, the same way you paid. We write an e-mail "
        "that day. Banks need one or two days more.",
    ),
    "exchange": (
        "Swap it for another size",
        "If size or colour is wrong, press *Exchange* on the page of the order. The one you want is **{fact}**; it is sent once the "
        "parcel shop has scanned the old one. Exchanging costs nothing.",
    ),
    "return_used": (
        "Tried it and don't like it: returning used appliances",
        "Appliances that were tried out may be returned. For traces of use we keep **{fact}** of the price; clean and complete "
        "appliances are refunded in full.",
    ),
    "return_bulky": (
        "Pickup of furniture that goes back",
        "Large goods that are returned are picked up at your door. The pickup costs **{fact}** and is deducted from the refund, except "
        "when the goods are faulty. Register it under *My orders*.",
    ),
    "plant_guarantee": (
        "My plant died",
        "If a plant dies within **{fact}** of delivery, send a photo with *Plant claim*: you get a new plant or a refund. Please do not "
        "send the plant back.",
    ),
    "pay_invoice": (
        "Buy now, pay after delivery",
        "Customers who have paid for one order before may choose invoice for baskets up to **{fact}**. It has to be paid two weeks "
        "after delivery. Locker deliveries are excluded.",
    ),
    "voucher_validity": (
        "Does my gift card expire?",
        "A gift card can be used for **{fact}** from the end of the year in which it was bought. The rest of the balance stays on it. "
        "It is not paid out.",
    ),
    "double_charge": (
        "Two charges on my bank statement for one order",
        "If you see the amount twice, one of them is a reservation. It disappears **{fact}** by itself. Send us the statement when both "
        "amounts were booked, and we refund one on the same day.",
    ),
    "invoice_company": (
        "Company name or VAT number missing on the invoice",
        "Press *Correct invoice* under *Documents* to enter a company name or VAT number, **{fact}** of purchase and once for each "
        "invoice. Date and prices remain.",
    ),
    "price_drop": (
        "Cheaper a few days later: getting the difference",
        "When we lower a price up to **{fact}** after you ordered, you get the difference as a credit. Press *Price fell* on the page "
        "of the order while the lower price is shown.",
    ),
    "loyalty_points": (
        "Where have my points gone?",
        "Every leaf point is valid for **{fact}** after it was collected; the oldest go first. You get a reminder one month before. "
        "100 points are worth one euro.",
    ),
    "guest_order_link": (
        "Ordered as a guest, account opened later",
        "Under *My orders* choose *Add a guest order* and enter order number and postcode. It works for orders of the last **{fact}**. "
        "You get the points for them too.",
    ),
    "spare_parts": (
        "Ordering a part for an older appliance",
        "For **{fact}** after the last sale you can buy parts for our own appliances on the page *Spare parts*. The model number is "
        "on the type plate.",
    ),
    "warranty_register": (
        "Getting five years of guarantee",
        "Enter the serial number under *Guarantee* no later than **{fact}** after delivery, and the guarantee becomes five years "
        "instead of two. It is free and you receive a certificate.",
    ),
    "repair_service": (
        "Broken after the guarantee has ended",
        "Fill in *Repair order* and send the appliance to our workshop. The estimate costs **{fact}**, which you get back when you have "
        "it repaired. It takes about two weeks.",
    ),
    "assembly_service": (
        "Somebody to put my furniture together",
        "Tick *Assembly* in the basket and a fitter puts one piece together for **{fact}**; each further piece costs half. Old "
        "packaging is taken along. Nothing is mounted on walls.",
    ),
    "gift_wrap": (
        "Sending something as a present",
        "For **{fact}** per item we wrap it and add a card with your text. Tick *It is a gift* in the basket. There will be no invoice "
        "in the parcel.",
    ),
    "store_pickup": (
        "Fetch it yourself in the showroom",
        "Orders with *Showroom* as delivery place are kept for **{fact}** after our message. Bring the code. Collecting is free, and "
        "anybody who has the code may do it.",
    ),
}  # fmt: skip
