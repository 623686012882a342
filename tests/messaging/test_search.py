"""Finding messages by their words, alike on either database, and never one that its finder can't see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging import actions
from messaging.models import Message, Participant, SearchEntry
from messaging.refusals import Refused
from messaging.search import find_chats, find_messages, indexes
from tests.factories import follow_each_other, friends, send
from tests.messaging import pictures
from tests.messaging.frames import parse, words_of

SAID = {
    "plane": "Fold it, then LET it fly: a Paper-Plane!",
    "café": "Résumé at the Café, naïve as ever — don't ask",
    "decomposed": "cafe\u0301 and u\u0308ber again",
    "russian": "Ёлка стоит у моря, поедем в Йошкар-Олу?",
    "german": "Grüße aus der Straße in Zürich; die Äpfel sind süß",
    "japanese": "今日は東京都でラーメンを食べました。ﾗｰﾒﾝ二杯",
    "chinese": "我們明天在台北車站見面",
    "thai": "สวัสดีครับ ยินดีที่ได้รู้จัก",
    "korean": "학교에서 만나요 내일",
    "arabic": "مُحَمَّدٌ يكتب رسالةً إلى أحمد",
    "hebrew": "שָׁלוֹם לכולם",
    "hindi": "नमस्ते दुनिया की चिट्ठी",
    "greek": "Ο Οδυσσέας γυρίζει",
    "turkish": "İstanbul'da ılık bir akşam",
    "polish": "Żółw śpi w Łodzi",
    "emoji": "Look 🦆👍🏽 and ❤️ for 👩‍🚀",
    "numbers": "Room 4711, 10:30, costs 20€ — ½ price, ２４ hours",
    "operators": 'He said "NEAR(a b)" AND NOT "x" OR y* -z ^w {col}: (paren) & | ! <-> \\ \' % _',
    "html": "<script>alert('boo')</script> & <b>bold</b>",
    "address": "See https://example.org/a/very-long-path?x=1#top",
}

# What is typed, and which of the above it finds.
ASKED = [
    ("paper", {"plane"}),
    ("PAPER plane", {"plane"}),
    ("plane paper fold", {"plane"}),
    ("pap", {"plane"}),
    ("pap plane", set()),  # only the last word may be unfinished
    ("aper", set()),
    ("cafe", {"café", "decomposed"}),
    ("CAFÉ", {"café", "decomposed"}),
    ("resume", {"café"}),
    ("don't", {"café"}),
    ("uber", {"decomposed"}),
    ("елка", {"russian"}),
    ("ЁЛ", {"russian"}),
    ("йошкар", {"russian"}),
    ("мор", {"russian"}),
    ("grusse", {"german"}),
    ("GRÜSSE strasse", {"german"}),
    ("straße zur", {"german"}),
    ("apfel suss", {"german"}),
    ("東京", {"japanese"}),
    ("京都", {"japanese"}),
    ("東", {"japanese"}),
    ("ラーメン", {"japanese"}),
    ("ラーメン 東京", {"japanese"}),
    ("東 食", {"japanese"}),
    ("二杯", {"japanese"}),
    ("車站", {"chinese"}),
    ("面", {"chinese"}),
    ("見站", set()),
    ("ยินดี", {"thai"}),
    ("학교", {"korean"}),
    ("내일", {"korean"}),
    ("محمد", {"arabic"}),
    ("احمد", {"arabic"}),
    ("رسالة", {"arabic"}),
    ("שלום", {"hebrew"}),
    ("दुनिया", {"hindi"}),
    ("नमस्त", {"hindi"}),
    ("οδυσσεασ", {"greek"}),
    ("istanbul", {"turkish"}),
    ("ilik aksam", {"turkish"}),
    ("zolw lodzi", {"polish"}),
    ("🦆", {"emoji"}),
    ("👍", {"emoji"}),
    ("👍🏿", {"emoji"}),
    ("❤", {"emoji"}),
    ("🚀 look", {"emoji"}),
    ("🦊", set()),
    ("471", {"numbers"}),
    ("24", {"numbers"}),
    ("10:30", {"numbers"}),
    ('"near(a', {"operators"}),
    ("y* OR paper", set()),
    ("NOT", {"operators"}),
    ("-z ^w", {"operators"}),
    ("{col}: (paren)", {"operators"}),
    ("example.org", {"address"}),
    ("<b>bold", {"html"}),
    ("script", {"html"}),
]
NOTHING = ["", " ", '"', "'", "*", "\\", "%", "_", "''", '"" *', "()", "!!!", "\u200d", "\ufe0f", "\u0301", "🏽", "&|!"]


def found(user, query: str) -> list[str]:
    return [hit.message.text for hit in find_messages(user, query).hits]


@pytest.fixture
def corpus(alice, bob) -> None:
    for number, text in enumerate(SAID.values()):
        send((alice, bob)[number % 2], (bob, alice)[number % 2], text)


def test_every_language_is_found_as_it_is_typed(alice, bob, corpus):
    names = {text: name for name, text in SAID.items()}
    told = {query: {names[text] for text in found(alice, query)} for query, _names in ASKED}
    assert told == dict(ASKED)
    assert {query: {names[text] for text in found(bob, query)} for query, _names in ASKED} == told


def test_signs_alone_find_nothing_and_never_fail(alice, corpus):
    assert {query for query in NOTHING if found(alice, query)} == set()
    for sign in map(chr, range(1, 256)):
        for query in (sign, f"paper{sign}", f"{sign}paper", f"paper {sign}"):
            find_messages(alice, query)
    assert found(alice, "paper " * 30) == [SAID["plane"]]


def test_a_message_of_every_length_is_stored_and_found(alice, bob):
    for text in ("東" * 4000, "ab " * 1333, "x" * 4000, "é🦆" * 2000):
        send(alice, bob, text)
    assert found(bob, "東東") == ["東" * 4000]
    assert found(bob, "x" * 60) == ["x" * 4000]


def test_only_the_two_of_a_chat_find_what_is_said_in_it(alice, bob, carol):
    send(alice, bob, "a secret word")
    [dave] = friends("dave")
    assert found(carol, "secret") == found(dave, "secret") == []
    assert found(alice, "secret") == found(bob, "secret") == ["a secret word"]


def test_one_users_words_are_not_anothers_whatever_their_numbers(alice, bob):
    """The words of user 1 and of user 11 begin alike."""
    send(alice, bob, f"{bob.pk}x and 1x2x3")
    assert found(alice, f"{bob.pk}x") == [f"{bob.pk}x and 1x2x3"]
    entry = SearchEntry.objects.get()
    assert {word.partition("x")[0] for word in entry.words.split()} == {str(alice.pk), str(bob.pk)}


def test_a_message_deleted_on_one_side_is_found_on_the_other_and_erased_leaves_no_word(alice, bob):
    send(alice, bob, "ephemeral")
    actions.delete_message(user=alice, peer=bob, seq=1)
    assert (found(alice, "ephemeral"), found(bob, "ephemeral")) == ([], ["ephemeral"])
    # Not only hidden: her side's words are gone.
    assert SearchEntry.objects.get().words == f"{bob.pk}xephemeral"
    actions.delete_message(user=bob, peer=alice, seq=1)
    assert found(bob, "ephemeral") == []
    assert not SearchEntry.objects.exists()


def test_a_deleted_chat_is_found_only_from_where_it_began_anew(alice, bob):
    for number in range(3):
        send(bob, alice, f"echo {number}")
    actions.delete_chat(user=alice, peer=bob)
    send(bob, alice, "echo 3")
    assert found(alice, "echo") == ["echo 3"]
    assert found(bob, "echo") == ["echo 3", "echo 2", "echo 1", "echo 0"]
    actions.delete_chat(user=bob, peer=alice)
    assert [entry.seq for entry in SearchEntry.objects.all()] == [4]


def test_the_index_has_no_say_in_what_may_be_seen(alice, bob):
    """Were an entry left over, the door to the messages would still hold."""
    send(alice, bob, "ephemeral")
    entry = SearchEntry.objects.values("thread_id", "seq", "words").get()
    actions.delete_message(user=alice, peer=bob, seq=1)
    SearchEntry.objects.update(words=entry["words"])
    assert found(alice, "ephemeral") == []
    assert found(bob, "ephemeral") == ["ephemeral"]


def test_a_refused_message_is_not_indexed_and_a_retry_once(alice, bob, carol):
    sent = send(alice, bob, "just once")
    send(alice, bob, "just once", client_id=sent.message.client_id)
    with pytest.raises(Refused):
        send(carol, bob, "just never")
    assert SearchEntry.objects.count() == 1


def test_pages_go_on_newest_first_across_chats_without_doubles(alice, bob):
    [dave] = friends("dave")
    follow_each_other(alice, dave)
    texts = [f"walrus {number}" for number in range(70)]
    for number, words in enumerate(texts):
        send(alice, (bob, dave)[number % 3 == 0], words)
    seen, cursor = [], None
    while True:
        page = find_messages(alice, "walrus", cursor)
        seen += [hit.message.text for hit in page.hits]
        if (cursor := page.next_cursor) is None:
            break
        send(bob, alice, "walrus in between")
    assert seen == texts[::-1]


def test_what_is_older_is_found_behind_many_that_no_longer_stand(alice, bob, monkeypatch):
    """Chats are cleared by moving their mark; what the index still says of them fills no page."""
    monkeypatch.setattr(indexes, "SORTED", 31)
    [dave] = friends("dave")
    follow_each_other(alice, dave)
    for number in range(3):
        send(dave, alice, f"walrus {number}")
    for _number in range(70):
        send(bob, alice, "walrus cleared")
    Participant.objects.filter(user=alice, peer=bob).update(cleared_seq=69)
    assert found(alice, "walrus") == ["walrus cleared", "walrus 2", "walrus 1", "walrus 0"]


def test_a_search_costs_as_much_with_many_hits_as_with_one(alice, bob):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            find_messages(alice, "walrus")
            find_chats(alice, "b")
        return len(queries)

    send(alice, bob, "walrus")
    one = cost()
    for number in range(40):
        send(bob, alice, f"walrus {number}")
    assert cost() == one == 5


def test_pictures_have_no_words(alice, bob, media):
    pictures.send_picture(alice, bob, pictures.add_gif(alice, tags="duck"))
    assert not SearchEntry.objects.exists()


def test_the_page_tells_chats_then_messages_with_the_words_marked(as_alice, alice, bob):
    send(bob, alice, "nothing of note")
    send(bob, alice, SAID["html"])
    send(alice, bob, "Bob, a Bold move " + "very " * 60 + "bold")
    page = as_alice.get("/messages/search/?q=bo").content.decode()
    tree = parse(page)
    results = tree.by_id("found")
    assert [link.attrs["href"] for link in results.find_all("a")] == [
        "/messages/@bob/",
        *(f"/messages/@bob/?around={m.seq}#{m.dom_id}" for m in Message.objects.filter(seq__gt=1).order_by("-seq")),
    ]
    assert [mark.text for mark in results.find_all("mark")] == ["Bob", "Bold", "boo", "bold"]
    assert "<script>alert" not in page
    assert tree.find("input", name="q").attrs["value"] == "bo"
    assert "&lt;script&gt;alert" in page


def test_nothing_found_is_said_with_what_was_typed(as_alice, alice, bob):
    send(bob, alice, "hello")
    page = as_alice.get("/messages/search/", {"q": '<i>"zzz'})
    assert 'Nothing found No chat and no message with “<i>"zzz”.' in words_of(page.content)
    assert b"<i>" not in page.content


def test_an_empty_search_shows_the_chats(as_alice, alice, bob):
    send(bob, alice, "hello")
    for query in ("", "?q=", "?q=%20", "?before=3", "?q=&before=x"):
        page = as_alice.get(f"/messages/search/{query}")
        assert page.status_code == 200
        assert not parse(page.content).by_id("found").find("a")
        assert parse(page.content).by_id("chat-bob")


def test_typing_draws_the_results_alone_and_moves_the_address_where_no_chat_is_open(as_alice, alice, bob):
    send(bob, alice, "hello")
    headers = {"hx-request": "true", "hx-target": "found"}
    told = as_alice.get("/messages/search/?q=hel lo", headers=headers | {"hx-current-url": "http://x/messages/"})
    assert told.headers["HX-Replace-Url"] == "/messages/search/?q=hel+lo"
    assert b"<html" not in told.content
    told = as_alice.get("/messages/search/?q=", headers=headers | {"hx-current-url": "http://x/messages/search/?q=h"})
    assert told.headers["HX-Replace-Url"] == "/messages/"
    told = as_alice.get("/messages/search/?q=hel", headers=headers | {"hx-current-url": "http://x/messages/@bob/"})
    assert "HX-Replace-Url" not in told.headers
    assert [mark.text for mark in parse(told.content).find_all("mark")] == ["hello"]


def test_a_chat_is_found_by_the_names_that_new_chat_finds(as_alice, alice, bob):
    bob.display_name = "Bärbel Übermut"
    bob.save()
    send(bob, alice, "hello")
    for query, finds in (("bo", True), ("@bob", True), ("über", True), ("ÜBER", True), ("mut", True), ("ob", False)):
        for url, box in (("/messages/search/", "found"), ("/messages/new/", "people")):
            links = parse(as_alice.get(url, {"q": query}).content).by_id(box).find_all("a", href="/messages/@bob/")
            assert bool(links) == finds, (query, url)
