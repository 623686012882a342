"""Stickers: offered, found, kept at hand, sent, and visible for as long as the chat is."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from messaging.models import Message, Sticker, StickerFavourite, StickerPack
from tests.messaging import pictures
from tests.messaging.frames import frame_in, parse, words_of
from tests.messaging.test_send import HTMX, JSON, error_in, post

RETIRED = "This sticker is no longer offered. Choose another one."


@pytest.fixture
def sticker(db):
    return pictures.add_sticker(words="hello hi")


def retire(sticker):
    StickerPack.objects.filter(pk=sticker.pack_id).update(retired_at=timezone.now())


class TestSending:
    def test_it_works(self, as_alice, as_bob, bob, sticker):
        response = post(as_alice, headers=JSON, text=None, sticker=sticker.pk)
        assert response.status_code == 201
        message = Message.objects.get()
        assert (message.kind, message.sticker, message.text) == ("sticker", sticker, "")
        for client, name in ((as_alice, "bob"), (as_bob, "alice")):
            page = parse(client.get(f"/messages/@{name}/").content)
            article = page.by_id(message.dom_id)
            image = article.find("img", src="/static/stickers/wave.svg")
            assert (image.attrs["alt"], image.attrs["width"], image.attrs["height"]) == ("Sticker: wave", "128", "128")
            assert "Sticker" in page.by_id("chats").text

    def test_a_plain_form_and_a_page_may_send_one_too(self, as_alice, bob, sticker):
        assert post(as_alice, text="", sticker=sticker.pk).status_code == 303
        fragment = frame_in(post(as_alice, headers=HTMX, text=None, sticker=sticker.pk).content)
        assert fragment.find("img", src="/static/stickers/wave.svg")

    def test_the_same_id_with_another_sticker_is_a_conflict(self, as_alice, bob, sticker):
        other = pictures.add_sticker("bye")
        client_id = "6a1f7b1e-8b1c-4c1e-9a53-1f1b8f6f2f10"
        statuses = [
            post(as_alice, headers=JSON, text=None, client_id=client_id, sticker=one.pk).status_code
            for one in (sticker, sticker, other)
        ]
        assert statuses == [201, 200, 409]

    @pytest.mark.parametrize("headers", [None, JSON, HTMX], ids=["form", "program", "page"])
    def test_one_of_a_retired_pack_is_refused_in_words_and_so_is_an_unknown_one(self, as_alice, bob, sticker, headers):
        retire(sticker)
        for pk in (sticker.pk, 987654321, 10**30):
            response = post(as_alice, headers=headers, text=None, sticker=pk)
            assert response.status_code == 422
            assert RETIRED in (response.json()["text"] if headers == JSON else words_of(response.content))
        assert not Message.objects.exists()

    def test_what_was_sent_of_it_stays(self, as_bob, alice, bob, sticker):
        pictures.send_picture(alice, bob, sticker)
        retire(sticker)
        assert sticker.url in as_bob.get("/messages/@alice/").content.decode()

    def test_a_retry_is_answered_even_if_the_pack_was_retired_since(self, as_alice, bob, sticker):
        client_id = "6a1f7b1e-8b1c-4c1e-9a53-1f1b8f6f2f10"
        post(as_alice, headers=JSON, text=None, client_id=client_id, sticker=sticker.pk)
        retire(sticker)
        assert post(as_alice, headers=JSON, text=None, client_id=client_id, sticker=sticker.pk).status_code == 200

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"text": "hello", "sticker": "{}"}, "Send one thing at a time."),
            ({"text": None, "sticker": "{}", "gif": "1"}, "Send one thing at a time."),
            ({"text": None}, "Write something first."),
            ({"text": None, "sticker": ""}, "Write something first."),
            ({"text": None, "sticker": "duck"}, "Choose a sticker."),
            ({"text": None, "gif": "duck"}, "Choose a GIF."),
            ({"text": None, "video": "7"}, "This video is no longer there. Choose another one."),
            ({"text": None, "video": "seven"}, "Choose a video."),
        ],
    )
    def test_exactly_one_thing_is_sent(self, as_alice, bob, sticker, fields, sentence):
        told = {name: value and value.format(sticker.pk) for name, value in fields.items()}
        response = post(as_alice, headers=JSON, **told)
        assert (response.status_code, response.json()["text"]) == (422, sentence)
        assert not Message.objects.exists()

    def test_the_draft_beside_it_is_kept(self, as_alice, bob, sticker):
        response = post(as_alice, text="half a sentence", sticker=sticker.pk)
        assert response.status_code == 422
        assert parse(response.content).find("textarea").text == "half a sentence"

    def test_the_rule_comes_first(self, as_carol, alice, sticker):
        response = post(as_carol, name="alice", headers=JSON, text=None, sticker=sticker.pk)
        assert response.json()["refusal"] == "friends_only"

    def test_a_chat_of_stickers_costs_no_more_questions_than_one(
        self, as_bob, alice, bob, sticker, django_assert_num_queries
    ):
        pictures.send_picture(alice, bob, sticker)
        with django_assert_num_queries(20, exact=False) as first:
            as_bob.get("/messages/@alice/")
        for _n in range(10):
            pictures.send_picture(alice, bob, sticker)
            pictures.send_picture(bob, alice, pictures.add_sticker(f"s{_n}"))
        with django_assert_num_queries(len(first)):
            as_bob.get("/messages/@alice/")


class TestShelf:
    def test_every_pack_stands_there_with_its_stickers_ready_to_send(self, as_alice, bob, sticker):
        page = parse(as_alice.get("/stickers/?with=bob").content)
        button = page.by_id(f"sticker-{sticker.pk}").find("button", name="sticker")
        assert (button.attrs["value"], button.attrs["form"]) == (str(sticker.pk), "pick")
        assert page.by_id("pick").attrs["action"] == "/messages/@bob/"
        assert page.by_id("pick").find("input", name="client_id")

    def test_the_picker_gets_the_tab_alone(self, as_alice, sticker):
        tab = as_alice.get("/stickers/", headers=HTMX).content.decode()
        assert "<html" not in tab
        assert parse(tab.encode()).find("button", name="sticker")

    def test_a_search_gets_only_what_it_found(self, as_alice, sticker):
        pictures.add_sticker("bye", words="farewell")
        found = as_alice.get("/stickers/?q=HELL", headers=HTMX | {"hx-target": "stickers-found"}).content
        assert parse(found).by_id(f"sticker-{sticker.pk}")
        assert not parse(found).by_id(f"sticker-{Sticker.objects.get(slug='bye').pk}")
        assert b'type="search"' not in found

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_it_has_a_name_in_the_readers_language_and_is_found_in_both(self, as_alice, alice, sticker, language):
        sticker.translations = {"ru": {"name": "привет", "words": "салют ещё"}}
        sticker.save()
        User.objects.filter(pk=alice.pk).update(language=language)
        name = {"en": "Sticker: wave", "ru": "Стикер: привет"}[language]
        for words in ("hello", "прив", "ЕЩЕ"):
            found = parse(as_alice.get("/stickers/", {"q": words}).content).by_id(f"sticker-{sticker.pk}")
            assert found.find("img").attrs["alt"] == name

    def test_nothing_found_is_said(self, as_alice, sticker):
        assert "No such sticker" in words_of(as_alice.get("/stickers/?q=zebra").content)

    def test_a_retired_pack_is_not_offered_not_even_as_a_favourite(self, as_alice, alice, sticker):
        StickerFavourite.objects.create(user=alice, sticker=sticker)
        retire(sticker)
        assert not parse(as_alice.get("/stickers/", headers=HTMX).content).find_all("img")

    def test_two_questions_are_enough(self, as_alice, sticker, django_assert_num_queries):
        as_alice.get("/stickers/", headers=HTMX)
        with django_assert_num_queries(5, exact=False) as few:
            as_alice.get("/stickers/", headers=HTMX)
        for number in range(30):
            pictures.add_sticker(f"s{number}", StickerPack.objects.get_or_create(slug=f"p{number % 4}")[0])
        with django_assert_num_queries(len(few)):
            as_alice.get("/stickers/", headers=HTMX)


class TestFavourites:
    def url(self, sticker):
        return reverse("sticker_favourite", args=[sticker.pk])

    def test_one_is_kept_and_given_up_and_twice_is_no_mistake(self, as_alice, alice, sticker):
        for method, count in (("put", 1), ("put", 1), ("delete", 0), ("delete", 0)):
            response = getattr(as_alice, method)(self.url(sticker), headers=JSON)
            assert (response.status_code, response.json()["favourite"]) == (200, method == "put")
            assert StickerFavourite.objects.filter(user=alice).count() == count

    def test_the_page_is_told_where_it_stands_now(self, as_alice, sticker):
        kept = frame_in(as_alice.put(self.url(sticker), headers=HTMX).content)
        row = kept.by_id(f"favourite-{sticker.pk}")
        assert row.attrs["data-in"] == "favourite-stickers"
        assert kept.by_id(f"sticker-{sticker.pk}").find(aria_pressed="true")
        gone = frame_in(as_alice.delete(self.url(sticker), headers=HTMX).content)
        assert "data-gone" in gone.by_id(f"favourite-{sticker.pk}").attrs
        assert int(gone.by_id(f"favourite-{sticker.pk}").attrs["data-v"]) >= int(row.attrs["data-v"])
        assert gone.by_id(f"sticker-{sticker.pk}").find(aria_pressed="false")

    def test_the_latest_comes_first(self, as_alice, sticker):
        other = pictures.add_sticker("bye")
        for one in (sticker, other):
            as_alice.put(self.url(one))
        rows = parse(as_alice.get("/stickers/").content).by_id("favourite-stickers").find_all("li")
        assert [row.attrs["id"] for row in rows] == [f"favourite-{other.pk}", f"favourite-{sticker.pk}"]

    def test_a_plain_form_leads_back(self, as_alice, sticker):
        response = as_alice.post(self.url(sticker), {"_method": "PUT"})
        assert (response.status_code, response.url) == (303, "/stickers/")

    def test_there_is_an_end_to_it(self, as_alice, alice, sticker, monkeypatch):
        monkeypatch.setattr("messaging.actions.keeping.FAVOURITES", 1)
        as_alice.put(self.url(sticker))
        response = as_alice.put(self.url(pictures.add_sticker("bye")), headers=HTMX)
        assert response.status_code == 422
        assert error_in(response.content) == "You keep 1 favourites. Take one away first."

    def test_one_of_a_retired_pack_is_not_found(self, as_alice, sticker):
        retire(sticker)
        assert as_alice.put(self.url(sticker)).status_code == 404

    def test_everybody_has_their_own(self, as_alice, as_bob, sticker):
        as_alice.put(self.url(sticker))
        assert not parse(as_bob.get("/stickers/").content).by_id(f"favourite-{sticker.pk}")


def test_a_shipped_sticker_that_is_lost_leaves_a_hole_and_no_error(sticker, settings):
    settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    assert sticker.url == "/static/stickers/wave.svg"
