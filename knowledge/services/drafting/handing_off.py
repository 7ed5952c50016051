"""The text of a hand-off rule: why a person answers, and what the person needs to know."""

from __future__ import annotations

import re

from knowledge.models import KnowledgeGap
from knowledge.people import is_for_one, is_passed_on
from knowledge.services.drafting.material import Material
from training.ai.base import DraftSentence
from training.ai.local.quoting import is_safe
from training.text import sentences

_MOST_QUOTES = 3
_LEAST_SHARE = 0.2  # of the texts that mention it, from which on the person needs it
_WHY = {
    KnowledgeGap.Kind.POLICY: "A person decides such a matter, case by case; the agent must not answer it.",
    KnowledgeGap.Kind.NEEDS_DATA: "A person has to look into the customer's own data or do something for them, which "
    "the agent cannot.",
}
# What to ask for, by what is spoken of.
_NEEDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (need, re.compile(pattern, re.IGNORECASE))
    for need, pattern in (
        ("the order number", r"\border (?:number|no\b)|\b[A-Z]{1,4}-?\d{4,}\b|\bmy (?:last )?order\b|\border \[id\]"),
        ("the customer number or the e-mail address of the account", r"\baccount\b|\[email\]|\bprofile\b|\blog ?in\b"),
        ("the invoice or the receipt", r"\binvoice\b|\breceipt\b|\bbill\b|\breminder\b"),
        ("when and how it was paid", r"\bpaid\b|\bpayment\b|\btransferred\b|\bdebit(?:ed)?\b|\bbank statement\b"),
        ("the number of the card or voucher", r"\b(?:gift card|voucher|gift code)\b"),
        ("photos of what happened", r"\bphotos?\b|\bpictures?\b|\bbroken\b|\bscratch\w*\b|\bdamaged?\b"),
        ("a phone number to call back", r"\bcalls? (?:you|me)\b|\bphones? you\b|\brings? you\b|\bcall back\b"),
        ("by when an answer is needed", r"\bdeadline\b|\bby (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"),
        ("the new and the old name", r"\b(?:sur|last |maiden |first )name\b"),
    )
)


def hand_off_rule(*, kind: KnowledgeGap.Kind, reason: str, material: Material) -> tuple[str, list[DraftSentence]]:
    """The rule's text, and what people said that it rests on."""
    texts = [question.text for question in material.asked] + [source.text for source in material.request.sources]
    counts = [(sum(bool(pattern.search(text)) for text in texts), need) for need, pattern in _NEEDS]
    needed = [need for count, need in sorted(counts, key=lambda pair: -pair[0]) if count > _LEAST_SHARE * len(texts)]
    parts = [_WHY[kind]]
    if reason:
        parts.append(reason)
    if needed:
        parts.append(f"Pass on with it: {'; '.join(needed[:4])}.")
    return " ".join(parts), _quotes(kind, material)


def _quotes(kind: KnowledgeGap.Kind, material: Material) -> list[DraftSentence]:
    tells = is_passed_on if kind == KnowledgeGap.Kind.POLICY else is_for_one
    found: dict[str, DraftSentence] = {}
    for source in material.request.sources:
        if source.kind == "successful_ai_reply":
            continue
        for start, end in sentences(source.text):
            piece = source.text[start:end]
            start += len(piece) - len(piece.lstrip())
            text = piece.strip()
            if tells(text) and is_safe(text):
                quote = DraftSentence(text=text, message_id=source.message_id, start=start, end=start + len(text))
                found.setdefault(text, quote)
                break
        if len(found) == _MOST_QUOTES:
            break
    return list(found.values())
