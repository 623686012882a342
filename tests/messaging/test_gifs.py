"""GIFs: kept, found, shown to everybody or to nobody, sent."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.utils import timezone

from messaging import actions, gifs
from messaging.live import user_group
from messaging.models import Gif, Message
from social import actions as social
from tests.messaging import pictures
from tests.messaging.frames import frame_in, parse
from tests.messaging.frames import words_of as words_on
from tests.messaging.test_send import HTMX, JSON, post

pytestmark = pytest.mark.usefixtures("media")

NOT_THERE = "This GIF is no longer there. Choose another one."


def ids(page):
    return [gif.pk for gif in page.gifs]


class TestOwn:
    def test_the_newest_comes_first_and_nobody_elses(self, as_alice, alice, bob):
        first, second = pictures.add_gif(alice), pictures.add_gif(alice)
        pictures.add_gif(bob)
        tiles = parse(as_alice.get("/gifs/").content).by_id("own-gifs").find_all("li")
        assert [tile.attrs["id"] for tile in tiles] == [f"gif-{second.pk}", f"gif-{first.pk}"]

    def test_tags_find_them(self, alice):
        duck, dog = pictures.add_gif(alice, tags="Duck, rain"), pictures.add_gif(alice, tags="dog")
        assert ids(gifs.own(alice, "DU")) == [duck.pk]
        assert ids(gifs.own(alice, "d")) == [dog.pk, duck.pk]
        assert ids(gifs.own(alice, "rain duck")) == [duck.pk]
        assert ids(gifs.own(alice, "uck")) == []

    def test_pages_go_on_where_the_last_one_ended(self, as_alice, alice, monkeypatch):
        monkeypatch.setattr(gifs, "PAGE", 2)
        made = [pictures.add_gif(alice, tags="duck").pk for _n in range(5)][::-1]
        page = gifs.own(alice)
        assert (ids(page), page.next_cursor) == (made[:2], made[1])
        assert ids(gifs.own(alice, "duck", made[1])) == made[2:4]
        assert gifs.own(alice, before=made[3]).next_cursor is None
        more = parse(as_alice.get(f"/gifs/?of=mine&before={made[1]}").content)
        assert [tile.attrs["id"] for tile in more.by_id("own-gifs").find_all("li") if "id" in tile.attrs] == [
            f"gif-{pk}" for pk in made[2:4]
        ]
        assert more.by_id("public-gifs") is None

    def test_it_is_described_anew(self, as_alice, alice):
        gif = pictures.add_gif(alice, tags="duck")
        page = parse(as_alice.get(f"/gifs/{gif.pk}/").content)
        assert page.find("input", name="tags").attrs["value"] == "duck"
        response = as_alice.post(f"/gifs/{gif.pk}/", {"_method": "PUT", "tags": "swan", "public": "on"})
        assert (response.status_code, response.url) == (303, "/gifs/")
        gif.refresh_from_db()
        assert (gif.tags, gif.is_public) == ("swan", True)

    def test_a_program_and_a_page_describe_it_too(self, as_alice, alice):
        gif = pictures.add_gif(alice)
        put = {"content_type": "application/json"}
        told = as_alice.put(f"/gifs/{gif.pk}/", {"tags": "swan", "public": True}, headers=JSON, **put)
        assert told.json() == {"id": gif.pk, "tags": "swan", "public": True}
        fragment = as_alice.put(f"/gifs/{gif.pk}/", {"tags": "goose"}, headers=HTMX, **put)
        assert "goose" in frame_in(fragment.content).by_id(f"gif-{gif.pk}").find("img").attrs["alt"]

    def test_tags_that_can_not_be_kept_are_refused_in_words(self, as_alice, alice):
        gif = pictures.add_gif(alice, tags="duck")
        sentence = "Tags hold up to 120 characters."
        for headers in (None, JSON, HTMX):
            put = {"tags": "x" * 121}
            response = as_alice.put(f"/gifs/{gif.pk}/", put, headers=headers, content_type="application/json")
            assert response.status_code == 422
            assert sentence in (response.json()["text"] if headers == JSON else words_on(response.content))
        gif.refresh_from_db()
        assert gif.tags == "duck"

    @pytest.mark.parametrize(
        "body",
        ['{"tags": "\\ud800"}', '{"tags": [1], "public": {}}', "[" * 100_000, "[]", "{", "", "tags=%FF"],
        ids=["half a character", "lists", "depth", "list", "half", "nothing", "no text"],
    )
    def test_nonsense_is_answered(self, as_alice, alice, body):
        gif = pictures.add_gif(alice)
        for content_type in ("application/json", "application/x-www-form-urlencoded"):
            assert as_alice.put(f"/gifs/{gif.pk}/", body, content_type=content_type).status_code < 500

    @pytest.mark.parametrize(
        "address",
        [
            "/gifs/?before=99999999999999999999&of=x",
            "/gifs/?before=%D9%A1&q=%F0%9F%A6%86%20%2525",
            "/gifs/?q=" + "w%20" * 500,
            "/gifs/99999999999999999999999/",
            "/gifs/99999999999999999999999/media?poster=1",
            "/stickers/?with=BOB&q=%27%22%3C",
            "/stickers/?with=nobody",
            "/stickers/?with=%2F..%2F",
        ],
    )
    def test_no_address_breaks_a_page(self, as_alice, bob, address):
        pictures.add_sticker()
        assert as_alice.get(address).status_code in {200, 404}

    def test_it_is_taken_away_with_its_files(self, as_alice, alice, committed):
        gif = pictures.add_gif(alice)
        with committed():
            response = as_alice.delete(f"/gifs/{gif.pk}/", headers=HTMX)
        assert "data-gone" in frame_in(response.content).by_id(f"gif-{gif.pk}").attrs
        assert not Gif.objects.exists()
        assert not pictures.files()
        assert as_alice.delete(f"/gifs/{gif.pk}/").status_code == 404

    def test_a_chat_that_shows_it_keeps_it(self, as_alice, as_bob, alice, bob, committed):
        gif = pictures.add_gif(alice)
        pictures.send_picture(alice, bob, gif)
        with committed():
            assert as_alice.post(f"/gifs/{gif.pk}/", {"_method": "DELETE"}).status_code == 303
        assert len(pictures.files()) == 2
        assert as_bob.get("/messages/@alice/1/media").status_code == 200
        assert not gifs.own(alice).gifs

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_somebody_elses_is_found_as_little_as_none_at_all(self, as_bob, alice, method):
        gif = pictures.add_gif(alice, is_public=True)
        answers = [getattr(as_bob, method)(f"/gifs/{pk}/", headers=JSON) for pk in (gif.pk, 987654321)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        gif.refresh_from_db()
        assert gif.removed_at is None


class TestSending:
    def test_it_works(self, as_alice, as_bob, alice, bob):
        gif = pictures.add_gif(alice, tags="an inside joke")
        response = post(as_alice, headers=JSON, text=None, gif=gif.pk)
        assert response.status_code == 201
        message = Message.objects.get()
        assert (message.kind, message.gif, message.text) == ("gif", gif, "")
        page = parse(as_bob.get("/messages/@alice/").content)
        article = page.by_id(message.dom_id)
        image = article.find("img", src="/messages/@alice/1/media")
        assert (image.attrs["width"], image.attrs["height"], image.attrs["alt"]) == ("320", "240", "GIF")
        still = article.find("source").attrs
        assert (still["srcset"], still["media"]) == (
            "/messages/@alice/1/media?poster",
            "(prefers-reduced-motion: reduce)",
        )
        assert "GIF" in page.by_id("chats").text
        assert "inside joke" not in str(page)

    def test_each_side_is_pushed_its_own_way_to_the_picture(self, alice, bob, pushed, committed):
        gif = pictures.add_gif(alice)
        with committed():
            pictures.send_picture(alice, bob, gif)
        ways = {group: parse(event["html"].encode()).find("img").attrs["src"] for group, event in pushed}
        assert ways == {
            user_group(alice.pk): "/messages/@bob/1/media",
            user_group(bob.pk): "/messages/@alice/1/media",
        }

    def test_a_public_one_of_somebody_else_may_be_sent(self, as_alice, bob, carol):
        gif = pictures.add_gif(carol, is_public=True, tags="duck")
        assert post(as_alice, headers=JSON, text=None, gif=gif.pk).status_code == 201

    def test_one_that_is_used_once_may_be_sent(self, as_alice, alice, bob):
        gif = pictures.add_gif(alice, is_kept=False)
        assert post(as_alice, headers=JSON, text=None, gif=gif.pk).status_code == 201

    def test_any_other_is_refused_in_the_same_words(self, as_alice, alice, bob, carol):
        removed, foreign = pictures.add_gif(alice), pictures.add_gif(carol)
        hidden = pictures.add_gif(carol, is_public=True)
        Gif.objects.filter(pk=removed.pk).update(removed_at=timezone.now())
        social.block(blocker_id=carol.pk, blocked_id=alice.pk)
        answers = [
            post(as_alice, headers=JSON, text=None, gif=pk)
            for pk in (removed.pk, foreign.pk, hidden.pk, 987654321, 10**30)
        ]
        assert {(answer.status_code, answer.content) for answer in answers} == {(422, answers[0].content)}
        assert answers[0].json()["text"] == NOT_THERE
        assert not Message.objects.exists()

    def test_a_gif_that_goes_between_the_question_and_the_writing_is_refused_too(self, alice, bob, monkeypatch):
        gif = pictures.add_gif(alice)

        def gone(*_args):
            Gif.objects.filter(pk=gif.pk).delete()
            raise IntegrityError

        monkeypatch.setattr("messaging.actions.sending._send", gone)
        with pytest.raises(actions.NotOffered):
            pictures.send_picture(alice, bob, gif)

    def test_any_other_error_of_the_database_stays_what_it_is(self, alice, bob, monkeypatch):
        monkeypatch.setattr("messaging.actions.sending._write", lambda *_args: (_ for _ in ()).throw(IntegrityError))
        with pytest.raises(IntegrityError):
            pictures.send_picture(alice, bob, pictures.add_gif(alice))
