"""How people come in: by an owner's invitation, never by signing up alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Closes the sign-up page."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs up alone; owners add people on the settings page."""
        return False
