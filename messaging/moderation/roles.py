"""The two roles of those who work in the admin: who works on cases, and who also looks after the moderators."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from accounts.models import User

MODERATOR, ADMINISTRATOR = "moderator", "administrator"

# As app and codename; a migration makes the groups with these, and a test holds the two together.
_CASEWORK = {
    ("messaging", "view_case"),
    ("messaging", "judge_case"),
    ("messaging", "view_auditentry"),
    ("messaging", "view_stickerpack"),
    ("messaging", "add_stickerpack"),
    ("messaging", "change_stickerpack"),
    ("messaging", "view_sticker"),
    ("messaging", "add_sticker"),
    ("messaging", "change_sticker"),
    ("messaging", "view_gif"),
    ("messaging", "change_gif"),
    ("messaging", "view_erasure"),
    ("accounts", "view_suspension"),
    ("accounts", "view_user"),
}
PERMISSIONS = {MODERATOR: _CASEWORK, ADMINISTRATOR: _CASEWORK | {("accounts", "change_user")}}


def enrol(user: User, role: str) -> None:
    """Have `user` work in the admin in a role. The group is made anew where somebody has removed it."""
    group, made = Group.objects.get_or_create(name=role)
    if made:
        held = Permission.objects.filter(codename__in=[code for _app, code in PERMISSIONS[role]])
        wanted = held.select_related("content_type")
        group.permissions.set(
            [one for one in wanted if (one.content_type.app_label, one.codename) in PERMISSIONS[role]]
        )
    user.groups.add(group)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
