"""Versions of the agent and what serves whom; each organization's first version is made of its settings."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure

# Rows of each organization are seen in its scope only, by the owner too.
FILL = """
DO $$
DECLARE
    place record;
    version bigint;
BEGIN
    FOR place IN SELECT id, handoff_confidence, created_at FROM training_organization ORDER BY id LOOP
        PERFORM set_config('app.organization_id', place.id::text, true);
        INSERT INTO training_agentversion (organization_id, major, minor, patch, model, system_prompt, temperature,
            context_size, handoff_confidence, status, note, created_at, activated_at)
        VALUES (place.id, 1, 0, 0, '', 'You are a customer-support agent. Answer the question only from the passages '
            'you are given, in plain, short, friendly sentences. If they do not answer it, say that you cannot tell.',
            0.2, 5, place.handoff_confidence, 'active', 'The first version', place.created_at, place.created_at)
        RETURNING id INTO version;
        INSERT INTO training_deployment (organization_id, agent_version_id, share, salt, started_at, end_reason)
        VALUES (place.id, version, 1, '', place.created_at, '');
    END LOOP;
    PERFORM set_config('app.organization_id', '', true);
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0007_impact'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('major', models.PositiveIntegerField(default=1)),
                ('minor', models.PositiveIntegerField(default=0)),
                ('patch', models.PositiveIntegerField(default=0)),
                ('model', models.CharField(blank=True, help_text="Of the hosted engine; blank: the server's own.", max_length=80)),
                ('system_prompt', models.TextField(default='You are a customer-support agent. Answer the question only from the passages you are given, in plain, short, friendly sentences. If they do not answer it, say that you cannot tell.', max_length=8000, verbose_name='instructions')),
                ('temperature', models.FloatField(default=0.2, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2)])),
                ('context_size', models.PositiveSmallIntegerField(default=5, help_text='So many passages of knowledge the engine gets to answer from.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='passages given')),
                ('handoff_confidence', models.FloatField(default=0.5, help_text='0 to 1. Below it the agent passes the question to a person.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='hand off below confidence')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('canary', 'Canary'), ('active', 'Active'), ('deprecated', 'Deprecated'), ('rolled_back', 'Rolled back')], default='draft', max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('activated_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AgentVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('major', models.PositiveIntegerField(default=1)),
                ('minor', models.PositiveIntegerField(default=0)),
                ('patch', models.PositiveIntegerField(default=0)),
                ('model', models.CharField(blank=True, help_text="Of the hosted engine; blank: the server's own.", max_length=80)),
                ('system_prompt', models.TextField(default='You are a customer-support agent. Answer the question only from the passages you are given, in plain, short, friendly sentences. If they do not answer it, say that you cannot tell.', max_length=8000, verbose_name='instructions')),
                ('temperature', models.FloatField(default=0.2, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2)])),
                ('context_size', models.PositiveSmallIntegerField(default=5, help_text='So many passages of knowledge the engine gets to answer from.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='passages given')),
                ('handoff_confidence', models.FloatField(default=0.5, help_text='0 to 1. Below it the agent passes the question to a person.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='hand off below confidence')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('canary', 'Canary'), ('active', 'Active'), ('deprecated', 'Deprecated'), ('rolled_back', 'Rolled back')], default='draft', max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('activated_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.FloatField(default=1.0)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='DeploymentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('share', models.FloatField(default=1.0)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='agentversion',
            name='created_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agentversion',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='agentversion',
            name='parent',
            field=models.ForeignKey(blank=True, help_text='What it was made from.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.agentversion'),
        ),
        migrations.AddField(
            model_name='agentversion',
            name='update',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='agent_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.agentversion'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('agent_version__isnull', False)), fields=['organization', 'agent_version', '-started_at'], name='training_conv_by_agent'),
        ),
        migrations.AddField(
            model_name='agentversionevent',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agentversionevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='agentversionevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it was made from.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.agentversion'),
        ),
        migrations.AddField(
            model_name='agentversionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.agentversion'),
        ),
        migrations.AddField(
            model_name='agentversionevent',
            name='update',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='agent_version',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deployments', to='training.agentversion'),
        ),
        migrations.AddField(
            model_name='deployment',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='agent_version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.agentversion'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='deploymentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.deployment'),
        ),
        migrations.AddIndex(
            model_name='agentversion',
            index=models.Index(condition=models.Q(('update__isnull', False)), fields=['organization', 'update'], name='training_agent_by_update'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.UniqueConstraint(fields=('organization', 'major', 'minor', 'patch'), name='training_agentversion_number_once'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('organization',), name='training_agentversion_one_active'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.CheckConstraint(condition=models.Q(('handoff_confidence__range', (0, 1))), name='training_agentversion_confidence_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.CheckConstraint(condition=models.Q(('temperature__range', (0, 2))), name='training_agentversion_temperature_in_range'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.CheckConstraint(condition=models.Q(('context_size__range', (1, 20))), name='training_agentversion_context_in_range'),
        ),
        migrations.AddConstraint(
            model_name='agentversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'active'), _negated=True), models.Q(('activated_at__isnull', False), ('retired_at__isnull', True)), _connector='OR'), name='training_agentversion_active_is_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agentversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_agentversionevent" ("activated_at", "context_size", "created_at", "created_by_id", "handoff_confidence", "id", "major", "minor", "model", "note", "organization_id", "parent_id", "patch", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "status", "system_prompt", "temperature", "update_id") VALUES (NEW."activated_at", NEW."context_size", NEW."created_at", NEW."created_by_id", NEW."handoff_confidence", NEW."id", NEW."major", NEW."minor", NEW."model", NEW."note", NEW."organization_id", NEW."parent_id", NEW."patch", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."status", NEW."system_prompt", NEW."temperature", NEW."update_id"); RETURN NULL;', hash='b0fe71fa172cc45c001146e43fa90ebabf95b7ec', operation='INSERT', pgid='pgtrigger_insert_insert_0e3ba', table='training_agentversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agentversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "training_agentversionevent" ("activated_at", "context_size", "created_at", "created_by_id", "handoff_confidence", "id", "major", "minor", "model", "note", "organization_id", "parent_id", "patch", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "status", "system_prompt", "temperature", "update_id") VALUES (NEW."activated_at", NEW."context_size", NEW."created_at", NEW."created_by_id", NEW."handoff_confidence", NEW."id", NEW."major", NEW."minor", NEW."model", NEW."note", NEW."organization_id", NEW."parent_id", NEW."patch", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."retired_at", NEW."status", NEW."system_prompt", NEW."temperature", NEW."update_id"); RETURN NULL;', hash='703914f526fe98b19099593361493f8e87b67d23', operation='UPDATE', pgid='pgtrigger_update_update_64c7d', table='training_agentversion', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='deployment',
            index=models.Index(fields=['organization', 'agent_version', '-started_at'], name='training_deploy_by_version'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organization', 'agent_version'), name='training_deployment_live_once'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='training_deployment_share_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='deployment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='training_deployment_ends_after_it_starts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deployment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_deploymentevent" ("agent_version_id", "end_reason", "ended_at", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "salt", "share", "started_at") VALUES (NEW."agent_version_id", NEW."end_reason", NEW."ended_at", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."salt", NEW."share", NEW."started_at"); RETURN NULL;', hash='4d00ec86808b0e4531d9a5806e22d228ff5fed10', operation='INSERT', pgid='pgtrigger_insert_insert_42308', table='training_deployment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deployment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ended_at" IS DISTINCT FROM (NEW."ended_at"))', func='INSERT INTO "training_deploymentevent" ("agent_version_id", "end_reason", "ended_at", "id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "salt", "share", "started_at") VALUES (NEW."agent_version_id", NEW."end_reason", NEW."ended_at", NEW."id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."salt", NEW."share", NEW."started_at"); RETURN NULL;', hash='d65ecf99ee2d8fb3e3296081e011fe7e090ceafb', operation='UPDATE', pgid='pgtrigger_update_update_1ea4b', table='training_deployment', when='AFTER')),
        ),
        *[
            secure(f"training_{table}")
            for table in ("agentversion", "agentversionevent", "deployment", "deploymentevent")
        ],
        # Last: a table with rows that wait for their foreign keys to be checked cannot be altered.
        migrations.RunSQL(sql=FILL, reverse_sql=migrations.RunSQL.noop),
    ]
