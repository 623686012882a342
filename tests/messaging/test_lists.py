"""The lists: chats, requests, whom to write to, and what happened lately."""

from __future__ import annotations

from itertools import chain

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import MessagePrivacy, User
from messaging import actions, chats
from messaging.models import Participant
from social import actions as social
from tests.factories import UserFactory, follow_each_other, open_to_all, send
from tests.messaging.frames import parse, words_of


def page_at(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return parse(response.content)


def rows_in(page, list_id="chats"):
    return [row.attrs["id"].removeprefix("chat-") for row in page.by_id(list_id).find_all("li")]


def row_of(page, name):
    return page.by_id(f"chat-{name}")


def friends_of(user, *names):
    people = [UserFactory(username=name) for name in names]
    for person in people:
        follow_each_other(user, person)
    return people


def request_from(name, recipient):
    """Somebody Alice does not follow writes to her."""
    User.objects.filter(pk=recipient.pk).update(message_privacy=MessagePrivacy.EVERYONE)
    person = UserFactory(username=name)
    social.follow(follower_id=person.pk, followed_id=recipient.pk)
    send(person, recipient, f"hello from {name}")
    return person


class TestChats:
    def test_it_works(self, as_alice, alice, bob):
        send(bob, alice, "the newest words")
        page = page_at(as_alice, "/messages/")
        row = row_of(page, "bob")
        assert "Bob" in row.text
        assert "the newest words" in row.text
        assert "1 unread" in row.text
        assert row.find("time")
        assert row.find("a").attrs["href"] == "/messages/@bob/"
        assert page.by_id("unread-badge").attrs["data-count"] == "1"

    def test_the_chat_with_the_newest_message_comes_first(self, as_alice, alice):
        for person in friends_of(alice, "dana", "erin", "frank"):
            send(person, alice)
        assert rows_in(page_at(as_alice, "/messages/")) == ["frank", "erin", "dana"]
        send(alice, User.objects.get(username="erin"))
        assert rows_in(page_at(as_alice, "/messages/")) == ["erin", "frank", "dana"]

    def test_the_keys_that_travel_sort_the_rows_as_the_page_does(self, as_alice, alice):
        for person in friends_of(alice, "dana", "erin", "frank"):
            send(person, alice)
        actions.set_pin(user=alice, peer=User.objects.get(username="dana"), pinned=True)
        rows = page_at(as_alice, "/messages/").by_id("chats").find_all("li")
        keys = [row.attrs["data-key"] for row in rows]
        assert keys == sorted(keys, reverse=True)
        assert rows[0].attrs["id"] == "chat-dana"

    def test_reading_and_muting_leave_the_order_alone(self, as_alice, alice):
        dana, _erin = friends_of(alice, "dana", "erin")
        send(dana, alice)
        send(User.objects.get(username="erin"), alice)
        actions.mark_read(user=alice, peer_id=dana.pk, seq=1)
        actions.set_mute(user=alice, peer=dana, muted=True)
        assert rows_in(page_at(as_alice, "/messages/")) == ["erin", "dana"]

    def test_ones_own_last_words_are_told_as_such(self, as_alice, alice, bob):
        send(alice, bob, "what I said")
        row = row_of(page_at(as_alice, "/messages/"), "bob")
        assert "You: what I said" in row.text
        assert "unread" not in row.text

    def test_what_was_deleted_is_not_told_in_the_preview(self, as_alice, alice, bob):
        send(bob, alice, "first words")
        send(bob, alice, "second words")
        actions.delete_message(user=alice, peer=bob, seq=2)
        row = row_of(page_at(as_alice, "/messages/"), "bob")
        assert "first words" in row.text
        assert "second words" not in row.text

    def test_a_deleted_chat_is_not_listed_until_something_new_is_written(self, as_alice, alice, bob):
        send(bob, alice, "old words")
        actions.delete_chat(user=alice, peer=bob)
        assert rows_in(page_at(as_alice, "/messages/")) == []
        send(bob, alice, "new words")
        assert "new words" in row_of(page_at(as_alice, "/messages/"), "bob").text

    def test_nobody_elses_chats_are_listed(self, as_carol, alice, bob):
        send(alice, bob)
        assert rows_in(page_at(as_carol, "/messages/")) == []

    def test_thirty_come_at_once_and_the_rest_page_by_page(self, as_alice, alice):
        for person in friends_of(alice, *(f"friend{n:02}" for n in range(chats.PAGE + 2))):
            send(person, alice)
        seen, path = [], "/messages/"
        while path:
            page = page_at(as_alice, path)
            seen.append(rows_in(page))
            link = next((a for a in page.find_all("a") if a.text == "Older chats"), None)
            path = link and link.attrs["href"]
        assert [len(rows) for rows in seen] == [chats.PAGE, 2]
        assert [*chain(*seen)] == [f"friend{n:02}" for n in reversed(range(chats.PAGE + 2))]

    def test_a_pinned_chat_leads_the_first_page_and_stands_on_no_other(self, as_alice, alice):
        people = friends_of(alice, *(f"friend{n:02}" for n in range(chats.PAGE + 2)))
        for person in people:
            send(person, alice)
        actions.set_pin(user=alice, peer=people[0], pinned=True)
        page = page_at(as_alice, "/messages/")
        assert rows_in(page)[:2] == ["friend00", "friend31"]
        last = Participant.objects.get(user=alice, peer=people[2]).order
        assert rows_in(page_at(as_alice, "/messages/", before=last)) == ["friend01"]

    def test_the_ways_on_are_there(self, as_alice):
        page = page_at(as_alice, "/messages/")
        links = {a.text: a.attrs["href"] for a in page.find_all("a")}
        assert links["New chat"] == "/messages/new/"
        assert links["Back"] == "/inbox/"
        assert "No chats yet" in page.text

    @pytest.mark.parametrize("before", ["0", "x", "-3", "9" * 30, "٣"])
    def test_a_cursor_that_cannot_be_is_answered_calmly(self, as_alice, alice, bob, before):
        send(bob, alice)
        assert as_alice.get("/messages/", {"before": before}).status_code == 200


class TestRequests:
    def test_it_works(self, as_alice, alice):
        request_from("dana", alice)
        page = page_at(as_alice, "/messages/requests/")
        assert rows_in(page, "requests") == ["dana"]
        assert "hello from dana" in row_of(page, "dana").text

    def test_they_are_not_among_the_chats_which_lead_to_them(self, as_alice, alice):
        page = page_at(as_alice, "/messages/")
        assert not [
            a for a in page.find_all("a") if a.attrs["href"] == "/messages/requests/" and "hidden" not in a.attrs
        ]
        request_from("dana", alice)
        page = page_at(as_alice, "/messages/")
        assert rows_in(page) == []
        assert page.find("a", href="/messages/requests/")

    def test_for_their_sender_it_is_a_chat_like_any_other(self, client, alice):
        client.force_login(request_from("dana", alice))
        assert rows_in(page_at(client, "/messages/")) == ["alice"]

    def test_an_answer_makes_it_a_chat(self, as_alice, alice):
        dana = request_from("dana", alice)
        send(alice, dana)
        assert rows_in(page_at(as_alice, "/messages/requests/"), "requests") == []
        assert rows_in(page_at(as_alice, "/messages/")) == ["dana"]

    def test_following_makes_it_a_chat(self, as_alice, alice):
        dana = request_from("dana", alice)
        social.follow(follower_id=alice.pk, followed_id=dana.pk)
        assert rows_in(page_at(as_alice, "/messages/requests/"), "requests") == []
        assert rows_in(page_at(as_alice, "/messages/")) == ["dana"]

    def test_once_answered_it_stays_a_chat_whoever_unfollows(self, as_alice, alice):
        dana = request_from("dana", alice)
        send(alice, dana)
        Participant.objects.filter(user=alice).update(pinned_at=timezone.now())
        social.unfollow(follower_id=dana.pk, followed_id=alice.pk)
        assert rows_in(page_at(as_alice, "/messages/")) == ["dana"]

    def test_without_any_it_says_so(self, as_alice):
        assert "No requests" in page_at(as_alice, "/messages/requests/").text


class TestNewChat:
    def test_it_works(self, as_alice, alice, bob):
        page = page_at(as_alice, "/messages/new/")
        assert page.find("input", type="search")
        assert page.find("a", href="/messages/@bob/", class_="name stretched").text == "Bob"

    def test_subscriptions_come_first_and_then_the_other_chats(self, as_alice, alice, bob):
        dana = open_to_all(username="dana")
        follow_each_other(alice, dana)
        send(alice, dana)
        send(dana, alice)
        social.unfollow(follower_id=alice.pk, followed_id=dana.pk)
        assert words_of(as_alice.get("/messages/new/").content).index("@bob") < words_of(
            as_alice.get("/messages/new/").content
        ).index("@dana")

    def test_who_cannot_be_written_to_stands_disabled_with_the_reason(self, as_alice, alice):
        erin = UserFactory(username="erin", message_privacy=MessagePrivacy.NOBODY)
        social.follow(follower_id=alice.pk, followed_id=erin.pk)
        page = page_at(as_alice, "/messages/new/")
        row = page.find("li", data_with="erin")
        assert row.attrs["aria-disabled"] == "true"
        assert "Erin accepts private messages from nobody." in row.text
        assert not row.find("a")

    @pytest.mark.parametrize("words", ["car", "CAROL", "@carol", "Carola", "  car "])
    def test_the_search_covers_all_accounts(self, as_alice, words):
        UserFactory(username="carol", display_name="Carola B.")
        page = page_at(as_alice, "/messages/new/", q=words)
        assert page.find("li", data_with="carol")
        assert page.by_id("pane").find("input", type="search").attrs["value"] == words.strip()

    def test_it_does_not_find_oneself_nor_across_a_block_nor_the_closed(self, as_alice, alice):
        for name, fields in (("alice_b", {}), ("alice_c", {}), ("alice_d", {"is_active": False})):
            UserFactory(username=name, **fields)
        social.block(blocker_id=alice.pk, blocked_id=User.objects.get(username="alice_b").pk)
        social.block(blocker_id=User.objects.get(username="alice_c").pk, blocked_id=alice.pk)
        page = page_at(as_alice, "/messages/new/", q="alice")
        assert not page.find_all("li", class_="row")

    @pytest.mark.parametrize("words", ["%", "_", "'", '"><script>', "\\", "x" * 5000, "🦆"])
    def test_whatever_is_searched_for_is_answered(self, as_alice, bob, words):
        response = as_alice.get("/messages/new/", {"q": words})
        assert response.status_code == 200
        assert b"<script>" not in response.content.replace(b"<script type", b"")

    def test_only_the_people_are_drawn_where_only_they_are_swapped(self, as_alice, bob):
        headers = {"hx-request": "true", "hx-target": "people"}
        tree = parse(as_alice.get("/messages/new/", {"q": "bob"}, headers=headers).content)
        assert tree.find("li", data_with="bob")
        assert not tree.find("body")


class TestInbox:
    def test_it_works(self, as_alice, alice, carol):
        social.follow(follower_id=carol.pk, followed_id=alice.pk)
        page = page_at(as_alice, "/inbox/")
        row = page.by_id("follower-carol")
        assert "Follows you" in row.text
        assert row.find("button").text == "Follow"
        assert page.find("a", href="/messages/", class_="icon-button").text.startswith("Private messages")

    def test_the_newest_follower_comes_first(self, as_alice, alice):
        for name in ("dana", "erin", "frank"):
            social.follow(follower_id=UserFactory(username=name).pk, followed_id=alice.pk)
        rows = page_at(as_alice, "/inbox/").by_id("activity").find_all("li")
        assert [row.attrs["id"] for row in rows] == ["follower-frank", "follower-erin", "follower-dana"]
        keys = [row.attrs["data-key"] for row in rows]
        assert keys == sorted(keys, reverse=True)

    def test_who_is_blocked_or_closed_is_not_told_of(self, as_alice, alice, carol):
        social.follow(follower_id=carol.pk, followed_id=alice.pk)
        accounts.set_active(user_id=carol.pk, active=False)
        assert not page_at(as_alice, "/inbox/").by_id("follower-carol")
        accounts.set_active(user_id=carol.pk, active=True)
        social.block(blocker_id=carol.pk, blocked_id=alice.pk)
        assert not page_at(as_alice, "/inbox/").by_id("follower-carol")

    def test_followers_come_thirty_at_a_time(self, as_alice, alice):
        for n in range(32):
            social.follow(follower_id=UserFactory(username=f"fan{n:02}").pk, followed_id=alice.pk)
        page = page_at(as_alice, "/inbox/")
        more = next(a for a in page.find_all("a") if a.text == "More")
        rest = page_at(as_alice, more.attrs["href"])
        assert len(page.by_id("activity").find_all("li")) == 30
        assert [row.attrs["id"] for row in rest.by_id("activity").find_all("li")] == [
            "follower-fan01",
            "follower-fan00",
        ]

    def test_with_nothing_new_it_says_so(self, as_alice):
        assert "Nothing new yet" in page_at(as_alice, "/inbox/").text
