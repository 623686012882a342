"""What a page or an act costs in queries, and that it costs no more with more people, chats and history."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Mailbox, MessagePrivacy, User
from messaging.models import Message, Participant, Thread
from social.models import Follow
from tests.factories import send

HTMX = {"hx-request": "true"}
FORM = "application/x-www-form-urlencoded"
FEW, MANY = 10, 500
KNOWN = {"send": 16, "sync": 16, "sync of a list": 4, "read": 19}


def cost(act) -> int:
    """The number of queries that an act takes, transactions' own statements aside."""
    with CaptureQueriesContext(connection) as queries:
        response = act()
    assert response.status_code < 300
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return len([query for query in queries if not query["sql"].startswith(marks)])


def populate(alice, start, end):
    """People numbered so, each with a chat with Alice; every third has only ever asked, and a fifth are pinned."""
    now = timezone.now()
    people = User.objects.bulk_create(
        User(username=f"person{n:03}", birthdate=alice.birthdate, message_privacy=MessagePrivacy.EVERYONE)
        for n in range(start, end)
    )
    Mailbox.objects.bulk_create(Mailbox(user=person) for person in people)
    Follow.objects.bulk_create(Follow(follower=person, followed=alice) for person in people)
    Follow.objects.bulk_create(Follow(follower=alice, followed=person) for n, person in enumerate(people) if n % 3)
    threads = Thread.objects.bulk_create(Thread(low=alice, high=person, last_seq=2, revision=2) for person in people)
    pairs = list(enumerate(zip(threads, people, strict=True), start))
    Participant.objects.bulk_create(
        Participant(
            thread=thread,
            user=alice,
            peer=person,
            order=n + 1,
            stamp=n + 1,
            preview_seq=2,
            unread=1,
            has_written=bool(n % 3),
            answered_at=now if n % 3 else None,
        )
        for n, (thread, person) in pairs
    )
    Participant.objects.bulk_create(
        Participant(thread=t, user=p, peer=alice, preview_seq=2, has_written=True, answered_at=now)
        for _n, (t, p) in pairs
    )
    Message.objects.bulk_create(
        Message(thread=t, seq=seq, revision=seq, client_id=uuid4(), sender=p, kind="text", text=f"words {seq}")
        for _n, (t, p) in pairs
        for seq in (1, 2)
    )
    Mailbox.objects.filter(user=alice).update(counter=end, unread_chats=end)


def add_history(alice, bob, start, end):
    """Messages numbered so between the two, some of them replies."""
    thread = Thread.objects.between(alice.pk, bob.pk).get()
    Message.objects.bulk_create(
        Message(
            thread=thread,
            seq=n,
            revision=n,
            client_id=uuid4(),
            sender=(alice, bob)[n % 2],
            kind="text",
            text=f"message {n}",
            reply_to=n - 1 if n % 4 == 0 else None,
        )
        for n in range(start, end)
    )
    Thread.objects.filter(pk=thread.pk).update(last_seq=end - 1, revision=end - 1)
    Participant.objects.filter(thread=thread).update(preview_seq=end - 1)


PAGES = [
    "/",
    "/discover/",
    "/discover/?q=person",
    "/@bob/",
    "/me/",
    "/me/subscriptions/",
    "/me/followers/",
    "/inbox/",
    "/messages/",
    "/messages/requests/",
    "/messages/new/",
    "/messages/new/?q=person",
    "/messages/search/?q=words",
    "/messages/search/?q=person",
    "/messages/@bob/",
    "/settings/privacy/who/?q=person",
    "/sync?stamp=0",
    "/sync?stamp=0&with=bob&revision=0",
]


def costs(client, pages):
    return {page: cost(lambda page=page: client.get(page)) for page in pages}


def test_no_page_costs_more_with_500_chats_than_with_10(as_alice, alice, bob, record_property):
    send(bob, alice)
    populate(alice, 0, FEW)
    few = costs(as_alice, PAGES)
    populate(alice, FEW, MANY)
    many = costs(as_alice, PAGES)
    # From here on `/sync` sends the lists whole, which takes both of them, each with its pinned rows.
    whole = {page for page in PAGES if page.startswith("/sync")}
    record_property("queries", {page: (few[page], many[page]) for page in PAGES})
    assert {page: many[page] for page in PAGES if page not in whole} == {
        page: few[page] for page in PAGES if page not in whole
    }
    assert all(many[page] <= few[page] + 8 for page in whole)


def test_no_page_costs_more_with_500_messages_than_with_10(as_alice, alice, bob):
    send(alice, bob)
    add_history(alice, bob, 2, FEW + 1)
    pages = ["/messages/", "/messages/@bob/", "/messages/@bob/?before=9"]
    few, caught_up = costs(as_alice, pages), cost(lambda: as_alice.get("/sync?stamp=0&with=bob&revision=0"))
    add_history(alice, bob, FEW + 1, MANY + 1)
    assert costs(as_alice, pages) == few
    # As many changes as before cost as many queries, however long the chat has become.
    late = MANY - FEW
    assert cost(lambda: as_alice.get(f"/sync?stamp=0&with=bob&revision={late}")) == caught_up


def test_no_act_costs_more_with_500_chats_and_messages_than_with_10(as_alice, alice, bob, record_property):
    send(bob, alice)
    send(alice, bob)
    add_history(alice, bob, 3, FEW + 1)
    populate(alice, 0, FEW)
    few = {name: cost(lambda act=act: act(as_alice)) for name, act in ACTS.items()}
    last = Thread.objects.between(alice.pk, bob.pk).get().last_seq
    add_history(alice, bob, last + 1, MANY + 1)
    populate(alice, FEW, MANY)
    Participant.objects.filter(user=alice, peer=bob).update(read_seq=0, unread=1)
    many = {name: cost(lambda act=act: act(as_alice)) for name, act in ACTS.items()}
    record_property("queries", few)
    assert many == few


def post(client, **fields):
    return client.post("/messages/@bob/", {"client_id": uuid4(), "text": "hello"} | fields, headers=HTMX)


# Each as a page sends it. What comes after the commit is not in it: a test never commits.
ACTS = {
    "send": post,
    "read": lambda client: client.put("/messages/@bob/read", "seq=5", FORM, headers=HTMX),
    "read again": lambda client: client.put("/messages/@bob/read", "seq=5", FORM, headers=HTMX),
    "like": lambda client: client.put("/messages/@bob/7/like", headers=HTMX),
    "unlike": lambda client: client.delete("/messages/@bob/7/like", headers=HTMX),
    "pin": lambda client: client.put("/messages/@bob/pin", headers=HTMX),
    "unpin": lambda client: client.delete("/messages/@bob/pin", headers=HTMX),
    "unfollow": lambda client: client.delete("/@bob/follow", headers=HTMX),
    "follow": lambda client: client.put("/@bob/follow", headers=HTMX),
}


def test_a_push_costs_the_same_with_500_chats_as_with_10(alice, bob, pushed, committed):
    def push():
        with CaptureQueriesContext(connection) as queries, committed():
            send(alice, bob)
        return len(queries)

    push()
    populate(alice, 0, FEW)
    few = push()
    populate(alice, FEW, MANY)
    add_history(alice, bob, 3, MANY)
    assert push() == few
    assert pushed


def test_what_the_hottest_paths_cost_is_known(as_alice, alice, bob):
    """Raised only with a reason: each of these is asked many times a second. Two of each are the session's."""
    for n in range(4):
        send((alice, bob)[n % 2], (bob, alice)[n % 2])
    acts = {
        "send": lambda: post(as_alice),
        "sync": lambda: as_alice.get("/sync?stamp=2&with=bob&revision=2"),
        "sync of a list": lambda: as_alice.get("/sync?stamp=100"),
        "read": lambda: as_alice.put("/messages/@bob/read", "seq=9", FORM, headers=HTMX),
    }
    assert {name: cost(act) for name, act in acts.items()} == KNOWN
