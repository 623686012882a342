"""GIFs of an outside service: nothing of it until an operator says so; then fetched by us, and drawn anew."""

from __future__ import annotations

import pytest

from messaging import gif_providers
from messaging.models import Gif
from tests.messaging import pictures
from tests.messaging.frames import frame_in, parse, words_of
from tests.messaging.gif_service import PATH
from tests.messaging.test_send import HTMX, JSON

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def service(settings):
    settings.PAPERPLANE_GIF_PROVIDER = PATH


def test_without_one_there_is_no_trace_of_it(as_alice):
    assert as_alice.get("/gifs/outside/").status_code == 404
    assert "outside" not in as_alice.get("/gifs/").content.decode()
    response = as_alice.post("/gifs/", {"outside": "duck-1"}, headers=JSON)
    assert (response.status_code, response.json()["error"]) == (503, "busy")


@pytest.mark.usefixtures("service")
class TestWithOne:
    def test_the_gifs_lead_there(self, as_alice):
        page = as_alice.get("/gifs/?q=duck")
        assert "More from Giffery" in words_of(page.content)
        assert parse(page.content).find("a", href="/gifs/outside/?q=duck")

    def test_a_search_shows_what_it_finds(self, as_alice):
        page = parse(as_alice.get("/gifs/outside/?q=duck").content)
        button = page.find("button", name="outside")
        assert (button.attrs["value"], button.attrs["form"]) == ("duck-1", "fetch")
        image = button.find("img").attrs
        assert (image["src"], image["alt"]) == ("https://media.giffery.example/duck-1.gif", "GIF: a duck")
        assert image["referrerpolicy"] == "no-referrer"

    def test_the_picker_gets_it_without_a_page_around_it(self, as_alice):
        tab = as_alice.get("/gifs/outside/", headers=HTMX).content
        assert b"<html" not in tab
        assert len(parse(tab).by_id("outside-found").find_all("button")) == 2

    def test_what_is_picked_is_fetched_by_us_and_drawn_anew(self, as_alice, alice):
        response = as_alice.post("/gifs/", {"outside": "duck-1", "once": "on"}, headers=HTMX)
        assert response.status_code == 201
        gif = Gif.objects.get()
        assert frame_in(response.content).by_id(f"gif-{gif.pk}").find("button", name="gif")
        assert (gif.owner, gif.is_kept) == (alice, False)
        assert pictures.opened(gif.file.read()).format == "WEBP"

    @pytest.mark.parametrize(
        ("outside", "status", "sentence"),
        [
            ("lost", 503, "This GIF can't be fetched now. Choose another one, or try again."),
            ("page", 422, "We can't read this file. Choose a GIF or an animated WebP."),
            ("x" * 101, 422, "Ensure this value has at most 100 characters (it has 101)."),
        ],
    )
    def test_what_can_not_be_had_is_said(self, as_alice, outside, status, sentence):
        response = as_alice.post("/gifs/", {"outside": outside}, headers=JSON)
        assert (response.status_code, response.json()["text"]) == (status, sentence)
        assert not pictures.files()

    def test_a_service_that_does_not_answer_is_said_too(self, as_alice):
        assert "Giffery does not answer now." in words_of(as_alice.get("/gifs/outside/?q=down").content)

    def test_nobody_waits_long_for_other_peoples_questions(self, as_alice, monkeypatch):
        monkeypatch.setattr(gif_providers, "PATIENCE", 0)
        with gif_providers.AT_ONCE:
            assert "Giffery does not answer now." in words_of(as_alice.get("/gifs/outside/").content)


def test_a_name_that_leads_nowhere_is_an_error(settings):
    settings.PAPERPLANE_GIF_PROVIDER = "tests.messaging.gif_service.Nothing"
    with pytest.raises(ImportError):
        gif_providers.provider()
