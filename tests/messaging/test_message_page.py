"""GET /messages/@NAME/N and /messages/@NAME/options: what scripts offer in menus, as pages with plain forms."""

from __future__ import annotations

import pytest

from messaging import actions
from messaging.models import Message
from messaging.transcript import CHUNK
from social import actions as social
from social.models import Follow
from tests.factories import UserFactory, open_to_all, send
from tests.messaging.frames import frame_in, parse, words_of

HTMX = {"hx-request": "true"}


@pytest.fixture
def chat(alice, bob):
    send(alice, bob, "a word to Bob")
    send(bob, alice, "a word to Alice")


@pytest.fixture
def request_from_carol(alice, carol):
    """Carol, whom Alice doesn't follow, has written to her."""
    alice.message_privacy = "everyone"
    alice.save()
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    send(carol, alice, "may I ask you something?")


def page_at(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return parse(response.content)


def buttons_of(page):
    """What can be done there: the words of each button, with where it goes and what it wants."""
    buttons = page.find("main").find_all("button", form="act")
    return {b.text: (b.attrs["formaction"], b.attrs["value"]) for b in buttons}


class TestMessage:
    def test_it_shows_the_message_and_what_can_be_done(self, as_alice, chat):
        page = page_at(as_alice, "/messages/@bob/2")
        assert "a word to Alice" in page.find("article").text
        assert buttons_of(page) == {
            "Like": ("/messages/@bob/2/like", "PUT"),
            "Delete": ("/messages/@bob/2", "DELETE"),
        }
        links = [link.attrs["href"] for link in page.find("main").find_all("a")]
        assert "/messages/@bob/?reply=2" in links

    def test_it_says_plainly_what_deleting_does(self, as_alice, chat):
        words = page_at(as_alice, "/messages/@bob/1").by_id("delete").text
        assert "It goes from your side only: Bob keeps a copy. It can't be undone." in words
        assert "operator's backups" in words

    def test_a_liked_one_can_be_unliked(self, as_alice, alice, bob, chat):
        actions.set_like(user=alice, peer=bob, seq=2, liked=True)
        page = page_at(as_alice, "/messages/@bob/2")
        assert buttons_of(page)["Unlike"] == ("/messages/@bob/2/like", "DELETE")
        assert "Liked by you" in page.find("article").text

    def test_a_like_comes_back_here_and_a_deletion_goes_to_the_chat(self, as_alice, chat):
        here = {"referer": "http://testserver/messages/@bob/2"}
        liked = as_alice.post("/messages/@bob/2/like", {"_method": "PUT"}, headers=here)
        deleted = as_alice.post("/messages/@bob/2", {"_method": "DELETE"}, headers=here)
        assert (liked.status_code, liked.url) == (303, "http://testserver/messages/@bob/2")
        assert (deleted.status_code, deleted.url) == (303, "/messages/@bob/")
        assert as_alice.get("/messages/@bob/2").status_code == 404

    def test_one_that_the_other_has_deleted_stays_here(self, as_alice, as_bob, alice, bob, chat):
        actions.delete_message(user=bob, peer=alice, seq=1)
        assert as_alice.get("/messages/@bob/1").status_code == 200
        assert as_bob.get("/messages/@alice/1").status_code == 404


class TestArticle:
    def test_it_holds_a_like_button_and_the_way_to_everything_else(self, as_alice, chat):
        article = page_at(as_alice, "/messages/@bob/").find("article", data_seq="2")
        like = article.find("button")
        assert (like.attrs["aria-label"], like.attrs["aria-pressed"], like.attrs["value"]) == ("Like", "false", "PUT")
        more = article.find("a", role="button")
        assert (more.attrs["aria-label"], more.attrs["href"]) == ("Message actions", "/messages/@bob/2")

    @pytest.mark.parametrize(
        ("likers", "words"),
        [
            (["alice"], "Liked by you"),
            (["bob"], "Liked by Bob"),
            (["alice", "bob"], "Liked by you and Bob"),
            ([], ""),
        ],
    )
    def test_the_hearts_tell_who(self, as_alice, alice, bob, chat, likers, words):
        for user, peer in ((alice, bob), (bob, alice)):
            if user.username in likers:
                actions.set_like(user=user, peer=peer, seq=1, liked=True)
        article = page_at(as_alice, "/messages/@bob/").find("article", data_seq="1")
        assert article.find(data_part="hearts").text.lstrip("2 ") == words
        pressed = "true" if "alice" in likers else "false"
        assert article.find("button").attrs["aria-pressed"] == pressed

    def test_a_quote_leads_to_its_original_and_vanishes_with_it(self, as_alice, alice, bob, chat):
        send(bob, alice, "that one?", reply_to=1)
        original = Message.objects.get(seq=1)
        quote = page_at(as_alice, "/messages/@bob/").find("article", data_seq="3").find(data_part="quote")
        assert quote.text == "In reply to You a word to Bob"
        assert quote.find("a").attrs["href"] == f"/messages/@bob/?around=1#{original.dom_id}"
        actions.delete_message(user=alice, peer=bob, seq=1)
        answer = page_at(as_alice, "/messages/@bob/").find("article", data_seq="3")
        assert not answer.find(data_part="quote").children
        assert "a word to Bob" not in words_of(as_alice.get("/messages/@bob/").content)

    def test_a_line_stands_before_what_is_unread_as_the_chat_is_opened(self, as_bob, alice, bob, chat):
        actions.mark_read(user=bob, peer_id=alice.pk, seq=2)
        assert not page_at(as_bob, "/messages/@alice/").find("div", class_="unread-line")
        for words in ("one", "two"):
            send(alice, bob, words)
        log = page_at(as_bob, "/messages/@alice/").by_id("log-alice")
        marks = [e.attrs.get("data-seq") or e.attrs["class"] for e in log.children if not isinstance(e, str)]
        assert marks[marks.index("unread-line") + 1] == "3"
        assert marks.count("unread-line") == 1


class TestReply:
    def test_without_script_an_address_says_what_is_answered(self, as_alice, chat):
        composer = page_at(as_alice, "/messages/@bob/?reply=2").by_id("composer-bob")
        assert composer.find("input", name="reply_to").attrs["value"] == "2"
        bar = composer.find(data_quote_bar="")
        assert "hidden" not in bar.attrs
        assert "Bob a word to Alice" in bar.text

    @pytest.mark.parametrize("reply", ["", "0", "3", "x", "9" * 40, "-1"])
    def test_what_is_not_there_is_not_answered(self, as_alice, chat, reply):
        composer = page_at(as_alice, f"/messages/@bob/?reply={reply}").by_id("composer-bob")
        assert composer.find("input", name="reply_to").attrs["value"] == ""
        assert "hidden" in composer.find(data_quote_bar="").attrs

    def test_a_refused_form_still_knows_it(self, as_alice, chat):
        response = as_alice.post("/messages/@bob/", {"client_id": "x", "text": "half a word", "reply_to": "2"})
        assert response.status_code == 422
        composer = parse(response.content).by_id("composer-bob")
        assert composer.find("input", name="reply_to").attrs["value"] == "2"


class TestOptions:
    def test_it_offers_what_holds_not_yet(self, as_alice, alice, bob, chat):
        actions.mark_read(user=alice, peer_id=bob.pk, seq=2)
        assert buttons_of(page_at(as_alice, "/messages/@bob/options")) == {
            "Pin": ("/messages/@bob/pin", "PUT"),
            "Mute": ("/messages/@bob/mute", "PUT"),
            "Mark unread": ("/messages/@bob/unread", "PUT"),
            "Block": ("/@bob/block", "PUT"),
            "Delete chat": ("/messages/@bob/", "DELETE"),
        }
        actions.set_pin(user=alice, peer=bob, pinned=True)
        actions.set_mute(user=alice, peer=bob, muted=True)
        social.block(blocker_id=alice.pk, blocked_id=bob.pk)
        now = buttons_of(page_at(as_alice, "/messages/@bob/options"))
        assert {now[word][1] for word in ("Unpin", "Unmute", "Unblock")} == {"DELETE"}

    def test_where_there_is_no_chat_only_blocking_is_left(self, as_alice):
        UserFactory(username="erin")
        assert set(buttons_of(page_at(as_alice, "/messages/@erin/options"))) == {"Block"}

    def test_the_head_and_the_row_lead_there(self, as_alice, chat):
        page = page_at(as_alice, "/messages/@bob/")
        for place in (page.find("header", class_="topbar chat-head"), page.by_id("chat-bob")):
            assert place.find("a", role="button").attrs["href"] == "/messages/@bob/options"

    def test_the_state_of_the_chat_travels_with_its_row(self, as_alice, chat):
        frame = frame_in(as_alice.put("/messages/@bob/pin", headers=HTMX).content)
        assert frame.by_id("state-bob").attrs["data-is"].split() == ["listed", "pinned"]
        assert frame.by_id("chat-bob").attrs["data-is"].split() == ["row", "listed", "pinned", "unread"]


class TestTranscript:
    def lines(self, client):
        response = client.get("/messages/@bob/text")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="paperplane-bob.txt"'
        return [line.split("] ", 1)[1] for line in response.getvalue().decode().splitlines()]

    def test_it_is_the_chat_as_text(self, as_alice, chat):
        assert self.lines(as_alice) == ["Alice: a word to Bob", "Bob: a word to Alice"]

    def test_what_was_deleted_is_not_in_it(self, as_alice, alice, bob, chat):
        actions.delete_message(user=alice, peer=bob, seq=1)
        assert self.lines(as_alice) == ["Bob: a word to Alice"]
        actions.delete_chat(user=alice, peer=bob)
        assert self.lines(as_alice) == []

    def test_a_long_chat_is_read_in_chunks(self, as_alice, alice, bob, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr("messaging.transcript.CHUNK", 2)
        assert CHUNK > 2
        for number in range(5):
            send(alice, bob, f"number {number}")
        assert self.lines(as_alice) == [f"Alice: number {n}" for n in range(5)]


@pytest.mark.usefixtures("request_from_carol")
class TestRequest:
    def bar(self, page):
        return page.by_id("request-carol")

    def test_it_says_who_waits_and_what_can_be_done(self, as_alice):
        bar = self.bar(page_at(as_alice, "/messages/@carol/"))
        assert "Carol wants to write to you" in bar.text
        assert [e.text for e in bar.find_all("a") + bar.find_all("button")] == ["Reply", "Delete", "Report", "Block"]

    @pytest.mark.parametrize("ends", ["answering", "following", "blocking", "deleting"])
    def test_it_goes_when_that_is_done(self, as_alice, alice, carol, ends):
        pair = {"follower_id": alice.pk, "followed_id": carol.pk}
        {
            "answering": lambda: send(alice, carol),
            "following": lambda: social.follow(**pair),
            "blocking": lambda: social.block(blocker_id=alice.pk, blocked_id=carol.pk),
            "deleting": lambda: actions.delete_chat(user=alice, peer=carol),
        }[ends]()
        for page in (
            page_at(as_alice, "/messages/@carol/"),
            frame_in(as_alice.get("/sync?stamp=0&with=carol").content),
        ):
            assert "hidden" in self.bar(page).attrs
            assert not self.bar(page).find_all()

    def test_the_one_who_asks_sees_none_of_it(self, as_carol):
        page = page_at(as_carol, "/messages/@alice/")
        assert "hidden" in page.by_id("request-alice").attrs


def test_no_bar_stands_where_nobody_has_written(as_alice, alice):
    erin = open_to_all(username="erin")
    Follow.objects.create(follower=alice, followed=erin)
    assert "hidden" in page_at(as_alice, "/messages/@erin/").by_id("request-erin").attrs
