import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_mailbox_unseen_acts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='must_read_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='Since when a notice waits that has to be acknowledged.', null=True),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=600)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('acknowledged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('acknowledged_at', None)), fields=['user', 'id'], name='notice_unread_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='notice_has_words')],
            },
        ),
    ]
