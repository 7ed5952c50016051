"""People's answers held against entries: the findings, and marks of conversations to look at."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from training.rls import secure


MARK = '''
CREATE FUNCTION knowledge_mark_to_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO knowledge_conversationtocheck (organization_id, conversation_id)
    SELECT after.organization_id, after.id FROM new_rows AS after JOIN old_rows AS before USING (id)
    WHERE after.analysed_at IS NOT NULL AND before.analysed_at IS DISTINCT FROM after.analysed_at
    ORDER BY 1, 2;
    RETURN NULL;
END
$$;
CREATE TRIGGER knowledge_mark_to_check AFTER UPDATE ON training_conversation
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION knowledge_mark_to_check();
'''
UNMARK = "DROP TRIGGER knowledge_mark_to_check ON training_conversation; DROP FUNCTION knowledge_mark_to_check()"
FILL = '''
DO $$
DECLARE
    organization bigint;
BEGIN
    FOR organization IN SELECT id FROM training_organization LOOP
        PERFORM set_config('app.organization_id', organization::text, true);
        INSERT INTO knowledge_conversationtocheck (organization_id, conversation_id)
        SELECT organization_id, id FROM training_conversation
        WHERE organization_id = organization AND analysed_at IS NOT NULL AND started_at > now() - interval '30 days'
        ORDER BY id;
    END LOOP;
    PERFORM set_config('app.organization_id', '', true);
END
$$
'''


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0009_steady_gaps'),
        ('training', '0005_learned_intents'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConversationToCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name_plural': 'conversations to check',
            },
        ),
        migrations.CreateModel(
            name='EntryCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_key', models.CharField(max_length=32)),
                ('said_at', models.DateTimeField()),
                ('has_conflict', models.BooleanField()),
                ('conflicts', models.JSONField(default=list)),
            ],
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
            model_name='knowledgeentry',
            name='drift_on',
            field=models.DateField(blank=True, help_text='The day of which its drift is.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='drift_on',
            field=models.DateField(blank=True, help_text='The day of which its drift is.', null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "drift_on", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scored_on", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."drift_on", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."scored_on", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='bffc9aa883cd550d2f5cc61149c690fb6bcaa019', operation='INSERT', pgid='pgtrigger_insert_insert_f3cac', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."current_version_id" IS DISTINCT FROM (NEW."current_version_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "drift_on", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scored_on", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."drift_on", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."scored_on", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='4d3d9e2d0faa7fe7260796fe128437ea5496e6dc', operation='UPDATE', pgid='pgtrigger_update_update_f325e', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        migrations.AddField(
            model_name='conversationtocheck',
            name='conversation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='conversationtocheck',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='entrycheck',
            name='conversation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='entrycheck',
            name='entry',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='entrycheck',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='entrycheck',
            name='version',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='knowledge.knowledgeversion'),
        ),
        migrations.AddIndex(
            model_name='conversationtocheck',
            index=models.Index(fields=['organization', 'id'], name='knowledge_tocheck_by_org'),
        ),
        migrations.AddIndex(
            model_name='entrycheck',
            index=models.Index(fields=['organization', 'version', '-said_at'], name='knowledge_check_by_version'),
        ),
        migrations.AddConstraint(
            model_name='entrycheck',
            constraint=models.UniqueConstraint(fields=('organization', 'entry', 'conversation'), name='knowledge_check_once'),
        ),
        *[secure(f"knowledge_{table}") for table in ("conversationtocheck", "entrycheck")],
        migrations.RunSQL([FILL], migrations.RunSQL.noop),
        migrations.RunSQL(MARK, UNMARK),
    ]
