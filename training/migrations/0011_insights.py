"""Insights."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0010_impact_metrics'),
    ]

    operations = [
        migrations.CreateModel(
            name='InsightUpkeep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField()),
                ('compared', models.PositiveIntegerField(default=0, help_text='Conversations that were compared.')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
        ),
        migrations.CreateModel(
            name='LearningInsight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('success_pattern', 'Success pattern'), ('failure_pattern', 'Failure pattern'), ('improvement_opportunity', 'Improvement opportunity')], max_length=24)),
                ('dimension', models.CharField(choices=[('time', 'Week'), ('channel', 'Channel'), ('intent', 'Intent'), ('knowledge', 'Entry used'), ('reply', 'Wording of the reply'), ('channel_of_intent', 'Channel within an intent')], max_length=20)),
                ('value', models.CharField(help_text='Of the dimension: a Monday, a channel, an intent, an entry’s id …', max_length=300)),
                ('label', models.CharField(help_text='The value for reading.', max_length=300)),
                ('metric', models.CharField(help_text='By which the group differs most surely.', max_length=12)),
                ('rate', models.FloatField()),
                ('rest_rate', models.FloatField()),
                ('effect', models.FloatField(help_text='Difference to the rest within what else was found, in shares of 1.')),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('p_adjusted', models.FloatField(help_text='Chance of anything like it among all that was compared.')),
                ('n', models.PositiveIntegerField()),
                ('n_rest', models.PositiveIntegerField()),
                ('figures', models.JSONField(blank=True, default=list, help_text='What the other metrics say of the group.')),
                ('also', models.JSONField(blank=True, default=list, help_text='Other names of mostly the same conversations: [{"dimension", "value", "label"}].')),
                ('conversation_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Of groups that no column tells apart.', size=None)),
                ('window_from', models.DateTimeField()),
                ('window_until', models.DateTimeField()),
                ('is_current', models.BooleanField(default=True, help_text='It was found when insights were computed last.')),
                ('status', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('dismissed', 'Dismissed'), ('turned', 'Turned into an update')], default='open', max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('found_at', models.DateTimeField(help_text='First.')),
                ('computed_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('learning_update', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.learningupdate')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
        ),
        migrations.CreateModel(
            name='LearningInsightEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('success_pattern', 'Success pattern'), ('failure_pattern', 'Failure pattern'), ('improvement_opportunity', 'Improvement opportunity')], max_length=24)),
                ('dimension', models.CharField(choices=[('time', 'Week'), ('channel', 'Channel'), ('intent', 'Intent'), ('knowledge', 'Entry used'), ('reply', 'Wording of the reply'), ('channel_of_intent', 'Channel within an intent')], max_length=20)),
                ('value', models.CharField(help_text='Of the dimension: a Monday, a channel, an intent, an entry’s id …', max_length=300)),
                ('label', models.CharField(help_text='The value for reading.', max_length=300)),
                ('metric', models.CharField(help_text='By which the group differs most surely.', max_length=12)),
                ('rate', models.FloatField()),
                ('rest_rate', models.FloatField()),
                ('effect', models.FloatField(help_text='Difference to the rest within what else was found, in shares of 1.')),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('p_adjusted', models.FloatField(help_text='Chance of anything like it among all that was compared.')),
                ('n', models.PositiveIntegerField()),
                ('n_rest', models.PositiveIntegerField()),
                ('window_from', models.DateTimeField()),
                ('window_until', models.DateTimeField()),
                ('is_current', models.BooleanField(default=True, help_text='It was found when insights were computed last.')),
                ('status', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('dismissed', 'Dismissed'), ('turned', 'Turned into an update')], default='open', max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('found_at', models.DateTimeField(help_text='First.')),
                ('computed_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('learning_update', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.learningupdate')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.learninginsight')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='learninginsight',
            index=models.Index(fields=['organization', 'status', 'p_adjusted'], name='training_insight_queue'),
        ),
        migrations.AddConstraint(
            model_name='learninginsight',
            constraint=models.UniqueConstraint(fields=('organization', 'dimension', 'value'), name='training_insight_once'),
        ),
        migrations.AddConstraint(
            model_name='learninginsight',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='training_insight_decided_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learninginsight',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_learninginsightevent" ("computed_at", "decided_at", "decided_by_id", "dimension", "effect", "found_at", "high", "id", "is_current", "kind", "label", "learning_update_id", "low", "metric", "n", "n_rest", "organization_id", "p_adjusted", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "reason", "rest_rate", "status", "value", "window_from", "window_until") VALUES (NEW."computed_at", NEW."decided_at", NEW."decided_by_id", NEW."dimension", NEW."effect", NEW."found_at", NEW."high", NEW."id", NEW."is_current", NEW."kind", NEW."label", NEW."learning_update_id", NEW."low", NEW."metric", NEW."n", NEW."n_rest", NEW."organization_id", NEW."p_adjusted", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."rate", NEW."reason", NEW."rest_rate", NEW."status", NEW."value", NEW."window_from", NEW."window_until"); RETURN NULL;', hash='10f3180a7eaf9af8ca40fb61fae87b7268e8a8a3', operation='INSERT', pgid='pgtrigger_insert_insert_bac31', table='training_learninginsight', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learninginsight',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "training_learninginsightevent" ("computed_at", "decided_at", "decided_by_id", "dimension", "effect", "found_at", "high", "id", "is_current", "kind", "label", "learning_update_id", "low", "metric", "n", "n_rest", "organization_id", "p_adjusted", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "reason", "rest_rate", "status", "value", "window_from", "window_until") VALUES (NEW."computed_at", NEW."decided_at", NEW."decided_by_id", NEW."dimension", NEW."effect", NEW."found_at", NEW."high", NEW."id", NEW."is_current", NEW."kind", NEW."label", NEW."learning_update_id", NEW."low", NEW."metric", NEW."n", NEW."n_rest", NEW."organization_id", NEW."p_adjusted", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."rate", NEW."reason", NEW."rest_rate", NEW."status", NEW."value", NEW."window_from", NEW."window_until"); RETURN NULL;', hash='240a029c34f2603d1f0b3532e18b300e45e07b1e', operation='UPDATE', pgid='pgtrigger_update_update_4ae57', table='training_learninginsight', when='AFTER')),
        ),
        *[
            secure(f"training_{table}")
            for table in ("insightupkeep", "learninginsight", "learninginsightevent")
        ],
    ]
