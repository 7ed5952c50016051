"""What accepting a gap would do, by its kind, and other wordings of its question."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0011_gap_arrangements'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgegap',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgegap',
            name='update_update',
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='suggested_asked_as',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='Other wordings of the question.', size=None),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='suggested_fix',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='suggested_asked_as',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='Other wordings of the question.', size=None),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='suggested_fix',
            field=models.JSONField(blank=True, default=dict),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgegap',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_knowledgegapevent" ("answered_count", "answered_well_count", "apart_from", "asked_again_at", "asked_again_count", "centroid", "channels", "cohesion", "created_at", "customers_when_dismissed", "decided_at", "decided_by_id", "drafted_at", "drafted_question_count", "embedding_model", "expired_at", "failed_ticket_count", "first_asked_at", "frequency", "id", "impact", "is_count_due", "is_kind_fixed", "is_made_by_hand", "is_title_fixed", "keywords", "kind", "kind_decided_at", "kind_entry_id", "kind_facts", "kind_knowledge_mark", "kind_other_entry_id", "kind_question_count", "kind_reason", "last_asked_at", "learning_update_id", "merged_at", "merged_into_id", "named_question_count", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "question_count", "rated_count", "reach", "reason", "reason_code", "return_reason", "returned_at", "saving", "saving_high", "saving_low", "score", "status", "suggested_asked_as", "suggested_content", "suggested_fix", "suggested_title", "suggestion_engine", "suggestion_note", "suggestion_sources", "ticket_count", "title", "updated_at") VALUES (NEW."answered_count", NEW."answered_well_count", NEW."apart_from", NEW."asked_again_at", NEW."asked_again_count", NEW."centroid", NEW."channels", NEW."cohesion", NEW."created_at", NEW."customers_when_dismissed", NEW."decided_at", NEW."decided_by_id", NEW."drafted_at", NEW."drafted_question_count", NEW."embedding_model", NEW."expired_at", NEW."failed_ticket_count", NEW."first_asked_at", NEW."frequency", NEW."id", NEW."impact", NEW."is_count_due", NEW."is_kind_fixed", NEW."is_made_by_hand", NEW."is_title_fixed", NEW."keywords", NEW."kind", NEW."kind_decided_at", NEW."kind_entry_id", NEW."kind_facts", NEW."kind_knowledge_mark", NEW."kind_other_entry_id", NEW."kind_question_count", NEW."kind_reason", NEW."last_asked_at", NEW."learning_update_id", NEW."merged_at", NEW."merged_into_id", NEW."named_question_count", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."priority", NEW."question_count", NEW."rated_count", NEW."reach", NEW."reason", NEW."reason_code", NEW."return_reason", NEW."returned_at", NEW."saving", NEW."saving_high", NEW."saving_low", NEW."score", NEW."status", NEW."suggested_asked_as", NEW."suggested_content", NEW."suggested_fix", NEW."suggested_title", NEW."suggestion_engine", NEW."suggestion_note", NEW."suggestion_sources", NEW."ticket_count", NEW."title", NEW."updated_at"); RETURN NULL;', hash='fea3081773c9b6c791fc184d275fa420a43b4e1f', operation='INSERT', pgid='pgtrigger_insert_insert_a3c7b', table='knowledge_knowledgegap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgegap',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."apart_from" IS DISTINCT FROM (NEW."apart_from") OR OLD."learning_update_id" IS DISTINCT FROM (NEW."learning_update_id") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "knowledge_knowledgegapevent" ("answered_count", "answered_well_count", "apart_from", "asked_again_at", "asked_again_count", "centroid", "channels", "cohesion", "created_at", "customers_when_dismissed", "decided_at", "decided_by_id", "drafted_at", "drafted_question_count", "embedding_model", "expired_at", "failed_ticket_count", "first_asked_at", "frequency", "id", "impact", "is_count_due", "is_kind_fixed", "is_made_by_hand", "is_title_fixed", "keywords", "kind", "kind_decided_at", "kind_entry_id", "kind_facts", "kind_knowledge_mark", "kind_other_entry_id", "kind_question_count", "kind_reason", "last_asked_at", "learning_update_id", "merged_at", "merged_into_id", "named_question_count", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "question_count", "rated_count", "reach", "reason", "reason_code", "return_reason", "returned_at", "saving", "saving_high", "saving_low", "score", "status", "suggested_asked_as", "suggested_content", "suggested_fix", "suggested_title", "suggestion_engine", "suggestion_note", "suggestion_sources", "ticket_count", "title", "updated_at") VALUES (NEW."answered_count", NEW."answered_well_count", NEW."apart_from", NEW."asked_again_at", NEW."asked_again_count", NEW."centroid", NEW."channels", NEW."cohesion", NEW."created_at", NEW."customers_when_dismissed", NEW."decided_at", NEW."decided_by_id", NEW."drafted_at", NEW."drafted_question_count", NEW."embedding_model", NEW."expired_at", NEW."failed_ticket_count", NEW."first_asked_at", NEW."frequency", NEW."id", NEW."impact", NEW."is_count_due", NEW."is_kind_fixed", NEW."is_made_by_hand", NEW."is_title_fixed", NEW."keywords", NEW."kind", NEW."kind_decided_at", NEW."kind_entry_id", NEW."kind_facts", NEW."kind_knowledge_mark", NEW."kind_other_entry_id", NEW."kind_question_count", NEW."kind_reason", NEW."last_asked_at", NEW."learning_update_id", NEW."merged_at", NEW."merged_into_id", NEW."named_question_count", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."priority", NEW."question_count", NEW."rated_count", NEW."reach", NEW."reason", NEW."reason_code", NEW."return_reason", NEW."returned_at", NEW."saving", NEW."saving_high", NEW."saving_low", NEW."score", NEW."status", NEW."suggested_asked_as", NEW."suggested_content", NEW."suggested_fix", NEW."suggested_title", NEW."suggestion_engine", NEW."suggestion_note", NEW."suggestion_sources", NEW."ticket_count", NEW."title", NEW."updated_at"); RETURN NULL;', hash='b7abd638cfb10c408575da945252e937987b198a', operation='UPDATE', pgid='pgtrigger_update_update_8a74f', table='knowledge_knowledgegap', when='AFTER')),
        ),
    ]
