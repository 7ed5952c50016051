"""Intents that were learned from labelled conversations, and how sure they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_own_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversationanalysis',
            name='intent_confidence',
            field=models.FloatField(blank=True, help_text='How sure the intent is that was learned from labelled conversations.', null=True),
        ),
        migrations.AddField(
            model_name='conversationanalysis',
            name='is_intent_tried',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(models.Q(('given_intent', ''), _negated=True), ('analysed_at__isnull', False)), fields=['organization', 'id'], name='training_conv_labelled'),
        ),
        migrations.AddIndex(
            model_name='conversationanalysis',
            index=models.Index(condition=models.Q(('is_intent_tried', False)), fields=['organization', 'id'], name='training_analysis_to_tell'),
        ),
    ]
