"""Updates of knowledge that serve a part of the customers first."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0012_agent_readings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Canary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.FloatField(help_text='Part of the customers that it serves, 0–1.')),
                ('salt', models.CharField(max_length=80)),
                ('planned_size', models.PositiveIntegerField(help_text='So many conversations with it, without harm, are enough.')),
                ('outcome', models.CharField(choices=[('running', 'Running'), ('served', 'Given to everyone'), ('worse', 'Went worse, taken back by itself'), ('taken_back', 'Taken back by a person'), ('withdrawn', 'The approval was undone'), ('broken', 'Could not be served any more')], default='running', max_length=10)),
                ('figures', models.JSONField(blank=True, default=dict)),
                ('started_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'canaries',
            },
        ),
        migrations.CreateModel(
            name='CanaryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('share', models.FloatField(help_text='Part of the customers that it serves, 0–1.')),
                ('outcome', models.CharField(choices=[('running', 'Running'), ('served', 'Given to everyone'), ('worse', 'Went worse, taken back by itself'), ('taken_back', 'Taken back by a person'), ('withdrawn', 'The approval was undone'), ('broken', 'Could not be served any more')], default='running', max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organization',
            name='update_update',
        ),
        migrations.AddField(
            model_name='organization',
            name='canary_percent',
            field=models.PositiveSmallIntegerField(default=10, help_text='What is offered when somebody approves a change of the knowledge; it is off unless they ask for it.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='percent of the customers who get a change first'),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='canary_percent',
            field=models.PositiveSmallIntegerField(default=10, help_text='What is offered when somebody approves a change of the knowledge; it is off unless they ask for it.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='percent of the customers who get a change first'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_organizationevent" ("canary_percent", "created_at", "currency", "cycle_interval_minutes", "embedding_model", "engine", "entry_stale_days", "gap_expiry_days", "gap_min_customers", "gap_return_customers", "gap_window_days", "human_ticket_cost", "id", "is_cycle_paused", "is_demo", "min_rate_n", "monthly_budget", "name", "own_addresses", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "success_resolution_seconds", "timezone", "updated_at") VALUES (NEW."canary_percent", NEW."created_at", NEW."currency", NEW."cycle_interval_minutes", NEW."embedding_model", NEW."engine", NEW."entry_stale_days", NEW."gap_expiry_days", NEW."gap_min_customers", NEW."gap_return_customers", NEW."gap_window_days", NEW."human_ticket_cost", NEW."id", NEW."is_cycle_paused", NEW."is_demo", NEW."min_rate_n", NEW."monthly_budget", NEW."name", NEW."own_addresses", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."slug", NEW."success_resolution_seconds", NEW."timezone", NEW."updated_at"); RETURN NULL;', hash='48fbc757c95e889a858035cad1a775f1888a1123', operation='UPDATE', pgid='pgtrigger_update_update_c47a4', table='training_organization', when='AFTER')),
        ),
        migrations.AddField(
            model_name='canary',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='canary',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='canary',
            name='update',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='canaries', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='canaryevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='canaryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.canary'),
        ),
        migrations.AddField(
            model_name='canaryevent',
            name='update',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.learningupdate'),
        ),
        migrations.AddIndex(
            model_name='canary',
            index=models.Index(condition=models.Q(('outcome', 'running')), fields=['organization'], name='training_canary_running'),
        ),
        migrations.AddConstraint(
            model_name='canary',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'running')), fields=('organization', 'update'), name='training_canary_one_of_an_update'),
        ),
        migrations.AddConstraint(
            model_name='canary',
            constraint=models.UniqueConstraint(fields=('organization', 'salt'), name='training_canary_salt_once'),
        ),
        migrations.AddConstraint(
            model_name='canary',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lt', 1)), name='training_canary_share_is_a_part'),
        ),
        migrations.AddConstraint(
            model_name='canary',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', 'running')), models.Q(models.Q(('outcome', 'running'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='training_canary_ended_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='canary',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_canaryevent" ("organization_id", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "update_id") VALUES (NEW."organization_id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."share", NEW."update_id"); RETURN NULL;', hash='d498e86f505338d26dccb2e64ec814c1a36be1f4', operation='INSERT', pgid='pgtrigger_insert_insert_bdc16', table='training_canary', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='canary',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."outcome" IS DISTINCT FROM (NEW."outcome"))', func='INSERT INTO "training_canaryevent" ("organization_id", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "update_id") VALUES (NEW."organization_id", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."share", NEW."update_id"); RETURN NULL;', hash='0576a6b3244b3cd4ffc0b32567ebed4963b0e71d', operation='UPDATE', pgid='pgtrigger_update_update_2c912', table='training_canary', when='AFTER')),
        ),
        *[secure(f"training_{table}") for table in ("canary", "canaryevent")],
    ]
