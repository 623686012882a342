"""Home, Discover, profiles, Me and its lists."""

from __future__ import annotations

import pytest

from accounts import actions as accounts
from accounts.models import MessagePrivacy, User
from social import actions
from social.views.people import PAGE
from tests.factories import UserFactory, follow_each_other, open_to_all
from tests.messaging.frames import parse, words_of


def page_at(client, path, status=200, **query):
    response = client.get(path, query)
    assert response.status_code == status
    return parse(response.content)


def people_in(page):
    return [link.attrs["href"].strip("/@") for link in page.by_id("main").find_all("a", class_="name stretched")]


def buttons_in(page):
    return [button.text for button in page.by_id("main").find_all("button")]


SIGNED_IN_ONLY = ["/discover/", "/me/", "/me/subscriptions/", "/me/followers/", "/me/blacklist/"]


@pytest.mark.parametrize("path", SIGNED_IN_ONLY)
def test_who_is_signed_out_is_sent_to_sign_in_and_back(client, db, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", ["/", *SIGNED_IN_ONLY, "/@alice/"])
def test_they_are_only_read(as_alice, path):
    for method in ("POST", "PUT", "DELETE"):
        assert as_alice.generic(method, path).status_code == 405
    assert as_alice.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/", *SIGNED_IN_ONLY, "/@alice/", "/@bob/"])
def test_under_sixteen_they_are_open(client, alice, bob, today, path):
    day = today("2026-06-15")
    client.force_login(UserFactory(birthdate=day.replace(year=day.year - 14)))
    assert client.get(path).status_code == 200


class TestHome:
    def test_signed_out_it_says_what_this_is(self, client, db):
        page = page_at(client, "/")
        links = {link.attrs["href"] for link in page.find_all("a")}
        assert {"/accounts/login/", "/accounts/signup/"} <= links
        assert "data-me" not in page.find("body").attrs

    def test_signed_in_it_offers_people_to_follow(self, as_alice, alice, bob, carol):
        actions.follow(follower_id=alice.pk, followed_id=bob.pk)
        page = page_at(as_alice, "/")
        assert people_in(page) == ["carol"]
        assert page.by_id("follow-carol").find("button").text == "Follow"
        assert page.find("a", href="/messages/")

    def test_it_offers_nobody_across_a_block_nor_the_closed_nor_oneself(self, as_alice, alice, bob, carol):
        dana = UserFactory(username="dana", is_active=False)
        actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
        actions.block(blocker_id=carol.pk, blocked_id=alice.pk)
        assert not {"alice", "bob", "carol", dana.username} & set(people_in(page_at(as_alice, "/")))

    def test_the_navigation_is_there(self, as_alice):
        nav = page_at(as_alice, "/").find("nav", aria_label="Main")
        links = {link.attrs["href"] for link in nav.find_all("a")}
        assert {"/", "/discover/", "/inbox/", "/me/"} <= links


class TestDiscover:
    def test_it_works(self, as_alice, bob, carol):
        assert set(people_in(page_at(as_alice, "/discover/"))) == {"bob", "carol"}

    @pytest.mark.parametrize("words", ["bo", "BOB", "@bob", "obby"])
    def test_people_are_found_by_name_or_display_name(self, as_alice, carol, words):
        UserFactory(username="bob", display_name="Bobby")
        page = page_at(as_alice, "/discover/", q=words)
        assert people_in(page) == ["bob"]
        assert page.find("input", type="search").attrs["value"] == words

    def test_nobody_is_found_across_a_block(self, as_alice, alice, bob, carol):
        actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
        actions.block(blocker_id=carol.pk, blocked_id=alice.pk)
        assert people_in(page_at(as_alice, "/discover/")) == []
        assert people_in(page_at(as_alice, "/discover/", q="o")) == []

    @pytest.mark.parametrize("words", ["%", "_%", "'", '"><script>', "\\", "x" * 5000])
    def test_whatever_is_searched_for_is_answered(self, as_alice, bob, words):
        assert people_in(page_at(as_alice, "/discover/", q=words)) == []

    def test_only_the_people_are_drawn_where_only_they_are_swapped(self, as_alice, bob):
        headers = {"hx-request": "true", "hx-target": "people"}
        tree = parse(as_alice.get("/discover/", {"q": "bob"}, headers=headers).content)
        assert tree.find("a", href="/@bob/")
        assert not tree.find("body")


class TestProfile:
    def test_it_works(self, as_alice, bob):
        User.objects.filter(pk=bob.pk).update(bio="I film ducks.")
        page = page_at(as_alice, "/@bob/")
        assert {"Bob", "I film ducks."} <= {element.text for element in page.find_all()}
        assert "Follow" in buttons_in(page)
        assert {"Block"} <= set(buttons_in(page))

    def test_the_message_button_is_there_when_a_message_may_go(self, as_alice, alice):
        dana = open_to_all(username="dana")
        actions.follow(follower_id=alice.pk, followed_id=dana.pk)
        button = page_at(as_alice, "/@dana/").by_id("message-dana").find("a")
        assert (button.text, button.attrs["href"]) == ("Message", "/messages/@dana/")

    def test_otherwise_it_says_why_not(self, as_alice):
        UserFactory(username="erin", message_privacy=MessagePrivacy.NOBODY)
        button = page_at(as_alice, "/@erin/").by_id("message-erin")
        assert "disabled" in button.find("button").attrs
        assert "Erin accepts private messages from nobody." in button.text

    def test_it_counts_subscriptions_and_followers(self, as_alice, alice, bob, carol):
        follow_each_other(bob, carol)
        actions.follow(follower_id=alice.pk, followed_id=bob.pk)
        assert page_at(as_alice, "/@bob/").by_id("main").text.count("2") >= 1
        assert as_alice.get("/@bob/").context["followers_count"] == 2
        assert as_alice.get("/@bob/").context["subscriptions_count"] == 1

    @pytest.mark.parametrize("blocker", ["alice", "bob"])
    def test_across_a_block_it_shows_the_name_and_nothing_more(self, as_alice, alice, bob, carol, blocker):
        User.objects.filter(pk=bob.pk).update(bio="I film ducks.", avatar="avatars/bob.jpg")
        follow_each_other(bob, carol)
        pair = {"alice": (alice, bob), "bob": (bob, alice)}[blocker]
        actions.block(blocker_id=pair[0].pk, blocked_id=pair[1].pk)
        page = page_at(as_alice, "/@bob/")
        main = page.by_id("main")
        assert "Bob" in main.text
        assert "ducks" not in page.text
        assert not main.find_all("img")
        assert not main.find_all("a", class_="number")
        assert not {"Follow", "Unfollow", "Message"} & set(buttons_in(page))
        assert ("Unblock" in buttons_in(page)) is (blocker == "alice")

    def test_ones_own_is_for_editing(self, as_alice):
        page = page_at(as_alice, "/@alice/")
        assert page.find("a", href="/settings/profile/")
        assert not {"Follow", "Message", "Block"} & set(buttons_in(page))

    def test_signed_out_it_can_be_seen_but_not_used(self, client, bob):
        page = page_at(client, "/@bob/")
        assert "Bob" in page.text
        assert not buttons_in(page)
        assert page.find("a", href="/accounts/login/?next=/@bob/")

    def test_a_closed_account_is_not_found_like_an_unknown_one(self, as_alice, client, bob):
        accounts.set_active(user_id=bob.pk, active=False)
        closed, unknown = as_alice.get("/@bob/"), as_alice.get("/@nobody/")
        assert closed.status_code == unknown.status_code == 404
        assert closed.content.replace(b"bob", b"") == unknown.content.replace(b"nobody", b"")

    def test_nothing_in_a_bio_is_more_than_words(self, as_alice, bob):
        User.objects.filter(pk=bob.pk).update(bio="<script>alert(1)</script>", display_name="<b>Bob</b>")
        response = as_alice.get("/@bob/")
        assert b"<script>alert" not in response.content
        assert b"<b>Bob" not in response.content
        assert "<script>alert(1)</script>" in words_of(response.content)


class TestMe:
    def test_it_works(self, as_alice):
        page = page_at(as_alice, "/me/")
        links = {link.text: link.attrs["href"] for link in page.by_id("main").find_all("a")}
        assert any(text.endswith("Subscriptions") for text in links)
        assert "/settings/" in links.values()
        assert "/me/subscriptions/" in links.values()

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("/me/subscriptions/", ["bob"]),
            ("/me/followers/", ["carol"]),
            ("/me/blacklist/", ["dana"]),
        ],
    )
    def test_each_list_holds_whom_it_says(self, as_alice, alice, bob, carol, path, expected):
        dana = UserFactory(username="dana")
        actions.follow(follower_id=alice.pk, followed_id=bob.pk)
        actions.follow(follower_id=carol.pk, followed_id=alice.pk)
        actions.follow(follower_id=bob.pk, followed_id=carol.pk)
        actions.block(blocker_id=alice.pk, blocked_id=dana.pk)
        actions.block(blocker_id=dana.pk, blocked_id=bob.pk)
        assert people_in(page_at(as_alice, path)) == expected

    def test_the_blacklist_unblocks(self, as_alice, alice, bob):
        actions.block(blocker_id=alice.pk, blocked_id=bob.pk)
        button = page_at(as_alice, "/me/blacklist/").by_id("main").find("button", formaction="/@bob/block")
        assert (button.text, button.attrs["value"]) == ("Unblock", "DELETE")

    @pytest.mark.parametrize("path", ["/me/subscriptions/", "/me/followers/", "/me/blacklist/"])
    def test_thirty_come_at_once_and_the_rest_page_by_page(self, as_alice, alice, path):
        names = [f"person{n:02}" for n in range(PAGE + 2)]
        for name in names:
            person = UserFactory(username=name)
            if "blacklist" in path:
                actions.block(blocker_id=alice.pk, blocked_id=person.pk)
            elif "followers" in path:
                actions.follow(follower_id=person.pk, followed_id=alice.pk)
            else:
                actions.follow(follower_id=alice.pk, followed_id=person.pk)
        first = page_at(as_alice, path)
        more = next(link.attrs["href"] for link in first.by_id("main").find_all("a") if link.text == "More")
        rest = page_at(as_alice, path + more)
        assert people_in(first) == names[:1:-1]
        assert people_in(rest) == names[1::-1]
        assert not [link for link in rest.by_id("main").find_all("a") if link.text == "More"]

    @pytest.mark.parametrize("path", ["/me/subscriptions/", "/me/followers/", "/me/blacklist/"])
    def test_an_empty_list_says_so(self, as_alice, path):
        page = page_at(as_alice, path)
        assert people_in(page) == []
        assert page.by_id("main").find("div", class_="empty")

    @pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 40])
    def test_a_cursor_that_cannot_be_is_answered_calmly(self, as_alice, before):
        page_at(as_alice, "/me/subscriptions/", before=before)
