"""Typed gaps, golden questions and replays, candidate entries, per-entry performance, refreshes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0001_initial'),
        ('training', '0002_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidateEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('content', models.TextField()),
                ('category', models.CharField(blank=True, max_length=80)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('source', models.CharField(choices=[('rated_well', 'A well-rated reply'), ('human_answer', 'A human answer after a handoff'), ('human_edit', 'A human edit of a reply'), ('promoted', 'Promoted by a person')], max_length=12)),
                ('effectiveness', models.FloatField(default=0, help_text='Mean of rating ÷ 5 and confidence of what it rests on, 0–1.')),
                ('question_key', models.CharField(help_text='sha256 of normalised question and answer: once each.', max_length=64)),
                ('vector', models.BinaryField(help_text='Of the question: float32, unit length.')),
                ('embedding_model', models.CharField(max_length=80)),
                ('provenance', models.JSONField(default=list)),
                ('customer_count', models.PositiveIntegerField(default=1, help_text='Distinct customers behind it.')),
                ('relation', models.CharField(choices=[('new', 'New'), ('duplicate', 'Known already'), ('contradiction', 'Contradicts an entry')], default='new', max_length=14)),
                ('relation_note', models.CharField(blank=True, max_length=300)),
                ('flags', models.JSONField(blank=True, default=list, help_text='Red flags, as in LearningUpdate.')),
                ('status', models.CharField(choices=[('open', 'Open'), ('proposed', 'Proposed'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'candidate entries',
            },
        ),
        migrations.CreateModel(
            name='EntryPerformance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('retrieved', models.PositiveIntegerField(default=0, help_text='Offered to the answering, by Ask or the API.')),
                ('cited', models.PositiveIntegerField(default=0, help_text='Conversations that were answered from it.')),
                ('helped', models.PositiveIntegerField(default=0, help_text='Of those, successes.')),
                ('hurt', models.PositiveIntegerField(default=0, help_text='Of those, failures.')),
                ('rating_sum', models.PositiveIntegerField(default=0)),
                ('rating_count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='GoldenQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField()),
                ('question_key', models.CharField(help_text='sha256 of the normalised question.', max_length=64)),
                ('expected_answer', models.TextField(blank=True, help_text='What the person confirmed; its facts must be answered.')),
                ('expects_handoff', models.BooleanField(default=False, help_text='Right is: a person answers.')),
                ('source', models.CharField(choices=[('conversation', 'A conversation'), ('ask', 'Ask'), ('csv', 'A file'), ('hand', 'By hand')], max_length=12)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='GoldenQuestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('question', models.TextField()),
                ('question_key', models.CharField(help_text='sha256 of the normalised question.', max_length=64)),
                ('expected_answer', models.TextField(blank=True, help_text='What the person confirmed; its facts must be answered.')),
                ('expects_handoff', models.BooleanField(default=False, help_text='Right is: a person answers.')),
                ('source', models.CharField(choices=[('conversation', 'A conversation'), ('ask', 'Ask'), ('csv', 'A file'), ('hand', 'By hand')], max_length=12)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KnowledgeRefresh',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=8)),
                ('model_before', models.CharField(max_length=80)),
                ('model_tried', models.CharField(max_length=80)),
                ('model_after', models.CharField(blank=True, max_length=80)),
                ('embedded', models.PositiveIntegerField(default=0)),
                ('removed', models.PositiveIntegerField(default=0)),
                ('golden_count', models.PositiveIntegerField(default=0)),
                ('right_before', models.PositiveIntegerField(default=0)),
                ('right_tried', models.PositiveIntegerField(default=0)),
                ('note', models.TextField(blank=True)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReplayResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('source', models.CharField(choices=[('evidence', 'Evidence'), ('golden', 'Golden question'), ('neighbour', 'Neighbour')], max_length=10)),
                ('question', models.TextField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('outcome', models.CharField(choices=[('fixes', 'Fixes'), ('changes', 'Changes'), ('breaks', 'Breaks'), ('same', 'Same')], max_length=8)),
                ('reason', models.CharField(blank=True, help_text='Why it counts as that.', max_length=300)),
            ],
            options={
                'ordering': ['run_id', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ReplayRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('knowledge_mark', models.CharField(blank=True, help_text='The live knowledge it was run against.', max_length=64)),
                ('payload_mark', models.CharField(blank=True, help_text='sha256 of what the update would change.', max_length=64)),
                ('golden_mark', models.CharField(blank=True, help_text='The golden set it was run with.', max_length=64)),
                ('question_count', models.PositiveIntegerField(default=0)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('fixes', models.PositiveIntegerField(default=0)),
                ('changes', models.PositiveIntegerField(default=0)),
                ('breaks', models.PositiveIntegerField(default=0)),
                ('golden_breaks', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('engine', models.CharField(blank=True, max_length=120)),
                ('error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgegap',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='knowledgegap',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='knowledgegap',
            name='knowledge_gap_decided_iff_dated',
        ),
        migrations.RemoveIndex(
            model_name='gapquestion',
            name='knowledge_gapquestion_loose',
        ),
        migrations.RemoveIndex(
            model_name='knowledgegap',
            name='knowledge_gap_queue',
        ),
        migrations.AddField(
            model_name='gapquestion',
            name='is_pinned',
            field=models.BooleanField(default=False, help_text='A person said where it belongs; the machine keeps it.'),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When a person last said that it is right.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='drift',
            field=models.FloatField(blank=True, help_text='Share of recent human answers on its matter that contradict it, 0–1.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='drift_note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='kind',
            field=models.CharField(choices=[('answer', 'Answer'), ('handoff', 'Hand-off rule')], default='answer', help_text='A hand-off rule is found like an answer; what it says is why a person answers.', max_length=8),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='last_used_at',
            field=models.DateTimeField(blank=True, help_text='When it was last cited or retrieved.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentry',
            name='performance_score',
            field=models.FloatField(blank=True, help_text='0.7 × success + 0.3 × rating ÷ 5 over the last 30 days; null: too few.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When a person last said that it is right.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='drift',
            field=models.FloatField(blank=True, help_text='Share of recent human answers on its matter that contradict it, 0–1.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='drift_note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='kind',
            field=models.CharField(choices=[('answer', 'Answer'), ('handoff', 'Hand-off rule')], default='answer', help_text='A hand-off rule is found like an answer; what it says is why a person answers.', max_length=8),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='last_used_at',
            field=models.DateTimeField(blank=True, help_text='When it was last cited or retrieved.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgeentryevent',
            name='performance_score',
            field=models.FloatField(blank=True, help_text='0.7 × success + 0.3 × rating ÷ 5 over the last 30 days; null: too few.', null=True),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='apart_from',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Gaps that a person parted it from.', size=None),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='customers_when_dismissed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='is_kind_fixed',
            field=models.BooleanField(default=False, help_text='A person chose the kind.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='is_made_by_hand',
            field=models.BooleanField(default=False, help_text='A person split it off; the machine keeps it.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='is_title_fixed',
            field=models.BooleanField(default=False, help_text='A person gave the title.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_entry',
            field=models.ForeignKey(blank=True, help_text='What to mend.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_facts',
            field=models.JSONField(blank=True, default=list, help_text='The facts that disagree.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_knowledge_mark',
            field=models.CharField(blank=True, help_text='The knowledge it was decided against.', max_length=64),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_other_entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_question_count',
            field=models.PositiveIntegerField(default=0, help_text='Failed questions when it was decided.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='kind_reason',
            field=models.TextField(blank=True, help_text='What the replay showed, in a sentence or two.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='merged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='merged_into',
            field=models.ForeignKey(blank=True, help_text='Where its questions go now; its centre goes on attracting them.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_gaps', to='knowledge.knowledgegap'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='return_reason',
            field=models.TextField(blank=True, help_text='Why a dismissed gap is open again.'),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='saving',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='saving_high',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegap',
            name='saving_low',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='apart_from',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Gaps that a person parted it from.', size=None),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='customers_when_dismissed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='is_kind_fixed',
            field=models.BooleanField(default=False, help_text='A person chose the kind.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='is_made_by_hand',
            field=models.BooleanField(default=False, help_text='A person split it off; the machine keeps it.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='is_title_fixed',
            field=models.BooleanField(default=False, help_text='A person gave the title.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_entry',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What to mend.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_facts',
            field=models.JSONField(blank=True, default=list, help_text='The facts that disagree.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_knowledge_mark',
            field=models.CharField(blank=True, help_text='The knowledge it was decided against.', max_length=64),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_other_entry',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_question_count',
            field=models.PositiveIntegerField(default=0, help_text='Failed questions when it was decided.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='kind_reason',
            field=models.TextField(blank=True, help_text='What the replay showed, in a sentence or two.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='merged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Where its questions go now; its centre goes on attracting them.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='knowledge.knowledgegap'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='return_reason',
            field=models.TextField(blank=True, help_text='Why a dismissed gap is open again.'),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='saving',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='saving_high',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgegapevent',
            name='saving_low',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='knowledgeversion',
            name='asked_as',
            field=models.TextField(blank=True, help_text='Other wordings of the question, a line each: found, not shown.'),
        ),
        migrations.AlterField(
            model_name='gapquestion',
            name='conversation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AlterField(
            model_name='knowledgegap',
            name='kind',
            field=models.CharField(choices=[('missing_content', 'Missing content'), ('not_retrieved', 'Present but not found'), ('stale', 'Out of date'), ('contradictory', 'Entries disagree'), ('duplicate', 'Duplicate entries'), ('needs_data', 'Needs data or an action'), ('policy', 'A person must answer')], default='missing_content', max_length=24),
        ),
        migrations.AlterField(
            model_name='knowledgegap',
            name='status',
            field=models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('dismissed', 'Dismissed'), ('expired', 'Expired'), ('merged', 'Merged')], default='open', max_length=10),
        ),
        migrations.AlterField(
            model_name='knowledgegapevent',
            name='kind',
            field=models.CharField(choices=[('missing_content', 'Missing content'), ('not_retrieved', 'Present but not found'), ('stale', 'Out of date'), ('contradictory', 'Entries disagree'), ('duplicate', 'Duplicate entries'), ('needs_data', 'Needs data or an action'), ('policy', 'A person must answer')], default='missing_content', max_length=24),
        ),
        migrations.AlterField(
            model_name='knowledgegapevent',
            name='status',
            field=models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('dismissed', 'Dismissed'), ('expired', 'Expired'), ('merged', 'Merged')], default='open', max_length=10),
        ),
        migrations.RemoveIndex(model_name='knowledgeversion', name='knowledge_version_search'),
        migrations.RemoveField(model_name='knowledgeversion', name='search'),
        migrations.AddField(
            model_name='knowledgeversion',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('body', config='english', weight='B'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('asked_as', config='english', weight='C'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='knowledgeversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['organization', 'search'], name='knowledge_version_search'),
        ),
        migrations.AddIndex(
            model_name='gapquestion',
            index=models.Index(condition=models.Q(('gap__isnull', True), ('is_pinned', False)), fields=['organization', 'asked_at'], name='knowledge_gapquestion_loose'),
        ),
        migrations.AddIndex(
            model_name='knowledgegap',
            index=models.Index(fields=['organization', 'status', '-saving'], name='knowledge_gap_queue'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='86195057b32e52580bd2d9399c134fa522fa2eb4', operation='INSERT', pgid='pgtrigger_insert_insert_f3cac', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgeentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."current_version_id" IS DISTINCT FROM (NEW."current_version_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "knowledge_knowledgeentryevent" ("category", "confirmed_at", "created_at", "current_version_id", "drift", "drift_note", "external_ref", "id", "kind", "last_used_at", "organization_id", "performance_score", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "tags", "title", "updated_at") VALUES (NEW."category", NEW."confirmed_at", NEW."created_at", NEW."current_version_id", NEW."drift", NEW."drift_note", NEW."external_ref", NEW."id", NEW."kind", NEW."last_used_at", NEW."organization_id", NEW."performance_score", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."tags", NEW."title", NEW."updated_at"); RETURN NULL;', hash='a1013417a984981784d6d1841bc8260c910282ff', operation='UPDATE', pgid='pgtrigger_update_update_f325e', table='knowledge_knowledgeentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgegap',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_knowledgegapevent" ("answered_count", "answered_well_count", "apart_from", "asked_again_at", "asked_again_count", "centroid", "channels", "cohesion", "created_at", "customers_when_dismissed", "decided_at", "decided_by_id", "drafted_at", "drafted_question_count", "embedding_model", "first_asked_at", "frequency", "id", "impact", "is_kind_fixed", "is_made_by_hand", "is_title_fixed", "keywords", "kind", "kind_decided_at", "kind_entry_id", "kind_facts", "kind_knowledge_mark", "kind_other_entry_id", "kind_question_count", "kind_reason", "last_asked_at", "learning_update_id", "merged_at", "merged_into_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "question_count", "rated_count", "reach", "reason", "reason_code", "return_reason", "returned_at", "saving", "saving_high", "saving_low", "score", "status", "suggested_content", "suggested_title", "suggestion_engine", "suggestion_note", "suggestion_sources", "title", "updated_at") VALUES (NEW."answered_count", NEW."answered_well_count", NEW."apart_from", NEW."asked_again_at", NEW."asked_again_count", NEW."centroid", NEW."channels", NEW."cohesion", NEW."created_at", NEW."customers_when_dismissed", NEW."decided_at", NEW."decided_by_id", NEW."drafted_at", NEW."drafted_question_count", NEW."embedding_model", NEW."first_asked_at", NEW."frequency", NEW."id", NEW."impact", NEW."is_kind_fixed", NEW."is_made_by_hand", NEW."is_title_fixed", NEW."keywords", NEW."kind", NEW."kind_decided_at", NEW."kind_entry_id", NEW."kind_facts", NEW."kind_knowledge_mark", NEW."kind_other_entry_id", NEW."kind_question_count", NEW."kind_reason", NEW."last_asked_at", NEW."learning_update_id", NEW."merged_at", NEW."merged_into_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."priority", NEW."question_count", NEW."rated_count", NEW."reach", NEW."reason", NEW."reason_code", NEW."return_reason", NEW."returned_at", NEW."saving", NEW."saving_high", NEW."saving_low", NEW."score", NEW."status", NEW."suggested_content", NEW."suggested_title", NEW."suggestion_engine", NEW."suggestion_note", NEW."suggestion_sources", NEW."title", NEW."updated_at"); RETURN NULL;', hash='341efd9198ae19158f7aed72318139864551fe8b', operation='INSERT', pgid='pgtrigger_insert_insert_a3c7b', table='knowledge_knowledgegap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowledgegap',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."learning_update_id" IS DISTINCT FROM (NEW."learning_update_id") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "knowledge_knowledgegapevent" ("answered_count", "answered_well_count", "apart_from", "asked_again_at", "asked_again_count", "centroid", "channels", "cohesion", "created_at", "customers_when_dismissed", "decided_at", "decided_by_id", "drafted_at", "drafted_question_count", "embedding_model", "first_asked_at", "frequency", "id", "impact", "is_kind_fixed", "is_made_by_hand", "is_title_fixed", "keywords", "kind", "kind_decided_at", "kind_entry_id", "kind_facts", "kind_knowledge_mark", "kind_other_entry_id", "kind_question_count", "kind_reason", "last_asked_at", "learning_update_id", "merged_at", "merged_into_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "question_count", "rated_count", "reach", "reason", "reason_code", "return_reason", "returned_at", "saving", "saving_high", "saving_low", "score", "status", "suggested_content", "suggested_title", "suggestion_engine", "suggestion_note", "suggestion_sources", "title", "updated_at") VALUES (NEW."answered_count", NEW."answered_well_count", NEW."apart_from", NEW."asked_again_at", NEW."asked_again_count", NEW."centroid", NEW."channels", NEW."cohesion", NEW."created_at", NEW."customers_when_dismissed", NEW."decided_at", NEW."decided_by_id", NEW."drafted_at", NEW."drafted_question_count", NEW."embedding_model", NEW."first_asked_at", NEW."frequency", NEW."id", NEW."impact", NEW."is_kind_fixed", NEW."is_made_by_hand", NEW."is_title_fixed", NEW."keywords", NEW."kind", NEW."kind_decided_at", NEW."kind_entry_id", NEW."kind_facts", NEW."kind_knowledge_mark", NEW."kind_other_entry_id", NEW."kind_question_count", NEW."kind_reason", NEW."last_asked_at", NEW."learning_update_id", NEW."merged_at", NEW."merged_into_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."priority", NEW."question_count", NEW."rated_count", NEW."reach", NEW."reason", NEW."reason_code", NEW."return_reason", NEW."returned_at", NEW."saving", NEW."saving_high", NEW."saving_low", NEW."score", NEW."status", NEW."suggested_content", NEW."suggested_title", NEW."suggestion_engine", NEW."suggestion_note", NEW."suggestion_sources", NEW."title", NEW."updated_at"); RETURN NULL;', hash='adbe392d6128c285f5fb7276c04438e693c47a15', operation='UPDATE', pgid='pgtrigger_update_update_8a74f', table='knowledge_knowledgegap', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='knowledgegap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('status__in', ['open', 'expired', 'merged'])), models.Q(('decided_at__isnull', False), ('status__in', ['accepted', 'dismissed'])), _connector='OR'), name='knowledge_gap_decided_iff_dated'),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='conversation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='learning_update',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.message'),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='related_entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='entryperformance',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='performance', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='entryperformance',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='goldenquestion',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goldenquestion',
            name='conversation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='goldenquestion',
            name='entry',
            field=models.ForeignKey(blank=True, help_text='The entry that answers it; null: whichever.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='goldenquestion',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.message'),
        ),
        migrations.AddField(
            model_name='goldenquestion',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='conversation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='entry',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The entry that answers it; null: whichever.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='knowledge.knowledgeentry'),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='message',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.message'),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='goldenquestionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='knowledge.goldenquestion'),
        ),
        migrations.AddField(
            model_name='knowledgerefresh',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='replayresult',
            name='conversation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='replayresult',
            name='golden',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.goldenquestion'),
        ),
        migrations.AddField(
            model_name='replayresult',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='replayrun',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='replayrun',
            name='requested_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replayrun',
            name='update',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replay_runs', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='replayresult',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='knowledge.replayrun'),
        ),
        migrations.AddIndex(
            model_name='candidateentry',
            index=models.Index(fields=['organization', 'status', '-customer_count'], name='knowledge_candidate_queue'),
        ),
        migrations.AddConstraint(
            model_name='candidateentry',
            constraint=models.UniqueConstraint(fields=('organization', 'question_key'), name='knowledge_candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='entryperformance',
            constraint=models.UniqueConstraint(fields=('organization', 'entry', 'day'), name='knowledge_performance_once'),
        ),
        migrations.AddConstraint(
            model_name='goldenquestion',
            constraint=models.UniqueConstraint(fields=('organization', 'question_key'), name='knowledge_golden_once'),
        ),
        migrations.AddConstraint(
            model_name='goldenquestion',
            constraint=models.CheckConstraint(condition=models.Q(('expects_handoff', True), models.Q(('expected_answer', ''), _negated=True), ('entry__isnull', False), ('is_active', False), _connector='OR'), name='knowledge_golden_expects_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goldenquestion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_goldenquestionevent" ("confirmed_by_id", "conversation_id", "created_at", "entry_id", "expected_answer", "expects_handoff", "id", "is_active", "message_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "question_key", "source", "updated_at") VALUES (NEW."confirmed_by_id", NEW."conversation_id", NEW."created_at", NEW."entry_id", NEW."expected_answer", NEW."expects_handoff", NEW."id", NEW."is_active", NEW."message_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."question", NEW."question_key", NEW."source", NEW."updated_at"); RETURN NULL;', hash='bd89496723771c2d2c8de887c84dc9b8130066a2', operation='INSERT', pgid='pgtrigger_insert_insert_72e6e', table='knowledge_goldenquestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goldenquestion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "knowledge_goldenquestionevent" ("confirmed_by_id", "conversation_id", "created_at", "entry_id", "expected_answer", "expects_handoff", "id", "is_active", "message_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "question_key", "source", "updated_at") VALUES (NEW."confirmed_by_id", NEW."conversation_id", NEW."created_at", NEW."entry_id", NEW."expected_answer", NEW."expects_handoff", NEW."id", NEW."is_active", NEW."message_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."question", NEW."question_key", NEW."source", NEW."updated_at"); RETURN NULL;', hash='789a19a67d129462366d8717bd78a109adf3d7cf', operation='UPDATE', pgid='pgtrigger_update_update_2a176', table='knowledge_goldenquestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goldenquestion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "knowledge_goldenquestionevent" ("confirmed_by_id", "conversation_id", "created_at", "entry_id", "expected_answer", "expects_handoff", "id", "is_active", "message_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "question_key", "source", "updated_at") VALUES (OLD."confirmed_by_id", OLD."conversation_id", OLD."created_at", OLD."entry_id", OLD."expected_answer", OLD."expects_handoff", OLD."id", OLD."is_active", OLD."message_id", OLD."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."question", OLD."question_key", OLD."source", OLD."updated_at"); RETURN NULL;', hash='b04d470d007a192be985eca53a699d5033452778', operation='DELETE', pgid='pgtrigger_delete_delete_e9269', table='knowledge_goldenquestion', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='knowledgerefresh',
            index=models.Index(fields=['organization', '-started_at'], name='knowledge_refresh_by_time'),
        ),
        migrations.AddIndex(
            model_name='replayrun',
            index=models.Index(fields=['organization', 'update', '-id'], name='knowledge_replay_by_update'),
        ),
        migrations.AddConstraint(
            model_name='replayresult',
            constraint=models.UniqueConstraint(fields=('organization', 'run', 'position'), name='knowledge_replayresult_once'),
        ),
        *[
            secure(f"knowledge_{table}")
            for table in (
                "candidateentry",
                "goldenquestion",
                "goldenquestionevent",
                "replayrun",
                "replayresult",
                "entryperformance",
                "knowledgerefresh",
            )
        ],
    ]
