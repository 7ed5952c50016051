"""A customer's own id is never stored: only a keyed hash of it, the same for the same customer of one organization."""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def derived_key(*, organization_id: int, purpose: str) -> bytes:
    """A 32-byte key for one purpose (up to 16 ASCII letters) in one organization, derived from CUSTOMER_HASH_KEY.

    Two organizations never share a key, so the same customer cannot be recognised across them.

    Raises:
        ImproperlyConfigured: CUSTOMER_HASH_KEY is empty.
    """
    if not settings.CUSTOMER_HASH_KEY:
        raise ImproperlyConfigured("Set CUSTOMER_HASH_KEY: without it customers cannot be told apart safely.")
    secret = blake2b(settings.CUSTOMER_HASH_KEY.encode(), digest_size=32).digest()
    return blake2b(str(organization_id).encode(), key=secret, person=purpose.encode(), digest_size=32).digest()


def hashed_customer(*, key: bytes, customer: str | None, external_id: str) -> str:
    """32 hex characters for a customer id, or for the conversation itself where no customer is known. Pure.

    `key` is `derived_key(purpose="customer")`. A conversation without a customer is its own customer.
    """
    said = f"customer:{customer.strip()}" if customer and customer.strip() else f"conversation:{external_id}"
    return blake2b(said.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()


def customer_key(*, organization_id: int, customer: str | None, external_id: str = "") -> str:
    """The value of `Conversation.customer_key` for a customer id as the caller knows it."""
    key = derived_key(organization_id=organization_id, purpose="customer")
    return hashed_customer(key=key, customer=customer, external_id=external_id)
