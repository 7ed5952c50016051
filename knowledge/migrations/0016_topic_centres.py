"""Centres of the matters that updates are for, and which of them each question is nearest to."""

import django.db.models.deletion
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0015_planned_for_size'),
        ('training', '0010_impact_metrics'),
    ]

    operations = [
        migrations.AddField(
            model_name='gapquestion',
            name='topic',
            field=models.CharField(blank=True, help_text='Key of the centre it is nearest to where effects are measured; whether it failed is no matter.', max_length=80, null=True),
        ),
        migrations.CreateModel(
            name='TopicCentre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('centroid', models.BinaryField(help_text='float32, unit length')),
                ('embedding_model', models.CharField(max_length=80)),
                ('reach', models.FloatField(help_text='Least cosine to the centre that makes a question its own.')),
                ('is_spread', models.BooleanField(default=False, help_text='The questions known when it was made are told by it.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'key', 'embedding_model'), name='knowledge_centre_once')],
            },
        ),
        secure("knowledge_topiccentre"),
    ]
