"""The messages that candidates rest on, as rows; decisions on candidates in the history."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0007_entry_import'),
        ('training', '0006_mined'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidateEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('status', models.CharField(choices=[('open', 'Open'), ('proposed', 'Proposed'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('reason', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CandidateSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('rated_well', 'A well-rated reply'), ('human_answer', 'A human answer after a handoff'), ('human_edit', 'A human edit of a reply'), ('promoted', 'Promoted by a person')], max_length=12)),
                ('customer_key', models.CharField(blank=True, max_length=64)),
                ('question', models.TextField()),
                ('quote', models.TextField(help_text='The whole message; an edited reply as it was edited.')),
                ('spans', models.JSONField(default=list, help_text='[[start, end], …]: what of the quote was taken over.')),
                ('effectiveness', models.FloatField()),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveField(
            model_name='candidateentry',
            name='conversation',
        ),
        migrations.RemoveField(
            model_name='candidateentry',
            name='embedding_model',
        ),
        migrations.RemoveField(
            model_name='candidateentry',
            name='message',
        ),
        migrations.RemoveField(
            model_name='candidateentry',
            name='provenance',
        ),
        migrations.RemoveField(
            model_name='candidateentry',
            name='vector',
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='answer_vector',
            field=models.BinaryField(default=b'', help_text='The same of the content.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='compared_mark',
            field=models.CharField(blank=True, help_text='The state of knowledge it was last compared with.', max_length=64),
        ),
        migrations.AddField(
            model_name='candidateentry',
            name='question_vector',
            field=models.BinaryField(default=b'', help_text='By the bundled embedding: float32, unit length.'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='candidateentry',
            index=models.Index(fields=['organization', '-said_at', '-id'], name='knowledge_candidate_recent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidateentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."learning_update_id" IS DISTINCT FROM (NEW."learning_update_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "knowledge_candidateentryevent" ("decided_by_id", "id", "learning_update_id", "organization_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status", "title") VALUES (NEW."decided_by_id", NEW."id", NEW."learning_update_id", NEW."organization_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."status", NEW."title"); RETURN NULL;', hash='193422637e04770c3d0c5bf5e97733e21dc0234a', operation='UPDATE', pgid='pgtrigger_update_update_310e9', table='knowledge_candidateentry', when='AFTER')),
        ),
        migrations.AddField(
            model_name='candidateentryevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidateentryevent',
            name='learning_update',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.learningupdate'),
        ),
        migrations.AddField(
            model_name='candidateentryevent',
            name='organization',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='training.organization'),
        ),
        migrations.AddField(
            model_name='candidateentryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='knowledge.candidateentry'),
        ),
        migrations.AddField(
            model_name='candidatesource',
            name='candidate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='knowledge.candidateentry'),
        ),
        migrations.AddField(
            model_name='candidatesource',
            name='conversation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.conversation'),
        ),
        migrations.AddField(
            model_name='candidatesource',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.message'),
        ),
        migrations.AddField(
            model_name='candidatesource',
            name='organization',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization'),
        ),
        migrations.AddIndex(
            model_name='candidatesource',
            index=models.Index(fields=['organization', 'conversation'], name='knowledge_candidate_by_conv'),
        ),
        migrations.AddConstraint(
            model_name='candidatesource',
            constraint=models.UniqueConstraint(fields=('organization', 'message', 'source'), name='knowledge_candidate_source_once'),
        ),
        secure('knowledge_candidatesource'),
        secure('knowledge_candidateentryevent'),
    ]
