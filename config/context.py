"""What every page needs: the organizations of the person and the numbers beside the navigation."""

from __future__ import annotations

from typing import Any


def desk(request: Any) -> dict[str, Any]:
    """Template variables of the frame; the counts are looked up when a template asks for them."""
    return {"memberships": getattr(request, "memberships", [])}
