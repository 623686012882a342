"""Short videos and their likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Suspension
from social.models.relations import Block, Follow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

CAPTION_LENGTH = 300
FILES = ("source", "file", "small_file", "poster", "preview")


class Audience(models.TextChoices):
    """Who may watch a video; friends are the accounts that its author follows."""

    EVERYONE = "everyone", _("Everyone")
    FRIENDS = "friends", _("Friends")
    ONLY_ME = "only_me", _("Only me")


class State(models.TextChoices):
    """How far a video has come. Nobody but its author ever meets one that is not ready."""

    PROCESSING = "processing", _("Processing")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class VideoQuerySet(models.QuerySet["Video"]):
    def ready(self) -> VideoQuerySet:
        """Those that can be played and were not taken back."""
        return self.filter(state=State.READY, removed_at=None)

    def posted_by(self, user: User) -> VideoQuerySet:
        """`user`'s own, in whatever state, but for what she has taken back."""
        return self.filter(author=user, removed_at=None)

    def visible_to(self, user: User | None) -> VideoQuerySet:
        """What `user` may watch now; None is somebody who has not signed in. The one door to videos.

        One's own, and of authors who are neither closed nor suspended what is for everyone, or for friends - the
        accounts that the author follows - if one is among them. A block hides each from the other.
        """
        suspended = Suspension.objects.in_force(timezone.now()).filter(user=OuterRef("author"))
        others = Q(author__is_active=True) & ~Exists(suspended)
        if user is None:
            return self.ready().filter(others, audience=Audience.EVERYONE)
        friend = Follow.objects.filter(follower=OuterRef("author"), followed=user)
        blocked = Block.objects.filter(
            Q(blocker=user, blocked=OuterRef("author")) | Q(blocker=OuterRef("author"), blocked=user)
        )
        meant = Q(audience=Audience.EVERYONE) | Q(audience=Audience.FRIENDS) & Exists(friend)
        return self.ready().filter(Q(author=user) | others & meant & ~Exists(blocked))


class Video(models.Model):
    """A short video somebody posted. The row outlives the film: a chat it was shared into shows a notice instead.

    `source` is what was uploaded, kept until the worker has made the rest of it: `file` and `small_file` (720 and 480
    pixels across, MP4), `poster` (JPEG) and `preview` (3 silent seconds, MP4).
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="videos")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROCESSING, editable=False)
    failure = models.CharField(max_length=24, blank=True, editable=False, help_text=_("Why it failed, in a word."))
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_by = models.CharField(max_length=120, blank=True, editable=False, help_text=_("The worker that makes it."))
    progress = models.PositiveSmallIntegerField(default=0, editable=False, help_text=_("Percent of the work done."))
    source = models.FileField(upload_to="uploads/", blank=True, editable=False)
    file = models.FileField(upload_to="videos/", blank=True)
    small_file = models.FileField(upload_to="videos/", blank=True, editable=False)
    poster = models.ImageField(upload_to="videos/", blank=True)
    preview = models.FileField(upload_to="videos/", blank=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    caption = models.CharField(max_length=CAPTION_LENGTH, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    likes_count = models.PositiveIntegerField(default=0, editable=False, help_text=_("Counted as hearts come and go."))
    allow_download = models.BooleanField(_("Allow downloads and GIFs"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes: ClassVar = [
            models.Index(fields=["author", "-id"], name="video_newest_of_author"),
            models.Index(fields=["id"], name="video_in_the_works", condition=Q(state=State.PROCESSING)),
            models.Index(
                fields=["id"],
                name="video_to_erase",
                condition=~Q(**dict.fromkeys(FILES, "")) & Q(removed_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="video_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="video_caption_length", condition=LessThanOrEqual(Length("caption"), CAPTION_LENGTH)
            ),
            models.CheckConstraint(
                name="video_ready_is_whole",
                condition=~Q(state=State.READY)
                | Q(
                    ready_at__isnull=False,
                    duration_ms__isnull=False,
                    width__gt=0,
                    height__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="video_state_known",
                condition=Q(state__in=[State.PROCESSING, State.READY], failure="")
                | Q(state=State.FAILED) & ~Q(failure=""),
            ),
        ]

    def __str__(self) -> str:
        return f"video {self.pk} by {self.author_id}"

    def may_be_kept_by(self, user: User | AnonymousUser) -> bool:
        """Whether `user`, who may watch it, may also download it and make GIFs of it: its author always may."""
        return self.allow_download or self.author_id == user.pk

    @property
    def seconds(self) -> int:
        """How long it plays, in whole seconds, at least one."""
        return max(round((self.duration_ms or 0) / 1000), 1)

    @property
    def is_tall(self) -> bool:
        """Whether it is higher than wide, as most are."""
        return self.height > self.width


class VideoLike(models.Model):
    """One heart per person per video."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="video_likes")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("video like")
        verbose_name_plural = _("video likes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["video", "user"], name="video_like_once")]

    def __str__(self) -> str:
        return f"{self.user_id} likes video {self.video_id}"
