"""Sticker packs: those that ship, those that moderators add, and what is no pack."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from messaging.models import Sticker, StickerPack
from messaging.packs import SHIPPED, STATIC, redraw
from messaging.pictures.intake import drawing
from tests.accounts import samples
from tests.factories import UserFactory
from tests.messaging import pictures
from tests.messaging.frames import words_of


def run(*arguments, **options):
    out = StringIO()
    call_command("import_stickers", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def pack(tmp_path):
    """A directory with a pack of two stickers, one of which moves."""
    directory = tmp_path / "frogs"
    directory.mkdir()
    (directory / "hop.webp").write_bytes(pictures.moving("WEBP"))
    (directory / "sit.png").write_bytes(pictures.still("PNG"))
    describe(directory)
    return directory


def describe(directory, **fields):
    stickers = [{"slug": name, "file": file, "words": name} for name, file in (("hop", "hop.webp"), ("sit", "sit.png"))]
    told = {"slug": "frogs", "title": "Frogs", "cover": "sit", "stickers": stickers} | fields
    (directory / "pack.json").write_text(json.dumps(told))


@pytest.mark.django_db
class TestImporting:
    def test_what_ships_with_the_project_is_named_where_it_stands(self, media):
        run("--shipped")
        slugs = {path.parent.name for path in SHIPPED.glob("*/pack.json")}
        assert set(StickerPack.objects.values_list("slug", flat=True)) == slugs >= {"duck", "paper"}
        for pack in StickerPack.objects.all():
            assert pack.stickers.count() >= 16
            assert pack.cover.pack == pack
        assert all((STATIC / sticker.static_path).is_file() for sticker in Sticker.objects.all())
        assert not pictures.files()

    def test_a_picture_that_was_uploaded_for_one_of_them_gives_way(self, media, committed):
        run("--shipped")
        sticker = Sticker.objects.first()
        redraw(sticker, drawing(samples.upload(pictures.moving("WEBP"))))
        sticker.save()
        with committed():
            assert "1 changed" in run("--shipped")
        sticker.refresh_from_db()
        assert sticker.static_path
        assert not pictures.files()

    def test_twice_is_no_mistake(self, media):
        run("--shipped")
        before = list(Sticker.objects.order_by("pk").values())
        assert "0 new, 0 changed" in run("--shipped")
        assert list(Sticker.objects.order_by("pk").values()) == before

    def test_pictures_are_drawn_anew_and_a_moving_one_has_a_still(self, media, pack):
        assert run(str(pack)) == "frogs: 2 new, 0 changed, 0 as before.\n"
        hop, sit = Sticker.objects.order_by("slug")
        assert pictures.opened(hop.file.read()).n_frames == 6
        assert pictures.opened(hop.poster.read()).size == (256, 256)
        assert (pictures.opened(sit.file.read()).format, sit.poster.name) == ("WEBP", "")
        assert set(pictures.files()) == {hop.file.name, hop.poster.name, sit.file.name}
        assert StickerPack.objects.get().cover == sit
        assert run(str(pack)) == "frogs: 0 new, 0 changed, 2 as before.\n"

    def test_what_ships_is_called_by_a_name_in_every_language_of_the_site(self, media):
        run("--shipped")
        others = {code for code, _name in settings.LANGUAGES if code != "en"}
        rows = [*StickerPack.objects.all(), *Sticker.objects.all()]
        assert {str(row) for row in rows if set(row.translations) != others} == set()

    def test_a_new_name_in_another_language_is_a_change(self, media, pack):
        run(str(pack))
        told = json.loads((pack / "pack.json").read_text())
        told["stickers"][0]["translations"] = {"ru": {"name": "прыжок", "words": "прыг"}}
        describe(pack, stickers=told["stickers"], translations={"ru": {"title": "Лягушки"}})
        assert run(str(pack)) == "frogs: 0 new, 1 changed, 1 as before.\n"
        with override("ru"):
            assert StickerPack.objects.get().title_shown == "Лягушки"
            assert [sticker.name for sticker in Sticker.objects.order_by("slug")] == ["прыжок", "sit"]

    def test_another_picture_takes_the_place_of_the_old_one(self, media, pack, committed):
        run(str(pack))
        (pack / "sit.png").write_bytes(pictures.still("PNG", size=(50, 80)))
        with committed():
            assert run(str(pack)) == "frogs: 0 new, 1 changed, 1 as before.\n"
        named = {name for names in Sticker.objects.values_list("file", "poster") for name in names if name}
        assert set(pictures.files()) == named

    def test_a_dry_run_says_it_and_does_nothing(self, media, pack):
        assert run(str(pack), "--dry-run") == "frogs: would be 2 new, 0 changed, 0 as before.\n"
        assert not StickerPack.objects.exists()
        assert not pictures.files()

    def test_a_retired_pack_stays_retired(self, media, pack):
        run(str(pack))
        StickerPack.objects.update(retired_at=timezone.now())
        run(str(pack))
        assert not Sticker.objects.offered().exists()

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda pack: (pack / "pack.json").unlink(),
            lambda pack: (pack / "pack.json").write_text("{"),
            lambda pack: (pack / "pack.json").write_text("[]"),
            lambda pack: (pack / "pack.json").write_bytes(b"\xff\xfe"),
            lambda pack: describe(pack, stickers=[]),
            lambda pack: describe(pack, cover="leap"),
            lambda pack: describe(pack, slug="no slug"),
            lambda pack: describe(pack, title=""),
            lambda pack: describe(pack, translations=["ru"]),
            lambda pack: describe(pack, translations={"ru": {"title": ""}}),
            lambda pack: describe(pack, translations={"ru": {"name": "Лягушки"}}),
            lambda pack: describe(pack, stickers=[{"slug": "hop", "file": "hop.webp"}]),
            lambda pack: describe(pack, stickers=[{"slug": "hop", "file": "hop.webp", "words": "hop"}] * 2),
            lambda pack: (pack / "hop.webp").unlink(),
            lambda pack: (pack / "hop.webp").write_bytes(samples.SVG),
            lambda pack: (pack / "sit.png").write_bytes(samples.bomb()),
        ],
    )
    def test_a_wrong_pack_ends_in_a_sentence_and_leaves_nothing(self, media, pack, spoil):
        spoil(pack)
        with pytest.raises(CommandError) as error:
            run(str(pack))
        assert error.value.returncode == 1
        assert str(pack) in str(error.value)
        assert not StickerPack.objects.exists()
        assert not pictures.files()

    def test_no_directory_is_a_wrong_argument(self):
        with pytest.raises(CommandError) as error:
            run()
        assert error.value.returncode == 2


class TestAdmin:
    @pytest.fixture
    def as_mod(self, client, db):
        client.force_login(UserFactory(username="mod", is_staff=True, is_superuser=True))
        return client

    @pytest.fixture
    def pack(self, db):
        return StickerPack.objects.create(slug="frogs", title="Frogs")

    def save(self, client, pack, **fields):
        return client.post(
            reverse("admin:messaging_stickerpack_change", args=[pack.pk]), pictures.sticker_form(pack, **fields)
        )

    def test_a_moderator_adds_a_sticker_which_is_drawn_anew(self, as_mod, media, pack):
        assert self.save(as_mod, pack, upload=pictures.still("PNG")).status_code == 302
        sticker = Sticker.objects.get()
        assert pictures.opened(sticker.file.read()).format == "WEBP"
        assert sticker.url.encode() in as_mod.get(f"/admin/messaging/stickerpack/{pack.pk}/change/").content

    def test_its_words_change_without_its_picture(self, as_mod, media, pack):
        self.save(as_mod, pack, upload=pictures.still("PNG"))
        sticker = Sticker.objects.get()
        self.save(as_mod, pack, pk=sticker.pk, words="other words")
        again = Sticker.objects.get()
        assert (again.words, again.file.name) == ("other words", sticker.file.name)

    @pytest.mark.parametrize(
        ("upload", "sentence"),
        [
            (samples.SVG, "Choose a PNG or a WebP."),
            (samples.bomb(), "This picture has more than 40 million pixels."),
            (b"", "The submitted file is empty."),
            (None, "Choose a picture."),
        ],
        ids=["svg", "bomb", "empty", "none"],
    )
    def test_what_is_no_sticker_is_refused_beside_its_field(self, as_mod, media, pack, upload, sentence):
        response = self.save(as_mod, pack, upload=upload)
        assert response.status_code == 200
        assert sentence in words_of(response.content)
        assert not Sticker.objects.exists()
        assert not pictures.files()

    def test_a_pack_is_retired_and_offered_again_but_never_deleted(self, as_mod, pack):
        url = reverse("admin:messaging_stickerpack_changelist")
        as_mod.post(url, {"action": "retire", "_selected_action": pack.pk})
        assert StickerPack.objects.get().retired_at
        as_mod.post(url, {"action": "offer_again", "_selected_action": pack.pk})
        assert StickerPack.objects.get().retired_at is None
        assert as_mod.post(f"/admin/messaging/stickerpack/{pack.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_what_ships_is_looked_at_and_retired_but_not_changed(self, as_mod, media):
        pack = pictures.add_sticker().pack
        self.save(as_mod, pack, title="Mine", slug="mine", upload=pictures.still("PNG"))
        assert [sticker.slug for sticker in Sticker.objects.all()] == ["wave"]
        pack.refresh_from_db()
        assert (pack.slug, pack.title) == ("cats", "Cats")

    def test_no_page_of_it_needs_what_the_policy_refuses(self, as_mod, pack):
        pictures.add_sticker(pack=pack)
        for path in ("", "add/", f"{pack.pk}/change/"):
            page = as_mod.get(f"/admin/messaging/stickerpack/{path}").content.decode()
            assert " style=" not in page
