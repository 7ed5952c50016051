"""One database under two roles: Django must not think of them as two databases."""

from __future__ import annotations

from typing import Any


class OneDatabaseRouter:
    """Both aliases hold the same tables; reads and writes go to the application role unless a call names `owner`."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The application role."""
        return "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The application role."""
        return "default"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Rows of the two aliases are the same rows."""
        return True
