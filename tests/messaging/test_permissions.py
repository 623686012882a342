"""May S write to R? Every row of the rule, every edge of it, and the order in which the rows are asked."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from messaging import permissions
from messaging.permissions import Facts, Person
from messaging.refusals import CODES
from tests.messaging.reference_rule import TABLE, World, every_world, expected

TODAY = dt.date(2026, 6, 15)
UNTIL = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def facts_of(world: World) -> Facts:
    """What the rule would be given in `world`, without asking a database."""

    def person(key: int, role: str) -> Person:
        return Person(
            id=key,
            name=role,
            name_shown=role.capitalize(),
            birthdate=TODAY.replace(year=TODAY.year - getattr(world, f"{role}_age")),
            is_active=not getattr(world, f"{role}_closed"),
            message_privacy=world.setting,
            suspended_until=UNTIL if getattr(world, f"{role}_suspended") else None,
            suspended_for="spam" if getattr(world, f"{role}_suspended") else "",
        )

    return Facts(
        sender=person(1, "sender"),
        recipient=person(2, "recipient"),
        sender_follows=world.sender_follows,
        recipient_follows=world.recipient_follows,
        sender_blocks=world.sender_blocks,
        recipient_blocks=world.recipient_blocks,
        recipient_has_written=world.recipient_has_written,
    )


def code_in(world: World) -> str | None:
    answer = permissions.refusal(facts_of(world), TODAY)
    return answer.code if answer else None


# Each row's cause, as a change to a world in which the sender may write.
CAUSES = {
    "under_age": {"sender_age": 15},
    "suspended": {"sender_suspended": True},
    "unavailable": {"recipient_suspended": True},
    "you_blocked": {"sender_blocks": True},
    "blocked_you": {"recipient_blocks": True},
    "nobody": {"setting": "nobody"},
    "teen_protected": {"sender_age": 18, "recipient_age": 17},
    "friends_only": {"setting": "friends"},
    "not_following": {"sender_follows": False},
}
NO_DIALOGUE_ONLY = ("nobody", "teen_protected", "friends_only", "not_following")


def test_every_combination_of_facts_gets_the_answer_of_the_table():
    wrong = [(world, code_in(world), expected(world)) for world in every_world() if code_in(world) != expected(world)]
    assert not wrong[:3]


def test_the_code_knows_the_rows_of_the_table_and_no_others():
    assert CODES == tuple(code for code, _holds in TABLE) == tuple(CAUSES)


def test_a_grown_up_may_write_to_one_she_follows_who_is_open_to_everyone():
    assert code_in(World()) is None


@pytest.mark.parametrize("code", CAUSES)
def test_each_cause_alone_refuses_with_its_own_code(code):
    assert code_in(World(**CAUSES[code])) == code


@pytest.mark.parametrize(("first", "second"), [*pairwise(CAUSES)])
def test_of_two_neighbouring_causes_the_first_is_told_and_the_second_once_it_is_gone(first, second):
    assert code_in(World(**CAUSES[first], **CAUSES[second])) == first
    assert code_in(World(**CAUSES[second])) == second


@pytest.mark.parametrize("cause", ["recipient_suspended", "recipient_closed"])
def test_a_recipient_who_is_away_for_any_reason_is_told_in_the_same_words(cause):
    away = permissions.refusal(facts_of(World(**{cause: True})), TODAY)
    young = permissions.refusal(facts_of(World(recipient_age=15)), TODAY)
    assert away == young
    assert away.until is None


@pytest.mark.parametrize("code", NO_DIALOGUE_ONLY)
def test_in_a_dialogue_no_setting_and_no_unfollowing_counts(code):
    assert code_in(World(**CAUSES[code], recipient_has_written=True)) is None


@pytest.mark.parametrize("code", [code for code in CAUSES if code not in NO_DIALOGUE_ONLY])
def test_even_in_a_dialogue_the_rest_of_the_rule_holds(code):
    assert code_in(World(**CAUSES[code], recipient_has_written=True)) == code


@pytest.mark.parametrize(
    ("recipient_age", "sender_age", "recipient_follows", "code"),
    [
        (16, 17, False, None),
        (16, 18, False, "teen_protected"),
        (17, 18, False, "teen_protected"),
        (17, 18, True, None),
        (18, 18, False, None),
        (18, 40, False, None),
    ],
)
def test_a_grown_up_writes_first_only_to_a_teen_who_follows_them(recipient_age, sender_age, recipient_follows, code):
    world = World(recipient_age=recipient_age, sender_age=sender_age, recipient_follows=recipient_follows)
    assert code_in(world) == code


def test_nobody_means_nobody_even_for_friends():
    assert code_in(World(setting="nobody", recipient_follows=True)) == "nobody"


def test_the_senders_own_setting_does_not_keep_her_from_writing():
    facts = facts_of(World())
    reserved = Person(1, "sender", "Sender", dt.date(1990, 1, 1), is_active=True, message_privacy="nobody")
    assert permissions.refusal(Facts(reserved, facts.recipient, sender_follows=True), TODAY) is None


@pytest.mark.parametrize(
    ("birthdate", "day", "may"),
    [
        (dt.date(2010, 6, 16), dt.date(2026, 6, 15), False),
        (dt.date(2010, 6, 15), dt.date(2026, 6, 15), True),
        (dt.date(2010, 6, 14), dt.date(2026, 6, 15), True),
        (dt.date(2008, 2, 29), dt.date(2024, 2, 28), False),
        (dt.date(2008, 2, 29), dt.date(2024, 2, 29), True),
        (dt.date(2004, 2, 29), dt.date(2020, 2, 29), True),
        (dt.date(2012, 2, 29), dt.date(2028, 2, 29), True),
        (dt.date(2012, 2, 29), dt.date(2028, 2, 28), False),
        (dt.date(2009, 12, 31), dt.date(2025, 12, 30), False),
        (dt.date(2010, 1, 1), dt.date(2025, 12, 31), False),
        (dt.date(2010, 1, 1), dt.date(2026, 1, 1), True),
    ],
)
def test_messages_open_on_the_sixteenth_birthday_and_not_a_day_before(birthdate, day, may):
    person = Person(1, "dana", "Dana", birthdate, is_active=True, message_privacy="everyone")
    other = Person(2, "bob", "Bob", birthdate, is_active=True, message_privacy="everyone")
    answer = permissions.refusal(Facts(person, other, sender_follows=True), day)
    assert (answer.code if answer else None) == (None if may else "under_age")
    grown_up = Person(3, "erin", "Erin", dt.date(1990, 1, 1), is_active=True, message_privacy="everyone")
    answer = permissions.refusal(Facts(grown_up, person, sender_follows=True, recipient_follows=True), day)
    assert (answer.code if answer else None) == (None if may else "unavailable")


@pytest.mark.parametrize(
    ("birthdate", "day", "grown_up"),
    [
        (dt.date(2008, 6, 16), dt.date(2026, 6, 15), False),
        (dt.date(2008, 6, 15), dt.date(2026, 6, 15), True),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), False),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), True),
    ],
)
def test_the_eighteenth_birthday_counts_on_either_side_and_29_february_is_1_march(birthdate, day, grown_up):
    turning = Person(1, "dana", "Dana", birthdate, is_active=True, message_privacy="everyone")
    teen = Person(2, "bob", "Bob", day.replace(year=day.year - 17, day=1), is_active=True, message_privacy="everyone")
    adult = Person(3, "erin", "Erin", dt.date(1990, 1, 1), is_active=True, message_privacy="everyone")
    to_teen = permissions.refusal(Facts(turning, teen, sender_follows=True), day)
    from_adult = permissions.refusal(Facts(adult, turning, sender_follows=True), day)
    assert (to_teen.code if to_teen else None) == ("teen_protected" if grown_up else None)
    assert (from_adult.code if from_adult else None) == (None if grown_up else "teen_protected")
