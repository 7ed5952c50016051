"""Tables of numbers, units and the words around them."""

from __future__ import annotations

from training.ai.lexicons import split_words

ONES = {
    word: float(value)
    for value, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        )
    )
}  # fmt: skip
TENS = {
    word: 10.0 * value
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1_000_000.0, "dozen": 12.0}

# measure, factor to the base unit, factor of the upper end (a month has 28 to 31 days)
UNITS: dict[str, tuple[str, float, float]] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), ("time", 1 / 86400, 1 / 86400)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1 / 1440, 1 / 1440)),
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs"), ("time", 1 / 24, 1 / 24)),
    **dict.fromkeys(("day", "days", "night", "nights"), ("time", 1.0, 1.0)),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), ("time", 1.0, 1.4)),
    **dict.fromkeys(("week", "weeks"), ("time", 7.0, 7.0)),
    **dict.fromkeys(("fortnight", "fortnights"), ("time", 14.0, 14.0)),
    **dict.fromkeys(("month", "months"), ("time", 30.0, 31.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("time", 360.0, 366.0)),
    **dict.fromkeys(("euro", "euros", "eur", "€"), ("money eur", 1.0, 1.0)),
    **dict.fromkeys(("dollar", "dollars", "usd", "$", "buck", "bucks"), ("money usd", 1.0, 1.0)),
    **dict.fromkeys(("gbp", "£", "quid"), ("money gbp", 1.0, 1.0)),
    **dict.fromkeys(("chf", "franc", "francs"), ("money chf", 1.0, 1.0)),
    **dict.fromkeys(("cent", "cents"), ("money cent", 0.01, 0.01)),
    **dict.fromkeys(("percent", "%", "pct"), ("share", 1.0, 1.0)),
    **dict.fromkeys(("millimetre", "millimetres", "millimeter", "millimeters", "mm"), ("length", 0.001, 0.001)),
    **dict.fromkeys(("centimetre", "centimetres", "centimeter", "centimeters", "cm"), ("length", 0.01, 0.01)),
    **dict.fromkeys(("metre", "metres", "meter", "meters", "m"), ("length", 1.0, 1.0)),
    **dict.fromkeys(("kilometre", "kilometres", "kilometer", "kilometers", "km"), ("length", 1000.0, 1000.0)),
    **dict.fromkeys(("gram", "grams", "gramme", "grammes", "g"), ("mass", 0.001, 0.001)),
    **dict.fromkeys(("kilogram", "kilograms", "kilo", "kilos", "kg", "kgs"), ("mass", 1.0, 1.0)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("mass", 1000.0, 1000.0)),
    **dict.fromkeys(("millilitre", "millilitres", "milliliter", "milliliters", "ml"), ("volume", 0.001, 0.001)),
    **dict.fromkeys(("litre", "litres", "liter", "liters", "l"), ("volume", 1.0, 1.0)),
    **dict.fromkeys(("watt", "watts", "w"), ("power", 1.0, 1.0)),
    **dict.fromkeys(("kilowatt", "kilowatts", "kw"), ("power", 1000.0, 1000.0)),
    **dict.fromkeys(("volt", "volts", "v"), ("voltage", 1.0, 1.0)),
    **dict.fromkeys(("millibar", "millibars", "mbar"), ("pressure", 0.001, 0.001)),
    **dict.fromkeys(("bar", "bars"), ("pressure", 1.0, 1.0)),
    **dict.fromkeys(("degree", "degrees", "°", "celsius"), ("temperature", 1.0, 1.0)),
    **dict.fromkeys(("megabyte", "megabytes", "mb"), ("data", 1.0, 1.0)),
    **dict.fromkeys(("gigabyte", "gigabytes", "gb"), ("data", 1000.0, 1000.0)),
    **dict.fromkeys(("times", "x"), ("count", 1.0, 1.0)),
}
SIGNS = {"€": "€", "$": "$", "£": "£", "eur": "€", "euro": "€", "usd": "$", "gbp": "£", "chf": "chf"}
GLUED = split_words("mm cm m km g kg ml l w kw v mb gb h hr hrs min mins sec x eur usd gbp chf")
WORKING = frozenset({"business", "working", "opening", "bank", "work"})
FILLERS = WORKING | {
    "calendar",
    "full",
    "whole",
    "consecutive",
    "more",
    "extra",
    "additional",
    "further",
    "of",
    "the",
}
A_UNIT = frozenset({"week", "month", "year", "hour", "fortnight"})  # "a month" is a month; "a moment" is nothing
LOWER = (
    ("at", "least"), ("no", "less", "than"), ("not", "less", "than"), ("more", "than"), ("over",), ("above",),
    ("from",), ("after",), ("minimum",), ("min",), ("minimum", "of"), ("starting", "at"), ("exceeding",), ("beyond",),
    ("for", "orders", "of"),
)  # fmt: skip
UPPER = (
    ("up", "to"), ("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("less", "than"), ("within",),
    ("under",), ("below",), ("until",), ("till",), ("by",), ("before",), ("maximum",), ("max",), ("maximum", "of"),
    ("no", "later", "than"), ("in",), ("for",), ("during",),
)  # fmt: skip
MIN_AFTER = (("or", "more"), ("and", "more"), ("and", "above"), ("or", "above"), ("upwards",), ("and", "up"),
              ("minimum",), ("at", "least"), ("+",), ("upward",), ("or", "over"), ("and", "over"))  # fmt: skip
MAX_AFTER = (("or", "less"), ("or", "fewer"), ("maximum",), ("at", "most"), ("max",), ("at", "the", "latest"))
PRONOUN_BEFORE_ONE = split_words(
    "the this that no any each every which another some other last next first new old your my his her only"
)
NOT_COUNTED = frozenset({"am", "pm", "o'clock", "st", "nd", "rd", "th"})
NO_NOUNS = split_words("per by with without in on at from to plus minus and or than as if long high wide")
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
ORDERING = frozenset({"step", "page", "option", "no", "number", "version", "floor", "level", "line", "nr"})
