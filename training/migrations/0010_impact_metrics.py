"""Which metrics decide about an update."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0009_agent_threshold'),
    ]

    operations = [
        migrations.AddField(
            model_name='impactmeasurement',
            name='metrics',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, help_text='Those that decide; chosen when it opened.', size=None),
        ),
    ]
