"""Which analysed conversations were looked through for what they could teach."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0005_learned_intents'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversationanalysis',
            name='is_mined',
            field=models.BooleanField(db_default=False, default=False, help_text='Looked through for what it could teach since it last changed.'),
        ),
        migrations.AddIndex(
            model_name='conversationanalysis',
            index=models.Index(condition=models.Q(('is_mined', False)), fields=['organization', 'id'], name='training_analysis_to_mine'),
        ),
    ]
