"""What the database knows about how its tables are filled: it plans searches by that."""

from __future__ import annotations

from django.db import connection

MANY = 100  # entries at once, after which it has to look again


def take_statistics() -> None:
    """Let the database look at the tables of knowledge; call it once many entries were written and committed.

    Its owner does, by a function; where this role may not call that, the database's own watch comes by later.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN has_function_privilege('knowledge_take_statistics()', 'EXECUTE') "
            "THEN knowledge_take_statistics() END"
        )
