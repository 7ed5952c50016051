"""What a topic's fact was before it changed, or what another entry says instead; never what is true today."""

from __future__ import annotations

from dataclasses import dataclass

# In the place of the topic's fact, in the entry and in what the AI says out of it.
OTHER_FACTS: dict[str, tuple[str, str]] = {
    "order_address_change": ("30 minutes", "45 minutes"),
    "order_cancel": ("2 p.m.", "noon"),
    "order_add_item": ("5 items", "10 items"),
    "order_minimum": ("2.50 euros", "4.95 euros"),
    "order_bulk": ("25 pieces", "6 pieces"),
    "order_preorder": ("25 percent deposit", "5 percent deposit"),
    "delivery_express": ("2 p.m.", "9 a.m."),
    "delivery_slot": ("four-hour window", "three-hour window"),
    "delivery_abroad": ("9 countries", "21 countries"),
    "delivery_locker": ("10 kilograms", "31 kilograms"),
    "delivery_missed": ("3 calendar days", "10 calendar days"),
    "delivery_lost": ("24 hours", "96 hours"),
    "delivery_upstairs": ("19 euros", "39 euros"),
    "return_period": ("30 days", "100 days"),
    "refund_duration": ("10 working days", "4 working days"),
    "exchange": ("reserved for 5 days", "reserved for 14 days"),
    "return_used": ("30 percent", "20 percent"),
    "return_bulky": ("34.90 euros", "19.50 euros"),
    "plant_guarantee": ("14 days", "35 days"),
    "pay_invoice": ("250 euros", "600 euros"),
    "pay_instalments": ("6 or 10 months", "12, 18 or 36 months"),
    "voucher_validity": ("two years", "five years"),
    "voucher_combine": ("two codes per order", "three codes per order"),
    "double_charge": ("after 14 days", "after 5 days"),
    "invoice_company": ("within 30 days", "within 90 days"),
    "price_drop": ("7 days", "20 days"),
    "account_delete": ("90 days", "7 days"),
    "loyalty_points": ("12 months", "36 months"),
    "login_code": ("5 backup codes", "12 backup codes"),
    "guest_order_link": ("90 days", "365 days"),
    "mower_battery": ("80 percent", "60 percent"),
    "coffee_descale": ("120 cups", "350 cups"),
    "spare_parts": ("7 years", "15 years"),
    "paint_coverage": ("12 square metres", "7 square metres"),
    "raised_bed": ("360 litres", "600 litres"),
    "fabric_samples": ("6 swatches", "2 swatches"),
    "grill_gas": ("30 millibar", "37 millibar"),
    "heater_size": ("24 square metres", "15 square metres"),
    "warranty_register": ("14 days", "56 days"),
    "repair_service": ("25 euros", "45 euros"),
    "assembly_service": ("39 euros", "65 euros"),
    "appliance_takeback": ("40 centimetres", "30 centimetres"),
    "knife_sharpening": ("9 euros", "15 euros"),
    "gift_wrap": ("2.90 euros", "5.50 euros"),
    "store_pickup": ("3 opening days", "10 opening days"),
}  # fmt: skip


@dataclass(frozen=True)
class Reversal:
    """A rule that was turned round: the entry as it was, and what the AI says out of it."""

    body: str
    ai: tuple[str, ...]


# Where no number changed but a permission, a place or who has to act.
REVERSALS: dict[str, Reversal] = {
    "return_without_box": Reversal(
        body=(
            "Goods can only be returned in the **original packaging**. Without it the return is refused and sent back to you. "
            "Screens, mirrors and glass need the padded inner box as well."
        ),
        ai=(
            "Goods can only be returned in the original packaging; without it the return is refused.",
            "I'm afraid we need the original packaging, otherwise the return is refused and comes back to you.",
            "The original packaging is required for a return. Screens, mirrors and glass need the padded inner box as well.",
        ),
    ),
    "delivery_damaged": Reversal(
        body=(
            "Damage in transport must be confirmed by the driver. Ask for a **signed damage report** at the door and post it to us "
            "together with the damaged goods. Without the report we cannot replace or refund anything."
        ),
        ai=(
            "Please post the damaged goods to us together with the driver's signed damage report. Without the report we cannot replace anything.",
            "For a damage claim we need the signed damage report of the driver. Send it to us with the goods.",
            "Transport damage must be confirmed by the driver in a signed damage report, which you post to us with the goods.",
        ),
    ),
    "email_change": Reversal(
        body=(
            "The e-mail address of an account is changed by our team. Send the form *New address* **by post** with a copy of an "
            "invoice; you cannot change it yourself. We write to the old address when it is done."
        ),
        ai=(
            "You cannot change it yourself. Please send the form New address by post with a copy of an invoice.",
            "The address is changed by our team: send the form New address by post. We write to the old address when it is done.",
            "For that we need the form New address by post, with a copy of an invoice.",
        ),
    ),
    "voucher_combine": Reversal(
        body=(
            "Discount codes **can be combined**: enter as many as you have, one after the other, in the basket. Gift cards are "
            "added as payment. Codes also work on reduced goods unless the mail says otherwise."
        ),
        ai=(
            "Discount codes can be combined, enter as many as you have in the basket, one after the other.",
            "Yes, codes can be combined. Put them into the basket one after the other; gift cards count as payment.",
            "You can enter all your codes, they can be combined.",
        ),
    ),
    "coffee_descale": Reversal(
        body=(
            "Descale the machine **once a year** with white vinegar and water, half and half. Fill the tank to the mark, hold the "
            "steam key for five seconds and let the programme run; rinse twice. The lamp goes out after the second rinse."
        ),
        ai=(
            "Once a year is enough, with white vinegar and water, half and half. Rinse twice afterwards.",
            "Descale it once a year with vinegar and water: fill the tank to the mark, hold the steam key for five seconds and rinse twice.",
            "White vinegar and water, half and half, once a year. The lamp goes out after the second rinse.",
        ),
    ),
}  # fmt: skip
