"""Reload equals live: whatever happens, an open page comes to show what a fresh one would.

Each event is brought about while all pages of both are open. Every page then comes up to date in three ways - by what
is pushed, by `/sync` alone, and by `/sync` with the pushed frames arriving late - and is compared with a fresh one.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import MessagePrivacy, User
from messaging import actions, live
from messaging.actions.refreshing import refresh_cards
from messaging.models import Message
from social import actions as social
from social import actions_videos
from social.models import Video
from tests.factories import UserFactory, make_video, send, share
from tests.messaging.tab import Tab

PAGES = ["/messages/@{peer}/", "/messages/", "/messages/requests/", "/@{peer}/", "/inbox/"]


def follow(one, other):
    social.follow(follower_id=one.pk, followed_id=other.pk)


def unfollow(one, other):
    social.unfollow(follower_id=one.pk, followed_id=other.pk)


def block(one, other):
    social.block(blocker_id=one.pk, blocked_id=other.pk)


def unblock(one, other):
    social.unblock(blocker_id=one.pk, blocked_id=other.pk)


def setting(user, value):
    accounts.set_message_privacy(user_id=user.pk, value=value)


def suspend(user):
    accounts.suspend(user_id=user.pk, until=timezone.now() + dt.timedelta(days=1), reason="spam")


def friends(a, b):
    follow(a, b)
    follow(b, a)


def dialogue(a, b):
    friends(a, b)
    send(a, b, "one")
    send(b, a, "two")
    send(a, b, "three")


def request(a, b):
    """Alice has written to Bob, who does not follow her."""
    setting(b, MessagePrivacy.EVERYONE)
    follow(a, b)
    send(a, b, "hello")


def third(a, b):
    """Beside the dialogue, each has a newer chat with Dana."""
    dialogue(a, b)
    dana = UserFactory(username="dana")
    for person in (a, b):
        friends(person, dana)
        send(dana, person, "I'm Dana")


def like(user, peer, seq, liked=True):
    actions.set_like(user=user, peer=peer, seq=seq, liked=liked)


def shared(a, b):
    """Bob has posted a video, and Alice has sent it to him."""
    dialogue(a, b)
    share(a, b, make_video(b), "Look")


def narrowed(_a, b):
    """Bob keeps it to himself, and the worker has told the chats."""
    video = Video.objects.get()
    actions_videos.change_video(author=b, video_id=video.pk, caption="", audience="only_me", allow_download=False)
    refresh_cards(Message.objects.filter(video=video))


def like_video(user, liked=True):
    actions_videos.set_video_like(user=user, video_id=Video.objects.get().pk, liked=liked)


# What stands before, and what happens while the pages are open.
EVENTS = {
    "the first message of all": (friends, send),
    "a message": (dialogue, lambda a, b: send(a, b, "four")),
    "an answer": (dialogue, lambda a, b: send(b, a, "four")),
    "several messages at once": (dialogue, lambda a, b: [send(x, y) for x, y in [(a, b), (b, a), (a, b)]]),
    "a message that moves the chat up": (third, send),
    "a reply": (dialogue, lambda a, b: send(a, b, reply_to=2)),
    "a first message that makes a request": (
        lambda a, b: (setting(b, "everyone"), follow(a, b)),
        send,
    ),
    "a second message into a request": (request, send),
    "an answer to a request": (request, lambda a, b: send(b, a)),
    "a follow that accepts a request": (request, lambda a, b: follow(b, a)),
    "an unfollow that makes a request again": (
        lambda a, b: (request(a, b), follow(b, a)),
        lambda a, b: unfollow(b, a),
    ),
    "a block of a request": (lambda a, b: (request(a, b), follow(b, a)), lambda a, b: block(b, a)),
    "reading": (dialogue, lambda a, b: actions.mark_read(user=b, peer_id=a.pk, seq=3)),
    "reading a part": (dialogue, lambda a, b: actions.mark_read(user=b, peer_id=a.pk, seq=1)),
    "reading what is not answered": (request, lambda a, b: actions.mark_read(user=b, peer_id=a.pk, seq=1)),
    "marking unread": (
        lambda a, b: (dialogue(a, b), actions.mark_read(user=b, peer_id=a.pk, seq=3)),
        lambda a, b: actions.mark_unread(user=b, peer=a),
    ),
    "muting": (dialogue, lambda a, b: actions.set_mute(user=b, peer=a, muted=True)),
    "pinning": (third, lambda a, b: actions.set_pin(user=a, peer=b, pinned=True)),
    "unpinning": (
        lambda a, b: (third(a, b), actions.set_pin(user=a, peer=b, pinned=True)),
        lambda a, b: actions.set_pin(user=a, peer=b, pinned=False),
    ),
    "a like": (dialogue, lambda a, b: like(a, b, 2)),
    "a like of one's own": (dialogue, lambda a, b: like(a, b, 1)),
    "a like taken back": (lambda a, b: (dialogue(a, b), like(a, b, 2)), lambda a, b: like(a, b, 2, liked=False)),
    "a deletion": (dialogue, lambda a, b: actions.delete_message(user=a, peer=b, seq=2)),
    "a deletion of the newest": (dialogue, lambda a, b: actions.delete_message(user=b, peer=a, seq=3)),
    "a deletion of what is quoted": (
        lambda a, b: (dialogue(a, b), send(a, b, "yes", reply_to=2)),
        lambda a, b: actions.delete_message(user=b, peer=a, seq=2),
    ),
    "a deletion of everything one by one": (
        dialogue,
        lambda a, b: [actions.delete_message(user=a, peer=b, seq=seq) for seq in (1, 2, 3)],
    ),
    "a deletion by both": (
        dialogue,
        lambda a, b: [actions.delete_message(user=x, peer=y, seq=2) for x, y in [(a, b), (b, a)]],
    ),
    "a deleted chat": (dialogue, lambda a, b: actions.delete_chat(user=a, peer=b)),
    "a message into a deleted chat": (
        lambda a, b: (dialogue(a, b), actions.delete_chat(user=a, peer=b)),
        lambda a, b: send(b, a, "new"),
    ),
    "a deleted chat and a new message": (
        dialogue,
        lambda a, b: (actions.delete_chat(user=a, peer=b), send(b, a, "new")),
    ),
    "a shared video": (dialogue, lambda a, b: share(a, b, make_video(b), "Look")),
    "a video that was taken back": (shared, narrowed),
    "a like of a video": (shared, lambda a, _b: like_video(a)),
    "a like of a video taken back": (
        lambda a, b: (shared(a, b), like_video(a)),
        lambda a, _b: like_video(a, liked=False),
    ),
    "activity seen": (
        lambda a, b: (dialogue(a, b), like(b, a, 1)),
        lambda a, _b: actions.mark_acts_seen(a.pk),
    ),
    "a follow": (lambda _a, _b: None, follow),
    "an unfollow": (friends, unfollow),
    "a block": (dialogue, block),
    "an unblock": (lambda a, b: (dialogue(a, b), block(a, b)), unblock),
    "a block between strangers": (lambda _a, _b: None, block),
    "a stricter setting": (friends, lambda a, _b: setting(a, "nobody")),
    "a looser setting": (follow, lambda _a, b: setting(b, "everyone")),
    "a suspension": (dialogue, lambda a, _b: suspend(a)),
    "the end of a suspension": (
        lambda a, b: (dialogue(a, b), suspend(a)),
        lambda a, _b: accounts.lift_suspensions(user_id=a.pk),
    ),
    "a corrected birthdate": (
        follow,
        lambda _a, b: accounts.correct_birthdate(
            user_id=b.pk, birthdate=timezone.now().date() - dt.timedelta(days=17 * 365)
        ),
    ),
}


@pytest.fixture
def bob(alice):
    return UserFactory(username="bob")


@pytest.fixture
def browsers(alice, bob):
    """One for each of the two, with the other."""
    opened = {}
    for user, peer in ((alice, bob), (bob, alice)):
        client = Client()
        client.force_login(user)
        opened[user] = (client, peer)
    return opened


def pages_of(browsers):
    pages = {}
    for user, (client, peer) in browsers.items():
        answers = {}
        pages |= {(user.username, path): Tab(client, path.format(peer=peer.username), answers) for path in PAGES}
    return pages


def frames_for(tab, user, peer, pushed):
    """What the sockets of this tab would have been sent."""
    groups = {live.user_group(user.pk), *([live.about_group(peer.pk)] if peer.username in tab.names else [])}
    return [event["html"] for group, event in pushed if group in groups and "html" in event]


@pytest.mark.parametrize("event", EVENTS)
def test_an_open_page_comes_to_show_what_a_fresh_one_shows(browsers, alice, bob, pushed, committed, event):
    prepare, act = EVENTS[event]
    with committed():
        prepare(alice, bob)
    tabs = pages_of(browsers)
    pushed.clear()
    with committed():
        act(*User.objects.filter(pk__in=[alice.pk, bob.pk]).order_by("pk"))
    for (name, path), fresh in pages_of(browsers).items():
        user = alice if name == "alice" else bob
        tab, expected = tabs[name, path], fresh.shows()
        frames = frames_for(tab, user, browsers[user][1], pushed)
        twin = tab.copy()
        asks = [twin.apply(html) for html in frames]
        if any(asks):
            twin.ask()
        assert twin.shows() == expected, f"{name} at {path}, by what was pushed"
        tab.ask()
        assert tab.shows() == expected, f"{name} at {path}, by asking alone"
        for html in reversed(frames):
            tab.apply(html)
        assert tab.shows() == expected, f"{name} at {path}, with the frames late"
