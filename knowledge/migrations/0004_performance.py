"""Which conversations each entry answered, by day: citations that find themselves, and marks of the days that changed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from training.rls import secure

COLUMNS = ("entry_id", "conversation_id", "started_at")
# Rows of each organization are seen in its scope only, by the owner too.
FILL = """
DO $$
DECLARE
    organization bigint;
BEGIN
    FOR organization IN SELECT id FROM training_organization LOOP
        PERFORM set_config('app.organization_id', organization::text, true);
        UPDATE knowledge_citation AS cited
        SET entry_id = version.entry_id, conversation_id = conversation.id, started_at = conversation.started_at
        FROM knowledge_knowledgeversion AS version, training_message AS message, training_conversation AS conversation
        WHERE cited.organization_id = organization AND version.id = cited.version_id
            AND message.id = cited.message_id AND conversation.id = message.conversation_id;
        INSERT INTO knowledge_dirtyentryday (organization_id, entry_id, day)
        SELECT DISTINCT cited.organization_id, cited.entry_id, (cited.started_at AT TIME ZONE place.timezone)::date
        FROM knowledge_citation AS cited JOIN training_organization AS place ON place.id = cited.organization_id
        WHERE cited.organization_id = organization;
    END LOOP;
    PERFORM set_config('app.organization_id', '', true);
END
$$
"""
COMPLETE = """
CREATE FUNCTION knowledge_complete_citation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT entry_id INTO NEW.entry_id FROM knowledge_knowledgeversion WHERE id = NEW.version_id;
    SELECT conversation.id, conversation.started_at INTO NEW.conversation_id, NEW.started_at
    FROM training_message AS message JOIN training_conversation AS conversation ON conversation.id = message.conversation_id
    WHERE message.id = NEW.message_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER knowledge_complete_citation BEFORE INSERT ON knowledge_citation
FOR EACH ROW EXECUTE FUNCTION knowledge_complete_citation();
"""
# Statement-level triggers: whatever writes citations, the days they lie in are marked.
MARK = """
CREATE FUNCTION knowledge_mark_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO knowledge_dirtyentryday (organization_id, entry_id, day)
    SELECT DISTINCT cited.organization_id, cited.entry_id, (cited.started_at AT TIME ZONE place.timezone)::date
    FROM {rows} AS cited JOIN training_organization AS place ON place.id = cited.organization_id
    ORDER BY 1, 3, 2;
    RETURN NULL;
END
$$;
CREATE TRIGGER knowledge_mark_{event} AFTER {event} ON knowledge_citation
REFERENCING {table} AS {rows} FOR EACH STATEMENT EXECUTE FUNCTION knowledge_mark_{event}();
"""
UNMARK = """
DROP TRIGGER knowledge_mark_{event} ON knowledge_citation;
DROP FUNCTION knowledge_mark_{event}();
"""
# A conversation that is analysed, rated or moved: the days of the entries that answered it.
MARK_CONVERSATIONS = """
CREATE FUNCTION knowledge_mark_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    has_moved boolean;
BEGIN
    INSERT INTO knowledge_dirtyentryday (organization_id, entry_id, day)
    SELECT DISTINCT cited.organization_id, cited.entry_id, (moment AT TIME ZONE place.timezone)::date
    FROM new_rows AS after JOIN old_rows AS before USING (id)
    JOIN knowledge_citation AS cited ON cited.organization_id = after.organization_id AND cited.conversation_id = after.id
    JOIN training_organization AS place ON place.id = cited.organization_id
    CROSS JOIN LATERAL (VALUES (after.started_at), (before.started_at)) AS moments (moment)
    WHERE (before.analysed_at IS NULL, before.is_success, before.is_resolved, before.is_handed_off, before.satisfaction, before.started_at)
        IS DISTINCT FROM
        (after.analysed_at IS NULL, after.is_success, after.is_resolved, after.is_handed_off, after.satisfaction, after.started_at)
    ORDER BY 1, 3, 2;
    SELECT EXISTS (
        SELECT FROM new_rows AS after JOIN old_rows AS before USING (id) WHERE after.started_at <> before.started_at
    ) INTO has_moved;
    IF has_moved THEN
        UPDATE knowledge_citation AS cited SET started_at = after.started_at
        FROM new_rows AS after JOIN old_rows AS before USING (id)
        WHERE after.started_at <> before.started_at
            AND cited.organization_id = after.organization_id AND cited.conversation_id = after.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER knowledge_mark_conversations AFTER UPDATE ON training_conversation
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION knowledge_mark_conversations();
"""
# Days are days on the organization's clock: another timezone moves conversations to the day before or after.
MOVE_CLOCK = """
CREATE FUNCTION knowledge_move_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO knowledge_dirtyentryday (organization_id, entry_id, day)
    SELECT DISTINCT organization_id, entry_id, day + shift
    FROM knowledge_entryperformance CROSS JOIN generate_series(-1, 1) AS shift
    WHERE organization_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER knowledge_move_clock AFTER UPDATE OF timezone ON training_organization
FOR EACH ROW WHEN (OLD.timezone <> NEW.timezone) EXECUTE FUNCTION knowledge_move_clock();
"""
ROWS = {"insert": ("new_rows", "NEW TABLE"), "delete": ("old_rows", "OLD TABLE")}


def drop(trigger: str, table: str) -> str:
    return f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {trigger}()"


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0003_version_kind'),
        ('training', '0002_proof'),
    ]

    operations = [
        migrations.CreateModel(
            name='DirtyEntryDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge.knowledgeentry')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'day', 'entry'], name='knowledge_dirtyday_by_entry')],
            },
        ),
        secure("knowledge_dirtyentryday"),
        migrations.AddField(
            model_name='knowledgeentry',
            name='scored_on',
            field=models.DateField(blank=True, help_text='The day of which its score is.', null=True),
        ),
        migrations.AlterField(
            model_name='knowledgeentry',
            name='last_used_at',
            field=models.DateTimeField(blank=True, help_text='When a reply or an answer of Ask last cited it.', null=True),
        ),
        migrations.AlterField(
            model_name='entryperformance',
            name='cited',
            field=models.PositiveIntegerField(default=0, help_text='Analysed conversations that were answered from it.'),
        ),
        migrations.AlterField(
            model_name='entryperformance',
            name='hurt',
            field=models.PositiveIntegerField(default=0, help_text='Of those, failures that are no success either.'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgeentry',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgeentry',
            name='update_update',
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='scored_on',
            field=models.DateField(blank=True, help_text='The day of which its score is.', null=True),
        ),
        migrations.AlterField(
            model_name='knowledgeentryevent',
            name='last_used_at',
            field=models.DateTimeField(blank=True, help_text='When a reply or an answer of Ask last cited it.', null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scored_on", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."scored_on", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='86bc2724cc082e5f889c4607e112e2f36eb55e12', operation='INSERT', pgid='pgtrigger_insert_insert_f3cac', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."current_version_id" IS DISTINCT FROM (NEW."current_version_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scored_on", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."scored_on", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='036a11cfb254736d3cc0b352e20a1eb1dffba355', operation='UPDATE', pgid='pgtrigger_update_update_f325e', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name='citation',
                    name='entry',
                    field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge.knowledgeentry'),
                ),
                migrations.AddField(
                    model_name='citation',
                    name='conversation',
                    field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.conversation'),
                ),
                migrations.AddField(
                    model_name='citation',
                    name='started_at',
                    field=models.DateTimeField(editable=False, help_text='When the conversation began.'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER TABLE knowledge_citation ADD COLUMN entry_id bigint, ADD COLUMN conversation_id bigint, "
                        "ADD COLUMN started_at timestamptz",
                        FILL,
                        *(f"ALTER TABLE knowledge_citation ALTER COLUMN {column} SET NOT NULL" for column in COLUMNS),
                    ],
                    [f"ALTER TABLE knowledge_citation DROP COLUMN {column}" for column in COLUMNS],
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['organization', 'entry', 'started_at'], name='knowledge_citation_by_entry'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['organization', 'conversation'], name='knowledge_citation_by_conv'),
        ),
        migrations.RunSQL(COMPLETE, drop("knowledge_complete_citation", "knowledge_citation")),
        *[
            migrations.RunSQL(MARK.format(event=event, rows=rows, table=table), UNMARK.format(event=event))
            for event, (rows, table) in ROWS.items()
        ],
        migrations.RunSQL(MARK_CONVERSATIONS, drop("knowledge_mark_conversations", "training_conversation")),
        migrations.RunSQL(MOVE_CLOCK, drop("knowledge_move_clock", "training_organization")),
    ]
