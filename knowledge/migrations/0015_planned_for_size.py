"""The triggers that mark changed conversations plan their queries anew for each statement.

The database keeps the plan of a function's query. One made when a single conversation changed compares each row with
each row when a whole file of conversations changes next: 10,000 rows took ten seconds of it, and the time grows with the
square of their number.
"""

from typing import ClassVar

from django.db import migrations

HEAD = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
TAIL = "    RETURN NULL;\nEND\n$$"

MARK_CONVERSATIONS = """
    INSERT INTO knowledge_dirtyentryday (organization_id, entry_id, day)
    SELECT DISTINCT cited.organization_id, cited.entry_id, (moment AT TIME ZONE place.timezone)::date
    FROM new_rows AS after JOIN old_rows AS before USING (id)
    JOIN knowledge_citation AS cited ON cited.organization_id = after.organization_id AND cited.conversation_id = after.id
    JOIN training_organization AS place ON place.id = cited.organization_id
    CROSS JOIN LATERAL (VALUES (after.started_at), (before.started_at)) AS moments (moment)
    WHERE (before.analysed_at IS NULL, before.is_success, before.is_resolved, before.is_handed_off, before.satisfaction, before.started_at)
        IS DISTINCT FROM
        (after.analysed_at IS NULL, after.is_success, after.is_resolved, after.is_handed_off, after.satisfaction, after.started_at)
    ORDER BY 1, 3, 2"""
# Counted: for EXISTS the planner bets on finding one row soon, and compares each with each where there is none.
HAS_MOVED = """
    SELECT count(*) > 0 FROM new_rows AS after JOIN old_rows AS before USING (id)
    WHERE after.started_at <> before.started_at"""
MOVE_CITATIONS = """
    UPDATE knowledge_citation AS cited SET started_at = after.started_at
    FROM new_rows AS after JOIN old_rows AS before USING (id)
    WHERE after.started_at <> before.started_at
        AND cited.organization_id = after.organization_id AND cited.conversation_id = after.id"""
NOTE_UPDATE = """
    INSERT INTO knowledge_changedconversation (organization_id, conversation_id)
    SELECT now.organization_id, now.id FROM new_rows now JOIN old_rows before ON before.id = now.id
    WHERE now.analysed_at IS NOT NULL
        AND (now.analysed_at, now.satisfaction, now.is_resolved, now.is_handed_off, now.customer_key, now.channel, now.started_at)
        IS DISTINCT FROM
        (before.analysed_at, before.satisfaction, before.is_resolved, before.is_handed_off, before.customer_key, before.channel, before.started_at)
    ORDER BY now.id"""
MARK_TO_CHECK = """
    INSERT INTO knowledge_conversationtocheck (organization_id, conversation_id)
    SELECT after.organization_id, after.id FROM new_rows AS after JOIN old_rows AS before USING (id)
    WHERE after.analysed_at IS NOT NULL AND before.analysed_at IS DISTINCT FROM after.analysed_at
    ORDER BY 1, 2"""


def functions(form: str, *, asked: str) -> list[str]:
    """The three functions, their queries put into `form`; `asked` sets `has_moved`."""
    def run(query: str) -> str:
        return form.format(query=query)

    return [
        HEAD.format(name="knowledge_mark_conversations")
        + f"DECLARE\n    has_moved boolean;\nBEGIN{run(MARK_CONVERSATIONS)}{asked}"
        + f"\n    IF has_moved THEN{run(MOVE_CITATIONS)}\n    END IF;\n{TAIL}",
        HEAD.format(name="knowledge_note_update") + f"BEGIN{run(NOTE_UPDATE)}\n{TAIL}",
        HEAD.format(name="knowledge_mark_to_check") + f"BEGIN{run(MARK_TO_CHECK)}\n{TAIL}",
    ]


PLANNED_EACH_TIME = functions("\n    EXECUTE $query${query}$query$;", asked=f"\n    EXECUTE $query${HAS_MOVED}$query$ INTO has_moved;")
PLANNED_ONCE = functions("{query};", asked=f"\n    has_moved := ({HAS_MOVED});")


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('knowledge', '0014_searched_at_once'),
    ]

    operations: ClassVar = [
        migrations.RunSQL(new, reverse_sql=old) for new, old in zip(PLANNED_EACH_TIME, PLANNED_ONCE, strict=True)
    ]
