"""What others did, as it happens: a dot wherever one is, and the list itself where that is open."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from accounts.models import Mailbox
from social import actions, actions_videos
from tests.e2e.person import Person
from tests.e2e.rule import PATIENCE
from tests.factories import UserFactory, friends, make_video


def test_hearts_come_live_one_by_one_and_many_at_once(person: Callable[..., Person]) -> None:
    _alice, bob_user = friends("alice", "bob")
    carol = UserFactory(username="carol")
    video = make_video(bob_user, caption="One very confident duck")
    bob, alice = person("bob", viewport={"width": 360, "height": 780}), person("alice")
    bob.goto("/me/")
    bob.wait_until_live()

    page = alice.goto(f"/videos/{video.pk}/")
    page.get_by_role("button", name="Like").click()
    expect(page.locator(f"#like-video-{video.pk}")).to_contain_text("1")
    expect(bob.page.get_by_text("New activity")).to_be_attached(timeout=PATIENCE)

    bob.goto("/inbox/")
    bob.wait_until_live()
    row = bob.page.locator("#acts > li")
    expect(row).to_contain_text("Alice")
    expect(row).to_contain_text("Liked your video")
    # By another process than the server, as a worker or a command would.
    actions_videos.set_video_like(user=carol, video_id=video.pk, liked=True)
    expect(row).to_contain_text("Carol, Alice", timeout=PATIENCE)

    for _n in range(12):
        actions_videos.set_video_like(user=UserFactory(), video_id=video.pk, liked=True)
    expect(row).to_contain_text("and 12 others", timeout=PATIENCE)
    bob.page.wait_for_function("() => document.getElementById('acts-badge').dataset.count === '0'")
    expect(bob.page.get_by_text("New activity")).not_to_be_attached()
    assert Mailbox.objects.get(pk=bob_user.pk).unseen_acts == 0


def test_an_empty_inbox_has_no_headings_until_their_first_row_comes(person: Callable[..., Person]) -> None:
    bob, carol = UserFactory(username="bob"), person("carol")
    page = carol.goto("/inbox/")
    carol.wait_until_live()
    expect(page.get_by_text("Nothing new yet")).to_be_visible()
    headings = page.locator("#main").get_by_role("heading", level=2)
    expect(headings).to_have_count(0)
    actions.follow(follower_id=bob.pk, followed_id=carol.user.pk)
    expect(headings).to_have_text(["New followers"], timeout=PATIENCE)
    expect(page.get_by_text("Nothing new yet")).to_be_hidden()


def test_a_follower_who_comes_while_the_list_is_asked_for_is_shown(person: Callable[..., Person]) -> None:
    """The answer under way was written before her; the question that came meanwhile is not lost with it."""
    bob, carol = UserFactory(username="bob"), person("carol")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held or "hx-request" not in route.request.headers:
            route.continue_()
        else:
            held.append(route)

    carol.page.route("**/inbox/", hold_the_first)
    with carol.page.expect_request(lambda request: "hx-request" in request.headers):
        page = carol.goto("/inbox/")
    carol.wait_until_live()
    answer = held[0].fetch()
    with page.expect_response(lambda response: "/sync" in response.url):
        actions.follow(follower_id=bob.pk, followed_id=carol.user.pk)
    held[0].fulfill(response=answer)
    expect(page.locator("#follower-bob")).to_be_visible(timeout=PATIENCE)
