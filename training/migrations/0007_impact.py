"""What applied updates did: their measurements, and what was read of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0006_mined'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImpactMeasurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('design', models.CharField(choices=[('topics', 'Its topics, before and after, beside untouched ones'), ('split', 'One part of the customers against the other')], max_length=6)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('share', models.FloatField(blank=True, help_text='Part of the customers that are served with it.', null=True)),
                ('salt', models.CharField(blank=True, max_length=80)),
                ('evidence_from', models.DateField(help_text='First day of the evidence: it and the days up to the change are left out.')),
                ('applied_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, help_text='When it was rolled back.', null=True)),
                ('earlier', models.JSONField(blank=True, default=list, help_text='When it was live before: [{"applied_on", "ended_on", "verdict"}].')),
                ('before_days', models.PositiveSmallIntegerField()),
                ('after_days', models.PositiveSmallIntegerField()),
                ('fewest', models.PositiveSmallIntegerField()),
                ('mixture_variances', models.JSONField(blank=True, help_text='By metric, chosen once, before the first look; null until then.', null=True)),
                ('forecast', models.JSONField(blank=True, default=dict, help_text='Of the replay: {"fixes", "questions", "asked", "failed", "days", "effect", "monthly"}.')),
                ('verdict', models.CharField(choices=[('helped', 'Helped'), ('no_difference', 'No difference'), ('hurt', 'Hurt'), ('too_early', 'Too early')], default='too_early', max_length=13)),
                ('reason', models.TextField(blank=True, help_text='Why it is too early, or ended undecided.')),
                ('decided_on', models.DateField(blank=True, help_text='The day of the look that gave the verdict.', null=True)),
                ('read_on', models.DateField(blank=True, help_text='The day of the last look.', null=True)),
                ('closed_at', models.DateTimeField(blank=True, help_text='Since then it is not read any more.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
                ('update', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='measurement', to='training.learningupdate')),
            ],
        ),
        migrations.CreateModel(
            name='ImpactMeasurementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('applied_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, help_text='When it was rolled back.', null=True)),
                ('verdict', models.CharField(choices=[('helped', 'Helped'), ('no_difference', 'No difference'), ('hurt', 'Hurt'), ('too_early', 'Too early')], default='too_early', max_length=13)),
                ('reason', models.TextField(blank=True, help_text='Why it is too early, or ended undecided.')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.impactmeasurement')),
                ('update', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.learningupdate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImpactReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(choices=[('success', 'Success'), ('handoff', 'Handoff'), ('csat', 'CSAT'), ('resolution', 'Resolution time')], max_length=10)),
                ('read_on', models.DateField()),
                ('before_from', models.DateField(blank=True, null=True)),
                ('before_to', models.DateField(blank=True, help_text='The first day that is not in it any more.', null=True)),
                ('after_from', models.DateField(blank=True, null=True)),
                ('after_to', models.DateField(blank=True, help_text='The first day that is not in it any more.', null=True)),
                ('effect', models.FloatField(blank=True, null=True)),
                ('low', models.FloatField(blank=True, null=True)),
                ('high', models.FloatField(blank=True, null=True)),
                ('size_before', models.PositiveIntegerField(default=0, help_text='Of a split: those served without it.')),
                ('size_after', models.PositiveIntegerField(default=0, help_text='Of a split: those served with it.')),
                ('controls', models.PositiveIntegerField(default=0, help_text='Untouched topics it was held against.')),
                ('verdict', models.CharField(choices=[('helped', 'Helped'), ('no_difference', 'No difference'), ('hurt', 'Hurt'), ('too_early', 'Too early')], max_length=13)),
                ('reason', models.TextField(blank=True)),
                ('measurement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='training.impactmeasurement')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
        ),
        migrations.AddIndex(
            model_name='impactmeasurement',
            index=models.Index(fields=['organization', '-applied_on'], name='training_measure_by_day'),
        ),
        migrations.AddIndex(
            model_name='impactmeasurement',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['organization', 'id'], name='training_measure_open'),
        ),
        migrations.AddConstraint(
            model_name='impactmeasurement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('design', 'topics'), ('share__isnull', True)), models.Q(('design', 'split'), ('share__gt', 0), ('share__lt', 1)), _connector='OR'), name='training_measurement_split_has_share'),
        ),
        migrations.AddConstraint(
            model_name='impactmeasurement',
            constraint=models.CheckConstraint(condition=models.Q(('evidence_from__lte', models.F('applied_on'))), name='training_measurement_evidence_first'),
        ),
        migrations.AddConstraint(
            model_name='impactmeasurement',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('applied_on')), _connector='OR'), name='training_measurement_ends_after'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactmeasurement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_impactmeasurementevent" ("applied_on", "ended_on", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "topics", "update_id", "verdict") VALUES (NEW."applied_on", NEW."ended_on", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."topics", NEW."update_id", NEW."verdict"); RETURN NULL;', hash='4a151d0576eb1ba2a71b662a5c4242f3ed9d3fce', operation='INSERT', pgid='pgtrigger_insert_insert_b23b6', table='training_impactmeasurement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='impactmeasurement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applied_on" IS DISTINCT FROM (NEW."applied_on") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict"))', func='INSERT INTO "training_impactmeasurementevent" ("applied_on", "ended_on", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "topics", "update_id", "verdict") VALUES (NEW."applied_on", NEW."ended_on", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."topics", NEW."update_id", NEW."verdict"); RETURN NULL;', hash='72a68a2b4d191b4bf29c7d5ddfaff7ae67636e9b', operation='UPDATE', pgid='pgtrigger_update_update_0c991', table='training_impactmeasurement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='impactreading',
            constraint=models.UniqueConstraint(fields=('organization', 'measurement', 'metric', 'read_on'), name='training_impactreading_once'),
        ),
        migrations.AddConstraint(
            model_name='impactreading',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('effect__isnull', True), ('high__isnull', True), ('low__isnull', True)), models.Q(('high__gte', models.F('effect')), ('low__lte', models.F('effect'))), _connector='OR'), name='training_impactreading_interval_holds_effect'),
        ),
        *[secure(f"training_{table}") for table in ("impactmeasurement", "impactmeasurementevent", "impactreading")],
    ]
