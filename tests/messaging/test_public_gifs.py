"""GIFs that their owners show to everybody: found by their tags, and gone at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from messaging import actions, gifs
from messaging.models import Gif, GifStart
from messaging.tags import clean_tags, matches, starts_of, words_of
from social import actions as social
from tests.accounts import samples
from tests.factories import UserFactory
from tests.messaging import pictures
from tests.messaging.frames import parse
from tests.messaging.test_send import JSON

pytestmark = pytest.mark.usefixtures("media")


def ids(page):
    return [gif.pk for gif in page.gifs]


class TestPublic:
    @pytest.fixture
    def gif(self, alice):
        return pictures.add_gif(alice, tags="Duck in the rain", is_public=True)

    def test_everybody_finds_it(self, as_carol, carol, gif):
        assert ids(gifs.public(carol)) == [gif.pk]
        for words in ("d", "duck", "RAIN du", "ra in the"):
            assert ids(gifs.public(carol, words)) == [gif.pk], words
        assert ids(gifs.public(carol, "dog")) == []
        assert ids(gifs.public(carol, "duck dog")) == []
        page = parse(as_carol.get("/gifs/?q=duck").content)
        assert page.by_id("public-gifs").find("img").attrs["alt"] == "GIF: Duck in the rain"

    def test_its_owner_finds_it_among_her_own(self, alice, gif):
        assert ids(gifs.public(alice)) == ids(gifs.public(alice, "duck")) == []
        assert ids(gifs.own(alice, "duck")) == [gif.pk]

    def test_what_is_not_public_is_nobody_elses_and_stands_in_no_index(self, alice, carol):
        pictures.add_gif(alice, tags="secret")
        assert ids(gifs.public(carol)) == ids(gifs.public(carol, "secret")) == []
        assert not GifStart.objects.exists()

    @pytest.mark.parametrize(
        "hide",
        [
            lambda gif: actions.change_gif(owner=gif.owner, pk=gif.pk, tags=gif.tags, is_public=False),
            lambda gif: actions.remove_gif(owner=gif.owner, pk=gif.pk),
            lambda gif: accounts.set_active(user_id=gif.owner_id, active=False),
        ],
        ids=["made private", "removed", "account closed"],
    )
    def test_it_is_gone_at_once(self, carol, gif, hide):
        hide(gif)
        assert ids(gifs.public(carol)) == ids(gifs.public(carol, "duck")) == []
        assert not Gif.objects.for_user(carol).exists()

    @pytest.mark.parametrize("whose", ["hers", "mine"])
    def test_nothing_of_it_shows_across_a_block(self, alice, carol, gif, whose):
        pair = (carol, alice) if whose == "hers" else (alice, carol)
        social.block(blocker_id=pair[0].pk, blocked_id=pair[1].pk)
        assert ids(gifs.public(carol)) == ids(gifs.public(carol, "duck")) == []

    def test_new_tags_find_it_and_old_ones_no_longer(self, alice, carol, gif):
        actions.change_gif(owner=alice, pk=gif.pk, tags="swan", is_public=True)
        assert ids(gifs.public(carol, "swan")) == [gif.pk]
        assert ids(gifs.public(carol, "duck")) == []

    def test_pages_go_on_where_the_last_one_ended(self, alice, carol, monkeypatch):
        monkeypatch.setattr(gifs, "PAGE", 2)
        made = [pictures.add_gif(alice, tags="duck", is_public=True).pk for _n in range(5)][::-1]
        for words in ("", "du"):
            page = gifs.public(carol, words)
            assert (ids(page), page.next_cursor) == (made[:2], made[1])
            assert ids(gifs.public(carol, words, made[3])) == made[4:]

    def test_one_question_is_enough_however_many_there_are(self, alice, carol, django_assert_num_queries):
        for number in range(5):
            pictures.add_gif(alice, tags=f"duck {number}", is_public=True)
        for words in ("", "duck", "duck 3"):
            with django_assert_num_queries(1):
                gifs.public(carol, words)

    def test_a_moderator_hides_it(self, client, carol, gif):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        pictures.add_gif(gif.owner, tags="private matter")
        listed = client.get(reverse("admin:messaging_gif_changelist")).content
        assert b"Duck in the rain" in listed
        assert b"private matter" not in listed
        client.post(reverse("admin:messaging_gif_changelist"), {"action": "hide", "_selected_action": gif.pk})
        assert not gifs.public(carol).gifs
        assert gifs.own(gif.owner, "duck").gifs


def test_somebody_suspended_shows_nothing_to_everybody(as_alice, alice):
    gif = pictures.add_gif(alice)
    accounts.suspend(user_id=alice.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")
    for response in (
        as_alice.put(f"/gifs/{gif.pk}/", {"public": True}, headers=JSON, content_type="application/json"),
        as_alice.post("/gifs/", {"file": samples.upload(pictures.moving(), "duck.gif")}, headers=JSON),
    ):
        assert (response.status_code, response.json()["refusal"]) == (403, "suspended")
    assert list(Gif.objects.values_list("is_public", flat=True)) == [False]
    assert len(pictures.files()) == 2


class TestTags:
    def test_they_are_compared_without_case_and_accents(self):
        assert words_of("Ñandú, CAFÉ-crème Straße") == ["nandu", "cafe", "creme", "strasse"]
        assert words_of("утка Ёжик") == ["утка", "ежик"]
        assert words_of("#duck 🦆 2024") == ["duck", "🦆", "2024"]

    def test_every_beginning_of_a_word_finds_it(self):
        assert starts_of("duck du") == {"d", "du", "duc", "duck"}
        assert matches("rubber duck", ["du", "rub"])
        assert not matches("rubber duck", ["uck"])

    def test_a_long_word_is_found_by_what_the_index_holds_of_it(self):
        assert matches("x" * 100, words_of("x" * 100))

    def test_they_stand_on_one_line(self):
        assert clean_tags(" duck \t\n rain ") == "duck rain"
        assert clean_tags("👨‍👩‍👧") == "👨‍👩‍👧"
