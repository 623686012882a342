"""What is done behind the scenes, by `db_worker`."""

from __future__ import annotations

from django_tasks import task

from accounts.models import User
from social.media import demo, files
from social.models import Video


@task()
def draw_demo_video(author: str, scene: str, caption: str) -> None:
    """Draw a clip of the demo and post it, as if `author` had uploaded it."""
    user = User.objects.filter(username=author).first()
    if user is None:
        return
    name = files.new_name(files.UPLOADS, ".part")
    files.write_at(name, 0, demo.clip(scene))
    Video.objects.create(author=user, source=name, caption=caption, allow_download=True)
