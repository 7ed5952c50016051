"""Uploaded files of entries, from the preview to the decision."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0006_model_indexes'),
        ('training', '0005_learned_intents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(max_length=10)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Imported'), ('discarded', 'Discarded')], default='waiting', max_length=10)),
                ('rows', models.JSONField(default=list)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('flagged', models.PositiveIntegerField(default=0, help_text='Of the added and changed, those with red flags.')),
                ('scrubbed', models.PositiveIntegerField(default=0, help_text='Pieces of personal data that were taken out.')),
                ('has_seen_flags', models.BooleanField(default=False, help_text='The person ticked to have seen the red flags.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='EntryImportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(max_length=10)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Imported'), ('discarded', 'Discarded')], default='waiting', max_length=10)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('flagged', models.PositiveIntegerField(default=0, help_text='Of the added and changed, those with red flags.')),
                ('scrubbed', models.PositiveIntegerField(default=0, help_text='Pieces of personal data that were taken out.')),
                ('has_seen_flags', models.BooleanField(default=False, help_text='The person ticked to have seen the red flags.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='knowledge.entryimport')),
                ('uploaded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='entryimport',
            index=models.Index(fields=['organization', '-created_at'], name='knowledge_import_by_time'),
        ),
        *[secure(f"knowledge_{table}") for table in ("entryimport", "entryimportevent")],
        pgtrigger.migrations.AddTrigger(
            model_name='entryimport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_entryimportevent" ("added", "changed", "created_at", "decided_at", "file_name", "flagged", "format", "has_seen_flags", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refused", "scrubbed", "status", "unchanged", "uploaded_by_id") VALUES (NEW."added", NEW."changed", NEW."created_at", NEW."decided_at", NEW."file_name", NEW."flagged", NEW."format", NEW."has_seen_flags", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."refused", NEW."scrubbed", NEW."status", NEW."unchanged", NEW."uploaded_by_id"); RETURN NULL;', hash='180db2c007d959f285686c30fa52b895860fc91c', operation='INSERT', pgid='pgtrigger_insert_insert_cb926', table='knowledge_entryimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entryimport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "knowledge_entryimportevent" ("added", "changed", "created_at", "decided_at", "file_name", "flagged", "format", "has_seen_flags", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refused", "scrubbed", "status", "unchanged", "uploaded_by_id") VALUES (NEW."added", NEW."changed", NEW."created_at", NEW."decided_at", NEW."file_name", NEW."flagged", NEW."format", NEW."has_seen_flags", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."refused", NEW."scrubbed", NEW."status", NEW."unchanged", NEW."uploaded_by_id"); RETURN NULL;', hash='0472f1bc67961095782ffe8329e6f239eb1e316e', operation='UPDATE', pgid='pgtrigger_update_update_72327', table='knowledge_entryimport', when='AFTER')),
        ),
    ]
