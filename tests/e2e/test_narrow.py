"""However long a name or a word is, nothing makes a phone scroll sideways."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import MessagePrivacy
from social import actions
from tests.e2e.person import Person
from tests.factories import UserFactory, follow_each_other, send
from tests.screenshots.extremes import BIO, NAME, SHOWN, WORD

PHONE = {"width": 320, "height": 640}
# Pages that tell of the one with the long name: a friend, somebody who asks, who can't be written to, who is blocked.
PAGES = [
    *("/", "/discover/", "/inbox/", "/messages/", "/messages/new/", "/messages/requests/", "/me/subscriptions/"),
    *("/me/followers/", "/me/blacklist/", "/settings/privacy/", "/@{}/", "/@{}/report", "/messages/@{}/"),
    "/messages/@{}/why",
]
WIDTH = "document.documentElement.scrollWidth"


def test_no_page_about_somebody_with_long_names_is_wider_than_a_phone(person: Callable[..., Person]) -> None:
    alice = person(UserFactory(username="alice", message_privacy=MessagePrivacy.EVERYONE), viewport=PHONE)
    names = {}
    for kind in ("friend", "asking", "closed", "blocked"):
        name = f"{kind[0]}{NAME[1:]}"
        names[kind] = UserFactory(username=name, display_name=SHOWN, bio=BIO)
    follow_each_other(alice.user, names["friend"])
    send(names["friend"], alice.user, WORD)
    actions.follow(follower_id=names["asking"].pk, followed_id=alice.user.pk)
    send(names["asking"], alice.user, WORD)
    names["closed"].message_privacy = MessagePrivacy.NOBODY
    names["closed"].save()
    actions.block(blocker_id=alice.user.pk, blocked_id=names["blocked"].pk)
    wide = {}
    for path in PAGES:
        for kind, user in names.items() if "{}" in path else [("", alice.user)]:
            page = alice.goto(path.format(user.username))
            if (width := page.evaluate(WIDTH)) > PHONE["width"]:
                wide[f"{path} {kind}"] = width
    assert wide == {}
