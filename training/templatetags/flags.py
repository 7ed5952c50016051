"""Shows red flags: a text with what is suspicious marked, safely escaped, and the list of what was found."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from training.safety import Flag, FlagKind, find_flags
from training.safety.hidden import is_invisible

register = template.Library()

LABELS: dict[FlagKind, str] = {
    "instruction": "an order",
    "link": "a link",
    "contact": "contact data",
    "secret": "a request for secrets",
    "code": "code",
    "invisible": "hidden characters",
}
PLACES = {
    "title": "In the title",
    "body": "In the text",
    "asked_as": "In the other wordings",
    "category": "In the category",
    "tags": "In the tags",
    "reason": "In the reason",
    "evidence": "In the evidence",
}


@lru_cache(maxsize=512)
def _found(text: str, own: tuple[str, ...]) -> tuple[Flag, ...]:
    return find_flags(text, known_domains=own)


def _own(context: Context) -> tuple[str, ...]:
    """The domains and numbers of the organization that the page belongs to."""
    organization = getattr(context.get("request"), "organization", None)
    return tuple(organization.own_addresses) if organization else ()


@register.simple_tag(takes_context=True)
def red_flags(context: Context, *texts: Any) -> list[Flag]:
    """The red flags of texts, for `{% red_flags text as flags %}`."""
    return [flag for text in texts for flag in _found(str(text or ""), _own(context))]


@register.simple_tag(takes_context=True)
def flagged(context: Context, text: Any) -> SafeString:
    """A text, escaped, with each flagged span in a `mark` that says what is suspicious."""
    return mark_spans(str(text or ""), _found(str(text or ""), _own(context)))


@register.filter
def flag_label(kind: str) -> str:
    """A kind of flag in words."""
    return LABELS.get(kind, kind)  # type: ignore[call-overload] # kinds out of the database are plain text


@register.filter
def flag_place(where: str) -> str:
    """Where in an update a flag stands, in words."""
    return PLACES.get(where, f"In {where.replace('_', ' ')}")


@register.filter
def flag_quote(flag: Any) -> SafeString:
    """What a kept flag quotes, with the characters nobody sees spelled out."""
    return _visible(str(flag["quote"] if isinstance(flag, dict) else flag.quote))


def mark_spans(text: str, flags: Sequence[Flag]) -> SafeString:
    """The text, escaped, its flagged spans marked; where spans of several kinds overlap, one mark names all of them."""
    edges = sorted({0, len(text), *(flag.start for flag in flags), *(flag.end for flag in flags)})
    pieces = []
    for start, end in itertools.pairwise(edges):
        kinds = list(dict.fromkeys(flag.kind for flag in flags if flag.start <= start and end <= flag.end))
        piece = text[start:end]
        if kinds:
            why = ", ".join(LABELS[kind] for kind in kinds)
            pieces.append(format_html('<mark class="flag" title="Red flag: {}">{}</mark>', why, _visible(piece)))
        else:
            pieces.append(conditional_escape(piece))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _visible(text: str) -> SafeString:
    """A text, escaped, with each invisible character as its code."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="flag-code">U+{}</span>', f"{ord(one):04X}") if is_invisible(one) else one,)
            for one in text
        ),
    )
