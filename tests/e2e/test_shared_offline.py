"""A video that is shared without a connection waits among the messages to each of those it is for."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from messaging.models import Message
from tests.e2e.person import Person
from tests.e2e.test_outbox import expect_nothing_waits, go_offline
from tests.e2e.test_videos import open_dialog
from tests.factories import UserFactory, friends, make_video


def test_a_video_shared_offline_waits_in_the_chats_and_reaches_each_once(person: Callable[..., Person]) -> None:
    alice_user, bob, dora = friends("alice", "bob", "dora")
    video = make_video(UserFactory(username="carol"), caption="A lake")
    alice = person(alice_user)
    page = alice.goto(f"/videos/{video.pk}/")
    alice.wait_until_live()
    dialog = open_dialog(page)
    for name in ("Bob", "Dora"):
        dialog.get_by_role("checkbox", name=name).check(force=True)
    dialog.get_by_role("textbox", name="Caption").fill("Look at this")
    go_offline(alice)
    dialog.get_by_role("button", name="Submit").click()
    told = page.get_by_role("dialog", name="Waiting to be sent")
    expect(told.get_by_role("listitem")).to_have_count(2)
    assert {one.strip() for one in told.get_by_role("listitem").all_text_contents()} == {"Bob", "Dora"}
    told.get_by_role("button", name="Done").click()
    expect(page.locator("#connection [data-waiting]")).to_have_text("Waiting to be sent: 2")

    lost: list[int] = []

    def lose_the_first_answers(route: Route) -> None:
        """The server has stored it, and its answer is lost on the way."""
        answer = route.fetch()
        if len(lost) == 2:
            return route.fulfill(response=answer)
        lost.append(answer.status)
        return route.fulfill(status=502, body="")

    alice.may_see("502 (Bad Gateway)")
    page.route("**/videos/*/share", lose_the_first_answers)
    alice.context.set_offline(False)
    expect_nothing_waits(page)
    assert lost == [201, 201]
    told_to = Message.objects.filter(video=video, text="Look at this").values_list("thread__low", "thread__high")
    assert {frozenset(pair) for pair in told_to} == {frozenset({alice_user.pk, one.pk}) for one in (bob, dora)}
    assert Message.objects.count() == 2
    alice.open_chat("bob")
    expect(alice.messages.locator(".film-card")).to_be_visible()
    expect(alice.messages).to_have_count(1)


def test_a_dialog_that_was_open_before_offers_its_people_again_without_a_connection(
    person: Callable[..., Person],
) -> None:
    friends("alice", "bob")
    carol = UserFactory(username="carol")
    second, _first = make_video(carol, caption="The second"), make_video(carol, caption="The first")
    alice = person("alice")
    page = alice.goto("/")
    alice.wait_until_live()
    dialog = open_dialog(page)
    dialog.get_by_role("checkbox", name="Bob").check(force=True)
    dialog.get_by_role("button", name="Close").click()
    go_offline(alice)
    page.locator(f"#reel-{second.pk}").get_by_role("button", name="Share").click()
    expect(dialog.get_by_role("checkbox", name="Bob")).not_to_be_checked()
    expect(dialog.get_by_role("button", name="Copy link")).to_have_count(0)
    dialog.get_by_role("checkbox", name="Bob").check(force=True)
    dialog.get_by_role("button", name="Submit").click()
    page.get_by_role("dialog", name="Waiting to be sent").get_by_role("button", name="Done").click()
    alice.context.set_offline(False)
    expect_nothing_waits(page)
    assert Message.objects.get().video == second
