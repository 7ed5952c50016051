"""Conversations of every kind a count tells apart, spread evenly over some days. Fixed, never random."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice, product
from typing import Any

from training.models import Conversation

CHANNELS = ("chat", "email", "web_form")


def mixed_conversations(organization: Any, *, count: int, newest_at: datetime, days: int) -> list[Conversation]:
    """`count` conversations from `days` days before `newest_at` up to it."""
    # 7, 5 and 3 share no factor: the kinds meet every hour and channel.
    kinds = product((True, False), (None, 1, 4, 5), (None, True, False), (True, False), (True, False))
    made = []
    for number, (is_ai, rating, resolved, is_handed_off, has_human) in enumerate(islice(cycle(kinds), count)):
        started_at = newest_at - timedelta(seconds=number * days * 86_400 // count, minutes=number % 7)
        is_closed = number % 5 != 0
        is_analysed = is_closed and resolved is not None
        made.append(
            Conversation(
                organization=organization,
                external_id=f"mixed-{organization.pk}-{number}",
                channel=CHANNELS[number % 3],
                customer_key=f"customer-{number}",
                started_at=started_at,
                ended_at=started_at + timedelta(minutes=3),
                status="closed" if is_closed else "open",
                is_ai_involved=is_ai,
                has_human_reply=has_human,
                is_handed_off=is_handed_off,
                satisfaction=rating,
                is_resolved=resolved if is_analysed else None,
                is_success=(resolved and not is_handed_off) if is_analysed else None,
                analysed_at=started_at + timedelta(minutes=5) if is_analysed else None,
                is_converted=number % 4 == 0,
                cost=Decimal("0.01") * (number % 9),
                value=Decimal("1.50") * (number % 2),
            )
        )
    return Conversation.objects.bulk_create(made)
