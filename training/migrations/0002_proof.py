"""Settings of gaps and entries; red flags of updates."""

import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='learningupdate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='learningupdate',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organization',
            name='update_update',
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='break_reason',
            field=models.TextField(blank=True, help_text='Why it was approved although golden questions break.'),
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='flags',
            field=models.JSONField(blank=True, default=list, help_text='Red flags: [{"where": payload field or "evidence", "kind", "quote", "start", "end", "text"}].'),
        ),
        migrations.AddField(
            model_name='learningupdate',
            name='flags_seen_at',
            field=models.DateTimeField(blank=True, help_text='When the reviewer said they saw the flags.', null=True),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='break_reason',
            field=models.TextField(blank=True, help_text='Why it was approved although golden questions break.'),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='flags',
            field=models.JSONField(blank=True, default=list, help_text='Red flags: [{"where": payload field or "evidence", "kind", "quote", "start", "end", "text"}].'),
        ),
        migrations.AddField(
            model_name='learningupdateevent',
            name='flags_seen_at',
            field=models.DateTimeField(blank=True, help_text='When the reviewer said they saw the flags.', null=True),
        ),
        migrations.AddField(
            model_name='organization',
            name='embedding_model',
            field=models.CharField(blank=True, editable=False, help_text="Key of the embedding model in use; blank: the engine's.", max_length=80),
        ),
        migrations.AddField(
            model_name='organization',
            name='entry_stale_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Without being used or confirmed.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='days until an unused entry is stale'),
        ),
        migrations.AddField(
            model_name='organization',
            name='gap_expiry_days',
            field=models.PositiveSmallIntegerField(default=28, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days until an undecided gap expires'),
        ),
        migrations.AddField(
            model_name='organization',
            name='gap_return_customers',
            field=models.PositiveSmallIntegerField(default=3, help_text='Distinct customers who ask it in vain after it was dismissed.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='new customers that bring a dismissed gap back'),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='embedding_model',
            field=models.CharField(blank=True, editable=False, help_text="Key of the embedding model in use; blank: the engine's.", max_length=80),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='entry_stale_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Without being used or confirmed.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='days until an unused entry is stale'),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='gap_expiry_days',
            field=models.PositiveSmallIntegerField(default=28, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days until an undecided gap expires'),
        ),
        migrations.AddField(
            model_name='organizationevent',
            name='gap_return_customers',
            field=models.PositiveSmallIntegerField(default=3, help_text='Distinct customers who ask it in vain after it was dismissed.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='new customers that bring a dismissed gap back'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learningupdate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "training_learningupdateevent" ("applied_at", "break_reason", "confidence", "created_at", "decided_at", "decided_by_id", "error", "flags", "flags_seen_at", "id", "impact", "kind", "organization_id", "payload", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "reason_code", "result", "rolled_back_at", "rolled_back_by_id", "status", "title", "updated_at") VALUES (NEW."applied_at", NEW."break_reason", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."error", NEW."flags", NEW."flags_seen_at", NEW."id", NEW."impact", NEW."kind", NEW."organization_id", NEW."payload", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."reason_code", NEW."result", NEW."rolled_back_at", NEW."rolled_back_by_id", NEW."status", NEW."title", NEW."updated_at"); RETURN NULL;', hash='a9cca58bb3888271f04eccbb88b52c88578136a7', operation='INSERT', pgid='pgtrigger_insert_insert_c79a2', table='training_learningupdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learningupdate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."break_reason" IS DISTINCT FROM (NEW."break_reason") OR OLD."flags_seen_at" IS DISTINCT FROM (NEW."flags_seen_at") OR OLD."payload" IS DISTINCT FROM (NEW."payload") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reason_code" IS DISTINCT FROM (NEW."reason_code") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "training_learningupdateevent" ("applied_at", "break_reason", "confidence", "created_at", "decided_at", "decided_by_id", "error", "flags", "flags_seen_at", "id", "impact", "kind", "organization_id", "payload", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "reason_code", "result", "rolled_back_at", "rolled_back_by_id", "status", "title", "updated_at") VALUES (NEW."applied_at", NEW."break_reason", NEW."confidence", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."error", NEW."flags", NEW."flags_seen_at", NEW."id", NEW."impact", NEW."kind", NEW."organization_id", NEW."payload", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."reason_code", NEW."result", NEW."rolled_back_at", NEW."rolled_back_by_id", NEW."status", NEW."title", NEW."updated_at"); RETURN NULL;', hash='604e88fad87b9ce714795b9857c87ed2e27c9737', operation='UPDATE', pgid='pgtrigger_update_update_14974', table='training_learningupdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_organizationevent" ("created_at", "currency", "cycle_interval_minutes", "embedding_model", "engine", "entry_stale_days", "gap_expiry_days", "gap_min_customers", "gap_return_customers", "gap_window_days", "handoff_confidence", "human_ticket_cost", "id", "is_cycle_paused", "is_demo", "min_rate_n", "monthly_budget", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "success_resolution_seconds", "timezone", "updated_at") VALUES (NEW."created_at", NEW."currency", NEW."cycle_interval_minutes", NEW."embedding_model", NEW."engine", NEW."entry_stale_days", NEW."gap_expiry_days", NEW."gap_min_customers", NEW."gap_return_customers", NEW."gap_window_days", NEW."handoff_confidence", NEW."human_ticket_cost", NEW."id", NEW."is_cycle_paused", NEW."is_demo", NEW."min_rate_n", NEW."monthly_budget", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."slug", NEW."success_resolution_seconds", NEW."timezone", NEW."updated_at"); RETURN NULL;', hash='aecde3b0f8c05a8033632b93968b398e2af173aa', operation='UPDATE', pgid='pgtrigger_update_update_c47a4', table='training_organization', when='AFTER')),
        ),
    ]
