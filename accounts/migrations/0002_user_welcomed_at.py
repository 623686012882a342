from django.db import migrations, models
from django.db.models import F


def welcome_those_who_are_here(apps, schema_editor):
    """Whoever joined before the first steps existed found their way without them."""
    apps.get_model("accounts", "User").objects.update(welcomed_at=F("date_joined"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="welcomed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the first steps were taken, or skipped.",
                null=True,
                verbose_name="welcomed",
            ),
        ),
        migrations.RunPython(welcome_those_who_are_here, migrations.RunPython.noop, elidable=True),
    ]
