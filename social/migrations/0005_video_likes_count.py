"""Hearts are counted as they come and go; those that are there already, once."""

from django.db import migrations, models


def count_all(apps, schema_editor):
    Video, VideoLike = apps.get_model("social", "Video"), apps.get_model("social", "VideoLike")
    hearts = VideoLike.objects.order_by().values("video").annotate(count=models.Count("pk")).values_list("video", "count")
    for video_id, count in hearts.iterator():
        Video.objects.filter(pk=video_id).update(likes_count=count)


class Migration(migrations.Migration):
    dependencies = [
        ("social", "0004_video_to_erase"),
    ]

    operations = [
        migrations.AddField(
            model_name="video",
            name="likes_count",
            field=models.PositiveIntegerField(default=0, editable=False, help_text="Counted as hearts come and go."),
        ),
        migrations.RunPython(count_all, migrations.RunPython.noop),
    ]
