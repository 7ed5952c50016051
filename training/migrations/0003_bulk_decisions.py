"""Decisions on many rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0002_proof'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue', models.CharField(choices=[('gaps', 'Gaps'), ('updates', 'Updates')], max_length=8)),
                ('action', models.CharField(max_length=20)),
                ('done_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('refused', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('kept', models.JSONField(default=list, help_text='What the undo could not take back, like `refused`.')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'queue', '-id'], name='training_bulk_by_queue')],
            },
        ),
        secure("training_bulkdecision"),
    ]
