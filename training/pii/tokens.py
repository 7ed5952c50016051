"""The cheap first look: which detectors could find anything in a text, told by its white-space tokens alone."""

# ruff: noqa: E501 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import re

from training.pii.lexicon import AMBIGUOUS_NAMES, FIRST_NAMES, NOT_NAMES, fold
from training.text import STOP_WORDS

(
    DIGIT, NUMBER, MAIL, URL, NAME, MAYBE_NAME, CAPITAL, INTRODUCES_NAME, GREETS, IDENTIFIES, DATES_BIRTH, SECRET, COLONS, LONG,
    DOTS, MIXED, SLUG, INTRODUCES_ADDRESS, STREET, FOREIGN_STREET, UNIT, BOX, ZIP, SLASH,
) = (1 << bit for bit in range(24))  # fmt: skip
ADDRESS = INTRODUCES_ADDRESS | STREET | FOREIGN_STREET | UNIT | BOX


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_INTRODUCES_NAME = _words(
    """
    name names named mr mrs ms miss mx dr prof professor herr frau monsieur madame señor señora sr sra dear regards sincerely
    wife husband partner son daughter brother sister mother father mom mum dad uncle aunt cousin nephew niece fiance fiancee
    girlfriend boyfriend roommate flatmate spouse friend boss colleague neighbour neighbor grandmother grandfather grandson
    granddaughter secretary child baby
    passenger guest patient cardholder policyholder accountholder beneficiary applicant attn attention attendee recipient
    spoke speak spoken talked talk speaking chatted behalf call calls called signed goes contact holder customer client
    employee agent representative rep manager supervisor officer nurse doctor teacher driver courier technician engineer
    best cheers yours love surname user respectfully warmly sender beneficiary add correct traveler traveller authorized
    """
)
_GREETS = _words(
    "good hi hello hey hiya morning afternoon evening greetings thanks thank i'm im am this it's here is with welcome sorry"
)
_IDENTIFIES = _words(
    """
    account accounts acct acc passport licence license licences dl routing sort customer client member membership user userid
    employee staff patient policy insurance student voter tax tin ein itin ssn social security nino national insurance vat id
    ids pan aadhaar aadhar sim imei vin mrn medical record loan loyalty flyer subscriber username login handle logged screen
    identification number handle bsb swift bic
    """
)
_INTRODUCES_ADDRESS = _words(
    """
    address addresses live lives living lived reside resides residing located moved moving deliver delivered ship shipped shipping
    send sent sending mail mailed return returned forward forwarded post posted staying based home house meet corner here come
    """
)
_STREET = _words(
    """
    street st road rd avenue ave av boulevard blvd lane ln drive dr court ct square sq place pl way terrace terr close crescent cres
    gardens gdns grove mews parkway pkwy highway hwy circle cir trail trl loop plaza row walk alley esplanade quay wharf turnpike
    expressway freeway bypass broadway embarcadero real str common
    """
)
_FOREIGN_STREET = _words(
    """
    rue via calle avenida av rua rui carrer strada piazza viale corso chemin allée allee impasse ulica ul út utca camino camiño paseo
    largo travessa quai cours cami praça bulevar route c
    """
)
_UNIT = _words("apt apartment suite ste unit flat #")
_BOX = _words("box apo fpo dpo psc cmr")
_ZIP = _words("zip zipcode postcode postal post")
_DATES_BIRTH = _words("birth dob born birthday birthdate d.o.b")
_SECRET = _words(
    "password passwords pwd passcode passphrase pin cvv cvc cvv2 secret token otp pass key verification "
    "credentials login"
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
        if any(char.isalpha() for char in token):
            flags |= MIXED
        if token.count(".") >= 3:
            flags |= DOTS
        if token.count("_") >= 2:
            flags |= SLUG
    if "@" in token or token.startswith(("(at", "[at", "(dot", "[dot")):
        flags |= MAIL
    if "://" in token or "=" in token:
        flags |= URL
    if token.count(":") >= 2 or token.count("-") >= 5:
        flags |= COLONS
    if len(token) >= 16:
        flags |= LONG
    if "#" in token:
        flags |= UNIT
    return flags


_HARMLESS_NUMBER = re.compile(
    r"\(?(?:\d{1,2}:\d{2}(?:[ap]m)?|\d{1,2}(?:st|nd|rd|th|[ap]m|%|x)?|\d+\.\d{2})[.,;:!?)]*", re.IGNORECASE
)


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
    if lower in _INTRODUCES_ADDRESS:
        flags |= INTRODUCES_ADDRESS
    if lower in _STREET:
        flags |= STREET
    if lower in _FOREIGN_STREET or (len(lower) > 5 and lower not in STOP_WORDS and _ADDRESS_SUFFIX.search(lower)):
        flags |= FOREIGN_STREET
    if lower in _UNIT:
        flags |= UNIT
    if lower in _BOX:
        flags |= BOX
    if lower in _ZIP:
        flags |= ZIP
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
