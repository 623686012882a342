import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_activity'),
        ('social', '0003_video_in_whose_hands'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
                ('deed', models.CharField(choices=[('reported', 'reported'), ('looked', 'looked at the case'), ('opened', 'opened a file'), ('dismissed', 'dismissed'), ('warned', 'warned'), ('removed', 'removed'), ('suspended', 'suspended'), ('lifted', 'lifted a suspension'), ('closed', 'deactivated the account'), ('reopened', 'opened the account again'), ('corrected', 'corrected the birthdate'), ('merged', 'merged'), ('roles', 'changed the roles'), ('told', 'told the reporter'), ('erased', 'erased the evidence')], editable=False, max_length=10, verbose_name='did what')),
                ('details', models.CharField(blank=True, editable=False, max_length=500, verbose_name='details')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit log',
                'ordering': ['-id'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(default=0)),
                ('kind', models.CharField(choices=[('text', 'Text'), ('sticker', 'Sticker'), ('gif', 'GIF'), ('video', 'Video'), ('account', 'Account')], max_length=7)),
                ('is_reported', models.BooleanField(default=False)),
                ('name', models.CharField(blank=True, max_length=160)),
                ('text', models.CharField(blank=True, max_length=4000)),
                ('quote', models.CharField(blank=True, max_length=160)),
                ('hearts', models.PositiveSmallIntegerField(default=0)),
                ('thing_id', models.BigIntegerField(default=0, help_text='The sticker, GIF, video or account that it shows.')),
                ('static_path', models.CharField(blank=True, max_length=100)),
                ('file', models.FileField(blank=True, upload_to='evidence/')),
                ('poster', models.FileField(blank=True, upload_to='evidence/')),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField()),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'exhibit',
                'verbose_name_plural': 'exhibits',
                'ordering': ['report', 'seq', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='case',
            options={'default_permissions': ('view',), 'permissions': [('judge_case', 'Can judge cases')], 'verbose_name': 'case', 'verbose_name_plural': 'cases'},
        ),
        migrations.AlterModelOptions(
            name='report',
            options={'default_permissions': (), 'verbose_name': 'report', 'verbose_name_plural': 'reports'},
        ),
        migrations.AddField(
            model_name='case',
            name='erased_at',
            field=models.DateTimeField(blank=True, help_text='When its evidence was erased.', null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='messaging.case'),
        ),
        migrations.AddField(
            model_name='case',
            name='seq',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='thing',
            field=models.CharField(choices=[('message', 'Message'), ('account', 'Account'), ('video', 'Video'), ('stickers', 'Sticker pack'), ('gif', 'GIF')], default='account', max_length=8, verbose_name='what'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='case',
            name='thing_id',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='gif',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='told_at',
            field=models.DateTimeField(editable=False, help_text='When its reporter was told the outcome.', null=True),
        ),
        migrations.AddField(
            model_name='sticker',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='removed'),
        ),
        migrations.AlterField(
            model_name='case',
            name='about',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL, verbose_name='about'),
        ),
        migrations.AlterField(
            model_name='case',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closed'),
        ),
        migrations.AlterField(
            model_name='case',
            name='opened_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='opened'),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('open', 'Open'), ('dismissed', 'Dismissed'), ('acted', 'Acted upon'), ('merged', 'Merged')], default='open', max_length=9, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['opened_at'], name='case_oldest_open'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('erased_at', None)), fields=['closed_at'], name='case_to_erase'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['reporter', '-id'], name='report_newest_of_reporter'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['created_at'], name='report_by_day'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about__isnull', False), ('seq__gte', 1), ('thing', 'message')), models.Q(('about__isnull', False), ('seq', 0), ('thing__in', ['account', 'video', 'gif'])), models.Q(('about', None), ('seq', 0), ('thing', 'stickers')), _connector='OR'), name='case_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='case_merged_has_other'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('thing', 'thing_id', 'seq'), name='case_open_once'),
        ),
        migrations.AddConstraint(
            model_name='gif',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('removed_at__isnull', False), _connector='OR'), name='gif_withdrawn_is_removed'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['sent_at'], name='message_by_day'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='about',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='actor',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='case',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit', to='messaging.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='exhibit',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exhibit',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exhibits', to='messaging.report'),
        ),
        migrations.AddField(
            model_name='exhibit',
            name='thread',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.thread'),
        ),
    ]
