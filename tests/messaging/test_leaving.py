"""An account whose time has come is erased: its own side and files go, what others hold stays, under another name."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions_leaving as leaving
from accounts.models import Leaving, Mailbox, User, small_avatar
from messaging import actions, chores, people, permissions
from messaging.actions import leaving as erasing
from messaging.models import Act, Gif, Like, Message, Participant, StickerFavourite
from messaging.tasks_accounts import erase_leaving
from social import actions as social
from social import working
from social.actions_videos import set_video_like
from social.models import Block, Follow, Video, VideoLike
from tests.factories import make_video, send, share
from tests.messaging import pictures
from tests.messaging.frames import words_of
from tests.messaging.worker import work

pytestmark = pytest.mark.usefixtures("media")
NOW = dt.timedelta()


def go(user, **more):
    """Her time has come, and the worker with it."""
    leaving.leave(user_id=user.pk, grace=NOW)
    erasing.erase_account(user.pk, **more)


@pytest.fixture
def world(alice, bob, carol, committed):
    """Alice has a hand in everything."""
    with committed():
        face = default_storage.save("avatars/face.webp", ContentFile(b"face"))
        default_storage.save(small_avatar(face), ContentFile(b"small"))
        User.objects.filter(pk=alice.pk).update(avatar=face, email="alice@example.org", bio="About me")
        send(alice, bob, "a secret of hers")
        send(bob, alice, "and one of his")
        actions.set_like(user=alice, peer=bob, seq=2, liked=True)
        actions.set_pin(user=alice, peer=bob, pinned=True)
        send(bob, alice, "unread")
        film = make_video(alice)
        share(alice, bob, film, "look")
        his = make_video(bob)
        set_video_like(user=alice, video_id=his.pk, liked=True)
        set_video_like(user=bob, video_id=film.pk, liked=True)
        kept, shown = pictures.add_gif(alice), pictures.add_gif(alice, tags="duck")
        pictures.send_picture(alice, bob, shown)
        actions.set_favourite(user=alice, sticker=pictures.add_sticker(), wanted=True)
        social.block(blocker_id=alice.pk, blocked_id=carol.pk)
    return {"face": face, "film": film, "kept": kept, "shown": shown}


class TestErasing:
    def test_nothing_of_hers_is_left(self, world, alice, bob, carol, committed):
        with committed():
            go(alice)
        assert not Message.objects.for_user(alice).exists()
        assert not Follow.objects.exists()
        assert not Block.objects.exists()
        assert not Like.objects.filter(user=alice).exists()
        assert not VideoLike.objects.filter(user=alice).exists()
        assert not Video.objects.posted_by(alice).exists()
        assert not Gif.objects.kept_by(alice).exists()
        assert not StickerFavourite.objects.exists()
        assert not Act.objects.filter(owner=alice).exists()
        assert not Act.objects.filter(actor=alice).exists()
        side = Participant.objects.get(user=alice)
        assert (side.preview_seq, side.unread, side.pinned_at) == (None, 0, None)
        assert Mailbox.objects.get(pk=alice.pk).unread_chats == 0
        assert not Leaving.objects.exists()
        for name in (world["face"], small_avatar(world["face"]), world["kept"].file.name):
            assert not default_storage.exists(name)

    def test_what_she_wrote_stays_with_him(self, world, alice, bob, as_bob, committed):
        with committed():
            go(alice)
        page = as_bob.get(reverse("chat", args=["alice"]))
        words = words_of(page.content)
        for kept in ("a secret of hers", "and one of his", "look", "Deleted account", "This account can't receive"):
            assert kept in words
        assert "Alice" not in words
        assert "@alice" not in words
        assert f'href="{reverse("profile", args=["alice"])}"' not in page.content.decode()
        assert 'data-refusal="unavailable"' in page.content.decode()
        assert as_bob.get(reverse("media", args=["alice", 5])).status_code == 200
        assert default_storage.exists(world["shown"].file.name)
        assert "isn't available any more" in words

    def test_his_pages_stand(self, world, alice, bob, as_bob, committed):
        with committed():
            go(alice)
        assert "Deleted account" in words_of(as_bob.get(reverse("chats")).content)
        assert as_bob.get(reverse("profile", args=["alice"])).status_code == 404
        assert "alice" not in words_of(as_bob.get(reverse("followers")).content)
        assert "Alice" not in words_of(as_bob.get(reverse("inbox")).content)
        assert not people.dialogues(bob)
        response = as_bob.post(reverse("chat", args=["alice"]), {"text": "hello?", "client_id": "0" * 32})
        assert response.status_code == 403
        assert permissions.ask(bob.pk, alice.pk).code == "unavailable"
        with committed():
            actions.delete_message(user=bob, peer=User.objects.get(pk=alice.pk), seq=5)
        assert not default_storage.exists(world["shown"].file.name)

    def test_his_open_chat_says_it_live(self, world, alice, bob, pushed, committed):
        with committed():
            go(alice)
        frames = [event.get("html", "") for group, event in pushed if group == f"user-{bob.pk}"]
        assert any("Deleted account" in frame for frame in frames)
        assert any(group == f"about-{alice.pk}" for group, _event in pushed)

    def test_when_both_have_gone_their_messages_are_erased(self, world, alice, bob, committed):
        with committed():
            go(alice)
            go(bob)
        assert not Message.objects.filter(erased_at=None).exists()
        assert not Message.objects.exclude(text="").exists()
        assert not [name for name in pictures.files() if name.startswith(("gifs", "gif_posters", "avatars"))]

    def test_doing_it_twice_is_no_mistake(self, world, alice):
        go(alice)
        with pytest.raises(leaving.NotLeaving):
            erasing.erase_account(alice.pk)
        erase_leaving.call(alice.pk)

    @pytest.mark.parametrize("after", range(6))
    def test_a_worker_that_dies_over_it_is_taken_up(self, world, alice, bob, committed, after):
        class Dead(BaseException):
            pass

        seen = []

        def die():
            seen.append(1)
            if len(seen) > after:
                raise Dead

        with committed():
            leaving.leave(user_id=alice.pk, grace=NOW)
        with pytest.raises(Dead), committed():
            erasing.erase_account(alice.pk, die)
        assert Leaving.objects.exists()
        with committed():
            erasing.erase_account(alice.pk)
        assert not Leaving.objects.exists()
        assert not Message.objects.for_user(alice).exists()
        assert not Follow.objects.exists()

    def test_what_keeps_coming_in_is_taken_up_again(self, alice, bob, carol):
        def late():
            Block.objects.get_or_create(blocker=carol, blocked=alice)

        send(alice, bob)
        with pytest.raises(erasing.Unfinished):
            go(alice, note=late)
        assert Leaving.objects.exists()


class TestChores:
    def test_whose_time_has_come_is_given_to_the_worker(self, alice, bob):
        leaving.leave(user_id=alice.pk)
        assert chores.take_up() == 0
        due = timezone.now()
        Leaving.objects.update(asked_at=due - dt.timedelta(days=14), due_at=due)
        assert chores.take_up() == 1
        work()
        assert User.objects.get(pk=alice.pk).erased_at

    def test_the_film_worker_looks_after_it(self):
        assert chores.take_up in working.chores


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("delete_user", *arguments, stdout=out)
        return out.getvalue()

    def test_it_closes_the_account_and_says_until_when(self, alice):
        assert "will be erased on" in self.run("alice")
        alice.refresh_from_db()
        assert not alice.is_active

    def test_now_means_now(self, world, alice):
        assert "@alice is erased" in self.run("alice", "--now", "--no-input")
        assert User.objects.get(pk=alice.pk).erased_at
        assert not Message.objects.for_user(alice).exists()

    def test_a_dry_run_does_nothing(self, world, alice):
        assert "Would" in self.run("alice", "--now", "--dry-run")
        assert User.objects.get(pk=alice.pk).is_active
        assert not Leaving.objects.exists()

    def test_it_can_be_taken_back(self, alice):
        self.run("alice")
        assert "is kept" in self.run("alice", "--keep")
        alice.refresh_from_db()
        assert alice.is_active

    @pytest.mark.parametrize(
        ("arguments", "status"),
        [(("nobody",), 2), (("alice", "--keep"), 1), (("alice", "--now", "--keep"), 2)],
    )
    def test_what_makes_no_sense_is_said(self, alice, arguments, status):
        with pytest.raises(CommandError) as error:
            self.run(*arguments)
        assert error.value.returncode == status

    def test_twice_is_told(self, alice):
        self.run("alice", "--now", "--no-input")
        with pytest.raises(CommandError, match="already") as error:
            self.run("alice")
        assert error.value.returncode == 1


def test_a_browser_of_hers_is_nobody_from_the_first_moment(as_alice, alice):
    leaving.leave(user_id=alice.pk)
    assert as_alice.get(reverse("chats")).status_code == 302
    assert Client().get(reverse("profile", args=["alice"])).status_code == 404
