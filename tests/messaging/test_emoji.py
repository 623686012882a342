"""The picker's emoji: all that there are, under names one can read, fetched once."""

from __future__ import annotations

import gzip
import json

import emoji
import pytest
from django.core.management import CommandError, call_command

from messaging import emojis
from messaging.emojis import DATA, groups
from messaging.management.commands import build_emoji
from messaging.views.emoji import tab_in
from tests.messaging.frames import parse

TONES = "🏻🏼🏽🏾🏿"


def offered():
    return [one for group in groups("en") for one in group.emoji]


def every_form(one):
    """What a press on an emoji can insert, with every choice of tones."""
    yield one.character
    for first in TONES:
        if one.toned:
            yield one.toned.replace("🏻", first)
        for second in TONES.replace(first, "") if one.paired else "":
            yield one.paired.translate({ord("🏻"): first, ord("🏼"): second})


def test_every_emoji_of_unicode_is_offered_in_every_tone_and_nothing_else():
    forms = [form for one in offered() for form in every_form(one)]
    full = {form for form, told in emoji.EMOJI_DATA.items() if told["status"] == emoji.STATUS["fully_qualified"]}
    assert len(forms) == len(set(forms))
    assert set(forms) == full


def test_each_has_a_name_in_the_readers_language_and_english_words_find_it_everywhere():
    cats = {
        language: next(one for one in groups(language)[0].emoji if one.character == "😹") for language in ("en", "ru")
    }
    assert (cats["en"].name, cats["ru"].name) == ("cat with tears of joy", "смеющийся до слез кот")
    assert {"tears", "кот"} <= {*cats["ru"].words.split(), *cats["ru"].name.split()}
    assert all(one.name for group in groups("ru") for one in group.emoji)
    assert groups("xx")[0].emoji == groups("en")[0].emoji


class TestTab:
    def test_a_chat_leads_to_it_and_browsers_may_keep_it(self, as_alice, client, bob):
        address = parse(as_alice.get("/messages/@bob/").content).by_id("picker-emoji").attrs["data-from"]
        assert address == f"/emoji/en/{tab_in('en').version}"
        for browser in (as_alice, client):
            response = browser.get(address)
            assert (response.status_code, response.cookies) == (200, {})
            assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert parse(response.content).find("button", title="waving hand").attrs["data-toned"] == "👋🏻"

    def test_it_is_sent_packed_to_whoever_can_unpack(self, client):
        address = f"/emoji/ru/{tab_in('ru').version}"
        plain, packed = client.get(address), client.get(address, headers={"accept-encoding": "br, gzip"})
        assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
        assert gzip.decompress(packed.content) == plain.content
        assert len(packed.content) < len(plain.content) / 4
        assert "Accept-Encoding" in plain["Vary"]

    def test_a_page_from_before_an_update_gets_what_there_is_but_keeps_nothing(self, client):
        response = client.get("/emoji/en/0123456789ab")
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")

    @pytest.mark.parametrize("address", ["/emoji/xx/0123456789ab", "/emoji/../0123456789ab"])
    def test_a_language_that_the_site_has_not_is_not_found(self, client, address):
        assert client.get(address).status_code == 404


class TestBuilding:
    @pytest.fixture
    def source(self, tmp_path, monkeypatch):
        """What the list was built from, as far as it tells; the command writes beside it."""
        monkeypatch.setattr(build_emoji, "DATA", tmp_path / "built.json")
        told = json.loads(DATA.read_text())
        for code in emojis.LANGUAGES:
            (tmp_path / code).mkdir()
            rows = [
                self.row(one, code) | {"group": number, "order": order}
                for number, slug in zip(build_emoji.NUMBERS, emojis.GROUPS, strict=True)
                for order, one in enumerate(told[slug])
            ]
            (tmp_path / code / "data.json").write_text(json.dumps(rows))
        return tmp_path

    def row(self, told, code):
        skins = [{"tone": tone, "emoji": told[form]} for tone, form in ((1, "toned"), ([1, 2], "paired")) if told[form]]
        return {
            "hexcode": "-".join(f"{ord(character):X}" for character in told["emoji"]),
            "emoji": told["emoji"],
            "version": told["since"],
            "label": told["names"][code],
            "tags": told["words"][code].split(),
            "skins": skins,
        }

    def test_building_it_again_changes_nothing(self, source):
        call_command("build_emoji", str(source), verbosity=0)
        assert (source / "built.json").read_text() == DATA.read_text()

    def test_an_emoji_that_the_source_lacks_is_named_and_nothing_is_written(self, source):
        for code in emojis.LANGUAGES:
            path = source / code / "data.json"
            path.write_text(json.dumps([one for one in json.loads(path.read_text()) if one["emoji"] != "🐧"]))
        with pytest.raises(CommandError, match="🐧"):
            call_command("build_emoji", str(source))
        assert not (source / "built.json").exists()

    def test_a_directory_without_the_data_is_said(self, tmp_path):
        with pytest.raises(CommandError, match=r"en/data\.json can't be read"):
            call_command("build_emoji", str(tmp_path))
