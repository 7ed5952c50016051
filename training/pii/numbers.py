"""Detectors of PII that has a shape: numbers with checksums, addresses of the net, secrets, and identifiers told by context.

Each detector yields `(start, end, kind)`; earlier ones win where two overlap.
"""

# ruff: noqa: E501, SIM905 - patterns and word lists are easier to judge unbroken

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterator

import phonenumbers

from training.pii import tokens

Found = Iterator[tuple[int, int, str]]

_EMAIL = re.compile(
    r"(?<![\w.+%-])(?=[\w.+%-]{1,64}@)[\w.+%-]{1,64}@(?:(?:[\w-]{1,63}\.){1,40}(?:xn--[a-z\d-]{2,59}|XN--[A-Z\d-]{2,59}|[^\W\d_]{2,24})(?!\w)|[a-z]{3,20}(?![\w.@-]))"
)
_EMAIL_SPELLED = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\bat\b) ?[\w-]{1,63}(?: ?(?:\(dot\)|\[dot\]|\bdot\b) ?[\w-]{1,63}){0,3} ?(?:\(dot\)|\[dot\]|\bdot\b) ?"
    r"(?:com|net|org|edu|gov|io|co|uk|de|fr|eu|info|me)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@/.])@(?=\w*(?:\d|_))(?!\w*(?:support|help|care|official|team))\w{3,30}\b", re.IGNORECASE)


def emails(text: str) -> Found:
    """E-mail and payment addresses (`a@b.com`, `a@bank`), spelled-out ones, and @handles that carry a digit or "_"."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "email"
    for match in _EMAIL_SPELLED.finditer(text):
        yield match.start(), match.end(), "email"
    for match in _HANDLE.finditer(text):
        yield match.start(), match.end(), "username"


_URL_LOGIN = re.compile(r"\b[a-z][a-z0-9+.-]*://([^\s/@:]+(?::[^\s/@]*)?)@", re.IGNORECASE)
_URL_SECRET = re.compile(
    r"[?&;](?:access_?token|token|api_?key|key|secret|password|passwd|pwd|auth|sig|signature|session(?:_?id)?|sid|code|otp)="
    r"([^\s&#;\[\]]+)",
    re.IGNORECASE,
)


def url_credentials(text: str) -> Found:
    """The `user:password` of an address and secret parameters; the address itself stays."""
    for match in _URL_LOGIN.finditer(text):
        yield match.start(1), match.end(1), "url_credential"
    for match in _URL_SECRET.finditer(text):
        yield match.start(1), match.end(1), "url_credential"


_KEY = re.compile(
    r"\b(?:(?:sk|pk|rk)[-_](?:live|test|proj)?[-_]?\w{16,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
    r"|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)"
)
_PASSWORD = re.compile(
    r"\b(?:password|passcode|passphrase|passwd|pwd|pass phrase)s?\b(?:\s{1,3}(?:was|is|to|of|as|i use is|i used was|being))?"
    r"\s{0,3}(?:[:=]\s{0,3})?(?:(?P<quote>[\"'‘“])(?P<quoted>[^\"'’”\n]{3,40})[\"'’”]|(?P<bare>[^\s\"'\[\]]{4,64}))",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"@(?:[\w-]+\.)+[a-z]{2,}['\"]?\s{1,3}/\s{1,3}['\"]?(\S{4,64}?)['\"]?[.,;]?(?=\s|$)", re.IGNORECASE
)
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|(?:card )?security code|(?:card )?verification code|one[- ]time (?:code|password|passcode)|otp|2fa code"
    r"|(?:my |your |the |his |her |card )pin(?: code| number)?)\b\s{0,3}(?:number|code)?\s{0,3}(?:was|is|to|:|=|-)?\s{0,3}[\"']?(\d{3,8})\b(?!\w)",
    re.IGNORECASE,
)


def secrets(text: str, flags: int) -> Found:
    """API keys, tokens, passwords and PIN / CVV / one-time codes that the text names as such."""
    if flags & tokens.LONG:
        for match in _KEY.finditer(text):
            yield match.start(), match.end(), "secret"
    if flags & tokens.MAIL and "/" in text:
        for match in _CREDENTIALS.finditer(text):
            value = match.group(1)
            if any(char.isdigit() or not char.isalnum() for char in value):
                yield match.start(1), match.start(1) + len(value.rstrip(".,;")), "secret"
    if not flags & tokens.SECRET:
        return
    for match in _PASSWORD.finditer(text):
        group = "quoted" if match.group("quoted") else "bare"
        value = match.group(group).rstrip(".,;:!?)") if group == "bare" else match.group(group)
        kinds = (
            any(c.isdigit() for c in value),
            any(c.isalpha() for c in value),
            any(not c.isalnum() for c in value[:-1] or value),
        )
        told = re.search(
            r"(?:\b(?:is|was)\s{0,3}:?|[:=])\s{0,3}$", text[match.start() : match.start(group)].rstrip("\"'‘“")
        )
        # "password reset" is no password: it must look like one, or be quoted, or follow "is" / ":" with a digit or a mark.
        if (
            sum(kinds) >= 2
            and (kinds[0] or told or group == "quoted")
            and not value.startswith(("-", "/"))
            and "'" not in value[:4]
        ):
            start = match.start(group)
            yield start, start + len(value), "secret"
    for match in _CODE.finditer(text):
        yield match.start(1), match.end(1), "secret"


_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_IBAN_LOOSE = re.compile(r"\biban\b[^\w\n]{0,4}(?:(?:is|number|no)\b[^\w\n]{0,4}){0,2}([A-Z]{2}\d{2}[ ]?[A-Z0-9][A-Z0-9 ]{6,32}[A-Z0-9])", re.IGNORECASE)  # fmt: skip
_BTC = re.compile(r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b")
_CRYPTO = re.compile(r"\b(?:bc1[ac-hj-np-z02-9]{25,62}|0x[0-9a-fA-F]{40})\b")
_BASE58 = {char: value for value, char in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}


def is_iban(value: str) -> bool:
    """ISO 13616: the remainder of the rearranged number by 97 is 1."""
    plain = value.replace(" ", "").replace("-", "").upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: doubling every second digit from the right, the digit sum is a multiple of ten."""
    odd = sum(int(char) for char in digits[-1::-2])
    even = sum(sum(divmod(2 * int(char), 10)) for char in digits[-2::-2])
    return (odd + even) % 10 == 0


def is_bitcoin(value: str) -> bool:
    """Base58Check: the last four bytes are the head of the double SHA-256 of the rest."""
    number = 0
    for char in value:
        number = number * 58 + _BASE58[char]
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def long_tokens(text: str, flags: int) -> Found:
    """IBANs (checked, or named "IBAN") and crypto-currency addresses."""
    if not flags & tokens.MIXED:
        return
    for match in _IBAN.finditer(text):
        value = match.group()
        # A greedy match may have taken a following short word along: shorten group by group until the checksum holds.
        while not is_iban(value) and (" " in value or "-" in value):
            value = re.split(r"[ -](?=[^ -]*$)", value)[0]
        if is_iban(value):
            yield match.start(), match.start() + len(value), "iban"
    for match in _IBAN_LOOSE.finditer(text):
        if sum(char.isdigit() for char in match.group(1)) >= 6:
            grouped = re.match(r"(?:[A-Za-z]{0,4}\d[A-Za-z0-9]*[ ]?|[A-Z0-9]{4}[ ]?)+", match.group(1))
            yield (
                match.start(1),
                match.start(1) + len((grouped.group() if grouped else match.group(1)).rstrip()),
                "iban",
            )
    if not flags & tokens.LONG:
        return
    for match in _CRYPTO.finditer(text):
        yield match.start(), match.end(), "crypto"
    for match in _BTC.finditer(text):
        if is_bitcoin(match.group()):
            yield match.start(), match.end(), "crypto"


_IPV4 = re.compile(r"(?<![\w.])(?<!version )(?<!firmware )(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)", re.IGNORECASE)
_IPV6 = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_MAC = re.compile(r"\b(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}\b", re.IGNORECASE)


def network(text: str, flags: int) -> Found:
    """IPv4 and IPv6 addresses (version numbers excepted) and MAC addresses."""
    patterns: list[tuple[re.Pattern[str], int]] = []
    if flags & tokens.DOTS:
        patterns.append((_IPV4, 7))
    if flags & tokens.COLONS:
        patterns.append((_IPV6, 5))
        for match in _MAC.finditer(text):
            yield match.start(), match.end(), "mac"
    for pattern, minimum in patterns:
        for match in pattern.finditer(text):
            if len(match.group()) >= minimum:
                try:
                    address = ipaddress.ip_address(match.group())
                except ValueError:
                    continue
                if not address.is_unspecified:
                    yield match.start(), match.end(), "ip"


_GAP = r"[ .\-–/\u00a0]"
_SIX_DIGITS = re.compile(r"\d[\d .\-–/()\u00a0]{4,}\d")
_RUN = re.compile(rf"(?<![\w#.$€£])(?<!\d:)(?:(?:\+{_GAP}?)?\d{{1,3}}{_GAP}{{0,2}}(?=\())?(?:\+{_GAP}?|\(\d{{1,5}}\){_GAP}{{0,2}})?\d(?:{_GAP}{{0,2}}\d){{4,}}(?:\s?(?:x|ext\.?|extension)\s?\d{{1,6}})?(?![\w%]|\.\d)", re.IGNORECASE)  # fmt: skip
_DATE_OR_TIME = re.compile(
    r"(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:19|20)\d\d|\d\d))(?=$|[ \-–(])"
)
_RANGE = re.compile(r"\d{1,4}\s?[-–/]\s?\d{1,4}|\d{4}[ -]\d{4}|\d+(?:\.\d{2})?\s?[-–]\s?\d+\.\d{2}")
_NANP = re.compile(r"(?:\+?(?:001|1)[ .\-]?)?\(?[2-9]\d\d\)?[ .\-/]{0,2}[2-9]\d\d[ .\-]?\d{4}(?:\D{1,6}\d{1,6})?")
_NANP_LOOSE = re.compile(
    r"(?:\+?(?:001|1)[ .\-])?\(?\d{3}\)?[ .\-/]{1,2}\d{3}[ .\-]\d{4}(?:\s?(?:x|ext)\D{0,5}\d{1,6})?", re.IGNORECASE
)
_GROUPED = re.compile(r"\(?0?\d{1,4}\)?(?:[ .\-]\d{2,4}){1,4}")
_AMOUNT = re.compile(r"\d+\.\d{2}|\d{1,3}(?:[. ]\d{3})+")
_SSN = re.compile(r"(?!000|666|9)\d{3}([- ])(?!00)\d\d\1(?!0000)\d{4}")
_PHONE_WORD = re.compile(
    r"\b(?:phone|telephone|tele|mobile|cell|cellphone|tel|fax|whatsapp|call|called|calling|text|texted|sms|ring|reach|contact|dial"
    r"|hotline|landline|number is|callback|contacted|signal|telegram|viber)\b",
    re.IGNORECASE,
)
_PHONE_AFTER = re.compile(r"[\s\-–(]*(?:office|fax|mobile|home|cell|work|tel)\b", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"\b(?:order|item|items|product|sku|model|serial|part|tracking|parcel|shipment|invoice|ticket|case|reference|ref|booking"
    r"|confirmation|reservation|transaction|isbn|ean|upc|asin|barcode|flight|version|build|coupon|voucher|claim|code|variant|options?"
    r"|id|ids|quote|job|po)\b",
    re.IGNORECASE,
)
_SSN_WORD = re.compile(r"\b(?:ssn|social security|itin)\b", re.IGNORECASE)
_CARD_WORD = re.compile(r"\b(?:card|cc|visa|mastercard|amex|discover|maestro|debit|credit)\b", re.IGNORECASE)
_REGIONS = ("US", "GB")
_LOOK_BACK = 60


def has_six_digits(text: str) -> bool:
    """Whether six digits stand near enough to each other to be one number ("12 34 56")."""
    return _SIX_DIGITS.search(text) is not None


def digit_runs(text: str) -> Found:
    """Cards, social security numbers and phone numbers: every run of at least six digits, told apart by checksum, shape, context.

    A bare number without checksum, separators or a word such as "call" before it stays: it is more often an item or an order.
    """
    if not has_six_digits(text):
        return
    for match in _RUN.finditer(text):
        start, end = match.span()
        value = match.group()
        before = text[max(0, start - _LOOK_BACK) : start]
        kind = _kind_of_run(value, before, text[end : end + 12])
        if kind:
            yield start, end, kind
            continue
        for inner in _inner_runs(value):  # "04/16/2024 555-123-4567": the date goes, the rest is looked at again
            inner_value = value[inner:]
            kind = _kind_of_run(inner_value, before, text[end : end + 12])
            if kind:
                yield start + inner, end, kind
                break


def _inner_runs(value: str) -> Iterator[int]:
    date = _DATE_OR_TIME.match(value)
    if date and date.end() < len(value):
        rest = value[date.end() :]
        lead = len(rest) - len(rest.lstrip(" -–("))
        if sum(char.isdigit() for char in rest) >= 7:
            yield date.end() + lead


def _kind_of_run(value: str, before: str, after: str) -> str:
    main = re.split(r"x|e", value, maxsplit=1, flags=re.IGNORECASE)[0]
    digits = "".join(char for char in main if char.isdigit())
    if not digits.isascii():
        digits = "".join(str(int(char)) for char in digits)
    count = len(digits)
    if 13 <= count <= 19 and digits[0] in "23456" and is_luhn(digits) and len(set(digits)) > 1:
        return "card"
    if 12 <= count <= 19 and _CARD_WORD.search(before) and not _OTHER_NUMBER.search(before[-20:]):
        return "card"
    if _SSN.fullmatch(value):
        return "ssn"
    if count == 9 and _SSN_WORD.search(before):
        return "ssn"
    if _DATE_OR_TIME.match(value):
        return ""
    return "phone" if 6 <= count <= 15 and _is_phone(value, digits, before, after) else ""


def _is_phone(value: str, digits: str, before: str, after: str) -> bool:
    if value.startswith("+") or (digits.startswith("00") and len(digits) >= 10):
        return len(digits) >= 8 and len(digits) <= 15
    if value.isdigit():
        # Ten bare digits are as often an item or an order: the word must be near.
        before = before[-25:]
    elif _AMOUNT.fullmatch(value):
        return False
    phone_words = list(_PHONE_WORD.finditer(before))
    other_words = list(_OTHER_NUMBER.finditer(before))
    is_other = bool(other_words) and (not phone_words or other_words[-1].start() > phone_words[-1].start())
    if is_other and not re.search(r"(?:x|ext)\s?\.?\d+$", value, re.IGNORECASE):
        return False
    if _PHONE_AFTER.match(after) or (phone_words and not re.search(r"\n\s{0,3}\n", before[phone_words[-1].end() :])):
        return len(digits) >= 7 or (bool(_GROUPED.fullmatch(value)) and not _RANGE.fullmatch(value))
    if not value.isdigit():
        if (
            _NANP.fullmatch(value)
            or _NANP_LOOSE.fullmatch(value)
            or (value.startswith(("(", "0")) and _GROUPED.fullmatch(value))
        ):
            return len(digits) >= 7
        if re.search(r"(?:x|ext)\s?\.?\d+$", value, re.IGNORECASE):
            return True
        if len(digits) >= 9 and any(_is_valid(digits, region) for region in _REGIONS):
            return not _RANGE.fullmatch(value)
        return False
    return len(digits) in (10, 11) and digits[0] == "0" and _is_valid(digits, "GB")


def _is_valid(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


_NINO = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]( ?)\d{2}\1\d{2}\1\d{2}\1[A-D]\b", re.IGNORECASE
)
_PAN = re.compile(r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b")
_LABEL = r"(?:\s{0,3}(?:number|numbers|no\.?|num|nr\.?|id|code|#|details?)){0,3}\s{0,3}(?:(?:is|was|are|as|of|reads|like|ending in)\b)?\s{0,3}[:=#\-]?\s{0,3}[\"'‘“(]?#?"
_VALUE = (
    r"((?:[A-Z]{1,4}[:\-])?(?=[A-Z]{0,12}\d)[A-Z0-9]{1,40}(?:[-/ .](?=[A-Z]{0,3}\d)[A-Z0-9]+){0,6}(?:-[A-Z]{1,8}\b)?)"
)
_ID_WORDS = (
    ("passport", r"passport"),
    ("driving_licence", r"(?:driver['’]?s?['’]?|driving|dl)[ -]?(?:licen[cs]e|permit)?|licen[cs]e"),
    ("account", r"(?:bank |checking |savings? |current |brokerage )?(?:account|acct|acc)|routing|sort code|bsb|swift|bic"),
    ("ssn", r"ssn|social security|social insurance|nino|national insurance"),
    ("national_id", r"pan(?: card)?|aa?dh?aa?r(?: card)?|tax(?:payer)?(?: identification| id)?|tin|ein|itin|atin|national id|identity card|id card|voter|vat"),
    ("id", r"(?:customer|client|member(?:ship)?|user ?(?:id)?|employee|staff|patient(?: mrn)?|student|subscriber|insurance|policy(?:holder)?|loyalty|"
           r"frequent flyer|loan|medical (?:record|file|chart)|mrn|case file|identification|tribal|sim|imei|vin|nhs|health card|registration)"),
)  # fmt: skip
_ID_CONTEXT = re.compile(
    "|".join(rf"(?P<{kind}>\b(?:{words})\b{_LABEL}(?<![\w]){_VALUE})" for kind, words in _ID_WORDS), re.IGNORECASE
)
_ID_FIRST_WORDS = frozenset(
    "passport driver drivers driver's driving dl license licence account acct acc routing sort bsb swift bic ssn social nino national "
    "pan aadhaar aadhar adhaar tax taxpayer tin ein itin atin identity id voter vat customer client member membership user userid "
    "employee staff patient student subscriber insurance policy policyholder loyalty frequent loan medical mrn case identification "
    "tribal sim imei vin nhs health registration".split()
)
_LETTERS = re.compile(r"[A-Za-z]+")
_BARE_ID = re.compile(rf"\bID(?:\s{{1,3}}number|\s{{1,3}}no\.?)?\s{{0,3}}(?:is|:|#|=)?\s{{0,3}}#?{_VALUE}")
_USER_SLUG = re.compile(r"\b(?:[a-z]{2,15}_){2}\d{3,6}\b")
_USERNAME = re.compile(
    r"\b(?:user ?name|user ?id|login(?: name| id)?|log[- ]?in|screen ?name|handle|gamertag)\b(?:[^\n:=\"']{0,30}?\b(?:is|was|are|as))?\s{0,3}[:=]?\s{0,3}"
    r"[\"'‘“]?(?P<name>[A-Za-z][\w.\-]{2,40})",
    re.IGNORECASE,
)  # fmt: skip
_KEPT_ID = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|(?:19|20)\d\d-\d\d-\d\d|\d{1,3}(?:st|nd|rd|th|am|pm|x|gb|mb|k|m)?", re.IGNORECASE)  # fmt: skip


def identifiers(text: str, flags: int) -> Found:
    """Identifiers with a shape of their own, or named by the word before: passport, licence, account, tax, customer, user."""
    if _NINO_CORE.search(text):
        for match in _NINO.finditer(text):
            yield match.start(), match.end(), "nino"
    if flags & tokens.MIXED:
        for match in _PAN.finditer(text):
            yield match.start(), match.end(), "national_id"
    if flags & tokens.SLUG:
        for match in _USER_SLUG.finditer(text):
            if not match.group().startswith(("credit_card", "debit_card", "gift_card")):
                yield match.start(), match.end(), "username"
    if not flags & tokens.IDENTIFIES:
        return
    taken = 0
    for word in _LETTERS.finditer(text):
        if word.group().lower() not in _ID_FIRST_WORDS or word.start() < taken:
            continue
        named = _ID_CONTEXT.match(text, word.start())
        if named is None:
            continue
        kind = str(named.lastgroup)
        start, end = named.span(_ID_CONTEXT.groupindex[kind] + 1)
        if kind == "account" and re.search(r":\s?#$", text[start - 3 : start]):
            continue  # "on your account: #W6247578" lists orders
        is_shared = kind in ("id", "account")  # "account" is said of much: "account 1234" may be anything
        is_id = _looks_like_id(text[start:end], 5 if is_shared else 4) or word.group().lower() == "sort"
        if is_id and text[end : end + 1] != "%":
            yield start, end, kind
            taken = end
    for match in _BARE_ID.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if not _OTHER_NUMBER.search(before) and _looks_like_id(match.group(1), 6):
            yield match.start(1), match.end(1), "id"
    for match in _USERNAME.finditer(text):
        name = match.group("name").rstrip(".-")
        if any(not char.isalpha() for char in name) and not re.fullmatch(r"\d*|[a-z]+[-'][a-z]+", name):
            yield match.start("name"), match.start("name") + len(name), "username"


_NINO_CORE = re.compile(r"\d\d ?\d\d ?\d\d ?[A-Da-d]\b")


def _looks_like_id(value: str, least: int) -> bool:
    digits = sum(char.isdigit() for char in value)
    return len(value) >= least and digits >= max(3, least - 2) and not _KEPT_ID.fullmatch(value)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ](?:\d{{4}}|\d{{2}})\b|(?:19|20)\d\d[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?(?: (?:of )?(?:19|20)\d\d)?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? ?(?:(?:19|20)\d\d)?)"
)
_BIRTH = re.compile(
    rf"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?|born(?: on| in)?)\b(?P<between>[^\d\n]{{0,40}}?)(?P<date>{_DATE})(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}|[/.\- ]\d\d$")


def births(text: str) -> Found:
    """Dates of birth: a date after "born", "date of birth" and the like; after "birthday" only with a year."""
    for match in _BIRTH.finditer(text):
        date = match.group("date").rstrip(" ,")
        if (
            "birthday" not in match.group().lower()
            or _YEAR.search(date)
            or re.search(r"birthday\s{1,3}is\b", match.group(), re.IGNORECASE)
        ):
            yield match.start("date"), match.start("date") + len(date), "date_of_birth"
