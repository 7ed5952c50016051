"""A question may lie within the reach of several centres."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0018_question_patterns'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='gapquestion',
            name='topic',
        ),
        migrations.AddField(
            model_name='gapquestion',
            name='topics',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, help_text='Keys of the centres that reach it, where effects are measured; whether it failed is no matter. Null: nobody has looked yet.', null=True, size=None),
        ),
    ]
