"""Shares and differences of shares for reading."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(value: float) -> str:
    """A share of 1: “41 %”."""
    return f"{100 * value:.0f} %"


@register.filter
def points(value: float) -> str:
    """A difference of shares: “+12 points”; its sign is always said."""
    return f"{100 * value:+.0f} points".replace("-", "\u2212")
