"""Rules by which updates approve themselves once that is earned, and the risk of each update."""

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
        ('training', '0013_canaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='AutonomyRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('risk', models.CharField(choices=[('low', 'Low'), ('high', 'High')], max_length=4)),
                ('is_on', models.BooleanField(default=False, verbose_name='applies itself once earned')),
                ('least_precision', models.FloatField(default=0.9, help_text='0.5 to 1.', validators=[django.core.validators.MinValueValidator(0.5), django.core.validators.MaxValueValidator(1)])),
                ('switched_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=400)),
                ('read_at', models.DateTimeField(blank=True, help_text='When a cycle last held it against its record.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AutonomyRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=24)),
                ('risk', models.CharField(choices=[('low', 'Low'), ('high', 'High')], max_length=4)),
                ('is_on', models.BooleanField(default=False, verbose_name='applies itself once earned')),
                ('least_precision', models.FloatField(default=0.9, help_text='0.5 to 1.', validators=[django.core.validators.MinValueValidator(0.5), django.core.validators.MaxValueValidator(1)])),
                ('switched_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=400)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='learningupdate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='learningupdate',
            name='update_update',
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='needs_person',
            field=models.BooleanField(default=False, help_text='A decision was taken back: no rule approves it.'),
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='risk',
            field=models.CharField(choices=[('low', 'Low'), ('high', 'High')], default='high', help_text='Told when it is proposed, and when it is edited.', max_length=4),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='needs_person',
            field=models.BooleanField(default=False, help_text='A decision was taken back: no rule approves it.'),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='risk',
            field=models.CharField(choices=[('low', 'Low'), ('high', 'High')], default='high', help_text='Told when it is proposed, and when it is edited.', max_length=4),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learningupdate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_learningupdateevent" ("applied_at", "break_reason", "confidence", "created_at", "decided_at", "decided_by_id", "error", "flags", "flags_seen_at", "id", "impact", "kind", "needs_person", "organization_id", "payload", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "reason_code", "result", "risk", "rolled_back_at", "rolled_back_by_id", "rule_id", "status", "title", "updated_at") VALUES (NEW."applied_at", NEW."break_reason", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."error", NEW."flags", NEW."flags_seen_at", NEW."id", NEW."impact", NEW."kind", NEW."needs_person", NEW."organization_id", NEW."payload", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."reason_code", NEW."result", NEW."risk", NEW."rolled_back_at", NEW."rolled_back_by_id", NEW."rule_id", NEW."status", NEW."title", NEW."updated_at"); RETURN NULL;', hash='c392e487f27a9ffee3ab91fc924fdfa3a7bfed30', operation='INSERT', pgid='pgtrigger_insert_insert_c79a2', table='training_learningupdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learningupdate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."break_reason" IS DISTINCT FROM (NEW."break_reason") OR OLD."flags_seen_at" IS DISTINCT FROM (NEW."flags_seen_at") OR OLD."payload" IS DISTINCT FROM (NEW."payload") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reason_code" IS DISTINCT FROM (NEW."reason_code") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "training_learningupdateevent" ("applied_at", "break_reason", "confidence", "created_at", "decided_at", "decided_by_id", "error", "flags", "flags_seen_at", "id", "impact", "kind", "needs_person", "organization_id", "payload", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "reason_code", "result", "risk", "rolled_back_at", "rolled_back_by_id", "rule_id", "status", "title", "updated_at") VALUES (NEW."applied_at", NEW."break_reason", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."error", NEW."flags", NEW."flags_seen_at", NEW."id", NEW."impact", NEW."kind", NEW."needs_person", NEW."organization_id", NEW."payload", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."reason_code", NEW."result", NEW."risk", NEW."rolled_back_at", NEW."rolled_back_by_id", NEW."rule_id", NEW."status", NEW."title", NEW."updated_at"); RETURN NULL;', hash='96286f247474dff13e364bd48d8217656b3057e4', operation='UPDATE', pgid='pgtrigger_update_update_14974', table='training_learningupdate', when='AFTER')),
        ),
        migrations.AddField(
            model_name='autonomyrule',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='autonomyrule',
            name='switched_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='rule',
            field=models.ForeignKey(blank=True, db_index=False, help_text="The rule that approved it in a person's place.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.autonomyrule'),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='rule',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text="The rule that approved it in a person's place.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.autonomyrule'),
        ),
        migrations.AddField(
            model_name='autonomyruleevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='autonomyruleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='training.autonomyrule'),
        ),
        migrations.AddField(
            model_name='autonomyruleevent',
            name='switched_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='autonomyrule',
            constraint=models.UniqueConstraint(fields=('organization', 'kind', 'risk'), name='training_autonomyrule_once'),
        ),
        migrations.AddConstraint(
            model_name='autonomyrule',
            constraint=models.CheckConstraint(condition=models.Q(('least_precision__range', (0.5, 1))), name='training_autonomyrule_precision_is_a_share'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='autonomyrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_autonomyruleevent" ("id", "is_on", "kind", "least_precision", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "risk", "switched_at", "switched_by_id", "withdrawn_at", "withdrawn_because") VALUES (NEW."id", NEW."is_on", NEW."kind", NEW."least_precision", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."risk", NEW."switched_at", NEW."switched_by_id", NEW."withdrawn_at", NEW."withdrawn_because"); RETURN NULL;', hash='1eb07d652a7fefc9062562235ec52b9891feae02', operation='INSERT', pgid='pgtrigger_insert_insert_c0477', table='training_autonomyrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='autonomyrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_on" IS DISTINCT FROM (NEW."is_on") OR OLD."least_precision" IS DISTINCT FROM (NEW."least_precision"))', func='INSERT INTO "training_autonomyruleevent" ("id", "is_on", "kind", "least_precision", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "risk", "switched_at", "switched_by_id", "withdrawn_at", "withdrawn_because") VALUES (NEW."id", NEW."is_on", NEW."kind", NEW."least_precision", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."risk", NEW."switched_at", NEW."switched_by_id", NEW."withdrawn_at", NEW."withdrawn_because"); RETURN NULL;', hash='88e371639769471d084a5b3f14b4ca80a82ee6cb', operation='UPDATE', pgid='pgtrigger_update_update_b78af', table='training_autonomyrule', when='AFTER')),
        ),
        *[secure(f"training_{table}") for table in ("autonomyrule", "autonomyruleevent")],
    ]
