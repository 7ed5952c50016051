"""The cheap first look: which detectors could find anything in a text, told by its white-space tokens alone."""

from __future__ import annotations

import re

from training.pii.lexicon import AMBIGUOUS_NAMES, FIRST_NAMES, NOT_NAMES, fold
from training.text import STOP_WORDS

DIGIT, NUMBER, MAIL, URL, NAME, MAYBE_NAME, CAPITAL, INTRODUCES_NAME, GREETS = (1 << bit for bit in range(9))
IDENTIFIES, LOCATES, DATES_BIRTH, SECRET, COLONS, LONG = (1 << bit for bit in range(9, 15))

_INTRODUCES_NAME = frozenset(
    """
    name names named mr mrs ms miss mx dr prof professor herr frau monsieur madame señor señora sr sra dear regards sincerely
    wife husband partner son daughter brother sister mother father mom mum dad uncle aunt cousin nephew niece fiance fiancee
    girlfriend boyfriend roommate flatmate spouse friend boss colleague neighbour neighbor grandmother grandfather grandson
    granddaughter secretary child baby
    passenger guest patient cardholder policyholder accountholder beneficiary applicant attn attention attendee recipient
    spoke speak spoken talked talk speaking chatted behalf call calls called signed goes contact holder customer client
    employee agent representative rep manager supervisor officer nurse doctor teacher driver courier technician engineer
    best cheers yours love surname user respectfully warmly sender beneficiary add correct traveler traveller authorized
    """.split()
)
_GREETS = frozenset(
    "hi hello hey hiya morning afternoon evening greetings thanks thank i'm im am this it's here is with welcome sorry".split()
)
_IDENTIFIES = frozenset(
    """
    account accounts acct acc passport licence license licences dl routing sort customer client member membership user userid
    employee staff patient policy insurance student voter tax tin ein itin ssn social security nino national insurance vat id
    ids pan aadhaar aadhar sim imei vin mrn medical record loan loyalty flyer subscriber username login handle logged screen
    identification number handle bsb swift bic
    """.split()
)
_LOCATES = frozenset(
    """
    address addresses live lives living lived reside resides residing located moved moving deliver delivered delivery ship
    shipped shipping send sent mail mailed mailing return returned forward forwarded zip zipcode postcode postal code apt
    apartment suite unit flat box street st road rd avenue ave boulevard blvd lane ln drive dr court ct square sq place pl way
    terrace terr close crescent cres gardens grove mews parkway pkwy highway hwy circle cir trail loop plaza row walk hill green
    rue via calle avenida rua rui carrer strada piazza viale corso chemin allée impasse ulica ul út utca piata
    drive, psc apo fpo po p.o
    """.split()
)
_DATES_BIRTH = frozenset("birth dob born birthday birthdate d.o.b".split())
_SECRET = frozenset(
    "password passwords pwd passcode passphrase pin cvv cvc cvv2 secret token otp pass key verification "
    "credentials login passw".split()
)
_PARTS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS_SUFFIX = re.compile(r"(?:stra(?:ß|ss)e|str|weg|gasse|platz|allee|laan|straat|plein|dreef|gata|gatan|gatu|vägen|vagen|veien|vei|vej|gade|katu|kuja|tie|polku|plads|steeg|kade|gracht|baan|lei|singel|stræde|braut|stígur|vegur)$")  # fmt: skip
_CACHE_SIZE = 100_000


class _Flags(dict[str, int]):
    """Flags per token, worked out once per different token. Bounded; lives in this process only."""

    def __missing__(self, token: str) -> int:
        flags = 0
        if not token.isalpha():
            flags = _shape_flags(token)
        for part in _PARTS.findall(token):
            flags |= _word_flags(part)
        if len(self) >= _CACHE_SIZE:
            self.clear()
        if len(token) <= 24:
            self[token] = flags
        return flags


def _shape_flags(token: str) -> int:
    flags = 0
    digits = sum(char.isdigit() for char in token)
    if digits:
        flags |= DIGIT
        if digits >= 2 and token[0] not in "$€£#" and not _HARMLESS_NUMBER.fullmatch(token):
            flags |= NUMBER
    if "@" in token:
        flags |= MAIL
    if "://" in token or "=" in token:
        flags |= URL
    if token.count(":") >= 2:
        flags |= COLONS
    if len(token) >= 16:
        flags |= LONG
    if token.startswith(("(at", "[at", "(dot", "[dot")):
        flags |= MAIL
    return flags


_HARMLESS_NUMBER = re.compile(r"\(?(?:\d{1,2}:\d{2}(?:[ap]m)?|\d{1,2}(?:st|nd|rd|th|[ap]m|%|x)?|\d+\.\d{2})[.,;:!?)]*", re.IGNORECASE)


def _word_flags(word: str) -> int:
    lower = fold(word)
    if lower.endswith(("'s", "’s")):
        lower = lower[:-2]
    flags = 0
    is_capital = word[0].isupper()
    if lower in FIRST_NAMES and (is_capital or len(lower) >= 5):
        flags |= NAME
    elif is_capital and lower in AMBIGUOUS_NAMES:
        flags |= MAYBE_NAME
    if is_capital and lower not in NOT_NAMES:
        flags |= CAPITAL
    if lower in _INTRODUCES_NAME:
        flags |= INTRODUCES_NAME
    if lower in _GREETS:
        flags |= GREETS
    if lower in _IDENTIFIES:
        flags |= IDENTIFIES
    if lower in _LOCATES or (len(lower) > 5 and lower not in STOP_WORDS and _ADDRESS_SUFFIX.search(lower)):
        flags |= LOCATES
    if lower in _DATES_BIRTH:
        flags |= DATES_BIRTH
    if lower in _SECRET:
        flags |= SECRET
    if lower == "dot":
        flags |= MAIL
    return flags


_FLAGS = _Flags()


def flags_of(text: str) -> int:
    """The union of the flags of a text's tokens."""
    flags = 0
    for token in text.split():
        flags |= _FLAGS[token]
    return flags
