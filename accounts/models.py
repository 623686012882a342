"""Accounts, the mailbox counter that orders what each of them sees, and suspensions."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import remembered
from accounts.age import ADULT_AGE, age_on, today
from accounts.models_data import Export, ExportState, Leaving
from accounts.names import DISPLAY_NAME_LENGTH, validate_name

__all__ = [
    "BIO_LENGTH",
    "Export",
    "ExportState",
    "Leaving",
    "Mailbox",
    "MessagePrivacy",
    "Notice",
    "Suspension",
    "User",
    "UserManager",
    "small_avatar",
]

BIO_LENGTH = 160
NOTICE_LENGTH = 600


class MessagePrivacy(models.TextChoices):
    """Who may start writing to an account."""

    EVERYONE = "everyone", _("Everyone")
    FRIENDS = "friends", _("Friends")
    NOBODY = "nobody", _("Nobody")

    @classmethod
    def default_for(cls, age: int) -> MessagePrivacy:
        """The setting an account of this age is opened with; no later birthday changes it."""
        return cls.FRIENDS if age >= ADULT_AGE else cls.NOBODY


class UserQuerySet(models.QuerySet["User"]):
    def update(self, **values: Any) -> int:
        changed = super().update(**values)
        remembered.users.forget()
        return changed


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, username: str, birthdate: dt.date, password: str | None = None, **fields: Any) -> User:
        """A saved account with its mailbox; without a password nobody can sign in to it."""
        email = self.normalize_email(fields.pop("email", ""))
        user = self.model(username=username, birthdate=birthdate, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, birthdate: dt.date, password: str | None = None, **fields: Any) -> User:
        """An account that may do everything in the admin."""
        return self.create_user(username, birthdate, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """The account called `username`, whatever its case. Raises User.DoesNotExist."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Never deleted, only anonymised: the other side's messages go on belonging to somebody."""

    username = models.CharField(
        _("name"),
        max_length=24,
        unique=True,
        validators=[validate_name],
        error_messages={"unique": _("This name is taken.")},
    )
    display_name = models.CharField(_("display name"), max_length=DISPLAY_NAME_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    bio = models.CharField(_("about you"), max_length=BIO_LENGTH, blank=True)
    birthdate = models.DateField(_("birthdate"))
    message_privacy = models.CharField(
        _("who can send you private messages"), max_length=8, choices=MessagePrivacy.choices
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    shows_seen = models.BooleanField(_("show when you have seen a message"), default=True)
    shows_typing = models.BooleanField(_("show when you are typing"), default=True)
    shows_activity = models.BooleanField(_("show when you are active"), default=True)
    welcomed_at = models.DateTimeField(
        _("welcomed"), null=True, blank=True, help_text=_("When the first steps were taken, or skipped.")
    )
    must_read_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Since when a notice waits that has to be acknowledged.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    erased_at = models.DateTimeField(
        _("erased"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since when only its name is left."),
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "birthdate"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_name_length",
                condition=GreaterThanOrEqual(Length("username"), 2) & LessThanOrEqual(Length("username"), 24),
            ),
            models.CheckConstraint(
                name="user_display_name_length",
                condition=LessThanOrEqual(Length("display_name"), DISPLAY_NAME_LENGTH),
            ),
            models.CheckConstraint(
                name="user_message_privacy_known", condition=Q(message_privacy__in=MessagePrivacy.values)
            ),
            models.CheckConstraint(
                name="user_erased_says_nothing",
                condition=Q(erased_at=None) | Q(is_active=False, display_name="", email="", avatar="", bio=""),
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.username}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Open a mailbox with every new account, and give it the setting of its age."""
        if not self._state.adding:
            super().save(*args, **kwargs)
            return remembered.users.forget(self.pk, self.username)
        if not self.message_privacy:
            self.message_privacy = MessagePrivacy.default_for(self.age)
        with transaction.atomic():
            super().save(*args, **kwargs)
            Mailbox.objects.create(user=self)
        return None

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.username])

    def get_full_name(self) -> str:
        return self.name_shown

    get_short_name = get_full_name

    @property
    def name_shown(self) -> str:
        """The display name, or the name where there is none; of an account that was erased, that it was."""
        if self.erased_at:
            return gettext("Deleted account")
        return self.display_name or self.username

    @property
    def tint(self) -> int:
        """Which of ten colours stands where there is no picture."""
        return self.pk % 10

    @property
    def small_avatar_url(self) -> str:
        """Where the picture is in the size of a row; empty for an account without one."""
        return str(self.avatar.storage.url(small_avatar(str(self.avatar.name)))) if self.avatar else ""

    @property
    def age(self) -> int:
        """Full years on this UTC day."""
        return age_on(self.birthdate, today())


def small_avatar(name: str) -> str:
    """The file that holds the picture `name` in the size of a row."""
    return name.removesuffix(".webp") + "-small.webp"


class Mailbox(models.Model):
    """What orders everything its user can see change. Its row is the lock that every such change takes first."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    counter = models.BigIntegerField(default=0, help_text=_("Stamps each change that this user can see."))
    facts = models.BigIntegerField(default=0, help_text=_("Counts the changes of what the rule asks of this user."))
    unread_chats = models.IntegerField(default=0)
    unseen_acts = models.IntegerField(default=0, help_text=_("What others did with her things since she looked."))

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mailbox_never_negative",
                condition=Q(counter__gte=0, facts__gte=0, unread_chats__gte=0, unseen_acts__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"mailbox of {self.user_id}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self, now: dt.datetime) -> SuspensionQuerySet:
        """Those that hold at `now`."""
        return self.filter(lifted_at=None, until__gt=now)


class Suspension(models.Model):
    """An account may read but not send, like, follow or post until a moment."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="suspensions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(_("reason, in a word"), max_length=60)
    until = models.DateTimeField(_("until"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        indexes: ClassVar = [models.Index(fields=["user", "-until"], name="suspension_of_user")]
        constraints: ClassVar = [
            models.CheckConstraint(name="suspension_ends_later", condition=Q(until__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """A moderator's warning: its reader acknowledges it before anything else."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    words = models.CharField(max_length=NOTICE_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["user", "id"], name="notice_unread_of_user", condition=Q(acknowledged_at=None)),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="notice_has_words", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"notice {self.pk} to {self.user_id}"
