"""Word lists of the PII scrubber: first names, surnames, and the words that are never a name."""

# ruff: noqa: E501, SIM905 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from training.text import STOP_WORDS

_HERE = Path(__file__).parent


def fold(word: str) -> str:
    """Lower case without accents: "Časlav" -> "caslav"."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(char for char in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(char))


def _read(name: str) -> tuple[frozenset[str], frozenset[str]]:
    plain: set[str] = set()
    marked: set[str] = set()
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        target = marked if line.startswith("~") else plain
        target.update(fold(word) for word in line.strip("~ ").split())
    return frozenset(plain - marked), frozenset(marked)


FIRST_NAMES, AMBIGUOUS_NAMES = _read("first_names.txt")
SURNAMES, _ = _read("surnames.txt")
SURNAME_ENDINGS = (
    "son", "sen", "sson", "ez", "ski", "sky", "ska", "ova", "eva", "enko", "berg", "stein", "mann", "dottir", "idis", "poulos",
    "shvili", "vich", "vic", "escu", "ullah", "wala", "opoulou", "ishi", "moto", "dahl", "strom", "quist", "ian",
)  # fmt: skip
PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le el al bin binti ibn ter ten zu y e af av st".split()
)

# Capitalised words that follow or look like a name and are none.
NOT_NAMES: frozenset[str] = STOP_WORDS | frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
    november december mon tue wed thu fri sat sun today tomorrow tonight
    mr mrs ms miss mx dr prof sir madam customer customers client member valued team support service services sales billing help desk hiring manager
    management department care experience success operations staff crew folks everyone everybody friend friends colleague
    colleagues user admin administrator agent representative assistant bot recipient applicant subscriber guest host owner
    account order orders invoice ticket number card email mail phone address website site app page line link password id
    street road avenue lane drive boulevard court square place way suite apartment floor building house city town county
    state country north south east west central downtown airport station terminal hospital clinic school college university
    bank restaurant hotel inn grill kitchen pizza pizzeria bar pub cafe coffee bistro diner bakery deli steakhouse sushi
    salon spa barber barbershop dental dentistry theatre theater cinema museum park center centre mall store shop market
    supermarket pharmacy gallery library church cathedral temple stadium arena festival orchestra band concert tour award
    prize park hall house club lounge tavern taqueria trattoria brasserie motel resort suites lodge apartments
    inc ltd llc corp corporation co company group holdings gmbh plc sa ag limited partners associates foundation trust
    american british english french german italian spanish indian chinese japanese mexican canadian australian european asian
    african dutch swedish irish scottish russian turkish greek korean thai vietnamese muslim christian jewish catholic
    usa uk us eu nyc la sf
    premium pro plus basic standard gold silver platinum business enterprise free express prime elite select max mini ultra
    please thanks thank regards sincerely cheers hello hi hey dear ok yes no not never cannot don't i'm i've i'll i'd
    cancel cancelled refund return exchange update change check confirm verify send sent receive received pay paid buy bought
    using use trying calling writing contacting looking waiting having getting asking interested unable unhappy happy glad sad
    angry frustrated confused disappointed sorry afraid worried stuck locked missing broken wrong late ready fine good great
    bad new old first last full black white red blue green small medium large extra available currently really very so just
    still also already here there back home work sure able done
    incorrect incorrectly misspelled misspelt spelled spelt different correct listed shown showing appearing registered
    supposed called named under visible attached associated linked changed wrongly
    credit debit visa mastercard amex paypal apple google amazon microsoft samsung facebook instagram twitter whatsapp netflix
    spotify uber lyft airbnb ebay etsy walmart target costco ikea nike adidas tesla toyota ford honda delta united emirates
    lufthansa ryanair hilton marriott hyatt fedex ups dhl usps royal chase citi barclays hsbc revolut santander
    iphone ipad macbook android windows linux alexa siri cortana
    mrn ssn dob vip ceo cto cfo hr it faq sku pin otp atm api sim imei vin iban pan po
    period note warning attention important urgent subject re fwd
    song songs album movie film show series game book
    """.split()
)
BUSINESS_WORDS: frozenset[str] = frozenset(
    """
    grill kitchen pizza pizzeria bar pub cafe café coffee bistro diner bakery deli steakhouse sushi restaurant hotel inn salon
    spa barber barbershop theatre theater cinema museum park center centre mall store shop market supermarket pharmacy gallery
    hall club lounge tavern taqueria trattoria brasserie motel resort suites lodge apartments airport station hospital clinic
    school college university church cathedral stadium arena street st road rd avenue ave blvd boulevard lane drive dr court
    plaza square bridge river lake bay beach island hills valley county city bank inc ltd llc corp corporation company group
    & foods food house place cuisine ristorante cantina eatery buffet bbq barbecue noodle noodles ramen burgers burger tacos
    palace rink pier point valley zoo aquarium winery vineyard vineyards brewery bowl dome day eve award awards prize foundation institute cup trophy style dental dentistry
    """.split()
)
PLACE_PREFIXES = frozenset(
    "san santa santo sao são st st. saint port fort lake mount mt new los las puerto villa cape hotel restaurant café cafe chez "
    "ristorante club bar casa hurricane hôtel".split()
)
BRANDS: frozenset[str] = frozenset(
    {
        "calvin klein", "ralph lauren", "tommy hilfiger", "tommy bahama", "michael kors", "louis vuitton", "hugo boss", "kate spade",
        "marc jacobs", "tory burch", "elizabeth arden", "harley davidson", "mercedes benz", "victoria secret", "charles schwab",
        "wells fargo", "morgan stanley", "merrill lynch", "jack daniels", "jim beam", "johnnie walker", "captain morgan",
        "philip morris", "laura ashley", "ted baker", "karl lagerfeld", "giorgio armani", "jimmy choo", "stella artois",
        "sally beauty", "jenny craig", "barnes noble", "john deere", "john lewis", "ernst young", "martha stewart",
        "christian dior", "vera bradley", "vera wang", "eddie bauer", "ann taylor", "lloyd tsb", "aston martin", "alfa romeo",
        "george foreman", "betty crocker", "uncle ben", "aunt jemima", "jimmy john", "papa john", "trader joe", "morgan hill", "alexandra palace", "dr pepper", "dr strangelove", "dr who",
        "dr martens", "dr oetker", "mr clean", "mr coffee", "mr price", "mr bean", "miss saigon", "miss universe", "mr muscle",
        "carl jr", "little caesar", "edward jones", "raymond james", "john hancock", "liberty mutual", "grace period", "roy rogers",
        "wendy", "wendys", "denny", "dennys", "macy", "macys", "kohl", "levi", "levis", "domino", "sainsbury", "dillard", "chili",
        "applebee", "lowe", "claires", "jimmyjohns", "marys",
    }
)  # fmt: skip


def _upper_class() -> str:
    """Ranges of the capital letters up to U+24FF and of Latin Extended Additional, for a character class."""
    ranges: list[str] = []
    start = None
    for code in [*range(0x41, 0x2500), *range(0x1E00, 0x2000), sys.maxunicode]:
        if chr(code).isupper():
            start = code if start is None else start
            last = code
        elif start is not None:
            ranges.append(f"{chr(start)}-{chr(last)}")
            start = None
    return "".join(ranges)


UPPER = f"[{_upper_class()}]"  # a capital letter, as a pattern
