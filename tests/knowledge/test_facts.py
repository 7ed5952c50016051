"""Facts of short texts: what conflicts, what does not, whatever the wording."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.facts import Facts, common_facts, compare, compare_texts, facts_of

CONFLICTS = [
    ("You can return it within 30 days.", "Returns are possible for 14 days."),
    (
        "Returns are accepted within 45 days of delivery.",
        "It's 30 days, counted from delivery; the post stamp decides.",
    ),
    ("Delivery is free of charge.", "Delivery costs 4.90 €."),
    ("It costs nothing.", "It costs 12 euros."),
    ("Gift wrapping isn't free.", "Gift wrapping is free."),
    ("The repair costs 35 euros.", "For a repair we charge 29 euros."),
    ("You can pay by invoice up to 400 euros.", "Payment by invoice is possible up to 250 euros."),
    ("Points expire after 18 months.", "Points expire after 12 months."),
    ("The voucher is valid for three years.", "Vouchers are valid for 24 months."),
    ("The return period is two weeks.", "You can return it within a month."),
    ("Delivery takes 2 to 4 working days.", "Delivery takes 5 to 7 working days."),
    ("You get 15 percent back.", "We deduct 10%, you get 20 % back."),
    ("Heats rooms up to 18 square metres.", "The heater is made for 25 square metres."),
    ("Descale after 200 cups.", "Descale it after 150 cups."),
    ("You can use one code per order.", "You can combine two codes per order."),
    ("Orders placed before 11 a.m. arrive the next day.", "Order before 2 pm and it arrives the next day."),
    ("We're open Monday to Friday.", "We are open Monday to Saturday."),
    ("Gifts may be returned until 31 January.", "Gifts may be returned until the 15th of February."),
    ("Sale goods can be returned.", "Sale goods cannot be returned."),
    ("Used goods are accepted for return.", "We refuse used goods."),
    ("We ship to Switzerland.", "We do not ship to Switzerland."),
    ("Combining vouchers is possible.", "Combining vouchers is impossible."),
    ("You need the receipt to return it.", "You don't need the receipt to return it."),
    ("The receipt is required for a return.", "You can make a return without the receipt."),
    ("Press **Return or exchange** in the order.", "Press **Send back** in the order."),
    ("The refund comes by bank transfer.", "The refund is paid by credit card."),
]
NO_CONFLICTS = [
    ("Return within 30 days.", "Return it within one month."),
    ("Return within 30 days.", "You've got thirty days to return it."),
    ("It stays open for 90 minutes.", "It stays open for 1.5 hours."),
    ("The link works for 48 hours.", "The link works for two days."),
    ("The refund takes a week.", "The refund takes 5 working days."),
    ("It is free of charge.", "It comes at no extra cost."),
    ("It costs 4,90 EUR.", "We charge €4.90 for it."),
    ("Delivery costs 4.95 euros and is free above 59 euros.", "Above 59 euros we deliver for free."),
    ("Delivery costs 4.95 euros and is free above 59 euros.", "It's 4.95 euros, and free above 59 euros."),
    ("Standard delivery costs 4.90 euros.", "Express delivery costs 9.90 euros."),
    ("Shipping to Germany costs 4.90 euros.", "Shipping to Austria costs 14.90 euros."),
    ("You can send it back within 30 days.", "Sale goods can be sent back within 14 days."),
    ("The original packaging is not needed: any sturdy carton will do.", "You can use any sturdy carton."),
    ("Items can be returned unless they were used.", "Used items cannot be returned."),
    ("If the item was used it cannot be returned.", "The item can be returned within 30 days."),
    ("Sale items are excluded.", "Full-price items are included."),
    ("You cannot combine vouchers.", "It's not possible to combine vouchers."),
    ("You must not open the box.", "The box cannot be opened."),
    ("We take credit card, PayPal and bank transfer.", "You can pay by PayPal or credit card."),
    ("The label is sent by e-mail.", "You can reach us by phone."),
    ("Open *My orders* and press **Return or exchange**.", "Just press Return or exchange in the order."),
    ("Order before 11 a.m. and it comes the next working day.", "If you order before 11 am, it arrives the next day."),
    ("We can be reached from 9 to 18:00.", "Call us between 9 am and 6 pm."),
    ("Return within 45 days; the refund comes within 6 working days.", "The refund takes 6 working days."),
    ("You can pay in 6, 12 or 24 months.", "Pay in 12 months."),
    ("It takes 2 to 4 working days.", "It takes up to 4 working days."),
    ("It takes 2 to 4 working days.", "Usually it's there in 3 working days."),
    ("Goods over 20 kg go by freight.", "Up to 20 kg it goes to the locker."),
    ("Feel free to write again.", "A second letter costs 2 euros."),
    ("I have looked at order LH-48213 of 3 May.", "I have looked at order LH-99120 of 9 June."),
]


@pytest.mark.parametrize(("one", "other"), CONFLICTS)
def test_they_conflict_whichever_way_round(one: str, other: str) -> None:
    there, back = compare_texts(one, other), compare_texts(other, one)
    assert there.conflicts
    assert back.conflicts == tuple((b, a) for a, b in there.conflicts)


@pytest.mark.parametrize(("one", "other"), NO_CONFLICTS)
def test_they_do_not_conflict(one: str, other: str) -> None:
    assert compare_texts(one, other).conflicts == ()
    assert compare_texts(other, one).conflicts == ()


@pytest.mark.parametrize(
    ("text", "measure", "low", "high"),
    [
        ("within 30 days", "time", 30, 30),
        ("a two-hour window", "time", 2 / 24, 2 / 24),
        ("after one and a half years", "time", 540, 549),
        ("half a year", "time", 180, 183),
        ("twenty-four months", "time", 720, 744),
        ("between 3 and 5 days", "time", 3, 5),
        ("for 1,000 euros", "money", 1000, 1000),
        ("4,90 €", "money", 4.9, 4.9),
        ("at no extra charge", "money", 0, 0),
        ("a 10 percent deposit", "share", 10, 10),
        ("by 6 p.m.", "clock", 1080, 1080),
        ("at 18:30", "clock", 1110, 1110),
        ("until noon", "clock", 720, 720),
        ("until 31 January", "date", 131, 131),
        ("by March 3rd", "date", 303, 303),
        ("25 cm wide", "length", 0.25, 0.25),
        ("up to 20kg", "mass", 20, 20),
        ("50 millibar", "pressure", 0.05, 0.05),
        ("with three attempts", "count", 3, 3),
    ],
)
def test_it_reads_a_quantity(text: str, measure: str, low: float, high: float) -> None:
    fact = facts_of(text).of("quantity")[0]
    assert (fact.measure, fact.low, fact.high) == (measure, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    ["Call 24/7", "order LH-48213", "ticket #4411", "the second one", "no one knows", "feel free to ask", "step 2"],
)
def test_it_takes_no_quantity_from_what_counts_nothing(text: str) -> None:
    assert facts_of(text).of("quantity") == ()


def test_each_number_of_a_list_has_the_unit_behind_the_last() -> None:
    assert [fact.value for fact in facts_of("in 6, 12 or 24 months").of("quantity")] == [
        "6 months",
        "12 months",
        "24 months",
    ]


def test_a_fact_knows_its_place_and_what_it_is_about() -> None:
    text = "Unused goods go back **within 45 days**."
    fact = facts_of(text).of("quantity")[0]
    assert text[fact.start : fact.end] == "45 days"
    assert "back" not in fact.about
    assert "unus" in fact.about


def test_what_agrees_what_conflicts_and_what_only_one_says() -> None:
    found = compare_texts(
        "Express costs 11.90 euros. Order before 11 a.m. on a working day.",
        "Express is 9.90 euros; order before 11 am. Not on the 24th of December.",
    )
    assert [(a.value, b.value) for a, b in found.conflicts] == [("11.90 euros", "9.90 euros")]
    assert ("11 a.m.", "11 am") in [(a.value, b.value) for a, b in found.agreements if a and b]
    assert found.only_left == ()
    assert [fact.value for fact in found.only_right] == ["no", "24th of december"]


def test_most_conversations_decide_and_a_customers_own_values_do_not_count() -> None:
    answers = [
        "It's 45 days from delivery. I looked at order 4411 of 3 May.",
        "You have 45 days after delivery, yours ends on 9 June.",
        "Within forty-five days of delivery.",
        "It's 30 days from delivery.",
        "I gave you 10 euros for the trouble.",
    ]
    common = common_facts([facts_of(answer) for answer in answers])
    assert [(one.fact.value, one.said_by) for one in common if one.fact.kind == "quantity"] == [("45 days", (0, 1, 2))]


def test_where_people_disagree_evenly_there_is_no_common_fact() -> None:
    answers = ["Return within 45 days.", "Return within 45 days.", "Return within 30 days.", "Return within 30 days."]
    assert [one for one in common_facts([facts_of(answer) for answer in answers]) if one.fact.kind == "quantity"] == []


# -- properties

# How fast examples come depends on the machine, not on the code.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
MATTERS = [
    "Goods can be returned {}.",
    "The voucher is valid {}.",
    "You can change the address {}.",
    "A claim is made {}.",
]
COURTESIES = [
    "",
    "Hello Anna, thanks for waiting.",
    "I hope that helps.",
    "Kind regards, Tom",
    "Sorry for the trouble!",
]


def _ways(days: int) -> list[str]:
    """Different words for the same number of days."""
    found = [f"within {days} days", f"for **{days} days**", f"within {days} calendar days", f"in {days * 24} hours"]
    if 2 <= days <= 12:
        found.append(f"within {NUMBERS[days - 2]} days")
    if days % 7 == 0:
        found.append(f"within {days // 7} weeks")
    return found


def _say(matter: str, value: str, before: str, after: str) -> str:
    return " ".join(part for part in (before, matter.format(value), after) if part)


MATTER, COURTESY = st.sampled_from(MATTERS), st.sampled_from(COURTESIES)


@CALM
@given(matter=MATTER, days=st.integers(2, 90), data=st.data(), before=COURTESY, after=COURTESY)
def test_other_words_for_one_duration_never_conflict(
    matter: str, days: int, data: st.DataObject, before: str, after: str
) -> None:
    one, other = (data.draw(st.sampled_from(_ways(days))) for _ in range(2))
    found = compare_texts(_say(matter, one, "", ""), _say(matter, other, before, after))
    assert found.conflicts == ()
    assert found.telling_agreements


@CALM
@given(matter=MATTER, days=st.tuples(st.integers(2, 90), st.integers(2, 90)), data=st.data(), before=COURTESY)
def test_two_durations_of_one_matter_conflict(
    matter: str, days: tuple[int, int], data: st.DataObject, before: str
) -> None:
    one, other = days
    if abs(one - other) <= 0.1 * max(days) or max(days) > 15 * min(days):
        return  # near enough to be another unit's rounding, or too far apart to be of one matter
    left, right = data.draw(st.sampled_from(_ways(one))), data.draw(st.sampled_from(_ways(other)))
    assert compare_texts(_say(matter, left, before, ""), _say(matter, right, "", "")).conflicts


@CALM
@given(cents=st.integers(1, 99_999))
def test_one_sum_in_any_notation_is_one_sum(cents: int) -> None:
    euros, rest = divmod(cents, 100)
    ways = [f"{euros}.{rest:02d} euros", f"€{euros}.{rest:02d}", f"{euros},{rest:02d} €", f"EUR {euros}.{rest:02d}"]
    values = [facts_of(f"It costs {way}.").of("quantity")[0].low for way in ways]
    assert values == [pytest.approx(cents / 100)] * len(ways)


PIECES = [sentence for pair in CONFLICTS + NO_CONFLICTS for sentence in pair]
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join))


@CALM
@given(text=TEXTS)
def test_any_text_has_facts_inside_it_and_never_contradicts_itself(text: str) -> None:
    found = facts_of(text)
    assert all(0 <= fact.start < fact.end <= len(text) for fact in found.facts)
    assert compare(found, found).conflicts == ()


@CALM
@given(one=TEXTS, other=TEXTS)
def test_a_comparison_is_symmetric(one: str, other: str) -> None:
    there, back = compare_texts(one, other), compare_texts(other, one)
    assert sorted((a.start, b.start) for a, b in there.conflicts) == sorted(
        (a.start, b.start) for b, a in back.conflicts
    )
    assert (there.only_left, there.only_right) == (back.only_right, back.only_left)


@CALM
@given(numbers=st.lists(st.integers(10_000, 99_999), min_size=3, max_size=8, unique=True))
def test_no_order_number_becomes_a_common_fact(numbers: list[int]) -> None:
    texts: list[Facts] = [
        facts_of(f"I have checked order LH-{number}, it left on day {number % 31}.") for number in numbers
    ]
    assert all("lh" not in one.fact.value for one in common_facts(texts))
