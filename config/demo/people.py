"""The invented customers. Their addresses and numbers belong to nobody: example domains and the 555-01xx range."""

from __future__ import annotations

from random import Random

from config.demo.shapes import Customer
from config.demo.wording.slots import FIRST_NAMES, LAST_NAMES, SINGLE

CHANNELS = ("chat", "email", "whatsapp", "web_form", "phone", "social")
CHANNEL_WEIGHTS = (34, 24, 17, 11, 9, 5)

_DOMAINS = ("example.com", "example.com", "example.org", "example.net")


def _email(*, rng: Random, first: str, last: str) -> str:
    first, last = first.lower(), last.lower()
    local = rng.choice(
        (f"{first}.{last}", f"{first[0]}.{last}", f"{last}{rng.randint(60, 99)}", f"{first}_{last}", f"{first}{last}")
    )
    return f"{local}@{rng.choice(_DOMAINS)}"


def _phone(*, rng: Random) -> str:
    area, line = rng.randint(201, 989), f"{rng.randint(0, 99):02d}"
    return rng.choice(
        (f"({area}) 555-01{line}", f"+1 {area} 555 01{line}", f"{area}-555-01{line}", f"+1-{area}-555-01{line}")
    )


def make_customers(*, rng: Random, count: int) -> list[Customer]:
    """`count` people with different references; names may repeat, as they do."""
    numbers = rng.sample(range(10_000, 99_999), count)
    people = []
    for number in numbers:
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        people.append(
            Customer(
                ref=f"C-{number}",
                first=first,
                last=last,
                email=_email(rng=rng, first=first, last=last),
                phone=_phone(rng=rng),
                city=rng.choice(SINGLE["city"]),
                street=f"{rng.randint(1, 98)} {rng.choice(SINGLE['street_name'])}",
                channel=rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
                temper=rng.random(),
            )
        )
    return people
