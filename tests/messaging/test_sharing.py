"""Sharing a video: to several people, to each exactly once, and to nobody whom the composer could not reach."""

from __future__ import annotations

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from messaging import actions, permissions, sharing
from messaging.models import Kind, Message
from messaging.payload import Payload
from messaging.refusals import Refused
from social import actions as social
from social import actions_videos
from social.models import Video
from social.models.videos import Audience
from tests.factories import UserFactory, follow_each_other, make_video, open_to_all
from tests.messaging.frames import parse, words_of

JSON = {"accept": "application/json"}
HTMX = {"hx-request": "true"}


@pytest.fixture
def dora(alice):
    dora = UserFactory(username="dora")
    follow_each_other(alice, dora)
    return dora


@pytest.fixture
def video(carol, media):
    return make_video(carol, caption="A lake")


def share(client, video, *to, client_id=None, text="", headers=JSON):
    fields = {"client_id": client_id or uuid4(), "to": to, "text": text}
    return client.post(f"/videos/{video.pk}/share", fields, headers=headers)


def shared_with(user):
    return Message.objects.for_user(user).filter(kind=Kind.VIDEO).exclude(sender=user)


def test_a_video_goes_to_everybody_picked_with_its_caption(as_alice, bob, dora, video, pushed, committed):
    with committed():
        response = share(as_alice, video, "bob", "dora", text="Look at this")
    assert response.status_code == 201
    assert [one["name"] for one in response.json()["sent"]] == ["bob", "dora"]
    assert response.json()["failed"] == []
    for person in (bob, dora):
        message = shared_with(person).get()
        assert (message.video_id, message.text) == (video.pk, "Look at this")
    assert len([group for group, event in pushed if "film-card" in event.get("html", "")]) == 4


def test_asking_again_sends_to_nobody_twice(as_alice, bob, dora, video):
    again = uuid4()
    assert share(as_alice, video, "bob", client_id=again).status_code == 201
    response = share(as_alice, video, "bob", "dora", client_id=again)
    assert response.status_code == 201
    assert share(as_alice, video, "bob", "dora", client_id=again).status_code == 200
    assert shared_with(bob).count() == shared_with(dora).count() == 1


def test_who_does_not_get_it_is_named_with_the_reason(as_alice, alice, bob, dora, video):
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    response = share(as_alice, video, "bob", "dora")
    assert response.status_code == 207
    assert [one["name"] for one in response.json()["sent"]] == ["dora"]
    failed = [{"name": "bob", "refusal": "blocked_you", "text": "This account has blocked you."}]
    assert response.json()["failed"] == failed
    fragment = share(as_alice, video, "bob", "dora", headers=HTMX).content
    assert "This account has blocked you." in words_of(fragment)
    assert "Dora" in words_of(fragment)


def test_where_nobody_gets_it_the_answer_is_a_refusal(as_alice, alice, bob, video):
    social.block(blocker_id=alice.pk, blocked_id=bob.pk)
    response = share(as_alice, video, "bob")
    assert response.status_code == 403
    assert response.json()["failed"][0]["refusal"] == "you_blocked"
    page = share(as_alice, video, "bob", headers={})
    assert page.status_code == 403
    assert "Bob is on your blacklist." in words_of(page.content)


@pytest.mark.parametrize("audience", Audience.values)
def test_who_may_not_watch_it_is_not_in_the_audience(as_alice, alice, bob, dora, carol, media, audience):
    """For friends means: for those whom its author follows, whoever sends it on."""
    for reader in (alice, dora):
        social.follow(follower_id=carol.pk, followed_id=reader.pk)
    video = make_video(carol, audience=audience)
    response = share(as_alice, video, "bob", "dora")
    got = {"everyone": ["bob", "dora"], "friends": ["dora"], "only_me": []}[audience]
    if not got:
        assert response.status_code == 404
        return
    assert [one["name"] for one in response.json()["sent"]] == got
    assert {one["refusal"] for one in response.json()["failed"]} == ({"not_in_audience"} if len(got) == 1 else set())


def test_a_block_by_its_author_keeps_it_from_being_passed_on(as_alice, bob, carol, video):
    social.block(blocker_id=carol.pk, blocked_id=bob.pk)
    assert share(as_alice, video, "bob").json()["failed"][0]["refusal"] == "not_in_audience"
    assert not shared_with(bob).exists()


def test_no_share_reaches_anybody_whom_the_composer_cannot(client, db, settings, media):
    """Every two of the demo's people, each a different row of the rule."""
    settings.DEBUG = True
    call_command("seed_demo", stdout=StringIO())
    from accounts.models import User  # noqa: PLC0415

    people = list(User.objects.all())
    video = make_video(UserFactory(username="maker"))
    allowed = 0
    for sender in people:
        client.force_login(sender)
        for recipient in people:
            refusal = permissions.ask(sender.pk, recipient.pk)
            before = shared_with(recipient).filter(sender=sender).count()
            response = share(client, video, recipient.username)
            got = shared_with(recipient).filter(sender=sender).count() - before
            assert (got == 1) == (refusal is None), (sender, recipient)
            assert response.status_code == (201 if refusal is None else 403), (sender, recipient)
            allowed += got
    assert 0 < allowed < len(people) ** 2


def test_the_write_path_asks_the_rule_itself(alice, bob, video):
    """Past the view, past the dialog: the action asks."""
    social.block(blocker_id=bob.pk, blocked_id=alice.pk)
    outcomes = actions.share_video(
        sender_id=alice.pk, recipients=[bob], video_id=video.pk, caption="", client_id=uuid4()
    )
    assert isinstance(outcomes[0].error, Refused)


def test_the_dialog_says_beforehand_what_the_answer_would_be(as_alice, alice, bob, dora, carol, media):
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    social.follow(follower_id=carol.pk, followed_id=dora.pk)
    eve = open_to_all(username="eve")
    social.follow(follower_id=alice.pk, followed_id=eve.pk)
    closed = UserFactory(username="closed", message_privacy="nobody")
    social.follow(follower_id=alice.pk, followed_id=closed.pk)
    video = make_video(carol, audience="friends")
    page = parse(as_alice.get(f"/videos/{video.pk}/share").content)
    boxes = {box.attrs["value"]: box for box in page.find_all("input") if box.attrs.get("name") == "to"}
    open_to = {name for name, box in boxes.items() if "disabled" not in box.attrs}
    assert open_to == {"dora"}
    reasons = {e.attrs["id"]: e.attrs["data-refusal"] for e in page.find_all() if "data-refusal" in e.attrs}
    assert reasons == {"why-bob": "not_in_audience", "why-eve": "not_in_audience", "why-closed": "nobody"}
    response = share(as_alice, video, *boxes)
    assert {one["name"] for one in response.json()["sent"]} == open_to
    assert {f"why-{one['name']}": one["refusal"] for one in response.json()["failed"]} == reasons


def test_the_audience_as_a_list_is_the_audience_one_by_one(alice, bob, dora, carol, media):
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    social.follow(follower_id=carol.pk, followed_id=dora.pk)
    social.block(blocker_id=dora.pk, blocked_id=carol.pk)
    social.block(blocker_id=carol.pk, blocked_id=bob.pk)
    people = [alice, bob, dora, carol, UserFactory()]
    for audience in Audience:
        video = make_video(carol, audience=audience)
        one_by_one = {p.pk for p in people if Video.objects.visible_to(p).filter(pk=video.pk).exists()}
        assert sharing.audience_of(video, people) == one_by_one, audience


def test_a_search_keeps_who_was_picked(as_alice, bob, dora, video):
    response = as_alice.get(f"/videos/{video.pk}/share?q=dor&to=bob", headers={"hx-target": "share-people"} | HTMX)
    found = parse(response.content)
    boxes = [box.attrs for box in found.find_all("input")]
    assert [(box["value"], "checked" in box) for box in boxes] == [("bob", True), ("dora", False)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"to": []}, "Pick somebody first."),
        ({"to": ["nobody.here"]}, "Pick somebody first."),
        ({"client_id": "7"}, "Wrong id."),
        ({"client_id": ""}, "The message has no id."),
        ({"text": "x" * 4001}, "This is 4001 characters long; a message holds 4000."),
        ({"text": "a\u202eb"}, "Leave out invisible control characters."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(as_alice, bob, video, fields, sentence):
    body = {"client_id": uuid4(), "to": ["bob"], "text": "keep me"} | fields
    url = f"/videos/{video.pk}/share"
    response = as_alice.post(url, body, headers=JSON)
    assert (response.status_code, response.json()["text"]) == (422, sentence)
    assert sentence in as_alice.post(url, body, headers=HTMX).content.decode()
    page = as_alice.post(url, body)
    assert page.status_code == 422
    assert sentence in words_of(page.content)
    assert body["text"] in parse(page.content).find("textarea").text
    assert not Message.objects.exists()


def test_a_plain_form_leads_back_to_the_video_and_says_who_got_it(as_alice, bob, dora, video):
    response = share(as_alice, video, "bob", "dora", headers={})
    assert (response.status_code, response.url) == (303, f"/videos/{video.pk}/")
    assert "Sent to Bob, Dora." in as_alice.get(response.url).content.decode()


@pytest.mark.parametrize("case", ["unknown", "removed", "hidden", "blocked"])
def test_what_may_not_be_watched_cannot_be_shared_and_is_not_told_of(as_alice, alice, bob, carol, video, case):
    if case == "unknown":
        Video.objects.filter(pk=video.pk).delete()
    elif case == "removed":
        actions_videos.remove_video(author=carol, video_id=video.pk)
    elif case == "hidden":
        Video.objects.filter(pk=video.pk).update(audience="only_me")
    else:
        social.block(blocker_id=carol.pk, blocked_id=alice.pk)
    assert share(as_alice, video, "bob").status_code == 404
    assert as_alice.get(f"/videos/{video.pk}/share").status_code == 404
    fields = {"client_id": uuid4(), "video": video.pk}
    response = as_alice.post("/messages/@bob/", fields, headers=JSON)
    assert response.status_code == 422
    assert response.json()["text"] == "This video is no longer there. Choose another one."
    assert not Message.objects.exists()


def test_a_retry_after_the_video_went_still_says_who_got_it(as_alice, bob, carol, video):
    again = uuid4()
    share(as_alice, video, "bob", client_id=again)
    actions_videos.remove_video(author=carol, video_id=video.pk)
    response = share(as_alice, video, "bob", client_id=again)
    assert (response.status_code, len(response.json()["sent"])) == (200, 1)


def test_the_composers_own_way_takes_a_video_and_its_caption(as_alice, alice, bob, video):
    fields = {"client_id": uuid4(), "video": video.pk, "text": "a caption"}
    assert as_alice.post("/messages/@bob/", fields, headers=JSON).status_code == 201
    assert as_alice.post("/messages/@bob/", fields, headers=JSON).status_code == 200
    assert as_alice.post("/messages/@bob/", fields | {"text": "another"}, headers=JSON).status_code == 409
    message = Message.objects.get()
    assert (message.kind, message.video_id, message.text) == (Kind.VIDEO, video.pk, "a caption")


def test_the_composers_own_way_asks_for_the_audience(as_alice, alice, bob, carol, media):
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    video = make_video(carol, audience="friends")
    response = as_alice.post("/messages/@bob/", {"client_id": uuid4(), "video": video.pk}, headers=JSON)
    assert response.status_code == 403
    told = {"refusal": "not_in_audience", "text": "Bob isn't among those who may watch this video."}
    assert json.loads(response.content) == told


def test_who_may_not_send_gets_only_the_ways_out(client, video, today):
    young = UserFactory(username="young", birthdate=today("2026-06-15").replace(year=2011))
    assert "Sign in to send it" in client.get(f"/videos/{video.pk}/share").content.decode()
    client.force_login(young)
    page = client.get(f"/videos/{video.pk}/share").content.decode()
    assert "open on your 16th birthday" in page
    assert "share-form" not in page
    assert "https://wa.me/" in page
    assert share(client, video, "carol").status_code == 403


def test_only_a_public_video_is_offered_to_other_networks(as_alice, alice, carol, media):
    social.follow(follower_id=carol.pk, followed_id=alice.pk)
    friends_only, public = make_video(carol, audience="friends"), make_video(carol, caption="Lake & duck")
    assert "data-network" not in as_alice.get(f"/videos/{friends_only.pk}/share").content.decode()
    page = as_alice.get(f"/videos/{public.pk}/share").content.decode()
    links = [a.attrs["href"] for a in parse(page.encode()).find_all("a") if "target" in a.attrs]
    assert len(links) == 5
    address = f"http%3A%2F%2Ftestserver%2Fvideos%2F{public.pk}%2F"
    assert all(address in link for link in links)


def test_more_people_than_fit_are_not_asked_at_once(as_alice, alice, video, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    for n in range(3):
        follow_each_other(alice, UserFactory(username=f"friend{n}"))
    response = share(as_alice, video, "friend0", "friend1", "friend2")
    assert (response.status_code, len(response.json()["sent"])) == (201, 2)


def test_a_video_message_holds_no_second_thing(alice, bob, video):
    payload = Payload(client_id=uuid4(), kind=Kind.VIDEO, video_id=video.pk)
    sent = actions.send_message(sender_id=alice.pk, recipient_id=bob.pk, payload=payload)
    assert sent.message.text == ""
