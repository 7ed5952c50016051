"""Entries in the words of the legal department: the same facts as the topic's own entry, in words that nobody asks with."""

from __future__ import annotations

OFFICIAL: dict[str, tuple[str, str]] = {
    "order_cancel": (
        "Rescission prior to consignment",
        "Rescission without levy is admissible **until 6 p.m.** of the calendar date of contract, by declaration in the personal area. "
        "Thereafter the consignment is to be accepted and remitted; no levy arises.",
    ),
    "order_add_item": (
        "Supplementation of concluded contracts",
        "A contract in the initial state of processing may be supplemented by at most **3 items**. The consignment remains uniform and "
        "no further freight is levied. A subsequent consolidation is excluded.",
    ),
    "order_minimum": (
        "Levy on contracts of minor worth",
        "Contracts whose merchandise worth falls short of 20 euros attract a levy of **3.50 euros**. It lapses upon attainment of the "
        "said threshold. Vouchers constitute remuneration.",
    ),
    "order_bulk": (
        "Graduated rebates on multiples",
        "Procurement of **10 pieces** or above per SKU entails a rebate of 8 percent; from 40 pieces it amounts to 12 percent. "
        "Aggregation with promotional instruments is excluded.",
    ),
    "delivery_express": (
        "Accelerated carriage",
        "Consignments commissioned prior to **11 a.m.** of a business day are conveyed in accelerated carriage against 11.90 euros and "
        "handed over on the business day following. Oversize merchandise is exempt.",
    ),
    "delivery_slot": (
        "Scheduling of freight handover",
        "The forwarder transmits a hyperlink, by means of which the consignee stipulates date and **two-hour window** of the handover. "
        "Alteration is admissible until the preceding evening.",
    ),
    "delivery_locker": (
        "Handover at automated terminals",
        "Consignments not exceeding **20 kilograms** and 60 cm may be deposited in an automated terminal. The release token is "
        "transmitted electronically and lapses after three days.",
    ),
    "delivery_missed": (
        "Failure of handover in absence of the consignee",
        "In the absence of the consignee the consignment is deposited at a partner outlet for **7 calendar days**. A proxy is entitled to "
        "receive it upon presentation of the notification. Thereafter it reverts to the consignor.",
    ),
    "delivery_upstairs": (
        "Conveyance to the place of use",
        "Handover of freight ensues at the roadside. Conveyance to the place of use by two operatives is remunerated with **29 euros**, "
        "irrespective of the storey, and must be commissioned ahead of scheduling.",
    ),
    "return_period": (
        "Period for revocation and remittance of merchandise",
        "Merchandise in mint condition may be remitted for **45 days** from handover. The postmark is decisive. Markdown merchandise is "
        "not exempt.",
    ),
    "return_without_box": (
        "Enclosure of remitted merchandise",
        "For remittance the manufacturer's enclosure is dispensable; **any sturdy carton** with adequate cushioning suffices. No "
        "diminution ensues.",
    ),
    "refund_duration": (
        "Reimbursement subsequent to remittance",
        "Reimbursement is initiated no later than **6 working days** subsequent to registration of the merchandise at the depot, via the "
        "original instrument.",
    ),
    "return_used": (
        "Diminution in value of tested apparatus",
        "Apparatus exhibiting signs of utilisation is subject to a diminution of **15 percent**. Immaculate apparatus is reimbursed in "
        "its entirety.",
    ),
    "pay_invoice": (
        "Deferred remuneration",
        "Deferred remuneration is granted up to **400 euros** to parties with at least one settled transaction; it falls due a fortnight "
        "subsequent to handover. First transactions are exempt.",
    ),
    "voucher_validity": (
        "Limitation of prepaid instruments",
        "Claims arising from prepaid instruments lapse after **three years**, commencing at the close of the year of issue. Disbursement is "
        "excluded; residual credit is retained.",
    ),
    "voucher_combine": (
        "Cumulation of promotional instruments",
        "Promotional instruments are not cumulative: the limit is **one code per order**. Prepaid instruments are remuneration and "
        "exempt from this provision.",
    ),
    "double_charge": (
        "Duplicate pre-authorisations",
        "A redundant pre-authorisation is released by the issuing institution **after 8 days**. Where both have been settled, evidence is "
        "to be submitted, whereupon reimbursement ensues on the date of receipt.",
    ),
    "price_drop": (
        "Subsequent reductions of the list rate",
        "Should our list rate diminish **12 days** or less subsequent to contract, the differential is credited upon application during "
        "the reduction. Third-party rates are disregarded.",
    ),
    "account_delete": (
        "Erasure of personal profiles",
        "Erasure may be initiated under privacy; the profile is suspended forthwith and purged **25 days** thereafter. Statutory "
        "retention is unaffected; unredeemed credit is forfeited.",
    ),
    "loyalty_points": (
        "Forfeiture of bonus credit",
        "Bonus credit is forfeited **18 months** subsequent to accrual, in order of accrual. Reinstatement is excluded. Notification "
        "ensues one month in advance.",
    ),
    "login_code": (
        "Loss of the second authentication factor",
        "In lieu of the transmitted token any of the **8 backup codes** issued upon enrolment may be presented, each for a single "
        "authentication. Failing these, identity is ascertained by the latest transaction.",
    ),
    "guest_order_link": (
        "Attribution of anonymous transactions",
        "Transactions concluded without registration during the preceding **180 days** may be attributed to a profile on indication of "
        "transaction reference and postcode.",
    ),
    "spare_parts": (
        "Retention of components",
        "Components of proprietary apparatus are retained for **10 years** subsequent to discontinuation. Identification ensues by the "
        "designation on the rating plate.",
    ),
    "warranty_register": (
        "Prolongation of the manufacturer's liability",
        "Liability for proprietary apparatus is prolonged from two to five years if enrolment by means of the rating plate ensues "
        "**28 days** or less subsequent to handover. No levy arises.",
    ),
    "repair_service": (
        "Restoration of apparatus beyond liability",
        "Beyond the liability period the workshop ascertains the defect against a levy of **35 euros**, creditable upon commissioning of "
        "the restoration.",
    ),
    "assembly_service": (
        "On-site erection by technicians",
        "A technician erects the first unit on the premises against **49 euros**, each subsequent unit at half that rate. Commissioning is "
        "admissible up to one month subsequent to handover.",
    ),
    "appliance_takeback": (
        "Disposal of WEEE",
        "WEEE with no edge above **25 centimetres** is accepted by consignment without levy and without procurement; larger units are "
        "surrendered to the forwarder upon handover of an equivalent unit.",
    ),
    "gift_wrap": (
        "Decorative enclosure",
        "Decorative enclosure including inscription of 200 characters is levied at **4.50 euros** per unit. The commercial document is "
        "withheld. Oversize merchandise is exempt.",
    ),
    "store_pickup": (
        "Self-collection at the exhibition premises",
        "Merchandise commissioned for the exhibition premises is retained for **5 opening days** subsequent to notification and released "
        "to the bearer of the token. No levy arises.",
    ),
}  # fmt: skip
