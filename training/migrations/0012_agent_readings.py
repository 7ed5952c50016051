"""What was measured of a version of the agent, day by day."""

import django.db.models.deletion
from django.db import migrations, models

from training.rls import secure


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0011_insights'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_on', models.DateField()),
                ('days', models.PositiveSmallIntegerField(help_text='So many days back it looked.')),
                ('conversations', models.PositiveIntegerField()),
                ('figures', models.JSONField(default=list, help_text='[{"name", "shown", "shown_interval", "n"}]')),
                ('conclusions', models.JSONField(default=list, help_text='Of each rule: {"cause", "sentence", "is_called_for"}.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agent_version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='training.agentversion')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'agent_version', 'read_on'), name='training_agentreading_once')],
            },
        ),
        secure("training_agentreading"),
    ]
