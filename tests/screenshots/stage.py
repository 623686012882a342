"""What the screens show: the demo accounts, and what is added to them here, always at the same moments."""

from __future__ import annotations

import datetime as dt
import io
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from PIL import Image, ImageDraw

from accounts import actions as accounts
from accounts.models import User
from messaging import actions
from messaging.models import Act, Case, Kind, Message, Participant, Report, Sticker, Thing, Thread
from messaging.moderation import subjects
from messaging.payload import Payload
from messaging.pictures.intake import Film
from social import actions as social
from social import working
from social.actions_videos import set_video_like
from social.models import Follow, Video
from social.tasks import draw_demo_video
from tests.screenshots.extremes import add_an_absence, add_the_longest
from tests.screenshots.films import add_works

# A Saturday evening; the browser's clock stands there, too.
NOW = dt.datetime(2026, 3, 14, 19, 42, tzinfo=dt.UTC)
MANY = 50

LATELY = (
    ("bob", "The duck is back", 52),
    ("bob", "Same spot, same look on its face", 52),
    ("alice", "Did it say anything?", 50),
    ("bob", "It judged me. Silently.\nThen it left.", 49),
)
BROWSERS = (
    ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "192.0.2.7"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", "198.51.100.20"),
)
# Author, scene and caption, the oldest first; the last of them is passed on in a chat.
FILMS = (
    ("carol", "orbits", "Seven planets, no traffic"),
    ("alice", "plane", "Thrown from the balcony. It came back."),
    ("bob", "lake", "All fog and one very confident duck"),
)
CREATURES = ("Heron", "Otter", "Night Owl", "Stoat", "Magpie", "Grayling", "Hare", "Adder", "Kestrel", "Mole")
PLACES = ("by the lake", "on the roof", "in the reeds", "under the bridge", "at the ferry")
SAYINGS = (
    "See you at eight",
    "That made my day 😂",
    "Where was this filmed?",
    "Look at the third second, bottom left",
    "I can't stop watching it",
    "👍",
    "Sending you the long version tonight",
)


def set_stage() -> None:
    """Fill the empty database."""
    with override_settings(DEBUG=True):
        call_command("seed_demo", verbosity=0)
    people = {user.username: user for user in User.objects.all()}
    for number, message in enumerate(Message.objects.order_by("seq")):
        _date(message, 60 * 26 - number)
    for name, shown in (("noah", "Noah"), ("mia", "Mia"), ("sam", "Sam")):
        people[name] = _newcomer(name, shown)
    alice, bob, mia = (people[name] for name in ("alice", "bob", "mia"))
    _describe(people["carol"], "Slow films of fast water.\nNew ones on Sundays.")
    _describe(alice, "Lakes, fog, ducks. Mostly ducks.")
    _fill_list(people["sam"])
    _post_films()
    _meet(alice, "heron40", "The reeds are cut, come and see before they are gone", 60 * 27)
    _meet(alice, "night_owl42", "Saw your duck from the roof", 95)
    _fill_chat(alice, bob)
    social.follow(follower_id=mia.pk, followed_id=alice.pk)
    social.follow(follower_id=alice.pk, followed_id=people["carol"].pk)
    accounts.set_message_privacy(user_id=alice.pk, value="everyone")
    _write(mia, alice, "Hello! Is the lake far from the station?", 30)
    _write(mia, alice, "Here is how to get there: https://lake.example/way?from=station", 29)
    add_the_longest(people["carol"], _newcomer, _write)
    add_an_absence(people["carol"], people["sam"], _write)
    add_works(alice, bob, NOW)
    _report(people["carol"], people["sam"])
    _report_a_message(alice, mia)
    _sign_in_elsewhere(alice)
    Act.objects.update(created_at=NOW - dt.timedelta(hours=3))
    Follow.objects.update(created_at=NOW - dt.timedelta(days=2))


def _report_a_message(alice: User, mia: User) -> None:
    """For the moderators: a message among others; and one who was warned."""
    bob = User.objects.get(username="bob")
    theirs = Message.objects.filter(sender=alice, thread__in=Thread.objects.between(alice.pk, bob.pk), kind=Kind.TEXT)
    newest = theirs.order_by("-seq")[3]
    subject = subjects.find(bob, Thing.MESSAGE, newest.thread_id, newest.seq)
    actions.report(reporter=bob, subject=subject, reason="harassment", note="She does not stop about the duck.")
    words = "Please don't send the same message to everybody who posts a video."
    accounts.warn(user_id=mia.pk, words=words)


def _meet(alice: User, name: str, words: str, ago: float) -> None:
    friend = User.objects.get(username=name)
    social.follow(follower_id=alice.pk, followed_id=friend.pk)
    social.follow(follower_id=friend.pk, followed_id=alice.pk)
    message = _write(friend, alice, words, ago)
    actions.mark_read(user=alice, peer_id=friend.pk, seq=message.seq)


def _post_films() -> None:
    """A few of the demo's films, as the worker makes them."""
    for film in FILMS:
        draw_demo_video.func(*film)
    while video := working.take():
        working.work(video)
    Video.objects.update(ready_at=NOW - dt.timedelta(hours=5), created_at=NOW - dt.timedelta(hours=5))


def _sign_in_elsewhere(user: User) -> None:
    for number, (agent, ip) in enumerate(BROWSERS):
        browser = Client()
        browser.force_login(user)
        key = browser.cookies[settings.SESSION_COOKIE_NAME].value
        session = UserSession.objects.create(user=user, ip=ip, user_agent=agent, session_key=key)
        UserSession.objects.filter(pk=session.pk).update(created_at=NOW - dt.timedelta(days=9 * number + 1))


def _report(reporter: User, reported: User) -> None:
    """Something for the moderators."""
    thread_id = subjects.thread_with(reporter, reported)
    subject = subjects.find(reporter, Thing.MESSAGE, thread_id, 10)
    actions.report(reporter=reporter, subject=subject, reason=Report.Reason.SPAM, note="Nothing but birds, all night.")
    Case.objects.update(opened_at=NOW - dt.timedelta(hours=20))


def _newcomer(name: str, shown: str) -> User:
    birthdate = NOW.date() - dt.timedelta(days=365 * 25)
    return User.objects.create_user(name, birthdate, display_name=shown, welcomed_at=NOW)


def _describe(user: User, bio: str) -> None:
    user.bio = bio
    user.save(update_fields=["bio"])


def _write(sender: User, recipient: User, words: str, ago: float, **fields: object) -> Message:
    """Send a message `ago` minutes before NOW; everything about it but its words is always the same."""
    number = Message.objects.count() + 1
    kind = next((kind for kind in (Kind.STICKER, Kind.GIF, Kind.VIDEO) if f"{kind}_id" in fields), Kind.TEXT)
    payload = Payload(client_id=UUID(int=number), kind=kind, text=words, **fields)  # type: ignore[arg-type]
    sent = actions.send_message(sender_id=sender.pk, recipient_id=recipient.pk, payload=payload)
    _date(sent.message, ago)
    return sent.message


def _date(message: Message, ago: float) -> None:
    Message.objects.filter(pk=message.pk).update(sent_at=NOW - dt.timedelta(minutes=ago))


def _fill_chat(alice: User, bob: User) -> None:
    """The demo's talk was yesterday; today has one of every kind."""
    who = {"alice": alice, "bob": bob}
    for sender, words, ago in LATELY:
        other = "bob" if sender == "alice" else "alice"
        latest = _write(who[sender], who[other], words, ago)
    actions.set_like(user=alice, peer=bob, seq=latest.seq, liked=True)
    duck = Sticker.objects.get(pack__slug="duck", slug="proud")
    _write(alice, bob, "", 47, sticker_id=duck.pk)
    gif = actions.add_gif(owner=bob, film=_film(), tags="lake")
    _write(bob, alice, "", 45, gif_id=gif.pk)
    film = Video.objects.get(author=bob)
    set_video_like(user=alice, video_id=film.pk, liked=True)
    _write(bob, alice, "There it is", 45, video_id=film.pk)
    answer = _write(alice, bob, "Put this one up, please", 44, reply_to=latest.seq)
    actions.set_like(user=bob, peer=alice, seq=answer.seq, liked=True)
    _write(bob, alice, "😂😂", 43)
    actions.mark_read(user=alice, peer_id=bob.pk, seq=answer.seq + 1)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=answer.seq)
    last = _write(alice, bob, "Tonight: https://example.org/lake", 41)
    actions.mark_read(user=bob, peer_id=alice.pk, seq=last.seq)


def _film() -> Film:
    """A sun that goes down over a lake."""
    frames = []
    for step in range(8):
        frame = Image.new("RGB", (320, 240), (250 - 12 * step, 178 - 10 * step, 120 + 4 * step))
        draw = ImageDraw.Draw(frame)
        draw.ellipse((130, 40 + 12 * step, 190, 100 + 12 * step), fill=(255, 236, 179))
        draw.rectangle((0, 150, 320, 240), fill=(38, 70 - 3 * step, 110 - 4 * step))
        for ripple in range(5):
            y, reach = 164 + 15 * ripple, 50 + 9 * ripple
            draw.line((160 - reach, y, 160 + reach, y), fill=(190, 170, 150), width=2)
        frames.append(frame)
    moving, poster = io.BytesIO(), io.BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:], duration=150)
    frames[3].save(poster, "WEBP")
    return Film(moving.getvalue(), poster.getvalue(), 320, 240)


def _fill_list(sam: User) -> None:
    """Fifty chats, of every kind of row."""
    accounts.set_message_privacy(user_id=sam.pk, value="everyone")
    for number in range(MANY):
        creature, place = CREATURES[number % len(CREATURES)], PLACES[number // len(CREATURES)]
        peer = _newcomer(f"{creature.lower().replace(' ', '_')}{number}", f"{creature} {place}")
        social.follow(follower_id=peer.pk, followed_id=sam.pk)
        social.follow(follower_id=sam.pk, followed_id=peer.pk)
        ago = 60 * 16 * (MANY - 1 - number) + 7
        message = _write(peer, sam, SAYINGS[number % len(SAYINGS)], ago)
        if number % 4:
            actions.mark_read(user=sam, peer_id=peer.pk, seq=message.seq)
        if number % 3 == 0 and number % 4:
            _write(sam, peer, SAYINGS[(number + 3) % len(SAYINGS)], ago - 3)
    first, second = Participant.objects.filter(user=sam).order_by("-order")[7:9]
    actions.set_pin(user=sam, peer=first.peer, pinned=True)
    actions.set_mute(user=sam, peer=second.peer, muted=True)
