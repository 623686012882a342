"""The two roles, as groups: who works on cases, and who also looks after the moderators."""

from django.db import migrations

MODERATOR = {
    ("messaging", "case"): {"view_case": "Can view case", "judge_case": "Can judge cases"},
    ("messaging", "auditentry"): {"view_auditentry": "Can view audit entry"},
    ("messaging", "stickerpack"): {
        "view_stickerpack": "Can view sticker pack",
        "add_stickerpack": "Can add sticker pack",
        "change_stickerpack": "Can change sticker pack",
    },
    ("messaging", "sticker"): {
        "view_sticker": "Can view sticker",
        "add_sticker": "Can add sticker",
        "change_sticker": "Can change sticker",
    },
    ("messaging", "gif"): {"view_gif": "Can view GIF", "change_gif": "Can change GIF"},
    ("messaging", "erasure"): {"view_erasure": "Can view erasure"},
    ("accounts", "suspension"): {"view_suspension": "Can view suspension"},
    ("accounts", "user"): {"view_user": "Can view user"},
}
ADMINISTRATOR = MODERATOR | {
    ("accounts", "user"): {"view_user": "Can view user", "change_user": "Can change user"},
}


def make_roles(apps, schema_editor):
    """The permissions that they hold are made here, for Django makes them only once all migrations have run."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role, held in {"moderator": MODERATOR, "administrator": ADMINISTRATOR}.items():
        group = Group.objects.get_or_create(name=role)[0]
        for (app, model), codes in held.items():
            content_type = ContentType.objects.get_or_create(app_label=app, model=model)[0]
            for code, name in codes.items():
                permission = Permission.objects.get_or_create(
                    content_type=content_type, codename=code, defaults={"name": name}
                )[0]
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("messaging", "0009_append_only"),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
