from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0010_moderation_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=models.Q(('pinned_at__isnull', False)), fields=['user', 'order'], name='participant_pinned'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=models.Q(('has_written', False)), fields=['user', 'order'], name='participant_unanswered'),
        ),
    ]
