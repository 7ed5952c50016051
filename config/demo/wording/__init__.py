"""All intents of the demo world, in a fixed order, with their category."""

from config.demo.wording import account, delivery, orders, payments, products, returns, services
from config.demo.wording.base import Intent

DOMAINS = (orders, delivery, returns, payments, account, products, services)
CATALOGUE: tuple[tuple[str, Intent], ...] = tuple(
    (domain.CATEGORY, intent) for domain in DOMAINS for intent in domain.INTENTS
)
