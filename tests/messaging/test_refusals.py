"""The words of a refusal: what is wrong, something softer, and the button that mends it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from messaging.refusals import CODES, Refusal, Refused
from tests.messaging.reference_rule import SENTENCES

NOON = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("code", SENTENCES)
def test_the_sentence_says_what_the_rule_says(code):
    assert Refusal(code, name="Bob").sentence == SENTENCES[code]


def test_someone_too_young_reads_the_day_on_which_messages_open():
    opens = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    assert Refusal("under_age", until=opens).sentence == "Messages open for you on March 1, 2027, your 16th birthday."


def test_someone_suspended_reads_until_when_and_why():
    sentence = Refusal("suspended", until=NOON, reason="spam").sentence
    assert sentence == "Your account is suspended until July 1, 2026, noon: spam."


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_softer_sentence_too(code):
    refusal = Refusal(code, name="Bob", until=NOON, reason="spam")
    assert refusal.softer
    assert refusal.softer != refusal.sentence
    assert "%(" not in refusal.sentence + refusal.softer


@pytest.mark.parametrize("code", CODES)
def test_a_button_stands_beside_what_the_reader_can_mend_at_once(code):
    assert Refusal(code).remedy == {"you_blocked": "unblock", "not_following": "follow"}.get(code, "")


def test_a_teens_protection_reads_like_the_setting_that_others_chose():
    teen, setting = Refusal("teen_protected", name="Bob"), Refusal("friends_only", name="Bob")
    assert (teen.sentence, teen.softer) == (setting.sentence, setting.softer)


def test_an_account_that_cannot_be_written_to_is_not_named_with_a_cause():
    sentence = Refusal("unavailable", name="Bob", until=NOON, reason="spam").sentence
    assert "Bob" not in sentence
    assert "spam" not in sentence


def test_a_name_that_looks_like_a_placeholder_is_only_a_name():
    assert Refusal("not_following", name="100%(s)").sentence == "Subscribe to 100%(s) to write."


def test_the_sentence_is_worded_when_it_is_read_and_not_when_it_was_made():
    refusal = Refusal("suspended", until=NOON, reason="spam")
    with translation.override("ru"):
        russian = refusal.sentence
    assert "июля" in russian
    assert "July" in refusal.sentence


def test_a_refused_write_carries_its_refusal():
    refusal = Refusal("nobody", name="Bob")
    assert Refused(refusal).refusal is refusal
