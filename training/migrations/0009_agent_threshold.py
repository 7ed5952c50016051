"""The threshold of handing off belongs to the agent's version."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0008_agent_versions'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='organization',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='organization',
            name='training_organization_confidence_is_a_share',
        ),
        migrations.RemoveField(
            model_name='organization',
            name='handoff_confidence',
        ),
        migrations.RemoveField(
            model_name='organizationevent',
            name='handoff_confidence',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "training_organizationevent" ("created_at", "currency", "cycle_interval_minutes", "embedding_model", "engine", "entry_stale_days", "gap_expiry_days", "gap_min_customers", "gap_return_customers", "gap_window_days", "human_ticket_cost", "id", "is_cycle_paused", "is_demo", "min_rate_n", "monthly_budget", "name", "own_addresses", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "success_resolution_seconds", "timezone", "updated_at") VALUES (NEW."created_at", NEW."currency", NEW."cycle_interval_minutes", NEW."embedding_model", NEW."engine", NEW."entry_stale_days", NEW."gap_expiry_days", NEW."gap_min_customers", NEW."gap_return_customers", NEW."gap_window_days", NEW."human_ticket_cost", NEW."id", NEW."is_cycle_paused", NEW."is_demo", NEW."min_rate_n", NEW."monthly_budget", NEW."name", NEW."own_addresses", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."slug", NEW."success_resolution_seconds", NEW."timezone", NEW."updated_at"); RETURN NULL;', hash='de46d82af72864a347345cd11a282a33e276c8c6', operation='UPDATE', pgid='pgtrigger_update_update_c47a4', table='training_organization', when='AFTER')),
        ),
    ]
