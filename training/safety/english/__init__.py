"""English wordings of orders to the assistant, to the desk or to the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.english.asides import ASIDES
from training.safety.english.curation import CURATION
from training.safety.english.desk import DECISIONS, KNOWLEDGE, OFFICE
from training.safety.english.machine import FORGETTING, FROM_NOW_ON, ROLES, SECRETS, SPOKEN_TO, VERBATIM
from training.safety.wording import Order

ENGLISH: Sequence[Order] = [
    *FORGETTING,
    *ROLES,
    *SECRETS,
    *SPOKEN_TO,
    *FROM_NOW_ON,
    *OFFICE,
    *KNOWLEDGE,
    *DECISIONS,
    *VERBATIM,
    *ASIDES,
    *CURATION,
]
